// Long work in another thread: arrays cross without copies, this thread stays free meanwhile.
import * as np from 'lanewise'

await np.init()
const remote = await np.spawn(new URL('./analysis.js', import.meta.url))   // on a page new Worker(new URL(…), { type: 'module' }), which bundlers know
console.log('arrays cross without copies:', remote.shared)

let turns = 0
const clock = setInterval(() => { turns++ }, 5)
const matrix = np.scope(() => np.sin(np.arange(360_000)).reshape([600, 600])), reports = []
const { product, angles } = await remote.analyse(matrix, { rounds: 30, progress: done => reports.push(done) })
clearInterval(clock)
console.log('product', product.shape, 'angles from', angles.item(0), 'to', angles.item(-1))
console.log('this thread was free meanwhile:', turns > 0, '- reports came:', reports.length > 0)

const controller = new AbortController()
setTimeout(() => controller.abort(), 50)
await remote.analyse(matrix, { rounds: 1e9, signal: controller.signal }).catch(error => console.log('stopped:', error.name))

await remote.close()
for (const a of [matrix, product, angles]) a.dispose()   // results outlive the worker
console.log('in use:', np.info().memory.used)
