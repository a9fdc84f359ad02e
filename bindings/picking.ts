// Elements picked out and put in by places, conditions and choices.

import { requireDimensions, requireInteger, resize } from './arranging.js'
import type { ArrayLike } from './asarray.js'
import type { DType } from './dtype.js'
import { result_type, type ResultType } from './dtype-info.js'
import { arrayOf, assignWhere, copyInto, duplicate, fill, incoming, requireWriteable } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { coordinates, integersOf, nonzero, read, settled, write, type AdvancedIndex, type IndexMode } from './indexing.js'
import { borrowAll, ravel, type ArrayOf } from './manipulation.js'
import { allocate, NDArray, requireArray, scope } from './ndarray.js'
import { equal, logical_not } from './ops.js'
import { isScalar, promoteAll, requireFits, type CommonOfList, type DTypeOf, type Scalar } from './promotion.js'
import { checkOut, delivered } from './reduce.js'
import { broadcastShape, broadcastStrides, sameShape, sizeOf, toAxis, toShape, type ShapeLike } from './shape.js'

type Any = NDArray<DType>

// The index that picks places along one axis for every place along the others.
function alongIndex(op: string, x: Any, indices: ArrayLike, axis: number): AdvancedIndex[] {
  const which = integersOf(op, indices), at = toAxis(op, axis, x.ndim)
  if (which.ndim !== x.ndim) throw new ShapeError(`${op}: indices of shape ${shapeText(which.shape)} for an array of shape ${shapeText(x.shape)}; give as many dimensions`)
  return x.shape.map((n, i) => i === at ? which : count(op, n).reshape(x.shape.map((_, k) => k === i ? n : 1)))
}
// 0, 1 … n - 1.
function count(op: string, n: number): NDArray<'int32'> {
  const out = allocate(op, 'int32', [n]), to = out.data
  for (let i = 0; i < n; i++) to[i] = i
  return out
}

/** Elements at places along an axis, one place for each result: what argsort and its like give (axis null: of the flattened array). */
export function take_along_axis<A extends ArrayLike>(arr: A, indices: ArrayLike, axis: number | null = -1): ArrayOf<A> {
  const op = 'take_along_axis'
  return scope(() => {
    const given = arrayOf(op, arr), x: Any = axis === null ? ravel(given) : given
    return read(op, x, alongIndex(op, x, indices, axis ?? 0))
  }) as ArrayOf<A>
}

/** Writes values at places along an axis, one place for each value (axis null: of the flattened array). */
export function put_along_axis(arr: Any, indices: ArrayLike, values: ArrayLike, axis: number | null): void {
  const op = 'put_along_axis'
  requireWriteable(op, arr)
  scope(() => {
    if (axis !== null) { write(op, arr, alongIndex(op, arr, indices, axis), values, 'unsafe'); return }
    const which = integersOf(op, indices)
    if (which.ndim !== 1) throw new ShapeError(`${op}: with axis null indices are a list, not of shape ${shapeText(which.shape)}`)
    write(op, arr, flatIndex(op, arr, settled(op, which, arr.size, 'raise', 'the array')), values, 'unsafe')
  })
}

// The index of places in C order.
function flatIndex(op: string, a: Any, places: NDArray<'int32'>): NDArray<'int32'>[] { return coordinates(op, duplicate(op, places), a.shape) }

// a.flat[places] = values, repeated as often as it takes.
function putAt(op: string, a: Any, places: NDArray<'int32'>, values: ArrayLike): void {
  const given: Any = ravel(incoming(op, values, a.dtype, 'unsafe')), flat = ravel(places)
  if (places.size === 0 || given.size === 0) return
  if (a.ndim === 0) fill(a, (given.item(places.size - 1 < given.size ? places.size - 1 : (places.size - 1) % given.size)) as Scalar)
  else write(op, a, flatIndex(op, a, flat), resize(given, places.size), 'unsafe')
}

/** Writes values at places of the flattened array; values are repeated if there are fewer of them. */
export function put(a: Any, ind: ArrayLike, v: ArrayLike, options: { mode?: IndexMode } = {}): void {
  const op = 'put'
  requireWriteable(op, a)
  scope(() => putAt(op, a, settled(op, integersOf(op, ind), a.size, options?.mode ?? 'raise', 'the array'), v))
}

