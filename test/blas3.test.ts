// Level 3 of the BLAS in the manner of the reference's own test programs: every combination of letters, small sizes and those about the
// edges of blocks, factors of 0, 1 and others, in all layouts, against a naive evaluation with the sum of the terms' sizes. What must
// not be read holds NaN, and what must not be written is compared bit by bit.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import * as blas from '../dist/blas.js'
import { type Any, hex, named, thrown } from './support.ts'
import { variants } from './operands.ts'

type Dtype = 'float32' | 'float64' | 'complex64' | 'complex128'
type Factor = number | np.Complex
type Call = (...args: unknown[]) => Any
const dtypes: readonly Dtype[] = ['float32', 'float64', 'complex64', 'complex128']
const functions = blas as unknown as Record<string, Call>
const isComplex = (d: Dtype): boolean => d.startsWith('c'), epsilon = (d: Dtype): number => d === 'float32' || d === 'complex64' ? 2 ** -23 : 2 ** -52

// Taken once: globals are slow to reach in Jest's contexts (1 µs each).
const { abs, fround, hypot, imul } = Math, { is } = Object, { isFinite } = Number

let seed = 1
const random = (): number => { seed = imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return fround(((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32 - 0.5) }

/** A matrix of complex numbers in plain JavaScript: re, im, re, im, … row by row. */
interface Model { m: number; n: number; v: Float64Array }
const model = (m: number, n: number, f: (i: number, j: number) => [number, number]): Model => {
  const v = new Float64Array(2 * m * n)
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) { const at = 2 * (i * n + j); [v[at], v[at + 1]] = f(i, j) as [number, number] }
  return { m, n, v }
}
const at = ({ n, v }: Model, i: number, j: number): [number, number] => [v[2 * (i * n + j)]!, v[2 * (i * n + j) + 1]!]
const fresh = (m: number, n: number, d: Dtype): Model => model(m, n, () => [random(), isComplex(d) ? random() : 0])
const applied = (x: Model, trans: string): Model => trans === 'N' ? x : model(x.n, x.m, (i, j) => { const [re, im] = at(x, j, i); return [re, trans === 'C' ? -im : im] })
const pair = (f: Factor): [number, number] => typeof f === 'number' ? [f, 0] : [f.re, f.im]
// Real numbers have no imaginary parts that would make NaN of an infinity.
const times = ([a, b]: [number, number], [c, d]: [number, number]): [number, number] => b === 0 && d === 0 ? [a * c, 0] : [a * c - b * d, a * d + b * c]
const inside = (uplo: string, i: number, j: number): boolean => uplo === 'U' ? j >= i : uplo !== 'L' || j <= i
/** The matrix that one triangle stands for. */
const full = (x: Model, uplo: string, hermitian: boolean): Model => model(x.m, x.n, (i, j) => {
  const [re, im] = inside(uplo, i, j) ? at(x, i, j) : at(x, j, i)
  return [re, hermitian && i === j ? 0 : hermitian && !inside(uplo, i, j) ? -im : im]
})
const triangle = (x: Model, uplo: string, diag: string): Model => model(x.m, x.n, (i, j) => i === j && diag === 'U' ? [1, 0] : inside(uplo, i, j) ? at(x, i, j) : [0, 0])
/** The same with NaN in one triangle (and what of the diagonal is not read). */
const poisoned = (x: Model, uplo: string, diagonal: 'all' | 'imaginary' | 'none'): Model => model(x.m, x.n, (i, j) => !inside(uplo, i, j) || i === j && diagonal === 'all' ? [NaN, NaN] : i === j && diagonal === 'imaginary' ? [at(x, i, j)[0], NaN] : at(x, i, j))

/** A value as it is, and how large the terms of its sum were. */
interface Sum { value: Model; size: Model }
function sum(m: number, n: number, products: [Factor, Model, Model][], beta: Factor, c: Model | undefined): Sum {
  const value = model(m, n, () => [0, 0]), size = model(m, n, () => [0, 0])
  const plus = (i: number, j: number, [re, im]: [number, number], s: number): void => { const p = 2 * (i * n + j); value.v[p]! += re; value.v[p + 1]! += im; size.v[p]! += s }
  for (const [alpha, a, b] of products) {
    const f = pair(alpha), large = hypot(...f)
    if (large === 0) continue
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
      let re = 0, im = 0, s = 0
      for (let p = 0; p < a.n; p++) {
        const x = 2 * (i * a.n + p), y = 2 * (p * n + j), ar = a.v[x]!, ai = a.v[x + 1]!, br = b.v[y]!, bi = b.v[y + 1]!
        if (ai === 0 && bi === 0) re += ar * br
        else { re += ar * br - ai * bi; im += ar * bi + ai * br }
        s += (abs(ar) + abs(ai)) * (abs(br) + abs(bi))
      }
      plus(i, j, times(f, [re, im]), large * s)
    }
  }
  if (c && pair(beta).some(x => x !== 0)) for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) { const t = times(pair(beta), at(c, i, j)); plus(i, j, t, abs(t[0]) + abs(t[1])) }
  return { value, size }
}

