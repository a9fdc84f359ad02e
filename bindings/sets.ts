// Unique elements and operations on sets, over sort and search.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { borrowed, fill } from './elementwise.js'
import { shown, ValueError } from './errors.js'
import { countTrueKernel, itemsKernel, whereTrueKernel } from './execute.js'
import { at, take } from './indexing.js'
import { astype, concatenate, moveaxis, ravel, reshape, type ArrayOf } from './manipulation.js'
import { allocate, composed, scope, type NDArray } from './ndarray.js'
import { any, bitwise_and, equal, greater_equal, isnan, less_equal, logical_not, max, min, minimum, multiply, not_equal, subtract } from './ops.js'
import { promoteTypes, type Common, type Scalar } from './promotion.js'
import { sortable } from './radix.js'
import { placesIn } from './searching.js'
import { cumsum } from './statistics.js'
import { toAxis } from './shape.js'
import { argsort, placesBy, placesOf, rowsOf, sort, sortedRows, takeRows } from './sorting.js'

type Any = NDArray<DType>
type Places = NDArray<'int32'>

/** Options of unique. */
export interface UniqueOptions {
  /** Also where each unique element is first. */
  return_index?: boolean
  /** Also the places in the unique elements that make up the array. */
  return_inverse?: boolean
  /** Also how often each is there. */
  return_counts?: boolean
  /** The axis whose slices are compared; default: the flattened array's elements. */
  axis?: number | null
  /** Whether NaN are equal; default true. */
  equal_nan?: boolean
  /** Accepted for NumPy's sake: the elements always come sorted. */
  sorted?: boolean
}
type Asked<O, K extends keyof UniqueOptions> = O extends { [P in K]: true } ? [NDArray<'int32'>] : []
type Also<O> = [...Asked<O, 'return_index'>, ...Asked<O, 'return_inverse'>, ...Asked<O, 'return_counts'>]
/** What unique gives: the elements, or a list of them and what else was asked for. */
export type Unique<D extends DType, O> = Also<O> extends [] ? NDArray<D> : [NDArray<D>, ...Also<O>]

interface Found { values: Any; index: Places | undefined; inverse: Places | undefined; counts: Places | undefined }

function line(a: Any): Any { return a.view([1, a.size], [a.size * a.itemsize, a.itemsize], a.address) }
function flat(a: Any): Any { return a.view([a.size], [a.itemsize], a.address) }

// From the order of the elements (if it is known) and where, in order, a new one begins.
function found(values: (first: Places) => Any, order: Any | undefined, begins: Any, options: UniqueOptions): Found {
  const n = begins.size, first = whereTrueKernel(begins), ends = first.data
  let inverse: Places | undefined, counts: Places | undefined
  if (options.return_inverse) {
    const number = subtract(cumsum(begins, 0, { dtype: 'int32' }), 1) as Any
    inverse = allocate('unique', 'int32', [n])
    itemsKernel('scatter', multiply(flat(order!), 4) as Places, inverse.address, number.address, 4)
  }
  if (options.return_counts) {
    counts = allocate('unique', 'int32', [first.size])
    for (let i = 0, to = counts.data; i < ends.length; i++) to[i] = (ends[i + 1] ?? n) - ends[i]!
  }
  return { values: values(first), index: options.return_index ? flat(takeRows(order!, line(first) as Places)) as Places : undefined, inverse, counts }
}

function beginnings(op: string, n: number, differs: (to: Any) => void): Any {
  const begins = allocate(op, 'bool', [n])
  if (n > 0) begins.data[0] = 1
  if (n > 1) differs(begins.view([n - 1], [1], begins.address + 1))
  return begins
}

function ofElements(op: string, array: Any, options: UniqueOptions): Found {
  const own = rowsOf(op, array, array.shape.map((_, i) => i), sortable(array.dtype)), n = array.size, places = options.return_index || options.return_inverse
  const order = places ? placesOf(op, own) : undefined, all = flat(order ? takeRows(own, order) : sortedRows(op, own))
  const begins = beginnings(op, n, to => { not_equal(all.slice('1:'), all.slice(':-1'), { out: to }) })
  if (options.equal_nan ?? true) {
    const nan = dtypes[all.dtype].kind === 'f' || isComplex(all.dtype) ? countTrueKernel(isnan(all)) : 0
    if (nan > 1) fill(begins.slice(`${n - nan + 1}:`), false)
  }
  const result = found(first => astype(flat(takeRows(line(all), line(first) as Places)), array.dtype) as Any, order, begins, options)
  if (result.inverse) result.inverse = reshape(result.inverse, array.shape) as Places
  return result
}

