// What a row of the table becomes: a function with NumPy's call semantics and its static type. ops.ts holds the rows.

import type { ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType, type Element } from './dtype.js'
import { DTypeError, ValueError } from './errors.js'
import { borrowed, duplicate, elementwise, meets, requireWriteable, type Elementwise, type UfuncOptions } from './elementwise.js'
import { NDArray } from './ndarray.js'
import { isScalar, loopOf, resultOf, type Common, type DTypeOf, type Held, type Loop, type Result, type Rule } from './promotion.js'
import { argReduce, reduceArguments, reduceAt, reduceFold, reduceInOrder, scan, value, type Folder, type ReduceOptions } from './reduce.js'
import type { AxisLike } from './shape.js'
import type { Index } from './slice.js'
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
export function ufunc<F extends (...args: never[]) => unknown>(f: F, { name, on, rule, exponent }: Elementwise, nin: number, identity: number | boolean | null = null, rules: readonly Rule[] = [rule]): F & Ufunc {
  const types = on.map(d => `${exponent ? `${dtypes[d].char}i` : dtypes[d].char.repeat(nin)}->${rules.map(r => dtypes[resultOf(r, d)].char).join('')}`)
  return Object.assign(Object.defineProperty(f, 'name', { value: name }), { nin, nout: rules.length, nargs: nin + rules.length, identity, types, ntypes: types.length })
}

/** An element-wise function of one operand. */
export interface Unary<On extends readonly DType[], R extends Rule> extends Ufunc {
  readonly signature: readonly ['unary', On, R]
  /** @internal */ readonly row: Elementwise
  /** a[indices] = op(a[indices]) in place, as often as a place is named. */
  at(a: Any, indices: Index | ArrayLike | readonly (Index | ArrayLike)[]): void
  <O extends Any>(a: ArrayLike, options: UfuncOptions & { out: O }): O
  <A extends ArrayLike, D extends DType = DTypeOf<A>>(a: A, options?: UfuncOptions<D>): NDArray<Result<R, Loop<On, D>>>
}

/** An element-wise function of two operands, with NumPy's ufunc methods. */
export interface Binary<On extends readonly DType[], R extends Rule> extends Ufunc {
  readonly signature: readonly ['binary', On, R]
  <O extends Any>(a: ArrayLike, b: ArrayLike, options: UfuncOptions & { out: O }): O
  <A extends ArrayLike, B extends ArrayLike, D extends DType = Common<A, B>>(a: A, b: B, options?: UfuncOptions<D>): NDArray<Result<R, Loop<On, D, D extends Common<A, B> ? Held<A, B> : D>>>
  /** @internal */ readonly row: Elementwise
  /** @internal */ readonly folder: Folder | undefined
  /** The op between all elements along axes (default the first). */
  reduce<A extends ArrayLike>(a: A, axis?: AxisLike | ReduceOptions, options?: ReduceOptions): NDArray<Result<R, Loop<On, DTypeOf<A>>>>
  /** The running results along an axis (default the first). */
  accumulate<A extends ArrayLike>(a: A, axis?: number, options?: { dtype?: DType; out?: Any }): NDArray<Result<R, Loop<On, DTypeOf<A>>>>
  /** The op between the elements from each index up to the next (or the element alone, if the next is not greater) along an axis. */
  reduceat<A extends ArrayLike>(a: A, indices: ArrayLike, axis?: number, options?: { dtype?: DType; out?: Any }): NDArray<Result<R, Loop<On, DTypeOf<A>>>>
  /**
   * a[indices] = op(a[indices], b) in place, one element after the other, so that repeated places count as often as they are named.
   * A list of numbers is one index array; a list of lists, arrays and slices is one index per axis.
   */
  at(a: Any, indices: Index | ArrayLike | readonly (Index | ArrayLike)[], b: ArrayLike): void
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
  /** The second operand is an integer that has no say in the dtype (an exponent). */
  readonly exponent?: boolean
  /** Of one output of a function with several (see pair): the function, and which of its outputs. */
  readonly output?: Row['output']
}

