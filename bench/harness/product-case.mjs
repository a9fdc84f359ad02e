// What the cases of BLAS are: one product, by Lanewise, by others, and at the limit of the machine.

import { contenders as lanewise } from '../lanewise.mjs'
import { makeInputs } from './data.mjs'
import { naive } from './naive.mjs'
import { roofline } from './roofline.mjs'

/** Relative to the largest element, for products of numbers around 0. */
export const tolerances = { float32: { absolute: 1e-5 }, float64: { absolute: 1e-13 }, complex64: { absolute: 1e-5 }, complex128: { absolute: 1e-13 } }

/**
 * A case of a product, `op` of a and b into a result of shape `result`: Lanewise as `as` says, then with the result given (`out`),
 * those of `against` with so many threads, in processes of their own, and NumPy in both forms. `besides(made)` adds contenders.
 */
export function productCase({ op = 'matmul', dtype, inputs, result, flops, threads = 1, as = { lanewise: threads }, against = [], limit = true, besides = () => [], ...rest }) {
  const into = `${op}_out`, withResult = { ...inputs, c: { dtype, shape: result } }
  return {
    tolerance: tolerances[dtype], flops, ...rest,
    async make({ rival, apart }) {
      const made = makeInputs(inputs), list = lanewise({ op, inputs: made, as })
      if (result) list.push(...lanewise({ op: into, inputs: makeInputs(withResult), as: { out: threads } }))
      if (limit) list.push(roofline({ dtype, flops, threads }))
      list.push(...besides(made))
      for (const name of against) {
        if (name === 'naive JS') { list.push(naive({ op, inputs: made })); continue }
        const adapter = await (name === 'NumPy' ? rival : apart)(name, name === 'numpy-ts' ? 1 : threads)
        if (name === 'NumPy') {
          list.push(adapter.contender?.({ op, inputs: made }))
          if (result) list.push(adapter.contender?.({ op: into, inputs: makeInputs(withResult), as: 'NumPy out' }))
        } else list.push(await adapter.contender?.({ op: name === 'wide' ? into : op, inputs: name === 'wide' ? withResult : inputs }))
      }
      return list.filter(Boolean)
    },
  }
}

/** Libraries that multiply matrices with kernels in WebAssembly, and ways in plain JavaScript, which take seconds beyond 512. */
export const js = ['numpy-ts', 'jax-js', 'tfjs-wasm', 'onnxruntime-web']
export const plain = ['ml-matrix', 'stdlib', 'naive JS']
export const domain = [-1, 1]
