// Wide mode: a start with V8's 256-bit pass, if every family of kernels gives the bits of a build without it; else one without.

import type { Widening } from './platform.js'
import { runtime, type Begin } from './runtime.js'
import { selfCheck, type SelfCheck } from './self-check.js'

let samples = selfCheck
/** Other samples, for tests. */
export function useSelfCheck(check: SelfCheck): void { samples = check }

/** Starts the runtime wide, or without the pass and with the reason. */
export async function startWide(begin: Begin, pass: Widening): Promise<void> {
  await begin('apart', '', 1)
  const expected = samples()
  runtime().pool.stop()
  pass.use(true)
  const failed = await tried(begin, pass, expected)
  if (failed === '') return
  runtime().pool.stop()
  pass.use(false)
  await begin('usual', failed)
}

// The kernels as the optimising compiler makes them, on the samples; empty if all is well.
async function tried(begin: Begin, pass: Widening, expected: ReturnType<SelfCheck>): Promise<string> {
  try {
    await begin('wide', `asked for; ${expected.length} families of kernels gave the bits of a build without`)
    const { pool } = runtime(), { threads } = pool
    pool.use(1)
    pass.eager(true)
    try {
      const got = samples(), i = expected.findIndex(([, values], at) => !sameBits(values, got[at]![1]))
      if (i >= 0) return `the pass changes the results of ${expected[i]![0]}`
    } finally { pass.eager(false) }
    pool.use(threads)
    return ''
  } catch (error) { return `the pass fails: ${(error as Error).message}` }
}
function sameBits(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return a.length === b.length
}
