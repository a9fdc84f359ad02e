// Polynomials as lists of coefficients, highest power first (NumPy's poly1d family).

import type { ArrayLike } from './asarray.js'
import { arange, array, ones, zeros } from './creation.js'
import { dtypes, isComplex, type Complex, type DType, type OfKind } from './dtype.js'
import { borrowed, duplicate, elementwise, type Elementwise } from './elementwise.js'
import { finfo } from './dtype-info.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { concatenate, imag, real, reshape, toTypedArray, transpose } from './manipulation.js'
import { NDArray, scope } from './ndarray.js'
import { absolute, add, all, any, argmax, cos, divide, exp, isfinite, log, multiply, sin, subtract } from './ops.js'
import { hypot } from './portable.js'
import { promoteTypes, resultOf, type DTypeOf, type Promote, type Result } from './promotion.js'
import { toShape } from './shape.js'

type Any = NDArray<DType>
/** The dtype of a quotient: integers give float64. */
export type Inexact<D extends DType> = D extends OfKind<'f' | 'c'> ? D : 'float64'

// All of these run in a scope, which frees what is made on the way, also when something throws.
function coefficients(op: string, p: ArrayLike): Any {
  const { array } = borrowed(op, p)
  if (array.ndim > 1) throw new ShapeError(`${op}: coefficients have one dimension, not the shape ${shapeText(array.shape)}`)
  return reshape(array, -1) as Any
}
function inexact(a: Any): Any { return duplicate('polynomial', a, dtypes[a.dtype].kind === 'f' || isComplex(a.dtype) ? a.dtype : 'float64') }
function part(a: Any, from: number, to: number): Any { return a.slice(`${from}:${to}`) as Any }
function trimmed(a: Any): Any {
  const from = [...toTypedArray(a.dtype === 'bool' ? a : absolute(a) as Any)].findIndex(x => Number(x) !== 0)
  return from < 0 ? zeros(1, a.dtype) : part(a, from, a.size)
}
function order(op: string, m: number): number {
  if (!Number.isInteger(m) || m < 0) throw new ValueError(`${op}: m must be an integer >= 0, not ${shown(m)}`)
  return m
}

function termwise(op: string, row: Elementwise, a1: ArrayLike, a2: ArrayLike): Any {
  return scope(() => {
    const a = coefficients(op, a1), b = coefficients(op, a2), n = Math.max(a.size, b.size)
    const padded = [a, b].map(p => p.size === n ? p : concatenate([zeros(n - p.size, p.dtype), p]))
    return elementwise({ ...row, name: op }, padded, undefined)
  })
}
/** The sum of two polynomials. */
export function polyadd<A extends ArrayLike, B extends ArrayLike>(a1: A, a2: B): NDArray<Promote<DTypeOf<A>, DTypeOf<B>>> { return termwise('polyadd', add.row, a1, a2) as never }
/** The difference of two polynomials. */
export function polysub<A extends ArrayLike, B extends ArrayLike>(a1: A, a2: B): NDArray<Promote<DTypeOf<A>, DTypeOf<B>>> { return termwise('polysub', subtract.row, a1, a2) as never }

/** The product of two polynomials, without leading zeros of theirs. */
export function polymul<A extends ArrayLike, B extends ArrayLike>(a1: A, a2: B): NDArray<Promote<DTypeOf<A>, DTypeOf<B>>> {
  return scope(() => {
    const [short, long] = [a1, a2].map(a => trimmed(coefficients('polymul', a))).sort((a, b) => a.size - b.size) as [Any, Any]
    const out: Any = zeros(short.size + long.size - 1, promoteTypes(short.dtype, long.dtype))
    for (let i = 0; i < short.size; i++) {
      const to = part(out, i, i + long.size)
      add(to, multiply(long, part(short, i, i + 1)), { out: to })
    }
    return out
  }) as never
}

