// The short-time Fourier transform and its inverse, with the semantics of scipy.signal.stft and istft.

import type { ArrayLike } from './asarray.js'
import { arange } from './creation.js'
import { isComplex, type DType } from './dtype.js'
import { arrayOf, duplicate, fill } from './elementwise.js'
import { AxisError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { fft } from './fft.js'
import { complexOf, realOf, requirePoints, settings, toReal, toSpectrum, type ComplexOf, type RealOf } from './fourier.js'
import { isWindow, windowPoints, type WindowLike } from './get-window.js'
import { where } from './indexing.js'
import { cut, moveaxis, sliding_window_view, transpose } from './manipulation.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { add, divide, greater, multiply, square, subtract, sum } from './ops.js'
import { pad } from './padding.js'
import { promoteTypes, type Common, type DTypeOf } from './promotion.js'
import { toAxis } from './shape.js'
import { mean } from './statistics.js'

type Any = NDArray<DType>
/** How spectra are scaled: 'spectrum' so that a sine's magnitude is its amplitude (half of it, as the other half is at the negative frequency), 'psd' so that their squares are power per frequency. */
export type StftScaling = 'spectrum' | 'psd'

interface Segments {
  /** Samples per unit of time; default 1. */
  fs?: number
  /** A name, a name with a parameter, or the points themselves; default 'hann'. */
  window?: WindowLike | ArrayLike
  /** Samples of a segment; default 256, or as many as the window has. */
  nperseg?: number | null
  /** Samples that neighbouring segments share; default half of nperseg. */
  noverlap?: number | null
  /** Points of the transforms, at least nperseg (the default): segments are followed by zeros. */
  nfft?: number | null
  /** Default 'spectrum'. */
  scaling?: StftScaling
}
/** Options of `stft`. */
export interface StftOptions extends Segments {
  /** What is taken from every segment: nothing (the default) or its mean. */
  detrend?: false | 'constant'
  /** Of real x only the nfft // 2 + 1 frequencies from 0 on; default true. */
  return_onesided?: boolean
  /** How x goes on for nperseg // 2 samples at both ends; null: not at all. */
  boundary?: 'zeros' | 'even' | 'odd' | 'constant' | null
  /** Whether zeros fill up the last segment; default true. */
  padded?: boolean
  /** Default the last. */
  axis?: number
}
/** Options of `istft`. */
export interface IstftOptions extends Segments {
  /** Whether Zxx has the frequencies from 0 on only; default true. */
  input_onesided?: boolean
  /** Whether x was extended at both ends; default true. */
  boundary?: boolean
  /** Default the last. */
  time_axis?: number
  /** Default the last but one. */
  freq_axis?: number
}

function stepOf(op: string, nperseg: number, given: number | null | undefined): number {
  const noverlap = given ?? Math.floor(nperseg / 2)
  if (!Number.isInteger(noverlap) || noverlap < 0 || noverlap >= nperseg) throw new ValueError(`${op}: noverlap must be an integer from 0 to less than nperseg = ${nperseg}, not ${shown(given)}`)
  return nperseg - noverlap
}
function requireTransform(op: string, nfft: number, nperseg: number): void {
  requirePoints(op, nfft)
  if (nfft < nperseg) throw new ValueError(`${op}: nfft must be at least nperseg = ${nperseg}, not ${nfft}`)
}
function requireRate(op: string, fs: unknown): asserts fs is number {
  if (typeof fs !== 'number' || !(fs > 0 && fs < Infinity)) throw new ValueError(`${op}: fs must be a positive number, not ${shown(fs)}`)
}

/** What the spectra of segments under a window are multiplied by; their inverse is divided by it. */
export function spectrumScale(op: string, window: Any, scaling: StftScaling, fs: number): number {
  if (scaling !== 'spectrum' && scaling !== 'psd') throw new ValueError(`${op}: scaling must be 'spectrum' or 'psd', not ${shown(scaling)}`)
  return scaling === 'spectrum' ? 1 / (sum(window) as number) : 1 / Math.sqrt(fs * (sum(square(window) as Any) as number))
}

const extensions = { zeros: ['constant', {}], even: ['reflect', {}], odd: ['reflect', { reflect_type: 'odd' }], constant: ['edge', {}] } as const

/**
 * The spectra of overlapping segments of x along an axis: [frequencies, times of the segments' middles, spectra], the spectra with the
 * frequencies in the axis's place and the times last. float32 and integers of 16 bits give complex64.
 */
export function stft<X extends ArrayLike>(x: X, fs?: number | StftOptions, window?: WindowLike | ArrayLike | StftOptions, nperseg?: number | null | StftOptions, noverlap?: number | null | StftOptions, nfft?: number | null | StftOptions, options?: StftOptions): [f: NDArray<'float64'>, t: NDArray<'float64'>, Zxx: NDArray<Common<X, NDArray<'complex64'>>>] {
  const op = 'stft'
  return composed(op, () => {
    const all = given<StftOptions>([fs, window, nperseg, noverlap, nfft, options]), { fs: rate = 1, window: shape = 'hann', detrend = false, return_onesided = true, boundary = 'zeros', padded = true, axis = -1, scaling = 'spectrum' } = all
    let source = arrayOf(op, x)
    const dtype = promoteTypes(source.dtype, 'complex64'), real = !isComplex(source.dtype), at = toAxis(op, axis, source.ndim), bins = real && return_onesided
    requireRate(op, rate)
    if (detrend !== false && detrend !== 'constant') throw new ValueError(`${op}: detrend must be false or 'constant', not ${shown(detrend)}`)
    if (boundary !== null && !Object.hasOwn(extensions, boundary as never)) throw new ValueError(`${op}: boundary must be 'zeros', 'even', 'odd', 'constant' or null, not ${shown(boundary)}`)
    if (source.size === 0) throw new ShapeError(`${op}: there is nothing in x, of shape ${shapeText(source.shape)}`)
    source = duplicate(op, moveaxis(source, at, -1) as Any, real ? realOf(dtype) : dtype)
    const last = source.ndim - 1, length = source.shape[last]!
    if (all.nperseg !== undefined && all.nperseg !== null) requirePoints(op, all.nperseg)
    const points = windowPoints(op, shape, isWindow(shape) ? Math.min(all.nperseg ?? 256, length) : all.nperseg ?? undefined, realOf(dtype)), n = points.size
    if (n > length) throw new ShapeError(`${op}: the window has ${n} points and x along the axis only ${length}`)
    const count = all.nfft ?? n, step = stepOf(op, n, all.noverlap), scale = spectrumScale(op, points, scaling, rate), half = Math.floor(n / 2)
    requireTransform(op, count, n)
    const ends = (before: number, after: number, mode: string, rest: object): void => {
      if (before + after > 0) source = pad(source, source.shape.map((_, i) => i === last ? [before, after] as const : [0, 0] as const) as never, mode as never, rest) as Any
    }
    if (boundary !== null) {
      const [mode, rest] = extensions[boundary]
      ends(half, half, mode, rest)
    }
    if (padded) ends(0, ((n - source.shape[last]!) % step + step) % step % n, 'constant', {})
    const total = source.shape[last]!, windows = sliding_window_view(source, n, last) as Any, every = windows.view([...source.shape.slice(0, last), Math.floor((total - n) / step) + 1, n], windows.strides.map((s, i) => i === last ? s * step : s), windows.address)
    const level = detrend ? subtract(every, mean(every, { axis: -1, keepdims: true }) as Any) as Any : every
    const segments = multiply(level, points) as Any, spectra = toSpectrum(op, segments, [last + 1], [count], -1, scale, bins)
    const times = divide(add(multiply(arange(every.shape[last]!), step), boundary === null ? n / 2 : 0), rate) as Any
    return [(bins ? fft.rfftfreq : fft.fftfreq)(count, 1 / rate), times, moveaxis(spectra, -1, at) as Any]
  }) as never
}

// Arguments in SciPy's order, or by name.
function given<T extends Segments>(list: readonly unknown[]): T {
  return settings<StftOptions>(['fs', 'window', 'nperseg', 'noverlap', 'nfft'], list) as T
}

/**
 * Segments added where they overlap: frames of shape (…, T, n), each `step` after the one before, to (…, (T - 1) step + n). Every sample
 * is the sum of its frames in their order.
 */
export function overlapAdd(op: string, frames: Any, step: number): Any {
  const axis = frames.ndim - 2, count = frames.shape[axis]!, n = frames.shape[axis + 1]!, blocks = Math.ceil(n / step)
  const out = allocate(op, frames.dtype, [...frames.shape.slice(0, axis), count + blocks - 1, step])
  fill(out, 0)
  for (let j = blocks - 1; j >= 0; j--) {
    const columns = Math.min(step, n - j * step), to = cut(cut(out, axis, j, j + count), axis + 1, 0, columns)
    add(to, cut(frames, axis + 1, j * step, j * step + columns), { out: to })
  }
  const flat = out.view([...frames.shape.slice(0, axis), (count + blocks - 1) * step], [...out.strides.slice(0, axis), out.itemsize], out.address)
  return cut(flat, axis, 0, (count - 1) * step + n)
}

/** The signal of which Zxx is the stft: [times, x]. Segments are weighted by the window once more and divided by the sum of its squares, which gives the least squares error. */
export function istft<Z extends ArrayLike>(Zxx: Z, fs?: number | IstftOptions, window?: WindowLike | ArrayLike | IstftOptions, nperseg?: number | null | IstftOptions, noverlap?: number | null | IstftOptions, nfft?: number | null | IstftOptions, options?: IstftOptions): [t: NDArray<'float64'>, x: NDArray<RealOf<DTypeOf<Z>>> | NDArray<ComplexOf<DTypeOf<Z>>>] {
  const op = 'istft'
  return composed(op, () => {
    const all = given<IstftOptions>([fs, window, nperseg, noverlap, nfft, options]), { fs: rate = 1, window: shape = 'hann', input_onesided = true, boundary = true, time_axis = -1, freq_axis = -2, scaling = 'spectrum' } = all
    const Z = arrayOf(op, Zxx)
    requireRate(op, rate)
    if (Z.ndim < 2) throw new ShapeError(`${op}: Zxx needs an axis of frequencies and one of times, not the shape ${shapeText(Z.shape)}`)
    const time = toAxis(op, time_axis, Z.ndim), frequency = toAxis(op, freq_axis, Z.ndim)
    if (time === frequency) throw new AxisError(`${op}: time_axis and freq_axis are the same, ${time}`)
    if (Z.size === 0) throw new ShapeError(`${op}: there is nothing in Zxx, of shape ${shapeText(Z.shape)}`)
    const F = Z.shape[frequency]!, usual = input_onesided ? 2 * (F - 1) : F, n = all.nperseg ?? usual
    requirePoints(op, n)
    const points = all.nfft ?? (input_onesided && n === usual + 1 ? n : usual), step = stepOf(op, n, all.noverlap), others = Z.shape.map((_, i) => i).filter(i => i !== time && i !== frequency)
    requireTransform(op, points, n)
    const dtype = complexOf(Z.dtype), weights = windowPoints(op, shape, n, realOf(dtype)), scale = 1 / spectrumScale(op, weights, scaling, rate) / points
    const spectra = duplicate(op, transpose(Z, [...others, time, frequency]) as Any, dtype), last = spectra.ndim - 1
    const frames = cut(input_onesided ? toReal(op, spectra, [last], [points], 1, scale) : toSpectrum(op, spectra, [last], [points], 1, scale, false), last, 0, n)
    const norms = multiply(weights, weights) as Any, count = frames.shape[last - 1]!, half = boundary ? Math.floor(n / 2) : 0
    let x = overlapAdd(op, multiply(frames, weights) as Any, step), norm = overlapAdd(op, norms.view([count, n], [0, norms.itemsize], norms.address), step)
    const length = x.shape[last - 1]!, end = Math.max(half, length - half)
    x = cut(x, last - 1, half, end)
    norm = cut(norm, 0, half, end)
    const result = divide(x, where(greater(norm, 1e-10), norm, 1) as Any) as Any
    // Where the times' axis was, without that of the frequencies.
    const to = time === Z.ndim - 1 ? -1 : time - (frequency < time ? 1 : 0)
    return [divide(arange(result.shape[last - 1]!), rate), moveaxis(result, -1, to) as Any]
  }) as never
}
