// Arrays from nothing and from values, promotion and casting rules; test/oracle/creation.py makes the fixture.

import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { type Any, dtypes, fixture, hex, named, thrown } from './support.ts'

type Packed = [dtype: np.DType, shape: number[], bytes: string]
const known = fixture<{
  aranges: [args: [number, number?, number?], Packed][]
  linspaces: [args: [number, number, number?], endpoint: boolean, Packed, step: number | null][]
  eyes: [args: [number, number | null, number], Packed][]
  fulls: [value: number | boolean, Packed | [np.DType, 'error']][]
  promote: np.DType[][]
  cast: Record<np.Casting, string[]>
  weak: Record<'int' | 'float' | 'bool' | 'complex', np.DType[]>
  limits: [dtype: np.DType, value: string, result: string][]
}>('creation')

beforeAll(async () => { await np.init({ threads: 2 }) })
let used = 0
beforeEach(() => { ({ used } = np.info().memory) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })
const packed = (a: Any): Packed => [a.dtype, [...a.shape], hex(a)]

describe('array', () => {
  test('dtypes follow the JavaScript types: numbers float64, bigints int64, booleans bool', () => np.scope(() => {
    const cases: [Parameters<typeof np.array>[0], np.DType, number[]][] = [
      [1, 'float64', []], [1n, 'int64', []], [true, 'bool', []], [{ re: 1, im: 2 }, 'complex128', []], [2n ** 63n, 'uint64', []],
      [[1, 2], 'float64', [2]], [[1n, 2n], 'int64', [2]], [[true], 'bool', [1]], [[{ re: 0, im: 1 }], 'complex128', [1]], [[2n ** 64n - 1n], 'uint64', [1]],
      [[], 'float64', [0]], [[[]], 'float64', [1, 0]], [[[], []], 'float64', [2, 0]], [[[[]]], 'float64', [1, 1, 0]],
      [[1, true], 'float64', [2]], [[true, 1n], 'int64', [2]], [[1, 1n], 'float64', [2]], [[1n, { re: 0, im: 1 }], 'complex128', [2]], [[1n, 2n ** 63n], 'float64', [2]],
      [[2n ** 63n, 2n ** 63n], 'uint64', [2]], [[true, 2n ** 63n], 'uint64', [2]], [[[[1]], [[2]]], 'float64', [2, 1, 1]],
    ]
    for (const [value, dtype, shape] of cases) expect([np.array(value).dtype, np.array(value).shape]).toEqual([dtype, shape])
    expect(np.array([1, true, false]).tolist()).toEqual([1, 1, 0])
    expect(np.array([1n, { re: 0, im: 1 }]).tolist()).toEqual([{ re: 1, im: 0 }, { re: 0, im: 1 }])
  }))

  test('typed arrays keep their dtype; their values are copied', () => np.scope(() => {
    const of: [Parameters<typeof np.array>[0], np.DType][] = [
      [Int8Array.of(1), 'int8'], [Int16Array.of(1), 'int16'], [Int32Array.of(1), 'int32'], [BigInt64Array.of(1n), 'int64'], [Uint8Array.of(1), 'uint8'], [Uint8ClampedArray.of(1), 'uint8'],
      [Uint16Array.of(1), 'uint16'], [Uint32Array.of(1), 'uint32'], [BigUint64Array.of(1n), 'uint64'], [Float32Array.of(1), 'float32'], [Float64Array.of(1), 'float64'],
    ]
    for (const [value, dtype] of of) {
      const a = np.array(value)
      expect([a.dtype, a.shape]).toEqual([dtype, [1]])
      expect(Number(a.item())).toBe(1)
      for (const to of dtypes) if (!to.startsWith('complex')) expect(Number(np.array(value, to).item())).toBe(1)
    }
    const source = Float64Array.of(1, 2, 3), a = np.array(source.subarray(1))
    source.fill(0)
    expect(a.tolist()).toEqual([2, 3])
    expect(np.array(new Float64Array(0)).shape).toEqual([0])
    expect(np.array(new Uint8Array(new SharedArrayBuffer(4))).tolist()).toEqual([0, 0, 0, 0])
    expect(np.array(Buffer.from([1, 2])).tolist()).toEqual([1, 2])
  }))

  test('complex from interleaved components, as data and toTypedArray give them', () => np.scope(() => {
    const z = np.array(Float64Array.of(1, 2, 3, 4), 'complex128')
    expect(z.tolist()).toEqual([{ re: 1, im: 2 }, { re: 3, im: 4 }])
    expect(np.array(z.toTypedArray(), 'complex128').tolist()).toEqual(z.tolist())
    expect(np.array(Float32Array.of(1, 2), 'complex64').tolist()).toEqual([{ re: 1, im: 2 }])
    expect(() => np.array(Float64Array.of(1, 2, 3), 'complex128')).toThrow(np.ValueError)
    expect(np.array(Int8Array.of(1, 2), 'complex64').tolist()).toEqual([{ re: 1, im: 0 }, { re: 2, im: 0 }])
  }))

  test('of an array a copy, also in another dtype and order', () => np.scope(() => {
    const a = np.arange(4).reshape([2, 2]).T, b = np.array(a), c = np.array(a, { dtype: 'int8' })
    a.assign(0)
    expect([b.tolist(), c.tolist(), c.dtype]).toEqual([[[0, 2], [1, 3]], [[0, 2], [1, 3]], 'int8'])
    expect(np.asarray(a)).toBe(a)
    expect(np.asarray(a, 'float64')).toBe(a)
    expect(np.asarray(a, 'int8')).not.toBe(a)
    expect(np.asarray([1, 2]).dtype).toBe('float64')
  }))

  test('values that do not fit are refused, fractions are cut', () => np.scope(() => {
    expect(np.array([1.9, -1.9], 'int8').tolist()).toEqual([1, -1])
    expect(np.array([255], 'uint8').item()).toBe(255)
    expect(np.array([2 ** 53], 'int64').item()).toBe(2n ** 53n)
    expect(np.array([0.1, 2 ** 24 + 1], 'float32').tolist()).toEqual([Math.fround(0.1), 2 ** 24])
    expect(np.array([0, 0.5, NaN, -0], 'bool').tolist()).toEqual([false, true, true, false])
    for (const [value, dtype] of [[256, 'uint8'], [-1, 'uint8'], [128, 'int8'], [NaN, 'int32'], [Infinity, 'int64'], [2 ** 63, 'int64'], [2n ** 63n, 'int64'], [-1n, 'uint64'], [2n ** 64n, 'uint64'], [1e300, 'uint64']] as const) {
      for (const values of [value, [value], [[0, value]]]) expect(thrown(() => np.array(values as number, dtype)).name).toBe('ValueError')
    }
    expect(() => np.array([2n ** 64n])).toThrow(np.ValueError)
    expect(() => np.array([{ re: 1, im: 0 }], 'float64')).toThrow(np.DTypeError)
  }))

  test('ragged and odd lists', () => {
    for (const ragged of [[[1], [2, 3]], [[1, 2], [3]], [1, [2]], [[1], 2], [[], [1]], [[1], []], [[[1]], [[1, 2]]], [[[1]], [1]]]) expect(() => np.array(ragged as number[])).toThrow(np.ShapeError)
    for (const odd of [['a'], [null], [undefined], [{}], [[1, 'x']], 'abc', null, undefined, {}, () => 1, new Date(), new Map(), [new Float64Array(2)], new DataView(new ArrayBuffer(8)), Symbol('x')]) {
      const error = thrown(() => np.array(odd as never))
      expect({ odd, named: named(error), op: error.message.startsWith('array') }).toEqual({ odd, named: true, op: true })
    }
    let deep: unknown = 1
    for (let i = 0; i < 65; i++) deep = [deep]
    expect(() => np.array(deep as number[])).toThrow(np.ShapeError)
    const endless: unknown[] = []
    endless.push(endless)
    expect(() => np.array(endless as number[])).toThrow(np.ShapeError)
    expect(named(thrown(() => np.array(Array(3) as number[])))).toBe(true)
  })

  test('large lists', () => np.scope(() => {
    const list = Array.from({ length: 200_000 }, (_, i) => i)
    expect(np.array(list).item(199_999)).toBe(199_999)
    expect(np.array(list, 'int32').tolist()).toEqual(list)
    expect(np.array([list, list]).shape).toEqual([2, 200_000])
  }))
})

