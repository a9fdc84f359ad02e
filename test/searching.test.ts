// Search, sets, quantiles and histograms: NumPy's results (test/oracle/sorting.py), then long arrays on 1, 2 and 4 threads, in both variants,
// against plain JavaScript or a way that the small cases have tested.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { type Any, asNumPy, type Asked, dtypes, fixture, hex, thrown } from './support.ts'
import { variants } from './operands.ts'

const real = dtypes.filter(d => !d.startsWith('complex'))
const message = (f: () => unknown): string => { const e = thrown(() => np.scope(f)); return `${e.name}: ${e.message}` }

describe('as NumPy', () => {
  beforeAll(() => np.init({ threads: 2 }))
  afterEach(() => { expect(np.info().memory.used).toBe(0) })
  afterAll(() => np.close())
  test('search and sets', () => expect(asNumPy(fixture<Asked[]>('searching'))).toEqual([]))
  // The shares of elements are the same, but NumPy computes 1/3 of 99 in a longer chain.
  test('medians and quantiles', () => expect(asNumPy(fixture<Asked[]>('quantiles'), () => 1)).toEqual([]))
  test('histograms', () => expect(asNumPy(fixture<Asked[]>('histograms'), () => 2)).toEqual([]))
})

const random = (seed: number) => (): number => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32 }
function elements(dtype: np.DType, n: number, spread: number, seed: number): Any {
  const next = random(seed), float = dtype.startsWith('float')
  return np.array(Float64Array.from({ length: n }, () => float && next() < 0.01 ? NaN : (next() - (dtype.startsWith('u') ? 0 : 0.5)) * spread)).astype(dtype) as Any
}
const n = 70000

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ threads: 4, variant }))
  afterAll(() => { expect(np.info().memory.used).toBe(0); np.close() })
  /** Runs on 1, 2 and 4 threads, and wants the same bits. */
  const everywhere = (f: () => Any[]): Any[] => {
    const [first, ...others] = [1, 2, 4].map(threads => { np.setThreads(threads); return f() })
    for (const o of others) expect(o.map(hex)).toEqual(first!.map(hex))
    return first!
  }

  test.each(real)('searchsorted of many %s', dtype => {
    for (const spread of [3, 2 ** 40]) for (const m of [1, 2, 7, 1000, 65537]) np.scope(() => {
      const a = np.sort(elements(dtype, m, spread, 1)) as Any, v = elements(dtype, 5003, spread, 2), [x, y] = [a.toTypedArray(), v.toTypedArray()] as [Float64Array, Float64Array]
      const above = (p: number, q: number): boolean => p !== p ? q === q : p > q
      for (const side of ['left', 'right'] as const) {
        const [places] = everywhere(() => [np.searchsorted(a, v, { side }) as Any]), p = places!.toTypedArray() as Int32Array
        // What is before the place belongs before the element, and what is at the place does not.
        const wrong = [...p].filter((at, i) => at < 0 || at > m || (at > 0 && (side === 'left' ? !above(y[i]!, x[at - 1]!) : above(x[at - 1]!, y[i]!))) || (at < m && (side === 'left' ? above(y[i]!, x[at]!) : !above(x[at]!, y[i]!))))
        expect([dtype, spread, m, side, wrong.length]).toEqual([dtype, spread, m, side, 0])
      }
    })
  })

  test.each(real)('medians and quantiles of many %s', dtype => {
    for (const spread of [3, 200, 2 ** 40]) for (const from of [':', '1:']) np.scope(() => {
      const a = elements(dtype, n, spread, 3), dropped = dtype.startsWith('float') ? a.setAt(np.isnan(a), 1) : a
      const sorted = np.sort(dropped) as Any, q = [0, 0.1, 0.5, 0.77, 1], lower = (x: Any): Any => np.quantile(x, q, { method: 'lower' }) as Any
      const [low] = everywhere(() => [lower(dropped)])
      expect(hex(low!)).toBe(hex(np.take(sorted, np.floor(np.multiply(q, n - 1)).astype('int32')) as Any))
      const odd = dropped.slice(from) as Any, m = odd.size, order = np.sort(odd) as Any, of = (i: number): number => Number(order.item(i))
      if (dtype !== 'bool') expect(np.median(odd)).toBeCloseTo(of((m - 1) >> 1) / 2 + of(m >> 1) / 2, 5)
    })
  })

  test.each(['float32', 'float64'] as const)('NaN among many %s', dtype => np.scope(() => {
    const a = elements(dtype, n, 3, 4), without = np.at(a, np.logical_not(np.isnan(a))) as Any
    expect([np.median(a), np.quantile(a, 0.2)]).toEqual([NaN, NaN])
    expect(np.nanmedian(a)).toBe(np.median(without))
    expect(np.tolist(np.nanquantile(a, [0.2, 0.9]))).toEqual(np.tolist(np.quantile(without, [0.2, 0.9])))
    const rows = np.reshape(a, [70, 1000]) as Any, by = np.tolist(np.nanmedian(rows, 1)) as number[]
    expect(by).toEqual(Array.from({ length: 70 }, (_, i) => np.nanmedian(rows.slice(i))))
    expect(np.tolist(np.nanmedian(rows.T, 0))).toEqual(by)
  }))

  test.each(real)('unique of many %s', dtype => {
    for (const spread of [5, 2 ** 30]) np.scope(() => {
      const a = elements(dtype, n, spread, 5), [values, index, inverse, counts] = everywhere(() => np.unique(a, { return_index: true, return_inverse: true, return_counts: true })) as [Any, Any, Any, Any]
      expect(hex(np.take(values, inverse) as Any)).toBe(hex(np.add(a, 0, { dtype, casting: 'unsafe' }) as Any))
      expect(hex(np.take(a, index) as Any)).toBe(hex(values))
      expect(np.sum(counts)).toBe(BigInt(n))
      const first = new Map<unknown, number>()
      ;(a.toTypedArray() as Float64Array).forEach((x, i) => { if (!first.has(x)) first.set(x, i) })
      expect([...first.values()].sort((x, y) => x - y)).toEqual((np.tolist(np.sort(index)) as number[]))
      const plain = (x: Any): string => hex(np.add(x, 0, { dtype, casting: 'unsafe' }) as Any)      // -0 as 0
      expect(plain(np.unique(a) as Any)).toBe(plain(values))
      const some = elements(dtype, 500, spread, 6), has = new Set<unknown>(some.toTypedArray() as Float64Array)
      const [found] = everywhere(() => [np.isin(a, some) as Any])
      expect([...found!.toTypedArray()].map(Boolean)).toEqual([...a.toTypedArray() as Float64Array].map(x => x === x && has.has(x)))
    })
  })

  test('histograms of many', () => {
    for (const dtype of real) np.scope(() => {
      const a = elements(dtype, n, 100, 7), edges = np.array([-40, -3, 0, 0.5, 1, 25, 50]), [counts] = np.histogram(a, edges), x = [...a.toTypedArray() as Float64Array].map(Number), e = np.tolist(edges) as number[]
      expect(np.tolist(counts)).toEqual(e.slice(1).map((high, i) => x.filter(v => v >= e[i]! && (i === e.length - 2 ? v <= high : v < high)).length))
    })
  })
})

