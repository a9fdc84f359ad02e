// Traces: every kernel that a function has run, range by range and thread by thread.

import { control } from '../control.js'
import { dtypes } from '../dtype.js'
import { DTypeError, ValueError } from '../errors.js'
import { readJob } from '../job.js'
import { runtime } from '../runtime.js'
import { type Extent, tracer, type Tracer, useTracer } from '../tracer.js'
import type { Path } from './schema.js'

/** A part of a job on one thread; thread 0 is the caller. Seconds since the trace began. */
export interface TracedRange { readonly thread: number; readonly begin: number; readonly end: number; readonly from: number; readonly to: number }
/** A job: its kernel, the units in all, whether threads shared it. `path` and `shape` are those of operands that kernels walk by strides. */
export interface TracedKernel {
  readonly kernel: string
  readonly units: number
  readonly shared: boolean
  readonly begin: number
  readonly end: number
  readonly ranges: readonly TracedRange[]
  readonly path?: Path
  readonly shape?: readonly number[]
}
/** A copy between JavaScript's memory and the library's. */
export interface TracedCopy { readonly bytes: number; readonly begin: number; readonly end: number }

/** What `np.trace(f)` gives. All times in seconds since the beginning of the call. */
export interface Trace {
  readonly seconds: number
  readonly threads: number
  readonly kernels: readonly TracedKernel[]
  readonly copies: readonly TracedCopy[]
  /** Arithmetic operations, as far as they are known, and bytes of operands, each job's by itself. */
  readonly flops: number
  /** How many of them are those of products and transforms, by their formulas; of the others one is counted for each element. */
  readonly counted: number
  readonly bytes: number
  /** Bytes of all the memory that operands lie in. */
  readonly footprint: number
  /** Ranges that were not noted, as there were too many. */
  readonly dropped: number
  /** As a Chrome trace-event file has it, which Perfetto (ui.perfetto.dev) and chrome://tracing open. */
  toJSON(): { readonly displayTimeUnit: 'ns'; readonly traceEvents: readonly TraceEvent[] }
}

/** An event of the trace-event format: times in microseconds. */
export interface TraceEvent { readonly name: string; readonly ph: 'X' | 'M'; readonly pid: number; readonly tid: number; readonly ts?: number; readonly dur?: number; readonly cat?: string; readonly args?: Record<string, unknown> }

// As worker.ts has them.
const NOTES = 8192, NOTE = 5, THREAD_BYTES = (1 + NOTES * NOTE) * 8
const MOST_RANGES = 200_000

interface Open { kernel: string; units: number; shared: boolean; begin: number; end: number; ranges: TracedRange[]; path?: Path; shape?: readonly number[] }

class Recorder implements Tracer {
  readonly #began: number
  readonly #tick: number
  readonly #state = runtime()
  readonly #names: string[] = []
  readonly #words: Int32Array
  readonly #notes: { readonly address: number; release(): void }
  readonly #own: Open[] = []
  readonly #epochs = new Map<number, Open>()
  readonly #copies: TracedCopy[] = []
  readonly #extents: Extent[] = []
  #lastEpoch: number
  #flops = 0
  #counted = 0
  #bytes = 0
  #dropped = 0
  #ranges = 0

