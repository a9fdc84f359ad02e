// Work in spawned workers, on this memory and apart from it: values, errors, signals, progress, ends of all kinds, and that nothing leaks.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { spawn as run } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import * as np from '../dist/index.js'
import { control } from '../dist/control.js'
import { JOB } from '../dist/job.js'
import { Heap, type Block } from '../dist/memory.js'
import { Pool } from '../dist/pool.js'
import { type Any, dtypes, hex, thrown } from './support.ts'

const module = new URL('spawned.mjs', import.meta.url), index = new URL('../dist/index.js', import.meta.url).href
type Served = Record<string, (...args: never[]) => unknown>
/** Any function may be called with anything here. */
type Loose = Omit<np.RemoteWorker, never> & Record<string, (...args: unknown[]) => Promise<unknown>>
const spawn = async (options?: np.SpawnOptions, worker: np.AnyWorker | URL = module): Promise<Loose> => await np.spawn<Served>(worker, options) as unknown as Loose
const rejected = async (p: Promise<unknown>): Promise<Error> => p.then(() => { throw new Error('nothing was thrown') }, (e: unknown) => e as Error)
const soon = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms) })
const used = (): number => np.info().memory.used
/** Waits until a condition holds. */
const until = async (f: () => boolean | Promise<boolean>): Promise<void> => { while (!await f()) await soon(5) }
const text = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`)

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => np.close())

describe.each([true, false])('shared: %p', shared => {
  let remote: Loose
  beforeAll(async () => { remote = await spawn({ shared, threads: 2 }) })
  afterAll(async () => { await remote.close() })
  beforeEach(() => { expect(used()).toBe(0) })
  afterEach(async () => {
    await until(async () => used() === 0 && (await remote.info()).memory.used === 0)
  })

  test('says what it is', async () => {
    expect([remote.shared, Object.isFrozen(remote), typeof remote['sum'], remote['none']]).toEqual([shared, true, 'function', undefined])
    expect(await remote.info()).toMatchObject({ threads: 2, variant: np.info().variant, memory: { limit: 2 ** 32, used: 0 } })
    expect(await remote['asks']!(1)).toBe(2)              // also with an init() by habit
  })

  test('arrays of every dtype and layout go there and back', async () => {
    for (const dtype of dtypes) {
      const base = np.scope(() => np.arange(24).astype(dtype, { casting: 'unsafe' }).reshape([2, 3, 4])) as Any
      const views = [base, base.slice('::-1', ':', '1::2'), np.transpose(base) as Any, base.slice(0, 0, 0), base.slice(':0'), np.broadcast_to(base, [2, 2, 3, 4]) as Any]
      for (const a of views) {
        const back = await remote['echo']!(a) as Any
        expect([back.dtype, back.shape, hex(back)]).toEqual([dtype, a.shape, hex(a)])
        const flat = a.reshape([-1]), rest = await remote['row']!(flat, '1:') as Any
        expect(hex(rest)).toBe(hex(a).slice(2 * a.itemsize))
        for (const x of [back, flat, rest]) x.dispose()
      }
      for (const a of views) a.dispose()
    }
  })

  test('in plain objects and lists, with other data beside', async () => {
    const a = np.array([1, 2]), b = np.array([[5]])
    const r = await remote['parts']!({ list: [a, { b }], scale: 3 }) as { sums: [Any, [Any]]; bytes: Uint8Array; text: string }
    expect([r.sums[0].tolist(), r.sums[1][0].tolist(), [...r.bytes], r.text]).toEqual([[3, 6], [[6]], [1, 2], 'x'])
    const again = { a, same: [a], when: new Date(7), n: 5n, none: null, loop: undefined as unknown, map: new Map([[1, 2]]) }
    again.loop = again
    const echo = await remote['echo']!(again) as typeof again
    expect([echo.a.tolist(), echo.a === echo.same[0], echo.when.getTime(), echo.n, echo.none, echo.loop === echo, echo.map.get(1)]).toEqual([[1, 2], true, 7, 5n, null, true, 2])
    for (const x of [a, b, r.sums[0], r.sums[1][0], echo.a]) x.dispose()
  })

  test('an argument may be disposed at once; there it is read-only and ends with the call', async () => {
    const a = np.ones(100_000), sum = remote['sum']!(a)
    a.dispose()
    expect(await sum).toBe(100_000)
    const b = np.ones(10)
    expect(await rejected(remote['write']!(b))).toMatchObject({ name: 'ValueError', message: expect.stringMatching(/^add: the output is a read-only view/) })
    await remote['keep']!(b)
    expect(await rejected(remote['first']!())).toMatchObject({ name: 'DisposedError' })
    b.dispose()
    expect((await rejected(remote['sum']!(b))).name).toBe('DisposedError')
  })

  test('a view that the worker keeps stays valid', async () => {
    const a = np.array([7, 8, 9])
    await remote['keepView']!(a)
    a.dispose()
    np.zeros(3).dispose()
    expect(await remote['first']!()).toBe(8)
    await remote['letGo']!()
  })

  test('a result can be an argument, also of another worker', async () => {
    const other = await spawn({ shared: true, threads: 1 })
    const a = await remote['large']!(1000) as Any, b = await remote['twice']!(a) as Any, c = await other['twice']!(b) as Any
    a.dispose()
    expect([np.sum(b), np.sum(c)]).toEqual([2000, 4000])
    b.dispose()
    await other.close()
    expect(np.sum(c)).toBe(4000)
    c.dispose()
  })

  test('the bits are those of a call here, while this thread computes too', async () => {
    const x = np.scope(() => np.sin(np.arange(300_000).multiply(1e-3))), m = np.scope(() => np.sin(np.arange(90_000)).reshape([300, 300])) as Any
    const there = Promise.all([remote['sort']!(x), remote['product']!(m), remote['work']!(100_000, 20)])
    const here = [np.sort(x), np.matmul(m, m)] as Any[]
    for (let i = 0; i < 10; i++) expect(np.scope(() => np.sum(np.sin(np.arange(100_000))))).toBe(np.scope(() => np.sum(np.sin(np.arange(100_000)))))
    const [sorted, product, s] = await there as [Any, Any, number]
    expect([hex(sorted) === hex(here[0]!), hex(product) === hex(here[1]!)]).toEqual([true, true])
    expect(s).toBe(np.scope(() => np.sum(np.sin(np.arange(100_000)))))
    for (const a of [x, m, sorted, product, ...here]) a.dispose()
  })

  test('errors come as they were thrown', async () => {
    const cases: [kind: string, expected: object][] = [
      ['shape', { name: 'ShapeError', message: expect.stringMatching(/^add: shapes \(2,\) and \(3,\)/), stack: expect.stringMatching(/spawned\.mjs/) }],
      ['range', { name: 'RangeError', message: 'out of it', cause: expect.objectContaining({ name: 'TypeError', message: 'why' }) }],
      ['own', { name: 'OwnError', message: 'mine' }],
      ['text', { name: 'LanewiseError', message: expect.stringMatching(/: text$/) }],
      ['dom', { name: 'NotFoundError', message: 'gone' }],
      ['function', { name: 'DTypeError', message: expect.stringMatching(/^fails: a result may hold no functions/) }],
      ['else', { name: 'ValueError', message: expect.stringMatching(/^fails: .*WeakMap/) }],
    ]
    for (const [kind, expected] of cases) expect(await rejected(remote['fails']!(kind))).toMatchObject(expected)
    expect(await rejected(remote['fails']!('shape'))).toBeInstanceOf(np.ShapeError)
    expect(await rejected(remote['fails']!('range'))).toBeInstanceOf(RangeError)
    await until(async () => (await remote.info()).memory.used > 0)        // the operands that a throw left for the collector …
    remote = await (remote.close(), spawn({ shared, threads: 2 }))        // … go with the worker
  })

  test('what cannot be sent is refused by name, and nothing stays lent', async () => {
    const a = np.ones(3)
    expect(await rejected(remote['echo']!(a, new WeakMap()))).toMatchObject({ name: 'ValueError', message: expect.stringMatching(/^echo: .*WeakMap/) })
    expect(await rejected(remote['echo']!({ a, x: Symbol('s') }))).toMatchObject({ name: 'ValueError' })
    for (const bad of [new Map([['a', a]]), new Set([a])]) expect(await rejected(remote['echo']!(a, bad))).toMatchObject({ name: 'DTypeError', message: expect.stringMatching(/Map or Set/) })
    a.dispose()
  })

  test('a loop that polls its signal is aborted where memory is shared; the caller at once anywhere', async () => {
    const controller = new AbortController(), reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 50)
    expect(await rejected(remote['loop']!({ signal: controller.signal, ms: shared ? 60_000 : 300 }))).toBe(reason)
    expect(await remote['sum']!(1)).toBe(1)               // it has ended, or this would wait
    expect(await rejected(remote['throwIf']!({ signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' })
    expect(await rejected(remote['echo']!([{ deep: AbortSignal.abort('why') }]))).toBe('why')
    if (shared) expect(await rejected(remote['throwIf']!({ signal: AbortSignal.timeout(20) }))).toMatchObject({ name: 'TimeoutError' })
  })

  test('an asynchronous function hears of it, and its result is dropped', async () => {
    const controller = new AbortController(), call = remote['waits']!({ signal: controller.signal })
    await soon(10)
    controller.abort()
    expect((await rejected(call)).name).toBe('AbortError')
    await until(async () => await remote['reason']!() === 'AbortError')
  })

  test('progress: not too often, in order, and the last is never lost', async () => {
    const seen: number[] = [], last: unknown[] = []
    await remote['loop']!({ ms: 200, progress: (x: number, message: string) => { seen.push(x); last[0] = message } })
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.length).toBeLessThan(90)
    expect([seen.every((x, i) => i === 0 || x > seen[i - 1]!), seen.at(-1), last[0]]).toEqual([true, 1, 'done'])
    const counts: number[] = []
    await remote['counts']!(5000, (n: number) => { counts.push(n) })
    expect([counts[0], counts.at(-1), counts.length < 1000]).toEqual([1, 5000, true])
    expect(await rejected(remote['reportsArray']!(() => undefined))).toMatchObject({ name: 'DTypeError', message: expect.stringMatching(/toTypedArray/) })
  })

  test('a guest does not share the memory further', async () => {
    expect(await remote['nested']!()).toEqual(shared ? [false, 3, 'UnsupportedError'] : [true, 3, undefined])
  })

  test('many calls leave nothing', async () => {
    const a = np.ones([100, 100])
    for (let i = 0; i < 300; i++) {
      const [b, c] = await Promise.all([remote['twice']!(a), remote['large']!(5000)]) as [Any, Any]
      b.dispose()
      c.dispose()
    }
    a.dispose()
  })
})

describe('over one memory', () => {
  test('nothing is copied', async () => {
    const remote = await spawn(), a = np.ones([1000, 1000]), row = await remote['row']!(a, '5') as Any
    expect(row.address).toBe(a.address + 5 * 8000)
    const large = await remote['large']!(1000) as Any, back = await remote['echo']!(large) as Any
    expect(back.address).toBe(large.address)
    await remote.close()
    for (const x of [a, row, large, back]) x.dispose()
    expect(used()).toBe(0)
  })

  test('the memory of workers that ended is used again, but for results', async () => {
    np.close()
    await np.init({ threads: 1, memory: 192 << 20 })
    const kept: Any[] = []
    for (let i = 0; i < 9; i++) {
      const remote = await spawn({ threads: 1 })
      kept.push(await remote['large']!(1000 + i) as Any)
      await remote['temporary']!(8e6)                     // 64 MB each time
      if (i % 3 === 0) void rejected(remote['loop']!({}))
      if (i % 3 === 1) expect((await rejected(remote['die']!())).name).toBe('KernelError')
      await remote.close()
    }
    for (const [i, a] of kept.entries()) expect([np.sum(a), np.max(a)]).toEqual([1000 + i, 1])
    for (const a of kept) a.dispose()
    expect(used()).toBe(0)
    np.scope(() => np.ones(16e6))                         // 128 MB in one piece
    np.close()
    await np.init({ threads: 2 })
  })

  test('results that nobody disposed are collected', async () => {
    const { out } = await alone(`
      await np.init({ threads: 1 })
      const remote = await np.spawn(new URL('${module.href}'), { threads: 1 })
      for (let i = 0; i < 20; i++) await remote.large(1000 + i)
      console.log(np.info().memory.used > 0)
      while (np.info().memory.used > 0 || (await remote.info()).memory.used > 0) { gc(); await new Promise(r => setTimeout(r, 5)) }
      console.log('collected')`, '--expose-gc')
    expect(out).toBe('true\ncollected\n')
  })

  test('a runtime that was ended starts no kernels', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }), ran: number[] = []
    const pool = new Pool({ module: undefined as never, memory, base: 8192, startThread: () => { throw new Error('none') }, scratch: () => 0, canBlock: true, publish() {}, claim: () => -1 })
    const kernel = { id: 0, call: (job: number) => { ran.push(job) } }
    pool.run(kernel, 1, 1)
    new Int32Array(memory.buffer, 8192)[control.stop] = 1
    expect(thrown(() => pool.run(kernel, 1, 1)).name).toBe('DisposedError')
    expect(ran).toEqual([8192 + JOB])
  })

  test('two heaps grow in turn, and one inherits from the other', () => {
    const page = 65536, memory = new WebAssembly.Memory({ initial: 4, maximum: 4096, shared: true }), regions: { address: number; bytes: number }[] = []
    const mine = new Heap(memory, 5000, 4096 * page), theirs = new Heap(memory, undefined, 4096 * page, region => regions.push(region))
    const blocks: Block[] = []
    for (let i = 0; i < 60; i++) blocks.push((i % 2 ? mine : theirs).allocate(i % 5 === 0 ? 100 : 40000 * (i + 1), 'test'))
    const ends = blocks.map(b => [b.address, b.address + b.size] as const).sort((a, b) => a[0] - b[0])
    for (const [i, [address]] of ends.entries()) if (i > 0) expect(address).toBeGreaterThanOrEqual(ends[i - 1]![1])
    const lent = blocks.filter((_, i) => i % 2 === 0 && i % 4 === 0).map(b => ({ address: b.address, bytes: b.size }))
    for (const [i, b] of blocks.entries()) if (i % 2) b.release()
    mine.adopt(regions, lent)
    const committed = memory.buffer.byteLength, all: Block[] = []
    for (;;) { const b = mine.allocate(50000, 'test'); if (memory.buffer.byteLength !== committed) break; all.push(b) }
    const overlaps = all.filter(b => lent.some(l => b.address < l.address + l.bytes && l.address < b.address + b.size))
    expect(overlaps).toEqual([])
    expect(all.length * 50048).toBeGreaterThan(committed - lent.reduce((sum, l) => sum + l.bytes, 0) - (1 << 20))
  })
})

/** Runs a module in a process of its own. */
function alone(code: string, ...flags: string[]): Promise<{ code: number | null; out: string }> {
  return new Promise(resolve => {
    const child = run(process.execPath, ['--no-warnings', ...flags, '--input-type=module'], { stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    child.stdout.on('data', d => { out += String(d) })
    child.stderr.on('data', d => { out += String(d) })
    child.on('exit', exit => resolve({ code: exit, out }))
    child.stdin.end(`import * as np from '${index}'\n${code}`)
  })
}

describe('ends', () => {
  test('close rejects what goes on, whatever the worker does', async () => {
    const remote = await spawn(), a = np.ones(1000), calls = [remote['loop']!({ ms: 1e9 }), remote['sum']!(a)].map(rejected)
    const closed = remote.close()
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ name: 'DisposedError', message: 'the remote was closed' })
    expect(await rejected(remote['sum']!(a))).toMatchObject({ name: 'DisposedError', message: 'sum: the remote was closed' })
    await closed
    await remote.close()
    a.dispose()
    expect(used()).toBe(0)
  })

  test('a worker that dies', async () => {
    const remote = await spawn(), a = np.ones(1000), calls = [remote['asks']!(10_000), remote['die']!(a)].map(rejected)
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ name: 'KernelError', message: expect.stringMatching(/the worker ended \(exit code 3\)/) })
    expect((await rejected(remote['sum']!(a))).message).toMatch(/sum: the worker ended/)
    a.dispose()
    await remote.close()
    expect(used()).toBe(0)
  })

  test('np.close() closes remotes too', async () => {
    const remote = await spawn(), call = rejected(remote['asks']!(10_000)), starting = rejected(spawn())
    np.close()
    for (const error of [await call, await starting]) expect(error).toMatchObject({ name: 'DisposedError', message: 'the runtime was closed' })
    await np.init({ threads: 2 })
    const again = await spawn()
    expect(await again['sum']!([1, 2])).toBe(3)
    await again.close()
  })

  test('an idle remote does not keep the process, a call does', async () => {
    const code = `await np.init({ threads: 2 }); const remote = await np.spawn(new URL('${module.href}')); remote.asks(100).then(n => console.log('threads', n))`
    expect(await alone(code)).toEqual({ code: 0, out: expect.stringMatching(/^threads \d+\n$/) })
  })
})

describe('starts', () => {
  test.each<[string, () => object | string, string, RegExp]>([
    ['no file', () => new URL('nowhere.mjs', import.meta.url), 'LoadError', /could not start: .*nowhere\.mjs/],
    ['a path that Node refuses', () => 'nowhere.mjs', 'LoadError', /could not be started: .*nowhere\.mjs/],
    ['a module that throws', () => text('throw new Error("not today")'), 'LoadError', /could not start: Error: not today/],
    ['a module that ends', () => text('process.exit(0)'), 'LoadError', /could not start: exit code 0/],
    ['a module that does not serve', () => text('setInterval(() => {}, 1000)'), 'LoadError', /no answer in 0\.3 s; the worker's module must call serve/],
    ['a module with init()', () => text(`import * as np from '${index}'; await np.init({ threads: 1 }); np.serve({})`), 'ValueError', /leave init\(\) out/],
    ['one that serves no functions', () => text(`import * as np from '${index}'; np.serve({ a: 5 })`), 'LoadError', /ValueError: serve: a is not a function/],
    ['a name that is taken', () => text(`import * as np from '${index}'; np.serve({ close() {} })`), 'LoadError', /a remote has a 'close' of its own/],
    ['served twice', () => text(`import * as np from '${index}'; np.serve({}); np.serve({})`), 'LoadError', /for the second time/],
    ['a number', () => 5 as never, 'ValueError', /give a Worker of node:worker_threads, or the URL/],
    ['null', () => null as never, 'ValueError', /give a Worker/],
    ['an object', () => ({}), 'ValueError', /give a Worker/],
  ])('%s', async (name, worker, error, message) => {
    expect(await rejected(np.spawn(worker() as URL, name.includes('not serve') ? { timeout: 300 } : {}))).toMatchObject({ name: error, message: expect.stringMatching(message) })
    expect(used()).toBe(0)
  })

  test.each([null, 5, { thread: 1 }, { threads: 0 }, { threads: 1.5 }, { shared: 1 }, { timeout: -1 }, { timeout: 'x' }])('options %p', async options => {
    expect(await rejected(np.spawn(module, options as never))).toMatchObject({ name: 'ValueError', message: expect.stringMatching(/^spawn: /) })
  })

  test('a Worker of the user\'s, early or late, with messages of its own; once only', async () => {
    for (const ms of [0, 400]) {
      const worker = new Worker(module), heard: unknown[] = []
      worker.on('message', m => heard.push(m))
      worker.postMessage('mine')
      await soon(ms)
      const remote = await spawn({}, worker)
      expect(await remote['sum']!([1, 2])).toBe(3)
      expect(heard.length).toBeGreaterThan(0)
      expect(await rejected(np.spawn(worker))).toMatchObject({ name: 'ValueError', message: expect.stringMatching(/spawned before/) })
      await remote.close()
    }
  })

  test('only after init(), and serve only in a worker', async () => {
    expect(thrown(() => np.serve({}))).toMatchObject({ name: 'ValueError', message: expect.stringMatching(/not a worker/) })
    np.close()
    expect((await rejected(np.spawn(module))).name).toBe('NotReadyError')
    await np.init({ threads: 2 })
  })
})
