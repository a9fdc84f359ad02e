// Node, Deno and Bun: files and worker_threads.

import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { parentPort, Worker } from 'node:worker_threads'
import { shown, ValueError } from './errors.js'
import type { Platform } from './platform.js'

const { versions, arch } = process
// Node 20 has the flag and gains nothing by it; Deno and Bun give no access to V8's flags, or have no V8.
const cannotWiden = versions['bun'] || versions['deno'] || Number.parseInt(versions.node) < 22 ? 'only Node from 22 on has the pass' : arch !== 'x64' ? `${arch} has no 256-bit vectors` : ''

const pathOf = (place: string | URL): string | URL => String(place).startsWith('file:') ? new URL(place) : place

function onEnd(worker: Worker, f: (why: string) => void): void {
  let ended = false
  const end = (why: string): void => { if (!ended) { ended = true; f(why) } }
  worker.on('error', error => end(String(error)))
  worker.on('exit', code => end(`exit code ${code}`))
}

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
      onEnd: f => onEnd(worker, f),
      unref: () => worker.unref(),
      terminate: () => { void worker.terminate() },
    }
  },
  takeWorker(given) {
    if (!(given instanceof Worker || typeof given === 'string' || given instanceof URL)) throw new ValueError(`spawn: give a Worker of node:worker_threads, or the URL of its module, not ${shown(given)}`)
    // The one flag that workers do not take over.
    const flags = process.execArgv.some(flag => flag.startsWith('--input-type')) ? { execArgv: [] } : {}, worker = given instanceof Worker ? given : new Worker(pathOf(given), flags)
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      onMessage: f => { worker.on('message', f) },
      onEnd: f => onEnd(worker, f),
      watch() { /* 'exit' tells */ },
      hold: on => { if (on) worker.ref(); else worker.unref() },
      async end() {
        await worker.terminate()
        return !versions['deno']                          // which lets a busy one go on (2.9)
      },
    }
  },
  parent: parentPort ? {
    post: (message, transfer) => parentPort!.postMessage(message, transfer),
    onMessage: f => { parentPort!.on('message', f) },
    keep: () => Promise.resolve(true),                    // 'exit' tells
  } : undefined,
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
