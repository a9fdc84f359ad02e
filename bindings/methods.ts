// The functions as methods: np.add(a, b) is a.add(b). Types follow from the functions' own; nothing is listed twice but the
// few functions whose result type depends on D alone.

import type { ArrayLike } from './asarray.js'
import type { ArgReduction, Binary, Reduction, Unary, Widen, Widened } from './define.js'
import type { DType, Element, TypedArrayOf } from './dtype.js'
import type { UfuncOptions } from './elementwise.js'
import { diagonal, repeat, trace } from './arranging.js'
import * as indexing from './indexing.js'
import * as manipulation from './manipulation.js'
import { NDArray } from './ndarray.js'
import * as ops from './ops.js'
import { choose, compress as compressed, put, type ChooseOptions } from './picking.js'
import * as print from './print.js'
import { dot, matmul, type ProductOptions, type ProductOf } from './products.js'
import type { Casting, Common, CommonOfList, Held, Loop, Result, Rule, Scalar } from './promotion.js'
import type { ReduceOptions } from './reduce.js'
import type { AxisLike, ShapeLike } from './shape.js'
import type { Index } from './slice.js'
import * as searching from './searching.js'
import * as sorting from './sorting.js'
import { round } from './comparison.js'
import * as statistics from './statistics.js'

type Any = NDArray<DType>
type Kept = { axis: number | readonly number[] } | { keepdims: true }

interface UnaryMethod<D extends DType, On extends readonly DType[], R extends Rule> {
  <O extends Any>(options: UfuncOptions & { out: O }): O
  <E extends DType = D>(options?: UfuncOptions<E>): NDArray<Result<R, Loop<On, E>>>
}
interface BinaryMethod<D extends DType, On extends readonly DType[], R extends Rule> {
  <O extends Any>(b: ArrayLike, options: UfuncOptions & { out: O }): O
  <B extends ArrayLike, E extends DType = Common<NDArray<D>, B>>(b: B, options?: UfuncOptions<E>): NDArray<Result<R, Loop<On, E, E extends Common<NDArray<D>, B> ? Held<NDArray<D>, B> : E>>>
}
interface ReductionMethod<D extends DType, W extends Widen, O extends ReduceOptions> {
  <T extends Any>(options: O & { out: T }): T
  <E extends DType>(options: O & { dtype: E } & Kept): NDArray<E>
  (options: O & Kept): NDArray<Widened<W, D>>
  <E extends DType>(axis: number | readonly number[], options: Omit<O, 'axis'> & { dtype: E }): NDArray<E>
  (axis: number | readonly number[], options?: Omit<O, 'axis'>): NDArray<Widened<W, D>>
  <E extends DType>(options: Omit<O, 'axis'> & { dtype: E }): Element<E>
  (axis?: null | (Omit<O, 'axis'> & { axis?: null })): Element<Widened<W, D>>
}
interface ArgMethod {
  (axis?: null | { axis?: null; keepdims?: false }): number
  (axis: number, options?: { keepdims?: boolean; out?: Any }): NDArray<'int32'>
  (options: { axis?: number | null; keepdims?: boolean; out?: Any }): NDArray<'int32'>
}
type MethodOf<F, D extends DType> =
  F extends { readonly signature: readonly ['unary', infer On extends readonly DType[], infer R extends Rule] } ? UnaryMethod<D, On, R>
    : F extends { readonly signature: readonly ['binary', infer On extends readonly DType[], infer R extends Rule] } ? BinaryMethod<D, On, R>
    : F extends { readonly signature: readonly ['reduction', infer W extends Widen, infer O extends ReduceOptions] } ? ReductionMethod<D, W, O>
    : F extends ArgReduction ? ArgMethod : never

