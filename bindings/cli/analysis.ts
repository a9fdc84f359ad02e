// The analysis of a recording, a row per step: as plain loops, and as array calls. The rows hold the two side by side; the
// engine (profile.ts) runs, compares and times them and knows none of them.
import * as np from '../index.js'
import type { NDArray } from '../index.js'
import { plural } from '../profile/units.js'

/** Samples in a frame of the envelope, and from one frame to the next. */
export const FRAME = 1024, HOP = 512
/** Levels below this are shown as this, in dB. */
export const FLOOR_DB = -120
/** The histogram's lowest edge and the width of a bin, in dB; the bins go up to full scale. */
export const LOWEST_DB = -96, BIN_DB = 3
// A decay is fitted from 5 dB below the top down to the first of these that it reaches: T30, T20 and T10 of ISO 3382-1.
const DEPTHS = [35, 25, 15]
const BINS = -LOWEST_DB / BIN_DB
/** Most samples that are transformed, from the first one on; the bands that a spectrum is shown in; and the samples of an excerpt. */
export const SPECTRUM_SAMPLES = 2 ** 20, BANDS = 512, EXCERPT = 2048
/** How many modes are looked for, how far apart in Hz and how far below the strongest one in dB. */
export const MODES = 5, MODE_HZ = 25, MODE_DB = 40
const MODE_FRAME = 8192

/** One channel as the plain loops see it. */
export interface LoopChannel { readonly samples: Float32Array; readonly envelope: Float32Array; readonly sampleRate: number }
/** One channel as the array calls see it. */
export interface ArrayChannel { readonly samples: NDArray<'float32'>; readonly envelope: NDArray<'float32'>; readonly sampleRate: number }
/** What a step gives: a number, several, or (from the array calls) an array of them. */
export type Value = number | ArrayLike<number> | NDArray

/** One step of the analysis. */
export interface Step {
  readonly name: string
  /** What it computes, in plain words. */
  readonly about: string
  readonly unit: string
  /** What it is computed of: each channel, or each pair of channels. */
  readonly of: 'channel' | 'pair'
  /** What it reads: the samples, or the envelope computed from them. */
  readonly reads: 'samples' | 'envelope'
  /** Of how many of them at most it reads only the first. */
  readonly most?: number
  /** As an ordinary developer writes it; `d` is the second channel of a pair. */
  readonly naive: (c: LoopChannel, d: LoopChannel) => Value
  /** The same by array calls. */
  readonly lanewise: (c: ArrayChannel, d: ArrayChannel) => Value
  /** How far the two may lie apart, and why they may at all; `peak` and `count` are those of the channel. */
  readonly within: (value: number, channel: { readonly peak: number; readonly count: number }) => number
  readonly because: string
  /** The result in a few words, for a table. */
  readonly show: (result: readonly number[]) => string
}

