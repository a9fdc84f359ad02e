// Cosine and sine transforms as SciPy has them (scipy.fft), by Fourier transforms of real numbers of the same length, or of complex ones of
// half of it (Makhoul 1980): the elements change places, and factors on the unit circle do the rest. Types 1 are transforms of the even
// or odd continuation, of twice the length. Angles are reduced to at most π/4 by integers before they meet π.

import type { ArrayLike } from './asarray.js'
import { arange } from './creation.js'
import { isComplex, type DType } from './dtype.js'
import { arrayOf, copyInto, fill } from './elementwise.js'
import { AxisError, shown, ValueError } from './errors.js'
import { complexOf, requirePoints, scaleOf, settings, toSpectrum, type Norm, type RealOf } from './fourier.js'
import { take } from './indexing.js'
import { cut, imag, real } from './manipulation.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { cos, multiply, negative, sin } from './ops.js'
import type { DTypeOf } from './promotion.js'
import { toAxis } from './shape.js'
import { transformAxis } from './transform.js'

type Any = NDArray<DType>
/** The dtype of a cosine or sine transform: floats and complex numbers keep theirs, all else gives float64. */
type Kept<D extends DType> = D extends 'complex64' | 'complex128' ? D : RealOf<D>
type Type = 1 | 2 | 3 | 4

/** Options of cosine and sine transforms along an axis. */
export interface DctOptions {
  /** Which of the four kinds of symmetry at the ends; default 2. */
  type?: Type | undefined
  /** Points of the transform; the input is cut, or followed by zeros. */
  n?: number | null | undefined
  axis?: number | undefined
  norm?: Norm | null | undefined
  /** Whether the ends are scaled by roots of 2, so that the matrix of the transform is orthogonal but for a factor; default if norm is 'ortho'. */
  orthogonalize?: boolean | null | undefined
}
/** Options of cosine and sine transforms along several axes. */
export interface DctnOptions extends Omit<DctOptions, 'n' | 'axis'> {
  /** Points along each of the axes; -1 for as many as the input has. */
  s?: number | readonly number[] | null | undefined
  /** Default all, or with s the last ones. */
  axes?: number | readonly number[] | null | undefined
}
/** A cosine or sine transform along an axis; type, n, axis and norm in this order, or any of them in the options. */
export type CosineTransform = <A extends ArrayLike>(x: A, type?: Type | DctOptions, n?: number | null | DctOptions, axis?: number | DctOptions, norm?: Norm | null | DctOptions, options?: DctOptions) => NDArray<Kept<DTypeOf<A>>>
/** A cosine or sine transform along several axes; type, s, axes and norm in this order, or any of them in the options. */
export type CosineTransforms = <A extends ArrayLike>(x: A, type?: Type | DctnOptions, s?: number | readonly number[] | null | DctnOptions, axes?: number | readonly number[] | null | DctnOptions, norm?: Norm | null | DctnOptions, options?: DctnOptions) => NDArray<Kept<DTypeOf<A>>>

// All of these take views with the axis of the transform last.
/** `count` elements from `start` on along the last axis, `step` apart. */
function part(x: Any, start: number, count: number, step = 1): Any {
  const last = x.ndim - 1
  return x.view([...x.shape.slice(0, last), count], [...x.strides.slice(0, last), step * x.strides[last]!], x.address + start * x.strides[last]!)
}
function reversed(x: Any): Any { return part(x, x.shape[x.ndim - 1]! - 1, x.shape[x.ndim - 1]!, -1) }
function withLast(x: Any, length: number): number[] { return [...x.shape.slice(0, x.ndim - 1), length] }
function move(to: Any, from: Any, negated = false): void {
  if (to.size === 0) return
  if (negated) negative(from, { out: to })
  else copyInto(to, from)
}
function scaled(x: Any, factor: number): void { multiply(x, factor, { out: x }) }

/** exp(sign πi m / d) for m = start, start + step, …, all at most d / 2. */
function circle(dtype: DType, count: number, start: number, step: number, d: number, sign: -1 | 1): Any {
  const out = allocate('circle', complexOf(dtype), [count]), low = Math.min(count, Math.floor((d / 4 - start) / step) + 1)
  const put = (from: number, size: number, angles: Any, turned: boolean): void => {
    if (size === 0) return
    const to = part(out, from, size), re = real(to) as Any, im = imag(to) as Any
    ;(turned ? sin : cos)(angles, { out: re })
    ;(turned ? cos : sin)(angles, { out: im })
    if (sign < 0) negative(im, { out: im })
  }
  const angles = (first: number, by: number, size: number): Any => multiply(arange(first, first + by * (size - 0.5), by), Math.PI / d) as Any
  if (low > 0) put(0, low, angles(start, step, low), false)
  if (count > low) put(Math.max(0, low), count - Math.max(0, low), angles(d / 2 - start - step * Math.max(0, low), -step, count - Math.max(0, low)), true)
  return out
}

