// Convolution and correlation in one dimension: through spectra where that pays, else directly: the product of the shorter operand with the
// windows of the longer one, which are a matrix that overlaps itself, so nothing is copied but what a margin of zeros needs.

import type { ArrayLike } from './asarray.js'
import { computeDType, operandsOf } from './contraction.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { copyInto, duplicate, fill } from './elementwise.js'
import { ShapeError, shapeText, ValueError } from './errors.js'
import { multiplyMatrices } from './gemm.js'
import { cut } from './manipulation.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { conjugate, sum } from './ops.js'
import type { Common } from './promotion.js'
import { blockConvolution, requireMode, spectraPay, type ConvolveMode } from './spectral-convolution.js'

type Any = NDArray<DType>

const reversed = (a: Any): Any => a.view(a.shape, [-a.strides[0]!], a.address + Math.max(0, a.size - 1) * a.strides[0]!)

function slid(op: string, a: ArrayLike, v: ArrayLike, mode: ConvolveMode, kind: 'convolve' | 'correlate'): Any {
  return composed(op, () => {
    requireMode(op, mode)
    const { arrays, dtype } = operandsOf(op, [a, v]), compute = computeDType(dtype)
    const [x, y] = arrays.map((z, i) => {
      if (z.ndim > 1 || z.ndim === 0 && kind === 'correlate') throw new ShapeError(`${op}: the operands must have one dimension, not the shapes ${arrays.map(w => shapeText(w.shape)).join(' and ')}`)
      if (z.size === 0) throw new ValueError(`${op}: operand ${i} is empty`)
      return z.ndim === 1 ? z : z.view([1], [z.itemsize], z.address)
    }) as [Any, Any]
    const swapped = x.size < y.size, [long, given] = swapped ? [y, x] : [x, y], short = kind === 'convolve' ? reversed(given) : given, k = short.size
    const left = mode === 'full' ? k - 1 : mode === 'same' ? k >> 1 : 0, right = mode === 'full' ? k - 1 : mode === 'same' ? k - left - 1 : 0, n = long.size + left + right - k + 1
    if (spectraPay(long.shape, short.shape, mode, dtype)) {
      const result = throughSpectra(op, x, kind === 'convolve' ? y : reversed(y), kind === 'correlate', mode === 'full' ? 0 : mode === 'valid' ? k - 1 : kind === 'correlate' && swapped ? k >> 1 : (k - 1) >> 1, n, dtype)
      if (result) return result
    }
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

// n elements of the full convolution. What is not finite would spread to where it does not belong: then nothing.
function throughSpectra(op: string, x: Any, y: Any, conjugated: boolean, start: number, n: number, dtype: DType): Any | undefined {
  const full = blockConvolution(op, x, conjugated && isComplex(y.dtype) ? conjugate(y) as Any : y, [0], dtype), total = sum(full) as number | { re: number; im: number }
  if (!Number.isFinite(typeof total === 'number' ? total : total.re + total.im)) return undefined
  return n === full.size && full.dense ? full : duplicate(op, cut(full, 0, start, start + n))
}

/** The convolution of two vectors, which is their product as polynomials. */
export function convolve<A extends ArrayLike, B extends ArrayLike>(a: A, v: B, mode: ConvolveMode = 'full'): NDArray<Common<A, B>> { return slid('convolve', a, v, mode, 'convolve') as never }
/** The cross-correlation of two vectors: sums of a[n + k] conj(v[n]) for each lag k. */
export function correlate<A extends ArrayLike, B extends ArrayLike>(a: A, v: B, mode: ConvolveMode = 'valid'): NDArray<Common<A, B>> { return slid('correlate', a, v, mode, 'correlate') as never }
