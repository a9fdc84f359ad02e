// The tables that transforms keep: at most 64 MiB of them, the least recently used go, and what a plan or a running transform uses stays.

import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import * as np from '../dist/index.js'
import type { DType } from '../dist/dtype.js'
import { Heap, type Block } from '../dist/memory.js'
import { planAxis, root, transformAxis } from '../dist/transform.js'
import { type Any, hex, thrown } from './support.ts'

const KEPT = 64 << 20
// The large blocks of tables that were asked for; small ones are recycled as objects. What is freed becomes NaN, so that it is not used any more unnoticed.
let tables: Block[] = []
const { allocate, free } = Heap.prototype
beforeEach(async () => {
  tables = []
  Heap.prototype.allocate = function (bytes, what) {
    const block = allocate.call(this, bytes, what)
    if (what === 'a plan of a Fourier transform' && block.size > 32768) tables.push(block)
    return block
  }
  Heap.prototype.free = function (block) {
    if (block.size > 32768) new Uint8Array(this.memory.buffer, block.address, block.size).fill(255)
    free.call(this, block)
  }
  await np.init({ threads: 2 })
})
afterEach(() => {
  expect(np.info().memory).toMatchObject({ used: 0, blocks: 0 })
  np.close()
  Object.assign(Heap.prototype, { allocate, free })
})
const bytesOf = (blocks: readonly Block[]): number => blocks.reduce((sum, b) => sum + b.size, 0)
const alive = (): number => bytesOf(tables.filter(b => b.refs > 0))

/** Transforms random numbers; gives the result's bytes. */
function run(n: number, dtype: DType = 'complex128'): string {
  return np.scope(() => {
    const x = np.empty([n], dtype) as Any, y = np.empty([n], dtype) as Any, list = x.data as Float64Array
    for (let i = 0; i < list.length; i++) list[i] = (i * 7919 % 1009) / 1009 - 0.5
    transformAxis('test', 'c2c', x, y, 0, n, -1, 1)
    return hex(y.slice(':64') as Any)
  })
}
test('are 64 MiB at most, go in the order of their last use, and give their memory back', () => {
  // Lengths with tables of about 2 MB, all different.
  const lengths: number[] = []
  for (let n = 131072; lengths.length < 40; n -= 4) {
    let rest = n
    for (const p of [2, 3, 5, 7, 11, 13, 17, 19]) while (rest % p === 0) rest /= p
    if (rest === 1) lengths.push(n)
  }
  const [often, once, ...others] = lengths as [number, number, ...number[]], results = [run(often), run(once)]
  const made = (n: number): number => { const before = tables.length; run(n); return tables.length - before }
  for (const n of others) {
    expect(made(n)).toBeGreaterThan(0)
    expect(made(often)).toBe(0)
    expect(alive()).toBeLessThanOrEqual(KEPT)
  }
  expect(bytesOf(tables)).toBeGreaterThan(KEPT + (4 << 20))
  // No less than may be, either.
  expect(alive()).toBeGreaterThan(KEPT - (4 << 20))
  expect(made(once)).toBeGreaterThan(0)
  expect([run(often), run(once)]).toEqual(results)
})

// One set of tables of more than 64 MiB: all others go.
function pushOut(): void {
  np.scope(() => {
    const n = 1500007, at = 1234567, x = np.zeros([n], 'complex128'), y = np.empty([n], 'complex128'), xs = x.data, ys = y.data
    xs[2 * at] = 1
    transformAxis('test', 'c2c', x as Any, y as Any, 0, n, -1, 1)
    // An impulse becomes the powers of a root.
    let off = 0
    for (let k = 0; k < n; k += 11) { const [c, s] = root(at * k % n, n); off = Math.max(off, Math.abs(ys[2 * k]! - c), Math.abs(ys[2 * k + 1]! - s)) }
    expect(off).toBeLessThan(1e-14)
  })
}

test('stay while they are in use', () => {
  const sizes: [DType, number][] = [['complex64', 24000], ['complex64', 5003], ['complex64', 150], ['complex128', 12000], ['complex128', 6073], ['complex128', 6075]]
  const plans = sizes.map(([dtype, n]) => planAxis('c2c', dtype, n, -1)), { used } = np.info().memory
  const results = (): string[] => np.scope(() => plans.map((plan, i) => {
    const [dtype, n] = sizes[i]!, x = np.empty([n], dtype) as Any, list = x.data as Float64Array
    for (let j = 0; j < list.length; j++) list[j] = (j * 7919 % 1009) / 1009 - 0.5
    plan.execute(x.address, x.address)
    return hex(x)
  }))
  const expected = results(), theirs = tables.slice()
  expect(expected.map(text => text.slice(0, 128))).toEqual(sizes.map(([dtype, n]) => run(n, dtype).slice(0, 128)))
  expect(theirs.length).toBeGreaterThan(sizes.length)
  pushOut()
  expect(results()).toEqual(expected)
  for (const plan of plans) { plan.dispose(); plan.dispose() }
  expect(np.info().memory.used).toBeLessThan(used)
  expect(theirs.every(b => b.refs === 0)).toBe(true)
})

test('begin anew with a runtime', async () => {
  const expected = run(4096), plan = np.fft.plan(4096), made = bytesOf(tables)
  np.close()
  tables = []
  await np.init({ threads: 1 })
  expect(run(4096)).toBe(expected)
  expect(bytesOf(tables)).toBe(made)
  np.scope(() => {
    const a = np.zeros([4096], 'complex128')
    expect(thrown(() => plan.execute(a, a)).message).toMatch(/^execute: this plan belongs to a runtime that was closed; make it anew/)
  })
  plan.dispose()
  expect(run(4096)).toBe(expected)
})

// Runs in a process of its own, with a garbage collector to call.
function alone(code: string): string {
  const dist = new URL('../dist/', import.meta.url).href
  const start = `import * as np from '${dist}index.js'
    import { runtime } from '${dist}runtime.js'
    await np.init({ threads: 1 })
    const collect = async () => { for (let i = 0; i < 10; i++) { gc(); await new Promise(resolve => setTimeout(resolve, 20)) } }
    `
  return spawnSync(process.execPath, ['--no-warnings', '--expose-gc', '--input-type=module'], { input: start + code, encoding: 'utf8' }).stdout
}

test('of a plan that nobody disposed are collected', () => {
  expect(alone(`for (let i = 0; i < 20; i++) np.fft.plan(64 + 4 * i)
    await collect()
    const { used, blocks } = np.info().memory
    console.log(used, blocks)
    np.close()`)).toBe('0 0\n')
})

test('do not keep the memory of a runtime that was closed', () => {
  expect(alone(`np.fft.fft([1, 2, 3]).dispose()
    const heap = (() => new WeakRef(runtime().heap))()
    np.close()
    await collect()
    console.log(heap.deref() === undefined)`)).toBe('true\n')
})
