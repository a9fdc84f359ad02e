// Polynomials and windows against NumPy (and mpmath where eigenvalues would lose digits); test/oracle/polynomial.py makes the fixture.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { typedArrayOf } from '../dist/dtype.js'
import { type Any, fixture, hex, named, thrown } from './support.ts'

type Packed = [dtype: np.DType, shape: number[], bytes: string]
type Fitted = [coefficients: Packed, residuals: Packed, rank: number, singular: Packed, rcond: number]
const known = fixture<{
  windows: Record<'bartlett' | 'blackman' | 'hamming' | 'hanning', [number, Packed][]> & { kaiser: [number, number, Packed][] }
  pairs: [a: Packed, b: Packed, add: Packed, sub: Packed | null, mul: Packed, div: [Packed, Packed] | null, val: Packed][]
  calculus: [p: Packed, der: Packed[], int: Packed[], two: Packed, three: Packed][]
  zeros: [Packed, Packed][]
  matrices: [Packed, Packed][]
  roots: [Packed, Packed][]
  fits: [x: Packed, y: Packed, deg: number, options: { w?: number[]; rcond?: number }, full: Fitted, covariances: (Packed | null)[]][]
}>('polynomial')

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => np.close())
let used = 0
beforeEach(() => { ({ used } = np.info().memory) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })

const numbers = (bytes: string, dtype: np.DType): ArrayLike<number> => { const T = typedArrayOf(dtype); return new T(new Uint8Array(Buffer.from(bytes, 'hex')).buffer) as ArrayLike<number> }
const arrayOf = ([dtype, shape, bytes]: Packed): Any => np.reshape(np.array(numbers(bytes, dtype) as Float64Array, dtype), shape) as Any
const packed = (a: Any): Packed => [a.dtype, [...a.shape], hex(a)]

/** Same dtype and shape, and elements within `units` eps of the greatest expected one (or of 1, if that is greater still). */
function near(got: Any, expected: Packed, units: number, least = 0): void {
  const [dtype, shape, bytes] = expected, x = got.toTypedArray() as ArrayLike<number>, y = numbers(bytes, dtype)
  expect([got.dtype, got.shape]).toEqual([dtype, shape])
  const size = Math.max(least, ...Array.from(y, v => Math.abs(Number(v))).filter(Number.isFinite)), eps = np.isdtype(dtype, ['float32', 'complex64']) ? 2 ** -23 : 2 ** -52
  const wrong = Array.from(x, (v, i) => i).filter(i => !(Object.is(x[i], y[i]) || x[i] === y[i] || Math.abs(Number(x[i]) - Number(y[i])) <= units * eps * size))
  expect(wrong.map(i => [i, x[i], y[i]])).toEqual([])
}

describe('windows', () => {
  for (const name of ['bartlett', 'blackman', 'hamming', 'hanning'] as const) {
    test(name, () => np.scope(() => {
      for (const [M, expected] of known.windows[name]) near(np[name](M), expected, 2, 1)
      expect(np[name](-3).shape).toEqual([0])
      for (const bad of [1.5, NaN, Infinity, 2 ** 40, '5']) expect(thrown(() => np[name](bad as number)).message).toMatch(new RegExp(`^${name}: `))
    }))
  }
  test('kaiser', () => np.scope(() => {
    for (const [M, beta, expected] of known.windows.kaiser) near(np.kaiser(M, beta), expected, 8, 1)
    expect(thrown(() => np.kaiser(5, '1' as never)).message).toMatch(/^kaiser: beta/)
  }))
})