// Slices along an axis, as records: by their first element, then the second …
function ofSlices(op: string, array: Any, axis: number, options: UniqueOptions): Found {
  const n = array.shape[axis]!, columns = rowsOf(op, moveaxis(array, axis, 0) as Any, [0], sortable(array.dtype)), m = columns.shape[0]!
  const keys = Array.from({ length: m }, (_, i) => columns.view([1, n], [n * columns.itemsize, columns.itemsize], columns.address + (m - 1 - i) * n * columns.itemsize))
  const order = m > 0 ? placesBy(op, keys) : allocate(op, 'int32', [1, n])
  if (m === 0) order.data.forEach((_, i, to) => { to[i] = i })
  const begins = beginnings(op, n, to => {
    if (m === 0) { fill(to, false); return }
    const slices = take(columns, flat(order), 1)
    any(not_equal(slices.slice(':', '1:'), slices.slice(':', ':-1')), { axis: 0, out: to })
  })
  return found(first => take(array, flat(takeRows(order, line(first) as Places)), axis), order, begins, options)
}

function uniqueOf(op: string, ar: ArrayLike, options: UniqueOptions | null | undefined): Found {
  const { array } = borrowed(op, ar), given = options ?? {}, axis = given.axis
  if (axis === undefined || axis === null) return ofElements(op, array, given)
  const along = toAxis(op, axis, array.ndim)
  return array.ndim === 1 ? ofElements(op, array, given) : ofSlices(op, array, along, given)
}

/** The unique elements, sorted (NaN last), or unique slices along an axis; with where they are first, how to put the array together from them, and how often they are there. */
export function unique<A extends ArrayLike, const O extends UniqueOptions>(ar: A, options?: O): Unique<ArrayOf<A>['dtype'], O> {
  return scope(() => {
    const { values, index, inverse, counts } = uniqueOf('unique', ar, options), also = [index, inverse, counts].filter(x => x !== undefined)
    return (also.length > 0 ? [values, ...also] : values) as Unique<ArrayOf<A>['dtype'], O>
  })
}

const all = { return_index: true, return_inverse: true, return_counts: true, equal_nan: false }
/** The unique elements with their first places, the inverse and their counts (array API). NaN differ. */
export function unique_all<A extends ArrayLike>(x: A): { values: ArrayOf<A>; indices: Places; inverse_indices: Places; counts: Places } {
  return scope(() => {
    const { values, index, inverse, counts } = uniqueOf('unique_all', x, all)
    return { values, indices: index!, inverse_indices: inverse!, counts: counts! } as never
  })
}
/** The unique elements and their counts (array API). NaN differ. */
export function unique_counts<A extends ArrayLike>(x: A): { values: ArrayOf<A>; counts: Places } {
  return scope(() => { const { values, counts } = uniqueOf('unique_counts', x, { return_counts: true, equal_nan: false }); return { values, counts: counts! } as never })
}
/** The unique elements and the inverse (array API). NaN differ. */
export function unique_inverse<A extends ArrayLike>(x: A): { values: ArrayOf<A>; inverse_indices: Places } {
  return scope(() => { const { values, inverse } = uniqueOf('unique_inverse', x, { return_inverse: true, equal_nan: false }); return { values, inverse_indices: inverse! } as never })
}
/** The unique elements (array API). NaN differ. */
export function unique_values<A extends ArrayLike>(x: A): ArrayOf<A> { return scope(() => uniqueOf('unique_values', x, { equal_nan: false }).values) as ArrayOf<A> }

/** Options of isin. */
export interface IsinOptions {
  /** Accepted for NumPy's sake. */
  assume_unique?: boolean
  /** True where an element is not among the others. */
  invert?: boolean
  /** 'table': a table of bools over the range of integers; 'sort': a search; default: the table where it is small. */
  kind?: 'sort' | 'table' | null
}

const integral = (a: Any): boolean => 'iub'.includes(dtypes[a.dtype].kind)

// By a table of which integers are there; undefined where that would be too large.
function inTable(array: Any, others: Any, always: boolean): Any | undefined {
  const low = BigInt(min(others) as number), high = BigInt(max(others) as number)
  if (!always && high - low > 6n * BigInt(array.size + others.size) || high - low > 0x7ffffffen) return undefined
  const places = (a: Any): Places => astype(subtract(astype(a, 'int64'), BigInt.asIntN(64, low)), 'int32') as Places
  const table = new Uint8Array(Number(high - low) + 1), inside = bitwise_and(greater_equal(array, scalar(array, low)), less_equal(array, scalar(array, high))) as Any, flags = inside.data, from = places(array).data
  for (const i of places(others).data) table[i] = 1
  for (let i = 0; i < from.length; i++) if (flags[i]) flags[i] = table[from[i]!]!
  return inside
}
// Against bools any number below 0 is as good as -1, any above 1 as 2.
function scalar(a: Any, x: bigint): Scalar { return a.dtype === 'bool' ? Math.max(-1, Math.min(2, Number(x))) : x }

