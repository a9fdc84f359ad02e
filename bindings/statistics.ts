// Statistics composed of the table's ops and folds.

import { fromValue, isOptions, type ArrayLike } from './asarray.js'
import { dtypes, isComplex, type DType, type Element } from './dtype.js'
import { reducing, widened, type Reduction, type Widened } from './define.js'
import { assignWhere, borrowed, copyInto, duplicate, elementwise, fill, type UfuncOptions } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { countTrueKernel, foldKernel, operandAs } from './execute.js'
import { allocate, composed, NDArray, readElement } from './ndarray.js'
import {
  absolute, add, all, clip3, conjugate, divide, equal, exp, floor, isfinite, log, max, maximum, min, minimum, multiply, not_equal, sqrt, square, subtract, sum,
} from './ops.js'
import { isScalar, promoteAll, promoteTypes, requireDType, resultOf, type DTypeOf } from './promotion.js'
import { checkOut, delivered, foldOf, reducedShape, reduceArguments, reduceFold, scan, type ReduceOptions } from './reduce.js'
import { axesInOrder, broadcastShape, broadcastStrides, denseStrides, sameShape, sizeOf, toAxes, toAxis, type AxisLike } from './shape.js'
import { entry, kernelName } from './table.js'

type Any = NDArray<DType>
type Kept = { axis: number | readonly number[] } | { keepdims: true }

for (const dtype of ['float32', 'float64'] as const) entry('squared_deviation', '_fold', 'fold2', dtype)

/** The mean along axes; integers give float64. */
export const mean: Reduction<'mean'> = reducing('mean', (a, options: ReduceOptions) => averaged('mean', a, options)) as Reduction<'mean'>

function averaged(op: string, a: Any, { initial, ...options }: ReduceOptions): Any {
  if (initial !== undefined) throw new ValueError(`${op}: a mean has no initial value`)
  const dtype = options.dtype ?? widened('mean', a.dtype), axes = toAxes(op, options.axis, a.ndim)
  checkOut(op, options.out, reducedShape(a.shape, axes, options.keepdims ?? false), dtype)
  const { keepdims = false, where } = options
  const total = reduceFold(op, add.folder!, add.row, a, { axis: axes, keepdims, ...(where === undefined ? {} : { where }) }, dtype)
  divideBy(total, counts(op, a, axes, options))
  return delivered(total, options.out)
}

// How many elements each result is made of: a number, or an array where a mask says.
function counts(op: string, a: Any, axes: readonly number[], { where, keepdims = false }: ReduceOptions): number | Any {
  if (where === undefined || where === true) return sizeOf(axes.map(i => a.shape[i]!))
  const { array, release } = borrowed(op, where)
  try {
    const shape = broadcastShape(op, [array.shape, a.shape]), view = array.view(shape, broadcastStrides(array.shape, array.strides, shape), array.address)
    try { return sum(view, { axis: [...axes], dtype: 'float64', keepdims } as { axis: number[]; dtype: 'float64' }) } finally { view.dispose() }
  } finally { release() }
}
function divideBy(total: Any, n: number | Any): void {
  divide(total, n, { out: total, casting: 'unsafe' })
  if (n instanceof NDArray) n.dispose()
}

/** Options of var and std. */
export interface VarianceOptions extends ReduceOptions {
  /** The divisor is N - ddof. */
  ddof?: number
  /** The same by the array API's name. */
  correction?: number
  /** The mean, if it is known already (with keepdims). */
  mean?: ArrayLike
}

