// The engine: every way of computing a case is compared with the first, then all are timed in turns, and a trace tells what the
// library's call does and what limits it.

import { DisposedError, ValueError } from '../errors.js'
import { scope } from '../ndarray.js'
import { info, runtime, setThreads } from '../runtime.js'
import { difference, MismatchError, type Tolerance } from './comparison.js'
import { bandwidthAt, measureLimits } from './limits.js'
import { machineFacts } from './machine.js'
import { type Lists, listsOf } from './outcome.js'
import { type Contender, LEAST_ROUNDS, pause, sample, type Sampling } from './sampling.js'
import type { CaseProfile, Cell, Crossover, Limits, Machine, Profile, Timeline, Work } from './schema.js'
import { estimate, fasterBy } from './statistics.js'
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
  /** A pass over a case begins. */
  case?(name: string, index: number, of: number): void
  /** So much of it is done, of 1. */
  progress?(part: number): void
  /** What is known of the case after it; after the last pass with the place of the case among all. */
  done?(result: CaseProfile, last?: { readonly index: number; readonly of: number }): void
}

/** How thorough a profile is. */
export interface Thoroughness extends Pick<Sampling, 'rounds' | 'turnSeconds' | 'warmSeconds' | 'budget'> {
  /** Over how many passes the rounds are spread; and traces of each. */
  readonly passes: number
  readonly traces: number
}
/** For a first look, and for figures that others can rely on. */
export const quick: Thoroughness = { rounds: 7, turnSeconds: 0.006, warmSeconds: 0.02, budget: 0.5, passes: 1, traces: 5 }
export const usual: Thoroughness = { rounds: 21, turnSeconds: 0.012, warmSeconds: 0.03, budget: 5, passes: 7, traces: 7 }

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

/**
 * Profiles cases, in several passes over all of them: what disturbs a machine for some seconds, and what a function's compilation or an
 * array's place happen to be, is not the same in all. One that fails, or whose ways do not agree, has `failed` in place of times, and the
 * others go on; without `failures` it throws.
 */
