// Spaced values, grids, and matrices made of diagonals and triangles.

import { diagonalOf, fronted, requireDimensions, requireInteger } from './arranging.js'
import type { ArrayLike } from './asarray.js'
import { chosen, type DTypeOption } from './creation.js'
import type { DType } from './dtype.js'
import { result_type } from './dtype-info.js'
import { arrayOf, assignWhere, copyInto, duplicate, fill } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { expand_dims, moveaxis, ravel, type ArrayOf } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import { absolute, add, any, divide, equal, floor, log10, multiply, power, subtract } from './ops.js'
import { isScalar, promoteTypes, type Common, type DTypeOf, type Promote } from './promotion.js'
import { broadcastShape, broadcastStrides, sizeOf, toAxis, toShape } from './shape.js'

type Any = NDArray<DType>

// 0, 1 … n - 1.
function counting<D extends DType>(op: string, n: number, dtype: D): NDArray<D> {
  const out = allocate(op, 'float64', toShape(op, n)), f = out.data
  for (let i = 0; i < n; i++) f[i] = i
  return duplicate(op, out, dtype)
}

/** Options of linspace and its like. */
export interface SpaceOptions<D extends DType> { endpoint?: boolean; dtype?: D; axis?: number }

// NumPy's linspace, step by step so that the bits are its own. Called in a scope; gives the values, in floats, and the step.
function spaced(op: string, start: ArrayLike, stop: ArrayLike, num: number, options: SpaceOptions<DType> | null): [Any, Any] {
  const { endpoint = true, axis = 0 } = options ?? {}
  if (!Number.isInteger(num) || num < 0) throw new ValueError(`${op}: num must be an integer of at least 0, not ${shown(num)}`)
  const given = [start, stop].map(x => isScalar(x) ? x : arrayOf(op, x)), dtype: DType = result_type(...given, 0.5), [a, b] = given.map(x => duplicate(op, arrayOf(op, x), dtype)) as [Any, Any]
  broadcastShape(op, [a.shape, b.shape])
  const delta: Any = subtract(b, a), intervals = endpoint ? num - 1 : num, step: Any = intervals > 0 ? divide(delta, intervals) : duplicate(op, arrayOf(op, NaN), dtype)
  const i: Any = counting(op, num, dtype).reshape([num, ...delta.shape.map(() => 1)])
  // Where the step underflows, i / intervals * delta.
  const scaled = intervals <= 0 ? multiply(i, delta) : any(equal(step, 0)) ? multiply(divide(i, intervals), delta) : multiply(i, step), y: Any = add(scaled, a)
  if (endpoint && num > 1) copyInto(y.slice(-1), b)
  return [toAxis(op, axis, y.ndim) === 0 ? y : moveaxis(y, 0, axis), step]
}
function finished(op: string, y: Any, dtype: DType | undefined): Any {
  const type = chosen(op, dtype, y.dtype)
  return type === y.dtype ? y : duplicate(op, y, type)
}

/** `num` values from start to stop, evenly spaced; with retstep also the step. Of arrays, the values run along the new `axis` of the result. */
export function linspace<D extends DType = 'float64'>(start: number, stop: number, num?: number, options?: SpaceOptions<D> & { retstep?: false }): NDArray<D>
export function linspace<D extends DType = 'float64'>(start: number, stop: number, num: number | undefined, options: SpaceOptions<D> & { retstep: true }): [NDArray<D>, number]
export function linspace<A extends ArrayLike, B extends ArrayLike, D extends DType = Spaced<A, B>>(start: A, stop: B, num?: number, options?: SpaceOptions<D> & { retstep?: false }): NDArray<D>
export function linspace<A extends ArrayLike, B extends ArrayLike, D extends DType = Spaced<A, B>>(start: A, stop: B, num: number | undefined, options: SpaceOptions<D> & { retstep: true }): [NDArray<D>, NDArray<Spaced<A, B>>]
export function linspace(start: ArrayLike, stop: ArrayLike, num = 50, options: SpaceOptions<DType> & { retstep?: boolean } = {}): Any | [Any, Any | number] {
  const op = 'linspace', { dtype, retstep = false } = options ?? {}
  return scope(() => {
    const [y, step] = spaced(op, start, stop, num, options), whole = dtype !== undefined && /^u?int/.test(chosen(op, dtype, 'float64')), out = finished(op, whole && y.dtype.startsWith('float') ? floor(y) : y, dtype)
    return retstep ? [out, typeof start === 'number' && typeof stop === 'number' ? step.item() as number : step] : out
  })
}
type Spaced<A, B> = Floating<Common<A, B>>
type Floating<D extends DType> = D extends 'float32' | 'float64' | 'complex64' | 'complex128' ? D : 'float64'