describe('zeros, ones, full, empty, *_like', () => {
  test('dtypes, shapes', () => np.scope(() => {
    for (const dtype of dtypes) {
      const zero = np.array([0], dtype), one = np.array([1], dtype)
      expect(hex(np.zeros([2, 3], dtype))).toBe(hex(zero).repeat(6))
      expect(hex(np.ones([2, 3], { dtype }))).toBe(hex(one).repeat(6))
      expect(np.empty([2, 3], dtype).dtype).toBe(dtype)
      expect(hex(np.zeros_like(np.ones([3, 2], dtype).T))).toBe(hex(zero).repeat(6))
      expect(hex(np.ones_like([[1, 2]], dtype))).toBe(hex(one).repeat(2))
      expect(hex(np.full_like(zero, 1))).toBe(hex(one))
      expect(np.empty_like(zero).dtype).toBe(dtype)
    }
    for (const shape of [[], [0], [3], [2, 0, 3], [1, 1, 1, 1]]) expect(np.zeros(shape).shape).toEqual(shape)
    expect(np.zeros(4).shape).toEqual([4])
    expect(np.zeros([]).item()).toBe(0)
    expect(np.zeros_like([1n]).dtype).toBe('int64')
    expect(np.ones_like(5).shape).toEqual([])
    const big = np.full(1_000_003, 3, 'int16')
    expect(np.all(np.equal(big, 3))).toBe(true)
    const shape = [2, 3], a = np.zeros(shape)
    shape[0] = 9
    expect(a.shape).toEqual([2, 3])
  }))

  test('full as NumPy', () => np.scope(() => {
    for (const [value, [dtype, shape, bytes]] of known.fulls as [number, Packed][]) {
      if ((shape as unknown) === 'error') { expect(() => np.full([2, 3], value, dtype)).toThrow(np.ValueError); continue }
      expect([value, dtype, hex(np.full([2, 3], value, dtype))]).toEqual([value, dtype, bytes])
    }
    expect([np.full(1, 1).dtype, np.full(1, 1n).dtype, np.full(1, true).dtype, np.full(1, { re: 0, im: 1 }).dtype]).toEqual(['float64', 'int64', 'bool', 'complex128'])
    expect(() => np.full(1, { re: 0, im: 1 }, 'float32')).toThrow(np.DTypeError)
    expect(() => np.full(1, NaN, 'int32')).toThrow(np.ValueError)
  }))

  test('impossible shapes', () => np.scope(() => {
    for (const shape of [-1, 1.5, NaN, Infinity, 2 ** 31, [-1], [1, NaN], 'x', ['2'], {}, null, undefined, [null], Array(65).fill(1), [2n], true, 1e300]) {
      for (const f of [np.zeros, np.ones, np.empty, (s: number) => np.full(s, 1)]) expect(thrown(() => f(shape as number)).name).toBe('ShapeError')
    }
    for (const shape of [[2 ** 31 - 1, 2 ** 31 - 1], [2 ** 31 - 1], [65536, 65536], Array(64).fill(2 ** 31 - 1)]) expect(thrown(() => np.zeros(shape as number[])).name).toBe('OutOfMemoryError')
    expect(np.zeros([2 ** 31 - 1, 0]).size).toBe(0)
    expect(np.zeros([2 ** 31 - 1, 2 ** 31 - 1, 0, 2 ** 31 - 1]).size).toBe(0)
  }))
})