function variance(op: string, a: Any, options: VarianceOptions): Any {
  const { where, keepdims = false, out } = options, ddof = options.correction ?? options.ddof ?? 0
  const dtype = options.dtype ?? widened('mean', a.dtype), axes = toAxes(op, options.axis, a.ndim)
  const result = resultOf('real', dtype), outShape = reducedShape(a.shape, axes, keepdims)
  checkOut(op, out, outShape, result)
  const masked = where !== undefined && where !== true
  const own: Any[] = []
  try {
    let centre: Any
    if (options.mean !== undefined) { const given = borrowed(op, options.mean); centre = given.array; if (centre !== options.mean) own.push(centre) }
    else { centre = averaged(op, a, { axis: axes, dtype, keepdims: true, ...(masked ? { where } : {}) }); own.push(centre) }
    let total: Any
    if (!masked && (dtype === 'float32' || dtype === 'float64') && sizeOf(axes.map(i => a.shape[i]!)) > 0) {
      const again = foldOf(add.folder!, dtype)
      const fold = { ...again, name: kernelName('squared_deviation', dtype, '_fold'), ns: 0.5 }
      const plain = foldKernel(fold, [operandAs(a, dtype, a.strides), operandAs(centre, dtype, broadcastStrides(centre.shape, centre.strides, a.shape))], a.shape, axes)
      total = plain.view(outShape, denseStrides(outShape, plain.itemsize), plain.address)
      plain.dispose()
    } else {
      const deviation = subtract(a, centre, { dtype }), size = isComplex(dtype) ? absolute(deviation) : deviation
      own.push(deviation, size)
      const squares = square(size)
      own.push(squares)
      total = sum(squares, { axis: axes, keepdims, dtype: result, ...(masked ? { where } : {}) } as { axis: number[]; dtype: DType })
    }
    const n = counts(op, a, axes, { keepdims, ...(masked ? { where } : {}) })
    if (n instanceof NDArray) { const left = maximum(subtract(n, ddof, { out: n }), 0, { out: n }); divideBy(total, left) }
    else divideBy(total, Math.max(0, n - ddof))
    return total
  } finally { for (const t of own) t.dispose() }
}

/** The variance along axes: the mean of squared deviations from the mean, over N - ddof. */
export const var_: Reduction<'spread', VarianceOptions> = reducing('var', (a, o: VarianceOptions) => delivered(variance('var', a, o), o.out)) as Reduction<'spread', VarianceOptions>
export { var_ as var }
/** The standard deviation along axes: the square root of the variance. */
export const std: Reduction<'spread', VarianceOptions> = reducing('std', (a, o: VarianceOptions) => {
  const v = variance('std', a, o)
  sqrt(v, { out: v, casting: 'unsafe' })
  return delivered(v, o.out)
}) as Reduction<'spread', VarianceOptions>

/** How many elements are not 0: a number for the whole array, int32 along axes. */
export function count_nonzero(a: ArrayLike, axis?: null | { axis?: null; keepdims?: false }): number
export function count_nonzero(a: ArrayLike, axis: number | readonly number[], options?: { keepdims?: boolean }): NDArray<'int32'>
export function count_nonzero(a: ArrayLike, options: { axis?: AxisLike; keepdims?: boolean }): NDArray<'int32'>
export function count_nonzero(a: ArrayLike, axis?: AxisLike | { axis?: AxisLike; keepdims?: boolean }, options?: { axis?: AxisLike; keepdims?: boolean }): number | NDArray<'int32'> {
  const { axis: axes, keepdims = false } = reduceArguments('count_nonzero', axis, options)
  const { array, release } = borrowed('count_nonzero', a)
  const flags: Any = array.dtype === 'bool' ? array : not_equal(array, 0)
  try {
    if ((axes === undefined || axes === null) && !keepdims && flags.dense) return countTrueKernel(flags)
    const total = sum(flags, { axis: toAxes('count_nonzero', axes, array.ndim), keepdims, dtype: 'int32' } as { axis: number[]; dtype: 'int32' })
    if ((axes === undefined || axes === null) && !keepdims) { const n = total.item() as number; total.dispose(); return n }
    return total
  } finally {
    if (flags !== array) flags.dispose()
    release()
  }
}