/** y = the transform of x times a factor; both have n elements along the last axis, and may be the same. For use within a scope. */
function transformed(op: string, x: Any, y: Any, type: Type, sine: boolean, scale: number, ortho: boolean): void {
  const last = x.ndim - 1, n = x.shape[last]!, dtype = x.dtype, spectrum = complexOf(dtype), even = Math.ceil(n / 2), odd = n - even
  const make = (d: DType, length: number): Any => allocate(op, d, withLast(x, length))
  if (type === 1) {
    const N = sine ? 2 * (n + 1) : 2 * (n - 1), whole = make(dtype, N), out = make(spectrum, N / 2 + 1)
    if (sine) {
      fill(part(whole, 0, 2, n + 1), 0)
      move(part(whole, 1, n), x)
      move(part(whole, n + 2, n), reversed(x), true)
    } else {
      move(part(whole, 0, n), x)
      if (ortho) scaled(part(whole, 0, 2, n - 1), Math.SQRT2)
      move(part(whole, n, n - 2), reversed(part(x, 1, n - 2)))
    }
    transformAxis(op, 'r2c', whole, out, last, N, -1, scale)
    if (sine) move(y, part(imag(out) as Any, 1, n), true)
    else {
      move(y, real(out) as Any)
      if (ortho) scaled(part(y, 0, 2, n - 1), Math.SQRT1_2)
    }
  } else if (type === 2) {
    const packed = make(dtype, n), out = make(spectrum, Math.floor(n / 2) + 1), to = sine ? reversed(y) : y
    move(part(packed, 0, even), part(x, 0, even, 2))
    move(part(packed, n - 1, odd, -1), part(x, 1, odd, 2), sine)
    transformAxis(op, 'r2c', packed, out, last, n, -1, 2 * scale)
    multiply(out, circle(dtype, out.shape[last]!, 0, 1, 2 * n, -1), { out })
    move(part(to, 0, out.shape[last]!), real(out) as Any)
    move(part(to, n - 1, even - 1, -1), part(imag(out) as Any, 1, even - 1), true)
    if (ortho) scaled(part(to, 0, 1), Math.SQRT1_2)
  } else if (type === 3) {
    const bins = Math.floor(n / 2) + 1, folded = make(spectrum, bins), packed = make(dtype, n), from = sine ? reversed(x) : x, re = real(folded) as Any, im = imag(folded) as Any
    move(re, part(from, 0, bins))
    fill(part(im, 0, 1), 0)
    move(part(im, 1, bins - 1), part(from, n - 1, bins - 1, -1), true)
    if (ortho) scaled(part(re, 0, 1), Math.SQRT2)
    multiply(folded, circle(dtype, bins, 0, 1, 2 * n, 1), { out: folded })
    transformAxis(op, 'c2r', folded, packed, last, n, 1, scale)
    move(part(y, 0, even, 2), part(packed, 0, even))
    move(part(y, 1, odd, 2), part(packed, n - 1, odd, -1), sine)
  } else if (odd === even) {
    const half = make(spectrum, even), re = real(half) as Any, im = imag(half) as Any, turn = circle(dtype, even, 1, 8, 8 * n, -1), from = sine ? reversed(x) : x
    move(re, part(from, 0, even, 2))
    move(im, part(from, n - 1, even, -2))
    multiply(half, turn, { out: half })
    transformAxis(op, 'c2c', half, half, last, even, -1, 2 * scale)
    multiply(half, turn, { out: half })
    move(part(y, 0, even, 2), re)
    move(part(y, n - 1, even, -2), im, !sine)
  } else {
    // Of an odd n every eighth point of the signal's continuation, whose period is 8 n, says all; its terms come in the order 1, 3, …, 0, 2, …
    const places = new Int32Array(n), signs = new Float32Array(n)
    for (let i = 0; i < n; i++) {
      let m = (8 * i + 1) % (8 * n)
      if (m > 4 * n) m = 8 * n - m
      signs[i] = m > 2 * n ? -1 : 1
      places[i] = ((m > 2 * n ? 4 * n - m : m) - 1) / 2
    }
    const terms = toSpectrum(op, multiply(take(sine ? reversed(x) : x, places, last) as Any, signs) as Any, [last], [n], -1, 2 * scale, false), turn = circle(dtype, n, 1, 2, 4 * n, -1), ordered = make(spectrum, n)
    multiply(part(terms, 1, odd, 2), part(turn, 0, odd), { out: part(ordered, 0, odd) })
    multiply(part(terms, 0, even, 2), part(turn, odd, even), { out: part(ordered, odd, even) })
    move(y, real(ordered) as Any)
    if (sine) move(part(y, 1, odd, 2), part(y, 1, odd, 2), true)
  }
}

