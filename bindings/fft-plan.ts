// Plans: transforms of one shape along one axis, checked once, for streams.

import { isOptions } from './asarray.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { meets, requireWriteable } from './elementwise.js'
import { DisposedError, DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { complexOf, defaultPoints, kinds, realOf, requirePoints, scaleOf, type FftKind, type Norm } from './fourier.js'
import { requireArray, type NDArray } from './ndarray.js'
import { requireDType } from './promotion.js'
import { runtime } from './runtime.js'
import { sameShape, sizeOf, toAxis, toShape, type ShapeLike } from './shape.js'
import { planAxis, transformAxis, type AxisPlan, type TransformKind } from './transform.js'

type Any = NDArray<DType>

/** Options of `plan`. */
export interface PlanOptions {
  /** Which function; default 'fft'. */
  kind?: FftKind
  /** The dtype of the input: float32 or float64 for rfft and ihfft, else complex64 or complex128; default the one of double precision. */
  dtype?: DType
  axis?: number
  /** Points of the transform, as for the function. */
  n?: number | null
  norm?: Norm | null
}

/** A transform of arrays of one shape and dtype. Made by `plan`, not by `new`. */
export class Plan {
  readonly kind: FftKind
  /** What `execute` takes. */
  readonly inputShape: readonly number[]
  readonly inputDType: DType
  /** What `execute` writes. */
  readonly outputShape: readonly number[]
  readonly outputDType: DType
  readonly axis: number
  readonly n: number
  readonly #scale: number
  readonly #heap = runtime().heap
  // For single dense transforms, whose job is written once.
  readonly #single: AxisPlan | undefined
  #disposed = false

  /** @internal */
  constructor(kind: FftKind, shape: readonly number[], dtype: DType, axis: number, n: number, scale: number) {
    const { from, to } = kinds[kind]
    this.kind = kind
    this.inputShape = Object.freeze(shape.slice())
    this.inputDType = dtype
    this.outputShape = Object.freeze(shape.map((m, i) => i === axis ? from === 'real' ? Math.floor(n / 2) + 1 : n : m))
    this.outputDType = to === 'real' ? realOf(dtype) : complexOf(dtype)
    this.axis = axis
    this.n = n
    this.#scale = scale
    const whole = from === 'real' || to === 'complex' ? n : Math.floor(n / 2) + 1
    if (sizeOf(shape) === whole && shape[axis] === whole) this.#single = planAxis(this.#form, dtype, n, kinds[kind].sign, scale)
  }
  get #form(): TransformKind { const { from, to } = kinds[this.kind]; return from === 'real' ? 'r2c' : to === 'real' ? 'c2r' : 'c2c' }

  /** Transforms `input` into `out`, of the plan's shapes and dtypes and any strides, and gives `out`. They may be one array of complex numbers, and must not overlap otherwise. */
  execute<O extends Any>(input: Any, out: O): O {
    const op = 'execute', { from, to, sign } = kinds[this.kind]
    if (this.#disposed) throw new DisposedError(`${op}: this plan was disposed; make another`)
    requireArray(op, input)
    requireWriteable(op, out)
    if (runtime().heap !== this.#heap) throw new DisposedError(`${op}: this plan belongs to a runtime that was closed; make it anew after init()`)
    if (input.dtype !== this.inputDType || out.dtype !== this.outputDType) throw new DTypeError(`${op}: this plan of ${this.kind} goes from ${this.inputDType} to ${this.outputDType}, not from ${input.dtype} to ${out.dtype}`)
    if (!sameShape(input.shape, this.inputShape) || !sameShape(out.shape, this.outputShape)) throw new ShapeError(`${op}: this plan of ${this.kind} goes from ${shapeText(this.inputShape)} to ${shapeText(this.outputShape)}, not from ${shapeText(input.shape)} to ${shapeText(out.shape)}`)
    // Of dense arrays from their addresses, as a short transform takes little longer than looking at strides.
    const dense = input.dense && out.dense, apart = dense ? input.address + input.nbytes <= out.address || out.address + out.nbytes <= input.address : !meets(input, out)
    if (!apart && !((input as Any) === out && from === 'any' && to === 'complex')) throw new ValueError(`${op}: input and out overlap; they may only be the very same array, of complex numbers`)
    if (this.#single !== undefined && dense) this.#single.execute(input.address, out.address)
    else if (out.size > 0) transformAxis(op, this.#form, input, out, this.axis, this.n, sign, this.#scale)
    return out
  }

  /** Gives the plan's memory back: it can not be executed any more. May be called again. */
  dispose(): void {
    if (!this.#disposed) this.#single?.dispose()
    this.#disposed = true
  }
  /** For `using`: the same as dispose(). */
  [Symbol.dispose](): void { this.dispose() }
}

/** A plan for the transform of inputs of this shape (or length) along an axis, by default the last: everything is checked now, and `execute` allocates nothing. */
export function plan(shape: ShapeLike, options: PlanOptions = {}): Plan {
  const op = 'plan', inputs = toShape(op, shape), { kind = 'fft', axis = -1, n, norm, dtype } = isOptions(options) ? options : {}
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) throw new ValueError(`${op}: kind must be ${Object.keys(kinds).join(', ')}, not ${shown(kind)}`)
  const at = toAxis(op, axis, inputs.length), points = n ?? defaultPoints(kind, inputs[at]!), { from, inverse } = kinds[kind], type = dtype ?? (from === 'real' ? 'float64' : 'complex128')
  requirePoints(op, points)
  requireDType(op, type)
  if (dtypes[type].kind !== (from === 'real' ? 'f' : 'c')) throw new DTypeError(`${op}: the input of ${kind} is ${from === 'real' ? 'float32 or float64' : 'complex64 or complex128'}, not ${type}${isComplex(type) ? '' : '; convert it with astype() before'}`)
  if (inputs[at] === 0) throw new ShapeError(`${op}: axis ${at} of ${shapeText(inputs)} has no elements`)
  return new Plan(kind, inputs, type, at, points, scaleOf(op, norm, inverse, points))
}
