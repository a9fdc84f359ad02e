// Products of matrices: how a product is cut, and which way it goes. assembly/gemm.ts and gemv.ts do the work.

import { isComplex, type Complex, type DType } from './dtype.js'
import { copyInto, duplicate, elementwise, fill } from './elementwise.js'
import { kernel } from './execute.js'
import { allocate, type NDArray } from './ndarray.js'
import { add, conjugate, multiply } from './ops.js'
import { reduceFold } from './reduce.js'
import { runtime, whileStarting } from './runtime.js'
import { sizeOf } from './shape.js'
import { tracer } from './tracer.js'

type Any = NDArray<DType>

/** The dtypes that matrices are multiplied in. */
export const gemmDtypes = ['float32', 'float64', 'complex64', 'complex128', 'int32', 'uint32', 'int64', 'uint64'] as const
const kernelOf: Readonly<Partial<Record<DType, string>>> = {
  float32: 'gemm_f32', complex64: 'gemm_f32', float64: 'gemm_f64', complex128: 'gemm_f64', int32: 'gemm_i32', uint32: 'gemm_i32', int64: 'gemm_i64', uint64: 'gemm_i64',
}

/** Options of `multiplyMatrices`. */
export interface GemmOptions {
  /** Factor of the product; default 1. Floats and complex numbers only. */
  readonly alpha?: number | Complex
  /** Factor of what c holds; default 0, which does not read it. */
  readonly beta?: number | Complex
  /** Whether a and b are conjugated. */
  readonly conjugateA?: boolean
  readonly conjugateB?: boolean
}

// The steps by number and the flags, as assembly/gemm.ts has them.
const PACK = 0, MULTIPLY = 1, SMALL = 2, ROWS = 3, COLUMNS = 4
const ACCUMULATE = 1, CONJUGATE_A = 2, CONJUGATE_B = 4, COMPLEX = 8
// Most bytes of packed B that a small product may have, as assembly/gemm.ts has room for, and most multiplications; beyond, tiles and threads win.
const ROOM = 196608, SMALL_WORK = 96 ** 3
// Products that make V8 optimise a kernel.
const WARM = 16
// Rows of B that are packed at a time: their ends stay in the TLB.
const PACK_ROWS = 32
// Bytes of B that are packed before they are used: k goes by in parts of whole blocks, as assembly/gemm.ts has them.
const PACKED = 64 << 20, BLOCK = { 4: 384, 8: 256 } as const
// Bytes of a row of a tile of C: longer ones leave no room for B in the L2 cache.
const TILE_BYTES = 2048
// A result of at most so many elements leaves threads idle: a long k is then cut into slices, whose products are added at the end.
const FEW = 128 * 128
function sliceOf(outputs: number): number { return Math.min(16384, Math.max(1024, 2 ** Math.round(Math.log2(4e6 / outputs)))) }
// Rows, and least and most bytes of columns, of a matrix that one unit multiplies by a vector: its sums stay in the L1 cache, and
// the longer the pieces of rows the better they are fetched (2048² float32: 2 KiB took 1.5 times as long as 8).
const ROWS_BLOCK = 16, COLUMNS_BYTES = 2048, COLUMNS_MOST = 16384

// V8 swaps in optimised code some milliseconds after a kernel became hot. Small products while the threads start have that done
// before the first that matters: of 256 float32 it takes 3 times as long as later ones then, and 8 times without.
whileStarting(({ job, kernels, heap }) => {
  const n = 64, block = heap.allocate(3 * n * n * 8, 'init')
  for (const [name, size] of [['gemm_f32', 4], ['gemm_f64', 8]] as const) for (let i = 0; i < WARM; i++) {
    job.head(2, SMALL, 4, 0, 0, 0, n)
    for (let k = 0; k < 3; k++) {
      job.operand(k, block.address + k * n * n * size, 'uint8', 'uint8')
      job.stride(k, 0, n * size)
      job.stride(k, 1, size)
    }
    for (let axis = 0; axis < 2; axis++) job.extent(axis, n)
    kernels.get(name)?.call(job.place, 0, 1)
  }
  block.release()
})

