// Views, copies, casts, assignment and joining against NumPy; test/oracle/manipulation.py makes the fixture.

import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { type Any, dtypes, fixture, hex, named } from './support.ts'

type Step = [name: string, ...args: unknown[]]
interface Outcome { shape: number[]; values: number[]; dtype?: np.DType; strides?: number[]; error?: undefined }
type Expected = Outcome | { error: string }
type Part = [dtype: np.DType, shape: number[], fortran?: boolean]
const cases = fixture<{
  views: [dtype: np.DType, shape: number[], steps: Step[], op: Step, expected: Expected][]
  casts: [source: np.DType, target: np.DType, from: string, to: string][]
  assigns: [shape: number[], target: Step[], source: Step[], base: number[]][]
  joins: ['concatenate' | 'stack', Part[], number | null, Expected][]
  choices: [Part[], Expected][]
}>('manipulation')

let used = 0
beforeAll(async () => { await np.init({ threads: 2 }) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })

const itemsize = (dtype: np.DType): number => Number(/\d+/.exec(dtype)?.[0] ?? 8) / 8
const functions = np as unknown as Record<string, (...args: unknown[]) => Any>
const apply = (a: Any, [name, ...args]: Step): Any => functions[name]!(a, ...args)
const counting = (dtype: np.DType, shape: readonly number[]): Any => {
  const n = shape.reduce((p, m) => p * m, 1)
  return np.array(Array.from({ length: n }, (_, i) => i), 'float64').astype(dtype).reshape(shape)
}
const integers = (a: Any): number[] => {
  const flat = a.astype('complex128').toTypedArray()
  return Array.from({ length: a.size }, (_, i) => flat[2 * i]!)
}
const shares = (a: Any, b: Any): boolean => a.block === b.block
const offAxesOfOne = (a: Any): number[] => a.strides.map((s, i) => a.shape[i]! > 1 ? s / a.itemsize : 0)

describe('as NumPy', () => {
  test('views and copies: shapes, values, strides, and whether the memory is shared', () => {
    for (const [dtype, shape, steps, op, expected] of cases.views) np.scope(() => {
      const where = JSON.stringify([dtype, shape, steps, op])
      const base = counting(dtype, shape), operand = steps.reduce(apply, base)
      let result: Any
      try { result = apply(operand, op) } catch (error) {
        if (!named(error) || expected.error === undefined) throw new Error(`${where}: ${String(error)}`, { cause: error })
        return
      }
      if (expected.error !== undefined) throw new Error(`${where}: ${expected.error} expected`)
      const isView = shares(result, base)
      const got = { where, shape: [...result.shape], values: integers(result), ...(isView && base.size > 0 && result.size > 0 ? { strides: offAxesOfOne(result) } : {}) }
      expect(got).toEqual({ where, ...expected })
      expect(result.size).toBe(result.shape.reduce((p, m) => p * m, 1))
    })
  })

  test('astype: every pair of dtypes, bit for bit within the range', () => {
    for (const [source, target, from, to] of cases.casts) np.scope(() => {
      const bytes = Buffer.from(from, 'hex'), a = np.empty([bytes.length / itemsize(source)], source)
      new Uint8Array(a.data.buffer, a.data.byteOffset, a.nbytes).set(bytes)
      const got = { source, target, from, to: hex(np.astype(a, target)) }
      expect(got).toEqual({ source, target, from, to })
      // and through every kind of walk: reversed, stepped, in an assignment
      expect(hex(a.slice('::-1').astype(target).slice('::-1'))).toBe(to)
      const every = np.zeros([a.size, 3], target), column = every.slice(':', 1)
      column.assign(a, { casting: 'unsafe' })
      expect(hex(column)).toBe(to)
    })
  })

  test('assign to views that overlap the values', () => {
    for (const [shape, target, source, expected] of cases.assigns) np.scope(() => {
      const base = counting('int32', shape)
      np.assign(target.reduce(apply, base), source.reduce(apply, base))
      const values = integers(base), where = JSON.stringify([shape, target, source])
      const got = expected.length === 1 && base.size > 1 ? [values.reduce((s, v, i) => s + v * i, 0)] : values
      expect({ where, got }).toEqual({ where, got: expected })
    })
  })

  test('concatenate and stack', () => {
    for (const [op, parts, axis, expected] of cases.joins) np.scope(() => {
      const where = JSON.stringify([op, parts, axis])
      const arrays = parts.map(([dtype, shape, fortran]) => fortran ? counting(dtype, [...shape].reverse()).T : counting(dtype, shape))
      let result: Any
      try { result = op === 'stack' ? np.stack(arrays, axis as number) : np.concatenate(arrays, axis) } catch (error) {
        if (!named(error) || expected.error === undefined) throw new Error(`${where}: ${String(error)}`, { cause: error })
        return
      }
      if (expected.error !== undefined) throw new Error(`${where}: ${expected.error} expected`)
      expect({ where, dtype: result.dtype, shape: [...result.shape], values: integers(result) }).toEqual({ where, ...expected })
    })
  })

  test('where', () => {
    for (const [operands, expected] of cases.choices) np.scope(() => {
      const [c, x, y] = operands.map(([dtype, shape], i) => {
        const a = counting(dtype, shape)
        return i === 0 && dtype === 'bool' ? np.equal(np.remainder(counting('int32', shape), 3), 0) : a
      })
      const result: Any = np.where(c!, x!, y!)
      const where = JSON.stringify(operands)
      expect({ where, dtype: result.dtype, shape: [...result.shape], values: integers(result) }).toEqual({ where, ...expected })
    })
  })
})

