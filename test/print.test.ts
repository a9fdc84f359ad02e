// Printing through arrays; format.test.ts compares the text itself with NumPy's.

import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { format, inspect } from 'node:util'
import * as np from '../dist/index.js'
import { type Any, thrown, named } from './support.ts'

beforeAll(async () => { await np.init({ threads: 1 }) })
const defaults = np.get_printoptions()
afterEach(() => { np.set_printoptions(defaults); expect(np.info().memory.used).toBe(0) })

describe('as NumPy prints', () => {
  test('str and repr', () => np.scope(() => {
    const cases: [Any, string, string][] = [
      [np.array([1, 2, 3]), '[1. 2. 3.]', 'array([1., 2., 3.])'],
      [np.array([[1n, 2n], [3n, 40n]]), '[[ 1  2]\n [ 3 40]]', 'array([[ 1,  2],\n       [ 3, 40]])'],
      [np.array([true, false]), '[ True False]', 'array([ True, False])'],
      [np.array([1, 2], 'float32'), '[1. 2.]', 'array([1., 2.], dtype=float32)'],
      [np.array([], 'int8'), '[]', 'array([], dtype=int8)'],
      [np.zeros([0, 3]), '[]', 'array([], shape=(0, 3), dtype=float64)'],
      [np.array(5), '5.0', 'array(5.)'],
      [np.array([{ re: 1, im: -2 }]), '[1.-2.j]', 'array([1.-2.j])'],
      [np.array([NaN, Infinity, -0]), '[nan inf -0.]', 'array([nan, inf, -0.])'],
      [np.arange(6).reshape([2, 3]).T, '[[0. 3.]\n [1. 4.]\n [2. 5.]]', 'array([[0., 3.],\n       [1., 4.],\n       [2., 5.]])'],
      [np.arange(4).astype('uint8').slice('::-2'), '[3 1]', 'array([3, 1], dtype=uint8)'],
      [np.broadcast_to(np.array([7], 'int16'), [3]), '[7 7 7]', 'array([7, 7, 7], dtype=int16)'],
    ]
    for (const [a, str, repr] of cases) {
      expect([String(a), a.toString(), `${a as unknown as string}`, np.array2string(a)]).toEqual([str, str, str, str])
      expect([inspect(a), np.array_repr(a), format('%O', a)]).toEqual([repr, repr, repr])
    }
  }))

  test('large arrays are summarised without being copied out', () => np.scope(() => {
    const a = np.arange(3_000_000)
    expect(String(a)).toBe('[0.000000e+00 1.000000e+00 2.000000e+00 ... 2.999997e+06 2.999998e+06\n 2.999999e+06]')
    expect(String(a.reshape([3, 1_000_000]).slice(':', '::-1')).split('\n').length).toBe(6)
  }))

  test('inside objects and lists', () => np.scope(() => {
    expect(inspect({ a: np.array([1, 2]) })).toBe('{ a: array([1., 2.]) }')
    expect(inspect([np.array([1])])).toBe('[ array([1.]) ]')
  }))
})

test('set_printoptions, and options of one call', () => np.scope(() => {
  const a = np.array([Math.PI, 1e-10])
  np.set_printoptions({ precision: 3, suppress: true })
  expect(String(a)).toBe('[3.142 0.   ]')
  expect(np.get_printoptions().precision).toBe(3)
  expect(np.array2string(np.array([Math.PI]), { precision: 1 })).toBe('[3.1]')
  expect(String(np.array([Math.PI]))).toBe('[3.142]')
  np.set_printoptions({ threshold: 4, edgeitems: 1 })
  expect(String(np.arange(10))).toBe('[0. ... 9.]')
  for (const bad of [{ precision: -1 }, { precision: NaN }, { linewidth: 'x' }, { threshold: NaN }, { floatmode: 'odd' }, { edgeitems: -1 }]) {
    const before = np.get_printoptions(), error = thrown(() => np.set_printoptions(bad as never))
    expect({ bad, named: named(error) }).toEqual({ bad, named: true })
    expect(np.get_printoptions()).toEqual(before)
  }
}))

test('disposed arrays print, but not by name', () => {
  const a = np.zeros(3)
  a.dispose()
  expect([String(a), inspect(a)]).toEqual(['array(disposed)', 'array(disposed)'])
  expect(() => np.array2string(a)).toThrow(np.DisposedError)
  expect(() => np.array_repr(a)).toThrow(np.DisposedError)
})