/** Writes the first so many values where a mask of the array's size is true; they are repeated if there are fewer. */
export function place(arr: Any, mask: ArrayLike, vals: ArrayLike): void {
  const op = 'place'
  requireWriteable(op, arr)
  scope(() => {
    const flags = arrayOf(op, mask), given = incoming(op, vals, arr.dtype, 'safe')
    if (flags.size !== arr.size) throw new ShapeError(`${op}: a mask of shape ${shapeText(flags.shape)} for an array of shape ${shapeText(arr.shape)}; they must be of one size`)
    const places = nonzero(ravel(flags))[0]!
    if (given.size === 0 && places.size > 0) throw new ValueError(`${op}: there are no values to put in`)
    putAt(op, arr, places, given)
  })
}

/** Writes values where a mask is true: those at the same places, repeated if there are fewer than elements. */
export function putmask(a: Any, mask: ArrayLike, values: ArrayLike): void {
  const op = 'putmask'
  requireWriteable(op, a)
  scope(() => {
    const flags = arrayOf(op, mask), given = incoming(op, values, a.dtype, 'safe')
    if (flags.size !== a.size) throw new ShapeError(`${op}: a mask of shape ${shapeText(flags.shape)} for an array of shape ${shapeText(a.shape)}; they must be of one size`)
    if (given.size === 0) return
    assignWhere(op, a, sameShape(given.shape, a.shape) || given.size === 1 && given.ndim === 0 ? given : resize(given, a.shape), sameShape(flags.shape, a.shape) ? flags : ravel(flags).reshape(a.shape))
  })
}

/** Writes a value, or values in turn, to the main diagonal; `wrap` goes on below in a tall matrix. */
export function fill_diagonal(a: Any, val: ArrayLike, wrap = false): void {
  const op = 'fill_diagonal'
  requireWriteable(op, a)
  requireDimensions(op, a, 2)
  const [rows, cols] = a.shape as [number, number]
  if (a.ndim > 2 && a.shape.some(n => n !== rows)) throw new ShapeError(`${op}: all lengths of ${shapeText(a.shape)} must be equal`)
  const step = a.ndim === 2 ? cols + 1 : a.shape.reduce((s, _, i) => s + rows ** i, 0), end = a.ndim === 2 && !wrap ? Math.min(a.size, cols * cols) : a.size
  scope(() => {
    const places = allocate(op, 'int32', [Math.ceil(end / step)]), to = places.data
    for (let i = 0; i < to.length; i++) to[i] = i * step
    putAt(op, a, places, val)
  })
}

/** Options of choose. */
export interface ChooseOptions { out?: Any; mode?: IndexMode }
/** Of several arrays the element of the one that `a` names, at each place: choices[a[i]][i]. */
export function choose<const L extends readonly ArrayLike[]>(a: ArrayLike, choices: L | Any, options: ChooseOptions = {}): NDArray<CommonOfList<L>> {
  const op = 'choose', { out, mode = 'raise' } = options ?? {}
  return scope(() => {
    if (choices instanceof NDArray) { void choices.block; requireDimensions(op, choices, 1) }
    const list: Any[] = choices instanceof NDArray ? Array.from({ length: choices.shape[0]! }, (_, i) => choices.slice(i)) : borrowAll(op, choices).list
    if (list.length === 0) throw new ValueError(`${op}: there are no choices to choose from`)
    const which = settled(op, integersOf(op, a), list.length, mode, 'the list of choices', false), dtype = promoteAll(list.map(c => c.dtype))
    const shape = broadcastShape(op, [which.shape, ...list.map(c => c.shape)])
    checkOut(op, out, shape, dtype)
    const result = allocate(op, dtype, shape)
    list.forEach((c, i) => assignWhere(op, result, c, equal(which, i)))
    return delivered(result, out)
  }) as NDArray<CommonOfList<L>>
}

