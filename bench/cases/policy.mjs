export const about = "The pool's own choice (auto) against one thread and against all threads for every job that has two ranges"

import { opCase, power } from '../harness/op-case.mjs'

const ops = ['add', 'exp', 'sum', 'sin', 'cumsum']
// Between these the choice changes; above 1e6 it is all threads for every op.
const sizes = [1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 1e7]

export function cases({ threads }) {
  if (threads < 2) return []
  return ops.flatMap(op => sizes.map(n => {
    const input = { dtype: 'float32', shape: [n], domain: [-80, 80] }
    return opCase({
      name: `policy ${op} ${power(n)} float32`, op, inputs: op === 'add' ? { a: input, b: input } : { a: input },
      as: { auto: 'auto', '1 thread': 1, 'all threads': 'forced' }, tolerance: {},
      target: { of: 'auto', than: ['1 thread', 'all threads'], atMost: 1.1 },
    })
  }))
}
