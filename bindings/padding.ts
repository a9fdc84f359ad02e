// numpy.pad, after NumPy's lib/_arraypad_impl.py: axis by axis, each within what the axes before it have filled.

import type { ArrayLike } from './asarray.js'
import type { DType } from './dtype.js'
import { arrayOf, copyInto, fill } from './elementwise.js'
import { DTypeError, shapeText, shown, ValueError } from './errors.js'
import { linspace } from './grids.js'
import { cut, moveaxis, tolist, type ArrayOf } from './manipulation.js'
import { allocate, NDArray, scope } from './ndarray.js'
import { max, min, multiply, rint, subtract } from './ops.js'
import { isScalar, type Scalar } from './promotion.js'
import { median } from './quantiles.js'
import { toAxis, toShape } from './shape.js'
import { mean } from './statistics.js'

type Any = NDArray<DType>
/** Something for all axes, a pair for before and after, or a pair (or one thing for both) for each axis. */
export type Pairs<T> = T | readonly (T | readonly T[])[]
/** How pad fills. */
export type PadMode = 'constant' | 'edge' | 'linear_ramp' | 'maximum' | 'mean' | 'median' | 'minimum' | 'reflect' | 'symmetric' | 'wrap' | 'empty'
/** Options of pad; each mode takes some of them. */
export interface PadOptions {
  /** 'constant': what to fill with (default 0). */
  constant_values?: Pairs<Scalar>
  /** 'linear_ramp': the values at the outer ends (default 0). */
  end_values?: Pairs<Scalar>
  /** 'maximum', 'mean', 'median', 'minimum': of how many elements at the edge (default all). */
  stat_length?: Pairs<number> | null
  /** 'reflect', 'symmetric': 'odd' turns the reflection upside down about the edge. */
  reflect_type?: 'even' | 'odd'
}
/** A function that fills: it gets each line along each axis, to write to, the widths, the axis and the options. */
export type PadFunction = (vector: Any, iaxis_pad_width: readonly [number, number], iaxis: number, options: object) => void

const takes: Readonly<Record<PadMode, keyof PadOptions | undefined>> = {
  constant: 'constant_values', edge: undefined, linear_ramp: 'end_values', maximum: 'stat_length', mean: 'stat_length', median: 'stat_length', minimum: 'stat_length',
  reflect: 'reflect_type', symmetric: 'reflect_type', wrap: undefined, empty: undefined,
}
const op = 'pad'

// One pair for each axis, from any of the forms.
function pairs<T>(name: string, given: unknown, ndim: number, check: (x: unknown) => T): [T, T][] {
  const plain: unknown = given instanceof NDArray ? tolist(given) : ArrayBuffer.isView(given) ? Array.from(given as unknown as Iterable<unknown>) : given
  const list = Array.isArray(plain) ? plain as unknown[] : [plain], nested = list.some(Array.isArray)
  const rows = !nested && list.length <= 2 ? [list] : list.map(x => Array.isArray(x) ? x as unknown[] : [x])
  if ((rows.length !== 1 && rows.length !== ndim) || rows.some(r => r.length < 1 || r.length > 2) || !nested && list.length > 2) throw new ValueError(`${op}: ${name} is one value, a pair, or one or a pair for each of ${ndim} axes`)
  return Array.from({ length: ndim }, (_, i) => { const row = rows[rows.length === 1 ? 0 : i]!; return [check(row[0]), check(row[row.length - 1])] })
}
function width(x: unknown): number {
  if (typeof x !== 'number' || !Number.isInteger(x) || x < 0) throw new ValueError(`${op}: widths and lengths are integers of at least 0, not ${shown(x)}`)
  return x
}
function scalar(x: unknown): Scalar {
  if (!isScalar(x)) throw new DTypeError(`${op}: ${shown(x)} is not a value to fill with`)
  return x
}

