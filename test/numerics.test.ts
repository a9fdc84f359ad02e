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
