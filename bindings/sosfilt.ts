// Filters as cascades of second-order sections, with SciPy's semantics (scipy.signal.sosfilt). assembly/sections.ts does the work, in float64.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { arrayOf, copyInto, duplicate } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { kernel } from './execute.js'
import { settings } from './fourier.js'
import { moveaxis } from './manipulation.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { power } from './ops.js'
import { promoteAll, type Common } from './promotion.js'
import { memoryViews, runtime } from './runtime.js'
import { toAxis } from './shape.js'
import { root } from './transform.js'

type Any = NDArray<DType>
/** The dtype of what a filter with float64 (or float32) coefficients gives. */
export type Filtered<D extends DType> = D extends 'float32' | 'complex64' | 'complex128' ? D : 'float64'
/** Options of `sosfilt`. */
export interface SosfiltOptions {
  /** Default the last. */
  axis?: number
  /** The two delays of each section: shape (sections, …) with 2 in the place of the axis's length. */
  zi?: ArrayLike | null
}

// Sections of a wave, and float64 words of its numbers and of its state: assembly/sections.ts.
const SECTIONS = 4, WAVE_WORDS = 20, STATE_WORDS = 8

/** The coefficients, one section after the other, of an array of shape (sections, 6). */
export function sectionsOf(op: string, sos: ArrayLike): { rows: Float64Array; dtype: DType } {
  const a = arrayOf(op, sos), shape = a.ndim === 1 ? [1, ...a.shape] : a.shape
  if (isComplex(a.dtype)) throw new DTypeError(`${op}: the coefficients must be real, not ${a.dtype}`)
  if (shape.length !== 2 || shape[1] !== 6 || shape[0] === 0) throw new ShapeError(`${op}: the sections must be rows of 6 coefficients, b0 b1 b2 1 a1 a2; the shape is ${shapeText(a.shape)}`)
  const rows = (duplicate(op, a, 'float64').data as Float64Array).slice()
  for (let i = 3; i < rows.length; i += 6) if (rows[i] !== 1) throw new ValueError(`${op}: a0 of section ${(i - 3) / 6} is ${rows[i]!}, not 1; divide the section by it`)
  return { rows, dtype: dtypes[a.dtype].kind === 'f' ? a.dtype : 'float64' }
}

/** How many waves hold so many sections. */
export function wavesOf(sections: number): number { return Math.ceil(sections / SECTIONS) }
/** Bytes of the numbers, and of the state, of so many waves. */
export function waveBytes(waves: number): { numbers: number; state: number } { return { numbers: waves * WAVE_WORDS * 8, state: waves * STATE_WORDS * 8 } }
// The word of a section's first delay; the second one is 4 further.
const delayAt = (section: number): number => Math.floor(section / SECTIONS) * STATE_WORDS + section % SECTIONS

/** Writes sections as waves. */
export function writeWaves(rows: Float64Array, address: number): void {
  const { float64 } = memoryViews(), at = address >> 3, count = rows.length / 6
  float64.fill(0, at, at + wavesOf(count) * WAVE_WORDS)
  for (let s = 0; s < count; s++) {
    const lane = s % SECTIONS, word = at + Math.floor(s / SECTIONS) * WAVE_WORDS + (lane >> 1) * 10 + (lane & 1)
    ;[0, 1, 2, 4, 5].forEach((k, i) => { float64[word + 2 * i] = rows[s * 6 + k]! })
  }
}

// Complex numbers as pairs of real ones along another axis, which comes last.
function parts(x: Any): Any {
  if (!isComplex(x.dtype)) return x
  const dtype = x.dtype === 'complex64' ? 'float32' : 'float64', { size } = dtypes[dtype]
  return x.view([...x.shape, 2], [...x.strides, size], x.address, dtype)
}

/**
 * x along an axis through a cascade of second-order sections, rows b0 b1 b2 1 a1 a2; axis and zi in this order, or in the options. With
 * the delays zi it gives [y, zf], the delays at the end too. float32 is worked on in float64, and then rounded.
 */