const layouts = ['rows', 'columns', 'stepped', 'negative', 'turned'] as const
type Layout = typeof layouts[number]
/** A view in some layout that holds the model, and the array of 777s around it. */
function placed(x: Model, d: Dtype, layout: Layout): { view: Any; whole: Any } {
  const { m, n } = x
  const whole = np.full(layout === 'rows' ? [m, n] : layout === 'columns' ? [n, m] : layout === 'stepped' ? [2 * m + 1, 3 * n + 2] : layout === 'negative' ? [m, n + 3] : [2 * n + 1, m + 2], 777, d) as Any
  const back = (k: number): string => k === 0 ? '0:0' : `${k - 1}::-1`
  const view = layout === 'rows' ? whole : layout === 'columns' ? whole.transpose() : layout === 'stepped' ? whole.slice('1::2', '2::3') : layout === 'negative' ? whole.slice('::-1', back(n)) : whole.slice('1::2', back(m)).transpose()
  write(view, x, d)
  return { view, whole }
}
function write(view: Any, x: Model, d: Dtype): void { np.scope(() => { view.assign((np.array(isComplex(d) ? x.v : x.v.filter((_, i) => i % 2 === 0), isComplex(d) ? 'complex128' : 'float64') as Any).reshape([x.m, x.n]).astype(d) as Any) }) }
function read(view: Any): Model {
  const t = view.toTypedArray() as Float64Array, [m, n] = view.shape as [number, number]
  return view.dtype.startsWith('c') ? { m, n, v: Float64Array.from(t) } : model(m, n, (i, j) => [t[i * n + j]!, 0])
}

/** The largest error in units of eps and terms; where nothing may be written, Infinity for any change. */
function residual(got: Model, { value, size }: Sum, uplo: string, before: Model, d: Dtype): number {
  let worst = 0
  const eps = epsilon(d)
  for (let i = 0; i < got.m; i++) for (let j = 0; j < got.n; j++) {
    const p = 2 * (i * got.n + j)
    if (!inside(uplo, i, j)) { if (!is(got.v[p], before.v[p]) || !is(got.v[p + 1], before.v[p + 1])) return Infinity; continue }
    const error = abs(got.v[p]! - value.v[p]!) + abs(got.v[p + 1]! - value.v[p + 1]!)
    worst = Math.max(worst, error === 0 ? 0 : error / (eps * size.v[p]! + 1e-300))
    if (error !== error) return NaN
  }
  return worst
}

