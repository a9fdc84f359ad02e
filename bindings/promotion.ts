// NumPy 2's type promotion (NEP 50): one table, read by the runtime and by the type checker.

import { dtypes, type CodeOf, type Complex, type DType, type OfKind, type TypedArrayOf } from './dtype.js'
import { DTypeError, shown, ValueError } from './errors.js'

// promote_types(row, column), columns in the order of dtype.ts.
const table = {
  bool:       ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128'],
  int8:       ['int8', 'int8', 'int16', 'int32', 'int64', 'int16', 'int32', 'int64', 'float64', 'float32', 'float64', 'complex64', 'complex128'],
  int16:      ['int16', 'int16', 'int16', 'int32', 'int64', 'int16', 'int32', 'int64', 'float64', 'float32', 'float64', 'complex64', 'complex128'],
  int32:      ['int32', 'int32', 'int32', 'int32', 'int64', 'int32', 'int32', 'int64', 'float64', 'float64', 'float64', 'complex128', 'complex128'],
  int64:      ['int64', 'int64', 'int64', 'int64', 'int64', 'int64', 'int64', 'int64', 'float64', 'float64', 'float64', 'complex128', 'complex128'],
  uint8:      ['uint8', 'int16', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128'],
  uint16:     ['uint16', 'int32', 'int32', 'int32', 'int64', 'uint16', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128'],
  uint32:     ['uint32', 'int64', 'int64', 'int64', 'int64', 'uint32', 'uint32', 'uint32', 'uint64', 'float64', 'float64', 'complex128', 'complex128'],
  uint64:     ['uint64', 'float64', 'float64', 'float64', 'float64', 'uint64', 'uint64', 'uint64', 'uint64', 'float64', 'float64', 'complex128', 'complex128'],
  float32:    ['float32', 'float32', 'float32', 'float64', 'float64', 'float32', 'float32', 'float64', 'float64', 'float32', 'float64', 'complex64', 'complex128'],
  float64:    ['float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'complex128', 'complex128'],
  complex64:  ['complex64', 'complex64', 'complex64', 'complex128', 'complex128', 'complex64', 'complex64', 'complex128', 'complex128', 'complex64', 'complex128', 'complex64', 'complex128'],
  complex128: ['complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128', 'complex128'],
} as const satisfies Record<DType, readonly DType[]>

/** The dtype that both A and B can be cast to safely: NumPy's `promote_types`, in types. */
export type Promote<A extends DType, B extends DType> = A extends DType ? B extends DType ? (typeof table)[A][CodeOf<B>] : never : never

/** The smallest dtype that both can be cast to safely. */
export function promote_types<A extends DType, B extends DType>(a: A, b: B): Promote<A, B> {
  requireDType('promote_types', a)
  requireDType('promote_types', b)
  return promoteTypes(a, b)
}
/** promote_types, quickly. */
export function promoteTypes<A extends DType, B extends DType>(a: A, b: B): Promote<A, B> {
  const found = table[a]?.[dtypes[b]?.code] as Promote<A, B> | undefined
  if (found === undefined) { requireDType('promote_types', a); requireDType('promote_types', b) }
  return found!
}

/** A dtype, or an array of one. */
export type DTypeLike<D extends DType = DType> = D | { readonly dtype: D }
/** The dtype that is meant. */
export function toDType<D extends DType>(op: string, x: DTypeLike<D>): D {
  const dtype = typeof x === 'object' && x !== null ? x.dtype : x
  requireDType(op, dtype)
  return dtype
}

/** Throws unless the name is a dtype's. */
export function requireDType(op: string, dtype: string): void {
  if (typeof dtype !== 'string' || !Object.hasOwn(dtypes, dtype)) throw new DTypeError(`${op}: there is no dtype ${shown(dtype)}; the dtypes are ${Object.keys(dtypes).join(', ')}`)
}

/** The smallest dtype that all can be cast to safely: as NumPy's result_type the widest kind first, so that the order does not matter. */
export function promoteAll(all: readonly DType[]): DType {
  return [...all].sort((a, b) => dtypes[b].code - dtypes[a].code).reduce((a, b): DType => promoteTypes(a, b))
}

/** NumPy's casting rules. */
export type Casting = 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe'
const castings: readonly Casting[] = ['no', 'equiv', 'safe', 'same_kind', 'unsafe']
const kinds = { b: 0, u: 1, i: 2, f: 3, c: 4 }

/** Whether a value of one dtype may become another under a casting rule. */
export function can_cast(from: DTypeLike, to: DTypeLike, casting: Casting = 'safe'): boolean {
  return canCast(toDType('can_cast', from), toDType('can_cast', to), casting)
}
/** can_cast of dtypes that are known to be some. */
export function canCast(from: DType, to: DType, casting: Casting = 'safe'): boolean {
  if (!castings.includes(casting)) throw new ValueError(`there is no casting rule ${shown(casting)}; the rules are ${castings.join(', ')}`)
  if (from === to || casting === 'unsafe') return true
  if (casting === 'no' || casting === 'equiv') return false
  if (promoteTypes(from, to) === to) return true
  return casting === 'same_kind' && kinds[dtypes[from].kind] <= kinds[dtypes[to].kind]
}

/** Throws unless the cast is allowed. */
export function requireCast(op: string, from: DType, to: DType, casting: Casting): void {
  if (!canCast(from, to, casting)) {
    throw new DTypeError(`${op}: cannot cast from ${from} to ${to} under the rule '${casting}'; cast with astype('${to}') first, or pass { casting: 'unsafe' }`)
  }
}

/** A JavaScript value that stands for one element. */
export type Scalar = number | bigint | boolean | Complex

/** Whether a value is a scalar. */
export function isScalar(x: unknown): x is Scalar {
  switch (typeof x) {
    case 'number': case 'bigint': case 'boolean': return true
    case 'object': return x !== null && 're' in x && 'im' in x && typeof x.re === 'number' && typeof x.im === 'number'
    default: return false
  }
}

/** The dtype of a scalar on its own. */
export function dtypeOfScalar(x: Scalar): DType {
  return typeof x === 'number' ? 'float64' : typeof x === 'boolean' ? 'bool' : typeof x === 'bigint' ? (x > 0x7fffffffffffffffn ? 'uint64' : 'int64') : 'complex128'
}

const ranges: Partial<Record<DType, readonly [number, number]>> = {
  int8: [-128, 127], int16: [-32768, 32767], int32: [-2147483648, 2147483647], uint8: [0, 255], uint16: [0, 65535], uint32: [0, 4294967295],
}

/** The common dtype of an array and a weak scalar: a scalar raises the kind, never the size. An integer-valued number is weakly an integer. */
export function promoteWeak(dtype: DType, x: Scalar): DType {
  const kind = dtypes[dtype].kind
  if (typeof x === 'boolean') return dtype
  if (typeof x === 'object') return dtype === 'float32' || dtype === 'complex64' ? 'complex64' : 'complex128'
  if (typeof x === 'bigint' || Number.isInteger(x)) return kind === 'b' ? 'int64' : dtype
  return kind === 'f' || kind === 'c' ? dtype : 'float64'
}

/** Whether a scalar is within the range of an integer dtype; always, of other dtypes. */
export function fits(x: Scalar, dtype: DType): boolean {
  if (typeof x !== 'number' && typeof x !== 'bigint') return true
  const range = ranges[dtype]
  if (range) return x >= range[0] && x <= range[1]
  if (dtype !== 'int64' && dtype !== 'uint64') return true
  if (typeof x === 'number' && !Number.isFinite(x)) return false
  const whole = BigInt(typeof x === 'number' ? Math.trunc(x) : x)
  return (dtype === 'int64' ? BigInt.asIntN(64, whole) : BigInt.asUintN(64, whole)) === whole
}

/** Throws when an integer scalar does not fit the integer dtype it must become. */
export function requireFits(op: string, x: Scalar, dtype: DType): void {
  if (!fits(x, dtype)) throw new ValueError(`${op}: ${x} is out of bounds for ${dtype}; use an array of a wider dtype, for example np.asarray(x, 'int64')`)
}

/** The dtype at the other end of NEP 50 in types: array dtype D with a scalar of type S. */
export type PromoteWeak<D extends DType, S> =
  D extends DType ? S extends boolean ? D
    : S extends number ? D extends Inexact ? D : D extends 'bool' ? 'int64' | 'float64' : D | 'float64'
    : S extends bigint ? D extends 'bool' ? 'int64' : D
    : D extends 'float32' | 'complex64' ? 'complex64' : 'complex128'
  : never

/** The dtype that an array-like has on its own. */
export type DTypeOf<A> = A extends readonly (infer E)[] ? LeafDType<E> : FlatDType<A>
type FlatDType<A> =
  A extends { readonly dtype: infer D extends DType } ? D
    : A extends number ? 'float64' : A extends boolean ? 'bool' : A extends bigint ? 'int64' : A extends Complex ? 'complex128'
    : A extends Float32Array ? 'float32' : A extends Float64Array ? 'float64'
    : A extends Int8Array ? 'int8' : A extends Uint8ClampedArray | Uint8Array ? 'uint8'
    : A extends Int16Array ? 'int16' : A extends Uint16Array ? 'uint16' : A extends Int32Array ? 'int32' : A extends Uint32Array ? 'uint32'
    : A extends BigInt64Array ? 'int64' : A extends BigUint64Array ? 'uint64' : DType
// Lists are followed four levels down; a bound keeps the checker from following the recursive type of all lists for ever.
type LeafDType<E> = E extends readonly (infer F)[] ? F extends readonly (infer G)[] ? G extends readonly (infer H)[] ? FlatDType<H> : FlatDType<G> : FlatDType<F> : FlatDType<E>

/** The common dtype of two operands, scalars being weak. */
export type Common<A, B> =
  A extends Scalar ? B extends Scalar ? Promote<DTypeOf<A>, DTypeOf<B>> : PromoteWeak<DTypeOf<B>, A>
    : B extends Scalar ? PromoteWeak<DTypeOf<A>, B> : Promote<DTypeOf<A>, DTypeOf<B>>

// The dtypes of a list joined as promoteAll joins them: floats and complex first, then the others.
type Join<A extends DType, B extends DType> = [A] extends [never] ? B : Promote<A, B>
type Inexact = OfKind<'f' | 'c'>
type JoinInexact<L, A extends DType> = L extends readonly [infer H, ...infer R] ? JoinInexact<R, DTypeOf<H> extends Inexact ? Join<A, DTypeOf<H>> : A> : A
type JoinExact<L, A extends DType> = L extends readonly [infer H, ...infer R] ? JoinExact<R, DTypeOf<H> extends Inexact ? A : Join<A, DTypeOf<H>>> : A
/** The dtype that all of a list of array-likes can be cast to safely. */
export type CommonOfList<L extends readonly unknown[]> = L extends readonly [unknown, ...unknown[]] ? JoinExact<L, JoinInexact<L, never>> : DTypeOf<L[number]>

/** The dtype a loop runs in: D if the op has it, else the first of the op's dtypes that D can be cast to safely. */
export type Loop<On extends readonly DType[], D extends DType, E extends DType = never> = D extends On[number] ? D : FirstSafe<On, [E] extends [never] ? D : E>
/** What the loop's dtype must hold: the dtypes of both operands, or of an array and a weak scalar their common one. */
export type Held<A, B> = A extends Scalar ? Common<A, B> : B extends Scalar ? Common<A, B> : DTypeOf<A> | DTypeOf<B>
/** The first dtype of a list that all of D can be cast to safely. */
export type FirstSafe<On extends readonly DType[], D extends DType> =
  On extends readonly [infer H extends DType, ...infer Rest extends readonly DType[]]
    ? Promote<D, H> extends H ? H : FirstSafe<Rest, D> : never

/**
 * The dtype a loop runs in: the common one of the operands if the op has it, else the first that holds each of the operands (which may be
 * smaller: int8 and uint16 fit float32, their common int32 does not). Throws when there is none.
 */
export function loopOf(op: string, on: readonly DType[], dtype: DType, held: readonly DType[] = [dtype]): DType {
  if (on.includes(dtype)) return dtype
  const found = on.find(d => held.every(h => promoteTypes(h, d) === d))
  if (!found) throw new DTypeError(`${op} does not take ${dtype}; it takes ${on.join(', ')}: convert with astype()`)
  return found
}

/** What becomes of the loop's dtype in the result. */
export type Rule = 'same' | 'bool' | 'real' | 'int32' | 'uint8'
/** The dtype of the result of a loop in D. */
export type Result<R extends Rule, D extends DType> =
  R extends 'bool' | 'int32' | 'uint8' ? R
    : R extends 'real' ? D extends 'complex64' ? 'float32' : D extends 'complex128' ? 'float64' : D : D

/** The dtype of the result of a loop in D. */
export function resultOf(rule: Rule, dtype: DType): DType {
  if (rule === 'real') return dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype
  return rule === 'same' ? dtype : rule
}

/** Anything that holds the values of a dtype outside an NDArray. */
export type Typed = TypedArrayOf<DType> | Uint8ClampedArray