/** The steps, in order. */
export const steps: readonly Step[] = [
  {
    name: 'DC offset', about: 'mean of the samples', unit: 'full scale', of: 'channel', reads: 'samples',
    naive: ({ samples }) => {
      let sum = 0
      for (let i = 0; i < samples.length; i++) sum += samples[i]!
      return sum / samples.length
    },
    lanewise: ({ samples }) => np.mean(samples),
    within: (_, { peak }) => 4e-6 * peak, because: 'float32 partial sums against float64 ones',
    show: ([mean]) => mean!.toExponential(2),
  },
  {
    name: 'Peak', about: 'largest magnitude', unit: 'full scale', of: 'channel', reads: 'samples',
    naive: ({ samples }) => peakOf(samples),
    lanewise: ({ samples }) => Math.max(np.max(samples), -np.min(samples)),
    within: () => 0, because: 'no rounding takes place',
    show: ([peak]) => `${peak!.toPrecision(4)} (${decibels(peak!)})`,
  },
  {
    name: 'RMS', about: 'root of the mean square', unit: 'full scale', of: 'channel', reads: 'samples',
    naive: ({ samples }) => {
      let sum = 0
      for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!
      return Math.sqrt(sum / samples.length)
    },
    lanewise: ({ samples }) => rootMeanSquare(samples),
    within: rms => 1e-5 * rms, because: 'float32 squares and partial sums against float64 ones',
    show: ([rms]) => `${rms!.toPrecision(4)} (${decibels(rms!)})`,
  },
  {
    name: 'Crest factor', about: 'peak over RMS', unit: '', of: 'channel', reads: 'samples',
    naive: ({ samples }) => {
      let peak = 0
      let sum = 0
      for (let i = 0; i < samples.length; i++) {
        const sample = samples[i]!
        peak = Math.max(peak, Math.abs(sample))
        sum += sample * sample
      }
      return crest(peak, Math.sqrt(sum / samples.length))
    },
    lanewise: ({ samples }) => crest(Math.max(np.max(samples), -np.min(samples)), rootMeanSquare(samples)),
    within: value => 1e-5 * value, because: 'float32 squares and partial sums against float64 ones',
    show: ([value]) => `${value!.toFixed(2)} (${decibels(value!)})`,
  },
  {
    name: 'Zero crossings', about: 'changes of sign per second', unit: 'Hz', of: 'channel', reads: 'samples',
    naive: ({ samples, sampleRate }) => {
      let crossings = 0
      for (let i = 1; i < samples.length; i++) {
        if (samples[i]! < 0 !== samples[i - 1]! < 0) crossings++
      }
      return crossings * sampleRate / samples.length
    },
    lanewise: ({ samples, sampleRate }) => {
      const negative = np.less(samples, 0)
      return np.count_nonzero(np.not_equal(negative.slice('1:'), negative.slice(':-1'))) * sampleRate / samples.size
    },
    within: () => 0, because: 'they are counted',
    show: ([rate]) => `${rate!.toFixed(1)} Hz`,
  },
  {
    name: 'Envelope', about: `RMS level of frames of ${FRAME} samples, ${HOP} apart`, unit: 'dB', of: 'channel', reads: 'samples',
    naive: ({ samples }) => envelopeOf(samples),
    lanewise: ({ samples }) => {
      // the frames overlap, and are views: nothing is copied
      const frames = np.sliding_window_view(np.square(samples), FRAME).slice(`::${HOP}`)
      const power = np.maximum(np.mean(frames, 1), 10 ** (FLOOR_DB / 10))
      return np.multiply(np.log(power), 10 / Math.LN10)
    },
    within: () => 1e-3, because: 'float32 sums and logarithms against float64 ones',
    show: levels => `${plural(levels.length, 'frame')}, ${largest(levels).toFixed(1)} dB at most`,
  },
  {
    name: 'Decay time', unit: 's', of: 'channel', reads: 'envelope',
    about: 'time to fall by 60 dB, by a line through the envelope from 5 dB below its top to 35 dB (25 or 15 if it falls no further)',
    naive: ({ envelope, sampleRate }) => fallOf(envelope, HOP / sampleRate),
    lanewise: ({ envelope, sampleRate }) => {
      const top = np.max(envelope)
      const onset = np.argmax(np.greater_equal(envelope, top - 1)) // the first that is true
      const rest = envelope.slice(`${onset}:`)
      const from = np.argmax(np.less(rest, top - 5))
      let to = 0
      for (const depth of DEPTHS) {
        to = np.argmax(np.less(rest, top - depth))
        if (to > 0) break
      }
      if (to === 0) return NEVER
      const level = rest.slice(`${from}:${to}`).astype('float64')
      const frame = np.subtract(np.arange(level.size), (level.size - 1) / 2)
      const slope = np.sum(np.multiply(frame, level)) / np.sum(np.square(frame))
      return decay(slope, onset + from, onset + to, HOP / sampleRate)
    },
    within: value => 1e-6 * Math.abs(value), because: 'sums of float64 in another order',
    show: ([t60, start, end]) => Number.isNaN(start) ? 'does not fall by 15 dB' : Number.isNaN(t60) ? 'falls within a frame or two'
      : `${t60!.toFixed(2)} s (fit from ${start!.toFixed(2)} to ${end!.toFixed(2)} s)`,
  },
  {
    name: 'Level histogram', about: `samples per ${BIN_DB} dB of magnitude, below ${LOWEST_DB} dB first`, unit: 'samples', of: 'channel', reads: 'samples',
    naive: ({ samples }) => {
      const counts = Array.from({ length: BINS + 1 }, () => 0)
      for (let i = 0; i < samples.length; i++) {
        const level = 20 * Math.log10(Math.abs(samples[i]!))
        const bin = Math.floor((level - LOWEST_DB) / BIN_DB) + 1
        counts[Math.min(Math.max(bin, 0), BINS)]!++
      }
      return counts
    },
    lanewise: ({ samples }) => {
      const magnitude = np.absolute(samples)
      const above = np.empty(samples.shape, 'bool')
      const atLeast = edges.map(edge => np.count_nonzero(np.greater_equal(magnitude, edge, { out: above })))
      return [samples.size, ...atLeast].map((count, bin) => count - (atLeast[bin] ?? 0))
    },
    within: (_, { count }) => 1 + 1e-6 * count, because: 'a sample that is an edge to within rounding may fall on either side',
    show: counts => `most at ${levelOfBin(counts.indexOf(largest(counts)))}`,
  },
  {
    name: 'Spectrum', unit: 'full scale', of: 'channel', reads: 'samples', most: SPECTRUM_SAMPLES,
    about: `amplitude of the strongest frequency in each of ${BANDS} bands, by a Fourier transform of the recording (of its first ${SPECTRUM_SAMPLES} samples), zeros behind it up to a power of two`,
    naive: ({ samples }) => {
      const count = Math.min(samples.length, SPECTRUM_SAMPLES)
      const n = powerAbove(count)
      const re = new Float64Array(n)
      const im = new Float64Array(n)
      re.set(samples.subarray(0, count))
      fourier(re, im)
      const bands = new Float64Array(BANDS)
      for (let k = 0; k < n / 2; k++) {
        const band = Math.floor(k * BANDS / (n / 2))
        bands[band] = Math.max(bands[band]!, Math.sqrt(re[k]! * re[k]! + im[k]! * im[k]!) * 2 / count)
      }
      return bands
    },
    lanewise: ({ samples }) => {
      const part = samples.slice(`:${SPECTRUM_SAMPLES}`)
      const amplitude = np.absolute(np.fft.rfft(part, powerAbove(part.size)))
      return np.multiply(np.max(amplitude.slice(':-1').reshape([BANDS, -1]), 1), 2 / part.size)
    },
    within: (_, { peak }) => 2e-6 * peak, because: 'float32 transforms against float64 ones',
    show: bands => `strongest in band ${bands.indexOf(largest(bands)) + 1} of ${BANDS} (${decibels(largest(bands))})`,
  },
  {
    name: 'Excerpt, DFT', about: `amplitudes of all frequencies of the first ${EXCERPT} samples; the plain loops take the sums as they are defined`, unit: 'full scale', of: 'channel', reads: 'samples', most: EXCERPT,
    naive: ({ samples }) => {
      const n = Math.min(samples.length, EXCERPT)
      const amplitudes = new Float64Array(Math.floor(n / 2) + 1)
      for (let k = 0; k < amplitudes.length; k++) {
        let re = 0
        let im = 0
        for (let i = 0; i < n; i++) {
          const angle = -2 * Math.PI * k * i / n
          re += samples[i]! * Math.cos(angle)
          im += samples[i]! * Math.sin(angle)
        }
        amplitudes[k] = Math.sqrt(re * re + im * im) * 2 / n
      }
      return amplitudes
    },
    lanewise: ({ samples }) => {
      const part = samples.slice(`:${EXCERPT}`)
      return np.multiply(np.absolute(np.fft.rfft(part)), 2 / part.size)
    },
    within: (_, { peak }) => 2e-6 * peak, because: 'a float32 transform against float64 sums',
    show: amplitudes => `strongest at term ${amplitudes.indexOf(largest(amplitudes))} of ${amplitudes.length - 1} (${decibels(largest(amplitudes))})`,
  },
  {
    name: 'Modes', unit: 'Hz, dB, s', of: 'channel', reads: 'samples', most: SPECTRUM_SAMPLES,
    about: `the ${MODES} strongest frequencies, their levels and decay times: peaks of the mean power spectrum of overlapping frames (at least ${MODE_HZ} Hz apart, at most ${MODE_DB} dB below the strongest), each by a parabola through the logarithms about it; the level of that frequency from frame to frame gives the time to fall by 60 dB as for the envelope`,
    naive: ({ samples, sampleRate }) => {
      const { frame, hop, count } = framesOf(samples.length)
      const powers: Float64Array[] = []
      const mean = new Float64Array(frame + 1)
      for (let t = 0; t < count; t++) {
        const re = new Float64Array(2 * frame)
        const im = new Float64Array(2 * frame)
        for (let i = 0; i < frame; i++) re[i] = samples[t * hop + i]! * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / frame))
        fourier(re, im)
        const power = new Float64Array(frame + 1)
        for (let k = 0; k <= frame; k++) {
          power[k] = (re[k]! * re[k]! + im[k]! * im[k]!) * (4 / frame) ** 2
          mean[k]! += power[k]! / count
        }
        powers.push(power)
      }
      return modesOf(mean, k => powers.map(power => power[k]!), sampleRate / (2 * frame), hop / sampleRate)
    },
    lanewise: ({ samples, sampleRate }) => {
      const { frame, hop, count } = framesOf(samples.size)
      const window = np.subtract(0.5, np.multiply(np.cos(np.multiply(np.arange(frame), 2 * Math.PI / frame)), 0.5))
      const frames = np.sliding_window_view(samples.slice(`:${(count - 1) * hop + frame}`), frame).slice(`::${hop}`)
      const spectra = np.fft.rfft(np.multiply(frames, window), 2 * frame) // with as many zeros behind: twice the points about a peak
      const power = np.multiply(np.add(np.square(np.real(spectra)), np.square(np.imag(spectra))), (4 / frame) ** 2)
      return modesOf(np.mean(power, 0).toTypedArray() as Float64Array, k => Array.from(power.slice(':', k).toTypedArray()), sampleRate / (2 * frame), hop / sampleRate)
    },
    within: value => 1e-6 * Math.abs(value) + 1e-9, because: 'sums of float64 in another order',
    show: values => modesIn(values).map(({ frequency, level, t60 }) => `${frequency.toFixed(1)} Hz, ${level.toFixed(1)} dB, ${Number.isNaN(t60) ? 'no steady fall' : `falls by 60 dB in ${t60.toFixed(2)} s`}`).join('; ') || 'none stand out',
  },
  {
    name: 'Correlation', about: 'Pearson correlation of two channels', unit: '', of: 'pair', reads: 'samples',
    naive: ({ samples: x }, { samples: y }) => {
      let meanX = 0
      let meanY = 0
      for (let i = 0; i < x.length; i++) {
        meanX += x[i]!
        meanY += y[i]!
      }
      meanX /= x.length
      meanY /= y.length
      let xx = 0
      let yy = 0
      let xy = 0
      for (let i = 0; i < x.length; i++) {
        const dx = x[i]! - meanX
        const dy = y[i]! - meanY
        xx += dx * dx
        yy += dy * dy
        xy += dx * dy
      }
      return pearson(xy / x.length, Math.sqrt(xx / x.length), Math.sqrt(yy / x.length), meanX, meanY)
    },
    lanewise: ({ samples: x }, { samples: y }) => {
      const [meanX, meanY] = [np.mean(x), np.mean(y)]
      const [dx, dy] = [np.subtract(x, meanX), np.subtract(y, meanY)]
      const [restX, restY] = [np.mean(dx), np.mean(dy)] // what rounding the means to float32 left behind
      const [sigmaX, sigmaY] = [np.std(dx), np.std(dy)]
      const covariance = np.mean(np.multiply(dx, dy, { out: dx })) - restX * restY
      return pearson(covariance, sigmaX, sigmaY, meanX, meanY)
    },
    within: () => 1e-5, because: 'float32 products and partial sums against float64 ones',
    show: ([r]) => r!.toFixed(4),
  },
]

