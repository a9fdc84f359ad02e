// Browsers: everything inline, since that is the one form that every bundler and dev server passes on unharmed.

import { binaries, workerSource } from './inline.js'
import type { Platform } from './platform.js'

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?(s: string): Uint8Array<ArrayBuffer> }).fromBase64
  if (native) return native.call(Uint8Array, base64)
  const text = atob(base64), out = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i)
  return out
}

const isolated = globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function'
const inPage = typeof document !== 'undefined'

/** Pages and web workers. */
export const platform: Platform = {
  name: inPage ? 'page' : 'web worker',
  async kernels(variant) {
    const stream = new Blob([bytesOf(binaries[variant])]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    return new Response(stream).arrayBuffer()
  },
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
