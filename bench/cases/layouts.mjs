export const about = 'Broadcast, transposed, stepped and reversed operands against contiguous ones, one thread, 2048² values'

import { makeInputs } from '../harness/data.mjs'
import { contenders } from '../lanewise.mjs'
import { floats, opCase } from '../harness/op-case.mjs'

const n = 2048

/** `other` as the second operand of add; the same with a contiguous one beside it. */
function against(title, dtype, shape, other, atMost) {
  const full = { dtype, shape }
  const plain = opCase({ name: `${title} ${dtype}`, op: 'add', inputs: { a: full, b: { dtype, ...other } }, against: ['numpy-ts', 'tfjs-wasm', 'NumPy'], tolerance: {} })
  return {
    ...plain,
    target: { of: 'lanewise', than: ['contiguous'], atMost },
    async make(context) {
      const [own, ...rivals] = await plain.make(context)
      const [contiguous] = contenders({ op: 'add', inputs: makeInputs({ a: full, b: full }), as: { contiguous: 1 } })
      return [own, { ...contiguous, values: undefined }, ...rivals]
    },
  }
}

export function cases() {
  return floats.flatMap(dtype => [
    against('add row', dtype, [n, n], { shape: [n] }, 1.3),
    against('add column', dtype, [n, n], { shape: [n, 1] }, 1.3),
    against('add transposed', dtype, [n, n], { shape: [n, n], view: 'transposed' }, 2.5),
    against('add stepped', dtype, [n * n], { shape: [2 * n * n], view: 'stepped' }, 2.5),
    against('add reversed', dtype, [n * n], { shape: [n * n], view: 'reversed' }, 2.5),
  ])
}
