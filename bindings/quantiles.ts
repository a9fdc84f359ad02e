// Medians and quantiles by selection: of each row only what the ranks ask for is put in order.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType, type Element } from './dtype.js'
import { widened, type Widened } from './define.js'
import { borrowed, copyInto, duplicate } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { whereTrueKernel } from './execute.js'
import { where } from './indexing.js'
import { astype } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import { add, any, divide, isnan, logical_not, multiply, subtract } from './ops.js'
import { promoteTypes, type DTypeOf } from './promotion.js'
import { sortable, LONG, select } from './radix.js'
import { checkOut, delivered, reduceArguments, reducedShape, value } from './reduce.js'
import { denseStrides, toAxes, type AxisLike } from './shape.js'
import { placesOf, rowsOf, sortedRows, takeRows } from './sorting.js'

type Any = NDArray<DType>

/** NumPy's ways to take a quantile between elements: the nine of Hyndman and Fan (1996), and four more. */
export type QuantileMethod =
  | 'inverted_cdf' | 'averaged_inverted_cdf' | 'closest_observation' | 'interpolated_inverted_cdf' | 'hazen' | 'weibull' | 'linear' | 'median_unbiased'
  | 'normal_unbiased' | 'lower' | 'higher' | 'midpoint' | 'nearest'

interface Method {
  /** Where in n sorted elements the quantile q is. */
  readonly at: (n: number, q: number) => number
  /** How much of the next element it takes; undefined: the place is whole. */
  readonly share?: (fraction: number, at: number) => number
}
const identity = (fraction: number): number => fraction
const between = (alpha: number, beta: number): Method => ({ at: (n, q) => n * q + (alpha + q * (1 - alpha - beta)) - 1, share: identity })
const discrete = (at: number, down: boolean): number => Math.max(0, down ? Math.floor(at) : Math.floor(at) + 1)
const methods: Readonly<Record<QuantileMethod, Method>> = {
  inverted_cdf: { at: (n, q) => discrete(n * q - 1, Number.isInteger(n * q - 1)) },
  averaged_inverted_cdf: { at: (n, q) => n * q - 1, share: fraction => fraction === 0 ? 0.5 : 1 },
  closest_observation: { at: (n, q) => { const at = n * q - 1.5; return discrete(at, Number.isInteger(at) && Math.abs(at % 2) === 1) } },
  interpolated_inverted_cdf: between(0, 1), hazen: between(0.5, 0.5), weibull: between(0, 0), median_unbiased: between(1 / 3, 1 / 3), normal_unbiased: between(3 / 8, 3 / 8),
  linear: { at: (n, q) => (n - 1) * q, share: identity },
  lower: { at: (n, q) => Math.floor((n - 1) * q) },
  higher: { at: (n, q) => Math.ceil((n - 1) * q) },
  midpoint: { at: (n, q) => 0.5 * (Math.floor((n - 1) * q) + Math.ceil((n - 1) * q)), share: (_, at) => Number.isInteger(at) ? 0 : 0.5 },
  nearest: { at: (n, q) => { const at = (n - 1) * q, low = Math.floor(at); return at - low === 0.5 ? low + low % 2 : Math.round(at) } },
}

/** Options of median and nanmedian. */
export interface MedianOptions {
  /** The axes to reduce; default all. */
  axis?: AxisLike
  /** Where the result goes. */
  out?: Any
  /** Accepted for NumPy's sake; the input always stays as it is. */
  overwrite_input?: boolean
  /** Keep the reduced axes with length 1. */
  keepdims?: boolean
}
/** Options of quantile, percentile and their nan forms. */
export interface QuantileOptions extends MedianOptions {
  /** How to take a quantile between elements; default 'linear'. */
  method?: QuantileMethod
  /** How often each element counts; only with the method 'inverted_cdf'. Of the array's shape, or one for each element along the axis. */
  weights?: ArrayLike
}

// Rows that may be put in order in place, but for a single long one, of which elements are selected: it need not be a copy.
function rowsFor(op: string, a: Any, axes: readonly number[]): Any {
  const n = a.size
  return n >= LONG && a.dense && axes.length === a.ndim && sortable(a.dtype) === a.dtype && !isComplex(a.dtype) ? a.view([1, n], [n * a.itemsize, a.itemsize], a.address) : rowsOf(op, a, axes, sortable(a.dtype))
}

