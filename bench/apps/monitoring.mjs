// Structural monitoring: accelerations of many sensors on a bridge. For each sensor and block of time the RMS and the crest factor, the
// amplitude spectrum by Welch's method, the frequencies of the structure's modes, and an alarm where one of them has moved.

import { bits } from './generator.mjs'
import { roots, transform } from './radix2.mjs'

/** Readings per second, and the frequencies of the modes in Hz. */
export const RATE = 256, MODES = [12.4, 27.15, 44.8, 71.35]
/** Readings of a frame, from one frame to the next, and of a block of time; frames in a block; lines of a spectrum. */
export const FRAME = 1024, HOP = 512, BLOCK = 4096
const FRAMES = (BLOCK - FRAME) / HOP + 1, LINES = FRAME / 2 + 1
// Relative to a mode's frequency: where it is looked for, and from where on it alarms. The amplitude that a mode has at least to be
// seen (near its nodes it has none), and the RMS that alarms.
const SEARCH = 0.06, BAND = 0.015, SEEN = 0.04, LOUD = 1.2
/** What happens: from two thirds of the time on a mode of one sensor's member is 3 % lower, as of damage; and something hits another sensor. */
export const DAMAGE = { sensor: 23, mode: 2, drop: 0.03 }, IMPACT = { sensor: 41 }

const hann = Float32Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / FRAME))
// A tone of amplitude 1 has the magnitude `FRAME / 4` in the spectrum of such a frame.
const PEAK = FRAME / 4
// The lines in which a mode's peak is looked for.
const bands = MODES.map(f => ({ from: Math.floor(f * (1 - SEARCH) * FRAME / RATE), to: Math.ceil(f * (1 + SEARCH) * FRAME / RATE) + 1 }))

// Movement of one mode over time, whose loudness comes and goes, with its frequency lower by a share from a reading on.
function movement(mode, readings, since = readings, drop = 0) {
  const frequency = MODES[mode] / RATE
  return Float64Array.from({ length: readings }, (_, i) => Math.sin(2 * Math.PI * (frequency * (i - drop * Math.max(0, i - since)) + 0.2 * mode)) * (1 + 0.3 * Math.sin(i / 3000 + mode)))
}

/** The readings of each sensor. */
export function accelerations({ sensors, readings }) {
  const since = Math.floor(readings * 2 / 3), hit = Math.floor(readings / 2)
  const healthy = MODES.map((_, mode) => movement(mode, readings)), damaged = healthy.with(DAMAGE.mode, movement(DAMAGE.mode, readings, since, DAMAGE.drop))
  return Array.from({ length: sensors }, (_, sensor) => {
    const [a, b, c, d] = sensor === DAMAGE.sensor ? damaged : healthy, [p, q, r, s] = MODES.map((_, mode) => 0.5 / (1 + mode / 2) * Math.sin(Math.PI * (mode + 1) * (sensor + 1) / (sensors + 1)))
    const samples = new Float32Array(readings)
    for (let i = 0; i < readings; i++) samples[i] = p * a[i] + q * b[i] + r * c[i] + s * d[i] + 0.3 * (bits(sensor * readings + i) / 2 ** 32 - 0.5)
    if (sensor === IMPACT.sensor) for (let i = 0; i < 512 && hit + i < readings; i++) samples[hit + i] += 20 * Math.exp(-i / 100) * Math.cos(i)
    return samples
  })
}

function naive(channels, blocks) {
  const sensors = channels.length, rms = new Float64Array(blocks * sensors), crest = new Float64Array(blocks * sensors)
  const spectrum = new Float64Array(sensors * LINES), frequencies = new Float64Array(blocks * sensors * MODES.length), alarms = new Uint8Array(blocks * sensors)
  const re = new Float64Array(FRAME), im = new Float64Array(FRAME), power = new Float64Array(LINES), table = roots(FRAME)
  channels.forEach((samples, sensor) => {
    for (let block = 0; block < blocks; block++) {
      const begin = block * BLOCK, at = block * sensors + sensor
      let squares = 0, peak = 0
      for (let i = begin; i < begin + BLOCK; i++) {
        const x = samples[i]
        squares += x * x
        if (Math.abs(x) > peak) peak = Math.abs(x)
      }
      rms[at] = Math.sqrt(squares / BLOCK)
      crest[at] = peak / rms[at]

      power.fill(0)
      for (let start = begin; start + FRAME <= begin + BLOCK; start += HOP) {
        for (let i = 0; i < FRAME; i++) {
          re[i] = samples[start + i] * hann[i]
          im[i] = 0
        }
        transform(re, im, table)
        for (let k = 0; k < LINES; k++) power[k] += re[k] * re[k] + im[k] * im[k]
      }
      for (let k = 0; k < LINES; k++) spectrum[sensor * LINES + k] += power[k]

      let moved = false
      MODES.forEach((mode, m) => {
        let top = bands[m].from
        for (let k = bands[m].from; k < bands[m].to; k++) if (power[k] > power[top]) top = k
        if (Math.sqrt(power[top] / FRAMES) / PEAK < SEEN) return
        const left = Math.log(power[top - 1]), middle = Math.log(power[top]), right = Math.log(power[top + 1])
        const frequency = (top + (left - right) / (left - 2 * middle + right) / 2) * RATE / FRAME
        frequencies[at * MODES.length + m] = frequency
        if (Math.abs(frequency / mode - 1) > BAND) moved = true
      })
      alarms[at] = (moved ? 1 : 0) + (rms[at] > LOUD ? 2 : 0)
    }
  })
  for (let i = 0; i < spectrum.length; i++) spectrum[i] = Math.sqrt(spectrum[i] / (blocks * FRAMES)) / PEAK
  return { rms, crest, spectrum, frequencies, alarms }
}

