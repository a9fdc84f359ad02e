// np.fft against NumPy and SciPy (test/oracle/fft.py makes the fixture), and its laws on random arrays.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { type Any, asNumPy, type Asked, fixture, hex, named, thrown } from './support.ts'

beforeAll(() => np.init({ threads: 4 }))
afterAll(() => { expect(np.info().memory.used).toBe(0) })
const known = fixture<Asked[]>('fft').filter(c => c[0].startsWith('fft.'))
const { fft } = np
type Call = (...args: unknown[]) => Any
const functions = fft as unknown as Record<string, Call>

// Units of the result's largest component: the lengths are small.
const ULP = 12
const exact = /shift|freq|fast_len/

describe('as NumPy and SciPy', () => {
  test.each([...new Set(known.map(c => c[0]))])('%s', name => {
    expect(asNumPy(known.filter(c => c[0] === name), () => exact.test(name) ? 0 : ULP, true).slice(0, 12)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })
})

const epsilon = (d: np.DType): number => d === 'float32' || d === 'complex64' ? 2 ** -23 : 2 ** -52
const complex = (d: np.DType): boolean => d.startsWith('c')
const length = (a: Any): number => Math.sqrt(np.sum(np.square(np.absolute(a))) as number)
/** How far two arrays are apart, in units of eps sqrt(log2 n) and the norm of the second. */
const apart = (a: Any, b: Any, d: np.DType = b.dtype): number => np.scope(() => {
  expect([a.dtype, ...a.shape]).toEqual([b.dtype, ...b.shape])
  return length(np.subtract(a, b) as Any) / (epsilon(d) * Math.sqrt(Math.log2(Math.max(2, b.size))) * Math.max(length(b), 1e-300))
})
const NEAR = 4
let seed = 1
const random = (dtype: np.DType, shape: readonly number[]): Any => {
  const n = shape.reduce((p, q) => p * q, 1), one = (): Any => np.array(Float64Array.from({ length: n }, () => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return seed / 2 ** 31 })).reshape([...shape]) as Any
  return (complex(dtype) ? np.add(one(), np.multiply(one(), { re: 0, im: 1 })) : one()).astype(dtype) as Any
}
const layouts: Record<string, (a: Any) => Any> = {
  dense: a => a,
  transposed: a => np.transpose(np.copy(np.transpose(a))) as Any,
  stepped: a => { const out = np.zeros(a.shape.map(n => 2 * n), a.dtype) as Any, view = out.slice(...a.shape.map(() => '::2')) as Any; view.assign(a); return view },
  reversed: a => (np.copy(np.flip(a)) as Any).slice(...a.shape.map(() => '::-1')) as Any,
  rolled: a => np.moveaxis(np.copy(np.moveaxis(a, 0, -1)), -1, 0) as Any,
}
const along = ['fft', 'ifft', 'rfft', 'irfft', 'hfft', 'ihfft'], several = ['fftn', 'ifftn', 'rfftn', 'irfftn'], cosines = ['dct', 'idct', 'dst', 'idst']
const takes = (f: string, d: np.DType): boolean => !(complex(d) && (f.startsWith('rfft') || f === 'ihfft'))
const floats = ['float32', 'float64', 'complex64', 'complex128'] as const

describe('layouts', () => {
  test.each([...along, ...several, ...cosines])('%s', name => {
    const f = functions[name]!
    for (const d of floats) if (takes(name, d)) for (const axis of several.includes(name) ? [undefined] : [0, 1, 2]) np.scope(() => {
      const a = random(d, [3, 5, 4]), options = axis === undefined ? {} : { axis }, expected = f(a, options)
      for (const view of Object.values(layouts)) {
        const x = view(np.copy(a) as Any), before = hex(x)
        expect(apart(f(x, options), expected)).toBeLessThan(NEAR)
        expect(hex(x)).toBe(before)
      }
      const row = np.broadcast_to(a.slice(0), [3, 5, 4]) as Any
      expect(apart(f(row, options), f(np.copy(row), options))).toBeLessThan(NEAR)
    })
    expect(np.info().memory.used).toBe(0)
  })
})

