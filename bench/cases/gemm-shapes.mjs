export const about = 'Products on one thread that are transposed, narrow, stacked or complex'

import { contenders } from '../lanewise.mjs'
import { floats } from '../harness/op-case.mjs'
import { domain, js, productCase } from '../harness/product-case.mjs'

const shapes = {
  'gemm 4096x64x4096': [[4096, 64], [64, 4096]],
  'gemm 64x4096x64': [[64, 4096], [4096, 64]],
  'gemm 64 of 64': [[64, 64, 64], [64, 64, 64]],
}
const real = { complex64: 'float32', complex128: 'float64' }

export function cases() {
  return [...floats.flatMap(dtype => [transposed(dtype, 'AᵀB', 'transposed', undefined), transposed(dtype, 'ABᵀ', undefined, 'transposed'), transposed(dtype, 'AᵀBᵀ', 'transposed', 'transposed')]),
    ...floats.flatMap(dtype => Object.entries(shapes).map(([name, [a, b]]) => productCase({
      name: `${name} ${dtype}`, dtype, inputs: { a: { dtype, shape: a, domain }, b: { dtype, shape: b, domain } }, result: [...a.slice(0, -1), b.at(-1)], flops: 2 * a.reduce((p, n) => p * n) * b.at(-1),
      against: dtype === 'float32' ? [...js, 'NumPy'] : ['numpy-ts', 'NumPy'], part: 0.7,
      target: { of: 'lanewise', than: ['roofline'], atLeast: 0.8 },
    }))),
    ...Object.keys(real).map(complex)]
}

// numpy-ts and tfjs-wasm, which go through transposed operands element by element and take 0.7 and 0.2 s, are left out.
function transposed(dtype, name, viewA, viewB) {
  const square = { dtype, shape: [512, 512], domain }
  return productCase({
    name: `gemm ${name} 512 ${dtype}`, dtype, inputs: { a: { ...square, view: viewA }, b: { ...square, view: viewB } }, result: [512, 512], flops: 2 * 512 ** 3,
    against: ['jax-js', 'NumPy'], part: 0.7,
    besides: made => contenders({ op: 'matmul', inputs: made.map(i => ({ ...i, view: undefined })), as: { AB: 1 } }).map(withoutValues),
    target: { of: 'lanewise', than: ['AB'], atLeast: 0.95 },
  })
}

/** Beside the real product of the same size, of which it takes four times the flops. */
function complex(dtype) {
  const square = { dtype, shape: [512, 512], domain }
  return productCase({
    name: `gemm 512 ${dtype}`, dtype, inputs: { a: square, b: square }, result: [512, 512], flops: 8 * 512 ** 3, limit: false, against: ['NumPy'], part: 0.7,
    besides: made => contenders({ op: 'matmul', inputs: made.map(i => ({ ...i, dtype: real[dtype], data: i.data.subarray(0, 512 * 512) })), as: { 'real, 4 times': 1 } }).map(c => ({ ...withoutValues(c), calls: 1 / 4 })),
    target: { of: 'lanewise', than: ['real, 4 times'], atLeast: 0.8 },
  })
}

/** What has another result than the case is not compared. */
function withoutValues(contender) { return { ...contender, values: undefined } }
