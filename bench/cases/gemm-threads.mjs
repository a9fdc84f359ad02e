export const about = 'Square products on two threads: against one, and against others with two (which numpy-ts has not)'

import { floats } from '../harness/op-case.mjs'
import { domain, js, productCase } from '../harness/product-case.mjs'

const twoThreads = js.filter(name => name !== 'numpy-ts')

export function cases({ threads }) {
  if (threads < 2) return []
  return floats.flatMap(dtype => [256, 512, 1024, 2048].map(n => {
    const square = { dtype, shape: [n, n], domain }
    return productCase({
      name: `gemm ${n} ${dtype}, threads`, dtype, inputs: { a: square, b: square }, result: [n, n], flops: 2 * n ** 3, threads: 2, as: { '2 threads': 2, '1 thread': 1 },
      against: dtype === 'float32' ? [...twoThreads, 'NumPy', 'wide'] : ['NumPy', 'wide'],
      part: n < 2048 ? 0.7 : 0.4,
      targets: [
        ...n > 256 ? [{ of: '2 threads', than: ['1 thread'], atLeast: 1.75 }] : [],
        ...dtype === 'float32' ? [{ of: '2 threads', than: twoThreads, atLeast: 1.5 }] : [],
      ],
    })
  }))
}
