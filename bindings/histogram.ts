// Counts: of integers, and of the elements in bins.

import { isTypedArray, type ArrayLike } from './asarray.js'
import { linspace } from './grids.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { borrowed } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { at } from './indexing.js'
import { astype, imag, ravel, real } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import { any, bitwise_and, divide, greater, greater_equal, less_equal, max, min, power, subtract, sum } from './ops.js'
import { canCast, promoteAll, type DTypeOf } from './promotion.js'
import { percentile } from './quantiles.js'
import { sameShape } from './shape.js'
import { placesIn } from './searching.js'
import { mean, std } from './statistics.js'

type Any = NDArray<DType>
type Doubles = NDArray<'float64'>
const doubles = (a: Any): Float64Array => (astype(ravel(a) as Any, 'float64') as Doubles).data

// Sums of weights (or counts of elements) by bin; `n` elements of which `bin` tells the bin, or a number that is none.
function sums(n: number, bins: number, bin: (i: number) => number, weights: Float64Array | undefined): Float64Array {
  const out = new Float64Array(bins)
  for (let i = 0; i < n; i++) {
    const b = bin(i)
    if (b >= 0 && b < bins) out[b]! += weights ? weights[i]! : 1
  }
  return out
}
function made<D extends DType>(op: string, dtype: D, values: Float64Array, shape: readonly number[] = [values.length]): NDArray<D> {
  const out = allocate(op, 'float64', shape)
  out.data.set(values)
  return astype(out, dtype)
}

/** Options of bincount. */
export interface BincountOptions {
  /** What each element counts. */
  weights?: ArrayLike
  /** The least length of the result. */
  minlength?: number
}
/** How often each integer from 0 to the greatest occurs (int32), or the sum of its weights (float64). */
export function bincount(x: ArrayLike, options: BincountOptions & { weights: ArrayLike }): Doubles
export function bincount(x: ArrayLike, options?: BincountOptions): NDArray<'int32'>
export function bincount(x: ArrayLike, options?: BincountOptions): Any {
  const op = 'bincount'
  return scope(() => {
    const { weights, minlength = 0 } = options ?? {}, a = borrowed(op, x).array, plain = !(x instanceof NDArray) && !isTypedArray(x)
    if (!Number.isInteger(minlength) || minlength < 0 || minlength > 0x7fffffff) throw new ValueError(`${op}: minlength must be an integer from 0 on, not ${shown(minlength)}`)
    if (a.ndim !== 1) throw new ShapeError(`${op}: x must have one dimension, not the shape ${shapeText(a.shape)}`)
    const values = doubles(a)
    if (!canCast(a.dtype, 'int64') && !(plain && values.every(Number.isInteger))) throw new DTypeError(`${op}: x must hold integers, not ${a.dtype}; convert with astype('int64')`)
    let top = -1
    for (let i = 0; i < values.length; i++) {
      const v = values[i]!
      if (v < 0) throw new ValueError(`${op}: x must not be negative, but holds ${v}`)
      if (v > top) top = v
    }
    const n = Math.max(minlength, top + 1)
    if (n > 0x7fffffff) throw new ValueError(`${op}: x holds ${top}, and the result would be too long`)
    if (weights === undefined || weights === null) return made(op, 'int32', sums(values.length, n, i => values[i]!, undefined))
    const w = borrowed(op, weights).array
    if (isComplex(w.dtype)) throw new DTypeError(`${op}: weights must be real, not ${w.dtype}`)
    if (!sameShape(w.shape, a.shape)) throw new ShapeError(`${op}: weights of shape ${shapeText(w.shape)} do not fit x of ${shapeText(a.shape)}`)
    return made(op, 'float64', sums(values.length, n, i => values[i]!, doubles(w)))
  })
}

/** NumPy's rules for the number of bins. */
export type BinRule = 'auto' | 'fd' | 'doane' | 'scott' | 'stone' | 'rice' | 'sturges' | 'sqrt'
/** Bins as they may be given: their number, a rule, or their edges, rising. */
export type Bins = number | BinRule | ArrayLike
/** The least and the greatest value of bins. */
export type Range = readonly [number, number]

