// Level 2 of BLAS: matrices with vectors. Dense products are gemm's; all others are steps of the kernel of assembly/segments.ts, which
// sees a matrix as segments: the stored parts of its rows or of its columns.

import { addScaled, complexes, reals, scaled, type FactorOf } from './blas1.js'
import { factor, isFactor, known, letter, operands, realFactor, requireLength, requireOutput, type BlasDType, type Factor } from './blas-operands.js'
import { dtypes, isComplex, type DType } from './dtype.js'
import { copyInto, duplicate, fill } from './elementwise.js'
import { ShapeError, shapeText, shown, ValueError } from './errors.js'
import { foldKernel, kernel, mapKernel, operandAs } from './execute.js'
import { multiplyMatrices } from './gemm.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { add } from './ops.js'
import { foldOf } from './reduce.js'
import { runtime } from './runtime.js'
import { kernelName } from './table.js'

type Any = NDArray<DType>
type Real = 'float32' | 'float64'
type Pair = 'complex64' | 'complex128'
/** Which triangle is stored: the upper or the lower. */
export type Uplo = 'U' | 'L'
/** The matrix itself, its transpose, or its conjugate transpose. */
export type Trans = 'N' | 'T' | 'C'
/** Options of routines with a symmetric or hermitian matrix. */
export interface SymmetricOptions {
  /** Which triangle is stored; default 'U'. The other is neither read nor written. */
  readonly uplo?: Uplo
}
/** Options of routines with a triangular matrix. */
export interface TriangularOptions extends SymmetricOptions {
  /** Whether the matrix is transposed ('T'), or conjugated too ('C'); default 'N'. */
  readonly trans?: Trans
  /** 'U': the elements of the diagonal are 1, and not read; default 'N'. */
  readonly diag?: 'N' | 'U'
}

// ---- Matrices as segments. ----

// The numbers of assembly/segments.ts: what the steps and the bits of their form are called there.
const PRODUCT = 0, SOLVE = 1, UPDATE = 2
const ALONG = 1, ACROSS = 2, CONJUGATE_ALONG = 4, CONJUGATE_ACROSS = 8, DIAGONAL = 16, UNIT = 32, REAL = 64, BACKWARD = 128
// Elements that a group of segments has at least; most groups, as each has its own sums across; and elements of a segment that such
// sums are worth.
const GROUP = 16384, MOST_GROUPS = 16, WORTH = 8

interface Matrix {
  readonly dtype: BlasDType
  /** Segments, and length of what they are parts of. */
  readonly count: number
  readonly span: number
  /** Segment i begins at base + i outer + i (i + 1) / 2 square, counted from element 0 … */
  readonly base: number
  readonly outer: number
  readonly square: number
  /** … and reaches from element i - before to i + after. */
  readonly before: number
  readonly after: number
  /** Whether segments are parts of rows. */
  readonly rows: boolean
  /** The array that holds them. */
  readonly of: Any
}

// A matrix of dense rows or columns as it is, another as a copy.
function rectangle(op: string, a: Any, uplo?: Uplo): Matrix {
  const { itemsize: size, dtype } = a, rows = a.strides[1] === size || a.shape[1]! <= 1, columns = a.strides[0] === size || a.shape[0]! <= 1
  if (!rows && !columns) return rectangle(op, duplicate(op, a), uplo)
  const [count, span] = rows ? a.shape as [number, number] : [a.shape[1]!, a.shape[0]!], whole = Math.max(count, span)
  return {
    dtype: dtype as BlasDType, count, span, base: a.address, outer: a.strides[rows ? 0 : 1]!, square: 0, rows, of: a,
    before: uplo !== undefined && rows === (uplo === 'U') ? 0 : whole, after: uplo !== undefined && rows !== (uplo === 'U') ? 0 : whole,
  }
}