/** Quotient and remainder of two polynomials; of the remainder leading coefficients up to 1e-8 are dropped, as in NumPy. */
export function polydiv<A extends ArrayLike, B extends ArrayLike, D extends DType = Inexact<Promote<Inexact<DTypeOf<A>>, Inexact<DTypeOf<B>>>>>(u: A, v: B): [q: NDArray<D>, r: NDArray<D>] {
  return scope(() => {
    const op = 'polydiv', dividend = inexact(coefficients(op, u)), divisor = inexact(coefficients(op, v)), m = dividend.size - 1, n = divisor.size - 1
    if (m < 0 || n < 0) throw new ShapeError(`${op}: the ${m < 0 ? 'dividend' : 'divisor'} has no coefficients; give at least one, such as [0]`)
    const dtype = promoteTypes(dividend.dtype, divisor.dtype), scale = divide(1, part(divisor, 0, 1)) as Any
    const q: Any = zeros(Math.max(m - n + 1, 1), dtype), r = duplicate(op, dividend, dtype)
    for (let k = 0; k <= m - n; k++) {
      const to = part(q, k, k + 1), rest = part(r, k, k + n + 1)
      multiply(scale, part(r, k, k + 1), { out: to })
      subtract(rest, multiply(to, divisor), { out: rest })
    }
    const sizes = toTypedArray(absolute(r) as Any) as Float64Array, from = sizes.findIndex(x => !(x <= 1e-8))
    return [q, part(r, from < 0 ? m : from, m + 1)]
  }) as never
}

/** The derivative of order m. Coefficients are multiplied as int64 or wider. */
export function polyder<A extends ArrayLike>(p: A, m?: number): NDArray<Promote<DTypeOf<A>, 'int64'>>
export function polyder(p: ArrayLike, m = 1): Any {
  return scope(() => {
    let c = duplicate('polyder', coefficients('polyder', p))
    for (let i = 0; i < order('polyder', m) && (i === 0 || c.size > 0); i++) c = multiply(part(c, 0, Math.max(0, c.size - 1)), arange(Math.max(0, c.size - 1), 0, -1, 'int64')) as Any
    return c
  })
}

/** The integral of order m, with the constants k of each step (default 0): one number for all steps, or one each. */
export function polyint<A extends ArrayLike, K extends ArrayLike = 0>(p: A, m?: number, k?: K | null): NDArray<Promote<Promote<DTypeOf<A>, 'float64'>, DTypeOf<K>>>
export function polyint(p: ArrayLike, m = 1, k: ArrayLike | null = 0): Any {
  return scope(() => {
    const op = 'polyint', constants = coefficients(op, k ?? 0)
    let c = duplicate(op, coefficients(op, p))
    toShape(op, c.size + order(op, m))
    if (constants.size < m && constants.size !== 1) throw new ShapeError(`${op}: ${constants.size} constants for m = ${m}; give one, or one for each step`)
    for (let i = 0; i < m; i++) {
      const at = constants.size === 1 ? 0 : i
      c = concatenate([divide(c, arange(c.size, 0, -1, 'int64')), part(constants, at, at + 1)]) as Any
    }
    return c
  })
}

/** The values of a polynomial at x, by Horner's rule. */
export function polyval<P extends ArrayLike, X extends ArrayLike>(p: P, x: X): NDArray<Promote<DTypeOf<P>, DTypeOf<X>>> {
  return scope(() => {
    const c = coefficients('polyval', p), { array: at } = borrowed('polyval', x)
    const y: Any = zeros(at.shape, c.size === 0 ? at.dtype : promoteTypes(c.dtype, at.dtype))
    for (let i = 0; i < c.size; i++) {
      if (i > 0) multiply(y, at, { out: y })
      add(y, reshape(part(c, i, i + 1), []), { out: y })
    }
    return y
  }) as never
}