const span = (a: Any): number => Number(max(a)) - Number(min(a))
// The widths of bins by each rule; 0 for one bin. As numpy.lib._histograms_impl, where the sources are named.
const rules: Readonly<Record<BinRule, (a: Any, range: Range | null | undefined) => number>> = {
  sqrt: a => span(a) / Math.sqrt(a.size),
  sturges: a => span(a) / (Math.log2(a.size) + 1),
  rice: a => span(a) / (2 * a.size ** (1 / 3)),
  scott: a => (24 * Math.PI ** 0.5 / a.size) ** (1 / 3) * Number(std(a)),
  stone: (a, range) => {
    const n = a.size, width = span(a)
    if (n <= 1 || width === 0) return 0
    let best = 1, least = Infinity
    for (let bins = 1, last = Math.max(100, Math.floor(Math.sqrt(n))); bins <= last; bins++) {
      const [counts] = countsOf('histogram', a, bins, range, undefined)
      let squares = 0
      for (const c of counts[0]!) squares += (c / n) ** 2
      const loss = (2 - (n + 1) * squares) / (width / bins)
      if (loss < least) { least = loss; best = bins }
    }
    return width / best
  },
  doane: a => {
    const n = a.size, sigma = n > 2 ? Number(std(a)) : 0
    if (!(sigma > 0)) return 0
    const g = Number(mean(power(divide(subtract(astype(a, 'float64'), Number(mean(a))), sigma), 3))), sg = Math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))
    return span(a) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(g) / sg))
  },
  fd: a => { const [high, low] = (percentile(a, [75, 25]) as Doubles).data; return 2 * (high! - low!) * a.size ** (-1 / 3) },
  auto: (a, range) => Math.min(Math.max(rules.fd(a, range), rules.sqrt(a, range) / 2), rules.sturges(a, range)),
}

function outer(op: string, a: Any, range: Range | null | undefined): Range {
  let ends: Range
  if (range !== undefined && range !== null) {
    if (!Array.isArray(range) || range.length !== 2 || !range.every(x => typeof x === 'number')) throw new ValueError(`${op}: range is a pair [least, greatest] of numbers, not ${shown(range)}`)
    if (range[0]! > range[1]!) throw new ValueError(`${op}: the range from ${range[0]} to ${range[1]} falls; the least comes first`)
    ends = range as unknown as Range
  } else ends = a.size === 0 ? [0, 1] : [Number(min(a)), Number(max(a))]
  if (!ends.every(Number.isFinite)) throw new ValueError(`${op}: the range from ${ends[0]} to ${ends[1]} is not finite; give { range }`)
  return ends[0] === ends[1] ? [ends[0] - 0.5, ends[1] + 0.5] : ends
}

function sample(op: string, x: ArrayLike): Any {
  const a = ravel(borrowed(op, x).array) as Any
  if (isComplex(a.dtype)) throw new DTypeError(`${op}: complex numbers have no bins; take real or imag`)
  return a.dtype === 'bool' ? astype(a, 'uint8') as Any : a
}

// Coordinates in their common dtype, as NumPy stacks them.
function coordinates(op: string, list: readonly ArrayLike[]): Any[] {
  const points = Array.from(list, s => sample(op, s)), odd = points.find(p => p.size !== points[0]!.size)
  if (odd) throw new ShapeError(`${op}: coordinates of ${points[0]!.size} and of ${odd.size} points; give as many of each`)
  const dtype = promoteAll(points.map(p => p.dtype))
  return points.map(p => p.dtype === dtype ? p : astype(p, dtype) as Any)
}

