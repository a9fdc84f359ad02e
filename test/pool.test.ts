// The runtime and its threads: init and close, forks under stress, traps, dead workers, and processes that end by themselves.

import { afterEach, describe, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { control } from '../dist/control.js'
import * as np from '../dist/index.js'
import { JOB } from '../dist/job.js'
import { Pool, type Thread } from '../dist/pool.js'
import { runtime } from '../dist/runtime.js'
import { thrown } from './support.ts'

afterEach(() => { np.close() })
const rejected = async (p: Promise<unknown>): Promise<Error> => p.then(() => { throw new Error('nothing was thrown') }, (e: unknown) => e as Error)
const words = (): Int32Array => new Int32Array(runtime().memory.buffer, 0, 256)
const pause = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms) })

function run(code: string, ...flags: string[]): Promise<{ code: number | null; signal: string | null; out: string; ms: number }> {
  const index = new URL('../dist/index.js', import.meta.url).href, start = Date.now()
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['--no-warnings', ...flags, '--input-type=module'], { stdio: ['pipe', 'pipe', 'pipe'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    let out = ''
    child.stdout.on('data', d => { out += String(d) })
    child.stderr.on('data', d => { out += String(d) })
    child.on('exit', (exit, signal) => { clearTimeout(timer); resolve({ code: exit, signal, out, ms: Date.now() - start }) })
    child.stdin.end(`import * as np from '${index}'\n${code}`)
  })
}

// How many elements a call must have to be spread over threads for sure.
const n = 1_000_000
const check = (): void => np.scope(() => {
  const a = np.arange(n), b = np.add(a, a)
  expect([b.item(0), b.item(n - 1), np.sum(b)]).toEqual([0, 2 * (n - 1), n * (n - 1)])
})

describe('init', () => {
  test('is idempotent; what contradicts the first call is refused', async () => {
    await Promise.all([np.init({ threads: 2 }), np.init({ threads: 2 }), np.init()])
    const { memory } = runtime()
    await np.init()
    await np.init({ threads: 2, memory: undefined } as { threads: number })
    expect(runtime().memory).toBe(memory)
    for (const options of [{ threads: 3 }, { memory: 1 << 24 }, { variant: 'simd' as const }, { reproducible: true }]) {
      const error = await rejected(np.init(options))
      expect([error.name, error.message.includes(Object.keys(options)[0]!)]).toEqual(['ValueError', true])
    }
    check()
  })

  test('invalid options are refused, and a good call works after them', async () => {
    const bad: unknown[] = [{ threads: 0 }, { threads: -1 }, { threads: 1.5 }, { threads: NaN }, { threads: '2' }, { threads: 257 }, { threads: null }, { memory: 0 }, { memory: NaN }, { memory: 2 ** 40 }, { memory: '1GB' }, { memory: -1 },
      { variant: 'fast' }, { variant: 'relaxed', reproducible: true }, 5, 'x', { thread: 2 }]
    for (const options of bad) {
      const error = await rejected(np.init(options as np.InitOptions))
      expect({ options, name: error.name }).toEqual({ options, name: 'ValueError' })
    }
    await np.init({ threads: 1, memory: 1 << 20 })
    expect(np.info().memory.limit).toBe(1 << 20)
  })

  test('before it, and after close, everything says NotReadyError', async () => {
    for (const f of [() => np.zeros(1), () => np.array([1]), () => np.info(), () => np.setThreads(1), () => np.add(1, 2), () => np.load(new Uint8Array(0)), () => np.arange(3), () => np.scope(() => np.ones(1))]) {
      expect(['NotReadyError', 'FormatError']).toContain(thrown(f).name)
    }
    np.close()                                            // nothing to close
    await np.init({ threads: 2 })
    const a = np.zeros(3)
    np.close()
    np.close()
    expect(thrown(() => np.zeros(1)).name).toBe('NotReadyError')
    expect(thrown(() => a.item(0)).name).toMatch(/NotReadyError|DisposedError/)
    await np.init({ threads: 2 })
    const b = np.ones(3)
    for (const f of [() => a.item(0), () => np.add(a, b), () => a.slice(0), () => np.add(b, b, { out: a }), () => a.data, () => np.sum(a)]) expect(thrown(f).name).toBe('DisposedError')
    const { used } = np.info().memory
    a.dispose()                                           // belongs to the heap that is gone
    expect(np.info().memory.used).toBe(used)
    expect(np.add(b, b).tolist()).toEqual([2, 2, 2])
    check()
  })

  test('close while it starts', async () => {
    const starting = np.init({ threads: 2 })
    np.close()
    expect((await rejected(starting)).name).toBe('NotReadyError')
    expect(thrown(() => np.info()).name).toBe('NotReadyError')
    await np.init({ threads: 2 })
    check()
    expect(np.info().threads).toBe(2)
  })

  test('info and setThreads', async () => {
    await np.init({ threads: 4 })
    const info = np.info()
    expect([info.threads, info.threadsWhy, info.platform, info.limits.ndim, info.memory.limit]).toEqual([4, 'asked for', 'node', 64, 2 ** 32])
    expect(info.variantWhy.length).toBeGreaterThan(5)
    expect(['simd', 'relaxed']).toContain(info.variant)
    for (const threads of [1, 3, 4]) { np.setThreads(threads); expect(np.info().threads).toBe(threads); check() }
    np.setThreads(100)
    expect(np.info().threads).toBe(4)
    for (const bad of [0, -1, 1.5, NaN, '2', null, undefined]) expect(thrown(() => np.setThreads(bad as number)).name).toBe('ValueError')
    expect(np.info().threads).toBe(4)
    np.close()
    await np.init({ reproducible: true, threads: 1 })
    expect([np.info().variant, np.info().variantWhy, np.info().threads]).toEqual(['simd', 'reproducible', 1])
    check()
  })

  test('scratch memory of the threads is not counted as the user\'s', async () => {
    await np.init({ threads: 4 })
    expect([np.info().memory.used, np.info().memory.blocks]).toEqual([0, 0])
  })
})

