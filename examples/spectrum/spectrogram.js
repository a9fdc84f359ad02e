// The spectrogram: the spectra of the last seconds as columns of colours.
//
// Spectra are kept in decibels in a ring, and their colours in a picture beside it, whose columns are those of the ring. A new spectrum
// paints one column; a frame copies the picture in two parts. Only a change of size, scale, range or colours paints all columns anew.

import { SILENCE } from './analysis.js'
import { colourMap } from './colours.js'
import { Plot } from './plot.js'
import { decibels, FrequencyScale, hertz, integer, seconds, shortHertz, steps } from './scales.js'

const SECONDS = 10

export class Spectrogram extends Plot {
  /** Spectra so far. */
  #count = 0
  #history = new Float32Array(0)
  #picture = document.createElement('canvas')
  #paper = this.#picture.getContext('2d')
  #stale = true

  /** @param {import('./plot.js').View} view */
  constructor(canvas, view, sweep) {
    super(canvas)
    // New columns replace the oldest in place, as on a heart monitor, instead of moving all to the left.
    this.sweep = sweep
    this.resize()
    this.restyle()
    this.show(view)
  }
  show(view) {
    this.view = view
    this.colour = colourMap(view.map)
    this.#stale = this.dirty = true
  }
  resize() {
    super.resize()
    this.#stale = true
  }
  /** Forgets all; from now on spectra of so many bins come, so many a second. */
  clear(bins, perSecond, rate) {
    this.bins = bins
    this.perSecond = perSecond
    this.rate = rate
    this.columns = Math.ceil(SECONDS * perSecond)
    this.#count = 0
    this.#history = new Float32Array(this.columns * bins).fill(SILENCE)
    this.#stale = this.dirty = true
  }
  /** The next spectrum, after so many that were missed and stay empty. */
  push(spectrum, missed) {
    for (let i = Math.min(missed, this.columns); i > 0; i--) this.#add(undefined)
    this.#add(spectrum)
    this.dirty = true
  }
  #add(spectrum) {
    const column = this.#count++ % this.columns, values = this.#history.subarray(column * this.bins, (column + 1) * this.bins)
    if (spectrum) values.set(spectrum); else values.fill(SILENCE)
    if (this.#stale) return
    const image = this.#paper.createImageData(1, this.#picture.height)
    this.#paint(column, new Uint32Array(image.data.buffer), 0, 1)
    this.#paper.putImageData(image, column, 0)
  }
  // A pixel is the loudest of its bins, or, where bins are wider than pixels, between two of them.
  #paint(column, pixels, from, step) {
    const { view: { low, high }, colour, bins } = this, at = column * bins, history = this.#history, edges = this.#edges, rows = this.#picture.height, scale = 256 / (high - low)
    for (let y = 0; y < rows; y++) {
      const first = edges[y + 1], last = edges[y]
      let value
      if (last - first < 1) {
        const middle = Math.min(bins - 1.001, (first + last) / 2), k = Math.floor(middle), t = middle - k
        value = history[at + k] * (1 - t) + history[at + k + 1] * t
      } else {
        value = SILENCE
        for (let k = Math.ceil(first); k <= last && k < bins; k++) if (history[at + k] > value) value = history[at + k]
      }
      pixels[from + y * step] = colour[Math.max(0, Math.min(255, Math.floor((value - low) * scale)))]
    }
  }
  #edges = new Float64Array(1)
  #repaint() {
    const rows = Math.max(1, Math.round(this.area.height * this.ratio)), scale = this.#scale
    this.#edges = Float64Array.from({ length: rows + 1 }, (_, y) => scale.at(1 - y / rows) * 2 * (this.bins - 1) / this.rate)
    if (this.#picture.width !== this.columns || this.#picture.height !== rows) Object.assign(this.#picture, { width: this.columns, height: rows })
    const image = this.#paper.createImageData(this.columns, rows), pixels = new Uint32Array(image.data.buffer)
    for (let column = 0; column < this.columns; column++) this.#paint(column, pixels, column, this.columns)
    this.#paper.putImageData(image, 0, 0)
    this.#stale = false
  }
  get #scale() { return new FrequencyScale(this.view.logarithmic, this.rate / 2) }

  draw() {
    if (!this.dirty) return
    if (this.#stale) this.#repaint()
    this.begin()
    const { context, area: { x, y, width, height }, columns, view: { low, high }, sweep } = this, scale = this.#scale, picture = this.#picture, rows = picture.height
    const seam = sweep ? 0 : this.#count % columns, part = (columns - seam) / columns * width
    context.imageSmoothingEnabled = false
    context.drawImage(picture, seam, 0, columns - seam, rows, x, y, part, height)
    if (seam > 0) context.drawImage(picture, 0, 0, seam, rows, x + part, y, width - part, height)
    if (sweep) this.rule(this.#count % columns / columns, true, '#fff')
    for (const f of scale.ticks(height / 30)) {
      const below = (1 - scale.place(f)) * height
      if (below > 16) this.label(shortHertz(f), x - 8, y + below)
    }
    this.label('Hz', x - 8, y + 2)
    const span = columns / this.perSecond
    for (const s of steps(0, span, width / 70)) this.label(sweep ? seconds(s) : s === 0 ? 'now' : `−${integer(s)} s`, sweep ? x + s / span * width : x + width - s / span * width, y + height + 14, 'center')
    const bar = { x: x + width + 8, width: 8 }
    for (let i = 0; i < 64; i++) {
      const c = this.colour[i * 4 + 2]
      context.fillStyle = `rgb(${c & 255} ${c >> 8 & 255} ${c >> 16 & 255})`
      context.fillRect(bar.x, y + height * (63 - i) / 64, bar.width, height / 64 + 0.5)
    }
    for (const v of steps(low, high, height / 30)) {
      if (v < high - 3) this.label(integer(v), bar.x + 12, y + (high - v) / (high - low) * height, 'left')
    }
    this.label('dB', bar.x + 12, y + 2, 'left')
    if (this.cursor) this.#drawCursor()
  }
  #drawCursor() {
    const { u, v } = this.cursor, { columns } = this, f = this.#scale.at(v), bin = Math.min(this.bins - 1, Math.round(f * 2 * (this.bins - 1) / this.rate))
    const column = Math.min(columns - 1, Math.floor(u * columns)), seam = this.#count % columns, back = this.sweep ? (seam - 1 - column + columns) % columns : columns - 1 - column
    const level = this.#history[(this.#count - 1 - back + 2 * columns) % columns * this.bins + bin]
    this.rule(u, true, '#fff8')
    this.rule(v, false, '#fff8')
    this.reading = `${hertz(f)}, ${decibels(level)}, ${seconds(back / this.perSecond)} ago`
    this.note(this.reading)
  }
}
