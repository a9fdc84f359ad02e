// Reductions that take NaN for a missing value.

import type { ArrayLike } from './asarray.js'
import { reducing, type ArgReduction, type Reduction } from './define.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { borrowed, duplicate } from './elementwise.js'
import { ValueError } from './errors.js'
import { assign } from './manipulation.js'
import { composed, type NDArray } from './ndarray.js'
import { all, any, argmax, argmin, bitwise_and, fmax, fmin, isnan, less_equal, logical_not, prod, sum } from './ops.js'
import { delivered, reduceArguments, reduceFold, type ReduceOptions } from './reduce.js'
import type { AxisLike } from './shape.js'
import { cumprod, cumsum, mean, std, var_, type VarianceOptions } from './statistics.js'

type Any = NDArray<DType>
type Reducer = (a: Any, options: ReduceOptions) => Any

const mayMiss = (a: Any): boolean => dtypes[a.dtype].kind === 'f' || isComplex(a.dtype)
/** A copy with another value in place of NaN; the array itself if its dtype has no NaN. */
function replaced(op: string, a: Any, value: number): Any {
  if (!mayMiss(a)) return a
  const copy = duplicate(op, a)
  return assign(copy, value, { where: isnan(a) }) as Any
}
// A reduction to an array (even of the whole), whatever the caller asked for.
function whole(f: unknown, a: Any, options: ReduceOptions): Any {
  const { axis, keepdims = false, ...rest } = options, axes = axis === undefined || axis === null ? a.shape.map((_, i) => i) : axis
  return (f as Reducer)(a, { ...rest, axis: axes, keepdims })
}
function ignoring<R>(op: string, f: unknown, value: number): R {
  return reducing(op, (a: Any, options: ReduceOptions) => composed(op, () => whole(f, replaced(op, a, value), options))) as R
}
function present<R>(op: string, f: unknown): R {
  return reducing(op, (a: Any, options: VarianceOptions) => composed(op, () => {
    if (!mayMiss(a)) return whole(f, a, options)
    const there = logical_not(isnan(a)), { where, out, ...rest } = options, mask = where === undefined ? there : bitwise_and(there, where)
    const result = whole(f, a, { ...rest, where: mask }), ddof = options.correction ?? options.ddof ?? 0
    // Fewer elements than ddof have no variance; one too few is 0 / 0 already.
    if (ddof > 1) assign(result, NaN, { where: less_equal(whole(sum, mask, { axis: options.axis, keepdims: options.keepdims ?? false }), ddof) })
    return delivered(result, out, op)
  })) as R
}
function extreme(op: string, of: typeof fmax): Reduction<'same'> {
  return reducing(op, (a: Any, options: ReduceOptions) => reduceFold(op, of.folder!, of.row, a, options, options.dtype ?? a.dtype)) as Reduction<'same'>
}
function placeOf(op: string, f: ArgReduction, value: number): ArgReduction {
  return ((a: ArrayLike, axis?: AxisLike | ReduceOptions, options?: ReduceOptions) => composed(op, () => {
    const { array } = borrowed(op, a), given = reduceArguments(op, axis, options)
    if (mayMiss(array) && array.size > 0 && any(whole(all, isnan(array), { axis: given.axis }) as Any)) {
      throw new ValueError(`${op}: a slice has nothing but NaN, so there is no place of an extreme element; look with all(isnan(a), axis) first`)
    }
    return f(replaced(op, array, value), given as { axis: number })
  })) as ArgReduction
}
function running<F>(op: string, f: F, value: number): F {
  return ((a: ArrayLike, axis?: number | null, options?: object) => composed(op, () => (f as (a: Any, axis?: number | null, options?: object) => Any)(replaced(op, borrowed(op, a).array, value), axis, options))) as F
}

/** As sum, NaN counting as 0. */
export const nansum: Reduction<'wide'> = ignoring('nansum', sum, 0)
/** As prod, NaN counting as 1. */
export const nanprod: Reduction<'wide'> = ignoring('nanprod', prod, 1)
/** As max without the NaN; NaN where there is nothing else. */
export const nanmax = extreme('nanmax', fmax)
/** As min without the NaN; NaN where there is nothing else. */
export const nanmin = extreme('nanmin', fmin)
/** As mean of what is not NaN. */
export const nanmean: Reduction<'mean'> = present('nanmean', mean)
/** As var of what is not NaN. */
export const nanvar: Reduction<'spread', VarianceOptions> = present('nanvar', var_)
/** As std of what is not NaN. */
export const nanstd: Reduction<'spread', VarianceOptions> = present('nanstd', std)
/** As argmax without the NaN; an error where there is nothing else. */
export const nanargmax = placeOf('nanargmax', argmax, -Infinity)
/** As argmin without the NaN; an error where there is nothing else. */
export const nanargmin = placeOf('nanargmin', argmin, Infinity)
/** As cumsum, NaN counting as 0. */
export const nancumsum = running('nancumsum', cumsum, 0)
/** As cumprod, NaN counting as 1. */
export const nancumprod = running('nancumprod', cumprod, 1)
