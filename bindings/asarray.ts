// Values from JavaScript into arrays: scalars, typed arrays, nested lists.

import { dtypeOfTypedArray, dtypes, isComplex, type DType, type TypedArray } from './dtype.js'
import { DTypeError, ShapeError, shapeText, ValueError } from './errors.js'
import { allocate, NDArray, writeElement } from './ndarray.js'
import { dtypeOfScalar, isScalar, promoteTypes, requireFits, type Scalar } from './promotion.js'
import { memoryViews } from './runtime.js'
import { tracer } from './tracer.js'

/** Nested lists of scalars. */
export type Nested = readonly (Scalar | Nested)[]
/** What every function takes as an array. */
export type ArrayLike = NDArray<DType> | Scalar | TypedArray | Nested

/** Whether a value is a typed array that elements can be read from. */
export function isTypedArray(x: unknown): x is TypedArray {
  return ArrayBuffer.isView(x) && dtypeOfTypedArray(x as TypedArray) !== undefined
}

/** An array of what is not an NDArray yet; always a new one. */
export function fromValue<D extends DType>(op: string, x: Exclude<ArrayLike, NDArray<DType>>, dtype?: D): NDArray<D> {
  const since = tracer?.now(), out = made(op, x, dtype)
  if (since !== undefined) tracer!.copied(out.nbytes, since)
  return out
}

function made<D extends DType>(op: string, x: Exclude<ArrayLike, NDArray<DType>>, dtype?: D): NDArray<D> {
  if (isTypedArray(x)) return fromTyped(op, x, dtype)
  if (isScalar(x)) {
    if (dtype !== undefined) requireElement(op, x, dtype)
    const type = dtype ?? dtypeOfScalar(x) as D, out = allocate(op, type, [], 1)
    writeElement(type, out.address, x)
    return out
  }
  if (!Array.isArray(x)) throw new DTypeError(`${op}: ${describe(x)} is not an array; give an NDArray, a typed array, nested lists of numbers, or a number`)
  const shape: number[] = []
  for (let level: unknown = x; Array.isArray(level); level = level[0]) {
    shape.push(level.length)
    if (shape.length > 64) throw new ShapeError(`${op}: lists nested deeper than 64 levels`)
    if (level.length === 0) break
  }
  const values: Scalar[] = []
  flatten(op, x, shape, 0, values)
  const type = dtype ?? (values.length === 0 ? 'float64' : commonDType(values)) as D
  for (const v of values) requireElement(op, v, type)
  const out = allocate(op, type, shape)
  try {
    const { size } = dtypes[type]
    if (type === 'float64') {
      const f = memoryViews().float64, at = out.address / 8
      for (let i = 0; i < values.length; i++) { const v = values[i]!; f[at + i] = typeof v === 'number' ? v : typeof v === 'object' ? v.re : Number(v) }
    } else for (let i = 0; i < values.length; i++) writeElement(type, out.address + i * size, values[i]!)
  } catch (error) { out.dispose(); throw error }
  return out
}

/** Throws unless a value may become an element: complex numbers do not go into real dtypes, nor NaN and values out of range into integers; fractions are cut off. */
export function requireElement(op: string, x: Scalar, dtype: DType): void {
  const { kind } = dtypes[dtype]
  if (kind === 'f' && typeof x !== 'object' || kind === 'c' || kind === 'b') return
  if (typeof x === 'object') throw new DTypeError(`${op}: a complex number does not go into ${dtype}; take its real part or use a complex dtype`)
  if (typeof x === 'number' && !Number.isFinite(x)) throw new ValueError(`${op}: ${x} does not go into ${dtype}; use a float dtype`)
  requireFits(op, typeof x === 'number' ? Math.trunc(x) : x, dtype)
}

function fromTyped<D extends DType>(op: string, x: TypedArray, dtype: D | undefined): NDArray<D> {
  const own = dtypeOfTypedArray(x), type = dtype ?? own as D
  // bool from bytes and complex from interleaved components of the same width are reinterpreted, as their data is.
  if (isComplex(type) && own === (type === 'complex64' ? 'float32' : 'float64')) {
    if (x.length % 2 !== 0) throw new ValueError(`${op}: ${x.length} numbers are not pairs of (re, im)`)
    const out = allocate(op, type, [x.length / 2])
    ;(memoryViews()[own as 'float32'] as Float32Array).set(x as Float32Array, out.address / (type === 'complex64' ? 4 : 8))
    return out
  }
  const out = allocate(op, type, [x.length])
  if (own === type || (own === 'float64' || own === 'float32') && (type === 'float32' || type === 'float64')) {
    const views = memoryViews(), to = views[type as 'float64']
    to.set(x as Float64Array, out.address / dtypes[type].size)
  } else for (let i = 0; i < x.length; i++) writeElement(type, out.address + i * dtypes[type].size, x[i]!)
  return out
}

function flatten(op: string, list: readonly unknown[], shape: readonly number[], depth: number, into: Scalar[]): void {
  if (list.length !== shape[depth]) throw new ShapeError(`${op}: the nested lists are ragged: a list of ${list.length} where the first has ${shape[depth]} (depth ${depth}, shape so far ${shapeText(shape)})`)
  const leaf = depth === shape.length - 1
  for (const x of list) {
    if (leaf) {
      if (!isScalar(x)) throw new (Array.isArray(x) ? ShapeError : DTypeError)(`${op}: ${describe(x)} in place of a number at depth ${depth + 1}`)
      into.push(x)
    } else {
      if (!Array.isArray(x)) throw new ShapeError(`${op}: the nested lists are ragged: ${describe(x)} in place of a list at depth ${depth + 1}`)
      flatten(op, x, shape, depth + 1, into)
    }
  }
}

function commonDType(values: readonly Scalar[]): DType {
  let dtype = dtypeOfScalar(values[0]!)
  let kind: string = typeof values[0]
  for (const v of values) {
    if (typeof v === kind && kind !== 'bigint') continue
    kind = typeof v
    dtype = promoteTypes(dtype, dtypeOfScalar(v))
  }
  return dtype
}

function describe(x: unknown): string {
  return x === null ? 'null' : x === undefined ? 'undefined' : typeof x === 'object' ? `an object ${Object.prototype.toString.call(x).slice(8, -1)}` : typeof x === 'string' ? `the string '${x.slice(0, 20)}'` : `a ${typeof x}`
}

/** Whether an argument is an object of options: neither an array nor what becomes one. */
export function isOptions<T>(x: T): x is Exclude<T, ArrayLike | null | undefined> {
  return x !== null && typeof x === 'object' && !(x instanceof NDArray) && !Array.isArray(x) && !ArrayBuffer.isView(x) && !isScalar(x)
}
