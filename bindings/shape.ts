// Shapes, strides and axes: arithmetic on lists of integers.

import { AxisError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { MAX_NDIM } from './job.js'

/** A shape as it may be given: a list, or one length. */
export type ShapeLike = number | readonly number[]

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  let n = 1
  for (let i = 0; i < shape.length; i++) n *= shape[i]!
  return n
}

/** A valid shape from what a user gave. */
export function toShape(op: string, shape: ShapeLike): number[] {
  const list = typeof shape === 'number' ? [shape] : shape
  if (!Array.isArray(list)) throw new ShapeError(`${op}: a shape is a list of lengths, such as [2, 3], not ${shown(shape)}`)
  if (list.length > MAX_NDIM) throw new ShapeError(`${op}: ${list.length} dimensions, and at most ${MAX_NDIM} are supported`)
  for (const n of list) {
    if (!Number.isInteger(n) || n < 0 || n > 0x7fffffff) throw new ShapeError(`${op}: ${shown(n)} is not a length; lengths are integers from 0 to 2147483647`)
  }
  return list.slice()
}

/** Byte strides of a dense array in C order. */
export function denseStrides(shape: readonly number[], itemsize: number): number[] {
  const strides = new Array<number>(shape.length)
  let step = itemsize
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step
    step *= shape[i]! || 1
  }
  return strides
}

/** Whether the elements lie one after the other in C order. */
export function isDense(shape: readonly number[], strides: readonly number[], itemsize: number): boolean {
  let step = itemsize
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = shape[i]!
    if (n === 0) return true
    if (n !== 1 && strides[i] !== step) return step === 0 || anyZero(shape, i)
    step *= n
  }
  return true
}
function anyZero(shape: readonly number[], before: number): boolean {
  for (let i = 0; i < before; i++) if (shape[i] === 0) return true
  return false
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The shape that all of these broadcast to; throws ShapeError naming all of them. */
export function broadcastShape(op: string, shapes: readonly (readonly number[])[]): readonly number[] {
  let first = shapes[0]!
  let equal = true
  for (let i = 1; i < shapes.length; i++) if (!sameShape(first, shapes[i]!)) { equal = false; break }
  if (equal) return first
  let ndim = 0
  for (const s of shapes) ndim = Math.max(ndim, s.length)
  const out = new Array<number>(ndim).fill(1)
  for (const s of shapes) {
    for (let i = 0; i < s.length; i++) {
      const at = ndim - s.length + i, n = s[i]!
      if (n === out[at] || n === 1) continue
      if (out[at] !== 1) {
        throw new ShapeError(`${op}: shapes ${shapes.map(shapeText).join(' and ')} cannot be broadcast together: axis ${at - ndim} has lengths ${out[at]} and ${n}; lengths must be equal or 1`)
      }
      out[at] = n
    }
  }
  first = out
  return first
}

/** Strides of an operand seen through a broadcast shape: 0 where it repeats. */
export function broadcastStrides(shape: readonly number[], strides: readonly number[], to: readonly number[]): readonly number[] {
  if (sameShape(shape, to)) return strides
  const out = new Array<number>(to.length).fill(0), shift = to.length - shape.length
  for (let i = 0; i < shape.length; i++) out[i + shift] = shape[i] === 1 ? 0 : strides[i]!
  return out
}

/** An axis counted from the front; throws AxisError. */
export function toAxis(op: string, axis: number, ndim: number): number {
  if (!Number.isInteger(axis)) throw new AxisError(`${op}: axis ${shown(axis)} is not an integer`)
  if (axis < -ndim || axis >= ndim) throw new AxisError(`${op}: axis ${axis} is out of bounds for an array of ${ndim} dimensions (allowed: ${-ndim} to ${ndim - 1})`)
  return axis < 0 ? axis + ndim : axis
}

/** Axes as they may be given: one, several, or null for all. */
export type AxisLike = number | readonly number[] | null

/** The axes counted from the front, ascending; throws AxisError for one that is outside or named twice. */
export function toAxes(op: string, axis: AxisLike | undefined, ndim: number): number[] {
  if (axis === null || axis === undefined) return Array.from({ length: ndim }, (_, i) => i)
  const axes = axesInOrder(op, axis, ndim).sort((a, b) => a - b)
  for (let i = 1; i < axes.length; i++) if (axes[i] === axes[i - 1]) throw new AxisError(`${op}: axis ${axes[i]} is named twice`)
  return axes
}

/** The axes counted from the front, as they were given; throws AxisError. */
export function axesInOrder(op: string, axis: number | readonly number[], ndim: number): number[] {
  return Array.from(Array.isArray(axis) ? axis as readonly number[] : [axis as number], a => toAxis(op, a, ndim))
}

/** Fills in the one length that may be given as -1. */
export function inferShape(op: string, shape: ShapeLike, size: number): number[] {
  const list = typeof shape === 'number' ? [shape] : Array.isArray(shape) ? shape.slice() as number[] : toShape(op, shape)
  const unknown = list.indexOf(-1)
  if (unknown >= 0) {
    if (list.indexOf(-1, unknown + 1) >= 0) throw new ValueError(`${op}: only one length of ${shapeText(list)} may be -1`)
    const known = sizeOf(list.filter(n => n !== -1))
    if (known === 0 || size % known !== 0) throw new ShapeError(`${op}: cannot reshape ${size} elements into ${shapeText(list)}`)
    list[unknown] = size / known
  }
  const out = toShape(op, list)
  if (sizeOf(out) !== size) throw new ShapeError(`${op}: cannot reshape ${size} elements into ${shapeText(out)}, which has ${sizeOf(out)}`)
  return out
}

/**
 * Byte strides of a new shape over the same elements without copying, or null where only a copy can do it.
 * As NumPy's attempt_nocopy_reshape: runs of old axes that are dense among themselves are split and joined.
 */
export function reshapeStrides(shape: readonly number[], strides: readonly number[], to: readonly number[], itemsize: number): number[] | null {
  if (sizeOf(to) === 0) return denseStrides(to, itemsize)
  const oldShape: number[] = [], oldStrides: number[] = []
  shape.forEach((n, i) => { if (n !== 1) { oldShape.push(n); oldStrides.push(strides[i]!) } })
  const out = new Array<number>(to.length)
  let oi = 0, ni = 0
  while (oi < oldShape.length && ni < to.length) {
    let oj = oi + 1, nj = ni + 1, np = to[ni]!, op = oldShape[oi]!
    while (np !== op) {
      if (np < op) np *= to[nj++]!
      else op *= oldShape[oj++]!
    }
    for (let k = oi; k < oj - 1; k++) if (oldStrides[k] !== oldShape[k + 1]! * oldStrides[k + 1]!) return null
    out[nj - 1] = oldStrides[oj - 1]!
    for (let k = nj - 1; k > ni; k--) out[k - 1] = out[k]! * to[k]!
    ni = nj
    oi = oj
  }
  const last = ni > 0 ? out[ni - 1]! : itemsize
  for (let k = ni; k < to.length; k++) out[k] = last
  return out
}
