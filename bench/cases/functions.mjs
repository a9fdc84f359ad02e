export const about = 'Transcendental functions of 1e6 values; the target is for one thread'

import { everyone, floats, opCase } from '../harness/op-case.mjs'

const domains = { exp: [-80, 80], log: [1e-6, 1e6], sin: [-100, 100], cos: [-100, 100], exp2: [-100, 100], tanh: [-4, 4], power: [0, 20], arctan2: [-10, 10], hypot: [-10, 10] }
const binary = ['power', 'arctan2', 'hypot']

export function cases() {
  const input = (dtype, domain) => ({ dtype, shape: [1e6], domain })
  return floats.flatMap(dtype => Object.entries(domains).map(([op, domain]) => opCase({
    name: `${op} 1e6 ${dtype}`, op, inputs: { a: input(dtype, domain), ...binary.includes(op) ? { b: input(dtype, domain) } : {} }, as: { lanewise: 1, 'all threads': 'all' }, against: everyone,
    tolerance: dtype === 'float32' ? { relative: 1e-5, absolute: 1e-6 } : { relative: 1e-12, absolute: 1e-13 },
    target: { of: 'lanewise', than: ['numpy-ts'], atLeast: 2 },
  })))
}