/** The largest magnitude of the samples, by a plain loop. */
export function peakOf(samples: Float32Array): number {
  let peak = 0
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!)
    if (magnitude > peak) peak = magnitude
  }
  return peak
}

/** The RMS level of each frame in dB, by plain loops; an unfinished frame at the end is left out. */
export function envelopeOf(samples: Float32Array): Float32Array {
  const levels = new Float32Array(Math.floor((samples.length - FRAME) / HOP) + 1)
  for (let frame = 0; frame < levels.length; frame++) {
    let sum = 0
    for (let i = frame * HOP; i < frame * HOP + FRAME; i++) sum += samples[i]! * samples[i]!
    levels[frame] = Math.max(10 * Math.log10(sum / FRAME), FLOOR_DB)
  }
  return levels
}

/** The time to fall by 60 dB, with start and end of the part it is fitted to, of levels in dB that are some seconds apart, by plain loops. */
function fallOf(levels: ArrayLike<number>, seconds: number): readonly number[] {
  let top = -Infinity
  for (let i = 0; i < levels.length; i++) if (levels[i]! > top) top = levels[i]!
  let start = 0
  while (levels[start]! < top - 1) start++
  while (start < levels.length && levels[start]! >= top - 5) start++
  let end = levels.length
  for (const depth of DEPTHS) {
    end = start
    while (end < levels.length && levels[end]! >= top - depth) end++
    if (end < levels.length) break
  }
  if (end === levels.length) return NEVER
  let meanFrame = 0
  let meanLevel = 0
  for (let i = start; i < end; i++) {
    meanFrame += i / (end - start)
    meanLevel += levels[i]! / (end - start)
  }
  let covariance = 0
  let variance = 0
  for (let i = start; i < end; i++) {
    covariance += (i - meanFrame) * (levels[i]! - meanLevel)
    variance += (i - meanFrame) ** 2
  }
  return decay(covariance / variance, start, end, seconds)
}

