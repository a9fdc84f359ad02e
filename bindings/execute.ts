// From arrays to jobs: coalesces and orders axes, chooses tiles, writes the Job and runs the kernel.

import { dtypes, type DType } from './dtype.js'
import { KernelError } from './errors.js'
import { MAX_NDIM } from './job.js'
import { allocate, type NDArray } from './ndarray.js'
import { runtime } from './runtime.js'
import { broadcastStrides, denseStrides, sizeOf } from './shape.js'
import { tracer } from './tracer.js'

// Elements of a dense tile of a fold: its partial results, so its bits, depend on it.
const DENSE_TILE = 8192
// Of an element-wise tile: the walk from one to the next (about 50 ns) costs 4 % at 8192 float32 and 1 % at 32768, but a short
// job needs some tiles for every thread.
const LONGEST_TILE = 32768
function denseTile(n: number): number { return Math.min(n, LONGEST_TILE, Math.max(DENSE_TILE, Math.ceil(n / 1024) * 64)) }
// Bytes of scratch per operand and thread, which a tile with a buffered operand must fit: assembly/blocks.ts, BUFFER.
const BUFFER = 16384
// Rows shorter than this are worked on several at a time, which costs a copy of what is not dense over them.
const SHORT_ROW = 64
// Rows of the tiles of transposed operands, which are read in runs of so many elements (2048² float32: 64 rows 2.1 ns per
// element, 32 rows 2.6, 16 rows 3.0).
const TALL = 64

// The plan under construction; one is enough, as calls are synchronous and kernels do not call back.
const extents = new Array<number>(MAX_NDIM).fill(0)
const steps = [0, 1, 2, 3].map(() => new Array<number>(MAX_NDIM).fill(0))
let ndim = 0

/** An operand of a kernel: the address of its first element, its dtype, the dtype the kernel wants, and its strides through the job's shape. */
export interface Operand { readonly address: number; readonly dtype: DType; readonly compute: DType; readonly strides: readonly number[] }

/**
 * Runs an element-wise kernel; the last operand is the output (the last two with `outputs` of 2). All strides refer to `shape`.
 * `ns` is the cost of an element on one thread; it only steers the threads.
 */
export function mapKernel(name: string, shape: readonly number[], operands: readonly Operand[], ns: number, outputs = 1): void {
  const { kernels, pool } = runtime(), count = operands.length
  ndim = 0
  for (let i = 0; i < shape.length; i++) {
    const n = shape[i]!
    if (n === 0) return
    if (n === 1) continue
    extents[ndim] = n
    for (let k = 0; k < count; k++) steps[k]![ndim] = operands[k]!.strides[i]!
    ndim++
  }
  if (ndim > 1) { order(count); coalesce(count, 0, ndim) }
  insertOnes(count, 0)
  const rows = extents[ndim - 2]!, cols = extents[ndim - 1]!
  let friendly = true, transposed = false, least = 16, most = 1
  for (let k = 0; k < count; k++) {
    const o = operands[k]!, size = dtypes[o.dtype].size, sc = steps[k]![ndim - 1]!, sr = steps[k]![ndim - 2]!
    const computed = dtypes[o.compute].size
    if (computed < least) least = computed
    if (computed > most) most = computed
    if (o.dtype !== o.compute || (sc !== size && (sc !== 0 || k === count - 1))) {
      if (cols > 1) friendly = false
      if (rows > 1 && sr !== 0 && sc !== 0 && Math.abs(sr) < Math.abs(sc)) transposed = true
    }
  }
  const capacity = BUFFER / most
  let tileRows = 1, tileCols: number
  if (friendly && (rows === 1 || cols >= SHORT_ROW)) tileCols = denseTile(cols)
  else if (rows === 1) tileCols = Math.min(cols, capacity)
  else if (cols < SHORT_ROW) {
    tileCols = cols
    tileRows = Math.min(rows, Math.max(1, Math.floor(capacity / cols / 16) * 16 || Math.floor(capacity / cols)))
  } else if (transposed) { tileRows = Math.min(rows, TALL); tileCols = Math.min(cols, Math.floor(capacity / tileRows / 16) * 16) }
  else tileCols = Math.min(cols, capacity)
  write(operands, count - outputs, tileRows, tileCols, false, 16 / least)
  const units = tiles(tileRows, tileCols)
  const slow = friendly ? 1 : 2.5
  pool.run(kernel(kernels, name), units, 20 + tileRows * tileCols * ns * slow)
}

