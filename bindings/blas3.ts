// Level 3 of the BLAS, by its names: products with general, symmetric, hermitian and triangular matrices, and triangular systems.
// The argument order is the reference's without sizes and leading dimensions, as arrays know theirs; letters are options.
//
// All work beyond O(n²) is products of general blocks. Only lower triangles from the left are worked on: the rest are those, looked at
// with other strides. Where the reference leaves out products with exact zeros these functions do not, so that a NaN or an infinity
// that meets such a zero gives NaN.

import { isComplex, type DType } from './dtype.js'
import { ShapeError, shapeText, ValueError } from './errors.js'
import { factor, known, letter, operands, requireOutput, type BlasDType, type Factor } from './blas-operands.js'
import { fill } from './elementwise.js'
import { kernel } from './execute.js'
import { multiplyMatrices } from './gemm.js'
import { allocate, composed, type NDArray } from './ndarray.js'
import { runtime } from './runtime.js'
import { sameShape } from './shape.js'

type Any = NDArray<DType>
type Pair = 'complex64' | 'complex128'
const complexes: readonly DType[] = ['complex64', 'complex128']
type FactorOf<D extends DType> = D extends Pair ? Factor : number
type Trans = 'N' | 'T' | 'C'
type Uplo = 'U' | 'L'
/** Options of `gemm`. */
export interface GemmOptions {
  /** Whether a and b are transposed ('T'), or conjugated too ('C'); default 'N'. */
  readonly transA?: Trans
  readonly transB?: Trans
}
/** Options of `gemmtr`. */
export interface GemmtrOptions extends GemmOptions {
  /** Which triangle of c is computed; default 'U'. The other is neither read nor written. */
  readonly uplo?: Uplo
}
/** Options of `symm` and `hemm`. */
export interface SymmOptions {
  /** 'L' for a b, 'R' for b a; default 'L'. */
  readonly side?: 'L' | 'R'
  /** Which triangle of a is stored; default 'U'. The other is not read. */
  readonly uplo?: Uplo
}
/** Options of `trmm` and `trsm`. */
export interface TrmmOptions extends SymmOptions {
  /** Whether a is transposed ('T'), or conjugated too ('C'); default 'N'. */
  readonly transA?: Trans
  /** 'U': the elements of the diagonal of a are 1, and not read; default 'N'. */
  readonly diag?: 'N' | 'U'
}
/** Options of `syrk` and `syr2k`. */
export interface SyrkOptions {
  /** Which triangle of c is computed; default 'U'. The other is neither read nor written. */
  readonly uplo?: Uplo
  /** 'T': the transposes come first; default 'N'. Of real arrays 'C' is the same, of complex ones there is none. */
  readonly trans?: Trans
}
/** Options of `herk` and `her2k`. */
export interface HerkOptions {
  /** Which triangle of c is computed; default 'U'. The other is neither read nor written. */
  readonly uplo?: Uplo
  /** 'C': the conjugate transposes come first; default 'N'. */
  readonly trans?: 'N' | 'C'
}

// Rows of the blocks on the diagonal of a result of which one triangle is wanted: n / BLOCK of them are computed in full, so half of
// each in vain.
const BLOCK = 48
// Rows of the triangles that the kernel works on (48 to 128 made no difference): at most 256, for its scratch.
const TRIANGLE = 64
// The steps by number, as assembly/triangle.ts has them, and its rows of tiles and bytes of a panel.
const PACK = 0, MULTIPLY = 1, SOLVE = 2, MIRROR = 3, ADD = 4
const TILE = 32, PANEL = 32

interface Step { readonly numbers: readonly number[]; readonly rows?: number; readonly cols?: boolean; readonly by?: boolean; readonly scale?: Factor }
function run(step: number, units: number, ns: number, a: Any, b: Any, { numbers, rows = 0, cols = false, by = false, scale = 0 }: Step, dtype = b.dtype): void {
  const { job, kernels, pool } = runtime(), x = typeof scale === 'number' ? { re: scale, im: 0 } : scale
  job.head(2, step, 2, rows, cols ? 1 : 0, by, 1)
  ;[a, b].forEach((o, k) => { job.operand(k, o.address, dtype, dtype); o.strides.forEach((s, i) => { job.stride(k, i, s) }) })
  numbers.forEach((n, i) => { job.extent(i, n) })
  job.scalars(x.re, x.im)
  pool.run(kernel(kernels, 'triangle'), units, ns)
}

