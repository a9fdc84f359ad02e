// lanewise/signal against SciPy (test/oracle/fft.py makes the fixture), and every way to convolve against the others.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import * as signal from '../dist/signal.js'
import { type Any, asNumPy, type Asked, fixture } from './support.ts'

beforeAll(() => np.init({ threads: 4 }))
afterAll(() => { expect(np.info().memory.used).toBe(0) })
const known = fixture<Asked[]>('signal')

describe('as SciPy', () => {
  test.each([...new Set(known.map(c => c[0]))])('%s', name => {
    expect(asNumPy(known.filter(c => c[0] === name), () => 16, true, { signal }).slice(0, 12)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })
})

const length = (a: Any): number => Math.sqrt(np.sum(np.square(np.absolute(a))) as number)
const epsilon = (d: np.DType): number => d === 'float32' || d === 'complex64' ? 2 ** -23 : 2 ** -52
const floats = ['float32', 'float64', 'complex64', 'complex128'] as const
let seed = 3
const random = (dtype: np.DType, shape: readonly number[]): Any => {
  const n = shape.reduce((p, q) => p * q, 1), one = (): Any => np.array(Float64Array.from({ length: n }, () => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return seed / 2 ** 31 })).reshape([...shape]) as Any
  return (dtype.startsWith('c') ? np.add(one(), np.multiply(one(), { re: 0, im: 1 })) : one()).astype(dtype) as Any
}
// An FFT's error is to the whole result, not to each element.
const near = (a: Any, b: Any, whole = b): void => np.scope(() => {
  expect([a.dtype, ...a.shape]).toEqual([b.dtype, ...b.shape])
  expect(length(np.subtract(a, b) as Any)).toBeLessThanOrEqual(8 * epsilon(b.dtype) * Math.sqrt(Math.log2(whole.size + 2)) * length(whole))
})

describe('every way gives the same', () => {
  const shapes: [number[], number[]][] = [[[50], [3]], [[3], [50]], [[64], [5]], [[33], [33]], [[40, 5], [3, 2]], [[5, 40], [5, 3]], [[3, 30], [20, 2]], [[2, 20, 3], [2, 2, 3]]]
  test.each(shapes)('%j and %j', (s, t) => {
    for (const d of floats) for (const mode of ['full', 'same', 'valid'] as const) np.scope(() => {
      if (mode === 'valid' && !s.every((n, i) => n >= t[i]!) && !s.every((n, i) => n <= t[i]!)) return
      const a = random(d, s), b = random(d, t), turned = (x: Any): Any => np.transpose(np.copy(np.transpose(x))) as Any, flipped = (x: Any): Any => (np.copy(np.flip(x)) as Any).slice(...x.shape.map(() => '::-1')) as Any
      const expected = signal.convolve(a, b, mode, 'direct') as Any
      for (const [x, y] of [[a, b], [turned(a), flipped(b)], [flipped(a), turned(b)]] as [Any, Any][]) {
        near(signal.fftconvolve(x, y, mode) as Any, expected)
        near(signal.oaconvolve(x, y, { mode }) as Any, expected)
        near(signal.convolve(x, y, { mode, method: 'direct' }) as Any, expected)
        near(signal.convolve(x, y, { mode, method: 'fft' }) as Any, expected)
        const conjugate = np.conjugate(np.flip(y)) as Any
        near(signal.correlate(x, conjugate, mode, 'direct') as Any, expected)
        near(signal.correlate(x, conjugate, mode, 'fft') as Any, expected)
      }
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('of integers exactly', () => np.scope(() => {
    for (const d of ['int8', 'uint16', 'int32', 'int64'] as const) {
      const a = np.remainder(np.arange(40), 7).astype(d).reshape([8, 5]) as Any, b = np.remainder(np.arange(6), 5).astype(d).reshape([3, 2]) as Any
      expect(np.array_equal(signal.convolve(a, b, 'full', 'fft'), signal.convolve(a, b, 'full', 'direct'))).toBe(true)
      expect(signal.convolve(a, b).dtype).toBe(d)
    }
  }))
})

describe('np.convolve and np.correlate', () => {
  test('through spectra give what sums give', () => np.scope(() => {
    for (const d of floats) for (const [n, m] of [[3000, 700], [700, 3000], [1000, 1000], [9000, 400], [401, 9000]] as const) {
      const a = random(d, [n]), b = random(d, [m])
      expect(signal.choose_conv_method(a, b)).toBe('fft')
      const full = signal.convolve(a, b, 'full', 'direct') as Any, correlated = signal.correlate(a, b, 'full', 'direct') as Any, small = Math.min(n, m), size = n + m - 1
      near(np.convolve(a, b) as Any, full)
      near(np.convolve(a, b, 'valid') as Any, np.copy(full.slice(`${small - 1}:${size - small + 1}`)) as Any, full)
      near(np.convolve(a, b, 'same') as Any, np.copy(full.slice(`${(small - 1) >> 1}:${((small - 1) >> 1) + Math.max(n, m)}`)) as Any, full)
      near(np.correlate(a, b, 'full') as Any, correlated)
      const start = n < m ? small >> 1 : (small - 1) >> 1
      near(np.correlate(a, b, 'same') as Any, np.copy(correlated.slice(`${start}:${start + Math.max(n, m)}`)) as Any, full)
    }
  }))
  test('do not spread what is not finite', () => np.scope(() => {
    const a = random('float64', [5000]), b = random('float64', [1000])
    a.setAt([10], NaN)
    const result = np.convolve(a, b)
    expect(np.sum(np.isnan(result).astype('float64'))).toBe(1000)
  }))
})

describe('the choice', () => {
  const long = (n: number, d: np.DType = 'float64'): Any => np.broadcast_to(np.ones([], d), [n]) as Any
  test('depends on lengths and dtype', () => np.scope(() => {
    expect(signal.choose_conv_method(long(1e6), long(1e5))).toBe('fft')
    expect(signal.choose_conv_method(long(1e6), long(3))).toBe('direct')
    expect(signal.choose_conv_method(long(100), long(100))).toBe('direct')
    expect(signal.choose_conv_method(long(1e6), long(1e5), 'valid')).toBe('fft')
    for (const d of ['bool', 'int8', 'int64'] as const) expect(signal.choose_conv_method(long(1e6, d), long(1e5, d))).toBe('direct')
  }))
})
