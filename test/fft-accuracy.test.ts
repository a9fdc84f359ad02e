// How exact transforms are: the L2 error, relative, of every length to 2048 and of long ones of every form, against a reference of 31 digits
// (double-double.ts, itself held against mpmath's); complex64 against complex128.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import type { DType } from '../dist/dtype.js'
import { transformAxis, type TransformKind } from '../dist/transform.js'
import { sums, transform } from './double-double.ts'
import { variants } from './operands.ts'
import { fixture, type Any } from './support.ts'

// Taken out once: in Jest every use of a global costs 0.1 µs.
const { hypot, imul, log2, max, sqrt } = Math, List = Float64Array
type List = Float64Array
let seed = 1
const next = (): number => ((seed = imul(seed, 1664525) + 1013904223 | 0) >>> 8) / 2 ** 23 - 1

/** The largest error that is allowed, in units of eps sqrt(log2 n): of lengths with a prime past 61, which are convolutions, and of all others. */
function bound(n: number): number {
  for (let p = 2; p * p <= n; p++) while (n % p === 0) n /= p
  return n <= 61 ? 0.6 : 0.9
}

/** What the three kinds take and give, all from one complex transform of z: the real parts of z, and the Hermitian half of z. */
interface Sample { n: number; z: List; half: List; real: List; spectrum: List }
function sample(n: number, spectrum: (x: List) => List, zero: (j: number) => boolean = () => false): Sample {
  const z = new List(2 * n), x = new List(4 * n), real = new List(n), half = new List(2 * (n >> 1) + 2)
  // Multiples of 2^-46, so that (z[j] + conj z[n - j]) / 2 is one of float64, too.
  for (let j = 0; j < n; j++) if (!zero(j)) {
    x[4 * j] = z[2 * j] = real[j] = next() + next() / 2 ** 23
    x[4 * j + 2] = z[2 * j + 1] = next() + next() / 2 ** 23
  }
  for (let j = 0; j <= n >> 1; j++) {
    const m = j === 0 ? 0 : n - j
    half[2 * j] = (z[2 * j]! + z[2 * m]!) / 2
    half[2 * j + 1] = (z[2 * j + 1]! - z[2 * m + 1]!) / 2
  }
  return { n, z, half, real, spectrum: spectrum(x) }
}

function transformed(kind: TransformKind, n: number, input: List, single: boolean): List {
  const dtype = (real: boolean): DType => real ? single ? 'float32' : 'float64' : single ? 'complex64' : 'complex128', h = (n >> 1) + 1
  const x = np.empty([kind === 'c2r' ? h : n], dtype(kind === 'r2c')) as Any, y = np.empty([kind === 'r2c' ? h : n], dtype(kind === 'c2r')) as Any
  ;(x.data as Float64Array).set(input)
  transformAxis('test', kind, x, y, 0, n, -1, 1)
  const result = new List(y.data as Float64Array)
  x.dispose()
  y.dispose()
  return result
}

/** The relative L2 errors of the three kinds in complex128. */
function errors({ n, z, half, real, spectrum }: Sample): number[] {
  const off = [0, 0, 0], all = [0, 0, 0], c2c = transformed('c2c', n, z, false), r2c = transformed('r2c', n, real, false), c2r = transformed('c2r', n, half, false)
  const add = (i: number, value: number, high: number, low: number): void => { off[i]! += (value - high - low) ** 2; all[i]! += high * high }
  for (let k = 0; k < n; k++) {
    const p = 4 * k, m = k === 0 ? 0 : 4 * (n - k)
    add(0, c2c[2 * k]!, spectrum[p]!, spectrum[p + 1]!)
    add(0, c2c[2 * k + 1]!, spectrum[p + 2]!, spectrum[p + 3]!)
    add(2, c2r[k]!, spectrum[p]!, spectrum[p + 1]!)
    if (2 * k > n) continue
    addHalf(2 * k, p, m, 1)
    addHalf(2 * k + 1, p + 2, m + 2, -1)
  }
  // A real input's transform: (Z[k] + conj Z[n - k]) / 2, again in two parts.
  function addHalf(at: number, p: number, m: number, sign: number): void {
    const a = spectrum[p]! / 2, b = sign * spectrum[m]! / 2, s = a + b, t = s - a
    add(1, r2c[at]!, s, a - (s - t) + (b - t) + (spectrum[p + 1]! + sign * spectrum[m + 1]!) / 2)
  }
  return off.map((v, i) => v === 0 ? 0 : sqrt(v / all[i]!))
}
/** The same of complex64, whose inputs are rounded first, against complex128. Long real transforms are complex ones of half the length. */
function singleErrors({ n, z, half, real }: Sample): number[] {
  return ([['c2c', z], ['r2c', real], ['c2r', half]] as const).slice(0, n > 2048 ? 1 : 3).map(([kind, input]) => {
    const x = new List(new Float32Array(input)), got = transformed(kind, n, x, true), want = transformed(kind, n, x, false)
    let off = 0, all = 0
    for (let i = 0; i < want.length; i++) { off += (got[i]! - want[i]!) ** 2; all += want[i]! ** 2 }
    return off === 0 ? 0 : sqrt(off / all)
  })
}
/** The errors that are beyond the bound. */
function beyond(s: Sample): unknown[] {
  return [['complex128', errors(s), 2 ** -52] as const, ['complex64', singleErrors(s), 2 ** -23] as const].flatMap(([dtype, list, eps]) => list.flatMap((error, i) => {
    const relative = error / (eps * sqrt(max(1, log2(s.n))))
    return relative <= bound(s.n) ? [] : [{ n: s.n, dtype, kind: ['c2c', 'r2c', 'c2r'][i], error: relative }]
  }))
}

const dense = (x: List): List => { const y = new List(x.length); transform(x.length / 4)(y, x); return y }
const sparse = (x: List): List => { const y = new List(x.length); sums(y, x); return y }

test('the reference is right to 31 digits', () => {
  for (const { n, x, k, y } of fixture<{ n: number; x: number[]; k: number[]; y: number[] }[]>('fft-accuracy')) {
    const from = new List(4 * n), to = new List(4 * n)
    for (let j = 0; j < 2 * n; j++) from[2 * j] = x[j]!
    transform(n)(to, from)
    const scale = hypot(...x)
    for (const [i, j] of k.entries()) for (const part of [0, 2]) expect(Math.abs(to[4 * j + part]! - y[4 * i + part]! + (to[4 * j + part + 1]! - y[4 * i + part + 1]!))).toBeLessThan(1e-31 * scale)
  }
})

const short: Sample[] = [], long: Sample[] = []
beforeAll(() => {
  for (let n = 1; n <= 2048; n++) short.push(sample(n, dense))
  for (const n of [44100, 48000, 65536, 65537, 100003, 7 ** 6, 3 ** 11, 11 ** 4 * 13, 61 ** 3, 5 ** 8, 2 ** 20]) long.push(sample(n, dense))
  // Of three numbers the sum as it is written is faster.
  for (const n of [10 ** 6, 1000003]) long.push(sample(n, sparse, j => j % 333367 !== 17))
})

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ threads: 2, variant }))
  afterAll(() => np.close())

  test('every length to 2048', () => { expect(short.flatMap(beyond)).toEqual([]) })
  test('long ones of every form', () => { expect(long.flatMap(beyond)).toEqual([]) })
})