// A matrix as it enters a product.
interface Side { readonly array: Any; readonly conjugate: boolean }
function transposed(a: Any): Any { return a.view([a.shape[1]!, a.shape[0]!], [a.strides[1]!, a.strides[0]!], a.address) }
function flipped({ array, conjugate }: Side): Side { return { array: transposed(array), conjugate } }
function applied(a: Any, trans: Trans): Side { return { array: trans === 'N' ? a : transposed(a), conjugate: trans === 'C' && isComplex(a.dtype) } }
function part(a: Any, r0: number, r1: number, c0: number, c1: number): Any {
  return a.view([r1 - r0, c1 - c0], a.strides, a.address + r0 * a.strides[0]! + c0 * a.strides[1]!)
}
function stack(a: Any, count: number, step: number, rows: number, cols: number, address = a.address): Any { return a.view([count, rows, cols], [step, ...a.strides], address) }

function given(c: Any | null | undefined): c is Any { return c !== undefined && c !== null }

/** A factor as a number where it is one, so that 0 and 1 are known by ===. */
function simple(op: string, name: string, x: unknown, dtype: DType): Factor {
  const f = factor(op, name, x, dtype)
  return typeof f !== 'number' && f.im === 0 ? f.re : f
}
function real(op: string, name: string, x: unknown, dtype: DType): number {
  const f = simple(op, name, x, dtype)
  if (typeof f !== 'number') throw new ValueError(`${op}: ${name} is { re: ${f.re}, im: ${f.im} }; it must be real, or the result would not be hermitian`)
  return f
}
// A new c holds nothing, whatever beta.
function held(c: Any | null | undefined, beta: Factor): Factor { return given(c) ? beta : 0 }
function conjugate(f: Factor): Factor { return typeof f === 'number' ? f : { re: f.re, im: -f.im } }

function requireSquare(op: string, name: string, a: Any): void {
  if (a.shape[0] !== a.shape[1]) throw new ShapeError(`${op}: ${name} has shape ${shapeText(a.shape)}; it must be square`)
}
function requireFit(op: string, a: string, x: Any, b: string, y: Any, fit: boolean, how: string): void {
  if (!fit) throw new ShapeError(`${op}: ${a} has shape ${shapeText(x.shape)} and ${b} ${shapeText(y.shape)}; ${how}`)
}

// c checked, or a new one: of zeros if only a triangle of it is computed.
function output(op: string, c: Any | null | undefined, shape: readonly number[], dtype: BlasDType, inputs: Readonly<Record<string, Any>>, triangle: boolean): Any {
  if (c === undefined || c === null) {
    const made = allocate(op, dtype, shape)
    if (triangle) fill(made, 0)
    return made
  }
  if (!sameShape(c.shape, shape)) throw new ShapeError(`${op}: c has shape ${shapeText(c.shape)}, the result of ${Object.entries(inputs).map(([name, x]) => `${name} ${shapeText(x.shape)}`).join(' and ')} ${shapeText(shape)}`)
  requireOutput(op, 'c', c, inputs)
  return c
}

// c = alpha a b + beta c; without an alpha or common axis only the last of it, as in the reference.
function product(op: string, alpha: Factor, a: Side, b: Side, beta: Factor, c: Any): void {
  if (c.size === 0) return
  const k = alpha === 0 ? 0 : a.array.shape[1]!
  if (k > 0) multiplyMatrices(op, a.array, b.array, c, { alpha, beta, conjugateA: a.conjugate, conjugateB: b.conjugate })
  else if (beta === 0) fill(c, 0)
  else if (beta !== 1) multiplyMatrices(op, part(a.array, 0, c.shape[0]!, 0, 0), part(b.array, 0, 0, 0, c.shape[1]!), c, { beta })
}

