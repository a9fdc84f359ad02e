// What dtypes are and become: NumPy's type information.

import type { ArrayLike } from './asarray.js'
import { dtypes, dtypeOfTypedArray, type DType, type Element, type Kind, type OfKind, type TypedArray } from './dtype.js'
import { borrowed } from './elementwise.js'
import { DTypeError, shown, ValueError } from './errors.js'
import { readElement } from './ndarray.js'
import {
  dtypeOfScalar, fits, isScalar, promoteAll, promoteTypes, promoteWeak, toDType, type CommonOfList, type DTypeLike, type DTypeOf, type Promote, type PromoteWeak, type Scalar,
} from './promotion.js'

const families = {
  generic: ['b', 'i', 'u', 'f', 'c'], number: ['i', 'u', 'f', 'c'], integer: ['i', 'u'], signedinteger: ['i'], unsignedinteger: ['u'],
  inexact: ['f', 'c'], floating: ['f'], complexfloating: ['c'],
} as const satisfies Record<string, readonly Kind[]>
/** A family of dtypes in NumPy's hierarchy of types. */
export type Family = keyof typeof families
const standardKinds = {
  'bool': ['b'], 'signed integer': ['i'], 'unsigned integer': ['u'], 'integral': ['i', 'u'], 'real floating': ['f'], 'complex floating': ['c'], 'numeric': families.number,
} as const satisfies Record<string, readonly Kind[]>
/** A kind of dtypes by the array API standard. */
export type StandardKind = keyof typeof standardKinds

function kindOf(dtype: DType): Kind { return dtypes[dtype].kind }
function kindsIn<K extends string>(table: Record<K, readonly Kind[]>, name: unknown): readonly Kind[] | undefined { return typeof name === 'string' && Object.hasOwn(table, name) ? table[name as K] : undefined }

/** Whether a dtype (or family) is another, or belongs to a family: issubdtype('float32', np.floating). */
export function issubdtype(arg1: DTypeLike | Family, arg2: DTypeLike | Family): boolean {
  const own = kindsIn(families, arg1), family = kindsIn(families, arg2)
  if (own) { if (!family) toDType('issubdtype', arg2 as DTypeLike); return family !== undefined && own.every(k => family.includes(k)) }
  const dtype = toDType('issubdtype', arg1 as DTypeLike)
  return family ? family.includes(kindOf(dtype)) : dtype === toDType('issubdtype', arg2 as DTypeLike)
}

/** Whether a dtype is of a kind ('integral', 'real floating', 'numeric' …), is another dtype, or is any of a list of these. */
export function isdtype(dtype: DTypeLike, kind: StandardKind | DTypeLike | readonly (StandardKind | DTypeLike)[]): boolean {
  const d = toDType('isdtype', dtype)
  return (Array.isArray(kind) ? kind as readonly (StandardKind | DTypeLike)[] : [kind as StandardKind]).map(k => {
    const kinds = kindsIn(standardKinds, k)
    if (!kinds && !(typeof k === 'object' ? k : Object.hasOwn(dtypes, k))) throw new ValueError(`isdtype: there is no kind ${shown(k)}; give a dtype or one of ${Object.keys(standardKinds).join(', ')}`)
    return kinds ? kinds.includes(kindOf(d)) : d === toDType('isdtype', k as DTypeLike)
  }).includes(true)
}

// The members of a list that have a dtype of their own, and those that are weak.
type Strong<L extends readonly unknown[]> = L extends readonly [infer H, ...infer R] ? H extends Scalar ? Strong<R> : [H extends DType ? { readonly dtype: H } : H, ...Strong<R>] : []
type Weak<L extends readonly unknown[]> = L extends readonly [infer H, ...infer R] ? H extends Scalar ? [H, ...Weak<R>] : Weak<R> : []
type WithWeak<C extends DType, W, D extends DType> = W extends readonly [infer H, ...infer R] ? WithWeak<C, R, Promote<D, PromoteWeak<C, H>>> : D
/** The dtype that an op on these gives. */
export type ResultType<L extends readonly unknown[]> = Strong<L> extends readonly [] ? CommonOfList<L> : WithWeak<CommonOfList<Strong<L>>, Weak<L>, CommonOfList<Strong<L>>>

/** The dtype that an op on these arrays, dtypes and (weak) scalars gives. */
export function result_type<const L extends readonly (DTypeLike | TypedArray | Scalar)[]>(...arrays_and_dtypes: L): ResultType<L> {
  const strong: DType[] = [], weak: Scalar[] = []
  for (const x of arrays_and_dtypes) {
    if (isScalar(x)) weak.push(x)
    else strong.push((ArrayBuffer.isView(x) ? dtypeOfTypedArray(x) : undefined) ?? toDType('result_type', x as DTypeLike))
  }
  if (strong.length + weak.length === 0) throw new ValueError('result_type: give at least one array, dtype or number')
  if (strong.length === 0) return promoteAll(weak.map(dtypeOfScalar)) as ResultType<L>
  const common = promoteAll(strong)
  return weak.reduce<DType>((d, x) => promoteTypes(d, promoteWeak(common, x)), common) as ResultType<L>
}

