// Arrays of other things, and in a wanted layout; questions about arrays.

import { fromValue, type ArrayLike } from './asarray.js'
import { chosen, type DTypeOption } from './creation.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { arrayOf, borrowed, copyInto, duplicate, extent } from './elementwise.js'
import { DTypeError, shown, ValueError } from './errors.js'
import { transpose } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import { all, isfinite } from './ops.js'
import { isScalar, type DTypeOf, type Scalar } from './promotion.js'
import { isDense, sizeOf, toAxes, type AxisLike } from './shape.js'

type Any = NDArray<DType>

/** A bytewise copy of a buffer (little-endian) as a list of a dtype; of `count` elements, from a byte offset on. */
export function frombuffer<D extends DType = 'float64'>(buffer: ArrayBufferLike | ArrayBufferView, dtype?: DTypeOption<D>, count = -1, offset = 0): NDArray<D> {
  const op = 'frombuffer', type = chosen<D>(op, dtype, 'float64'), { size } = dtypes[type], view = ArrayBuffer.isView(buffer)
  if (!view && !/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(buffer))) throw new ValueError(`${op}: give an ArrayBuffer, a SharedArrayBuffer or a view of one, not ${shown(buffer)}`)
  const bytes = view ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer)
  if (!Number.isInteger(offset) || offset < 0 || offset > bytes.length) throw new ValueError(`${op}: offset must be from 0 to the buffer's ${bytes.length} bytes, not ${shown(offset)}`)
  const left = bytes.length - offset, n = count === -1 ? left / size : count
  if (!Number.isInteger(n) || n < 0 || n * size > left) throw new ValueError(`${op}: ${count === -1 ? `${left} bytes are no whole number of` : `there are not ${shown(count)}`} elements of ${size} bytes`)
  const out = allocate(op, type, [n]), to = out.data
  new Uint8Array(to.buffer, to.byteOffset, to.byteLength).set(bytes.subarray(offset, offset + n * size))
  return out
}

/** The values of an iterable as a list of a dtype; of `count` of them. */
export function fromiter<D extends DType>(iter: Iterable<Scalar>, dtype: DTypeOption<D>, count = -1): NDArray<D> {
  const op = 'fromiter', type = chosen<D>(op, dtype, 'float64'), values: Scalar[] = []
  if (typeof (iter as Partial<Iterable<Scalar>> | null)?.[Symbol.iterator] !== 'function') throw new ValueError(`${op}: ${shown(iter)} cannot be iterated over`)
  if (!Number.isInteger(count)) throw new ValueError(`${op}: count must be an integer, not ${shown(count)}`)
  if (count !== 0) for (const x of iter) {
    if (!isScalar(x)) throw new DTypeError(`${op}: ${shown(x)} is not a number`)
    if (values.push(x) === count) break
  }
  if (count >= 0 && values.length < count) throw new ValueError(`${op}: the iterable ended after ${values.length} values of ${count}`)
  return fromValue(op, values, type)
}

/** The numbers in a text with `sep` between them (a blank stands for any white space), all or `count` of them. */
export function fromstring<D extends DType = 'float64'>(string: string, dtype: DTypeOption<D> | null | undefined, count: number | null | undefined, options: { sep: string }): NDArray<D> {
  const op = 'fromstring', sep = options?.sep, type = chosen<D>(op, dtype ?? undefined, 'float64'), most = count ?? -1
  if (typeof string !== 'string' || typeof sep !== 'string' || sep === '') throw new ValueError(`${op}: give a text and { sep }; for bytes there is frombuffer()`)
  if (!Number.isInteger(most) || most < -1) throw new ValueError(`${op}: count must be an integer of at least 0, or -1 for all, not ${shown(count)}`)
  if (isComplex(type) || type === 'bool') throw new DTypeError(`${op}: ${type} cannot be read; read numbers and convert them`)
  const text = string.trim(), parts = text === '' ? [] : text.split(sep.trim() === '' ? /\s+/ : sep.trim()).map(w => w.trim())
  if (parts.at(-1) === '') parts.pop()
  if (parts.length < most) throw new ValueError(`${op}: the text has ${parts.length} numbers, fewer than the ${most} asked for`)
  return fromValue(op, parts.slice(0, most < 0 ? undefined : most).map(w => {
    const word = /^([-+]?)(inf|nan)/i.exec(w), whole = /^[-+]?\d+$/.test(w)
    if (!word && !whole && (!type.startsWith('float') || w === '' || Number.isNaN(Number(w)))) throw new ValueError(`${op}: '${w.slice(0, 40)}' is no ${type}`)
    return word ? (word[2]!.toLowerCase() === 'nan' ? NaN : word[1] === '-' ? -Infinity : Infinity) : whole && type.endsWith('int64') ? BigInt(w.replace('+', '')) : Number(w)
  }), type)
}

/** The array itself if it is dense in C order, of this dtype and has an axis, else a copy that is. */
export function ascontiguousarray<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D>): NDArray<D> {
  return laidOut('ascontiguousarray', a, dtype, x => x.ndim === 0 ? x.reshape(1) : x.dense ? x : duplicate('ascontiguousarray', x)) as NDArray<D>
}
/** The array itself if its elements are dense in Fortran's order (the first axis fastest) and of this dtype, else a copy that is. */
export function asfortranarray<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D>): NDArray<D> {
  return laidOut('asfortranarray', a, dtype, x => x.ndim === 0 ? x.reshape(1) : fortran('asfortranarray', x)) as NDArray<D>
}
function laidOut(op: string, a: ArrayLike, dtype: DTypeOption<DType> | undefined, f: (x: Any) => Any): Any {
  return scope(() => {
    const x = arrayOf(op, a), type = chosen(op, dtype, x.dtype)
    return f(type === x.dtype ? x : duplicate(op, x, type))
  })
}
function fortran(op: string, x: Any): Any {
  if (isDense([...x.shape].reverse(), [...x.strides].reverse(), x.itemsize)) return x
  const out = transpose(allocate(op, x.dtype, [...x.shape].reverse()))
  copyInto(out, x)
  return out
}