describe('forks', () => {
  test.each([2, 4])('20000 small ones with %i threads: every range runs exactly once', async threads => {
    await np.init({ threads })
    const a = np.zeros(40_000, 'int32'), one = np.ones(40_000, 'int32'), w = words(), before = w[control.epoch]!
    for (let i = 0; i < 20_000; i++) np.add(a, one, { out: a })
    expect(w[control.epoch]! - before).toBeGreaterThan(1000)
    expect([np.min(a), np.max(a)]).toEqual([20_000, 20_000])
  })

  test('of changing sizes, kernels and shapes, with pauses in which the workers park', async () => {
    await np.init({ threads: 4 })
    for (let i = 0; i < 300; i++) np.scope(() => {
      const size = 10_000 + (i * 7919) % 60_000, a = np.arange(size), b = np.multiply(np.add(a, 1), 2)
      expect(np.sum(b)).toBe(size * (size + 1))
      expect(np.cumsum(b, 0).item(size - 1)).toBe(size * (size + 1))
    })
    for (let i = 0; i < 20; i++) { await pause(2); check() }
  })

  test('the words that count jobs wrap around', async () => {
    await np.init({ threads: 2 })
    check()
    await pause(20)
    Atomics.store(words(), control.epoch, 0x7fffffff)
    Atomics.notify(words(), control.epoch)
    for (let i = 0; i < 5; i++) { check(); await pause(5) }
    expect(words()[control.epoch]).toBeLessThan(0)
  })

  test('the ticket: epochs of more than 24 bits, draws beyond the last range', async () => {
    await np.init({ threads: 1 })
    const { kernels } = runtime() as unknown as { kernels: Record<string, { call: (...args: number[]) => number }> }
    const publish = kernels.get('publish')!.call, claim = kernels.get('claim')!.call, ticket = control.ticket
    for (const epoch of [1, 0xffffff, 0x1000000, 0x7fffffff, 0x80000000, -1]) {
      publish(ticket, epoch, 3)
      expect([claim(ticket), claim(ticket), claim(ticket), claim(ticket), claim(ticket)]).toEqual([0, 1, 2, -1, -1])
    }
    publish(ticket, 7, 65536)
    for (let i = 0; i < 65536; i++) if (claim(ticket) !== i) throw new Error(`range ${i}`)
    expect(claim(ticket)).toBe(-1)
  })

  test('the memory grows while the workers are parked', async () => {
    await np.init({ threads: 2 })
    check()
    await pause(20)
    const { committed } = np.info().memory
    const big = np.full(Math.ceil(committed / 8) + n, 2)
    expect(np.info().memory.committed).toBeGreaterThan(committed)
    np.multiply(big, big, { out: big })
    expect(np.sum(big)).toBe(4 * big.size)
    big.dispose()
  })

  test('results do not depend on the threads', async () => {
    const bits: string[] = []
    for (const threads of [1, 2, 3, 4]) {
      await np.init({ threads, reproducible: true })
      np.scope(() => {
        const a = np.sin(np.linspace(0, 1000, 300_000)), b = np.multiply(np.exp(a), a.slice('::-1'))
        bits.push([np.sum(b), np.mean(b), np.std(b), np.argmax(b), np.cumsum(b, 0).item(-1), np.sum(b.reshape([300, 1000]), 0).item(7), np.sum(b.reshape([1000, 300]), 1).item(7)].join())
      })
      np.close()
    }
    expect(new Set(bits).size).toBe(1)
  })
})