/** The polynomial with these roots, or the characteristic polynomial of a square matrix; its leading coefficient is 1. Complex roots in pairs give real coefficients. */
export function poly<A extends ArrayLike>(seq_of_zeros: A): NDArray<Inexact<DTypeOf<A>> | Result<'real', Inexact<DTypeOf<A>>>> {
  return scope(() => {
    const { array: given } = borrowed('poly', seq_of_zeros), z = inexact(given.ndim === 0 ? reshape(given, 1) : given)
    const matrix = z.ndim === 2 && z.shape[0] === z.shape[1] && z.size > 0
    if (z.ndim !== 1 && !matrix) throw new ShapeError(`poly: give roots in one dimension or a square matrix, not the shape ${shapeText(z.shape)}`)
    const c = matrix ? characteristic(z) : product(z)
    return isComplex(c.dtype) && (matrix ? !any(imag(c)) : conjugates(z)) ? duplicate('poly', real(c)) : c
  }) as never
}
function product(z: Any): Any {
  const c = zeros(z.size + 1, z.dtype) as Any
  part(c, 0, 1).assign(1)
  for (let k = 0; k < z.size; k++) {
    const to = part(c, 1, k + 2)
    subtract(to, multiply(part(c, 0, k + 1), part(z, k, k + 1)), { out: to })
  }
  return c
}
// Whether every root has its conjugate among them.
function conjugates(z: Any): boolean {
  const parts = toTypedArray(duplicate('poly', z, 'complex128'))
  const sorted = (sign: number): string => Array.from({ length: z.size }, (_, i) => `${parts[2 * i]! + 0} ${sign * parts[2 * i + 1]! + 0}`).sort().join()
  return sorted(1) === sorted(-1)
}

// By La Budde's method (Rehman and Ipsen 2011): to Hessenberg form by elimination with pivoting, then p[i + 1] = x p[i] - Σ w[j] p[j].
function characteristic(matrix: Any): Any {
  const n = matrix.shape[0]!, h = duplicate('poly', matrix), t = transpose(h) as Any, p: Any = zeros([n + 1, n + 1], h.dtype)
  const exchange = (a: Any, i: number, k: number): void => {
    const old = duplicate('poly', a.slice(i))
    a.slice(i).assign(a.slice(k))
    a.slice(k).assign(old)
  }
  for (let k = 1; k < n - 1; k++) {
    const i = k + argmax(absolute(h.slice(`${k}:`, k - 1)))
    exchange(h, i, k)
    exchange(t, i, k)
    const factors = divide(h.slice(`${k + 1}:`, k - 1, null), h.slice(k, k - 1)) as Any
    if (!all(isfinite(factors))) continue            // the column is 0 already
    const rows = h.slice(`${k + 1}:`), column = h.slice(':', k)
    subtract(rows, multiply(factors, h.slice(k)), { out: rows })
    add(column, add.reduce(multiply(transpose(factors), h.slice(':', `${k + 1}:`)), 1), { out: column })
  }
  p.slice(0, 0).assign(1)
  let products = ones(1, h.dtype) as Any
  for (let i = 0; i < n; i++) {
    if (i > 0) products = concatenate([multiply(products, h.slice(i, i - 1)), ones(1, h.dtype)]) as Any
    const next = p.slice(i + 1), weights = multiply(h.slice(`:${i + 1}`, i), products) as Any
    next.slice('1:').assign(p.slice(i, ':-1'))
    subtract(next, add.reduce(multiply(p.slice(`:${i + 1}`), reshape(weights, [-1, 1])), 0), { out: next })
  }
  return duplicate('poly', p.slice(n, '::-1'))
}

/** The dtype of roots: real where all of them are. */
type Roots<D extends DType> = Inexact<D> | (Inexact<D> extends 'float32' | 'complex64' ? 'complex64' : 'complex128')

