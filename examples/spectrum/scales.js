// Axes: where a frequency or a level lies between 0 and 1, which values are labelled, and how they are written.

const LOWEST = 20

/** The axis of frequencies from 0 (or 20 Hz if it is logarithmic) to half the rate. */
export class FrequencyScale {
  constructor(logarithmic, highest) { Object.assign(this, { logarithmic, highest }) }
  /** Where a frequency lies. */
  place(f) { return this.logarithmic ? Math.log(Math.max(f, 1e-3) / LOWEST) / Math.log(this.highest / LOWEST) : f / this.highest }
  /** The frequency at a place. */
  at(u) { return this.logarithmic ? LOWEST * (this.highest / LOWEST) ** u : u * this.highest }
  /** Frequencies to label, at most so many. */
  ticks(most) {
    if (!this.logarithmic) return steps(0, this.highest, most)
    const all = [1, 10, 100, 1000, 10000].flatMap(decade => [1, 2, 5].map(m => m * decade)).filter(f => f >= LOWEST && f <= this.highest)
    return all.length <= most ? all : all.filter(f => String(f).startsWith('1'))
  }
}

/** Round values in a range, at most so many. */
export function steps(from, to, most) {
  const rough = (to - from) / Math.max(1, most), power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough)
  const out = []
  for (let v = Math.ceil(from / step) * step; v <= to + step * 1e-9; v += step) out.push(v)
  return out
}

const minus = text => text.replace('-', '−')
/** As on an axis: 440, 2k, 12.5k. */
export const shortHertz = f => f < 1000 ? String(Math.round(f)) : `${+(f / 1000).toFixed(1)}k`
export const hertz = f => f < 1000 ? `${f.toFixed(1)} Hz` : `${(f / 1000).toFixed(f < 10000 ? 3 : 2)} kHz`
/** Levels next to nothing have no number. */
export const decibels = (v, digits = 1) => v < -139 ? 'silence' : minus(v.toFixed(digits)) + ' dB'
export const seconds = v => `${v.toFixed(1)} s`
export const integer = v => minus(String(Math.round(v)))
