// Fourier transforms along one axis: which form a length takes, its tables, and the jobs. assembly/fourier.ts does the work.

import type { DType } from './dtype.js'
import { copyInto, elementwise, fill } from './elementwise.js'
import { kernel } from './execute.js'
import { addressWord, JOB_SIZE, type JobWriter } from './job.js'
import type { Block, Heap } from './memory.js'
import { allocate, NDArray } from './ndarray.js'
import { conjugate, multiply } from './ops.js'
import { cosine, sine } from './portable.js'
import { memoryViews, runtime } from './runtime.js'
import { callHere, tracer } from './tracer.js'

type Any = NDArray<DType>

/** What a transform takes and gives: complex to complex, real to half a spectrum, half a spectrum to real. */
export type TransformKind = 'c2c' | 'r2c' | 'c2r'

// The steps by number and the flags, as assembly/fourier.ts has them.
const SINGLE = 0, COLUMNS = 1, LONG_COLUMNS = 2, LONG_ROWS = 3, LONG_PAIRS = 4, STAGE = 5
const REAL_IN = 1, REAL_OUT = 2, CONJUGATE = 4
// Bytes of each of the kernel's two buffers, and its largest radix.
const ROOM = Math.floor((1024 + 2 * 196608 - 61 * 64) / 128) * 64, RADIX = 61
// Bytes of plans that are kept; the least recently used go.
const KEPT = 64 << 20

// Taken out once: tables are millions of roots, and in Jest every use of a global costs 0.1 µs.
const { floor, PI } = Math

// ---- Roots of unity. ----

/** exp(-2πi k/n) for 0 ≤ k < n, from an angle of at most π/4. */
export function root(k: number, n: number): [re: number, im: number] {
  const eighths = floor(8 * k / n), quarter = (eighths + 1) >> 1, rest = 2 * PI * ((4 * k - quarter * n) / (4 * n)), c = cosine(rest), s = sine(rest)
  switch (quarter & 3) {
    case 0: return [c, -s]
    case 1: return [-s, -c]
    case 2: return [-c, s]
    default: return [s, c]
  }
}

// ---- Plans. ----

/** The prime factors of n, ascending. */
function primes(n: number): number[] {
  const found: number[] = []
  for (let p = 2; p * p <= n; p += p === 2 ? 1 : 2) while (n % p === 0) { found.push(p); n /= p }
  return n > 1 ? [...found, n] : found
}

// Radices for a length: primes from the largest on, then fours, a two last, as its pass has least to do with each number.
function radices(n: number): number[] {
  const list = primes(n), twos = list.filter(p => p === 2).length
  return n === 1 ? [1] : [...list.filter(p => p > 2).reverse(), ...new Array<number>(twos >> 1).fill(4), ...(twos & 1 ? [2] : [])]
}

// What a length is, which every call asks: its cost in passes of radix 4 per number, and the length of its chirps' transforms (0: it has no need of them).
interface Length { readonly cost: number; readonly padded: number }
const lengths = new Map<number, Length>()
function lengthOf(n: number): Length {
  let found = lengths.get(n)
  if (found === undefined) {
    const list = radices(n), padded = list.every(r => r <= RADIX) ? 0 : friendly(2 * n - 1)
    found = { padded, cost: padded > 0 ? 5 * passCost(radices(padded)) : passCost(list) }
    if (lengths.size === 4096) lengths.clear()
    lengths.set(n, found)
  }
  return found
}
function passCost(list: readonly number[]): number { return list.reduce((sum, r) => sum + (r <= 5 ? 1 : 0.5 + r / 5), 0) }
const smooth = (n: number): boolean => lengthOf(n).padded === 0

/** The least costly length of at least n among 2^a 3^b 5^c with a ≥ 2. */
function friendly(n: number): number {
  let best = 0, least = Infinity
  for (let three = 1; three < 4 * n; three *= 3) {
    for (let m = three; m < 4 * n; m *= 5) {
      let length = 4 * m
      while (length < n) length *= 2
      const ns = length * passCost(radices(length))
      if (ns < least) { least = ns; best = length }
    }
  }
  return best
}

interface Plan {
  readonly address: number
  readonly blocks: readonly Block[]
  readonly bytes: number
}
interface Cache { readonly plans: Map<string, Plan>; bytes: number }
// Weak, as the memory of a runtime that was closed must not stay for its plans.
const caches = new WeakMap<Heap, Cache>()

