// The spectrum: what sounds now (which falls slowly enough to be seen), the highest of the last moments, and its strongest peaks.

import { SILENCE } from './analysis.js'
import { Plot } from './plot.js'
import { decibels, FrequencyScale, hertz, integer, shortHertz, steps } from './scales.js'

const PEAKS = 5, FALLS = 60 /* dB a second */, HOLD_FALLS = 6

/** The strongest peaks of a spectrum in decibels: [{ frequency, level }], at most `most`, none below `least` or 50 dB below the strongest. */
export function findPeaks(values, binWidth, least, most = PEAKS) {
  const peaks = [], reach = 5         // bins on either side that a peak is above: the windows' side lobes are no peaks
  for (let k = 2; k < values.length - 2; k++) {
    const level = values[k]
    if (level < least) continue
    let highest = true
    for (let j = Math.max(0, k - reach); j <= k + reach && j < values.length && highest; j++) highest = values[j] < level || j === k
    if (!highest) continue
    // A parabola through three points, which a Hann window's main lobe in decibels nearly is.
    const a = values[k - 1], c = values[k + 1], shift = (a - c) / (2 * (a - 2 * level + c))
    peaks.push({ frequency: (k + shift) * binWidth, level: level - (a - c) * shift / 4 })
  }
  peaks.sort((p, q) => q.level - p.level)
  return peaks.filter(p => p.level > peaks[0].level - 50).slice(0, most)
}

export class Spectrum extends Plot {
  peaks = []
  margin = { left: 46, right: 16, top: 10, bottom: 24 }

  /** @param {import('./plot.js').View} view */
  constructor(canvas, view) {
    super(canvas)
    this.resize()
    this.restyle()
    this.show(view)
  }
  show(view) {
    this.view = view
    this.dirty = true
  }
  clear(bins, perSecond, rate) {
    this.rate = rate
    this.perSecond = perSecond
    this.now = new Float32Array(bins).fill(SILENCE)
    this.held = new Float32Array(bins).fill(SILENCE)
    this.peaks = []
    this.dirty = true
  }
  push(spectrum) {
    const { now, held, perSecond } = this
    for (let k = 0; k < now.length; k++) {
      now[k] = Math.max(now[k] - FALLS / perSecond, spectrum[k])
      held[k] = Math.max(held[k] - HOLD_FALLS / perSecond, spectrum[k])
    }
    this.dirty = true
  }
  get binWidth() { return this.rate / 2 / (this.now.length - 1) }
  /** Looks for peaks; a few times a second is as fast as one can read. */
  update() {
    this.peaks = findPeaks(this.now, this.binWidth, this.view.low + 10)
    this.dirty = true
  }

  draw() {
    if (!this.dirty) return
    this.begin()
    const { context, area: { x, y, width, height }, view: { logarithmic, low, high, hold }, colours } = this, scale = new FrequencyScale(logarithmic, this.rate / 2)
    const top = v => y + (high - Math.max(low, Math.min(high, v))) / (high - low) * height
    context.fillStyle = colours.background
    context.fillRect(x, y, width, height)
    for (const v of steps(low, high, height / 30)) {
      this.rule((v - low) / (high - low), false)
      if (v < high - 3) this.label(integer(v), x - 8, top(v))
    }
    this.label('dB', x - 8, y + 2)
    for (const f of scale.ticks(width / 50)) {
      const u = scale.place(f)
      this.rule(u, true)
      if (u < 0.97) this.label(shortHertz(f), x + u * width, y + height + 14, 'center')
    }
    this.label('Hz', x + width, y + height + 14)
    context.save()
    context.beginPath()
    context.rect(x, y, width, height)
    context.clip()
    if (hold) this.#curve(this.held, scale, top, colours.hold, 1)
    this.#curve(this.now, scale, top, colours.curve, 1.5)
    context.restore()
    this.#drawPeaks(scale, top)
    if (this.cursor) this.#drawCursor(scale)
  }
  // One point for each half pixel at most, the highest of its bins.
  #curve(values, scale, top, colour, thickness) {
    const { context, area: { x, width }, binWidth } = this
    context.strokeStyle = colour
    context.lineWidth = thickness
    context.lineJoin = 'round'
    context.beginPath()
    let last = -Infinity, highest = SILENCE
    for (let k = 1; k < values.length; k++) {
      const px = x + scale.place(k * binWidth) * width
      highest = Math.max(highest, values[k])
      if (px - last < 0.5) continue
      context.lineTo(px, top(highest))
      last = px
      highest = SILENCE
    }
    context.stroke()
  }
  // The strongest first; labels that would lie on others are left out, and the list below has them.
  #drawPeaks(scale, top) {
    const { context, area: { x, y, width }, peaks, colours } = this, taken = []
    for (const { frequency, level } of peaks) {
      const px = x + scale.place(frequency) * width, py = top(level), text = hertz(frequency), half = context.measureText(text).width / 2 + 5
      // Above its peak, or beside one that is at the top.
      const above = py - 14 > y + 10, aside = px + half + 8 < x + width - half ? half + 8 : -half - 8, cx = above ? Math.min(x + width - half, Math.max(x + half, px)) : px + aside, cy = above ? py - 14 : Math.max(y + 10, py)
      if (taken.some(t => Math.abs(t.cx - cx) < t.half + half && Math.abs(t.cy - cy) < 17)) continue
      taken.push({ cx, cy, half })
      context.fillStyle = colours.strong
      context.beginPath()
      context.arc(px, py, 3, 0, 2 * Math.PI)
      context.fill()
      context.fillStyle = colours.background
      context.globalAlpha = 0.8
      context.fillRect(cx - half, cy - 8, 2 * half, 16)
      context.globalAlpha = 1
      this.label(text, cx, cy, 'center', colours.strong)
    }
  }
  #drawCursor(scale) {
    const f = scale.at(this.cursor.u), k = Math.min(this.now.length - 1, Math.round(f / this.binWidth))
    this.rule(this.cursor.u, true, this.colours.strong)
    this.reading = `${hertz(f)}, ${decibels(this.now[k])}`
    this.note(this.reading)
  }
}