/** c = alpha op(a) op(b) + beta c, in place: op(a) of shape (m, k), op(b) (k, n), c (m, n). Without c a new array. Returns c. */
export function gemm<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, b: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, c?: NDArray<D> | null, options: GemmOptions = {}): NDArray<D> {
  return general('gemm', alpha, a, b, beta, c, options) as NDArray<D>
}

/** As gemm, but of the square c only one triangle; the other one of a new c is 0. Returns c. */
export function gemmtr<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, b: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, c?: NDArray<D> | null, options: GemmtrOptions = {}): NDArray<D> {
  return general('gemmtr', alpha, a, b, beta, c, options) as NDArray<D>
}

function general(op: 'gemm' | 'gemmtr', alpha: Factor, a: Any, b: Any, beta: Factor, c: Any | null | undefined, options: GemmtrOptions): Any {
  return composed(op, () => {
    known(op, options, op === 'gemm' ? ['transA', 'transB'] : ['uplo', 'transA', 'transB'])
    const transA = letter(op, 'transA', options.transA, ['N', 'T', 'C'], 'N'), transB = letter(op, 'transB', options.transB, ['N', 'T', 'C'], 'N'), uplo = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U')
    const dtype = operands(op, { a: [a, 2], b: [b, 2], ...(given(c) ? { c: [c, 2] } : {}) })
    const times = simple(op, 'alpha', alpha, dtype), old = held(c, simple(op, 'beta', beta, dtype)), x = applied(a, transA), y = applied(b, transB), m = x.array.shape[0]!, n = y.array.shape[1]!
    requireFit(op, `a (transA '${transA}')`, a, `b (transB '${transB}')`, b, x.array.shape[1] === y.array.shape[0], 'the columns of the first, as transposed, must be as many as the rows of the second')
    if (op === 'gemmtr') requireFit(op, `a (transA '${transA}')`, a, `b (transB '${transB}')`, b, m === n, 'their product must be square')
    const out = output(op, c, [m, n], dtype, { a, b }, op === 'gemmtr')
    if (op === 'gemm') product(op, times, x, y, old, out)
    else triangular(op, [{ alpha: times, x, y }], old, out, uplo, false)
    return out
  })
}

/** c = alpha a b + beta c, or alpha b a + beta c, in place: a square and symmetric, b and c (m, n). Without c a new array. Returns c. */
export function symm<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, b: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, c?: NDArray<D> | null, options: SymmOptions = {}): NDArray<D> {
  return symmetric('symm', alpha, a, b, beta, c, options) as NDArray<D>
}

/** As symm, with a hermitian a, of whose diagonal only the real parts are read. Returns c. */
export function hemm<D extends Pair>(alpha: Factor, a: NDArray<D>, b: NDArray<D>, beta: Factor = 0, c?: NDArray<D> | null, options: SymmOptions = {}): NDArray<D> {
  return symmetric('hemm', alpha, a, b, beta, c, options) as NDArray<D>
}

function symmetric(op: 'symm' | 'hemm', alpha: Factor, a: Any, b: Any, beta: Factor, c: Any | null | undefined, options: SymmOptions): Any {
  return composed(op, () => {
    known(op, options, ['side', 'uplo'])
    const left = letter(op, 'side', options.side, ['L', 'R'], 'L') === 'L', lower = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U') === 'L'
    const dtype = operands(op, { a: [a, 2], b: [b, 2], ...(given(c) ? { c: [c, 2] } : {}) }, op === 'hemm' ? complexes : undefined)
    const times = simple(op, 'alpha', alpha, dtype), old = held(c, simple(op, 'beta', beta, dtype)), n = a.shape[0]!
    requireSquare(op, 'a', a)
    requireFit(op, 'a', a, 'b', b, n === b.shape[left ? 0 : 1], `with side '${left ? 'L' : 'R'}' b must have as many ${left ? 'rows' : 'columns'}`)
    const out = output(op, c, b.shape, dtype, { a, b }, false)
    // The full matrix, made once: n² elements beside the n² times columns of the product.
    let full = a
    if (times !== 0 && out.size > 0) {
      full = allocate(op, dtype, a.shape)
      run(MIRROR, Math.ceil(n / TILE) ** 2, TILE * TILE, lower ? a : transposed(a), lower ? full : transposed(full), { numbers: [n], by: op === 'hemm' })
    }
    const x = { array: full, conjugate: false }, y = { array: b, conjugate: false }
    if (left) product(op, times, x, y, old, out)
    else product(op, times, y, x, old, out)
    return out
  })
}