  constructor() {
    const { memory, heap, kernels, pool, base } = this.#state
    for (const [name, { id }] of kernels) this.#names[id] = name
    this.#words = new Int32Array(memory.buffer, base, 256)
    this.#notes = heap.allocate(16 + pool.size * THREAD_BYTES, 'trace')
    this.#lastEpoch = Atomics.load(this.#words, control.epoch)
    for (let thread = 1; thread < pool.size; thread++) this.#notesOf(thread)[0] = 0
    // Workers' clocks have an origin of their own; as differences to this one their times keep the last digits.
    this.#notesOf(0)[0] = performance.timeOrigin
    Atomics.store(this.#words, control.trace, this.#place / 16)
    pool.tracer = this
    this.#tick = tick()
    this.#began = performance.now()
  }
  // A multiple of 16, as workers are told.
  get #place(): number { return Math.ceil(this.#notes.address / 16) * 16 }
  #notesOf(thread: number): Float64Array { return new Float64Array(this.#state.memory.buffer, this.#place + thread * THREAD_BYTES, THREAD_BYTES / 8) }

  now(): number { return performance.now() }

  begin(kernel: { id: number; call: (job: number, begin: number, end: number) => void }, units: number): typeof kernel {
    const job: Open = { kernel: this.#names[kernel.id]!, units, shared: false, begin: this.#since(performance.now()), end: 0, ranges: [], ...this.#operands(this.#names[kernel.id]!) }
    this.#own.push(job)
    return {
      id: kernel.id,
      call: (place, from, to) => {
        const begin = performance.now()
        try { kernel.call(place, from, to) } finally {
          if (++this.#ranges > MOST_RANGES) this.#dropped++
          else job.ranges.push({ thread: 0, begin: this.#since(begin), end: Math.max(this.#since(begin), this.#until(performance.now())), from, to })
        }
      },
    }
  }

  end(): void {
    const job = this.#own.at(-1)!, epoch = this.#words[control.epoch]!
    job.end = this.#since(performance.now())
    // A job that was shared has an epoch of its own.
    if (epoch === this.#lastEpoch) return
    job.shared = true
    this.#epochs.set(this.#lastEpoch = epoch, job)
  }

  copied(bytes: number, since: number): void { this.#copies.push({ bytes, begin: this.#since(since), end: this.#since(performance.now()) }) }

  amount(flops: number, operands: readonly Extent[]): void {
    this.#flops += flops
    this.#counted += flops
    for (const { address, nbytes, shape, strides, itemsize } of operands) {
      this.#bytes += nbytes
      this.#extents.push(shape && strides && itemsize !== undefined && nbytes > 0 ? reach(address, shape, strides, itemsize) : { address, nbytes })
    }
  }

  /** Stops; gives what it has. */
  finish(): Trace {
    const seconds = this.#since(performance.now()), { pool } = this.#state, threads = pool.threads
    this.release()
    for (let thread = 1; thread < pool.size; thread++) {
      const notes = this.#notesOf(thread), count = Math.min(notes[0]!, NOTES)
      this.#dropped += notes[0]! - count
      for (let i = 0; i < count; i++) {
        const [epoch, from, to, begin, end] = notes.subarray(1 + i * NOTE, 1 + (i + 1) * NOTE)
        this.#epochs.get(epoch!)?.ranges.push({ thread, begin: this.#since(begin!), end: this.#since(end!), from: from!, to: to! })
      }
    }
    this.#notes.release()
    return {
      seconds, threads, kernels: this.#own, copies: this.#copies, flops: this.#flops, counted: this.#counted, bytes: this.#bytes, footprint: union(this.#extents), dropped: this.#dropped,
      toJSON() { return { displayTimeUnit: 'ns', traceEvents: events(this) } },
    }
  }
  /** Nobody is told any more. */
  release(): void {
    useTracer(undefined)
    this.#state.pool.tracer = undefined
    Atomics.store(this.#words, control.trace, 0)
  }

  // What the clock itself takes counts with what is between two looks at it.
  #until(time: number): number { return this.#since(time - this.#tick) }
  #since(time: number): number { return Math.max(0, (time - this.#began) / 1e3) }

  // What kernels that walk by strides read and write. Of the others their callers tell.
  #operands(name: string): { path?: Path; shape?: readonly number[] } {
    if (apart.test(name)) return {}
    const { shape, operands } = readJob(this.#state.memory.buffer, this.#state.job.place), size = shape.reduce((a, n) => a * n, 1)
    let path: Path = 'contiguous'
    for (const { address, dtype, compute, strides } of operands) {
      const itemsize = dtypes[dtype].size
      // Of an axis along which an operand is broadcast it has one element.
      const elements = shape.reduce((a, n, i) => strides[i] === 0 ? a : a * n, 1)
      this.#bytes += elements * itemsize
      this.#extents.push(reach(address, shape, strides, itemsize))
      if (dtype !== compute) path = 'converted'
      else if (path === 'contiguous' && jumps(shape, strides, itemsize)) path = 'strided'
    }
    if (!moves.test(name)) this.#flops += size
    return { path, shape }
  }
}

// The least milliseconds between two looks at the clock.
function tick(): number {
  let least = Infinity
  for (let i = 0; i < 64; i++) { const t = performance.now(); least = Math.min(least, performance.now() - t) }
  return least
}

// Kernels whose operands stand in the Job in a way of their own; and those that compute nothing.
const apart = /^(gemm|fourier|peak)_|^(gather|scatter|count_true|where_true|compress|radix|triangle|segments|sosfilt|stream)$/
const moves = /^(copy|swap|where|positive)(_|$)/

// Whether the elements of the longest axes lie apart: neighbours of the last axis that has any are not side by side.
function jumps(shape: readonly number[], strides: readonly number[], itemsize: number): boolean {
  const last = shape.findLastIndex(n => n > 1)
  return last >= 0 && strides[last] !== itemsize && strides[last] !== 0
}

// From the first byte of an operand to its last.
function reach(address: number, shape: readonly number[], strides: readonly number[], itemsize: number): Extent {
  let low = address, high = address + itemsize
  shape.forEach((n, i) => { const far = (n - 1) * strides[i]!; if (far < 0) low += far; else high += far })
  return { address: low, nbytes: high - low }
}

function union(extents: Extent[]): number {
  let total = 0, end = 0
  for (const { address, nbytes } of [...extents].sort((a, b) => a.address - b.address)) {
    const from = Math.max(address, end)
    if (address + nbytes > from) { total += address + nbytes - from; end = address + nbytes }
  }
  return total
}

function events({ kernels, copies, threads }: Trace): TraceEvent[] {
  const us = (s: number): number => Math.round(s * 1e9) / 1e3
  const name = (tid: number): TraceEvent => ({ name: 'thread_name', ph: 'M', pid: 1, tid, args: { name: tid === 0 ? 'caller' : `worker ${tid}` } })
  const span = (label: string, cat: string, tid: number, begin: number, end: number, args: Record<string, unknown>): TraceEvent => ({ name: label, cat, ph: 'X', pid: 1, tid, ts: us(begin), dur: us(end - begin), args })
  return [
    { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: 'Lanewise' } }, ...Array.from({ length: threads }, (_, tid) => name(tid)),
    ...kernels.flatMap(({ kernel, units, shared, begin, end, ranges, shape, path }) => [
      span(kernel, 'job', 0, begin, end, { units, shared, ...(shape && { shape: shape.join(' × ') }), ...(path && { path }) }),
      ...ranges.map(r => span(kernel, 'range', r.thread, r.begin, r.end, { from: r.from, to: r.to })),
    ]),
    ...copies.map(({ bytes, begin, end }) => span('copy', 'copy', 0, begin, end, { bytes })),
  ]
}

/** Calls a function and records what it runs. What it throws is thrown. */
export function record<T>(f: () => T): { readonly value: T; readonly trace: Trace } {
  if (tracer !== undefined) throw new ValueError('trace: a trace is being made already, and one cannot be made within another')
  const recorder = new Recorder()
  useTracer(recorder)
  try {
    const value = f()
    return { value, trace: recorder.finish() }
  } catch (error) {
    recorder.finish()
    throw error
  }
}

/** `np.trace` of a function. */
export function traceOf(f: () => unknown): Trace {
  const { value, trace } = record(f)
  if (value instanceof Promise) { value.catch(() => {}); throw new DTypeError('trace: the function is async; what runs after it has given its promise is not recorded. Trace the functions that it calls') }
  return trace
}
