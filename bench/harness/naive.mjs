// Plain loops as a contender.

import { naiveLoop } from '../../dist/profile/naive.js'

const axes = { matmul: 2 }

/** The plain loop of an op on dense operands; undefined where there is none. */
export function naive({ op, inputs }) {
  if (inputs.some(i => i.view || i.shape.length > (axes[op] ?? 1))) return undefined
  const loop = naiveLoop(op, inputs[0].dtype), [a, b, c] = inputs.map(i => i.data), last = op === 'matmul' ? inputs[0].shape[0] : c
  return loop && {
    name: 'naive JS',
    threads: 1,
    run: () => loop(a, b, last),
    values() { const result = loop(a, b, last); return typeof result === 'object' ? result : [result] },
  }
}
