// What a row of the table becomes: a function with NumPy's call semantics and its static type. ops.ts holds the rows.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType, type Element } from './dtype.js'
import { DTypeError } from './errors.js'
import { borrowed, elementwise, type Elementwise, type UfuncOptions } from './elementwise.js'
import type { NDArray } from './ndarray.js'
import { isScalar, loopOf, resultOf, type Common, type DTypeOf, type Loop, type Result, type Rule } from './promotion.js'
import { argReduce, reduceArguments, reduceFold, reduceInOrder, scan, value, type Folder, type ReduceOptions } from './reduce.js'
import type { AxisLike } from './shape.js'
import { entry, kernelName, rows, type LoopName, type Row } from './table.js'

type Any = NDArray<DType>

/** What a ufunc tells of itself, as NumPy's do. */
export interface Ufunc {
  readonly name: string
  readonly nin: number
  readonly nout: number
  readonly nargs: number
  /** What its reduction of nothing gives; null where there is no such value. */
  readonly identity: number | boolean | null
  /** The loops, by NumPy's letters of dtypes: 'ff->f'. */
  readonly types: readonly string[]
  readonly ntypes: number
}
/** A function with the facts of its row. */
export function ufunc<F extends (...args: never[]) => unknown>(f: F, { name, on, rule }: Elementwise, nin: number, identity: number | boolean | null = null): F & Ufunc {
  const types = on.map(d => `${dtypes[d].char.repeat(nin)}->${dtypes[resultOf(rule, d)].char}`)
  return Object.assign(Object.defineProperty(f, 'name', { value: name }), { nin, nout: 1, nargs: nin + 1, identity, types, ntypes: types.length })
}

/** An element-wise function of one operand. */
export interface Unary<On extends readonly DType[], R extends Rule> extends Ufunc {
  readonly signature: readonly ['unary', On, R]
  <O extends Any>(a: ArrayLike, options: UfuncOptions & { out: O }): O
  <A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, options?: UfuncOptions<D>): NDArray<Result<R, Loop<On, D>>>
}

/** An element-wise function of two operands, with NumPy's ufunc methods. */
export interface Binary<On extends readonly DType[], R extends Rule> extends Ufunc {
  readonly signature: readonly ['binary', On, R]
  <O extends Any>(a: ArrayLike, b: ArrayLike, options: UfuncOptions & { out: O }): O
  <A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(a: A, b: B, options?: UfuncOptions<D>): NDArray<Result<R, Loop<On, D>>>
  /** @internal */ readonly row: Elementwise
  /** @internal */ readonly folder: Folder | undefined
  /** The op between all elements along axes (default the first). */
  reduce<A extends ArrayLike>(a: A, axis?: AxisLike | ReduceOptions, options?: ReduceOptions): NDArray<Result<R, Loop<On, DTypeOf<A>>>>
  /** The running results along an axis (default the first). */
  accumulate<A extends ArrayLike>(a: A, axis?: number, options?: { dtype?: DType; out?: Any }): NDArray<Result<R, Loop<On, DTypeOf<A>>>>
  /** The op of every element of a with every element of b. */
  outer<A extends ArrayLike, B extends ArrayLike>(a: A, b: B, options?: UfuncOptions): NDArray<Result<R, Loop<On, Common<A, B>>>>
}

interface Spec<On extends readonly DType[], R extends Rule> {
  /** The dtypes that have a kernel; another is cast to the first of these that holds it safely. */
  readonly on: On
  readonly rule?: R
  /** Dtypes that the op refuses though they could be cast, with what to use instead. */
  readonly refuse?: { readonly dtype: DType; readonly instead: string }
  /** Nanoseconds per element on one thread, for the thread policy. */
  readonly ns?: number
  readonly ulp?: readonly [number, number]
  readonly domain?: readonly [number, number]
  readonly check?: Elementwise['check']
}

function declare(name: string, kind: Row['kind'], spec: Spec<readonly DType[], Rule>): Elementwise {
  const { on, rule = 'same', ns = 0.6, ulp = [0, 0], domain = [-100, 100], check, refuse } = spec
  const arity = kind === 'unary' ? 1 : kind === 'binary' ? 2 : 3
  const names: Partial<Record<DType, string>> = {}
  for (const d of on) {
    names[d] = kernelName(name, d)
    entry(name, '', (rule === 'bool' ? `test${arity}` : rule === 'real' && isComplex(d) ? 'mapParts' : `map${arity}`) as LoopName, d)
  }
  rows.push({ name, kind, on, rule, ulp, domain })
  return { name, on, rule, ns, check, refuse, names }
}

