// Browsers: everything inline, since that is the one form that every bundler and dev server passes on unharmed.

import { unpacked } from './unpack.js'
import type { Platform } from './platform.js'
import { workerSource } from './worker-source.js'

const isolated = globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function'
const inPage = typeof document !== 'undefined'

/** Pages and web workers. */
export const platform: Platform = {
  name: inPage ? 'page' : 'web worker',
  kernels: unpacked,
  startThread() {
    const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }))
    const worker = new Worker(url, { name: 'lanewise' })
    URL.revokeObjectURL(url)
    return {
      post: message => worker.postMessage(message),
      onMessage: f => { worker.onmessage = event => f(event.data) },
      onEnd: f => { worker.onerror = event => f(event.message || 'the worker could not be loaded; a strict Content-Security-Policy needs worker-src blob:') },
      unref() {},
      terminate: () => worker.terminate(),
    }
  },
  cores: globalThis.navigator?.hardwareConcurrency ?? 1,
  unshared: isolated ? '' : 'the page is not cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
  canBlock: !inPage,
}