let count = 0
const turn = <T>(list: readonly T[]): T => list[count % list.length]!
/** One call: inputs as models, the output among them by name; gives the residual or what is wrong. */
function judge(name: string, d: Dtype, factors: readonly Factor[], inputs: readonly Model[], out: Model, options: Record<string, string>, expected: Sum | ((x: Model) => [Model, Sum]), triangleOf = '', given = true): string[] {
  count++
  return np.scope(() => {
    const layout = inputs.map((_, i) => layouts[(count + i * 2) % 5]!), made = inputs.map((x, i) => placed(x, d, layout[i]!)), target = placed(out, d, layouts[(count >> 1) % 5]!)
    const what = `${name}(${JSON.stringify(factors)}, ${inputs.map((x, i) => `(${x.m}, ${x.n}) ${layout[i]}`).join(', ')}, (${out.m}, ${out.n}) ${layouts[(count >> 1) % 5]}, ${JSON.stringify(options)}) of ${d}`
    const before = hex(target.whole), around = made.map(x => hex(x.whole)), arrays = made.map(x => x.view), old = read(target.view)
    const result = name.startsWith('tr') ? functions[name]!(factors[0], ...arrays, target.view, options) : functions[name]!(factors[0], ...arrays, factors[1], given ? target.view : count % 2 === 0 ? null : undefined, options)
    const got = read(result), wrong: string[] = []
    if (given && result !== target.view) wrong.push(`${what} does not return its output`)
    const [value, sums] = typeof expected === 'function' ? expected(got) : [got, expected], r = residual(value, sums, triangleOf, given ? old : model(out.m, out.n, () => [0, 0]), d)
    if (!(r < 16)) wrong.push(`${what}: residual ${r}`)
    write(target.view, out, d)
    if (hex(target.whole) !== before) wrong.push(`${what} wrote beside its output`)
    if (made.some((x, i) => hex(x.whole) !== around[i])) wrong.push(`${what} changed an input`)
    return wrong
  })
}

const small = [0, 1, 2, 3, 5, 9], edges = [31, 32, 33, 63, 64, 65, 97, 130]
const alphas = (d: Dtype): Factor[] => [1, 0.7, 0, ...(isComplex(d) ? [{ re: 0.7, im: -0.9 }, { re: 0, im: 1 }] : [-1])]
const betas = (d: Dtype): Factor[] => [0, 1, 1.3, ...(isComplex(d) ? [{ re: 1.3, im: -1.1 }] : [])]
const isZero = (f: Factor): boolean => pair(f).every(x => x === 0)
/** Pairs of sizes: all small ones, and the edges with a few others. */
const sizes: [number, number][] = [...small.flatMap(m => small.map((n): [number, number] => [m, n])), ...edges.map((m, i): [number, number] => [m, [1, 2, 3, 5, 7, 8, 9, 13][i]!])]
/** Sizes of results of which one triangle is computed, by blocks of 48. */
const squares: [number, number][] = [...small, 31, 47, 48, 49, 96, 97, 130, 250].map(n => [n, n])
/** c as it enters: NaN where it is not to be read, and the 777s of what is not to be written. */
const target = (m: number, n: number, d: Dtype, beta: Factor, uplo = '', hermitian = false): { out: Model; c: Model } => {
  const c = fresh(m, n, d), out = isZero(beta) ? model(m, n, () => [NaN, isComplex(d) ? NaN : 0]) : hermitian ? poisoned(c, '', 'imaginary') : c
  const marked = model(m, n, (i, j) => inside(uplo, i, j) ? at(out, i, j) : [777, isComplex(d) ? 777 : 0])
  return { out: marked, c: hermitian ? model(m, n, (i, j) => i === j ? [at(c, i, j)[0], 0] : at(c, i, j)) : c }
}
const nothing = (x: Model, d: Dtype): Model => model(x.m, x.n, () => [NaN, isComplex(d) ? NaN : 0])

