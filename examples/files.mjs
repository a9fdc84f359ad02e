// .npy and .npz: the bytes that NumPy reads and writes.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as np from 'lanewise'

await np.init()
const folder = await mkdtemp(join(tmpdir(), 'lanewise-'))
const file = join(folder, 'measurement.npz')

const time = np.arange(0, 1, 0.25), value = np.array([[1, 2, 3, 4], [5, 6, 7, 8]], 'float32')
await writeFile(file, np.savez_compressed({ time, value }))

const back = np.load(await readFile(file))
console.log(back.time)
console.log(back.value, np.all(np.equal(back.value, value)))
await rm(folder, { recursive: true })
