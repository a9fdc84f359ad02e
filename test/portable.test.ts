// The functions that take the place of Math's: how near they are. That they are the same in every engine: browsers.test.ts.

import { expect, test } from '@jest/globals'
import { cosine, hypot, sine } from '../dist/portable.js'

const apart = (got: number, expected: number): number => Math.abs(got - expected) / (2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52))

test('sine and cosine are within a unit of what Math has, which is not off by more than one itself', () => {
  let worst = 0
  for (let i = 1; i <= 100000; i++) {
    const x = i / 100000 * Math.PI / 4
    worst = Math.max(worst, apart(sine(x), Math.sin(x)), apart(cosine(x), Math.cos(x)))
  }
  expect(worst).toBeLessThanOrEqual(1)
  expect([sine(0), cosine(0), sine(-0.5) + sine(0.5), sine(1e-200)]).toEqual([0, 1, 0, 1e-200])
})

test('hypot neither overflows nor loses digits', () => {
  for (let k = -1074; k < 1021; k++) expect(hypot(3 * 2 ** k, -4 * 2 ** k)).toBe(5 * 2 ** k)
  expect([hypot(0, -0), hypot(-7, 0), hypot(0, 5e-324), hypot(Infinity, 1), hypot(Number.MAX_VALUE, Number.MAX_VALUE), hypot(NaN, 1)]).toEqual([0, 7, 5e-324, Infinity, Infinity, NaN])
  for (let i = 1; i < 1000; i++) expect(apart(hypot(i, 1000 / i), Math.hypot(i, 1000 / i))).toBeLessThanOrEqual(2)
})