/** A kernel by name. */
export function kernel<K>(kernels: ReadonlyMap<string, K>, name: string): K {
  const found = kernels.get(name)
  if (found === undefined) throw new KernelError(`no kernel ${name} in this build`)
  return found
}

function tiles(tileRows: number, tileCols: number): number {
  let units = Math.ceil(extents[ndim - 2]! / tileRows) * Math.ceil(extents[ndim - 1]! / tileCols)
  for (let i = 0; i < ndim - 2; i++) units *= extents[i]!
  return units
}

function write(operands: readonly Operand[], inputs: number, tileRows: number, tileCols: number, byRow: boolean, granule: number): void {
  const { job } = runtime(), count = operands.length
  job.head(ndim, inputs, count, tileRows, tileCols, byRow, granule)
  for (let i = 0; i < ndim; i++) job.extent(i, extents[i]!)
  for (let k = 0; k < count; k++) {
    const { address, dtype, compute } = operands[k]!
    job.operand(k, address, dtype, compute)
    for (let i = 0; i < ndim; i++) job.stride(k, i, steps[k]![i]!)
  }
}

// Insertion sort of the axes by the output's stride, descending; where it does not decide, by the first input's.
function order(count: number): void {
  for (let i = 1; i < ndim; i++) {
    for (let j = i; j > 0 && slower(j, j - 1, count); j--) {
      swap(extents, j)
      for (let k = 0; k < count; k++) swap(steps[k]!, j)
    }
  }
}
function slower(a: number, b: number, count: number): boolean {
  for (let k = count - 1; k >= 0; k--) {
    const x = Math.abs(steps[k]![a]!), y = Math.abs(steps[k]![b]!)
    if (x !== y) return x > y
  }
  return false
}
function swap(list: number[], j: number): void {
  const t = list[j]!
  list[j] = list[j - 1]!
  list[j - 1] = t
}

// Joins neighbouring axes in [from, to) that every operand walks through evenly.
function coalesce(count: number, from: number, to: number): number {
  let last = from
  for (let i = from + 1; i < to; i++) {
    let even = true
    for (let k = 0; k < count && even; k++) even = steps[k]![last] === steps[k]![i]! * extents[i]!
    if (even) {
      extents[last]! *= extents[i]!
      for (let k = 0; k < count; k++) steps[k]![last] = steps[k]![i]!
    } else {
      last++
      extents[last] = extents[i]!
      for (let k = 0; k < count; k++) steps[k]![last] = steps[k]![i]!
    }
  }
  const removed = to - (last + 1)
  if (removed > 0 && to < ndim) {
    for (let i = to; i < ndim; i++) {
      extents[i - removed] = extents[i]!
      for (let k = 0; k < count; k++) steps[k]![i - removed] = steps[k]![i]!
    }
  }
  if (to > from) ndim -= removed
  return to > from ? last + 1 : from
}

/** A reduction kernel and what it needs. */
export interface Fold {
  /** Kernel of the first pass; `again` combines partial values (the same, unless the first pass maps two operands). */
  readonly name: string
  readonly again: string
  /** The dtype it folds in, and one element of it that changes nothing (or the least or greatest value). */
  readonly compute: DType
  readonly identity: Uint8Array
  readonly ns: number
  /** Kernels that take narrower elements as they are stored, by their dtype. */
  readonly wide?: Readonly<Partial<Record<DType, string>>> | undefined
}

/**
 * Folds the input (and a second one of the same shape) over `axes`, which have elements; the result has the other axes, in order, C-contiguous.
 * Tiles are fixed by the shape alone and each leaves one partial value, so the bits do not depend on the threads.
 */