/** `num` values evenly spaced on a log scale, from base ** start to base ** stop; of arrays along the new `axis`. */
export function logspace<A extends ArrayLike, B extends ArrayLike, D extends DType = Spaced<A, B>>(start: A, stop: B, num = 50, options: SpaceOptions<D> & { base?: ArrayLike } = {}): NDArray<D> {
  const op = 'logspace', { base = 10, axis = 0, dtype } = options ?? {}
  return scope(() => {
    if (isScalar(base)) return finished(op, power(base, spaced(op, start, stop, num, options)[0]), dtype)
    const parts = [start, stop, base].map(x => arrayOf(op, x)), ndim = Math.max(...parts.map(x => x.ndim)), [a, b, c] = parts.map(x => fronted(x, ndim)) as [Any, Any, Any]
    broadcastShape(op, parts.map(x => x.shape))
    return finished(op, power(expand_dims(c, toAxis(op, axis, ndim + 1)), spaced(op, a, b, num, options)[0]), dtype)
  }) as NDArray<D>
}

/** `num` values from start to stop, each the same multiple of the one before; of complex numbers on a spiral; of arrays along the new `axis`. */
export function geomspace<A extends ArrayLike, B extends ArrayLike, D extends DType = Spaced<A, B>>(start: A, stop: B, num = 50, options: SpaceOptions<D> = {}): NDArray<D> {
  const op = 'geomspace', { endpoint = true, axis = 0, dtype } = options ?? {}
  return scope(() => {
    const given = [arrayOf(op, start), arrayOf(op, stop)] as const, type: DType = result_type(...given, 0.5), [a, b] = given.map(x => duplicate(op, x, type)) as [Any, Any]
    broadcastShape(op, [a.shape, b.shape])
    for (const x of [a, b]) if (any(equal(x, 0))) throw new ValueError(`${op}: a geometric sequence cannot have zeros at its ends`)
    const sign: Any = divide(a, absolute(a)), first: Any = divide(a, sign), last: Any = divide(b, sign)
    const y: Any = power(10, spaced(op, log10(first), log10(last), num, { endpoint })[0])
    if (num > 0) copyInto(y.slice(0), first)
    if (num > 1 && endpoint) copyInto(y.slice(-1), last)
    const out: Any = multiply(y, sign)
    return finished(op, toAxis(op, axis, out.ndim) === 0 ? out : moveaxis(out, 0, axis), dtype)
  }) as NDArray<D>
}

/** Options of meshgrid. */
export interface MeshgridOptions { indexing?: 'xy' | 'ij'; sparse?: boolean; copy?: boolean }
type GridsOf<L extends readonly ArrayLike[]> = { -readonly [K in keyof L]: ArrayOf<L[K]> }
/** Coordinates on a grid from those along its axes: one array each, of the grid's shape (or, sparse, that broadcast to it; not copied, read-only views). 'xy' exchanges the first two axes. */
export function meshgrid<const L extends readonly ArrayLike[]>(...xi: L): GridsOf<L>
export function meshgrid<const L extends readonly ArrayLike[]>(...xi: [...L, MeshgridOptions]): GridsOf<L>
export function meshgrid(...xi: (ArrayLike | MeshgridOptions)[]): Any[] {
  const op = 'meshgrid', end = xi[xi.length - 1], last = typeof end === 'object' && end !== null && Object.getPrototypeOf(end) === Object.prototype && !isScalar(end) ? end as MeshgridOptions : undefined
  const { indexing = 'xy', sparse = false, copy = true } = last ?? {}
  if (indexing !== 'xy' && indexing !== 'ij') throw new ValueError(`${op}: indexing is 'xy' or 'ij', not ${shown(indexing)}`)
  return scope(() => {
    const lists = (last ? xi.slice(0, -1) : xi).map(x => ravel(arrayOf(op, x as ArrayLike)) as Any), n = lists.length
    const at = (i: number): number => indexing === 'xy' && n > 1 && i < 2 ? 1 - i : i, shape = lists.map((_, i) => lists[at(i)]!.size)
    return lists.map((x, i) => {
      const open = x.view(shape.map((m, k) => k === at(i) ? m : 1), shape.map((_, k) => k === at(i) ? x.strides[0]! : 0), x.address)
      const whole = sparse ? open : open.view(shape, broadcastStrides(open.shape, open.strides, shape), open.address, open.dtype, false)
      return copy ? whole.copy() : whole
    })
  })
}

