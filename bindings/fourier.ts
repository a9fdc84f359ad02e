// Fourier transforms of arrays with NumPy's semantics (numpy.fft), over transform.ts, which knows one axis only.
//
// Several axes are transformed one after the other in place in the result, which at each step holds what is done so far: where an axis
// is to be longer than the input's, the rest of it stays unwritten until its turn, so that zeros are not transformed along other axes.

import { isOptions, type ArrayLike } from './asarray.js'
import { requireOut } from './contraction.js'
import { isComplex, type DType } from './dtype.js'
import { arrayOf, copyInto, duplicate, fill, meets } from './elementwise.js'
import { AxisError, DTypeError, shown, ValueError } from './errors.js'
import { mapKernel, operandAs, operandOf } from './execute.js'
import { cut } from './manipulation.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { conjugate } from './ops.js'
import type { DTypeOf } from './promotion.js'
import { sameShape, toAxis } from './shape.js'
import { transformAxis } from './transform.js'

type Any = NDArray<DType>
/** What the sums are divided by: 'backward' (the default) nothing forward and N backward, 'forward' the reverse, 'ortho' the root of N both ways. */
export type Norm = 'backward' | 'ortho' | 'forward'
/** The dtype of a spectrum: single precision stays single, all else is double. */
export type ComplexOf<D extends DType> = D extends 'float32' | 'complex64' ? 'complex64' : 'complex128'
/** The dtype of what has such a spectrum and is real. */
export type RealOf<D extends DType> = D extends 'float32' | 'complex64' ? 'float32' : 'float64'

/** Options of transforms along one axis. */
export interface FftOptions {
  /** Points of the transform (of irfft and hfft, of its result); the input is cut, or followed by zeros. */
  n?: number | null | undefined
  /** Default the last. */
  axis?: number | undefined
  norm?: Norm | null | undefined
  /** Where the result goes; may be the input. */
  out?: Any | undefined
}
/** Options of transforms along several axes. */
export interface FftnOptions {
  /** Points along each of the axes; -1 for as many as the input has. */
  s?: readonly (number | null)[] | null | undefined
  /** Default all, or with s the last ones; the two-dimensional forms' are the last two. */
  axes?: number | readonly number[] | null | undefined
  norm?: Norm | null | undefined
  out?: Any | undefined
}

/** A transform along one axis that gives complex numbers; n, axis and norm in this order, or any of them in the options. */
export interface ToSpectrum {
  <O extends Any>(a: ArrayLike, options: FftOptions & { out: O }): O
  <O extends Any>(a: ArrayLike, n: number | null | undefined, options: FftOptions & { out: O }): O
  <A extends ArrayLike>(a: A, n?: number | null | FftOptions, axis?: number | FftOptions, norm?: Norm | null | FftOptions, options?: FftOptions): NDArray<ComplexOf<DTypeOf<A>>>
}
/** A transform along one axis that gives real numbers. */
export interface ToReal {
  <O extends Any>(a: ArrayLike, options: FftOptions & { out: O }): O
  <O extends Any>(a: ArrayLike, n: number | null | undefined, options: FftOptions & { out: O }): O
  <A extends ArrayLike>(a: A, n?: number | null | FftOptions, axis?: number | FftOptions, norm?: Norm | null | FftOptions, options?: FftOptions): NDArray<RealOf<DTypeOf<A>>>
}
type Lengths = readonly (number | null)[] | null | FftnOptions
type Axes = number | readonly number[] | null | FftnOptions
/** A transform along several axes that gives complex numbers; s, axes and norm in this order, or any of them in the options. */
export interface ToSpectra {
  <O extends Any>(a: ArrayLike, options: FftnOptions & { out: O }): O
  <A extends ArrayLike>(a: A, s?: Lengths, axes?: Axes, norm?: Norm | null | FftnOptions, options?: FftnOptions): NDArray<ComplexOf<DTypeOf<A>>>
}
/** A transform along several axes that gives real numbers. */
export interface ToReals {
  <O extends Any>(a: ArrayLike, options: FftnOptions & { out: O }): O
  <A extends ArrayLike>(a: A, s?: Lengths, axes?: Axes, norm?: Norm | null | FftnOptions, options?: FftnOptions): NDArray<RealOf<DTypeOf<A>>>
}

/** Arguments by their names: as many as are given in order, then those of an object, which may come at any place. */
export function settings<T extends object>(names: readonly (keyof T)[], given: readonly unknown[]): T {
  const out: Partial<Record<keyof T, unknown>> = {}
  given.forEach((x, i) => {
    if (isOptions(x as object)) Object.assign(out, x)
    else if (x !== undefined && i < names.length) out[names[i]!] = x
  })
  return out as T
}