function declare(name: string, kind: Row['kind'], spec: Spec<readonly DType[], Rule>): Elementwise {
  const { on, rule = 'same', ns = 0.6, ulp = [0, 0], domain = [-100, 100], check, refuse, exponent, output } = spec
  const arity = kind === 'unary' ? 1 : kind === 'binary' ? 2 : 3
  const names: Partial<Record<DType, string>> = {}
  for (const d of on) {
    names[d] = kernelName(name, d)
    entry(name, '', (rule === 'bool' ? `test${arity}` : rule === 'real' && isComplex(d) ? 'mapParts' : `map${arity}`) as LoopName, d)
  }
  rows.push({ name, kind, on, rule, ulp, domain, exponent, output })
  return { name: output?.of ?? name, on, rule, ns, check, refuse, exponent, names }
}

/** A row: an element-wise op of one operand. Its class in assembly/ has the name in PascalCase. */
export function unary<const On extends readonly DType[], R extends Rule = 'same'>(name: string, spec: Spec<On, R>): Unary<On, R> {
  const row = declare(name, 'unary', spec)
  const call = (a: ArrayLike, options?: UfuncOptions): Any => elementwise(row, [a], options)
  return Object.assign(ufunc(call, row, 1), { row, signature: ['unary', spec.on, spec.rule ?? 'same'] }) as unknown as Unary<On, R>
}

/** A row: an element-wise op of three operands. */
export function ternary(name: string, spec: Spec<readonly DType[], 'same'>): (args: readonly ArrayLike[], options?: UfuncOptions) => Any {
  const row = declare(name, 'ternary', spec)
  return (args, options) => elementwise(row, args, options)
}

/** Options of functions with two outputs. */
export interface PairOptions extends Omit<UfuncOptions, 'out'> {
  /** Where the results go; either may be undefined. */
  out?: readonly [Any | undefined, Any | undefined]
}
/** An element-wise function of one operand with two results. */
export interface UnaryPair<On extends readonly DType[], R extends Rule, S extends Rule> extends Ufunc {
  <A extends ArrayLike>(a: A, options?: PairOptions): [NDArray<Result<R, Loop<On, DTypeOf<A>>>>, NDArray<Result<S, Loop<On, DTypeOf<A>>>>]
}
/** An element-wise function of two operands with two results. */
export interface BinaryPair<On extends readonly DType[]> extends Ufunc {
  <A extends ArrayLike, B extends ArrayLike>(a: A, b: B, options?: PairOptions): [NDArray<Loop<On, Common<A, B>>>, NDArray<Loop<On, Common<A, B>>>]
}

/** A function whose two results are those of two rows. */
export function pair(name: string, arity: 1 | 2, first: { row: Elementwise }, second: { row: Elementwise }): unknown {
  const one = { ...first.row, name }, two = { ...second.row, name }
  return ufunc((...given: unknown[]): [Any, Any] => {
    const args = given.slice(0, arity) as ArrayLike[], { out, ...rest } = (given[arity] ?? {}) as PairOptions
    if (out !== undefined && (!Array.isArray(out) || out.length !== 2)) throw new ValueError(`${name}: out must be a list of two arrays, either of which may be undefined`)
    const [to, other] = (out ?? []).map(x => x ?? undefined)
    if (to !== undefined && other !== undefined) {
      requireWriteable(name, to)
      requireWriteable(name, other)
      if (meets(to, other)) throw new ValueError(`${name}: the two outputs share memory; give them arrays of their own`)
    }
    // The first result must not overwrite what the second is still computed from.
    const kept = args.map(a => a instanceof NDArray && to instanceof NDArray && meets(a, to) ? duplicate(name, a) : a)
    try {
      const a = elementwise(one, kept, to === undefined ? rest : { ...rest, out: to })
      try { return [a, elementwise(two, kept, other === undefined ? rest : { ...rest, out: other })] } catch (error) { if (a !== to) a.dispose(); throw error }
    } finally { kept.forEach((k, i) => { if (k instanceof NDArray && k !== args[i]) k.dispose() }) }
  }, one, arity, null, [one.rule, two.rule])
}

