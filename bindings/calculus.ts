// Differences, derivatives, integrals, interpolation along axes, and what is made of neighbouring elements.

import { fromValue, isOptions, type ArrayLike } from './asarray.js'
import type { Widened } from './define.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { arrayOf, copyInto, duplicate } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { assign, broadcast_to, concatenate, moveaxis, ravel } from './manipulation.js'
import { allocate, composed, NDArray } from './ndarray.js'
import { absolute, add, any, bitwise_and, divide, equal, greater, isnan, less, minimum, multiply, not_equal, remainder, subtract, sum } from './ops.js'
import { promoteAll, promoteTypes, type Common, type DTypeOf, type Scalar } from './promotion.js'
import { searchsorted } from './searching.js'
import { argsort } from './sorting.js'
import { clip, cumsum } from './statistics.js'
import { take } from './indexing.js'
import { broadcastShape, sameShape, toAxes, toAxis, type AxisLike } from './shape.js'

type Any = NDArray<DType>
// The elements from `from` up to `to` (before the end if negative) along an axis, as a view.
function part(a: Any, axis: number, from: number, to: number): Any {
  const n = a.shape[axis]!, end = Math.max(from, to < 0 ? n + to : Math.min(to, n))
  return a.view(a.shape.map((m, i) => i === axis ? Math.max(0, end - from) : m), a.strides, a.address + (end > from ? from * a.strides[axis]! : 0))
}
// One place of an axis, which stays with length 1.
const one = (a: Any, axis: number, i: number): Any => { const at = i < 0 ? a.shape[axis]! + i : i; return part(a, axis, at, at + 1) }

/** Options of diff. */
export interface DiffOptions { prepend?: ArrayLike; append?: ArrayLike }
/** The n-th difference along an axis: a[i + 1] - a[i], of bool whether they differ. */
export function diff<A extends ArrayLike>(a: A, n = 1, axis = -1, options: DiffOptions = {}): NDArray<DTypeOf<A>> {
  return composed('diff', () => {
    const array = arrayOf('diff', a)
    if (!Number.isInteger(n) || n < 0) throw new ValueError(`diff: the order must be an integer >= 0, not ${shown(n)}`)
    if (array.ndim === 0) throw new ShapeError('diff: an array of 0 dimensions has no neighbours')
    const at = toAxis('diff', axis, array.ndim), { prepend, append } = options ?? {}
    const edge = (x: ArrayLike | undefined): Any[] => {
      if (x === undefined || x === null) return []
      const given = x instanceof NDArray ? x : fromValue('diff', x, array.dtype) as Any
      return [given.ndim === 0 ? broadcast_to(given, array.shape.map((m, i) => i === at ? 1 : m)) as Any : given]
    }
    const parts = n === 0 ? [array] : [...edge(prepend), array, ...edge(append)]
    let d: Any = parts.length > 1 ? concatenate(parts, at) as unknown as Any : array.view(array.shape, array.strides, array.address)
    for (let k = 0; k < n && d.shape[at]! > 0; k++) d = (d.dtype === 'bool' ? not_equal(part(d, at, 1, d.shape[at]!), part(d, at, 0, -1)) : subtract(part(d, at, 1, d.shape[at]!), part(d, at, 0, -1))) as Any
    return d
  }) as never
}

/** The differences of the flattened array, with values before and after them. */
export function ediff1d<A extends ArrayLike>(ary: A, options: { to_end?: ArrayLike | null; to_begin?: ArrayLike | null } = {}): NDArray<DTypeOf<A>> {
  return composed('ediff1d', () => {
    const flat = ravel(arrayOf('ediff1d', ary)) as Any, d = diff(flat) as Any
    const ends = [options?.to_begin, options?.to_end].map(x => x === undefined || x === null ? [] : [ravel(x instanceof NDArray ? x : fromValue('ediff1d', x, flat.dtype)) as Any])
    for (const [e] of ends) if (e && promoteTypes(e.dtype, flat.dtype) !== flat.dtype) throw new ValueError(`ediff1d: to_begin and to_end must fit ${flat.dtype}, and ${e.dtype} does not; convert with astype('${flat.dtype}')`)
    return ends[0]!.length + ends[1]!.length === 0 ? d : concatenate([...ends[0]!, d, ...ends[1]!], 0, { dtype: flat.dtype })
  }) as never
}

