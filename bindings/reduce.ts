// The call paths of reductions, arg-reductions and scans: axis, keepdims, initial, where, dtype, out.

import { fromValue, requireElement, type ArrayLike } from './asarray.js'
import { dtypes, isComplex, typedArrayOf, type DType, type Element } from './dtype.js'
import { DTypeError, IndexError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { borrowed, copyInto, duplicate, elementwise, fill, overlaps, requireWriteable, type Elementwise } from './elementwise.js'
import { argKernel, foldKernel, mapKernel, inOrderKernel, itemsKernel, operandAs, operandOf, scanKernel, type Fold } from './execute.js'
import { allocate, NDArray, readElement } from './ndarray.js'
import { isScalar, requireCast, requireDType, type Scalar } from './promotion.js'
import { broadcastShape, denseStrides, sameShape, sizeOf, toAxes, toAxis, type AxisLike } from './shape.js'
import { kernelName } from './table.js'

type Any = NDArray<DType>

/** Options of reductions. */
export interface ReduceOptions<D extends DType = DType> {
  /** The axes to reduce; default all (of a ufunc's reduce: the first). */
  axis?: AxisLike | undefined
  /** The dtype to compute in. */
  dtype?: D
  /** Keep the reduced axes with length 1. */
  keepdims?: boolean
  /** The value that the reduction starts with. */
  initial?: Scalar
  /** Which elements to take. */
  where?: ArrayLike
  /** Where the result goes. */
  out?: Any
}

/** What the fold of a row is. */
export interface Folder {
  readonly name: string
  /** The element that changes nothing; undefined where there is none. */
  readonly identity?: number | undefined
  /** For ops without identity: which end of the dtype's range never wins; NaN where it stands for a missing value. */
  readonly pad?: 'least' | 'greatest' | 'missing-least' | 'missing-greatest' | undefined
  /** Of folds to bool: the value that no further element changes. */
  readonly stop?: boolean | undefined
  readonly ns: number
  /** The integer dtypes whose sums have a kernel of their own. */
  readonly wide?: readonly DType[] | undefined
}

/** Merges the positional axis with the options. */
export function reduceArguments<O extends ReduceOptions>(op: string, axis: AxisLike | O | undefined, options: O | undefined): O {
  const inOptions = axis !== null && typeof axis === 'object' && !Array.isArray(axis)
  const given = (inOptions ? { ...(axis as O) } : { ...(options ?? {} as O), ...(axis === undefined ? {} : { axis }) }) as { -readonly [K in keyof O]: O[K] }
  for (const key of ['dtype', 'initial', 'where', 'out'] as const) if (given[key] === null) delete given[key]      // None
  if (given.dtype !== undefined) requireDType(op, given.dtype)
  if (given.initial !== undefined && !isScalar(given.initial)) throw new DTypeError(`${op}: initial must be a number, bigint, boolean or { re, im }, not ${shown(given.initial)}`)
  return given
}

/** The bytes of one element that a fold starts with. */
export function identityBytes(dtype: DType, { identity, pad }: Pick<Folder, 'identity' | 'pad'>): Uint8Array {
  const Type = typedArrayOf(dtype), { kind, size } = dtypes[dtype], parts = isComplex(dtype) ? 2 : 1
  const one = new Type(parts)
  const put = (x: number | bigint): void => { (one as { fill(x: number | bigint): void }).fill(x) }
  if (identity !== undefined) {
    (one as { [i: number]: number | bigint })[0] = size === 8 && (kind === 'i' || kind === 'u') ? BigInt(identity) : kind === 'b' ? Number(identity !== 0) : identity
  } else if (pad!.startsWith('missing') && (kind === 'f' || kind === 'c')) one[0] = NaN
  else if (kind === 'f' || kind === 'c') put(pad === 'least' ? -Infinity : Infinity)
  else if (kind === 'b') put(pad!.endsWith('least') ? 0 : 1)
  else {
    const bits = BigInt(size * 8), signed = kind === 'i'
    const value = pad!.endsWith('least') ? (signed ? -(1n << (bits - 1n)) : 0n) : (signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n)
    put(size === 8 ? value : Number(value))
  }
  return new Uint8Array(one.buffer)
}

/** The Fold of a row in one dtype; made once. */
export function foldOf(folder: Folder, compute: DType): Fold {
  let known = folds.get(folder)
  if (!known) folds.set(folder, known = {})
  return known[compute] ??= makeFold(folder, compute)
}
const folds = new WeakMap<Folder, Partial<Record<DType, Fold>>>()
function makeFold(folder: Folder, compute: DType): Fold {
  const name = kernelName(folder.name, compute, '_fold')
  const wide = folder.wide && (compute === 'int64' || compute === 'uint64') ? Object.fromEntries(folder.wide.map(d => [d, kernelName(folder.name, d, '_wide')])) : undefined
  return { name, again: name, compute, identity: identityBytes(compute, folder), ns: folder.ns, wide }
}

/** Runs a reduction in the dtype `loop`, with keepdims, initial, where and out; `combine` is the op that takes `initial` in. */
export function reduceFold(op: string, folder: Folder, combine: Elementwise | undefined, a: Any, options: ReduceOptions, loop: DType): Any {
  const axes = toAxes(op, options.axis, a.ndim), { keepdims = false, initial, where, out } = options
  const shape = a.shape, outShape = reducedShape(shape, axes, keepdims)
  checkOut(op, out, outShape, loop)
  if (where !== undefined && where !== true) return masked(op, folder, combine, a, options, loop, where)
  if (initial !== undefined) requireElement(op, initial, loop)
  const empty = sizeOf(axes.map(i => shape[i]!)) === 0
  let result: Any
  if (empty) {
    if (folder.identity === undefined && initial === undefined) {
      throw new ValueError(`${op}: an array of shape ${shapeText(shape)} has no elements along the axis to reduce, and ${op} has no identity; pass { initial }`)
    }
    result = allocate(op, loop, outShape)
    fill(result, initial ?? (loop === 'bool' ? folder.identity !== 0 : folder.identity!))
    return delivered(result, out)
  }
  const plain = folder.stop !== undefined && loop === 'bool' && axes.length === a.ndim && a.dense ? untilKnown(folder, a) : foldKernel(foldOf(folder, loop), [operandOf(a, loop, shape)], shape, axes)
  result = plain.view(outShape, denseStrides(outShape, plain.itemsize), plain.address)
  plain.dispose()
  if (initial !== undefined && combine) {
    const start = fromValue(op, initial as number, loop)
    elementwise(combine, [start, result], { out: result, casting: 'unsafe' })
    start.dispose()
  }
  return delivered(result, out)
}

// any and all of a whole array: pieces that grow eightfold, until the answer is known.
function untilKnown(folder: Folder, a: Any): Any {
  const fold = foldOf(folder, 'bool'), first = readElement(a.dtype, a.address)
  if (typeof first !== 'object' && (first != 0) === folder.stop) return fromValue('fold', folder.stop, 'bool')
  for (let from = 0, n = 16384; ; from += n, n *= 8) {
    const shape = [Math.min(n, a.size - from)], piece = a.view(shape, [a.itemsize], a.address + from * a.itemsize)
    const result = foldKernel(fold, [operandOf(piece, 'bool', shape)], shape, [0])
    piece.dispose()
    if (from + n >= a.size || readElement('bool', result.address) === folder.stop) return result
    result.dispose()
  }
}

// Elements that are not taken are replaced by one that changes nothing.
function masked(op: string, folder: Folder, combine: Elementwise | undefined, a: Any, options: ReduceOptions, loop: DType, where: ArrayLike): Any {
  const { initial, where: _, ...rest } = options
  const neutral = folder.identity ?? initial
  if (neutral === undefined) throw new ValueError(`${op}: with where the reduction needs { initial }, as ${op} has no identity`)
  const { array: mask, release } = borrowed(op, where)
  try {
    if (mask.dtype !== 'bool') throw new DTypeError(`${op}: where must be bool, not ${mask.dtype}`)
    const shape = broadcastShape(op, [a.shape, mask.shape])
    if (!sameShape(shape, a.shape)) throw new ShapeError(`${op}: where of shape ${shapeText(mask.shape)} does not broadcast to the array's ${shapeText(a.shape)}`)
    const chosen = allocate(op, loop, shape), other = allocate(op, loop, [])
    fill(other, loop === 'bool' ? Boolean(neutral) : neutral)
    mapKernel(`where_${dtypes[loop].size}`, shape, [operandOf(mask, 'bool', shape), operandOf(a, loop, shape), operandOf(other, loop, shape), operandAs(chosen, loop, chosen.strides)], 1.5)
    other.dispose()
    try { return reduceFold(op, folder, combine, chosen, initial === undefined ? rest : { ...rest, initial }, loop) } finally { chosen.dispose() }
  } finally { release() }
}

/** The shape that a reduction leaves. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepdims: boolean): number[] {
  return keepdims ? shape.map((n, i) => axes.includes(i) ? 1 : n) : shape.filter((_, i) => !axes.includes(i))
}

/** Throws unless out can take a result. */
export function checkOut(op: string, out: Any | undefined, shape: readonly number[], result: DType): void {
  if (!out) return
  requireWriteable(op, out)
  if (!sameShape(out.shape, shape)) throw new ShapeError(`${op}: out has shape ${shapeText(out.shape)}, the result ${shapeText(shape)}`)
  requireCast(op, result, out.dtype, 'same_kind')
}

/** The result itself, or out after it was copied there (and, with the name of the function, after a look at it). */
export function delivered(result: Any, out: Any | undefined, op?: string): Any {
  if (!out) return result
  if (op !== undefined) checkOut(op, out, result.shape, result.dtype)
  copyInto(out, result)
  result.dispose()
  return out
}

/** reduce of an op that may not be regrouped: one element after the other. */
export function reduceInOrder(op: string, a: Any, options: ReduceOptions, loop: DType, identity?: number): Any {
  const axes = toAxes(op, options.axis, a.ndim), { keepdims = false, initial, where, out } = options
  if (axes.length !== 1) throw new ValueError(`${op}.reduce: the op may not be reordered, so only one axis can be reduced at a time, not ${axes.length}`)
  if (where !== undefined && where !== true) throw new ValueError(`${op}.reduce: where needs an op with an identity, which ${op} has not`)
  const axis = axes[0]!, n = a.shape[axis]!, outShape = reducedShape(a.shape, axes, keepdims)
  checkOut(op, out, outShape, loop)
  if (n === 0 && initial === undefined && identity === undefined) throw new ValueError(`${op}.reduce: an array of shape ${shapeText(a.shape)} has no elements along axis ${axis}, and ${op} has no identity; pass { initial }`)
  let source = a
  if (n === 0) {
    const result = allocate(op, loop, outShape)
    fill(result, initial ?? identity!)
    return delivered(result, out)
  }
  if (initial !== undefined) {
    const shape = a.shape.map((m, i) => i === axis ? m + 1 : m)
    source = allocate(op, loop, shape)
    const rest = source.view(a.shape, source.strides, source.address + source.strides[axis]!)
    const head = source.view(a.shape.map((m, i) => i === axis ? 1 : m), source.strides, source.address)
    copyInto(rest, a)
    fill(head, initial)
    rest.dispose()
    head.dispose()
  }
  const last = reduceAt(op, source, [0], axis, loop, undefined)
  if (source !== a) source.dispose()
  const kept = last.view(outShape, denseStrides(outShape, last.itemsize), last.address)
  last.dispose()
  return delivered(kept, out)
}

/** The running results of an op along one axis. */
export function scan(op: string, folder: Folder | undefined, a: Any, axis: number, loop: DType, out: Any | undefined, ns: number): Any {
  if (a.ndim === 0) throw new ValueError(`${op}.accumulate: an array of 0 dimensions has no axis`)
  const at = toAxis(op, axis, a.ndim), shape = a.shape
  checkOut(op, out, shape, loop)
  const dense = a.dense && a.dtype === loop || !folder ? a : duplicate(op, a, loop)
  const result = out && out.dense && out.dtype === loop && dense !== a && !overlaps(dense, out) ? out : allocate(op, loop, shape)
  const outer = sizeOf(shape.slice(0, at)), inner = sizeOf(shape.slice(at + 1))
  const n = shape[at]!
  if (folder) scanKernel(kernelName(folder.name, loop, '_scan'), foldOf(folder, loop), dense, result, outer, n, inner, ns)
  else if (result.size > 0) {
    const bytes = inner * result.itemsize
    copyInto(result, dense)
    inOrderKernel(kernelName(op, loop), loop, inner, step => {
      for (let i = 0, to = result.address; i < outer * n; i++, to += bytes) if (i % n !== 0) step(to - bytes, to, to)
    })
  }
  if (dense !== a) dense.dispose()
  return result === out ? out : delivered(result, out)
}

/** The op between the elements from each index up to the next along one axis. */
export function reduceAt(op: string, a: Any, indices: ArrayLike, axis: number, loop: DType, out: Any | undefined): Any {
  if (a.ndim === 0) throw new ValueError(`${op}.reduceat: an array of 0 dimensions has no axis`)
  const at = toAxis(op, axis, a.ndim), n = a.shape[at]!, starts = wholeList(`${op}.reduceat`, indices)
  const wrong = starts.find(i => i < 0 || i >= n)
  if (wrong !== undefined) throw new IndexError(`${op}.reduceat: index ${wrong} is out of bounds for axis ${at} with size ${n}`)
  const shape = a.shape.map((m, i) => i === at ? starts.length : m)
  checkOut(op, out, shape, loop)
  const dense = a.dense && a.dtype === loop ? a : duplicate(op, a, loop), result = allocate(op, loop, shape)
  const inner = sizeOf(shape.slice(at + 1)), bytes = inner * result.itemsize, outer = sizeOf(shape.slice(0, at))
  const first = fromValue(op, Int32Array.from({ length: outer * starts.length }, (_, i) => (Math.floor(i / starts.length) * n + starts[i % starts.length]!) * bytes)) as NDArray<'int32'>
  itemsKernel('gather', first, dense.address, result.address, bytes)
  first.dispose()
  inOrderKernel(kernelName(op, loop), loop, inner, step => {
    for (let o = 0, to = result.address; o < outer; o++) {
      for (let s = 0; s < starts.length; s++, to += bytes) {
        const row = dense.address + o * n * bytes, until = starts[s + 1] ?? n
        for (let r = starts[s]! + 1; r < until; r++) step(to, row + r * bytes, to)
      }
    }
  })
  if (dense !== a) dense.dispose()
  return delivered(result, out)
}
// A one-dimensional list of integers as JavaScript numbers.
function wholeList(op: string, x: ArrayLike): number[] {
  const { array, release } = borrowed(op, x)
  try {
    const list = Array.from({ length: array.size }, (_, i) => Number(readElement(array.dtype, array.address + i * (array.strides[0] ?? 0))))
    if (array.ndim !== 1 || !list.every(Number.isInteger)) throw new IndexError(`${op}: the indices must be integers in one dimension, not ${array.dtype} of shape ${shapeText(array.shape)}`)
    return list
  } finally { release() }
}

/** The place of the extreme value along an axis, or in the flattened array. */
export function argReduce(op: string, of: string, pad: 'least' | 'greatest', a: Any, axis: number | null | undefined, keepdims: boolean, out: Any | undefined, ns: number): Any {
  const flat = axis === null || axis === undefined, at = flat ? 0 : toAxis(op, axis, a.ndim)
  const axes = flat ? a.shape.map((_, i) => i) : [at], outShape = reducedShape(a.shape, axes, keepdims)
  checkOut(op, out, outShape, 'int32')
  if (sizeOf(axes.map(i => a.shape[i]!)) === 0 && (flat || sizeOf(outShape) > 0)) {
    throw new ValueError(`${op}: an array of shape ${shapeText(a.shape)} has no elements along the axis, so there is no place of an extreme one`)
  }
  if (sizeOf(outShape) === 0) return delivered(allocate(op, 'int32', outShape), out)
  if (isComplex(a.dtype)) {
    const flags = extremes(op, of, pad, a, axes, ns)
    try { return argReduce(op, 'maximum', 'least', flags, axis, keepdims, out, ns) } finally { flags.dispose() }
  }
  const dense = flat && !a.dense ? duplicate(op, a) : a
  const order = a.shape.map((_, i) => i).filter(i => i !== at)
  const shape = flat ? [a.size] : [...order.map(i => a.shape[i]!), a.shape[at]!]
  const strides = flat ? [dense.itemsize] : [...order.map(i => a.strides[i]!), a.strides[at]!]
  const name = kernelName(of, a.dtype, '_arg')
  const places = argKernel(name, operandAs(dense, a.dtype, strides), shape, identityBytes(a.dtype, { pad }), ns)
  if (dense !== a) dense.dispose()
  const result = places.view(outShape, denseStrides(outShape, 4), places.address)
  places.dispose()
  return delivered(result, out)
}

// Complex numbers have no kernel for places: where an element is the extreme one of its row, or NaN.
function extremes(op: string, of: string, pad: 'least' | 'greatest', a: Any, axes: readonly number[], ns: number): Any {
  const { dtype, shape } = a, extreme = foldKernel(foldOf({ name: of, pad, ns }, dtype), [operandOf(a, dtype, shape)], shape, axes)
  const flags = allocate(op, 'bool', shape), nan = allocate(op, 'bool', shape), kept = denseStrides(reducedShape(shape, axes, true), a.itemsize)
  const along = operandAs(extreme, dtype, kept.map((s, i) => axes.includes(i) ? 0 : s)), to = operandAs(flags, 'bool', flags.strides), or = operandAs(nan, 'bool', nan.strides)
  mapKernel(kernelName('equal', dtype), shape, [operandOf(a, dtype, shape), along, to], ns)
  mapKernel(kernelName('isnan', dtype), shape, [operandOf(a, dtype, shape), or], ns)
  mapKernel(kernelName('bitwise_or', 'bool'), shape, [to, or, to], ns)
  extreme.dispose()
  nan.dispose()
  return flags
}

/** The value of a result of no dimensions, which is freed. */
export function value(a: Any): Element<DType> {
  const x = readElement(a.dtype, a.address)
  a.dispose()
  return x
}
