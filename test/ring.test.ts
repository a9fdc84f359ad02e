// The ring between two threads, and the histogram of times.

import { describe, expect, test } from '@jest/globals'
import { Worker } from 'node:worker_threads'
import { clockSource, DeadlineMeter } from '../dist/deadline.js'
import { Ring } from '../dist/ring.js'
import { thrown } from './support.ts'

const dist = new URL('../dist/', import.meta.url).href
const finished = (source: string, workerData: unknown): Promise<unknown> => new Promise((resolve, reject) => {
  const worker = new Worker(`const { workerData, parentPort } = require('node:worker_threads'); import('${dist}ring.js').then(({ Ring }) => { ${source} })`, { eval: true, execArgv: [], workerData })
  worker.on('message', resolve)
  worker.on('error', reject)
})

describe('Ring', () => {
  test('carries all frames in order between two threads, in pieces of any lengths', async () => {
    const [channels, capacity, frames] = [2, 256, 300000], ring = new Ring(channels, capacity, new SharedArrayBuffer(64 + Ring.bytes(channels, capacity)), 64), data = { buffer: ring.buffer, frames }
    const make = `const { buffer, frames } = workerData, ring = new Ring(2, 256, buffer, 64); let at = 0, seed = 1; const length = () => { seed = seed * 16807 % 2147483647; return 1 + seed % 200 };`
    const [sent, wrong] = await Promise.all([
      finished(`${make} while (at < frames) { const n = Math.min(length(), ring.room, frames - at), a = Float32Array.from({ length: n }, (_, i) => at + i); at += ring.write([a, a.map(v => -v)]) } parentPort.postMessage(at)`, data),
      finished(`${make} let wrong = 0; while (at < frames) { const n = Math.min(length(), ring.available), a = new Float32Array(n), b = new Float32Array(n); ring.read([a, b]); for (let i = 0; i < n; i++) if (a[i] !== at + i || b[i] !== -at - i) wrong++; at += n } parentPort.postMessage(wrong)`, data),
    ])
    expect([sent, wrong, ring.available, ring.overruns, ring.underruns]).toEqual([frames, 0, 0, 0, 0])
  })

  test('counts what has no room and what is not there', () => {
    const ring = new Ring(1, 8), frames = (n: number): Float32Array[] => [Float32Array.from({ length: n }, (_, i) => i + 1)], out = [new Float32Array(6).fill(9)]
    expect([ring.write(frames(5)), ring.available, ring.room]).toEqual([5, 5, 3])
    expect([ring.write(frames(5)), ring.overruns]).toEqual([3, 2])
    expect([ring.read(out), ...out[0]!]).toEqual([6, 1, 2, 3, 4, 5, 1])
    expect([ring.read(out), ...out[0]!, ring.underruns]).toEqual([2, 2, 3, 0, 0, 0, 0, 4])
  })

  test('goes on when its counts wrap', () => {
    const buffer = new SharedArrayBuffer(Ring.bytes(1, 4)), words = new Int32Array(buffer), ring = new Ring(1, 4, buffer), out = [new Float32Array(3)]
    words[0] = words[16] = 2 ** 31 - 2
    for (let i = 0; i < 5; i++) {
      expect(ring.write([Float32Array.of(i, i + 1, i + 2)])).toBe(3)
      expect([ring.available, ring.read(out), ...out[0]!]).toEqual([3, 3, i, i + 1, i + 2])
    }
  })

  test('refuses what is no ring', () => {
    for (const [channels, capacity] of [[0, 8], [1.5, 8], [1, 7], [1, 0], [1, 2 ** 31]] as const) expect(thrown(() => new Ring(channels, capacity)).name).toBe('RangeError')
  })
})

describe('DeadlineMeter', () => {
  test('knows the middle, the thousandth and what is late', () => {
    const meter = new DeadlineMeter()
    for (let i = 1; i <= 10000; i++) meter.add(i, 9000)
    const { count, late, p50, p999, longest, mean } = meter.read()
    expect([count, late, longest]).toEqual([10000, 1000, 10])
    expect(mean).toBeCloseTo(5.0005, 9)
    expect(p50).toBeGreaterThanOrEqual(5)
    expect(p50).toBeLessThanOrEqual(5 * 2 ** (1 / 16))
    expect(p999).toBeGreaterThanOrEqual(9.99)
    expect(p999).toBeLessThanOrEqual(9.99 * 2 ** (1 / 16))
    meter.reset()
    expect(meter.read()).toMatchObject({ count: 0, late: 0, mean: 0, p50: 0, p999: 0, longest: 0 })
  })

  test('measures by a clock of another thread', async () => {
    const meter = new DeadlineMeter(), source = `const { parentPort, workerData } = require('node:worker_threads'); const postMessage = m => parentPort.postMessage(m), close = () => process.exit(), self = globalThis; ${clockSource.replace('onmessage =', 'const run =')}; run({ data: workerData })`
    const worker = new Worker(source, { eval: true, execArgv: [], workerData: { buffer: meter.buffer, byteOffset: meter.byteOffset } })
    await new Promise(resolve => { worker.once('message', resolve) })
    for (let i = 0; i < 5; i++) {
      meter.begin()
      const end = performance.now() + 3
      while (performance.now() < end);
      meter.end(2000)
    }
    meter.stop()
    await new Promise(resolve => { worker.once('exit', resolve) })
    const { count, longest, resolution } = meter.read()
    expect(count).toBe(5)
    expect(longest).toBeGreaterThan(0)
    expect(resolution).toBeGreaterThan(0)
    expect(resolution).toBeLessThan(1)
  })
})
