// Results that are exact, or the nearest number there is, where a bound in ulp alone would let them be off.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { variants } from './operands.ts'

const from = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i)
const floats = [['float32', -149, 127], ['float64', -1074, 1023]] as const
type Real = 'exp2' | 'log2' | 'log10' | 'cbrt'

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 1 }))
  afterAll(() => np.close())

  const of = (f: Real, x: readonly number[], dtype: 'float32' | 'float64'): unknown => np.scope(() => np[f](np.array(x, dtype)).tolist())

  test.each(floats)('powers of two in %s', (dtype, low, high) => {
    const n = from(low, high), powers = n.map(k => 2 ** k)
    expect(of('exp2', n, dtype)).toEqual(powers)
    expect(of('log2', powers, dtype)).toEqual(n)
  })

  test.each(floats)('powers of ten in %s', dtype => {
    const n = from(dtype === 'float32' ? -37 : -307, dtype === 'float32' ? 38 : 308)
    expect(of('log10', n.map(k => Number(`1e${k}`)), dtype)).toEqual(n)
  })

  test.each(floats)('cubes in %s', dtype => {
    const n = from(-200, 200)
    expect(of('cbrt', n.map(k => k ** 3), dtype)).toEqual(n)
  })

  test('equal operands of logaddexp2', () => {
    for (const dtype of ['float32', 'float64'] as const) np.scope(() => {
      const x = np.array(from(-60, 60), dtype)
      expect(np.logaddexp2(x, x).tolist()).toEqual(from(-59, 61))
    })
  })

  test('complex powers of two', () => np.scope(() => {
    const n = from(-1074, 1023)
    expect(np.exp2(np.array(n.map(re => ({ re, im: 0 })))).tolist()).toEqual(n.map(k => ({ re: 2 ** k, im: 0 })))
  }))

  test('logaddexp of nothing', () => np.scope(() => {
    expect(np.logaddexp.reduce(np.zeros(0)).item()).toBe(-Infinity)
    expect(np.logaddexp2.identity).toBe(-Infinity)
    const x = np.array([0, -Infinity, 3, 3]), mask = np.array([true, true, false, true])
    expect(np.logaddexp.reduce(x, 0, { where: mask }).item()).toBeCloseTo(Math.log(1 + Math.exp(3)), 14)
  }))
})
