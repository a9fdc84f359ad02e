export const about = "Square products on one thread, beside the most multiply-adds the machine does (roofline); 'out' is given the result's array"

import { floats } from '../harness/op-case.mjs'
import { domain, js, plain, productCase } from '../harness/product-case.mjs'

export const sizes = [32, 64, 256, 512, 1024, 2048]

export function cases({ variant } = {}) {
  return floats.flatMap(dtype => sizes.map(n => {
    const square = { dtype, shape: [n, n], domain }, large = n >= 256
    return productCase({
      name: `gemm ${n} ${dtype}`, dtype, inputs: { a: square, b: square }, result: [n, n], flops: 2 * n ** 3, against: [...dtype === 'float32' || n < 2048 ? js : ['numpy-ts'], ...n <= 512 ? plain : [], 'NumPy', 'wide'],
      part: n < 2048 ? 0.7 : 0.4,
      targets: [
        { of: 'lanewise', than: ['roofline'], atLeast: !large ? 0.6 : n === 2048 || variant === 'simd' ? 0.85 : 0.92 },
        !large ? { of: 'lanewise', than: ['numpy-ts'], atLeast: 1.2 }
          : dtype === 'float32' ? { of: 'lanewise', than: js, atLeast: 1.5 } : { of: 'lanewise', than: ['numpy-ts'], atLeast: 1.6 },
        ...large ? [{ of: 'out', than: ['NumPy out'], atLeast: 0.3 }, { of: 'wide', than: ['NumPy out'], atLeast: 0.55 }] : [],
      ],
    })
  }))
}
