// Streams: sound that comes in pieces, through filters and meters, with the results of the whole at once.
//   node examples/streams.mjs

import * as np from 'lanewise'
import { biquad, sosfilt } from 'lanewise/signal'
import { analyser, meter, sections, stream } from 'lanewise/worklet'

await np.init()
const fs = 48000, seconds = 2

// A tone of 1 kHz over a hum of 50 Hz that is four times as loud.
const time = np.arange(seconds * fs).divide(fs)
const sound = np.add(np.multiply(np.sin(np.multiply(time, 2 * Math.PI * 1000)), 0.2), np.multiply(np.sin(np.multiply(time, 2 * Math.PI * 50)), 0.8)).astype('float32')
const hum = np.concatenate([biquad('notch', 50, { Q: 1, fs }), biquad('highpass', 80, { fs })])

// As it comes: in pieces of any length, here of 480 frames.
const spectrum = analyser({ nperseg: 4096, window: 'flattop' }), level = meter({ window: 4800 })
const filter = stream({ channels: 1, chain: [sections(hum), spectrum, level] })
const input = sound.toTypedArray(), output = new Float32Array(input.length)
for (let at = 0; at < input.length; at += 480) filter.process([input.subarray(at, at + 480)], [output.subarray(at, at + 480)])

const { peak, rms } = level.read(), amplitudes = np.multiply(np.absolute(spectrum.read()), 2).slice(0)
const strongest = np.argmax(amplitudes)
console.log(`peak ${peak[0].toFixed(3)}, rms ${rms[0].toFixed(3)}, strongest at ${(strongest * fs / 4096).toFixed(0)} Hz: ${amplitudes.item(strongest).toFixed(3)}`)

// All at once: the same bits.
const whole = sosfilt(hum, sound).astype('float32')
console.log('the same as the whole:', np.array_equal(whole, output))
filter.dispose()