export async function profileCases(cases: readonly Case[], engine: Engine, { failures = true, crossovers = [], rivals = {} }: { failures?: boolean; crossovers?: readonly Crossover[]; rivals?: Profile['rivals'] } = {}): Promise<Profile> {
  const { listener, signal, thoroughness } = engine, passes = Math.min(thoroughness.passes, thoroughness.rounds), of = cases.length
  const firsts: (First | undefined)[] = [], taken: Taken[][] = cases.map(() => []), results: CaseProfile[] = []
  let timeline: Timeline | undefined
  for (let pass = 0; pass < passes; pass++) {
    for (const [index, one] of cases.entries()) {
      listener?.case?.(one.name, pass * of + index, passes * of)
      await pause()
      const before = firsts[index], once = before !== undefined && Math.max(...before.took.values()) > ONCE
      if (results[index]?.failed === undefined && !once) {
        try {
          const found = await take(one, engine, passes, before)
          firsts[index] = found.first
          taken[index]!.push(found.taken)
          results[index] = judged(one, found.first, taken[index]!, engine)
          const trace = shortest(found.first.traces)
          // The busiest call is the most interesting to look at.
          if (!before && (!timeline || trace.kernels.length > 1 && trace.seconds > timeline.seconds)) timeline = timelineOf(one.name, trace)
        } catch (error) {
          signal?.throwIfAborted()
          if (!failures) throw error
          results[index] = { ...headOf(one), cells: [], notes: [], failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
        }
      }
      listener?.done?.(results[index]!, pass === passes - 1 ? { index, of } : undefined)
    }
  }
  return { schema: 2, date: new Date().toISOString(), machine: engine.machine, limits: engine.limits, rivals, cases: results, crossovers, ...(timeline && { timeline }) }
}

function headOf({ name, group, about, op, dtype, size }: Case): Pick<CaseProfile, 'name' | 'group' | 'about'> {
  return { name, group, about, ...(op !== undefined && { op }), ...(dtype !== undefined && { dtype }), ...(size !== undefined && { size }) }
}

/** A way with what it takes to call it: once for its numbers, or again and again. */
type Label = Pick<Cell, 'way' | 'label' | 'threads'>
interface Way extends Label { readonly contender: Contender; outcome(): Lists | Promise<Lists> }
/** What the first pass has found of a case: seconds of a call of each way, the results, what a call runs, and whom to leave out. */
interface First { readonly took: ReadonlyMap<string, number>; readonly reference: Lists; readonly traces: readonly Trace[]; readonly out: ReadonlySet<string>; readonly notes: readonly string[] }
/** What every pass finds: seconds of each way by rounds. It holds nothing of what the pass has made. */
interface Taken { readonly labels: readonly Label[]; readonly times: readonly (readonly number[])[]; readonly amount: Amount | undefined }
// Seconds of calls that are traced once only, and that are measured once only.
const LONG_CALL = 1, ONCE = 10

// The ways of a case. What a call makes is freed after it, and nothing else: it may give an array that is kept.
function waysOf(name: string, made: Made, took: ReadonlyMap<string, number> | undefined): Way[] {
  const all = info().threads
  const own = (way: Way['way'], label: string, threads: number, f: () => unknown): Way => ({
    way, label, threads,
    contender: { name: `${name}, ${label}`, threads, known: took?.get(label) ?? 0, before: () => setThreads(threads), run: () => scope(() => { f() }) },
    outcome() {
      setThreads(threads)
      return scope(() => listsOf(`profile: '${name}'`, called(name, label, f)))
    },
  })
  return [
    ...made.naive ? [own('naive', 'naive JS', 1, () => made.naive!())] : [], own('simd', '1 thread', 1, () => made.lanewise()),
    ...all > 1 ? [own('threads', `${all} threads`, all, () => made.lanewise())] : [],
    ...(made.rivals ?? []).map((rival): Way => {
      const { name: label, threads = 1 } = rival.contender
      return { way: 'rival', label, threads: Number(threads), contender: rival.contender, outcome: async () => listsOf(label, await rival.values()) }
    }),
  ]
}
function called(name: string, label: string, f: () => unknown): unknown {
  try { return f() } catch (cause) {
    const hint = cause instanceof DisposedError ? '; what a call makes is freed at its end, so make arrays that are to last outside of the function' : ''
    throw new ValueError(`profile: '${name}' threw (${label}): ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}${hint}`, { cause })
  }
}

// Calls every way once: the library's must agree with the plain loop and with themselves, others are left out if they do not.
async function compared(one: Case, ways: readonly Way[]): Promise<Omit<First, 'traces'>> {
  const took = new Map<string, number>(), out = new Set<string>(), notes: string[] = []
  let reference: Lists | undefined, first: Lists | undefined
  for (const { way, label, outcome } of ways) {
    const begin = performance.now()
    try {
      const lists = await outcome()
      took.set(label, (performance.now() - begin) / 1e3)
      if (way === 'rival') {
        const wrong = differences(one, reference!, lists)
        if (wrong) throw new ValueError(`its result differs (${wrong})`)
      } else if (way !== 'naive') {
        if (first) same(one.name, first, lists)
        else if (reference) agree(one, reference, lists, label)
        if (!first && !ways.some(w => w.way === 'threads') && took.get(label)! < LONG_CALL) same(one.name, lists, await outcome())
        first ??= lists
      }
      reference ??= lists
    } catch (error) {
      if (way !== 'rival') throw error
      out.add(label)
      notes.push(`${label} is left out: ${(error as Error).message}`)
    }
    await pause()
  }
  if (first!.size === 0) notes.push('the function gives no result, so nothing was compared')
  for (const [label, seconds] of took) if (seconds > ONCE) notes.push(`a call takes ${seconds.toFixed(0)} s (${label}): measured once`)
  return { took, reference: reference!, out, notes }
}

// The first one finds kernels that were not compiled yet.
async function traced(made: Made, count: number): Promise<Trace[]> {
  const traces: Trace[] = []
  for (let i = 0; i <= count; i++) {
    traces.push(record(() => scope(() => { made.lanewise() })).trace)
    await pause()
  }
  return count > 0 ? traces.slice(1) : traces
}

async function take(one: Case, { thoroughness, signal, listener }: Engine, passes: number, before: First | undefined): Promise<{ first: First; taken: Taken }> {
  const all = info().threads, made = await one.make()
  try {
    let first = before
    if (!first) {
      const found = await compared(one, waysOf(one.name, made, undefined))
      setThreads(all)
      const long = found.took.get(all > 1 ? `${all} threads` : '1 thread')! > LONG_CALL
      first = { ...found, traces: await traced(made, long ? 0 : thoroughness.traces), notes: [...made.notes ?? [], ...found.notes] }
    }
    const ways = waysOf(one.name, made, first.took).filter(({ label }) => !first.out.has(label)), { rounds, budget = Infinity } = thoroughness
    let planned = rounds
    const samples = await sample(ways.map(w => w.contender), {
      ...thoroughness, rounds: Math.ceil(rounds / passes), budget: budget / passes, least: Math.ceil(LEAST_ROUNDS / passes), signal,
      onPlan: count => { planned = count },
      onRound: done => listener?.progress?.(done / planned),
    })
    return { first, taken: { labels: ways.map(({ way, label, threads: count }) => ({ way, label, threads: count })), times: samples.map(list => list.map(s => s.seconds)), amount: made.amount } }
  } finally {
    setThreads(all)
    made.dispose?.()
    for (const rival of made.rivals ?? []) await rival.dispose?.()
  }
}

// A case by what all passes so far have found.
function judged(one: Case, { reference, traces, notes }: First, taken: readonly Taken[], { machine, limits }: Engine): CaseProfile {
  const [{ labels, amount }] = taken as [Taken], times = labels.map((_, i) => taken.flatMap(t => t.times[i]!))
  const own = labels.findLastIndex(({ way }) => way === 'simd' || way === 'threads'), work = workOf(traces, Math.min(...times[own]!), amount), results = one.results?.(reference)
  const cells = labels.map((label, i) => cellOf(label, times[i]!, times[0]!, work, one.dtype, limits))
  return { ...headOf(one), cells, work, verdict: verdictOf({ cells, work, machine, limits }), ...(results && { results }), notes }
}

function cellOf({ way, label, threads }: Label, rounds: readonly number[], first: readonly number[], { bytes, flops, footprint }: Work, dtype: string | undefined, limits: Limits): Cell {
  const time = estimate(rounds), bytesPerSecond = bytes / time.median, flopsPerSecond = flops / time.median
  const most = bandwidthAt(limits, threads, footprint), peak = limits.peak.find(p => p.threads === threads && p.dtype === (dtype === 'float64' || dtype === 'complex128' ? 'float64' : 'float32'))?.flopsPerSecond ?? 0
  return { way, label, threads, time, rme: marginOf(rounds), rounds, speedup: fasterBy(first, rounds), bytesPerSecond, flopsPerSecond, ofMemory: most && bytesPerSecond / most, ofPeak: peak && flopsPerSecond / peak }
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
