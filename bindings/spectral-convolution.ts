// Convolution in any number of dimensions: through spectra, whole or block by block, and directly; and what each of them costs.

import { computeDType } from './contraction.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { copyInto, duplicate, fill } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { mapKernel, operandAs, operandOf } from './execute.js'
import { smoothLength, toReal, toSpectrum } from './fourier.js'
import { multiplyMatrices } from './gemm.js'
import { cut } from './manipulation.js'
import { allocate, type NDArray } from './ndarray.js'
import { add, multiply } from './ops.js'
import { sizeOf } from './shape.js'

type Any = NDArray<DType>

/** What is kept: all places where the operands overlap at all ('full'), as many as the first (NumPy: the longer) one has ('same'), or those where they overlap wholly ('valid'). */
export type ConvolveMode = 'full' | 'same' | 'valid'
/** Throws unless it is a mode. */
export function requireMode(op: string, mode: unknown): asserts mode is ConvolveMode {
  if (mode !== 'full' && mode !== 'same' && mode !== 'valid') throw new ValueError(`${op}: mode must be 'full', 'same' or 'valid', not ${shown(mode)}`)
}

// What things cost in nanoseconds on one thread: a multiplication with its addition, and a transform of N points per N log2 N. A choice
// may not depend on the threads, as the last bits of a result would.
const DIRECT_NS = { float32: 0.12, float64: 0.22, complex64: 0.3, complex128: 0.6 }
const TRANSFORM_NS = { float32: 0.2, float64: 0.25, complex64: 0.35, complex128: 0.7 }
// Of each element of a spectrum: padding, the product, what is copied. And of the calls themselves, beyond those of a direct sum.
const PASS_NS = 2, CALL_NS = 8_000
type Cost = keyof typeof DIRECT_NS

/** The points of a transform that is fast and no shorter; of real numbers even, as those are done in pairs. */
export function fastLength(n: number, real: boolean): number { return n < 2 ? 1 : real ? 2 * smoothLength(Math.ceil(n / 2), true) : smoothLength(n, false) }

/** How the longer of two lengths is cut: blocks of N points, each the transform of `step` elements; undefined where one transform does it all. */
export interface Blocks { readonly N: number; readonly step: number; readonly count: number }
/** The best blocks for a length and a shorter one. */
export function blocksOf(long: number, short: number): Blocks | undefined {
  const full = long + short - 1
  let N = 0, least = Infinity
  for (let n = 2 ** Math.ceil(Math.log2(2 * short)); n <= full / 2; n *= 2) {
    const cost = n * (Math.log2(n) + 1) / (n - short + 1)
    if (cost < least) { least = cost; N = n }
  }
  if (N === 0 || short < 2) return undefined
  const step = N - short + 1
  return { N, step, count: Math.ceil(full / step) }
}

/** Whether spectra are faster than direct sums, of operands of these shapes in this dtype. Exact dtypes are never sent through floating-point numbers. */
export function spectraPay(a: readonly number[], b: readonly number[], mode: ConvolveMode, dtype: DType): boolean {
  if (!Object.hasOwn(DIRECT_NS, dtype)) return false
  const cost = dtype as Cost, real = !isComplex(dtype), outputs = sizeOf(a.map((n, i) => mode === 'full' ? n + b[i]! - 1 : mode === 'same' ? n : Math.abs(n - b[i]!) + 1))
  const direct = DIRECT_NS[cost] * outputs * Math.min(sizeOf(a), sizeOf(b))
  // Of blocks the shorter operand is transformed once, of whole operands all three have the same length.
  let points = 1, logs = 0, once = 1
  a.forEach((n, i) => {
    const [short, long] = n < b[i]! ? [n, b[i]!] : [b[i]!, n], blocks = blocksOf(long, short), N = blocks?.N ?? fastLength(long + short - 1, real)
    points *= N * (blocks?.count ?? 1)
    once *= N
    logs += Math.log2(N)
  })
  return CALL_NS + (2 * points + once) * (TRANSFORM_NS[cost] * logs + PASS_NS) < direct
}

// One factor may repeat along axes where the other does not.
function product(x: Any, y: Any): Any {
  const fits = (a: Any): boolean => a.shape.every((n, i) => n >= x.shape[i]! && n >= y.shape[i]!)
  return multiply(x, y, fits(x) ? { out: x } : fits(y) ? { out: y } : {}) as Any
}