/** A running total along an axis (without one: of the flattened array). */
export interface Running {
  <O extends Any>(a: ArrayLike, axis: number | null | undefined, options: { dtype?: DType; out: O }): O
  <D extends DType>(a: ArrayLike, axis: number | null | undefined, options: { dtype: D }): NDArray<D>
  <A extends ArrayLike>(a: A, axis?: number | null, options?: { dtype?: DType; out?: Any }): NDArray<Widened<'wide', DTypeOf<A>>>
}
function running(op: string, { folder }: typeof add | typeof multiply): Running {
  return ((a: ArrayLike, axis?: number | null, options: { dtype?: DType; out?: Any } = {}): Any => {
    if (options?.dtype) requireDType(op, options.dtype)
    const { array, release } = borrowed(op, a)
    const loop = options?.dtype ?? widened('wide', array.dtype)
    try {
      if (axis === undefined || axis === null) {
        const whole = array.dense ? array : duplicate(op, array, loop), flat = whole.view([whole.size], [whole.itemsize], whole.address)
        if (whole !== array) whole.dispose()
        try { return scan(op, folder!, flat, 0, loop, options?.out, 1) } finally { flat.dispose() }
      }
      return scan(op, folder!, array, axis, loop, options?.out, 1)
    } finally { release() }
  }) as Running
}
/** The running sum along an axis (without one: of the flattened array); integers add up in 64 bits. */
export const cumsum = running('cumsum', add)
/** The running product along an axis (without one: of the flattened array); integers multiply in 64 bits. */
export const cumprod = running('cumprod', multiply)

/** Options of cumulative_sum and cumulative_prod. */
export interface CumulativeOptions<D extends DType = DType> {
  axis?: number | null; dtype?: D; out?: Any
  /** Begin with the total of nothing, so that the result is one longer. */
  include_initial?: boolean
}
function cumulative(op: string, f: Running, initial: number): <A extends ArrayLike>(x: A, options?: CumulativeOptions) => NDArray<Widened<'wide', DTypeOf<A>>> {
  return (x, options = {}) => composed(op, () => {
    const { axis, dtype, out, include_initial = false } = options ?? {}, { array } = borrowed(op, x)
    if (array.ndim === 0) throw new ValueError(`${op}: an array of 0 dimensions has no axis to run along`)
    if (array.ndim > 1 && (axis === undefined || axis === null)) throw new ValueError(`${op}: name the axis of an array of ${array.ndim} dimensions`)
    const at = toAxis(op, axis ?? 0, array.ndim), given = dtype ? { dtype } : {}
    if (!include_initial) return f(array, at, { ...given, ...(out ? { out } : {}) } as { dtype: DType }) as never
    const total = f(array, at, given as { dtype: DType }), shape = total.shape.map((n, i) => i === at ? n + 1 : n), result: Any = out ?? allocate(op, total.dtype, shape)
    checkOut(op, out, shape, total.dtype)
    const first = shape.map((n, i) => i === at ? 1 : n), head = result.view(first, result.strides, result.address)
    const rest = result.view(total.shape, result.strides, result.address + (shape[at]! > 1 ? result.strides[at]! : 0))
    fill(head, initial)
    copyInto(rest, total)
    return result as never
  })
}
/** The running sum, by the array API's name and options. */
export const cumulative_sum = cumulative('cumulative_sum', cumsum, 0)
/** The running product, by the array API's name and options. */
export const cumulative_prod = cumulative('cumulative_prod', cumprod, 1)

/** The range of the values: max - min along axes. */
export const ptp: Reduction<'same'> = reducing('ptp', (a, options: ReduceOptions) => composed('ptp', () => {
  const { axis, keepdims = false } = options, axes = { axis: axis ?? a.shape.map((_, i) => i), keepdims } as { axis: readonly number[] }
  return delivered(subtract(max(a, axes), min(a, axes)) as Any, options.out, 'ptp')
})) as Reduction<'same'>