interface BinarySpec<On extends readonly DType[], R extends Rule> extends Spec<On, R> {
  /** For ops that may be regrouped: the element that changes nothing, or the end of the range that never wins. */
  readonly fold?: { readonly identity?: number; readonly pad?: 'least' | 'greatest' | 'missing-least' | 'missing-greatest'; readonly wide?: readonly DType[] }
  /** What the reduction of nothing gives, of an op that may not be regrouped. */
  readonly identity?: number
  /** What reduce and accumulate compute in: integers go on in 64 bits for add and multiply. */
  readonly widen?: Widen
  /** The op whose bool kernels do reduce and accumulate (the logical ops). */
  readonly as?: string
}

/** A row: an element-wise op of two operands, with reduce, accumulate and outer. */
export function binary<const On extends readonly DType[], R extends Rule = 'same'>(name: string, spec: BinarySpec<On, R>): Binary<On, R> {
  const row = declare(name, 'binary', spec), { fold, as } = spec, closed = (spec.rule ?? 'same') === 'same' && !spec.exponent
  if (closed && fold) for (const d of spec.on) {
    entry(name, '_fold', 'fold1', d)
    entry(name, '_scan', 'scan', d)
  }
  const folder: Folder | undefined = fold && { name: as ?? name, ...fold, ns: row.ns / 2 }
  const loop = (method: string, a: Any, dtype: DType | undefined): DType => {
    if (as) return 'bool'
    if (row.refuse && a.dtype === row.refuse.dtype) throw new DTypeError(`${name}.${method} does not take ${a.dtype}; use ${row.refuse.instead}`)
    if (!closed) throw new DTypeError(`${name}.${method}: its results cannot be combined with further elements; only ops of two numbers that give their own dtype have ${method}`)
    return loopOf(name, row.on, dtype ?? widened(spec.widen ?? 'same', a.dtype))
  }
  const call = (a: ArrayLike, b: ArrayLike, options?: UfuncOptions): Any => elementwise(row, [a, b], options)
  return Object.assign(ufunc(call, row, 2, fold?.identity === undefined ? spec.identity ?? null : as ? fold.identity !== 0 : fold.identity), {
    row,
    folder,
    signature: ['binary', spec.on, spec.rule ?? 'same'],
    reduce(a: ArrayLike, axis?: AxisLike | ReduceOptions, options?: ReduceOptions): Any {
      const { array, release } = borrowed(name, a)
      try {
        const given: ReduceOptions = { axis: 0, ...reduceArguments(name, axis, options) }, compute = loop('reduce', array, given.dtype)
        return folder ? reduceFold(name, folder, row, array, given, compute) : reduceInOrder(name, array, given, compute, spec.identity)
      } finally { release() }
    },
    accumulate(a: ArrayLike, axis = 0, options: { dtype?: DType; out?: Any } = {}): Any {
      const { array, release } = borrowed(name, a)
      try { return scan(name, folder, array, axis, loop('accumulate', array, options?.dtype ?? undefined), options?.out, row.ns) } finally { release() }
    },
    reduceat(a: ArrayLike, indices: ArrayLike, axis = 0, options: { dtype?: DType; out?: Any } = {}): Any {
      const { array, release } = borrowed(name, a)
      try { return reduceAt(name, array, indices, axis, loop('reduceat', array, options?.dtype ?? undefined), options?.out) } finally { release() }
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
  rows.push({ name, kind: 'arg-reduction', on, rule: 'int32', ulp: [0, 0], domain: [-100, 100] })
  return reducing<ReduceOptions>(name, (a, { axis, keepdims = false, out }) => argReduce(name, of, pad, a, axis as number | null | undefined, keepdims, out, 0.6)) as ArgReduction
}