// ab[upper + i - j, j] is the element (i, j) of m rows; the columns are segments.
function bands(op: string, ab: Any, m: number, lower: number, upper: number): Matrix {
  const { itemsize: size, dtype } = ab, [rows, count] = ab.shape as [number, number]
  if (ab.strides[0] !== size && rows > 1) {
    const columns = ab.view([count, rows], [ab.strides[1]!, ab.strides[0]!], ab.address), copy = duplicate(op, columns)
    return bands(op, copy.view([rows, count], [size, rows * size], copy.address), m, lower, upper)
  }
  return { dtype: dtype as BlasDType, count, span: m, base: ab.address + upper * size, outer: ab.strides[1]! - size, square: 0, before: upper, after: lower, rows: false, of: ab }
}

// What a triangle is stored in: the name of its argument, its dimensions, and its segments for the order n.
interface Storage { readonly name: string; readonly ndim: number; order(op: string, a: Any, n: number): void; matrix(op: string, a: Any, uplo: Uplo, n: number): Matrix }
const full: Storage = {
  name: 'a', ndim: 2,
  order(op, a, n) {
    if (a.shape[0] !== a.shape[1]) throw new ShapeError(`${op}: a has shape ${shapeText(a.shape)}; it must be square`)
    requireLength(op, 'the length of x', n, 'the order of a', a.shape[0]!)
  },
  matrix: (op, a, uplo) => rectangle(op, a, uplo),
}
const band: Storage = {
  name: 'ab', ndim: 2,
  order(op, ab, n) {
    requireLength(op, 'the length of x', n, 'the number of columns of ab', ab.shape[1]!)
    if (ab.shape[0] === 0 && n > 0) throw new ShapeError(`${op}: ab has shape ${shapeText(ab.shape)}; it must have a row for the diagonal`)
  },
  matrix: (op, ab, uplo, n) => uplo === 'U' ? bands(op, ab, n, 0, ab.shape[0]! - 1) : bands(op, ab, n, ab.shape[0]! - 1, 0),
}
const packed: Storage = {
  name: 'ap', ndim: 1,
  order(op, ap, n) { requireLength(op, 'the length of ap', ap.size, `n (n + 1) / 2 with the length n = ${n} of x`, n * (n + 1) / 2) },
  matrix(op, ap, uplo, n) {
    const of = dense(op, ap), size = ap.itemsize, upper = uplo === 'U'
    // ap[i + j (j + 1) / 2], or ap[i + j (2 n - j - 1) / 2]
    return { dtype: ap.dtype as BlasDType, count: n, span: n, base: of.address, outer: upper ? 0 : n * size, square: upper ? size : -size, before: upper ? n : 0, after: upper ? 0 : n, rows: false, of }
  },
}

// Groups of segments with about as many elements: their first segments, and the end. By the shape alone.
function groups(op: string, { count, span, before, after }: Matrix, most: number): NDArray<'int32'> {
  let total = 0
  const length = (i: number): number => Math.max(0, Math.min(span, i + after + 1) - Math.max(0, i - before))
  for (let i = 0; i < count; i++) total += length(i)
  const number = Math.max(1, Math.min(most, Math.floor(total / GROUP))), starts = [0], share = total / number
  for (let i = 0, sum = 0; i < count; i++) {
    if (sum >= share * starts.length && starts.length < number) starts.push(i)
    sum += length(i)
  }
  const list = allocate(op, 'int32', [starts.length + 1])
  list.data.set([...starts, count])
  return list
}

function run(step: number, m: Matrix, form: number, vectors: readonly Any[], list: NDArray<'int32'>, from = 0, units = list.size - 1): void {
  const { job, kernels, pool } = runtime(), { count, span, before, after } = m
  job.head(2, step, vectors.length, 1, 1, false, 1)
  vectors.forEach((v, k) => { job.operand(k, v.address, v.dtype, v.dtype) })
  for (const [i, n] of [span, m.outer, m.square, before, after, form].entries()) job.extent(i, n)
  job.results(m.base, list.address + 4 * from)
  const each = 15 + Math.min(span, before + after + 1) * dtypes[m.dtype].size / 12
  pool.run(kernel(kernels, 'segments'), units, 30 + count / (list.size - 1) * each)
}

