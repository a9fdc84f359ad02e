// sort, argsort, lexsort, partition and argpartition: NumPy's results (test/oracle/sorting.py), then every dtype in every layout at the
// sizes where the ways of the kernel part, on 1, 2 and 4 threads, in both variants, against a sort in plain JavaScript.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { type Any, asNumPy, type Asked, dtypes, fixture, thrown } from './support.ts'
import { variants } from './operands.ts'

const random = (seed: number) => (): number => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32 }
/** Elements of a dtype: of all sizes, or few different ones, or in order, or in clusters that agree in their leading bits. */
const kinds = ['wide', 'few', 'ascending', 'descending', 'clusters'] as const
function elements(dtype: np.DType, n: number, kind: typeof kinds[number], seed = n): Any {
  const next = random(seed), float = dtype.startsWith('f') || dtype.startsWith('c')
  const number = (i: number): number => {
    switch (kind) {
      case 'few': return Math.floor(next() * 5) - 2
      case 'ascending': return i
      case 'descending': return n - i
      case 'clusters': return (next() < 0.5 ? 1 : 1000) + (float ? next() * 2 ** -20 : next() * 50)
      default: {
        const r = next()
        if (float && r < 0.1) return [NaN, Infinity, -Infinity, 0, -0, 1e-310, -1e-40, 1e38][Math.floor(next() * 8)]!
        return (next() - 0.5) * 2 ** (float ? next() * 200 - 100 : 64)
      }
    }
  }
  const parts = Float64Array.from({ length: dtype.startsWith('c') ? 2 * n : n }, (_, i) => number(i))
  const a = np.array(parts, dtype.startsWith('c') ? 'complex128' : 'float64') as Any, b = a.astype(dtype) as Any
  a.dispose()
  return b
}

type Value = number | bigint
const nan = (x: Value): boolean => x !== x
/** The order of NumPy, by element numbers; equal elements by their places. */
function expectedOrder(a: Any): number[] {
  const t = a.toTypedArray(), complex = a.dtype.startsWith('c')
  const compare = (x: Value, y: Value): number => nan(x) ? (nan(y) ? 0 : 1) : nan(y) ? -1 : x < y ? -1 : x > y ? 1 : 0
  const rank = (i: number): number => (nan(t[2 * i]!) ? 2 : 0) + (nan(t[2 * i + 1]!) ? 1 : 0)
  return Array.from({ length: a.size }, (_, i) => i).sort((i, j) => (complex ? rank(i) - rank(j) || compare(t[2 * i]!, t[2 * j]!) || compare(t[2 * i + 1]!, t[2 * j + 1]!) : compare(t[i]!, t[j]!)) || i - j)
}
const values = (a: Any): Value[] => Array.from(a.toTypedArray() as ArrayLike<Value>, x => x === 0 ? 0 : x)
const same = (x: Any, y: Any): boolean => { const a = values(x), b = values(y); return a.length === b.length && a.every((v, i) => v === b[i] || nan(v) && nan(b[i]!)) }