// A kernel call whose operands lie outside the memory, as a bug would make it.
function trap(units: number, ns: number): Error {
  const { job, kernels, pool } = runtime()
  job.head(2, 2, 3, 1, 1024, false, 4)
  job.extent(0, 1)
  job.extent(1, 1024 * units)
  for (let k = 0; k < 3; k++) { job.operand(k, 0xfffffff0, 'float32', 'float32'); job.stride(k, 0, 0); job.stride(k, 1, 4) }
  return thrown(() => pool.run(kernels.get('add_f32')!, units, ns))
}

describe('failures', () => {
  test('a trap becomes KernelError, and the pool goes on', async () => {
    for (const threads of [1, 2, 4]) {
      await np.init({ threads })
      for (let i = 0; i < 5; i++) {
        check()
        const error = trap(64, 1e6)
        expect([threads, error.name]).toEqual([threads, 'KernelError'])
        check()
      }
      expect(trap(1, 1).name).toBe('KernelError')        // on the caller's own
      check()
      expect(np.info().threads).toBe(threads)
      np.close()
    }
  })

  test('a worker that ended while parked: the pool goes on, and says why', async () => {
    const { out, code } = await run(`
      import worker_threads from 'node:worker_threads'
      import { platform } from '${new URL('../dist/platform.node.js', import.meta.url).href}'
      const threads = [], start = platform.startThread
      platform.startThread = () => { const t = start(); threads.push(t); return t }
      await np.init({ threads: 3 })
      const check = () => np.scope(() => { const a = np.arange(${n}), b = np.add(a, a); return np.sum(b) === ${n} * (${n} - 1) && b.item(-1) === 2 * (${n} - 1) })
      console.log(check(), np.info().threads)
      await new Promise(r => setTimeout(r, 20))
      threads[0].terminate()
      for (let i = 0; i < 20; i++) { if (!check()) console.log('wrong'); await new Promise(r => setTimeout(r, 5)) }
      console.log(check(), np.info().threads < 3, /ended/.test(np.info().threadsWhy))
      np.setThreads(2)
      for (let i = 0; i < 20; i++) if (!check()) console.log('wrong')
      threads[1].terminate()
      for (let i = 0; i < 20; i++) { if (!check()) console.log('wrong'); await new Promise(r => setTimeout(r, 5)) }
      np.close(); await np.init({ threads: 3 })
      console.log(check(), np.info().threads, np.info().threadsWhy)`)
    expect([out.trim().split('\n'), code]).toEqual([['true 3', 'true true true', 'true 3 asked for'], 0])
  })

  // A worker that takes one range of the first job and ends with it in hand.
  const suicidal = `
    const { parentPort } = require('node:worker_threads')
    parentPort.on('message', ({ module, memory, id }) => {
      const words = new Int32Array(memory.buffer, 0, 256), { claim } = new WebAssembly.Instance(module, { env: { memory } }).exports
      parentPort.postMessage({ ready: id })
      const seen = Atomics.load(words, ${control.epoch})
      while (Atomics.load(words, ${control.epoch}) === seen);
      claim(${control.ticket})
      process.exit()
    })`

  test('a worker that dies in the middle of a call: KernelError in bounded time, then one thread', async () => {
    const module = await WebAssembly.compile(await readFile(new URL('../dist/lanewise-simd.wasm', import.meta.url)))
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared: true })
    const { publish, claim } = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, (...args: number[]) => number>
    const startThread = (): Thread => {
      const worker = new Worker(suicidal, { eval: true, execArgv: [] })
      return {
        post: m => { worker.postMessage(m) }, onMessage: f => { worker.on('message', f) }, onEnd: f => { worker.on('exit', code => f(`exit code ${code}`)) },
        unref: () => { worker.unref() }, terminate: () => { void worker.terminate() },
      }
    }
    const pool = new Pool({ module, memory, publish: publish as (t: number, e: number, c: number) => void, claim: claim!, startThread, scratch: () => 65536, canBlock: true, deadAfterMs: 300 })
    await pool.start(1)
    await pause(20)                                       // it waits for the epoch
    expect(pool.threads).toBe(2)
    // The caller is slow, so that the other is sure to take a range.
    const kernel = { id: 0, call: () => { const end = Date.now() + 5; while (Date.now() < end); } }
    const start = Date.now(), error = thrown(() => pool.run(kernel, 16, 1e6))
    expect(error.name).toBe('KernelError')
    expect(error.message).toMatch(/died/)
    expect(Date.now() - start).toBeLessThan(3000)
    expect(pool.threads).toBe(1)
    expect(pool.why).toMatch(/died/)
    let ran = 0
    pool.run({ id: 0, call: (_job, begin, end) => { ran += end - begin } }, 100, 1e6)
    expect(ran).toBe(100)
    pool.stop()
  })

  test('a worker that cannot start: init says so, and works when called anew', async () => {
    const { out, code } = await run(`
      import { platform } from '${new URL('../dist/platform.node.js', import.meta.url).href}'
      import { Worker } from 'node:worker_threads'
      const start = platform.startThread
      const broken = f => { platform.startThread = f; return np.init({ threads: 3 }).then(() => 'started ' + np.info().threads, e => e.name) }
      console.log(await broken(() => { throw new Error('no threads here') }))
      np.close()
      let calls = 0
      console.log(await broken(() => ++calls === 2 ? { post() {}, onMessage() {}, onEnd(f) { setTimeout(() => f('exit code 1'), 10) }, unref() {}, terminate() {} } : start()))
      np.close()
      console.log(await broken(start))
      console.log(np.sum(np.ones(${n})))`)
    const lines = out.trim().split('\n')
    expect(lines.slice(0, 2).every(line => /KernelError|started/.test(line))).toBe(true)
    expect([lines.slice(2), code]).toEqual([['started 3', String(n)], 0])
  })
})

