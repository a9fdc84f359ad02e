// Level 1 of BLAS: vectors with vectors. The dtype of the arrays is the letter that the reference's names begin with.

import { dtypes, isComplex, type Complex, type DType } from './dtype.js'
import { factor, isFactor, operands, realFactor, requireLength, requireOutput, type BlasDType, type Factor } from './blas-operands.js'
import { borrowed, copyInto, duplicate, requireWriteable } from './elementwise.js'
import { ValueError, shown } from './errors.js'
import { argKernel, foldKernel, mapKernel, operandAs, type Operand } from './execute.js'
import { innerProduct } from './inner.js'
import { allocate, composed, NDArray, readElement, writeElement } from './ndarray.js'
import { absolute, add, max, multiply } from './ops.js'
import { hypot } from './portable.js'
import { foldOf, identityBytes, value } from './reduce.js'
import { memoryViews, runtime } from './runtime.js'
import { entry, kernelName } from './table.js'

type Any = NDArray<DType>
type Real = 'float32' | 'float64'
type Pair = 'complex64' | 'complex128'
/** What an array of D may be multiplied by: { re, im } only where D is complex. */
export type FactorOf<D extends DType> = D extends Pair ? Factor : number

/** The real and the complex dtypes of BLAS. */
export const reals = ['float32', 'float64'] as const
export const complexes = ['complex64', 'complex128'] as const

for (const dtype of [...reals, ...complexes]) { entry('axpy', '', 'mapWith', dtype); entry('rotate', '', 'mapPair', dtype) }
for (const dtype of reals) { entry('magnitude', '_fold', 'fold2', dtype); entry('magnitude', '_arg', 'argfold', dtype, 'greatest_magnitude') }
for (const dtype of complexes) entry('taxicab', '', 'mapParts', dtype)

/** The dtype of the parts. */
export function partsOf(dtype: BlasDType): Real { return dtype === 'float32' || dtype === 'complex64' ? 'float32' : 'float64' }
function nanoseconds(dtype: BlasDType): number { return dtypes[dtype].size / 12 }
function whole(a: Any): Operand { return operandAs(a, a.dtype, a.strides) }

// A dense complex vector as one of its parts.
function parts(x: Any): Any {
  if (!isComplex(x.dtype)) return x
  const dtype = partsOf(x.dtype as BlasDType), { size } = dtypes[dtype], dense = x.dense ? x : duplicate('parts', x)
  return dense.view([2 * x.size], [size], dense.address, dtype)
}

// What mapWith and mapPair find at `result`: a vector per pair of numbers, one for the real and one for the imaginary parts.
function factors(dtype: BlasDType, ...pairs: readonly (readonly [number, number])[]): void {
  const real = partsOf(dtype), lanes = 16 / dtypes[real].size, to = memoryViews()[real], { job } = runtime(), at = job.cells / dtypes[real].size
  pairs.forEach((pair, k) => { for (let i = 0; i < lanes; i++) to[at + k * lanes + i] = pair[i % 2]! })
  job.results(job.cells, 0)
}

/** y += alpha x, without checks. */
export function addScaled(alpha: Factor, x: Any, y: Any): void {
  const dtype = x.dtype as BlasDType, { re, im } = typeof alpha === 'number' ? { re: alpha, im: 0 } : alpha
  factors(dtype, [re, re], [-im, im])
  // A real factor takes both parts alike, as the reference's mixed forms do.
  mapKernel(kernelName('axpy', im === 0 ? partsOf(dtype) : dtype), x.shape, [whole(x), whole(y), whole(y)], nanoseconds(dtype))
}

/** to = alpha x, without checks; they may be the same. */
export function scaled(alpha: Factor, x: Any, to: Any): void {
  const dtype = x.dtype as BlasDType, real = typeof alpha === 'number' || alpha.im === 0
  const both = typeof alpha === 'number' ? alpha : alpha.re, address = runtime().job.cells
  writeElement(dtype, address, !isComplex(dtype) ? both : real ? { re: both, im: both } : alpha)
  const one: Operand = { address, dtype, compute: dtype, strides: x.shape.map(() => 0) }
  mapKernel(kernelName('multiply', real ? partsOf(dtype) : dtype), x.shape, [whole(x), one, whole(to)], nanoseconds(dtype))
}

function pair<D extends DType>(op: string, x: NDArray<D>, y: NDArray<D>, on?: readonly DType[]): BlasDType {
  const dtype = operands(op, { x: [x, 1], y: [y, 1] }, on)
  requireLength(op, 'the length of x', x.size, 'that of y', y.size)
  return dtype
}
function both<D extends DType>(op: string, x: NDArray<D>, y: NDArray<D>, on?: readonly DType[]): BlasDType {
  const dtype = pair(op, x, y, on)
  requireWriteable(op, x)
  requireOutput(op, 'y', y, { x })
  return dtype
}