describe('as NumPy', () => {
  beforeAll(() => np.init({ threads: 2 }))
  afterAll(() => np.close())
  test('single calls', () => {
    expect(asNumPy(fixture<Asked[]>('sorting'))).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })
})

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ threads: 4, variant }))
  afterAll(() => { expect(np.info().memory.used).toBe(0); np.close() })

  test.each(dtypes)('rows of %s of all lengths', dtype => {
    for (const n of [1, 2, 3, 19, 20, 21, 22, 33, 64, 257, 1000, 5000]) for (const kind of kinds) np.scope(() => {
      const a = elements(dtype, n, kind), order = np.argsort(a) as Any, sorted = np.sort(a) as Any
      expect([dtype, n, kind, order.tolist()]).toEqual([dtype, n, kind, expectedOrder(a)])
      expect([dtype, n, kind, same(sorted, np.at(a, order) as Any)]).toEqual([dtype, n, kind, true])
    })
  })

  test.each(dtypes)('a long row of %s on 1, 2 and 4 threads', dtype => {
    for (const kind of kinds) np.scope(() => {
      const n = 70001, a = elements(dtype, n, kind), expected = np.array(Int32Array.from(expectedOrder(a))) as Any, kth = [0, 777, 35000, n - 1]
      let first: Any[] | undefined
      for (const threads of [1, 2, 4]) {
        np.setThreads(threads)
        const order = np.argsort(a) as Any, sorted = np.sort(a) as Any, part = np.partition(a, kth) as Any, places = np.argpartition(a, kth) as Any
        expect([dtype, kind, threads, same(order, expected)]).toEqual([dtype, kind, threads, true])
        expect([dtype, kind, threads, same(sorted, np.at(a, expected) as Any)]).toEqual([dtype, kind, threads, true])
        if (first) { expect([dtype, kind, threads, same(part, first[0]!), same(places, first[1]!)]).toEqual([dtype, kind, threads, true, true]); continue }
        first = [part, places]
        for (const p of [part, np.at(a, places) as Any]) expect([dtype, kind, ...divided(p, sorted, kth)]).toEqual([dtype, kind])
        expect(same(np.sort(part), sorted)).toBe(true)
      }
      np.setThreads(4)
    })
  })

  test('layouts', () => {
    for (const dtype of dtypes) np.scope(() => {
      const dense = elements(dtype, 60, 'wide').reshape([3, 4, 5]) as Any
      const through = (shape: readonly number[], ...index: string[]): Any => { const view = np.slice(np.zeros(shape, dtype) as Any, ...index) as Any; view.assign(dense); return view }
      const layouts = [dense, np.transpose(np.copy(np.transpose(dense))) as Any, through([3, 8, 5], ':', '::2'), through([3, 4, 5], '::-1', '::-1', '::-1'), through([6, 4, 11], '1::2', ':', '1::2')]
      const wide = np.broadcast_to(elements(dtype, 5, 'wide'), [3, 4, 5]) as Any
      for (const axis of [0, 1, 2, -1, null]) {
        const sorted = np.sort(dense, axis) as Any, places = np.argsort(dense, axis) as Any
        for (const a of layouts) {
          expect([dtype, axis, same(np.sort(a, axis), sorted), same(np.argsort(a, axis), places)]).toEqual([dtype, axis, true, true])
          if (axis === null) continue
          const own = np.copy(a) as Any, view = a === dense ? own : a
          view.sort(axis)
          expect([dtype, axis, same(view, sorted)]).toEqual([dtype, axis, true])
          view.assign(dense)
        }
        expect([dtype, axis, same(np.sort(wide, axis), np.sort(np.copy(wide), axis))]).toEqual([dtype, axis, true])
      }
    })
  })

  test('partition along axes, and in place', () => {
    for (const dtype of dtypes) for (const shape of [[40, 3], [3, 40], [3, 300]]) for (const kth of [0, -1, [1, 1], [2, 0, -2]]) np.scope(() => {
      const a = elements(dtype, shape[0]! * shape[1]!, 'wide').reshape(shape) as Any
      for (const axis of [0, 1]) {
        const n = shape[axis]!, ranks = [kth].flat().map(k => k < 0 ? k + n : k), sorted = np.sort(a, axis) as Any, places = np.argpartition(a, kth, axis) as Any
        const own = np.copy(a) as Any
        own.partition(kth, axis)
        for (let r = 0; r < shape[1 - axis]!; r++) {
          const line = (x: Any): Any => (axis === 0 ? np.slice(x, ':', r) : np.slice(x, r)) as Any
          for (const p of [line(np.partition(a, kth, axis)), line(own), np.at(line(a), line(places)) as Any]) expect([dtype, shape, kth, ...divided(p, line(sorted), ranks)]).toEqual([dtype, shape, kth])
        }
        expect(same(np.sort(own, axis), sorted)).toBe(true)
      }
    })
  })
})

/** Where an array is not divided at ranks as the sorted one is. */
function divided(part: Any, sorted: Any, ranks: readonly number[]): number[] {
  const [p, s] = [part, sorted].map(x => { const v = values(x); return x.dtype.startsWith('c') ? Array.from({ length: x.size }, (_, i) => `${v[2 * i]} ${v[2 * i + 1]}`) : v.map(String) }) as [string[], string[]]
  const before = (x: string[], r: number): string => x.slice(0, r).sort().join(';')
  return [...new Set(ranks)].filter(r => p[r] !== s[r] || before(p, r) !== before(s, r))
}

describe('calls', () => {
  beforeAll(() => np.init({ threads: 2 }))
  afterAll(() => np.close())

  test('lexsort of long keys', () => np.scope(() => {
    const n = 66000, keys = [elements('float32', n, 'wide', 1), elements('int64', n, 'few', 2), elements('int8', n, 'few', 3)] as Any[], [x, y, z] = keys.map(k => k.toTypedArray()) as [Float32Array, BigInt64Array, Int8Array]
    const compare = (i: number, j: number): number => z[i]! - z[j]! || Number(y[i]! - y[j]!) || (nan(x[i]!) ? (nan(x[j]!) ? 0 : 1) : nan(x[j]!) ? -1 : x[i]! < x[j]! ? -1 : x[i]! > x[j]! ? 1 : 0) || i - j
    expect(same(np.lexsort(keys), np.array(Int32Array.from({ length: n }, (_, i) => i).sort(compare)) as Any)).toBe(true)
  }))

  test('what is refused says why', () => np.scope(() => {
    const message = (f: () => unknown): string => { const e = thrown(f); return `${e.name}: ${e.message}` }
    expect(message(() => np.sort([1], 0, { kind: 'bubble' as 'stable' }))).toMatch(/ValueError: sort: .*'bubble'.*quicksort, mergesort, heapsort, stable/)
    expect(message(() => np.argsort([1], 0, { kind: 'stable', stable: true }))).toMatch(/ValueError: argsort: give kind or stable/)
    expect(message(() => np.sort([1], 1))).toMatch(/AxisError: sort: axis 1 .*1 dimensions/)
    expect(message(() => np.partition([1, 2], 2))).toMatch(/ValueError: partition: kth = 2 .*-2 to 1/)
    expect(message(() => np.argpartition([1, 2], 0.5))).toMatch(/ValueError: argpartition: kth = 0.5/)
    expect(message(() => np.lexsort([]))).toMatch(/ValueError: lexsort/)
    expect(message(() => np.lexsort([[1, 2], [1]]))).toMatch(/ShapeError: lexsort: .*\(2,\).*\(1,\)/)
    expect(message(() => np.broadcast_to(np.zeros(1), 3).sort())).toMatch(/ValueError: sort: .*read-only/)
  }))
})