/** As asarray, but NaN and infinities are an error. */
export function asarray_chkfinite<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D>): NDArray<D> {
  const op = 'asarray_chkfinite'
  return laidOut(op, a, dtype, x => {
    if (!all(isfinite(x))) throw new ValueError(`${op}: the array has NaN or infinite elements`)
    return x
  }) as NDArray<D>
}

/** What require() can ask for: C or Fortran order, aligned (always so), writeable, owning its data, no subclass (always so). */
export type Requirement = 'C' | 'F' | 'A' | 'W' | 'O' | 'E' | 'C_CONTIGUOUS' | 'F_CONTIGUOUS' | 'ALIGNED' | 'WRITEABLE' | 'OWNDATA' | 'ENSUREARRAY' | 'CONTIGUOUS' | 'FORTRAN'
/** The array itself if it is of this dtype and meets the requirements, else a copy that does. */
export function require<A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, dtype?: DTypeOption<D> | null, requirements: Requirement | readonly Requirement[] = []): NDArray<D> {
  const op = 'require', list = typeof requirements === 'string' ? [requirements] : requirements
  if (!Array.isArray(list)) throw new ValueError(`${op}: give a list of requirements, not ${shown(requirements)}`)
  const asked = new Set((list as readonly unknown[]).map(r => {
    const found = ['C', 'F', 'A', 'W', 'O', 'E'].find(k => r === k) ?? { C_CONTIGUOUS: 'C', CONTIGUOUS: 'C', F_CONTIGUOUS: 'F', FORTRAN: 'F', ALIGNED: 'A', WRITEABLE: 'W', OWNDATA: 'O', ENSUREARRAY: 'E' }[typeof r === 'string' ? r : '']
    if (found === undefined) throw new ValueError(`${op}: there is no requirement ${shown(r)}; they are C, F, A, W, O and E`)
    return found
  }))
  if (asked.has('C') && asked.has('F')) throw new ValueError(`${op}: C and F order cannot both be required`)
  return laidOut(op, a, dtype ?? undefined, x => {
    const ordered = asked.has('C') && !x.dense ? duplicate(op, x) : asked.has('F') ? fortran(op, x) : x
    return ordered === x && a instanceof NDArray && x === a as unknown && (asked.has('W') && !x.writeable || asked.has('O') && x.nbytes < x.block.size) ? duplicate(op, x) : ordered
  }) as NDArray<D>
}

/** Number of dimensions. */
export function ndim(a: ArrayLike): number { return seen('ndim', a, x => x.ndim) }
/** The lengths of the axes. */
export function shape(a: ArrayLike): number[] { return seen('shape', a, x => [...x.shape]) }
/** Number of elements, of all or along axes. */
export function size(a: ArrayLike, axis?: AxisLike): number { return seen('size', a, x => sizeOf(toAxes('size', axis, x.ndim).map(i => x.shape[i]!))) }
function seen<R>(op: string, a: ArrayLike, f: (x: Any) => R): R {
  const { array, release } = borrowed(op, a)
  try { return f(array) } finally { release() }
}

/** Whether it is a single value and no array: a number, bigint, boolean, string or { re, im }. */
export function isscalar(element: unknown): boolean { return isScalar(element) || typeof element === 'string' }
/** Whether the array's dtype is complex. */
export function iscomplexobj(x: ArrayLike): boolean { return seen('iscomplexobj', x, a => isComplex(a.dtype)) }
/** Whether the array's dtype is not complex. */
export function isrealobj(x: ArrayLike): boolean { return seen('isrealobj', x, a => !isComplex(a.dtype)) }
/** Whether the array is dense in Fortran's order, and not in C order too. */
export function isfortran(a: ArrayLike): boolean { return seen('isfortran', a, x => !x.dense && isDense([...x.shape].reverse(), [...x.strides].reverse(), x.itemsize)) }

/** Whether the memory between the first and the last byte of two arrays overlaps; fast, but true also where their elements only interleave. */
export function may_share_memory(a: ArrayLike, b: ArrayLike): boolean { return together('may_share_memory', a, b, () => true) }
/** Whether two arrays have a byte of memory in common. Takes time and memory for every element where their extents overlap. */
export function shares_memory(a: ArrayLike, b: ArrayLike): boolean {
  return together('shares_memory', a, b, (x, y, low, high) => {
    const taken = new Uint8Array(high - low)
    let common = false
    const walk = (v: Any, each: (at: number) => void, axis = 0, address = v.address): void => {
      if (axis === v.ndim) for (let i = 0; i < v.itemsize; i++) each(address + i - low)
      else for (let i = 0; i < v.shape[axis]!; i++) walk(v, each, axis + 1, address + i * v.strides[axis]!)
    }
    walk(x, at => { taken[at] = 1 })
    walk(y, at => { if (taken[at]) common = true })
    return common
  })
}
function together(op: string, a: ArrayLike, b: ArrayLike, f: (x: Any, y: Any, low: number, high: number) => boolean): boolean {
  return scope(() => {
    const x = arrayOf(op, a), y = arrayOf(op, b)
    if (x.size === 0 || y.size === 0) return false
    const [a0, a1] = extent(x), [b0, b1] = extent(y)
    return a0 < b1 && b0 < a1 && f(x, y, Math.max(a0, b0), Math.min(a1, b1))
  })
}
