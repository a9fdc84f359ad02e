// Node, Deno and Bun: files and worker_threads.

import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Platform } from './platform.js'

/** Node, Deno and Bun. */
export const platform: Platform = {
  name: 'node',
  kernels: variant => readFile(new URL(`./lanewise-${variant}.wasm`, import.meta.url)),
  startThread() {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { name: 'lanewise', execArgv: [] })
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
  cores: availableParallelism(),
  unshared: '',
  canBlock: true,
}