/** c = alpha a aᵀ + beta c, or with trans alpha aᵀ a + beta c, one triangle of it, in place: a (n, k), or (k, n), and c (n, n). Without c a new array, 0 in the other triangle. Returns c. */
export function syrk<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, c?: NDArray<D> | null, options: SyrkOptions = {}): NDArray<D> {
  return ranked('syrk', alpha, a, undefined, beta, c, options) as NDArray<D>
}

/** c = alpha a aᴴ + beta c, or with trans alpha aᴴ a + beta c, one triangle of it with a real diagonal, in place; alpha and beta are real. Shapes as in syrk. Returns c. */
export function herk<D extends Pair>(alpha: number, a: NDArray<D>, beta = 0, c?: NDArray<D> | null, options: HerkOptions = {}): NDArray<D> {
  return ranked('herk', alpha, a, undefined, beta, c, options) as NDArray<D>
}

/** c = alpha a bᵀ + alpha b aᵀ + beta c, or with trans alpha aᵀ b + alpha bᵀ a + beta c, one triangle of it, in place: a and b (n, k), or (k, n), and c (n, n). Without c a new array, 0 in the other triangle. Returns c. */
export function syr2k<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, b: NDArray<D>, beta: FactorOf<D> = 0 as FactorOf<D>, c?: NDArray<D> | null, options: SyrkOptions = {}): NDArray<D> {
  return ranked('syr2k', alpha, a, b, beta, c, options) as NDArray<D>
}

/** c = alpha a bᴴ + conj(alpha) b aᴴ + beta c, or with trans alpha aᴴ b + conj(alpha) bᴴ a + beta c, one triangle of it with a real diagonal, in place; beta is real. Shapes as in syr2k. Returns c. */
export function her2k<D extends Pair>(alpha: Factor, a: NDArray<D>, b: NDArray<D>, beta = 0, c?: NDArray<D> | null, options: HerkOptions = {}): NDArray<D> {
  return ranked('her2k', alpha, a, b, beta, c, options) as NDArray<D>
}

function ranked(op: 'syrk' | 'herk' | 'syr2k' | 'her2k', alpha: Factor, a: Any, b: Any | undefined, beta: Factor, c: Any | null | undefined, options: SyrkOptions): Any {
  return composed(op, () => {
    known(op, options, ['uplo', 'trans'])
    const hermitian = op.startsWith('h'), two = op.endsWith('2k')
    const dtype = operands(op, { a: [a, 2], ...(two ? { b: [b, 2] } : {}), ...(given(c) ? { c: [c, 2] } : {}) }, hermitian ? complexes : undefined)
    // As in the reference: 'C' is for hermitian results, and another word for 'T' with real operands.
    const uplo = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U'), trans = letter<Trans>(op, 'trans', options.trans, hermitian ? ['N', 'C'] : isComplex(dtype) ? ['N', 'T'] : ['N', 'T', 'C'], 'N')
    const times = op === 'herk' ? real(op, 'alpha', alpha, dtype) : simple(op, 'alpha', alpha, dtype), old = held(c, (hermitian ? real : simple)(op, 'beta', beta, dtype))
    const other = b ?? a, n = a.shape[trans === 'N' ? 0 : 1]!
    if (two) requireFit(op, 'a', a, 'b', other, sameShape(a.shape, other.shape), 'they must have one shape')
    const out = output(op, c, [n, n], dtype, two ? { a, b: other } : { a }, true)
    const x = applied(a, trans), y = applied(other, trans), turned = (s: Side): Side => ({ array: transposed(s.array), conjugate: hermitian && !s.conjugate })
    triangular(op, two ? [{ alpha: times, x, y: turned(y) }, { alpha: hermitian ? conjugate(times) : times, x: y, y: turned(x) }] : [{ alpha: times, x, y: turned(x) }], old, out, uplo, hermitian)
    return out
  })
}

