// The analysis of a recording, a row per step: as plain loops, and as array calls. The rows hold the two side by side; the
// engine (profile.ts) runs, compares and times them and knows none of them.
import * as np from '../index.js'
import type { NDArray } from '../index.js'
import { plural } from './units.js'

/** Samples in a frame of the envelope, and from one frame to the next. */
export const FRAME = 1024, HOP = 512
/** Levels below this are shown as this, in dB. */
export const FLOOR_DB = -120
/** The histogram's lowest edge and the width of a bin, in dB; the bins go up to full scale. */
export const LOWEST_DB = -96, BIN_DB = 3
// A decay is fitted from 5 dB below the top down to the first of these that it reaches: T30, T20 and T10 of ISO 3382-1.
const DEPTHS = [35, 25, 15]
const BINS = -LOWEST_DB / BIN_DB

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
    naive: ({ envelope, sampleRate }) => {
      let top = -Infinity
      for (let i = 0; i < envelope.length; i++) if (envelope[i]! > top) top = envelope[i]!
      let start = 0
      while (envelope[start]! < top - 1) start++
      while (start < envelope.length && envelope[start]! >= top - 5) start++
      let end = envelope.length
      for (const depth of DEPTHS) {
        end = start
        while (end < envelope.length && envelope[end]! >= top - depth) end++
        if (end < envelope.length) break
      }
      if (end === envelope.length) return NEVER
      let meanFrame = 0
      let meanLevel = 0
      for (let i = start; i < end; i++) {
        meanFrame += i / (end - start)
        meanLevel += envelope[i]! / (end - start)
      }
      let covariance = 0
      let variance = 0
      for (let i = start; i < end; i++) {
        covariance += (i - meanFrame) * (envelope[i]! - meanLevel)
        variance += (i - meanFrame) ** 2
      }
      return decay(covariance / variance, start, end, sampleRate)
    },
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
      return decay(slope, onset + from, onset + to, sampleRate)
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

/** Edges of the level histogram's bins, as magnitudes. */
export const edges: readonly number[] = Array.from({ length: BINS }, (_, bin) => 10 ** ((LOWEST_DB + bin * BIN_DB) / 20))

/** The levels that a bin of the histogram holds, in words. */
export function levelOfBin(bin: number): string {
  const low = LOWEST_DB + (bin - 1) * BIN_DB
  return bin === 0 ? `below ${LOWEST_DB} dB` : bin === BINS ? `${low} dB and above` : `${low} to ${low + BIN_DB} dB`
}

// [T60, start and end of the fitted part], in seconds
const NEVER: readonly number[] = [NaN, NaN, NaN]
function decay(slope: number, start: number, end: number, sampleRate: number): number[] {
  const seconds = HOP / sampleRate
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
