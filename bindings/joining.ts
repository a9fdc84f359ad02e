// Arrays joined and taken apart: stacks, blocks, splits, elements put in and left out.

import { deepened, fronted, requireDimensions, requireInteger } from './arranging.js'
import type { ArrayLike } from './asarray.js'
import type { DType } from './dtype.js'
import { arrayOf, copyInto, incoming } from './elementwise.js'
import { IndexError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { integersOf, nonzero, read, write } from './indexing.js'
import { borrowAll, cut, join, moveaxis, ravel, type ArrayOf, type JoinOptions } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import type { Common, CommonOfList, DTypeOf, FirstSafe } from './promotion.js'
import { broadcastShape, sameShape, toAxis } from './shape.js'
import { parseSlice, sliceIndices } from './slice.js'

type Any = NDArray<DType>
type StackOptions = Omit<JoinOptions, 'out'>

function stacked(op: string, tup: readonly ArrayLike[], ndim: number, axis: number, options?: JoinOptions): Any {
  return scope(() => {
    const parts = borrowAll(op, tup).list.map(x => deepened(x, ndim))
    return join(op, parts, Math.min(axis, parts[0]!.ndim - 1), options ?? null)
  })
}
/** Arrays joined as rows (axis 0); one-dimensional ones are rows. */
export function vstack<const L extends readonly ArrayLike[], D extends DType = CommonOfList<L>>(tup: L, options?: StackOptions & { dtype?: D }): NDArray<D> { return stacked('vstack', tup, 2, 0, options) as NDArray<D> }
/** Arrays joined along the columns (axis 1), one-dimensional ones end to end. */
export function hstack<const L extends readonly ArrayLike[], D extends DType = CommonOfList<L>>(tup: L, options?: StackOptions & { dtype?: D }): NDArray<D> { return stacked('hstack', tup, 1, 1, options) as NDArray<D> }
/** Arrays joined in depth (axis 2); one- and two-dimensional ones are planes. */
export function dstack<const L extends readonly ArrayLike[]>(tup: L): NDArray<CommonOfList<L>> { return stacked('dstack', tup, 3, 2) as NDArray<CommonOfList<L>> }
/** Arrays joined along the columns; one-dimensional ones are columns. */
export function column_stack<const L extends readonly ArrayLike[]>(tup: L): NDArray<CommonOfList<L>> {
  return scope(() => join('column_stack', borrowAll('column_stack', tup).list.map(x => x.ndim < 2 ? x.view([x.size, 1], [x.strides[0] ?? 0, 0], x.address) : x), 1, null)) as NDArray<CommonOfList<L>>
}

/** Nested lists of blocks, all leaves equally deep. */
export type Blocks = ArrayLike | readonly Blocks[]
type LeafOf<B> = B extends readonly (infer E)[] ? E extends readonly (infer F)[] ? F extends readonly (infer G)[] ? G : F : E : B
type ByRange = readonly ['bool', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'float32', 'float64', 'complex64', 'complex128']
/** An array put together from nested lists of blocks: the innermost lists along the last axis, those around them along the one before, and so on. */
export function block<const B extends Blocks>(arrays: B): NDArray<FirstSafe<ByRange, DTypeOf<LeafOf<B>>>> {
  const op = 'block'
  return scope(() => {
    const leaves: Any[] = []
    const read = (x: Blocks, level: number): number => {
      if (!Array.isArray(x)) { leaves.push(arrayOf(op, x as ArrayLike)); return level }
      if (x.length === 0 || level > 32) throw new ValueError(`${op}: the lists must not be empty, nor more than 32 deep`)
      const [depth, ...others] = new Set((x as readonly Blocks[]).map(y => read(y, level + 1)))
      if (others.length > 0) throw new ValueError(`${op}: all blocks must be equally deep in the lists, not ${[depth, ...others].join(' and ')} deep`)
      return depth!
    }
    const depth = read(arrays, 0), ndim = Math.max(depth, ...leaves.map(l => l.ndim))
    let next = 0
    const build = (x: Blocks, level: number): Any => {
      if (Array.isArray(x)) return join(op, (x as readonly Blocks[]).map(y => build(y, level + 1)), ndim - depth + level, null)
      const leaf = fronted(leaves[next++]!, ndim)
      return depth === 0 ? leaf.copy() : leaf
    }
    return build(arrays, 0)
  }) as never
}

/** Values joined to the end of an array along an axis (without one: both flattened). */
export function append<A extends ArrayLike, B extends ArrayLike>(arr: A, values: B, axis?: number | null): NDArray<Common<NDArray<DTypeOf<A>>, NDArray<DTypeOf<B>>>> {
  return join('append', [arr, values], axis ?? null, null) as never
}

// The array, flattened without an axis, and the axis.
function alongAxis(op: string, arr: ArrayLike, axis: number | null | undefined): [Any, number] {
  const x = arrayOf(op, arr)
  return axis === undefined || axis === null ? [ravel(x), 0] : [x, toAxis(op, axis, x.ndim)]
}
/** Places along an axis: a slice as text, integers, or a mask. */
export type Places = string | ArrayLike
// As integers, and whether they are a list of them.
function placesOf(op: string, obj: Places, n: number): NDArray<'int32'> {
  if (typeof obj === 'string') {
    const { start, step, length } = sliceIndices(parseSlice(obj), n), out = allocate(op, 'int32', [length]), to = out.data
    for (let i = 0; i < length; i++) to[i] = start + i * step
    return out
  }
  const given = arrayOf(op, obj)
  if (given.ndim > 1) throw new ShapeError(`${op}: places are one number or a list, not of shape ${shapeText(given.shape)}`)
  if (given.dtype !== 'bool') return integersOf(op, obj)
  if (given.ndim === 0) throw new ShapeError(`${op}: a mask needs one dimension`)
  return nonzero(given)[0]!
}
function before(op: string, v: number, n: number, end: number): number {
  if (v < -n || v > end) throw new IndexError(`${op}: index ${v} is out of bounds for an axis of size ${n}`)
  return v < 0 ? v + n : v
}

/** A copy with values put in before places along an axis (without one: of the flattened array); the values take the array's dtype. */
export function insert<A extends ArrayLike>(arr: A, obj: Places, values: ArrayLike, axis?: number | null): ArrayOf<A> {
  const op = 'insert'
  return scope(() => {
    const [x, at] = alongAxis(op, arr, axis), n = x.shape[at]!, places = placesOf(op, obj, n), given = incoming(op, values, x.dtype, 'unsafe')
    const all = (shape: readonly number[], m: number): number[] => shape.map((k, i) => i === at ? m : k), prefix = x.shape.slice(0, at).map(() => ':')
    if (places.size === 1) {
      // All values go to the one place; as elements of the axis, but beside a single number as what stands at it.
      const wide = fronted(given, x.ndim)
      const turned: Any = places.ndim === 0 ? moveaxis(wide, 0, at) : wide, m = turned.shape[at]!, i = before(op, places.item(), n, n), out = allocate(op, x.dtype, all(x.shape, n + m))
      requireBroadcast(op, turned.shape, all(x.shape, m))
      copyInto(cut(out, at, 0, i), cut(x, at, 0, i))
      copyInto(cut(out, at, i, i + m), turned)
      copyInto(cut(out, at, i + m, n + m), cut(x, at, i, n))
      return out
    }
    const order = Array.from(places.data, v => before(op, v, n, n)).map((v, k) => [v, k] as const).sort((p, q) => p[0] - q[0]), m = order.length
    const to = new Int32Array(m), old = new Uint8Array(n + m).fill(1)
    order.forEach(([v, k], i) => { to[k] = v + i; old[v + i] = 0 })
    const out = allocate(op, x.dtype, all(x.shape, n + m)), kept = arrayOf(op, Int32Array.from(old.keys()).filter(i => old[i]))
    write(op, out, [...prefix, arrayOf(op, to)], given, 'unsafe')
    return write(op, out, [...prefix, kept], x)
  }) as ArrayOf<A>
}
function requireBroadcast(op: string, from: readonly number[], to: readonly number[]): void {
  if (!sameShape(broadcastShape(op, [from, to]), to)) throw new ShapeError(`${op}: values of shape ${shapeText(from)} do not broadcast to ${shapeText(to)}`)
}

/** A copy without what is at places along an axis (without one: of the flattened array). */
export function delete_<A extends ArrayLike>(arr: A, obj: Places, axis?: number | null): ArrayOf<A> {
  const op = 'delete'
  return scope(() => {
    const [x, at] = alongAxis(op, arr, axis), n = x.shape[at]!, keep = allocate(op, 'bool', [n]), flags = keep.data.fill(1)
    if (typeof obj !== 'string' && arrayOf(op, obj).dtype === 'bool' && arrayOf(op, obj).size !== n) throw new ShapeError(`${op}: a mask must be as long as the axis, ${n}`)
    for (const v of placesOf(op, obj, n).copy().data) flags[before(op, v, n, n - 1)] = 0
    return read(op, x, [...x.shape.slice(0, at).map(() => ':'), keep])
  }) as ArrayOf<A>
}
export { delete_ as delete }

// Views of the parts of an axis: so many (equal ones where `even`), or those between places.
function parts(op: string, x: Any, sections: number | ArrayLike, axis: number, even = false): Any[] {
  const at = toAxis(op, axis, x.ndim), n = x.shape[at]!
  let bounds: number[]
  if (typeof sections === 'number') {
    requireInteger(op, 'the number of parts', sections)
    if (sections < 1 || sections > 1e6) throw new ValueError(`${op}: ${sections} is not a number of parts; give 1 to 1000000`)
    const each = Math.floor(n / sections), more = n % sections
    if (even && more !== 0) throw new ValueError(`${op}: ${n} elements do not divide into ${sections} equal parts; use array_split for unequal ones`)
    bounds = Array.from({ length: sections + 1 }, (_, i) => i * each + Math.min(i, more))
  } else {
    const places = integersOf(op, sections)
    if (places.ndim !== 1) throw new ShapeError(`${op}: the places to split at are a list, not of shape ${shapeText(places.shape)}`)
    bounds = [0, ...places.copy().data, n]
  }
  return bounds.slice(1).map((stop, i) => {
    const { start, length } = sliceIndices({ start: bounds[i]!, stop, step: 1 }, n), first = length === 0 ? 0 : start
    return cut(x, at, first, first + length)
  })
}
function splitting(op: string, ary: ArrayLike, sections: number | ArrayLike, axis: number, even: boolean, least = 0): Any[] {
  if (sections === undefined || sections === null) throw new ValueError(`${op}: give the number of parts or the places to split at, not ${shown(sections)}`)
  return scope(() => {
    const x = arrayOf(op, ary)
    requireDimensions(op, x, least)
    return parts(op, x, sections, least === 1 && x.ndim === 1 ? 0 : axis, even)
  })
}
/** Views of the parts of an array along an axis: `sections` of as equal length as can be, or those between places. */
export function array_split<A extends ArrayLike>(ary: A, sections: number | ArrayLike, axis = 0): ArrayOf<A>[] { return splitting('array_split', ary, sections, axis, false) as ArrayOf<A>[] }
/** Views of the parts of an array along an axis: `sections` of equal length, or those between places. */
export function split<A extends ArrayLike>(ary: A, sections: number | ArrayLike, axis = 0): ArrayOf<A>[] { return splitting('split', ary, sections, axis, true) as ArrayOf<A>[] }
/** Views of parts along the columns (axis 1; of one-dimensional arrays axis 0). */
export function hsplit<A extends ArrayLike>(ary: A, sections: number | ArrayLike): ArrayOf<A>[] { return splitting('hsplit', ary, sections, 1, true, 1) as ArrayOf<A>[] }
/** Views of parts along the rows (axis 0) of an array of at least two dimensions. */
export function vsplit<A extends ArrayLike>(ary: A, sections: number | ArrayLike): ArrayOf<A>[] { return splitting('vsplit', ary, sections, 0, true, 2) as ArrayOf<A>[] }
/** Views of parts in depth (axis 2) of an array of at least three dimensions. */
export function dsplit<A extends ArrayLike>(ary: A, sections: number | ArrayLike): ArrayOf<A>[] { return splitting('dsplit', ary, sections, 2, true, 3) as ArrayOf<A>[] }

/** Views of what stands at each place of an axis, without that axis. */
export function unstack<A extends ArrayLike>(x: A, options: { axis?: number } = {}): ArrayOf<A>[] {
  const op = 'unstack'
  return scope(() => {
    const a = arrayOf(op, x)
    requireDimensions(op, a, 1)
    const at = toAxis(op, options?.axis ?? 0, a.ndim), rest = <T>(v: readonly T[]): T[] => v.filter((_, i) => i !== at)
    return Array.from({ length: a.shape[at]! }, (_, i) => a.view(rest(a.shape), rest(a.strides), a.address + i * a.strides[at]!))
  }) as ArrayOf<A>[]
}
