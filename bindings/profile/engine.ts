// The engine: every way of computing a case is compared with the first, then all are timed in turns, and a trace tells what the
// library's call does and what limits it.

import { DisposedError, ValueError } from '../errors.js'
import { scope } from '../ndarray.js'
import { info, runtime, setThreads } from '../runtime.js'
import { difference, MismatchError, type Tolerance } from './comparison.js'
import { bandwidthAt, measureLimits } from './limits.js'
import { machineFacts } from './machine.js'
import { type Lists, listsOf } from './outcome.js'
import { type Contender, pause, sample, type Sampling } from './sampling.js'
import type { CaseProfile, Cell, Crossover, Limits, Machine, Profile, Timeline } from './schema.js'
import { estimate, ratio } from './statistics.js'
import { record, type Trace } from './trace.js'
import { verdictOf } from './verdict.js'
import { type Amount, shortest, workOf } from './work.js'

/** Another library on the same case. */
export interface Rival { readonly contender: Contender; values(): unknown; dispose?(): unknown }

/** What a case is made of: a function of the library, and others that compute the same. */
export interface Made {
  /** As an ordinary developer writes it. */
  naive?(): unknown
  lanewise(): unknown
  readonly rivals?: readonly Rival[]
  readonly amount?: Amount
  readonly notes?: readonly string[]
  dispose?(): void
}

/** A case to profile. */
export interface Case extends Pick<CaseProfile, 'name' | 'group' | 'about' | 'op' | 'dtype' | 'size'> {
  make(): Made | Promise<Made>
  readonly tolerance?: Tolerance
  /** Why results may differ at all. */
  readonly because?: string
  /** Compares in a way of its own: gives the first difference in words. */
  compare?(expected: Lists, actual: Lists): string | undefined
  /** What it computed, in words. */
  results?(outcome: Lists): CaseProfile['results']
}

/** Is told how a profile goes. */
export interface Listener {
  /** A case begins. */
  case?(name: string, index: number, of: number): void
  /** So much of the present case is done, of 1. */
  progress?(part: number): void
  done?(result: CaseProfile): void
}

/** How thorough a profile is. */
export interface Thoroughness extends Pick<Sampling, 'rounds' | 'turnSeconds' | 'warmSeconds' | 'budget'> { readonly traces: number }
/** For a first look, and for figures that others can rely on. */
export const quick: Thoroughness = { rounds: 7, turnSeconds: 0.006, warmSeconds: 0.02, budget: 0.5, traces: 5 }
export const usual: Thoroughness = { rounds: 21, turnSeconds: 0.012, warmSeconds: 0.1, budget: 4, traces: 7 }

/** What a profile is made with. */
export interface Engine { readonly machine: Machine; readonly limits: Limits; readonly thoroughness: Thoroughness; readonly signal?: AbortSignal | undefined; readonly listener?: Listener | undefined }

/** Measures the machine; call after `init()`. */
export function engineOn({ thoroughness = usual, signal, listener }: { thoroughness?: Thoroughness; signal?: AbortSignal | undefined; listener?: Listener | undefined } = {}): Engine {
  return { machine: machineFacts(), limits: limitsOf(), thoroughness, signal, listener }
}

// They are measured once for a runtime and a number of threads.
const measured = new WeakMap<object, Map<number, Limits>>()
function limitsOf(): Limits {
  const { heap, pool } = runtime(), known = measured.get(heap) ?? new Map<number, Limits>()
  measured.set(heap, known)
  const limits = known.get(pool.threads) ?? measureLimits()
  known.set(pool.threads, limits)
  return limits
}