type InexactOf<D extends DType> = D extends OfKind<'i' | 'u'> ? 'float64' : D
type InexactOfList<L extends readonly unknown[]> = { [I in keyof L]: { readonly dtype: InexactOf<DTypeOf<L[I]>> } }

/** The floating or complex dtype that these arrays have in common; integers count as float64. */
export function common_type<const L extends readonly DTypeLikeArray[]>(...arrays: L): CommonOfList<InexactOfList<L>> {
  return promoteAll(['float32', ...arrays.map((a): DType => {
    const dtype = typeof a === 'object' ? toDType('common_type', a) : undefined
    if (dtype === undefined || dtype === 'bool') throw new DTypeError(`common_type: ${dtype ?? shown(a)} has no common type with numbers; give arrays of numbers`)
    return dtype.includes('int') ? 'float64' : dtype
  })]) as CommonOfList<InexactOfList<L>>
}
type DTypeLikeArray = { readonly dtype: DType }

/** The smallest dtype that holds a scalar (or the element of a 0-d array); of other arrays their dtype. Floats are at least float32. */
export function min_scalar_type(a: ArrayLike): DType {
  const op = 'min_scalar_type', { array, release } = borrowed(op, a)
  try {
    if (array.ndim > 0) return array.dtype
    const x = isScalar(a) ? a : readElement(array.dtype, array.address)
    if (typeof x === 'boolean') return 'bool'
    if (typeof x === 'object') return single(x.re) && single(x.im) ? 'complex64' : 'complex128'
    const whole = typeof x === 'bigint' || (isScalar(a) ? Number.isInteger(x) : dtypes[array.dtype].kind !== 'f')
    const sized = whole ? (x < 0 ? ['int8', 'int16', 'int32', 'int64'] as const : ['uint8', 'uint16', 'uint32', 'uint64'] as const).find(d => fits(x, d)) : undefined
    if (sized) return sized
    if (typeof x === 'bigint') throw new ValueError(`${op}: no integer dtype holds ${x}; give a number to have it as a float`)
    return single(x) ? 'float32' : 'float64'
  } finally { release() }
}
function single(x: number): boolean { return !Number.isFinite(x) || Math.abs(x) < 3.4e38 }      // NumPy's own bound

/** The limits of a floating dtype. */
export interface FInfo {
  readonly dtype: OfKind<'f'>
  readonly bits: number
  /** Distance from 1 to the next greater number; from 1 to the next lesser. */
  readonly eps: number
  readonly epsneg: number
  readonly machep: number
  readonly negep: number
  readonly iexp: number
  readonly nexp: number
  readonly nmant: number
  readonly max: number
  readonly min: number
  readonly maxexp: number
  readonly minexp: number
  /** Decimal digits that are kept, and 10 to minus that many. */
  readonly precision: number
  readonly resolution: number
  /** Least normal number, by two names, and least number above 0. */
  readonly smallest_normal: number
  readonly tiny: number
  readonly smallest_subnormal: number
}

/** The limits of a floating dtype; of a complex one those of its parts. */
export function finfo(dtype: DTypeLike): FInfo {
  const given = toDType('finfo', dtype), kind = kindOf(given)
  if (kind !== 'f' && kind !== 'c') throw new DTypeError(`finfo: ${given} is not a floating dtype; use iinfo for integers`)
  const float = given === 'float32' || given === 'complex64' ? 'float32' : 'float64', single = float === 'float32'
  const nmant = single ? 23 : 52, nexp = single ? 8 : 11, maxexp = 2 ** (nexp - 1), minexp = 2 - maxexp, precision = single ? 6 : 15
  const eps = 2 ** -nmant, max = (2 - eps) * 2 ** (maxexp - 1), tiny = 2 ** minexp
  return {
    dtype: float, bits: 1 + nexp + nmant, eps, epsneg: eps / 2, machep: -nmant, negep: -nmant - 1, iexp: nexp, nexp, nmant, max, min: -max, maxexp, minexp,
    precision, resolution: single ? Math.fround(1e-6) : 1e-15, smallest_normal: tiny, tiny, smallest_subnormal: 2 ** (minexp - nmant),
  }
}

/** The limits of an integer dtype; bigints for 64 bits. */
export interface IInfo<D extends OfKind<'i' | 'u'> = OfKind<'i' | 'u'>> {
  readonly dtype: D
  readonly kind: 'i' | 'u'
  readonly bits: number
  readonly min: Element<D>
  readonly max: Element<D>
}

/** The limits of an integer dtype; bigints for 64 bits. */
export function iinfo<D extends OfKind<'i' | 'u'>>(dtype: DTypeLike<D>): IInfo<D> {
  const d = toDType('iinfo', dtype), { kind, size } = dtypes[d], bits = 8 * size
  if (kind !== 'i' && kind !== 'u') throw new DTypeError(`iinfo: ${d as DType} is not an integer dtype; use finfo for floats`)
  const least = kind === 'i' ? -(1n << BigInt(bits - 1)) : 0n, greatest = least + (1n << BigInt(bits)) - 1n
  const element = (x: bigint): Element<D> => (bits === 64 ? x : Number(x)) as Element<D>
  return { dtype: d, kind, bits, min: element(least), max: element(greatest) }
}