export function foldKernel(fold: Fold, inputs: readonly Operand[], shape: readonly number[], axes: readonly number[]): NDArray<DType> {
  const kept = shape.map((_, i) => i).filter(i => !axes.includes(i)), outShape = kept.map(i => shape[i]!)
  const keptSize = sizeOf(outShape), itemsize = dtypes[fold.compute].size
  const reduced = axes.filter(i => shape[i] !== 1), reducedSize = sizeOf(axes.map(i => shape[i]!))
  if (keptSize === 0) return allocate('fold', fold.compute, outShape)
  const first = inputs[0]!.strides, speed = (i: number): number => Math.abs(first[i]!) || Infinity
  // Which axis runs fastest in memory decides: along it (one value per tile) or across it (a row of values per tile).
  const fastestKept = kept.filter(i => shape[i] !== 1).reduce((a, i) => a < 0 || speed(i) <= speed(a) ? i : a, -1)
  const fastestReduced = reduced.reduce((a, i) => a < 0 || speed(i) <= speed(a) ? i : a, -1)
  const across = fastestKept >= 0 && fastestReduced >= 0 && (speed(fastestKept) < speed(fastestReduced) ? shape[fastestKept]! >= 8 || reducedSize < 16 : reducedSize < 32 && shape[fastestKept]! >= 16)
  if (!across) {
    const partial = along(fold, inputs, shape, kept, reduced)
    if (partial.size === keptSize) return reshaped(partial, outShape)
    const rows = [keptSize, partial.size / keptSize]
    const result = foldKernel({ ...fold, name: fold.again, wide: undefined }, [operandAs(partial, fold.compute, denseStrides(rows, itemsize))], rows, [1])
    partial.dispose()
    return reshaped(result, outShape)
  }
  const others = kept.filter(i => i !== fastestKept)
  let partial = acrossRows(fold, inputs, shape, others, reduced, fastestKept)
  const cols = shape[fastestKept]!, outer = sizeOf(others.map(i => shape[i]!)), per = partial.size / (outer * cols)
  if (per > 1) {
    const rows = [outer, per, cols]
    const next = foldKernel({ ...fold, name: fold.again, wide: undefined }, [operandAs(partial, fold.compute, denseStrides(rows, itemsize))], rows, [1])
    partial.dispose()
    partial = next
  }
  // partial is (others…, fastestKept); put the last axis where it belongs.
  if (fastestKept > (others[others.length - 1] ?? -1)) return reshaped(partial, outShape)
  const permuted = [...others, fastestKept], dense = denseStrides(permuted.map(i => shape[i]!), itemsize)
  const out = allocate('fold', fold.compute, outShape)
  const strides = kept.map(i => dense[permuted.indexOf(i)]!)
  mapKernel('copy', outShape, [operandAs(partial, fold.compute, strides), operandAs(out, fold.compute, out.strides)], 1)
  partial.dispose()
  return out
}

function reshaped(a: NDArray<DType>, shape: readonly number[]): NDArray<DType> {
  const view = a.view(shape, denseStrides(shape, a.itemsize), a.address)
  a.dispose()
  return view
}

function load(inputs: readonly Operand[], shape: readonly number[], axes: readonly number[]): void {
  for (const i of axes) {
    if (shape[i] === 1) continue
    extents[ndim] = shape[i]!
    inputs.forEach((o, k) => { steps[k]![ndim] = o.strides[i]! })
    ndim++
  }
}

// One value per tile of the two fastest reduced axes.
function along(fold: Fold, inputs: readonly Operand[], shape: readonly number[], kept: readonly number[], reduced: readonly number[]): NDArray<DType> {
  const { job, kernels, pool } = runtime(), count = inputs.length, first = inputs[0]!.strides, stored = inputs[0]!.dtype
  const wide = fold.wide?.[stored] === undefined ? undefined : kernels.get(fold.wide[stored])
  if (wide) inputs = [{ ...inputs[0]!, compute: stored }]
  ndim = 0
  load(inputs, shape, kept)
  const outer = coalesce(count, 0, ndim)
  load(inputs, shape, [...reduced].sort((a, b) => Math.abs(first[b]!) - Math.abs(first[a]!)))
  coalesce(count, outer, ndim)
  insertOnes(count, outer)
  const rows = extents[ndim - 2]!, cols = extents[ndim - 1]!, direct = directRows(inputs), capacity = BUFFER / dtypes[fold.compute].size
  // With the whole reduced part in two axes and rows short, take several rows at once.
  const tileCols = !direct ? Math.min(cols, capacity) : wide ? denseTile(cols) : Math.min(cols, DENSE_TILE)
  const tileRows = cols < SHORT_ROW ? Math.min(rows, Math.max(1, Math.floor(capacity / cols))) : 1
  const units = tiles(tileRows, tileCols), partial = allocate('fold', fold.compute, [units])
  write(inputs, count, tileRows, tileCols, false, granule(inputs))
  job.pad(fold.identity)
  job.results(partial.address, 0)
  pool.run(wide ?? kernel(kernels, fold.name), units, 30 + tileRows * tileCols * fold.ns * (direct ? 1 : 3))
  return partial
}