function edgesOf(op: string, edges: ArrayLike): Any {
  const { array } = borrowed(op, edges)
  if (array.ndim !== 1) throw new ShapeError(`${op}: the edges of bins must have one dimension, not the shape ${shapeText(array.shape)}`)
  if (isComplex(array.dtype)) throw new DTypeError(`${op}: the edges of bins must be real, not ${array.dtype}`)
  if (array.size > 1 && any(greater(array.slice(':-1'), array.slice('1:')))) throw new ValueError(`${op}: the edges of bins must rise`)
  return array.dense ? array : array.copy()
}

// As NumPy, between the least and the greatest of float32 elements in float32, step by step; `dtype` is what the edges become.
function evenEdges(op: string, a: Any, bins: number, [low, high]: Range, given: unknown, dtype: 'float32' | 'float64' = 'float64'): Any {
  if (!Number.isInteger(bins) || bins < 1 || bins > 0x7ffffffe) throw new ValueError(`${op}: the number of bins must be an integer from 1 on, not ${shown(bins)}`)
  if (a.dtype !== 'float32' || given || a.size === 0) return linspace(low, high, bins + 1, { dtype }) as Any
  const edges = allocate(op, 'float32', [bins + 1]), to = edges.data, step = Math.fround(Math.fround(high - low) / bins)
  for (let i = 0; i < bins; i++) to[i] = Math.fround(i * step) + low
  to[bins] = high
  return edges
}
function requireWidth(op: string, edges: Any): Any {
  if (any(greater_equal(edges.slice(':-1'), edges.slice('1:')))) throw new ValueError(`${op}: ${edges.size - 1} bins from ${edges.item(0)} to ${edges.item(-1)} are too narrow for ${edges.dtype}`)
  return edges
}

// The edges, and the range of bins of one width.
function binEdges(op: string, a: Any, bins: Bins, range: Range | null | undefined, weighted: boolean): { edges: Any; even?: Range } {
  const float = a.dtype === 'float32' ? 'float32' : 'float64', make = (n: number, ends: Range): Any => requireWidth(op, evenEdges(op, a, n, ends, range, float))
  if (typeof bins === 'string') {
    if (!Object.hasOwn(rules, bins)) throw new ValueError(`${op}: there is no rule ${shown(bins)} for bins; the rules are ${Object.keys(rules).join(', ')}`)
    if (weighted) throw new ValueError(`${op}: the rules for bins do not know weights; give a number of bins`)
    const ends = outer(op, a, range), inside = range ? at(a, bitwise_and(greater_equal(a, ends[0]), less_equal(a, ends[1]))) as Any : a
    let width = inside.size === 0 ? 0 : rules[bins as BinRule](inside, range)
    if (width > 0 && width < 1 && 'iu'.includes(dtypes[a.dtype].kind)) width = 1
    return { edges: make(width ? Math.ceil((ends[1] - ends[0]) / width) : 1, ends), even: ends }
  }
  if (typeof bins === 'number') { const even = outer(op, a, range); return { edges: make(bins, even), even } }
  return { edges: edgesOf(op, bins) }
}

// The sums of all weights by bin (the real, then the imaginary parts), or the counts.
function countsOf(op: string, a: Any, bins: Bins, range: Range | null | undefined, weights: Any | undefined): [counts: Float64Array[], edges: Any] {
  const { edges, even } = binEdges(op, a, bins, range, weights !== undefined), n = Math.max(0, edges.size - 1), parts = weights && isComplex(weights.dtype) ? [real(weights), imag(weights)].map(p => doubles(p as Any)) : [weights && doubles(weights)]
  let bin: (i: number) => number
  if (even) {
    // NumPy's way: the bin by arithmetic, then set right by the edges themselves.
    const round = a.dtype === 'float32' ? Math.fround : Number, low = round(even[0]), high = round(even[1]), scale = even[1] - even[0], x = doubles(a), e = doubles(edges)
    bin = i => {
      const v = x[i]!
      if (!(v >= low && v <= high)) return -1
      const b = Math.max(0, Math.min(n - 1, Math.trunc((v - even[0]) / scale * n)))
      return v < e[b]! ? b - 1 : b < n - 1 && v >= e[b + 1]! ? b + 1 : b
    }
  } else {
    const places = placesIn(op, edges, a, true).data, last = a.size > 0 && n > 0 ? placesIn(op, edges.slice('-1:'), a, false).data : places
    // Only the last bin has its right edge: what is right of all edges and not greater than the last.
    bin = i => places[i]! <= n ? places[i]! - 1 : last[i] === 0 ? n - 1 : -1
  }
  return [parts.map(w => sums(a.size, n, bin, w)), edges]
}

