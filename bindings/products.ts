// Products of vectors, matrices and stacks of them.

import { isOptions, type ArrayLike } from './asarray.js'
import { computeDType, contract, operandsOf, requireOut, type Label } from './contraction.js'
import type { DType, Element, TypedArray } from './dtype.js'
import { copyInto, elementwise, meets, requireWriteable } from './elementwise.js'
import { AxisError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { multiplyMatrices } from './gemm.js'
import { innerDtypes, innerProduct } from './inner.js'
import { moveaxis, ravel } from './manipulation.js'
import { allocate, composed, NDArray, requireArray } from './ndarray.js'
import { multiply } from './ops.js'
import { requireCast, requireDType, type Casting, type Common, type Scalar } from './promotion.js'
import { value } from './reduce.js'
import { axesInOrder, broadcastShape, denseStrides, sameShape } from './shape.js'

type Any = NDArray<DType>

// How many dimensions an operand has, as far as the checker knows: 0, 1, 2 for more, or '?'.
type Rank<A> = A extends NDArray<DType> ? '?' : A extends Scalar ? 0 : A extends TypedArray ? 1 : A extends readonly (infer E)[] ? [E] extends [Scalar] ? 1 : 2 : '?'
/** What a product of two operands is that gives a JavaScript value for two vectors, and an array for more. */
export type ProductOf<A, B, D extends DType = Common<A, B>> = [Rank<A>, Rank<B>] extends [1, 1] | [0, 0] ? Element<D> : 2 extends Rank<A> | Rank<B> ? NDArray<D> : [Rank<A>, Rank<B>] extends [0, 1] | [1, 0] ? NDArray<D> : NDArray<D> | Element<D>
/** As ProductOf, but NDArrays count as matrices. */
export type MatrixProductOf<A, B, D extends DType = Common<A, B>> = [Rank<A>, Rank<B>] extends [1, 1] ? Element<D> : NDArray<D>

/** Options of products of stacks. */
export interface ProductOptions<D extends DType = DType> {
  /** Where the result goes; it may be one of the operands. */
  out?: Any
  /** The dtype to compute in. */
  dtype?: D
  /** What conversions are allowed (default 'same_kind'). */
  casting?: Casting
  /** Per operand and for the result the axes that the vector or matrix lies along; default the last ones. */
  axes?: readonly (number | readonly number[])[]
}

/** A value for a result of no dimensions that no out took. */
export function scalarOr(result: Any, out: Any | undefined): Any | Element<DType> { return out === undefined && result.ndim === 0 ? value(result) : result }

// Labels: axes of a stack are numbered from the last one backwards.
const ROW: Label = -1, SUM: Label = -2, COLUMN: Label = -3, KEPT: Label = -4
const stackOf = (n: number): Label[] => Array.from({ length: n }, (_, i) => n - 1 - i)

// What most calls are, without labels: two vectors or matrices of one dtype that has a kernel (1 µs in place of 7, and 4 in place of 12).
function ofVectors(op: string, a: ArrayLike, b: ArrayLike, conjugate = false): Element<DType> | undefined {
  if (!(a instanceof NDArray && b instanceof NDArray) || a.dtype !== b.dtype || a.ndim !== 1 || b.ndim !== 1 || a.size !== b.size || !(innerDtypes as readonly DType[]).includes(a.dtype)) return undefined
  void a.block
  void b.block
  return value(innerProduct(op, a, b, { conjugate }))
}
function ofMatrices(op: string, a: ArrayLike, b: ArrayLike, out?: Any): Any | undefined {
  if (!(a instanceof NDArray && b instanceof NDArray) || a.dtype !== b.dtype || a.ndim !== 2 || b.ndim !== 2 || a.shape[1] !== b.shape[0] || computeDType(a.dtype) !== a.dtype) return undefined
  void a.block
  void b.block
  if (a.size === 0 || b.size === 0 || a.shape[0] === 1 && b.shape[1] === 1) return undefined
  const shape = [a.shape[0]!, b.shape[1]!]
  if (out !== undefined) {
    if (!(out instanceof NDArray) || out.dtype !== a.dtype || !sameShape(out.shape, shape)) return undefined
    requireWriteable(op, out)
    if (meets(out, a) || meets(out, b)) return undefined
  }
  return composed(op, () => {
    const to = out ?? allocate(op, a.dtype, shape)
    multiplyMatrices(op, a, b, to)
    return to
  })
}
// Whether an out is all that is asked for.
const onlyOut = (options: ProductOptions): boolean => options !== null && typeof options === 'object' && Object.keys(options).every(key => key === 'out')

const moved = (a: Any, axes: readonly number[], back = false): Any => {
  const last = axes.map((_, i) => i - axes.length)
  return axes.length === 0 ? a : back ? moveaxis(a, last, axes) as Any : moveaxis(a, axes, last) as Any
}

// A product of stacks: each operand and the result have a core, labelled, behind the axes that broadcast.
function stacked(op: string, args: readonly [ArrayLike, ArrayLike], coresOf: (a: Any, b: Any) => readonly [Label[], Label[], Label[]], options: ProductOptions | undefined, conjugated = false): Any | Element<DType> {
  return composed(op, () => {
    const { casting = 'same_kind', axes } = options ?? {}, out = options?.out ?? undefined
    if (options?.dtype) requireDType(op, options.dtype)
    const { arrays, dtype: common } = operandsOf(op, args), [x, y] = arrays as [Any, Any], dtype = options?.dtype ?? common, both = `shapes ${shapeText(x.shape)} and ${shapeText(y.shape)}`
    if (x.ndim === 0 || y.ndim === 0) throw new ShapeError(`${op}: ${both}: a scalar is no vector or matrix; use multiply`)
    for (const a of arrays) requireCast(op, a.dtype, dtype, casting)
    const cores = coresOf(x, y)
    cores.slice(0, 2).forEach((core, i) => { if (arrays[i]!.ndim < core.length) throw new ShapeError(`${op}: ${both}: operand ${i} needs at least ${core.length} dimensions`) })
    const places = axes === undefined || axes === null ? undefined : placesOf(op, axes, cores), [a, b] = [x, y].map((z, i) => places ? moved(z, axesOf(op, places[i]!, z.ndim)) : z) as [Any, Any]
    const [sa, sb] = [a, b].map((z, i) => z.shape.slice(0, z.ndim - cores[i]!.length)) as [number[], number[]]
    const lengthIn = (i: 0 | 1, l: Label): number | undefined => [a, b][i]!.shape[[sa, sb][i]!.length + cores[i].indexOf(l)]
    if (lengthIn(0, SUM) !== lengthIn(1, SUM)) throw new ShapeError(`${op}: ${both} do not fit: the sum is over ${lengthIn(0, SUM)} elements of the first and ${lengthIn(1, SUM)} of the second`)
    let stack: readonly number[]
    try { stack = broadcastShape(op, [sa, sb]) } catch { throw new ShapeError(`${op}: ${both} do not fit: their leading axes ${shapeText(sa)} and ${shapeText(sb)} cannot be broadcast together`) }
    const core = cores[2].map(l => l === KEPT ? 1 : lengthIn(cores[0].includes(l) ? 0 : 1, l)!), shape = [...stack, ...core]
    const product = (target?: Any): Any => contract(op, { array: a, labels: [...stackOf(sa.length), ...cores[0]] }, { array: b, labels: [...stackOf(sb.length), ...cores[1]] }, [...stackOf(stack.length), ...cores[2]], dtype, target, conjugated)
    if (out === undefined) { const result = product(); return scalarOr(places ? moved(result, axesOf(op, places[2]!, result.ndim), true) : result, out) }
    requireArray(op, out)
    const to = places ? moved(out, axesOf(op, places[2]!, out.ndim)) : out, more = to.shape.slice(0, Math.max(0, to.ndim - core.length))
    // As of element-wise functions, out may have a longer stack, along which the product repeats.
    let full = shape
    try { full = [...broadcastShape(op, [stack, more]), ...core] } catch { /* then the shapes differ */ }
    requireOut(op, to, full, dtype, casting)
    if (sameShape(full, shape)) product(to)
    else copyInto(to, product())
    return out
  })
}
const axesOf = (op: string, places: number | readonly number[], ndim: number): number[] => {
  const list = axesInOrder(op, places, ndim)
  if (new Set(list).size < list.length) throw new AxisError(`${op}: the axes ${shapeText(list)} name one twice`)
  return list
}
function placesOf(op: string, axes: unknown, cores: readonly (readonly Label[])[]): readonly (readonly number[])[] {
  const list = Array.isArray(axes) ? axes.map((x: unknown) => Array.isArray(x) ? x as number[] : [x as number]) : []
  if (list.length === 2 && cores[2]!.length === 0) list.push([])
  if (list.length !== 3 || list.some((x, i) => x.length !== cores[i]!.length)) throw new ValueError(`${op}: axes must be a list of ${cores.map(c => c.length).join(', ')} axes for the operands and the result, such as ${JSON.stringify(cores.map(c => c.map((_, i) => i - c.length)))}, not ${shown(axes)}`)
  return list
}

/**
 * The matrix product of stacks of matrices, with leading axes broadcast; an operand of one dimension is a vector. Two vectors give a
 * JavaScript value (which the checker knows of lists and typed arrays only). Scalars are a ShapeError.
 */
export function matmul<O extends Any>(x1: ArrayLike, x2: ArrayLike, options: ProductOptions & { out: O }): O
export function matmul<A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(x1: A, x2: B, options?: ProductOptions<D>): MatrixProductOf<A, B, D>
export function matmul(x1: ArrayLike, x2: ArrayLike, options?: ProductOptions): unknown {
  return (options === undefined ? ofMatrices('matmul', x1, x2) ?? ofVectors('matmul', x1, x2) : onlyOut(options) ? ofMatrices('matmul', x1, x2, options.out) : undefined) ?? stacked('matmul', [x1, x2], (a, b) => [a.ndim < 2 ? [SUM] : [ROW, SUM], b.ndim < 2 ? [SUM] : [SUM, COLUMN], [...a.ndim < 2 ? [] : [ROW], ...b.ndim < 2 ? [] : [COLUMN]]], options)
}

/** Options of vecdot. */
export interface VecdotOptions<D extends DType = DType> extends ProductOptions<D> {
  /** The axis that the vectors lie along, of both operands. */
  axis?: number
  /** Keep the axis with length 1. */
  keepdims?: boolean
}
/** The inner products of stacks of vectors along an axis (default the last), the first conjugated; of two vectors a JavaScript value. */
export function vecdot<O extends Any>(x1: ArrayLike, x2: ArrayLike, options: VecdotOptions & { out: O }): O
export function vecdot<A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(x1: A, x2: B, options: VecdotOptions<D> & { keepdims: true }): NDArray<D>
export function vecdot<A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(x1: A, x2: B, options?: VecdotOptions<D>): ProductOf<A, B, D>
export function vecdot(x1: ArrayLike, x2: ArrayLike, options?: VecdotOptions): unknown {
  const vectors = options === undefined ? ofVectors('vecdot', x1, x2, true) : undefined
  if (vectors !== undefined) return vectors
  const { axis, keepdims = false } = options ?? {}, along = axis === undefined || axis === null ? {} : { axes: [axis, axis, keepdims ? axis : []] }
  return stacked('vecdot', [x1, x2], () => [[SUM], [SUM], keepdims ? [KEPT] : []], { ...options, ...along }, true)
}
/** The products of stacks of matrices (…, m, n) with vectors (…, n). */
export function matvec<O extends Any>(x1: ArrayLike, x2: ArrayLike, options: ProductOptions & { out: O }): O
export function matvec<A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(x1: A, x2: B, options?: ProductOptions<D>): NDArray<D>
export function matvec(x1: ArrayLike, x2: ArrayLike, options?: ProductOptions): unknown { return stacked('matvec', [x1, x2], () => [[ROW, SUM], [SUM], [ROW]], options) }
/** The products of stacks of vectors (…, n), conjugated, with matrices (…, n, m). */
export function vecmat<O extends Any>(x1: ArrayLike, x2: ArrayLike, options: ProductOptions & { out: O }): O
export function vecmat<A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(x1: A, x2: B, options?: ProductOptions<D>): NDArray<D>
export function vecmat(x1: ArrayLike, x2: ArrayLike, options?: ProductOptions): unknown { return stacked('vecmat', [x1, x2], () => [[SUM], [SUM, COLUMN], [COLUMN]], options, true) }

/** A product by multiplication alone, for operands of which one is a scalar. */
function scaled(op: string, a: ArrayLike, b: ArrayLike, out?: Any): Any { return elementwise({ ...multiply.row, name: op }, [a, b], out === undefined ? undefined : { out }) }

// The product of a and b summed over pairs of their axes; the result has the other axes of a, then those of b.
function summedOver(op: string, a: Any, b: Any, dtype: DType, axesA: readonly number[], axesB: readonly number[], out?: Any): Any {
  axesA.forEach((p, i) => { if (a.shape[p] !== b.shape[axesB[i]!]) throw new ShapeError(`${op}: shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit: axis ${p} of the first has ${a.shape[p]} elements, and axis ${axesB[i]} of the second ${b.shape[axesB[i]!]}`) })
  const la = a.shape.map((_, i) => i), lb = b.shape.map((_, i) => axesB.includes(i) ? axesA[axesB.indexOf(i)]! : a.ndim + i), labels = [...la.filter(l => !axesA.includes(l)), ...lb.filter(l => l >= a.ndim)]
  if (out !== undefined) requireOut(op, out, labels.map(l => l < a.ndim ? a.shape[l]! : b.shape[l - a.ndim]!), dtype, 'no')
  return contract(op, { array: a, labels: la }, { array: b, labels: lb }, labels, dtype, out)
}
function dotted(op: string, a: ArrayLike, b: ArrayLike, second: (b: Any) => number, out: Any | undefined): unknown {
  return composed(op, () => {
    if (out !== undefined) requireArray(op, out)
    const { arrays, dtype } = operandsOf(op, [a, b]), [x, y] = arrays as [Any, Any]
    if (x.ndim > 0 && y.ndim > 0) return scalarOr(summedOver(op, x, y, dtype, [x.ndim - 1], [second(y)], out), out)
    if (out !== undefined) requireOut(op, out, x.ndim === 0 ? y.shape : x.shape, dtype, 'no')
    return scalarOr(scaled(op, x, y, out), out)
  })
}

/** The sum over the last axis of a and the last but one of b (or its only one); of scalars their product. Two vectors give a JavaScript value. An out must have the very dtype of the result. */
export function dot<O extends Any>(a: ArrayLike, b: ArrayLike, options: { out: O }): O
export function dot<A extends ArrayLike, B extends ArrayLike>(a: A, b: B, options?: { out?: Any }): ProductOf<A, B>
export function dot(a: ArrayLike, b: ArrayLike, options?: { out?: Any }): unknown {
  const out = options?.out ?? undefined
  return (out === undefined ? ofVectors('dot', a, b) ?? ofMatrices('dot', a, b) : undefined) ?? dotted('dot', a, b, y => Math.max(0, y.ndim - 2), out)
}

/** The sum over the last axes of both; of scalars their product. Two vectors give a JavaScript value. */
export function inner<A extends ArrayLike, B extends ArrayLike>(a: A, b: B): ProductOf<A, B> { return (ofVectors('inner', a, b) ?? dotted('inner', a, b, y => y.ndim - 1, undefined)) as never }

/** The inner product of both operands flattened, the first conjugated: a JavaScript value. */
export function vdot<A extends ArrayLike, B extends ArrayLike>(a: A, b: B): Element<Common<A, B>> {
  return (ofVectors('vdot', a, b, true) ?? composed('vdot', () => {
    const { arrays, dtype } = operandsOf('vdot', [a, b]), [x, y] = arrays as [Any, Any]
    if (x.size !== y.size) throw new ShapeError(`vdot: shapes ${shapeText(x.shape)} and ${shapeText(y.shape)} do not fit: ${x.size} elements and ${y.size}`)
    const same = sameShape(x.shape, y.shape), labels = x.shape.map((_, i) => i), flat = (z: Any): { array: Any; labels: Label[] } => same ? { array: z, labels } : { array: ravel(z) as Any, labels: [0] }
    return value(contract('vdot', flat(x), flat(y), [], dtype, undefined, true))
  })) as never
}

/** The products of every element of a with every element of b, both flattened: shape (M, N). */
export function outer<O extends Any>(a: ArrayLike, b: ArrayLike, options: { out: O }): O
export function outer<A extends ArrayLike, B extends ArrayLike>(a: A, b: B, options?: { out?: Any }): NDArray<Common<A, B>>
export function outer(a: ArrayLike, b: ArrayLike, options?: { out?: Any }): Any {
  return composed('outer', () => {
    const out = options?.out ?? undefined, { arrays, dtype } = operandsOf('outer', [a, b]), [x, y] = arrays.map(z => ravel(z) as Any) as [Any, Any]
    if (out !== undefined) { requireArray('outer', out); requireOut('outer', out, [x.size, y.size], dtype, 'same_kind') }
    return contract('outer', { array: x, labels: [0] }, { array: y, labels: [1] }, [0, 1], dtype, out)
  })
}

/** The Kronecker product: every element of a times the whole of b, as blocks. */
export function kron<A extends ArrayLike, B extends ArrayLike>(a: A, b: B): NDArray<Common<A, B>> {
  return composed('kron', () => {
    const { arrays, dtype } = operandsOf('kron', [a, b]), [x, y] = arrays as [Any, Any], n = Math.max(x.ndim, y.ndim)
    const shapes = [x, y].map(z => [...new Array<number>(n - z.ndim).fill(1), ...z.shape]) as [number[], number[]], axes = shapes[0].map((_, i) => i)
    // Axis i of a has the label i, that of b n + i; the result's axis i is made of both.
    const result: Any = allocate('kron', dtype, axes.map(i => shapes[0][i]! * shapes[1][i]!)), blocks = axes.flatMap(i => [shapes[0][i]!, shapes[1][i]!])
    const to = result.view(blocks, denseStrides(blocks, result.itemsize), result.address)
    contract('kron', { array: x, labels: axes.slice(n - x.ndim) }, { array: y, labels: axes.slice(n - y.ndim).map(i => n + i) }, axes.flatMap(i => [i, n + i]), dtype, to)
    return result
  }) as never
}

/** Axes of tensordot: how many (the last of a, the first of b), or those of a and those of b. */
export type TensordotAxes = number | readonly [number | readonly number[], number | readonly number[]]
/** The sum of products over pairs of axes; the result has the other axes of a, then those of b. Lengths must agree. */
export function tensordot<A extends ArrayLike, B extends ArrayLike>(a: A, b: B, axes: TensordotAxes | { axes?: TensordotAxes } = 2): NDArray<Common<A, B>> {
  const op = 'tensordot'
  return composed(op, () => {
    const given = isOptions(axes) ? (axes as { axes?: TensordotAxes }).axes ?? 2 : axes as TensordotAxes, { arrays, dtype } = operandsOf(op, [a, b]), [x, y] = arrays as [Any, Any]
    const count = (n: unknown): [number[], number[]] => {
      if (typeof n !== 'number' || !Number.isInteger(n) || n < 0) throw new ValueError(`${op}: axes must be a number >= 0 or two lists of axes, not ${shown(n)}`)
      if (n > Math.min(x.ndim, y.ndim)) throw new AxisError(`${op}: ${n} axes of arrays of shapes ${shapeText(x.shape)} and ${shapeText(y.shape)}`)
      return [x.shape.map((_, i) => i).slice(x.ndim - n), y.shape.map((_, i) => i).slice(0, n)]
    }
    if (Array.isArray(given) && given.length !== 2) throw new ValueError(`${op}: axes must be two lists, the axes of the first operand and those of the second, not ${given.length}`)
    const [p, q] = Array.isArray(given) ? [axesOf(op, given[0] as number[], x.ndim), axesOf(op, given[1] as number[], y.ndim)] : count(given)
    if (p.length !== q.length) throw new ValueError(`${op}: ${p.length} axes of the first operand, and ${q.length} of the second; they go in pairs`)
    return summedOver(op, x, y, dtype, p, q)
  }) as never
}
