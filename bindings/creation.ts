// Arrays from nothing or from JavaScript values.

import type { ArrayLike } from './asarray.js'
import { fromValue, requireElement } from './asarray.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { duplicate, fill } from './elementwise.js'
import { DTypeError, ValueError } from './errors.js'
import { requireDType } from './manipulation.js'
import { allocate, NDArray, writeElement } from './ndarray.js'
import { dtypeOfScalar, type DTypeOf, type Scalar } from './promotion.js'
import { memoryViews } from './runtime.js'
import { toShape, type ShapeLike } from './shape.js'

type Any = NDArray<DType>
type DTypeOption<D extends DType> = D | { dtype?: D | undefined }

function chosen<D extends DType>(op: string, dtype: DTypeOption<D> | undefined, fallback: DType): D {
  const d = (typeof dtype === 'object' ? dtype.dtype : dtype) ?? fallback as D
  requireDType(op, d)
  return d
}

/** An array of values: nested lists (numbers become float64, bigints int64, booleans bool), a typed array, a scalar, or a copy of an array. */
export function array<A extends ArrayLike, D extends DType = DTypeOf<A>>(values: A, dtype?: DTypeOption<D>): NDArray<D> {
  if (values instanceof NDArray) {
    void values.block
    return duplicate('array', values, chosen('array', dtype, values.dtype))
  }
  const wanted = typeof dtype === 'object' ? dtype.dtype : dtype
  if (wanted !== undefined) requireDType('array', wanted)
  return fromValue<D>('array', values as Exclude<ArrayLike, Any>, wanted)
}

/** As array, but an NDArray of the right dtype is given back itself. */
export function asarray<A extends ArrayLike, D extends DType = DTypeOf<A>>(values: A, dtype?: DTypeOption<D>): NDArray<D> {
  if (values instanceof NDArray && chosen('asarray', dtype, values.dtype) === values.dtype) { void values.block; return values as unknown as NDArray<D> }
  return array(values, dtype)
}

/** An array whose elements are whatever the memory held. */
export function empty<D extends DType = 'float64'>(shape: ShapeLike, dtype?: DTypeOption<D>): NDArray<D> {
  return allocate('empty', chosen('empty', dtype, 'float64'), toShape('empty', shape))
}

/** An array of zeros. */
export function zeros<D extends DType = 'float64'>(shape: ShapeLike, dtype?: DTypeOption<D>): NDArray<D> { return filled('zeros', shape, 0, chosen('zeros', dtype, 'float64')) }
/** An array of ones. */
export function ones<D extends DType = 'float64'>(shape: ShapeLike, dtype?: DTypeOption<D>): NDArray<D> { return filled('ones', shape, 1, chosen('ones', dtype, 'float64')) }
/** An array of one value (or of values that broadcast). */
export function full<S extends Scalar, D extends DType = DTypeOf<S>>(shape: ShapeLike, fill_value: S, dtype?: DTypeOption<D>): NDArray<D> {
  return filled('full', shape, fill_value, chosen('full', dtype, dtypeOfScalar(fill_value)))
}

