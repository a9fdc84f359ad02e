// Level 1 of BLAS against plain loops in float64, in all dtypes and strides.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { alphas, asFactor, blas, complexes, conj, dtypes, elements, eps, held, increments, isComplex, plus, random, reals, residual, size, sizes, Sum, times, touched, vector, type BlasDType, type C, type Operand } from './blas.ts'
import { fixture, hex, type Any } from './support.ts'

beforeAll(async () => { await np.init({ threads: 4 }) })
afterAll(() => {
  expect(np.info().memory.used).toBe(0)
  np.close()
})

/** Runs f for vectors of all lengths and strides; it says what is wrong. */
function sweep(types: readonly BlasDType[], f: (dtype: BlasDType, x: Operand, y: Operand) => string | undefined | false): void {
  const problems: string[] = []
  for (const dtype of types) for (const n of [...sizes, 1030]) for (const ix of increments) for (const iy of increments) np.scope(() => {
    const p = f(dtype, vector(dtype, n, ix), vector(dtype, n, iy))
    if (p) problems.push(`${dtype}, n ${n}, increments ${ix} and ${iy}: ${p}`)
  })
  expect(problems.slice(0, 10)).toEqual([])
}
const close = (dtype: BlasDType, got: readonly C[], exact: readonly Sum[]): string | false => {
  const r = residual(dtype, got, exact.map(s => s.value), exact.map(s => s.scale))
  return !(r < 16) && `scaled residual ${r}`
}
const asC = (x: unknown): C => typeof x === 'number' ? [x, 0] : [(x as np.Complex).re, (x as np.Complex).im]

describe('vectors to vectors', () => {
  test('axpy', () => {
    for (const k of [0, 1, 2, 3, 4]) sweep(dtypes, (dtype, x, y) => {
      const alpha = alphas(dtype)[k]
      if (alpha === undefined) return undefined
      const u = elements(x.view), v = elements(y.view), a = held(dtype, alpha), got = blas.axpy!(asFactor(alpha), x.view, y.view)
      return got !== y.view && 'does not return y' || touched(x, true) && 'x changed' || touched(y) && 'guards' || close(dtype, elements(y.view), u.map((e, i) => new Sum().add(v[i]!).add(a, e)))
    })
  })

  test('scal', () => {
    for (const k of [0, 1, 2, 3, 4]) sweep(dtypes, (dtype, x) => {
      const alpha = alphas(dtype)[k]
      if (alpha === undefined) return undefined
      const u = elements(x.view), a = held(dtype, alpha), got = blas.scal!(asFactor(alpha), x.view)
      return got !== x.view && 'does not return x' || touched(x) && 'guards' || close(dtype, elements(x.view), u.map(e => new Sum().add(a, e)))
    })
  })

  test('copy and swap', () => {
    sweep(dtypes, (_, x, y) => {
      const u = JSON.stringify(elements(x.view)), v = JSON.stringify(elements(y.view))
      blas.swap!(x.view, y.view)
      if (touched(x) || touched(y)) return 'swap: guards'
      if (JSON.stringify(elements(x.view)) !== v || JSON.stringify(elements(y.view)) !== u) return 'swap: elements'
      if (blas.copy!(x.view, y.view) !== y.view) return 'copy does not return y'
      if (touched(y)) return 'copy: guards'
      return JSON.stringify(elements(y.view)) !== v && 'copy: elements'
    })
  })

  test('rot', () => {
    for (const s of [[0.6, 0], [0.48, -0.36]] as C[]) sweep(s[1] === 0 ? dtypes : complexes, (dtype, x, y) => {
      const u = elements(x.view), v = elements(y.view), c = held(dtype, [0.8, 0]), t = held(dtype, s)
      const got = blas.rot!(x.view, y.view, 0.8, asFactor(s)) as Any[], opposite: C = [-t[0], t[1]]
      return (got[0] !== x.view || got[1] !== y.view) && 'does not return x and y' || (touched(x) || touched(y)) && 'guards'
        || close(dtype, elements(x.view), u.map((e, i) => new Sum().add(c, e).add(t, v[i]!)))
        || close(dtype, elements(y.view), u.map((e, i) => new Sum().add(c, v[i]!).add(opposite, e)))
    })
  })

  test('rotm', () => {
    const h: Record<number, readonly number[]> = { [-2]: [1, 0, 0, 1], [-1]: [0.3, -0.4, 0.7, 1.1], 0: [1, -0.4, 0.7, 1], 1: [0.3, -1, 1, 1.1] }
    for (const flag of [-2, -1, 0, 1]) sweep(reals, (dtype, x, y) => {
      const u = elements(x.view), v = elements(y.view), [h11, h21, h12, h22] = h[flag]!.map(e => held(dtype, [e, 0])) as [C, C, C, C]
      blas.rotm!(x.view, y.view, [flag, 0.3, -0.4, 0.7, 1.1])
      return (touched(x) || touched(y)) && 'guards'
        || close(dtype, elements(x.view), u.map((e, i) => new Sum().add(h11, e).add(h12, v[i]!)))
        || close(dtype, elements(y.view), u.map((e, i) => new Sum().add(h21, e).add(h22, v[i]!)))
    })
    np.scope(() => {
      const x = np.array([1, 2]), y = np.array([3, 4])
      for (const param of [[-1, 0, 2, 1, 0], Float32Array.of(-1, 0, 2, 1, 0), np.array([-1, 0, 2, 1, 0])]) blas.rotm!(x, y, param)
      expect([x.tolist(), y.tolist()]).toEqual([[6, 8], [4, 8]])
    })
  })
})