describe('ranges', () => {
  test('arange as NumPy, bit for bit', () => np.scope(() => {
    for (const [args, expected] of known.aranges) {
      const a = args.length === 1 ? np.arange(args[0], undefined, undefined, expected[0]) : np.arange(args[0], args[1], args[2], expected[0])
      expect([args, packed(a)]).toEqual([args, expected])
    }
  }))

  test('arange: defaults, bigints, refusals', () => np.scope(() => {
    expect(np.arange(3).dtype).toBe('float64')
    expect(np.arange(3n).tolist()).toEqual([0n, 1n, 2n])
    expect(np.arange(2n ** 60n, 2n ** 60n + 3n).tolist()).toEqual([2n ** 60n, 2n ** 60n + 1n, 2n ** 60n + 2n])
    expect(np.arange(5n, 0n, -2n).tolist()).toEqual([5n, 3n, 1n])
    expect(np.arange(2n ** 63n, 2n ** 63n + 2n, 1n, 'uint64').tolist()).toEqual([2n ** 63n, 2n ** 63n + 1n])
    expect(np.arange(0, 3, 1, { dtype: 'int8' }).tolist()).toEqual([0, 1, 2])
    for (const args of [[NaN], [Infinity], [0, 1, 0], [0, NaN], [0n, 1n, 0n], [1e300], [0, 1e12], ['3'], [null], [undefined], [0, 'x'], [{}], [true]]) {
      const error = thrown(() => np.arange(...(args as [number])))
      expect({ args, named: named(error), op: /arange/.test(error.message) }).toEqual({ args, named: true, op: true })
    }
    expect(() => np.arange(0, 2, 1, 'bool')).toThrow(np.DTypeError)
    expect(np.arange(0, 200, 1, 'int8').item(199)).toBe(-57)              // as NumPy, which looks at the first two
    expect(() => np.arange(0, -5, -1, 'uint8')).toThrow(np.ValueError)
    expect(() => np.arange(-5n, 0n, 1n, 'uint64')).toThrow(np.ValueError)
    expect(np.arange(0, -5, 1, 'uint8').size).toBe(0)
  }))

  test('linspace as NumPy, bit for bit', () => np.scope(() => {
    for (const [[start, stop, num], endpoint, expected, step] of known.linspaces) {
      const [a, by] = np.linspace(start, stop, num, { endpoint, retstep: true, dtype: expected[0] })
      expect([start, stop, num, endpoint, packed(a), Number.isNaN(by) ? null : by]).toEqual([start, stop, num, endpoint, expected, step])
    }
  }))

  test('linspace: refusals', () => {
    for (const num of [-1, 1.5, NaN, Infinity, '3', null, 2 ** 40]) {
      const error = thrown(() => np.linspace(0, 1, num as number))
      expect({ num, named: named(error), op: /linspace/.test(error.message) }).toEqual({ num, named: true, op: true })
    }
  })

  test('eye', () => np.scope(() => {
    for (const [[N, M, k], expected] of known.eyes) expect([N, M, k, packed(np.eye(N, M, k, expected[0]))]).toEqual([N, M, k, expected])
    for (const args of [[-1], [1.5], [NaN], ['2'], [2, -1], [2, 2, 0.5], [null], [1e300]]) expect(named(thrown(() => np.eye(...(args as [number]))))).toBe(true)
  }))

  test('a dtype that there is not', () => np.scope(() => {
    const a = np.zeros(2)
    for (const bad of ['float16', 'double', 'Float32', '', 'toString', '__proto__', 'constructor', 1, []]) {
      const d = bad as np.DType
      for (const f of [() => np.array([1], d), () => np.array(a, d), () => np.asarray([1], d), () => np.asarray(a, d), () => np.zeros(1, d), () => np.ones(1, d), () => np.empty(1, d), () => np.full(1, 1, d), () => np.zeros_like(a, d),
        () => np.empty_like(a, d), () => np.arange(3, null, 1, d), () => np.linspace(0, 1, 3, { dtype: d }), () => np.eye(2, 2, 0, d), () => a.astype(d), () => np.concatenate([a, a], 0, { dtype: d }), () => np.can_cast(d, 'int8'),
        () => np.can_cast('int8', d), () => np.promote_types(d, 'int8'), () => np.promote_types('int8', d)]) {
        expect({ bad, f: String(f), name: thrown(f).name }).toEqual({ bad, f: String(f), name: 'DTypeError' })
      }
    }
  }))
})

