export const about = 'Matrices and vectors on one thread, beside as many bytes read (by sum) or read and written (by add)'

import { values } from '../../dist/profile/inputs.js'
import { makeInputs, sizeOf } from '../harness/data.mjs'
import { domain, js, plain, productCase, tolerances } from '../harness/product-case.mjs'
import { floats } from '../harness/op-case.mjs'
import { np, use } from '../lanewise.mjs'

export function cases() {
  return floats.flatMap(dtype => [
    product('gemv 2048', dtype, [2048, 2048], [2048], [2048]),
    product('gemv T 2048', dtype, [2048, 2048], [2048], [2048], 'transposed'),
    product('dot 1e6', dtype, [1e6], [1e6]),
    axpy(dtype),
  ])
}

// At the speed of the memory, or at NumPy's.
const target = (of, rival) => ({ of, than: ['bandwidth'], atMost: 1.15, or: { of, than: [rival], atLeast: 1 } })

function product(name, dtype, a, b, result, view) {
  return productCase({
    name: `${name} ${dtype}`, op: 'dot', dtype, inputs: { a: { dtype, shape: a, domain, view }, b: { dtype, shape: b, domain } }, result, flops: 2 * sizeOf(a), limit: false,
    // Sums of float32 one after the other, as tfjs and jax-js make them, are off by some 1e-5.
    ...result ? {} : { tolerance: { relative: dtype === 'float32' ? 1e-3 : 1e-10 } },
    against: [...view ? [] : [...dtype === 'float32' ? js : ['numpy-ts'], ...plain], 'NumPy'],
    besides: () => [bandwidth(np.array(values(dtype, sizeOf(a) + sizeOf(b), domain), dtype))],
    target: result ? target('out', 'NumPy out') : target('lanewise', 'NumPy'),
  })
}

function bandwidth(x) {
  return { name: 'bandwidth', threads: 1, before: () => use(1), run() { np.sum(x) }, dispose() { x.dispose() } }
}

/** y += x / 1000; NumPy has no such call and takes two, with a third array. */
function axpy(dtype) {
  const vector = { dtype, shape: [1e6], domain }
  return {
    name: `axpy 1e6 ${dtype}`, tolerance: tolerances[dtype], flops: 2e6, target: target('lanewise', 'NumPy'),
    async make({ rival }) {
      const blas = await import('../../dist/blas.js'), made = makeInputs({ a: vector, b: vector, c: vector }), [x, y, z] = [made[0], made[2], made[2]].map(i => np.array(i.data, dtype))
      const once = () => np.scope(() => blas.axpy(1e-3, x, np.array(made[2].data, dtype)).toTypedArray())
      return [
        { name: 'lanewise', threads: 1, before: () => use(1), run() { blas.axpy(1e-3, x, y) }, values: once, dispose() { x.dispose(); y.dispose() } },
        { name: 'bandwidth', threads: 1, before: () => use(1), run() { np.add(x, z, { out: z }) }, dispose() { z.dispose() } },
        ...(await Promise.all(['stdlib', 'NumPy'].map(name => rival(name)))).map(adapter => adapter.contender?.({ op: 'axpy', inputs: made })),
      ].filter(Boolean)
    },
  }
}
