// The Fourier transform behind np.fft: every length to 200 and some beyond against the sum as it is written, long ones by what must
// hold (impulses, Parseval, round trips), layouts, padding, and the same bits for any number of threads.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import type { DType } from '../dist/dtype.js'
import { planAxis, root, transformAxis, type TransformKind } from '../dist/transform.js'
import { variants } from './operands.ts'

type Any = np.NDArray<DType>
// Taken out once: in Jest every use of a global costs 0.1 µs.
const { abs, floor, imul } = Math
let seed = 1
const next = (): number => ((seed = imul(seed, 1664525) + 1013904223 | 0) >>> 8) / 2 ** 23 - 1
const kinds = ['c2c', 'r2c', 'c2r'] as const
const sizes = [4, 8] as const
const dtypesOf = (kind: TransformKind, size: 4 | 8): [DType, DType] => {
  const [real, complex] = size === 4 ? ['float32', 'complex64'] as const : ['float64', 'complex128'] as const
  return [kind === 'r2c' ? real : complex, kind === 'c2r' ? real : complex]
}
const lengths = (kind: TransformKind, n: number): [number, number] => [kind === 'c2r' ? (n >> 1) + 1 : n, kind === 'r2c' ? (n >> 1) + 1 : n]
function random(shape: readonly number[], dtype: DType): Any {
  const a = np.empty(shape, dtype) as Any, d = a.data as Float64Array
  for (let i = 0; i < d.length; i++) d[i] = next()
  return a
}
function bytes(a: Any): Buffer { const t = a.toTypedArray(); return Buffer.from(t.buffer, t.byteOffset, t.byteLength) }
/** Real and imaginary parts in C order. */
function parts(a: Any): [Float64Array, Float64Array] {
  const list = np.toTypedArray(a) as Float64Array, step = a.dtype.startsWith('complex') ? 2 : 1
  return [Float64Array.from({ length: a.size }, (_, i) => list[step * i]!), Float64Array.from({ length: a.size }, (_, i) => step === 2 ? list[2 * i + 1]! : 0)]
}

/** All n places of what is transformed: padded, cropped, the other half of a spectrum filled in. */
function whole(kind: TransformKind, [re, im]: [Float64Array, Float64Array], n: number): [Float64Array, Float64Array] {
  const x = new Float64Array(n), y = new Float64Array(n), half = (n >> 1) + 1
  for (let j = 0; j < n; j++) {
    const mirrored = kind === 'c2r' && j >= half, i = mirrored ? n - j : j
    x[j] = re[i] ?? 0
    y[j] = kind === 'c2r' && (j === 0 || 2 * j === n) ? 0 : (im[i] ?? 0) * (mirrored ? -1 : 1)
  }
  return [x, y]
}
/** sum of a[j] b[jk mod n]; what each addition loses is kept (Neumaier), products are as good as float64 is. */
function dot(a: Float64Array, b: Float64Array, k: number): number {
  let sum = 0, lost = 0
  for (let j = 0, e = 0, n = a.length; j < n; j++) {
    const v = a[j]! * b[e]!, t = sum + v
    lost += abs(sum) >= abs(v) ? sum - t + v : v - t + sum
    sum = t
    e += k
    if (e >= n) e -= n
  }
  return sum + lost
}
/** The sum as it is written. */
function sums([re, im]: [Float64Array, Float64Array], sign: number, scale: number, count: number): [Float64Array, Float64Array] {
  const n = re.length, c = Float64Array.from({ length: n }, (_, k) => root(k, n)[0]), s = Float64Array.from({ length: n }, (_, k) => -sign * root(k, n)[1])
  return [Float64Array.from({ length: count }, (_, k) => (dot(re, c, k) - dot(im, s, k)) * scale), Float64Array.from({ length: count }, (_, k) => (dot(re, s, k) + dot(im, c, k)) * scale)]
}
/** The L2 error of got, relative, in units of eps sqrt(log2 n), of n from 16 on. */
function error(got: [Float64Array, Float64Array], want: [Float64Array, Float64Array], n: number, size: 4 | 8, real: boolean): number {
  let off = 0, all = 0
  for (let k = 0; k < got[0].length; k++) {
    off += (got[0][k]! - want[0][k]!) ** 2 + (real ? 0 : (got[1][k]! - want[1][k]!) ** 2)
    all += want[0][k]! ** 2 + (real ? 0 : want[1][k]! ** 2)
  }
  return Math.sqrt(off / all) / (size === 4 ? 2 ** -23 : 2 ** -52) / Math.sqrt(Math.max(4, Math.log2(n)))
}
/** Of lengths of a few elements, which some roundings decide; with a chirp, where a prime past 61 divides n; of all others. */
function bound(n: number): number {
  if (n < 16) return 1
  for (let p = 2; p * p <= n; p++) while (n % p === 0) n /= p
  return n <= 61 ? 0.6 : 0.9
}

