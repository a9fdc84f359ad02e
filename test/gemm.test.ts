// The matrix product behind everything that multiplies matrices: sizes around every block, layouts, stacks, factors, and the same
// bits for any number of threads. Small integers make every sum exact, so any order of adding gives the same.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { gemmDtypes, multiplyMatrices, type GemmOptions } from '../dist/gemm.js'
import { dtypes, isComplex, type DType } from '../dist/dtype.js'
import { variants } from './operands.ts'

type Any = np.NDArray<DType>
let seed = 1
const next = (): number => (seed = Math.imul(seed, 1664525) + 1013904223 | 0) >>> 8

const whole = (dtype: DType): boolean => dtypes[dtype].kind === 'i' || dtypes[dtype].kind === 'u'
function filled(dtype: DType, shape: readonly number[], value: () => number = () => next() % 15 - (dtypes[dtype].kind === 'u' ? 0 : 7)): Any {
  const a = np.empty(shape, dtype) as Any, d = a.data as Float64Array | BigInt64Array
  for (let i = 0; i < d.length; i++) d[i] = d instanceof BigInt64Array || d instanceof BigUint64Array ? BigInt(value()) : value()
  return a
}
/** A matrix of a layout: in rows, in columns, stepped and reversed, of rows backwards. */
const layouts: Record<string, (dtype: DType, m: number, n: number) => Any> = {
  rows: (d, m, n) => filled(d, [m, n]),
  columns: (d, m, n) => np.transpose(filled(d, [n, m])) as Any,
  stepped: (d, m, n) => np.slice(filled(d, [2 * m, 3 * n]), '::-2', '::3') as Any,
  reversed: (d, m, n) => np.slice(filled(d, [m, n]), ':', '::-1') as Any,
}
/** Real and imaginary parts as float64, in C order. */
function parts(a: Any): [Float64Array, Float64Array] {
  const list = np.toTypedArray(a) as Float64Array | BigInt64Array, step = isComplex(a.dtype) ? 2 : 1, re = new Float64Array(a.size), im = new Float64Array(a.size)
  for (let i = 0; i < a.size; i++) { re[i] = Number(list[step * i]); if (step === 2) im[i] = Number(list[2 * i + 1]) }
  return [re, im]
}
const factor = (x: number | np.Complex = 1): [number, number] => typeof x === 'number' ? [x, 0] : [x.re, x.im]

function naive(a: Any, b: Any, c: Any, { alpha = 1, beta = 0, conjugateA = false, conjugateB = false }: GemmOptions): [Float64Array, Float64Array] {
  const [m, k] = a.shape.slice(-2) as [number, number], n = b.shape[b.ndim - 1]!, [ar, ai] = parts(a), [br, bi] = parts(b), [cr, ci] = parts(c), [xr, xi] = factor(alpha), [yr, yi] = factor(beta)
  const sa = conjugateA ? -1 : 1, sb = conjugateB ? -1 : 1, none = beta === 0
  for (let t = 0; t < c.size; t++) {
    const j = t % n, i = Math.floor(t / n) % m, z = Math.floor(t / n / m), pa = (z * m + i) * k, pb = z * k * n + j
    let re = 0, im = 0
    for (let p = 0; p < k; p++) {
      const u = ar[pa + p]!, v = sa * ai[pa + p]!, x = br[pb + p * n]!, y = sb * bi[pb + p * n]!
      re += u * x - v * y
      im += u * y + v * x
    }
    const [r, s] = [cr[t]!, ci[t]!]
    cr[t] = xr * re - xi * im + (none ? 0 : yr * r - yi * s)
    ci[t] = xr * im + xi * re + (none ? 0 : yr * s + yi * r)
  }
  return [cr, ci]
}

// A sum that is zero may have either sign.
const signless = (x: Float64Array): number[] => Array.from(x, v => v + 0)

