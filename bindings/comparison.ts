// Whole arrays compared, and elements put right: closeness, equality, rounding, replacing what is not finite.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { arrayOf, copyInto, duplicate, requireWriteable } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { finfo } from './dtype-info.js'
import { assign, imag, real } from './manipulation.js'
import { composed, type NDArray } from './ndarray.js'
import { absolute, add, all, arctan2, bitwise_and, bitwise_or, divide, equal, isfinite, isnan, isneginf, isposinf, less_equal, multiply, rint, subtract } from './ops.js'
import { canCast, isScalar, type DTypeOf, type Result, type Scalar } from './promotion.js'
import { broadcastShape, sameShape } from './shape.js'

type Any = NDArray<DType>

/** Tolerances of isclose and allclose. */
export interface Closeness {
  /** Relative to b (default 1e-5). */
  rtol?: ArrayLike
  /** Absolute (default 1e-8). */
  atol?: ArrayLike
  /** Whether NaN equals NaN. */
  equal_nan?: boolean
}

/** Whether |a - b| <= atol + rtol |b|, element-wise; infinities are close if they are equal. */
export function isclose(a: ArrayLike, b: ArrayLike, options: Closeness = {}): NDArray<'bool'> { return close('isclose', a, b, options) }
function close(op: string, a: ArrayLike, b: ArrayLike, options: Closeness): NDArray<'bool'> {
  return composed(op, () => {
    const { rtol = 1e-5, atol = 1e-8, equal_nan = false } = options ?? {}, x = arrayOf(op, a)
    let y = arrayOf(op, b)
    if (dtypes[y.dtype].kind !== 'f' && !isComplex(y.dtype)) y = duplicate(op, y, 'float64')
    const near = less_equal(absolute(subtract(x, y)), add(atol, multiply(rtol, absolute(y))))
    const result = bitwise_or(bitwise_and(near, isfinite(y)), equal(x, y)) as NDArray<'bool'>
    return equal_nan ? bitwise_or(result, bitwise_and(isnan(x), isnan(y))) as NDArray<'bool'> : result
  })
}
/** Whether all elements are close, see isclose. */
export function allclose(a: ArrayLike, b: ArrayLike, options: Closeness = {}): boolean { return composed('allclose', () => all(close('allclose', a, b, options)) as boolean) }

/** Whether two arrays have the same shape and equal elements. */
export function array_equal(a1: ArrayLike, a2: ArrayLike, options: { equal_nan?: boolean } = {}): boolean {
  return composed('array_equal', () => {
    const a = arrayOf('array_equal', a1), b = arrayOf('array_equal', a2)
    if (!sameShape(a.shape, b.shape)) return false
    const same = equal(a, b)
    return all(options?.equal_nan ? bitwise_or(same, bitwise_and(isnan(a), isnan(b))) : same) as boolean
  })
}
/** Whether two arrays, broadcast against each other, have equal elements. */
export function array_equiv(a1: ArrayLike, a2: ArrayLike): boolean {
  return composed('array_equiv', () => {
    const a = arrayOf('array_equiv', a1), b = arrayOf('array_equiv', a2)
    try { broadcastShape('array_equiv', [a.shape, b.shape]) } catch (error) { if (error instanceof ShapeError) return false; throw error }
    return all(equal(a, b)) as boolean
  })
}

/** Whether the imaginary part is 0, element-wise. */
export function isreal(x: ArrayLike): NDArray<'bool'> { return composed('isreal', () => equal(imag(x), 0)) as NDArray<'bool'> }
/** Whether the imaginary part is not 0, element-wise. */
export function iscomplex(x: ArrayLike): NDArray<'bool'> { return composed('iscomplex', () => equal(equal(imag(x), 0), false)) as NDArray<'bool'> }
/** The real parts, if all imaginary parts are within tol (in units of eps; above 1 absolute) of 0; else the array. */
export function real_if_close(a: ArrayLike, tol = 100): Any {
  return composed('real_if_close', () => {
    const array = arrayOf('real_if_close', a)
    if (typeof tol !== 'number' || Number.isNaN(tol)) throw new ValueError(`real_if_close: tol must be a number, not ${shown(tol)}`)
    const view = array.view(array.shape, array.strides, array.address)
    if (!isComplex(array.dtype)) return view
    const most = tol > 1 ? tol * finfo(array.dtype).eps : tol
    return all(less_equal(absolute(imag(array)), most)) ? real(array) as Any : view
  })
}