// A row of values per tile: the fastest kept axis as columns, the reduced axes as rows above it.
function acrossRows(fold: Fold, inputs: readonly Operand[], shape: readonly number[], others: readonly number[], reduced: readonly number[], fastest: number): NDArray<DType> {
  const { job, kernels, pool } = runtime(), count = inputs.length
  ndim = 0
  load(inputs, shape, others)
  const outer = coalesce(count, 0, ndim)
  load(inputs, shape, reduced)
  coalesce(count, outer, ndim)
  if (ndim === outer) insertOnes(count, outer, 1)
  load(inputs, shape, [fastest])
  const rows = extents[ndim - 2]!, cols = extents[ndim - 1]!, direct = directRows(inputs) && inputs.every((_, k) => steps[k]![ndim - 1] !== 0)
  const capacity = BUFFER / dtypes[fold.compute].size
  const tileCols = Math.min(cols, direct ? capacity : Math.max(64, Math.floor(capacity / rows / 16) * 16))
  // One row to begin with and sixteen times eight (assembly/loops.ts, foldRows): 128 rows took 1.1 times as long.
  const tileRows = direct ? Math.min(rows, 129) : Math.min(rows, Math.max(1, Math.floor(capacity / tileCols)))
  const units = tiles(tileRows, tileCols)
  let outerSize = Math.ceil(rows / tileRows)
  for (let i = 0; i < ndim - 2; i++) outerSize *= extents[i]!
  const partial = allocate('fold', fold.compute, [outerSize * cols])
  write(inputs, count, tileRows, tileCols, true, granule(inputs))
  job.pad(fold.identity)
  job.results(partial.address, 0)
  pool.run(kernel(kernels, fold.name), units, 30 + tileRows * (20 + tileCols * fold.ns * (direct ? 1 : 3)))
  return partial
}

// Axes of length 1 at `at`, until there are rows and columns from there on.
function insertOnes(count: number, at: number, want = 2): void {
  while (ndim - at < want) {
    for (let i = ndim; i > at; i--) {
      extents[i] = extents[i - 1]!
      for (let k = 0; k < count; k++) steps[k]![i] = steps[k]![i - 1]!
    }
    extents[at] = 1
    for (let k = 0; k < count; k++) steps[k]![at] = 0
    ndim++
  }
}

function directRows(inputs: readonly Operand[]): boolean {
  return inputs.every((o, k) => {
    const sc = steps[k]![ndim - 1]!
    return o.dtype === o.compute && (sc === dtypes[o.dtype].size || sc === 0 || extents[ndim - 1] === 1)
  })
}

function granule(inputs: readonly Operand[]): number {
  return 16 / Math.min(...inputs.map(o => dtypes[o.compute].size))
}