describe('promotion', () => {
  test('promote_types is NumPy\'s table', () => {
    dtypes.forEach((a, i) => dtypes.forEach((b, k) => { expect([a, b, np.promote_types(a, b)]).toEqual([a, b, known.promote[i]![k]]) }))
  })

  test('can_cast under every rule', () => {
    for (const [rule, table] of Object.entries(known.cast) as [np.Casting, string[]][]) {
      dtypes.forEach((a, i) => dtypes.forEach((b, k) => { expect([rule, a, b, np.can_cast(a, b, rule)]).toEqual([rule, a, b, table[i]![k] === '1']) }))
    }
    expect(np.can_cast('int32', 'int64')).toBe(true)
    expect(() => np.can_cast('int32', 'int64', 'maybe' as np.Casting)).toThrow(np.ValueError)
  })

  test('scalars are weak (NEP 50)', () => np.scope(() => {
    dtypes.forEach((dtype, i) => {
      const a = np.ones(2, dtype), { int, float, bool, complex } = known.weak
      const got = [np.multiply(a, 3).dtype, np.multiply(a, 0.5).dtype, np.multiply(a, true).dtype, np.multiply(a, { re: 0, im: 1 }).dtype, np.multiply(3n, a).dtype]
      expect([dtype, ...got]).toEqual([dtype, int[i], float[i], bool[i], complex[i], int[i]])
    })
  }))

  test('integers at the ends of the ranges, and beyond', () => np.scope(() => {
    for (const [dtype, value, result] of known.limits) {
      const a = np.zeros(1, dtype), big = BigInt(value)
      for (const x of Number.isSafeInteger(Number(value)) ? [big, Number(value)] : [big]) {
        if (result === 'OverflowError') expect(() => np.add(a, x)).toThrow(np.ValueError)
        else expect([np.add(a, x).dtype, String((np.add(a, x) as Any).item(0))]).toEqual([result, value])
      }
    }
  }))

  test('lists and typed arrays are not weak', () => np.scope(() => {
    const a = np.ones(2, 'float32')
    expect(np.add(a, [1, 2]).dtype).toBe('float64')
    expect(np.add(a, Float32Array.of(1, 2)).dtype).toBe('float32')
    expect(np.add(a, np.array(1)).dtype).toBe('float64')
    expect(np.add(np.ones(2, 'int8'), Uint8Array.of(1, 2)).dtype).toBe('int16')
  }))
})
