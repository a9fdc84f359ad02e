// The product of two arrays whose axes have labels, summed over the labels that the result does not have: what all products are.
//
// Axes of length 1 are dropped first. Of the rest a label of both operands and the result numbers a stack of products, a label of both
// operands alone is summed over, and a label of one operand and the result is one of the axes of its matrix.

import { fromValue, type ArrayLike } from './asarray.js'
import { isComplex, type DType } from './dtype.js'
import { copyInto, duplicate, elementwise, fill, meets, requireWriteable } from './elementwise.js'
import { ShapeError, shapeText } from './errors.js'
import { gemmDtypes, multiplyMatrices } from './gemm.js'
import { innerDtypes, innerProduct } from './inner.js'
import { allocate, NDArray } from './ndarray.js'
import { add, conjugate, multiply } from './ops.js'
import { dtypeOfScalar, isScalar, promoteAll, promoteTypes, promoteWeak, requireCast, type Casting, type Scalar } from './promotion.js'
import { reduceFold } from './reduce.js'
import { sameShape } from './shape.js'

type Any = NDArray<DType>

/** A label of an axis: any number. */
export type Label = number
/** An array and the labels of its axes. */
export interface Labelled { readonly array: Any; readonly labels: readonly Label[] }

/** Arguments as arrays, and their common dtype; scalars are weak beside arrays. For use within a scope. */
export function operandsOf(op: string, args: readonly ArrayLike[]): { arrays: Any[]; dtype: DType } {
  const made = Array.from(args, x => isScalar(x) ? undefined : x instanceof NDArray ? (void x.block, x as Any) : fromValue(op, x) as Any), strong = made.filter(a => a !== undefined).map(a => a.dtype)
  const scalars = args.filter((x): x is Scalar => isScalar(x)), common = strong.length > 0 ? promoteAll(strong) : undefined
  const dtype = common === undefined ? promoteAll(scalars.map(dtypeOfScalar)) : scalars.reduce((d, x) => promoteTypes(d, promoteWeak(common, x)), common)
  return { arrays: made.map((a, i) => a ?? fromValue(op, args[i] as Scalar, dtype) as Any), dtype }
}

/** The dtype that a product is computed in: small integers and bool in int32, whose low bits are theirs. */
export function computeDType(dtype: DType): DType { return (gemmDtypes as readonly DType[]).includes(dtype) ? dtype : 'int32' }

/** Throws unless an output can take a result of this shape and dtype. */
export function requireOut(op: string, out: Any, shape: readonly number[], dtype: DType, casting: Casting): void {
  requireWriteable(op, out)
  if (!sameShape(out.shape, shape)) throw new ShapeError(`${op}: out has shape ${shapeText(out.shape)}, the result ${shapeText(shape)}`)
  requireCast(op, dtype, out.dtype, casting)
}

/** The array with its axes in another order, a label for each; one that it has not gets length `length` and stride 0. */
function arranged(x: Labelled, labels: readonly Label[], length: (label: Label) => number = () => 1): Any {
  const places = labels.map(l => x.labels.indexOf(l)), { array } = x
  return array.view(labels.map((l, i) => places[i]! < 0 ? length(l) : array.shape[places[i]!]!), places.map(p => p < 0 ? 0 : array.strides[p]!), array.address)
}

/** Without the axes of length 1. */
export function squeezed({ array, labels }: Labelled): Labelled {
  const kept = labels.map((_, i) => i).filter(i => array.shape[i] !== 1)
  return kept.length === labels.length ? { array, labels } : { array: array.view(kept.map(i => array.shape[i]!), kept.map(i => array.strides[i]!), array.address), labels: kept.map(i => labels[i]!) }
}

/** Summed over all labels that are not kept, in a dtype. */
export function summed(op: string, x: Labelled, kept: (label: Label) => boolean, dtype: DType): Labelled {
  const axes = x.labels.map((_, i) => i).filter(i => !kept(x.labels[i]!))
  if (axes.length === 0) return x
  return { array: reduceFold(op, add.folder!, add.row, x.array, { axis: axes }, dtype), labels: x.labels.filter(kept) }
}

// Axes that all of some arrays walk through evenly become one: lengths and, per array, strides.
interface Run { size: number; readonly strides: number[] }
function runs(labels: readonly Label[], list: readonly Labelled[]): Run[] {
  const all: Run[] = []
  for (const l of labels) {
    const strides = list.map(x => { const at = x.labels.indexOf(l); return at < 0 ? 0 : x.array.strides[at]! }), last = all[all.length - 1], holder = list.find(x => x.labels.includes(l))!
    const size = holder.array.shape[holder.labels.indexOf(l)]!
    if (last && last.strides.every((s, k) => s === strides[k]! * size)) { last.size *= size; last.strides.splice(0, list.length, ...strides) } else all.push({ size, strides })
  }
  return all
}
const bySpeed = (labels: readonly Label[], { array, labels: own }: Labelled): Label[] => {
  const speed = (l: Label): number => Math.abs(array.strides[own.indexOf(l)]!)
  return [...labels].sort((p, q) => speed(q) - speed(p))
}

/** A dense copy with the axes in this order, in a dtype. */
function repacked(op: string, x: Labelled, labels: readonly Label[], dtype: DType): Labelled {
  const view = arranged(x, labels), copy = allocate(op, dtype, view.shape)
  copyInto(copy, view)
  return { array: copy, labels }
}

// A matrix's own axes should be one, or at least the longest run of them this long: the others then number products in the stack.
const LONG = 32

