// A bridge with 64 sensors: levels, modes, and the alarms of what happens to it.
import * as np from 'lanewise'
import { compare, free } from '../bench/apps/compare.mjs'
import { DAMAGE, MODES, monitoring } from '../bench/apps/monitoring.mjs'

await np.init()
const { outcome: { rms, crest, frequencies, spectrum, alarms }, text } = compare(np, monitoring, monitoring.sizes.usual)

console.log('sensor    RMS  crest   modes in Hz, in the last block of time; 0 at a node')
for (const sensor of [0, 1, 2, DAMAGE.sensor, 62, 63]) {
  const modes = frequencies.slice(-1, sensor).tolist().map(f => f.toFixed(2).padStart(7))
  console.log(`${String(sensor).padStart(6)} ${rms.item(-1, sensor).toFixed(4)} ${crest.item(-1, sensor).toFixed(4)} ${modes.join('')}`)
}

const tracked = frequencies.slice(':', DAMAGE.sensor, DAMAGE.mode).tolist()
console.log(`the mode of ${MODES[DAMAGE.mode]} Hz at sensor ${DAMAGE.sensor}, block by block:\n${tracked.map(f => f.toFixed(2)).join(' ')}`)
console.log(`strongest line of the spectra: ${np.max(spectrum).toFixed(3)}`)
console.log(text)
free({ rms, crest, frequencies, spectrum, alarms })
np.close()
