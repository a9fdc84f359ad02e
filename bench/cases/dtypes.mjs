export const about = 'add, multiply and sum of 1e6 elements of the dtypes beside the floats, on one thread'

import { opCase } from '../harness/op-case.mjs'

const integers = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64']

export function cases() {
  return [...integers, 'bool', 'complex64', 'complex128'].flatMap(dtype => ['add', 'multiply', 'sum'].map(op => {
    const input = { dtype, shape: [1e6], domain: [0, 100] }
    return opCase({
      name: `${op} 1e6 ${dtype}`, op, inputs: op === 'sum' ? { a: input } : { a: input, b: input }, as: { lanewise: 1 }, against: ['numpy-ts', 'NumPy'],
      tolerance: { relative: 1e-4, absolute: 1e-4 }, target: { of: 'lanewise', than: ['numpy-ts'], atLeast: 1 },
    })
  }))
}
