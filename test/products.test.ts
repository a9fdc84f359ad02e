// Products against NumPy, in every layout, on 1, 2 and 4 threads. test/oracle/products.py makes the fixture.

import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { type Any, asNumPy, type Asked, type Coded, decoded, dtypes, fixture, hex, thrown } from './support.ts'

beforeAll(() => np.init({ threads: 4 }))
const known = fixture<{ exact: Asked[]; near: [k: number, x: Coded, y: Coded, product: Coded][] }>('products')

describe('as NumPy', () => {
  test.each([...new Set(known.exact.map(c => c[0]))])('%s', name => {
    expect(asNumPy(known.exact.filter(c => c[0] === name)).slice(0, 12)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test('random numbers, within k eps of the sum of magnitudes', () => np.scope(() => {
    for (const [k, cx, cy, product] of known.near) {
      const x = decoded(cx) as Any, y = decoded(cy) as Any, expected = decoded(product) as Any, eps = x.dtype === 'float32' || x.dtype === 'complex64' ? 2 ** -23 : 2 ** -52
      const size = np.matmul(np.absolute(x), np.absolute(y))
      for (const got of [np.matmul(x, y), np.dot(x, y), np.einsum('ij,jk', x, y), np.tensordot(x, y, 1), np.vecdot(np.conjugate(x).slice(':', null, ':'), y.T.slice(null)), np.inner(x, y.T)] as Any[]) {
        expect(got.shape).toEqual(expected.shape)
        expect(np.all(np.less_equal(np.absolute(np.subtract(got, expected)), np.multiply(size, k * eps)))).toBe(true)
      }
    }
  }))
})

// Numbers whose sums are exact in any order: small integers (and no sign in unsigned dtypes).
function numbers(dtype: np.DType, shape: number[], seed: number): Any {
  const n = shape.reduce((p, q) => p * q, 1), unsigned = dtype.startsWith('u') || dtype === 'bool'
  const real = (k: number): Any => np.array(Float64Array.from({ length: n }, (_, i) => ((i * 7919 + seed * 104729 + k * 31) % 1013) % 7 - (unsigned ? 0 : 3))).reshape(shape).astype(unsigned || !dtype.startsWith('c') ? dtype : 'float64') as Any
  if (!dtype.startsWith('c')) return real(0)
  return np.add(real(0), np.multiply(real(1), { re: 0, im: 1 })).astype(dtype) as Any
}
// The same elements at other strides.
const layouts: Record<string, (a: Any) => Any> = {
  dense: a => a,
  transposed: a => np.transpose(np.copy(np.transpose(a))) as Any,
  stepped: a => { const out = np.zeros(a.shape.map(n => 2 * n), a.dtype) as Any, view = out.slice(...a.shape.map(() => '::2')) as Any; view.assign(a); return view },
  reversed: a => (np.copy(np.flip(a)) as Any).slice(...a.shape.map(() => '::-1')) as Any,
  exchanged: a => a.ndim < 2 ? a : np.swapaxes(np.copy(np.swapaxes(a, -1, -2)), -1, -2) as Any,
  rolled: a => a.ndim < 3 ? a : np.moveaxis(np.copy(np.moveaxis(a, 0, -1)), -1, 0) as Any,
}
const same = (got: unknown, expected: unknown): void => {
  const plain = (x: unknown): unknown => x instanceof np.NDArray ? [x.dtype, [...x.shape], hex(x as Any)] : x
  expect(plain(got)).toEqual(plain(expected))
}

describe('layouts', () => {
  const calls: [string, number[], number[], (a: Any, b: Any) => unknown][] = [
    ['matmul', [6, 9], [9, 5], (a, b) => np.matmul(a, b)], ['matmul of stacks', [3, 6, 9], [3, 9, 5], (a, b) => np.matmul(a, b)], ['a stack and a matrix', [4, 6, 9], [9, 5], (a, b) => np.matmul(a, b)],
    ['a matrix and a stack', [6, 9], [4, 9, 5], (a, b) => np.matmul(a, b)], ['broadcast stacks', [2, 1, 6, 9], [3, 9, 5], (a, b) => np.matmul(a, b)], ['a long stack', [40, 3, 2], [2, 3], (a, b) => np.matmul(a, b)],
    ['dot', [3, 6, 9], [4, 9, 5], (a, b) => np.dot(a, b)], ['inner', [3, 6, 9], [5, 9], (a, b) => np.inner(a, b)], ['vecdot', [3, 6, 9], [6, 9], (a, b) => np.vecdot(a, b)], ['vecdot along 0', [9, 20], [9, 20], (a, b) => np.vecdot(a, b, { axis: 0 })],
    ['vdot', [6, 9], [6, 9], (a, b) => np.vdot(a, b)], ['tensordot', [3, 6, 9], [9, 6, 2], (a, b) => np.tensordot(a, b, [[2, 1], [0, 1]])], ['matvec', [3, 6, 9], [9], (a, b) => np.matvec(a, b)], ['vecmat', [3, 6], [6, 9], (a, b) => np.vecmat(a, b)],
    ['outer', [6, 2], [3, 3], (a, b) => np.outer(a, b)], ['kron', [2, 3], [3, 2], (a, b) => np.kron(a, b)], ['convolve', [20], [7], (a, b) => np.convolve(a, b)], ['correlate', [7], [20], (a, b) => np.correlate(a, b, 'same')],
    ['einsum of axes apart', [3, 6, 4, 2], [6, 5, 2], (a, b) => np.einsum('ijkl,jml->kmi', a, b)], ['einsum interleaved', [3, 4, 2], [5, 4, 6], (a, b) => np.einsum('ijk,ljm->iljmk', a, b)], ['einsum, result interleaved', [3, 4, 2], [5, 4, 6], (a, b) => np.einsum('ijk,ljm->ilkm', a, b)],
    ['einsum, long rows apart', [2, 50, 3], [2, 6], (a, b) => np.einsum('ijk,il->klj', a, b)], ['multi_dot', [6, 9], [9, 6], (a, b) => np.linalg.multi_dot([a, b, a])], ['matrix_power', [5, 5], [1], a => np.linalg.matrix_power(a, 3)],
  ]
  test.each(calls)('%s', (_name, s, t, call) => {
    for (const dtype of dtypes) np.scope(() => {
      const a = numbers(dtype, s, 1), b = numbers(dtype, t, 2), expected = call(a, b)
      for (const f of Object.values(layouts)) for (const g of Object.values(layouts)) same(call(f(a), g(b)), expected)
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('broadcast operands', () => np.scope(() => {
    for (const dtype of dtypes) {
      const row = np.broadcast_to(numbers(dtype, [9], 3), [6, 9]) as Any, one = np.broadcast_to(numbers(dtype, [], 3), [9, 5]) as Any, column = np.broadcast_to(numbers(dtype, [6, 1], 3), [6, 9]) as Any
      for (const [x, y] of [[row, one], [column, one], [column, np.transpose(row)]] as [Any, Any][]) {
        same(np.matmul(x, y), np.matmul(np.copy(x), np.copy(y)))
        same(np.einsum('ij,jk->', x, y), np.einsum('ij,jk->', np.copy(x), np.copy(y)))
      }
      same(np.vecdot(row, column), np.vecdot(np.copy(row), np.copy(column)))
    }
  }))

  test('an out of any layout, and one that overlaps an operand', () => np.scope(() => {
    for (const dtype of dtypes) {
      const a = numbers(dtype, [5, 5], 1), b = numbers(dtype, [5, 5], 2), product = np.copy(np.matmul(a, b)) as Any
      for (const f of Object.values(layouts)) {
        for (const call of [np.matmul, np.dot] as ((a: Any, b: Any, o: { out: Any }) => Any)[]) {
          const out = f(np.zeros([5, 5], dtype) as Any), x = np.copy(f(a)) as Any, y = f(np.copy(b) as Any)
          expect(call(x, y, { out })).toBe(out)
          same(out, product)
          expect(call(x, y, { out: x })).toBe(x)
          same(x, product)
        }
        const y = f(np.copy(b) as Any)
        np.einsum('ij,jk->ki', a, y, { out: y })
        same(y, np.copy(product.T))
      }
      const whole = numbers(dtype, [6, 5], 4), top = whole.slice(':5') as Any, bottom = whole.slice('1:') as Any, expected = np.matmul(np.copy(top), b)
      np.matmul(top, b, { out: bottom })
      same(bottom, expected)
      const square = np.copy(a) as Any
      np.einsum('ij->ji', square, { out: square })
      same(square, np.copy(a.T))
    }
  }))
})

test('the same bits on 1, 2 and 4 threads', () => {
  const random = (dtype: np.DType, shape: number[], seed: number): Any => np.sin(np.multiply(np.arange(1, shape.reduce((p, q) => p * q, 1) + 1), seed)).reshape(shape).astype(dtype) as Any
  const at = (threads: number): unknown => {
    np.setThreads(threads)
    return np.scope(() => (['float32', 'float64', 'complex64', 'complex128'] as const).map(d => {
      const x = random(d, [200, 300], 1.1), y = random(d, [200, 300], 1.3), u = random(d, [200_001], 1.7), v = np.flip(random(d, [200_001], 1.9)) as Any
      const results = [np.vdot(u, v), np.dot(u, u), np.vecdot(x, y), np.vecdot(x, y, { axis: 0 }), np.matmul(x.slice(':60'), y.T.slice(':', ':50')), np.inner(x, y.slice(0)), np.convolve(u.slice(':9000'), v.slice(':31')), np.einsum('ij,ij,kj->k', x, y, x.slice(':9')), np.einsum('ij,ij->', x, y.slice('::-1'))]
      return results.map(r => r instanceof np.NDArray ? hex(r as Any) : r)
    }))
  }
  const one = at(1)
  for (const threads of [2, 4]) expect(at(threads)).toEqual(one)
})

test('a vector times its conjugate is real', () => np.scope(() => {
  for (const d of ['complex64', 'complex128'] as const) for (const n of [1, 3, 7, 64, 1000, 50_003]) {
    const z = np.add(np.sin(np.arange(1, n + 1)), np.multiply(np.cos(np.multiply(np.arange(1, n + 1), 1.3)), { re: 0, im: 1 })).astype(d)
    expect(np.vdot(z, z).im).toBe(0)
    expect((np.vecdot(z.slice('::-1'), z.slice('::-1')) as np.Complex).im).toBe(0)
  }
}))

test('values and arrays', () => np.scope(() => {
  const v = np.array([1, 2]), i = np.array([3n, 4n]), z = np.array([{ re: 0, im: 1 }, { re: 1, im: 0 }]), t = np.array([true, false]), m = np.array([[1, 2], [3, 4]]), zero = np.array(3)
  expect([np.dot(v, v), np.dot(i, i), np.dot(z, z), np.dot(t, t), np.dot(2, 3), np.dot(zero, 2), np.inner(v, v), np.matmul(v, v), np.vecdot(z, z), np.vdot(m, m), np.vdot(2, 3), np.einsum('ij->', m), np.einsum('', zero), np.einsum('ii', m)]).toEqual(
    [5, 25n, { re: 0, im: 0 }, true, 6, 6, 5, 5, { re: 2, im: 0 }, 30, 6, 10, 3, 5])
  expect([np.linalg.multi_dot([v, m, v]), np.linalg.multi_dot([v, v])]).toEqual([27, 5])
  expect([np.tensordot(v, v, 1), np.kron(2, 3), np.matmul(v, v, { out: np.zeros([]) }), np.vecdot(v, v, { keepdims: true })].map(a => (a as Any).shape)).toEqual([[], [], [], [1]])
  expect([zero.item(), v.disposed, v.dot(v), m.matmul(m).tolist(), m.dot(v, { out: np.zeros(2) }).tolist(), m.matmul(v).tolist()]).toEqual([3, false, 5, [[7, 10], [15, 22]], [5, 11], [5, 11]])
  // Scalars are weak beside arrays.
  expect([np.dot(np.ones(2, 'int8'), 2), np.outer(2, np.ones(2, 'float32')), np.kron(np.ones(2, 'uint8'), 3), np.einsum(',i', 2, np.ones(2, 'float32')), np.inner(1.5, np.ones(2, 'int8'))].map(a => (a as Any).dtype)).toEqual(['int8', 'float32', 'uint8', 'float32', 'float64'])
}))

describe('einsum', () => {
  test('views', () => {
    const a = np.scope(() => np.arange(9).reshape([3, 3])), b = np.scope(() => {
      const diagonal = np.einsum('ii->i', a), turned = np.einsum('ij->ji', a), plain = np.einsum('ij', a) as Any
      np.add(diagonal, 100, { out: diagonal })
      turned.setAt([0, 1], -1)
      plain.dispose()
      return np.copy(a)
    })
    expect(b.tolist()).toEqual([[100, 1, 2], [-1, 104, 5], [6, 7, 108]])
    a.dispose()
    b.dispose()
    expect(np.info().memory.used).toBe(0)
  })

  // The definition: for every value of all labels one product, added where the result's labels say.
  function naive(terms: string[], output: string, sizes: Record<string, number>, arrays: { shape: number[]; values: number[] }[]): number[] {
    const labels = Object.keys(sizes).filter(l => terms.some(t => t.includes(l))), out = new Array<number>([...output].reduce((n, l) => n * sizes[l]!, 1)).fill(0)
    const total = labels.reduce((n, l) => n * sizes[l]!, 1)
    for (let i = 0; i < total; i++) {
      const at: Record<string, number> = {}
      let left = i
      for (const l of labels) { at[l] = left % sizes[l]!; left = Math.floor(left / sizes[l]!) }
      let product = 1
      arrays.forEach(({ shape, values }, k) => { product *= values[[...terms[k]!].reduce((p, l, d) => p * shape[d]! + (shape[d] === 1 ? 0 : at[l]!), 0)]! })
      out[[...output].reduce((p, l) => p * sizes[l]! + at[l]!, 0)]! += product
    }
    return out
  }

  test('as its definition, for random expressions', () => {
    const label = fc.constantFrom(...'abcdef')
    const expression = fc.record({
      terms: fc.array(fc.array(label, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
      kept: fc.array(label, { maxLength: 6 }), ones: fc.array(fc.nat(7), { maxLength: 4 }), seed: fc.nat(1000), layout: fc.constantFrom(...Object.keys(layouts)), optimize: fc.constantFrom(true, false, 'greedy' as const, 'optimal' as const, ['greedy', 20] as ['greedy', number]),
      dtype: fc.constantFrom('int32' as const, 'int8' as const, 'float32' as const, 'float64' as const, 'int64' as const),
    })
    fc.assert(fc.property(expression, ({ terms: lists, sizes: lengths, kept, ones, seed, layout, optimize, dtype }) => np.scope(() => {
      const terms = lists.map(t => t.join('')), output = [...new Set(kept)].filter(l => terms.some(t => t.includes(l))).join(''), sizes = Object.fromEntries([...'abcdef'].map((l, i) => [l, lengths[i]!]))
      // Some axes are of length 1 and repeated, if their label stands once in the operand and elsewhere, too.
      let axis = 0
      const shapes = terms.map((t, k) => [...t].map(l => ones.includes(axis++) && t.split(l).length === 2 && terms.some((u, j) => j < k && u.includes(l)) ? 1 : sizes[l]!))
      for (const [k, t] of terms.entries()) for (const [d, l] of [...t].entries()) if (shapes[k]![d] === 1 && !terms.some((u, j) => [...u].some((m, e) => m === l && shapes[j]![e] === sizes[l]))) shapes[k]![d] = sizes[l]!
      const arrays = shapes.map((s, k) => numbers(dtype, s, seed + k)), values = arrays.map((a, k) => ({ shape: shapes[k]!, values: [...a.toTypedArray() as Float64Array].map(Number) }))
      const result = np.einsum(`${terms.join(',')}->${output}`, ...arrays.map(layouts[layout]!), { optimize }) as unknown
      const got = result instanceof np.NDArray ? [...(result as Any).toTypedArray() as Float64Array].map(Number) : [Number(result)], expected = naive(terms, output, sizes, values)
      if (result instanceof np.NDArray) expect(result.shape).toEqual([...output].map(l => sizes[l]))
      expect(got.map(x => x + 0)).toEqual(dtype === 'int8' ? [...Int8Array.from(expected)] : expected.map(x => x + 0))
    })), { numRuns: 800 })
    expect(np.info().memory.used).toBe(0)
  })

  test('paths', () => np.scope(() => {
    const of = (expression: string, sizes: Record<string, number>, optimize: np.EinsumOptimize): [number[][], number, string] => {
      const [[name, ...path], report] = np.einsum_path(expression, ...expression.split('->')[0]!.split(',').map(t => np.zeros([...t].map(l => sizes[l]!))), { optimize })
      expect(name).toBe('einsum_path')
      return [path, Number(/along the path: ([\d.e+]+)/.exec(report)![1]), report]
    }
    const chain = { i: 10, j: 100, k: 5, l: 50, m: 1 }
    expect(of('ij,jk,kl->il', chain, 'optimal')[0]).toEqual([[0, 1], [0, 1]])
    expect(of('ij,jk,kl,lm->im', chain, 'optimal').slice(0, 2)).toEqual([[[2, 3], [1, 2], [0, 1]], 2 * (50 * 5 + 100 * 5 + 10 * 100)])
    expect(of('ij,jk,kl->il', chain, false)[0]).toEqual([[0, 1, 2]])
    expect(of('ij->i', chain, true)[0]).toEqual([[0]])
    expect(of('ij,jk,kl,lm->im', chain, [[0, 1], [0, 1, 2]])[0]).toEqual([[0, 1], [0, 1, 2]])
    // A limit that no pair keeps leaves all to one step.
    expect(of('ij,jk,kl->il', chain, ['greedy', 1])[0]).toEqual([[0, 1, 2]])
    expect(of('ij,jk,kl->il', chain, ['optimal', 1])[0]).toEqual([[0, 1, 2]])
    expect(of('ij,jk,kl,lm->im', chain, ['optimal', 60])[0]).toEqual([[0, 1], [0, 1], [0, 1]])
    fc.assert(fc.property(fc.array(fc.array(fc.constantFrom(...'abcdef'), { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 6 }), fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 6, maxLength: 6 }), (lists, lengths) => {
      const expression = `${lists.map(t => [...new Set(t)].join('')).join(',')}->`, sizes = Object.fromEntries([...'abcdef'].map((l, i) => [l, lengths[i]!]))
      const [best, most] = ([['optimal'], ['greedy']] as const).map(([name]) => of(expression, sizes, name)[1])
      expect(best! <= most! * 1.5).toBe(true)      // the report counts additions, too, the search does not
    }), { numRuns: 100 })
    const report = of('ij,jk,kl->il', chain, 'optimal')[2]
    expect(report).toMatch(/^ij,jk,kl->il\noperations at once: .*\nlargest array on the way: 500\.0 elements\nstep +contraction +operations +elements +left\n1 +ij,jk->ik +1\.000e\+4 +50\.00 +kl,ik\n2 /)
    expect(np.einsum_path('...i,ij', np.zeros([2, 3]), np.zeros([3, 4]))[1]).toMatch(/^Zi,ij->Zj\n/)
    const many = Array.from({ length: 13 }, (_, i) => np.full([2, 2], 1 + (i & 1))), letters = 'abcdefghijklmn', expression = many.map((_, i) => letters.slice(i, i + 2)).join(',')
    for (const optimize of [true, false, 'optimal', 'greedy'] as const) expect((np.einsum(expression, ...many, { optimize }) as Any).tolist()).toEqual(Array(2).fill(Array(2).fill(2 ** 12 * 2 ** 6)))
  }))

  test('an invalid expression is told with the position', () => {
    const message = (...args: unknown[]): string => np.scope(() => { const e = thrown(() => (np.einsum as (...args: unknown[]) => unknown)(...args)); return `${e.name}: ${e.message}` })
    const a = np.zeros([2, 3])
    expect(message('ij,j1->i', a, a)).toBe("ValueError: einsum: 'ij,j1->i' at position 4: '1' is no label; labels are letters")
    expect(message('i j - i', a)).toMatch(/ValueError: .* position 4: half an arrow/)
    expect(message('ij->ik', a)).toMatch(/ValueError: .* position 5: no operand has 'k'/)
    expect(message('ij->ii', a)).toMatch(/ValueError: .* position 5: the result has 'i' twice/)
    expect(message('ij->i->j', a)).toMatch(/ValueError: .* position 5: a second arrow/)
    expect(message('ij->i,j', a)).toMatch(/ValueError: .* position 5: a comma/)
    expect(message('i..', a)).toMatch(/ValueError: .* position 1: a point/)
    expect(message('...i...', a)).toMatch(/ValueError: .* position 4: a second '...'/)
    expect(message('ij,jk', a)).toMatch(/ValueError: .*for 2 operands, and there is 1/)
    expect(message('ijk', a)).toMatch(/ShapeError: .*operand 0 of shape \(2, 3\) has 2 dimensions, and 3 labels/)
    expect(message('ij,jk', a, a)).toMatch(/ShapeError: .*'j' has 3 elements in operand 0 of shape \(2, 3\) and 2 in operand 1 of shape \(2, 3\)/)
    expect(message('ii', a)).toMatch(/ShapeError: .*'i' .*2 and of 3 .*\(2, 3\)/)
    expect(message('...j->j', a)).toMatch(/ValueError: .*the result must have '...'/)
    expect(message(a, [0, 52])).toMatch(/ValueError: .*52; labels are integers from 0 to 51/)
    expect(message('ij->ij', a, { optimize: 'best' })).toMatch(/ValueError: einsum: optimize must be .*'best'/)
    expect(message('ij->ij', a, { optimize: [[0, 1]] })).toMatch(/ValueError: .*step of a path .*'0,1'/)
    expect(message('ij->ij', a, { dtype: 'int8' })).toMatch(/DTypeError: einsum: cannot cast from float64 to int8 under the rule 'safe'/)
    a.dispose()
  })
})

test('errors name the shapes and leave nothing behind', () => {
  const message = (f: () => unknown): string => { const e = thrown(() => np.scope(f)); return `${e.name}: ${e.message}` }
  const a = np.zeros([2, 3]), gone = np.zeros([3, 2])
  gone.dispose()
  for (const f of [np.matmul, np.dot, np.tensordot, np.vdot] as ((x: Any, y: np.ArrayLike) => unknown)[]) {
    if (f !== np.tensordot as unknown && f !== np.vdot as unknown) expect(message(() => f(a, a))).toMatch(new RegExp(`^ShapeError: ${f.name}: .*\\(2, 3\\).*\\(2, 3\\)`))
    expect(message(() => f(a, [[1, 2], [3, 4], [5, 6], [7, 8]]))).toMatch(new RegExp(`^ShapeError: ${f.name}: .*\\(2, 3\\).*\\(4, 2\\)`))
    expect(message(() => f(a, gone))).toMatch(/^DisposedError/)
  }
  expect(message(() => np.matmul(a, 3))).toMatch(/^ShapeError: matmul: .*\(2, 3\) and \(\).*multiply/)
  expect(message(() => np.matmul(np.zeros([2, 3, 3]), np.zeros([4, 3, 3])))).toMatch(/^ShapeError: matmul: .*\(2, 3, 3\).*\(4, 3, 3\).*\(2,\) and \(4,\)/)
  expect(message(() => np.matvec([1, 2], a))).toMatch(/^ShapeError: matvec: .*\(2,\).*\(2, 3\)/)
  expect(message(() => np.matmul(a, a.T, { out: np.zeros([2, 3]) }))).toMatch(/^ShapeError: matmul: out has shape \(2, 3\), the result \(2, 2\)/)
  expect(message(() => np.matmul(a, a.T, { out: np.zeros([2, 2], 'int32') }))).toMatch(/^DTypeError: matmul: cannot cast from float64 to int32/)
  expect(message(() => np.matmul(a, a.T, { out: np.broadcast_to(0, [2, 2]) }))).toMatch(/^ValueError: matmul: .*read-only/)
  expect(message(() => np.dot(a, a.T, { out: np.zeros([2, 2], 'float32') }))).toMatch(/^DTypeError: dot: cannot cast/)
  expect(message(() => np.convolve([], [1]))).toMatch(/^ValueError: convolve: operand 0 is empty/)
  expect(message(() => np.correlate([1], [1], 'half' as 'full'))).toMatch(/^ValueError: correlate: mode must be .*'half'/)
  expect(message(() => np.linalg.matrix_power(np.zeros([2, 2]), -1))).toMatch(/^UnsupportedError: matrix_power: the power -1 needs the inverse/)
  expect(message(() => np.linalg.matrix_power(a, 2))).toMatch(/^ShapeError: matrix_power: .*\(2, 3\)/)
  expect(message(() => np.linalg.multi_dot([a, a, a]))).toMatch(/^ShapeError: multi_dot: .*\(2, 3\), \(2, 3\), \(2, 3\)/)
  a.dispose()
  expect(np.info().memory.used).toBe(0)
})
