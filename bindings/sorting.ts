// Sorting and partitioning along an axis, by the radix kernel. Complex numbers are sorted by their parts, as lexsort does.

import type { ArrayLike } from './asarray.js'
import { isComplex, type DType } from './dtype.js'
import { borrowed, copyInto, requireWriteable } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { itemsKernel } from './execute.js'
import { astype, flatten, imag, real, type ArrayOf } from './manipulation.js'
import { allocate, NDArray } from './ndarray.js'
import { add, any, isnan, multiply } from './ops.js'
import { isScalar } from './promotion.js'
import { sortable, sortedPlaces, sortRows, type Ranks } from './radix.js'
import { denseStrides, sizeOf, toAxis } from './shape.js'

type Any = NDArray<DType>
type Places = NDArray<'int32'>

/** NumPy's names of sorting methods. All are accepted, and all sort by radix, stably. */
export type SortKind = 'quicksort' | 'mergesort' | 'heapsort' | 'stable'
/** Options of sort and argsort. */
export interface SortOptions {
  /** Accepted for NumPy's sake; equal elements always keep their order. */
  kind?: SortKind | null
  /** The same as kind 'stable'. */
  stable?: boolean | null
}
const kinds: readonly unknown[] = ['quicksort', 'mergesort', 'heapsort', 'stable', undefined, null]

function checkKind(op: string, options: SortOptions | null | undefined): void {
  const { kind, stable } = options ?? {}
  if (!kinds.includes(kind)) throw new ValueError(`${op}: there is no kind ${shown(kind)}; the kinds are ${kinds.slice(0, 4).join(', ')}`)
  if (kind && stable !== undefined && stable !== null) throw new ValueError(`${op}: give kind or stable, not both`)
}

/** Runs f with an array and an axis; null is the only axis of the flattened array. */
function alongAxis<R>(op: string, a: ArrayLike, axis: number | null, f: (array: Any, axis: number) => R): R {
  const { array, release } = borrowed(op, a)
  try {
    if (axis !== null) return f(array, toAxis(op, axis, array.ndim))
    const flat: Any = flatten(array)
    try { return f(flat, 0) } finally { flat.dispose() }
  } finally { release() }
}

function others(ndim: number, axes: readonly number[]): number[] { return [...Array.from({ length: ndim }, (_, i) => i).filter(i => !axes.includes(i)), ...axes] }

/** A dense copy as rows: the other axes, then the elements along `axes` in one axis. */
export function rowsOf(op: string, a: Any, axes: readonly number[], dtype: DType): Any {
  const order = others(a.ndim, axes), shape = order.map(i => a.shape[i]!), out = allocate(op, dtype, shape)
  const view = a.view(shape, order.map(i => a.strides[i]!), a.address)
  copyInto(out, view)
  view.dispose()
  const kept = order.length - axes.length, rows = out.view([sizeOf(shape.slice(0, kept)), sizeOf(shape.slice(kept))], [sizeOf(shape.slice(kept)) * out.itemsize, out.itemsize], out.address)
  out.dispose()
  return rows
}

// Rows back along the axis of an array like `a`: themselves where they lie right, else a copy; frees what it is given.
function putBack(op: string, rows: Any, a: Any, axis: number, dtype: DType, out?: Any): Any {
  const order = others(a.ndim, [axis]), shape = order.map(i => a.shape[i]!), inOrder = rows.view(shape, denseStrides(shape, rows.itemsize), rows.address)
  rows.dispose()
  if (!out && axis === a.ndim - 1 && rows.dtype === dtype) return inOrder
  const to: Any = out ?? allocate(op, dtype, a.shape), view = to.view(shape, order.map(i => to.strides[i]!), to.address)
  copyInto(view, inOrder)
  view.dispose()
  inOrder.dispose()
  return to
}

/** Of each row the elements at places in it; one array of places for each row of `a`. */
export function takeRows(a: Any, places: Places): Any {
  const [rows, n] = a.shape as [number, number], { itemsize } = a, out = allocate('sort', a.dtype, places.shape), at = multiply(places, itemsize) as Places
  for (let r = 1, d = at.data, m = places.shape[1]!; r < rows; r++) for (let i = r * m; i < (r + 1) * m; i++) d[i]! += r * n * itemsize
  itemsKernel('gather', at, a.address, out.address, itemsize)
  at.dispose()
  return out
}

