// Where kernels and workers may come from, every form of init's `wasm` and `worker`, and what each says when it goes wrong.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { Worker } from 'node:worker_threads'
import * as np from '../dist/index.js'
import { Pool, type Thread } from '../dist/pool.js'

const file = new URL('../dist/lanewise-simd.wasm', import.meta.url), bytes = new Uint8Array(readFileSync(file)), script = new URL('../dist/worker.js', import.meta.url)
const relaxed = new Uint8Array(readFileSync(new URL('../dist/lanewise-relaxed.wasm', import.meta.url)))
const n = 1_000_000
const rejected = async (p: Promise<unknown>): Promise<Error> => p.then(() => { throw new Error('nothing was thrown') }, (e: unknown) => e as Error)
const works = (): void => { expect(np.scope(() => np.sum(np.add(np.arange(n), 1)))).toBe(n * (n + 1) / 2) }

let server: Server, origin = ''
beforeAll(async () => {
  const html = '<!doctype html><title>the app</title>'
  const answers: Record<string, [type: string, body: string | Uint8Array, headers?: Record<string, string>]> = {
    '/simd.wasm': ['application/wasm', bytes], '/untyped.wasm': ['application/octet-stream', bytes], '/app/simd.wasm': ['text/html', html], '/liar.wasm': ['application/wasm', html],
    '/cut.wasm': ['application/wasm', bytes.subarray(0, 1000)], '/worker.js': ['text/javascript', ''], '/embedded.js': ['text/javascript', '', { 'cross-origin-embedder-policy': 'require-corp' }], '/app/worker.js': ['text/html', html],
  }
  server = createServer((request, response) => {
    const found = answers[request.url!]
    response.writeHead(found ? 200 : 404, found ? { 'content-type': found[0], ...found[2] } : {})
    response.end(found?.[1])
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => { np.close() })
afterAll(() => { server.closeAllConnections(); server.close() })

/** The plain binary with another fingerprint: its export has another name. */
function otherVersion(): Uint8Array {
  const copy = Buffer.from(bytes)
  copy.write('fingerprinT', copy.indexOf('fingerprint'))
  return copy
}
const response = (type: string): Response => new Response(bytes, { headers: { 'content-type': type } })

describe('wasm', () => {
  test.each<[string, () => np.WasmOption]>([
    ['a URL of a file', () => file], ['the same as a string', () => String(file)], ['a path', () => fileURLToPath(file)],
    ['a URL', () => new URL('/simd.wasm', origin)], ['a URL of another type', () => `${origin}/untyped.wasm`],
    ['a response', () => response('application/wasm')], ['one of another type', () => response('text/plain')], ['what fetch gives', () => fetch(`${origin}/simd.wasm`)],
    ['bytes', () => bytes], ['a buffer', () => bytes.slice().buffer], ['a view into a buffer', () => { const b = new Uint8Array(bytes.length + 7); b.set(bytes, 7); return b.subarray(7) }],
    ['a module', () => new WebAssembly.Module(bytes)], ['a promise of a module', () => WebAssembly.compile(bytes)],
    ['a pair of one', () => ({ simd: file })], ['a pair', () => ({ simd: file, relaxed: new URL('../dist/lanewise-relaxed.wasm', import.meta.url) })],
  ])('%s', async (name, wasm) => {
    await np.init({ wasm: wasm(), threads: 2 })
    if (name !== 'a pair') expect(np.info().variant).toBe('simd')
    expect(np.info().threads).toBe(2)
    works()
  })

  test('of a pair only the one that is used is loaded', async () => {
    await np.init({ wasm: { simd: bytes, relaxed: '/no/such/file' }, reproducible: true, threads: 1 })
    expect(np.info()).toMatchObject({ variant: 'simd', variantWhy: 'reproducible' })
  })

  test.each<[string, () => np.WasmOption, string, RegExp]>([
    ['a URL that is not there', () => `${origin}/none.wasm`, 'LoadError', /answers 404 for http.*none\.wasm/],
    ['a response that says so', () => fetch(`${origin}/none.wasm`), 'LoadError', /404/],
    ['a page', () => `${origin}/app/simd.wasm`, 'FormatError', /is not WebAssembly but a page/],
    ['a page that is called WebAssembly', () => `${origin}/liar.wasm`, 'FormatError', /does not compile: .*magic/],
    ['a binary that is cut off', () => `${origin}/cut.wasm`, 'FormatError', /does not compile/],
    ['bytes that are cut off', () => bytes.subarray(0, 5000), 'FormatError', /does not compile/],
    ['no bytes', () => new Uint8Array(0), 'FormatError', /is not WebAssembly/],
    ['other bytes', () => new TextEncoder().encode('function () {}'), 'FormatError', /is not WebAssembly; /],
    ['a server that is not there', () => 'http://127.0.0.1:1/simd.wasm', 'LoadError', /127\.0\.0\.1:1.* could not be loaded/],
    ['a file that is not there', () => '/no/such/file.wasm', 'LoadError', /no\/such\/file\.wasm could not be loaded/],
    ['a promise that fails', () => Promise.reject(new TypeError('Failed to fetch')), 'LoadError', /could not be loaded: Failed to fetch/],
    ['a module of somebody else', () => Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), 'FormatError', /not one of Lanewise's/],
    ['a binary of another version', () => otherVersion(), 'FormatError', /of another version of Lanewise/],
    ['a number', () => 5 as never, 'ValueError', /wasm must be a URL/], ['null', () => null as never, 'ValueError', /wasm must be/], ['an empty pair', () => ({}), 'ValueError', /wasm must be/], ['a misspelt pair', () => ({ simd: file, relax: file }) as never, 'ValueError', /wasm must be/],
  ])('%s is refused by name, and init may be called anew', async (_, wasm, name, message) => {
    const error = await rejected(np.init({ wasm: wasm(), threads: 1 }))
    expect([error.name, error.message]).toEqual([name, expect.stringMatching(message)])
    await np.init({ threads: 1 })
    works()
  })

  test('the wrong variant is refused', async () => {
    expect((await rejected(np.init({ wasm: { relaxed }, reproducible: true }))).message).toMatch(/simd\.wasm is needed here/)
    for (const wasm of [{ simd: relaxed }, relaxed]) {
      // An engine without relaxed SIMD does not compile it.
      expect((await rejected(np.init({ wasm, reproducible: true }))).message).toMatch(/gives the binary relaxed\.wasm where simd\.wasm is wanted|does not compile/)
    }
    expect((await rejected(np.init({ wasm: file, wide: true }))).message).toMatch(/leave wasm out/)
  })

  test('a second call with another one is refused; equal URLs are the same', async () => {
    await np.init({ wasm: { simd: new URL(file) }, worker: new URL(script), threads: 1 })
    await np.init({ wasm: { simd: String(file) }, worker: String(script) })
    for (const [key, options] of [['wasm', { wasm: { simd: bytes } }], ['wasm', { wasm: file }], ['wasm', { wasm: { simd: file, relaxed } }], ['worker', { worker: '/elsewhere.js' }]] as const) {
      const error = await rejected(np.init(options))
      expect([error.name, error.message]).toEqual(['ValueError', expect.stringContaining(`already started with ${key}`)])
    }
  })
})

describe('worker', () => {
  test.each<[string, () => np.WorkerOption]>([
    ['a URL', () => script], ['a string', () => String(script)], ['a path', () => fileURLToPath(script)], ['a function', () => () => new Worker(script, { execArgv: [] }) as never],
  ])('%s', async (_, worker) => {
    await np.init({ worker: worker(), threads: 3 })
    expect(np.info()).toMatchObject({ threads: 3, threadsWhy: 'asked for' })
    works()
  })

  test.each<[string, () => np.WorkerOption, RegExp]>([
    ['a file that is not there', () => '/no/such/worker.js', /worker 0 could not start: .*no\/such\/worker\.js/],
    ['a script that fails', () => () => new Worker('throw new Error("not today")', { eval: true, execArgv: [] }) as never, /could not start: Error: not today/],
    ['a function that fails', () => () => { throw new Error('no workers here') }, /could not start: Error: no workers here/],
  ])('%s: one thread, and why', async (_, worker, why) => {
    await np.init({ worker: worker(), threads: 2 })
    expect(np.info()).toMatchObject({ threads: 1, threadsWhy: expect.stringMatching(why) })
    works()
  })

  test('one that never answers is waited for in bounded time, and ended', async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    let ended = 0
    const startThread = (): Thread => ({ post() {}, onMessage() {}, onEnd() {}, unref() {}, terminate() { ended++ } })
    const pool = new Pool({ module: new WebAssembly.Module(bytes), memory, startThread, scratch: () => 0, canBlock: true, deadAfterMs: 20, publish() {}, claim: () => -1 })
    await pool.start(1)
    expect([pool.threads, pool.why, ended]).toEqual([1, 'worker 0 could not start: no answer in 0.02 s', 1])
  })

  test.each([5, null, {}])('%p is refused', async worker => {
    expect(await rejected(np.init({ worker: worker as never }))).toMatchObject({ name: 'ValueError', message: expect.stringMatching(/worker must be/) })
  })

  test('worker.js starts as a module and as a script', () => { expect(new Script(readFileSync(script, 'utf8'))).toBeDefined() })
})

test('browsers do not say why a worker did not start; its server does', async () => {
  const globals = globalThis as { crossOriginIsolated?: boolean; Worker?: unknown }
  globals.crossOriginIsolated = true
  globals.Worker = class { set onerror(f: (event: unknown) => void) { setTimeout(() => f({})) } }
  try {
    const { webPlatform } = await import('../dist/platform.web.js')
    const platform = webPlatform(() => Promise.resolve(bytes)), why = async (worker?: np.WorkerOption): Promise<string> => new Promise(resolve => { platform.startThread(worker).onEnd(resolve) })
    expect(await why()).toMatch(/Content-Security-Policy must have blob: in worker-src/)
    expect(await why(`${origin}/none.js`)).toMatch(/answers 404 for http/)
    expect(await why(`${origin}/app/worker.js`)).toMatch(/is of type 'text\/html'/)
    expect(await why(`${origin}/worker.js`)).toMatch(/served without the header Cross-Origin-Embedder-Policy: require-corp/)
    expect(await why(new URL('/embedded.js', origin))).toMatch(/must have its URL in worker-src/)
    expect(await why('http://127.0.0.1:1/worker.js')).toMatch(/could not be fetched/)
    expect(await why(() => new globals.Worker() as never)).toMatch(/its URL in worker-src.*Cross-Origin-Embedder-Policy/)
  } finally { delete globals.crossOriginIsolated; delete globals.Worker }
})

test('the package has its files by name, and an entry without kernels inside', () => {
  const out = execFileSync(process.execPath, ['--no-warnings', '--input-type=module'], { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8', input: `
    import { readFileSync } from 'node:fs'
    const files = ['simd.wasm', 'relaxed.wasm', 'worker.js', 'slim'].map(name => import.meta.resolve('lanewise/' + name).split('/').at(-1))
    const np = await import('./dist/index.slim.js')
    const error = await np.init().catch(e => e)
    await np.init({ wasm: new WebAssembly.Module(readFileSync('dist/lanewise-simd.wasm')) })
    console.log(JSON.stringify([files, error.name, error.message.slice(0, 39), np.sum(np.arange(10)), np.info().platform]))` })
  expect(JSON.parse(out)).toEqual([['lanewise-simd.wasm', 'lanewise-relaxed.wasm', 'worker.js', 'index.js'], 'ValueError', 'init: lanewise/slim has no kernels insi', 45, 'web worker'])
})
