// The array itself: a counted block of the heap, a dtype, a shape, byte strides and an address. Views share the block.
// Its methods are the functions of the table and of manipulation.ts; methods.ts attaches them.

import { dtypes, getElement, isComplex, putElement, typedArrayOf, type Complex, type DType, type Element, type TypedArrayOf } from './dtype.js'
import { DisposedError, LanewiseError, DTypeError, IndexError, shapeText, shown, ValueError } from './errors.js'
import type { Block } from './memory.js'
import { memoryViews, runtime } from './runtime.js'
import { denseStrides, isDense, sizeOf } from './shape.js'

// Arrays made inside the innermost np.scope.
let scoped: NDArray<DType>[] | undefined

/** An n-dimensional array of elements of one dtype, in the shared memory. Made by functions such as `zeros`, not by `new`. */
export class NDArray<D extends DType = DType> {
  readonly dtype: D
  readonly shape: readonly number[]
  /** Bytes from an element to the next one along each axis. */
  readonly strides: readonly number[]
  /** Number of elements. */
  readonly size: number
  /** @internal */ readonly address: number
  /** @internal Whether the elements are dense in C order. */ readonly dense: boolean
  /** @internal False for views of several elements on one place (broadcast_to, sliding_window_view). */ readonly writeable: boolean
  #block: Block | undefined

  /** @internal */
  constructor(block: Block, dtype: D, shape: readonly number[], strides: readonly number[], address: number, size: number, dense: boolean, writeable = true) {
    this.#block = block
    this.dtype = dtype
    this.shape = shape
    this.strides = strides
    this.address = address
    this.size = size
    this.dense = dense
    this.writeable = writeable
    if (scoped !== undefined) scoped.push(this)
  }

  /** Number of dimensions. */
  get ndim(): number { return this.shape.length }
  /** Bytes of one element. */
  get itemsize(): number { return dtypes[this.dtype].size }
  /** Bytes of all elements. */
  get nbytes(): number { return this.size * dtypes[this.dtype].size }
  /** True once `dispose` was called. */
  get disposed(): boolean { return this.#block === undefined }

  /** @internal The block; throws DisposedError. */
  get block(): Block {
    const block = this.#block
    if (block === undefined) throw new DisposedError(`this array ${shapeText(this.shape)} ${this.dtype} was disposed; make a copy() of what you need before dispose() or the end of its scope`)
    if (block.heap !== runtime().heap) throw new DisposedError('this array belongs to a runtime that was closed; make it anew after init()')
    return block
  }

  /** @internal Another array over the same elements. */
  view<E extends DType = D>(shape: readonly number[], strides: readonly number[], address: number, dtype?: E, writeable = this.writeable): NDArray<E> {
    const type = dtype ?? (this.dtype as DType as E)
    return new NDArray<E>(this.block.retain(), type, shape, strides, address, sizeOf(shape), isDense(shape, strides, dtypes[type].size), writeable)
  }

  /** Frees the memory now (when the last view goes), instead of when the garbage collector comes by. May be called again. */
  dispose(): void {
    const block = this.#block
    if (block === undefined) return
    this.#block = undefined
    block.release()
  }

  /** For `using`: the same as dispose(). */
  [Symbol.dispose](): void { this.dispose() }

  /**
   * The element at an index (one number per axis; negative ones count from the end), or, with one number, at that place
   * in C order; without an index, the only element. 64-bit integers come as bigint, complex numbers as { re, im }.
   */
  item(...index: number[]): Element<D> {
    void this.block
    return readElement(this.dtype, this.#at(index)) as Element<D>
  }

  #at(index: readonly number[]): number {
    const { shape, strides, size, ndim } = this
    if (index.length === 0) {
      if (size !== 1) throw new IndexError(`item: an index is needed for an array of shape ${shapeText(shape)}; only arrays of one element go without`)
      return this.address
    }
    let address = this.address
    if (index.length === 1 && ndim !== 1) {
      let left = this.#bounded(index[0]!, size, 'flat index')
      for (let axis = ndim - 1; axis >= 0; axis--) {
        const n = shape[axis]!, q = Math.floor(left / n)
        address += (left - q * n) * strides[axis]!
        left = q
      }
      return address
    }
    if (index.length !== ndim) throw new IndexError(`item: ${index.length} indices for shape ${shapeText(shape)}; give ${ndim}, or one flat index`)
    for (let axis = 0; axis < ndim; axis++) address += this.#bounded(index[axis]!, shape[axis]!, `axis ${axis}`) * strides[axis]!
    return address
  }

  #bounded(i: number, n: number, where: string): number {
    if (!Number.isInteger(i) || i < -n || i >= n) throw new IndexError(`item: index ${shown(i)} is out of bounds for ${where} with size ${n}`)
    return i < 0 ? i + n : i
  }