describe('a process', () => {
  test('with parked workers ends by itself', async () => {
    const { code, signal, ms, out } = await run(`await np.init({ threads: 4 }); console.log(np.sum(np.ones(${n})))`)
    expect([code, signal, out.trim()]).toEqual([0, null, String(n)])
    expect(ms).toBeLessThan(5000)
  })

  test('ends also after close, and when nothing was called', async () => {
    expect((await run('await np.init({ threads: 4 }); np.close()')).code).toBe(0)
    expect((await run('')).code).toBe(0)
    expect((await run('void np.init({ threads: 4 })')).code).toBe(0)
  })

  test('dies of its own error, not of ours', async () => {
    const { code, out } = await run('await np.init({ threads: 4 }); np.add(np.ones(2), np.ones(3))')
    expect(code).toBe(1)
    expect(out).toMatch(/ShapeError: add: shapes \(2,\) and \(3,\)/)
  })

  test('works within a worker thread', async () => {
    const { out } = await run(`
      import { Worker } from 'node:worker_threads'
      const index = '${new URL('../dist/index.js', import.meta.url).href}'
      await np.init({ threads: 2 })
      const w = new Worker(\`import(\${JSON.stringify(index)}).then(async np => { await np.init({ threads: 2 }); require('node:worker_threads').parentPort.postMessage([np.sum(np.ones(${n})), np.info().threads]) })\`, { eval: true, execArgv: [] })
      w.on('message', m => { console.log(JSON.stringify(m), np.sum(np.ones(${n}))) })`)
    expect(out.trim()).toBe(`[${n},2] ${n}`)
  })
})

test('the job lies where the kernels read it', async () => {
  await np.init({ threads: 1 })
  expect(JOB % 16).toBe(0)
})