/** Options of gradient. */
export interface GradientOptions {
  axis?: AxisLike
  /** 1: one-sided differences of first order at the ends; 2: of second order. */
  edge_order?: 1 | 2
}
/**
 * The gradient by central differences of second order inside and one-sided ones at the ends, for each axis (a single array if one axis is asked for).
 * Spacings: none (1), one number for all axes, or for each axis a number or the coordinates of its points.
 */
export function gradient(f: ArrayLike, ...rest: (ArrayLike | GradientOptions)[]): Any | Any[] {
  return composed('gradient', () => {
    const last = rest[rest.length - 1], given = isOptions(last), options: GradientOptions = given ? last : {}, spacings = (given ? rest.slice(0, -1) : rest) as ArrayLike[]
    const array = arrayOf('gradient', f), axes = toAxes('gradient', options.axis, array.ndim), { edge_order = 1 } = options
    if (edge_order !== 1 && edge_order !== 2) throw new ValueError(`gradient: edge_order must be 1 or 2, not ${shown(edge_order)}`)
    if (spacings.length > 1 && spacings.length !== axes.length) throw new ValueError(`gradient: ${spacings.length} spacings for ${axes.length} axes; give none, one, or one per axis`)
    const a = dtypes[array.dtype].kind === 'f' || isComplex(array.dtype) ? array : duplicate('gradient', array, 'float64')
    const results = axes.map((axis, i) => {
      const n = a.shape[axis]!, out: Any = allocate('gradient', a.dtype, a.shape)
      if (n < edge_order + 1) throw new ShapeError(`gradient: axis ${axis} of ${shapeText(a.shape)} has ${n} elements, and a gradient needs at least ${edge_order + 1}`)
      const steps = stepsOf(spacings.length === 0 ? 1 : spacings[spacings.length === 1 ? 0 : i]!, n, a.ndim, axis)
      const [left, middle, right] = [part(a, axis, 0, -2), part(a, axis, 1, -1), part(a, axis, 2, n)], inside = part(out, axis, 1, -1)
      if (typeof steps === 'number') divide(subtract(right, left), 2 * steps, { out: inside })
      else {
        const before = part(steps, axis, 0, -1), after = part(steps, axis, 1, n - 1), both = add(before, after)
        const p = divide(multiply(after, -1), multiply(before, both)), q = divide(subtract(after, before), multiply(before, after)), r = divide(before, multiply(after, both))
        copyInto(inside, add(add(multiply(p, left), multiply(q, middle)), multiply(r, right)) as Any)
      }
      for (const end of [0, -1]) {
        const to = one(out, axis, end), sign = end === 0 ? 1 : -1, at = (k: number): Any => one(a, axis, end + sign * k)
        const h = (k: number): number | Any => typeof steps === 'number' ? steps : one(steps, axis, end + sign * k)
        if (edge_order === 1) { divide(multiply(subtract(at(1), at(0)), sign), h(0), { out: to }); continue }
        const h1 = h(0), h2 = h(1), total = add(h1, h2)
        const c0 = divide(add(multiply(h1, 2), h2), multiply(h1, multiply(total, -sign))), c1 = divide(total, multiply(multiply(h1, h2), sign)), c2 = divide(h1, multiply(multiply(h2, total), -sign))
        copyInto(to, add(add(multiply(c0, at(0)), multiply(c1, at(1))), multiply(c2, at(2))) as Any)
      }
      return out
    })
    return axes.length === 1 ? results[0]! : results
  })
}
// One number, or the n - 1 steps between points, shaped to broadcast along the axis.
function stepsOf(spacing: ArrayLike, n: number, ndim: number, axis: number): number | Any {
  const s = arrayOf('gradient', spacing)
  if (s.ndim === 0) return Number(s.item())
  if (s.ndim !== 1 || s.size !== n) throw new ShapeError(`gradient: coordinates of shape ${shapeText(s.shape)} for an axis of ${n} elements`)
  const steps = diff(s.dtype === 'float32' ? s : duplicate('gradient', s, 'float64')) as Any, even = equal(steps, steps.item(0)) as NDArray<'bool'>
  if (even.data.every(Boolean)) return Number(steps.item(0))
  return steps.view(new Array<number>(ndim).fill(1).map((m, i) => i === axis ? n - 1 : m), new Array<number>(ndim).fill(0).map((m, i) => i === axis ? steps.itemsize : m), steps.address)
}