const table = { ...withoutInternal(ops), mean: statistics.mean, var: statistics.var, std: statistics.std }
type Table = Omit<typeof ops, 'clip3' | 'all_'> & { mean: typeof statistics.mean; var: typeof statistics.var; std: typeof statistics.std }
type TableMethods<D extends DType> = { [K in keyof Table as Table[K] extends { readonly signature: unknown } ? K : never]: MethodOf<Table[K], D> }

function withoutInternal(all: typeof ops): Omit<typeof ops, 'clip3' | 'all_'> {
  return Object.fromEntries(Object.entries(all).filter(([name, f]) => name !== 'all_' && name !== 'clip3' && (f as { nout?: number }).nout !== 2)) as never
}

declare module './ndarray.js' {
  interface NDArray<D extends DType> extends TableMethods<D> {
    /** The transpose, a view. */
    readonly T: NDArray<D>
    /** A view by basic indices: integers, slices in NumPy's syntax, null, '...'. */
    slice(...indices: Index[]): NDArray<D>
    /** Elements by any index; integer arrays and masks give a copy. */
    at(...indices: indexing.AdvancedIndex[]): NDArray<D>
    /** Writes values at any index. */
    setAt(indices: indexing.AdvancedIndex | readonly indexing.AdvancedIndex[], values: ArrayLike): this
    /** Elements at integer places along an axis. */
    take<O extends Any>(indices: ArrayLike, axis: number | null | undefined, options: indexing.TakeOptions & { out: O }): O
    take(indices: ArrayLike, axis?: number | null, options?: indexing.TakeOptions): NDArray<D>
    /** Writes values at places of the flattened array. */
    put(ind: ArrayLike, v: ArrayLike, options?: { mode?: indexing.IndexMode }): void
    /** What stands where a condition is true along an axis. */
    compress(condition: ArrayLike, axis?: number | null): NDArray<D>
    /** At each place the element of the choice that this array names. */
    choose<const L extends readonly ArrayLike[]>(choices: L | Any, options?: ChooseOptions): NDArray<CommonOfList<L>>
    /** Each element repeated. */
    repeat(repeats: ArrayLike, axis?: number | null): NDArray<D>
    /** A view of the diagonals in the plane of two axes. */
    diagonal(offset?: number, axis1?: number, axis2?: number): NDArray<D>
    /** The sum along diagonals. */
    trace(offset?: number, axis1?: number, axis2?: number): NDArray<Widened<'wide', D>>
    /** Sets every element. */
    fill(value: Scalar): void
    /** Per axis the indices of the elements that are true. */
    nonzero(): NDArray<'int32'>[]
    /** Writes values into this array or view. */
    assign(values: ArrayLike, options?: { where?: ArrayLike; casting?: Casting }): this
    /** A dense copy. */
    copy(): NDArray<D>
    /** The elements as another dtype. */
    astype<E extends DType>(dtype: E, options?: { casting?: Casting; copy?: boolean }): NDArray<E>
    /** The same elements in another shape. */
    reshape(shape: ShapeLike): NDArray<D>
    /** The elements in one dimension, a view where possible. */
    ravel(): NDArray<D>
    /** The elements in one dimension, a copy. */
    flatten(): NDArray<D>
    /** A view with the axes in another order. */
    transpose(axes?: readonly number[] | null): NDArray<D>
    /** A view with two axes exchanged. */
    swapaxes(axis1: number, axis2: number): NDArray<D>
    /** A view without axes of length 1. */
    squeeze(axis?: AxisLike): NDArray<D>
    /** The elements limited to a range. */
    clip(a_min?: ArrayLike | null, a_max?: ArrayLike | null, options?: UfuncOptions): NDArray<D>
    /** The running sum. */
    cumsum<O extends Any>(axis: number | null | undefined, options: { dtype?: DType; out: O }): O
    cumsum<E extends DType>(axis: number | null | undefined, options: { dtype: E }): NDArray<E>
    cumsum(axis?: number | null, options?: { dtype?: DType; out?: Any }): NDArray<Widened<'wide', D>>
    /** The running product. */
    cumprod<E extends DType>(axis: number | null | undefined, options: { dtype: E }): NDArray<E>
    cumprod(axis?: number | null, options?: { dtype?: DType; out?: Any }): NDArray<Widened<'wide', D>>
    /** The sum over the last axis of this array and the last but one of b; of two vectors a JavaScript value. */
    dot<O extends Any>(b: ArrayLike, options: { out: O }): O
    dot<B extends ArrayLike, E extends DType = Common<NDArray<D>, B>>(b: B, options?: { out?: Any }): ProductOf<Any, B, E>
    /** The matrix product, with leading axes broadcast. */
    matmul<O extends Any>(b: ArrayLike, options: ProductOptions & { out: O }): O
    matmul<B extends ArrayLike, E extends DType = Common<NDArray<D>, B>>(b: B, options?: ProductOptions<E>): NDArray<E>
    /** To so many decimals, halves to even. */
    round(decimals?: number, options?: { out?: Any }): NDArray<D extends 'bool' ? 'float32' : D>
    /** Sorts this array in place, along an axis. */
    sort(axis?: number, options?: sorting.SortOptions): void
    /** The places that sort the array along an axis. */
    argsort(axis?: number | null, options?: sorting.SortOptions): NDArray<'int32'>
    /** Puts the elements at the places kth where sorting would, in place. */
    partition(kth: sorting.Kth, axis?: number, options?: sorting.PartitionOptions): void
    /** The places that partition the array. */
    argpartition(kth: sorting.Kth, axis?: number | null, options?: sorting.PartitionOptions): NDArray<'int32'>
    /** Where elements belong in this sorted array. */
    searchsorted<V extends ArrayLike>(v: V, options?: searching.SearchOptions): searching.PlacesOf<V>
    /** A private typed array of the elements. */
    toTypedArray(): TypedArrayOf<D>
    /** Nested lists of JavaScript values. */
    tolist(): manipulation.NestedList<Element<D>>
  }
}