describe('out', () => {
  test.each([...along, ...several, 'fft2', 'ifft2', 'rfft2', 'irfft2'])('%s', name => {
    const f = functions[name]!
    for (const d of floats) if (takes(name, d)) for (const options of [{}, along.includes(name) ? { n: 3 } : { s: [3, 5] }, along.includes(name) ? { n: 6, axis: 0 } : { axes: [0, 1] }] as object[]) np.scope(() => {
      const a = random(d, [4, 4]), expected = f(a, options)
      for (const view of Object.values(layouts)) {
        const out = view(np.ones(expected.shape, expected.dtype) as Any)
        expect(f(a, { ...options, out })).toBe(out)
        expect(apart(np.copy(out) as Any, expected)).toBeLessThan(NEAR)
      }
      // Another precision, and memory that is shared with the input.
      const other = np.ones(expected.shape, { float32: 'float64', float64: 'float32', complex64: 'complex128', complex128: 'complex64' }[expected.dtype as 'float32'] as np.DType) as Any
      f(a, { ...options, out: other })
      expect(apart(other.astype(expected.dtype) as Any, expected, 'float32')).toBeLessThan(NEAR)
      const whole = np.zeros([400], expected.dtype) as Any, raw = whole.address
      const input = whole.view([4, 4], [4 * a.itemsize, a.itemsize], raw + 32, a.dtype) as Any, out = whole.slice(`:${expected.size}`).reshape([...expected.shape]) as Any
      input.assign(a)
      f(input, { ...options, out })
      expect(apart(np.copy(out) as Any, expected)).toBeLessThan(NEAR)
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('may be the input', () => np.scope(() => {
    for (const d of ['complex64', 'complex128'] as const) for (const [name, f] of Object.entries({ fft: fft.fft, ifft: fft.ifft, fftn: fft.fftn, ifft2: fft.ifft2 }) as [string, Call][]) for (const view of Object.values(layouts)) {
      const a = view(random(d, [4, 6])), expected = f(a)
      expect([name, f(a, { out: a })]).toEqual([name, a])
      expect(apart(np.copy(a) as Any, expected)).toBeLessThan(NEAR)
    }
  }))

  test('that does not fit is refused', () => np.scope(() => {
    const a = np.ones([4])
    for (const out of [np.zeros([4]), np.zeros([5], 'complex128'), np.zeros([1, 4], 'complex128'), np.broadcast_to(np.zeros([1], 'complex128'), [4]), [1, 2]] as Any[]) {
      const error = thrown(() => fft.fft(a, { out }))
      expect(named(error)).toBe(true)
      expect(error.message).toMatch(/^fft: /)
    }
  }))
  test.each([...along, ...several, 'fft2', 'ifft2', 'rfft2', 'irfft2'])('of %s that does not fit is refused, and left as it is', name => np.scope(() => {
    const f = functions[name]!, a = np.ones([4, 6]) as Any, { dtype, shape: [m, n] } = f(a) as { dtype: np.DType; shape: [number, number] }
    for (const out of [np.ones([m, n], complex(dtype) ? 'float64' : 'int32'), np.ones([m, n, 1], dtype), np.ones([m, n + 1], dtype), np.ones([m, n - 1], dtype), np.ones([n], dtype), np.broadcast_to(np.ones([1], dtype), [m, n])] as Any[]) {
      const error = thrown(() => f(a, { out }))
      expect([named(error), error.message.slice(0, name.length + 1)]).toEqual([true, `${name}:`])
      expect(np.all(np.equal(out, 1))).toBe(true)
    }
  }))

  test('may overlap the input in any way, where transforms are long, too', () => {
    for (const n of [24, 6125, 12157, 16384]) for (const d of ['complex64', 'complex128'] as const) for (const [name, f] of Object.entries({ fft: fft.fft, ifft: fft.ifft }) as [string, Call][]) np.scope(() => {
      const values = random(d, [2, n]), expected = f(values)
      for (const [x, out] of [[':, :-1', ':, 1:'], [':, 1:', ':, :-1'], [':, 1:', ':, :0:-1']].map(pair => {
        const whole = np.zeros([2, n + 1], d) as Any
        return pair.map(text => whole.slice(...text.split(', ')) as Any)
      }) as [Any, Any][]) {
        x.assign(values)
        expect([name, f(x, { out })]).toEqual([name, out])
        expect(apart(np.copy(out) as Any, expected)).toBeLessThan(NEAR)
      }
    })
  })
})

test.each([['rfft', 'fft'], ['ihfft', 'ifft'], ['rfft2', 'fft2'], ['rfftn', 'fftn']])('complex numbers are no input of %s, but of %s', (name, other) => np.scope(() => {
  const error = thrown(() => functions[name]!(np.ones([2, 3], 'complex64')))
  expect([error.name, error.message.includes(`use ${other}, or real()`)]).toEqual(['DTypeError', true])
}))

describe('laws', () => {
  const lengths = fc.integer({ min: 1, max: 40 }), dtype = fc.constantFrom(...floats), holds = (value: number): boolean => value < NEAR
  const check = (law: (n: number, d: typeof floats[number]) => boolean): void => { fc.assert(fc.property(lengths, dtype, (n, d) => np.scope(() => law(n, d))), { numRuns: 60 }); expect(np.info().memory.used).toBe(0) }
  const spectrum = (d: np.DType): np.DType => d === 'float32' || d === 'complex64' ? 'complex64' : 'complex128'

  test('round trips', () => check((n, d) => {
    const a = random(d, [n])
    if (!holds(apart(fft.ifft(fft.fft(a)) as Any, a.astype(spectrum(d)) as Any))) return false
    for (const norm of ['backward', 'ortho', 'forward'] as const) for (const [there, back] of complex(d) ? [['fft', 'ifft']] as const : [['rfft', 'irfft'], ['ihfft', 'hfft']] as const) {
      if (!holds(apart(functions[back]!(functions[there]!(a, { norm }), n, { norm }), complex(d) ? a : a))) return false
    }
    for (const type of [1, 2, 3, 4] as const) for (const [there, back] of [['dct', 'idct'], ['dst', 'idst']] as const) {
      if (type === 1 && there === 'dct' && n === 1) continue
      if (!holds(apart(functions[back]!(functions[there]!(a, type), type), a) / 2)) return false
    }
    return true
  }))
  test('linearity', () => check((n, d) => {
    const a = random(d, [n]), b = random(d, [n])
    return holds(apart(fft.fft(np.add(a, np.multiply(b, 3))) as Any, np.add(fft.fft(a), np.multiply(fft.fft(b), 3)) as Any))
  }))
  test('a shift is a factor', () => check((n, d) => {
    const a = random(d, [n]), k = np.arange(n), turn = np.exp(np.multiply(np.remainder(np.multiply(k, 3), n), { re: 0, im: -2 * Math.PI / n }))
    return holds(apart(fft.fft(np.roll(a, 3)) as Any, np.multiply(fft.fft(a), turn).astype(spectrum(d)) as Any))
  }))
  test("Parseval's", () => check((n, d) => {
    const a = random(d, [n, 3])
    return Math.abs(length(fft.fftn(a, { norm: 'ortho' }) as Any) / length(a) - 1) < 8 * epsilon(d) && Math.abs(length(fft.dctn(a, { norm: 'ortho' }) as Any) / length(a) - 1) < 8 * epsilon(d)
  }))
  test('convolution', () => check((n, d) => {
    const a = random(d, [n]), b = random(d, [n]), N = 2 * n - 1, product = np.multiply(fft.fft(a, N), fft.fft(b, N))
    return holds(apart(fft.ifft(product) as Any, np.convolve(a, b).astype(spectrum(d)) as Any))
  }))
  test('real numbers as complex ones', () => check((n, d) => {
    if (complex(d)) return true
    const a = random(d, [n, 4, 3]), z = a.astype(spectrum(d)) as Any
    return holds(apart(fft.fftn(a) as Any, fft.fftn(z) as Any)) && holds(apart(fft.ifftn(a, { s: [n + 1, 3], axes: [0, 1] }) as Any, fft.ifftn(z, { s: [n + 1, 3], axes: [0, 1] }) as Any))
      && holds(apart(fft.rfftn(a) as Any, np.copy((fft.fftn(z) as Any).slice('...', ':2')) as Any))
  }))
})

// Plain sums, of longer arrays than the fixture has.
test.each([31, 64, 100])('cosine and sine transforms of %d points as sums', n => np.scope(() => {
  const x = random('float64', [n]), values = x.toTypedArray() as Float64Array, { PI, cos, sin } = Math
  const sums = (term: (k: number, j: number) => number): Any => np.array(Float64Array.from({ length: n }, (_, k) => values.reduce((s, v, j) => s + 2 * v * term(k, j), 0))) as Any
  // Angles are π times a fraction of integers, whose whole turns are left out.
  const angle = (p: number, q: number): number => PI * (p % (2 * q)) / q
  const end = (k: number, j: number): number => j === 0 ? 0.5 : j === n - 1 ? (k % 2 === 0 ? 0.5 : -0.5) : cos(angle(k * j, n - 1))
  expect(apart(fft.dct(x, 1) as Any, sums(end))).toBeLessThan(NEAR)
  expect(apart(fft.dct(x, 2) as Any, sums((k, j) => cos(angle(k * (2 * j + 1), 2 * n))))).toBeLessThan(NEAR)
  expect(apart(fft.dct(x, 3) as Any, sums((k, j) => j === 0 ? 0.5 : cos(angle((2 * k + 1) * j, 2 * n))))).toBeLessThan(NEAR)
  expect(apart(fft.dct(x, 4) as Any, sums((k, j) => cos(angle((2 * k + 1) * (2 * j + 1), 4 * n))))).toBeLessThan(NEAR)
  expect(apart(fft.dst(x, 1) as Any, sums((k, j) => sin(angle((k + 1) * (j + 1), n + 1))))).toBeLessThan(NEAR)
  expect(apart(fft.dst(x, 2) as Any, sums((k, j) => sin(angle((k + 1) * (2 * j + 1), 2 * n))))).toBeLessThan(NEAR)
  expect(apart(fft.dst(x, 3) as Any, sums((k, j) => j === n - 1 ? (k % 2 === 0 ? 0.5 : -0.5) : sin(angle((2 * k + 1) * (j + 1), 2 * n))))).toBeLessThan(NEAR)
  expect(apart(fft.dst(x, 4) as Any, sums((k, j) => sin(angle((2 * k + 1) * (2 * j + 1), 4 * n))))).toBeLessThan(NEAR)
}))

describe('plans', () => {
  test.each(along)('%s', name => np.scope(() => {
    for (const d of name === 'rfft' || name === 'ihfft' ? ['float32', 'float64'] as const : ['complex64', 'complex128'] as const) for (const [shape, options] of [[[6], {}], [[3, 5], { axis: 0, norm: 'ortho' }], [[2, 5, 3], { axis: 1, n: 8 }], [[4, 6], { n: 3, norm: 'forward' }]] as const) {
      const plan = fft.plan(shape, { kind: name as 'fft', dtype: d, ...options }), out = np.zeros(plan.outputShape, plan.outputDType) as Any
      for (let i = 0; i < 2; i++) {
        const a = random(d, shape), { used } = np.info().memory
        expect(plan.execute(a, out)).toBe(out)
        expect(np.info().memory.used).toBe(used)
        expect(apart(out, functions[name]!(a, options))).toBeLessThan(NEAR)
      }
      plan.dispose()
      plan.dispose()
      expect(thrown(() => plan.execute(random(d, shape), out)).name).toBe('DisposedError')
    }
  }))

  test('in place, and refusals', () => np.scope(() => {
    const plan = fft.plan(8), a = random('complex128', [8]), expected = fft.fft(a) as Any, wide = np.zeros([9], 'complex128')
    plan.execute(a, a)
    expect(apart(a, expected)).toBeLessThan(NEAR)
    for (const [input, out, error] of [[a, np.zeros([8]), 'DTypeError'], [np.zeros([8]), a, 'DTypeError'], [a, np.zeros([7], 'complex128'), 'ShapeError'], [wide, a, 'ShapeError'], [wide.slice('1:'), wide.slice(':8'), 'ValueError'], [a, [1], 'DTypeError'], [a, np.broadcast_to(np.zeros([1], 'complex128'), [8]), 'ValueError']] as [Any, Any, string][]) {
      expect(thrown(() => plan.execute(input, out)).name).toBe(error)
    }
    for (const options of [{ kind: 'x' }, { kind: 'rfft', dtype: 'complex64' }, { dtype: 'float64' }, { n: 0 }, { axis: 1 }, { norm: 'x' }, { dtype: 'x' }] as object[]) expect(named(thrown(() => fft.plan(8, options)))).toBe(true)
    expect(named(thrown(() => fft.plan([])))).toBe(true)
    plan.dispose()
  }))
})

test('the same bits on 1, 2 and 4 threads', () => {
  const at = (threads: number): string[] => {
    np.setThreads(threads)
    seed = 9
    return np.scope(() => floats.flatMap(d => {
      const a = random(d, [60, 20]), b = random(d, [3, 1025])
      return [fft.fftn(a), fft.ifft(b), fft.dct(b, 4), fft.dst(a, 2, { axis: 0 }), ...complex(d) ? [fft.irfftn(a)] : [fft.rfftn(a), fft.rfft(b), fft.hfft(b)]].map(r => hex(r as Any))
    }))
  }
  const expected = at(1)
  for (const threads of [2, 4]) expect(at(threads)).toEqual(expected)
}, 60_000)