interface Product { readonly alpha: Factor; readonly x: Side; readonly y: Side }

// The sum of products plus beta c, to one triangle of c: whole blocks beneath the diagonal, by twos, fours, … of the blocks on it; those
// to a stack of which the triangles are added. Beneath the diagonal too, the blocks of one size are one stack.
function triangular(op: string, products: readonly Product[], beta: Factor, c: Any, uplo: Uplo, hermitian: boolean): void {
  if (uplo === 'U') { triangular(op, products.map(({ alpha, x, y }) => ({ alpha, x: flipped(y), y: flipped(x) })), beta, transposed(c), 'L', hermitian); return }
  const n = c.shape[0]!, k = products[0]!.x.array.shape[1]!, [rows, cols] = c.strides as [number, number]
  const add = (from: Any, at: number, count: number, size: number, filled: boolean): void => {
    const to = stack(c, count, BLOCK * (rows + cols), size, size, c.address + at * (rows + cols))
    run(ADD, count * size, 10 + size, from, to, { numbers: [count, size], rows: filled ? 1 : 0, by: hermitian, scale: beta })
  }
  if (n === 0) return
  if (products[0]!.alpha === 0 || k === 0) {
    if (beta !== 1) add(c, 0, 1, n, false)
    return
  }
  // Blocks of c from row r and column q on, `step` rows and columns apart, to `out` (or c itself).
  const blocks = (r: number, q: number, count: number, step: number, height: number, width: number, out: Any | undefined): void => {
    const to = out ?? stack(c, count, step * (rows + cols), height, width, c.address + r * rows + q * cols)
    products.forEach(({ alpha, x, y }, i) => {
      const [a, b] = [x.array, y.array], p = a.strides[0]!, s = b.strides[1]!
      multiplyMatrices(op, stack(a, count, step * p, height, k, a.address + r * p), stack(b, count, step * s, k, width, b.address + q * s), to,
        { alpha, beta: i > 0 ? 1 : out ? 0 : beta, conjugateA: x.conjugate, conjugateB: y.conjugate })
    })
  }
  for (let size = BLOCK; size < n; size *= 2) {
    const pairs = Math.floor(n / (2 * size)), rest = n - pairs * 2 * size
    if (pairs > 0) blocks(size, 0, pairs, 2 * size, size, size, undefined)
    if (rest > size) blocks(n - rest + size, n - rest, 1, 0, rest - size, size, undefined)
  }
  const whole = Math.floor(n / BLOCK), rest = n % BLOCK
  for (const [at, count, size] of [[0, whole, BLOCK], [n - rest, 1, rest]] as const) {
    if (count === 0 || size === 0) continue
    const out = allocate(op, c.dtype, [count, size, size])
    blocks(at, at, count, BLOCK, size, size, out)
    add(out, at, count, size, true)
  }
}

/** b = alpha op(a) b, or alpha b op(a), in place: b of shape (m, n), a square and triangular; its other triangle is not read. Returns b. */
export function trmm<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, b: NDArray<D>, options: TrmmOptions = {}): NDArray<D> {
  return triangle('trmm', alpha, a, b, options) as NDArray<D>
}

/** b = alpha op(a)⁻¹ b, or alpha b op(a)⁻¹, in place, by substitution: b of shape (m, n), a square and triangular; its other triangle is not read. Returns b. */
export function trsm<D extends BlasDType>(alpha: FactorOf<D>, a: NDArray<D>, b: NDArray<D>, options: TrmmOptions = {}): NDArray<D> {
  return triangle('trsm', alpha, a, b, options) as NDArray<D>
}