/**
 * The product of two labelled arrays, its axes labelled `labels`: all labels of the result belong to an operand, lengths
 * agree or are 1, and no array has a label twice. It is computed in `dtype` and written into `target`, an array of the
 * result's shape that may overlap the operands, or a new one. `conjugated` is for the first operand. For use within a scope.
 */
export function contract(op: string, first: Labelled, second: Labelled, labels: readonly Label[], dtype: DType, target?: Any, conjugated = false): Any {
  let [a, b] = [squeezed(first), squeezed(second)]
  const kept = (other: Labelled) => (l: Label): boolean => other.labels.includes(l) || labels.includes(l)
  a = summed(op, a, kept(b), dtype)
  b = summed(op, b, kept(a), dtype)
  const length = (l: Label): number => { const x = a.labels.includes(l) ? a : b, at = x.labels.indexOf(l); return at < 0 ? 1 : x.array.shape[at]! }
  const shape = labels.map(length), over = a.labels.filter(l => b.labels.includes(l) && !labels.includes(l))
  const turn = conjugated && isComplex(dtype), compute = over.length === 0 ? dtype : computeDType(dtype)
  const direct = target !== undefined && dtype === compute && target.dtype === dtype && !meets(target, first.array) && !meets(target, second.array)
  const result = direct ? target : allocate(op, compute, shape), c = squeezed({ array: result, labels })
  if (over.length === 0) {
    if (turn) a = { array: conjugate(a.array) as Any, labels: a.labels }
    const [x, y] = [a, b].map(z => arranged(z, c.labels, length)) as [Any, Any]
    elementwise({ ...multiply.row, name: op }, [x, y], { dtype, out: c.array, casting: 'unsafe' })
  } else if (result.size > 0) {
    if (over.some(l => length(l) === 0)) fill(result, 0)
    else products(op, a, b, c, over, compute, turn)
  }
  const made = compute === dtype ? result : duplicate(op, result, dtype)
  if (target === undefined || direct) return made
  copyInto(target, made)
  return target
}

// c = a b for operands without axes of length 1 or 0, summed over the labels `over`, in the dtype of c.
function products(op: string, a: Labelled, b: Labelled, c: Labelled, over: readonly Label[], dtype: DType, conjugated: boolean): void {
  const batch = c.labels.filter(l => a.labels.includes(l) && b.labels.includes(l)), rows = c.labels.filter(l => !b.labels.includes(l)), columns = c.labels.filter(l => !a.labels.includes(l))
  const order = (ls: readonly Label[]): Label[] => bySpeed(ls, c), memory = (x: Labelled): Label[] => bySpeed(x.labels, x)
  if (a.array.dtype !== dtype) a = repacked(op, a, memory(a), dtype)
  if (b.array.dtype !== dtype) b = repacked(op, b, memory(b), dtype)
  if (rows.length === 0 && columns.length === 0 && (innerDtypes as readonly DType[]).includes(dtype)) {
    const order = [...batch, ...over], x = arranged(a, order), y = arranged(b, order)
    copyInto(arranged(c, batch), innerProduct(op, x, y, { conjugate: conjugated, axes: over.map((_, i) => batch.length + i) }))
    return
  }
  // One order of the summed axes must suit both operands; who does not suit is copied, the smaller one if either could be.
  const tries: readonly [Label[], Label[]] = [bySpeed(over, a), bySpeed(over, b)], even = (x: Labelled, ls: readonly Label[]): boolean => runs(ls, [x]).length === 1
  let summing: readonly Label[] | undefined = tries.find(ls => even(a, ls) && even(b, ls))
  if (!summing) {
    const mine = even(a, tries[0]), other = even(b, tries[1])
    summing = mine && (!other || a.array.size >= b.array.size) ? tries[0] : other ? tries[1] : over
    if (!even(a, summing)) a = repacked(op, a, [...batch, ...order(rows), ...summing], dtype)
    if (!even(b, summing)) b = repacked(op, b, [...batch, ...summing, ...order(columns)], dtype)
  }
  const scattered = (ls: readonly Label[], x: Labelled): boolean => { const r = runs(order(ls), [x, c]); return r.length > 1 && Math.max(...r.map(s => s.size)) < LONG }
  let to = c
  if (scattered(rows, c) || scattered(columns, c)) {
    const packed = [...batch, ...order(rows), ...order(columns)], shape = packed.map(l => c.array.shape[c.labels.indexOf(l)]!)
    to = { array: allocate(op, dtype, shape), labels: packed }
  }
  if (scattered(rows, a)) a = repacked(op, a, [...batch, ...order(rows), ...summing], dtype)
  if (scattered(columns, b)) b = repacked(op, b, [...batch, ...summing, ...order(columns)], dtype)
  const all = [a, b, to], longest = (list: Run[]): [Run, Run[]] => { const best = list.reduce((p, q) => q.size > p.size ? q : p, list[0] ?? { size: 1, strides: [0, 0, 0] }); return [best, list.filter(r => r !== best)] }
  const [m, others] = longest(runs(order(rows), all)), [n, more] = longest(runs(order(columns), all)), k = runs(summing, all)[0]!
  const stack = [...runs(order(batch), all), ...others, ...more]
  const view = (x: Labelled, i: number, p: Run, q: Run): Any => x.array.view([...stack.map(r => r.size), p.size, q.size], [...stack.map(r => r.strides[i]!), p.strides[i]!, q.strides[i]!], x.array.address)
  multiplyMatrices(op, view(a, 0, m, k), view(b, 1, k, n), view(to, 2, m, n), conjugated ? { conjugateA: true } : {})
  if (to !== c) copyInto(arranged(c, to.labels), to.array)
}