function weightsOf(op: string, given: ArrayLike | null | undefined, shape: readonly number[]): Any | undefined {
  if (given === undefined || given === null) return undefined
  const { array } = borrowed(op, given)
  if (!sameShape(array.shape, shape)) throw new ShapeError(`${op}: weights of shape ${shapeText(array.shape)} do not fit the elements' ${shapeText(shape)}`)
  return ravel(array) as Any
}

/** Options of histogram_bin_edges and histogram. */
export interface HistogramOptions {
  /** The least and the greatest value; default those of the elements. */
  range?: Range | null
  /** What each element counts; of the array's shape. */
  weights?: ArrayLike | null
  /** Whether to divide by the width of the bins and the sum: the integral is 1. */
  density?: boolean | null
}
/** The edges of bins. */
export type EdgesOf<A> = NDArray<DTypeOf<A> extends 'float32' ? 'float32' : 'float64'>
type Edges<A, B> = B extends number | string | undefined ? EdgesOf<A> : NDArray<DTypeOf<B>>
type CountsOf<O> = O extends { density: true } ? Doubles : O extends { weights: infer W extends ArrayLike } ? NDArray<DTypeOf<W>> : NDArray<'int32'>

/** The edges that histogram would take. */
export function histogram_bin_edges<A extends ArrayLike, B extends Bins = number>(a: A, bins?: B, options?: HistogramOptions): Edges<A, B> {
  const op = 'histogram_bin_edges'
  return scope(() => {
    const x = sample(op, a), weights = weightsOf(op, options?.weights, borrowed(op, a).array.shape)
    const { edges } = binEdges(op, x, bins ?? 10, options?.range, weights !== undefined)
    return (edges === bins ? edges.view(edges.shape, edges.strides, edges.address) : edges) as Edges<A, B>
  })
}

/** How many elements are in each bin (int32; of weights their sums, in their dtype), and the edges of the bins: a number of bins, a rule, or edges. */
export function histogram<A extends ArrayLike, B extends Bins = number, const O extends HistogramOptions = HistogramOptions>(a: A, bins?: B, options?: O): [CountsOf<O>, Edges<A, B>] {
  const op = 'histogram'
  return scope(() => {
    const x = sample(op, a), weights = weightsOf(op, options?.weights, borrowed(op, a).array.shape), [counts, edges] = countsOf(op, x, bins ?? 10, options?.range, weights)
    const dtype = weights?.dtype ?? 'int32', n = counts[0]!.length
    let result: Any
    if (counts.length === 2) {
      const whole = allocate(op, 'complex128', [n]), to = whole.data
      for (let i = 0; i < n; i++) { to[2 * i] = counts[0]![i]!; to[2 * i + 1] = counts[1]![i]! }
      result = astype(whole, dtype) as Any
    } else result = made(op, dtype, counts[0]!) as Any
    if (options?.density) {
      const width = subtract(edges.slice('1:'), edges.slice(':-1'))
      result = divide(divide(result, astype(width, 'float64')), sum(result) as number) as Any
    }
    return [result, edges === bins ? edges.view(edges.shape, edges.strides, edges.address) : edges] as unknown as [CountsOf<O>, Edges<A, B>]
  })
}

/** Options of histogram2d and histogramdd. */
export interface HistogramNdOptions {
  /** Per dimension the least and the greatest value, or null. */
  range?: readonly (Range | null)[] | null
  /** What each point counts. */
  weights?: ArrayLike | null
  /** Whether to divide by the volume of the bins and the sum. */
  density?: boolean | null
}