function triangle(op: 'trmm' | 'trsm', alpha: Factor, a: Any, b: Any, options: TrmmOptions): Any {
  return composed(op, () => {
    known(op, options, ['side', 'uplo', 'transA', 'diag'])
    const left = letter(op, 'side', options.side, ['L', 'R'], 'L') === 'L', trans = letter(op, 'transA', options.transA, ['N', 'T', 'C'], 'N'), unit = letter(op, 'diag', options.diag, ['N', 'U'], 'N') === 'U'
    const upper = letter(op, 'uplo', options.uplo, ['U', 'L'], 'U') === 'U', dtype = operands(op, { a: [a, 2], b: [b, 2] }), times = simple(op, 'alpha', alpha, dtype)
    requireSquare(op, 'a', a)
    requireFit(op, 'a', a, 'b', b, a.shape[0] === b.shape[left ? 0 : 1], `with side '${left ? 'L' : 'R'}' b must have as many ${left ? 'rows' : 'columns'}`)
    requireOutput(op, 'b', b, { a })
    if (b.size === 0) return b
    if (times === 0) { fill(b, 0); return b }
    // From the right: op(a)ᵀ from the left of bᵀ. An upper triangle is a lower one with rows and columns counted from the end.
    const { array, conjugate: conjugated } = applied(a, trans), x = left ? array : transposed(array), y = left ? b : transposed(b)
    const turns = [upper, trans !== 'N', !left].filter(Boolean).length
    if (turns % 2 === 0) lowerLeft(op, times, x, conjugated, unit, y, false)
    else lowerLeft(op, times, fromEnd(x, true), conjugated, unit, fromEnd(y, false), true)
    return b
  })
}
function fromEnd(a: Any, columns: boolean): Any {
  const [m, n] = a.shape as [number, number], [r, c] = a.strides as [number, number]
  return a.view(a.shape, [-r, columns ? -c : c], a.address + (m - 1) * r + (columns ? (n - 1) * c : 0))
}

// By halves: products with the square beneath the diagonal, until the triangles are small enough for the kernel.
function lowerLeft(op: 'trmm' | 'trsm', alpha: Factor, a: Any, conjugated: boolean, unit: boolean, b: Any, backwards: boolean): void {
  const [m, n] = b.shape as [number, number], solve = op === 'trsm', { dtype, itemsize } = b, component = isComplex(dtype) ? itemsize / 2 : itemsize
  const count = Math.ceil(m / TRIANGLE), quarter = TRIANGLE / 4, bytes = itemsize * 8 * quarter * (quarter + 1) + component * 16 * quarter, packed = allocate(op, 'uint8', [count * bytes])
  run(PACK, count, TRIANGLE * TRIANGLE, a, packed, { numbers: [m, TRIANGLE, bytes], rows: conjugated ? 1 : 0, cols: solve, by: unit, scale: solve ? -1 : alpha }, dtype)
  const units = Math.ceil(n * itemsize / PANEL), small = (k: number, scale: Factor): void => {
    const rows = Math.min(TRIANGLE, m - k * TRIANGLE), from = packed.view([0], [1], packed.address + k * bytes), to = part(b, k * TRIANGLE, k * TRIANGLE + rows, 0, n)
    run(solve ? SOLVE : MULTIPLY, units, 20 + rows * (rows * (isComplex(dtype) ? 0.5 : 0.25) + 4), from, to, { numbers: [rows, n], rows: scale === 1 ? 0 : 1, by: unit && (solve || alpha === 1), scale })
  }
  const halves = (from: number, to: number, scale: Factor): void => {
    if (to - from === 1) { small(from, scale); return }
    const middle = (from + to) >> 1, r0 = from * TRIANGLE, r1 = middle * TRIANGLE, r2 = Math.min(m, to * TRIANGLE)
    // Products go the right way round again: a step of -1 costs them a copy.
    const forth = (x: Any, columns: boolean): Any => backwards ? fromEnd(x, columns) : x
    const square = forth(part(a, r1, r2, r0, r1), true), above = forth(part(b, r0, r1, 0, n), false), below = forth(part(b, r1, r2, 0, n), false)
    if (solve) {
      halves(from, middle, scale)
      multiplyMatrices(op, square, above, below, { alpha: -1, beta: scale, conjugateA: conjugated })
      halves(middle, to, 1)
    } else {
      halves(middle, to, scale)
      multiplyMatrices(op, square, above, below, { alpha: scale, beta: 1, conjugateA: conjugated })
      halves(from, middle, scale)
    }
  }
  halves(0, count, alpha)
}
