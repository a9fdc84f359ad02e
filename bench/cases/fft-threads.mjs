export const about = 'Transforms on two threads against one, the result given'

import { transformCase } from '../harness/transform-case.mjs'
import { dtypes, shapes } from './fft-many.mjs'

const all = [['fft 1048576', 'fft', [2 ** 20], 1.6], ...shapes.map(row => [...row, 1.75])]

export function cases({ threads }) {
  if (threads < 2) return []
  return dtypes.flatMap(dtype => all.map(([name, op, shape, atLeast]) => transformCase({
    name: `${name} ${dtype}, threads`, op, dtype, shape, as: { '2 threads': 2, '1 thread': 1 }, into: true, threads: 2,
    against: shape.length > 1 ? ['SciPy'] : [], part: shape[0] === 2048 ? 0.4 : 0.7,
    target: { of: '2 threads', than: ['1 thread'], atLeast },
  })))
}
