// The elements in another arrangement: turned, rolled, repeated, in more dimensions.

import type { ArrayLike } from './asarray.js'
import { widened, type Widened } from './define.js'
import type { DType } from './dtype.js'
import { arrayOf, copyInto, fill } from './elementwise.js'
import { AxisError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { integersOf, nonzero, read } from './indexing.js'
import { cut, ravel, reshape, swapaxes, transpose, viewed, type ArrayOf } from './manipulation.js'
import { allocate, type NDArray, scope } from './ndarray.js'
import { add } from './ops.js'
import { requireDType, type DTypeOf } from './promotion.js'
import { reduceFold } from './reduce.js'
import { axesInOrder, broadcastShape, broadcastStrides, denseStrides, sameShape, toAxes, toAxis, toShape, type AxisLike, type ShapeLike } from './shape.js'

type Any = NDArray<DType>
/** The array types that a list of array-likes becomes. */
export type ArraysOf<L extends readonly ArrayLike[]> = { -readonly [K in keyof L]: ArrayOf<L[K]> }

/** Throws unless the array has at least n dimensions. */
export function requireDimensions(op: string, x: Any, n: number): void {
  if (x.ndim < n) throw new ShapeError(`${op}: an array of at least ${n} dimensions is needed, not one of shape ${shapeText(x.shape)}; reshape it, or use expand_dims()`)
}
/** Throws unless the number is whole. */
export function requireInteger(op: string, name: string, x: number): void {
  if (!Number.isInteger(x)) throw new ValueError(`${op}: ${name} must be an integer, not ${shown(x)}`)
}

function reversed(x: Any, axes: readonly number[]): Any {
  let { address } = x
  const strides = x.strides.map((s, i) => {
    if (!axes.includes(i)) return s
    address += Math.max(0, x.shape[i]! - 1) * s
    return 0 - s
  })
  return x.view(x.shape, strides, address)
}

/** A view with the elements in reverse order along axes, by default all. */
export function flip<A extends ArrayLike>(m: A, axis?: AxisLike): ArrayOf<A> { return viewed('flip', m, x => reversed(x, toAxes('flip', axis, x.ndim))) as ArrayOf<A> }
/** A view with the columns (axis 1) in reverse order. */
export function fliplr<A extends ArrayLike>(m: A): ArrayOf<A> { return flipped('fliplr', m, 1) }
/** A view with the rows (axis 0) in reverse order. */
export function flipud<A extends ArrayLike>(m: A): ArrayOf<A> { return flipped('flipud', m, 0) }
function flipped<A extends ArrayLike>(op: string, m: A, axis: number): ArrayOf<A> {
  return viewed(op, m, x => { requireDimensions(op, x, axis + 1); return reversed(x, [axis]) }) as ArrayOf<A>
}

/** A view turned k times by 90° in the plane of two axes, from the first towards the second. */
export function rot90<A extends ArrayLike>(m: A, k = 1, axes: readonly [number, number] = [0, 1]): ArrayOf<A> {
  requireInteger('rot90', 'k', k)
  return scope(() => {
    const x = arrayOf('rot90', m), [p, q, ...more] = axesInOrder('rot90', axes, x.ndim), turns = ((k % 4) + 4) % 4
    if (p === undefined || q === undefined || p === q || more.length > 0) throw new AxisError('rot90: give two different axes')
    return turns % 2 === 0 ? reversed(x, turns === 0 ? [] : [p, q]) : reversed(swapaxes(x, p, q), [turns === 1 ? p : q])
  }) as ArrayOf<A>
}

/** A view with the last two axes exchanged. */
export function matrix_transpose<A extends ArrayLike>(x: A): ArrayOf<A> {
  return viewed('matrix_transpose', x, m => { requireDimensions('matrix_transpose', m, 2); return swapaxes(m, -1, -2) }) as ArrayOf<A>
}

/** A view with an axis moved to before the place `start` (moveaxis is easier to read). */
export function rollaxis<A extends ArrayLike>(a: A, axis: number, start = 0): ArrayOf<A> {
  return viewed('rollaxis', a, x => {
    const from = toAxis('rollaxis', axis, x.ndim), to = start === x.ndim ? start : toAxis('rollaxis', start, x.ndim), order = x.shape.map((_, i) => i)
    order.splice(from, 1)
    order.splice(to > from ? to - 1 : to, 0, from)
    return transpose(x, order)
  }) as ArrayOf<A>
}

/** The elements moved on by `shift` places along axes (without one: in the flattened array); those that leave one end come in at the other. */
export function roll<A extends ArrayLike>(a: A, shift: number | readonly number[], axis?: AxisLike): ArrayOf<A> {
  const op = 'roll'
  return scope(() => {
    const x = arrayOf(op, a), whole = axis === undefined || axis === null, from = whole ? reshape(x, -1) : x
    const by = Array.isArray(shift) ? shift as readonly number[] : [shift as number], axes = whole ? [0] : axesInOrder(op, axis, x.ndim)
    for (const s of by) requireInteger(op, 'shift', s)
    if (by.length !== axes.length && by.length !== 1 && axes.length !== 1) throw new ShapeError(`${op}: ${by.length} shifts for ${axes.length} axes; give as many of each, or one`)
    const shifts = from.shape.map(() => 0)
    for (let i = 0; i < Math.max(by.length, axes.length); i++) shifts[axes[axes.length === 1 ? 0 : i]!]! += by[by.length === 1 ? 0 : i]!
    const out = allocate(op, x.dtype, from.shape)
    // Along each axis two parts change places.
    const move = (at: number, to: Any, source: Any): void => {
      if (at === from.ndim) { copyInto(to, source); return }
      const n = from.shape[at]!, s = n === 0 ? 0 : ((shifts[at]! % n) + n) % n
      if (s === 0) { move(at + 1, to, source); return }
      move(at + 1, cut(to, at, s, n), cut(source, at, 0, n - s))
      move(at + 1, cut(to, at, 0, s), cut(source, at, n - s, n))
    }
    move(0, out, from)
    return whole ? reshape(out, x.shape) : out
  }) as ArrayOf<A>
}

/** The array repeated `reps` times along each axis; new axes go in front of the shorter of the two. */
export function tile<A extends ArrayLike>(A: A, reps: ShapeLike): ArrayOf<A> {
  const op = 'tile'
  return scope(() => {
    const x = arrayOf(op, A), given = toShape(op, reps), ndim = Math.max(given.length, x.ndim), front = (n: number): number[] => new Array<number>(ndim - n).fill(1)
    const times = [...front(given.length), ...given], own = [...front(x.ndim), ...x.shape], out = allocate(op, x.dtype, toShape(op, own.map((n, i) => n * times[i]!)))
    // With an axis for the repeats before each of the array's own, the result is the array, broadcast.
    const paired = out.view(times.flatMap((t, i) => [t, own[i]!]), out.strides.flatMap((s, i) => [s * own[i]!, s]), out.address)
    const once = x.view(own.flatMap(n => [1, n]), [...front(x.ndim), ...x.strides].flatMap(s => [0, s]), x.address)
    copyInto(paired, once)
    return out
  }) as ArrayOf<A>
}

/** Each element repeated: all as many times, or each along the axis as often as `repeats` says (without an axis: of the flattened array). */
export function repeat<A extends ArrayLike>(a: A, repeats: ArrayLike, axis?: number | null): ArrayOf<A> {
  const op = 'repeat'
  return scope(() => {
    const given = arrayOf(op, a), whole = axis === undefined || axis === null, x: Any = whole ? ravel(given) : fronted(given, 1), at = whole ? 0 : toAxis(op, axis, x.ndim)
    const counts = integersOf(op, repeats), times = counts.copy().data, n = x.shape[at]!
    if (counts.ndim > 1 || times.length !== 1 && times.length !== n) throw new ShapeError(`${op}: repeats of shape ${shapeText(counts.shape)} for ${n} elements along axis ${at}; give one number, or one for each`)
    const wrong = times.find(t => t < 0)
    if (wrong !== undefined) throw new ValueError(`${op}: repeats must not be negative, as ${wrong} is`)
    if (times.length !== 1) {
      const places = allocate(op, 'int32', toShape(op, times.reduce((sum, t) => sum + t, 0))), to = places.data
      for (let i = 0, k = 0; i < n; i++) { to.fill(i, k, k + times[i]!); k += times[i]! }
      return read(op, x, [...x.shape.slice(0, at).map(() => ':'), places])
    }
    const t = times[0]!, out = allocate(op, x.dtype, toShape(op, x.shape.map((m, i) => i === at ? m * t : m)))
    const apart = (v: readonly number[], one: number, many: number): number[] => [...v.slice(0, at), many, one, ...v.slice(at + 1)], step = out.strides[at]!
    copyInto(out.view(apart(x.shape, t, n), apart(out.strides, step, step * t), out.address), x.view(apart(x.shape, 1, n), apart(x.strides, 0, x.strides[at]!), x.address))
    return out
  }) as ArrayOf<A>
}

/** The elements in C order in a new shape, repeated from the start as often as it takes, or cut off. */
export function resize<A extends ArrayLike>(a: A, new_shape: ShapeLike): ArrayOf<A> {
  const op = 'resize'
  return scope(() => {
    const x: Any = ravel(arrayOf(op, a)), shape = toShape(op, new_shape), out = allocate(op, x.dtype, shape), n = x.size, whole = n === 0 ? 0 : Math.floor(out.size / n)
    if (n === 0) { fill(out, 0); return out }
    const flat = reshape(out, -1) as Any, many = flat.view([whole, n], denseStrides([whole, n], x.itemsize), flat.address)
    copyInto(many, x)
    copyInto(cut(flat, 0, whole * n, out.size), cut(x, 0, 0, out.size - whole * n))
    return out
  }) as ArrayOf<A>
}

/** A view of at least n dimensions, new ones in front. */
export function fronted(x: Any, n: number): Any {
  const front = new Array<number>(Math.max(0, n - x.ndim))
  return x.view([...front.fill(1), ...x.shape], [...front.fill(0), ...x.strides], x.address)
}
/** A view of at least n dimensions: new ones go in front, but the third of three (depth) goes behind. */
export function deepened(x: Any, n: number): Any {
  if (n < 3 || x.ndim >= 3) return fronted(x, n)
  const plane = fronted(x, 2)
  return plane.view([...plane.shape, 1], [...plane.strides, 0], plane.address)
}
function atLeast(op: string, n: number, arys: readonly ArrayLike[]): Any | Any[] {
  const views = scope(() => arys.map(a => deepened(arrayOf(op, a), n)))
  return views.length === 1 ? views[0]! : views
}
type AtLeast<L extends readonly ArrayLike[]> = L extends readonly [infer A extends ArrayLike] ? ArrayOf<A> : ArraysOf<L>
/** Views of at least one dimension; a list of them for several arrays. */
export function atleast_1d<const L extends readonly ArrayLike[]>(...arys: L): AtLeast<L> { return atLeast('atleast_1d', 1, arys) as AtLeast<L> }
/** Views of at least two dimensions, new ones in front; a list of them for several arrays. */
export function atleast_2d<const L extends readonly ArrayLike[]>(...arys: L): AtLeast<L> { return atLeast('atleast_2d', 2, arys) as AtLeast<L> }
/** Views of at least three dimensions, (n,) as (1, n, 1) and (m, n) as (m, n, 1); a list of them for several arrays. */
export function atleast_3d<const L extends readonly ArrayLike[]>(...arys: L): AtLeast<L> { return atLeast('atleast_3d', 3, arys) as AtLeast<L> }

/** Read-only views of the arrays in the shape that all of them broadcast to. */
export function broadcast_arrays<const L extends readonly ArrayLike[]>(...args: L): ArraysOf<L> {
  const op = 'broadcast_arrays'
  return scope(() => {
    const arrays = args.map(a => arrayOf(op, a)), shape = arrays.length === 0 ? [] : broadcastShape(op, arrays.map(a => a.shape))
    return arrays.map(a => a.view(shape, broadcastStrides(a.shape, a.strides, shape), a.address, a.dtype, sameShape(a.shape, shape) && a.writeable))
  }) as ArraysOf<L>
}
/** The shape that shapes broadcast to. */
export function broadcast_shapes(...shapes: ShapeLike[]): number[] {
  const list = shapes.map(s => toShape('broadcast_shapes', s))
  return list.length === 0 ? [] : [...broadcastShape('broadcast_shapes', list)]
}

/** The view of diagonals, for an op of this name. */
export function diagonalOf(op: string, x: Any, offset: number, axis1: number, axis2: number): Any {
  requireDimensions(op, x, 2)
  requireInteger(op, 'offset', offset)
  const p = toAxis(op, axis1, x.ndim), q = toAxis(op, axis2, x.ndim), kept = x.shape.map((_, i) => i).filter(i => i !== p && i !== q)
  if (p === q) throw new AxisError(`${op}: axis1 and axis2 must differ, and both are axis ${p}`)
  const down = Math.max(0, -offset), right = Math.max(0, offset), n = Math.max(0, Math.min(x.shape[p]! - down, x.shape[q]! - right))
  const first = n === 0 ? 0 : down * x.strides[p]! + right * x.strides[q]!
  return x.view([...kept.map(i => x.shape[i]!), n], [...kept.map(i => x.strides[i]!), x.strides[p]! + x.strides[q]!], x.address + first)
}
/** A view of the diagonals in the plane of two axes, as the last axis; offset > 0 is above the main one. Unlike NumPy's it can be written to. */
export function diagonal<A extends ArrayLike>(a: A, offset = 0, axis1 = 0, axis2 = 1): ArrayOf<A> {
  return viewed('diagonal', a, x => diagonalOf('diagonal', x, offset, axis1, axis2)) as ArrayOf<A>
}

/** The sum along diagonals; as of every sum along axes, an array: of no dimensions for a matrix. Integers add up in 64 bits. */
export function trace<O extends Any>(a: ArrayLike, offset: number | undefined, axis1: number | undefined, axis2: number | undefined, options: { dtype?: DType; out: O }): O
export function trace<D extends DType>(a: ArrayLike, offset: number | undefined, axis1: number | undefined, axis2: number | undefined, options: { dtype: D }): NDArray<D>
export function trace<A extends ArrayLike>(a: A, offset?: number, axis1?: number, axis2?: number, options?: { dtype?: DType; out?: Any }): NDArray<Widened<'wide', DTypeOf<A>>>
export function trace(a: ArrayLike, offset = 0, axis1 = 0, axis2 = 1, options: { dtype?: DType; out?: Any } = {}): Any {
  const { dtype, out } = options ?? {}
  return scope(() => {
    const x = arrayOf('trace', a)
    if (dtype) requireDType('trace', dtype)
    return reduceFold('trace', add.folder!, add.row, diagonalOf('trace', x, offset, axis1, axis2), { axis: -1, ...(out ? { out } : {}) }, dtype ?? widened('wide', x.dtype))
  })
}

/** A view without the zeros at the front ('f') and back ('b') of each axis, or of those named. */
export function trim_zeros<A extends ArrayLike>(filt: A, trim = 'fb', axis?: AxisLike): ArrayOf<A> {
  const op = 'trim_zeros', ends = typeof trim === 'string' ? trim.toLowerCase() : ''
  if (!['f', 'b', 'fb', 'bf'].includes(ends)) throw new ValueError(`${op}: trim is 'f', 'b' or 'fb', not ${shown(trim)}`)
  return scope(() => {
    const x = arrayOf(op, filt), axes = toAxes(op, axis, x.ndim)
    if (x.ndim === 0) return x.view([], [], x.address)
    const places = nonzero(x).map(p => p.data)
    return axes.reduce((view: Any, i) => {
      const p = places[i]!
      if (p.length === 0) return cut(view, i, 0, 0)
      let first = p[0]!, last = first
      for (const v of p) { first = Math.min(first, v); last = Math.max(last, v) }
      return cut(view, i, ends.includes('f') ? first : 0, ends.includes('b') ? last + 1 : x.shape[i]!)
    }, x.view(x.shape, x.strides, x.address))
  }) as ArrayOf<A>
}
