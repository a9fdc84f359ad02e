export const about = 'What a call costs before there is much to compute'

import { runtime } from '../../dist/runtime.js'
import { fresh } from '../harness/child.mjs'
import { everyone, opCase } from '../harness/op-case.mjs'
import { np, use } from '../lanewise.mjs'

const vector = n => ({ dtype: 'float32', shape: [n] })

export function cases({ threads }) {
  return [
    opCase({
      name: 'add 1000 float32', op: 'add', inputs: { a: vector(1000), b: vector(1000) }, against: everyone, tolerance: {},
      target: { of: 'lanewise', atMost: 1e-6 },
    }),
    opCase({ name: 'add empty', op: 'add', inputs: { a: vector(0), b: vector(0) }, against: everyone, tolerance: {} }),
    ...threads > 1 ? [forkJoin(threads), shared(threads)] : [],
    {
      name: 'start-up', target: { of: '2 threads', atMost: 0.1 },
      make: () => [1, 2].map(n => ({ name: `${n} thread${n > 1 ? 's' : ''}`, most: 1, turn: () => fresh('start-up.mjs', String(n)) })),
    },
  ]
}

/** A kernel over two ranges of one element each, straight through the pool. */
function forkJoin(threads) {
  return {
    name: 'fork and join', target: { of: 'lanewise', atMost: 2e-6 },
    make() {
      const a = np.zeros([2], 'float32'), out = np.zeros([2], 'float32'), { pool, job, kernels } = runtime(), kernel = kernels.get('negative_f32')
      const prepare = () => { np.negative(a, { out }); job.head(2, 1, 2, 1, 1, false, 4) } // the job as written, in tiles of one element
      return [
        { name: 'lanewise', before() { use(threads); prepare() }, calls: 100, run() { for (let i = 0; i < 100; i++) pool.run(kernel, 2, 1e6) }, dispose() { a.dispose(); out.dispose() } },
        { name: 'without pool', threads: 1, before() { use(1); prepare() }, calls: 100, run() { for (let i = 0; i < 100; i++) pool.run(kernel, 2, 10) } },
      ]
    },
  }
}

/** Two ranges of 8192 square roots on two threads against one of the ranges: what they take beyond it is the fork and the join. */
function shared(threads) {
  return {
    name: 'fork and join, shared', target: { of: 'lanewise', minus: 'one range', atMost: 2e-6 },
    make() {
      const a = np.ones([16384], 'float32'), out = np.empty([16384], 'float32'), { pool, kernels } = runtime(), kernel = kernels.get('sqrt_f32')
      const prepare = () => { np.sqrt(a, { out }) }
      return [
        { name: 'lanewise', before() { use(threads); prepare() }, calls: 100, run() { for (let i = 0; i < 100; i++) pool.run(kernel, 2, 1e6) }, dispose() { a.dispose(); out.dispose() } },
        { name: 'one range', threads: 1, before() { use(1); prepare() }, calls: 100, run() { for (let i = 0; i < 100; i++) pool.run(kernel, 1, 1e6) } },
        { name: 'both ranges', threads: 1, before() { use(1); prepare() }, calls: 100, run() { for (let i = 0; i < 100; i++) pool.run(kernel, 2, 1e6) } },
      ]
    },
  }
}