/** One element per row at each of these ranks: [rank, row]. */
function atRanks(op: string, rows: Any, ranks: readonly number[]): Any {
  const [count, n] = rows.shape as [number, number], wanted = [...new Set(ranks)].sort((a, b) => a - b)
  let columns: Any, column: (rank: number) => number
  if (count === 1 && n >= LONG && !isComplex(rows.dtype)) {
    const flat = rows.view([n], [rows.itemsize], rows.address)
    columns = select(flat, wanted)
    column = r => wanted.indexOf(r)
  } else {
    const list = allocate(op, 'int32', [wanted.length])
    list.data.set(wanted)
    columns = sortedRows(op, rows, list)
    column = r => r
  }
  const out = allocate(op, rows.dtype, [ranks.length, count])
  ranks.forEach((r, k) => {
    const from = columns.view([count], [columns.size / count * rows.itemsize], columns.address + column(r) * rows.itemsize)
    copyInto(out.view([count], [rows.itemsize], out.address + k * count * rows.itemsize), from)
  })
  return out
}

// The rows without NaN, of one row; else as many as there are of each, after which NaN come in order.
function withoutNaN(op: string, rows: Any): { rows: Any; counts?: number[] } {
  if (dtypes[rows.dtype].kind !== 'f' && !isComplex(rows.dtype)) return { rows }
  const [count, n] = rows.shape as [number, number], nan = isnan(rows)
  if (!any(nan)) return { rows }
  if (count === 1) {
    const places = whereTrueKernel(logical_not(nan)), kept = takeRows(rows, places.view([1, places.size], [places.size * 4, 4], places.address))
    return { rows: kept }
  }
  const flags = nan.data as Uint8Array, counts = Array.from({ length: count }, (_, r) => { let c = n; for (let i = r * n; i < (r + 1) * n; i++) c -= flags[i]!; return c })
  return { rows: sortedRows(op, rows), counts }
}

/** Elements of sorted rows at one place per quantile and row: [quantile, row]; NaN for a place that is not there. */
function atPlaces(rows: Any, places: Int32Array, k: number): Any {
  const count = rows.shape[0]!, at = allocate('quantile', 'int32', [count, k]), to = at.data
  for (let i = 0; i < k; i++) for (let r = 0; r < count; r++) to[r * k + i] = places[i * count + r]!
  const taken = takeRows(rows, at), turned = taken.view([k, count], [taken.itemsize, k * taken.itemsize], taken.address)
  return duplicate('quantile', turned)
}

function typed(op: string, dtype: DType, shape: readonly number[], values: readonly number[]): Any {
  const out = allocate(op, dtype, shape)
  ;(out.data as Float64Array).set(values)
  return out
}

// NaN where a row ends in NaN, else the result.
function nanWhere(result: Any, last: Any): Any {
  if (dtypes[last.dtype].kind !== 'f' && !isComplex(last.dtype)) return result
  const nan = isnan(last)
  return any(nan) ? where(nan, astype(last, result.dtype), result) as Any : result
}

/** [quantile, row] of rows by a method; `dtype` is that of the quantiles, or undefined where a plain number leaves the array's. */
function quantilesOf(op: string, given: Any, qs: readonly number[], method: Method, dtype: 'float32' | 'float64' | undefined, own: DType, skip: boolean): Any {
  const { rows, counts } = skip ? withoutNaN(op, given) : { rows: given, counts: undefined }
  const [count, n] = rows.shape as [number, number], k = qs.length, { share } = method, round = dtype === 'float32' ? Math.fround : identity
  if (n === 0) {
    if (!skip && count > 0) throw new ValueError(`${op}: an array without elements along the axis has no quantiles`)
    return typed(op, dtypes[own].kind === 'f' ? own : 'float64', [k, count], new Array<number>(k * count).fill(NaN))
  }
  // What a quantile lies between, and its share of the second; for every row where their lengths differ.
  const cells = (counts ?? [n]).flatMap((m, r) => qs.map((q, i) => {
    const at = round(method.at(m, q)), low = at >= m - 1 ? m - 1 : at < 0 ? 0 : Math.floor(at), next = at >= m - 1 || at < 0 ? low : low + 1
    const t = share ? round(share(at - (at >= m - 1 ? -1 : low), at)) : 0
    return { place: i * (counts?.length ?? 1) + r, low: Math.max(0, low), next: Math.max(0, next), t }
  })).sort((a, b) => a.place - b.place)
  let low: Any, next: Any, last: Any | undefined
  if (counts) {
    low = atPlaces(rows, Int32Array.from(cells, c => c.low), k)
    next = share ? atPlaces(rows, Int32Array.from(cells, c => c.next), k) : low
  } else {
    const all = atRanks(op, rows, [...cells.map(c => c.low), ...(share ? cells.map(c => c.next) : []), n - 1]), part = (from: number, m: number): Any => all.view([m, count], [count * all.itemsize, all.itemsize], all.address + from * count * all.itemsize)
    low = part(0, k)
    next = share ? part(k, k) : low
    last = part(share ? 2 * k : k, 1)
  }
  if (!share) return last ? nanWhere(low, last) : low
  // NumPy's interpolation, from the nearer side; integers are spread as float64, where NumPy's own width may overflow.
  const width: DType = dtypes[own].kind === 'f' ? own : 'float64', loop = dtype === undefined ? width : promoteTypes(own, dtype)
  const a = astype(low, width), b = astype(next, width), difference = subtract(b, a), shape = [k, counts ? count : 1]
  const t = typed(op, loop, shape, cells.map(c => c.t)), s = typed(op, loop, shape, cells.map(c => 1 - c.t)), nearer = typed(op, 'bool', shape, cells.map(c => c.t >= 0.5 ? 1 : 0))
  const result = astype(where(nearer, subtract(b, multiply(difference, s)), add(a, multiply(difference, t))), loop) as Any
  return last ? nanWhere(result, last) : result
}

