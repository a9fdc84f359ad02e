// Wide mode: 256-bit operations by an experimental pass of V8, never needed for a result.

import { afterEach, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { platform } from '../dist/platform.node.js'
import { selfCheck } from '../dist/self-check.js'
import { useSelfCheck } from '../dist/wide.js'

afterEach(() => { np.close(); useSelfCheck(selfCheck) })
const here = platform.wide!.why === ''

function products(): Record<string, number[]> {
  return np.scope(() => Object.fromEntries(([['float32', 130, 257, 300], ['float64', 64, 64, 64], ['complex64', 33, 41, 90], ['float64', 1, 300, 50], ['int32', 40, 30, 20]] as const).map(([dtype, m, k, n]) => {
    const numbers = (size: number): Float64Array => Float64Array.from({ length: size }, (_, i) => Math.sin(i * i) * (dtype === 'int32' ? 1000 : 1))
    const matrix = (r: number, c: number): np.NDArray => np.reshape(np.astype(np.array(numbers(r * c)), dtype), [r, c])
    const c = np.matmul(matrix(m, k), matrix(k, n))
    return [dtype + m, Array.from(np.toTypedArray(np.ravel(c)) as Float64Array)]
  })))
}

test('the same bits as without, or a reason', async () => {
  await np.init({ threads: 2, ...(here ? {} : { variant: 'simd' }) })
  const plain = products()
  expect(np.info()).toMatchObject({ wide: false, wideWhy: 'not asked for' })
  np.close()
  await np.init({ wide: true, threads: 2 })
  expect(np.info().wide).toBe(here)
  expect(np.info().wideWhy).toMatch(here ? /families of kernels gave the bits/ : /Node from 22|256-bit/)
  expect(np.info().threads).toBe(2)
  for (let i = 0; i < 30; i++) products()                  // until the optimising compiler has come by
  expect(products()).toEqual(plain)
})

test('a kernel that gives other bits is found, and all goes on without', async () => {
  if (!here) return
  let calls = 0
  useSelfCheck(() => [['addition', [1, 2]], ['sums', [3, calls++]]])
  await np.init({ wide: true })
  expect(np.info()).toMatchObject({ wide: false, wideWhy: 'the pass changes the results of sums' })
  expect(np.sum(np.add([1, 2], [3, 4]))).toBe(10)
})

test('samples that fail do not stop init', async () => {
  if (!here) return
  let calls = 0
  useSelfCheck(() => { if (calls++ > 0) throw new Error('no such kernel'); return [] })
  await np.init({ wide: true })
  expect(np.info()).toMatchObject({ wide: false, wideWhy: 'the pass fails: no such kernel' })
})

test('wide needs the relaxed variant', async () => {
  await expect(np.init({ wide: true, reproducible: true })).rejects.toThrow(/wide is for the 'relaxed' variant/)
  await expect(np.init({ wide: true, variant: 'simd' })).rejects.toThrow(/wide is for the 'relaxed' variant/)
})