describe('where', () => {
  test('scalars are weak', () => np.scope(() => {
    const c = np.array([true, false])
    expect(np.where(c, np.array([1, 2], 'int8'), 0).dtype).toBe('int8')
    expect(np.where(c, np.array([1, 2], 'float32'), 0.5).dtype).toBe('float32')
    expect(np.where(c, np.array([1, 2], 'int8'), 0.5).dtype).toBe('float64')
    expect(np.where(c, 1, 0.5).dtype).toBe('float64')
    expect(np.where(c, 1n, 2n).dtype).toBe('int64')
    expect(np.where(c, true, false).dtype).toBe('bool')
    expect(np.where(c, { re: 0, im: 1 }, np.array([1, 2], 'float32')).dtype).toBe('complex64')
    expect(() => np.where(c, np.array([1, 2], 'int8'), 300)).toThrow(np.ValueError)
    expect(np.where(true, 1, 2).item()).toBe(1)
    expect(np.where([[true], [false]], [1, 2], 9).tolist()).toEqual([[1, 2], [9, 9]])
  }))

  test('conditions of other dtypes are true where not 0; NaN is true', () => np.scope(() => {
    expect(np.where(np.array([0, -0, NaN, 0.5]), 1, 0).tolist()).toEqual([0, 0, 1, 1])
    expect(np.where(np.array([0, 256], 'int16'), 1, 0).tolist()).toEqual([0, 1])
    expect(np.where(np.array([{ re: 0, im: 0 }, { re: 0, im: 1 }]), 1, 0).tolist()).toEqual([0, 1])
  }))
})

describe('copy, flatten, astype', () => {
  test('are copies, dense in C order', () => np.scope(() => {
    const a = np.arange(6).reshape([2, 3]), t = a.T
    for (const c of [t.copy(), np.copy(t), t.flatten(), t.astype('float64')]) {
      expect(shares(c, a)).toBe(false)
      expect(c.data.length).toBe(6)
      expect([...c.data]).toEqual([0, 3, 1, 4, 2, 5])
    }
    const same = t.astype('float64', { copy: false })
    expect(shares(same, a)).toBe(true)
    expect(shares(t.astype('float32', { copy: false }), a)).toBe(false)
  }))

  test('what lies out of range is settled: integers wrap, floats to integers do not trap', () => np.scope(() => {
    expect(np.array([300, -1, 65535, 128], 'int32').astype('uint8').tolist()).toEqual([44, 255, 255, 128])
    expect(np.array([-1n, 1n << 40n], 'int64').astype('uint32').tolist()).toEqual([4294967295, 0])
    expect(np.array([-1n], 'int64').astype('uint64').tolist()).toEqual([18446744073709551615n])
    for (const target of dtypes) {
      const odd = np.array([NaN, Infinity, -Infinity, 1e300, -1e300, 5e-324])
      for (const a of [odd, odd.astype('float32'), odd.astype('complex64'), odd.astype('complex128')]) {
        const once = hex(a.astype(target))
        expect(hex(a.slice('::-1').astype(target).slice('::-1'))).toBe(once)        // the same however it is walked
        expect(hex(np.concatenate([a, a, a, a, a, a, a]).astype(target)).slice(0, once.length)).toBe(once)
      }
    }
  }))

  test('casting rules', () => np.scope(() => {
    const a = np.array([1.5])
    expect(() => a.astype('float32', { casting: 'safe' })).toThrow(np.DTypeError)
    expect(a.astype('float32', { casting: 'same_kind' }).dtype).toBe('float32')
    expect(() => a.astype('int32', { casting: 'same_kind' })).toThrow(np.DTypeError)
    expect(() => a.astype('float32', { casting: 'no' })).toThrow(np.DTypeError)
    expect(a.astype('float64', { casting: 'no' }).dtype).toBe('float64')
  }))
})

