// What a call does, of a trace of it.

import type { Path, Work } from './schema.js'
import type { Trace } from './trace.js'

/** Bytes and operations that a call takes at least, where they are known better than a trace can tell. */
export interface Amount { readonly bytes?: number | undefined; readonly flops?: number | undefined }

/** The work of a call that takes so many seconds at least when nobody traces it; of several traces the shortest tells, which was disturbed least. */
export function workOf(traces: readonly Trace[], seconds: number, { bytes, flops }: Amount = {}): Work {
  const trace = shortest(traces)
  const times = new Map<string, { calls: number; time: number }>(), paths: Record<Path, number> = { contiguous: 0, strided: 0, converted: 0 }
  let kernels = 0, dispatch = 0, alone = 0
  for (const { kernel, begin, end, shared, ranges, path } of trace.kernels) {
    const busy = ranges.reduce((sum, r) => sum + r.end - r.begin, 0) / (shared ? trace.threads : 1), entry = times.get(kernel) ?? { calls: 0, time: 0 }
    if (shared) dispatch += Math.max(0, end - begin - busy)
    else alone += busy
    kernels += busy
    paths[path ?? 'contiguous'] += busy
    times.set(kernel, { calls: entry.calls + 1, time: entry.time + busy })
  }
  const copies = trace.copies.reduce((sum, c) => sum + c.end - c.begin, 0)
  // A trace takes time itself, of short calls most; and something else may have come between where it was not.
  const known = kernels + copies + dispatch, scale = Math.max(known, Math.min(seconds, trace.seconds))
  const shares = { kernels: kernels / scale, copies: copies / scale, dispatch: dispatch / scale, script: Math.max(0, 1 - known / scale) }
  const path = (['contiguous', 'strided', 'converted'] as const).reduce((most, p) => paths[p] > paths[most] ? p : most)
  return {
    kernels: trace.kernels.length, shared: trace.kernels.filter(k => k.shared).length, alone: kernels > 0 ? alone / kernels : 1,
    bytes: bytes ?? trace.bytes, footprint: trace.footprint, flops: flops ?? trace.flops, exact: trace.counted > 0 && trace.counted >= trace.flops / 2, copied: trace.copies.reduce((sum, c) => sum + c.bytes, 0),
    path, shares,
    top: [...times].sort((a, b) => b[1].time - a[1].time).slice(0, 5).map(([kernel, { calls, time }]) => ({ kernel, calls, share: kernels > 0 ? time / kernels : 0 })),
  }
}

/** The trace that was disturbed least. */
export function shortest(traces: readonly Trace[]): Trace { return traces.reduce((best, t) => t.seconds < best.seconds ? t : best) }