describe('calls', () => {
  beforeAll(() => np.init({ threads: 2 }))
  afterAll(() => { expect(np.info().memory.used).toBe(0); np.close() })

  test('out, keepdims and layouts', () => np.scope(() => {
    const a = np.reshape(elements('float32', 60, 9, 8), [3, 4, 5]) as Any, t = np.transpose(np.copy(np.transpose(a))) as Any
    for (const axis of [0, 1, [0, 2], null]) {
      for (const f of [np.median, np.nanmedian] as const) {
        const whole = f(a, { axis, keepdims: true } as { axis: number; keepdims: true }) as Any, out = np.zeros(whole.shape, 'float64')
        expect(whole.ndim).toBe(3)
        expect(f(t, { axis, keepdims: true, out })).toBe(out)
        expect(np.tolist(out)).toEqual(np.tolist(whole))
      }
      const q = np.quantile(a, [[0.25, 0.5]], axis as 0, { keepdims: true }) as Any
      expect([...q.shape]).toEqual([1, 2, ...np.sum(a, { axis: axis as 0, keepdims: true }).shape])
      expect(np.tolist(np.percentile(t, [[25, 50]], axis as 0, { keepdims: true }))).toEqual(np.tolist(q))
    }
    expect(message(() => np.median(np.zeros([2, 3]), 0, { out: np.zeros(2) }))).toMatch(/ShapeError: median: out has shape \(2,\), the result \(3,\)/)
    const flipped = np.array([1, 2, 3, 5]).slice('::-1') as Any
    expect(np.tolist(np.searchsorted(flipped.slice('::-1'), np.array([[5, 2], [4, 0]]).T))).toEqual([[3, 3], [1, 0]])
    expect(np.array([1, 2, 3]).searchsorted(2.5)).toBe(2)
  }))

  test('what is refused says why', () => {
    expect(message(() => np.quantile([1, 2], 1.5))).toMatch(/ValueError: quantile: q must be from 0 to 1, not 1.5/)
    expect(message(() => np.percentile([1, 2], 101))).toMatch(/ValueError: percentile: q must be from 0 to 100, not 101/)
    expect(message(() => np.quantile([1, 2], 0.5, { method: 'exact' as 'linear' }))).toMatch(/ValueError: quantile: there is no method 'exact'.*midpoint/)
    expect(message(() => np.quantile([{ re: 1, im: 2 }], 0.5))).toMatch(/DTypeError: quantile: complex/)
    expect(message(() => np.quantile([true], 0.5))).toMatch(/DTypeError: quantile: bool/)
    expect(message(() => np.quantile([1, 2], 0.5, { weights: [1, 2] }))).toMatch(/ValueError: quantile: weights .*'inverted_cdf'/)
    expect(message(() => np.searchsorted([[1]], 1))).toMatch(/ShapeError: searchsorted: .*\(1, 1\)/)
    expect(message(() => np.searchsorted([1], 1, { side: 'middle' as 'left' }))).toMatch(/ValueError: searchsorted: .*'middle'.*left and right/)
    expect(message(() => np.digitize([1], [1, 3, 2]))).toMatch(/ValueError: digitize: bins must rise or fall/)
    expect(message(() => np.bincount([-1]))).toMatch(/ValueError: bincount: x must not be negative, but holds -1/)
    expect(message(() => np.bincount([0.5]))).toMatch(/DTypeError: bincount: .*integers/)
    expect(message(() => np.histogram([1, NaN]))).toMatch(/ValueError: histogram: the range .* not finite; give { range }/)
    expect(message(() => np.histogram([1, 2], [2, 1]))).toMatch(/ValueError: histogram: the edges of bins must rise/)
    expect(message(() => np.histogram([1, 2], 'best' as 'auto'))).toMatch(/ValueError: histogram: there is no rule 'best'.*auto, |ValueError: histogram: there is no rule 'best'/)
    np.scope(() => expect(np.isin([true, false], [2n ** 63n, 1n]).tolist()).toEqual([true, false]))
    expect(message(() => np.isin([0.5], [1], { kind: 'table' }))).toMatch(/ValueError: isin: kind 'table' is for integers/)
    expect(message(() => np.unique([1], { axis: 1 }))).toMatch(/AxisError: unique: axis 1/)
    expect(message(() => np.histogram2d([1, 2], [1]))).toMatch(/ShapeError: histogram2d: coordinates of 2 and of 1 points/)
  })
})
