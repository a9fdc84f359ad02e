// The profiler's way in. The rest of it is loaded when it is asked for.

import type { Explanation, ProfileOptions } from './profile/index.js'
import type { Profile } from './profile/schema.js'
import type { Trace } from './profile/trace.js'

/**
 * Profiles a function of arrays, or an op by name: on one thread, on all, and beside `naive` and `rivals` if there are any. Results are
 * compared before anything is timed. Resolves to times with confidence intervals, rates, shares of what the machine can do, and a verdict
 * on what limits the call. The function is called many times; arrays that a call makes are freed at its end. Throws MismatchError where results differ,
 * ValueError for a function that throws or gives another result each time.
 */
export async function profile(subject: string | (() => unknown), options?: ProfileOptions): Promise<Profile> {
  return (await import('./profile/index.js')).profile(subject, options)
}

/** What limits one call of an op (by name, also `'fft.rfft'`) or a function with these arguments, and what to do about it: as text a few sentences. */
export async function explain(op: string | ((...args: never[]) => unknown), ...args: unknown[]): Promise<Explanation> {
  return (await import('./profile/index.js')).explain(op, ...args)
}

/** Calls a function and records every kernel, range and thread: `trace` of arranging.ts, which has NumPy's sum along diagonals too. */
export async function traced(f: () => unknown): Promise<Trace> { return (await import('./profile/index.js')).trace(f) }
