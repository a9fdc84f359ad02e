// The same analysis as one writes it in plain JavaScript: textbook loops, nothing prepared but the window.

import { CHANNELS, QUIET } from './analysis.js'

/** The Fourier transform in place by radix 2; the length is a power of two. */
export function transform(re, im) {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]]
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    for (let k = 0; k < length / 2; k++) {
      const angle = -2 * Math.PI * k / length, c = Math.cos(angle), s = Math.sin(angle)
      for (let i = k; i < n; i += length) {
        const j = i + length / 2, x = re[j] * c - im[j] * s, y = re[j] * s + im[j] * c
        re[j] = re[i] - x
        im[j] = im[i] - y
        re[i] += x
        im[i] += y
      }
    }
  }
}

export class NaiveAnalysis {
  #spectra = []
  #levels = []
  #missed = 0
  #taken = 0

  constructor(size, hop, depth) {
    Object.assign(this, { size, hop, depth })
    this.segments = Array.from({ length: CHANNELS }, () => new Array(size).fill(0))
    this.window = Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size))
    this.scale = 1 / this.window.reduce((sum, w) => sum + w, 0)
  }
  /** Takes the next `hop` samples of every channel. */
  push(block) {
    const power = new Array(this.size / 2 + 1).fill(0), peak = [], rms = []
    for (let c = 0; c < CHANNELS; c++) {
      const segment = this.segments[c] = [...this.segments[c].slice(this.hop), ...block[c]]
      const re = segment.map((x, i) => x * this.window[i] * this.scale), im = new Array(this.size).fill(0)
      transform(re, im)
      for (let k = 0; k < power.length; k++) power[k] += (re[k] ** 2 + im[k] ** 2) * 4 / CHANNELS
      let largest = 0, squares = 0
      for (const x of block[c]) {
        largest = Math.max(largest, Math.abs(x))
        squares += x * x
      }
      peak.push(largest)
      rms.push(Math.sqrt(squares / this.hop))
    }
    // The first segments begin before the sound does, with a jump that is none of the sound's.
    this.#taken += this.hop
    if (this.#taken < this.size) return
    this.#spectra.push(power.map(p => 20 * Math.log10(Math.sqrt(p) + QUIET)))
    this.#levels.push({ peak, rms })
    // A page that is hidden takes nothing.
    if (this.#spectra.length > this.depth) { this.#spectra.shift(); this.#levels.shift(); this.#missed++ }
  }
  nextSpectrum() {
    if (this.#spectra.length === 0) return undefined
    const missed = this.#missed
    this.#missed = 0
    return { decibels: this.#spectra.shift(), missed }
  }
  nextLevel() { return this.#levels.shift() }
  dispose() {}
}