  /**
   * The elements as a live typed array over the shared memory: no copy, complex as interleaved re, im, bool as 0 and 1.
   * Only for dense arrays; valid until the array is disposed. Some DOM APIs refuse shared memory: use toTypedArray() there.
   */
  get data(): TypedArrayOf<D> {
    void this.block
    if (!this.dense) throw new IndexError(`data: the elements of this view ${shapeText(this.shape)} with strides ${shapeText(this.strides)} are not dense; use toTypedArray(), or copy() first`)
    const Type = typedArrayOf(this.dtype)
    return new Type(runtime().memory.buffer, this.address, isComplex(this.dtype) ? 2 * this.size : this.size)
  }
}

/** Throws unless it is an array that was not disposed. */
export function requireArray(op: string, a: unknown): asserts a is NDArray {
  if (!(a instanceof NDArray)) throw new DTypeError(`${op}: ${shown(a)} is not an NDArray; make one with array()`)
  void a.block
}

/** An uninitialised dense array in C order. */
export function allocate<D extends DType>(op: string, dtype: D, shape: readonly number[], size = sizeOf(shape)): NDArray<D> {
  const { size: itemsize } = dtypes[dtype]
  const block = runtime().heap.allocate(size * itemsize, op)
  return new NDArray(block, dtype, shape, shape.length === 1 ? oneStride(itemsize) : denseStrides(shape, itemsize), block.address, size, true)
}
const strideLists: (readonly number[])[] = []
function oneStride(itemsize: number): readonly number[] { return strideLists[itemsize] ??= Object.freeze([itemsize]) }

/** The JavaScript value of the element at an address. */
export function readElement(dtype: DType, address: number): Element<DType> { return getElement(dtype, memoryViews(), address) }
/** Writes a JavaScript value as an element; numbers are converted as NumPy's casts do. */
export function writeElement(dtype: DType, address: number, value: number | bigint | boolean | Complex): void { putElement(dtype, memoryViews(), address, value) }

/**
 * Runs a function and frees every array made inside, except those in what it returns (an array, or a list or plain
 * object of arrays). Scopes nest; an async function is refused, as its arrays would be freed before it ends.
 */
export function scope<R>(f: () => R): R {
  if (typeof f !== 'function') throw new ValueError(`scope: give a function, not ${shown(f)}`)
  const outer = scoped, mine: NDArray<DType>[] = []
  scoped = mine
  let result: R
  const kept = new Set<unknown>()
  try {
    result = f()
    if (result !== null && typeof result === 'object' && 'then' in result && typeof result.then === 'function') {
      Promise.resolve(result).catch(() => {})            // it will find its arrays freed
      throw new ValueError('scope: the function must not be async, as its arrays would be freed before it ends; await outside and use dispose() or `using`')
    }
    collect(result, kept, 0)
  } finally {
    scoped = outer
    for (const a of mine) if (!kept.has(a)) a.dispose()
  }
  if (outer) for (const a of mine) if (kept.has(a)) outer.push(a)
  return result
}

/** A function made of others: its arrays are freed but for the result, and errors from within name it. */
export function composed<R>(op: string, f: () => R): R {
  try { return scope(f) } catch (error) {
    if (error instanceof LanewiseError && !error.message.includes(op)) error.message = `${op}: ${error.message}`
    throw error
  }
}

function collect(x: unknown, into: Set<unknown>, depth: number): void {
  if (x instanceof NDArray) into.add(x)
  else if (depth < 8 && Array.isArray(x)) for (const y of x) collect(y, into, depth + 1)
  else if (depth < 8 && isPlain(x)) for (const y of Object.values(x)) collect(y, into, depth + 1)
}
/** Whether it is an object literal; also one without a prototype, as load() gives. */
export function isPlain(x: unknown): x is Record<string, unknown> {
  if (x === null || typeof x !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
