// Windows: M points of a function that falls off to both ends, symmetric, float64.

import type { ArrayLike } from './asarray.js'
import { arange, ones, zeros } from './creation.js'
import type { DType } from './dtype.js'
import { shown, ValueError } from './errors.js'
import { allocate, scope, type NDArray } from './ndarray.js'
import { absolute, add, cos, divide, i0, multiply, sqrt, square, subtract } from './ops.js'
import { toShape } from './shape.js'

type Any = NDArray<DType>
type Window = NDArray<'float64'>

// n goes from -width to width in steps of 2.
function window(op: string, M: number, f: (n: Window, width: number) => Any): Window {
  const [points] = toShape(op, typeof M === 'number' ? Math.max(0, M) : [M]) as [number]
  return points < 2 ? (points === 0 ? zeros : ones)(points) : scope(() => f(arange(1 - points, points, 2), points - 1) as Window)
}
/** A sum of cosines of the multiples, weighted. */
export function cosines(op: string, M: number, ...[constant, ...weights]: [number, ...number[]]): Window {
  return window(op, M, (n, width) => weights.reduce<ArrayLike>((sum, w, k) => add(sum, multiply(cos(divide(multiply(n, (k + 1) * Math.PI), width)), w)), constant) as Any)
}

/** A window by a function of the point. */
export function pointwise(M: number, f: (i: number) => number): Window {
  const out = allocate('get_window', 'float64', [M]), list = out.data as Float64Array
  for (let i = 0; i < M; i++) list[i] = f(i)
  return out
}

/** The Bartlett window of M points: a triangle down to 0 at both ends. */
export function bartlett(M: number): Window { return window('bartlett', M, (n, width) => subtract(1, divide(absolute(n), width))) }
/** The Blackman window of M points: 0.42 + 0.5 cos + 0.08 cos of the double. */
export function blackman(M: number): Window { return cosines('blackman', M, 0.42, 0.5, 0.08) }
/** The Hamming window of M points: 0.54 + 0.46 cos. */
export function hamming(M: number): Window { return cosines('hamming', M, 0.54, 0.46) }
/** The Hann window of M points: 0.5 + 0.5 cos. */
export function hanning(M: number): Window { return cosines('hanning', M, 0.5, 0.5) }
/** The Kaiser window of M points and shape beta: I0(beta sqrt(1 - r²)) / I0(beta). */
export function kaiser(M: number, beta: number): Window {
  if (typeof beta !== 'number') throw new ValueError(`kaiser: beta must be a number, not ${shown(beta)}`)
  return window('kaiser', M, (n, width) => divide(i0(multiply(sqrt(subtract(1, square(divide(n, width)))), beta)), i0(beta)))
}