export function sosfilt<S extends ArrayLike, X extends ArrayLike>(sos: S, x: X, axis: number | undefined, zi: ArrayLike): [y: NDArray<Filtered<Common<S, X>>>, zf: NDArray<Filtered<Common<S, X>>>]
export function sosfilt<S extends ArrayLike, X extends ArrayLike>(sos: S, x: X, options: SosfiltOptions & { zi: ArrayLike }): [y: NDArray<Filtered<Common<S, X>>>, zf: NDArray<Filtered<Common<S, X>>>]
export function sosfilt<S extends ArrayLike, X extends ArrayLike>(sos: S, x: X, axis?: number | SosfiltOptions): NDArray<Filtered<Common<S, X>>>
export function sosfilt(sos: ArrayLike, x: ArrayLike, ...rest: readonly unknown[]): unknown {
  const op = 'sosfilt'
  return composed(op, () => {
    const { axis = -1, zi } = settings<SosfiltOptions>(['axis', 'zi'], rest), { rows, dtype: own } = sectionsOf(op, sos), sections = rows.length / 6, waves = wavesOf(sections)
    const a = arrayOf(op, x), at = toAxis(op, axis, a.ndim), given = zi === undefined || zi === null ? undefined : arrayOf(op, zi), n = a.shape[at]!
    const dtype = promoteAll([own, a.dtype, ...(given ? [given.dtype] : [])]), shape = [sections, ...a.shape.map((m, i) => i === at ? 2 : m)]
    if (given && given.shape.join() !== shape.join()) throw new ShapeError(`${op}: zi must have the shape ${shapeText(shape)}, for ${sections} sections and x of ${shapeText(a.shape)}, not ${shapeText(given.shape)}`)
    const whole = dtype.startsWith('c') ? 'complex128' : 'float64', source = parts(duplicate(op, a, whole)), work = duplicate(op, moveaxis(source, at, -1) as Any) as NDArray<'float64'>
    const count = work.size / Math.max(1, n), states = allocate(op, 'float64', [count, waves * STATE_WORDS]), delays = states.data as Float64Array, result = allocate(op, dtype, a.shape)
    const numbers = allocate(op, 'float64', [waves * WAVE_WORDS])
    delays.fill(0)
    // The delays as they lie in zi: sections, rows, two of each.
    const order = (z: Any): Any => moveaxis(parts(z), at + 1, -1) as Any
    const each = (f: (word: number, from: number) => void): void => {
      for (let s = 0, from = 0; s < sections; s++) for (let row = 0; row < count; row++) for (let k = 0; k < 2; k++) f(row * waves * STATE_WORDS + delayAt(s) + 4 * k, from++)
    }
    if (given) {
      const list = duplicate(op, order(duplicate(op, given, whole))).data as Float64Array
      each((word, from) => { delays[word] = list[from]! })
    }
    writeWaves(rows, numbers.address)
    if (work.size > 0) {
      const { job, kernels, pool } = runtime()
      job.head(1, 0, 3, 1, n, 0, sections)
      job.operand(0, work.address, 'float64', 'float64')
      job.operand(1, numbers.address, 'float64', 'float64')
      job.operand(2, states.address, 'float64', 'float64')
      pool.run(kernel(kernels, op), count, 50 + n * waves * 4)
    }
    copyInto(parts(result), moveaxis(work, -1, at) as Any)
    if (!given) return result
    const ordered = allocate(op, 'float64', order(allocate(op, whole, shape)).shape), list = ordered.data as Float64Array, zf = allocate(op, dtype, shape)
    each((word, to) => { list[to] = delays[word]! })
    copyInto(parts(zf), moveaxis(ordered, -1, at + 1) as Any)
    return [result, zf]
  })
}