/** Options of average. */
export interface AverageOptions { axis?: AxisLike; weights?: ArrayLike | null; keepdims?: boolean; returned?: boolean }
/** The mean weighted along axes; with `returned` also the sum of the weights. */
export function average(a: ArrayLike, options: AverageOptions & { returned: true }): [Any | Element<DType>, Any | Element<DType>]
export function average<A extends ArrayLike>(a: A, options: AverageOptions & Kept): NDArray<Widened<'mean', DTypeOf<A>>>
export function average<A extends ArrayLike>(a: A, axis: number | readonly number[], options?: AverageOptions): NDArray<Widened<'mean', DTypeOf<A>>>
export function average<A extends ArrayLike>(a: A, axis?: null | AverageOptions, options?: AverageOptions): Element<Widened<'mean', DTypeOf<A>>>
export function average(a: ArrayLike, axis?: AxisLike | AverageOptions, options?: AverageOptions): unknown {
  return composed('average', () => {
    const given = reduceArguments('average', axis as AxisLike, options as ReduceOptions) as AverageOptions, { weights, returned = false, keepdims = false } = given
    const { array } = borrowed('average', a), axes = given.axis === undefined || given.axis === null ? array.shape.map((_, i) => i) : axesInOrder('average', given.axis, array.ndim), single = (given.axis === undefined || given.axis === null) && !keepdims
    let result: Any, scale: Any
    if (weights === undefined || weights === null) {
      result = averaged('average', array, { axis: axes, keepdims })
      scale = fromValue('average', sizeOf(axes.map(i => array.shape[i]!)), result.dtype)
    } else {
      let w = borrowed('average', weights).array
      if (!sameShape(w.shape, array.shape)) {
        if (given.axis === undefined || given.axis === null) throw new ShapeError(`average: weights of shape ${shapeText(w.shape)} for an array of shape ${shapeText(array.shape)} need the axis that they belong to`)
        if (!sameShape(w.shape, axes.map(i => array.shape[i]!))) throw new ShapeError(`average: weights of shape ${shapeText(w.shape)} do not fit the axes ${shapeText(axes)} of ${shapeText(array.shape)}`)
        const strides = new Array<number>(array.ndim).fill(0), shape = new Array<number>(array.ndim).fill(1)
        for (let i = 0; i < axes.length; i++) { shape[axes[i]!] = w.shape[i]!; strides[axes[i]!] = w.strides[i]! }
        w = w.view(shape, strides, w.address)
      }
      const dtype = promoteTypes(promoteTypes(array.dtype, w.dtype), widened('mean', array.dtype)), over = { axis: axes, keepdims, dtype } as { axis: number[]; dtype: DType }
      const full = w.view(array.shape, broadcastStrides(w.shape, w.strides, array.shape), w.address)
      scale = sum(full, over)
      if (!all(scale)) throw new ValueError('average: the weights sum to zero, so the average is not defined')
      result = divide(sum(multiply(array, w, { dtype }), over), scale) as Any
    }
    const out = [result, broadcastTo(scale, result.shape)].map(x => single ? readElement(x.dtype, x.address) : x)
    return returned ? out : out[0]
  })
}
function broadcastTo(a: Any, shape: readonly number[]): Any {
  const out = allocate('average', a.dtype, shape)
  copyInto(out, a)
  return out
}