/** At each place the element of the choice whose condition is the first to be true there, else the default. */
export function select<const L extends readonly ArrayLike[], S extends ArrayLike = number>(condlist: readonly ArrayLike[], choicelist: L, default_: S | 0 = 0): NDArray<ResultType<[...L, S]>> {
  const op = 'select'
  return scope(() => {
    if (!Array.isArray(choicelist) || !Array.isArray(condlist) || condlist.length !== choicelist.length || condlist.length === 0) throw new ValueError(`${op}: give as many choices as conditions, in two lists`)
    const conditions = condlist.map(c => arrayOf(op, c as ArrayLike)), wrong = conditions.findIndex(c => c.dtype !== 'bool')
    if (wrong >= 0) throw new DTypeError(`${op}: conditions must be bool, and number ${wrong} is ${conditions[wrong]!.dtype}`)
    const given = [...choicelist as readonly ArrayLike[], default_].map(c => isScalar(c) ? c : arrayOf(op, c)), dtype = result_type(...given) as DType
    const parts = given.map(c => { if (isScalar(c)) requireFits(op, c, dtype); return incoming(op, c, dtype) }), out = allocate(op, dtype, broadcastShape(op, [...conditions, ...parts].map(x => x.shape)))
    copyInto(out, parts[parts.length - 1]!)
    for (let i = conditions.length - 1; i >= 0; i--) assignWhere(op, out, parts[i]!, conditions[i]!)
    return out
  }) as NDArray<ResultType<[...L, S]>>
}

/** What stands where a condition of one dimension is true along an axis (without one: of the flattened array). */
export function compress<O extends Any>(condition: ArrayLike, a: ArrayLike, axis: number | null | undefined, options: { out: O }): O
export function compress<A extends ArrayLike>(condition: ArrayLike, a: A, axis?: number | null, options?: { out?: Any }): ArrayOf<A>
export function compress(condition: ArrayLike, a: ArrayLike, axis?: number | null, options: { out?: Any } = {}): Any {
  const op = 'compress', out = options?.out
  return scope(() => {
    const given = arrayOf(op, a), whole = axis === undefined || axis === null, x: Any = whole ? ravel(given) : given, at = whole ? 0 : toAxis(op, axis, x.ndim), flags = arrayOf(op, condition)
    if (flags.ndim !== 1) throw new ShapeError(`${op}: the condition has one dimension, not shape ${shapeText(flags.shape)}`)
    const bools = flags.dtype === 'bool' ? flags : duplicate(op, flags, 'bool'), which = bools.size === x.shape[at] ? bools : nonzero(bools)[0]!
    const result = read(op, x, [...x.shape.slice(0, at).map(() => ':'), which])
    checkOut(op, out, result.shape, result.dtype)
    return delivered(result, out)
  })
}

/** The elements (of the flattened array) where a condition is true. */
export function extract<A extends ArrayLike>(condition: ArrayLike, arr: A): ArrayOf<A> {
  const op = 'extract'
  return scope(() => {
    const x: Any = ravel(arrayOf(op, arr)), flags = ravel(duplicateBool(op, condition))
    return read(op, x, [flags.size === x.size ? flags : nonzero(flags)[0]!])
  }) as ArrayOf<A>
}
function duplicateBool(op: string, x: ArrayLike): Any {
  const array = arrayOf(op, x)
  return array.dtype === 'bool' ? array : duplicate(op, array, 'bool')
}