/** The roots of a polynomial, greatest modulus first; complex unless all are real. By Aberth's iteration (see below), not by eigenvalues. */
export function roots<P extends ArrayLike>(p: P): NDArray<Roots<DTypeOf<P>>> {
  return scope(() => {
    const op = 'roots', given = coefficients(op, p), c = inexact(given), a = toTypedArray(duplicate(op, c, 'complex128')), zero = (k: number): boolean => a[2 * k] === 0 && a[2 * k + 1] === 0
    if (!a.every(Number.isFinite)) throw new ValueError(`${op}: the coefficients hold NaN or infinity`)
    let first = 0, last = c.size - 1
    while (first < last && zero(first)) first++
    while (last > first && zero(last)) last--
    if (c.size === 0 || zero(first)) return zeros(0)
    const found = aberth(a.subarray(2 * first, 2 * last + 2)), isReal = !isComplex(c.dtype)
    const list = [...(isReal ? mirrored(found) : found).sort((x, y) => hypot(y.re, y.im) - hypot(x.re, x.im) || y.re - x.re || y.im - x.im), ...Array.from({ length: c.size - 1 - last }, () => ({ re: 0, im: 0 }))]
    const single = resultOf('real', c.dtype) === 'float32'
    return isReal && list.every(z => z.im === 0) ? array(list.map(z => z.re), c.dtype) : array(list, single ? 'complex64' : 'complex128')
  }) as never
}

// All roots at once (Aberth 1973), from starting points on circles that the upper convex hull of the coefficients' logarithms gives (Bini
// 1996). Beyond the unit circle the reversed polynomial is taken at 1/z, so that nothing overflows. Coefficients highest first, both
// ends not 0, as pairs.
function aberth(pairs: Float64Array): Complex[] {
  const n = pairs.length / 2 - 1, size = Array.from({ length: n + 1 }, (_, k) => hypot(pairs[2 * k]!, pairs[2 * k + 1]!)), most = Math.max(...size)
  const a = pairs.map(x => x / most), magnitude = size.map(x => x / most)
  if (n === 2) return quadratic({ re: a[0]!, im: a[1]! }, { re: a[2]! / 2, im: a[3]! / 2 }, { re: a[4]!, im: a[5]! })
  // By kernels, since engines have their own last bits of Math.log and its kin.
  const hull: number[] = [], logs = toTypedArray(log(array(size)))
  for (let k = 0; k <= n; k++) {
    if (size[k] === 0) continue
    for (let i = hull.length - 1; i > 0 && (logs[hull[i]!]! - logs[hull[i - 1]!]!) * (k - hull[i - 1]!) <= (logs[k]! - logs[hull[i - 1]!]!) * (hull[i]! - hull[i - 1]!); i--) hull.pop()
    hull.push(k)
  }
  const powers = new Float64Array(n), angles = new Float64Array(n)
  hull.slice(1).forEach((to, j) => {
    const from = hull[j]!, count = to - from
    for (let i = 0; i < count; i++) {
      powers[from + i] = (logs[to]! - logs[from]!) / count
      angles[from + i] = 2 * Math.PI * (i / count + from / n) + 0.7
    }
  })
  const radius = exp(array(powers)), x = toTypedArray(multiply(radius, cos(array(angles)))), y = toTypedArray(multiply(radius, sin(array(angles))))
  const moving = new Set(x.keys())
  for (let round = 0; round < 200 && moving.size > 0; round++) {
    for (const i of moving) {
      const outside = hypot(x[i]!, y[i]!) > 1, z = { re: x[i]!, im: y[i]! }, t = outside ? quotient({ re: 1, im: 0 }, z) : z, r = hypot(t.re, t.im)
      let pr = 0, pi = 0, dr = 0, di = 0, bound = 0
      for (let k = 0; k <= n; k++) {
        const at = outside ? n - k : k, d = dr
        dr = dr * t.re - di * t.im + pr
        di = d * t.im + di * t.re + pi
        const q = pr
        pr = pr * t.re - pi * t.im + a[2 * at]!
        pi = q * t.im + pi * t.re + a[2 * at + 1]!
        bound = bound * r + magnitude[at]!
      }
      if (hypot(pr, pi) <= Number.EPSILON * bound) { moving.delete(i); continue }
      // Newton's step p/p', or of the reversed polynomial q: 1 / (t (n - t q'/q)).
      const ratio = quotient({ re: dr, im: di }, { re: pr, im: pi })
      const inner = times(t, ratio), slope = outside ? times(t, { re: n - inner.re, im: -inner.im }) : ratio
      let sr = slope.re, si = slope.im
      for (let j = 0; j < n; j++) {
        if (j === i) continue
        const re = z.re - x[j]!, im = z.im - y[j]!, m = Math.max(Math.abs(re), Math.abs(im))
        if (m === 0) continue
        const u = re / m, v = im / m, w = (u * u + v * v) * m
        sr -= u / w
        si += v / w
      }
      const step = quotient({ re: 1, im: 0 }, { re: sr, im: si })
      x[i]! -= step.re
      y[i]! -= step.im
      if (hypot(step.re, step.im) <= 2 * Number.EPSILON * hypot(z.re, z.im)) moving.delete(i)
    }
  }
  return Array.from(x, (re, i) => ({ re, im: y[i]! }))
}
// a x² + 2 b x + c, a and c not 0: exact for double roots, which an iteration cannot be.
function quadratic(a: Complex, b: Complex, c: Complex): Complex[] {
  const bb = times(b, b), ac = times(a, c), re = bb.re - ac.re, im = bb.im - ac.im, m = hypot(re, im)
  const root = { re: Math.sqrt((m + re) / 2), im: Math.sign(im || 1) * Math.sqrt((m - re) / 2) }, sign = b.re * root.re + b.im * root.im < 0 ? 1 : -1
  const q = { re: -b.re + sign * root.re, im: -b.im + sign * root.im }
  return [quotient(q, a), quotient(c, q)]
}
function times(a: Complex, b: Complex): Complex { return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re } }
function quotient(a: Complex, b: Complex): Complex {
  const m = Math.max(Math.abs(b.re), Math.abs(b.im)), re = b.re / m, im = b.im / m, d = re * re + im * im
  return { re: (a.re / m * re + a.im / m * im) / d, im: (a.im / m * re - a.re / m * im) / d }
}