/** The Fourier transform of complex numbers in place, of a power of two of them, by plain loops: the radix-2 form of the textbooks. */
function fourier(re: Float64Array, im: Float64Array): void {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!]
    }
  }
  const { cos, sin } = tableOf(n)
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2
    const step = n / size
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const a = start + k
        const b = a + half
        const x = re[b]! * cos[k * step]! - im[b]! * sin[k * step]!
        const y = re[b]! * sin[k * step]! + im[b]! * cos[k * step]!
        re[b] = re[a]! - x
        im[b] = im[a]! - y
        re[a]! += x
        im[a]! += y
      }
    }
  }
}
let table = { n: 0, cos: new Float64Array(0), sin: new Float64Array(0) }
function tableOf(n: number): typeof table {
  if (table.n === n) return table
  const cos = new Float64Array(n / 2)
  const sin = new Float64Array(n / 2)
  for (let i = 0; i < n / 2; i++) {
    cos[i] = Math.cos(2 * Math.PI * i / n)
    sin[i] = -Math.sin(2 * Math.PI * i / n)
  }
  return table = { n, cos, sin }
}
function powerAbove(n: number): number { return 2 ** Math.ceil(Math.log2(n)) }

/** A mode of a recording: its frequency in Hz, its level at its strongest in dB, and the time in which it falls by 60 dB (NaN if it does not). */
export interface Mode { readonly frequency: number; readonly level: number; readonly t60: number }
/** The modes in the results of the step of that name. */
export function modesIn(values: readonly number[]): Mode[] {
  return Array.from({ length: values.length / 3 }, (_, i) => ({ frequency: values[3 * i]!, level: values[3 * i + 1]!, t60: values[3 * i + 2]! }))
}
function framesOf(samples: number): { frame: number; hop: number; count: number } {
  const n = Math.min(samples, SPECTRUM_SAMPLES)
  const frame = Math.min(MODE_FRAME, 2 ** Math.floor(Math.log2(n / 8)))
  const hop = frame / 4
  return { frame, hop, count: Math.floor((n - frame) / hop) + 1 }
}
// Frequency, level and decay time of each, from the mean power spectrum and the powers at one of its points over time.
function modesOf(mean: Float64Array, powersAt: (k: number) => number[], hertz: number, seconds: number): number[] {
  const reach = Math.max(Math.ceil(MODE_HZ / hertz), 8) // half of a window's peak takes four points
  const least = mean.reduce((a, b) => Math.max(a, b)) * 10 ** (-MODE_DB / 10)
  const level = (power: number): number => Math.max(10 * Math.log10(power), FLOOR_DB)
  const peaks: number[] = []
  for (let k = 1; k < mean.length - 1; k++) {
    if (!(mean[k]! > 0 && mean[k]! >= least)) continue
    // Of equal ones the first, however they are rounded; and what is flat has no peaks.
    const from = Math.max(0, k - reach)
    const about = mean.subarray(from, k + reach + 1)
    const highest = about.every((power, i) => i < k - from ? power < mean[k]! * (1 - 1e-9) : power <= mean[k]! * (1 + 1e-9))
    if (highest && about.some(power => power < 0.8 * mean[k]!)) peaks.push(k)
  }
  const rounded = (k: number): number => Math.round(level(mean[k]!) * 1e6) // so that rounding does not order equal ones
  return peaks.sort((a, b) => rounded(b) - rounded(a) || a - b).slice(0, MODES).flatMap(k => {
    const [left, middle, right] = [-1, 0, 1].map(i => Math.log(Math.max(mean[k + i]!, 1e-300))) as [number, number, number]
    const bend = left - 2 * middle + right
    const levels = powersAt(k).map(level)
    return [(k + (bend === 0 ? 0 : (left - right) / 2 / bend)) * hertz, largest(levels), fallOf(levels, seconds)[0]!]
  })
}