/** Options of cov. */
export interface CovarianceOptions {
  /** Whether each row is a variable (default) or each column. */
  rowvar?: boolean
  /** Divide by N, not N - 1. */
  bias?: boolean
  ddof?: number
  /** How often each observation counts (integers), and its weight. */
  fweights?: ArrayLike | null
  aweights?: ArrayLike | null
  dtype?: DType
}
function covariance(op: string, m: ArrayLike, y: ArrayLike | null | undefined, options: CovarianceOptions): Any {
  const { rowvar = true, bias = false, fweights, aweights } = options ?? {}
  if (options?.dtype !== undefined && options.dtype !== null) requireDType(op, options.dtype)
  if (options?.ddof !== undefined && !Number.isInteger(options.ddof)) throw new ValueError(`${op}: ddof must be an integer, not ${shown(options.ddof)}`)
  const variables = (x: ArrayLike): Any => {
    const { array } = borrowed(op, x), { shape, strides } = array
    if (array.ndim > 2) throw new ShapeError(`${op}: observations have one or two dimensions, not the shape ${shapeText(shape)}`)
    if (array.ndim < 2) return array.view([1, shape[0] ?? 1], [0, strides[0] ?? 0], array.address)
    return rowvar ? array : array.view([shape[1]!, shape[0]!], [strides[1]!, strides[0]!], array.address)
  }
  const parts = y === undefined || y === null ? [variables(m)] : [variables(m), variables(y)], n = parts[0]!.shape[1]!
  if (parts.some(p => p.shape[1] !== n)) throw new ShapeError(`${op}: ${n} observations of the first variables, and ${parts[1]!.shape[1]} of the second`)
  const rows = parts.reduce((k, p) => k + p.shape[0]!, 0), dtype = options?.dtype ?? promoteAll([...parts.map(p => p.dtype), 'float64'])
  const X = allocate(op, dtype, [rows, n])
  let top = 0
  for (const p of parts) { copyInto(X.view(p.shape, X.strides, X.address + top * X.strides[0]!), p); top += p.shape[0]! }
  let w: Any | undefined, total = n
  for (const [name, given] of [['fweights', fweights], ['aweights', aweights]] as const) {
    if (given === undefined || given === null) continue
    const { array } = borrowed(op, given)
    if (array.ndim !== 1 || array.size !== n) throw new ShapeError(`${op}: ${name} of shape ${shapeText(array.shape)} for ${n} observations; give one per observation`)
    if (n > 0 && (min(array) as number) < 0) throw new ValueError(`${op}: ${name} must not be negative`)
    if (name === 'fweights' && !all(equal(array, floor(array)))) throw new ValueError(`${op}: fweights are counts, so they must be integers`)
    w = w ? multiply(w, array) as Any : array
  }
  if (w) total = Number(sum(w))
  const centre = w ? divide(sum(multiply(X, w), { axis: 1, keepdims: true }), total) : mean(X, { axis: 1, keepdims: true })
  const ddof = options?.ddof ?? (bias ? 0 : 1)
  let over = total - ddof
  if (w && aweights !== undefined && aweights !== null && ddof !== 0) over = total - ddof * Number(sum(multiply(w, aweights))) / total
  subtract(X, centre as Any, { out: X })
  const weighted = conjugate(w ? multiply(X, w) : X) as Any, result = allocate(op, dtype, [rows, rows])
  // A row of the result at a time: products of one variable with all.
  for (let i = 0; i < rows; i++) {
    const one = X.view([1, n], X.strides, X.address + i * X.strides[0]!), products = sum(multiply(one, weighted), { axis: 1 })
    copyInto(result.view([rows], [result.itemsize], result.address + i * result.strides[0]!), products as Any)
  }
  return divide(result, over > 0 ? over : 0, { out: result }) as Any
}
const squeezed = (a: Any): Any => a.size === 1 ? a.view([], [], a.address) : a
/** The covariance matrix of variables (rows of m, and of y); of one variable its variance, with no dimensions. */
export function cov(m: ArrayLike, y?: ArrayLike | null | CovarianceOptions, options?: CovarianceOptions): Any {
  return composed('cov', () => squeezed(isOptions(y) ? covariance('cov', m, undefined, y) : covariance('cov', m, y, options ?? {})))
}
/** Options of corrcoef. */
export type CorrelationOptions = Pick<CovarianceOptions, 'rowvar' | 'dtype'>
/** The correlation coefficients of variables (rows of x, and of y). */
export function corrcoef(x: ArrayLike, y?: ArrayLike | null | CorrelationOptions, options?: CorrelationOptions): Any {
  return composed('corrcoef', () => {
    const { rowvar = true, dtype } = (isOptions(y) ? y : options) ?? {}
    const c = covariance('corrcoef', x, isOptions(y) ? undefined : y, { rowvar, ...(dtype ? { dtype } : {}) }), n = c.shape[0]!
    const real = isComplex(c.dtype) ? resultOf('real', c.dtype) : c.dtype
    const spread = sqrt(c.view([n], [c.strides[0]! + c.strides[1]!], c.address, real)) as Any
    divide(c, spread.view([n, 1], [spread.itemsize, 0], spread.address), { out: c })
    divide(c, spread, { out: c })
    const parts = isComplex(c.dtype) ? [0, 1].map(k => c.view(c.shape, c.strides, c.address + k * c.itemsize / 2, real)) : [c]
    for (const p of parts) clip(p, -1, 1, { out: p })
    return squeezed(c)
  })
}