function filled<D extends DType>(op: string, shape: ShapeLike, value: Scalar, dtype: D): NDArray<D> {
  const list = toShape(op, shape)
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
export function arange<D extends DType = 'float64'>(start: number | bigint, stop?: number | bigint | null, step?: number | bigint, dtype?: DTypeOption<D>): NDArray<D> {
  const big = [start, stop, step].some(x => typeof x === 'bigint'), type = chosen('arange', dtype, big ? 'int64' : 'float64')
  const a = stop === undefined || stop === null ? 0 : Number(start), b = Number(stop ?? start), by = Number(step ?? 1)
  if (![a, b, by].every(Number.isFinite)) throw new ValueError(`arange: start, stop and step must be finite, not ${a}, ${b}, ${by}`)
  if (by === 0) throw new ValueError('arange: step must not be 0')
  if (dtypes[type].kind === 'b') throw new DTypeError('arange: bool holds two values only; use another dtype')
  const n = Math.max(0, Math.ceil((b - a) / by)), out = allocate('arange', type, toShape('arange', n))
  if (dtypes[type].size === 8 && (dtypes[type].kind === 'i' || dtypes[type].kind === 'u')) {
    const first = stop === undefined || stop === null ? 0n : toInteger(start), stride = toInteger(step ?? 1)
    for (let i = 0; i < n; i++) writeElement(type, out.address + i * 8, first + BigInt(i) * stride)
    return out
  }
  ramp(out, a, by)
  return out
}
function toInteger(x: number | bigint): bigint { return typeof x === 'bigint' ? x : BigInt(Math.trunc(x)) }

// out[i] = start + i * step, each element by itself, so that errors do not add up.
function ramp(out: Any, start: number, step: number): void {
  const views = memoryViews(), n = out.size
  if (out.dtype === 'float64') { const f = views.float64, at = out.address / 8; for (let i = 0; i < n; i++) f[at + i] = start + i * step }
  else if (out.dtype === 'float32') { const f = views.float32, at = out.address / 4; for (let i = 0; i < n; i++) f[at + i] = start + i * step }
  else if (out.dtype === 'int32') { const f = views.int32, at = out.address / 4; const s = Math.trunc(start), d = Math.trunc(start + step) - s; for (let i = 0; i < n; i++) f[at + i] = s + i * d }
  else {
    // As NumPy: integers go on by the difference of the first two elements.
    const whole = !isComplex(out.dtype), s = whole ? Math.trunc(start) : start, d = whole ? Math.trunc(start + step) - s : step
    for (let i = 0; i < n; i++) writeElement(out.dtype, out.address + i * out.itemsize, s + i * d)
  }
}

/** `num` values from start to stop, evenly spaced; with retstep the array and the step. */
export function linspace<D extends DType = 'float64'>(start: number, stop: number, num?: number, options?: { endpoint?: boolean; retstep?: false; dtype?: D }): NDArray<D>
export function linspace<D extends DType = 'float64'>(start: number, stop: number, num: number | undefined, options: { endpoint?: boolean; retstep: true; dtype?: D }): [NDArray<D>, number]
export function linspace(start: number, stop: number, num = 50, options: { endpoint?: boolean; retstep?: boolean; dtype?: DType } = {}): Any | [Any, number] {
  const { endpoint = true, retstep = false } = options, dtype = chosen('linspace', options.dtype, 'float64')
  if (!Number.isInteger(num) || num < 0) throw new ValueError(`linspace: num must be an integer of at least 0, not ${num}`)
  const intervals = endpoint ? num - 1 : num, delta = stop - start, step = intervals > 0 ? delta / intervals : NaN
  const out = allocate('linspace', 'float64', toShape('linspace', num)), f = memoryViews().float64, at = out.address / 8
  // As NumPy: i * step + start, and where the step underflows i / intervals * delta + start.
  for (let i = 0; i < num; i++) f[at + i] = (intervals <= 0 ? i * delta : step === 0 ? i / intervals * delta : i * step) + start
  if (endpoint && num > 1) f[at + num - 1] = stop
  let result: Any = out
  const { kind } = dtypes[dtype]
  if (dtype !== 'float64') {
    if (kind === 'i' || kind === 'u') for (let i = 0; i < num; i++) f[at + i] = Math.floor(f[at + i]!)
    result = duplicate('linspace', out, dtype)
    out.dispose()
  }
  return retstep ? [result, step] : result
}

/** A 2-d array with ones on a diagonal (k > 0 above the main one) and zeros elsewhere. */
export function eye<D extends DType = 'float64'>(N: number, M?: number | null, k = 0, dtype?: DTypeOption<D>): NDArray<D> {
  const out = zeros([N, M ?? N], chosen<D>('eye', dtype, 'float64')), cols = M ?? N
  if (!Number.isInteger(k)) throw new ValueError(`eye: k must be an integer, not ${k}`)
  for (let i = Math.max(0, -k); i < N && i + k < cols; i++) writeElement(out.dtype, out.address + (i * cols + i + k) * out.itemsize, 1)
  return out
}
