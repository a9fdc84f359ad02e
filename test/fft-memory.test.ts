// Transforms keep to their memory: of random lengths, batches and layouts, with everything that was never written NaN and the bytes around
// every block, the output's elements and the threads' scratch watched. Results are those of one dense transform after the other, the
// same bits for any number of threads. FFT_CASES asks for more cases than the suite has time for.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import type { DType } from '../dist/dtype.js'
import { Heap, type Block } from '../dist/memory.js'
import { root, transformAxis, type TransformKind } from '../dist/transform.js'
import { variants } from './operands.ts'
import { type Any, hex } from './support.ts'

const CASES = Number(process.env['FFT_CASES'] ?? 150)
// Taken out once: in Jest every use of a global costs 0.1 µs.
const { floor, imul, max, min, sqrt } = Math

// Blocks come full of NaN, with a guard of the same bytes behind them.
const GUARD = 256, EMPTY = 255
const { allocate, free } = Heap.prototype
const guards = new Map<Block, number>()
const bytesAt = (heap: Heap, address: number, length: number): Uint8Array => new Uint8Array(heap.memory.buffer, address, length)
function check(block: Block): void {
  const bytes = guards.get(block)
  if (bytes !== undefined && bytesAt(block.heap, block.address + bytes, GUARD).some(b => b !== EMPTY)) throw new Error(`written past a block of ${bytes} bytes`)
}
beforeAll(() => {
  Heap.prototype.allocate = function (bytes, what) {
    const block = allocate.call(this, bytes + GUARD, what)
    bytesAt(this, block.address, block.size).fill(EMPTY)
    guards.set(block, bytes)
    return block
  }
  Heap.prototype.free = function (block) {
    check(block)
    guards.delete(block)
    free.call(this, block)
  }
})
afterAll(() => { Object.assign(Heap.prototype, { allocate, free }) })

let seed = 0
const next = (): number => { seed = imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32 }
const upTo = (n: number): number => floor(next() * n)
const pick = <T>(list: readonly T[]): T => list[upTo(list.length)]!

// Where one form gives way to another: the largest that fit scratch, the first that do not, and what is around 16, 256 and a chirp's 61.
const edges = [15, 16, 17, 61, 62, 67, 122, 134, 244, 255, 256, 257, 260, 510, 1009, 2018, 3721, 5003, 6073, 6075, 6076, 6079, 6084, 6090, 6094, 6100, 6105, 6125, 11250, 12150, 12146, 12157, 12160, 12167, 12250, 12500, 24300, 24310, 24320, 24334, 24389, 24400, 32768, 40000]
const length = (): number => next() < 0.5 ? 1 + upTo(40) : next() < 0.6 ? 1 + upTo(400) : pick(edges) * pick([1, 1, 2])

/** An array of this shape whose elements lie anywhere in a block of 0xFF: steps, order and direction of the axes at random; with `shared` some take no step or a short one. */
function laidOut(shape: readonly number[], dtype: DType, shared: number): Any {
  const size = dtype === 'complex128' ? 16 : dtype === 'float32' ? 4 : 8, unit = size / (dtype.startsWith('c') ? 2 : 1), strides = shape.map(() => 0), order = shape.map((_, i) => i)
  if (next() < 0.6) order.sort(() => next() - 0.5); else order.reverse()
  let span = size
  for (const axis of order) {
    const apart = pick([0, 0, 0, unit, size, 3 * size, 64]), n = shape[axis]!
    let stride = span + apart
    if (next() < shared) stride = pick([0, size, 2 * size])
    span = max(span, stride * (n - 1) + span)
    strides[axis] = stride * pick([1, 1, -1])
  }
  const whole = np.empty([span + 512], 'uint8'), first = 256 + shape.reduce((sum, n, i) => sum + (strides[i]! < 0 ? -strides[i]! * (n - 1) : 0), 0)
  whole.data.fill(EMPTY)
  return whole.view(shape, strides, whole.address + first, dtype) as Any
}
const wholeOf = (a: Any): Uint8Array => bytesAt(a.block.heap, a.block.address, a.block.bytes)
const randomly = (a: Any): void => {
  const values = np.empty(a.shape, a.dtype) as Any, list = values.data as Float64Array
  for (let i = 0; i < list.length; i++) list[i] = 2 * next() - 1
  a.assign(values)
  values.dispose()
}