describe('vectors to numbers', () => {
  test('dot, dotu and dotc', () => {
    sweep(dtypes, (dtype, x, y) => {
      const u = elements(x.view), v = elements(y.view)
      for (const name of isComplex(dtype) ? ['dotu', 'dotc'] : ['dot']) {
        const s = new Sum()
        u.forEach((e, i) => s.add(name === 'dotc' ? conj(e) : e, v[i]!))
        const p = close(dtype, [asC(blas[name]!(x.view, y.view))], [s])
        if (p) return `${name}: ${p}`
      }
      return touched(x, true) && 'x changed'
    })
  })

  test('dsdot and sdsdot', () => {
    sweep(['float32'], (_, x, y) => {
      const u = elements(x.view), v = elements(y.view), s = new Sum(), t = new Sum().add([0.7, 0])
      u.forEach((e, i) => { s.add(e, v[i]!); t.add(e, v[i]!) })
      return close('float64', [asC(blas.dsdot!(x.view, y.view))], [s]) || close('float32', [asC(blas.sdsdot!(0.7, x.view, y.view))], [t])
    })
  })

  test('asum, nrm2 and iamax', () => {
    sweep(dtypes, (dtype, x) => {
      const u = elements(x.view), norm = Math.sqrt(u.reduce((s, [re, im]) => s + re * re + im * im, 0)), sum = u.reduce((s, e) => s + size(e), 0)
      // In the dtype of the elements: |re| + |im| may round.
      const sizesOf = u.map(e => held(dtype, [size(e), 0])[0]), most = Math.max(...sizesOf)
      return residual(dtype, [[blas.asum!(x.view) as number, 0]], [[sum, 0]], [sum]) >= 16 && 'asum'
        || residual(dtype, [[blas.nrm2!(x.view) as number, 0]], [[norm, 0]], [norm]) >= 16 && 'nrm2'
        || blas.iamax!(x.view) !== sizesOf.indexOf(most) && `iamax is ${String(blas.iamax!(x.view))}, not ${sizesOf.indexOf(most)}`
    })
  })

  test('iamax takes the first of equals, of either sign, and of NaN', () => np.scope(() => {
    for (const dtype of reals) {
      const at = (list: number[]): unknown => blas.iamax!(np.array(list, dtype))
      expect([at([]), at([0, 0]), at([1, -3, 3, 2]), at([1, 3, -3, 2]), at([1, NaN, 5, NaN]), at([1, -Infinity, Infinity])]).toEqual([-1, 0, 1, 1, 1, 1])
      const long = np.zeros([100003], dtype)
      long.data[70001] = -2
      long.data[99999] = 2
      expect(blas.iamax!(long)).toBe(70001)
      long.data[99999] = NaN
      expect(blas.iamax!(long)).toBe(99999)
    }
    expect(blas.iamax!(np.array([{ re: 3, im: 3 }, { re: 5, im: 0 }, { re: -3, im: -3 }]))).toBe(0)
  }))

  test('nrm2 neither overflows nor underflows', () => np.scope(() => {
    const near = (list: number[], dtype: 'float32' | 'float64', exact: number): void => {
      for (const inc of increments) {
        const got = blas.nrm2!(vector(dtype, list.length, inc, i => [list[i]!, 0]).view) as number, e = dtype === 'float32' ? Math.fround(exact) : exact
        expect([list, Object.is(got, e) || Math.abs(got - e) <= Math.max(4 * eps(dtype) * Math.abs(e), dtype === 'float32' ? 2 ** -149 : 5e-324)]).toEqual([list, true])
      }
    }
    near([3e200, 4e200], 'float64', 5e200)
    near([3e-200, 4e-200], 'float64', 5e-200)
    near([3e-320, 4e-320], 'float64', 5e-320)
    for (const [values, norm] of fixture<{ norms: [number[], number][] }>('blas').norms) near(values, 'float64', norm)
    near([1e308, 1e308], 'float64', Math.SQRT2 * 1e308)
    near([1.7e308, 1.7e308], 'float64', Infinity)
    near([1e300, 1], 'float64', 1e300)
    near([1e-300, 1], 'float64', 1)
    near([3e30, 4e30], 'float32', 5e30)
    near([3e-30, 4e-30], 'float32', 5e-30)
    near([3e-42, 4e-42], 'float32', Math.hypot(Math.fround(3e-42), Math.fround(4e-42)))
    near([3e38, 3e38], 'float32', Infinity)
    near([0, 0, -0], 'float64', 0)
    for (const dtype of reals) {
      near([1, NaN], dtype, NaN)
      near([Infinity, NaN], dtype, NaN)
      near([1, -Infinity], dtype, Infinity)
    }
    expect(blas.nrm2!(np.array([{ re: 3e200, im: 4e200 }]))).toBeCloseTo(5e200, -190)
  }))
})