/** Options of trapezoid. */
export interface TrapezoidOptions { dx?: number; axis?: number }
/** The integral along an axis by the trapezoidal rule, of points that are dx apart or at x. */
export function trapezoid(y: ArrayLike, x?: ArrayLike | null | TrapezoidOptions, options?: TrapezoidOptions): Any | number {
  return composed('trapezoid', () => {
    const a = arrayOf('trapezoid', y), { dx = 1, axis = -1 } = (isOptions(x) ? x : options) ?? {}
    if (a.ndim === 0) throw new ShapeError('trapezoid: an array of 0 dimensions has no axis to integrate along')
    const at = toAxis('trapezoid', axis, a.ndim)
    let step: ArrayLike = dx
    if (x !== undefined && x !== null && !isOptions(x)) {
      const points = arrayOf('trapezoid', x)
      if (points.ndim !== 1) step = diff(points, 1, axis) as Any
      else {
        const d = diff(points) as Any
        step = d.view(a.shape.map((_, i) => i === at ? d.size : 1), a.shape.map((_, i) => i === at ? d.itemsize : 0), d.address)
      }
    }
    const areas = divide(multiply(step, add(part(a, at, 1, a.shape[at]!), part(a, at, 0, -1))), 2) as Any, total = sum(areas, { axis: [at] } as { axis: number[] }) as Any
    return total.ndim === 0 ? total.item() as number : total
  })
}

/** Options of cross. */
export interface CrossOptions { axisa?: number; axisb?: number; axisc?: number; axis?: number | null }
/** The cross product of vectors with three components (NumPy 2 gives up those with two) along axes, by default the last. */
export function cross<A extends ArrayLike, B extends ArrayLike>(a: A, b: B, options: CrossOptions = {}): NDArray<Common<A, B>> {
  return composed('cross', () => {
    const { axis } = options ?? {}, { axisa = -1, axisb = -1, axisc = -1 } = axis === undefined || axis === null ? options ?? {} : { axisa: axis, axisb: axis, axisc: axis }
    const last = (v: ArrayLike, at: number): Any => {
      const array = arrayOf('cross', v), k = toAxis('cross', at, array.ndim)
      if (array.shape[k] !== 3) throw new ShapeError(`cross: axis ${k} of ${shapeText(array.shape)} has length ${array.shape[k]}, and a cross product needs 3`)
      return moveaxis(array, k, -1) as Any
    }
    const x = last(a, axisa), y = last(b, axisb), shape = broadcastShape('cross', [x.shape, y.shape]), out: Any = allocate('cross', promoteTypes(x.dtype, y.dtype), shape)
    const to = toAxis('cross', axisc, shape.length), component = (v: Any, i: number): Any => v.slice('...', i)
    for (const [i, j, k] of [[0, 1, 2], [1, 2, 0], [2, 0, 1]] as const) {
      const c = component(out, i)
      multiply(component(x, j), component(y, k), { out: c })
      subtract(c, multiply(component(x, k), component(y, j)), { out: c })
    }
    return to === shape.length - 1 ? out : moveaxis(out, -1, to)
  }) as never
}

/** Options of unwrap. */
export interface UnwrapOptions { discont?: number | null; axis?: number; period?: number }
/** Angles without their jumps: differences of more than half a period (or `discont`) become their complement. */
export function unwrap<A extends ArrayLike>(p: A, options: UnwrapOptions = {}): NDArray<Widened<'mean', DTypeOf<A>>> {
  return composed('unwrap', () => {
    const a = arrayOf('unwrap', p), { axis = -1, period = 2 * Math.PI } = options ?? {}, discont = options?.discont ?? period / 2
    if (a.ndim === 0) throw new ShapeError('unwrap: an array of 0 dimensions has no neighbours')
    const at = toAxis('unwrap', axis, a.ndim), whole = dtypes[a.dtype].kind === 'i' || dtypes[a.dtype].kind === 'u', high = period / 2
    const integral = whole && Number.isInteger(period), dd = diff(a, 1, at) as Any, dtype: DType = integral ? dd.dtype : promoteAll([dd.dtype, a.dtype === 'float32' ? 'float32' : 'float64'])
    const low = integral ? -Math.floor(period / 2) : -high
    const turned = add(remainder(subtract(dd, low, { dtype }), period), low) as Any
    if (!integral || period % 2 === 0) assign(turned, integral ? Math.floor(high) : high, { where: bitwise_and(equal(turned, low), greater(dd, 0)) })
    const correction = subtract(turned, dd, { dtype }) as Any
    assign(correction, 0, { where: less(absolute(dd), discont) })
    const up: Any = duplicate('unwrap', a, dtype)
    if (a.shape[at]! > 1) { const rest = part(up, at, 1, a.shape[at]!); add(rest, cumsum(correction, at, { dtype }), { out: rest }) }
    return up
  }) as never
}