/** A Givens rotation of real numbers: c and s so that c a + s b = r and c b - s a = 0, and z, from which both can be had again. */
export interface Rotation { r: number; z: number; c: number; s: number }
/** A Givens rotation of complex numbers: c a + s b = r and c b - conj(s) a = 0. */
export interface ComplexRotation { r: Complex; c: number; s: Complex }

/** The Givens rotation that makes b vanish: r takes the place of a, z (of real numbers only) that of b. Computed in float64. */
export function rotg(a: number, b: number): Rotation
export function rotg(a: Factor, b: Factor): ComplexRotation
export function rotg(a: Factor, b: Factor): Rotation | ComplexRotation {
  const x = factor('rotg', 'a', a, 'complex128'), y = factor('rotg', 'b', b, 'complex128')
  const real = typeof x === 'number' && typeof y === 'number', p = asComplex(x), q = asComplex(y), most = Math.max(Math.abs(p.re), Math.abs(p.im), Math.abs(q.re), Math.abs(q.im))
  // Away from the subnormal numbers, which have few digits, and from overflow; r alone goes back there.
  const up = most < 1e-290 ? 2 ** 500 : most > 1e300 ? 2 ** -4 : 1, f = { re: p.re * up, im: p.im * up }, g = { re: q.re * up, im: q.im * up }
  if (real) { const found = realRotation(f.re, g.re); return { ...found, r: found.r / up } }
  const found = complexRotation(f, g)
  return { ...found, r: { re: found.r.re / up, im: found.r.im / up } }
}
function asComplex(x: Factor): Complex { return typeof x === 'number' ? { re: x, im: 0 } : x }

function realRotation(a: number, b: number): Rotation {
  if (b === 0) return { r: a, z: 0, c: 1, s: 0 }
  if (a === 0) return { r: b, z: 1, c: 0, s: 1 }
  const larger = Math.abs(a) > Math.abs(b), r = (larger ? a : b) < 0 ? -hypot(a, b) : hypot(a, b), c = a / r, s = b / r
  return { r, z: larger ? s : c !== 0 ? 1 / c : 1, c, s }
}

function complexRotation(a: Complex, b: Complex): ComplexRotation {
  if (b.re === 0 && b.im === 0) return { r: a, c: 1, s: { re: 0, im: 0 } }
  if (a.re === 0 && a.im === 0) return { r: { re: hypot(b.re, b.im), im: 0 }, c: 0, s: direction({ re: b.re, im: -b.im }) }
  const all = hypot(hypot(a.re, a.im), hypot(b.re, b.im)), d = direction(a), g = { re: b.re / all, im: b.im / all }
  return { r: { re: d.re * all, im: d.im * all }, c: hypot(a.re, a.im) / all, s: { re: d.re * g.re + d.im * g.im, im: d.im * g.re - d.re * g.im } }
}
// z / |z|; among subnormal numbers |z| itself would be too coarse.
function direction(z: Complex): Complex {
  const up = Math.max(Math.abs(z.re), Math.abs(z.im)) < 1e-290 ? 2 ** 500 : 1, re = z.re * up, im = z.im * up, size = hypot(re, im)
  return { re: re / size, im: im / size }
}

/** A modified Givens rotation: `param` (flag, h11, h21, h12, h22) is what `rotm` takes. */
export interface ModifiedRotation { d1: number; d2: number; x1: number; param: number[] }

/** The modified Givens rotation that makes the second component of (sqrt(d1) x1, sqrt(d2) y1) vanish, with the scaled factors and x1. Computed in float64. */
export function rotmg(d1: number, d2: number, x1: number, y1: number): ModifiedRotation {
  for (const [name, x] of Object.entries({ d1, d2, x1, y1 })) realFactor('rotmg', name, x)
  const scale = 4096, none = { d1: 0, d2: 0, x1: 0, param: [-1, 0, 0, 0, 0] }
  if (d1 < 0) return none
  const p2 = d2 * y1
  if (p2 === 0) return { d1, d2, x1, param: [-2, 0, 0, 0, 0] }
  const p1 = d1 * x1, q2 = p2 * y1, q1 = p1 * x1
  let flag: number, h11 = 1, h21 = -1, h12 = 1, h22 = 1
  if (Math.abs(q1) > Math.abs(q2)) {
    h21 = -y1 / x1
    h12 = p2 / p1
    const u = 1 - h12 * h21
    if (u <= 0) return none
    flag = 0
    d1 /= u
    d2 /= u
    x1 *= u
  } else {
    if (q2 < 0) return none
    flag = 1
    h11 = p1 / p2
    h22 = x1 / y1
    const u = 1 + h11 * h22;
    [d1, d2] = [d2 / u, d1 / u]
    x1 = y1 * u
  }
  // Factors outside (1 / 4096², 4096²) are brought back by powers of 4096; what cannot be, stays.
  const out = (d: number): boolean => d !== 0 && Number.isFinite(d) && (Math.abs(d) <= 1 / scale ** 2 || Math.abs(d) >= scale ** 2)
  while (out(d1)) {
    const f = Math.abs(d1) < 1 ? scale : 1 / scale
    flag = -1
    d1 *= f * f
    x1 /= f
    h11 /= f
    h12 /= f
  }
  while (out(d2)) {
    const f = Math.abs(d2) < 1 ? scale : 1 / scale
    flag = -1
    d2 *= f * f
    h21 /= f
    h22 /= f
  }
  return { d1, d2, x1, param: flag === 0 ? [0, 0, h21, h12, 0] : flag === 1 ? [1, h11, 0, 0, h22] : [-1, h11, h21, h12, h22] }
}