test('NaN and infinities go on as in the reference', () => np.scope(() => {
  for (const dtype of reals) {
    const list = [NaN, Infinity, -Infinity, 1], x = (): Any => np.array(list, dtype) as Any
    expect((blas.scal!(0, x()) as Any).tolist()).toEqual([NaN, NaN, NaN, 0])
    expect((blas.axpy!(1, x(), np.ones([4], dtype)) as Any).tolist()).toEqual([NaN, Infinity, -Infinity, 2])
    // alpha = 0 does not read x.
    expect((blas.axpy!(0, x(), np.ones([4], dtype)) as Any).tolist()).toEqual([1, 1, 1, 1])
    expect([blas.dot!(x(), np.ones([4], dtype)), blas.asum!(x()), blas.asum!(np.array([1, -Infinity], dtype))]).toEqual([NaN, NaN, Infinity])
    expect((blas.rot!(x(), np.ones([4], dtype), 1, 0) as Any[]).map(a => a.tolist())).toEqual([[NaN, Infinity, -Infinity, 1], [NaN, NaN, NaN, 1]])
    expect((blas.swap!(x(), np.ones([4], dtype)) as Any[])[1]!.tolist()).toEqual(list)
  }
  // A real factor takes the parts one by one, so that an infinite one does not make the other NaN.
  const z = np.array([{ re: Infinity, im: 1 }])
  expect((blas.scal!(2, z) as Any).item()).toEqual({ re: Infinity, im: 2 })
  expect((blas.axpy!({ re: 2, im: 0 }, z, np.zeros([1], 'complex128')) as Any).item()).toEqual({ re: Infinity, im: 4 })
}))

test('columns, interleaved and reversed views of one array are no overlap', () => np.scope(() => {
  const a = np.arange(12).reshape([4, 3]).astype('float64') as Any
  blas.swap!(np.slice(a, ':', 0), np.slice(a, ':', 2))
  expect(np.slice(a, 0).tolist()).toEqual([2, 1, 0])
  blas.rot!(np.slice(a, ':', 0), np.slice(a, '::-1', 1), 0, 1)
  expect(np.slice(a, 0).tolist()).toEqual([10, -11, 0])
  const v = np.arange(6).astype('float64')
  blas.copy!(np.slice(v, '::2'), np.slice(v, '1::2'))
  expect(v.tolist()).toEqual([0, 0, 2, 2, 4, 4])
  for (const f of ['copy', 'swap'] as const) expect(() => blas[f]!(np.slice(v, ':3'), np.slice(v, '2:5'))).toThrow(/shares memory/)
  expect(() => blas.axpy!(1, v, v)).toThrow(/axpy: y shares memory with x/)
  expect(() => blas.rot!(np.slice(a, ':', 0), np.slice(a, 0, ':').reshape([3]), 1, 0)).toThrow(np.ShapeError)
  expect(() => blas.swap!(np.slice(a, ':3', 0), np.slice(a, 0, ':'))).toThrow(/shares memory/)
}))

