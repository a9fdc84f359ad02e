// Bad input to every function of BLAS: a result, or a named error that says which function, and never a leak.

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { blas } from './blas.ts'
import { type Any, named, thrown } from './support.ts'

beforeAll(async () => { await np.init({ threads: 2, memory: 64 << 20 }) })
afterAll(() => { expect(np.info().memory.used).toBe(0) })

const a = (): Any => np.array([[4, 1, 2], [1, 5, 3], [2, 3, 6]]) as Any, v = (): Any => np.array([1, 2, 3]) as Any, p = (): Any => np.arange(1, 7).astype('float64') as Any, b = (): Any => np.ones([2, 3]) as Any
const complex = (x: Any): Any => np.astype(x, 'complex128') as Any, single = (): Any => np.ones([3], 'float32') as Any
// Sound arguments, to be spoilt one at a time.
const list: Record<string, () => unknown[]> = {
  rotg: () => [3, 4], rotmg: () => [1, 2, 3, 4], rot: () => [v(), v(), 0.6, 0.8], rotm: () => [v(), v(), [-1, 1, 2, 3, 4]], swap: () => [v(), v()], scal: () => [2, v()], copy: () => [v(), v()], axpy: () => [2, v(), v()],
  dot: () => [v(), v()], dotu: () => [complex(v()), complex(v())], dotc: () => [complex(v()), complex(v())], dsdot: () => [single(), single()], sdsdot: () => [1, single(), single()], nrm2: () => [v()], asum: () => [v()], iamax: () => [v()],
  gemv: () => [2, a(), v(), 3, v(), { trans: 'T' }], ger: () => [2, v(), v(), a()], geru: () => [2, complex(v()), complex(v()), complex(a())], gerc: () => [2, complex(v()), complex(v()), complex(a())],
  gbmv: () => [1, 0, 2, b(), v(), 3, v(), { trans: 'T', m: 3 }], symv: () => [2, a(), v(), 3, v(), { uplo: 'L' }], hemv: () => [2, complex(a()), complex(v()), 3, complex(v()), { uplo: 'L' }], sbmv: () => [2, b(), v(), 3, v(), { uplo: 'L' }],
  hbmv: () => [2, complex(b()), complex(v()), 3, complex(v()), { uplo: 'L' }], spmv: () => [2, p(), v(), 3, v(), { uplo: 'L' }], hpmv: () => [2, complex(p()), complex(v()), 3, complex(v()), { uplo: 'L' }],
  syr: () => [2, v(), a(), { uplo: 'L' }], syr2: () => [2, v(), v(), a(), { uplo: 'L' }], her: () => [2, complex(v()), complex(a()), { uplo: 'L' }], her2: () => [2, complex(v()), complex(v()), complex(a()), { uplo: 'L' }],
  spr: () => [2, v(), p(), { uplo: 'L' }], spr2: () => [2, v(), v(), p(), { uplo: 'L' }], hpr: () => [2, complex(v()), complex(p()), { uplo: 'L' }], hpr2: () => [2, complex(v()), complex(v()), complex(p()), { uplo: 'L' }],
  ...Object.fromEntries(['trmv', 'trsv'].map(f => [f, () => [a(), v(), { uplo: 'L', trans: 'T', diag: 'N' }]])), ...Object.fromEntries(['tbmv', 'tbsv'].map(f => [f, () => [b(), v(), { uplo: 'L', trans: 'T', diag: 'N' }]])), ...Object.fromEntries(['tpmv', 'tpsv'].map(f => [f, () => [p(), v(), { uplo: 'L', trans: 'T', diag: 'N' }]])),
  gemm: () => [2, a(), a(), 3, a(), { transA: 'T', transB: 'C' }], gemmtr: () => [2, a(), a(), 3, a(), { uplo: 'L', transA: 'T', transB: 'C' }], symm: () => [2, a(), a(), 3, a(), { side: 'R', uplo: 'L' }], hemm: () => [2, complex(a()), complex(a()), 3, complex(a()), { side: 'R', uplo: 'L' }],
  syrk: () => [2, a(), 3, a(), { uplo: 'L', trans: 'T' }], herk: () => [2, complex(a()), 3, complex(a()), { uplo: 'L', trans: 'C' }], syr2k: () => [2, a(), a(), 3, a(), { uplo: 'L', trans: 'T' }], her2k: () => [2, complex(a()), complex(a()), 3, complex(a()), { uplo: 'L', trans: 'C' }],
  ...Object.fromEntries(['trmm', 'trsm'].map(f => [f, () => [2, a(), a(), { side: 'R', uplo: 'L', transA: 'T', diag: 'U' }]])),
}
const disposed = (): Any => { const x = np.zeros([3]) as Any; x.dispose(); return x }
const garbage: (() => unknown)[] = [
  () => undefined, () => null, () => NaN, () => -1, () => 1.5, () => 2 ** 31, () => true, () => 10n, () => '', () => 'x', () => Symbol('s'), () => ({}), () => [], () => [1, 2, 3], () => ({ re: 1, im: 2 }), () => ({ re: NaN }), () => () => 1, () => new Date(0), () => new Float64Array(3),
  () => Object.create(null) as object, disposed, () => np.zeros([0]), () => np.zeros([]), () => np.zeros([4, 5]), () => np.zeros([4]), () => np.zeros([3], 'int32'), () => np.zeros([3], 'float32'), () => np.zeros([3], 'complex64'), () => np.broadcast_to(1, [3]), () => np.broadcast_to(1, [3, 3]), () => np.array(1),
  () => ({ uplo: 'u' }), () => ({ uplo: 5 }), () => ({ trans: 'H' }), () => ({ diag: null }), () => ({ m: -1 }), () => ({ m: 1.5 }), () => ({ m: 4 }), () => ({ lower: true }), () => ({ out: 5 }), () => ({ uplo: undefined }),
]

