// np.trace, which is two things: NumPy's sum along diagonals of an array, and the trace of a function. Apart from profiling.ts, so that a
// page that makes traces does not hold the profiler.

import { trace as diagonalSum } from './arranging.js'
import type { Trace } from './profile/trace.js'

type Traces = typeof diagonalSum & ((f: () => unknown) => Promise<Trace>)

/**
 * Of an array, the sum along diagonals; as of every sum along axes, an array: of no dimensions for a matrix. Integers add up in 64 bits.
 *
 * Of a function something else: calls it and resolves to what it ran, every kernel, range and thread with their times. As JSON that is a
 * Chrome trace-event file, which Perfetto opens: `writeFile('trace.json', JSON.stringify(await np.trace(f)))`.
 */
export const trace: Traces = ((a: unknown, ...rest: unknown[]) => {
  if (typeof a === 'function') return import('./profile/trace.js').then(({ traceOf }) => traceOf(a as () => unknown))
  return (diagonalSum as (...args: unknown[]) => unknown)(a, ...rest)
}) as Traces
