export const about = 'Whole applications (bench/apps): the same computation by plain loops, by Lanewise on one thread and on all'

import { difference as differenceOf } from '../../dist/profile/comparison.js'
import { free, listsOf } from '../../dist/profile/outcome.js'
import { applications } from '../apps/index.mjs'
import { np, use } from '../lanewise.mjs'

// Seconds for all rounds of a case: plain loops take seconds for one call.
const BUDGET = 90
const goals = { monitoring: 12 }

export function cases({ threads, quick = false }) {
  return applications.flatMap(application => [
    sized(application, quick ? 'quick' : 'usual', threads),
    ...application.name in goals && !quick ? [sized(application, 'full', threads, goals[application.name])] : [],
  ])
}

function sized({ name, about: aboutOf, sizes, make, tolerance }, which, threads, atLeast) {
  const size = sizes[which], all = `${threads} threads`
  return {
    name: `${name}, ${which}`, explained: aboutOf(size), budget: BUDGET,
    ...atLeast ? { target: { of: threads > 1 ? all : '1 thread', than: ['naive JS'], atLeast } } : {},
    difference: (expected, actual) => {
      for (const [part, list] of expected) {
        const wrong = differenceOf(list, actual.get(part) ?? [], tolerance, 'Lanewise')
        if (wrong) return part ? `${part}: ${wrong}` : wrong
      }
      return undefined
    },
    make() {
      const made = make(np, size)
      const way = (label, count, f) => ({
        name: label, threads: count,
        before: () => use(count),
        run() { free(f()) },
        values() { const outcome = f(); try { return listsOf(name, outcome) } finally { free(outcome) } },
      })
      const list = [way('1 thread', 1, () => made.lanewise()), ...threads > 1 ? [way(all, threads, () => made.lanewise())] : [], way('naive JS', 1, () => made.naive())]
      list[0].dispose = () => made.dispose()
      return list
    },
  }
}