// A plan by its key; what `make` allocates is its own.
function planned(key: string, make: (space: Space) => number): Plan {
  const { heap } = runtime()
  let cache = caches.get(heap)
  if (cache === undefined) caches.set(heap, cache = { plans: new Map(), bytes: 0 })
  const { plans } = cache
  let plan = plans.get(key)
  if (plan !== undefined) {
    if (plans.size > 1) { plans.delete(key); plans.set(key, plan) }
    return plan
  }
  const space = new Space(heap)
  try { plan = space.plan(make(space)) } catch (error) { space.free(); throw error }
  plans.set(key, plan)
  cache.bytes += plan.bytes
  for (const [old, { blocks, bytes }] of plans) {
    if (cache.bytes <= KEPT) break
    if (old === key) continue
    plans.delete(old)
    cache.bytes -= bytes
    release(heap, blocks)
  }
  return plan
}
// Keeps the memory of a plan that the cache may let go of meanwhile, until the function that this returns is called (or collected).
function hold({ blocks }: Plan): () => void {
  for (const block of blocks) block.retain()
  return () => { for (const block of blocks) block.release() }
}
function release(heap: Heap, blocks: readonly Block[]): void {
  for (const block of blocks) {
    heap.used += block.size
    heap.blocks++
    block.release()
  }
}

