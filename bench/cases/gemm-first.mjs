export const about = 'The first product of a process, whose kernels V8 has yet to compile; each turn in a fresh process'

import { fresh } from '../harness/child.mjs'
import { np } from '../lanewise.mjs'

export function cases() {
  return [{
    name: 'first product 256 float32', target: { of: 'first call', than: ['later calls'], atMost: 3 },
    make: () => ['first call', 'later calls'].map(name => ({
      name, threads: 1, most: 1, turn: () => fresh('first-product.mjs', JSON.stringify({ later: name === 'later calls', variant: np.info().variant })),
    })),
  }]
}
