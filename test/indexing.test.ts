// Advanced indexing against NumPy; test/oracle/indexing.py makes the fixture.

import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { type Any, dtypes, fixture, hex, named } from './support.ts'

type Nested = number | boolean | Nested[]
type Part = number | string | null | { i: Nested; d: np.DType | null }
type Step = [name: string, ...args: unknown[]]
interface Error_ { error: string }
type Case = [dtype: np.DType, shape: number[], steps: Step[], parts: Part[]]
const cases = fixture<{
  reads: [...Case, { shape: number[]; values: number[]; error?: undefined } | Error_][]
  writes: [...Case, shape: number[], { values: number[]; error?: undefined } | Error_][]
  takes: [shape: number[], steps: Step[], indices: Nested, axis: number | null, { shape: number[]; values: number[]; error?: undefined } | Error_][]
  places: [shape: number[], modulus: number, steps: Step[], number[][]][]
}>('indexing')

beforeAll(async () => { await np.init({ threads: 4 }) })
afterEach(() => { expect(np.info().memory.used).toBe(0) })

type Indices = Parameters<typeof np.at>[1][]
const functions = np as unknown as Record<string, (...args: unknown[]) => Any>
const apply = (a: Any, [name, ...args]: Step): Any => functions[name]!(a, ...args)
const counting = (dtype: np.DType, shape: readonly number[]): Any => np.arange(shape.reduce((p, m) => p * m, 1)).astype(dtype).reshape(shape)
const whole = (x: Nested): Nested | bigint | bigint[] => Array.isArray(x) ? x.map(whole) as Nested : typeof x === 'number' ? BigInt(x) as never : x
const indexOf = (parts: Part[]): Indices => parts.map(p => p === null || typeof p !== 'object' ? p
  : p.d === null ? p.i as number[] : p.d.endsWith('64') ? np.array(whole(p.i) as bigint[], p.d) : np.array(p.i as number[], p.d)) as Indices
const integers = (a: Any): number[] => {
  const flat = a.astype('complex128').toTypedArray()
  return Array.from({ length: a.size }, (_, i) => flat[2 * i]!)
}
const attempt = (where: string, expected: object, f: () => void): boolean => {
  try { f() } catch (error) {
    if (!named(error) || !('error' in expected)) throw new Error(`${where}: ${String(error)}`, { cause: error })
    expect({ where, error: (error as Error).name }).toEqual({ where, error: expect.stringMatching(expected.error === 'IndexError' ? /^(Index|Shape)Error$/ : /^ShapeError$/) })
    return false
  }
  if ('error' in expected) throw new Error(`${where}: ${String(expected.error)} expected`)
  return true
}

describe('as NumPy', () => {
  test('reading', () => {
    for (const [dtype, shape, steps, parts, expected] of cases.reads) np.scope(() => {
      const where = JSON.stringify([dtype, shape, steps, parts])
      const a = steps.reduce(apply, counting(dtype, shape))
      let r: Any
      if (!attempt(where, expected, () => { r = np.at(a, ...indexOf(parts)) })) return
      expect({ where, dtype: r!.dtype, shape: [...r!.shape], values: integers(r!) }).toEqual({ where, dtype, ...expected })
    })
  })

  test('writing', () => {
    for (const [dtype, shape, steps, parts, own, expected] of cases.writes) np.scope(() => {
      const where = JSON.stringify([dtype, shape, steps, parts, own])
      const base = counting(dtype, shape), a = steps.reduce(apply, base), before = integers(base)
      const values = np.add(np.remainder(counting('float64', own), 20), 100).astype(dtype === 'uint16' ? 'uint8' : 'int8')
      if (attempt(where, expected, () => { expect(np.setAt(a, indexOf(parts), values)).toBe(a) })) expect({ where, values: integers(base) }).toEqual({ where, ...expected })
      else expect({ where, values: integers(base) }).toEqual({ where, values: before })
    })
  })

  test('take', () => {
    for (const [shape, steps, which, axis, expected] of cases.takes) np.scope(() => {
      const where = JSON.stringify([shape, steps, which, axis])
      const a = steps.reduce(apply, counting('int16', shape))
      for (const indices of [which as number[], np.array(which as number[], 'int32')]) {
        let r: Any
        if (attempt(where, expected, () => { r = np.take(a, indices, axis) })) expect({ where, shape: [...r!.shape], values: integers(r!) }).toEqual({ where, ...expected })
      }
    })
  })

  test('nonzero', () => {
    for (const [shape, modulus, steps, expected] of cases.places) np.scope(() => {
      for (const dtype of dtypes) {
        const a = steps.reduce(apply, np.remainder(counting('float64', shape), modulus).astype(dtype))
        if (dtype === 'bool' || modulus > 0) expect(np.nonzero(a).map(x => x.tolist())).toEqual(expected)
      }
    })
  })
})

