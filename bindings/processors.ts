// The processors of streams: what each of them has in memory, and how it is changed and read while it runs, maybe on another thread.

import type { ArrayLike } from './asarray.js'
import { isComplex, type DType } from './dtype.js'
import { arrayOf, duplicate } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { windowPoints, type WindowLike } from './get-window.js'
import { cut } from './manipulation.js'
import { allocate, composed, requireArray, type NDArray } from './ndarray.js'
import { multiply } from './ops.js'
import { memoryViews } from './runtime.js'
import { sectionsOf, waveBytes, wavesOf, writeWaves } from './sosfilt.js'
import { overlapAdd, spectrumScale } from './stft.js'
import { align, Numbers, processorFields, Results, type Fields, type Space } from './stream-memory.js'
import { planAxis } from './transform.js'

type Any = NDArray<DType>

// The kinds by number, as assembly/streams.ts has them.
const SECTIONS = 0, FIR = 1, SPECTRA = 2, METER = 3
// Samples of the kernels' blocks.
const BLOCK = 128
const SPECTRUM = 1040                 // bytes of a spectrum of two blocks: 129 numbers, in whole vectors
const HEAD = 16 + BLOCK * 4           // of a FIR filter's numbers, before the spectra
const FADE = 256

/** What a chain is made of. */
export type Processor = Sections | Fir | Spectral | Analyser | Meter
/** Options of processors whose numbers may change. */
export interface ChangeOptions {
  /** The most sections or taps that will be set; default as many as there are at first. */
  most?: number
  /** Samples in which old numbers fade into new ones; default 256. */
  fade?: number
}

