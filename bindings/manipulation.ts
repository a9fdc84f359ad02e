// Views and copies: shapes rearranged, arrays joined, elements converted.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, typedArrayOf, type DType, type Element, type TypedArrayOf } from './dtype.js'
import { borrowed, copyInto, duplicate, incoming, overlaps, assignWhere, requireWriteable } from './elementwise.js'
import { AxisError, DTypeError, ShapeError, shapeText, ValueError } from './errors.js'
import { MAX_NDIM } from './job.js'
import { allocate, NDArray, readElement, requireArray } from './ndarray.js'
import { promoteAll, requireCast, requireDType, type Casting, type CommonOfList, type DTypeOf, type Result } from './promotion.js'
import { memoryViews } from './runtime.js'
import {
  axesInOrder, broadcastShape, broadcastStrides, inferShape, denseStrides, reshapeStrides, sameShape, toAxes, toAxis, toShape, type AxisLike, type ShapeLike,
} from './shape.js'
import { resolveIndices, type Index } from './slice.js'
import { tracer } from './tracer.js'

type Any = NDArray<DType>
/** The array type that an array-like becomes. */
export type ArrayOf<A> = NDArray<DTypeOf<A>>

/** A view of the argument; one of what is not an NDArray yet keeps its new array alive by sharing the block. */
export function viewed(op: string, a: ArrayLike, f: (array: Any) => Any): Any {
  const { array, release } = borrowed(op, a)
  try { return f(array) } finally { release() }
}

/** A view by basic indices: integers, slices in NumPy's syntax ('1:3', '::-1'), null for a new axis, '...' for the axes left out. */
export function slice<D extends DType>(a: NDArray<D>, ...indices: Index[]): NDArray<D> {
  requireArray('slice', a)
  const { shape, strides, offset } = resolveIndices(indices, a.shape, a.strides)
  return a.view(shape, strides, a.address + offset)
}

/** A view with the axes in another order, by default reversed. */
export function transpose<A extends ArrayLike>(a: A, axes?: readonly number[] | null): ArrayOf<A> {
  return viewed('transpose', a, x => {
    const { ndim } = x
    const order = axes === undefined || axes === null ? x.shape.map((_, i) => ndim - 1 - i) : axesInOrder('transpose', axes, ndim)
    if (order.length !== ndim) throw new AxisError(`transpose: ${order.length} axes given for an array of ${ndim} dimensions`)
    if (new Set(order).size !== ndim) throw new AxisError(`transpose: an axis of ${shapeText(order)} is named twice`)
    return x.view(order.map(i => x.shape[i]!), order.map(i => x.strides[i]!), x.address)
  }) as ArrayOf<A>
}

/** A view with two axes exchanged. */
export function swapaxes<A extends ArrayLike>(a: A, axis1: number, axis2: number): ArrayOf<A> {
  return viewed('swapaxes', a, x => {
    const order = x.shape.map((_, i) => i), i = toAxis('swapaxes', axis1, x.ndim), j = toAxis('swapaxes', axis2, x.ndim)
    order[i] = j
    order[j] = i
    return transpose(x, order)
  }) as ArrayOf<A>
}

/** A view with axes moved to new places; the others keep their order. */
export function moveaxis<A extends ArrayLike>(a: A, source: number | readonly number[], destination: number | readonly number[]): ArrayOf<A> {
  return viewed('moveaxis', a, x => {
    const from = axesInOrder('moveaxis', source, x.ndim), to = axesInOrder('moveaxis', destination, x.ndim)
    if (from.length !== to.length) throw new AxisError(`moveaxis: ${from.length} source axes and ${to.length} destinations; give as many of each`)
    if (new Set(from).size !== from.length || new Set(to).size !== to.length) throw new AxisError('moveaxis: an axis is named twice')
    const order = x.shape.map((_, i) => i).filter(i => !from.includes(i))
    to.map((t, k) => [t, from[k]!] as const).sort((p, q) => p[0] - q[0]).forEach(([t, s]) => order.splice(t, 0, s))
    return transpose(x, order)
  }) as ArrayOf<A>
}

/** The same elements in another shape (one length may be -1): a view where possible, else a copy in C order. */
export function reshape<A extends ArrayLike>(a: A, shape: ShapeLike): ArrayOf<A> {
  return viewed('reshape', a, x => {
    const to = inferShape('reshape', shape, x.size), strides = reshapeStrides(x.shape, x.strides, to, x.itemsize)
    if (strides) return x.view(to, strides, x.address)
    const copy = duplicate('reshape', x), view = copy.view(to, denseStrides(to, x.itemsize), copy.address)
    copy.dispose()
    return view
  }) as ArrayOf<A>
}