// The roots of a real polynomial: real, or in conjugate pairs. A root whose conjugate has no nearer neighbour than itself is real.
function mirrored(found: readonly Complex[]): Complex[] {
  const left = [...found].sort((a, b) => Math.abs(b.im) - Math.abs(a.im)), out: Complex[] = []
  while (left.length > 0) {
    const z = left.shift()!, distance = left.map(w => hypot(w.re - z.re, w.im + z.im)), nearest = distance.indexOf(Math.min(...distance))
    if (nearest < 0 || distance[nearest]! >= 2 * Math.abs(z.im)) { out.push({ re: z.re, im: 0 }); continue }
    const [w] = left.splice(nearest, 1) as [Complex], re = (z.re + w.re) / 2, im = Math.abs(z.im - w.im) / 2
    out.push({ re, im }, { re, im: -im })
  }
  return out
}

interface FitOptions {
  /** Singular values up to rcond times the greatest count as 0 (default: the number of points times the dtype's eps). */
  rcond?: number | null
  /** Weights of the residuals, one for each point. */
  w?: ArrayLike | null
}
/** The dtype of a fit; as in NumPy always of double precision. */
type Fit<Y> = DTypeOf<Y> extends OfKind<'c'> ? 'complex128' : 'float64'
/** What polyfit gives with `cov`. */
export type CovariantFit<D extends DType> = [coefficients: NDArray<D>, covariance: NDArray<'float64'>]
/** What polyfit gives with `full`. */
export type FullFit<D extends DType> = [coefficients: NDArray<D>, residuals: NDArray<'float64'>, rank: number, singularValues: NDArray<'float64'>, rcond: number]

