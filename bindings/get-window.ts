// Windows by name, as scipy.signal.get_window has them.

import { isOptions, type ArrayLike } from './asarray.js'
import { isComplex, type DType } from './dtype.js'
import { arrayOf, duplicate } from './elementwise.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { allocate, type NDArray } from './ndarray.js'
import { add, cos, exp, multiply, sin } from './ops.js'
import { toShape } from './shape.js'
import { bartlett, blackman, cosines, hamming, hanning, kaiser, pointwise } from './windows.js'

type Window = NDArray<'float64'>

// By a kernel, since engines have their own last bits of Math.sin and its kin.
function of(f: typeof sin, M: number, x: (i: number) => number): Window { const points = pointwise(M, x); return f(points, { out: points }) }

// Symmetric windows of M >= 2 points by name; what comes in a list after the name are parameters.
const windows = {
  boxcar: M => pointwise(M, () => 1),
  triang: M => pointwise(M, i => { const k = Math.min(i, M - 1 - i) + 1; return M % 2 ? 2 * k / (M + 1) : (2 * k - 1) / M }),
  bartlett, hann: hanning, hamming, blackman,
  cosine: M => of(sin, M, i => Math.PI / M * (i + 0.5)),
  nuttall: M => cosines('get_window', M, 0.3635819, 0.4891775, 0.1365995, 0.0106411),
  blackmanharris: M => cosines('get_window', M, 0.35875, 0.48829, 0.14128, 0.01168),
  flattop: M => cosines('get_window', M, 0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
  kaiser: (M, beta) => kaiser(M, parameter('kaiser', 'beta', beta)),
  gaussian: (M, std) => {
    const deviation = parameter('gaussian', 'standard deviation', std)
    return of(exp, M, i => -((i - (M - 1) / 2) ** 2) / (2 * deviation * deviation))
  },
  tukey: (M, share = 0.5) => {
    const alpha = Math.min(1, parameter('tukey', 'alpha', share)), width = Math.floor(alpha * (M - 1) / 2)
    const taper = of(cos, M, i => { const k = Math.min(i, M - 1 - i); return alpha <= 0 || k > width ? 0 : Math.PI * (2 * k / alpha / (M - 1) - 1) })
    return add(0.5, multiply(0.5, taper, { out: taper }), { out: taper })
  },
} satisfies Record<string, (M: number, parameter?: number) => Window>
/** A window's name. */
export type WindowName = keyof typeof windows
/** A window: its name; its name and a parameter (beta of kaiser, the standard deviation of gaussian in samples, alpha of tukey); or beta of kaiser. */
export type WindowLike = WindowName | readonly [name: WindowName, parameter?: number] | number

function parameter(name: string, what: string, value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new ValueError(`get_window: '${name}' needs its ${what}, ['${name}', number], not ${shown(value)}`)
  return value
}

/** The window of Nx points: one period of it (the default, for spectra), or the symmetric one if fftbins is false. */
export function get_window(window: WindowLike, Nx: number, fftbins: boolean | { fftbins?: boolean } = true): Window {
  const op = 'get_window', [points] = toShape(op, typeof Nx === 'number' ? Nx : [Nx]) as [number], periodic = isOptions(fftbins) ? fftbins.fftbins ?? true : fftbins
  const [name, given] = typeof window === 'number' ? ['kaiser' as const, window] : typeof window === 'string' ? [window] : Array.isArray(window) ? window as [WindowName, number?] : []
  if (typeof name !== 'string' || !Object.hasOwn(windows, name)) throw new ValueError(`${op}: the windows are ${Object.keys(windows).join(', ')}, a number (beta of kaiser) or a list of name and parameter, not ${shown(name ?? window)}`)
  if (given !== undefined && windows[name].length < 2 && name !== 'tukey') throw new ValueError(`${op}: '${name}' has no parameter`)
  if (points < 2) return pointwise(points, () => 1)
  const make = windows[name] as (M: number, parameter?: number) => Window
  if (!periodic) return make(points, given)
  // One period: the last point of one more is the next period's first.
  const more = make(points + 1, given), out = allocate(op, 'float64', [points])
  ;(out.data as Float64Array).set((more.data as Float64Array).subarray(0, points))
  more.dispose()
  return out
}

/** Whether a window is given as get_window takes it, and not by its points. */
export function isWindow(window: unknown): window is WindowLike { return typeof window === 'string' || typeof window === 'number' || Array.isArray(window) && typeof window[0] === 'string' }

/** The points of a window that is given either way, in a float dtype: n of them, or (undefined) as many as are given. */
export function windowPoints<D extends DType>(op: string, window: WindowLike | ArrayLike, n: number | undefined, dtype: D): NDArray<D> {
  const points = isWindow(window) ? get_window(window, n!) : arrayOf(op, window)
  if (points.ndim !== 1 || points.size === 0 || n !== undefined && points.size !== n) throw new ShapeError(`${op}: the window must be a vector of ${n === undefined ? 'at least one point' : `nperseg = ${n} points`}, not ${shapeText(points.shape)}`)
  if (isComplex(points.dtype)) throw new DTypeError(`${op}: the window must be real, not ${points.dtype}`)
  return duplicate(op, points as NDArray, dtype)
}