interface Kind { readonly sine: boolean; readonly inverse: boolean }
function run(op: string, { sine, inverse }: Kind, x: Any, axes: readonly number[], s: readonly number[], { type = 2, norm, orthogonalize }: DctOptions): Any {
  if (type !== 1 && type !== 2 && type !== 3 && type !== 4) throw new ValueError(`${op}: type must be 1, 2, 3 or 4, not ${shown(type)}`)
  for (const n of s) {
    requirePoints(op, n)
    if (type === 1 && !sine && n < 2) throw new ValueError(`${op}: type 1 needs at least two points`)
  }
  const own = inverse && type > 1 && type < 4 ? (5 - type) as Type : type, ortho = orthogonalize ?? norm === 'ortho', period = (n: number): number => own > 1 ? 2 * n : sine ? 2 * (n + 1) : 2 * (n - 1)
  const dtype: DType = isComplex(x.dtype) || x.dtype === 'float32' ? x.dtype : 'float64', shape = x.shape.slice()
  scaleOf(op, norm, inverse, 1)
  let source = x
  axes.forEach((axis, i) => {
    shape[axis] = s[i]!
    if (source.shape[axis]! > s[i]!) source = cut(source, axis, 0, s[i]!)
  })
  const out = allocate(op, dtype, shape)
  if (out.size === 0) return out
  if (axes.some((axis, i) => source.shape[axis]! < s[i]!)) {
    fill(out, 0)
    copyInto(source.shape.reduce((to, n, i) => cut(to, i, 0, n), out), source)
    source = out
  } else if (axes.length === 0 || source.dtype !== dtype) {
    copyInto(out, source)
    source = out
  }
  for (let i = axes.length - 1; i >= 0; i--) {
    const last = (a: Any): Any => { const swap = (list: readonly number[]): number[] => { const l = list.slice(); [l[axes[i]!], l[l.length - 1]] = [l[l.length - 1]!, l[axes[i]!]!]; return l }; return a.view(swap(a.shape), swap(a.strides), a.address) }
    const from = last(source), to = last(out), scale = scaleOf(op, norm, inverse, period(s[i]!))
    if (isComplex(dtype)) for (const side of [real, imag]) transformed(op, side(from) as Any, side(to) as Any, own, sine, scale, ortho)
    else transformed(op, from, to, own, sine, scale, ortho)
    source = out
  }
  return out
}

function along(op: string, kind: Kind): CosineTransform {
  return (a, ...rest) => composed(op, () => {
    const options = settings<DctOptions>(['type', 'n', 'axis', 'norm'], rest), x = arrayOf(op, a), at = toAxis(op, options.axis ?? -1, x.ndim)
    return run(op, kind, x, [at], [options.n ?? x.shape[at]!], options)
  }) as never
}
function alongAll(op: string, kind: Kind): CosineTransforms {
  return (a, ...rest) => composed(op, () => {
    const options = settings<DctnOptions>(['type', 's', 'axes', 'norm'], rest), x = arrayOf(op, a), listed = (v: unknown): unknown => typeof v === 'number' ? [v] : v ?? undefined, s = listed(options.s) as number[] | undefined
    if (s !== undefined && !Array.isArray(s)) throw new ValueError(`${op}: s must be a list of numbers of points, not ${shown(s)}`)
    const axes = listed(options.axes) ?? (s ? s.map((_, i) => i - s.length) : x.shape.map((_, i) => i))
    if (!Array.isArray(axes)) throw new AxisError(`${op}: axes must be a list of integers, not ${shown(axes)}`)
    const at = Array.from(axes, axis => toAxis(op, axis as number, x.ndim))
    if (new Set(at).size < at.length) throw new AxisError(`${op}: an axis is named twice`)
    if (s && s.length !== at.length) throw new ValueError(`${op}: ${s.length} numbers of points in s for ${at.length} axes; give one for each`)
    return run(op, kind, x, at, at.map((axis, i) => s === undefined || s[i] === -1 ? x.shape[axis]! : s[i]!), options)
  }) as never
}

/** The cosine transform of a type (default 2: sums of 2 x[j] cos(πk(2j + 1)/(2n))) along an axis. */
export const dct = along('dct', { sine: false, inverse: false })
/** The inverse of dct of the same type. */
export const idct = along('idct', { sine: false, inverse: true })
/** The sine transform of a type (default 2: sums of 2 x[j] sin(π(k + 1)(2j + 1)/(2n))) along an axis. */
export const dst = along('dst', { sine: true, inverse: false })
/** The inverse of dst of the same type. */
export const idst = along('idst', { sine: true, inverse: true })
/** dct along several axes, by default all. */
export const dctn = alongAll('dctn', { sine: false, inverse: false })
/** The inverse of dctn. */
export const idctn = alongAll('idctn', { sine: false, inverse: true })
/** dst along several axes, by default all. */
export const dstn = alongAll('dstn', { sine: true, inverse: false })
/** The inverse of dstn. */
export const idstn = alongAll('idstn', { sine: true, inverse: true })
