export const about = 'Arithmetic on one thread; a*b+c is two calls'

import { everyone, floats, js, opCase, power } from '../harness/op-case.mjs'

const names = { add: 'add', multiply: 'multiply', muladd: 'a*b+c' }

export function cases() {
  return Object.entries(names).flatMap(([op, name]) => floats.flatMap(dtype => [1e5, 1e6, 1e7].map(n => {
    const input = { dtype, shape: [n] }
    return opCase({
      name: `${name} ${power(n)} ${dtype}`, op, inputs: op === 'muladd' ? { a: input, b: input, c: input } : { a: input, b: input }, against: everyone,
      tolerance: op === 'muladd' ? { absolute: 1e-6 } : {},
      target: { of: 'lanewise', than: js, atLeast: 1 },
    })
  })))
}