interface Range { start: number; step: number; n: number; whole: boolean }
// A range as NumPy's mgrid reads it: 'start:stop:step', or 'start:stop:Nj' for N values up to and with stop.
function rangeOf(op: string, text: string): Range {
  const parts = typeof text === 'string' ? text.split(':').map(t => t.trim()) : []
  const [first, last, by] = parts.map(t => Number(t.replace(/j$/, ''))), points = parts[2]?.endsWith('j') ?? false
  if (parts.length < 2 || parts.length > 3 || parts[1] === '' || [first, last, by ?? 1].some(x => !Number.isFinite(x))) throw new ValueError(`${op}: ${shown(text)} is not a range; write 'start:stop', 'start:stop:step' or, for N values up to and with stop, 'start:stop:Nj'`)
  const start = first!, stop = last!, given = parts[2] ? by! : 1
  if (points) {
    const n = Math.trunc(Math.abs(given))
    return { start, step: n > 1 ? (stop - start) / (n - 1) : 1, n, whole: false }
  }
  if (given === 0) throw new ValueError(`${op}: the step of ${shown(text)} is 0`)
  return { start, step: given, n: Math.ceil((stop - start) / given), whole: parts.every(t => /^[-+]?\d*$/.test(t)) }
}
function alongRanges(op: string, texts: readonly string[]): Any[] {
  const ranges = texts.map(t => rangeOf(op, t)), empty = ranges.findIndex(r => r.n < 0), dtype = ranges.every(r => r.whole) ? 'int32' : 'float64'
  if (op === 'mgrid' && empty >= 0 && ranges.length > 1) throw new ValueError(`${op}: the step of '${texts[empty]}' leads away from its end`)
  return ranges.map(({ start, step, n, whole }) => {
    const out = counting(op, Math.max(0, n), 'float64'), f = out.data
    // As NumPy: a range alone is arange's, which goes on by the difference of the first two values.
    const by = texts.length === 1 && whole === false && !texts[0]!.includes('j') ? start + step - start : step
    for (let i = 0; i < n; i++) f[i] = f[i]! * by + start
    return finished(op, out, dtype)
  })
}
/**
 * NumPy's mgrid[…] as a function: the coordinates on a grid, stacked along the first axis, from a range per axis, each as text:
 * mgrid('0:5', '0:1:0.1', '-1:1:3j'), where 3j stands for three values with both ends. One range alone gives its values.
 * int32 where all numbers are whole, else float64.
 */
export function mgrid(...ranges: string[]): NDArray<'int32' | 'float64'> {
  return scope(() => {
    const axes = alongRanges('mgrid', ranges), shape = axes.map(a => a.size)
    if (axes.length === 1) return axes[0]!
    const out = allocate('mgrid', axes[0]?.dtype ?? 'int32', toShape('mgrid', [axes.length, ...shape]))
    axes.forEach((a, i) => copyInto(out.slice(i), a.reshape(shape.map((m, k) => k === i ? m : 1))))
    return out
  }) as NDArray<'int32' | 'float64'>
}
/** The same without repetition: one array per axis, which broadcast to the grid of mgrid; of one range alone the array. */
export function ogrid(range: string): NDArray<'int32' | 'float64'>
export function ogrid(...ranges: string[]): NDArray<'int32' | 'float64'>[]
export function ogrid(...ranges: string[]): Any | Any[] {
  return scope(() => {
    const axes = alongRanges('ogrid', ranges).map((a, i) => a.reshape(ranges.map((_, k) => k === i ? a.size : 1)))
    return axes.length === 1 ? axes[0]! : axes
  })
}

/** The indices of an array of a shape: element [k, i, j …] is the place along axis k; sparse, one array per axis that broadcasts. int32 unless said. */
export function indices<D extends DType = 'int32'>(dimensions: readonly number[], dtype: { dtype?: D; sparse: true }): NDArray<D>[]
export function indices<D extends DType = 'int32'>(dimensions: readonly number[], dtype?: D | { dtype?: D; sparse?: false }): NDArray<D>
export function indices(dimensions: readonly number[], dtype?: DType | { dtype?: DType; sparse?: boolean }): Any | Any[] {
  return indicesAs('indices', dimensions, chosen('indices', dtype as DTypeOption<DType>, 'int32'), typeof dtype === 'object' && Boolean(dtype?.sparse))
}
/** indices() for an op of this name. */
export function indicesAs(op: string, dimensions: readonly number[], type: DType, sparse = false): Any | Any[] {
  const shape = toShape(op, dimensions), n = shape.length
  return scope(() => {
    const axes = shape.map((m, i) => counting(op, m, type).reshape(shape.map((_, k) => k === i ? m : 1)))
    if (sparse) return axes
    const out = allocate(op, type, [n, ...shape])
    axes.forEach((a, i) => copyInto(out.slice(i), a))
    return out
  })
}

