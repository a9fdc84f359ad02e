// What most cases are: one op, by Lanewise and by others.

import { contenders as lanewise } from '../lanewise.mjs'
import { makeInputs } from './data.mjs'
import { naive } from './naive.mjs'

/**
 * A case of one op: Lanewise as `as` says ({ name: threads }), and those of `against` that have the op.
 * inputs: { name: { dtype, shape, domain?, view?, sorted? } }.
 */
export function opCase({ op, inputs, as = { lanewise: 1 }, against = [], ...rest }) {
  return {
    ...rest,
    async make({ rival }) {
      const made = makeInputs(inputs), list = lanewise({ op, inputs: made, as })
      for (const name of against) {
        if (name === 'naive JS') list.push(naive({ op, inputs: made }))
        else list.push(await rivalled(name, (await rival(name)).contender, { op, inputs: made }))
      }
      return list.filter(Boolean)
    },
  }
}

/** A rival's contender. If it cannot be made of what Lanewise takes, that is told when its values are asked for, as other failures are. */
async function rivalled(name, contender, given) {
  try {
    const made = await contender?.(given)
    return made && { ...made, rival: true }
  } catch (error) { return { name, rival: true, run() {}, values() { throw error } } }
}

export const everyone = ['numpy-ts', 'tfjs-wasm', 'stdlib', 'ml-matrix', 'NumPy', 'naive JS']
/** Libraries that people can use instead in JavaScript: what 'the best rival' means. */
export const js = ['numpy-ts', 'tfjs-wasm', 'stdlib', 'ml-matrix']
export const floats = ['float32', 'float64']
/** 1e5 for 100000. */
export const power = n => n.toExponential().replace('+', '')
