// Statistics composed of the table's ops and folds.

import type { ArrayLike } from './asarray.js'
import { isComplex, type DType } from './dtype.js'
import { reducing, widened, type Reduction, type Widened } from './define.js'
import { borrowed, duplicate, elementwise, type UfuncOptions } from './elementwise.js'
import { ValueError } from './errors.js'
import { countTrueKernel, foldKernel, operandAs } from './execute.js'
import { NDArray } from './ndarray.js'
import { absolute, add, clip3, divide, maximum, minimum, not_equal, sqrt, subtract, sum, square } from './ops.js'
import { requireDType, resultOf, type DTypeOf } from './promotion.js'
import { checkOut, delivered, foldOf, reducedShape, reduceArguments, reduceFold, scan, type ReduceOptions } from './reduce.js'
import { broadcastShape, broadcastStrides, denseStrides, sizeOf, toAxes, type AxisLike } from './shape.js'
import { entry, kernelName } from './table.js'

type Any = NDArray<DType>

for (const dtype of ['float32', 'float64'] as const) entry('squared_deviation', '_fold', 'fold2', dtype)

/** The mean along axes; integers give float64. */
export const mean: Reduction<'mean'> = reducing('mean', (a, options: ReduceOptions) => average('mean', a, options)) as Reduction<'mean'>

function average(op: string, a: Any, { initial, ...options }: ReduceOptions): Any {
  if (initial !== undefined) throw new ValueError(`${op}: a mean has no initial value`)
  const dtype = options.dtype ?? widened('mean', a.dtype), axes = toAxes(op, options.axis, a.ndim)
  checkOut(op, options.out, reducedShape(a.shape, axes, options.keepdims ?? false), dtype)
  const { keepdims = false, where } = options
  const total = reduceFold(op, add.folder!, add.row, a, { axis: axes, keepdims, ...(where === undefined ? {} : { where }) }, dtype)
  divideBy(total, counts(op, a, axes, options))
  return delivered(total, options.out)
}

// How many elements each result is made of: a number, or an array where a mask says.
function counts(op: string, a: Any, axes: readonly number[], { where, keepdims = false }: ReduceOptions): number | Any {
  if (where === undefined || where === true) return sizeOf(axes.map(i => a.shape[i]!))
  const { array, release } = borrowed(op, where)
  try {
    const shape = broadcastShape(op, [array.shape, a.shape]), view = array.view(shape, broadcastStrides(array.shape, array.strides, shape), array.address)
    try { return sum(view, { axis: [...axes], dtype: 'float64', keepdims } as { axis: number[]; dtype: 'float64' }) } finally { view.dispose() }
  } finally { release() }
}
function divideBy(total: Any, n: number | Any): void {
  divide(total, n, { out: total, casting: 'unsafe' })
  if (n instanceof NDArray) n.dispose()
}

/** Options of var and std. */
export interface VarianceOptions extends ReduceOptions {
  /** The divisor is N - ddof. */
  ddof?: number
  /** The same by the array API's name. */
  correction?: number
  /** The mean, if it is known already (with keepdims). */
  mean?: ArrayLike
}

function variance(op: string, a: Any, options: VarianceOptions): Any {
  const { where, keepdims = false, out } = options, ddof = options.correction ?? options.ddof ?? 0
  const dtype = options.dtype ?? widened('mean', a.dtype), axes = toAxes(op, options.axis, a.ndim)
  const result = resultOf('real', dtype), outShape = reducedShape(a.shape, axes, keepdims)
  checkOut(op, out, outShape, result)
  const masked = where !== undefined && where !== true
  const own: Any[] = []
  try {
    let centre: Any
    if (options.mean !== undefined) { const given = borrowed(op, options.mean); centre = given.array; if (centre !== options.mean) own.push(centre) }
    else { centre = average(op, a, { axis: axes, dtype, keepdims: true, ...(masked ? { where } : {}) }); own.push(centre) }
    let total: Any
    if (!masked && (dtype === 'float32' || dtype === 'float64') && sizeOf(axes.map(i => a.shape[i]!)) > 0) {
      const again = foldOf(add.folder!, dtype)
      const fold = { ...again, name: kernelName('squared_deviation', dtype, '_fold'), ns: 0.5 }
      const plain = foldKernel(fold, [operandAs(a, dtype, a.strides), operandAs(centre, dtype, broadcastStrides(centre.shape, centre.strides, a.shape))], a.shape, axes)
      total = plain.view(outShape, denseStrides(outShape, plain.itemsize), plain.address)
      plain.dispose()
    } else {
      const deviation = subtract(a, centre, { dtype }), size = isComplex(dtype) ? absolute(deviation) : deviation
      own.push(deviation, size)
      const squares = square(size)
      own.push(squares)
      total = sum(squares, { axis: axes, keepdims, dtype: result, ...(masked ? { where } : {}) } as { axis: number[]; dtype: DType })
    }
    const n = counts(op, a, axes, { keepdims, ...(masked ? { where } : {}) })
    if (n instanceof NDArray) { const left = maximum(subtract(n, ddof, { out: n }), 0, { out: n }); divideBy(total, left) }
    else divideBy(total, Math.max(0, n - ddof))
    return total
  } finally { for (const t of own) t.dispose() }
}