// op(A) x as a new dense vector of `length` elements. Across segments every group has sums of its own, in the end added up.
function product(op: string, m: Matrix, form: number, x: Any, length: number): Any {
  const across = (form & ACROSS) !== 0, { span, before, after, dtype } = m
  const most = across ? Math.max(1, Math.min(MOST_GROUPS, Math.floor(Math.min(span, before + after + 1) / WORTH))) : 1 << 10
  const list = groups(op, m, most), number = list.size - 1
  if (!across || number === 1) {
    const sums = allocate(op, dtype, [length])
    run(PRODUCT, m, form, [x, sums], list)
    return sums
  }
  const sums = allocate(op, dtype, [number, length])
  run(PRODUCT, m, form, [x, sums], list)
  return foldKernel(foldOf(add.folder!, dtype), [operandAs(sums, dtype, sums.strides)], sums.shape, [0])
}

// ---- Vectors. ----

function dense(op: string, x: Any): Any { return x.dense ? x : duplicate(op, x) }
// A dense vector times a factor, conjugated (before that) on demand.
function prepared(op: string, x: Any, by: Factor, conjugate = false): Any {
  const { dtype } = x
  let v = x
  if (conjugate && isComplex(dtype)) {
    v = allocate(op, dtype, x.shape)
    mapKernel(kernelName('conjugate', dtype), x.shape, [operandAs(x, dtype, x.strides), operandAs(v, dtype, v.strides)], 1)
  }
  if (isFactor(by, 1)) return dense(op, v)
  const to = v === x ? allocate(op, dtype, x.shape) : v
  scaled(by, v, to)
  return to
}
function conjugated(x: Factor): Factor { return typeof x === 'number' ? x : { re: x.re, im: -x.im } }

// y = alpha t + beta y; without t y = beta y. beta = 0 does not read y.
function settle(y: Any, beta: Factor, alpha: Factor = 0, t?: Any): Any {
  if (isFactor(beta, 0)) { if (t) scaled(alpha, t, y); else fill(y, 0) }
  else {
    if (!isFactor(beta, 1)) scaled(beta, y, y)
    if (t) addScaled(alpha, t, y)
  }
  return y
}

// The checks of alpha op(A) x + beta y: the factors, and y, which is made where there is none.
interface Target { readonly dtype: BlasDType; readonly by: Factor; readonly old: Factor; make(n: number, what: string): Any }
function target(op: string, name: string, a: Any, ndim: number, x: Any, alpha: unknown, beta: unknown, y: Any | null | undefined, on?: readonly DType[]): Target {
  const given = y !== undefined && y !== null, dtype = operands(op, { [name]: [a, ndim], x: [x, 1], ...(given ? { y: [y, 1] } : {}) }, on)
  const by = factor(op, 'alpha', alpha, dtype), old = factor(op, 'beta', beta, dtype)
  return {
    dtype, by, old: given ? old : 0,
    make(n, what) {
      if (!given) return allocate(op, dtype, [n])
      requireLength(op, 'the length of y', y.size, what, n)
      requireOutput(op, 'y', y, { [name]: a, x })
      return y
    },
  }
}

// ---- Dense matrices. ----

/** Options of `gemv`. */
export interface GemvOptions {
  /** Whether the matrix is transposed ('T'), or conjugated too ('C'); default 'N'. */
  readonly trans?: Trans
}

