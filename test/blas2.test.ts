// Level 2 of BLAS against plain loops in float64: all dtypes, storages, layouts and options, in the manner of the reference's test
// programs. What a routine must not read is NaN, and what it must not write is compared.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { alphas, asFactor, betas, blas, complexes, conj, dtypes, elements, held, increments, isComplex, layouts, matrix, plus, random, reals, residual, sizes, Sum, touched, vector, type BlasDType, type C, type Operand } from './blas.ts'
import { fixture, hex, type Any } from './support.ts'

beforeAll(async () => { await np.init({ threads: 4 }) })
afterAll(() => {
  expect(np.info().memory.used).toBe(0)
  np.close()
})

const nan: C = [NaN, NaN]
const any = (): C => [random(), random()]
// Every test takes the next of these in turn, so that their combinations are spread over the cases.
let turn = 0
const next = <T>(list: readonly T[]): T => list[turn++ % list.length]!
const trouble: string[] = []
function judge(what: string, problem: string | false | undefined): void { if (problem && trouble.length < 20) trouble.push(`${what}: ${problem}`) }
const settled = (): void => { expect(trouble.splice(0)).toEqual([]) }
function close(dtype: BlasDType, got: readonly C[], exact: readonly Sum[]): string | false {
  const r = residual(dtype, got, exact.map(s => s.value), exact.map(s => s.scale))
  return !(r < 16) && `scaled residual ${r}`
}

/** A matrix as a function of row and column; what is not stored is 0. */
type Entries = (i: number, j: number) => C
const from = (m: number, n: number, value: Entries): Entries => {
  const list = Array.from({ length: m * n }, (_, k) => value(Math.floor(k / n), k % n))
  return (i, j) => list[i * n + j]!
}
const op = (a: Entries, trans: string): Entries => trans === 'N' ? a : (i, j) => trans === 'T' ? a(j, i) : conj(a(j, i))
/** alpha a x + beta y. */
function exactly(dtype: BlasDType, m: number, n: number, a: Entries, x: readonly C[], alpha: C = [1, 0], beta: C = [0, 0], y: readonly C[] = []): Sum[] {
  const p = held(dtype, alpha), q = held(dtype, beta)
  return Array.from({ length: m }, (_, i) => {
    const s = new Sum()
    if (q[0] !== 0 || q[1] !== 0) s.add(q, y[i]!)
    if (p[0] !== 0 || p[1] !== 0) for (let j = 0; j < n; j++) s.add(p, a(i, j), x[j]!)
    return s
  })
}

// ---- Storages of a triangle: in each the value for what is stored, and NaN elsewhere. ----

interface Stored { letter: string; name: string; bandwidth(n: number): number; make(dtype: BlasDType, n: number, uplo: string, k: number, value: Entries): Operand }
const within = (uplo: string, i: number, j: number, k: number): boolean => uplo === 'U' ? i <= j && j - i <= k : i >= j && i - j <= k
const storages: Stored[] = [
  { letter: 'y', name: 'full', bandwidth: n => n, make: (dtype, n, uplo, k, value) => matrix(dtype, n, n, next(layouts), (i, j) => within(uplo, i, j, k) ? value(i, j) : nan) },
  {
    letter: 'b', name: 'band', bandwidth: () => next([0, 1, 2, 3, 20]),
    make: (dtype, n, uplo, k, value) => matrix(dtype, k + 1, n, next(layouts), (r, j) => { const i = uplo === 'U' ? r + j - k : r + j; return i >= 0 && i < n ? value(i, j) : nan }),
  },
  {
    letter: 'p', name: 'packed', bandwidth: n => n,
    make: (dtype, n, uplo, _, value) => {
      const list: C[] = []
      for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) if (within(uplo, i, j, n)) list.push(value(i, j))
      return vector(dtype, list.length, next(increments), i => list[i]!)
    },
  },
]

