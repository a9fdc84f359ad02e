export const about = 'The same arithmetic on two threads against one'

import { floats, opCase } from '../harness/op-case.mjs'

const names = { add: 'add', multiply: 'multiply', muladd: 'a*b+c' }

export function cases({ threads }) {
  if (threads < 2) return []
  return Object.entries(names).flatMap(([op, name]) => floats.map(dtype => {
    const input = { dtype, shape: [1e7] }
    return opCase({
      name: `${name} 1e7 ${dtype}, threads`, op, inputs: op === 'muladd' ? { a: input, b: input, c: input } : { a: input, b: input },
      as: { '2 threads': 2, '1 thread': 1 }, tolerance: {},
      target: { of: '2 threads', than: ['1 thread'], atLeast: 1.7 },
    })
  }))
}