/**
 * c = alpha · a · b + beta · c for stacks of matrices: a (…, m, k), b (…, k, n), c (…, m, n) with the same leading axes (their
 * strides may be 0 in a and b). One dtype of gemmDtypes, any strides. The caller has checked all that, and that c overlaps
 * neither. m or n of 1 are products with a vector and cost no more than that.
 */
export function multiplyMatrices(op: string, a: Any, b: Any, c: Any, { alpha = 1, beta = 0, conjugateA = false, conjugateB = false }: GemmOptions = {}): void {
  if (c.size === 0) return
  const { dtype, ndim } = c, row = ndim - 2, col = ndim - 1, m = c.shape[row]!, n = c.shape[col]!, k = a.shape[col]!
  const accumulate = !isZero(beta)
  if (accumulate && beta !== 1) elementwise(multiply.row, [c, beta], { out: c })
  if (k === 0 || isZero(alpha)) { if (!accumulate) fill(c, 0); return }
  const slice = sliceOf(c.size)
  if (c.size <= FEW && k >= 2 * slice) { sliced(op, a, b, c, slice, { alpha, beta: accumulate ? 1 : 0, conjugateA, conjugateB }); return }
  const flags = (accumulate ? ACCUMULATE : 0) | (isComplex(dtype) ? COMPLEX : 0)
  if (n === 1 && vector(op, a, false, b, row, c, row, conjugateA, conjugateB, alpha, flags)) return
  if (m === 1 && vector(op, b, true, a, col, c, col, conjugateB, conjugateA, alpha, flags)) return
  // C is written by rows: one in columns is that of the transposed product.
  if (c.strides[col] !== c.itemsize && n > 1) {
    if (c.strides[row] === c.itemsize || m === 1) {
      const [x, y, z] = [a, b, c].map(transposed) as [Any, Any, Any]
      try { multiplyMatrices(op, y, x, z, { alpha, beta: accumulate ? 1 : 0, conjugateA: conjugateB, conjugateB: conjugateA }) } finally { for (const t of [x, y, z]) t.dispose() }
      return
    }
    const dense = accumulate ? duplicate(op, c) : allocate(op, dtype, c.shape)
    try {
      multiplyMatrices(op, a, b, dense, { alpha, beta: accumulate ? 1 : 0, conjugateA, conjugateB })
      copyInto(c, dense)
    } finally { dense.dispose() }
    return
  }
  run(op, a, b, c, alpha, flags | (conjugateA ? CONJUGATE_A : 0) | (conjugateB ? CONJUGATE_B : 0))
}

// The products of slices of k, as a stack; then their sum.
function sliced(op: string, a: Any, b: Any, c: Any, slice: number, options: GemmOptions): void {
  const { ndim } = c, k = a.shape[ndim - 1]!, whole = Math.floor(k / slice), left = k - whole * slice, parts = allocate(op, c.dtype, [whole + (left > 0 ? 1 : 0), ...c.shape])
  // Part `first` of x along an axis, or `count` of them stacked in front.
  const cut = (x: Any, axis: number, first: number, length: number, count?: number): Any => {
    const step = x.strides[axis]!, at = x.address + first * slice * step, shape = x.shape.map((d, i) => i === axis ? length : d)
    return count === undefined ? x.view(shape, x.strides, at) : x.view([count, ...shape], [slice * step, ...x.strides], at)
  }
  const made: Any[] = [parts]
  const part = (first: number, length: number, count?: number): void => {
    const x = cut(a, ndim - 1, first, length, count), y = cut(b, ndim - 2, first, length, count), to = parts.address + first * parts.strides[0]!
    const z = count === undefined ? parts.view(c.shape, parts.strides.slice(1), to) : parts.view([count, ...c.shape], parts.strides, to)
    made.push(x, y, z)
    multiplyMatrices(op, x, y, z, { ...options, beta: 0 })
  }
  try {
    part(0, slice, whole)
    if (left > 0) part(whole, left)
    const total = reduceFold(op, add.folder!, add.row, parts, { axis: [0] }, c.dtype)
    made.push(total)
    if (options.beta === 0) copyInto(c, total); else elementwise(add.row, [c, total], { out: c })
  } finally { for (const t of made) t.dispose() }
}