/** A row: an element-wise op of one operand. Its class in assembly/ has the name in PascalCase. */
export function unary<const On extends readonly DType[], R extends Rule = 'same'>(name: string, spec: Spec<On, R>): Unary<On, R> {
  const row = declare(name, 'unary', spec)
  const call = (a: ArrayLike, options?: UfuncOptions): Any => elementwise(row, [a], options)
  return Object.assign(ufunc(call, row, 1), { signature: ['unary', spec.on, spec.rule ?? 'same'] }) as unknown as Unary<On, R>
}

/** A row: an element-wise op of three operands. */
export function ternary(name: string, spec: Spec<readonly DType[], 'same'>): (args: readonly ArrayLike[], options?: UfuncOptions) => Any {
  const row = declare(name, 'ternary', spec)
  return (args, options) => elementwise(row, args, options)
}

interface BinarySpec<On extends readonly DType[], R extends Rule> extends Spec<On, R> {
  /** For ops that may be regrouped: the element that changes nothing, or the end of the range that never wins. */
  readonly fold?: { readonly identity?: number; readonly pad?: 'least' | 'greatest'; readonly wide?: readonly DType[] }
  /** What reduce and accumulate compute in: integers go on in 64 bits for add and multiply. */
  readonly widen?: Widen
  /** The op whose bool kernels do reduce and accumulate (the logical ops). */
  readonly as?: string
}

/** A row: an element-wise op of two operands, with reduce, accumulate and outer. */
export function binary<const On extends readonly DType[], R extends Rule = 'same'>(name: string, spec: BinarySpec<On, R>): Binary<On, R> {
  const row = declare(name, 'binary', spec), { fold, as } = spec, closed = (spec.rule ?? 'same') === 'same'
  if (closed) for (const d of spec.on) {
    if (fold) entry(name, '_fold', 'fold1', d)
    entry(name, '_scan', 'scan', d)
  }
  const folder: Folder | undefined = fold && { name: as ?? name, ...fold, ns: row.ns / 2 }
  const loop = (method: string, a: Any, dtype: DType | undefined): DType => {
    if (as) return 'bool'
    if (row.refuse && a.dtype === row.refuse.dtype) throw new DTypeError(`${name}.${method} does not take ${a.dtype}; use ${row.refuse.instead}`)
    if (!closed) throw new DTypeError(`${name}.${method}: the op gives bool, so its results cannot be combined with further elements; only ops that give their own dtype have ${method}`)
    return loopOf(name, row.on, dtype ?? widened(spec.widen ?? 'same', a.dtype))
  }
  const call = (a: ArrayLike, b: ArrayLike, options?: UfuncOptions): Any => elementwise(row, [a, b], options)
  return Object.assign(ufunc(call, row, 2, fold?.identity === undefined ? null : as ? fold.identity !== 0 : fold.identity), {
    row,
    folder,
    signature: ['binary', spec.on, spec.rule ?? 'same'],
    reduce(a: ArrayLike, axis?: AxisLike | ReduceOptions, options?: ReduceOptions): Any {
      const { array, release } = borrowed(name, a)
      try {
        const given: ReduceOptions = { axis: 0, ...reduceArguments(name, axis, options) }, compute = loop('reduce', array, given.dtype)
        return folder ? reduceFold(name, folder, row, array, given, compute) : reduceInOrder(name, row.ns, array, given, compute)
      } finally { release() }
    },
    accumulate(a: ArrayLike, axis = 0, options: { dtype?: DType; out?: Any } = {}): Any {
      const { array, release } = borrowed(name, a)
      try { return scan(name, folder, array, axis, loop('accumulate', array, options?.dtype ?? undefined), options?.out, row.ns) } finally { release() }
    },
    outer(a: ArrayLike, b: ArrayLike, options?: UfuncOptions): Any {
      if (isScalar(a) || isScalar(b)) return call(a, b, options)
      const x = borrowed(name, a), y = borrowed(name, b)
      try {
        const ones = y.array.shape.map(() => 1), zeros = y.array.shape.map(() => 0)
        const spread = x.array.view([...x.array.shape, ...ones], [...x.array.strides, ...zeros], x.array.address)
        try { return call(spread, y.array, options) } finally { spread.dispose() }
      } finally { x.release(); y.release() }
    },
  }) as unknown as Binary<On, R>
}

/** How a reduction's dtype follows from the array's: its own, 64-bit for integers, float64 for integers, bool, or of a magnitude. */
export type Widen = 'same' | 'wide' | 'mean' | 'bool' | 'spread'
/** The dtype of a reduction of D. */
export type Widened<W extends Widen, D extends DType> =
  W extends 'bool' ? 'bool'
    : W extends 'wide' ? D extends 'bool' | 'int8' | 'int16' | 'int32' ? 'int64' : D extends 'uint8' | 'uint16' | 'uint32' ? 'uint64' : D
    : W extends 'mean' | 'spread' ? D extends 'float32' | 'float64' ? D
      : D extends 'complex64' ? (W extends 'spread' ? 'float32' : D) : D extends 'complex128' ? (W extends 'spread' ? 'float64' : D) : 'float64'
    : D
