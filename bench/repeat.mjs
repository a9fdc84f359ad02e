// How well ratios come back: node bench/repeat.mjs ONE.json OTHER.json, of two runs of `lanewise profile --json`. Of every way but the
// plain loops, how many speed-ups of one run are within 10 % of the other's, and which are not.

import { readFile } from 'node:fs/promises'
import { readProfile } from '../dist/profile/read.js'

const WITHIN = 1.1
const [one, other] = await Promise.all(process.argv.slice(2, 4).map(async file => readProfile(await readFile(file, 'utf8'), file)))
const ratios = one.cases.flatMap(({ name, cells }) => cells.slice(1).flatMap(({ label, speedup }) => {
  const again = other.cases.find(c => c.name === name)?.cells.find(c => c.label === label)
  return again ? [{ text: `${name}, ${label}`, ratio: again.speedup.median / speedup.median }] : []
}))
const away = ratios.filter(({ ratio }) => ratio > WITHIN || ratio < 1 / WITHIN)
console.log(`${ratios.length - away.length} of ${ratios.length} speed-ups (${(100 * (1 - away.length / ratios.length)).toFixed(0)} %) are within 10 %`)
for (const { text, ratio } of away) console.log(`  ${text}: ${ratio.toFixed(2)} times the other`)