describe('arithmetic', () => {
  test('polyadd, polysub, polymul, polydiv, polyval', () => np.scope(() => {
    for (const [p, q, sum, difference, product, quotient, values] of known.pairs) {
      const a = arrayOf(p), b = arrayOf(q)
      expect(packed(np.polyadd(a, b))).toEqual(sum)
      if (difference) expect(packed(np.polysub(a, b))).toEqual(difference)
      else expect(thrown(() => np.polysub(a, b)).message).toMatch(/^polysub does not take bool/)
      near(np.polymul(a, b), product, 8)
      near(np.polyval(a, b), values, 16)
      if (quotient) np.polydiv(a, b).forEach((r, i) => near(r, quotient[i]!, 64))
      else expect(thrown(() => np.polydiv(a, b)).message).toMatch(/^polydiv: the divisor has no coefficients/)
    }
  }))

  test('of views, lists and numbers', () => np.scope(() => {
    const a = np.arange(6).slice('::-2')
    expect(np.polyadd(a, 1).tolist()).toEqual([5, 3, 2])
    expect(np.polymul(a, a).tolist()).toEqual([25, 30, 19, 6, 1])
    expect(np.polymul([0, 0, 1, 2], [0, 3]).tolist()).toEqual([3, 6])
    expect(np.polymul([0, 0], 5).tolist()).toEqual([0])
    expect(np.polydiv([1, 2], [1, 0, 0]).map(r => r.tolist())).toEqual([[0], [1, 2]])
    expect(np.polydiv([1, 5, 6], [1, 2]).map(r => r.tolist())).toEqual([[1, 3], [0]])
    expect(np.polyval([3, 0, 1], [[5, 1], [0, -1]]).tolist()).toEqual([[76, 4], [1, 4]])
    expect(np.polyval([3, 0, 1], 5).item()).toBe(76)
    expect(np.polyval([], [1, 2]).tolist()).toEqual([0, 0])
    expect(np.polyval([2, 1], np.transpose(np.arange(6).reshape([2, 3]))).tolist()).toEqual([[1, 7], [3, 9], [5, 11]])
    for (const f of [np.polyadd, np.polysub, np.polymul, np.polydiv]) expect(thrown(() => f([[1, 2]], [1])).message).toMatch(new RegExp(`^${f.name}: .*\\(1, 2\\)`))
    expect(thrown(() => np.polydiv([], [1])).message).toMatch(/dividend/)
  }))

  test('polyder and polyint', () => np.scope(() => {
    for (const [p, ders, ints, two, three] of known.calculus) {
      const a = arrayOf(p)
      ;[0, 1, 2, 6].forEach((m, i) => expect([m, packed(np.polyder(a, m))]).toEqual([m, ders[i]]))
      ;[0, 1, 2].forEach((m, i) => near(m === 0 ? np.polyint(a, m) : np.polyint(a, m), ints[i]!, 2))
      near(np.polyint(a, 2, [6, 5.5]), two, 2)
      near(np.polyint(a, 3, 2), three, 2)
    }
    expect(np.polyint([3, 2, 1]).tolist()).toEqual([1, 1, 1, 0])
    expect(np.polyint([3, 2, 1], 1, null).tolist()).toEqual([1, 1, 1, 0])
    expect(np.polyint([1], 1, { re: 0, im: 2 }).tolist()).toEqual([{ re: 1, im: 0 }, { re: 0, im: 2 }])
    for (const m of [-1, 1.5, NaN, '1']) for (const f of [np.polyder, np.polyint]) expect(thrown(() => f([1, 2], m as number)).message).toMatch(new RegExp(`^${f.name}: m must be`))
    expect(thrown(() => np.polyint([1], 3, [1, 2])).message).toMatch(/^polyint: 2 constants for m = 3/)
  }))
})

describe('poly', () => {
  test('of roots', () => np.scope(() => {
    for (const [z, c] of known.zeros) near(np.poly(arrayOf(z)) as Any, c, 32)
    expect(np.poly([]).tolist()).toEqual([1])
    expect(np.poly(2).tolist()).toEqual([1, -2])
    expect(thrown(() => np.poly([[1, 2]])).message).toMatch(/^poly: .*\(1, 2\)/)
  }))

  test('of matrices', () => np.scope(() => {
    for (const [m, c] of known.matrices) {
      const a = arrayOf(m)
      near(np.poly(a) as Any, c, 300)
      near(np.poly(np.transpose(a)) as Any, c, 300)
    }
  }))
})

describe('roots', () => {
  /** The greatest distance of a root from what is expected, each to its nearest, relative to its modulus. */
  function apart(got: Any, expected: Packed): number {
    const x = [...got.astype('complex128').toTypedArray()], y = [...numbers(expected[2], 'complex128') as Float64Array]
    if (x.length !== y.length) return Infinity
    let worst = 0
    for (; y.length > 0; y.splice(0, 2)) {
      let best = 0
      const distance = (i: number): number => Math.hypot(x[i]! - y[0]!, x[i + 1]! - y[1]!)
      for (let i = 0; i < x.length; i += 2) if (distance(i) < distance(best)) best = i
      worst = Math.max(worst, distance(best) / (Math.hypot(y[0]!, y[1]!) || 1))
      x.splice(best, 2)
    }
    return worst
  }

  test('as mpmath finds them', () => np.scope(() => {
    for (const [c, z] of known.roots) expect([c[2].slice(0, 64), apart(np.roots(arrayOf(c)) as Any, z) < 1e-8]).toEqual([c[2].slice(0, 64), true])
    const good = known.roots.filter(([c]) => c[1][0]! < 9)
    for (const [c, z] of good) expect(apart(np.roots(arrayOf(c)) as Any, z)).toBeLessThan(1e-13)
  }))

  test('in order, real where all are', () => np.scope(() => {
    expect(packed(np.roots([1, -2, 1]) as Any)).toEqual(packed(np.array([1, 1]) as Any))
    expect(np.roots([1, 0, 1]).tolist()).toEqual([{ re: 0, im: 1 }, { re: 0, im: -1 }].map(z => ({ ...z, re: expect.closeTo(0, 15) })))
    expect(np.roots([1, -10, 35, -50, 24]).tolist()).toEqual([4, 3, 2, 1].map(x => expect.closeTo(x, 12)))
    expect(np.roots([0, 2, -8, 0, 0]).tolist()).toEqual([4, 0, 0])
    expect([np.roots([]).shape, np.roots([0, 0]).shape, np.roots([7]).shape, np.roots([7, 0]).tolist()]).toEqual([[0], [0], [0], [0]])
    expect([np.roots(np.array([1, 0, -4], 'float32')).dtype, np.roots(np.array([1, 0, 4], 'float32')).dtype, np.roots(np.array([1, 0, -4], 'int8')).dtype, np.roots(np.array([1, 0, -4], 'complex128')).dtype]).toEqual(['float32', 'complex64', 'float64', 'complex128'])
    for (const bad of [[1, NaN], [Infinity, 1], [[1, 2]], 'x']) expect([String(bad), named(thrown(() => np.roots(bad as number[])))]).toEqual([String(bad), true])
  }))

  test('make the polynomial vanish as nearly as rounding allows', () => np.scope(() => {
    let seed = 5
    const random = (): number => { seed = seed * 16807 % 2147483647; return seed / 2147483647 - 0.5 }
    for (let n = 1; n <= 60; n++) for (const make of [random, () => Math.round(4 * random()) || 1, () => 10 ** (60 * random()) * Math.sign(random()), (k: number) => Number(k % n === 0)]) {
      const c = Array.from({ length: n + 1 }, (_, k) => make(k)), z = np.roots(c).astype('complex128').toTypedArray()
      expect(z).toHaveLength(2 * n)
      for (let i = 0; i < n; i++) {
        const re = z[2 * i]!, im = z[2 * i + 1]!, r = Math.hypot(re, im), [tr, ti, list] = r > 1 ? [re / r / r, -im / r / r, [...c].reverse()] : [re, im, c]
        let [pr, pi, bound] = [0, 0, 0]
        for (const a of list) [pr, pi, bound] = [pr * tr - pi * ti + a, pr * ti + pi * tr, bound * Math.hypot(tr, ti) + Math.abs(a)]
        expect(Math.hypot(pr, pi)).toBeLessThanOrEqual(4 * n * Number.EPSILON * bound)
        if (im !== 0) expect(z.includes(-im)).toBe(true)
      }
    }
  }))
})