/** One transform against the sum; x has the axis anywhere. */
function against(kind: TransformKind, size: 4 | 8, x: Any, y: Any, axis: number, n: number, sign: -1 | 1, scale: number): void {
  const before = np.info().memory.used, want: [Float64Array, Float64Array][] = []
  const move = (a: Any): Any => np.moveaxis(a, axis, -1) as Any, rows = y.size / y.shape[axis]!
  np.scope(() => {
    const flat = np.reshape(move(x), [rows, x.shape[axis]!]) as Any
    for (let r = 0; r < rows; r++) want.push(sums(whole(kind, parts(np.slice(flat, String(r)) as Any), n), sign, scale, y.shape[axis]!))
  })
  const used = np.info().memory.used
  transformAxis('test', kind, x, y, axis, n, sign, scale)
  expect(np.info().memory.used).toBe(used)
  np.scope(() => {
    const flat = np.reshape(move(y), [rows, y.shape[axis]!]) as Any
    for (let r = 0; r < rows; r++) {
      const e = error(parts(np.slice(flat, String(r)) as Any), want[r]!, n, size, kind === 'c2r')
      if (!(e <= bound(n))) expect({ kind, size, n, sign, shape: x.shape, axis, row: r, error: e }).toBeUndefined()
    }
  })
  expect(np.info().memory.used).toBe(before)
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ threads: 4, variant }))
  afterAll(() => np.close())

  test('is the sum for every length to 200, alone, in rows and in columns', () => {
    for (let n = 1; n <= 200; n++) for (const kind of kinds) for (const size of sizes) {
      const [from, to] = dtypesOf(kind, size), [a, b] = lengths(kind, n), sign = (n + size) % 3 === 0 ? 1 : -1, form = n % 3
      const x = form === 2 ? random([a, 3], from) : random([form === 0 ? 1 : 3, a], from), y = np.empty(form === 2 ? [b, 3] : [form === 0 ? 1 : 3, b], to) as Any
      against(kind, size, x, y, form === 2 ? 0 : 1, n, sign, 0.5)
      x.dispose()
      y.dispose()
    }
  })

  test('is the sum for lengths of every form', () => {
    for (const n of [210, 256, 343, 509, 512, 625, 1000, 1009, 1250, 2048]) for (const kind of kinds) for (const size of sizes) {
      const [from, to] = dtypesOf(kind, size), [a, b] = lengths(kind, n), x = random([a], from), y = np.empty([b], to) as Any
      against(kind, size, x, y, 0, n, n % 2 ? 1 : -1, 1)
      x.dispose()
      y.dispose()
    }
  })

  test('takes any axis, strides, padding and cropping', () => {
    for (const n of [6, 16, 45, 64]) for (const kind of kinds) for (const size of sizes) for (const extra of [-3, -1, 0, 5]) for (const axis of [0, 1, 2]) np.scope(() => {
      const [from, to] = dtypesOf(kind, size), [a, b] = lengths(kind, n), shape = (length: number): number[] => [2, 3, 5].map((d, i) => i === axis ? length : d)
      const x = np.slice(random(shape(a + extra).map(d => 2 * d), from), '::2', '::-2', '1::2') as Any
      const y = np.transpose(np.slice(np.empty(shape(b).map(d => 3 * d).reverse(), to), '::3', '::-3', '2::3')) as Any
      against(kind, size, x, y, axis, n, axis === 1 ? 1 : -1, 2)
    })
  })

  test('works in place', () => {
    for (const n of [8, 15, 64, 67, 1024, 1250, 2187]) for (const size of sizes) for (const axis of [0, 1]) np.scope(() => {
      const [dtype] = dtypesOf('c2c', size), x = random(axis ? [3, n] : [n, 3], dtype), y = np.empty(x.shape, dtype) as Any
      transformAxis('test', 'c2c', x, y, axis, n, 1, 1)
      transformAxis('test', 'c2c', x, x, axis, n, 1, 1)
      expect(bytes(x).equals(bytes(y))).toBe(true)
    })
  })

  test('keeps NaN and infinity in their own transforms', () => {
    for (const n of [7, 16, 24, 67, 128, 1009]) for (const kind of kinds) for (const size of sizes) for (const columns of [false, true]) np.scope(() => {
      const [from, to] = dtypesOf(kind, size), [a, b] = lengths(kind, n), x = random(columns ? [a, 6] : [6, a], from), y = np.empty(columns ? [b, 6] : [6, b], to) as Any
      const out = columns ? np.transpose(y) as Any : y
      transformAxis('test', kind, x, y, columns ? 0 : 1, n, -1, 1)
      const clean = [0, 1, 2, 3, 4, 5].map(r => bytes(np.slice(out, String(r)) as Any))
      const list = x.data as Float64Array, step = list.length / x.size
      for (let i = 0; i < list.length; i++) { const t = floor(i / step), r = columns ? t % 6 : floor(t / a); if (r === 2) list[i] = NaN; else if (r === 3) list[i] = Infinity }
      transformAxis('test', kind, x, y, columns ? 0 : 1, n, -1, 1)
      for (const r of [0, 1, 4, 5]) expect(bytes(np.slice(out, String(r)) as Any).equals(clean[r]!)).toBe(true)
      expect((np.slice(out, '2') as Any).toTypedArray()[0]).toBeNaN()
    })
  })

  test('gives the same bits for any number of threads', () => {
    for (const [shape, axis] of [[[40, 64], 1], [[64, 40], 0], [[9, 67], 1], [[294912], 0], [[131101], 0], [[5, 4, 30], 1]] as const) for (const kind of kinds) for (const size of sizes) np.scope(() => {
      const n = shape[axis]!, [from, to] = dtypesOf(kind, size), [a, b] = lengths(kind, n), of = (length: number): number[] => shape.map((d, i) => i === axis ? length : d)
      const x = random(of(a), from), results = [1, 2, 3, 4].map(threads => {
        const y = np.empty(of(b), to) as Any
        np.setThreads(threads)
        transformAxis('test', kind, x, y, axis, n, -1, 1)
        return bytes(y)
      })
      for (const r of results) expect(r.equals(results[0]!)).toBe(true)
    })
  })

  test('is right where it is long', () => {
    for (const n of [65536, 65537, 2 * 3 ** 10, 44100, 294912]) for (const size of sizes) np.scope(() => {
      const [dtype] = dtypesOf('c2c', size), eps = size === 4 ? 2 ** -23 : 2 ** -52, most = eps * Math.sqrt(Math.log2(n))
      // An impulse at j becomes the powers of a root.
      const x = np.zeros([n], dtype) as Any, y = np.empty([n], dtype) as Any, at = floor(n / 3), xs = x.data as Float64Array, ys = y.data as Float64Array
      xs[2 * at] = 1
      transformAxis('test', 'c2c', x, y, 0, n, -1, 1)
      let off = 0
      for (let k = 0; k < n; k += 7) { const [c, s] = root(at * k % n, n); off = Math.max(off, abs(ys[2 * k]! - c), abs(ys[2 * k + 1]! - s)) }
      expect(off).toBeLessThan(5 * most)
      // There and back, and Parseval.
      for (let i = 0; i < xs.length; i++) xs[i] = next()
      transformAxis('test', 'c2c', x, y, 0, n, -1, 1)
      let before = 0, after = 0
      for (let i = 0; i < xs.length; i++) { before += xs[i]! ** 2; after += ys[i]! ** 2 }
      expect(abs(after / n / before - 1)).toBeLessThan(4 * most + 1e-11)
      transformAxis('test', 'c2c', y, y, 0, n, 1, 1 / n)
      off = 0
      for (let i = 0; i < xs.length; i++) off += (xs[i]! - ys[i]!) ** 2
      expect(Math.sqrt(off / before)).toBeLessThan(1.4 * most)
      // Real ones are the complex ones of real numbers.
      const [real, half] = [np.empty([n], size === 4 ? 'float32' : 'float64') as Any, np.empty([(n >> 1) + 1], dtype) as Any], rs = real.data as Float64Array, hs = half.data as Float64Array
      for (let i = 0; i < n; i++) { rs[i] = next(); xs[2 * i] = rs[i]!; xs[2 * i + 1] = 0 }
      transformAxis('test', 'c2c', x, y, 0, n, 1, 1)
      transformAxis('test', 'r2c', real, half, 0, n, 1, 1)
      off = 0
      let all = 0
      for (let i = 0; i < hs.length; i++) { off += (hs[i]! - ys[i]!) ** 2; all += hs[i]! ** 2 }
      expect(Math.sqrt(off / all)).toBeLessThan(1.4 * most)
      const again = np.empty([n], real.dtype) as Any, as = again.data as Float64Array
      transformAxis('test', 'c2r', half, again, 0, n, -1, 1 / n)
      off = all = 0
      for (let i = 0; i < n; i++) { off += (as[i]! - rs[i]!) ** 2; all += rs[i]! ** 2 }
      expect(Math.sqrt(off / all)).toBeLessThan(1.4 * most)
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('plans give the same bits', () => {
    for (const n of [5, 16, 67, 1024, 1250, 70000]) for (const kind of kinds) for (const size of sizes) np.scope(() => {
      const [from, to] = dtypesOf(kind, size), [a, b] = lengths(kind, n), x = random([a], from), y = np.empty([b], to) as Any, z = np.zeros([b], to) as Any
      transformAxis('test', kind, x, y, 0, n, 1, 0.25)
      const plan = planAxis(kind, from, n, 1, 0.25)
      plan.execute(x.address, z.address)
      expect(bytes(z).equals(bytes(y))).toBe(true)
      plan.dispose()
      plan.dispose()
    })
    expect(np.info().memory).toMatchObject({ used: 0, blocks: 0 })
  })
})