/** Edges of the level histogram's bins, as magnitudes. */
export const edges: readonly number[] = Array.from({ length: BINS }, (_, bin) => 10 ** ((LOWEST_DB + bin * BIN_DB) / 20))

/** The levels that a bin of the histogram holds, in words. */
export function levelOfBin(bin: number): string {
  const low = LOWEST_DB + (bin - 1) * BIN_DB
  return bin === 0 ? `below ${LOWEST_DB} dB` : bin === BINS ? `${low} dB and above` : `${low} to ${low + BIN_DB} dB`
}

// [T60, start and end of the fitted part], in seconds
const NEVER: readonly number[] = [NaN, NaN, NaN]
function decay(slope: number, start: number, end: number, seconds: number): number[] {
  return [-60 / slope * seconds, start * seconds, end * seconds]
}

function rootMeanSquare(samples: NDArray<'float32'>): number { return Math.sqrt(np.mean(np.square(samples))) }
function largest(values: readonly number[]): number { return values.reduce((a, b) => Math.max(a, b)) }
function crest(peak: number, rms: number): number { return peak === 0 ? 0 : peak / rms }
// 0 when a channel does not vary, but for the rounding of its mean
function pearson(covariance: number, sigmaX: number, sigmaY: number, meanX: number, meanY: number): number {
  const varies = sigmaX > 1e-13 * Math.abs(meanX) && sigmaY > 1e-13 * Math.abs(meanY)
  return varies ? covariance / (sigmaX * sigmaY) : 0
}
function decibels(amplitude: number): string { return amplitude === 0 ? 'silent' : `${(20 * Math.log10(amplitude)).toFixed(1)} dB` }
