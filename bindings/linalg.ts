// NumPy's namespace linalg, as far as it is here.

import { diagonal as diagonalOf, matrix_transpose, trace as traceOf } from './arranging.js'
import type { ArrayLike } from './asarray.js'
import { cross as crossOf } from './calculus.js'
import { operandsOf, requireOut } from './contraction.js'
import { eye } from './creation.js'
import type { Widened } from './define.js'
import type { DType, Element } from './dtype.js'
import { copyInto, duplicate } from './elementwise.js'
import { ShapeError, shapeText, shown, UnsupportedError, ValueError } from './errors.js'
import { composed, requireArray, type NDArray } from './ndarray.js'
import { matmul, outer as outerOf, scalarOr, tensordot, vecdot } from './products.js'
import type { Common, CommonOfList, DTypeOf } from './promotion.js'

type Any = NDArray<DType>

/** The product of two or more matrices, the first and the last of which may be vectors, in the order that takes the fewest multiplications. */
function multi_dot<O extends Any>(arrays: readonly ArrayLike[], options: { out: O }): O
function multi_dot<const L extends readonly ArrayLike[]>(arrays: L, options?: { out?: Any }): NDArray<CommonOfList<L>> | Element<CommonOfList<L>>
function multi_dot(arrays: readonly ArrayLike[], options?: { out?: Any }): unknown {
  const op = 'multi_dot'
  return composed(op, () => {
    const out = options?.out ?? undefined
    if (!Array.isArray(arrays) || arrays.length < 2) throw new ValueError(`${op}: give a list of at least two arrays, not ${Array.isArray(arrays) ? arrays.length : shown(arrays)}`)
    const { arrays: given, dtype } = operandsOf(op, arrays), last = given.length - 1, shapes = given.map(a => shapeText(a.shape)).join(', ')
    given.forEach((a, i) => { if (a.ndim !== 2 && !(a.ndim === 1 && (i === 0 || i === last))) throw new ShapeError(`${op}: all must be matrices, but the first and last, which may be vectors; the shapes are ${shapes}`) })
    const list = given.map((a, i) => a.ndim === 2 ? a : i === 0 ? a.view([1, a.size], [0, a.strides[0]!], a.address) : a.view([a.size, 1], [a.strides[0]!, 0], a.address))
    list.forEach((a, i) => { if (i > 0 && a.shape[0] !== list[i - 1]!.shape[1]) throw new ShapeError(`${op}: shapes ${shapes} do not fit: matrix ${i - 1} has ${list[i - 1]!.shape[1]} columns, and matrix ${i} ${a.shape[0]} rows`) })
    const shape = [...given[0]!.ndim === 2 ? [list[0]!.shape[0]!] : [], ...given[last]!.ndim === 2 ? [list[last]!.shape[1]!] : []]
    if (out !== undefined) { requireArray(op, out); requireOut(op, out, shape, dtype, 'same_kind') }
    const cuts = bestCuts([list[0]!.shape[0]!, ...list.map(a => a.shape[1]!)])
    const product = (i: number, j: number): Any => i === j ? list[i]! : matmul(product(i, cuts[i]![j]!), product(cuts[i]![j]! + 1, j), { dtype, casting: 'unsafe' }) as Any
    const whole = product(0, last), result = whole.view(shape, [...given[0]!.ndim === 2 ? [whole.strides[0]!] : [], ...given[last]!.ndim === 2 ? [whole.strides[1]!] : []], whole.address)
    if (out === undefined) return scalarOr(result, out)
    copyInto(out, result)
    return out
  })
}
// Where to cut the chain of matrices i to j (matrix i is n[i] by n[i + 1]) for the fewest multiplications: the chains from short to long.
function bestCuts(n: readonly number[]): number[][] {
  const count = n.length - 1, costs = Array.from({ length: count }, () => new Array<number>(count).fill(0)), cuts = costs.map(r => r.slice())
  for (let length = 1; length < count; length++) for (let i = 0, j = length; j < count; i++, j++) {
    costs[i]![j] = Infinity
    for (let k = i; k < j; k++) {
      const cost = costs[i]![k]! + costs[k + 1]![j]! + n[i]! * n[k + 1]! * n[j + 1]!
      if (cost < costs[i]![j]!) { costs[i]![j] = cost; cuts[i]![j] = k }
    }
  }
  return cuts
}

/** Square matrices (…, n, n) to a power >= 0, by squaring; a negative power, which needs the inverse, is an UnsupportedError. */
function matrix_power<A extends ArrayLike>(a: A, n: number): NDArray<DTypeOf<A>> {
  const op = 'matrix_power'
  return composed(op, () => {
    const { arrays } = operandsOf(op, [a]), x = arrays[0]!, size = x.shape[x.ndim - 1]!
    if (x.ndim < 2 || x.shape[x.ndim - 2] !== size) throw new ShapeError(`${op}: matrices must be square in the last two axes, which the shape ${shapeText(x.shape)} is not`)
    if (typeof n !== 'number' || !Number.isSafeInteger(n)) throw new ValueError(`${op}: the power must be an integer, not ${shown(n)}`)
    if (n < 0) throw new UnsupportedError(`${op}: the power ${n} needs the inverse, which is not here yet; invert the matrices by other means and take the power ${-n}`)
    if (n === 0) { const out = duplicate(op, x); copyInto(out, eye(size, null, 0, x.dtype) as Any); return out }
    let power = x, result: Any | undefined
    for (let left = n; ; power = matmul(power, power) as Any) {
      if (left % 2 === 1) result = result ? matmul(result, power) as Any : power
      left = Math.floor(left / 2)
      if (left === 0) return result === x ? duplicate(op, x) : result
    }
  }) as never
}

/** The products of every element of a vector with every element of another: shape (M, N). */
function outer<A extends ArrayLike, B extends ArrayLike>(x1: A, x2: B): NDArray<Common<A, B>> {
  return composed('outer', () => {
    const { arrays } = operandsOf('outer', [x1, x2])
    if (arrays.some(a => a.ndim !== 1)) throw new ShapeError(`outer: linalg.outer takes vectors, not the shapes ${arrays.map(a => shapeText(a.shape)).join(' and ')}; np.outer flattens`)
    return outerOf(x1, x2)
  })
}
/** The cross product of vectors with three components along an axis. */
function cross<A extends ArrayLike, B extends ArrayLike>(x1: A, x2: B, options: { axis?: number } = {}): NDArray<Common<A, B>> { return crossOf(x1, x2, { axis: options?.axis ?? -1 }) }
/** A view of the diagonals of matrices in the last two axes. */
function diagonal<A extends ArrayLike>(x: A, options: { offset?: number } = {}): NDArray<DTypeOf<A>> { return diagonalOf(x, options?.offset ?? 0, -2, -1) as never }
/** The sums along the diagonals of matrices in the last two axes. */
function trace<D extends DType>(x: ArrayLike, options: { offset?: number; dtype: D }): NDArray<D>
function trace<A extends ArrayLike>(x: A, options?: { offset?: number; dtype?: DType }): NDArray<Widened<'wide', DTypeOf<A>>>
function trace(x: ArrayLike, options: { offset?: number; dtype?: DType } = {}): Any { return traceOf(x, options?.offset ?? 0, -2, -1, options?.dtype ? { dtype: options.dtype } : {}) as Any }

/** NumPy's linalg: products of matrices, and the array API's forms of functions that the main namespace has. */
export const linalg = { matmul, outer, tensordot, vecdot, cross, diagonal, trace, matrix_transpose, multi_dot, matrix_power } as const