// One block of time after the other, so that its frames and their spectra stay in the caches; what is left of each is one spectrum per sensor.
function lanewise(np, readings, window, blocks) {
  const sensors = readings.shape[0]
  return np.scope(() => {
    const sums = np.empty([blocks, sensors], 'float32'), peaks = np.empty_like(sums), power = np.empty([blocks, sensors, LINES], 'float32')
    const squares = np.empty([sensors, BLOCK], 'float32'), windowed = np.empty([sensors, FRAMES, FRAME], 'float32'), spectra = np.empty([sensors, FRAMES, LINES], 'complex64')
    for (let b = 0; b < blocks; b++) np.scope(() => {
      const block = readings.slice(':', `${b * BLOCK}:${(b + 1) * BLOCK}`), frames = np.sliding_window_view(block, FRAME, 1).slice(':', `::${HOP}`)
      np.square(block, { out: squares })
      np.sum(squares, 1, { out: sums.slice(b) })
      np.max(squares, 1, { out: peaks.slice(b) })
      np.multiply(frames, window, { out: windowed })
      np.fft.rfft(windowed, { out: spectra })
      np.copyto(power.slice(b), np.real(np.vecdot(spectra, spectra, { axis: 1 })))   // the sums of |X|² over the frames
    })
    const rms = np.sqrt(np.divide(sums, BLOCK)), crest = np.divide(np.sqrt(peaks), rms)
    const spectrum = np.divide(np.sqrt(np.divide(np.sum(power, 0), blocks * FRAMES)), PEAK)

    const frequencies = np.zeros([blocks, sensors, MODES.length], 'float32'), alarms = np.multiply(np.greater(rms, LOUD).astype('uint8'), 2)
    const moved = np.zeros([blocks, sensors], 'bool')
    MODES.forEach((mode, m) => {
      const top = np.add(np.argmax(power.slice(':', ':', `${bands[m].from}:${bands[m].to}`), 2, { keepdims: true }), bands[m].from)
      const [left, middle, right] = [-1, 0, 1].map(k => np.squeeze(np.take_along_axis(power, np.add(top, k), 2), 2))
      const seen = np.greater_equal(np.sqrt(np.divide(middle, FRAMES)), SEEN * PEAK), [l, c, r] = [left, middle, right].map(p => np.log(p))
      const shift = np.divide(np.subtract(l, r), np.multiply(np.subtract(np.add(l, r), np.multiply(c, 2)), 2))
      const frequency = np.multiply(np.add(np.squeeze(top, 2), shift), RATE / FRAME)
      np.copyto(frequencies.slice(':', ':', m), frequency, { where: seen })
      np.logical_or(moved, np.logical_and(seen, np.greater(np.abs(np.subtract(np.divide(frequency, mode), 1)), BAND)), { out: moved })
    })
    np.add(alarms, moved.astype('uint8'), { out: alarms })
    return { rms, crest, spectrum, frequencies, alarms }
  })
}

/** @type {import('../../dist/profile/application.js').Application} */
export const monitoring = {
  name: 'monitoring',
  about: ({ sensors, readings }) => `${sensors} sensors on a bridge, ${readings} readings each: levels, spectra, frequencies of ${MODES.length} modes, alarms`,
  sizes: { quick: { sensors: 64, readings: 16384 }, usual: { sensors: 64, readings: 131072 }, full: { sensors: 64, readings: 1e6 } },
  make(np, size) {
    const channels = accelerations(size), blocks = Math.floor(size.readings / BLOCK)
    const readings = np.empty([size.sensors, size.readings], 'float32'), window = np.array(hann, 'float32')
    channels.forEach((samples, sensor) => readings.data.set(samples, sensor * size.readings))
    return { naive: () => naive(channels, blocks), lanewise: () => lanewise(np, readings, window, blocks), dispose() { readings.dispose(); window.dispose() } }
  },
  tolerance: { absolute: 1e-4 },
  because: 'the library transforms and adds in float32, plain loops in float64',
  show({ alarms, spectrum }) {
    const flags = alarms.data ?? alarms, sensors = (spectrum.data ?? spectrum).length / LINES, first = new Map()
    flags.forEach((flag, i) => [1, 2].forEach(kind => { if (flag & kind && !first.has(`${i % sensors} ${kind}`)) first.set(`${i % sensors} ${kind}`, Math.floor(i / sensors)) }))
    const found = Array.from(first, ([key, block]) => `sensor ${key.split(' ')[0]} ${key.endsWith('1') ? 'has moved a mode' : 'is loud'} from ${Math.round(block * BLOCK / RATE)} s on`)
    return found.join(', ') || 'no alarms'
  },
}