// A matrix (transposed or not) times a vector along an axis of x, to y; false where the matrix is dense along neither axis.
function vector(op: string, matrix: Any, transpose: boolean, x: Any, xAxis: number, y: Any, yAxis: number, conjugateMatrix: boolean, conjugateX: boolean, alpha: number | Complex, flags: number): boolean {
  const { job, kernels, pool } = runtime(), { ndim, itemsize, dtype } = y, outer = ndim - 2
  const [out, inner] = transpose ? [ndim - 1, outer] : [outer, ndim - 1], outputs = matrix.shape[out]!, k = matrix.shape[inner]!
  const dense = (axis: number): boolean => matrix.strides[axis] === itemsize || matrix.shape[axis] === 1
  const step = dense(inner) && (k > 1 || !dense(out)) ? ROWS : dense(out) ? COLUMNS : -1
  if (step < 0) return false
  // The vector is read over and over: dense, conjugated and multiplied by alpha once. Its stack may be broadcast.
  const strides = x.strides.slice(), length = x.strides[xAxis]
  let v = x, scaled: Any | undefined
  if (conjugateX || alpha !== 1 || (length !== itemsize && k > 1)) {
    const one = conjugateX ? elementwise(conjugate.row, [x], {}) : alpha === 1 ? duplicate(op, x) : x
    v = scaled = alpha === 1 ? one : elementwise(multiply.row, [one, alpha], one === x ? {} : { out: one })
    v.strides.forEach((s, i) => { strides[i] = s })
  }
  try {
    tracer?.amount(2 * y.size * k * (flags & COMPLEX ? 4 : 1), [matrix, v, y])
    const stack = sizeOf(y.shape.slice(0, outer)), rows = step === ROWS ? outputs : k, cols = step === ROWS ? k : outputs
    const share = Math.ceil(cols / pool.threads / 16) * 16
    const tileRows = ROWS_BLOCK, tileCols = Math.min(cols, Math.max(COLUMNS_BYTES, Math.min(COLUMNS_MOST, share * itemsize)) / itemsize)
    job.head(ndim, step, 3, tileRows, tileCols, flags | (conjugateMatrix ? CONJUGATE_A : 0), 0)
    for (let axis = 0; axis < outer; axis++) {
      job.extent(axis, y.shape[axis]!)
      job.stride(0, axis, matrix.strides[axis]!)
      job.stride(1, axis, strides[axis]!)
      job.stride(2, axis, y.strides[axis]!)
    }
    job.extent(outer, rows)
    job.extent(outer + 1, cols)
    job.operand(0, matrix.address, dtype, dtype)
    job.operand(1, v.address, dtype, dtype)
    job.operand(2, y.address, dtype, dtype)
    job.stride(0, outer, matrix.strides[step === ROWS ? out : inner]!)
    job.stride(2, outer, y.strides[yAxis]!)
    job.stride(2, outer + 1, y.strides[yAxis]!)
    const units = stack * (step === ROWS ? Math.ceil(rows / tileRows) : Math.ceil(cols / tileCols))
    pool.run(kernel(kernels, kernelOf[dtype]!), units, 30 + (step === ROWS ? tileRows * cols : tileCols * rows) * itemsize * 0.04)
  } finally { scaled?.dispose() }
  return true
}

function isZero(x: number | Complex): boolean { return typeof x === 'number' ? x === 0 : x.re === 0 && x.im === 0 }
function transposed(x: Any): Any {
  const swap = (list: readonly number[]): number[] => [...list.slice(0, -2), list[list.length - 1]!, list[list.length - 2]!]
  return x.view(swap(x.shape), swap(x.strides), x.address)
}