function histogramOf(op: string, points: readonly Any[], bins: readonly (number | ArrayLike)[], options: HistogramNdOptions | null | undefined): [Doubles, Any[]] {
  const d = points.length, n = points[0]?.size ?? 0, { range, weights, density } = options ?? {}
  if (range !== undefined && range !== null && (!Array.isArray(range) || range.length !== d)) throw new ValueError(`${op}: range must have one entry for each of the ${d} dimensions`)
  if (bins.length !== d) throw new ValueError(`${op}: there are bins for ${bins.length} dimensions, and ${d} dimensions`)
  const w = weightsOf(op, weights, [n])
  if (w && isComplex(w.dtype)) throw new DTypeError(`${op}: weights must be real, not ${w.dtype}`)
  const edges = Array.from(bins, (b, i) => {
    if (typeof b !== 'number') return edgesOf(op, b)
    return evenEdges(op, points[i]!, b, outer(op, points[i]!, range?.[i]), range?.[i])
  })
  const shape = edges.map(e => Math.max(0, e.size - 1)), place = new Float64Array(n)
  points.forEach((p, i) => {
    const right = placesIn(op, edges[i]!, p, true).data, last = n > 0 && edges[i]!.size > 0 ? placesIn(op, edges[i]!.slice('-1:'), p, false).data : right, m = shape[i]!
    for (let k = 0; k < n; k++) {
      const b = right[k]! <= m ? right[k]! - 1 : last[k] === 0 ? m - 1 : -1
      place[k] = b < 0 || place[k]! < 0 ? -1 : place[k]! * m + b
    }
  })
  const size = shape.reduce((s, m) => s * m, 1)
  let result = made(op, 'float64', sums(n, size, k => place[k]!, w && doubles(w)), shape)
  if (density) {
    const all = sum(result)
    edges.forEach((e, i) => { const width = subtract(e.slice('1:'), e.slice(':-1')) as Any; result = divide(result, width.reshape(shape.map((m, k) => k === i ? m : 1))) as Doubles })
    result = divide(result, all) as Doubles
  }
  return [result, edges.map((e, i) => e === bins[i] ? e.view(e.shape, e.strides, e.address) : e)]
}

/** How many points of a sample are in each cell of a grid (float64), and the edges of the bins of each dimension. The sample is (points, dimensions), or a list of coordinates. */
export function histogramdd(samples: ArrayLike | readonly ArrayLike[], bins: number | readonly (number | ArrayLike)[] = 10, options?: HistogramNdOptions): [Doubles, Any[]] {
  const op = 'histogramdd'
  return scope(() => {
    let points: Any[]
    if (samples instanceof NDArray && samples.ndim === 2) points = Array.from({ length: samples.shape[1]! }, (_, i) => sample(op, samples.slice(':', i)))
    else {
      const list = Array.isArray(samples) && samples.some(s => Array.isArray(s) || s instanceof NDArray || isTypedArray(s)) ? samples as readonly ArrayLike[] : [samples as ArrayLike]
      points = coordinates(op, list)
    }
    if (points.length === 0) throw new ShapeError(`${op}: the sample has no dimensions`)
    return histogramOf(op, points, Array.isArray(bins) ? bins as readonly ArrayLike[] : points.map(() => bins as number), options)
  })
}

/** How many points (x, y) are in each cell of a grid (float64), and the edges along x and y. */
export function histogram2d(x: ArrayLike, y: ArrayLike, bins: number | ArrayLike | readonly (number | ArrayLike)[] = 10, options?: HistogramNdOptions): [Doubles, Any, Any] {
  const op = 'histogram2d'
  return scope(() => {
    const points = coordinates(op, [x, y]), each = typeof bins === 'number' ? [bins, bins] : Array.isArray(bins) && bins.length === 2 ? bins as readonly (number | ArrayLike)[] : [bins as ArrayLike, bins as ArrayLike]
    const [counts, [a, b]] = histogramOf(op, points, each, options)
    return [counts, a!, b!] as [Doubles, Any, Any]
  })
}