test('every export is known here', () => {
  expect(Object.keys(list).sort()).toEqual(Object.keys(blas).sort())
})

test('sound arguments work, and arguments spoilt one by one or left out give named errors, without leaks', () => {
  const problems: string[] = []
  for (const [name, make] of Object.entries(list)) {
    const judge = (what: string, spoil: (args: unknown[]) => unknown[], sound = false): void => {
      // Not within a scope, as that would free what leaks.
      const args = np.scope(() => spoil(make())), { used } = np.info().memory
      let result: unknown
      try { result = blas[name]!(...args) } catch (error) {
        if (sound || !named(error) || (error as Error).name !== 'DisposedError' && !(error as Error).message.includes(name)) problems.push(`${what}: ${String(error)}`)
      }
      for (const x of [result].flat()) if (x instanceof np.NDArray && !args.includes(x)) x.dispose()
      if (np.info().memory.used !== used) problems.push(`${what} leaks ${np.info().memory.used - used} bytes`)
      for (const x of args) if (x instanceof np.NDArray) x.dispose()
    }
    judge(`${name} with sound arguments`, args => args, true)
    const count = np.scope(() => make().length)
    for (let k = 0; k < count; k++) {
      judge(`${name} with ${k} arguments`, args => args.slice(0, k))
      garbage.forEach((bad, i) => { judge(`${name} with garbage ${i} as argument ${k}`, args => args.map((x, j) => j === k ? bad() : x)) })
    }
  }
  expect([...new Set(problems)].slice(0, 40)).toEqual([])
})

test('messages say what and the remedy', () => np.scope(() => {
  const message = (f: () => unknown): string => { const { name, message } = thrown(f); return `${name}: ${message}` }
  expect(message(() => blas.axpy!(1, v(), np.zeros([4])))).toMatch(/ShapeError: axpy: the length of x is 3, and that of y 4/)
  expect(message(() => blas.axpy!(1, v(), single()))).toMatch(/DTypeError: axpy: y is float32, the operands before it float64.*astype/)
  expect(message(() => blas.axpy!({ re: 1, im: 1 }, v(), v()))).toMatch(/DTypeError: axpy: alpha is complex/)
  expect(message(() => blas.dot!(complex(v()), complex(v())))).toMatch(/DTypeError: dot: x is complex128; dot takes float32, float64/)
  expect(message(() => blas.gemv!(1, a(), np.zeros([4])))).toMatch(/ShapeError: gemv: the length of x is 4, and the number of columns of a 3/)
  expect(message(() => blas.gemv!(1, a(), v(), 0, np.zeros([4])))).toMatch(/ShapeError: gemv: the length of y is 4, and the number of rows of a 3/)
  expect(message(() => blas.symv!(1, np.zeros([3, 4]), v()))).toMatch(/ShapeError: symv: a has shape \(3, 4\); it must be square/)
  expect(message(() => blas.spmv!(1, v(), v()))).toMatch(/ShapeError: spmv: the length of ap is 3, and n \(n \+ 1\) \/ 2 with the length n = 3 of x 6/)
  expect(message(() => blas.gbmv!(1, 1, 1, b(), v()))).toMatch(/ShapeError: gbmv: the number of rows of ab is 2, and kl \+ ku \+ 1 3/)
  expect(message(() => blas.scal!(2, np.broadcast_to(np.ones([1]), [3])))).toMatch(/ValueError: scal: the output is a read-only view/)
  expect(message(() => blas.trmv!(a(), v(), { side: 'L' }))).toMatch(/ValueError: trmv: there is no option 'side'; the options are uplo, trans, diag/)
  expect(message(() => blas.trmv!(a(), v(), { uplo: 'X' }))).toMatch(/ValueError: trmv: uplo must be 'U' or 'L', not 'X'/)
}))
