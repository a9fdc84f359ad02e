// In a process of its own: the first product of two matrices, or (`later`) the median of those after it, when all is compiled.

import * as np from '../dist/index.js'
import { median } from '../dist/profile/statistics.js'

const { later, variant } = JSON.parse(process.argv[2]), n = 256
await np.init({ threads: 1, variant })
const a = np.ones([n, n], 'float32'), b = np.ones([n, n], 'float32'), c = np.empty([n, n], 'float32')

function timed() {
  const used = process.cpuUsage(), begin = performance.now()
  np.matmul(a, b, { out: c })
  const seconds = (performance.now() - begin) / 1e3, { user, system } = process.cpuUsage(used)
  return { seconds, cpu: (user + system) / 1e6 }
}

let took = timed()
if (later) {
  const all = Array.from({ length: 300 }, timed).slice(100)
  took = { seconds: median(all.map(t => t.seconds)), cpu: median(all.map(t => t.cpu)) }
}
console.log(JSON.stringify(took))
