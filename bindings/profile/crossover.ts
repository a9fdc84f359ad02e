// From which size on SIMD and threads win, and whether the library's own choice is the best one at every size.

import type { DType } from '../dtype.js'
import { scope } from '../ndarray.js'
import { info, runtime, setThreads } from '../runtime.js'
import { type Case, type Engine } from './engine.js'
import { opCase } from './op-cases.js'
import { type Contender, sample } from './sampling.js'
import type { Crossover } from './schema.js'
import { median } from './statistics.js'

/** Sizes from 100 elements on, two or four in each power of ten. */
export function crossoverSizes(most: number, perDecade: 2 | 4): number[] {
  const steps = perDecade === 2 ? [1, 3] : [1, 2, 3, 6], sizes: number[] = []
  for (let power = 100; power <= most; power *= 10) for (const step of steps) if (step * power <= most) sizes.push(step * power)
  return sizes
}

// Of a curve the single points need less than a case.
const TURN_SECONDS = 0.005, MOST_ROUNDS = 9, BUDGET = 0.5

/** Times an op at every size: plain loops, one thread, all threads whether it pays or not, and the library's choice. */
export async function crossoverOf(op: string, dtype: DType, sizes: readonly number[], { thoroughness, signal, listener }: Engine): Promise<Crossover> {
  const points: Crossover['points'][number][] = []
  const sampling = { turnSeconds: TURN_SECONDS, warmSeconds: thoroughness.warmSeconds / 4, rounds: Math.min(thoroughness.rounds, MOST_ROUNDS), budget: BUDGET, signal }
  for (const [index, size] of sizes.entries()) {
    points.push({ size, ...await pointOf(opCase(op, dtype, size), sampling) })
    listener?.progress?.((index + 1) / sizes.length)
  }
  const simdFrom = crossing(points, p => (p.naive ?? NaN) / p.simd), threadsFrom = info().threads > 1 ? crossing(points, p => p.simd / p.threads) : undefined
  const worst = points.map(({ size, simd, threads, auto }) => ({ size, factor: auto / Math.min(simd, threads) })).reduce((a, b) => b.factor > a.factor ? b : a)
  return { op, dtype, points, ...(simdFrom !== undefined && { simdFrom }), ...(threadsFrom !== undefined && { threadsFrom }), worst }
}

async function pointOf(one: Case, sampling: Parameters<typeof sample>[1]): Promise<Omit<Crossover['points'][number], 'size'>> {
  const all = info().threads, { pool } = runtime(), made = await one.make(), run = (): void => scope(() => { made.lanewise() })
  const way = (name: string, threads: number, always: boolean): Contender => ({ name, before() { setThreads(threads); pool.always = always }, run })
  const ways: Contender[] = [way('simd', 1, false), ...(all > 1 ? [way('threads', all, true), way('auto', all, false)] : []), ...(made.naive ? [{ name: 'naive', before: () => setThreads(1), run: () => made.naive!() }] : [])]
  try {
    const samples = await sample(ways, sampling), times = Object.fromEntries(ways.map(({ name }, i) => [name, median(samples[i]!.map(s => s.seconds))]))
    const simd = times['simd']!
    return { ...(times['naive'] !== undefined && { naive: times['naive'] }), simd, threads: times['threads'] ?? simd, auto: times['auto'] ?? simd }
  } finally {
    pool.always = false
    setThreads(all)
    made.dispose?.()
  }
}

// The size at which a ratio passes 1 for good, between the sizes that were measured.
function crossing(points: Crossover['points'], ratio: (point: Crossover['points'][number]) => number): number | undefined {
  const last = points.findLastIndex(p => !(ratio(p) > 1))
  if (last === points.length - 1) return undefined
  const after = points[last + 1]!
  if (last < 0) return after.size
  const before = points[last]!, [low, high] = [Math.log(ratio(before)), Math.log(ratio(after))]
  return Math.round(Math.exp(Math.log(before.size) + (0 - low) / (high - low) * Math.log(after.size / before.size)))
}
