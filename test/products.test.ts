// Products against NumPy, in every layout, on 1, 2 and 4 threads. test/oracle/products.py makes the fixture.

import { beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { asNumPy, type Asked, type Coded, decoded, fixture } from './support.ts'

beforeAll(() => np.init({ threads: 4 }))
const known = fixture<{ exact: Asked[]; near: [k: number, x: Coded, y: Coded, product: Coded][] }>('products')

describe('as NumPy', () => {
  test.each([...new Set(known.exact.map(c => c[0]))])('%s', name => {
    expect(asNumPy(known.exact.filter(c => c[0] === name)).slice(0, 12)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })
})