/** The array with more elements before and after along each axis; how many, and filled with what, see PadMode. Widths may also be an object, from axes to widths. */
export function pad<A extends ArrayLike>(array: A, pad_width: Pairs<number> | ArrayLike | Readonly<Record<number, number | readonly [number, number]>>, mode: PadMode | PadFunction = 'constant', options: PadOptions = {}): ArrayOf<A> {
  return scope(() => {
    const x = arrayOf(op, array), { ndim } = x
    let given: unknown = pad_width
    if (typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype) {
      const each: unknown[] = x.shape.map(() => 0)
      for (const [axis, w] of Object.entries(given)) each[toAxis(op, Number(axis), ndim)] = w
      given = ndim === 0 ? 0 : each.map(w => Array.isArray(w) ? w as unknown : [w])
    }
    const widths = pairs('pad_width', given, ndim, width), out = allocate(op, x.dtype, toShape(op, x.shape.map((n, i) => widths[i]![0] + n + widths[i]![1])))
    if (typeof mode !== 'function' && (typeof mode !== 'string' || !Object.hasOwn(takes, mode))) throw new ValueError(`${op}: there is no mode ${shown(mode)}; the modes are ${Object.keys(takes).join(', ')}`)
    const inner = (from: number): Any => x.shape.reduce((view: Any, n, i) => i < from ? view : cut(view, i, widths[i]![0], widths[i]![0] + n), out)
    if (typeof mode === 'function') {
      fill(out, 0)
      copyInto(inner(0), x)
      for (let axis = 0; axis < ndim; axis++) for (const line of lines(moveaxis(out, axis, -1))) mode(line, widths[axis]!, axis, options)
      return out
    }
    const foreign = Object.keys(options ?? {}).find(k => k !== takes[mode])
    if (foreign !== undefined) throw new ValueError(`${op}: the mode ${mode} has no option ${foreign}`)
    copyInto(inner(0), x)
    if (mode === 'empty') return out
    const { constant_values = 0, end_values = 0, stat_length = null, reflect_type = 'even' } = options ?? {}
    if (reflect_type !== 'even' && reflect_type !== 'odd') throw new ValueError(`${op}: reflect_type is 'even' or 'odd', not ${shown(reflect_type)}`)
    const values = pairs(takes[mode] ?? 'values', mode === 'linear_ramp' ? end_values : constant_values, ndim, scalar)
    const lengths = stat_length === null ? undefined : pairs('stat_length', stat_length, ndim, width)
    if (x.size === 0 && mode !== 'constant') {
      const axis = x.shape.findIndex((n, i) => n === 0 && widths[i]!.some(w => w > 0))
      if (axis >= 0) throw new ValueError(`${op}: axis ${axis} of ${shapeText(x.shape)} is empty; only the modes constant and empty can extend it`)
      return out
    }
    x.shape.forEach((n, axis) => {
      const [left, right] = widths[axis]!, roi = inner(axis + 1), end = left + n
      const at = (start: number, stop: number): Any => cut(roi, axis, start, stop)
      const both = (before: Any, after: Any): void => { copyInto(at(0, left), before); copyInto(at(end, end + right), after) }
      switch (mode) {
        case 'constant': both(arrayFrom(values[axis]![0], x.dtype), arrayFrom(values[axis]![1], x.dtype)); return
        case 'edge': both(at(left, left + 1), at(end - 1, end)); return
        case 'linear_ramp': {
          // As in NumPy end values have a dtype of their own, so that float32 is reckoned in float64, but where each axis has its own.
          const weak = Array.isArray(end_values) && end_values.length > 1 && end_values.some(v => Array.isArray(v))
          const [before, after] = [at(left, left + 1), at(end - 1, end)].map((edge, i) => linspace(weak ? values[axis]![i]! : arrayOf(op, values[axis]![i]!), edge.squeeze(axis), widths[axis]![i], { endpoint: false, dtype: x.dtype, axis }))
          both(before!, cut(after!, axis, 0, right).slice(...x.shape.slice(0, axis).map(() => ':'), '::-1'))
          return
        }
        case 'wrap': extend(roi, axis, left, end, mode, false); return
        case 'reflect': case 'symmetric':
          if (n === 1) both(at(left, left + 1), at(end - 1, end))
          else extend(roi, axis, left, end, mode, reflect_type === 'odd')
          return
        default: {
          const [l, r] = lengths ? lengths[axis]!.map(m => Math.min(m, n)) as [number, number] : [n, n]
          if ((l === 0 || r === 0) && mode !== 'mean') throw new ValueError(`${op}: ${mode} needs a stat_length of at least 1`)
          const before = statistic(mode, at(left, left + l), axis)
          both(before, l === r && l === n ? before : statistic(mode, at(end - r, end), axis))
        }
      }
    })
    return out
  }) as ArrayOf<A>
}

function arrayFrom(x: Scalar, dtype: DType): Any { const out = allocate(op, dtype, []); fill(out, x); return out }

function* lines(x: Any): Generator<Any> {
  if (x.ndim === 1) yield x
  else for (let i = 0; i < x.shape[0]!; i++) yield* lines(x.slice(i))
}

function statistic(mode: 'maximum' | 'minimum' | 'mean' | 'median', x: Any, axis: number): Any {
  const f = { maximum: max, minimum: min, mean, median }[mode] as (x: Any, options: { axis: number; keepdims: true }) => Any, result = f(x, { axis, keepdims: true })
  return /^u?int/.test(x.dtype) && result.dtype.startsWith('float') ? rint(result) : result
}

// Continues what fills [first, last) of the axis, n elements and whatever was continued before, to both ends: as far as it reaches, again and again.
function extend(x: Any, axis: number, first: number, last: number, mode: 'wrap' | 'reflect' | 'symmetric', odd: boolean): void {
  const total = x.shape[axis]!, n = last - first, skip = mode === 'reflect' ? 1 : 0, step = x.shape.slice(0, axis).map(() => ':')
  const turned = (start: number, stop: number, edge: number): Any => {
    const chunk: Any = cut(x, axis, start, stop).slice(...step, '::-1')
    return odd ? subtract(multiply(cut(x, axis, edge, edge + 1), 2), chunk) : chunk
  }
  while (first > 0 || last < total) {
    const whole = Math.floor((last - first - skip) / (n - skip)) * (n - skip), l = Math.min(whole, first), r = Math.min(whole, total - last)
    copyInto(cut(x, axis, first - l, first), mode === 'wrap' ? cut(x, axis, first + whole - l, first + whole) : turned(first + skip, first + skip + l, first))
    copyInto(cut(x, axis, last, last + r), mode === 'wrap' ? cut(x, axis, last - whole, last - whole + r) : turned(last - skip - r, last - skip, last - 1))
    first -= l
    last += r
  }
}