const kinds: Record<string, (d: Dtype, m: number, n: number, alpha: Factor, beta: Factor, given: boolean) => string[]> = {}
kinds['gemm'] = (d, m, n, alpha, beta, given) => {
  const wrong: string[] = [], k = turn([3, 1, 8, 0, 65, 2, 33])
  for (const transA of 'NTC') for (const transB of 'NTC') {
    const a = transA === 'N' ? fresh(m, k, d) : fresh(k, m, d), b = transB === 'N' ? fresh(k, n, d) : fresh(n, k, d), { out, c } = target(m, n, d, beta), off = isZero(alpha)
    wrong.push(...judge('gemm', d, [alpha, beta], off ? [nothing(a, d), nothing(b, d)] : [a, b], out, { transA, transB }, sum(m, n, [[alpha, applied(a, transA), applied(b, transB)]], given ? beta : 0, c), '', given))
  }
  return wrong
}
kinds['gemmtr'] = (d, n, _, alpha, beta, given) => {
  const wrong: string[] = [], k = turn([3, 1, 8, 0, 65, 2, 33])
  for (const uplo of 'UL') for (const transA of 'NTC') for (const transB of 'NTC') {
    const a = transA === 'N' ? fresh(n, k, d) : fresh(k, n, d), b = transB === 'N' ? fresh(k, n, d) : fresh(n, k, d), { out, c } = target(n, n, d, beta, uplo), off = isZero(alpha)
    wrong.push(...judge('gemmtr', d, [alpha, beta], off ? [nothing(a, d), nothing(b, d)] : [a, b], out, { uplo, transA, transB }, sum(n, n, [[alpha, applied(a, transA), applied(b, transB)]], given ? beta : 0, c), uplo, given))
  }
  return wrong
}
const symmetric = (name: string, hermitian: boolean): typeof kinds[string] => (d, m, n, alpha, beta, given) => {
  const wrong: string[] = []
  for (const side of 'LR') for (const uplo of 'UL') {
    const k = side === 'L' ? m : n, a = fresh(k, k, d), b = fresh(m, n, d), { out, c } = target(m, n, d, beta), off = isZero(alpha), whole = full(a, uplo, hermitian)
    wrong.push(...judge(name, d, [alpha, beta], off ? [nothing(a, d), nothing(b, d)] : [poisoned(a, uplo, hermitian ? 'imaginary' : 'none'), b], out, { side, uplo }, sum(m, n, [side === 'L' ? [alpha, whole, b] : [alpha, b, whole]], given ? beta : 0, c), '', given))
  }
  return wrong
}
kinds['symm'] = symmetric('symm', false)
kinds['hemm'] = symmetric('hemm', true)
const ranked = (name: string): typeof kinds[string] => (d, n, _, alpha, beta, given) => {
  const wrong: string[] = [], hermitian = name.startsWith('h'), two = name.endsWith('2k'), k = turn([3, 1, 8, 0, 65, 2, 33])
  if (hermitian) beta = pair(beta)[0]
  if (name === 'herk') alpha = pair(alpha)[0]
  for (const uplo of 'UL') for (const trans of hermitian ? 'NC' : isComplex(d) ? 'NT' : 'NTC') {
    const make = (): Model => trans === 'N' ? fresh(n, k, d) : fresh(k, n, d), a = make(), b = two ? make() : a, { out, c } = target(n, n, d, beta, uplo, hermitian), off = isZero(alpha)
    const turned = hermitian ? 'C' : 'T', left = (x: Model): Model => applied(x, trans), right = (x: Model): Model => applied(left(x), turned), [re, im] = pair(alpha)
    const products: [Factor, Model, Model][] = two ? [[alpha, left(a), right(b)], [hermitian ? { re, im: -im } : alpha, left(b), right(a)]] : [[alpha, left(a), right(a)]]
    // As the reference: with nothing to do, imaginary parts on the diagonal stay.
    if ((off || k === 0) && beta === 1 && hermitian) for (let i = 0; i < n; i++) out.v[2 * (i * n + i) + 1] = 0
    const inputs = off ? [nothing(a, d), ...(two ? [nothing(b, d)] : [])] : two ? [a, b] : [a]
    wrong.push(...judge(name, d, [alpha, beta], inputs, out, { uplo, trans }, sum(n, n, products, given ? beta : 0, c), uplo, given))
  }
  return wrong
}
for (const name of ['syrk', 'herk', 'syr2k', 'her2k']) kinds[name] = ranked(name)
const triangular = (name: string): typeof kinds[string] => (d, m, n, alpha) => {
  const wrong: string[] = []
  for (const side of 'LR') for (const uplo of 'UL') for (const transA of 'NTC') for (const diag of 'NU') {
    const [rows, cols] = side === 'L' ? [m, n] : [n, m], k = m, b = fresh(rows, cols, d), off = isZero(alpha)
    // Of a size that leaves solutions of long systems finite.
    const a = model(k, k, (i, j) => { const f = i === j ? 2 : 4 / (k + 4); return [f * (random() + (i === j ? 1 : 0)), isComplex(d) ? f * random() : 0] })
    for (let i = 0; i < a.v.length; i++) a.v[i] = fround(a.v[i]!)
    const t = applied(triangle(a, uplo, diag), transA), expected = name === 'trmm' || off ? sum(rows, cols, [side === 'L' ? [alpha, t, b] : [alpha, b, t]], 0, undefined) :
      (x: Model): [Model, Sum] => { const { value, size } = sum(rows, cols, [side === 'L' ? [1, t, x] : [1, x, t]], 0, undefined), right = sum(rows, cols, [], alpha, b); return [value, { value: right.value, size: model(rows, cols, (i, j) => [at(size, i, j)[0] + at(right.size, i, j)[0], 0]) }] }
    wrong.push(...judge(name, d, [alpha], [off ? nothing(a, d) : poisoned(a, uplo, diag === 'U' ? 'all' : 'none')], off ? nothing(b, d) : b, { side, uplo, transA, diag }, expected))
  }
  return wrong
}
kinds['trmm'] = triangular('trmm')
kinds['trsm'] = triangular('trsm')