describe('assign', () => {
  test('broadcasts, converts under same_kind, returns the array', () => np.scope(() => {
    const a = np.zeros([2, 3], 'float32')
    expect(a.assign([1, 2, 3])).toBe(a)
    expect(a.tolist()).toEqual([[1, 2, 3], [1, 2, 3]])
    a.assign([[4], [5]])
    expect(a.tolist()).toEqual([[4, 4, 4], [5, 5, 5]])
    a.slice(0).assign(7)
    expect(a.tolist()).toEqual([[7, 7, 7], [5, 5, 5]])
    a.assign(np.array([1n, 2n, 3n]))
    expect(a.slice(1).tolist()).toEqual([1, 2, 3])
    const b = np.zeros(2, 'int32')
    expect(b.assign([3.7, -3.7]).tolist()).toEqual([3, -3])                   // lists are weak, as scalars are
    expect(() => b.assign([1, 1e10])).toThrow(np.ValueError)
    expect(() => b.assign([1, NaN])).toThrow(np.ValueError)
    expect(() => b.assign(Float64Array.of(1, 2))).toThrow(np.DTypeError)      // typed arrays are not
    expect(() => b.assign(np.array([1.5, 2.5]))).toThrow(np.DTypeError)
    b.assign(np.array([1.5, 2.5]), { casting: 'unsafe' })
    expect(b.tolist()).toEqual([1, 2])
    expect(() => b.assign([1, 2, 3])).toThrow(np.ShapeError)
    expect(() => b.assign(np.zeros([2, 2], 'int32'))).toThrow(np.ShapeError)
    expect(() => b.assign({ re: 1, im: 0 })).toThrow(np.DTypeError)
    expect(() => b.assign(1e10)).toThrow(np.ValueError)
    expect(b.tolist()).toEqual([1, 2])
  }))

  test('where a mask is true', () => np.scope(() => {
    const a = np.arange(6).reshape([2, 3])
    a.assign(-1, { where: np.greater(a, 2) })
    expect(a.tolist()).toEqual([[0, 1, 2], [-1, -1, -1]])
    a.assign([9, 8, 7], { where: [true, false, true] })
    expect(a.tolist()).toEqual([[9, 1, 7], [9, -1, 7]])
    a.T.assign(5, { where: np.array([[true, false]]) })
    expect(a.tolist()).toEqual([[5, 5, 5], [9, -1, 7]])
    expect(() => a.assign(1, { where: np.array([1, 0, 1]) })).toThrow(np.DTypeError)
    expect(() => a.assign(1, { where: [true, false] })).toThrow(np.ShapeError)
    a.assign(0, { where: false })
    expect(a.tolist()).toEqual([[5, 5, 5], [9, -1, 7]])
    a.assign(0, { where: true })
    expect(a.tolist()).toEqual([[0, 0, 0], [0, 0, 0]])
    const m = np.array([true, false, true, false])
    m.slice('1:').assign(m.slice(':-1'), { where: m.slice('1:') })
    expect(m.tolist()).toEqual([true, false, false, false])
  }))

  test('read-only views refuse', () => np.scope(() => {
    const wide = np.broadcast_to([1, 2], [3, 2])
    expect(() => wide.assign(0)).toThrow(np.ValueError)
    expect(() => wide.slice(0).assign(0)).toThrow(np.ValueError)
    expect(() => np.sliding_window_view(np.arange(5), 2).assign(0)).toThrow(np.ValueError)
    expect(wide.copy().assign(0).tolist()).toEqual([[0, 0], [0, 0], [0, 0]])
  }))

  test('any overlapping slices of one array behave as if copied first', () => {
    const bound = fc.integer({ min: 0, max: 40 }), step = fc.constantFrom(1, 2, 3, -1, -2, -3)
    fc.assert(fc.property(bound, bound, step, step, fc.integer({ min: 1, max: 14 }), fc.constantFrom<np.DType>('int8', 'float32', 'float64', 'complex128'), (p, q, s, t, n, dtype) => np.scope(() => {
      const clamp = (start: number, by: number): [number, number] => by > 0 ? [start, start] : [start + (n - 1) * -by, start]
      const size = 128, a = counting(dtype, [size])
      const text = ([start]: [number, number], by: number): string => { const stop = start + n * by; return `${start}:${stop < 0 ? '' : stop}:${by}` }
      const model = integers(a), from = Array.from({ length: n }, (_, i) => model[clamp(q, t)[0] + i * t]!)
      from.forEach((v, i) => { model[clamp(p, s)[0] + i * s] = v })
      a.slice(text(clamp(p, s), s)).assign(a.slice(text(clamp(q, t), t)))
      expect(integers(a)).toEqual(model)
    })), { numRuns: 300 })
  })
})