/** All n places of one transform's input: padded, cropped, the other half of a spectrum filled in. */
function places(kind: TransformKind, x: Float64Array, count: number, n: number): Float64Array {
  const step = kind === 'r2c' ? 1 : 2, all = new Float64Array(2 * n), half = (n >> 1) + 1
  for (let j = 0; j < n; j++) {
    const mirrored = kind === 'c2r' && j >= half, i = mirrored ? n - j : j
    if (i >= count) continue
    all[2 * j] = x[step * i]!
    all[2 * j + 1] = step === 1 || kind === 'c2r' && (j === 0 || 2 * j === n) ? 0 : x[2 * i + 1]! * (mirrored ? -1 : 1)
  }
  return all
}
/** The sum as it is written, or if that takes long one dense transform in complex128. */
function expected(all: Float64Array, n: number, sign: -1 | 1): Float64Array {
  if (n > 100) {
    const x = np.empty([n], 'complex128'), y = np.empty([n], 'complex128')
    x.data.set(all)
    transformAxis('test', 'c2c', x as Any, y as Any, 0, n, sign, 1)
    const result = y.data.slice()
    x.dispose()
    y.dispose()
    return result
  }
  const w = Array.from({ length: n }, (_, k) => root(k, n)), y = new Float64Array(2 * n)
  for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) {
    const [c, s] = w[j * k % n]!, im = -sign * s
    y[2 * k]! += all[2 * j]! * c - all[2 * j + 1]! * im
    y[2 * k + 1]! += all[2 * j]! * im + all[2 * j + 1]! * c
  }
  return y
}