/** y = alpha op(a) x + beta y, in place: a (m, n), x of n and y of m elements, the other way round with trans. Without y a new array. Returns y. */
export function gemv<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, x: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, y?: NDArray<D> | null, options: GemvOptions = {}): NDArray<D> {
  return composed('gemv', () => {
    known('gemv', options, ['trans'])
    const { by, old, make } = target('gemv', 'a', a, 2, x, alpha, beta, y), trans = letter('gemv', 'trans', options.trans, ['N', 'T', 'C'], 'N')
    const at = trans === 'N' ? [0, 1] : [1, 0], [m, n] = at.map(i => a.shape[i]!) as [number, number], size = a.itemsize
    requireLength('gemv', 'the length of x', x.size, trans === 'N' ? 'the number of columns of a' : 'the number of rows of a', n)
    const out = make(m, trans === 'N' ? 'the number of rows of a' : 'the number of columns of a')
    if (isFactor(by, 0) || n === 0) return settle(out, old) as NDArray<D>
    const matrix = a.view([m, n], at.map(i => a.strides[i]!), a.address)
    multiplyMatrices('gemv', matrix, x.view([n, 1], [x.strides[0]!, size], x.address), out.view([m, 1], [out.strides[0]!, size], out.address), { alpha: by, beta: old, conjugateA: trans === 'C' && isComplex(a.dtype) })
    return out as NDArray<D>
  })
}

function rankOne<D extends BlasDType>(op: string, alpha: unknown, x: NDArray<D>, y: NDArray<D>, a: NDArray<D>, on: readonly DType[], conjugate: boolean): NDArray<D> {
  return composed(op, () => {
    const dtype = operands(op, { x: [x, 1], y: [y, 1], a: [a, 2] }, on), by = factor(op, 'alpha', alpha, dtype)
    requireLength(op, 'the length of x', x.size, 'the number of rows of a', a.shape[0]!)
    requireLength(op, 'the length of y', y.size, 'the number of columns of a', a.shape[1]!)
    requireOutput(op, 'a', a, { x, y })
    if (isFactor(by, 0) || a.size === 0) return a
    const m = rectangle(op, a), p = m.rows ? prepared(op, x, by) : prepared(op, y, by, conjugate), q = m.rows ? prepared(op, y, 1, conjugate) : prepared(op, x, 1)
    update(op, m, 0, [p, q], a)
    return a
  })
}
function update(op: string, m: Matrix, form: number, vectors: readonly Any[], a: Any): void {
  run(UPDATE, m, form, vectors, groups(op, m, 1 << 10))
  // Where a had to be copied, the copy was written.
  if (m.of !== a) copyInto(a, m.of)
}

/** a += alpha x yᵀ in place, of real arrays: x of m and y of n elements, a (m, n). Returns a. */
export function ger<D extends Real>(alpha: number, x: NDArray<D>, y: NDArray<D>, a: NDArray<D>): NDArray<D> { return rankOne('ger', alpha, x, y, a, reals, false) }
/** a += alpha x yᵀ in place, of complex arrays: x of m and y of n elements, a (m, n). Returns a. */
export function geru<D extends Pair>(alpha: Factor, x: NDArray<D>, y: NDArray<D>, a: NDArray<D>): NDArray<D> { return rankOne('geru', alpha, x, y, a, complexes, false) }
/** a += alpha x yᴴ in place, of complex arrays: x of m and y of n elements, a (m, n). Returns a. */
export function gerc<D extends Pair>(alpha: Factor, x: NDArray<D>, y: NDArray<D>, a: NDArray<D>): NDArray<D> { return rankOne('gerc', alpha, x, y, a, complexes, true) }

// ---- Band matrices. ----

/** Options of `gbmv`. */
export interface BandOptions extends GemvOptions {
  /** The number of rows of the matrix; default as many as columns. */
  readonly m?: number
}

/**
 * y = alpha op(A) x + beta y, in place, where A (m, n) has kl diagonals below and ku above its main one, stored as
 * ab[ku + i - j, j] = A[i, j] in ab (kl + ku + 1, n). Without y a new array. Returns y.
 */
