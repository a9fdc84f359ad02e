// Search in sorted arrays, and the places of what is not 0.

import { isTypedArray, type ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { borrowed } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { nonzero } from './indexing.js'
import { astype, concatenate, ravel, stack } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import { any, less, max, min, subtract } from './ops.js'
import { dtypeOfScalar, fits, isScalar, promoteTypes } from './promotion.js'
import { search, sortable } from './radix.js'
import { placesOf, takeRows } from './sorting.js'

type Any = NDArray<DType>
type Places = NDArray<'int32'>
/** A place for a number, places for an array. */
export type PlacesOf<V> = V extends number | bigint | boolean ? number : V extends { re: number; im: number } ? number : Places

function line(a: Any): Any { return a.view([1, a.size], [a.size * a.itemsize, a.itemsize], a.address) }

/** searchsorted of arrays whose dtypes may differ, the first of one dimension; int32 of the second's shape. */
export function placesIn(op: string, a: Any, v: Any, right: boolean, dtype: DType = promoteTypes(a.dtype, v.dtype)): Places {
  const loop = sortable(dtype), [x, y] = [a, v].map(p => p.dense && p.dtype === loop ? p : astype(p, loop) as Any) as [Any, Any]
  if (!isComplex(loop)) return search(x, y, right)
  // Complex numbers are sorted together with what they are searched in: before their equals, or behind them.
  const m = y.size, n = x.size, flat = ravel(y) as Any, order = placesOf(op, line(concatenate(right ? [x, flat] : [flat, x]) as Any)).data, out = allocate(op, 'int32', y.shape), to = out.data
  for (let i = 0, before = 0; i < m + n; i++) {
    const at = right ? order[i]! - n : order[i]!
    if (at >= 0 && at < m) to[at] = before; else before++
  }
  return out
}

/** Options of searchsorted. */
export interface SearchOptions {
  /** Where among equal elements: 'left' (default) of them, or 'right'. */
  side?: 'left' | 'right'
  /** The places that sort the array, as argsort gives them, where it is not sorted. */
  sorter?: ArrayLike
}

/** Where elements belong in a sorted array of one dimension so that it stays sorted: places (int32) before which to put them. */
export function searchsorted<V extends ArrayLike>(a: ArrayLike, v: V, options?: SearchOptions): PlacesOf<V> {
  const op = 'searchsorted'
  return scope(() => {
    const { side = 'left', sorter } = options ?? {}, { array } = borrowed(op, a)
    if (side !== 'left' && side !== 'right') throw new ValueError(`${op}: there is no side ${shown(side)}; the sides are left and right`)
    if (array.ndim !== 1) throw new ShapeError(`${op}: the sorted array must have one dimension, not the shape ${shapeText(array.shape)}`)
    const needles = borrowed(op, v).array, whole = isScalar(v) && 'iub'.includes(dtypes[array.dtype].kind) && (typeof v !== 'number' || Number.isInteger(v)) && fits(v, array.dtype)
    const sorted = sorter === undefined || sorter === null ? array : bySorter(op, array, sorter)
    const out = placesIn(op, sorted, needles, side === 'right', whole ? array.dtype : promoteTypes(array.dtype, isScalar(v) ? dtypeOfScalar(v) : needles.dtype))
    return (isScalar(v) ? out.data[0]! : out) as PlacesOf<V>
  })
}

function bySorter(op: string, a: Any, sorter: ArrayLike): Any {
  const places = borrowed(op, sorter).array
  if (!'iu'.includes(dtypes[places.dtype].kind) && (sorter instanceof NDArray || isTypedArray(sorter))) throw new DTypeError(`${op}: sorter must hold places, not ${places.dtype}; argsort gives them`)
  if (places.ndim !== 1 || places.size !== a.size) throw new ShapeError(`${op}: sorter of shape ${shapeText(places.shape)} does not fit the array's ${shapeText(a.shape)}`)
  if (a.size === 0) return a
  if (Number(min(places)) < 0 || Number(max(places)) >= a.size) throw new ValueError(`${op}: sorter holds a place outside the array's ${a.size} elements`)
  const dense = a.dense ? a : a.copy(), at = astype(places, 'int32') as Places, taken = takeRows(line(dense), line(at) as Places)
  return taken.view([a.size], [a.itemsize], taken.address)
}

/** Options of digitize. */
export interface DigitizeOptions {
  /** Whether a bin has its right edge, and not its left one. */
  right?: boolean
}

/** The number of the bin that each element is in: bins are edges, rising or falling; 0 is before the first, their number behind the last. */
export function digitize<X extends ArrayLike>(x: X, bins: ArrayLike, options?: DigitizeOptions): PlacesOf<X> {
  const op = 'digitize'
  return scope(() => {
    const values = borrowed(op, x).array, edges = borrowed(op, bins).array, side = options?.right ? 'left' : 'right', n = edges.size
    for (const a of [values, edges]) if (isComplex(a.dtype)) throw new DTypeError(`${op}: x and bins must be real, not ${a.dtype}`)
    if (edges.ndim !== 1) throw new ShapeError(`${op}: bins must have one dimension, not the shape ${shapeText(edges.shape)}`)
    const falls = n > 1 && any(less(edges.slice('1:'), edges.slice(':-1')))
    if (falls && any(less(edges.slice(':-1'), edges.slice('1:')))) throw new ValueError(`${op}: bins must rise or fall from edge to edge, not both`)
    if (!falls) { const out = placesIn(op, edges, values, side === 'right'); return (isScalar(x) ? out.data[0]! : out) as PlacesOf<X> }
    const out = subtract(n, placesIn(op, edges.slice('::-1'), values, side === 'right')) as Places
    return (isScalar(x) ? out.data[0]! : out) as PlacesOf<X>
  })
}

/** The places (int32) in the flattened array that are not 0. */
export function flatnonzero(a: ArrayLike): Places {
  return scope(() => nonzero(ravel(borrowed('flatnonzero', a).array))[0]!)
}

/** The indices of what is not 0, one row for each. */
export function argwhere(a: ArrayLike): Places {
  return scope(() => {
    const { array } = borrowed('argwhere', a)
    if (array.ndim > 0) return stack(nonzero(array), 1) as Places
    return allocate('argwhere', 'int32', [any(array) ? 1 : 0, 0])
  })
}