/** The elements in one dimension and dense: a view of an array that is dense in C order, else a copy. */
export function ravel<A extends ArrayLike>(a: A): ArrayOf<A> {
  return viewed('ravel', a, x => x.dense ? x.view([x.size], [x.itemsize], x.address) : flatten(x)) as ArrayOf<A>
}

/** The elements in one dimension, always a copy. */
export function flatten<A extends ArrayLike>(a: A): ArrayOf<A> {
  return viewed('flatten', a, x => {
    const copy = duplicate('flatten', x), view = copy.view([x.size], [x.itemsize], copy.address)
    copy.dispose()
    return view
  }) as ArrayOf<A>
}

/** A read-only view in which the array repeats along new or length-1 axes. */
export function broadcast_to<A extends ArrayLike>(a: A, shape: ShapeLike): ArrayOf<A> {
  return viewed('broadcast_to', a, x => {
    const to = toShape('broadcast_to', shape), fits = broadcastShape('broadcast_to', [x.shape, to])
    if (!sameShape(fits, to)) throw new ShapeError(`broadcast_to: ${shapeText(x.shape)} does not broadcast to ${shapeText(to)}`)
    return x.view(to, broadcastStrides(x.shape, x.strides, to), x.address, x.dtype, sameShape(x.shape, to) && x.writeable)
  }) as ArrayOf<A>
}

/** A view without axes of length 1: all, or those named. */
export function squeeze<A extends ArrayLike>(a: A, axis?: AxisLike): ArrayOf<A> {
  return viewed('squeeze', a, x => {
    const drop = axis === undefined || axis === null ? x.shape.map((_, i) => i).filter(i => x.shape[i] === 1) : toAxes('squeeze', axis, x.ndim)
    const long = drop.find(i => x.shape[i] !== 1)
    if (long !== undefined) throw new ShapeError(`squeeze: axis ${long} of ${shapeText(x.shape)} has length ${x.shape[long]}; only axes of length 1 can go`)
    return x.view(x.shape.filter((_, i) => !drop.includes(i)), x.strides.filter((_, i) => !drop.includes(i)), x.address)
  }) as ArrayOf<A>
}

/** A view with new axes of length 1 at these places of the result. */
export function expand_dims<A extends ArrayLike>(a: A, axis: number | readonly number[]): ArrayOf<A> {
  return viewed('expand_dims', a, x => {
    const list = Array.isArray(axis) ? axis as readonly number[] : [axis as number], ndim = x.ndim + list.length
    if (ndim > MAX_NDIM) throw new ShapeError(`expand_dims: ${ndim} dimensions, and at most ${MAX_NDIM} are supported`)
    const at = toAxes('expand_dims', list, ndim), shape: number[] = [], strides: number[] = []
    for (let i = 0, from = 0; i < ndim; i++) {
      const old = !at.includes(i)
      shape.push(old ? x.shape[from]! : 1)
      strides.push(old ? x.strides[from++]! : 0)
    }
    return x.view(shape, strides, x.address)
  }) as ArrayOf<A>
}

/** A read-only view of all windows of a length (or shape) along axes; the windows are new last axes (numpy.lib.stride_tricks). */
export function sliding_window_view<A extends ArrayLike>(a: A, window_shape: ShapeLike, axis?: AxisLike): ArrayOf<A> {
  const op = 'sliding_window_view'
  return viewed(op, a, x => {
    const window = toShape(op, window_shape), all = axis === undefined || axis === null
    const axes = all ? x.shape.map((_, i) => i) : axesInOrder(op, axis, x.ndim)
    if (window.length !== axes.length) throw new ShapeError(`${op}: window ${shapeText(window)} has ${window.length} lengths for ${axes.length} axes`)
    const shape = [...x.shape], strides = [...x.strides]
    axes.forEach((i, k) => {
      if (window[k]! > shape[i]!) throw new ShapeError(`${op}: window ${shapeText(window)} is larger than the array ${shapeText(x.shape)}`)
      shape[i]! -= window[k]! - 1
      shape.push(window[k]!)
      strides.push(x.strides[i]!)
    })
    return x.view(shape, strides, x.address, x.dtype, false)
  }) as ArrayOf<A>
}

/** A dense copy in C order. */
export function copy<A extends ArrayLike>(a: A): ArrayOf<A> { return viewed('copy', a, x => duplicate('copy', x)) as ArrayOf<A> }

/** The elements as another dtype, as C casts them: floats truncate, integers wrap. Always a copy, unless `copy` is false and nothing changes. */
export function astype<D extends DType>(a: ArrayLike, dtype: D, options: { casting?: Casting; copy?: boolean } = {}): NDArray<D> {
  requireDType('astype', dtype)
  return viewed('astype', a, x => {
    requireCast('astype', x.dtype, dtype, options?.casting ?? 'unsafe')
    if (options?.copy === false && x.dtype === dtype) return x.view(x.shape, x.strides, x.address)
    return duplicate('astype', x, dtype)
  }) as NDArray<D>
}

