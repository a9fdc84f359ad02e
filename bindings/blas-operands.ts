// What all BLAS routines check of their operands, before any of them reaches a kernel.

import { isComplex, type Complex, type DType } from './dtype.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { meets, requireWriteable } from './elementwise.js'
import { requireArray, type NDArray } from './ndarray.js'

type Any = NDArray<DType>

/** The dtypes of BLAS: its s, d, c and z. */
export type BlasDType = 'float32' | 'float64' | 'complex64' | 'complex128'
const blasDtypes: readonly DType[] = ['float32', 'float64', 'complex64', 'complex128']
/** A factor: a number, or { re, im } with complex operands. */
export type Factor = number | Complex

/** The common dtype of the operands, given with their names and numbers of dimensions; throws unless each is an array of them, and of one BLAS dtype. */
export function operands(op: string, given: Readonly<Record<string, readonly [array: unknown, ndim: number]>>, on: readonly DType[] = blasDtypes): BlasDType {
  let dtype: DType | undefined
  for (const [name, [array, ndim]] of Object.entries(given)) {
    requireArray(op, array)
    if (array.ndim !== ndim) throw new ShapeError(`${op}: ${name} has shape ${shapeText(array.shape)}; it must have ${ndim} dimension${ndim === 1 ? '' : 's'}`)
    if (!on.includes(array.dtype)) throw new DTypeError(`${op}: ${name} is ${array.dtype}; ${op} takes ${on.join(', ')}: convert it with astype()`)
    dtype ??= array.dtype
    if (array.dtype !== dtype) throw new DTypeError(`${op}: ${name} is ${array.dtype}, the operands before it ${dtype}; convert one of them with astype()`)
  }
  return dtype as BlasDType
}

/** Throws unless the output may be written and shares no memory with the inputs. */
export function requireOutput(op: string, name: string, out: Any, inputs: Readonly<Record<string, Any>>): void {
  requireWriteable(op, out)
  for (const [other, input] of Object.entries(inputs)) {
    if (shares(out, input)) throw new ValueError(`${op}: ${name} shares memory with ${other}, which BLAS does not allow; give it a copy()`)
  }
}

// Whether two arrays may have a byte in common. Where their extents meet they may still only interleave, as columns of one matrix do
// or blocks of it: the places modulo a stride are compared, of what the other strides reach.
function shares(a: Any, b: Any): boolean {
  if (!meets(a, b)) return false
  const strides = [a, b].flatMap(x => x.strides.filter((_, i) => x.shape[i]! > 1).map(Math.abs)).filter(s => s > 0)
  const common = strides.reduce((p, q) => { while (q > 0) [p, q] = [q, p % q]; return p }, 0)
  const window = (x: Any, modulus: number): [number, number] => {
    let low = x.address, bytes = x.itemsize
    x.strides.forEach((stride, i) => {
      const reach = (x.shape[i]! - 1) * stride
      if (stride % modulus === 0) return
      bytes += Math.abs(reach)
      if (reach < 0) low += reach
    })
    return [low % modulus, bytes]
  }
  return [common, ...strides].every(modulus => {
    if (modulus === 0) return true
    const [p, n] = window(a, modulus), [q, m] = window(b, modulus), gap = (q - p + modulus) % modulus
    return gap < n || gap + m > modulus
  })
}

/** Throws unless two lengths agree. */
export function requireLength(op: string, what: string, n: number, other: string, m: number): void {
  if (n !== m) throw new ShapeError(`${op}: ${what} is ${n}, and ${other} ${m}; they must agree`)
}

/** A factor, checked: complex ones only with complex operands. */
export function factor(op: string, name: string, x: unknown, dtype: DType): Factor {
  if (typeof x === 'number') return x
  const c = x as Complex | null
  if (c === null || typeof c !== 'object' || typeof c.re !== 'number' || typeof c.im !== 'number') throw new ValueError(`${op}: ${name} must be a number or { re, im }, not ${shown(x)}`)
  if (!isComplex(dtype)) throw new DTypeError(`${op}: ${name} is complex, and the operands are ${dtype}; convert them with astype('complex128')`)
  return c
}

/** A real factor, checked. */
export function realFactor(op: string, name: string, x: unknown): number {
  if (typeof x !== 'number') throw new ValueError(`${op}: ${name} must be a number, not ${shown(x)}`)
  return x
}

/** Whether a factor is 0, or 1. */
export function isFactor(x: Factor, value: number): boolean { return typeof x === 'number' ? x === value : x.re === value && x.im === 0 }

/** One of some letters, as BLAS has them ('N', 'T' and 'C' for trans; 'U' and 'L' for uplo; 'L' and 'R' for side; 'N' and 'U' for diag). */
export function letter<L extends string>(op: string, name: string, x: unknown, allowed: readonly L[], or: L): L {
  if (x === undefined) return or
  if (!allowed.includes(x as L)) throw new ValueError(`${op}: ${name} must be ${allowed.map(a => `'${a}'`).join(' or ')}, not ${shown(x)}`)
  return x as L
}

/** Throws on options that there are not. */
export function known(op: string, options: unknown, names: readonly string[]): void {
  if (options === null || typeof options !== 'object') throw new ValueError(`${op}: the options must be an object, not ${shown(options)}`)
  for (const key of Object.keys(options)) if (!names.includes(key)) throw new ValueError(`${op}: there is no option '${key}'; the options are ${names.join(', ')}`)
}
