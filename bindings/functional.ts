// Functions of JavaScript applied to arrays: along axes, to elements, to indices.

import { requireElement, type ArrayLike } from './asarray.js'
import { chosen } from './creation.js'
import type { DType } from './dtype.js'
import { arrayOf, copyInto } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { indicesAs } from './grids.js'
import { expand_dims, moveaxis, tolist } from './manipulation.js'
import { allocate, NDArray, readElement, scope, writeElement } from './ndarray.js'
import { dtypeOfScalar, isScalar, requireDType, type DTypeOf, type Scalar } from './promotion.js'
import { axesInOrder, broadcastShape, broadcastStrides, sizeOf, toAxis, toShape, type ShapeLike } from './shape.js'

type Any = NDArray<DType>

function requireFunction(op: string, f: unknown): void {
  if (typeof f !== 'function') throw new ValueError(`${op}: give a function, not ${shown(f)}`)
}

/** The places of an array of a shape one after the other, in C order. */
export function ndindex(...shape: readonly number[] | [readonly number[]]): IterableIterator<number[]> {
  return places(toShape('ndindex', (shape.length === 1 ? shape[0]! : shape as readonly number[]) as ShapeLike))
}
function* places(shape: readonly number[]): IterableIterator<number[]> {
  if (sizeOf(shape) === 0) return
  const at = shape.map(() => 0)
  for (;;) {
    yield [...at]
    let axis = shape.length - 1
    while (axis >= 0 && ++at[axis]! === shape[axis]) at[axis--] = 0
    if (axis < 0) return
  }
}
/** Pairs of place and value of every element, in C order; the values are those at the time of the call. */
export function ndenumerate<A extends ArrayLike>(arr: A): IterableIterator<[number[], Scalar]> {
  const [shape, values] = scope(() => { const x = arrayOf('ndenumerate', arr); return [[...x.shape], tolist(x.reshape(-1)) as Scalar[]] as const })
  return pairs(shape, values)
}
function* pairs(shape: readonly number[], values: readonly Scalar[]): IterableIterator<[number[], Scalar]> {
  let i = 0
  for (const at of places(shape)) yield [at, values[i++]!]
}

// The one-dimensional views along an axis at these places of the others.
function line(x: Any, at: readonly number[]): Any { return x.view(x.shape.slice(at.length), x.strides.slice(at.length), x.address + at.reduce((sum, p, i) => sum + p * x.strides[i]!, 0)) }

/** The results of a function of one-dimensional arrays along an axis, in its place; each call gets a view, and is a scope. */
export function apply_along_axis(func1d: (line: NDArray<DType>, ...args: never[]) => ArrayLike, axis: number, arr: ArrayLike, ...args: unknown[]): NDArray<DType> {
  const op = 'apply_along_axis'
  requireFunction(op, func1d)
  return scope(() => {
    const given = arrayOf(op, arr), at = toAxis(op, axis, given.ndim), x: Any = moveaxis(given, at, -1), outer = x.shape.slice(0, -1)
    if (sizeOf(outer) === 0) throw new ValueError(`${op}: there is no line along axis ${at} of an array of shape ${shapeText(given.shape)}`)
    let out: Any | undefined
    for (const place of places(outer)) {
      out = scope(() => {
        const result = arrayOf(op, (func1d as (line: Any, ...args: unknown[]) => ArrayLike)(line(x, place), ...args)), to = out ?? allocate(op, result.dtype, toShape(op, [...outer, ...result.shape])), part = line(to, place)
        if (sizeOf(broadcastShape(op, [part.shape, result.shape])) !== part.size) throw new ShapeError(`${op}: the function gave shape ${shapeText(result.shape)} after ${shapeText(part.shape)}`)
        copyInto(part, result)
        return to
      })
    }
    const inner = out!.ndim - outer.length
    return moveaxis(out!, Array.from({ length: inner }, (_, i) => outer.length + i), Array.from({ length: inner }, (_, i) => at + i))
  })
}