export function gbmv<D extends BlasDType>(kl: number, ku: number, alpha: FactorOf<D>, ab: NDArray<D>, x: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, y?: NDArray<D> | null, options: BandOptions = {}): NDArray<D> {
  return composed('gbmv', () => {
    known('gbmv', options, ['trans', 'm'])
    const { by, old, make } = target('gbmv', 'ab', ab, 2, x, alpha, beta, y), trans = letter('gbmv', 'trans', options.trans, ['N', 'T', 'C'], 'N'), n = ab.shape[1]!
    const lower = whole('kl', kl), upper = whole('ku', ku), m = options.m === undefined ? n : whole('m', options.m)
    requireLength('gbmv', 'the number of rows of ab', ab.shape[0]!, 'kl + ku + 1', lower + upper + 1)
    requireLength('gbmv', 'the length of x', x.size, trans === 'N' ? 'the number of columns of ab' : 'm', trans === 'N' ? n : m)
    const length = trans === 'N' ? m : n, out = make(length, trans === 'N' ? 'm' : 'the number of columns of ab')
    if (isFactor(by, 0) || m === 0 || n === 0) return settle(out, old) as NDArray<D>
    const form = trans === 'N' ? ACROSS : trans === 'T' ? ALONG : ALONG | CONJUGATE_ALONG
    return settle(out, old, by, product('gbmv', bands('gbmv', ab, m, lower, upper), form, dense('gbmv', x), length)) as NDArray<D>
  })
}
function whole(name: string, x: unknown): number {
  if (!Number.isInteger(x) || (x as number) < 0 || (x as number) >= 2 ** 30) throw new ValueError(`gbmv: ${name} must be a whole number from 0, not ${shown(x)}`)
  return x as number
}

// ---- Symmetric and hermitian matrices. ----

function symmetric<D extends BlasDType>(op: string, storage: Storage, hermitian: boolean, alpha: unknown, a: NDArray<D>, x: NDArray<D>, beta: unknown, y: NDArray<D> | null | undefined, options: SymmetricOptions): NDArray<D> {
  return composed(op, () => {
    known(op, options, ['uplo'])
    const { by, old, make } = target(op, storage.name, a, storage.ndim, x, alpha, beta, y, hermitian ? complexes : undefined), uplo = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U'), n = x.size
    storage.order(op, a, n)
    const out = make(n, 'that of x')
    if (isFactor(by, 0) || n === 0) return settle(out, old) as NDArray<D>
    const m = storage.matrix(op, a, uplo, n), form = ALONG | ACROSS | DIAGONAL | (!hermitian ? 0 : REAL | (m.rows ? CONJUGATE_ACROSS : CONJUGATE_ALONG))
    return settle(out, old, by, product(op, m, form, dense(op, x), n)) as NDArray<D>
  })
}

/** y = alpha a x + beta y, in place, for a symmetric (n, n) (not hermitian where complex). Without y a new array. Returns y. */
export function symv<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, x: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, y?: NDArray<D> | null, options: SymmetricOptions = {}): NDArray<D> { return symmetric('symv', full, false, alpha, a, x, beta, y, options) }
/** y = alpha a x + beta y, in place, for a hermitian (n, n); imaginary parts of its diagonal are taken for 0. Without y a new array. Returns y. */
export function hemv<D extends Pair>(alpha: Factor, a: NDArray<D>, x: NDArray<D>, beta: Factor = 0, y?: NDArray<D> | null, options: SymmetricOptions = {}): NDArray<D> { return symmetric('hemv', full, true, alpha, a, x, beta, y, options) }
/** symv for a band matrix: ab[k + i - j, j] = A[i, j] of the upper triangle in ab (k + 1, n), ab[i - j, j] of the lower. */
export function sbmv<D extends BlasDType>(alpha: FactorOf<D>, ab: NDArray<D>, x: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, y?: NDArray<D> | null, options: SymmetricOptions = {}): NDArray<D> { return symmetric('sbmv', band, false, alpha, ab, x, beta, y, options) }
/** hemv for a band matrix, stored as for sbmv. */
export function hbmv<D extends Pair>(alpha: Factor, ab: NDArray<D>, x: NDArray<D>, beta: Factor = 0, y?: NDArray<D> | null, options: SymmetricOptions = {}): NDArray<D> { return symmetric('hbmv', band, true, alpha, ab, x, beta, y, options) }
/** symv for a packed triangle: ap[i + j (j + 1) / 2] = A[i, j] of the upper, ap[i + j (2 n - j - 1) / 2] of the lower, ap of n (n + 1) / 2 elements. */
export function spmv<D extends BlasDType>(alpha: FactorOf<D>, ap: NDArray<D>, x: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, y?: NDArray<D> | null, options: SymmetricOptions = {}): NDArray<D> { return symmetric('spmv', packed, false, alpha, ap, x, beta, y, options) }
/** hemv for a packed triangle, stored as for spmv. */
export function hpmv<D extends Pair>(alpha: Factor, ap: NDArray<D>, x: NDArray<D>, beta: Factor = 0, y?: NDArray<D> | null, options: SymmetricOptions = {}): NDArray<D> { return symmetric('hpmv', packed, true, alpha, ap, x, beta, y, options) }