/** A condition per piece of a piecewise function: a mask, several of them in a list or along the first axis. */
export type PiecewiseFunction<D extends DType> = Scalar | ((x: NDArray<D>, ...more: never[]) => ArrayLike)
/** A function in pieces: of the elements where condition i is true function i (or a value); one function more is for all other elements. */
export function piecewise<A extends ArrayLike>(x: A, condlist: ArrayLike | readonly ArrayLike[], funclist: readonly PiecewiseFunction<DTypeOf<A>>[], ...more: unknown[]): ArrayOf<A> {
  const op = 'piecewise'
  return scope(() => {
    const a = arrayOf(op, x), list = condlist instanceof NDArray ? rowsOf(condlist, a) : Array.isArray(condlist) && (a.ndim === 0 || !isScalar(condlist[0])) ? condlist as readonly ArrayLike[] : [condlist as ArrayLike]
    if (!Array.isArray(funclist)) throw new ValueError(`${op}: give a list of functions and values, not ${shown(funclist)}`)
    const masks = list.map(c => duplicateBool(op, c)), n = masks.length
    if (funclist.length !== n && funclist.length !== n + 1) throw new ValueError(`${op}: with ${n} conditions ${n} or ${n + 1} functions are needed, not ${funclist.length}`)
    const out = allocate(op, a.dtype, a.shape), rest = allocate(op, 'bool', a.shape)
    fill(out, 0)
    fill(rest, false)
    for (const m of masks) { requireMask(op, m, a); assignWhere(op, rest, m, m) }
    for (const [i, f] of (funclist as readonly PiecewiseFunction<DType>[]).entries()) {
      const mask: Any = i < n ? masks[i]! : logical_not(rest), one = mask.ndim === 0 ? mask.reshape(1) : mask, from = a.ndim === 0 ? a.reshape(1) : a, to: Any = a.ndim === 0 ? out.reshape(1) : out
      if (typeof f !== 'function') { if (!isScalar(f)) throw new DTypeError(`${op}: ${shown(f)} is neither a function nor a value`); write(op, to, [one], f as Scalar, 'unsafe'); continue }
      const values = read(op, from, [one])
      if (values.size > 0) write(op, to, [one], (f as (x: Any, ...more: unknown[]) => ArrayLike)(values, ...more), 'unsafe')
    }
    return out
  }) as ArrayOf<A>
}
function rowsOf(conditions: Any, a: Any): Any[] { return conditions.ndim === a.ndim ? [conditions] : Array.from({ length: conditions.shape[0] ?? 0 }, (_, i) => conditions.slice(i)) }
function requireMask(op: string, m: Any, a: Any): void {
  if (!sameShape(m.shape, a.shape)) throw new ShapeError(`${op}: a condition of shape ${shapeText(m.shape)} does not fit the array's ${shapeText(a.shape)}`)
}

/** Index arrays that pick the outer product of lists of places (or masks), for at() and setAt(). */
export function ix_(...args: ArrayLike[]): NDArray<'int32'>[] {
  const op = 'ix_'
  return scope(() => args.map((x, i) => {
    const given = arrayOf(op, x)
    if (given.ndim !== 1) throw new ShapeError(`${op}: lists of one dimension are needed, not shape ${shapeText(given.shape)}`)
    const places = given.dtype === 'bool' ? nonzero(given)[0]! : integersOf(op, x)
    return places.reshape(args.map((_, k) => k === i ? places.size : 1))
  }))
}

// Axes from the fastest to the slowest.
function fastestFirst(op: string, shape: readonly number[], order: 'C' | 'F'): number[] {
  if (order !== 'C' && order !== 'F') throw new ValueError(`${op}: the order is 'C' or 'F', not ${shown(order)}`)
  if (sizeOf(shape) > 0x7fffffff) throw new ValueError(`${op}: ${shapeText(shape)} has more places than int32 can number`)
  const axes = shape.map((_, i) => i)
  return order === 'C' ? axes.reverse() : axes
}

/** Flat places as one index per axis of a shape: numbers for a number, else int32 arrays. */
export function unravel_index(indices: number | bigint, shape: ShapeLike, options?: { order?: 'C' | 'F' }): number[]
export function unravel_index(indices: ArrayLike, shape: ShapeLike, options?: { order?: 'C' | 'F' }): NDArray<'int32'>[]
export function unravel_index(indices: ArrayLike, shape: ShapeLike, options: { order?: 'C' | 'F' } = {}): number[] | NDArray<'int32'>[] {
  const op = 'unravel_index', dims = toShape(op, shape), axes = fastestFirst(op, dims, options?.order ?? 'C')
  return scope(() => {
    const places = settled(op, integersOf(op, indices), sizeOf(dims), 'raise', `an array of shape ${shapeText(dims)}`, false)
    const out = coordinates(op, places.ndim === 1 ? places : ravel(places), axes.map(i => dims[i]!).reverse()).map(c => c.reshape(places.shape))
    const sorted = axes.map((_, i) => out[axes.length - 1 - axes.indexOf(i)]!)
    return isScalar(indices) ? sorted.map(c => c.item()) : sorted
  })
}