/** x, y = c x + s y, c y - conj(s) x in place; c is a number, s may be complex with complex vectors. Returns both. */
export function rot<D extends BlasDType>(x: NDArray<D>, y: NDArray<D>, c: number, s: FactorOf<D>): [NDArray<D>, NDArray<D>] {
  const dtype = both('rot', x, y), cosine = realFactor('rot', 'c', c), sine = factor('rot', 's', s, dtype), complex = typeof sine !== 'number' && sine.im !== 0
  const re = typeof sine === 'number' ? sine : sine.re, im = typeof sine === 'number' ? 0 : sine.im
  if (complex) factors(dtype, [cosine, cosine], [re, re], [-im, im], [0, 0])
  else factors(dtype, [cosine, cosine], [re, re], [-re, -re], [cosine, cosine])
  mapKernel(kernelName('rotate', complex ? dtype : partsOf(dtype)), x.shape, [x, y, x, y].map(whole), 2 * nanoseconds(dtype), 2)
  return [x, y]
}

/** x, y = h11 x + h12 y, h21 x + h22 y in place, where param is (flag, h11, h21, h12, h22) as of rotmg. Real vectors. Returns both. */
export function rotm<D extends Real>(x: NDArray<D>, y: NDArray<D>, param: readonly number[] | Float32Array | Float64Array | NDArray<D>): [NDArray<D>, NDArray<D>] {
  const dtype = both('rotm', x, y, reals), list = numbers(param), [flag, h11, h21, h12, h22] = list as [number, number, number, number, number]
  if (flag === -2) return [x, y]
  const p = flag === 0 ? 1 : h11, q = flag === 1 ? 1 : h12, r = flag === 1 ? -1 : h21, s = flag === 0 ? 1 : h22
  factors(dtype, [p, p], [q, q], [r, r], [s, s])
  mapKernel(kernelName('rotate', dtype), x.shape, [x, y, x, y].map(whole), 2 * nanoseconds(dtype), 2)
  return [x, y]
}
function numbers(param: unknown): number[] {
  const bad = (): never => { throw new ValueError(`rotm: param must be five numbers, the first of them -2, -1, 0 or 1, not ${shown(param)}`) }
  if (!Array.isArray(param) && !ArrayBuffer.isView(param) && !(param instanceof NDArray)) return bad()
  const { array, release } = borrowed('rotm', param as number[])
  try {
    const list = array.ndim === 1 && array.size === 5 ? [0, 1, 2, 3, 4].map(i => readElement(array.dtype, array.address + i * array.strides[0]!)) : []
    return list.length === 5 && list.every(x => typeof x === 'number') && [-2, -1, 0, 1].includes(list[0] as number) ? list as number[] : bad()
  } finally { release() }
}

/** Exchanges the elements of x and y. Returns both. */
export function swap<D extends BlasDType>(x: NDArray<D>, y: NDArray<D>): [NDArray<D>, NDArray<D>] {
  const dtype = both('swap', x, y)
  mapKernel('swap', x.shape, [x, y, x, y].map(whole), 2 * nanoseconds(dtype), 2)
  return [x, y]
}

/** x = alpha x in place; a NaN stays one with alpha = 0 too. Returns x. */
export function scal<D extends BlasDType>(alpha: FactorOf<D>, x: NDArray<D>): NDArray<D> {
  const dtype = operands('scal', { x: [x, 1] }), by = factor('scal', 'alpha', alpha, dtype)
  requireOutput('scal', 'x', x, {})
  if (!isFactor(by, 1)) scaled(by, x, x)
  return x
}

/** Copies x to y. Returns y. */
export function copy<D extends BlasDType>(x: NDArray<D>, y: NDArray<D>): NDArray<D> {
  pair('copy', x, y)
  requireOutput('copy', 'y', y, { x })
  copyInto(y, x)
  return y
}

