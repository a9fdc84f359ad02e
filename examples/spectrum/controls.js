// Sliders, filters and meters.

import * as np from 'lanewise'
import { biquad } from 'lanewise/signal'
import { CHANNELS } from './analysis.js'
import { hertz, integer } from './scales.js'

/** An element with properties, attributes (those with a hyphen, and role) and children. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-') || key === 'role') node.setAttribute(key, value); else node[key] = value
  }
  node.append(...children)
  return node
}

const STEPS = 1000

/** A labelled slider; with `logarithmic` equal ways are equal factors. `input` is called with every new value. */
export function slider({ label, name = label, from, to, value, format, logarithmic = false, input }) {
  const at = t => logarithmic ? from * (to / from) ** t : from + (to - from) * t, place = v => logarithmic ? Math.log(v / from) / Math.log(to / from) : (v - from) / (to - from)
  const range = element('input', { type: 'range', min: 0, max: STEPS, step: logarithmic ? 5 : STEPS / (to - from), value: STEPS * place(value), 'aria-label': name }), output = element('span', { className: 'value' })
  const show = v => { output.textContent = format(v); range.setAttribute('aria-valuetext', format(v)) }
  range.addEventListener('input', () => { const v = at(range.value / STEPS); show(v); input(v) })
  show(value)
  return element('label', { className: 'slider' }, element('span', {}, label), range, output)
}

const kinds = [
  { type: 'lowpass', label: 'Low-pass', frequency: 1000, Q: Math.SQRT1_2, on: true },
  { type: 'highpass', label: 'High-pass', frequency: 200, Q: Math.SQRT1_2, on: false },
  { type: 'notch', label: 'Notch', frequency: 3000, Q: 3, on: false },
]

/** The filters' controls; `change` is called when the sections may be others. */
export class Filters {
  #states = kinds.map(kind => ({ ...kind }))
  on = false

  constructor(parent, change) {
    for (const state of this.#states) {
      const box = element('input', { type: 'checkbox', checked: state.on })
      box.addEventListener('change', () => { state.on = box.checked; change() })
      parent.append(element('fieldset', {}, element('label', {}, box, ` ${state.label}`),
        slider({ label: 'Frequency', name: `${state.label} frequency`, from: 20, to: 20000, value: state.frequency, logarithmic: true, format: hertz, input: v => { state.frequency = v; change() } }),
        slider({ label: 'Q', name: `${state.label} Q`, from: 0.1, to: 30, value: state.Q, logarithmic: true, format: v => v.toFixed(2), input: v => { state.Q = v; change() } })))
    }
  }
  /** Second-order sections for a rate; null if nothing is filtered. */
  sections(rate) {
    const states = this.#states.filter(s => this.on && s.on)
    return states.length === 0 ? null : np.concatenate(states.map(({ type, frequency, Q }) => biquad(type, Math.min(frequency, 0.49 * rate), { Q, fs: rate })))
  }
}

const BOTTOM = -60, PEAK_FALLS = 20 /* dB a second */, RMS_SECONDS = 0.3

/** Meters: a bar for the root mean square of the last 0.3 s, a line for the peak, which falls slowly, and a light for samples at full scale. */
export class Meters {
  #channels

  constructor(parent) {
    this.#channels = Array.from({ length: CHANNELS }, (_, c) => {
      const name = ['Left', 'Right'][c], rms = element('i'), peak = element('b'), text = element('span'), clip = element('button', { textContent: 'clip', title: 'Full scale was reached; press to forget', 'aria-label': `${name} clipped`, 'aria-pressed': 'false' })
      const bar = element('div', { role: 'meter', 'aria-label': `${name} peak in decibels of full scale`, 'aria-valuemin': BOTTOM, 'aria-valuemax': 0, 'aria-valuenow': BOTTOM }, rms, peak)
      clip.addEventListener('click', () => clip.setAttribute('aria-pressed', 'false'))
      parent.append(element('div', { className: 'meter' }, element('abbr', { title: name, textContent: name[0] }), bar, text, clip))
      return { bar, rms, peak, text, clip, level: -Infinity, power: 0 }
    })
  }
  /** The next window of so many seconds. */
  push({ peak, rms }, duration) {
    this.#channels.forEach((channel, c) => {
      channel.level = Math.max(20 * Math.log10(peak[c]), channel.level - PEAK_FALLS * duration)
      channel.power += (rms[c] ** 2 - channel.power) * (1 - Math.exp(-duration / RMS_SECONDS))
      if (peak[c] >= 1 && channel.clip.getAttribute('aria-pressed') === 'false') channel.clip.setAttribute('aria-pressed', 'true')
    })
  }
  draw() {
    const place = v => Math.max(0, Math.min(1, 1 - v / BOTTOM))
    for (const { rms, peak, level, power } of this.#channels) {
      rms.style.transform = `scaleX(${place(10 * Math.log10(power))})`
      peak.style.transform = `translateX(${place(level) * 100}%)`
    }
  }
  /** The numbers, a few times a second. */
  update() {
    for (const { bar, text, level } of this.#channels) {
      text.textContent = level > -120 ? `${integer(level)} peak` : 'silent'
      bar.setAttribute('aria-valuenow', String(Math.max(BOTTOM, Math.round(level))))
    }
  }
}