// By weights, in the order of the elements: the first element up to which the weights make the quantile.
function weighted(op: string, rows: Any, weights: Any, qs: readonly number[], single: boolean, skip: boolean): Any {
  const [count, n] = rows.shape as [number, number], k = qs.length, order = placesOf(op, rows), sorted = takeRows(rows, order), w = takeRows(weights, order).data as Float64Array
  const float = dtypes[rows.dtype].kind === 'f', nan = float ? isnan(sorted).data as Uint8Array : undefined, places = new Int32Array(k * count), round = single ? Math.fround : identity
  for (let r = 0; r < count; r++) {
    let m = n
    if (skip && nan) while (m > 0 && nan[r * n + m - 1]) m--
    let total = 0
    for (let i = 0; i < m; i++) total += w[r * n + i]!
    if (m > 0 && !(total > 0 && total < Infinity)) throw new ValueError(`${op}: the weights must be finite and not all 0`)
    const cdf = new Float64Array(m)
    for (let i = 0, sum = 0; i < m; i++) { sum += w[r * n + i]!; cdf[i] = round(sum / total) }
    qs.forEach((q, i) => {
      const at = cdf.findIndex(c => c >= q && c > 0)
      places[i * count + r] = Math.max(0, at < 0 ? m - 1 : at)
    })
  }
  const result = atPlaces(sorted, places, k)
  return skip || !float ? result : nanWhere(result, sorted.view([1, count], [0, n * sorted.itemsize], sorted.address + (n - 1) * sorted.itemsize))
}

function requireWeights(op: string, given: ArrayLike, a: Any, axes: readonly number[]): Any {
  const { array } = borrowed(op, given)
  if (isComplex(array.dtype)) throw new DTypeError(`${op}: weights must be real, not ${array.dtype}`)
  let { shape, strides } = array
  if (shapeText(shape) !== shapeText(a.shape)) {
    const along = axes.length === 1 && shape.length === 1 && shape[0] === a.shape[axes[0]!]
    if (!along) throw new ShapeError(`${op}: weights of shape ${shapeText(shape)} do not fit the array's ${shapeText(a.shape)}; give its shape, or one weight for each element along the one axis`)
    strides = a.shape.map((_, i) => i === axes[0] ? array.strides[0]! : 0)
    shape = a.shape
  }
  const rows = rowsOf(op, array.view(shape, strides, array.address), axes, 'float64')
  if ((rows.data as Float64Array).some(w => w < 0)) throw new ValueError(`${op}: weights must not be negative`)
  return rows
}

function checkOptions(op: string, a: Any, options: MedianOptions): { axes: number[]; keepdims: boolean; shape: number[] } {
  const axes = toAxes(op, options.axis, a.ndim), keepdims = options.keepdims ?? false
  return { axes, keepdims, shape: reducedShape(a.shape, axes, keepdims) }
}

