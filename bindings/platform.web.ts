// Browsers. The kernels come with the entry: index.web.ts has them inline, since that is the one form that every bundler and dev
// server passes on unharmed; index.slim.ts has none.

import { shown, UnsupportedError, ValueError } from './errors.js'
import type { Platform, WorkerOption } from './platform.js'
import { workerSource } from './worker-source.js'

const isolated = globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function'
const inPage = typeof document !== 'undefined'

function inlineWorker(): Worker {
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }))
  try { return new Worker(url, { name: 'lanewise' }) } finally { URL.revokeObjectURL(url) }
}

const policy = (what: string): string => `a Content-Security-Policy must have ${what} in worker-src (else child-src, script-src)`
const allowing = (script: WorkerOption | undefined): string => script === undefined ? `${policy('blob:')}, or init({ worker }) say where lanewise/worker.js is` : `${policy('its URL')}, which must be of the page's own origin`

function start(script: WorkerOption | undefined): Worker {
  if (typeof script === 'function') return script()
  try { return script === undefined ? inlineWorker() : new Worker(script, { name: 'lanewise' }) } catch (cause) { throw new UnsupportedError(`${(cause as Error).message} (${allowing(script)})`, { cause }) }
}

// Browsers do not say why a worker's script did not start.
async function whyBlocked(script: WorkerOption | undefined): Promise<string> {
  const embedder = 'the header Cross-Origin-Embedder-Policy: require-corp, which an isolated page wants of its workers too'
  if (script === undefined) return `the browser did not start it: ${allowing(script)}`
  if (typeof script === 'function') return `the browser did not start it: ${allowing(script)}; its script needs ${embedder}`
  try {
    const { ok, status, headers } = await fetch(script), type = headers.get('content-type') ?? ''
    if (!ok) return `the server answers ${status} for ${String(script)}`
    if (!/javascript/.test(type)) return `${String(script)} is of type '${type}', not a script`
    if (isolated && !headers.has('cross-origin-embedder-policy')) return `${String(script)} is served without ${embedder}`
    return `the browser did not start it: ${allowing(script)}`
  } catch (error) { return `${String(script)} could not be fetched (${(error as Error).message})` }
}

// Of a Worker that somebody else made not even the URL is known.
const SILENT = "the browser does not say why. Its script may be missing on the server; on an isolated page it must come with the header Cross-Origin-Embedder-Policy: require-corp; a Content-Security-Policy must allow its URL in worker-src (else child-src, script-src)"

// Nobody tells a page that a worker has ended, but a lock that it held can be had then.
const locks = (globalThis.navigator as Navigator | undefined)?.locks
// Chromium lets a busy worker go on for 2 s.
const LAST_STEPS_MS = 10000
const pause = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms) })

/** Pages and web workers, with kernels from where the entry has them. */
export const webPlatform = (kernels: Platform['kernels']): Platform => ({
  name: inPage ? 'page' : 'web worker',
  kernels,
  read: url => fetch(url),
  startThread(script) {
    const worker = start(script)
    return {
      post: message => worker.postMessage(message),
      onMessage: f => { worker.onmessage = event => f(event.data) },
      onEnd: f => { worker.onerror = event => { if (event.message) f(`${event.message} (${event.filename})`); else void whyBlocked(script).then(f) } },
      unref() {},
      terminate: () => worker.terminate(),
    }
  },
  takeWorker(given) {
    if (!(given instanceof Worker || typeof given === 'string' || given instanceof URL)) throw new ValueError(`spawn: give a Worker, or the URL of its module, not ${shown(given)}`)
    const worker = given instanceof Worker ? given : new Worker(given, { type: 'module' })
    let ended: (why: string) => void, up = false, gone: (sure: true) => void
    const released = new Promise<boolean>(resolve => { gone = resolve })
    return {
      post: (message, transfer) => worker.postMessage(message, transfer ?? []),
      onMessage: f => {
        worker.addEventListener('message', event => f(event.data))
        worker.addEventListener('messageerror', () => ended('a message could not be read'))
      },
      onEnd: f => {
        ended = f
        worker.addEventListener('error', event => {
          if (up) return                                  // the browser's console has it, and the worker goes on
          if (event.message) f(`${event.message} (${event.filename})`); else if (given instanceof Worker) f(SILENT); else void whyBlocked(given).then(f)
        })
      },
      watch(lock) {
        up = true
        if (lock !== undefined) void locks!.request(lock, () => { gone(true); ended('the worker was terminated, or closed itself') })
      },
      hold() { /* pages do not end by themselves */ },
      end() {
        worker.terminate()
        return Promise.race([released, pause(LAST_STEPS_MS).then(() => false)])
      },
    }
  },
  parent: inPage ? undefined : {
    post: (message, transfer) => (globalThis as unknown as Worker).postMessage(message, transfer ?? []),
    onMessage: f => { globalThis.addEventListener('message', event => f(event.data)) },
    // A worker of an opaque origin, from a data: URL say, may have none.
    keep: lock => locks === undefined ? Promise.resolve(false) : new Promise(resolve => { locks.request(lock, () => { resolve(true); return new Promise(() => { /* for ever */ }) }).catch(() => resolve(false)) }),
  },
  cores: globalThis.navigator?.hardwareConcurrency ?? 1,
  unshared: isolated ? '' : 'the page is not cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
  canBlock: !inPage,
})
