// The most multiply-adds that the machine does: the time that the flops of a case would take if there were nothing else to do.

import { VECTORS } from '../../dist/profile/limits.js'
import { runtime } from '../../dist/runtime.js'
import { np, use } from '../lanewise.mjs'

// Of about a millisecond.
const UNITS = 128
const suffix = { float32: 'f32', float64: 'f64' }

/** The contender 'roofline' for so many flops of float32 or float64. */
export function roofline({ dtype, flops, threads }) {
  const { pool, job, kernels } = runtime(), kernel = kernels.get(`peak_${suffix[dtype]}`), x = np.array([0.9999, 1e-4], dtype), out = np.empty([16 / x.itemsize], dtype)
  return {
    name: 'roofline',
    threads,
    before: () => use(threads),
    calls: UNITS * VECTORS * 2 * (16 / x.itemsize) / flops,
    run() {
      job.head(2, 1, 2, 1, 1, false, 1)
      job.operand(0, x.address, dtype, dtype)
      job.operand(1, out.address, dtype, dtype)
      pool.run(kernel, UNITS, 8000)
    },
    dispose() { x.dispose(); out.dispose() },
  }
}