/** log of the sum of exponentials (of b times them) along axes, without overflow. */
export const logsumexp: Reduction<'mean', ReduceOptions & { b?: ArrayLike }> = reducing('logsumexp', (a, options: ReduceOptions & { b?: ArrayLike }) => composed('logsumexp', () => {
  const { keepdims = false, out, b } = options, axes = toAxes('logsumexp', options.axis, a.ndim), dtype = widened('mean', a.dtype)
  const over = { axis: axes, keepdims: true } as { axis: number[] }
  if (isComplex(dtype)) throw new DTypeError('logsumexp takes real numbers; of complex ones take log(sum(exp(a)))')
  const top: Any = a.size === 0 ? fromValue('logsumexp', -Infinity, dtype) : max(astypeOf(a, dtype), over)
  const shift = where_(isfinite(top), top)
  const e = exp(subtract(a, shift, { dtype })), scaled = b === undefined ? e : multiply(e, b), total = sum(scaled as Any, over) as Any
  const result = add(log(total), shift) as Any, shape = reducedShape(scaled.shape, axes, keepdims)
  return delivered(result.view(shape, denseStrides(shape, result.itemsize), result.address), out, 'logsumexp')
})) as Reduction<'mean', ReduceOptions & { b?: ArrayLike }>
function astypeOf(a: Any, dtype: DType): Any { return a.dtype === dtype ? a : duplicate('logsumexp', a, dtype) }
// a where the mask is true, 0 elsewhere
function where_(mask: Any, a: Any): Any {
  const out = allocate('logsumexp', a.dtype, a.shape)
  fill(out, 0)
  assignWhere('logsumexp', out, a, mask)
  return out
}

const atLeast = { ...maximum.row, name: 'clip' }, atMost = { ...minimum.row, name: 'clip' }
const bounded = (x: ArrayLike): boolean => x instanceof NDArray ? dtypes[x.dtype].kind !== 'f' : isScalar(x) && !Number.isNaN(x)
/** The elements limited to [a_min, a_max]; null leaves a side open. */
export function clip<A extends ArrayLike>(a: A, a_min?: ArrayLike | null, a_max?: ArrayLike | null, options?: UfuncOptions): NDArray<DTypeOf<A>> {
  type R = NDArray<DTypeOf<A>>
  if (a_min === undefined || a_min === null) {
    if (a_max === undefined || a_max === null) return elementwise(atLeast, [a, a], options) as unknown as R
    return elementwise(atMost, [a, a_max], options) as unknown as R
  }
  if (a_max === undefined || a_max === null) return elementwise(atLeast, [a, a_min], options) as unknown as R
  // The kernel takes bounds that are no NaN (1.7 times as fast); arrays of floats may hold some.
  if ([a_min, a_max].every(bounded)) return clip3([a, a_min, a_max], options) as unknown as R
  return composed('clip', () => elementwise(atMost, [elementwise(atLeast, [a, a_min], options?.dtype ? { dtype: options.dtype, ...(options.casting ? { casting: options.casting } : {}) } : undefined), a_max], options)) as unknown as R
}
