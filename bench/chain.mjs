// In a process of its own: a chain of ops on n values, each on the result before it, as often as asked, with a pass of the event
// loop (where finalisers run) after each. Prints the median time of a chain, or the error.

import { setTimeout } from 'node:timers/promises'
import * as np from '../dist/index.js'
import { median } from '../dist/profile/statistics.js'

const { n, dtype, steps, dispose, times, init } = JSON.parse(process.argv[2])

function chain(first) {
  let x = first
  for (let i = 0; i < steps; i++) {
    const next = i % 2 ? np.subtract(x, 1) : np.add(x, 1)
    if (dispose && x !== first) x.dispose()
    x = next
  }
  if (dispose) x.dispose()
}

try {
  await np.init(init)
  np.scope(() => { for (let i = 0; i < 50; i++) np.add(np.subtract(np.ones([50000], dtype), 1), 1) }) // for the optimisers
  const first = np.ones([n], dtype), took = [], used = process.cpuUsage()
  for (let i = 0; i < times; i++) {
    const begin = performance.now()
    chain(first)
    took.push((performance.now() - begin) / 1e3)
    await setTimeout(20)
  }
  const { user, system } = process.cpuUsage(used)
  console.log(JSON.stringify({ seconds: median(took), cpu: (user + system) / 1e6 / times }))
} catch (error) {
  console.log(JSON.stringify({ error: `${error.name}: ${error.message}` }))
}
process.exit()