// Per element whether it is on or below the k-th diagonal (or, upper, on or above).
function triangle(op: string, shape: readonly number[], k: number, upper = false): NDArray<'bool'> {
  requireInteger(op, 'k', k)
  const out = allocate(op, 'bool', toShape(op, shape)), flags = out.data, [n, m] = shape as [number, number]
  for (let i = 0; i < n; i++) {
    const end = Math.min(m, Math.max(0, upper ? i + k : i + k + 1))
    flags.fill(upper ? 0 : 1, i * m, i * m + end)
    flags.fill(upper ? 1 : 0, i * m + end, (i + 1) * m)
  }
  return out
}
/** Ones on and below the k-th diagonal, zeros above. */
export function tri<D extends DType = 'float64'>(N: number, M?: number | null, k = 0, dtype?: DTypeOption<D>): NDArray<D> {
  return scope(() => duplicate('tri', triangle('tri', [N, M ?? N], k), chosen<D>('tri', dtype, 'float64')))
}
/** The lower triangle, up to the k-th diagonal, of each matrix in the last two axes; zeros elsewhere. */
export function tril<A extends ArrayLike>(m: A, k = 0): ArrayOf<A> { return kept('tril', m, k, false) as ArrayOf<A> }
/** The upper triangle, from the k-th diagonal on, of each matrix in the last two axes; zeros elsewhere. */
export function triu<A extends ArrayLike>(m: A, k = 0): ArrayOf<A> { return kept('triu', m, k, true) as ArrayOf<A> }
function kept(op: string, m: ArrayLike, k: number, upper: boolean): Any {
  return scope(() => {
    const x = arrayOf(op, m)
    requireDimensions(op, x, 1)
    const n = x.shape[x.ndim - 1]!, out = allocate(op, x.dtype, x.ndim === 1 ? [n, n] : x.shape)
    fill(out, 0)
    assignWhere(op, out, x, triangle(op, out.shape.slice(-2), k, upper))
    return out
  })
}

/** Of a list the matrix with it on the k-th diagonal, of a matrix that diagonal, a view. */
export function diag<A extends ArrayLike>(v: A, k = 0): ArrayOf<A> {
  const op = 'diag'
  return scope(() => {
    const x = arrayOf(op, v)
    if (x.ndim !== 1 && x.ndim !== 2) throw new ShapeError(`${op}: one or two dimensions are needed, not shape ${shapeText(x.shape)}`)
    return x.ndim === 2 ? diagonalOf(op, x, k, 0, 1) : onDiagonal(op, x, k)
  }) as ArrayOf<A>
}
/** The matrix with the flattened array on its k-th diagonal. */
export function diagflat<A extends ArrayLike>(v: A, k = 0): ArrayOf<A> { return scope(() => onDiagonal('diagflat', ravel(arrayOf('diagflat', v)), k)) as ArrayOf<A> }
function onDiagonal(op: string, x: Any, k: number): Any {
  requireInteger(op, 'k', k)
  const n = x.size + Math.abs(k), out = allocate(op, x.dtype, toShape(op, [n, n]))
  fill(out, 0)
  copyInto(diagonalOf(op, out, k, 0, 1), x)
  return out
}

/** The Vandermonde matrix of a list: its powers N - 1 to 0 (increasing: 0 to N - 1) as columns. */
export function vander<A extends ArrayLike>(x: A, N?: number | null, increasing = false): NDArray<Promote<DTypeOf<A>, 'int64'>> {
  const op = 'vander'
  return scope(() => {
    const a = arrayOf(op, x), dtype = promoteTypes(a.dtype, 'int64')
    if (a.ndim !== 1) throw new ShapeError(`${op}: a list is needed, not an array of shape ${shapeText(a.shape)}`)
    const shape = toShape(op, [a.size, N ?? a.size]), bases = allocate(op, dtype, shape), n = shape[1]!
    if (sizeOf(shape) === 0) return bases
    copyInto(bases, a.reshape([a.size, 1]))
    fill(bases.slice(':', 0), 1)
    const powers = multiply.accumulate(bases, 1)
    return increasing || n < 2 ? powers : powers.slice(':', '::-1').copy()
  }) as NDArray<Promote<DTypeOf<A>, 'int64'>>
}