function updated<D extends BlasDType>(op: string, storage: Storage, hermitian: boolean, alpha: unknown, vectors: readonly [x: NDArray<D>, y?: NDArray<D>], a: NDArray<D>, options: SymmetricOptions): NDArray<D> {
  return composed(op, () => {
    known(op, options, ['uplo'])
    const [x, y = x] = vectors, two = vectors.length === 2
    const dtype = operands(op, { x: [x, 1], ...(two ? { y: [vectors[1], 1] } : {}), [storage.name]: [a, storage.ndim] }, hermitian ? complexes : undefined)
    const by = hermitian && !two ? realFactor(op, 'alpha', alpha) : factor(op, 'alpha', alpha, dtype), uplo = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U'), n = x.size
    requireLength(op, 'the length of x', n, 'that of y', y.size)
    storage.order(op, a, n)
    requireOutput(op, storage.name, a, { x, y })
    if (isFactor(by, 0) || n === 0) return a
    // A row of the update is alpha x[i] yᴴ, a column alpha conj(y[j]) x; with two vectors the same again with x and y exchanged.
    const m = storage.matrix(op, a, uplo, n), form = hermitian ? REAL : 0
    const term = (u: Any, v: Any, f: Factor): Any[] => m.rows ? [prepared(op, u, f), prepared(op, v, 1, hermitian)] : [prepared(op, v, f, hermitian), prepared(op, u, 1)]
    update(op, m, form, two ? [...term(x, y, by), ...term(y, x, hermitian ? conjugated(by) : by)] : term(x, x, by), a)
    return a
  })
}
/** a += alpha x xᵀ in place, for one triangle of a symmetric a (n, n). Returns a. */
export function syr<D extends BlasDType>(alpha: FactorOf<D>, x: NDArray<D>, a: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('syr', full, false, alpha, [x], a, options) }
/** a += alpha x yᵀ + alpha y xᵀ in place, for one triangle of a symmetric a (n, n). Returns a. */
export function syr2<D extends BlasDType>(alpha: FactorOf<D>, x: NDArray<D>, y: NDArray<D>, a: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('syr2', full, false, alpha, [x, y], a, options) }
/** a += alpha x xᴴ in place with a real alpha, for one triangle of a hermitian a (n, n), whose diagonal becomes real. Returns a. */
export function her<D extends Pair>(alpha: number, x: NDArray<D>, a: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('her', full, true, alpha, [x], a, options) }
/** a += alpha x yᴴ + conj(alpha) y xᴴ in place, for one triangle of a hermitian a (n, n), whose diagonal becomes real. Returns a. */
export function her2<D extends Pair>(alpha: Factor, x: NDArray<D>, y: NDArray<D>, a: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('her2', full, true, alpha, [x, y], a, options) }
/** syr for a packed triangle, stored as for spmv. Returns ap. */
export function spr<D extends BlasDType>(alpha: FactorOf<D>, x: NDArray<D>, ap: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('spr', packed, false, alpha, [x], ap, options) }
/** syr2 for a packed triangle, stored as for spmv. Returns ap. */
export function spr2<D extends BlasDType>(alpha: FactorOf<D>, x: NDArray<D>, y: NDArray<D>, ap: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('spr2', packed, false, alpha, [x, y], ap, options) }
/** her for a packed triangle, stored as for spmv. Returns ap. */
export function hpr<D extends Pair>(alpha: number, x: NDArray<D>, ap: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('hpr', packed, true, alpha, [x], ap, options) }
/** her2 for a packed triangle, stored as for spmv. Returns ap. */
export function hpr2<D extends Pair>(alpha: Factor, x: NDArray<D>, y: NDArray<D>, ap: NDArray<D>, options: SymmetricOptions = {}): NDArray<D> { return updated('hpr2', packed, true, alpha, [x, y], ap, options) }