// The spectra's product, back. What both are padded to is s.
function throughSpectra(op: string, x: Any, y: Any, axes: readonly number[], s: readonly number[], dtype: DType): Any {
  const real = !isComplex(dtype), [p, q] = [x, y].map(z => toSpectrum(op, z.dtype === dtype ? z : duplicate(op, z, dtype), axes, s, -1, 1, real)) as [Any, Any]
  const both = product(p, q), scale = 1 / s.reduce((m, n) => m * n, 1)
  if (p !== both) p.dispose()
  if (q !== both) q.dispose()
  return real ? toReal(op, both, axes, s, 1, scale) : toSpectrum(op, both, axes, s, 1, scale, false, both)
}

/** The full convolution along axes through transforms of the whole operands, in a float or complex dtype; along other axes they are multiplied. The result may be a view. */
export function wholeConvolution(op: string, x: Any, y: Any, axes: readonly number[], dtype: DType): Any {
  const s = axes.map((axis, i) => fastLength(x.shape[axis]! + y.shape[axis]! - 1, i === axes.length - 1 && !isComplex(dtype)))
  if (axes.length === 0) return multiply(x, y, { dtype: dtype as 'float64' }) as Any
  const padded = throughSpectra(op, x, y, axes, s, dtype)
  return axes.reduce((z, axis) => cut(z, axis, 0, x.shape[axis]! + y.shape[axis]! - 1), padded)
}

/** The same by overlapping blocks of the operand that is much longer along an axis (overlap-add). */
export function blockConvolution(op: string, x: Any, y: Any, axes: readonly number[], dtype: DType): Any {
  const blocks = x.shape.map((n, i) => axes.includes(i) ? blocksOf(Math.max(n, y.shape[i]!), Math.min(n, y.shape[i]!)) : undefined), full = x.shape.map((n, i) => axes.includes(i) ? n + y.shape[i]! - 1 : Math.max(n, y.shape[i]!))
  if (!blocks.some(b => b !== undefined)) return wholeConvolution(op, x, y, axes, dtype)
  // An axis that is cut becomes two: which block, and where in it.
  const split = (z: Any, other: Any): Any => {
    const cutHere = blocks.map((b, i) => b !== undefined && z.shape[i]! > other.shape[i]!), length = z.shape.map((n, i) => cutHere[i] ? blocks[i]!.count * blocks[i]!.step : n)
    let source = z
    if (length.some((n, i) => n !== z.shape[i])) {
      source = allocate(op, dtype, length)
      fill(source, 0)
      copyInto(z.shape.reduce((to, n, i) => cut(to, i, 0, n), source), z)
    }
    const shape = length.flatMap((n, i) => blocks[i] === undefined ? [n] : cutHere[i] ? [blocks[i]!.count, blocks[i]!.step] : [1, n])
    return source.view(shape, source.strides.flatMap((t, i) => blocks[i] === undefined ? [t] : [cutHere[i] ? t * blocks[i]!.step : 0, t]), source.address)
  }
  const place = (axis: number): number => axis + blocks.slice(0, axis + 1).filter(b => b !== undefined).length
  const last = axes[axes.length - 1]!, out = throughSpectra(op, split(x, y), split(y, x), axes.map(place), axes.map(axis => blocks[axis]?.N ?? fastLength(full[axis]!, axis === last && !isComplex(dtype))), dtype)
  // Where a block ends, the next one begins: the ends are added to the beginnings.
  blocks.forEach((b, i) => {
    if (b === undefined || b.count < 2) return
    const at = place(i), ends = cut(cut(out, at - 1, 0, b.count - 1), at, b.step, b.N), beginnings = cut(cut(out, at - 1, 1, b.count), at, 0, b.N - b.step)
    // They are apart, though the ranges of their addresses are not.
    mapKernel(add.row.names[dtype]!, ends.shape, [operandOf(beginnings, dtype, ends.shape), operandOf(ends, dtype, ends.shape), operandAs(beginnings, dtype, beginnings.strides)], add.row.ns)
  })
  const result = allocate(op, dtype, full)
  joined(result, out, blocks, 0, full)
  return result
}
// Writes blocks one after the other: along each axis the whole ones, then what is needed of the next.
function joined(to: Any, from: Any, blocks: readonly (Blocks | undefined)[], axis: number, full: readonly number[]): void {
  if (axis === full.length) { copyInto(to, from); return }
  const [b, ...rest] = blocks, n = full[axis]!, at = to.ndim - full.length + axis
  if (b === undefined) { joined(to, cut(from, at, 0, n), rest, axis + 1, full); return }
  const whole = Math.floor(n / b.step), spread = (z: Any, count: number, size: number): Any => z.view([...z.shape.slice(0, at), count, size, ...z.shape.slice(at + 1)], [...z.strides.slice(0, at), z.strides[at]! * b.step, z.strides[at]!, ...z.strides.slice(at + 1)], z.address)
  const parts: [from: number, count: number, size: number][] = [[0, whole, b.step], [whole, 1, n - whole * b.step]]
  for (const [first, count, size] of parts) if (count > 0 && size > 0) joined(spread(cut(to, at, first * b.step, first * b.step + count * size), count, size), cut(cut(from, at, first, first + count), at + 1, 0, size), rest, axis + 1, full)
}

