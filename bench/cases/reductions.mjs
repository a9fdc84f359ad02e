export const about = 'Reductions of 1e6 values to one, and cumsum; the target is for one thread'

import { everyone, floats, js, opCase } from '../harness/op-case.mjs'

const ops = ['sum', 'mean', 'std', 'max', 'argmax', 'cumsum']

export function cases() {
  return floats.flatMap(dtype => ops.map(op => opCase({
    name: `${op} 1e6 ${dtype}`, op, inputs: { a: { dtype, shape: [1e6], domain: [0, 100] } }, as: { lanewise: 1, 'all threads': 'all' }, against: everyone,
    // A plain float32 loop loses digits that sums in parts keep.
    tolerance: dtype === 'float32' ? { relative: 1e-3 } : { relative: 1e-10 },
    target: { of: 'lanewise', than: js, atLeast: 1 },
  })))
}