/** Indices per axis (a list of them, or an array along its first axis) as flat places of a shape; a number for numbers. `mode` may be a list, one for each axis. */
export function ravel_multi_index(multi_index: readonly number[], dims: ShapeLike, options?: { mode?: IndexMode | readonly IndexMode[]; order?: 'C' | 'F' }): number
export function ravel_multi_index(multi_index: readonly ArrayLike[] | Any, dims: ShapeLike, options?: { mode?: IndexMode | readonly IndexMode[]; order?: 'C' | 'F' }): NDArray<'int32'>
export function ravel_multi_index(multi_index: readonly ArrayLike[] | Any, dims: ShapeLike, options: { mode?: IndexMode | readonly IndexMode[]; order?: 'C' | 'F' } = {}): number | NDArray<'int32'> {
  const op = 'ravel_multi_index', shape = toShape(op, dims), axes = fastestFirst(op, shape, options?.order ?? 'C'), mode = options?.mode ?? 'raise'
  return scope(() => {
    if (multi_index instanceof NDArray) { void multi_index.block; requireDimensions(op, multi_index, 1) }
    const given: readonly ArrayLike[] = multi_index instanceof NDArray ? Array.from({ length: multi_index.shape[0]! }, (_, i) => multi_index.slice(i)) : multi_index
    if (!Array.isArray(given) || given.length !== shape.length) throw new ValueError(`${op}: give a list of ${shape.length} indices for the shape ${shapeText(shape)}`)
    const parts = given.map((x, i) => settled(op, integersOf(op, x), shape[i]!, typeof mode === 'string' ? mode : mode[i]!, `axis ${i}`, false)), to = broadcastShape(op, parts.map(p => p.shape))
    const out = allocate(op, 'int32', to), sum = out.data.fill(0)
    let step = 1
    for (const i of axes) {
      const p = parts[i]!, from = p.view(to, broadcastStrides(p.shape, p.strides, to), p.address).copy().data
      for (let k = 0; k < sum.length; k++) sum[k]! += from[k]! * step
      step *= shape[i]!
    }
    return given.every(isScalar) ? out.item() : out
  })
}

function triangle(op: string, n: number, k: number, m: number, lower: boolean): NDArray<'int32'>[] {
  requireInteger(op, 'k', k)
  toShape(op, [n, m])
  const from = (i: number): number => lower ? 0 : Math.min(m, Math.max(0, i + k)), to = (i: number): number => lower ? Math.min(m, Math.max(0, i + k + 1)) : m
  let size = 0
  for (let i = 0; i < n; i++) size += to(i) - from(i)
  const [rows, cols] = [0, 1].map(() => allocate(op, 'int32', toShape(op, size))) as [NDArray<'int32'>, NDArray<'int32'>], r = rows.data, c = cols.data
  for (let i = 0, p = 0; i < n; i++) for (let j = from(i); j < to(i); j++, p++) { r[p] = i; c[p] = j }
  return [rows, cols]
}
type Pair = [rows: NDArray<'int32'>, columns: NDArray<'int32'>]
/** Rows and columns of the lower triangle of an (n, m) matrix, k diagonals above the main one included. */
export function tril_indices(n: number, k = 0, m: number = n): Pair { return triangle('tril_indices', n, k, m ?? n, true) as Pair }
/** Rows and columns of the upper triangle of an (n, m) matrix, from the k-th diagonal above the main one on. */
export function triu_indices(n: number, k = 0, m: number = n): Pair { return triangle('triu_indices', n, k, m ?? n, false) as Pair }
/** tril_indices for the shape of a matrix. */
export function tril_indices_from(arr: Any, k = 0): Pair { return triangle('tril_indices_from', ...matrixShape('tril_indices_from', arr, k), true) as Pair }
/** triu_indices for the shape of a matrix. */
export function triu_indices_from(arr: Any, k = 0): Pair { return triangle('triu_indices_from', ...matrixShape('triu_indices_from', arr, k), false) as Pair }
function matrixShape(op: string, arr: Any, k: number): [number, number, number] {
  requireArray(op, arr)
  if (arr.ndim !== 2) throw new ShapeError(`${op}: a matrix is needed, not an array of shape ${shapeText(arr.shape)}`)
  return [arr.shape[0]!, k, arr.shape[1]!]
}