/** y += alpha x in place; alpha = 0 does not read x. Returns y. */
export function axpy<D extends BlasDType>(alpha: FactorOf<D>, x: NDArray<D>, y: NDArray<D>): NDArray<D> {
  const dtype = pair('axpy', x, y), by = factor('axpy', 'alpha', alpha, dtype)
  requireOutput('axpy', 'y', y, { x })
  if (!isFactor(by, 0)) addScaled(by, x, y)
  return y
}

/** The sum of x y, of real vectors. */
export function dot<D extends Real>(x: NDArray<D>, y: NDArray<D>): number {
  pair('dot', x, y, reals)
  return value(innerProduct('dot', x, y)) as number
}
/** The sum of x y, of complex vectors. */
export function dotu<D extends Pair>(x: NDArray<D>, y: NDArray<D>): Complex {
  pair('dotu', x, y, complexes)
  return value(innerProduct('dotu', x, y)) as Complex
}
/** The sum of conj(x) y, of complex vectors. */
export function dotc<D extends Pair>(x: NDArray<D>, y: NDArray<D>): Complex {
  pair('dotc', x, y, complexes)
  return value(innerProduct('dotc', x, y, { conjugate: true })) as Complex
}

/** The sum of x y of float32 vectors, in float64. */
export function dsdot(x: NDArray<'float32'>, y: NDArray<'float32'>): number {
  pair('dsdot', x, y, ['float32'])
  return wideProduct(x, y)
}
/** sb and the sum of x y of float32 vectors in float64, as the nearest float32. */
export function sdsdot(sb: number, x: NDArray<'float32'>, y: NDArray<'float32'>): number {
  realFactor('sdsdot', 'sb', sb)
  pair('sdsdot', x, y, ['float32'])
  return Math.fround(sb + wideProduct(x, y))
}
function wideProduct(x: Any, y: Any): number {
  if (x.size === 0) return 0
  const fold = { ...foldOf(add.folder!, 'float64'), name: kernelName('inner_product', 'float64', '_fold'), ns: 0.4 }
  return value(foldKernel(fold, [x, y].map(a => operandAs(a, 'float64', a.strides)), x.shape, [0])) as number
}

/** The Euclidean length of a vector. Its squares neither overflow nor vanish: only a length that is none of the dtype is infinite. */
export function nrm2<D extends BlasDType>(x: NDArray<D>): number {
  operands('nrm2', { x: [x, 1] })
  return composed('nrm2', () => {
    if (x.size === 0) return 0
    const v = parts(x), sum = value(innerProduct('nrm2', v, v)) as number, float = v.dtype === 'float32', round = float ? Math.fround : (r: number): number => r
    if (Number.isNaN(sum) || sum < Infinity && sum >= v.size * (float ? 2 ** -126 : 2 ** -1022)) return round(Math.sqrt(sum))
    // Of float32 all squares are numbers in float64; float64 is brought to [0.5, 1) by a power of 2.
    if (float) return round(Math.sqrt(wideProduct(v, v)))
    const size = absolute(v), most = max(size) as number
    if (most === 0 || most === Infinity) return most
    const up = Math.max(-1022, Math.min(1022, -Math.ceil(Math.log2(most)))), scaledBy = multiply(size, 2 ** up, { out: size })
    return Math.sqrt(value(innerProduct('nrm2', scaledBy, scaledBy)) as number) * 2 ** -up
  })
}

/** The sum of |x|, of |re| + |im| of complex elements. */
export function asum<D extends BlasDType>(x: NDArray<D>): number {
  operands('asum', { x: [x, 1] })
  return composed('asum', () => {
    if (x.size === 0) return 0
    const v = parts(x), fold = { ...foldOf(add.folder!, v.dtype), name: kernelName('magnitude', v.dtype, '_fold'), ns: 0.4 }
    return value(foldKernel(fold, [whole(v), whole(v)], v.shape, [0])) as number
  })
}

/** The place of the first of the largest |x| (|re| + |im| of complex elements), or of the first NaN; -1 of an empty vector. */
export function iamax<D extends BlasDType>(x: NDArray<D>): number {
  const dtype = operands('iamax', { x: [x, 1] }), real = partsOf(dtype)
  return composed('iamax', () => {
    if (x.size === 0) return -1
    let v: Any = x
    if (isComplex(dtype)) {
      v = allocate('iamax', real, x.shape)
      mapKernel(kernelName('taxicab', dtype), x.shape, [whole(x), whole(v)], nanoseconds(dtype))
    }
    return argKernel(kernelName('magnitude', real, '_arg'), whole(v), v.shape, identityBytes(real, { identity: 0 }), 0.4).item() as number
  })
}