/** Profiles cases. One that fails, or whose ways do not agree, has `failed` in place of times, and the others go on; without `failures` it throws. */
export async function profileCases(cases: readonly Case[], engine: Engine, { failures = true, crossovers = [], rivals = {} }: { failures?: boolean; crossovers?: readonly Crossover[]; rivals?: Profile['rivals'] } = {}): Promise<Profile> {
  const results: CaseProfile[] = [], { listener, signal } = engine
  let timeline: Timeline | undefined
  for (const [index, one] of cases.entries()) {
    listener?.case?.(one.name, index, cases.length)
    await pause()
    let result: CaseProfile
    try {
      const { profile, trace } = await profileCase(one, engine)
      result = profile
      // The busiest call is the most interesting to look at.
      if (trace && (!timeline || trace.kernels.length > 1 && trace.seconds > timeline.seconds)) timeline = timelineOf(one.name, trace)
    } catch (error) {
      signal?.throwIfAborted()
      if (!failures) throw error
      result = { ...headOf(one), cells: [], notes: [], failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
    }
    results.push(result)
    listener?.done?.(result)
  }
  return { schema: 2, date: new Date().toISOString(), machine: engine.machine, limits: engine.limits, rivals, cases: results, crossovers, ...(timeline && { timeline }) }
}

function headOf({ name, group, about, op, dtype, size }: Case): Pick<CaseProfile, 'name' | 'group' | 'about'> {
  return { name, group, about, ...(op !== undefined && { op }), ...(dtype !== undefined && { dtype }), ...(size !== undefined && { size }) }
}

interface Way extends Pick<Cell, 'way' | 'label' | 'threads'> { readonly contender: Contender }
// Of calls that take longer neither the warm-up nor the trace is repeated.
const LONG_CALL = 1

async function profileCase(one: Case, { machine, limits, thoroughness, signal, listener }: Engine): Promise<{ profile: CaseProfile; trace?: Trace }> {
  const all = info().threads, made = await one.make(), notes = [...made.notes ?? []], ways: Way[] = [], took = new Map<string, number>()
  // What a call makes is freed after it, and nothing else: it may give an array that is kept.
  const outcomeOf = (label: string, f: () => unknown): Lists => scope(() => {
    const begin = performance.now()
    let outcome: unknown
    try { outcome = f() } catch (cause) {
      const hint = cause instanceof DisposedError ? '; what a call makes is freed at its end, so make arrays that are to last outside of the function' : ''
      throw new ValueError(`profile: '${one.name}' threw (${label}): ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}${hint}`, { cause })
    } finally { took.set(label, (performance.now() - begin) / 1e3) }
    return listsOf(`profile: '${one.name}'`, outcome)
  })
  const contender = (label: string, f: () => unknown, threads: number): Contender => ({
    name: `${one.name}, ${label}`, threads, known: took.get(label)!, before: () => setThreads(threads), run: () => scope(() => { f() }),
  })
  try {
    const counts = all > 1 ? [1, all] : [1], labelOf = (threads: number): string => threads === 1 ? '1 thread' : `${threads} threads`
    setThreads(1)
    const expected = made.naive && outcomeOf('naive JS', () => made.naive!())
    if (expected) ways.push({ way: 'naive', label: 'naive JS', threads: 1, contender: contender('naive JS', () => made.naive!(), 1) })
    await pause()
    let first: Lists | undefined
    for (const threads of counts) {
      const label = labelOf(threads)
      setThreads(threads)
      const outcome = outcomeOf(label, () => made.lanewise())
      if (first) same(one.name, first, outcome)
      else {
        first = outcome
        if (expected) agree(one, expected, outcome, label)
        if (all === 1 && took.get(label)! < LONG_CALL) same(one.name, first, outcomeOf(label, () => made.lanewise()))
      }
      ways.push({ way: threads === 1 ? 'simd' : 'threads', label, threads, contender: contender(label, () => made.lanewise(), threads) })
      await pause()
    }
    if (first!.size === 0) notes.push('the function gives no result, so nothing was compared')
    const reference = expected ?? first!
    for (const rival of made.rivals ?? []) {
      const label = rival.contender.name, note = (why: string): void => { notes.push(`${label} is left out: ${why}`) }
      try {
        const wrong = differences(one, reference, listsOf(label, await rival.values()))
        if (wrong) note(`its result differs (${wrong})`)
        else ways.push({ way: 'rival', label, threads: Number(rival.contender.threads ?? 1), contender: rival.contender })
      } catch (error) { note((error as Error).message) }
    }

    setThreads(all)
    const main = labelOf(all), traces: Trace[] = []
    // The first one finds kernels that were not compiled yet.
    for (let i = 0, last = took.get(main)! > LONG_CALL ? 1 : thoroughness.traces + 1; i < last; i++) {
      const { trace } = record(() => scope(() => { made.lanewise() }))
      if (i > 0 || last === 1) traces.push(trace)
      await pause()
    }
    const slow = [...took].filter(([, seconds]) => seconds > 10)
    for (const [label, seconds] of slow) notes.push(`a call takes ${seconds.toFixed(0)} s (${label}): measured once`)

    let rounds = thoroughness.rounds
    const samples = await sample(ways.map(w => w.contender), {
      ...thoroughness, signal,
      onPlan: (_, planned) => { rounds = planned },
      onRound: done => listener?.progress?.(done / rounds),
    })
    const times = samples.map(list => list.map(s => s.seconds)), own = ways.map((w, i) => ({ w, i })).filter(({ w }) => w.way === 'simd' || w.way === 'threads').at(-1)!.i
    const work = workOf(traces, Math.min(...times[own]!), made.amount)
    const cells = ways.map(({ way, label, threads }, i): Cell => cellOf({ way, label, threads }, times[i]!, times[0]!, work, one.dtype, limits))
    const results = one.results?.(reference)
    return {
      profile: { ...headOf(one), cells, work, verdict: verdictOf({ cells, work, machine, limits }), ...(results && { results }), notes },
      trace: shortest(traces),
    }
  } finally {
    setThreads(all)
    made.dispose?.()
    for (const rival of made.rivals ?? []) await rival.dispose?.()
  }
}

function cellOf(way: Pick<Cell, 'way' | 'label' | 'threads'>, rounds: readonly number[], first: readonly number[], { bytes, flops, footprint }: { bytes: number; flops: number; footprint: number }, dtype: string | undefined, limits: Limits): Cell {
  const time = estimate(rounds), bytesPerSecond = bytes / time.median, flopsPerSecond = flops / time.median
  const most = bandwidthAt(limits, way.threads, footprint), peak = limits.peak.find(p => p.threads === way.threads && p.dtype === (dtype === 'float64' || dtype === 'complex128' ? 'float64' : 'float32'))?.flopsPerSecond ?? 0
  return { ...way, time, rme: marginOf(rounds), rounds, speedup: ratio(first, rounds), bytesPerSecond, flopsPerSecond, ofMemory: most && bytesPerSecond / most, ofPeak: peak && flopsPerSecond / peak }
}

// Two-sided 95 % quantiles of Student's t by degrees of freedom, as Benchmark.js has them.
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042]
function marginOf(values: readonly number[]): number {
  const n = values.length, mean = values.reduce((a, b) => a + b, 0) / n
  if (n < 2) return 0
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1))
  return (STUDENT[n - 2] ?? 1.96) * deviation / Math.sqrt(n) / mean * 100
}