/** What a function of an array and an axis gives, applied along one axis after the other; an axis that it drops is put back with length 1. */
export function apply_over_axes(func: (a: NDArray<DType>, axis: number) => ArrayLike, a: ArrayLike, axes: number | readonly number[]): NDArray<DType> {
  const op = 'apply_over_axes'
  requireFunction(op, func)
  return scope(() => {
    const x = arrayOf(op, a)
    return axesInOrder(op, axes, x.ndim).reduce((value: Any, axis) => {
      const result = arrayOf(op, func(value, axis)), kept = result.ndim === value.ndim ? result : result.ndim === value.ndim - 1 ? expand_dims(result, axis) : undefined
      if (!kept) throw new ShapeError(`${op}: the function gave shape ${shapeText(result.shape)} for ${shapeText(value.shape)}; it must keep the axis, or drop it`)
      return kept
    }, x.view(x.shape, x.strides, x.address))
  })
}

/** A function of index arrays, called with those of an array of a shape; float64 unless said. They are freed after the call. */
export function fromfunction<R, D extends DType = 'float64'>(f: (...indices: NDArray<D>[]) => R, shape: readonly number[], options: { dtype?: D } = {}): R {
  const op = 'fromfunction'
  requireFunction(op, f)
  return scope(() => {
    const grid = indicesAs(op, toShape(op, shape), chosen(op, options?.dtype, 'float64')) as NDArray<D>
    return f(...Array.from({ length: grid.shape[0]! }, (_, i) => grid.slice(i)))
  })
}

/** Options of vectorize. */
export interface VectorizeOptions<D extends DType> {
  /** The dtype of the result, or of each result; by default that of the first call's. */
  otypes?: D | readonly D[]
  /** Places of arguments that are handed on as they are. */
  excluded?: readonly number[]
}
type Outputs<R, D extends DType> = R extends readonly Scalar[] ? NDArray<D>[] : NDArray<D>
/** A function of elements made a function of arrays, which broadcast. One that gives a list of values gives a list of arrays. It is called element by element: convenient, not fast. */
export function vectorize<R extends Scalar | readonly Scalar[], D extends DType = R extends readonly (infer S)[] ? DTypeOf<S> : DTypeOf<R>>(pyfunc: (...args: never[]) => R, options: VectorizeOptions<D> = {}): (...args: ArrayLike[]) => Outputs<R, D> {
  const op = 'vectorize', { otypes, excluded = [] } = options ?? {}, types = otypes === undefined ? undefined : Array.isArray(otypes) ? otypes as readonly D[] : [otypes as D]
  requireFunction(op, pyfunc)
  for (const t of types ?? []) requireDType(op, t)
  if (!Array.isArray(excluded)) throw new ValueError(`${op}: excluded is a list of places of arguments, not ${shown(excluded)}`)
  return (...args) => scope(() => {
    const arrays = args.map((a, i) => excluded.includes(i) ? undefined : arrayOf(op, a)), known = arrays.filter(a => a !== undefined), shape = known.length === 0 ? [] : broadcastShape(op, known.map(a => a.shape))
    const dense = arrays.map(a => a && (a.view(shape, broadcastStrides(a.shape, a.strides, shape), a.address).copy() as Any)), n = sizeOf(shape)
    if (n === 0 && !types) throw new ValueError(`${op}: without elements to call the function on, say the dtypes of its results in otypes`)
    const outs: Any[] = n === 0 ? types!.map(t => allocate(op, t, shape)) : []
    let several = n === 0 && Array.isArray(otypes)
    for (let i = 0; i < n; i++) {
      const result: unknown = (pyfunc as (...args: unknown[]) => unknown)(...dense.map((a, k) => a ? readElement(a.dtype, a.address + i * a.itemsize) : args[k])), values = Array.isArray(result) ? result as unknown[] : [result]
      if (!values.every(isScalar)) throw new ValueError(`${op}: the function gave ${shown(values.find(v => !isScalar(v)))} in place of a number`)
      if (i === 0) { several = Array.isArray(result); values.forEach((v, k) => outs.push(allocate(op, types?.[k] ?? dtypeOfScalar(v), shape))) }
      if (values.length !== outs.length) throw new ValueError(`${op}: the function gave ${values.length} values after ${outs.length}`)
      outs.forEach((out, k) => { requireElement(op, values[k] as Scalar, out.dtype); writeElement(out.dtype, out.address + i * out.itemsize, values[k] as Scalar) })
    }
    return several ? outs : outs[0]!
  }) as Outputs<R, D>
}