// ---- Triangular matrices. ----

function triangular<D extends BlasDType>(op: string, storage: Storage, solving: boolean, a: NDArray<D>, x: NDArray<D>, options: TriangularOptions): NDArray<D> {
  return composed(op, () => {
    known(op, options, ['uplo', 'trans', 'diag'])
    operands(op, { [storage.name]: [a, storage.ndim], x: [x, 1] })
    const uplo = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U'), trans = letter(op, 'trans', options.trans, ['N', 'T', 'C'], 'N'), unit = letter(op, 'diag', options.diag, ['N', 'U'], 'N') === 'U', n = x.size
    storage.order(op, a, n)
    requireOutput(op, 'x', x, { [storage.name]: a })
    if (n === 0) return x
    const m = storage.matrix(op, a, uplo, n), along = m.rows === (trans === 'N'), conjugate = trans === 'C' && isComplex(a.dtype)
    const form = (along ? ALONG | (conjugate ? CONJUGATE_ALONG : 0) : ACROSS | (conjugate ? CONJUGATE_ACROSS : 0)) | DIAGONAL | (unit ? UNIT : 0)
    const v = dense(op, x), result = solving ? solved(op, m, form, v, (uplo === 'U') === (trans === 'N')) : product(op, m, form, v, n)
    if (result !== x) copyInto(x, result)
    return x
  })
}
// In place. Group by group, as each waits for the one before; in pieces all the same, for V8 swaps in optimised code only at the next call.
function solved(op: string, m: Matrix, form: number, x: Any, backward: boolean): Any {
  const list = groups(op, m, 1 << 10), number = list.size - 1
  for (let g = 0; g < number; g++) run(SOLVE, m, backward ? form | BACKWARD : form, [x], list, backward ? number - 1 - g : g, 1)
  return x
}

/** x = op(a) x in place, for a triangular a (n, n). Returns x. */
export function trmv<D extends BlasDType>(a: NDArray<D>, x: NDArray<D>, options: TriangularOptions = {}): NDArray<D> { return triangular('trmv', full, false, a, x, options) }
/** Solves op(a) x = b in place (x is b before) for a triangular a (n, n); a 0 on the diagonal gives infinities and NaN. Returns x. */
export function trsv<D extends BlasDType>(a: NDArray<D>, x: NDArray<D>, options: TriangularOptions = {}): NDArray<D> { return triangular('trsv', full, true, a, x, options) }
/** trmv for a band matrix, stored as for sbmv. Returns x. */
export function tbmv<D extends BlasDType>(ab: NDArray<D>, x: NDArray<D>, options: TriangularOptions = {}): NDArray<D> { return triangular('tbmv', band, false, ab, x, options) }
/** trsv for a band matrix, stored as for sbmv. Returns x. */
export function tbsv<D extends BlasDType>(ab: NDArray<D>, x: NDArray<D>, options: TriangularOptions = {}): NDArray<D> { return triangular('tbsv', band, true, ab, x, options) }
/** trmv for a packed triangle, stored as for spmv. Returns x. */
export function tpmv<D extends BlasDType>(ap: NDArray<D>, x: NDArray<D>, options: TriangularOptions = {}): NDArray<D> { return triangular('tpmv', packed, false, ap, x, options) }
/** trsv for a packed triangle, stored as for spmv. Returns x. */
export function tpsv<D extends BlasDType>(ap: NDArray<D>, x: NDArray<D>, options: TriangularOptions = {}): NDArray<D> { return triangular('tpsv', packed, true, ap, x, options) }
