// Node, Deno and Bun: files and worker_threads.

import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Platform } from './platform.js'

const { versions, arch } = process
// Node 20 has the flag and gains nothing by it; Deno and Bun give no access to V8's flags, or have no V8.
const cannotWiden = versions['bun'] || versions['deno'] || Number.parseInt(versions.node) < 22 ? 'only Node from 22 on has the pass' : arch !== 'x64' ? `${arch} has no 256-bit vectors` : ''

const pathOf = (place: string | URL): string | URL => String(place).startsWith('file:') ? new URL(place) : place

/** Node, Deno and Bun. */
export const platform: Platform = {
  name: 'node',
  kernels: variant => readFile(new URL(`./lanewise-${variant}.wasm`, import.meta.url)),
  read: async url => /^(https?|data|blob):/.test(String(url)) ? fetch(url) : readFile(pathOf(url)),
  startThread(script = new URL('./worker.js', import.meta.url)) {
    const worker = typeof script === 'function' ? script() as unknown as Worker : new Worker(pathOf(script), { name: 'lanewise', execArgv: [] })
    return {
      post: message => worker.postMessage(message),
      onMessage: f => { worker.on('message', f) },
      onEnd: f => {
        let ended = false
        const end = (why: string): void => { if (!ended) { ended = true; f(why) } }
        worker.on('error', error => end(String(error)))
        worker.on('exit', code => end(`exit code ${code}`))
      },
      unref: () => worker.unref(),
      terminate: () => { void worker.terminate() },
    }
  },
  wide: {
    why: cannotWiden,
    kernels: () => readFile(new URL('./lanewise-wide.wasm', import.meta.url)),
    use: on => setFlagsFromString(`--${on ? '' : 'no-'}experimental-wasm-revectorize`),
    eager: on => setFlagsFromString(on ? '--no-liftoff' : '--liftoff'),
  },
  cores: availableParallelism(),
  unshared: '',
  canBlock: true,
}