interface Rotations { rotg: [number, number, number, number, number, number][]; complex: [C, C, number, C, C][]; rotmg: [number[], number[], number[]][] }
describe('rotations', () => {
  const { rotg, complex, rotmg } = fixture<Rotations>('blas')
  const near = (a: number, b: number, unit = 1): boolean => Object.is(a, b) || Math.abs(a - b) <= 8 * 2 ** -52 * Math.max(Math.abs(b), unit)

  test('rotg of real numbers as SciPy', () => {
    const problems: unknown[] = []
    for (const [a, b, c, s, r, z] of rotg) {
      const got = blas.rotg!(a, b) as Record<string, number>
      if (!(near(got.c!, c) && near(got.s!, s) && near(got.r!, r, 0) && near(got.z!, z, 0))) problems.push([a, b, got, { c, s, r, z }])
    }
    expect(problems).toEqual([])
  })

  test('rotg of complex numbers as SciPy', () => {
    const problems: unknown[] = []
    for (const [a, b, c, s, r] of complex) {
      const got = blas.rotg!(asFactor(a), b[1] === 0 && a[1] === 0 ? { re: b[0], im: 0 } : asFactor(b)) as { c: number; s: np.Complex; r: np.Complex }
      if (!(near(got.c, c) && near(got.s.re, s[0]) && near(got.s.im, s[1]) && near(got.r.re, r[0], size(r)) && near(got.r.im, r[1], size(r)))) problems.push([a, b, got, { c, s, r }])
    }
    expect(problems).toEqual([])
  })

  test('rotg among extremes', () => {
    for (const scale of [5e-324, 1e-310, 1e-300, 1, 1e300, 1e307]) {
      const { r, c, s } = blas.rotg!({ re: 3 * scale, im: 4 * scale }, { re: 0, im: 5 * scale }) as { c: number; s: np.Complex; r: np.Complex }
      expect([scale, Math.abs(c * c + s.re * s.re + s.im * s.im - 1) < 1e-15, Math.abs(Math.hypot(r.re, r.im) / scale - Math.sqrt(50)) < (scale < 1e-307 ? 2 : 1e-14)]).toEqual([scale, true, true])
    }
    expect([blas.rotg!(0, 0), blas.rotg!(0, 2), blas.rotg!(2, 0)]).toEqual([{ r: 0, z: 0, c: 1, s: 0 }, { r: 2, z: 1, c: 0, s: 1 }, { r: 2, z: 0, c: 1, s: 0 }])
  })

  test('rotmg as SciPy, with rescaling', () => {
    const problems: unknown[] = []
    for (const [args, param, result] of rotmg) {
      const got = blas.rotmg!(...args) as { d1: number; d2: number; x1: number; param: number[] }
      // What a flag leaves out of the list is anything in the reference.
      const read = param[0] === -2 ? [0] : param[0] === 0 ? [0, 2, 3] : param[0] === 1 ? [0, 1, 4] : [0, 1, 2, 3, 4]
      if (!read.every(i => near(got.param[i]!, param[i]!, 0)) || !near(got.d1, result[0]!, 0) || !near(got.d2, result[1]!, 0) || !near(got.x1, result[2]!, 0)) problems.push([args, got, param, result])
    }
    expect(problems).toEqual([])
    expect((blas.rotmg!(Infinity, 1, 1, 1) as { d1: number }).d1).not.toBeUndefined()
  })

  test('a rotation makes its component vanish', () => np.scope(() => {
    for (const dtype of dtypes) for (let k = 0; k < 20; k++) {
      const a: C = [random(), isComplex(dtype) ? random() : 0], b: C = [random(), isComplex(dtype) ? random() : 0], g = blas.rotg!(asFactor(a), asFactor(b)) as { c: number; s: number | np.Complex; r: unknown }
      const x = vector(dtype, 1, 1, () => a).view, y = vector(dtype, 1, 1, () => b).view
      blas.rot!(x, y, g.c, g.s)
      expect([size(elements(y)[0]!) < 8 * eps(dtype), size(plus(elements(x)[0]!, times([-1, 0], asC(g.r)))) < 8 * eps(dtype)]).toEqual([true, true])
    }
  }))
})

test('the same bits with 1, 2 and 4 threads', () => np.scope(() => {
  for (const dtype of dtypes) for (const inc of [1, -2]) {
    const x = vector(dtype, 100003, inc).view, y = vector(dtype, 100003, 1).view, seen = new Set<string>()
    for (const threads of [1, 2, 4]) {
      np.setThreads(threads)
      const u = np.copy(x) as Any, v = np.copy(y) as Any, d = isComplex(dtype) ? 'dotc' : 'dot'
      const list = [blas[d]!(x, y), blas.nrm2!(x), blas.asum!(x), blas.iamax!(x)]
      blas.rot!(u, v, 0.8, 0.6)
      blas.axpy!(0.7, x, v)
      blas.swap!(u, v)
      blas.scal!(1.1, u)
      seen.add(JSON.stringify(list) + hex(u) + hex(v))
    }
    expect(seen.size).toBe(1)
  }
  np.setThreads(4)
}))