/** The part of a full convolution that a mode keeps, as a dense array. */
export function kept(op: string, full: Any, mode: ConvolveMode, a: readonly number[], b: readonly number[], axes: readonly number[]): Any {
  const part = mode === 'full' ? full : full.shape.reduce((z, n, i) => {
    const wanted = mode === 'same' ? a[i]! : axes.includes(i) ? a[i]! - b[i]! + 1 : n, start = (n - wanted) >> 1
    return cut(z, i, start, start + wanted)
  }, full)
  return part === full && full.dense ? full : duplicate(op, part)
}

/** The convolution by sums of products, rows of the second operand one by one. Both have the same number of dimensions, at least one, and no axis of length 0. */
export function directConvolution(op: string, x: Any, y: Any, mode: ConvolveMode, dtype: DType): Any {
  const compute = computeDType(dtype), last = x.ndim - 1, shape = x.shape.map((n, i) => mode === 'full' ? n + y.shape[i]! - 1 : mode === 'same' ? n : n - y.shape[i]! + 1)
  const padded = allocate(op, compute, shape.map((n, i) => n + y.shape[i]! - 1)), out = allocate(op, compute, shape), kernel = y.dtype === compute ? y : duplicate(op, y, compute)
  // Of the operand what any result needs, with zeros about it.
  fill(padded, 0)
  let [to, from] = [padded, x]
  x.shape.forEach((n, i) => {
    const m = y.shape[i]!, before = mode === 'full' ? m - 1 : mode === 'same' ? m - 1 - ((m - 1) >> 1) : 0, size = Math.min(n, padded.shape[i]! - before)
    to = cut(to, i, before, before + size)
    from = cut(from, i, 0, size)
  })
  copyInto(to, from)
  const size = dtypes[compute].size, row = y.shape[last]!, n = shape[last]!
  const go = (axis: number, source: Any, at: number, first: boolean): void => {
    if (axis === last) {
      const a = kernel.view([...shape.slice(0, last), 1, row], [...shape.slice(0, last).map(() => 0), 0, -kernel.strides[last]!], at + (row - 1) * kernel.strides[last]!)
      const b = source.view([...shape.slice(0, last), row, n], [...source.strides.slice(0, last), size, size], source.address)
      multiplyMatrices(op, a, b, out.view([...shape.slice(0, last), 1, n], [...out.strides.slice(0, last), 0, size], out.address), first ? {} : { beta: 1 })
      return
    }
    const m = y.shape[axis]!
    for (let j = 0; j < m; j++) go(axis + 1, cut(source, axis, j, j + shape[axis]!), at + (m - 1 - j) * kernel.strides[axis]!, first && j === 0)
  }
  go(0, padded, kernel.address, true)
  return compute === dtype ? out : duplicate(op, out, dtype)
}

/** Whether 'valid' takes the operands in the other order; throws where neither is as large as the other along all axes. */
export function swapsForValid(op: string, mode: ConvolveMode, a: readonly number[], b: readonly number[], axes: readonly number[]): boolean {
  if (mode !== 'valid' || axes.every(i => a[i]! >= b[i]!)) return false
  if (axes.every(i => b[i]! >= a[i]!)) return true
  throw new ShapeError(`${op}: for 'valid' one operand must be at least as large as the other along all axes, which ${shapeText(a)} and ${shapeText(b)} are not`)
}
