// The namespace fft: NumPy's, with the cosine and sine transforms and the lengths of SciPy's; and plans, for streams.

import { roll } from './arranging.js'
import { isOptions, type ArrayLike } from './asarray.js'
import { dct, dctn, dst, dstn, idct, idctn, idst, idstn } from './cosine.js'
import { arange } from './creation.js'
import type { DType } from './dtype.js'
import { arrayOf } from './elementwise.js'
import { AxisError, shown, ValueError } from './errors.js'
import { plan } from './fft-plan.js'
import { fft as fft1, fft2, fftn, hfft, ifft, ifft2, ifftn, ihfft, irfft, irfft2, irfftn, requirePoints, rfft, rfft2, rfftn, smoothLength } from './fourier.js'
import { concatenate, type ArrayOf } from './manipulation.js'
import { composed, type NDArray } from './ndarray.js'
import { multiply } from './ops.js'
import { axesInOrder, type AxisLike } from './shape.js'

type Any = NDArray<DType>

/** The frequencies of the terms of fft of n points, d apart: 0, 1, …, -1 over n d, in float64. */
function fftfreq(n: number, d: number | { d?: number } = 1): NDArray<'float64'> {
  return frequencies('fftfreq', n, d, () => {
    const positive = Math.ceil(n / 2)
    return concatenate([arange(0, positive), arange(positive - n, 0)]) as Any
  })
}
/** The frequencies of the terms of rfft of n points, d apart: 0, 1, …, n // 2 over n d, in float64. */
function rfftfreq(n: number, d: number | { d?: number } = 1): NDArray<'float64'> { return frequencies('rfftfreq', n, d, () => arange(Math.floor(n / 2) + 1) as Any) }
function frequencies(op: string, n: number, d: number | { d?: number }, steps: () => Any): NDArray<'float64'> {
  requirePoints(op, n)
  const spacing = isOptions(d) ? d.d ?? 1 : d ?? 1
  if (typeof spacing !== 'number' || spacing === 0) throw new ValueError(`${op}: d must be a number other than 0, not ${shown(spacing)}`)
  return composed(op, () => multiply(steps(), 1 / (n * spacing))) as NDArray<'float64'>
}

/** The zero frequency moved to the middle along axes, by default all. */
function fftshift<A extends ArrayLike>(x: A, axes?: AxisLike | { axes?: AxisLike }): ArrayOf<A> { return shifted('fftshift', x, axes, n => Math.floor(n / 2)) }
/** The inverse of fftshift. */
function ifftshift<A extends ArrayLike>(x: A, axes?: AxisLike | { axes?: AxisLike }): ArrayOf<A> { return shifted('ifftshift', x, axes, n => -Math.floor(n / 2)) }
function shifted<A extends ArrayLike>(op: string, x: A, axes: AxisLike | { axes?: AxisLike } | undefined, by: (n: number) => number): ArrayOf<A> {
  return composed(op, () => {
    const a = arrayOf(op, x), given = isOptions(axes) ? axes.axes : axes
    if (given !== undefined && given !== null && typeof given !== 'number' && !Array.isArray(given)) throw new AxisError(`${op}: axes must be an integer or a list of them, not ${shown(given)}`)
    const at = given === undefined || given === null ? a.shape.map((_, i) => i) : axesInOrder(op, given as number | readonly number[], a.ndim)
    return roll(a, at.map(axis => by(a.shape[axis]!)), at)
  }) as ArrayOf<A>
}

function length(op: string, target: number, real: boolean | { real?: boolean }, above: boolean): number {
  if (typeof target !== 'number' || !Number.isSafeInteger(target) || target < 0 || target > 2 ** 52) throw new ValueError(`${op}: ${shown(target)} is not a length; it must be an integer >= 0`)
  return target < 2 ? target : smoothLength(target, Boolean(isOptions(real) ? real.real : real), above)
}
/** The least number >= target whose transforms are fast: without prime factors beyond 11, or with `real` beyond 5. */
function next_fast_len(target: number, real: boolean | { real?: boolean } = false): number { return length('next_fast_len', target, real, true) }
/** The greatest number <= target whose transforms are fast, as for next_fast_len. */
function prev_fast_len(target: number, real: boolean | { real?: boolean } = false): number { return length('prev_fast_len', target, real, false) }

/** NumPy's fft, SciPy's cosine and sine transforms and lengths, and plans for repeated transforms. */
export const fft = {
  fft: fft1, ifft, rfft, irfft, hfft, ihfft, fft2, ifft2, rfft2, irfft2, fftn, ifftn, rfftn, irfftn, fftfreq, rfftfreq, fftshift, ifftshift,
  dct, idct, dst, idst, dctn, idctn, dstn, idstn, next_fast_len, prev_fast_len, plan,
} as const