/** The dtype of the spectrum of such an array. */
export function complexOf(dtype: DType): 'complex64' | 'complex128' { return dtype === 'float32' || dtype === 'complex64' ? 'complex64' : 'complex128' }
/** The dtype of a real array with a spectrum of this dtype or the one that belongs to it. */
export function realOf(dtype: DType): 'float32' | 'float64' { return dtype === 'float32' || dtype === 'complex64' ? 'float32' : 'float64' }

/** Throws unless it is a number of points. */
export function requirePoints(op: string, n: unknown): asserts n is number {
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > 0x7fffffff) throw new ValueError(`${op}: ${shown(n)} is not a number of points; it must be an integer from 1 to 2147483647`)
}

/** What the sums over N points are multiplied by. */
export function scaleOf(op: string, norm: Norm | null | undefined, inverse: boolean, N: number): number {
  if (norm !== undefined && norm !== null && norm !== 'backward' && norm !== 'ortho' && norm !== 'forward') throw new ValueError(`${op}: norm must be 'backward', 'ortho' or 'forward', not ${shown(norm)}`)
  return norm === 'ortho' ? 1 / Math.sqrt(N) : (norm === 'forward') !== inverse ? 1 / N : 1
}

/** The first elements along an axis, at most n. */
function upTo(x: Any, axis: number, n: number): Any { return x.shape[axis]! > n ? cut(x, axis, 0, n) : x }
function resized(shape: readonly number[], axes: readonly number[], s: readonly number[]): number[] {
  const out = shape.slice()
  axes.forEach((axis, i) => { out[axis] = s[i]! })
  return out
}
function repeats(axes: readonly number[]): boolean { return axes.length > 1 && new Set(axes).size < axes.length }
function identical(a: Any, b: Any): boolean { return a === b || a.address === b.address && a.dtype === b.dtype && sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides) }
// The output that was given, if the result can be made in it.
function suits(given: Any | undefined, dtype: DType, x: Any, inPlace: boolean): given is Any { return given !== undefined && given.dtype === dtype && (!meets(given, x) || inPlace && identical(given, x)) }

/**
 * The transform along axes (counted from the front) of s points each, times a factor, as complex numbers; of a real array with `half` only the
 * n // 2 + 1 first along the last of the axes. Into `given` if that is of the right dtype and not in the way, else into a new array. For use within a scope.
 */
export function toSpectrum(op: string, x: Any, axes: readonly number[], s: readonly number[], sign: -1 | 1, scale: number, half: boolean, given?: Any): Any {
  const last = axes.length - 1
  if (repeats(axes)) {
    let y = toSpectrum(op, x, [axes[last]!], [s[last]!], sign, 1, half)
    for (let i = last - 1; i >= 0; i--) y = toSpectrum(op, y, [axes[i]!], [s[i]!], sign, i === 0 ? scale : 1, false)
    return y
  }
  const first = axes[last]!, n = s[last]!, bins = Math.floor(n / 2) + 1, real = !isComplex(x.dtype), dtype = complexOf(x.dtype)
  const shape = resized(x.shape, axes, s)
  if (half) shape[first] = bins
  const target = suits(given, dtype, x, !real) ? given : allocate(op, dtype, shape)
  if (target.size === 0) return target
  if (x.size === 0) { fill(target, 0); return target }
  let source = x, done: Any = real ? upTo(target, first, bins) : target
  axes.forEach((axis, i) => {
    source = upTo(source, axis, s[i]!)
    if (axis !== first) done = upTo(done, axis, source.shape[axis]!)
  })
  if (real && source.dtype !== realOf(dtype)) source = duplicate(op, source, realOf(dtype))
  if (!real && target === given && identical(given, x)) source = done
  transformAxis(op, real ? 'r2c' : 'c2c', source, done, first, n, sign, last === 0 ? scale : 1)
  for (let i = last - 1; i >= 0; i--) {
    const axis = axes[i]!, had = done.shape[axis]!, points = s[i]!
    if (had < points) {
      done = done.view(done.shape.map((m, k) => k === axis ? points : m), done.strides, done.address)
      fill(cut(done, axis, had, points), 0)
    }
    transformAxis(op, 'c2c', done, done, axis, points, sign, i === 0 ? scale : 1)
  }
  if (real && !half && n > bins) mirror(axes.filter(axis => axis !== first), cut(target, first, bins, n), flipped(cut(target, first, 1, n - bins + 1), first))
  return target
}

