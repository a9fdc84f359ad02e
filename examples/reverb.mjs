// The bell in a hall: bell.wav, or any WAV file, with the reverberation of 1.5 seconds.
//   node examples/reverb.mjs [from.wav [to.wav]]
import * as np from 'lanewise'
import { decodeWaveToFloat32Channels, encodeWaveFromFloat32Channels } from '@echogarden/wave-codec'
import { readFile, writeFile } from 'node:fs/promises'
import { hall, naiveReverb, reverb } from '../bench/apps/reverb.mjs'

await np.init()
const [from = new URL('bell.wav', import.meta.url), to] = process.argv.slice(2)
const { audioChannels, sampleRate } = decodeWaveToFloat32Channels(await readFile(from)), clap = hall(1.5)
const channels = audioChannels.map(samples => np.array(samples)), impulse = np.array(clap)

function timed(run) {
  run()                                        // lets the engine compile
  const start = performance.now(), result = run()
  return { result, time: performance.now() - start }
}
const naive = timed(() => audioChannels.map(samples => naiveReverb(samples, clap)))
const ours = timed(() => channels.map(samples => {
  const wet = reverb(np, samples, impulse), copy = wet.toTypedArray()
  wet.dispose()
  return copy
}))
console.log(`${audioChannels.length} channels of ${(audioChannels[0].length / sampleRate).toFixed(1)} s, then ${(ours.result[0].length / sampleRate).toFixed(1)} s`)
console.log(`plain loops ${naive.time.toFixed(0)} ms, Lanewise ${ours.time.toFixed(0)} ms: ${(naive.time / ours.time).toFixed(1)} times as fast, on ${np.info().threads} threads`)
console.log('largest difference', naive.result.reduce((most, x, i) => Math.max(most, np.max(np.abs(np.subtract(x, ours.result[i])))), 0).toExponential(1))
if (to) await writeFile(to, encodeWaveFromFloat32Channels(ours.result, sampleRate))
np.close()