// One function for all four: q over `scale`, without NaN or with them.
function quantileOf(op: string, scale: number, skip: boolean, x: ArrayLike, q: ArrayLike, axis: AxisLike | QuantileOptions | undefined, options: QuantileOptions | undefined): Any | Element<DType> {
  return scope(() => {
    const given = reduceArguments(op, axis as AxisLike, options as { axis?: AxisLike }) as QuantileOptions, { array: a } = borrowed(op, x), { axes, keepdims, shape } = checkOptions(op, a, given)
    if (isComplex(a.dtype)) throw new DTypeError(`${op}: complex numbers have no quantiles; take real or imag`)
    const list = borrowed(op, q).array, name = given.method ?? 'linear'
    if (isComplex(list.dtype)) throw new DTypeError(`${op}: q must be real, not ${list.dtype}`)
    if (!Object.hasOwn(methods, name)) throw new ValueError(`${op}: there is no method ${shown(name)}; the methods are ${Object.keys(methods).join(', ')}`)
    const qs = [...(astype(list, 'float64').data as Float64Array)].map(v => v / scale)
    const bad = qs.find(v => !(v >= 0 && v <= 1))
    if (bad !== undefined) throw new ValueError(`${op}: q must be from 0 to ${scale}, not ${bad * scale}`)
    const weak = typeof q === 'number', whole = scale === 1 && 'iub'.includes(dtypes[list.dtype].kind)
    const method = methods[name], linear = name === 'linear' && whole ? { at: method.at } : method
    const asked = weak ? undefined : list.dtype === 'float32' ? 'float32' : 'float64'
    if (a.dtype === 'bool' && linear.share && given.weights === undefined) throw new DTypeError(`${op}: bool has nothing between its elements; convert with astype(), or take a method without interpolation`)
    const rows = rowsFor(op, a, axes)
    let result: Any
    if (given.weights !== undefined && given.weights !== null) {
      if (name !== 'inverted_cdf') throw new ValueError(`${op}: weights go with the method 'inverted_cdf' only, not '${name}'`)
      const w = requireWeights(op, given.weights, a, axes)
      if (rows.shape[1] === 0) throw new ValueError(`${op}: an array without elements along the axis has no quantiles`)
      result = weighted(op, rows, w, qs, list.dtype === 'float32', skip)
    } else result = quantilesOf(op, rows, qs, linear, asked, a.dtype, skip)
    if (result.dtype !== a.dtype && (!linear.share || given.weights !== undefined) && sortable(a.dtype) === result.dtype) result = astype(result, a.dtype) as Any
    return shaped(op, result, [...list.shape, ...shape], given.out, list.ndim === 0 && axes.length === a.ndim && (given.axis === undefined || given.axis === null) && !keepdims)
  })
}

function shaped(op: string, result: Any, shape: readonly number[], out: Any | undefined, single: boolean): Any | Element<DType> {
  const dense = result.dense ? result : duplicate(op, result), view = dense.view(shape, denseStrides(shape, dense.itemsize), dense.address)
  checkOut(op, out, shape, view.dtype)
  return single && !out ? value(view) : delivered(view, out)
}

function medianOf(op: string, skip: boolean, x: ArrayLike, axis: AxisLike | MedianOptions | undefined, options: MedianOptions | undefined): Any | Element<DType> {
  return scope(() => {
    const given = reduceArguments(op, axis as AxisLike, options as { axis?: AxisLike }) as MedianOptions, { array: a } = borrowed(op, x), { axes, keepdims, shape } = checkOptions(op, a, given)
    const dtype = widened('mean', a.dtype), whole = rowsFor(op, a, axes), { rows, counts } = skip ? withoutNaN(op, whole) : { rows: whole, counts: undefined }
    const [count, n] = rows.shape as [number, number]
    let result: Any
    if (n === 0) result = divide(typed(op, dtype, [count], new Array<number>(count * (isComplex(dtype) ? 2 : 1)).fill(0)), 0) as Any
    else {
      let low: Any, high: Any, last: Any | undefined
      if (counts) {
        low = atPlaces(rows, Int32Array.from(counts, m => Math.max(0, (m - 1) >> 1)), 1)
        high = atPlaces(rows, Int32Array.from(counts, m => m >> 1), 1)
      } else {
        const all = atRanks(op, rows, [(n - 1) >> 1, n >> 1, n - 1]), part = (i: number): Any => all.view([1, count], [0, all.itemsize], all.address + i * count * all.itemsize)
        low = part(0); high = part(1); last = part(2)
      }
      const middle = divide(add(astype(low, dtype), astype(high, dtype)), 2) as Any
      // Of an odd number of elements the middle one itself: twice it might overflow.
      const odd = counts ? typed(op, 'bool', [1, count], counts.map(m => m & 1)) : typed(op, 'bool', [1, 1], [n & 1])
      result = where(odd, astype(low, dtype), middle) as Any
      if (last) result = nanWhere(result, last)
    }
    return shaped(op, result, shape, given.out, axes.length === a.ndim && (given.axis === undefined || given.axis === null) && !keepdims)
  })
}

