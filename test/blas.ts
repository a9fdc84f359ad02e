// What the tests of BLAS share: strided operands among guards, complex numbers as pairs of float64, and residuals scaled as the
// reference's test programs scale them.

import * as np from '../dist/index.js'
import * as exported from '../dist/blas.js'
import { hex, type Any } from './support.ts'

/** The functions, without their static types. */
export const blas = exported as unknown as Record<string, (...args: unknown[]) => unknown>
/** A number as real and imaginary part. */
export type C = readonly [re: number, im: number]
export type BlasDType = exported.BlasDType
export const dtypes = ['float32', 'float64', 'complex64', 'complex128'] as const
export const reals = ['float32', 'float64'] as const, complexes = ['complex64', 'complex128'] as const
export const sizes = [0, 1, 2, 3, 5, 9, 15, 16, 17, 33, 65]
export const increments = [1, 2, -1, -2]
export const isComplex = (dtype: BlasDType): boolean => dtype.startsWith('c')
/** Half the distance from 1 to the next number, doubled: the unit that errors are counted in. */
export const eps = (dtype: BlasDType): number => dtype === 'float32' || dtype === 'complex64' ? 2 ** -23 : 2 ** -52

export const plus = (a: C, b: C): C => [a[0] + b[0], a[1] + b[1]]
export const minus = (a: C, b: C): C => [a[0] - b[0], a[1] - b[1]]
export const times = (a: C, b: C): C => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
export const conj = (a: C): C => [a[0], -a[1]]
export const size = (a: C): number => Math.abs(a[0]) + Math.abs(a[1])
/** The factor as the routines take it, and as the dtype holds it. */
export const asFactor = ([re, im]: C): number | np.Complex => im === 0 ? re : { re, im }
export const held = (dtype: BlasDType, [re, im]: C): C => eps(dtype) > 1e-10 ? [Math.fround(re), Math.fround(im)] : [re, im]
/** Factors to try: 0, 1, another, and complex ones. */
export const alphas = (dtype: BlasDType): C[] => [[0, 0], [1, 0], [0.7, 0], ...(isComplex(dtype) ? [[0.7, -0.9], [0, 1]] as C[] : [])]
export const betas = (dtype: BlasDType): C[] => [[0, 0], [1, 0], [1.3, 0], ...(isComplex(dtype) ? [[1.3, -1.1]] as C[] : [])]

let seed = 1
/** Numbers from -0.5 to 0.5, the same in every run. */
export function random(): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0
  return seed / 2 ** 32
}

/** An operand: the view to pass, and the larger array that it is a part of. */
export interface Operand { view: Any; base: Any; before: string; places(): Set<number> }

/** n elements `inc` apart, between guards. */
export function vector(dtype: BlasDType, n: number, inc = 1, value: (i: number) => C = () => [random(), random()]): Operand {
  const step = Math.abs(inc), length = Math.max(0, n - 1) * step + 5, base = np.full([length], -77, dtype) as Any
  const first = inc > 0 ? 2 : 2 + Math.max(0, n - 1) * step, at = (i: number): number => first + i * inc
  const view = np.slice(base, n === 0 ? '2:2' : `${first}:${at(n - 1) + Math.sign(inc)}:${inc}`) as Any
  put(view, Array.from({ length: n }, (_, i) => value(i)))
  return { view, base, before: hex(base), places: () => new Set(Array.from({ length: n }, (_, i) => at(i))) }
}

/** Layouts of matrices: C order, Fortran's, every other element of a larger one, reversed. */
export const layouts = ['C', 'F', 'inner', 'reversed'] as const
export type Layout = typeof layouts[number]
/** An (m, n) array in a layout, with guards around. */
export function matrix(dtype: BlasDType, m: number, n: number, layout: Layout, value: (i: number, j: number) => C): Operand {
  const [p, q] = layout === 'F' ? [n, m] : [m, n], step = layout === 'inner' ? 2 : 1, rows = p * step + 3, cols = q * step + 3
  const base = np.full([rows, cols], -77, dtype) as Any, back = layout === 'reversed'
  const range = (length: number): string => length === 0 ? '1:1' : back ? `${length}:0:-1` : `1:${1 + (length - 1) * step + 1}:${step}`
  let view = np.slice(base, range(p), range(q)) as Any
  if (layout === 'F') view = np.transpose(view) as Any
  const list: C[] = []
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) list.push(value(i, j))
  put(view, list)
  const places = (): Set<number> => {
    const set = new Set<number>()
    for (let r = 0; r < p; r++) for (let c = 0; c < q; c++) set.add((back ? p - r : 1 + r * step) * cols + (back ? q - c : 1 + c * step))
    return set
  }
  return { view, base, before: hex(base), places }
}

function put(view: Any, list: readonly C[]): void {
  if (list.length === 0) return
  const parts = Float64Array.from(isComplex(view.dtype as BlasDType) ? list.flat() : list.map(c => c[0]))
  const source = isComplex(view.dtype as BlasDType) ? np.frombuffer(parts.buffer, 'complex128') : np.array(parts)
  np.assign(view, np.reshape(source, [...view.shape]) as Any, { casting: 'unsafe' } as never)
}

/** The elements in C order. */
export function elements(a: Any): C[] {
  const t = a.toTypedArray() as Float64Array
  return isComplex(a.dtype as BlasDType) ? Array.from({ length: a.size }, (_, i): C => [t[2 * i]!, t[2 * i + 1]!]) : Array.from(t, (x): C => [x, 0])
}

/** Whether something outside the operand's elements has changed; with `all`, in them too. */
export function touched({ base, before, places }: Operand, all = false): boolean {
  const after = hex(base), digits = 2 * base.itemsize
  if (all) return after !== before
  const own = places()
  for (let i = 0; i < base.size; i++) if (!own.has(i) && after.slice(i * digits, (i + 1) * digits) !== before.slice(i * digits, (i + 1) * digits)) return true
  return false
}

/** The largest scaled residual: |got - exact| over eps and the sum of the absolute values of the terms. */
export function residual(dtype: BlasDType, got: readonly C[], exact: readonly C[], scale: readonly number[]): number {
  let worst = got.length === exact.length ? 0 : Infinity
  got.forEach((g, i) => {
    const error = size(minus(g, exact[i]!)) / (eps(dtype) * scale[i]! + 1e-300)
    if (!(error <= worst)) worst = error
  })
  return worst
}

/** A sum of products with its scale. */
export class Sum {
  value: C = [0, 0]
  scale = 0
  add(...factors: C[]): this {
    const term = factors.reduce(times)
    this.value = plus(this.value, term)
    this.scale += factors.reduce((s, f) => s * size(f), 1)
    return this
  }
}