function run(op: string, a: Any, b: Any, c: Any, alpha: number | Complex, flags: number): void {
  tracer?.amount(2 * c.size * a.shape[c.ndim - 1]! * (flags & COMPLEX ? 4 : 1), [a, b, c])
  const { job, kernels, pool } = runtime(), { dtype, shape, ndim, itemsize } = c, m = shape[ndim - 2]!, n = shape[ndim - 1]!, k = a.shape[ndim - 1]!
  const parts = flags & COMPLEX ? 2 : 1, real = itemsize / parts as 4 | 8, KC = BLOCK[real], NR = 64 / real, width = Math.ceil(n * parts / NR) * NR, depth = k * parts
  // Nanoseconds of one multiplication of reals: 2 vectors a cycle.
  const ns = real * 0.01, work = m * width * depth, stack = sizeOf(shape.slice(0, -2))
  const call = kernel(kernels, kernelOf[dtype]!)
  const head = (step: number, tileRows: number, tileCols: number, inner: number, mode: number): void => {
    job.head(ndim, step, 4, tileRows, tileCols, mode, inner)
    if (typeof alpha === 'number') job.scalars(alpha, 0); else job.scalars(alpha.re, alpha.im)
  }
  const put = (i: number, x: Any, address = x.address): void => {
    job.operand(i, address, dtype, dtype)
    for (let axis = 0; axis < ndim; axis++) job.stride(i, axis, x.strides[axis]!)
  }
  for (let axis = 0; axis < ndim; axis++) job.extent(axis, shape[axis]!)
  // Rows are packed in panels of 4 or 6.
  if (Math.min(depth, KC) * Math.max(width, Math.ceil(m / 12) * 12) * real <= ROOM && (work <= SMALL_WORK || stack >= 4 * pool.threads && work <= 64 * SMALL_WORK)) {
    head(SMALL, 0, 0, k, flags)
    put(0, a)
    put(1, b)
    put(2, c)
    pool.run(call, stack, 100 + work * ns * 1.3)
    return
  }
  for (let i = 0; i < stack; i++) {
    const [pa, pb, pc] = [a, b, c].map(x => x.address + offset(shape, x.strides, i)) as [number, number, number]
    const most = Math.max(KC, Math.floor(PACKED / (width * itemsize) / KC) * KC)
    for (let p = 0; p < k; p += most) {
      const inner = Math.min(most, k - p), reals = inner * parts, packed = allocate(op, dtype, [Math.ceil(width / parts) * inner * parts])
      try {
        const mode = p > 0 ? flags | ACCUMULATE : flags
        put(0, a, pa + p * a.strides[ndim - 1]!)
        put(1, b, pb + p * b.strides[ndim - 2]!)
        put(2, c, pc)
        job.operand(3, packed.address, dtype, dtype)
        head(PACK, PACK_ROWS, 0, inner, mode)
        pool.run(call, Math.ceil(reals / PACK_ROWS), PACK_ROWS * width * real * 0.05)
        const [rows, cols] = tiles(m, width, TILE_BYTES / real, pool.threads)
        head(MULTIPLY, rows, cols, inner, mode)
        pool.run(call, Math.ceil(m / rows) * Math.ceil(width / cols), rows * cols * reals * ns)
      } finally { packed.dispose() }
    }
  }
}

// Tiles of C: as large as caches allow, but some for every thread; the bits do not depend on them.
function tiles(m: number, n: number, most: number, threads: number): [rows: number, cols: number] {
  let rows = 96
  const cols = Math.min(n, most)
  while (rows > 24 && Math.ceil(m / rows) * Math.ceil(n / cols) < 8 * threads && threads > 1) rows /= 2
  return [rows, cols]
}

function offset(shape: readonly number[], strides: readonly number[], i: number): number {
  let at = 0
  for (let axis = shape.length - 3; axis >= 0; axis--) {
    at += (i % shape[axis]!) * strides[axis]!
    i = Math.floor(i / shape[axis]!)
  }
  return at
}