/** The delays, shape (sections, 2), with which a cascade answers a constant 1 with a constant from the first sample on: times the first sample they are a zi of sosfilt. */
export function sosfilt_zi(sos: ArrayLike): NDArray<'float64'> {
  const op = 'sosfilt_zi'
  return composed(op, () => {
    const { rows } = sectionsOf(op, sos), out = allocate(op, 'float64', [rows.length / 6, 2]), zi = out.data as Float64Array
    let scale = 1
    for (let s = 0; s < zi.length / 2; s++) {
      const [b0, b1, b2, , a1, a2] = rows.subarray(6 * s, 6 * s + 6) as unknown as [number, number, number, number, number, number]
      const c1 = b1 - a1 * b0, c2 = b2 - a2 * b0, first = (c1 + c2) / (1 + a1 + a2)
      zi[2 * s] = scale * first
      zi[2 * s + 1] = scale * ((1 + a1) * first - c1)
      scale *= (b0 + b1 + b2) / (1 + a1 + a2)
    }
    return out
  })
}

/** The kinds of biquads. */
const biquads = ['lowpass', 'highpass', 'bandpass', 'notch', 'allpass', 'peaking', 'lowshelf', 'highshelf'] as const
/** A kind of biquad. */
export type BiquadType = typeof biquads[number]
/** Options of `biquad`. */
export interface BiquadOptions {
  /** Quality: frequency over bandwidth; default √½, without a resonance. */
  Q?: number
  /** Decibels of peaking and the shelves; default 0. */
  gain?: number
  /** Samples per unit of time; default 2, so that a frequency of 1 is half the rate. */
  fs?: number
}

/** One second-order section, shape (1, 6), after the Audio EQ Cookbook (Bristow-Johnson): lowpass, highpass, bandpass (0 dB at the frequency), notch, allpass, peaking, lowshelf or highshelf. Concatenated sections are a cascade. */
export function biquad(type: BiquadType, frequency: number, options: BiquadOptions = {}): NDArray<'float64'> {
  const op = 'biquad'
  if (!biquads.includes(type)) throw new ValueError(`${op}: type must be ${biquads.join(', ')}, not ${shown(type)}`)
  const { Q = Math.SQRT1_2, gain = 0, fs = 2 } = options !== null && typeof options === 'object' ? options : {}
  for (const [name, value] of Object.entries({ Q, fs })) if (typeof value !== 'number' || !(value > 0 && value < Infinity)) throw new ValueError(`${op}: ${name} must be a positive number, not ${shown(value)}`)
  if (typeof gain !== 'number' || !(Math.abs(gain) <= 1000)) throw new ValueError(`${op}: gain must be a number of decibels, not ${shown(gain)}`)
  if (typeof frequency !== 'number' || !(frequency > 0 && frequency < fs / 2)) throw new ValueError(`${op}: the frequency must lie between 0 and half the rate ${fs}, not at ${shown(frequency)}`)
  // None of Math.cos and its kin, of which engines have their own last bits.
  const [c, s] = root(frequency, fs), alpha = -s / (2 * Q), amplitude = power(10, gain / 40), A = amplitude.item() as number, slope = 2 * Math.sqrt(A) * alpha
  amplitude.dispose()
  const shelf = (s: 1 | -1): number[] => [A * (A + 1 - s * (A - 1) * c + slope), s * 2 * A * (A - 1 - s * (A + 1) * c), A * (A + 1 - s * (A - 1) * c - slope), A + 1 + s * (A - 1) * c + slope, -s * 2 * (A - 1 + s * (A + 1) * c), A + 1 + s * (A - 1) * c - slope]
  const poles = [1 + alpha, -2 * c, 1 - alpha], forms: Record<BiquadType, () => number[]> = {
    lowpass: () => [(1 - c) / 2, 1 - c, (1 - c) / 2, ...poles], highpass: () => [(1 + c) / 2, -1 - c, (1 + c) / 2, ...poles],
    bandpass: () => [alpha, 0, -alpha, ...poles], notch: () => [1, -2 * c, 1, ...poles], allpass: () => [1 - alpha, -2 * c, 1 + alpha, ...poles],
    peaking: () => [1 + alpha * A, -2 * c, 1 - alpha * A, 1 + alpha / A, -2 * c, 1 - alpha / A], lowshelf: () => shelf(1), highshelf: () => shelf(-1),
  }
  const numbers = forms[type](), out = allocate(op, 'float64', [1, 6])
  ;(out.data as Float64Array).set(numbers.map(v => v / numbers[3]!))
  return out
}

