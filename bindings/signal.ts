// What `lanewise/signal` exports: convolution and correlation in any number of dimensions, as SciPy has them (scipy.signal); filters, windows and
// short-time spectra from files of their own.

import type { ArrayLike } from './asarray.js'
import { operandsOf } from './contraction.js'
import { zeros } from './creation.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { duplicate } from './elementwise.js'
import { AxisError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { settings } from './fourier.js'
import { composed, type NDArray } from './ndarray.js'
import { conjugate, multiply, rint } from './ops.js'
import { promoteAll, type Common } from './promotion.js'
import { toAxis } from './shape.js'
import { blockConvolution, directConvolution, kept, requireMode, spectraPay, swapsForValid, wholeConvolution, type ConvolveMode } from './spectral-convolution.js'

export type { ConvolveMode }
type Any = NDArray<DType>
/** The dtype of a convolution through spectra: floats and complex numbers keep theirs, all else is float64. */
export type Floating<D extends DType> = D extends 'float32' | 'float64' | 'complex64' | 'complex128' ? D : 'float64'
/** How to convolve: by sums of products, through spectra, or by whichever is expected to be faster. */
export type ConvolveMethod = 'auto' | 'direct' | 'fft'
/** Options of `fftconvolve` and `oaconvolve`. */
export interface FftConvolveOptions {
  /** Default 'full'. */
  mode?: ConvolveMode
  /** Along which axes to convolve, by default all; along the others the operands are multiplied, and broadcast. */
  axes?: number | readonly number[] | null
}
/** Options of `convolve` and `correlate`. */
export interface ConvolveOptions {
  /** Default 'full'. */
  mode?: ConvolveMode
  /** Default 'auto'. */
  method?: ConvolveMethod
}

const whole = (dtype: DType): boolean => dtypes[dtype].kind !== 'f' && !isComplex(dtype)
const floating = (dtype: DType): DType => whole(dtype) ? 'float64' : dtype
// Operands of the same number of dimensions, or undefined if there is nothing in one of them.
function pair(op: string, in1: ArrayLike, in2: ArrayLike): { x: Any; y: Any; dtype: DType; empty: boolean } {
  const { arrays, dtype } = operandsOf(op, [in1, in2]), [x, y] = arrays as [Any, Any]
  if (x.ndim !== y.ndim) throw new ShapeError(`${op}: the operands must have as many dimensions as each other, not the shapes ${shapeText(x.shape)} and ${shapeText(y.shape)}`)
  return { x, y, dtype, empty: x.size === 0 || y.size === 0 }
}
const everyAxis = (x: Any): number[] => x.shape.map((_, i) => i)

function spectral(op: string, in1: ArrayLike, in2: ArrayLike, rest: readonly unknown[], convolution: typeof wholeConvolution): Any {
  return composed(op, () => {
    const { mode = 'full', axes } = settings<FftConvolveOptions>(['mode', 'axes'], rest), operands = pair(op, in1, in2), dtype = promoteAll([floating(operands.x.dtype), floating(operands.y.dtype)])
    let { x, y } = operands
    requireMode(op, mode)
    if (x.ndim === 0) return multiply(x, y)
    if (operands.empty) return zeros(0)
    const list = axes === undefined || axes === null ? everyAxis(x) : typeof axes === 'number' ? [axes] : axes
    if (!Array.isArray(list) || list.length === 0) throw new AxisError(`${op}: axes must be a list of at least one integer, not ${Array.isArray(list) ? 'an empty one' : shown(axes)}`)
    const all = Array.from(list, axis => toAxis(op, axis as number, x.ndim))
    if (new Set(all).size < all.length) throw new AxisError(`${op}: an axis is named twice`)
    // Along an axis of length 1 a convolution is a product.
    const at = all.filter(axis => x.shape[axis] !== 1 && y.shape[axis] !== 1)
    if (x.shape.some((n, i) => !at.includes(i) && n !== y.shape[i] && n !== 1 && y.shape[i] !== 1)) throw new ShapeError(`${op}: the shapes ${shapeText(x.shape)} and ${shapeText(y.shape)} do not fit along the axes that are not convolved`)
    if (swapsForValid(op, mode, x.shape, y.shape, at)) [x, y] = [y, x]
    return kept(op, convolution(op, x, y, at, dtype), mode, x.shape, y.shape, at)
  }) as Any
}

/** The convolution of two arrays of as many dimensions through the transforms of both; mode and axes in this order, or in the options. Integers are taken as float64. */
export function fftconvolve<A extends ArrayLike, B extends ArrayLike>(in1: A, in2: B, mode?: ConvolveMode | FftConvolveOptions, axes?: FftConvolveOptions['axes'] | FftConvolveOptions): NDArray<Floating<Common<A, B>>> {
  return spectral('fftconvolve', in1, in2, [mode, axes], wholeConvolution) as never
}
/** The same block by block (overlap-add): faster where one array is much longer than the other. */
export function oaconvolve<A extends ArrayLike, B extends ArrayLike>(in1: A, in2: B, mode?: ConvolveMode | FftConvolveOptions, axes?: FftConvolveOptions['axes'] | FftConvolveOptions): NDArray<Floating<Common<A, B>>> {
  return spectral('oaconvolve', in1, in2, [mode, axes], blockConvolution) as never
}

function convolved(op: string, in1: ArrayLike, in2: ArrayLike, rest: readonly unknown[], correlation: boolean): Any {
  return composed(op, () => {
    const { mode = 'full', method = 'auto' } = settings<ConvolveOptions>(['mode', 'method'], rest), { x: first, y: second, dtype, empty } = pair(op, in1, in2)
    requireMode(op, mode)
    if (method !== 'auto' && method !== 'direct' && method !== 'fft') throw new ValueError(`${op}: method must be 'auto', 'direct' or 'fft', not ${shown(method)}`)
    const turned = correlation && isComplex(second.dtype) ? conjugate(second) as Any : second
    if (first.ndim === 0) return multiply(first, turned)
    if (empty) throw new ValueError(`${op}: an operand is empty; the shapes are ${shapeText(first.shape)} and ${shapeText(second.shape)}`)
    let x = first, y = correlation ? turned.view(turned.shape, turned.strides.map(t => -t), turned.shape.reduce((to, n, i) => to + (n - 1) * turned.strides[i]!, turned.address)) : turned
    if (swapsForValid(op, mode, x.shape, y.shape, everyAxis(x))) [x, y] = [y, x]
    if (method === 'direct' || method === 'auto' && !spectraPay(x.shape, y.shape, mode, dtype)) return directConvolution(op, x, y, mode, dtype)
    const through = floating(dtype), at = everyAxis(x).filter(axis => x.shape[axis] !== 1 && y.shape[axis] !== 1), result = kept(op, blockConvolution(op, x, y, at, through), mode, x.shape, y.shape, at)
    return through === dtype ? result : duplicate(op, rint(result) as Any, dtype)
  }) as Any
}

/** The convolution of two arrays of as many dimensions; mode and method in this order, or in the options. Only floats and complex numbers go through spectra by themselves. */
export function convolve<A extends ArrayLike, B extends ArrayLike>(in1: A, in2: B, mode?: ConvolveMode | ConvolveOptions, method?: ConvolveMethod | ConvolveOptions): NDArray<Common<A, B>> {
  return convolved('convolve', in1, in2, [mode, method], false) as never
}
/** The cross-correlation of two arrays of as many dimensions: their convolution with the second one reversed and conjugated. */
export function correlate<A extends ArrayLike, B extends ArrayLike>(in1: A, in2: B, mode?: ConvolveMode | ConvolveOptions, method?: ConvolveMethod | ConvolveOptions): NDArray<Common<A, B>> {
  return convolved('correlate', in1, in2, [mode, method], true) as never
}

/** Which method `convolve` chooses for two arrays, by their shapes and dtype. */
export function choose_conv_method(in1: ArrayLike, in2: ArrayLike, mode: ConvolveMode | { mode?: ConvolveMode } = 'full'): 'direct' | 'fft' {
  const op = 'choose_conv_method'
  return composed(op, () => {
    const given = typeof mode === 'object' ? mode?.mode ?? 'full' : mode, { x, y, dtype, empty } = pair(op, in1, in2)
    requireMode(op, given)
    if (x.ndim === 0 || empty) return 'direct'
    return spectraPay(...(swapsForValid(op, given, x.shape, y.shape, everyAxis(x)) ? [y.shape, x.shape] as const : [x.shape, y.shape] as const), given, dtype) ? 'fft' : 'direct'
  })
}

export { biquad, sosfilt, sosfilt_zi, type BiquadOptions, type BiquadType, type Filtered, type SosfiltOptions } from './sosfilt.js'
export { get_window, type WindowLike, type WindowName } from './get-window.js'
export { istft, stft, type IstftOptions, type StftOptions, type StftScaling } from './stft.js'