describe('polyfit', () => {
  test('coefficients, residuals, rank, singular values and covariance', () => np.scope(() => {
    for (const [x, y, deg, options, full, covariances] of known.fits) {
      const a = arrayOf(x), b = arrayOf(y), units = (condition: number): number => 40 * condition * (b.dtype === 'float32' ? 2 ** 29 : 1)   // NumPy rounds the weighted y
      const [c, residuals, rank, s, rcond] = np.polyfit(a, b, deg, { ...options, full: true })
      const values = numbers(full[3][2], full[3][0]), condition = values[0]! / values[full[2] - 1]!
      near(c as Any, full[0], units(condition))
      near(residuals as Any, full[1], units(condition), 1)
      expect([rank, rcond]).toEqual([full[2], expect.closeTo(full[4], 20)])
      near(s as Any, full[3], 60, 1)
      near(np.polyfit(a, b, deg, options) as Any, full[0], units(condition))
      covariances.forEach((expected, i) => {
        const call = (): Any => np.polyfit(a, b, deg, { ...options, cov: i === 0 ? true : 'unscaled' })[1] as Any
        if (expected && rank === deg + 1) near(call(), expected, units(condition ** 2))
        else expect(thrown(call).message).toMatch(/^polyfit: .*(too few|do not determine)/)
      })
    }
  }))

  test('finds the polynomial it is given', () => np.scope(() => {
    const c = [2, -1, 0.5, 3], x = np.linspace(-1, 2, 40)
    expect(np.polyfit(x, np.polyval(c, x), 3).tolist()).toEqual(c.map(v => expect.closeTo(v, 12)))
    expect(np.polyfit(x.slice('::-2'), np.polyval(c, x.slice('::-2')), 3).tolist()).toEqual(c.map(v => expect.closeTo(v, 12)))
    expect(np.polyfit([1n, 2n], [1n, 3n], 1).tolist()).toEqual([2, -1].map(v => expect.closeTo(v, 12)))
  }))

  test('refuses', () => {
    const cases: [RegExp, ...unknown[]][] = [
      [/deg must be/, [1, 2], [1, 2], -1], [/deg must be/, [1, 2], [1, 2], 1.5], [/x must have one dimension/, [[1, 2]], [1, 2], 1], [/x must have one dimension and at least/, [], [], 1], [/y must have one or two/, [1, 2], [[[1]], [[2]]], 1],
      [/x has 2 points and y 3/, [1, 2], [1, 2, 3], 1], [/x has 2 points and w 3/, [1, 2], [1, 2], 1, { w: [1, 2, 3] }], [/x must be real/, [{ re: 1, im: 1 }], [1], 0], [/rcond must be/, [1, 2], [1, 2], 1, { rcond: 'x' }],
    ]
    for (const [message, ...args] of cases) expect(thrown(() => (np.polyfit as (...a: unknown[]) => unknown)(...args)).message).toMatch(new RegExp(`^polyfit: .*${message.source}|^polyfit: ${message.source}`))
  })
})