/** The index of the main diagonal of an array of `ndim` axes of length n. */
export function diag_indices(n: number, ndim = 2): NDArray<'int32'>[] { return diagonalIndex('diag_indices', n, ndim) }
function diagonalIndex(op: string, n: number, ndim: number): NDArray<'int32'>[] {
  toShape(op, n)
  if (!Number.isInteger(ndim) || ndim < 0 || ndim > 64) throw new ValueError(`${op}: ndim is a number of dimensions, not ${shown(ndim)}`)
  return Array.from({ length: ndim }, () => count(op, n))
}
/** The index of the main diagonal of an array whose axes are equally long. */
export function diag_indices_from(arr: Any): NDArray<'int32'>[] {
  const op = 'diag_indices_from'
  requireArray(op, arr)
  requireDimensions(op, arr, 2)
  if (arr.shape.some(n => n !== arr.shape[0])) throw new ShapeError(`${op}: all lengths of ${shapeText(arr.shape)} must be equal`)
  return diagonalIndex(op, arr.shape[0]!, arr.ndim)
}
/** The index of what a function such as triu leaves of an (n, n) matrix of ones; k is handed to it. */
export function mask_indices(n: number, mask_func: (m: NDArray<'int32'>, k: number) => ArrayLike, k = 0): Pair {
  const op = 'mask_indices'
  if (typeof mask_func !== 'function') throw new ValueError(`${op}: give a function, not ${shown(mask_func)}`)
  return scope(() => {
    const ones = allocate(op, 'int32', toShape(op, [n, n]))
    fill(ones, 1)
    const mask = arrayOf(op, mask_func(ones, k))
    if (mask.ndim !== 2) throw new ShapeError(`${op}: the function must give a matrix, not an array of shape ${shapeText(mask.shape)}`)
    return nonzero(mask)
  }) as Pair
}

/** Options of packbits and unpackbits: which bit of a byte is the first. */
export interface BitOptions { bitorder?: 'big' | 'little' }
/** Elements that are true (not 0) as bits, eight to a uint8, along an axis (without one: of the flattened array). */
export function packbits(a: ArrayLike, axis?: number | null, options: BitOptions = {}): NDArray<'uint8'> {
  return bits('packbits', a, axis, options, true, n => Math.ceil(n / 8), (from, to, n, order) => {
    for (let i = 0; i < n; i++) if (from[i] !== 0) to[i >> 3]! |= 1 << order(i & 7)
  })
}
/** The bits of uint8 elements as elements 0 and 1 along an axis; `count` of them, or all but as many as a negative count says. */
export function unpackbits(a: ArrayLike, axis?: number | null, options: BitOptions & { count?: number | null } = {}): NDArray<'uint8'> {
  const wanted = options?.count ?? undefined
  if (wanted !== undefined) requireInteger('unpackbits', 'count', wanted)
  return bits('unpackbits', a, axis, options, false, n => wanted === undefined ? 8 * n : wanted >= 0 ? wanted : Math.max(0, 8 * n + wanted), (from, to, n, order) => {
    for (let i = 0; i < Math.min(8 * n, to.length); i++) to[i] = from[i >> 3]! >> order(i & 7) & 1
  })
}
type Row = (from: Uint8Array, to: Uint8Array, n: number, order: (bit: number) => number) => void
function bits(op: string, a: ArrayLike, axis: number | null | undefined, options: BitOptions | null, packs: boolean, length: (n: number) => number, row: Row): NDArray<'uint8'> {
  const bitorder = options?.bitorder ?? 'big', order = bitorder === 'little' ? (i: number) => i : (i: number) => 7 - i
  if (bitorder !== 'big' && bitorder !== 'little') throw new ValueError(`${op}: bitorder is 'big' or 'little', not ${shown(bitorder)}`)
  return scope(() => {
    const given = arrayOf(op, a), list = Array.isArray(a), ok = packs ? /^(bool|u?int)/.test(given.dtype) || list : given.dtype === 'uint8' || list
    if (!ok) throw new DTypeError(`${op}: ${packs ? 'integers or bool' : 'uint8'} needed, not ${given.dtype}`)
    const x: Any = axis === undefined || axis === null ? ravel(given) : given, at = axis === undefined || axis === null ? 0 : toAxis(op, axis, x.ndim)
    const last = duplicate(op, x.ndim > 0 ? x.swapaxes(at, -1) : x, packs ? 'bool' : 'uint8'), n = last.shape[last.ndim - 1] ?? 1, m = length(n)
    const out = allocate(op, 'uint8', toShape(op, [...last.shape.slice(0, -1), m])), from = last.data as Uint8Array, to = out.data.fill(0)
    for (let i = 0; i < sizeOf(last.shape.slice(0, -1)); i++) row(from.subarray(i * n, (i + 1) * n), to.subarray(i * m, (i + 1) * m), n, order)
    return out.swapaxes(at, -1)
  })
}