const { slice, copy, astype, reshape, ravel, flatten, transpose, swapaxes, squeeze, assign, toTypedArray, tolist } = manipulation
const { at, setAt, take, nonzero } = indexing
const compress = (a: Any, condition: ArrayLike, axis?: number | null): Any => compressed(condition, a, axis)
const fill = (a: Any, value: Scalar): void => { assign(a, value) }
const { sortInPlace, argsort, partitionInPlace, argpartition } = sorting
const functions = { ...table, slice, copy, astype, reshape, ravel, flatten, transpose, swapaxes, squeeze, assign, toTypedArray, tolist, at, setAt, take, nonzero, repeat, diagonal, trace, put, choose, compress, fill, clip: statistics.clip, cumsum: statistics.cumsum, cumprod: statistics.cumprod, dot, matmul, round, sort: sortInPlace, argsort, partition: partitionInPlace, argpartition, searchsorted: searching.searchsorted }

/** Puts the methods on the class; api.ts calls it once. */
export function attachMethods(): void {
  for (const [name, f] of Object.entries(functions)) {
    const call = f as (...args: unknown[]) => unknown
    Object.defineProperty(NDArray.prototype, name, { configurable: true, writable: true, value(this: Any, ...args: unknown[]) { return call(this, ...args) } })
  }
  Object.defineProperty(NDArray.prototype, 'T', { configurable: true, get(this: Any) { return transpose(this) } })
  const text = { configurable: true, writable: true, value(this: Any) { return this.disposed ? 'array(disposed)' : print.array2string(this) } }
  Object.defineProperty(NDArray.prototype, 'toString', text)
  Object.defineProperty(NDArray.prototype, Symbol.for('nodejs.util.inspect.custom'), { configurable: true, value(this: Any) { return this.disposed ? 'array(disposed)' : print.array_repr(this) } })
}
export type { Binary, Reduction, Unary }
