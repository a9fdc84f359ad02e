export const about = 'Sums over one axis of 2048² values against the sum of all, one thread'

import { makeInputs } from '../harness/data.mjs'
import { contenders } from '../lanewise.mjs'
import { floats, opCase } from '../harness/op-case.mjs'

export function cases() {
  return floats.flatMap(dtype => [0, 1].map(axis => {
    const inputs = { a: { dtype, shape: [2048, 2048], domain: [0, 100] } }
    const plain = opCase({
      name: `sum axis ${axis} ${dtype}`, op: `sum_axis${axis}`, inputs, against: ['numpy-ts', 'tfjs-wasm', 'NumPy'],
      tolerance: dtype === 'float32' ? { relative: 1e-4 } : { relative: 1e-10 },
      target: { of: 'lanewise', than: ['full sum'], atMost: 1.3 },
    })
    return {
      ...plain,
      async make(context) {
        const [own, ...rivals] = await plain.make(context)
        const [full] = contenders({ op: 'sum', inputs: makeInputs(inputs), as: { 'full sum': 1 } })
        return [own, { ...full, values: undefined }, ...rivals]
      },
    }
  }))
}