/** The dtype that a reduction of an array computes in. */
export function widened(widen: Widen, dtype: DType): DType {
  if (widen === 'bool') return 'bool'
  if (widen === 'same') return dtype
  const float = dtype.startsWith('float') || isComplex(dtype)
  if (widen === 'wide') return float ? dtype : dtype.startsWith('uint') ? 'uint64' : 'int64'
  const mean = float ? dtype : 'float64'
  return widen === 'spread' ? resultOf('real', mean) : mean
}

type Kept = { axis: number | readonly number[] } | { keepdims: true }
type WithoutAxis<O> = Omit<O, 'axis'> & { axis?: null }

/** A reduction: of the whole array to a JavaScript value, along axes to an array. */
export interface Reduction<W extends Widen, O extends ReduceOptions = ReduceOptions> {
  readonly signature: readonly ['reduction', W, O]
  <T extends Any>(a: ArrayLike, options: O & { out: T }): T
  <A extends ArrayLike, D extends DType>(a: A, options: O & { dtype: D } & Kept): NDArray<D>
  <A extends ArrayLike>(a: A, options: O & Kept): NDArray<Widened<W, DTypeOf<A>>>
  <A extends ArrayLike, D extends DType>(a: A, axis: number | readonly number[], options: Omit<O, 'axis'> & { dtype: D }): NDArray<D>
  <A extends ArrayLike>(a: A, axis: number | readonly number[], options?: Omit<O, 'axis'>): NDArray<Widened<W, DTypeOf<A>>>
  <A extends ArrayLike, D extends DType>(a: A, options: WithoutAxis<O> & { dtype: D }): Element<D>
  <A extends ArrayLike>(a: A, axis?: null | WithoutAxis<O>, options?: WithoutAxis<O>): Element<Widened<W, DTypeOf<A>>>
}

interface ReductionSpec<W extends Widen> {
  /** The binary row whose fold kernels it runs. */
  readonly of: { readonly row: Elementwise; readonly folder: Folder | undefined }
  /** Of a fold to bool: the value that no further element changes. */
  readonly stop?: boolean
  readonly widen: W
  readonly on: readonly DType[]
}

/** A row: a reduction by a binary op. */
export function reduction<W extends Widen>(name: string, spec: ReductionSpec<W>): Reduction<W> {
  const { row } = spec.of, folder: Folder = { ...spec.of.folder!, stop: spec.stop }
  rows.push({ name, kind: 'reduction', on: spec.on, rule: 'same', ulp: [0, 0], domain: [-100, 100] })
  return reducing(name, (a, options) => reduceFold(name, folder, row, a, options, spec.widen === 'bool' ? 'bool' : options.dtype ?? widened(spec.widen, a.dtype))) as Reduction<W>
}

/** Wraps a reduction of arrays with the argument forms of all reductions: array-likes, positional axis, a value for the whole. */
export function reducing<O extends ReduceOptions>(name: string, f: (a: Any, options: O) => Any): (a: ArrayLike, axis?: AxisLike | O, options?: O) => Any | Element<DType> {
  return (a, axis, options) => {
    const given = reduceArguments(name, axis, options)
    const { array, release } = borrowed(name, a)
    try {
      const result = f(array, given)
      return (given.axis === undefined || given.axis === null) && !given.keepdims && !given.out ? value(result) : result
    } finally { release() }
  }
}

/** The place of an extreme value: int32, as on NumPy's 32-bit builds, since an address here has 32 bits. */
export interface ArgReduction {
  readonly signature: readonly ['arg-reduction']
  (a: ArrayLike, axis?: null | { axis?: null; keepdims?: false }): number
  (a: ArrayLike, axis: number, options?: { keepdims?: boolean; out?: Any }): NDArray<'int32'>
  (a: ArrayLike, options: { axis?: number | null; keepdims?: boolean; out?: Any }): NDArray<'int32'>
}

/** A row: the place of an extreme value. */
export function argReduction(name: string, of: string, pad: 'least' | 'greatest', on: readonly DType[]): ArgReduction {
  for (const d of on) entry(of, '_arg', 'argfold', d)
  rows.push({ name, kind: 'arg-reduction', on, rule: 'index', ulp: [0, 0], domain: [-100, 100] })
  return reducing<ReduceOptions>(name, (a, { axis, keepdims = false, out }) => argReduce(name, of, pad, a, axis as number | null | undefined, keepdims, out, 0.6)) as ArgReduction
}