function among(op: string, element: Any, test: Any, kind: unknown): Any {
  const others = ravel(test) as Any, array = element.dense ? element : element.copy()
  if (!['sort', 'table', undefined, null].includes(kind as string)) throw new ValueError(`${op}: there is no kind ${shown(kind)}; the kinds are sort and table`)
  const table = integral(array) && integral(others)
  if (kind === 'table' && !table) throw new ValueError(`${op}: kind 'table' is for integers and bool, not ${array.dtype} and ${others.dtype}; leave kind out`)
  if (others.size === 0 || array.size === 0) { const none = allocate(op, 'bool', array.shape); fill(none, false); return none }
  if (table && kind !== 'sort') {
    const found = inTable(array, others, kind === 'table')
    if (found) return found
    if (kind === 'table') throw new ValueError(`${op}: the range of the integers is too large for kind 'table'; leave kind out`)
  }
  const dtype = promoteTypes(array.dtype, others.dtype), sorted = sort(astype(others, dtype)) as Any, needles = astype(array, dtype) as Any
  const places = placesIn(op, sorted, needles, false), last = minimum(places, sorted.size - 1) as Places
  return equal(reshape(flat(takeRows(line(sorted), line(last) as Places)), array.shape), needles)
}

/** Whether each element is among others. */
export function isin(element: ArrayLike, test_elements: ArrayLike, options?: IsinOptions): NDArray<'bool'> {
  return composed('isin', () => {
    const result = among('isin', borrowed('isin', element).array, borrowed('isin', test_elements).array, options?.kind)
    return (options?.invert ? logical_not(result) : result) as NDArray<'bool'>
  })
}

/** Options of intersect1d. */
export interface IntersectOptions {
  /** Whether both arrays are known to hold no element twice. */
  assume_unique?: boolean
  /** Also where the common elements are first in both arrays. */
  return_indices?: boolean
}
type Of<A, B> = NDArray<Common<A, B>>

/** The sorted elements that both arrays have. */
export function intersect1d<A extends ArrayLike, B extends ArrayLike>(ar1: A, ar2: B, options: IntersectOptions & { return_indices: true }): [Of<A, B>, Places, Places]
export function intersect1d<A extends ArrayLike, B extends ArrayLike>(ar1: A, ar2: B, options?: IntersectOptions): Of<A, B>
export function intersect1d(ar1: ArrayLike, ar2: ArrayLike, options?: IntersectOptions): Any | [Any, Places, Places] {
  const op = 'intersect1d'
  return scope(() => {
    const { assume_unique = false, return_indices = false } = options ?? {}
    const [x, y] = [ar1, ar2].map((a): { values: Any; index?: Places | undefined } => assume_unique ? { values: ravel(borrowed(op, a).array) as Any } : uniqueOf(op, a, { return_index: return_indices })) as [{ values: Any; index?: Places }, { values: Any; index?: Places }]
    const both = concatenate([x.values, y.values]) as Any, n = x.values.size
    if (!return_indices) { const sorted = sort(both), twice = equal(sorted.slice('1:'), sorted.slice(':-1')); return at(sorted.slice(':-1'), twice) as Any }
    const order = argsort(both), sorted = take(both, order) as Any, twice = equal(sorted.slice('1:'), sorted.slice(':-1'))
    const i = at(order.slice(':-1'), twice), j = subtract(at(order.slice('1:'), twice), n) as Places
    return [at(sorted.slice(':-1'), twice) as Any, x.index ? take(x.index, i) : i, y.index ? take(y.index, j) : j] as [Any, Places, Places]
  })
}

/** The sorted elements that either array has. */
export function union1d<A extends ArrayLike, B extends ArrayLike>(ar1: A, ar2: B): Of<A, B> {
  const op = 'union1d'
  return scope(() => uniqueOf(op, concatenate([borrowed(op, ar1).array, borrowed(op, ar2).array], null), undefined).values) as Of<A, B>
}

/** The sorted elements of the first array that the second has not. With assume_unique they keep their order. */
export function setdiff1d<A extends ArrayLike>(ar1: A, ar2: ArrayLike, options?: { assume_unique?: boolean }): ArrayOf<A> {
  const op = 'setdiff1d'
  return scope(() => {
    const x = options?.assume_unique ? ravel(borrowed(op, ar1).array) as Any : uniqueOf(op, ar1, undefined).values
    return at(x, logical_not(among(op, x, borrowed(op, ar2).array, undefined)))
  }) as ArrayOf<A>
}

/** The sorted elements that exactly one of the arrays has. */
export function setxor1d<A extends ArrayLike, B extends ArrayLike>(ar1: A, ar2: B, options?: { assume_unique?: boolean }): Of<A, B> {
  const op = 'setxor1d'
  return scope(() => {
    const [x, y] = [ar1, ar2].map(a => options?.assume_unique ? ravel(borrowed(op, a).array) as Any : uniqueOf(op, a, undefined).values) as [Any, Any]
    const both = sort(concatenate([x, y])) as Any, n = both.size
    if (n === 0) return both
    const begins = beginnings(op, n, to => { not_equal(both.slice('1:'), both.slice(':-1'), { out: to }) }), ends = allocate(op, 'bool', [n])
    ends.slice(':-1').assign(begins.slice('1:'))
    ends.data[n - 1] = 1
    return at(both, bitwise_and(begins, ends))
  }) as Of<A, B>
}
