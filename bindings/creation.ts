// Arrays from nothing or from JavaScript values.

import type { ArrayLike } from './asarray.js'
import { fromValue, requireElement } from './asarray.js'
import { dtypes, type DType } from './dtype.js'
import { duplicate, fill } from './elementwise.js'
import { DTypeError, shown, ValueError } from './errors.js'
import { allocate, NDArray, writeElement } from './ndarray.js'
import { dtypeOfScalar, isScalar, requireDType, type DTypeOf, type Scalar } from './promotion.js'
import { memoryViews } from './runtime.js'
import { toShape, type ShapeLike } from './shape.js'

type Any = NDArray<DType>
/** A dtype as creators take it: itself, or in options. */
export type DTypeOption<D extends DType> = D | { dtype?: D | undefined }

/** The dtype of a trailing argument, or another without one. */
export function chosen<D extends DType>(op: string, dtype: DTypeOption<D> | undefined, fallback: DType): D {
  return named(op, dtype) ?? fallback as D
}
// The dtype of a trailing argument, itself or in an options object; null is left out, as None in NumPy.
function named<D extends DType>(op: string, dtype: DTypeOption<D> | null | undefined): D | undefined {
  const d = (typeof dtype === 'object' && !Array.isArray(dtype) ? dtype?.dtype : dtype) as D | undefined
  if (d !== undefined && d !== null) requireDType(op, d)
  return d ?? undefined
}

/** An array of values: nested lists (numbers become float64, bigints int64, booleans bool), a typed array, a scalar, or a copy of an array. */
export function array<A extends ArrayLike, D extends DType = DTypeOf<A>>(values: A, dtype?: DTypeOption<D>): NDArray<D> {
  return made('array', values, dtype)
}
function made<D extends DType>(op: string, values: ArrayLike, dtype: DTypeOption<D> | undefined): NDArray<D> {
  if (!(values instanceof NDArray)) return fromValue<D>(op, values, named(op, dtype))
  void values.block
  return duplicate(op, values, chosen(op, dtype, values.dtype))
}

/** As array, but an NDArray of the right dtype is given back itself. */
export function asarray<A extends ArrayLike, D extends DType = DTypeOf<A>>(values: A, dtype?: DTypeOption<D>): NDArray<D> {
  if (values instanceof NDArray && chosen('asarray', dtype, values.dtype) === values.dtype) { void values.block; return values as unknown as NDArray<D> }
  return made('asarray', values, dtype)
}

/** An array whose elements are whatever the memory held. */
export function empty<D extends DType = 'float64'>(shape: ShapeLike, dtype?: DTypeOption<D>): NDArray<D> {
  return allocate('empty', chosen('empty', dtype, 'float64'), toShape('empty', shape))
}

/** An array of zeros. */
export function zeros<D extends DType = 'float64'>(shape: ShapeLike, dtype?: DTypeOption<D>): NDArray<D> { return filled('zeros', shape, 0, chosen('zeros', dtype, 'float64')) }
/** An array of ones. */
export function ones<D extends DType = 'float64'>(shape: ShapeLike, dtype?: DTypeOption<D>): NDArray<D> { return filled('ones', shape, 1, chosen('ones', dtype, 'float64')) }
/** An array of one value. */
export function full<S extends Scalar, D extends DType = DTypeOf<S>>(shape: ShapeLike, fill_value: S, dtype?: DTypeOption<D>): NDArray<D> {
  return filled('full', shape, fill_value, chosen('full', dtype, dtypeOfScalar(fill_value)))
}

function filled<D extends DType>(op: string, shape: ShapeLike, value: Scalar, dtype: D): NDArray<D> {
  const list = toShape(op, shape)
  if (!isScalar(value)) throw new DTypeError(`${op}: the value must be a number, bigint, boolean or { re, im }, not ${shown(value)}; for values that broadcast use empty() and assign()`)
  requireElement(op, value, dtype)
  const out = allocate(op, dtype, list)
  fill(out, value)
  return out
}

/** An uninitialised array of another's shape and dtype. */
export function empty_like<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D>): NDArray<D> { return like('empty_like', a, dtype) }
/** Zeros of another's shape and dtype. */
export function zeros_like<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D>): NDArray<D> { return like('zeros_like', a, dtype, 0) }
/** Ones of another's shape and dtype. */
export function ones_like<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D>): NDArray<D> { return like('ones_like', a, dtype, 1) }
/** One value in another's shape and dtype. */
export function full_like<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, fill_value: Scalar, dtype?: DTypeOption<D>): NDArray<D> { return like('full_like', a, dtype, fill_value) }

function like<D extends DType>(op: string, a: ArrayLike, dtype: DTypeOption<D> | undefined, value?: Scalar): NDArray<D> {
  const from = a instanceof NDArray ? a : fromValue(op, a)
  try {
    void from.block
    const type = chosen(op, dtype, from.dtype)
    return value === undefined ? allocate(op, type, from.shape) : filled(op, from.shape, value, type)
  } finally { if (from !== a) from.dispose() }
}

