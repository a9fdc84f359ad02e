export const about = 'Results left to the garbage collector against results disposed of, all threads'

import { setTimeout } from 'node:timers/promises'
import { np, use } from '../lanewise.mjs'
import { floats, power } from '../harness/op-case.mjs'

/** A chain of ops on n values; each takes the result before it. */
function chain(title, n, dtype, steps) {
  const once = (first, dispose) => {
    let x = first
    for (let i = 0; i < steps; i++) {
      const next = i % 2 ? np.subtract(x, 1) : np.add(x, 1)
      if (dispose && x !== first) x.dispose()
      x = next
    }
    return x
  }
  return {
    name: `${title} ${power(n)} ${dtype}`, tolerance: {}, target: { of: 'not disposed', than: ['disposed'], atMost: 1.5 },
    make() {
      const first = np.ones([n], dtype)
      const contender = dispose => ({
        name: dispose ? 'disposed' : 'not disposed',
        async turn(count) {
          use('all')
          const begin = performance.now(), used = process.cpuUsage()
          for (let i = 0; i < count; i++) {
            const last = once(first, dispose)
            if (dispose) last.dispose()
          }
          const took = (performance.now() - begin) / 1e3 / count, { user, system } = process.cpuUsage(used)
          await setTimeout(20) // a program comes back to its event loop, where finalisers run
          return { seconds: took, cpu: (user + system) / 1e6 / count }
        },
        most: 1,
        values: () => once(first, true).toTypedArray().subarray(0, 100),
        dispose: () => first.dispose(),
      })
      return [contender(false), contender(true)]
    },
  }
}

export function cases() {
  return [...floats.map(dtype => chain('200 chained ops', 1e6, dtype, 200)), ...floats.map(dtype => chain('6 chained ops', 5e7, dtype, 6))]
}