/** Per row of a (rows, n) array the extreme value and its place. The array is given by strides for [rows…, n]. */
export function argKernel(name: string, input: Operand, shape: readonly number[], identity: Uint8Array, ns: number): NDArray<'int32'> {
  const { job, kernels, pool } = runtime(), last = shape.length - 1, inputs = [input]
  ndim = 0
  load(inputs, shape, shape.map((_, i) => i).slice(0, last))
  const outer = coalesce(1, 0, ndim)
  load(inputs, shape, [last])
  insertOnes(1, outer)
  const cols = extents[ndim - 1]!, direct = directRows(inputs), tileCols = Math.min(cols, direct ? DENSE_TILE : BUFFER / dtypes[input.compute].size)
  const units = tiles(1, tileCols), values = allocate('argfold', input.compute, [units]), indices = allocate('argfold', 'int32', [units])
  write(inputs, 1, 1, tileCols, false, granule(inputs))
  job.pad(identity)
  job.results(values.address, indices.address)
  pool.run(kernel(kernels, name), units, 40 + tileCols * ns * (direct ? 1 : 3))
  const per = Math.ceil(cols / tileCols)
  if (per === 1) { values.dispose(); return indices }
  const rows = units / per
  const which = argKernel(name, operandAs(values, input.compute, denseStrides([rows, per], values.itemsize)), [rows, per], identity, ns)
  const w = which.data, all = indices.data
  for (let r = 0; r < rows; r++) w[r] = all[r * per + w[r]!]!
  values.dispose()
  indices.dispose()
  return which
}

// Elements of a row that a scan takes as one segment; rows no longer than this need no totals.
const SEGMENT = 16384

/**
 * Running op along the middle axis of dense arrays (outer, n, inner), from `input` into `out`. With a fold kernel (an associative
 * op) long rows are cut into segments whose totals come first, so that they run on all threads.
 */
export function scanKernel(name: string, fold: Fold | undefined, input: NDArray<DType>, out: NDArray<DType>, outer: number, n: number, inner: number, ns: number): void {
  if (input.size === 0) return
  const { job, kernels, pool } = runtime(), dtype = input.dtype, itemsize = input.itemsize
  const segment = inner === 1 && fold ? SEGMENT : n, per = inner === 1 ? Math.ceil(n / segment) : 1
  let totals: NDArray<DType> | undefined
  if (per > 1) {
    const sums = allocate('scan', dtype, [outer, per])
    const whole = Math.floor(n / segment)
    for (let r = 0; r < outer; r++) {
      const shape = [whole, segment], at = input.view(shape, denseStrides(shape, itemsize), input.address + r * n * itemsize)
      const part = foldKernel(fold!, [operandAs(at, dtype, at.strides)], shape, [1])
      const to = sums.view([whole], [itemsize], sums.address + r * per * itemsize)
      mapKernel('copy', [whole], [operandAs(part, dtype, part.strides), operandAs(to, dtype, to.strides)], 1)
      for (const a of [at, part, to]) a.dispose()
    }
    totals = allocate('scan', dtype, [outer, per])
    scanKernel(name, undefined, sums, totals, outer, per, 1, ns)
    sums.dispose()
  }
  job.head(2, 1, 2, 1, segment, false, 1)
  job.operand(0, input.address, dtype, dtype)
  job.operand(1, out.address, dtype, dtype)
  job.results(totals?.address ?? 0, 0)
  job.scalars(n, inner)
  if (fold) job.pad(fold.identity)
  pool.run(kernel(kernels, name), inner === 1 ? outer * per : outer, 30 + segment * inner * ns)
  totals?.dispose()
}

/**
 * Runs an op of two operands as often as `drive` calls step(a, b, to), each time on `n` dense elements at these addresses, in
 * this order and on this thread: for what depends on the step before. About 50 ns a step.
 */
export function inOrderKernel(name: string, dtype: DType, n: number, drive: (step: (a: number, b: number, to: number) => void) => void): void {
  if (n === 0) return
  const { job, kernels } = runtime(), own = kernel(kernels, name), { size } = dtypes[dtype], tileCols = denseTile(n), units = Math.ceil(n / tileCols)
  job.head(2, 2, 3, 1, tileCols, false, 16 / size)
  job.extent(0, 1)
  job.extent(1, n)
  for (let k = 0; k < 3; k++) {
    job.operand(k, 0, dtype, dtype)
    job.stride(k, 0, 0)
    job.stride(k, 1, size)
  }
  const { call } = tracer?.begin(own, units) ?? own
  try {
    drive((a, b, to) => {
      job.address(0, a)
      job.address(1, b)
      job.address(2, to)
      call(job.place, 0, units)
    })
  } finally { tracer?.end() }
}

