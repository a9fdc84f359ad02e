// In a process of its own: how long init() takes. The argument is the number of threads.

import * as np from '../dist/index.js'

const begin = performance.now(), used = process.cpuUsage()
await np.init({ threads: Number(process.argv[2]) })
const { user, system } = process.cpuUsage(used)
console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1e3, cpu: (user + system) / 1e6 }))