describe('gemv', () => {
  test('all options', () => {
    for (const dtype of dtypes) for (const [m, n] of [...sizes.map(s => [s, s]), [3, 17], [33, 5], [0, 4], [4, 0], [65, 16]] as [number, number][]) for (const trans of ['N', 'T', 'C'] as const) for (const alpha of alphas(dtype)) for (const beta of betas(dtype)) np.scope(() => {
      const [p, q] = trans === 'N' ? [m, n] : [n, m], zero = alpha[0] === 0 && alpha[1] === 0, fresh = beta[0] === 0 && beta[1] === 0
      const a = matrix(dtype, m, n, next(layouts), zero ? () => nan : any), x = vector(dtype, q, next(increments), zero ? () => nan : any), y = vector(dtype, p, next(increments), fresh ? () => nan : any)
      const list = elements(a.view), w: Entries = (i, j) => list[i * n + j]!, u = elements(x.view), v = elements(y.view), what = `gemv ${dtype} (${m}, ${n}) ${trans} ${alpha.join()} ${beta.join()}`
      const got = blas.gemv!(asFactor(alpha), a.view, x.view, asFactor(beta), y.view, { trans })
      judge(what, got !== y.view && 'does not return y' || (touched(a, true) || touched(x, true)) && 'an input changed' || touched(y) && 'guards' || close(dtype, elements(y.view), exactly(dtype, p, q, op(w, trans), u, alpha, beta, v)))
    })
    settled()
  })

  test('without y', () => np.scope(() => {
    const a = np.array([[1, 2], [3, 4], [5, 6]], 'float32'), x = np.array([1, -1], 'float32')
    expect((blas.gemv!(2, a, x) as Any).tolist()).toEqual([-2, -2, -2])
    expect((blas.gemv!(2, a, x, 5, null) as Any).tolist()).toEqual([-2, -2, -2])
    expect((blas.gemv!(0, a, x) as Any).tolist()).toEqual([0, 0, 0])
    expect((blas.gemv!(1, a, np.ones([3], 'float32'), 0, undefined, { trans: 'T' }) as Any).tolist()).toEqual([9, 12])
  }))
})

describe('gbmv', () => {
  test('all options', () => {
    for (const dtype of dtypes) for (const [m, n] of [...sizes.map(s => [s, s]), [3, 17], [17, 3], [33, 5], [5, 33]] as [number, number][]) for (const trans of ['N', 'T', 'C'] as const) for (const [kl, ku] of [[0, 0], [1, 0], [0, 2], [2, 1], [3, 3], [1, 20]] as [number, number][]) np.scope(() => {
      const alpha = next(alphas(dtype)), beta = next(betas(dtype)), [p, q] = trans === 'N' ? [m, n] : [n, m], fresh = beta[0] === 0 && beta[1] === 0
      const ab = matrix(dtype, kl + ku + 1, n, next(layouts), (r, j) => { const i = r + j - ku; return i >= 0 && i < m ? any() : nan }), rows = elements(ab.view)
      const a: Entries = (i, j) => i - j > kl || j - i > ku ? [0, 0] : rows[(ku + i - j) * n + j]!
      const x = vector(dtype, q, next(increments)), y = vector(dtype, p, next(increments), fresh ? () => nan : any), u = elements(x.view), v = elements(y.view)
      const got = blas.gbmv!(kl, ku, asFactor(alpha), ab.view, x.view, asFactor(beta), y.view, { trans, m })
      judge(`gbmv ${dtype} (${m}, ${n}) ${kl} ${ku} ${trans} ${alpha.join()} ${beta.join()}`, got !== y.view && 'does not return y' || (touched(ab, true) || touched(x, true)) && 'an input changed' || touched(y) && 'guards' || close(dtype, elements(y.view), exactly(dtype, p, q, op(a, trans), u, alpha, beta, v)))
    })
    settled()
  })
})

