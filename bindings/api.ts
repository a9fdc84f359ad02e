// Everything that `import * as np from 'lanewise'` gives.

import { attachMethods } from './methods.js'
import { attachAt } from './unbuffered.js'

attachMethods()
attachAt()

// Also what brings the methods' types into the declarations that users get: an import alone leaves no trace there.
export type { Unary, Binary, Reduction } from './methods.js'

export { init, close, info, setThreads, type Info, type InitOptions } from './runtime.js'
export { profile, explain } from './profiling.js'
export { trace } from './tracing.js'
export type { Explanation, ProfileOptions } from './profile/index.js'
export type * from './profile/schema.js'
export type { Trace, TracedCopy, TracedKernel, TracedRange, TraceEvent } from './profile/trace.js'
export type { WasmOption, WasmPair, WasmSource } from './loading.js'
export type { WorkerOption } from './platform.js'
export { NDArray, scope } from './ndarray.js'
export { spawn, type AnyWorker, type Remote, type RemoteWorker, type SpawnOptions } from './spawn.js'
export { serve } from './serve.js'
export {
  add, subtract, multiply, divide, divide as true_divide, floor_divide, remainder, remainder as mod, fmod, divmod, power, power as pow, float_power, positive,
  fabs, sign, reciprocal, heaviside, fmax, fmin, ceil, trunc, trunc as fix, copysign, nextafter, spacing, ldexp, frexp, modf, gcd, lcm, left_shift, right_shift,
  left_shift as bitwise_left_shift, right_shift as bitwise_right_shift, bitwise_count, isinf, isposinf, isneginf, negative, absolute, absolute as abs, sqrt, square, exp, log, sin, cos, maximum, minimum,
  exp2, expm1, log2, log10, log1p, cbrt, logaddexp, logaddexp2, sinh, cosh, tanh, i0,
  tan, arcsin, arcsin as asin, arccos, arccos as acos, arctan, arctan as atan, arctan2, arctan2 as atan2, arcsinh, arcsinh as asinh, arccosh, arccosh as acosh,
  arctanh, arctanh as atanh, hypot, sinc, degrees, degrees as rad2deg, radians, radians as deg2rad,
  floor, rint, conjugate, conjugate as conj, equal, not_equal, less, less_equal, greater, greater_equal,
  bitwise_and, bitwise_or, bitwise_xor, invert, invert as bitwise_not, invert as bitwise_invert, logical_and, logical_or, logical_xor, logical_not, isnan, isfinite, signbit,
  sum, prod, max, max as amax, min, min as amin, any, all, argmax, argmin,
} from './ops.js'
export {
  mean, var, std, count_nonzero, cumsum, cumprod, cumulative_sum, cumulative_prod, clip, ptp, average, cov, corrcoef, logsumexp,
} from './statistics.js'
export { nansum, nanprod, nanmax, nanmin, nanmean, nanvar, nanstd, nanargmax, nanargmin, nancumsum, nancumprod } from './missing.js'
export { diff, ediff1d, gradient, trapezoid, cross, unwrap, interp } from './calculus.js'
export { matmul, dot, vdot, vecdot, matvec, vecmat, inner, outer, kron, tensordot, type ProductOptions, type TensordotAxes, type VecdotOptions } from './products.js'
export { einsum, einsum_path, type EinsumOptions, type EinsumOptimize, type EinsumPath, type Sublist } from './einsum.js'
export { convolve, correlate } from './convolution.js'
export type { ConvolveMode } from './spectral-convolution.js'
export { linalg } from './linalg.js'
export { fft } from './fft.js'
export type { FftKind, FftnOptions, FftOptions, Norm } from './fourier.js'
export type { DctnOptions, DctOptions } from './cosine.js'
export type { Plan, PlanOptions } from './fft-plan.js'
export { isclose, allclose, array_equal, array_equiv, isreal, iscomplex, real_if_close, angle, round, round as around, nan_to_num } from './comparison.js'
export { array, asarray, empty, zeros, ones, full, empty_like, zeros_like, ones_like, full_like, arange, eye, identity, asarray as asanyarray } from './creation.js'
export {
  slice, transpose, swapaxes, moveaxis, reshape, ravel, flatten, broadcast_to, squeeze, expand_dims, sliding_window_view, copy, copyto, astype, assign,
  toTypedArray, tolist, concatenate, concatenate as concat, stack, transpose as permute_dims, real, imag,
} from './manipulation.js'
export { bartlett, blackman, hamming, hanning, kaiser } from './windows.js'
export { poly, polyadd, polysub, polymul, polydiv, polyder, polyint, polyval, polyfit, roots, type CovariantFit, type FullFit } from './polynomial.js'
export { sort, argsort, lexsort, partition, argpartition, sort_complex } from './sorting.js'
export { median, nanmedian, quantile, nanquantile, percentile, nanpercentile } from './quantiles.js'
export { searchsorted, digitize, flatnonzero, argwhere } from './searching.js'
export { unique, unique_all, unique_counts, unique_inverse, unique_values, isin, intersect1d, union1d, setdiff1d, setxor1d } from './sets.js'
export { bincount, histogram_bin_edges, histogram, histogram2d, histogramdd } from './histogram.js'
export { at, setAt, take, nonzero, where, type IndexMode, type TakeOptions } from './indexing.js'
export {
  flip, fliplr, flipud, rot90, matrix_transpose, rollaxis, roll, tile, repeat, resize, atleast_1d, atleast_2d, atleast_3d, broadcast_arrays, broadcast_shapes,
  diagonal, trim_zeros,
} from './arranging.js'
export {
  vstack, hstack, dstack, column_stack, block, append, insert, delete, array_split, split, hsplit, vsplit, dsplit, unstack, type Blocks, type Places,
} from './joining.js'
export {
  linspace, logspace, geomspace, meshgrid, mgrid, ogrid, indices, tri, tril, triu, diag, diagflat, vander, type MeshgridOptions, type SpaceOptions,
} from './grids.js'
export {
  take_along_axis, put_along_axis, put, place, putmask, fill_diagonal, choose, select, compress, extract, piecewise, ix_, unravel_index, ravel_multi_index,
  tril_indices, triu_indices, tril_indices_from, triu_indices_from, diag_indices, diag_indices_from, mask_indices, packbits, unpackbits,
  type BitOptions, type ChooseOptions, type PiecewiseFunction,
} from './picking.js'
export { pad, type PadFunction, type PadMode, type PadOptions, type Pairs } from './padding.js'
export { ndindex, ndenumerate, apply_along_axis, apply_over_axes, fromfunction, vectorize, type VectorizeOptions } from './functional.js'
export {
  frombuffer, fromiter, fromstring, ascontiguousarray, asfortranarray, asarray_chkfinite, require, type Requirement,
  ndim, shape, size, isscalar, iscomplexobj, isrealobj, isfortran, may_share_memory, shares_memory,
} from './conversion.js'
export { load, save, savez, savez_compressed } from './io.js'
export {
  loadtxt, genfromtxt, savetxt, format_float_positional, format_float_scientific, base_repr, binary_repr,
  type TextSource, type LoadTextOptions, type GenFromTextOptions, type SaveTextOptions, type PositionalFormat, type ScientificFormat,
} from './text.js'
export { array2string, array2string as array_str, array_repr, set_printoptions, get_printoptions, type PrintOptions } from './print.js'
export { promote_types, can_cast, type Casting, type DTypeLike, type Scalar } from './promotion.js'
export {
  issubdtype, isdtype, result_type, common_type, min_scalar_type, finfo, iinfo, type FInfo, type IInfo, type Family, type StandardKind,
} from './dtype-info.js'
export {
  pi, e, euler_gamma, inf, nan, newaxis, bool, bool_, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, complex64, complex128,
  generic, number, integer, signedinteger, unsignedinteger, inexact, floating, complexfloating,
} from './constants.js'
export type { DType, Element, Complex, TypedArrayOf } from './dtype.js'
export type { ArrayLike } from './asarray.js'
export type { UfuncOptions } from './elementwise.js'
export type { ReduceOptions } from './reduce.js'
export type { AxisLike, ShapeLike } from './shape.js'
export {
  LanewiseError, ShapeError, DTypeError, AxisError, IndexError, ValueError, DisposedError, OutOfMemoryError, LoadError, NotReadyError, FormatError, KernelError, UnsupportedError,
} from './errors.js'
