// The inner product of vectors: a fold of two operands.

import { isComplex, type DType } from './dtype.js'
import { fill } from './elementwise.js'
import { foldKernel, operandAs } from './execute.js'
import { allocate, type NDArray } from './ndarray.js'
import { add } from './ops.js'
import { foldOf } from './reduce.js'
import { entry, kernelName } from './table.js'

type Any = NDArray<DType>

/** The dtypes that inner products have kernels for. */
export const innerDtypes = ['float32', 'float64', 'complex64', 'complex128'] as const
for (const dtype of innerDtypes) entry('inner_product', '_fold', 'fold2', dtype)
for (const dtype of ['complex64', 'complex128'] as const) entry('inner_conjugated', '_fold', 'fold2', dtype)

/** Options of `innerProduct`. */
export interface InnerOptions {
  /** Whether a is conjugated. */
  readonly conjugate?: boolean
  /** The axes to sum over, counted from the front; default the last one. */
  readonly axes?: readonly number[]
}

/**
 * The sums along axes of a · b (of conj(a) · b with `conjugate`), as a new dense array of the other axes. Both have one dtype of
 * innerDtypes and one shape of at least one axis, and any strides, 0 for what is broadcast. The caller has checked all that.
 * The result depends on the values, the shape and the strides, never on the threads.
 */
export function innerProduct(op: string, a: Any, b: Any, { conjugate = false, axes = [a.ndim - 1] }: InnerOptions = {}): Any {
  const { dtype, shape } = a
  if (axes.some(i => shape[i] === 0)) {
    const none = allocate(op, dtype, shape.filter((_, i) => !axes.includes(i)))
    fill(none, 0)
    return none
  }
  const name = kernelName(conjugate && isComplex(dtype) ? 'inner_conjugated' : 'inner_product', dtype, '_fold')
  return foldKernel({ ...foldOf(add.folder!, dtype), name, ns: isComplex(dtype) ? 0.4 : 0.2 }, [operandAs(a, dtype, a.strides), operandAs(b, dtype, b.strides)], shape, axes)
}