describe('symmetric and hermitian products', () => {
  test.each(storages)('$name', storage => {
    for (const hermitian of [false, true]) for (const dtype of hermitian ? complexes : dtypes) for (const n of sizes) for (const uplo of ['U', 'L']) for (const alpha of alphas(dtype)) np.scope(() => {
      const beta = next(betas(dtype)), fresh = beta[0] === 0 && beta[1] === 0, k = storage.bandwidth(n), name = `${hermitian ? 'h' : 's'}${hermitian && storage.letter === 'y' ? 'e' : storage.letter}mv`
      const random = from(n, n, any), stored = (i: number, j: number): C => hermitian && i === j ? [random(i, j)[0], NaN] : random(i, j)
      const a = storage.make(dtype, n, uplo, k, stored), x = vector(dtype, n, next(increments)), y = vector(dtype, n, next(increments), fresh ? () => nan : any), u = elements(x.view), v = elements(y.view)
      const part = (i: number, j: number): C => { const e = held(dtype, random(i, j)); return [e[0], isComplex(dtype) && !(hermitian && i === j) ? e[1] : 0] }
      const entries: Entries = (i, j) => Math.abs(i - j) > k ? [0, 0] : (uplo === 'U') === (i <= j) || i === j ? part(i, j) : hermitian ? conj(part(j, i)) : part(j, i)
      const got = blas[name]!(asFactor(alpha), a.view, x.view, asFactor(beta), y.view, { uplo })
      judge(`${name} ${dtype} ${n} ${uplo} ${alpha.join()} ${beta.join()} k ${k}`, got !== y.view && 'does not return y' || (touched(a, true) || touched(x, true)) && 'an input changed' || touched(y) && 'guards' || close(dtype, elements(y.view), exactly(dtype, n, n, entries, u, alpha, beta, v)))
    })
    settled()
  })
})

describe('triangular products and solutions', () => {
  test.each(storages)('$name', storage => {
    for (const solving of [false, true]) for (const dtype of dtypes) for (const n of sizes) for (const uplo of ['U', 'L']) for (const trans of ['N', 'T', 'C']) for (const diag of ['N', 'U']) for (let repeat = 0; repeat < 2; repeat++) np.scope(() => {
      const k = storage.bandwidth(n), name = `t${storage.letter === 'y' ? 'r' : storage.letter}${solving ? 's' : 'm'}v`, scale = 1 / Math.max(1, Math.min(n, k))
      const random = from(n, n, (i, j) => i === j ? plus(any(), [any()[0] > 0 ? 1 : -1, 0]) : any().map(p => p * scale) as unknown as C)
      const a = storage.make(dtype, n, uplo, k, (i, j) => i === j && diag === 'U' ? nan : random(i, j)), x = vector(dtype, n, next(increments)), b = elements(x.view)
      const entries: Entries = (i, j) => { const e = held(dtype, random(i, j)); return !within(uplo, i, j, k) ? [0, 0] : i === j && diag === 'U' ? [1, 0] : isComplex(dtype) ? e : [e[0], 0] }
      const got = blas[name]!(a.view, x.view, { uplo, trans, diag }), result = elements(x.view)
      // Of a solution the residual of its equations.
      const p = solving ? close(dtype, b, exactly(dtype, n, n, op(entries, trans), result)) : close(dtype, result, exactly(dtype, n, n, op(entries, trans), b))
      judge(`${name} ${dtype} ${n} ${uplo} ${trans} ${diag} k ${k}`, got !== x.view && 'does not return x' || touched(a, true) && 'the matrix changed' || touched(x) && 'guards' || p)
    })
    settled()
  })

  test('a zero on the diagonal gives infinities and NaN', () => np.scope(() => {
    for (const dtype of reals) {
      expect((blas.trsv!(np.array([[2, 1], [0, 0]], dtype), np.array([1, 1], dtype)) as Any).tolist()).toEqual([-Infinity, Infinity])
      expect((blas.trsv!(np.array([[2, 1], [0, 0]], dtype), np.array([1, 0], dtype)) as Any).tolist()).toEqual([NaN, NaN])
    }
    for (const dtype of complexes) {
      const { re, im } = (blas.trsv!(np.zeros([1, 1], dtype), np.ones([1], dtype)) as Any).item() as np.Complex
      expect(Number.isFinite(re) && Number.isFinite(im)).toBe(false)
    }
  }))
})