/** The places that sort rows by several keys, by the last of them first. */
export function placesBy(op: string, keys: readonly Any[]): Places { return byKeys(keys.flatMap(k => keysOf(op, k))) }
function byKeys(keys: readonly Any[]): Places {
  const n = keys[0]!.shape[1]!
  let order = sortedPlaces(keys[0]!, n)
  for (const key of keys.slice(1)) {
    const taken = takeRows(key, order), then = sortedPlaces(taken, n), next = takeRows(order, then) as Places
    for (const t of [taken, then, order]) t.dispose()
    order = next
  }
  for (const key of keys) key.dispose()
  return order
}

// What rows are sorted by. Complex numbers, as NumPy does: by the real, then by the imaginary part; then those without a number in the
// imaginary, the real, and both parts.
function keysOf(op: string, rows: Any): Any[] {
  if (!isComplex(rows.dtype)) return [rows.view(rows.shape, rows.strides, rows.address)]
  const re = real(rows) as Any, im = imag(rows) as Any, keys = [im, re].map(p => rowsOf(op, p, [1], p.dtype)), nan = isnan(rows)
  if (any(nan)) {
    const a = isnan(re), b = isnan(im), x = astype(a, 'int32')
    keys.push(add(multiply(x, 2, { out: x }), b, { out: x }))
    for (const t of [a, b]) t.dispose()
  }
  for (const t of [re, im, nan]) t.dispose()
  return keys
}

/** The places that sort each row, stably. */
export function placesOf(op: string, rows: Any, ranks?: Ranks): Places {
  return isComplex(rows.dtype) ? byKeys(keysOf(op, rows)) : sortedPlaces(rows, rows.shape[1]!, ranks)
}

/** The rows in order, in place where they can be; frees or returns what it is given. */
export function sortedRows(op: string, rows: Any, ranks?: Ranks): Any {
  if (!isComplex(rows.dtype)) { sortRows(rows, rows.shape[1]!, ranks); return rows }
  const places = placesOf(op, rows), out = takeRows(rows, places)
  places.dispose()
  rows.dispose()
  return out
}

function sorted(op: string, a: Any, axis: number, ranks?: Ranks, out?: Any): Any {
  return putBack(op, sortedRows(op, rowsOf(op, a, [axis], sortable(a.dtype)), ranks), a, axis, a.dtype, out)
}
function places(op: string, a: Any, axis: number, ranks?: Ranks): Places {
  const rows = rowsOf(op, a, [axis], sortable(a.dtype)), order = placesOf(op, rows, ranks)
  rows.dispose()
  return putBack(op, order, a, axis, 'int32') as Places
}

/** A sorted copy along an axis (null: of the flattened array): NaN last, complex numbers by their real, then their imaginary parts. */
export function sort<A extends ArrayLike>(a: A, axis: number | null = -1, options?: SortOptions): ArrayOf<A> {
  checkKind('sort', options)
  return alongAxis('sort', a, axis, (array, at) => sorted('sort', array, at)) as ArrayOf<A>
}

// As in NumPy, a single element has an axis to argsort.
function noAxes(a: ArrayLike, axis: number | null): number | null { return isScalar(a) || a instanceof NDArray && a.ndim === 0 ? axis === 0 || axis === -1 ? null : axis : axis }

/** The places (int32) that sort an array along an axis (null: flattened). Equal elements keep their order. */
export function argsort(a: ArrayLike, axis: number | null = -1, options?: SortOptions): Places {
  checkKind('argsort', options)
  return alongAxis('argsort', a, noAxes(a, axis), (array, at) => places('argsort', array, at))
}

/** The method sort: in place. */
export function sortInPlace(a: Any, axis = -1, options?: SortOptions): void {
  checkKind('sort', options)
  requireWriteable('sort', a)
  const at = toAxis('sort', axis, a.ndim)
  if (a.dense && at === a.ndim - 1 && sortable(a.dtype) === a.dtype && !isComplex(a.dtype)) sortRows(a, a.shape[at]!)
  else sorted('sort', a, at, undefined, a)
}

