// Convolution and correlation in one dimension, directly: the product of the shorter operand with the windows of the longer one, which
// are a matrix that overlaps itself, so nothing is copied but what a margin of zeros needs.

import type { ArrayLike } from './asarray.js'
import { computeDType, operandsOf } from './contraction.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { copyInto, duplicate, fill } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { multiplyMatrices } from './gemm.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import type { Common } from './promotion.js'

type Any = NDArray<DType>

/** What is kept: all places where the operands overlap at all ('full'), as many as the longer one has elements ('same'), or those where they overlap wholly ('valid'). */
export type ConvolveMode = 'full' | 'same' | 'valid'

const reversed = (a: Any): Any => a.view(a.shape, [-a.strides[0]!], a.address + Math.max(0, a.size - 1) * a.strides[0]!)

function slid(op: string, a: ArrayLike, v: ArrayLike, mode: ConvolveMode, kind: 'convolve' | 'correlate'): Any {
  return composed(op, () => {
    if (mode !== 'full' && mode !== 'same' && mode !== 'valid') throw new ValueError(`${op}: mode must be 'full', 'same' or 'valid', not ${shown(mode)}`)
    const { arrays, dtype } = operandsOf(op, [a, v]), compute = computeDType(dtype)
    const [x, y] = arrays.map((z, i) => {
      if (z.ndim > 1 || z.ndim === 0 && kind === 'correlate') throw new ShapeError(`${op}: the operands must have one dimension, not the shapes ${arrays.map(w => shapeText(w.shape)).join(' and ')}`)
      if (z.size === 0) throw new ValueError(`${op}: operand ${i} is empty`)
      return z.ndim === 1 ? z : z.view([1], [z.itemsize], z.address)
    }) as [Any, Any]
    const swapped = x.size < y.size, [long, given] = swapped ? [y, x] : [x, y], short = kind === 'convolve' ? reversed(given) : given, k = short.size
    const left = mode === 'full' ? k - 1 : mode === 'same' ? k >> 1 : 0, right = mode === 'full' ? k - 1 : mode === 'same' ? k - left - 1 : 0, n = long.size + left + right - k + 1
    let source = long
    if (left + right > 0 || long.dtype !== compute) {
      source = allocate(op, compute, [left + long.size + right])
      const piece = (from: number, size: number): Any => source.view([size], [source.itemsize], source.address + from * source.itemsize)
      fill(piece(0, left), 0)
      copyInto(piece(left, long.size), long)
      fill(piece(left + long.size, right), 0)
    }
    const row = short.dtype === compute ? short : duplicate(op, short, compute), result = allocate(op, compute, [n]), size = dtypes[compute].size, step = source.strides[0]!
    const conjugate = kind === 'correlate' && isComplex(compute) ? swapped ? { conjugateB: true } : { conjugateA: true } : {}
    multiplyMatrices(op, row.view([1, k], [0, row.strides[0]!], row.address), source.view([k, n], [step, step], source.address), result.view([1, n], [0, size], result.address), conjugate)
    // Of swapped operands the lags run the other way.
    const ordered = kind === 'correlate' && swapped ? reversed(result) : result
    return ordered === result && compute === dtype ? result : duplicate(op, ordered, dtype)
  })
}

/** The convolution of two vectors, which is their product as polynomials. */
export function convolve<A extends ArrayLike, B extends ArrayLike>(a: A, v: B, mode: ConvolveMode = 'full'): NDArray<Common<A, B>> { return slid('convolve', a, v, mode, 'convolve') as never }
/** The cross-correlation of two vectors: sums of a[n + k] conj(v[n]) for each lag k. */
export function correlate<A extends ArrayLike, B extends ArrayLike>(a: A, v: B, mode: ConvolveMode = 'valid'): NDArray<Common<A, B>> { return slid('correlate', a, v, mode, 'correlate') as never }