describe('updates', () => {
  test('ger, geru and gerc', () => {
    for (const dtype of dtypes) for (const [m, n] of [...sizes.map(s => [s, s]), [3, 17], [33, 5], [0, 4]] as [number, number][]) for (const name of isComplex(dtype) ? ['geru', 'gerc'] : ['ger']) for (const layout of layouts) for (const alpha of alphas(dtype)) np.scope(() => {
      const a = matrix(dtype, m, n, layout, any), x = vector(dtype, m, next(increments)), y = vector(dtype, n, next(increments)), old = elements(a.view), u = elements(x.view), v = elements(y.view), by = held(dtype, alpha)
      const got = blas[name]!(asFactor(alpha), x.view, y.view, a.view)
      judge(`${name} ${dtype} (${m}, ${n}) ${layout} ${alpha.join()}`, got !== a.view && 'does not return a' || (touched(x, true) || touched(y, true)) && 'an input changed' || touched(a) && 'guards'
        || close(dtype, elements(a.view), old.map((e, k) => new Sum().add(e).add(by, u[Math.floor(k / n)]!, name === 'gerc' ? conj(v[k % n]!) : v[k % n]!))))
    })
    settled()
  })

  test.each([storages[0]!, storages[2]!])('of a triangle: $name', storage => {
    for (const hermitian of [false, true]) for (const rank of [1, 2]) for (const dtype of hermitian ? complexes : dtypes) for (const n of sizes) for (const uplo of ['U', 'L']) for (const alpha of alphas(dtype)) np.scope(() => {
      if (hermitian && rank === 1 && alpha[1] !== 0) return
      const name = `${hermitian ? 'h' : 's'}${hermitian && storage.letter === 'y' ? 'e' : storage.letter}r${rank === 2 ? '2' : ''}`, zero = alpha[0] === 0 && alpha[1] === 0, by = held(dtype, alpha)
      const random = from(n, n, any), a = storage.make(dtype, n, uplo, n, (i, j) => hermitian && i === j ? [random(i, j)[0], NaN] : random(i, j))
      const x = vector(dtype, n, next(increments)), y = vector(dtype, n, next(increments)), u = elements(x.view), v = rank === 2 ? elements(y.view) : u, before = elements(a.view)
      const got = blas[name]!(asFactor(alpha), x.view, ...(rank === 2 ? [y.view] : []), a.view, { uplo }), after = elements(a.view), result: C[] = [], exact: Sum[] = [], turned = (c: C): C => hermitian ? conj(c) : c
      let problem: string | undefined
      const places: [number, number][] = []
      if (storage.letter === 'p') for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) { if (within(uplo, i, j, n)) places.push([i, j]) }
      if (storage.letter === 'y') for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) places.push([i, j])
      places.forEach(([i, j], k) => {
        if (zero || !within(uplo, i, j, n)) { if (!Object.is(after[k]![0], before[k]![0]) || !Object.is(after[k]![1], before[k]![1])) problem = `(${i}, ${j}) was written`; return }
        const s = new Sum().add(hermitian && i === j ? [before[k]![0], 0] : before[k]!).add(by, u[i]!, turned(v[j]!))
        if (rank === 2) s.add(turned(by), v[i]!, turned(u[j]!))
        if (hermitian && i === j) { s.value = [s.value[0], 0]; if (after[k]![1] !== 0) problem = 'the diagonal is not real' }
        result.push(after[k]!)
        exact.push(s)
      })
      judge(`${name} ${dtype} ${n} ${uplo} ${alpha.join()}`, got !== a.view && 'does not return the matrix' || (touched(x, true) || touched(y, true)) && 'an input changed' || touched(a) && 'guards' || problem || close(dtype, result, exact))
    })
    settled()
  })
})

test('band and packed storage as SciPy takes it', () => {
  const { x, stored } = fixture<{ x: number[]; stored: [string, number[] | number[][], number[]][] }>('blas')
  for (const [name, array, expected] of stored) np.scope(() => {
    const [routine, uplo] = name.split(' ') as [string, string | undefined], a = np.array(array as number[]) as Any, v = np.array(x) as Any, options = { uplo: uplo ?? 'U' }
    const got = routine === 'gbmv' ? blas.gbmv!(1, 2, 1, a, v, 0, null, { m: 5 }) : routine.startsWith('t') ? blas[routine]!(a, v, options) : routine === 'spr' ? blas.spr!(1, v, a, options) : blas[routine]!(1, a, v, 0, null, options)
    expect([name, (got as Any).tolist()]).toEqual([name, expected])
  })
})

test('NaN and infinities reach what depends on them', () => np.scope(() => {
  const a = np.array([[1, NaN], [0, Infinity]]), x = (): Any => np.array([1, 1]) as Any
  expect((blas.trmv!(a, x()) as Any).tolist()).toEqual([NaN, Infinity])
  expect((blas.trmv!(a, x(), { uplo: 'L' }) as Any).tolist()).toEqual([1, Infinity])
  expect((blas.symv!(1, a, x(), 0, null, { uplo: 'L' }) as Any).tolist()).toEqual([1, Infinity])
  expect((blas.gemv!(1, a, x(), 1, np.array([1, NaN])) as Any).tolist()).toEqual([NaN, NaN])
  expect((blas.ger!(1, np.array([0, 1]), np.array([Infinity, 1]), np.zeros([2, 2])) as Any).tolist()).toEqual([[NaN, 0], [Infinity, 1]])
}))