/** Writes values into this array or view (converted under 'same_kind', broadcast), everywhere or where a mask is true. Returns the array. */
export function assign<A extends Any>(a: A, values: ArrayLike, options: { where?: ArrayLike; casting?: Casting } = {}): A { return assignAs('assign', a, values, options) }

/** Copies values into an array or view (converted under 'same_kind' unless `casting` says otherwise, broadcast), where a mask is true. */
export function copyto(dst: Any, src: ArrayLike, options: { casting?: Casting; where?: ArrayLike } = {}): void { assignAs('copyto', dst, src, options) }

function assignAs<A extends Any>(op: string, a: A, values: ArrayLike, options: { where?: ArrayLike; casting?: Casting } | null): A {
  requireWriteable(op, a)
  const source = incoming(op, values, a.dtype, options?.casting ?? 'same_kind'), owned = source !== values
  try {
    const shape = broadcastShape(op, [source.shape, a.shape])
    if (!sameShape(shape, a.shape)) throw new ShapeError(`${op}: values of shape ${shapeText(source.shape)} do not broadcast to ${shapeText(a.shape)}`)
    if (options?.where !== undefined && options.where !== true) {
      const { array: mask, release } = borrowed(op, options.where)
      try {
        if (mask.dtype !== 'bool') throw new DTypeError(`${op}: where must be bool, not ${mask.dtype}`)
        if (!sameShape(broadcastShape(op, [mask.shape, a.shape]), a.shape)) throw new ShapeError(`${op}: where of shape ${shapeText(mask.shape)} does not broadcast to ${shapeText(a.shape)}`)
        assignWhere(op, a, source, mask)
      } finally { release() }
    } else if (overlaps(source, a)) {
      const apart = duplicate(op, source)
      copyInto(a, apart)
      apart.dispose()
    } else copyInto(a, source)
    return a
  } finally { if (owned) source.dispose() }
}

/** The part [start, stop) of an axis, a view; the bounds are known to fit. */
export function cut(x: Any, axis: number, start: number, stop: number): Any {
  return x.view(x.shape.map((n, i) => i === axis ? stop - start : n), x.strides, x.address + start * x.strides[axis]!)
}

/** The elements in C order as a private typed array (not shared memory); complex as interleaved re, im, bool as 0 and 1. */
export function toTypedArray<D extends DType>(a: NDArray<D>): TypedArrayOf<D> {
  requireArray('toTypedArray', a)
  const dense = a.dense ? a : duplicate('toTypedArray', a), since = tracer?.now()
  const Type = typedArrayOf(a.dtype), live = dense.data, out = new Type(live.length)
  ;(out as Float64Array).set(live as Float64Array)
  if (since !== undefined) tracer!.copied(out.byteLength, since)
  if (dense !== a) dense.dispose()
  return out
}

/** Nested lists of JavaScript values; the value itself for an array of no dimensions. */
export type NestedList<T> = T | NestedList<T>[]
/** The elements as nested lists of JavaScript values. */
export function tolist<D extends DType>(a: NDArray<D>): NestedList<Element<D>> {
  requireArray('tolist', a)
  const walk = (axis: number, address: number): NestedList<Element<D>> => {
    if (axis === a.ndim) return readElement(a.dtype, address) as Element<D>
    return Array.from({ length: a.shape[axis]! }, (_, i) => walk(axis + 1, address + i * a.strides[axis]!))
  }
  const since = tracer?.now(), list = walk(0, a.address)
  if (since !== undefined) tracer!.copied(a.nbytes, since)
  return list
}

/** Options of functions that join arrays. */
export interface JoinOptions { out?: Any; dtype?: DType; casting?: Casting }

/** Arrays joined along an existing axis (null: flattened first). */
export function concatenate<O extends Any>(arrays: readonly ArrayLike[], axis: number | null | undefined, options: JoinOptions & { out: O }): O
export function concatenate<D extends DType>(arrays: readonly ArrayLike[], axis: number | null | undefined, options: JoinOptions & { dtype: D }): NDArray<D>
export function concatenate<const L extends readonly ArrayLike[]>(arrays: L, axis?: number | null, options?: JoinOptions): NDArray<CommonOfList<L>>
export function concatenate(arrays: readonly ArrayLike[], axis: number | null = 0, options: JoinOptions = {}): Any { return join('concatenate', arrays, axis, options) }

