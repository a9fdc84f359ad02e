// Calls planted so that one thing limits them, and what the profiler says of each.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import * as np from '../dist/index.js'
import { type Engine, engineOn, profileCases, quick } from '../dist/profile/engine.js'
import type { CaseProfile, Cell, Limits, Machine, VerdictKind, Work } from '../dist/profile/schema.js'
import { verdictOf } from '../dist/profile/verdict.js'

let engine: Engine
beforeAll(async () => {
  await np.init({ threads: 2 })
  engine = engineOn({ thoroughness: quick })
})
afterAll(() => np.close())

async function verdictOn(name: string, f: () => unknown): Promise<CaseProfile> {
  const { cases: [one] } = await profileCases([{ name, group: 'own', about: '', make: () => ({ lanewise: f }) }], engine, { failures: false })
  return one!
}
/** The planted calls: what each needs is made when its turn comes. */
const planted: readonly (readonly [VerdictKind, string, () => () => unknown])[] = [
  ['small', 'an addition of 100 elements', () => { const a = np.ones([100]); return () => np.add(a, a) }],
  ['small', 'a sum of 64 elements', () => { const a = np.ones([64]); return () => np.sum(a) }],
  ['small', 'five operations on ten elements', () => { const a = np.ones([10]); return () => np.sum(np.sqrt(np.add(np.multiply(a, a), np.exp(a)))) }],
  ['small', 'a product of matrices of 8 rows', () => { const a = np.ones([8, 8]); return () => np.matmul(a, a) }],
  ['small', 'a transform of 64 elements', () => { const a = np.ones([64]); return () => np.fft.rfft(a) }],
  ['memory', 'an addition of 1e7 elements', () => { const [a, b, out] = [0, 1, 2].map(() => np.ones([1e7], 'float32')); return () => { np.add(a!, b!, { out: out! }) } }],
  ['memory', 'a sum of 1e7 float64', () => { const a = np.ones([1e7]); return () => np.sum(a) }],
  ['memory', 'a copy of 1e7 elements', () => { const [a, b] = [0, 1].map(() => np.ones([1e7], 'float32')); return () => { np.copyto(a!, b!) } }],
  ['memory', 'a matrix of 3000 rows by a vector', () => { const a = np.ones([3000, 3000]), x = np.ones([3000]); return () => np.matmul(a, x) }],
  ['arithmetic', 'exp of a million elements', () => { const a = np.ones([1e6], 'float32'); return () => np.exp(a) }],
  ['arithmetic', 'sin of a million float64', () => { const a = np.ones([1e6]); return () => np.sin(a) }],
  ['arithmetic', 'a product of matrices of 512 rows', () => { const a = np.ones([512, 512], 'float32'); return () => np.matmul(a, a) }],
  ['arithmetic', '256 transforms of 1024 elements', () => { const a = np.ones([256, 1024]); return () => np.fft.rfft(a) }],
  ['copies', 'a typed array made into an array and summed', () => { const x = new Float64Array(1e6); return () => np.sum(np.array(x)) }],
  ['copies', 'a result taken out as a typed array', () => { const a = np.ones([1e6], 'float32'); return () => np.add(a, a).toTypedArray() }],
  ['copies', 'a list of numbers made into an array', () => { const list = Array.from({ length: 1e5 }, (_, i) => i / 7); return () => np.sqrt(np.array(list)) }],
  ['strided', 'every 16th element', () => { const a = np.ones([16e6], 'float32').slice('::16'); return () => np.multiply(a, a) }],
  ['strided', 'a transposed operand', () => { const a = np.ones([1500, 1500], 'float32'), t = a.transpose(); return () => np.add(a, t) }],
  ['converted', 'integers added to floats', () => { const a = np.ones([1e6], 'int32'), b = np.ones([1e6]); return () => np.add(a, b) }],
  ['serial', 'running differences, step by step', () => { const a = np.ones([20000]); return () => np.subtract.accumulate(a) }],
  ['script', 'a loop over elements one by one', () => { const a = np.ones([20000]); return () => { let sum = 0; for (let i = 0; i < a.size; i++) sum += a.item(i); return sum + np.sum(a) } }],
]

describe('the verdict on', () => {
  test.each(planted)('%s: %s', async (kind, name, make) => {
    const one = await verdictOn(name, make())
    const shown = { kind: one.verdict!.kind, why: one.verdict!.kind === kind ? undefined : one }
    expect(shown).toEqual({ kind, why: undefined })
    expect(one.verdict!.text.length * one.verdict!.advice.length).toBeGreaterThan(0)
  })

  test('one thread where there are more', () => {
    const script = `import * as np from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      await np.init({ threads: 1 })
      console.log((await np.explain('exp', np.ones([1e6]))).verdict.kind)`
    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).trim()).toBe('one-thread')
  })

  // In a real page: bench-web.test.ts.
  test('a page that is not isolated', () => {
    const time = { median: 1e-3, low: 1e-3, high: 1e-3 }
    const cell = { way: 'simd', threads: 1, time, rounds: [1e-3], ofMemory: 0.2, ofPeak: 0.1 } as unknown as Cell
    const work = { kernels: 1, shared: 0, path: 'contiguous', shares: { kernels: 1, copies: 0, dispatch: 0, script: 0 }, copied: 0, footprint: 1e6, top: [{ kernel: 'exp_f64', calls: 1, share: 1 }] } as unknown as Work
    const machine = { threads: 1, isolated: false, cores: 8, threadsWhy: 'the page is not isolated' } as unknown as Machine
    expect(verdictOf({ cells: [cell], work, machine, limits: { call: 1e-6, fork: 1e-6, peak: [], bandwidth: [] } satisfies Limits }).kind).toBe('not-isolated')
  })
})