/** One random transform. Gives the bytes of its result, and what is wrong. */
function transformed(threads: number): { bits: string; problem?: object } {
  const kind = pick(['c2c', 'r2c', 'c2r'] as const), single = next() < 0.5, n = length(), sign = pick([-1, 1] as const), scale = pick([1, 0.5])
  const ndim = n > 3000 ? 1 + upTo(2) : 1 + upTo(3), axis = upTo(ndim), others = Array.from({ length: ndim }, () => 1 + upTo(n > 3000 ? 5 : n > 400 ? 9 : 13))
  const of = (m: number): number[] => others.map((d, i) => i === axis ? m : d), usual = kind === 'c2r' ? (n >> 1) + 1 : n
  const inPlace = kind === 'c2c' && next() < 0.2, count = inPlace ? n : max(1, usual + pick([0, 0, 0, 1, 7, -1, -3, -floor(n / 3)])), outs = kind === 'r2c' ? (n >> 1) + 1 : n
  const from = kind === 'r2c' ? single ? 'float32' : 'float64' : single ? 'complex64' : 'complex128', to = kind === 'c2r' ? single ? 'float32' : 'float64' : single ? 'complex64' : 'complex128'
  const output = laidOut(of(outs), to, 0), input = inPlace ? output : laidOut(of(count), from, pick([0, 0, 0.3]))
  // Elements that share memory are written in order by one thread.
  np.setThreads(1)
  randomly(input)
  np.setThreads(threads)
  const values = np.copy(input) as Any, rows = values.size / count, before = inPlace ? undefined : wholeOf(input).slice(), { used } = np.info().memory
  transformAxis('test', kind, input, output, axis, n, sign, scale)
  const what = { kind, single, n, axis, shape: input.shape, strides: input.strides, to: output.strides, inPlace, sign }
  if (np.info().memory.used !== used) return { bits: '', problem: { ...what, problem: 'memory is left in use' } }
  if (before !== undefined && !Buffer.from(before).equals(wholeOf(input))) return { bits: '', problem: { ...what, problem: 'the input changed' } }
  const result = np.copy(output) as Any, bits = hex(result)
  wipe(output)
  if (wholeOf(output).some(b => b !== EMPTY)) return { bits, problem: { ...what, problem: 'written beside the output' } }
  const x = np.ascontiguousarray(np.moveaxis(values, axis, -1)).data as Float64Array, y = np.ascontiguousarray(np.moveaxis(result, axis, -1)).data as Float64Array
  for (let r = 0; r < rows; r++) {
    const inStep = kind === 'r2c' ? 1 : 2, outStep = kind === 'c2r' ? 1 : 2, want = expected(places(kind, x.subarray(r * count * inStep, (r + 1) * count * inStep), min(count, usual), n), n, sign)
    let off = 0, all = 0
    for (let k = 0; k < outs; k++) for (let p = 0; p < outStep; p++) {
      off += (y[(r * outs + k) * outStep + p]! - scale * want[2 * k + p]!) ** 2
      all += (scale * want[2 * k + p]!) ** 2
    }
    if (!(sqrt(off) <= 8 * (single ? 2 ** -23 : 2 ** -52) * sqrt(all) + 1e-300)) return { bits, problem: { ...what, row: r, error: sqrt(off / all) } }
  }
  return { bits }
}
/** Gives the output's elements the bytes of its surroundings. */
function wipe(a: Any): void {
  const size = a.itemsize, bytes = wholeOf(a), start = a.address - a.block.address, index = a.shape.map(() => 0)
  for (;;) {
    const at = start + index.reduce((sum, i, axis) => sum + i * a.strides[axis]!, 0)
    bytes.fill(EMPTY, at, at + size)
    let axis = index.length - 1
    while (axis >= 0 && ++index[axis]! === a.shape[axis]) index[axis--] = 0
    if (axis < 0) return
  }
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ threads: 4, variant }))
  afterAll(() => {
    // The scratch and the tables, which are still in use.
    for (const block of guards.keys()) check(block)
    guards.clear()
    np.close()
  })

  test('any length, batch and layout, on 1, 2 and 4 threads', () => {
    const problems: object[] = []
    for (let c = 0; c < CASES && problems.length < 5; c++) {
      const runs = [1, 2, 4].map(threads => {
        seed = c + 1
        return np.scope(() => transformed(threads))
      })
      for (const { problem } of runs) if (problem !== undefined) problems.push({ c, ...problem })
      if (runs.some(r => r.bits !== runs[0]!.bits)) problems.push({ c, problem: 'threads' })
    }
    expect(problems).toEqual([])
  })

  // Short ones: transform.test.ts.
  test('NaN and infinity stay in their own transform where it is long', () => {
    for (const n of [6125, 12157, 16384, 24400]) for (const single of [false, true]) for (const kind of ['c2c', 'r2c', 'c2r'] as const) np.scope(() => {
      const [real, complex] = single ? ['float32', 'complex64'] as const : ['float64', 'complex128'] as const
      const x = np.empty([4, kind === 'c2r' ? (n >> 1) + 1 : n], kind === 'r2c' ? real : complex) as Any, y = np.empty([4, kind === 'r2c' ? (n >> 1) + 1 : n], kind === 'c2r' ? real : complex) as Any
      const rows = (): string[] => { transformAxis('test', kind, x, y, 1, n, -1, 1); return [0, 1, 2, 3].map(r => hex(y.slice(r) as Any)) }
      randomly(x)
      const clean = rows()
      x.slice(1, 3).assign(NaN)
      x.slice(2, 7).assign(Infinity)
      const spoilt = rows()
      expect([spoilt[0] === clean[0], spoilt[3] === clean[3]]).toEqual([true, true])
      for (const r of [1, 2]) expect(Number.isFinite((y.slice(r) as Any).toTypedArray()[0])).toBe(false)
    })
  })
})
