// A bell in a hall: its sound convolved with the hall's answer to a clap (its impulse response), by transforms.

import { uniform } from './generator.mjs'
import { roots, transform } from './radix2.mjs'

/** Samples per second. */
export const RATE = 44100
// What of the result is the sound itself, and what comes from the hall.
const DRY = 0.6, WET = 0.4

/** A struck bell: five modes that decay. */
export function bell(seconds) {
  const modes = [[523, 1, 1.6], [1109, 0.6, 1.1], [1569, 0.5, 0.8], [2217, 0.3, 0.5], [3322, 0.2, 0.3]]
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => modes.reduce((sum, [frequency, amplitude, decay]) => sum + 0.35 * amplitude * Math.exp(-i / RATE / decay) * Math.sin(2 * Math.PI * frequency * i / RATE), 0))
}
/** A hall: noise that falls by 60 dB in so many seconds, of energy 1. */
export function hall(seconds) {
  const noise = uniform(Math.round(seconds * RATE), 1).map((u, i, { length }) => (2 * u - 1) * 10 ** (-3 * i / length)), energy = noise.reduce((sum, x) => sum + x * x, 0)
  return Float32Array.from(noise, x => x / Math.sqrt(energy))
}

/** By plain loops. The result is longer than the sound, as the hall goes on. */
export function naiveReverb(samples, impulse) {
  const length = samples.length + impulse.length - 1, n = 2 ** Math.ceil(Math.log2(length))
  const re = new Float64Array(n), im = new Float64Array(n), hallRe = new Float64Array(n), hallIm = new Float64Array(n), table = roots(n)
  re.set(samples)
  hallRe.set(impulse)
  transform(re, im, table)
  transform(hallRe, hallIm, table)
  for (let k = 0; k < n; k++) {
    const x = re[k] * hallRe[k] - im[k] * hallIm[k]
    im[k] = -(re[k] * hallIm[k] + im[k] * hallRe[k])   // of the conjugate numbers the same transform is the inverse
    re[k] = x
  }
  transform(re, im, table)
  const out = new Float32Array(length)
  for (let i = 0; i < length; i++) out[i] = WET * re[i] / n + (i < samples.length ? DRY * samples[i] : 0)
  return out
}

/** By arrays of float32. */
export function reverb(np, samples, impulse) {
  return np.scope(() => {
    const out = np.convolve(samples, impulse), beginning = out.slice(`:${samples.size}`)
    np.multiply(out, WET, { out })
    np.add(beginning, np.multiply(samples, DRY), { out: beginning })
    return out
  })
}

/** @type {import('../../dist/profile/application.js').Application} */
export const reverberation = {
  name: 'reverb',
  about: ({ seconds, tail }) => `a sound of ${seconds} s in a hall that answers for ${tail} s, at ${RATE} Hz`,
  sizes: { quick: { seconds: 0.5, tail: 0.25 }, usual: { seconds: 6, tail: 1.5 }, full: { seconds: 60, tail: 2 } },
  make(np, { seconds, tail }) {
    const sound = bell(seconds), clap = hall(tail), samples = np.array(sound), impulse = np.array(clap)
    return { naive: () => naiveReverb(sound, clap), lanewise: () => reverb(np, samples, impulse), dispose() { samples.dispose(); impulse.dispose() } }
  },
  tolerance: { absolute: 1e-5 },
  because: 'the library transforms in float32, plain loops in float64',
  show(out) { const data = out.data ?? out; return `${(data.length / RATE).toFixed(1)} s, loudest ${data.reduce((most, x) => Math.max(most, Math.abs(x)), 0).toFixed(3)}` },
}