/** The places that sort by several keys: by the last one, equal elements by the one before, and so on. Keys are arrays of one shape. */
export function lexsort(keys: readonly ArrayLike[] | Any, axis = -1): Places {
  const op = 'lexsort', own: Any[] = []
  try {
    let list: Any[]
    if (Array.isArray(keys)) {
      list = Array.from(keys as readonly ArrayLike[], k => { const { array } = borrowed(op, k); if (array !== k) own.push(array); return array })
    } else {
      const { array } = borrowed(op, keys as ArrayLike)
      if (array !== keys) own.push(array)
      if (array.ndim === 0) throw new ShapeError(`${op}: give a list of keys, or an array of them along the first axis`)
      list = Array.from({ length: array.shape[0]! }, (_, i) => array.view(array.shape.slice(1), array.strides.slice(1), array.address + i * array.strides[0]!))
      own.push(...list)
    }
    if (list.length === 0) throw new ValueError(`${op}: give at least one key`)
    const first = list[0]!
    const odd = list.find(k => shapeText(k.shape) !== shapeText(first.shape))
    if (odd) throw new ShapeError(`${op}: all keys must have one shape, not ${shapeText(first.shape)} and ${shapeText(odd.shape)}`)
    if (first.ndim === 0) { toAxis(op, axis, 1); const out = allocate(op, 'int32', []); out.data[0] = 0; return out }
    const at = toAxis(op, axis, first.ndim)
    const rows = list.map(k => rowsOf(op, k, [at], sortable(k.dtype)))
    own.push(...rows)
    return putBack(op, placesBy(op, rows), first, at, 'int32') as Places
  } finally { for (const t of own) t.dispose() }
}

/** Ranks as they may be given: one or several, negative ones from the end. */
export type Kth = number | readonly number[]
function ranksOf(op: string, kth: Kth, n: number): Places {
  const list = Array.isArray(kth) ? kth as readonly number[] : [kth as number]
  for (const k of list) if (!Number.isInteger(k) || k < -n || k >= n) throw new ValueError(`${op}: kth = ${shown(k)} is not a place in ${n} elements; it must be an integer from ${-n} to ${n - 1}`)
  const ranks = [...new Set(list.map(k => k < 0 ? k + n : k))].sort((x, y) => x - y), out = allocate(op, 'int32', [ranks.length])
  out.data.set(ranks)
  return out
}
/** Options of partition and argpartition. */
export interface PartitionOptions {
  /** NumPy has this one. */
  kind?: 'introselect'
}
function checkSelect(op: string, options: PartitionOptions | null | undefined): void {
  if (!['introselect', undefined, null].includes(options?.kind)) throw new ValueError(`${op}: there is no kind ${shown(options?.kind)}; there is 'introselect'`)
}
function partitioned<R>(op: string, a: Any, axis: number, kth: Kth, f: (ranks: Ranks) => R): R {
  const ranks = ranksOf(op, kth, a.shape[axis]!)
  try { return f(ranks) } finally { ranks.dispose() }
}

/** A copy in which the elements at the places kth are those of the sorted array, the lesser ones before and the greater ones behind them. */
export function partition<A extends ArrayLike>(a: A, kth: Kth, axis: number | null = -1, options?: PartitionOptions): ArrayOf<A> {
  checkSelect('partition', options)
  return alongAxis('partition', a, axis, (array, at) => partitioned('partition', array, at, kth, ranks => sorted('partition', array, at, ranks))) as ArrayOf<A>
}
/** The places (int32) that partition an array, see partition. */
export function argpartition(a: ArrayLike, kth: Kth, axis: number | null = -1, options?: PartitionOptions): Places {
  checkSelect('argpartition', options)
  return alongAxis('argpartition', a, noAxes(a, axis), (array, at) => partitioned('argpartition', array, at, kth, ranks => places('argpartition', array, at, ranks)))
}
/** The method partition: in place. */
export function partitionInPlace(a: Any, kth: Kth, axis = -1, options?: PartitionOptions): void {
  checkSelect('partition', options)
  requireWriteable('partition', a)
  const at = toAxis('partition', axis, a.ndim)
  partitioned('partition', a, at, kth, ranks => sorted('partition', a, at, ranks, a))
}

/** The dtype of sort_complex: complex64 for small integers, else complex128 unless complex already. */
export type SortedComplex<D extends DType> = D extends 'complex64' | 'int8' | 'uint8' | 'int16' | 'uint16' ? 'complex64' : 'complex128'
/** A sorted copy along the last axis as complex numbers. */
export function sort_complex<A extends ArrayLike>(a: A): NDArray<SortedComplex<ArrayOf<A>['dtype']>> {
  const op = 'sort_complex', order = alongAxis(op, a, -1, (array, at) => sorted(op, array, at))
  const small: readonly DType[] = ['complex64', 'int8', 'uint8', 'int16', 'uint16']
  try { return astype(order, small.includes(order.dtype) ? 'complex64' : 'complex128') as never } finally { order.dispose() }
}
