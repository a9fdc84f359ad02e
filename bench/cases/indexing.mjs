export const about = 'where, take and boolean masks on 1e6 values; the target is for one thread'

import { floats, opCase } from '../harness/op-case.mjs'

export function cases() {
  return floats.flatMap(dtype => {
    const values = { dtype, shape: [1e6] }, flags = { dtype: 'bool', shape: [1e6] }, places = { dtype: 'int32', shape: [1e6], domain: [0, 1e6] }
    const inputs = { where: { c: flags, a: values, b: values }, take: { a: values, b: places }, mask: { a: values, c: flags } }
    return Object.entries(inputs).map(([op, given]) => opCase({
      name: `${op} 1e6 ${dtype}`, op, inputs: given, as: { lanewise: 1, 'all threads': 'all' }, against: ['numpy-ts', 'NumPy'], tolerance: {},
      target: { of: 'lanewise', than: ['numpy-ts'], atLeast: 1 },
    }))
  })
}