function same(dtype: DType, a: Any, b: Any, c: Any, options: GemmOptions, what: string): void {
  const want = naive(a, b, c, options)
  multiplyMatrices('test', a, b, c, options)
  const got = parts(c)
  expect({ what, re: signless(got[0]), im: signless(got[1]) }).toEqual({ what, re: signless(want[0]), im: signless(want[1]) })
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 4 }))
  afterAll(() => { expect(np.info().memory.used).toBe(0); np.close() })

  test.each(gemmDtypes.map(d => [d]))('%s: sizes and layouts', dtype => {
    const sizes = [[1, 1, 1], [2, 3, 4], [5, 9, 3], [6, 8, 16], [7, 17, 31], [12, 4, 5], [13, 8, 300], [1, 20, 30], [20, 1, 30], [3, 1, 1], [1, 5, 1], [33, 40, 70], [97, 33, 257], [100, 101, 99]] as const
    let turn = 0
    for (const [m, n, k] of sizes) for (const la of Object.keys(layouts)) for (const lb of Object.keys(layouts)) for (const lc of ['rows', 'columns', 'stepped']) {
      if (m * n * k > 2000 && turn++ % (m * n * k > 20000 ? 11 : 5) !== 0) continue
      np.scope(() => {
        const a = layouts[la]!(dtype, m, k), b = layouts[lb]!(dtype, k, n), c = layouts[lc]!(dtype, m, n), complex = isComplex(dtype)
        const options: GemmOptions = whole(dtype) ? {} : {
          alpha: [1, 2, complex ? { re: 2, im: -1 } : 0][next() % 3]!, beta: [0, 1, complex ? { re: 1, im: 3 } : -3][next() % 3]!, conjugateA: complex && next() % 2 === 0, conjugateB: complex && next() % 2 === 0,
        }
        same(dtype, a, b, c, options, `${m} ${n} ${k} ${la} ${lb} ${lc} ${JSON.stringify(options)}`)
      })
    }
  })

  test.each([['float32'], ['complex128'], ['int32']] as const)('%s: a long k is cut into slices', dtype => {
    for (const [m, n, k] of [[1, 1, 40000], [1, 3, 33000], [3, 1, 32769], [40, 30, 9000]] as const) np.scope(() => {
      same(dtype, filled(dtype, [m, k], () => next() % 3 - 1), filled(dtype, [k, n], () => next() % 3 - 1), filled(dtype, [m, n]), whole(dtype) ? {} : { beta: 2 }, `${m} ${n} ${k}`)
    })
  })

  test('small products whose panels just fit the scratch, and just do not', () => {
    for (const [dtype, m, n, k] of [['float64', 122, 3, 200], ['float64', 96, 8, 256], ['float64', 97, 8, 256], ['float32', 128, 5, 384], ['float32', 127, 16, 384], ['complex64', 121, 4, 101], ['int64', 119, 2, 203]] as const) np.scope(() => {
      same(dtype, layouts['columns']!(dtype, m, k), layouts['stepped']!(dtype, k, n), filled(dtype, [m, n]), {}, `${dtype} ${m} ${n} ${k}`)
    })
  })

  test('integers wrap', () => {
    np.scope(() => {
      for (const [dtype, big] of [['int32', 2 ** 30], ['uint32', 2 ** 31 + 1], ['int64', 2n ** 62n + 1n], ['uint64', 2n ** 63n + 3n]] as const) for (const n of [1, 3, 20]) {
        const a = np.full([n, 2], big as never, dtype) as Any, b = np.array([[1], [1]], dtype) as Any, more = np.concatenate([b, b, b, b, b, b, b, b, b], 1) as Any
        for (const x of [b, more]) {
          const c = np.zeros([n, x.shape[1]!], dtype) as Any
          multiplyMatrices('test', a, x, c)
          const doubled = dtype.startsWith('u') ? BigInt.asUintN(dtype === 'uint32' ? 32 : 64, 2n * BigInt(big)) : BigInt.asIntN(dtype === 'int32' ? 32 : 64, 2n * BigInt(big))
          expect((c.tolist() as unknown[][]).flat().every(v => BigInt(v as number) === doubled)).toBe(true)
        }
      }
    })
  })

  test('stacks, broadcast and not', () => {
    for (const dtype of ['float64', 'complex64', 'int64'] as const) for (const [m, n, k] of [[4, 5, 6], [1, 9, 7], [9, 1, 7], [70, 80, 90]] as const) np.scope(() => {
      const a = filled(dtype, [2, 3, m, k]), b = np.transpose(filled(dtype, [3, 2, n, k]), [1, 0, 3, 2]) as Any, c = filled(dtype, [2, 3, m, n])
      same(dtype, a, b, c, {}, `${dtype} ${m}`)
      const once = filled(dtype, [3, m, k]), again = np.broadcast_to(once, [2, 3, m, k]) as Any, one = np.broadcast_to(filled(dtype, [2, 1, k, n]), [2, 3, k, n]) as Any
      same(dtype, again, one, c, whole(dtype) ? {} : { beta: 1 }, `broadcast ${dtype} ${m}`)
    })
  })

  test('nothing to add up gives zeros, or beta times what was there', () => {
    np.scope(() => {
      const a = np.zeros([3, 0]) as Any, b = np.zeros([0, 2]) as Any, c = filled('float64', [3, 2], () => 7)
      multiplyMatrices('test', a, b, c, { beta: 2 })
      expect(c.tolist()).toEqual([[14, 14], [14, 14], [14, 14]])
      multiplyMatrices('test', a, b, c)
      expect(c.tolist()).toEqual([[0, 0], [0, 0], [0, 0]])
      multiplyMatrices('test', np.zeros([0, 3]) as Any, np.zeros([3, 2]) as Any, np.zeros([0, 2]) as Any)
    })
  })

  test('c is not read where beta is 0, nor a and b where alpha is', () => {
    for (const n of [1, 5, 40, 130]) np.scope(() => {
      const ones = np.ones([n, n]) as Any, c = np.full([n, n], NaN) as Any, nan = np.full([n, n], NaN) as Any
      multiplyMatrices('test', ones, ones, c)
      expect(np.all(np.equal(c, n))).toBe(true)
      multiplyMatrices('test', nan, nan, c, { alpha: 0, beta: 2 })
      expect(np.all(np.equal(c, 2 * n))).toBe(true)
    })
  })

  test('NaN and infinity stay in their rows and columns', () => {
    for (const n of [3, 20, 70, 150]) np.scope(() => {
      const a = np.ones([n, n]) as Any, b = np.ones([n, n]) as Any, c = np.zeros([n, n]) as Any
      np.assign(np.slice(a, 1, 2), NaN)
      np.assign(np.slice(b, 0, n - 1), Infinity)
      multiplyMatrices('test', a, b, c)
      expect(np.array_equal(np.isnan(c), np.equal(np.reshape(np.arange(n), [n, 1]), np.full([n, n], 1)))).toBe(true)
      expect(np.count_nonzero(np.isinf(c))).toBe(n - 1)
    })
  })

  test('the same bits for 1, 2, 3 and 4 threads', () => {
    for (const dtype of ['float32', 'complex64', 'float64'] as const) for (const [m, n, k] of [[200, 210, 190], [64, 60, 3000], [300, 1, 400], [1, 3000, 70], [2, 2, 70000], [40, 1500, 64]] as const) np.scope(() => {
      const random = (): number => next() / 2 ** 24 - 0.5, a = filled(dtype, [m, k], random), b = filled(dtype, [k, n], random)
      const bits = [1, 2, 3, 4].map(threads => {
        np.setThreads(threads)
        const c = np.zeros([m, n], dtype) as Any
        multiplyMatrices('test', a, b, c)
        const d = np.toTypedArray(c) as Float32Array
        return Buffer.from(d.buffer, d.byteOffset, d.byteLength).toString('base64')
      })
      expect(new Set(bits).size).toBe(1)
    })
  })

  test('rounds no worse than the sum of k products', () => {
    for (const dtype of ['float32', 'float64'] as const) for (const k of [10, 300, 5000]) np.scope(() => {
      const random = (): number => next() / 2 ** 24 - 0.5, a = filled(dtype, [9, k], random), b = filled(dtype, [k, 11], random), c = np.zeros([9, 11], dtype) as Any
      const want = naive(a, b, c, {})[0], size = naive(np.absolute(a) as Any, np.absolute(b) as Any, c, {})[0]
      multiplyMatrices('test', a, b, c)
      const got = parts(c)[0], eps = dtype === 'float32' ? 2 ** -23 : 2 ** -52
      want.forEach((w, i) => { expect(Math.abs(got[i]! - w) / (eps * size[i]!)).toBeLessThan(16) })
    })
  })
})
