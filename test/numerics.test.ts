// Statistics, missing values, calculus and comparison of whole arrays against NumPy (test/oracle/numerics.py).

import { beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { asNumPy, type Asked, fixture } from './support.ts'

beforeAll(() => np.init({ threads: 2 }))

describe('as NumPy', () => {
  const cases = fixture<Asked[]>('numerics')
  test.each([...new Set(cases.map(c => c[0]))])('%s', name => {
    expect(asNumPy(cases.filter(c => c[0] === name), () => 32, /cov|corrcoef|trapezoid/.test(name)).slice(0, 12)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })
})

test('as methods', () => {
  np.scope(() => {
    const a = np.array([1.25, 2.5, -3.75])
    expect([a.round(1).tolist(), a.cumprod().tolist(), a.cumprod(0, { dtype: 'float32' }).dtype]).toEqual([[1.2, 2.5, -3.8], [1.25, 3.125, -11.71875], 'float32'])
  })
})
