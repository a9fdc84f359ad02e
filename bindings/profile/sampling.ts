// Sampling: contenders take turns, a round is one turn of each. A turn is a Benchmark.js run of a count of calls settled before.

import { UnsupportedError, ValueError } from '../errors.js'
import { Benchmark } from './benchmark.js'

/** Seconds of one call; of the processor too where the engine tells (Node). */
export interface Sample { readonly seconds: number; readonly cpu: number }

/** Who is timed: by a function that is one call with its result freed, or by itself elsewhere. */
export type Contender = {
  readonly name: string
  readonly threads?: number | string
  /** Prepares a turn. */
  before?(): void
} & ({
  run(): unknown
  /** Calls that one run() makes; default 1. */
  readonly calls?: number
  /** Seconds of a call that was made before: if it took several times as long as a warm-up, it was one. */
  readonly known?: number
} | {
  /** Makes so many calls, and resolves to what one of them took. */
  turn(count: number): Promise<Sample>
  /** Calls for so many seconds beforehand; resolves to the seconds of a call. */
  warm?(seconds: number): Promise<number>
  /** Most calls of a turn. */
  readonly most?: number
})

/** How to sample. */
export interface Sampling {
  readonly rounds: number
  readonly turnSeconds: number
  readonly warmSeconds: number
  /** Seconds that all rounds may take together, beyond which there are fewer, but `least` (3); default: any number. */
  readonly budget?: number
  readonly least?: number
  readonly signal?: AbortSignal | undefined
  /** Is told how many rounds there will be, and of each that is done. */
  readonly onPlan?: (rounds: number) => void
  readonly onRound?: (done: number) => void
}

/** Fewest rounds; but of calls that take LONG seconds one is enough. */
export const LEAST_ROUNDS = 3
const LONG = 10
// For so long the threads of OpenBLAS and XNNPACK go on spinning when there is nothing left for them to do.
const SPIN_MS = 50

/** Lets timers, Ctrl-C, messages and finalisers through. */
export function pause(ms?: number): Promise<void> {
  return new Promise(resolve => {
    if (ms !== undefined || typeof setImmediate !== 'function') setTimeout(resolve, ms)
    else setImmediate(resolve)
  })
}

/** Times contenders: warms each up, then takes rounds in an order of chance. Resolves to the samples of each contender, by rounds. */
export async function sample(contenders: readonly Contender[], { rounds, turnSeconds, warmSeconds, budget, least = LEAST_ROUNDS, signal, onPlan, onRound }: Sampling): Promise<Sample[][]> {
  const takers: Taker[] = []
  for (const contender of contenders) {
    signal?.throwIfAborted()
    takers.push('turn' in contender ? await outside(contender, turnSeconds, warmSeconds) : await inside(contender, turnSeconds, warmSeconds))
  }
  const round = takers.reduce((sum, { seconds }) => sum + seconds, 0), longest = Math.max(...takers.map(({ call }) => call))
  if (budget !== undefined) rounds = Math.max(Math.min(rounds, Math.floor(budget / round)), Math.min(rounds, longest > LONG ? 1 : least))
  onPlan?.(rounds)
  const samples: Sample[][] = contenders.map(() => [])
  for (let done = 0; done < rounds; done++) {
    // A new order each round, so that nobody always follows the same one.
    const order = contenders.map((_, i) => i)
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    for (const i of order) {
      signal?.throwIfAborted()
      samples[i]!.push(await takers[i]!.take())
      await pause()
    }
    onRound?.(done + 1)
  }
  return samples
}

// What takes a turn; about how long that is, and a call.
interface Taker { take(): Sample | Promise<Sample>; readonly seconds: number; readonly call: number }

async function inside({ name, run, before, calls = 1, known = 0 }: Contender & { run(): unknown; calls?: number; known?: number }, turnSeconds: number, warmSeconds: number): Promise<Taker> {
  before?.()
  const call = known >= Math.max(0.05, 5 * warmSeconds) ? known : await warmUp(run, warmSeconds), count = Math.max(1, Math.ceil(turnSeconds / call)), seconds = count * call
  if (count === 1) return { take: () => { before?.(); return single(run, calls) }, seconds, call }
  let began = 0, used = 0
  const benchmark = new Benchmark(name, {
    fn: run,
    // Called once before a single call that is not timed (it wakes threads and fills caches), and before the timed ones.
    setup() { before?.(); began = processor() },
    teardown(this: { count: number }) { used = (processor() - began) / this.count },
    initCount: count, minSamples: 1, minTime: turnSeconds / 8, maxTime: 1e-9,
  })
  return {
    take() {
      benchmark.run({ async: false })
      const { error } = benchmark as { error?: unknown }
      if (error instanceof EvalError) throw new UnsupportedError(`profile: Benchmark.js compiles its loop, which this page's policy forbids; allow 'unsafe-eval' in script-src where you profile`, { cause: error })
      if (error) throw error
      return { seconds: benchmark.stats.mean / calls, cpu: used / calls }
    },
    seconds, call,
  }
}

// A call that takes a turn by itself fills its caches itself: one that is not timed, which Benchmark.js makes, would take as long again.
function single(run: () => unknown, calls: number): Sample {
  const used = processor(), begin = performance.now()
  run()
  return { seconds: (performance.now() - begin) / 1e3 / calls, cpu: (processor() - used) / calls }
}

async function outside({ turn, warm, threads, most = Infinity }: Contender & { turn(count: number): Promise<Sample>; warm?(seconds: number): Promise<number>; most?: number }, turnSeconds: number, warmSeconds: number): Promise<Taker> {
  if (most > 1 && !warm) await turn(1)
  const call = warm ? await warm(warmSeconds) : (await turn(1)).seconds, count = Math.min(most, Math.max(1, Math.ceil(turnSeconds / call)))
  return {
    async take() {
      const taken = await turn(count)
      if (Number(threads) > 1) await pause(SPIN_MS)
      return taken
    },
    seconds: count * call, call,
  }
}

// V8 has no on-stack replacement for wasm and compiles in the background, so the first calls are slow. Gives seconds per call.
async function warmUp(run: () => unknown, warmSeconds: number): Promise<number> {
  let period = 0
  for (let spent = 0, count = 1, passes = 0; spent < warmSeconds || passes < 2 && period < 1; passes++) {
    const begin = performance.now()
    for (let i = 0; i < count; i++) run()
    const took = (performance.now() - begin) / 1e3
    period = took / count
    spent += took
    if (took < warmSeconds / 8) count *= 4
    await pause()
  }
  return Math.max(period, 1e-9)
}

const { process: node } = globalThis as { process?: { cpuUsage?(): { user: number; system: number } } }
/** Seconds of the processor that this process has used; 0 where nobody tells. */
function processor(): number {
  const used = node?.cpuUsage?.()
  return used ? (used.user + used.system) / 1e6 : 0
}

/** Checks the numbers of a sampling. */
export function requireRounds(op: string, rounds: number): void {
  if (!Number.isInteger(rounds) || rounds < 1) throw new ValueError(`${op}: rounds must be a whole number from 1 on, not ${rounds}`)
}