/** The arguments of a list as arrays, and a function that frees those made here. */
export function borrowAll(op: string, arrays: readonly ArrayLike[]): { list: Any[]; release(): void } {
  if (!Array.isArray(arrays) || arrays.length === 0) throw new ValueError(`${op}: give a list of at least one array`)
  const given: ReturnType<typeof borrowed>[] = [], release = (): void => { for (const g of given) g.release() }
  try { for (const a of arrays as readonly ArrayLike[]) given.push(borrowed(op, a)) } catch (error) { release(); throw error }
  return { list: given.map(g => g.array), release }
}

/** Joins arrays along an axis (null: flattened first). */
export function join(op: string, arrays: readonly ArrayLike[], axis: number | null, given: JoinOptions | null): Any {
  const { list, release } = borrowAll(op, arrays), options = given ?? {}
  const temporaries: Any[] = []
  try {
    let parts = list
    if (axis === null) {
      parts = parts.map(p => { const flat: Any = reshape(p, -1); temporaries.push(flat); return flat })
      axis = 0
    }
    const first = parts[0]!
    if (first.ndim === 0) throw new ShapeError(`${op}: arrays of 0 dimensions cannot be joined; use stack, or give lists`)
    const at = toAxis(op, axis, first.ndim)
    for (const p of parts) {
      if (p.ndim !== first.ndim) throw new ShapeError(`${op}: arrays of ${first.ndim} and ${p.ndim} dimensions cannot be joined`)
      const bad = p.shape.findIndex((n, i) => i !== at && n !== first.shape[i])
      if (bad >= 0) throw new ShapeError(`${op}: shapes ${shapeText(first.shape)} and ${shapeText(p.shape)} differ on axis ${bad}; only axis ${at} may differ`)
    }
    const common = options.out?.dtype ?? options.dtype ?? promoteAll(parts.map(p => p.dtype))
    for (const p of parts) requireCast(op, p.dtype, common, options.casting ?? 'same_kind')
    const shape = first.shape.map((n, i) => i === at ? parts.reduce((s, p) => s + p.shape[i]!, 0) : n)
    if (options.out) {
      requireWriteable(op, options.out)
      if (!sameShape(options.out.shape, shape)) throw new ShapeError(`${op}: out has shape ${shapeText(options.out.shape)}, the result ${shapeText(shape)}`)
      for (const p of parts) if (overlaps(p, options.out)) throw new ValueError(`${op}: out overlaps an input; use another array`)
    }
    const out: Any = options.out ?? allocate(op, common, shape)
    let address = out.address
    for (const p of parts) {
      const part = out.view(p.shape, out.strides, address)
      copyInto(part, p)
      part.dispose()
      address += p.shape[at]! * out.strides[at]!
    }
    return out
  } finally {
    for (const t of temporaries) t.dispose()
    release()
  }
}

/** Arrays of one shape joined along a new axis. */
export function stack<O extends Any>(arrays: readonly ArrayLike[], axis: number | undefined, options: JoinOptions & { out: O }): O
export function stack<D extends DType>(arrays: readonly ArrayLike[], axis: number | undefined, options: JoinOptions & { dtype: D }): NDArray<D>
export function stack<const L extends readonly ArrayLike[]>(arrays: L, axis?: number, options?: JoinOptions): NDArray<CommonOfList<L>>
export function stack(arrays: readonly ArrayLike[], axis = 0, options: JoinOptions = {}): Any {
  const op = 'stack', { list, release } = borrowAll(op, arrays), views: Any[] = []
  try {
    const { shape } = list[0]!, at = toAxis(op, axis, shape.length + 1)
    for (const array of list) {
      if (!sameShape(array.shape, shape)) throw new ShapeError(`${op}: all shapes must be the same, not ${shapeText(shape)} and ${shapeText(array.shape)}`)
      views.push(expand_dims(array, at) as Any)
    }
    return join(op, views, at, options)
  } finally {
    for (const v of views) v.dispose()
    release()
  }
}

/** The real parts, as a view of a complex array; a real array itself. */
export function real<A extends ArrayLike>(a: A): NDArray<Result<'real', DTypeOf<A>>> { return viewed('real', a, x => part(x, 0)) as never }
/** The imaginary parts, as a view of a complex array; zeros of a real one. */
export function imag<A extends ArrayLike>(a: A): NDArray<Result<'real', DTypeOf<A>>> {
  return viewed('imag', a, x => {
    if (isComplex(x.dtype)) return part(x, 1)
    const out = allocate('imag', x.dtype, x.shape)
    memoryViews().uint8.fill(0, out.address, out.address + out.nbytes)
    return out
  }) as never
}
function part(x: Any, which: number): Any {
  if (!isComplex(x.dtype)) return x.view(x.shape, x.strides, x.address)
  const dtype: DType = x.dtype === 'complex64' ? 'float32' : 'float64'
  return x.view(x.shape, x.strides, x.address + which * dtypes[dtype].size, dtype)
}