/** Evenly spaced values in [start, stop): arange(stop), arange(start, stop), arange(start, stop, step). float64 unless said; bigints give int64. */
export function arange(start: number, stop?: number | null, step?: number): NDArray<'float64'>
export function arange(start: number | bigint, stop?: number | bigint | null, step?: number | bigint): NDArray<'int64'>
export function arange<D extends DType>(start: number | bigint, stop: number | bigint | null | undefined, step: number | bigint | undefined, dtype: DTypeOption<D>): NDArray<D>
export function arange(start: number | bigint, stop?: number | bigint | null, step?: number | bigint, dtype?: DTypeOption<DType>): Any {
  const alone = stop === undefined || stop === null, first = alone ? 0 : start, last = alone ? start : stop, by = step ?? 1, given = [first, last, by]
  const type = chosen('arange', dtype, given.some(x => typeof x === 'bigint') ? 'int64' : 'float64')
  for (const x of given) if (typeof x !== 'bigint' && !Number.isFinite(x)) throw new ValueError(`arange: start, stop and step must be finite numbers or bigints, not ${shown(x)}`)
  if (Number(by) === 0) throw new ValueError('arange: step must not be 0')
  const { kind, size } = dtypes[type]
  if (kind === 'b') throw new DTypeError('arange: bool holds two values only; use another dtype')
  const n = lengthOf(first, last, by), list = toShape('arange', n)
  // As NumPy: the first two values are set, the others go on by their difference in the dtype itself.
  const a = Number(first), second = a + Number(by)
  if (kind === 'i' || kind === 'u') for (const x of [a, second].slice(0, n)) requireElement('arange', x, type)
  const out = allocate('arange', type, list)
  if (size === 8 && (kind === 'i' || kind === 'u')) {
    const exact = given.every(x => typeof x === 'bigint' || Number.isInteger(x)), s = toInteger(first), d = exact ? toInteger(by) : toInteger(second) - s
    for (let i = 0; i < n; i++) writeElement(type, out.address + i * 8, s + BigInt(i) * d)
  } else ramp(out, a, second)
  return out
}
function toInteger(x: number | bigint): bigint { return typeof x === 'bigint' ? x : BigInt(Math.trunc(x)) }
function lengthOf(first: number | bigint, last: number | bigint, by: number | bigint): number {
  const given = [first, last, by]
  if (!given.some(x => typeof x === 'bigint') || given.some(x => typeof x === 'number' && !Number.isInteger(x))) return Math.max(0, Math.ceil((Number(last) - Number(first)) / Number(by)))
  const span = BigInt(last) - BigInt(first), step = BigInt(by), n = span / step + (span % step === 0n ? 0n : 1n)
  return span < 0n !== step < 0n ? 0 : Number(n)
}

function ramp(out: Any, first: number, second: number): void {
  const views = memoryViews(), n = out.size, at = out.address / out.itemsize
  switch (out.dtype) {
    case 'float64': {
      const f = views.float64, d = second - first
      f[at] = first
      if (n > 1) f[at + 1] = second
      for (let i = 2; i < n; i++) f[at + i] = first + i * d
      return
    }
    case 'float32': {
      const f = views.float32, s = Math.fround(first), d = Math.fround(Math.fround(second) - s)
      f[at] = s
      if (n > 1) f[at + 1] = second
      for (let i = 2; i < n; i++) f[at + i] = s + Math.fround(Math.fround(i) * d)
      return
    }
    case 'int32': {
      const f = views.int32, s = Math.trunc(first), d = Math.trunc(second) - s
      for (let i = 0; i < n; i++) f[at + i] = s + i * d
      return
    }
    case 'complex64': case 'complex128': {
      const round = out.dtype === 'complex64' ? Math.fround : Number, s = round(first), d = round(round(second) - s)
      for (let i = 0; i < n; i++) writeElement(out.dtype, out.address + i * out.itemsize, i === 1 ? second : s + round(round(i) * d))
      return
    }
    default: {
      const s = Math.trunc(first), d = Math.trunc(second) - s
      for (let i = 0; i < n; i++) writeElement(out.dtype, out.address + i * out.itemsize, s + i * d)
    }
  }
}

/** A 2-d array with ones on a diagonal (k > 0 above the main one) and zeros elsewhere. */
export function eye<D extends DType = 'float64'>(N: number, M?: number | null, k = 0, dtype?: DTypeOption<D>): NDArray<D> { return onesOn('eye', N, M ?? N, k, chosen('eye', dtype, 'float64')) }
/** The identity matrix: square, with ones on the main diagonal. */
export function identity<D extends DType = 'float64'>(n: number, dtype?: DTypeOption<D>): NDArray<D> { return onesOn('identity', n, n, 0, chosen('identity', dtype, 'float64')) }
function onesOn<D extends DType>(op: string, N: number, cols: number, k: number, dtype: D): NDArray<D> {
  if (!Number.isInteger(k)) throw new ValueError(`${op}: k must be an integer, not ${shown(k)}`)
  const out = filled(op, [N, cols], 0, dtype)
  for (let i = Math.max(0, -k); i < N && i + k < cols; i++) writeElement(out.dtype, out.address + (i * cols + i + k) * out.itemsize, 1)
  return out
}
