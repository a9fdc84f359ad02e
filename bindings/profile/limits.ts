// What the machine can do at best, by the library's own simplest kernels: the roofline that all else is measured by.

import { array, empty, ones } from '../creation.js'
import { OutOfMemoryError } from '../errors.js'
import type { NDArray } from '../ndarray.js'
import { add, sum } from '../ops.js'
import { info, runtime, setThreads } from '../runtime.js'
import type { Limits } from './schema.js'

/** Multiply-adds of vectors in a unit of the kernel of assembly/peak.ts. */
export const VECTORS = 12 * 4096
// Of about a millisecond.
const UNITS = 128
const suffix = { float32: 'f32', float64: 'f64' } as const
// From a second-level cache to main memory; of less than that a call itself takes longer.
const FOOTPRINTS = [3 * 2 ** 16, 3 * 2 ** 18, 3 * 2 ** 20, 3 * 2 ** 22, 3 * 2 ** 24, 3 * 2 ** 25, 3 * 2 ** 26]
// Something else may run just then: several passes, each of which gives every limit so long.
const PASSES = 3, LEAST_SECONDS = 0.008

/** Measures the limits of this machine on one thread and on all, several times over and keeps the best; takes about a second. */
export function measureLimits(): Limits {
  const all = info().threads, counts = all > 1 ? [1, all] : [1], passes = Array.from({ length: PASSES }, () => measureOnce(all, counts)), [first, ...others] = passes as [Limits, ...Limits[]]
  return others.reduce((best, next) => ({
    peak: best.peak.map((p, i) => ({ ...p, flopsPerSecond: Math.max(p.flopsPerSecond, next.peak[i]!.flopsPerSecond) })),
    bandwidth: best.bandwidth.map((b, i) => ({ ...b, bytesPerSecond: Math.max(b.bytesPerSecond, next.bandwidth[i]?.bytesPerSecond ?? 0) })),
    call: Math.min(best.call, next.call), fork: Math.min(best.fork, next.fork),
  }), first)
}

function measureOnce(all: number, counts: readonly number[]): Limits {
  const peak: Limits['peak'][number][] = [], bandwidth: Limits['bandwidth'][number][] = []
  try {
    for (const threads of counts) {
      setThreads(threads)
      for (const dtype of ['float32', 'float64'] as const) peak.push({ threads, dtype, flopsPerSecond: peakOf(dtype) })
    }
    for (const footprint of FOOTPRINTS) {
      for (const threads of counts) {
        setThreads(threads)
        const bytesPerSecond = bandwidthOf(footprint)
        if (bytesPerSecond > 0) bandwidth.push({ threads, footprint, bytesPerSecond })
      }
    }
    setThreads(1)
    const one = ones([1], 'float32'), call = least(() => { add(one, one).dispose() })
    one.dispose()
    setThreads(all)
    return { peak, bandwidth, call, fork: all > 1 ? forkSeconds() : 0 }
  } finally { setThreads(all) }
}

/** The bandwidth for so many bytes in all on so many threads, between those that were measured; 0 if none was. */
export function bandwidthAt({ bandwidth }: Limits, threads: number, footprint: number): number {
  const known = bandwidth.filter(b => b.threads === threads).sort((a, b) => a.footprint - b.footprint)
  if (known.length === 0) return 0
  const above = known.findIndex(b => b.footprint >= footprint)
  if (above <= 0) return known.at(above)!.bytesPerSecond
  const [a, b] = [known[above - 1]!, known[above]!], t = Math.log(footprint / a.footprint) / Math.log(b.footprint / a.footprint)
  return a.bytesPerSecond * (b.bytesPerSecond / a.bytesPerSecond) ** t
}

// The least seconds of a call: what disturbs makes it longer.
function least(f: () => void): number {
  let best = Infinity
  for (let spent = 0, count = 1; spent < LEAST_SECONDS;) {
    const begin = performance.now()
    for (let i = 0; i < count; i++) f()
    const seconds = (performance.now() - begin) / 1e3
    spent += seconds
    if (seconds < LEAST_SECONDS / 20) count *= 4
    else best = Math.min(best, seconds / count)
  }
  return best
}

function peakOf(dtype: 'float32' | 'float64'): number {
  const { pool, job, kernels } = runtime(), kernel = kernels.get(`peak_${suffix[dtype]}`)!, x = array([0.9999, 1e-4], dtype), lanes = 16 / x.itemsize, out = empty([lanes], dtype)
  const seconds = least(() => {
    job.head(2, 1, 2, 1, 1, false, 1)
    job.operand(0, x.address, dtype, dtype)
    job.operand(1, out.address, dtype, dtype)
    pool.run(kernel, UNITS, 8000)
  })
  x.dispose()
  out.dispose()
  return UNITS * VECTORS * 2 * lanes / seconds
}

// The better of an addition of two arrays into a third and a sum.
function bandwidthOf(footprint: number): number {
  const n = footprint / 12, arrays: NDArray[] = []
  try {
    for (let i = 0; i < 3; i++) arrays.push(ones([n], 'float32'))
    const [a, b, out] = arrays as [NDArray<'float32'>, NDArray<'float32'>, NDArray<'float32'>]
    return Math.max(footprint / least(() => { add(a, b, { out }) }), 4 * n / least(() => { sum(a) }))
  } catch (error) {
    if (error instanceof OutOfMemoryError) return 0
    throw error
  } finally { for (const a of arrays) a.dispose() }
}

// A copy of two vectors, which nobody would share if the pool did not believe that it takes long.
function forkSeconds(): number {
  const { pool, job, kernels } = runtime(), kernel = kernels.get('copy')!, a = ones([8], 'float32'), b = empty([8], 'float32')
  const seconds = least(() => {
    job.head(2, 1, 2, 1, 4, false, 4)
    for (const [axis, n] of [1, 8].entries()) job.extent(axis, n)
    for (const [k, { address }] of [a, b].entries()) {
      job.operand(k, address, 'float32', 'float32')
      job.stride(k, 0, 0)
      job.stride(k, 1, 4)
    }
    pool.run(kernel, 2, 1e6)
  })
  a.dispose()
  b.dispose()
  return seconds
}