function flipped(x: Any, axis: number): Any { return x.view(x.shape, x.strides.map((t, i) => i === axis ? 0 - t : t), x.address + (x.shape[axis]! - 1) * x.strides[axis]!) }
// The other half of a real array's spectrum: X[-k] = conj(X[k]). Along the axes left index 0 stays, and the others change order.
function mirror(axes: readonly number[], to: Any, from: Any): void {
  const [axis, ...rest] = axes
  if (axis === undefined) {
    // The halves are apart, though the ranges of their addresses are not.
    mapKernel(conjugate.row.names[to.dtype]!, to.shape, [operandOf(from, to.dtype, to.shape), operandAs(to, to.dtype, to.strides)], conjugate.row.ns)
    return
  }
  mirror(rest, cut(to, axis, 0, 1), cut(from, axis, 0, 1))
  const n = to.shape[axis]!
  if (n > 1) mirror(rest, cut(to, axis, 1, n), flipped(cut(from, axis, 1, n), axis))
}

/**
 * The real numbers with this spectrum, of which the last of the axes has the first half: complex transforms along the other axes, then to s real
 * points along the last one, times a factor. As toSpectrum else.
 */
export function toReal(op: string, x: Any, axes: readonly number[], s: readonly number[], sign: -1 | 1, scale: number, given?: Any): Any {
  const last = axes.length - 1, axis = axes[last]!, n = s[last]!, dtype = complexOf(x.dtype), others = axes.slice(0, last)
  let source = others.includes(axis) ? x : upTo(x, axis, Math.floor(n / 2) + 1)
  if (last > 0) source = toSpectrum(op, source, others, s.slice(0, last), sign, 1, false)
  else if (x.dtype !== dtype) source = duplicate(op, source, dtype)
  const target = suits(given, realOf(dtype), source, false) ? given : allocate(op, realOf(dtype), resized(source.shape, [axis], [n]))
  if (source.size === 0) fill(target, 0)
  else if (target.size > 0) transformAxis(op, 'c2r', source, target, axis, n, sign, scale)
  return target
}

/** The number nearest to a target, from above or beneath, without prime factors beyond 11, or (for transforms of real numbers) 5. */
export function smoothLength(target: number, real: boolean, above = true): number {
  const primes = real ? [3, 5] : [3, 5, 7, 11]
  let best = above ? 2 ** Math.ceil(Math.log2(target)) : 1
  const go = (n: number, i: number): void => {
    if (i < 0) {
      // Powers of 2 are the last: one number is the only candidate.
      let m = n * 2 ** Math.max(0, Math.round(Math.log2(target / n)))
      while (above ? m < target : 2 * m <= target) m *= 2
      while (m > n && (above ? m / 2 >= target : m > target)) m /= 2
      if (above ? m >= target && m < best : m <= target && m > best) best = m
      return
    }
    for (let m = n; m <= (above ? best : target); m *= primes[i]!) go(m, i - 1)
  }
  go(1, primes.length - 1)
  return best
}
/** What the one-dimensional functions are: from real numbers or to them, the sign of the exponent, and whether a norm counts as that of an inverse. */
export const kinds = {
  fft: { from: 'any', to: 'complex', sign: -1, inverse: false }, ifft: { from: 'any', to: 'complex', sign: 1, inverse: true },
  rfft: { from: 'real', to: 'complex', sign: -1, inverse: false }, irfft: { from: 'any', to: 'real', sign: 1, inverse: true },
  // A Hermitian signal has a real spectrum: the conjugation is the other sign.
  hfft: { from: 'any', to: 'real', sign: -1, inverse: false }, ihfft: { from: 'real', to: 'complex', sign: 1, inverse: true },
} as const satisfies Record<string, { from: 'any' | 'real'; to: 'complex' | 'real'; sign: -1 | 1; inverse: boolean }>
/** The name of a one-dimensional transform. */
export type FftKind = keyof typeof kinds

function transformed(op: string, kind: FftKind, x: Any, axes: readonly number[], s: readonly number[], norm: Norm | null | undefined, out: Any | null | undefined): Any {
  const { from, to, sign, inverse } = kinds[kind], given = out ?? undefined
  if (from === 'real' && isComplex(x.dtype)) throw new DTypeError(`${op} takes real numbers, not ${x.dtype}; use ${op.replace('ihfft', 'ifft').replace('rfft', 'fft')}, or real() of the array`)
  for (const n of s) requirePoints(op, n)
  const last = axes.length - 1, scale = scaleOf(op, norm, inverse, s.reduce((p, q) => p * q, 1)), dtype = to === 'real' ? realOf(x.dtype) : complexOf(x.dtype)
  if (given !== undefined) requireOut(op, given, resized(x.shape, axes, s.map((n, i) => i === last && from === 'real' ? Math.floor(n / 2) + 1 : n)), dtype, 'same_kind')
  const result = to === 'real' ? toReal(op, x, axes, s, sign, scale, given) : toSpectrum(op, x, axes, s, sign, scale, from === 'real', given)
  if (given === undefined || result === given) return result
  copyInto(given, result)
  return given
}

