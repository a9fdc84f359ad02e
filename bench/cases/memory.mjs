export const about = 'Results left to the garbage collector against results disposed of, all threads; each turn in a fresh process'

import { fresh } from '../harness/child.mjs'
import { floats, power } from '../harness/op-case.mjs'

export function cases({ threads }) {
  const chains = [[200, 1e6, 1], [200, 1e6, 8], [6, 5e7, 1], [6, 5e7, 4]]
  return chains.flatMap(([steps, n, times]) => floats.map(dtype => ({
    name: `${steps} chained ops ${power(n)} ${dtype}, ${times === 1 ? 'once' : `${times} times`}`,
    target: { of: 'not disposed', than: ['disposed'], atMost: 1.5 },
    make: () => [false, true].map(dispose => ({
      name: dispose ? 'disposed' : 'not disposed', most: 1,
      turn: () => fresh('chain.mjs', JSON.stringify({ n, dtype, steps, dispose, times, init: { threads } })),
    })),
  })))
}