describe('at', () => {
  test('basic indices give views, index arrays copies', () => np.scope(() => {
    const a = np.arange(6).reshape([2, 3])
    np.at(a, 0, '1:').assign(9)
    expect(a.tolist()).toEqual([[0, 9, 9], [3, 4, 5]])
    np.at(a, [0, 1]).assign(7)
    expect(a.tolist()).toEqual([[0, 9, 9], [3, 4, 5]])
    expect(np.at(a, '0, :').tolist()).toEqual([0, 9, 9])
    expect(np.at(a, 1n, [0n, 2n]).tolist()).toEqual([3, 5])
    expect(np.at(a, '...', Uint8Array.of(0, 2)).tolist()).toEqual([[0, 9], [3, 5]])
    expect(np.at(a, np.greater(a, 4)).tolist()).toEqual([9, 9, 5])
    expect(a.at([true, false]).tolist()).toEqual([[0, 9, 9]])
  }))

  test('refuses what is not an index', () => np.scope(() => {
    const a = np.arange(6).reshape([2, 3])
    for (const bad of [[0.5], [NaN], [Infinity], np.array([0.0]), np.array([0], 'float32'), np.array([{ re: 0, im: 0 }]), true, [1e300], [2 ** 53]]) expect(() => np.at(a, bad as number[])).toThrow(np.IndexError)
    for (const bad of [['a'], undefined, {}, [[0, 1], [2]], () => 0]) {
      let error: unknown
      try { np.at(a, bad as unknown as number[]) } catch (e) { error = e }
      expect({ bad, named: named(error) }).toEqual({ bad, named: true })
    }
    expect(() => np.at(a, [2n ** 64n])).toThrow(np.ValueError)
    for (const huge of [2n ** 63n, -(2n ** 63n), 2n ** 32n]) expect(() => np.at(a, [huge])).toThrow(np.IndexError)
    expect(() => np.at(a, 0, 0, [0])).toThrow(np.IndexError)
    expect(() => np.at(a, '...', '...', [0])).toThrow(np.IndexError)
    expect(() => np.at(a, [0], np.array(2 ** 32, 'float64') as never)).toThrow(np.IndexError)
  }))

  test('an index may be the array itself, or broadcast', () => np.scope(() => {
    const a = np.array([2, 0, 1], 'int32')
    expect(np.at(a, a).tolist()).toEqual([1, 2, 0])
    expect(np.setAt(a, [a], a).tolist()).toEqual([0, 1, 2])
    const wide = np.broadcast_to(np.array([1], 'int32'), [4])
    expect(np.at(np.arange(3), wide).tolist()).toEqual([1, 1, 1, 1])
    const m = np.array([true, true, false])
    expect(np.setAt(m, m, false).tolist()).toEqual([false, false, false])
  }))

  test('millions of places', () => np.scope(() => {
    const n = 1_000_000, a = np.arange(n), back = np.arange(n - 1, -1, -1).astype('int32')
    expect(hex(np.at(a, back)) === hex(np.slice(a, '::-1'))).toBe(true)
    expect(np.at(a, np.less(a, 10)).tolist()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    np.setAt(a, back, a.copy())
    expect([a.item(0), a.item(n - 1)]).toEqual([n - 1, 0])
  }))
})

test('masks: every width of element, densities, and sizes about those of vectors and blocks; any number of threads', () => {
  for (const threads of [1, 2, 4]) {
    np.setThreads(threads)
    const same = (got: Any, expected: Float64Array | Float32Array | Int8Array | Int16Array): void => { if (hex(got) !== Buffer.from(expected.buffer).toString('hex')) expect(got.toTypedArray()).toEqual(expected) }
    for (const [dtype, Type] of [['int8', Int8Array], ['int16', Int16Array], ['float32', Float32Array], ['float64', Float64Array], ['complex128', Float64Array]] as const) {
      const wide = dtype === 'complex128' ? 2 : 1
      for (const n of [0, 1, 15, 16, 17, 100, 8191, 8193, 40_000]) for (const chosen of [() => false, () => true, (i: number) => i % 97 === 0, (i: number) => i % 97 !== 0, (i: number) => (i * i + (i >> 2)) % 3 === 0, (i: number) => (i >> 6) % 2 === 1]) np.scope(() => {
        const values = Type.from({ length: wide * n }, (_, i) => i % 120), flags = Uint8Array.from({ length: n }, (_, i) => chosen(i) ? 1 : 0), expected: number[] = []
        flags.forEach((f, i) => { if (f) for (let k = 0; k < wide; k++) expected.push(values[wide * i + k]!) })
        const a: Any = np.array(values, dtype), m = np.array(flags, 'bool')
        const picked = Type.from(expected)
        same(np.at(a, m), picked)
        if (n % 2 === 0) same(np.at(a.reshape([n / 2, 2]), m.reshape([n / 2, 2])), picked)
        if (n % 3 === 0) same(np.at(a.slice('::-1').reshape([3, n / 3]), m.slice('::-1').reshape([3, n / 3])).slice('::-1').copy(), picked)
      })
    }
  }
  np.setThreads(4)
})

describe('setAt', () => {
  test('of places named twice the last wins', () => np.scope(() => {
    expect(np.setAt(np.zeros(3), [[0, 1, 0, 0]], [1, 2, 3, 4]).tolist()).toEqual([4, 2, 0])
    const n = 100_000, where = np.zeros(n, 'int32'), a = np.zeros(2, 'int32')
    np.setAt(a, where, np.arange(n).astype('int32'))
    expect(a.tolist()).toEqual([n - 1, 0])
  }))

  test('one index without a list; lists are lists of indices', () => np.scope(() => {
    const a = np.zeros([2, 3])
    np.setAt(a, 0, 1)
    np.setAt(a, [1, 2], 5)
    np.setAt(a, np.array([1], 'int32'), [[7, 8, 9]])
    expect(a.tolist()).toEqual([[1, 1, 1], [7, 8, 9]])
    np.setAt(a, [':', [0, 2]], [[1, 2], [3, 4]])
    expect(a.tolist()).toEqual([[1, 1, 2], [3, 8, 4]])
    np.setAt(a, np.greater(a, 2), 0)
    expect(a.tolist()).toEqual([[1, 1, 2], [0, 0, 0]])
    np.setAt(a, '0, ::2', [5, 6])
    expect(a.tolist()).toEqual([[5, 1, 6], [0, 0, 0]])
  }))

  test('values are converted under same_kind and must fit', () => np.scope(() => {
    const a = np.zeros(3, 'uint8')
    np.setAt(a, [[0, 1]], [1, 255])
    expect(a.tolist()).toEqual([1, 255, 0])
    expect(() => np.setAt(a, [[0, 1]], [1, 256])).toThrow(np.ValueError)
    expect(() => np.setAt(a, [[0]], np.array([1]))).toThrow(np.DTypeError)
    expect(() => np.setAt(a, [[0, 1]], [1, 2, 3])).toThrow(np.ShapeError)
    expect(() => np.setAt(a, '0:2', [1, 2, 3])).toThrow(np.ShapeError)
    expect(() => np.setAt(np.broadcast_to([1], [3]), [[0]], 1)).toThrow(np.ValueError)
    expect(a.tolist()).toEqual([1, 255, 0])
  }))

  test('values that overlap the target', () => np.scope(() => {
    const a = np.arange(6)
    np.setAt(a, [[0, 1, 2, 3, 4]], a.slice('1:'))
    expect(a.tolist()).toEqual([1, 2, 3, 4, 5, 5])
    np.setAt(a, '1:', a.slice(':-1'))
    expect(a.tolist()).toEqual([1, 1, 2, 3, 4, 5])
  }))
})

test('the same elements for every dtype', () => np.scope(() => {
  for (const dtype of dtypes) {
    const a = counting(dtype, [3, 4]), flat = hex(a), size = flat.length / 12
    const pick = (...places: number[]): string => places.map(p => flat.slice(p * size, (p + 1) * size)).join('')
    expect(hex(np.at(a, [2, 0]))).toBe(pick(8, 9, 10, 11, 0, 1, 2, 3))
    expect(hex(np.at(a, [2, 0], [1, 3]))).toBe(pick(9, 3))
    expect(hex(np.at(a, ':', [3, 1]))).toBe(pick(3, 1, 7, 5, 11, 9))
    expect(hex(np.take(a.T, [5, 0]))).toBe(pick(9, 0))
    const b = np.zeros([3, 4], dtype)
    np.setAt(b, [':', [3, 1]], np.at(a, ':', [3, 1]))
    expect(hex(np.at(b, ':', [3, 1]))).toBe(pick(3, 1, 7, 5, 11, 9))
    expect(hex(np.at(b, ':', [0, 2]))).toBe('0'.repeat(6 * size))
  }
}))

test('take: lists, scalars, masks are integers', () => np.scope(() => {
  const a = np.arange(5)
  expect(np.take(a, [-1, 0]).tolist()).toEqual([4, 0])
  expect(np.take(a, 2).item()).toBe(2)
  expect(np.take(a, 2).shape).toEqual([])
  expect(np.take(a, [true, false, true]).tolist()).toEqual([1, 0, 1])    // as NumPy: not a mask
  expect(() => np.take(a, [0.5])).toThrow(np.IndexError)
  expect(() => np.take(a, [5])).toThrow(np.IndexError)
  expect(() => np.take(a, [0], 1)).toThrow(np.AxisError)
  expect(np.take(np.arange(6).reshape([2, 3]), [[0], [1]], 1).tolist()).toEqual([[[0], [1]], [[3], [4]]])
  expect(np.take(np.arange(6).reshape([2, 3]), 1, -1).tolist()).toEqual([1, 4])
}))

test('random sequences of reads and writes against a model', () => {
  const n = 12, places = fc.array(fc.integer({ min: -n, max: n - 1 }), { maxLength: 20 })
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), places, value: fc.integer({ min: -100, max: 100 }) }),
    fc.record({ kind: fc.constant('mask' as const), mask: fc.array(fc.boolean(), { minLength: n, maxLength: n }), value: fc.integer({ min: -100, max: 100 }) }),
    fc.record({ kind: fc.constant('permute' as const), places: fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }) }),
    fc.record({ kind: fc.constant('get' as const), places }))
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), fc.constantFrom<np.DType>('int8', 'int16', 'float32', 'float64', 'complex128'), fc.boolean(), (steps, dtype, reversed) => np.scope(() => {
    const base = counting(dtype, [n]), a = reversed ? base.slice('::-1') : base, model = integers(a), wrap = (i: number): number => i < 0 ? i + n : i
    for (const s of steps) {
      if (s.kind === 'set') { np.setAt(a, [s.places], s.value); for (const i of s.places) model[wrap(i)] = s.value }
      else if (s.kind === 'mask') { np.setAt(a, [s.mask], s.value); s.mask.forEach((m, i) => { if (m) model[i] = s.value }) }
      else if (s.kind === 'permute') { np.setAt(a, [s.places], a); const old = [...model]; s.places.forEach((p, i) => { model[p] = old[i]! }) }
      else expect(integers(np.at(a, s.places))).toEqual(s.places.map(i => model[wrap(i)]!))
    }
    expect(integers(a)).toEqual(model)
  })), { numRuns: 200 })
})
