// Lanewise as a contender, from dist/: on one thread, on all, by the pool's own choice, and forced to share whatever can be shared.

import * as np from '../dist/index.js'
import { runtime } from '../dist/runtime.js'
import { elementsOf, free, operation } from './harness/ops.mjs'

let threads = 1

export async function start(options) {
  await np.init(options)
  threads = np.info().threads
}

/** Prepares a turn on so many threads; 'auto' and 'all' are all there are, on the terms of the pool; 'forced' shares small jobs too. */
export function use(how) {
  np.setThreads(typeof how === 'number' ? Math.min(how, threads) : threads)
  runtime().pool.always = how === 'forced'
}

const views = { transposed: a => np.transpose(a), stepped: a => np.slice(a, '::2'), reversed: a => np.slice(a, '::-1'), broadcast: a => np.broadcast_to(a, [a.size, a.size]) }

/** Contenders for an op, one for each entry of `as`: { name: threads }. They share their inputs. */
export function contenders({ op, inputs, as }) {
  const f = operation(np, op), arrays = {}, bases = []
  for (const { name, data, dtype, shape, view } of inputs) {
    const base = np.reshape(np.array(data, dtype), shape)
    arrays[name] = view ? views[view](base) : base
    bases.push(base, arrays[name])
  }
  return Object.entries(as).map(([name, how]) => ({
    name,
    threads: how,
    before: () => use(how),
    run: () => free(f(arrays)),
    values() { const result = f(arrays), copy = elementsOf(result ?? arrays.c); free(result); return copy },
    dispose() { for (const a of bases) a.dispose() },
  }))
}

export { np }