type Kept = { axis: number | readonly number[] } | { keepdims: true }
/** A median: of the whole array a JavaScript value, along axes an array. */
export interface Median {
  <O extends Any>(a: ArrayLike, axis: AxisLike | undefined, options: MedianOptions & { out: O }): O
  <O extends Any>(a: ArrayLike, options: MedianOptions & { out: O }): O
  <A extends ArrayLike>(a: A, options: MedianOptions & Kept): NDArray<Widened<'mean', DTypeOf<A>>>
  <A extends ArrayLike>(a: A, axis: AxisLike | undefined, options: MedianOptions & Kept): NDArray<Widened<'mean', DTypeOf<A>>>
  <A extends ArrayLike>(a: A, axis: number | readonly number[], options?: MedianOptions): NDArray<Widened<'mean', DTypeOf<A>>>
  <A extends ArrayLike>(a: A, axis?: null | (MedianOptions & { axis?: null }), options?: MedianOptions & { axis?: null }): Element<Widened<'mean', DTypeOf<A>>>
}
// A plain number keeps the dtype of floats; whole places, and so the array's own dtype, are what the discrete methods give.
type Discrete = 'inverted_cdf' | 'closest_observation' | 'lower' | 'higher' | 'nearest'
type Between<D extends DType, Q> = Q extends number ? (D extends 'float32' ? 'float32' : 'float64') : D extends 'float32' ? (DTypeOf<Q> extends 'float32' ? 'float32' : 'float64') : 'float64'
/** The dtype of quantiles. */
export type QuantileOf<D extends DType, Q, O> = O extends { method: infer M } ? M extends Discrete ? D : Between<D, Q> : Between<D, Q>
/** A quantile function: a plain number q of the whole array gives a JavaScript value, else arrays, the axes of q first. */
export interface Quantile {
  <O extends Any>(a: ArrayLike, q: ArrayLike, axis: AxisLike | undefined, options: QuantileOptions & { out: O }): O
  <A extends ArrayLike, const O extends QuantileOptions>(a: A, q: number, axis?: null | (O & { axis?: null; keepdims?: false }), options?: O & { axis?: null; keepdims?: false }): Element<QuantileOf<DTypeOf<A>, number, O>>
  <A extends ArrayLike, Q extends ArrayLike, const O extends QuantileOptions>(a: A, q: Q, axis?: AxisLike | O, options?: O): NDArray<QuantileOf<DTypeOf<A>, Q, O>>
}

/** The median along axes: the middle element of the sorted ones, or the mean of the middle two; NaN if there is one. Integers give float64. */
export const median = ((a: ArrayLike, axis?: AxisLike | MedianOptions, options?: MedianOptions) => medianOf('median', false, a, axis, options)) as Median
/** The median without NaN; NaN where nothing else is. */
export const nanmedian = ((a: ArrayLike, axis?: AxisLike | MedianOptions, options?: MedianOptions) => medianOf('nanmedian', true, a, axis, options)) as Median
/** Quantiles along axes: q from 0 to 1, one or several, by one of NumPy's 13 methods (Hyndman and Fan 1996); NaN if there is one. */
export const quantile = ((a: ArrayLike, q: ArrayLike, axis?: AxisLike | QuantileOptions, options?: QuantileOptions) => quantileOf('quantile', 1, false, a, q, axis, options)) as Quantile
/** Quantiles without NaN. */
export const nanquantile = ((a: ArrayLike, q: ArrayLike, axis?: AxisLike | QuantileOptions, options?: QuantileOptions) => quantileOf('nanquantile', 1, true, a, q, axis, options)) as Quantile
/** Percentiles: quantiles with q from 0 to 100. */
export const percentile = ((a: ArrayLike, q: ArrayLike, axis?: AxisLike | QuantileOptions, options?: QuantileOptions) => quantileOf('percentile', 100, false, a, q, axis, options)) as Quantile
/** Percentiles without NaN. */
export const nanpercentile = ((a: ArrayLike, q: ArrayLike, axis?: AxisLike | QuantileOptions, options?: QuantileOptions) => quantileOf('nanpercentile', 100, true, a, q, axis, options)) as Quantile
