export const about = 'Sorting, searching and selecting of 1e6 random values; the targets are for one thread'

import { floats, opCase } from '../harness/op-case.mjs'

// The target of each op against numpy-ts; searchsorted looks for the values of b in a, which is in order.
const targets = { sort: 5, argsort: 2, unique: 2, median: 5, searchsorted: 2 }

export function cases() {
  return floats.flatMap(dtype => Object.entries(targets).map(([op, atLeast]) => opCase({
    name: `${op} 1e6 ${dtype}`, op,
    inputs: op === 'searchsorted' ? { a: { dtype, shape: [1e6], sorted: true, domain: [0, 1] }, b: { dtype, shape: [1e6], domain: [0, 1] } } : { a: { dtype, shape: [1e6], domain: [0, 1] } },
    as: { lanewise: 1, 'all threads': 'all' }, against: ['numpy-ts', 'NumPy'],
    // Which of equal elements comes first is not the same everywhere.
    tolerance: op === 'argsort' ? { absolute: 1 } : { relative: 1e-6 },
    target: { of: 'lanewise', than: ['numpy-ts'], atLeast },
  })))
}