/** Throws unless it is a number of something. */
export function requireCount(op: string, what: string, value: unknown, least: number, most = 1 << 24): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw new ValueError(`${op}: ${what} must be an integer from ${least} to ${most}, not ${shown(value)}`)
}
function numbersOf(op: string, what: string, x: ArrayLike): Float32Array {
  return composed(op, () => {
    const a = arrayOf(op, x)
    if (isComplex(a.dtype)) throw new DTypeError(`${op}: the ${what} must be real, not ${a.dtype}`)
    if (a.ndim !== 1 || a.size === 0) throw new ShapeError(`${op}: the ${what} must be a vector, not of shape ${shapeText(a.shape)}`)
    return (duplicate(op, a, 'float32').data as Float32Array).slice()
  })
}
// One stream at a time.
class Place {
  #taken = false
  take(op: string): void {
    if (this.#taken) throw new ValueError(`${op}: it is part of a stream already; make another one for this stream, or dispose the other stream first`)
    this.#taken = true
  }
  free(): void { this.#taken = false }
}

/** A cascade of second-order sections, worked on in float64. */
export class Sections {
  /** Samples by which the output is late. */
  readonly latency = 0
  /** @internal */ readonly place = new Place()
  /** @internal */ readonly numbers: Numbers
  /** @internal */ readonly outcomes = undefined
  readonly #waves: number
  readonly #fade: number
  #rows: Float64Array

  /** @internal */
  constructor(sos: ArrayLike | null, { most, fade = FADE }: ChangeOptions) {
    this.#rows = this.#check(sos)
    const least = Math.max(1, this.#rows.length / 6)
    requireCount('sections', 'most', most ?? least, least)
    requireCount('sections', 'fade', fade, 1)
    this.#waves = wavesOf(most ?? least)
    this.#fade = fade
    this.numbers = new Numbers(16 + waveBytes(this.#waves).numbers, at => {
      memoryViews().int32[at >> 2] = this.#rows.length / 6
      writeWaves(this.#rows, at + 16)
    })
  }
  #check(sos: ArrayLike | null): Float64Array { return sos === null ? new Float64Array(0) : composed('sections', () => sectionsOf('sections', sos).rows) }

  /** Other sections, from the next piece on; null lets everything pass. */
  set(sos: ArrayLike | null): void {
    const rows = this.#check(sos)
    if (wavesOf(rows.length / 6) > this.#waves) throw new ShapeError(`sections: ${rows.length / 6} sections are more than there is room for; say { most: ${rows.length / 6} } at first`)
    this.#rows = rows
    this.numbers.post()
  }
  /** @internal */
  bind(space: Space, channels: number): number {
    const stateBytes = waveBytes(this.#waves).state
    return space.record(processorFields, { kind: SECTIONS, channels, ...this.numbers.open(space), fade: this.#fade, state: space.take(2 * channels * stateBytes), stateBytes, size: this.#waves })
  }
}

/** A filter with a finite impulse response: its first 128 taps directly, so without delay, the others through spectra of blocks. */
export class Fir {
  /** Samples by which the output is late. */
  readonly latency = 0
  /** @internal */ readonly place = new Place()
  /** @internal */ readonly numbers: Numbers
  /** @internal */ readonly outcomes = undefined
  readonly #parts: number
  readonly #fade: number
  #taps: Float32Array

  /** @internal */
  constructor(taps: ArrayLike | null, { most, fade = FADE }: ChangeOptions) {
    this.#taps = this.#check(taps)
    requireCount('fir', 'most', most ?? this.#taps.length, this.#taps.length)
    requireCount('fir', 'fade', fade, 1)
    this.#parts = Math.ceil(Math.max(0, (most ?? this.#taps.length) - BLOCK) / BLOCK)
    this.#fade = fade
    this.numbers = new Numbers(HEAD + this.#parts * SPECTRUM, at => this.#write(at))
  }
  #check(taps: ArrayLike | null): Float32Array { return taps === null ? Float32Array.of(1) : numbersOf('fir', 'taps', taps) }

  // The taps from 128 on as spectra of partitions, each followed by as many zeros.
  #write(at: number): void {
    const taps = this.#taps, parts = Math.ceil(Math.max(0, taps.length - BLOCK) / BLOCK), { int32, float32 } = memoryViews()
    int32[at >> 2] = Math.min(BLOCK, taps.length)
    int32[(at >> 2) + 1] = parts
    float32.set(taps.subarray(0, BLOCK), (at + 16) >> 2)
    if (parts === 0) return
    const plan = planAxis('r2c', 'float32', 2 * BLOCK, -1), partition = allocate('fir', 'float32', [2 * BLOCK])
    for (let j = 0; j < parts; j++) {
      const list = partition.data as Float32Array
      list.fill(0)
      list.set(taps.subarray((j + 1) * BLOCK, (j + 2) * BLOCK))
      plan.execute(partition.address, at + HEAD + j * SPECTRUM)
    }
    partition.dispose()
    plan.dispose()
  }

  /** Other taps, from the next piece on; null lets everything pass. */
  set(taps: ArrayLike | null): void {
    const list = this.#check(taps)
    if (Math.ceil(Math.max(0, list.length - BLOCK) / BLOCK) > this.#parts) throw new ShapeError(`fir: ${list.length} taps are more than there is room for; say { most: ${list.length} } at first`)
    this.#taps = list
    this.numbers.post()
  }
  /** @internal */
  bind(space: Space, channels: number): number {
    const stateBytes = 2112 + this.#parts * SPECTRUM, spectral = this.#parts > 0
    return space.record(processorFields, {
      kind: FIR, channels, ...this.numbers.open(space), fade: this.#fade, state: space.take(channels * stateBytes), stateBytes, size: this.#parts, spectrum: SPECTRUM,
      ...(spectral ? { forward: space.transform('fir', 'r2c', 2 * BLOCK, 1).job, backward: space.transform('fir', 'c2r', 2 * BLOCK, 1 / (2 * BLOCK)).job, work: space.take(SPECTRUM + 8 * BLOCK) } : {}),
    })
  }
}

/** Options of the processors that work on spectra. */
export interface SegmentOptions {
  /** Samples of a segment; default 1024. */
  nperseg?: number
  /** Samples from a segment to the next; default a quarter of a segment. */
  hop?: number
  /** Default 'hann'. */
  window?: WindowLike | ArrayLike
}
interface Segments { readonly nperseg: number; readonly hop: number; readonly window: Float32Array; readonly scale: number; readonly norm: Float32Array }

// The window, its scale, and what its squares add up to over a hop.
function segmentsOf(op: string, { nperseg = 1024, hop = Math.ceil(nperseg / 4), window = 'hann' }: SegmentOptions): Segments {
  requireCount(op, 'nperseg', nperseg, 2, 65536)
  requireCount(op, 'hop', hop, 1, nperseg)
  return composed(op, () => {
    const points = windowPoints(op, window, nperseg, 'float32')
    const squares = multiply(points, points) as Any, count = Math.ceil(nperseg / hop), sums = overlapAdd(op, squares.view([count, nperseg], [0, 4], squares.address), hop)
    return { nperseg, hop, window: points.data.slice(), scale: spectrumScale(op, points as Any, 'spectrum', 1), norm: (duplicate(op, cut(sums, 0, (count - 1) * hop, count * hop)).data as Float32Array).slice() }
  })
}
function bindSegments(op: string, space: Space, channels: number, { nperseg, hop, window, scale, norm }: Segments, synthesis: boolean): Fields {
  const segment = align(nperseg * 4), spectrum = align((Math.floor(nperseg / 2) + 1) * 8), stateBytes = synthesis ? 2 * segment + align(hop * 4) : segment, norms = new Float32Array(align(hop * 4) / 4).fill(1)
  norms.set(norm)
  return {
    kind: SPECTRA, channels, state: space.take(channels * stateBytes), stateBytes, size: nperseg, hop, spectrum, work: space.take(segment + spectrum), window: space.floats(window), norm: space.floats(norms),
    forward: space.transform(op, 'r2c', nperseg, scale).job, ...(synthesis ? { backward: space.transform(op, 'c2r', nperseg, 1 / scale / nperseg).job } : {}),
  }
}

/** The short-time Fourier transform, a factor for every frequency, and back: a filter by its frequency response, `nperseg` samples late. */
export class Spectral {
  /** Samples by which the output is late. */
  readonly latency: number
  /** @internal */ readonly place = new Place()
  /** @internal */ readonly numbers: Numbers
  /** @internal */ readonly outcomes = undefined
  readonly #segments: Segments
  #gains: Float32Array

  /** @internal */
  constructor(gains: ArrayLike | null, options: SegmentOptions) {
    const op = 'spectral'
    this.#segments = segmentsOf(op, options)
    if (this.#segments.norm.some(v => !(v > 1e-10))) throw new ValueError(`${op}: the squares of this window leave gaps at a hop of ${this.#segments.hop}; take a shorter hop`)
    this.latency = this.#segments.nperseg
    this.#gains = this.#check(gains)
    this.numbers = new Numbers(align(this.#gains.length * 4), at => memoryViews().float32.set(this.#gains, at >> 2))
  }
  #check(gains: ArrayLike | null): Float32Array {
    const bins = Math.floor(this.#segments.nperseg / 2) + 1, list = gains === null ? new Float32Array(bins).fill(1) : numbersOf('spectral', 'gains', gains)
    if (list.length !== bins) throw new ShapeError(`spectral: segments of ${this.#segments.nperseg} samples have ${bins} frequencies, and there are ${list.length} gains`)
    return list
  }
  /** Other gains, from the next segment on, into which overlapping segments fade; null lets everything pass. */
  set(gains: ArrayLike | null): void {
    this.#gains = this.#check(gains)
    this.numbers.post()
  }
  /** @internal */
  bind(space: Space, channels: number): number { return space.record(processorFields, { ...bindSegments('spectral', space, channels, this.#segments, true), ...this.numbers.open(space) }) }
}

/** The short-time spectra of what passes, scaled as those of stft, for other threads to read. */
export class Analyser {
  /** Samples by which the output is late. */
  readonly latency = 0
  /** @internal */ readonly place = new Place()
  /** @internal */ readonly numbers = undefined
  /** @internal */ readonly outcomes: Results
  readonly #segments: Segments
  #channels = 0
  /** The number of the spectrum that was read last: it is of the samples before (frame + 1) · hop; -1 before the first. */
  frame = -1

  /** @internal */
  constructor({ depth = 8, ...options }: SegmentOptions & { depth?: number }) {
    requireCount('analyser', 'depth', depth, 2, 65536)
    this.#segments = segmentsOf('analyser', options)
    this.outcomes = new Results(depth)
  }
  /** The newest spectra, complex64 of shape (channels, nperseg // 2 + 1), in a new array or `out`; undefined before there are any. */
  read(out?: NDArray<'complex64'>): NDArray<'complex64'> | undefined { return this.#read(true, out) }
  /** The oldest spectra that were not read yet; undefined if there are none. Whoever is more than `depth` - 1 behind misses some. */
  next(out?: NDArray<'complex64'>): NDArray<'complex64'> | undefined { return this.#read(false, out) }
  #read(newest: boolean, out: NDArray<'complex64'> | undefined): NDArray<'complex64'> | undefined {
    const bins = Math.floor(this.#segments.nperseg / 2) + 1, channels = this.#channels
    if (out !== undefined) {
      requireArray('analyser', out)
      if (out.dtype !== 'complex64' || !out.dense || out.shape.join() !== `${channels},${bins}`) throw new ShapeError(`analyser: out must be a dense complex64 array of shape (${channels}, ${bins}), not ${out.dtype} ${shapeText(out.shape)}`)
    }
    const to = out ?? allocate('analyser', 'complex64', [channels, bins]), step = align(bins * 8)
    const number = this.outcomes.read(newest, address => {
      const { uint8 } = memoryViews()
      for (let c = 0; c < channels; c++) uint8.copyWithin(to.address + c * bins * 8, address + c * step, address + c * step + bins * 8)
    })
    if (number < 0) { if (out === undefined) to.dispose(); return undefined }
    this.frame = number
    return to
  }
  /** @internal */
  bind(space: Space, channels: number): number {
    const fields = bindSegments('analyser', space, channels, this.#segments, false)
    this.#channels = channels
    return this.outcomes.open(space, channels * fields.spectrum!, own => space.record(processorFields, { ...fields, ...own }))
  }
}

/** What a meter shows of one window of samples. */
export interface Level {
  /** The number of the window. */
  readonly window: number
  /** The largest magnitude of each channel. */
  readonly peak: readonly number[]
  /** The root of the mean square of each channel. */
  readonly rms: readonly number[]
}

/** Peak and root mean square of what passes, window after window, for other threads to read. */
export class Meter {
  /** Samples by which the output is late. */
  readonly latency = 0
  /** @internal */ readonly place = new Place()
  /** @internal */ readonly numbers = undefined
  /** @internal */ readonly outcomes: Results
  readonly #window: number
  #channels = 0

  /** @internal */
  constructor({ window = 1024, depth = 8 }: { window?: number; depth?: number }) {
    requireCount('meter', 'window', window, 1)
    requireCount('meter', 'depth', depth, 2, 65536)
    this.#window = window
    this.outcomes = new Results(depth)
  }
  /** The newest window; undefined before there is one. */
  read(): Level | undefined { return this.#read(true) }
  /** The oldest window that was not read yet; undefined if there is none. */
  next(): Level | undefined { return this.#read(false) }
  #read(newest: boolean): Level | undefined {
    let values: number[] = []
    const window = this.outcomes.read(newest, address => { values = [...memoryViews().float32.subarray(address >> 2, (address >> 2) + 2 * this.#channels)] })
    return window < 0 ? undefined : { window, peak: values.filter((_, i) => i % 2 === 0), rms: values.filter((_, i) => i % 2 === 1) }
  }
  /** @internal */
  bind(space: Space, channels: number): number {
    this.#channels = channels
    return this.outcomes.open(space, channels * 8, own => space.record(processorFields, { kind: METER, channels, state: space.take(channels * 16), stateBytes: 16, size: this.#window, ...own }))
  }
}

const optionsOf = <T extends object>(options: T | undefined): T => (options !== null && typeof options === 'object' ? options : {}) as T
/** A cascade of second-order sections (rows b0 b1 b2 1 a1 a2), as sosfilt's; null lets everything pass. */
export function sections(sos: ArrayLike | null, options?: ChangeOptions): Sections { return new Sections(sos, optionsOf(options)) }
/** A filter by the taps of its impulse response, as convolve's; null lets everything pass. */
export function fir(taps: ArrayLike | null, options?: ChangeOptions): Fir { return new Fir(taps, optionsOf(options)) }
/** A filter by a gain for each of the nperseg // 2 + 1 frequencies of a short-time Fourier transform; null lets everything pass. */
export function spectral(gains: ArrayLike | null, options?: SegmentOptions): Spectral { return new Spectral(gains, optionsOf(options)) }
/** Short-time spectra to look at; `depth` of them are kept for reading. */
export function analyser(options?: SegmentOptions & { depth?: number }): Analyser { return new Analyser(optionsOf(options)) }
/** Peak and root mean square of windows (default 1024 samples); `depth` of them are kept for reading. */
export function meter(options?: { window?: number; depth?: number }): Meter { return new Meter(optionsOf(options)) }