/** Options of interp. */
export interface InterpOptions {
  /** Values before the first and after the last point (default those of the points). */
  left?: Scalar; right?: Scalar
  /** The period of x, if xp wraps around. */
  period?: number
}
/** Linear interpolation between points (xp ascending, fp) at x, in float64 (complex128 for complex fp). */
export function interp<F extends ArrayLike>(x: ArrayLike, xp: ArrayLike, fp: F, options: InterpOptions = {}): NDArray<DTypeOf<F> extends 'complex64' | 'complex128' ? 'complex128' : 'float64'> {
  return composed('interp', () => {
    const { left, right, period } = options ?? {}, values = arrayOf('interp', fp), dtype: DType = isComplex(values.dtype) ? 'complex128' : 'float64'
    const at = (v: ArrayLike, d: DType = 'float64'): Any => { const a = arrayOf('interp', v); return isComplex(a.dtype) && d === 'float64' ? refuse(a.dtype) : duplicate('interp', a, d) }
    const refuse = (d: DType): never => { throw new DTypeError(`interp: x and xp must be real, not ${d}`) }
    let points = at(xp), f = at(values, dtype), where = at(x)
    if (points.ndim !== 1 || !sameShape(points.shape, f.shape)) throw new ShapeError(`interp: xp and fp must have one dimension and the same length, not the shapes ${shapeText(points.shape)} and ${shapeText(f.shape)}`)
    if (points.size === 0) throw new ValueError('interp: there are no points to interpolate between')
    if (period !== undefined && period !== null) {
      if (typeof period !== 'number' || period === 0 || Number.isNaN(period)) throw new ValueError(`interp: period must be a number other than 0, not ${shown(period)}`)
      const p = Math.abs(period)
      where = remainder(where, p) as Any
      const wrapped = remainder(points, p) as Any, order = argsort(wrapped), ends = (a: Any): [Any, Any] => [part(a, 0, 0, 1), part(a, 0, a.size - 1, a.size)]
      const sorted = take(wrapped, order) as Any, g = take(f, order) as Any, [first, last] = ends(sorted), [g0, g1] = ends(g)
      points = concatenate([subtract(last, p), sorted, add(first, p)]) as unknown as Any
      f = concatenate([g1, g, g0]) as unknown as Any
    }
    const n = points.size, ends = [points.item(0), points.item(n - 1), f.item(0), f.item(n - 1)] as [number, number, Scalar, Scalar]
    const place = clip(subtract(searchsorted(points, where, { side: 'right' }), 1), 0, Math.max(0, n - 2)) as NDArray<'int32'>, next = minimum(add(place, 1), n - 1)
    const x0 = take(points, place) as Any, x1 = take(points, next) as Any, f0 = take(f, place) as Any, f1 = take(f, next) as Any
    const slope = divide(subtract(f1, f0), subtract(x1, x0)), out = add(multiply(slope, subtract(where, x0)), f0) as Any
    // An infinite slope or value leaves NaN, where the other end may tell more.
    const lost = isnan(out)
    if (any(lost)) {
      assign(out, add(multiply(slope, subtract(where, x1)), f1), { where: lost })
      assign(out, f0, { where: bitwise_and(isnan(out), equal(f0, f1)) })
      assign(out, f0, { where: equal(where, x0) })
      assign(out, where, { where: isnan(where) })
    }
    assign(out, ends[3], { where: equal(where, ends[1]) })
    assign(out, left ?? ends[2], { where: less(where, ends[0]) })
    assign(out, right ?? ends[3], { where: greater(where, ends[1]) })
    return out
  }) as never
}