describe('real and imag', () => {
  test('are views of complex arrays', () => np.scope(() => {
    for (const dtype of ['complex64', 'complex128'] as const) {
      const z = np.array([{ re: 1, im: 2 }, { re: 3, im: 4 }, { re: 5, im: 6 }], dtype)
      const re: Any = np.real(z), im: Any = np.imag(z)
      expect(re.dtype).toBe(dtype === 'complex64' ? 'float32' : 'float64')
      expect([re.tolist(), im.tolist()]).toEqual([[1, 3, 5], [2, 4, 6]])
      expect(shares(re, z) && shares(im, z)).toBe(true)
      im.assign([0, 0, 7])
      expect(z.tolist()).toEqual([{ re: 1, im: 0 }, { re: 3, im: 0 }, { re: 5, im: 7 }])
      expect((np.imag(z.slice('::-2')) as Any).tolist()).toEqual([7, 0])
      expect(np.add(re, im).tolist()).toEqual([1, 3, 12])
    }
  }))

  test('of real arrays: the array and zeros', () => np.scope(() => {
    const a = np.arange(4).reshape([2, 2]).T
    expect((np.real(a) as Any).tolist()).toEqual(a.tolist())
    expect((np.imag(a) as Any).tolist()).toEqual([[0, 0], [0, 0]])
    expect((np.imag(np.array([true])) as Any).dtype).toBe('bool')
    expect((np.real({ re: 1, im: 2 }) as Any).item()).toBe(1)
  }))
})

describe('concatenate, stack', () => {
  test('out, dtype, casting', () => np.scope(() => {
    const out = np.zeros(4, 'float32')
    expect(np.concatenate([[1, 2], [3, 4]], 0, { out })).toBe(out)
    expect(out.tolist()).toEqual([1, 2, 3, 4])
    expect(np.concatenate([[1], [2]], 0, { dtype: 'float32' }).dtype).toBe('float32')
    expect(() => np.concatenate([[1], [2]], 0, { dtype: 'int32' })).toThrow(np.DTypeError)
    expect(np.concatenate([[1.5], [2]], 0, { dtype: 'int32', casting: 'unsafe' }).tolist()).toEqual([1, 2])
    expect(() => np.concatenate([[1], [2]], 0, { out })).toThrow(np.ShapeError)
    expect(() => np.concatenate([out.slice(':2'), [3, 4]], 0, { out })).toThrow(np.ValueError)
    expect(() => np.stack([[1, 2], [3]])).toThrow(np.ShapeError)
    expect(np.stack([1, 2, 3]).tolist()).toEqual([1, 2, 3])
  }))

  test('many parts', () => np.scope(() => {
    const parts = Array.from({ length: 500 }, (_, i) => np.full([3, 1], i))
    const joined = np.concatenate(parts, 1)
    expect(joined.shape).toEqual([3, 500])
    expect(joined.slice(2).tolist()).toEqual(parts.map((_, i) => i))
  }))
})

test('views of lists keep their new array alive, and free it', () => {
  const a = np.transpose([[1, 2], [3, 4]])
  expect(a.tolist()).toEqual([[1, 3], [2, 4]])
  a.dispose()
  expect(np.info().memory.used).toBe(used)
})