// Memory of a plan under construction, which is not the user's.
class Space {
  readonly #blocks: Block[] = []
  #bytes = 0
  constructor(readonly heap: Heap) {}
  take(bytes: number): number {
    const block = this.heap.allocate(bytes, 'a plan of a Fourier transform')
    this.heap.used -= block.size
    this.heap.blocks--
    this.#bytes += block.size
    this.#blocks.push(block)
    return block.address
  }
  words(list: readonly number[]): number {
    const address = this.take(list.length * 4)
    memoryViews().int32.set(list, address >> 2)
    return address
  }
  // Memory for so many parts of an element, and a view of it.
  floats(dtype: DType, count: number): [address: number, list: Float32Array | Float64Array] {
    const size = partSize(dtype), address = this.take(count * size), { float32, float64 } = memoryViews()
    return [address, size === 4 ? float32.subarray(address >> 2, (address >> 2) + count) : float64.subarray(address >> 3, (address >> 3) + count)]
  }
  plan(address: number): Plan { return { address, blocks: this.#blocks, bytes: this.#bytes } }
  free(): void { release(this.heap, this.#blocks) }
}

function partSize(dtype: DType): number { return dtype === 'float32' || dtype === 'complex64' ? 4 : 8 }
function lanesOf(dtype: DType): number { return 16 / partSize(dtype) }

// count roots exp(-2πi e(k)/n) in blocks: a vector of real parts, one of imaginary parts; the last is filled up.
function blocked(space: Space, dtype: DType, count: number, value: (k: number) => readonly [number, number]): number {
  const V = lanesOf(dtype), all = Math.ceil(count / V) * V, [address, list] = space.floats(dtype, 2 * all)
  for (let k = 0; k < all; k++) {
    const [re, im] = k < count ? value(k) : [0, 0], at = (k - k % V) * 2 + k % V
    list[at] = re
    list[at + V] = im
  }
  return address
}

// The passes of one length: as assembly/fourier.ts reads them.
function core(space: Space, dtype: DType, n: number): number {
  const words: number[] = [], list = radices(n)
  let left = n
  for (const r of list) {
    const m = left / r, half = (r - 1) / 2, any = r > 5 || r === 1
    const [w, twiddles] = m > 1 || any ? space.floats(dtype, Math.max(1, m * (r - 1) * 2)) : [0, new Float64Array(0)]
    let roots = 0
    for (let p = 0, at = 0; p < (w > 0 ? m : 0); p++) {
      for (let k = 1; k < r; k++) [twiddles[at++], twiddles[at++]] = root(p * k, left) as [number, number]
    }
    if (any) {
      const [address, table] = space.floats(dtype, Math.max(1, 2 * half * half))
      for (let k = 1, at = 0; k <= half; k++) for (let i = 1; i <= half; i++) {
        const [c, s] = root(i * k % r, r)
        table[at++] = c
        table[at++] = -s
      }
      roots = address
    }
    words.push(r, m, w, roots)
    left = m
  }
  return space.words([list.length, n, ...words])
}

// Radix of the pass that a single transform begins with, 0 if its length allows none.
function firstRadix(dtype: DType, n: number): number { return n < 16 ? 0 : n % 4 === 0 ? 4 : partSize(dtype) === 8 && n % 2 === 0 ? 2 : 0 }

/** The form of a transform in the kernel's scratch: a single one, columns, or neither. */
function forms(dtype: DType, n: number): { single: boolean; columns: boolean } {
  const size = 2 * partSize(dtype), V = lanesOf(dtype)
  const { padded } = lengthOf(n)
  if (padded > 0) return { single: padded * size <= ROOM, columns: false }
  return { single: n * size <= ROOM - 64 && firstRadix(dtype, n) > 0, columns: n * V * size <= ROOM - 32 * V }
}

// The plan of a complex transform of length n, with the pairs of a real one of twice the length if it is one.
function make(space: Space, dtype: DType, n: number, kind: TransformKind, form: number): number {
  const words = [n, 0, 0, 0, 0, 0, 0, 0]
  if (smooth(n)) {
    const r = form === SINGLE ? firstRadix(dtype, n) : 0
    if (r === 0) words[3] = core(space, dtype, n)
    else {
      // Those of the r outputs of each p.
      const m = n / r
      words[1] = r
      words[2] = blocked(space, dtype, n, i => root(floor(i / r) * (i % r), n))
      words[3] = core(space, dtype, m)
    }
  } else {
    const m = lengthOf(n).padded, inner = make(space, dtype, m, 'c2c', SINGLE)
    const w = chirp(n), b = spectrumOf(w, m), pair = (list: Float64Array) => (k: number): [number, number] => [list[2 * k]!, list[2 * k + 1]!]
    words[5] = blocked(space, dtype, n, pair(w))
    words[6] = blocked(space, dtype, m, pair(b))
    words[7] = inner
  }
  if (kind !== 'c2c') words[4] = pairTable(space, dtype, n, kind, kind === 'r2c' && words[1]! > 0 ? 0 : 1)
  return space.words(words)
}
function planOf(kind: TransformKind, dtype: DType, n: number, N: number, form: number): Plan {
  const pairs = N === n ? 'c2c' : kind
  return planned(`${pairs} ${N} ${form} ${partSize(dtype)}`, space => make(space, dtype, N, pairs, form))
}
// exp(-πi j²/n): j² by exact integers.
function chirp(n: number): Float64Array {
  const w = new Float64Array(2 * n)
  for (let j = 0; j < n; j++) [w[2 * j], w[2 * j + 1]] = root(j * j % (2 * n), 2 * n)
  return w
}
// -i/2 exp(-2πi k/2n) to a spectrum, i exp(2πi k/2n) from one, from the first k on.
function pairTable(space: Space, dtype: DType, n: number, kind: TransformKind, first: number): number {
  return blocked(space, dtype, (n >> 1) + lanesOf(dtype), i => {
    const [c, s] = root(i + first, 2 * n)
    return kind === 'r2c' ? [s / 2, -c / 2] : [s, c]
  })
}

/** The transform of a chirp's conjugate, |j| < n, over m places, divided by m. */
function spectrumOf(w: Float64Array, m: number): Float64Array {
  const b = allocate('fft', 'complex128', [m]), list = b.data as Float64Array
  try {
    list.fill(0)
    for (let k = 0; k < w.length; k += 2) {
      const mirrored = k > 0 ? 2 * m - k : 0
      list[k] = list[mirrored] = w[k]!
      list[k + 1] = list[mirrored + 1] = -w[k + 1]!
    }
    axisTransform('fft', 'c2c', b, b, 0, m, -1, 1 / m)
    return list.slice()
  } finally { b.dispose() }
}

// ---- Jobs. ----

const complexOf = (dtype: DType): DType => partSize(dtype) === 4 ? 'complex64' : 'complex128'
const realOf = (dtype: DType): DType => partSize(dtype) === 4 ? 'float32' : 'float64'
const kernelOf = (dtype: DType): string => partSize(dtype) === 4 ? 'fourier_f32' : 'fourier_f64'

/**
 * The discrete Fourier transform of length n along an axis of `input`, to `output`, times `scale`: sum of x[j] exp(sign 2πi jk/n),
 * sign -1 or 1. Input elements past n are ignored, missing ones are 0. c2c: both complex64 or complex128, output has n along the
 * axis; r2c: float32 → complex64 or float64 → complex128, n // 2 + 1 along the axis (sign -1 or 1); c2r: the reverse: uses the
 * first n // 2 + 1 elements as half of a Hermitian spectrum, whose imaginary parts at 0 and n / 2 do not count. The other axes are equal. Any strides;
 * the caller has checked all that, and that output either is the very same array as input (c2c) or shares no memory with it.
 */
export function transformAxis(op: string, kind: TransformKind, input: Any, output: Any, axis: number, n: number, sign: -1 | 1, scale: number): void {
  if (output.size === 0) return
  if (tracer !== undefined) tracer.amount(operations(kind, n) * (output.size / output.shape[axis]!), [input, output])
  axisTransform(op, kind, input, output, axis, n, sign, scale)
}

/** Operations of one transform as everybody counts them, whatever an algorithm does. */
export function operations(kind: TransformKind, n: number): number { return (kind === 'c2c' ? 5 : 2.5) * n * Math.log2(n) }

function axisTransform(op: string, kind: TransformKind, input: Any, output: Any, axis: number, n: number, sign: -1 | 1, scale: number): void {
  const { dtype } = input, N = kind !== 'c2c' && n % 2 === 0 ? n / 2 : n
  const outer = batch(input, output, axis), form = formOf(kind, dtype, N, outer, input.strides[axis]!, output.strides[axis]!)
  if (form === undefined) { long(op, kind, input, output, axis, n, sign, scale); return }
  const plan = planOf(kind, dtype, n, N, form)
  const { job, kernels, pool } = runtime(), call = kernel(kernels, kernelOf(dtype))
  const units = write(job, form, kind, dtype, outer, plan.address, n, N, Math.min(input.shape[axis]!, kind === 'c2r' ? (n >> 1) + 1 : n), input.strides[axis]!, output.strides[axis]!, sign, scale, pool.threads)
  job.address(0, input.address)
  job.address(1, output.address)
  const all = outer.reduce((product, a) => product * a.length, 1)
  pool.run(call, units, 60 + all / units * time(dtype, N))
}

// Nanoseconds of one complex transform.
function time(dtype: DType, n: number): number { return n * lengthOf(n).cost * partSize(dtype) * 0.1 }

interface Axis { readonly length: number; readonly from: number; readonly to: number }

// The axes beside the transformed one, joined where both arrays walk through them evenly; columns last.
function batch(input: Any, output: Any, axis: number): Axis[] {
  const axes: Axis[] = []
  for (let i = 0; i < output.ndim; i++) {
    const length = output.shape[i]!, from = input.strides[i]!, to = output.strides[i]!, last = axes[axes.length - 1]
    if (i === axis || length === 1) continue
    if (last !== undefined && last.from === from * length && last.to === to * length) axes[axes.length - 1] = { length: last.length * length, from, to }
    else axes.push({ length, from, to })
  }
  if (axes.length === 0) return [{ length: 1, from: 0, to: 0 }]
  // The nearest of the axes that fill a block, else the longest.
  const full = axes.filter(a => a.length >= 8), best = full.length > 0 ? full.reduce((a, b) => Math.abs(b.from) <= Math.abs(a.from) ? b : a) : axes.reduce((a, b) => b.length >= a.length ? b : a)
  return [...axes.filter(a => a !== best), best]
}

function formOf(kind: TransformKind, dtype: DType, N: number, outer: readonly Axis[], from: number, to: number): number | undefined {
  const { single, columns } = forms(dtype, N), size = partSize(dtype), many = outer[outer.length - 1]!.length, V = lanesOf(dtype)
  const dense = (step: number, real: boolean): boolean => step === (real ? size : 2 * size)
  if (single && (!columns || many < V || (dense(from, kind === 'r2c') && dense(to, kind === 'c2r')))) return SINGLE
  // A lonely transform leaves lanes empty: columns of its own are better if there are some.
  if (columns && (N < 256 || many >= V || split(dtype, N) === undefined)) return COLUMNS
  return undefined
}

// Writes the job but for the addresses; returns its units.
function write(job: JobWriter, form: number, kind: TransformKind, dtype: DType, outer: readonly Axis[], plan: number, n: number, N: number, count: number, from: number, to: number, sign: number, scale: number, threads: number): number {
  const size = 2 * partSize(dtype), V = lanesOf(dtype), last = outer.length, columns = outer[last - 1]!.length
  // A block's columns: 16 KiB if that is at least a cache line's worth, and some for every thread.
  const line = 64 / size, most = Math.floor(ROOM / ((N + 1) * size) / V) * V
  let C = Math.max(V, Math.min(most, Math.max(line, Math.floor(16384 / (N * size) / V) * V)))
  const others = outer.reduce((product, a) => product * a.length, 1) / columns
  while (C > line && threads > 1 && others * Math.ceil(columns / C) < 4 * threads) C = Math.max(line, Math.floor(C / 2 / V) * V)
  job.head(last + 1, form, 3, count, C, (kind === 'r2c' ? REAL_IN : kind === 'c2r' ? REAL_OUT : 0) | (sign === 1 ? CONJUGATE : 0), n)
  for (let i = 0; i < last; i++) {
    job.extent(i, outer[i]!.length)
    job.stride(0, i, outer[i]!.from)
    job.stride(1, i, outer[i]!.to)
  }
  job.extent(last, n)
  job.stride(0, last, from)
  job.stride(1, last, to)
  job.operand(2, plan, dtype, dtype)
  // What is conjugated on its way in is so on its way out; the kernel always turns one way.
  job.scalars(scale, kind === 'c2r' && N < n || kind === 'c2c' && sign === 1 || kind === 'c2r' && sign === 1 || kind === 'r2c' && N === n && sign === 1 ? -scale : scale)
  return form === SINGLE ? others * columns : others * Math.ceil(columns / C)
}

// ---- Long transforms: one at a time, as columns and rows of a matrix. ----

// n1, n2 and the columns of a block; undefined if there are none that fit. The wider the block, the longer the runs in memory: 2^18
// complex64 took 3.5 ns each with cache lines, 3.1 with four of them.
function split(dtype: DType, n: number): [n1: number, n2: number, C: number] | undefined {
  if (!smooth(n)) return undefined
  const size = 2 * partSize(dtype), V = lanesOf(dtype)
  for (const C of [256 / size, 128 / size, 64 / size, V]) {
    for (let a = Math.floor(Math.sqrt(n)); a >= V; a--) {
      if (n % a !== 0) continue
      if ((n / a + V) * C * size > ROOM) break
      return [a, n / a, C]
    }
  }
  return undefined
}

function matrixPlan(dtype: DType, n: number, n1: number, n2: number, C: number): Plan {
  return planned(`long ${n} ${partSize(dtype)}`, space => {
    const columns = core(space, dtype, n1), rows = core(space, dtype, n2), V = lanesOf(dtype)
    const local = blocked(space, dtype, Math.ceil(n1 / V) * V * C, i => root(floor(i / C) % n1 * (i % C) % n, n))
    const blocks = Math.ceil(n2 / C), [apart, list] = space.floats(dtype, 2 * (n1 * blocks + V))
    for (let u = 0, at = 0; u < blocks; u++) for (let k = 0; k < n1; k++) [list[at++], list[at++]] = root(u * C * k % n, n) as [number, number]
    return space.words([columns, rows, local, apart])
  })
}

// Up to so many bytes, all threads go through one pass after the other over two buffers: columns and rows take longer until the buffers
// leave the third cache (complex64 of 2^19 3.6 ms to 2.1, of 2^20 7.5 to 6.1; complex128 of 2^20, 16 MiB, 15 to 17).
const STAGED = 2 ** 23
function staged(dtype: DType, n: number): boolean { return n * 2 * partSize(dtype) <= STAGED && firstRadix(dtype, n) > 0 && smooth(n) }
function stagedComplex(op: string, dtype: DType, from: number, to: number, n: number, sign: number, scale: number): void {
  const plan = planOf('c2c', dtype, n, n, SINGLE), { int32 } = memoryViews(), size = 2 * partSize(dtype), at = (address: number, i: number): number => int32[(address >> 2) + i]!
  const r = at(plan.address, 1), first = at(plan.address, 2), core = at(plan.address, 3), count = at(core, 0)
  // Apart by no multiple of 4 KiB, so that no store is taken for the load to come.
  const room = n * size + 192, work = allocate(op, complexOf(dtype), [2 * room / size]), { job, kernels, pool } = runtime(), call = kernel(kernels, kernelOf(dtype))
  const pass = (kind: number, radix: number, m: number, s: number, x: number, y: number, twiddles: number, roots: number): void => {
    job.extent(0, radix)
    job.extent(1, m)
    job.extent(2, s)
    job.extent(4, kind)
    job.address(0, x)
    job.address(1, y)
    job.address(2, twiddles)
    job.address(3, roots)
    // Parts of q only if there are few p: twiddles are for a p.
    const units = pool.threads === 1 ? 1 : m >= 16 ? Math.min(m, 64) : 64
    job.extent(3, units)
    pool.run(call, units, n / units * partSize(dtype) * 0.1)
  }
  try {
    job.head(2, STAGE, 4, 0, 0, sign === 1 ? CONJUGATE : 0, 0)
    for (let i = 0; i < 4; i++) job.operand(i, 0, dtype, dtype)
    job.scalars(scale, sign === 1 ? -scale : scale)
    let x = work.address, y = work.address + room, s = r * size
    pass(0, r, n / r, 0, from, x, first, 0)
    for (let i = 0; i < count; i++) {
      const row = core + 8 + 16 * i, radix = at(row, 0), last = i === count - 1
      pass(last ? 2 : 1, radix, at(row, 1), s, x, last ? to : y, at(row, 2), at(row, 3))
      s *= radix
      const done = y
      y = x
      x = done
    }
  } finally { work.dispose() }
}

function longComplex(op: string, dtype: DType, from: number, es: number, to: number, os: number, n: number, sign: number, scale: number): void {
  const cut = split(dtype, n)!, [n1, n2, C] = cut, plan = matrixPlan(dtype, n, n1, n2, C), size = 2 * partSize(dtype)
  const wide = Math.ceil(n2 / C) * C, work = allocate(op, complexOf(dtype), [Math.ceil(n1 / C) * C, wide])
  try {
    const { job, kernels, pool } = runtime(), call = kernel(kernels, kernelOf(dtype)), [columns, rows, local, apart] = memoryViews().int32.subarray(plan.address >> 2, (plan.address >> 2) + 4)
    const head = (step: number, core: number): void => {
      job.head(2, step, 4, 0, 0, sign === 1 ? CONJUGATE : 0, 0)
      job.operand(2, core, dtype, dtype)
    }
    head(LONG_COLUMNS, columns!)
    for (const [i, v] of [n1, n2, C, wide].entries()) job.extent(i, v)
    job.operand(0, from, dtype, dtype)
    job.operand(1, to, dtype, dtype)
    job.operand(3, work.address, dtype, dtype)
    job.stride(0, 0, es)
    job.stride(1, 0, os)
    job.results(local!, apart!)
    job.scalars(scale, sign === 1 ? -scale : scale)
    pool.run(call, wide / C, n1 * C * (lengthOf(n1).cost + 2) * size * 0.05)
    head(LONG_ROWS, rows!)
    pool.run(call, Math.ceil(n1 / C), n2 * C * (lengthOf(n2).cost + 1) * size * 0.05)
  } finally { work.dispose() }
}

// Any transform that scratch has no room for.
function long(op: string, kind: TransformKind, input: Any, output: Any, axis: number, n: number, sign: -1 | 1, scale: number): void {
  const others = output.shape.map((length, i) => i === axis ? 1 : length), size = others.reduce((a, b) => a * b, 1)
  for (let t = 0; t < size; t++) {
    let from = input.address, to = output.address
    for (let i = others.length - 1, left = t; i >= 0; i--) {
      const at = left % others[i]!
      from += at * input.strides[i]!
      to += at * output.strides[i]!
      left = Math.floor(left / others[i]!)
    }
    const x = input.view([input.shape[axis]!], [input.strides[axis]!], from), y = output.view([output.shape[axis]!], [output.strides[axis]!], to)
    try { longOne(op, kind, x, y, n, sign, scale) } finally { x.dispose(); y.dispose() }
  }
}

function longOne(op: string, kind: TransformKind, input: Any, output: Any, n: number, sign: -1 | 1, scale: number): void {
  const made: Any[] = [], real = realOf(input.dtype), complex = complexOf(input.dtype), half = (n >> 1) + 1
  const temporary = (dtype: DType, length: number): Any => { const a = allocate(op, dtype, [length]) as Any; made.push(a); return a }
  const part = (a: Any, first: number, length: number, step = 1, dtype: DType = a.dtype, offset = 0): Any => {
    const v = a.view([length], [a.strides[0]! * step], a.address + first * a.strides[0]! + offset, dtype)
    made.push(v)
    return v
  }
  // All that there is of x, and zeros, in a dense array (of another dtype), unless x is that.
  const padded = (x: Any, length: number, dtype = x.dtype): Any => {
    const count = Math.min(x.size, length)
    if (count === length && dtype === x.dtype && x.strides[0] === x.itemsize) return x
    const a = temporary(dtype, length)
    copyInto(part(a, 0, count), part(x, 0, count))
    if (count < length) fill(part(a, count, length - count), 0)
    return a
  }
  try {
    if (kind === 'c2c') {
      const x = input.size < n || staged(input.dtype, n) ? padded(input, n) : input
      if (staged(input.dtype, n)) {
        const y = output.strides[0] === output.itemsize ? output : temporary(output.dtype, n)
        stagedComplex(op, input.dtype, x.address, y.address, n, sign, scale)
        if (y !== output) copyInto(output, y)
      } else if (smooth(n) && split(input.dtype, n) !== undefined) longComplex(op, input.dtype, x.address, x.strides[0]!, output.address, output.strides[0]!, n, sign, scale)
      else if (smooth(n)) huge(op, x, output, n, sign, scale)
      else bluestein(op, x, output, n, sign, scale)
    } else if (n % 2 === 0) {
      const N = n / 2, spectrum = kind === 'r2c', x = padded(input, spectrum ? n : half)
      const dense = output.strides[0] === output.itemsize, y = dense ? output : temporary(output.dtype, output.size), z = temporary(complex, spectrum ? N : N)
      const run = (from: number, to: number): void => {
        // Not before the other transform, whose plan could push this one out.
        const pairs = planned(`pairs ${kind} ${N} ${partSize(real)}`, space => pairTable(space, real, N, kind, 1)), { job, kernels, pool } = runtime(), unit = 4096
        job.head(2, LONG_PAIRS, 3, 0, 0, (spectrum ? REAL_IN : 0) | (sign === 1 ? CONJUGATE : 0), 0)
        job.operand(0, from, real, real)
        job.operand(1, to, real, real)
        job.operand(2, pairs.address, real, real)
        job.extent(0, N)
        job.extent(1, unit)
        pool.run(kernel(kernels, kernelOf(real)), Math.ceil((N >> 1) / unit), unit * partSize(real) * 0.6)
      }
      if (spectrum) {
        const pairsIn = x.view([N], [z.itemsize], x.address, complex)
        made.push(pairsIn)
        axisTransform(op, 'c2c', pairsIn, z, 0, N, -1, scale)
        run(z.address, y.address)
      } else {
        run(x.address, z.address)
        const w = y.view([N], [z.itemsize], y.address, complex)
        made.push(w)
        axisTransform(op, 'c2c', z, w, 0, N, 1, scale)
      }
      if (!dense) copyInto(output, y)
    } else {
      const z = temporary(complex, n)
      if (kind === 'r2c') copyInto(z, padded(input, n))
      else {
        const x = padded(input, half)
        copyInto(part(z, 0, half), x)
        fill(part(z, 0, 1, 1, real, partSize(real)), 0)
        if (n > 1) elementwise(conjugate.row, [part(x, 1, half - 1)], { out: part(z, n - 1, half - 1, -1) })
      }
      axisTransform(op, 'c2c', z, z, 0, n, sign, scale)
      copyInto(output, kind === 'r2c' ? part(z, 0, half) : part(z, 0, n, 1, real))
    }
  } finally { for (const a of made) a.dispose() }
}

// Large primes: a convolution with the chirp, by transforms of a friendly length.
function bluestein(op: string, x: Any, y: Any, n: number, sign: -1 | 1, scale: number): void {
  const { dtype } = x, m = lengthOf(n).padded, made: Any[] = []
  const plan = planned(`chirp ${sign} ${n} ${partSize(dtype)}`, space => {
    const w = chirp(n), table = (values: Float64Array): number => {
      const [address, list] = space.floats(dtype, values.length)
      list.set(values)
      if (sign === 1) for (let i = 1; i < list.length; i += 2) list[i] = -list[i]!
      return address
    }
    // Of the other sign the conjugates: the chirp is even, and so is its spectrum.
    return space.words([table(w), table(spectrumOf(w, m))])
  })
  const [chirps, spectrum] = memoryViews().int32.subarray(plan.address >> 2, (plan.address >> 2) + 2)
  const z = allocate(op, dtype, [m]) as Any, letGo = hold(plan)
  const over = (address: number, count: number): Any => { const a = z.view([count], z.strides, address); made.push(a); return a }
  try {
    const w = over(chirps!, n), head = over(z.address, n), input = x.view([n], x.strides, x.address)
    made.push(input)
    elementwise(multiply.row, [input, w], { out: head })
    fill(over(z.address + n * z.itemsize, m - n), 0)
    axisTransform(op, 'c2c', z, z, 0, m, -1, 1)
    elementwise(multiply.row, [z, over(spectrum!, m)], { out: z })
    axisTransform(op, 'c2c', z, z, 0, m, 1, scale)
    elementwise(multiply.row, [head, w], { out: y })
  } finally {
    letGo()
    for (const a of [...made, z]) a.dispose()
  }
}

// Past what two factors can do: columns, twiddles, rows and a transposition, each by itself.
function huge(op: string, x: Any, y: Any, n: number, sign: -1 | 1, scale: number): void {
  let n1 = Math.floor(Math.sqrt(n))
  while (n % n1 !== 0) n1--
  const n2 = n / n1, z = allocate(op, x.dtype, [n1, n2]) as Any, w = allocate(op, x.dtype, [n2]) as Any, step = x.strides[0]!, made: Any[] = [z, w]
  const keep = (a: Any): Any => { made.push(a); return a }
  try {
    axisTransform(op, 'c2c', keep(x.view([n1, n2], [step * n2, step], x.address)), z, 0, n1, sign, scale)
    const list = w.data as Float64Array
    for (let k = 1; k < n1; k++) {
      for (let j = 0; j < n2; j++) { const [re, im] = root(j * k % n, n); list[2 * j] = re; list[2 * j + 1] = -sign * im }
      const row = keep(z.view([n2], [z.itemsize], z.address + k * n2 * z.itemsize))
      elementwise(multiply.row, [row, w], { out: row })
      row.dispose()
    }
    axisTransform(op, 'c2c', z, keep(y.view([n1, n2], [y.strides[0]!, y.strides[0]! * n1], y.address)), 1, n2, sign, 1)
  } finally { for (const a of made) a.dispose() }
}

// ---- Plans for repeated use. ----

/** A transform of one dense array, to be repeated. */
export interface AxisPlan {
  readonly n: number
  /** The job and the memory behind it and its tables, for kernels that transform by themselves; no job if the form takes more than one. */
  readonly job: number
  readonly blocks: readonly Block[]
  /** Transforms what lies at one address to another (the same, or apart): n dense elements, or n // 2 + 1 of a half spectrum. */
  execute(inputAddress: number, outputAddress: number): void
  /** Lets go of the tables. */
  dispose(): void
}

/** The plan of dense transforms of length n, times `scale`: `dtype` is either one, of the real or the complex numbers. */
export function planAxis(kind: TransformKind, dtype: DType, n: number, sign: -1 | 1, scale = 1): AxisPlan {
  const real = realOf(dtype), complex = complexOf(dtype), N = kind !== 'c2c' && n % 2 === 0 ? n / 2 : n, size = partSize(dtype)
  const outer: Axis[] = [{ length: 1, from: 0, to: 0 }], is = kind === 'r2c' ? size : 2 * size, os = kind === 'c2r' ? size : 2 * size
  const form = formOf(kind, dtype, N, outer, is, os), { kernels, heap, memory, job } = runtime()
  if (form === undefined) {
    // Long: milliseconds, beside which arrays cost nothing.
    const lengths = [kind === 'c2r' ? (n >> 1) + 1 : n, kind === 'r2c' ? (n >> 1) + 1 : n]
    return {
      n, job: 0, blocks: [],
      execute(from, to) {
        const some = allocate('fft', 'bool', [1]) as Any
        const x = some.view([lengths[0]!], [is], from, kind === 'r2c' ? real : complex), y = some.view([lengths[1]!], [os], to, kind === 'c2r' ? real : complex)
        try { axisTransform('fft', kind, x, y, 0, n, sign, scale) } finally { for (const a of [some, x, y]) a.dispose() }
      },
      dispose() { /* nothing is held */ },
    }
  }
  const plan = planOf(kind, dtype, n, N, form)
  write(job, form, kind, dtype, outer, plan.address, n, N, kind === 'c2r' ? (n >> 1) + 1 : n, is, os, sign, scale, 1)
  const block = heap.allocate(JOB_SIZE, 'a plan of a Fourier transform'), own = block.address, letGo = hold(plan), bytes = new Uint8Array(memory.buffer, own, JOB_SIZE)
  bytes.set(new Uint8Array(memory.buffer, job.place, JOB_SIZE))
  const words = new Int32Array(memory.buffer, own, JOB_SIZE >> 2), call = kernel(kernels, kernelOf(dtype))
  const bytesOf = [kind === 'c2r' ? ((n >> 1) + 1) * is : n * is, kind === 'r2c' ? ((n >> 1) + 1) * os : n * os]
  let open = true
  return {
    n, job: own, blocks: [...plan.blocks, block],
    execute(from, to) {
      words[addressWord(0)] = from
      words[addressWord(1)] = to
      tracer?.amount(operations(kind, n), [{ address: from, nbytes: bytesOf[0]! }, { address: to, nbytes: bytesOf[1]! }])
      callHere(call, own, 1)
    },
    dispose() {
      if (!open) return
      open = false
      letGo()
      block.release()
    },
  }
}
