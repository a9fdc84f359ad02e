export const about = 'Real transforms of 2^8 to 2^20 on one thread'

import { floats } from '../harness/op-case.mjs'
import { transformCase } from '../harness/transform-case.mjs'
import { exponents } from './fft-complex.mjs'

export function cases() {
  return floats.flatMap(dtype => exponents.map(e => transformCase({
    name: `rfft ${2 ** e} ${dtype}`, op: 'rfft', dtype, shape: [2 ** e], planned: true,
    against: [...dtype === 'float32' ? ['pffft-wasm', 'kissfft-wasm'] : ['fft.js'], 'numpy-ts', 'SciPy'],
    targets: [...dtype === 'float32' ? [{ of: 'plan', than: ['pffft-wasm'], atLeast: 1.25 }] : [], { of: 'lanewise', than: ['SciPy'], atLeast: 1 }],
  })))
}