test('blocks of one array are no overlap', () => np.scope(() => {
  const a = np.arange(1, 13).reshape([3, 4]).astype('float64') as Any, left = np.slice(a, ':', ':3') as Any, right = np.slice(a, ':', 3) as Any
  blas.trmv!(left, right, { uplo: 'L' })
  expect(right.tolist()).toEqual([4, 5 * 4 + 6 * 8, 9 * 4 + 10 * 8 + 11 * 12])
  blas.ger!(1, np.slice(a, '1:', 0), np.slice(a, 0, '1:'), np.slice(a, '1:', '1:'))
  expect(np.slice(a, 2).tolist()).toEqual([9, 10 + 18, 11 + 27, 248 + 36])
  expect(() => blas.gemv!(1, a, np.slice(a, 0, ':'), 0, np.slice(a, ':', 1))).toThrow(/gemv: y shares memory with a/)
  expect(() => blas.trsv!(left, np.slice(a, ':', 2))).toThrow(/trsv: x shares memory with a/)
}))

test('the same bits with 1, 2 and 4 threads', () => np.scope(() => {
  const n = 401
  for (const dtype of dtypes) {
    const a = matrix(dtype, n, n, 'C', (i, j) => i === j ? [1, 0] : [random() / n, random() / n]).view, ap = vector(dtype, n * (n + 1) / 2, 1, () => [random() / n + 1, 0]).view, ab = matrix(dtype, 40, n, 'F', any).view, x = vector(dtype, n).view, y = vector(dtype, n).view
    const seen = new Set<string>(), c = isComplex(dtype)
    for (const threads of [1, 2, 4]) {
      np.setThreads(threads)
      np.scope(() => {
        const v = (): Any => np.copy(x) as Any, m = (): Any => np.copy(a) as Any, out: Any[] = []
        for (const uplo of ['U', 'L']) {
          out.push(...[blas.symv!(1, a, x, 0, null, { uplo }), blas.spmv!(1, ap, x, 0, null, { uplo }), blas.sbmv!(1, ab, x, 0, null, { uplo }), blas.syr!(1, x, m(), { uplo }), blas.syr2!(1, x, y, m(), { uplo }), blas.spr!(1, x, np.copy(ap), { uplo })] as Any[])
          for (const trans of ['N', 'C']) out.push(...[blas.trmv!(a, v(), { uplo, trans }), blas.trsv!(a, v(), { uplo, trans }), blas.tpmv!(ap, v(), { uplo, trans }), blas.tbmv!(ab, v(), { uplo, trans })] as Any[])
        }
        out.push(blas.gbmv!(19, 20, 1, ab, x) as Any, blas.gbmv!(19, 20, 1, ab, x, 0, null, { trans: 'T' }) as Any, (c ? blas.gerc! : blas.ger!)(1, x, y, m()) as Any, blas.gemv!(1, a, x) as Any)
        seen.add(out.map(hex).join())
      })
    }
    expect([dtype, seen.size]).toEqual([dtype, 1])
  }
  np.setThreads(4)
}))

test('matrices of several groups of segments, in both directions', () => np.scope(() => {
  const n = 400
  for (const dtype of dtypes) for (const layout of ['C', 'F'] as const) for (const uplo of ['U', 'L']) for (const trans of ['N', 'T', 'C']) np.scope(() => {
    const a = matrix(dtype, n, n, layout, (i, j) => within(uplo, i, j, n) ? i === j ? [1.5, 0.5] : [random() / n, random() / n] : nan).view, x = vector(dtype, n), b = elements(x.view)
    blas.trmv!(a, x.view, { uplo, trans })
    blas.trsv!(a, x.view, { uplo, trans })
    judge(`${dtype} ${layout} ${uplo} ${trans}`, close(dtype, elements(x.view), b.map(e => Object.assign(new Sum(), { value: e, scale: 20 }))))
  })
  settled()
}))