/** The variance along axes: the mean of squared deviations from the mean, over N - ddof. */
export const var_: Reduction<'spread', VarianceOptions> = reducing('var', (a, o: VarianceOptions) => delivered(variance('var', a, o), o.out)) as Reduction<'spread', VarianceOptions>
export { var_ as var }
/** The standard deviation along axes: the square root of the variance. */
export const std: Reduction<'spread', VarianceOptions> = reducing('std', (a, o: VarianceOptions) => {
  const v = variance('std', a, o)
  sqrt(v, { out: v, casting: 'unsafe' })
  return delivered(v, o.out)
}) as Reduction<'spread', VarianceOptions>

/** How many elements are not 0: a number for the whole array, int32 along axes. */
export function count_nonzero(a: ArrayLike, axis?: null | { axis?: null; keepdims?: false }): number
export function count_nonzero(a: ArrayLike, axis: number | readonly number[], options?: { keepdims?: boolean }): NDArray<'int32'>
export function count_nonzero(a: ArrayLike, options: { axis?: AxisLike; keepdims?: boolean }): NDArray<'int32'>
export function count_nonzero(a: ArrayLike, axis?: AxisLike | { axis?: AxisLike; keepdims?: boolean }, options?: { axis?: AxisLike; keepdims?: boolean }): number | NDArray<'int32'> {
  const { axis: axes, keepdims = false } = reduceArguments('count_nonzero', axis, options)
  const { array, release } = borrowed('count_nonzero', a)
  const flags: Any = array.dtype === 'bool' ? array : not_equal(array, 0)
  try {
    if ((axes === undefined || axes === null) && !keepdims && flags.dense) return countTrueKernel(flags)
    const total = sum(flags, { axis: toAxes('count_nonzero', axes, array.ndim), keepdims, dtype: 'int32' } as { axis: number[]; dtype: 'int32' })
    if ((axes === undefined || axes === null) && !keepdims) { const n = total.item() as number; total.dispose(); return n }
    return total
  } finally {
    if (flags !== array) flags.dispose()
    release()
  }
}

/** The running sum along an axis (without one: of the flattened array); integers add up in 64 bits. */
export function cumsum<O extends Any>(a: ArrayLike, axis: number | null | undefined, options: { dtype?: DType; out: O }): O
export function cumsum<D extends DType>(a: ArrayLike, axis: number | null | undefined, options: { dtype: D }): NDArray<D>
export function cumsum<A extends ArrayLike>(a: A, axis?: number | null, options?: { dtype?: DType; out?: Any }): NDArray<Widened<'wide', DTypeOf<A>>>
export function cumsum(a: ArrayLike, axis?: number | null, options: { dtype?: DType; out?: Any } = {}): Any {
  if (options?.dtype) requireDType('cumsum', options.dtype)
  const { array, release } = borrowed('cumsum', a)
  const loop = options?.dtype ?? widened('wide', array.dtype)
  try {
    if (axis === undefined || axis === null) {
      const whole = array.dense ? array : duplicate('cumsum', array, loop), flat = whole.view([whole.size], [whole.itemsize], whole.address)
      if (whole !== array) whole.dispose()
      try { return scan('cumsum', add.folder!, flat, 0, loop, options?.out, 1) } finally { flat.dispose() }
    }
    return scan('cumsum', add.folder!, array, axis, loop, options?.out, 1)
  } finally { release() }
}

const atLeast = { ...maximum.row, name: 'clip' }, atMost = { ...minimum.row, name: 'clip' }
/** The elements limited to [a_min, a_max]; null leaves a side open. */
export function clip<A extends ArrayLike>(a: A, a_min?: ArrayLike | null, a_max?: ArrayLike | null, options?: UfuncOptions): NDArray<DTypeOf<A>> {
  type R = NDArray<DTypeOf<A>>
  if (a_min === undefined || a_min === null) {
    if (a_max === undefined || a_max === null) return elementwise(atLeast, [a, a], options) as unknown as R
    return elementwise(atMost, [a, a_max], options) as unknown as R
  }
  if (a_max === undefined || a_max === null) return elementwise(atLeast, [a, a_min], options) as unknown as R
  return clip3([a, a_min, a_max], options) as unknown as R
}