/**
 * The polynomial of degree `deg` that fits points x, y (each column of y) in the sense of least squares. With `full` also the residuals,
 * the rank, the singular values and rcond; with `cov` also the covariance of the coefficients (cov: 'unscaled' without the factor χ²/dof).
 * By Householder's QR of the Vandermonde matrix with columns scaled to length 1, then Jacobi's SVD of R.
 */
export function polyfit<Y extends ArrayLike>(x: ArrayLike, y: Y, deg: number, options: FitOptions & { full: true; cov?: boolean | 'unscaled' }): FullFit<Fit<Y>>
export function polyfit<Y extends ArrayLike>(x: ArrayLike, y: Y, deg: number, options: FitOptions & { full?: false; cov: true | 'unscaled' }): CovariantFit<Fit<Y>>
export function polyfit<Y extends ArrayLike>(x: ArrayLike, y: Y, deg: number, options?: FitOptions & { full?: false; cov?: false }): NDArray<Fit<Y>>
export function polyfit(x: ArrayLike, y: ArrayLike, deg: number, options?: (FitOptions & { full?: boolean; cov?: boolean | 'unscaled' }) | null): unknown {
  return scope(() => {
    const op = 'polyfit', { rcond, w, full = false, cov = false } = options ?? {}
    if (!Number.isInteger(deg) || deg < 0) throw new ValueError(`${op}: deg must be an integer >= 0, not ${shown(deg)}`)
    if (rcond !== undefined && rcond !== null && typeof rcond !== 'number') throw new ValueError(`${op}: rcond must be a number, not ${shown(rcond)}`)
    const vector = (what: string, v: ArrayLike): Float64Array => {
      const { array } = borrowed(op, v)
      if (isComplex(array.dtype)) throw new DTypeError(`${op}: ${what} must be real, not ${array.dtype}`)
      if (array.ndim !== 1 || array.size === 0) throw new ShapeError(`${op}: ${what} must have one dimension and at least one element, not the shape ${shapeText(array.shape)}`)
      return toTypedArray(duplicate(op, array, 'float64'))
    }
    const xs = borrowed(op, x).array, ys = inexact(borrowed(op, y).array), at = vector('x', xs), n = at.length
    if (ys.ndim !== 1 && ys.ndim !== 2) throw new ShapeError(`${op}: y must have one or two dimensions, not the shape ${shapeText(ys.shape)}`)
    if (ys.shape[0] !== n) throw new ShapeError(`${op}: x has ${n} points and y ${ys.shape[0]}; give as many of each`)
    const weights = w === undefined || w === null ? undefined : vector('w', w), terms = deg + 1
    if (weights && weights.length !== n) throw new ShapeError(`${op}: x has ${n} points and w ${weights.length}; give as many of each`)
    toShape(op, terms)
    const dtype = isComplex(ys.dtype) ? 'complex128' : 'float64', parts = isComplex(ys.dtype) ? 2 : 1, sets = ys.size / n, values = toTypedArray(duplicate(op, ys, dtype)), columns: Float64Array[] = [], sides: Float64Array[] = []
    for (let k = 0, power = weights ?? new Float64Array(n).fill(1); k < terms; k++, power = power.map((v, i) => v * at[i]!)) columns.unshift(power.slice())
    for (let s = 0; s < sets * parts; s++) sides.push(new Float64Array(n).map((_, i) => values[i * sets * parts + s]! * (weights ? weights[i]! : 1)))
    const scales = columns.map(c => Math.sqrt(dot(c, c)))
    columns.forEach((c, k) => { for (let i = 0; i < n; i++) c[i]! /= scales[k]! })
    triangularise(columns, sides)
    const { s, u, v } = singular(columns.map(c => c.slice(0, Math.min(n, terms))))
    const relative = rcond ?? n * finfo(xs.dtype === 'float32' ? xs : 'float64').eps, rank = s.filter(x => x > relative * s[0]!).length
    const solved = zeros([terms, sets * parts]), to = solved.data
    sides.forEach((side, k) => {
      for (let j = 0; j < rank; j++) {
        const factor = dot(u[j]!, side) / s[j]!
        for (let i = 0; i < terms; i++) to[i * sets * parts + k]! += factor * v[j]![i]! / scales[i]!
      }
    })
    const shape = ys.ndim === 1 ? [terms] : [terms, sets], c = reshape(array(to, dtype), shape)
    const determined = rank === terms && n > terms
    const residuals = array(Array.from({ length: determined ? sets : 0 }, (_, k) => sides.slice(k * parts, (k + 1) * parts).reduce((sum, side) => sum + dot(side, side, terms), 0)))
    if (full) return [c, residuals, rank, array(s), relative]
    if (cov === false) return c
    if (cov !== 'unscaled' && n <= terms) throw new ValueError(`${op}: ${n} points are too few to scale the covariance of ${terms} coefficients; give more, or cov: 'unscaled'`)
    if (rank < terms || s[terms - 1] === 0) throw new ValueError(`${op}: the points do not determine ${terms} coefficients (rank ${rank}), so that there is no covariance; lower deg`)
    const base = array(Array.from({ length: terms }, (_, i) => Array.from({ length: terms }, (_, j) => v.reduce((sum, q, k) => sum + q[i]! * q[j]! / s[k]! ** 2, 0) / scales[i]! / scales[j]!)))
    return [c, multiply(ys.ndim === 1 ? base : base.slice('...', null), cov === 'unscaled' ? 1 : divide(residuals, n - terms))]
  })
}