const names = Object.keys(kinds), takes = (name: string, d: Dtype): boolean => !name.startsWith('h') || isComplex(d)
const sound = (name: string, d: Dtype, n: number): { args: unknown[]; out: Any } => {
  const square = (f = 0): Any => { const x = fresh(n, n, d); for (let i = 0; i < n; i++) x.v[2 * (i * n + i)]! += f; return placed(x, d, 'rows').view }
  if (name.startsWith('tr')) { const a = square(n), b = square(); return { args: [0.7, a, b, {}], out: b } }
  const c = square(), a = square()
  return { args: name === 'syrk' || name === 'herk' ? [0.7, a, 1.3, c, {}] : [0.7, a, square(), 1.3, c, {}], out: c }
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ threads: 4, variant }))
  afterAll(() => { expect(np.info().memory.used).toBe(0); np.close() })

  describe.each(names)('%s', name => {
    test.each(dtypes.filter(d => takes(name, d)))('%s: all letters, sizes and layouts', d => {
      const wrong: string[] = [], one = /^(gemmtr|syrk|herk|syr2k|her2k)$/.test(name), many = /^(tr.*|gemmtr)$/.test(name)
      let i = 0
      // Threads have a test of their own.
      np.setThreads(1)
      for (const [m, n] of one ? squares.filter(([n]) => !many || n < 250) : sizes.filter(([m, n]) => !many || m > 9 || m !== 5 && n !== 5)) {
        if (variant === 'simd' && variants.length > 1 && i % 3 !== 0) { i++; continue }
        const a = alphas(d), b = betas(d), large = m > 9
        // Long systems with all letters, but with other factors each; the small ones with several.
        for (let k = 0; k < (large ? 1 : one ? 3 : many ? 1 : 2); k++) {
          const alpha = a[(i + k * 2) % a.length]!, beta = b[(i + k + (i >> 2)) % b.length]!
          wrong.push(...kinds[name]!(d, m, n, large && isZero(alpha) ? 0.7 : alpha, beta, true))
        }
        i++
      }
      for (const alpha of alphas(d)) for (const beta of name === 'trmm' || name === 'trsm' ? [0] : betas(d)) wrong.push(...kinds[name]!(d, 7, 6, alpha, beta, true))
      if (!name.startsWith('tr')) for (const n of [9, 0, 50]) wrong.push(...kinds[name]!(d, n, 5, 0.7, 1.3, false))
      np.setThreads(4)
      expect(wrong.slice(0, 5)).toEqual([])
    })

    test('the same bits on any number of threads', () => {
      for (const d of dtypes) if (takes(name, d)) np.scope(() => {
        seed = 5
        const { args, out } = sound(name, d, 200), before = out.copy() as Any, bits = [1, 2, 3, 4].map(threads => { np.setThreads(threads); out.assign(before); functions[name]!(...args); return hex(out) })
        np.setThreads(4)
        expect([d, new Set(bits).size]).toEqual([d, 1])
      })
    })

    test('NaN and infinities come out where the naive evaluation has them', () => {
      for (const d of dtypes) if (takes(name, d)) for (const n of [6, 70]) for (const bad of [NaN, Infinity]) for (const where of ['a', 'b']) np.scope(() => {
        const { args, out } = sound(name, d, n), array = args[where === 'a' || name === 'syrk' || name === 'herk' ? 1 : 2] as Any
        np.setAt(array, [2, 3], isComplex(d) ? { re: bad, im: 1 } : bad)
        const a = read(args[1] as Any), b = read(args[2] instanceof np.NDArray ? args[2] as Any : args[1] as Any), c = read(out), two = name.endsWith('2k')
        const h = name.startsWith('h'), turned = h ? 'C' : 'T'
        functions[name]!(...args)
        let expected: Model
        if (name === 'trsm') {
          expected = model(n, n, () => [0, 0])
          for (let j = 0; j < n; j++) for (let i = n - 1; i >= 0; i--) {
            let s = times([0.7, 0], at(b, i, j))
            for (let k = i + 1; k < n; k++) { const t = times(at(a, i, k), at(expected, k, j)); s = [s[0] - t[0], s[1] - t[1]] }
            const [re, im] = at(a, i, i), size = re * re + im * im, q = isComplex(d) ? times(s, [re / size, -im / size]) : [s[0] / re, 0]
            expected.v[2 * (i * n + j)] = q[0]!
            expected.v[2 * (i * n + j) + 1] = q[1]!
          }
        } else if (name === 'trmm') {
          // Without the products with the zeros of the other triangle.
          expected = model(n, n, (i, j) => { let re = 0, im = 0; for (let k = i; k < n; k++) { const t = times(at(a, i, k), at(b, k, j)); re += t[0]; im += t[1] } return times([0.7, 0], [re, im]) })
        } else if (name.endsWith('mm') && name !== 'gemm') expected = sum(n, n, [[0.7, full(a, 'U', h), b]], 1.3, c).value
        else if (name.startsWith('gemm')) expected = sum(n, n, [[0.7, a, b]], 1.3, c).value
        else expected = sum(n, n, two ? [[0.7, a, applied(b, turned)], [0.7, b, applied(a, turned)]] : [[0.7, a, applied(a, turned)]], 1.3, c).value
        const got = read(out), uplo = /^(gemmtr|syrk|herk|syr2k|her2k)$/.test(name) ? 'U' : '', off: string[] = []
        let strange = 0
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (inside(uplo, i, j)) {
          // Of complex numbers only whether both parts are finite: the parts of an infinity are a matter of the formula.
          const [x, y] = [at(got, i, j), at(expected, i, j)], kind = ([re, im]: [number, number]): string => isComplex(d) ? String(isFinite(re) && (h && i === j || isFinite(im))) : isFinite(re) ? 'finite' : String(re)
          if (kind(y) !== 'finite' && kind(y) !== 'true') strange++
          if (kind(x) !== kind(y)) off.push(`${d} ${n} ${bad} in ${where} (${i}, ${j}): ${x.join()}, not ${y.join()}`)
        }
        expect(off.slice(0, 3)).toEqual([])
        if (where === 'a') expect(strange).toBeGreaterThan(0)
      })
    })

    test('bad input is refused by name, and nothing is left behind', () => {
      const d = name.startsWith('h') ? 'complex128' : 'float64', other = name.startsWith('h') ? 'complex64' : 'float32'
      const refused = (change: (args: unknown[]) => void, error: RegExp): void => np.scope(() => {
        const { args } = sound(name, d, 4)
        change(args)
        const { used } = np.info().memory, e = thrown(() => functions[name]!(...args))
        expect([named(e), `${e.name}: ${e.message}`]).toEqual([true, expect.stringMatching(error)])
        expect([e.message, e.message.includes(name)]).toEqual([e.message, true])
        expect(np.info().memory.used).toBe(used)
      })
      const { arrays, last } = np.scope(() => { const { args } = sound(name, d, 4); return { arrays: args.flatMap((x, i) => x instanceof np.NDArray ? [i] : []), last: args.length - 1 } })
      for (const i of arrays) {
        refused(args => { args[i] = [[1]] }, /^DTypeError: .*NDArray/)
        if (i !== arrays.at(-1) || name.startsWith('tr')) refused(args => { args[i] = null }, /^DTypeError: .*NDArray/)
        refused(args => { args[i] = np.ones([4, 4], 'int32') }, /^DTypeError: .*int32/)
        refused(args => { args[i] = np.ones([4, 4], other) }, /^DTypeError/)
        refused(args => { args[i] = np.ones([4], d) }, /^ShapeError: .*\(4,\)/)
        refused(args => { args[i] = np.ones([2, 4, 4], d) }, /^ShapeError: .*\(2, 4, 4\)/)
        if (!(i === 1 && arrays.length === 2 && !name.startsWith('tr'))) refused(args => { args[i] = np.ones([5, 3], d) }, /^ShapeError: .*\(5, 3\)/)
      }
      const output = arrays.at(-1)!
      refused(args => { args[output] = args[1] }, /^ValueError: .*shares memory with a/)
      refused(args => { args[output] = np.broadcast_to(np.ones([1, 4], d), [4, 4]) }, /^ValueError: .*read-only/)
      for (const bad of ['1', null, undefined, {}, { re: 1 }, 1n, [1]]) refused(args => { args[0] = bad }, /^ValueError: .*alpha/)
      if (!name.startsWith('tr')) for (const bad of ['1', null, { im: 1 }, true]) refused(args => { args[output - 1] = bad }, /^ValueError: .*beta/)
      if (d === 'float64') refused(args => { args[0] = { re: 1, im: 1 } }, /^DTypeError: .*alpha is complex/)
      if (name.startsWith('her')) refused(args => { args[output - 1] = { re: 1, im: 1 } }, /^ValueError: .*beta .*real/)
      if (name === 'herk') refused(args => { args[0] = { re: 1, im: 1 } }, /^ValueError: .*alpha .*real/)
      for (const options of [null, 5, 'U']) refused(args => { args[last] = options }, /^ValueError: .*options/)
      refused(args => { args[last] = { upper: true } }, /^ValueError: .*upper/)
      const letters = name === 'gemm' ? ['transA', 'transB'] : name === 'gemmtr' ? ['uplo', 'transA', 'transB'] : name.startsWith('tr') ? ['side', 'uplo', 'transA', 'diag'] : name.endsWith('mm') ? ['side', 'uplo'] : ['uplo', 'trans']
      for (const key of letters) for (const bad of ['n', 'X', '', null, 1, true]) refused(args => { args[last] = { [key]: bad } }, new RegExp(`^ValueError: .*${key}`))
      if (name.startsWith('her')) refused(args => { args[last] = { trans: 'T' } }, /^ValueError: .*trans/)
      if (name.startsWith('syr')) np.scope(() => { const { args } = sound(name, 'complex64', 3); args[last] = { trans: 'C' }; expect(thrown(() => functions[name]!(...args)).message).toMatch(/trans/) })
      if (name.startsWith('h')) np.scope(() => { const { args } = sound(name, 'float64', 3); expect(thrown(() => functions[name]!(...args)).name).toBe('DTypeError') })
      refused(args => { const x = args[1] as Any; x.dispose() }, /^DisposedError|^[^:]*Disposed/)
    })
  })

  test('a zero on the diagonal of trsm divides, and does not trap', () => np.scope(() => {
    const a = np.array([[2, 1], [0, 0]]), b = np.array([[1, 1], [3, 0]])
    expect(blas.trsm(1, a, b).tolist()).toEqual([[-Infinity, NaN], [Infinity, NaN]])
    const z = np.array([[{ re: 3, im: 4 }]]), x = np.array([[{ re: -5, im: 10 }]])
    expect(blas.trsm(1, z, x, { transA: 'C' }).tolist()).toEqual([[{ re: -2.2, im: 0.4 }]])
  }))
})
