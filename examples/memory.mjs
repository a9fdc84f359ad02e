// Three ways to free arrays early: scope, dispose, out. The garbage collector is the safety net, but it cannot run inside a loop.
import * as np from 'lanewise'

await np.init()
const used = () => `${np.info().memory.used} bytes in ${np.info().memory.blocks} blocks`

const x = np.ones(1_000_000)
console.log('one array:', used())

const rms = np.scope(() => np.sqrt(np.mean(np.square(x))).item())
console.log('rms', rms, '- the scope freed its intermediate arrays:', used())

const y = np.empty_like(x)
for (let i = 0; i < 100; i++) np.add(x, i, { out: y })   // no new array in the loop
console.log('out=:', used())

y.dispose()
x.dispose()
console.log('disposed:', used())