/** The points of a transform along an axis if it has no n. */
export function defaultPoints(kind: FftKind, length: number): number { return kinds[kind].to === 'real' ? 2 * (length - 1) : length }

function along(kind: FftKind): (a: ArrayLike, ...rest: readonly unknown[]) => never {
  return (a, ...rest) => composed(kind, () => {
    const { n, axis = -1, norm, out } = settings<FftOptions>(['n', 'axis', 'norm'], rest), x = arrayOf(kind, a), at = toAxis(kind, axis, x.ndim)
    return transformed(kind, kind, x, [at], [n ?? defaultPoints(kind, x.shape[at]!)], norm, out)
  }) as never
}

function alongAll(op: string, kind: FftKind, plane?: readonly number[]): (a: ArrayLike, ...rest: readonly unknown[]) => never {
  return (a, ...rest) => composed(op, () => {
    const { s, axes = plane, norm, out } = settings<FftnOptions>(['s', 'axes', 'norm'], rest), x = arrayOf(op, a)
    if (s !== undefined && s !== null && !Array.isArray(s)) throw new ValueError(`${op}: s must be a list of numbers of points, not ${shown(s)}`)
    const list = typeof axes === 'number' ? [axes] : axes ?? (s ? s.map((_, i) => i - s.length) : x.shape.map((_, i) => i))
    if (!Array.isArray(list)) throw new AxisError(`${op}: axes must be a list of integers, not ${shown(axes)}`)
    const at = Array.from(list, axis => toAxis(op, axis as number, x.ndim)), last = at.length - 1
    if (s && s.length !== at.length) throw new ValueError(`${op}: ${s.length} numbers of points in s for ${at.length} axes; give one for each`)
    if (last < 0) {
      if (kind !== 'fft' && kind !== 'ifft') throw new AxisError(`${op}: at least one axis is needed`)
      if (!out) return duplicate(op, x)
      requireOut(op, out, x.shape, x.dtype, 'same_kind')
      copyInto(out, meets(out, x) ? duplicate(op, x) : x)
      return out
    }
    const points = at.map((axis, i) => {
      const n = s?.[i], length = x.shape[axis]!
      return n === -1 ? length : n ?? (i === last ? defaultPoints(kind, length) : length)
    })
    return transformed(op, kind, x, at, points, norm, out)
  }) as never
}

/** The discrete Fourier transform along an axis: sums of a[j] exp(-2πi jk/n). */
export const fft: ToSpectrum = along('fft')
/** The inverse of fft: sums of a[k] exp(2πi jk/n) / n. */
export const ifft: ToSpectrum = along('ifft')
/** The transform of real numbers along an axis, of which the first n // 2 + 1 terms say all. Complex input is a DTypeError. */
export const rfft: ToSpectrum = along('rfft')
/** The inverse of rfft: n real numbers, by default 2 (m - 1) of m terms. Give n for an odd number. */
export const irfft: ToReal = along('irfft')
/** The transform of a signal with Hermitian symmetry, given by its first half: n real numbers, by default 2 (m - 1) of m. */
export const hfft: ToReal = along('hfft')
/** The inverse of hfft: the first n // 2 + 1 terms. Complex input is a DTypeError. */
export const ihfft: ToSpectrum = along('ihfft')
/** fft along several axes, by default all. */
export const fftn: ToSpectra = alongAll('fftn', 'fft')
/** The inverse of fftn. */
export const ifftn: ToSpectra = alongAll('ifftn', 'ifft')
/** The transform of real numbers along several axes: rfft along the last of them, then fft along the others. */
export const rfftn: ToSpectra = alongAll('rfftn', 'rfft')
/** The inverse of rfftn; s[-1], the number of points along the last axis, should be given if it is odd. */
export const irfftn: ToReals = alongAll('irfftn', 'irfft')
/** fft along two axes, by default the last two. */
export const fft2: ToSpectra = alongAll('fft2', 'fft', [-2, -1])
/** The inverse of fft2. */
export const ifft2: ToSpectra = alongAll('ifft2', 'ifft', [-2, -1])
/** The transform of real numbers along two axes, by default the last two. */
export const rfft2: ToSpectra = alongAll('rfft2', 'rfft', [-2, -1])
/** The inverse of rfft2. */
export const irfft2: ToReals = alongAll('irfft2', 'irfft', [-2, -1])