function dot(a: Float64Array, b: Float64Array, from = 0): number {
  let sum = 0
  for (let i = from; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

// Householder's QR in place: R in the upper triangle of the columns, Q' applied to the right-hand sides.
function triangularise(columns: readonly Float64Array[], sides: readonly Float64Array[]): void {
  const n = columns[0]!.length
  columns.forEach((column, k) => {
    const v = column.slice(), length = Math.sqrt(dot(v, v, k)), head = v[k]! > 0 ? -length : length
    if (length === 0 || k >= n - 1) return
    v[k]! -= head
    const half = -head * v[k]!                        // v'v / 2, without cancellation
    for (const other of [...columns.slice(k), ...sides]) {
      const factor = dot(v, other, k) / half
      for (let i = k; i < n; i++) other[i]! -= factor * v[i]!
    }
  })
  columns.forEach((column, k) => { column.fill(0, k + 1) })
}

// The singular value decomposition of a few columns, by one-sided Jacobi rotations (Hestenes 1958); greatest value first.
function singular(columns: readonly Float64Array[]): { s: number[]; u: Float64Array[]; v: Float64Array[] } {
  const n = columns.length, w = columns.map(c => c.slice()), v = columns.map((_, i) => Float64Array.from({ length: n }, (_, j) => Number(i === j)))
  const turn = (a: Float64Array, b: Float64Array, cosine: number, sine: number): void => {
    for (let i = 0; i < a.length; i++) { const x = a[i]!, y = b[i]!; a[i] = cosine * x - sine * y; b[i] = sine * x + cosine * y }
  }
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) {
      const alpha = dot(w[p]!, w[p]!), beta = dot(w[q]!, w[q]!), gamma = dot(w[p]!, w[q]!)
      if (!(Math.abs(gamma) > Number.EPSILON * Math.sqrt(alpha * beta))) continue
      turned = true
      const zeta = (beta - alpha) / (2 * gamma), tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta)), cosine = 1 / Math.sqrt(1 + tangent * tangent)
      turn(w[p]!, w[q]!, cosine, cosine * tangent)
      turn(v[p]!, v[q]!, cosine, cosine * tangent)
    }
  }
  const length = w.map(c => Math.sqrt(dot(c, c))), by = length.map((_, i) => i).sort((a, b) => length[b]! - length[a]!).slice(0, Math.min(n, columns[0]!.length))
  return { s: by.map(i => length[i]!), u: by.map(i => w[i]!.map(x => x / length[i]!)), v: by.map(i => v[i]!) }
}
