// Heat in a plate with a hot disc and a hot upper edge, drawn as text: before and after.
import * as np from 'lanewise'
import { compare, free } from '../bench/apps/compare.mjs'
import { heat, plate } from '../bench/apps/heat.mjs'

await np.init()
const small = { side: 64, steps: 60 }
function draw(u) {
  for (const row of u.slice('::3').tolist()) console.log(row.map(t => ' .:-=+*%@'[Math.min(8, Math.floor(t / 12))]).join(''))
}
np.scope(() => draw(np.array(plate(small)).reshape([small.side, small.side])))
const made = heat.make(np, small), after = made.lanewise()
draw(after)
free(after)
made.dispose()

const { outcome, text } = compare(np, heat, heat.sizes.usual)
console.log(text)
free(outcome)
np.close()