/** An operand seen through a broadcast shape. */
export function operandOf(array: NDArray<DType>, compute: DType, shape: readonly number[]): Operand {
  return { address: array.address, dtype: array.dtype, compute, strides: broadcastStrides(array.shape, array.strides, shape) }
}

/** An operand with strides of its own. */
export function operandAs(array: NDArray<DType>, compute: DType, strides: readonly number[]): Operand {
  return { address: array.address, dtype: array.dtype, compute, strides }
}

/** Moves items of `bytes` between places (byte offsets from `base`) and a dense list: 'gather' to the list, 'scatter' from it. */
export function itemsKernel(name: 'gather' | 'scatter', places: NDArray<'int32'>, base: number, list: number, bytes: number): void {
  const { job, kernels, pool } = runtime(), n = places.size
  if (n === 0 || bytes === 0) return
  const block = Math.max(1, Math.floor(65536 / bytes))
  // Of equal places the last must win, so a scatter is one range on one thread.
  const units = name === 'scatter' ? 1 : Math.ceil(n / block)
  tracer?.amount(0, [places, { address: list, nbytes: n * bytes }])
  job.head(2, 2, 3, 1, block, false, 1)
  job.operand(0, places.address, 'int32', 'int32')
  job.operand(1, base, 'uint8', 'uint8')
  job.operand(2, list, 'uint8', 'uint8')
  job.scalars(bytes, n)
  pool.run(kernel(kernels, name), units, 30 + Math.min(n, block) * (1.5 + bytes / 16))
}

/** How many elements of a dense bool array are true. */
export function countTrueKernel(flags: NDArray<DType>): number {
  const counts = countBlocks(flags), c = counts.data
  let total = 0
  for (let i = 0; i < c.length; i++) total += c[i]!
  counts.dispose()
  return total
}

// Per block the number that are true; the last element is for their sum.
function countBlocks(flags: NDArray<DType>): NDArray<'int32'> {
  const blocks = Math.ceil(flags.size / DENSE_TILE), counts = allocate('nonzero', 'int32', [blocks + 1])
  trueKernel('count_true', 0.05, flags, counts, 0)
  counts.data[blocks] = 0
  return counts
}
function trueKernel(name: string, ns: number, flags: NDArray<DType>, counts: NDArray<'int32'>, to: number, from = 0, bytes = 4): void {
  const { job, kernels, pool } = runtime(), blocks = counts.size - 1
  if (blocks === 0) return
  job.head(2, 2, 3, 1, DENSE_TILE, false, 1)
  job.operand(0, flags.address, 'bool', 'bool')
  job.operand(1, to, 'uint8', 'uint8')
  job.operand(2, from, 'uint8', 'uint8')
  job.results(counts.address, 0)
  job.scalars(bytes, flags.size)
  pool.run(kernel(kernels, name), blocks, 20 + DENSE_TILE * ns)
}
// The counts become the places where each block's first one goes.
function placeBlocks(flags: NDArray<DType>): NDArray<'int32'> {
  const counts = countBlocks(flags), c = counts.data
  let total = 0
  for (let i = 0; i < c.length; i++) { const here = c[i]!; c[i] = total; total += here }
  return counts
}

/** The flat places where a dense bool array is true, as int32. */
export function whereTrueKernel(flags: NDArray<DType>): NDArray<'int32'> {
  const places = placeBlocks(flags)
  try {
    const out = allocate('nonzero', 'int32', [places.data[places.size - 1]!])
    trueKernel('where_true', 0.5, flags, places, out.address)
    return out
  } finally { places.dispose() }
}

/** The items (of 1, 2, 4, 8 or 16 bytes, dense from `address`) where a dense bool array is true, as an array of shape (number, ...rest). */
export function compressKernel<D extends DType>(op: string, flags: NDArray<DType>, dtype: D, address: number, bytes: number, rest: readonly number[]): NDArray<D> {
  const places = placeBlocks(flags)
  try {
    const out = allocate(op, dtype, [places.data[places.size - 1]!, ...rest])
    tracer?.amount(0, [flags, { address, nbytes: flags.size * bytes }, out])
    trueKernel('compress', 1, flags, places, out.address, address, bytes)
    return out
  } finally { places.dispose() }
}