/** The angle of complex numbers, in radians or degrees, in (-π, π]. */
export function angle<A extends ArrayLike>(z: A, deg = false): NDArray<Result<'real', DTypeOf<A>> extends 'float32' ? 'float32' : 'float64'> {
  return composed('angle', () => {
    const a = arrayOf('angle', z), turn = isComplex(a.dtype) ? arctan2(imag(a), real(a)) : arctan2(0, a)
    return deg ? multiply(turn, 180 / Math.PI, { out: turn as Any }) : turn
  }) as never
}

/** To so many decimals (negative: places before the point), halves to even; by scaling with a power of ten, as NumPy. */
export function round<A extends ArrayLike>(a: A, decimals = 0, options: { out?: Any } = {}): NDArray<DTypeOf<A> extends 'bool' ? 'float32' : DTypeOf<A>> {
  return composed('round', () => {
    if (!Number.isInteger(decimals)) throw new ValueError(`round: decimals must be an integer, not ${shown(decimals)}`)
    const x = arrayOf('round', a), { out } = options ?? {}, { kind } = dtypes[x.dtype], whole = kind === 'i' || kind === 'u'
    if (kind === 'b' && decimals !== 0) throw new DTypeError('round: bool has no decimals; convert it with astype() first')
    if (out) {
      requireWriteable('round', out)
      if (!sameShape(out.shape, x.shape)) throw new ShapeError(`round: out has shape ${shapeText(out.shape)}, the result ${shapeText(x.shape)}`)
    }
    const done: Any = duplicate('round', x, kind === 'b' ? 'float32' : whole && decimals < 0 ? 'float64' : x.dtype), scale = 10 ** Math.abs(decimals)
    const [before, after] = decimals < 0 ? [divide, multiply] : [multiply, divide]
    for (const p of whole && decimals >= 0 ? [] : isComplex(done.dtype) ? [real(done) as Any, imag(done) as Any] : [done]) {
      if (decimals !== 0) before(p, scale, { out: p })
      rint(p, { out: p })
      if (decimals !== 0) after(p, scale, { out: p })
    }
    const result: Any = done.dtype === 'float64' && whole ? duplicate('round', done, x.dtype) : done
    if (!out) return result
    if (!canCast(result.dtype, out.dtype, 'same_kind')) throw new DTypeError(`round: cannot cast from ${result.dtype} to ${out.dtype} under the rule 'same_kind'; pass an out of a wider dtype`)
    copyInto(out, result)
    return out
  }) as never
}

/** What nan_to_num puts in place. */
export interface Replacements { copy?: boolean; nan?: Scalar; posinf?: Scalar | null; neginf?: Scalar | null }
/** NaN replaced by 0 and infinities by the largest finite numbers, or by what is given; in place with copy false. */
export function nan_to_num<A extends ArrayLike>(x: A, options: Replacements = {}): NDArray<DTypeOf<A>> {
  return composed('nan_to_num', () => {
    const { copy = true, nan = 0, posinf, neginf } = options ?? {}, a = arrayOf('nan_to_num', x)
    for (const v of [nan, posinf, neginf]) if (v !== undefined && v !== null && !isScalar(v)) throw new DTypeError(`nan_to_num: the replacements must be numbers, not ${shown(v)}`)
    if (!copy) requireWriteable('nan_to_num', a)
    const out: Any = copy ? duplicate('nan_to_num', a) : a
    if (dtypes[a.dtype].kind !== 'f' && !isComplex(a.dtype)) return out
    const most = finfo(a.dtype).max
    for (const p of isComplex(a.dtype) ? [real(out) as Any, imag(out) as Any] : [out]) {
      const places = [isnan(p), isposinf(p), isneginf(p)] as const
      ;[nan, posinf ?? most, neginf ?? -most].forEach((v, i) => assign(p, v, { where: places[i]! }))
    }
    return out
  }) as never
}