// ---- Comparing. ----

function differences({ tolerance = {}, compare }: Pick<Case, 'tolerance' | 'compare'>, expected: Lists, actual: Lists, who?: string): string | undefined {
  if (compare) return compare(expected, actual)
  const [names, others] = [expected, actual].map(lists => [...lists.keys()].join(', ')) as [string, string]
  if (names !== others) return `it gives ${others || 'nothing'}, the first way ${names || 'nothing'}`
  for (const [name, list] of expected) {
    const wrong = difference(list, actual.get(name)!, tolerance, who)
    if (wrong) return `${name}${wrong}`
  }
  return undefined
}

function agree(one: Case, expected: Lists, actual: Lists, label: string): void {
  const wrong = differences(one, expected, actual)
  if (wrong) throw new MismatchError(`${one.name}: ${label} and naive JS do not agree: ${wrong}${one.because ? ` (${one.because})` : ''}`)
}
// The library's results do not depend on the threads, so two calls that differ are the function's own doing.
function same(name: string, first: Lists, second: Lists): void {
  const wrong = differences({}, first, second, 'another call')
  if (wrong) throw new ValueError(`profile: '${name}' gives another result at each call: ${wrong}; give it fixed inputs and a seed, so that ways can be compared`)
}

const MOST_SPANS = 4000
/** A trace as a picture needs it. */
export function timelineOf(name: string, { seconds, threads, kernels, copies }: Trace): Timeline {
  const spans: Timeline['spans'][number][] = [
    ...kernels.flatMap(k => k.ranges.map(r => ({ thread: r.thread, name: k.kernel, kind: 'kernel' as const, begin: r.begin, end: r.end }))),
    ...copies.map(c => ({ thread: 0, name: 'copy', kind: 'copy' as const, begin: c.begin, end: c.end })),
  ]
  return { name, seconds, threads, spans: spans.sort((a, b) => a.begin - b.begin).slice(0, MOST_SPANS) }
}
