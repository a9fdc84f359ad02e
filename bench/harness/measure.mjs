// Sampling: contenders take turns, a round is one turn of each. A turn is a Benchmark.js run of a count of calls settled before.

import { setImmediate, setTimeout } from 'node:timers/promises'
import Benchmark from 'benchmark'

// Functions are called as they are: Benchmark.js would otherwise compile their source anew, without the scope they need.
Benchmark.support.decompilation = false

/**
 * Times contenders. A contender has `run()`, one call with its result freed, or `turn(count)`, which times itself and resolves
 * to { seconds, cpu } of one call (with count at most `most`; `warm(seconds)` runs so long beforehand and gives the seconds of a call);
 * `before()` prepares its turn; `calls` says how many calls one run() makes.
 * Resolves to { seconds, cpu } of each round, per contender.
 */
export async function measure(contenders, { rounds, turnSeconds, warmSeconds, onRound = () => {} }) {
  const takers = []
  for (const contender of contenders) takers.push(contender.turn ? await outside(contender, turnSeconds, warmSeconds) : await inside(contender, turnSeconds, warmSeconds))
  const samples = contenders.map(() => [])
  for (let round = 0; round < rounds; round++) {
    // A new order each round, so that nobody always follows the same one.
    const order = contenders.map((_, i) => i)
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1))
      ;[order[i], order[j]] = [order[j], order[i]]
    }
    for (const i of order) {
      samples[i].push(await takers[i]())
      await setImmediate() // finalisers, Ctrl-C
    }
    onRound(round + 1)
  }
  return samples
}

async function inside({ name, run, before = () => {}, calls = 1 }, turnSeconds, warmSeconds) {
  before()
  const count = Math.max(1, Math.ceil(turnSeconds / await warmUp(run, warmSeconds)))
  if (count === 1) return () => { before(); return single(run, calls) }
  let began, used
  const benchmark = new Benchmark(name, {
    fn: run,
    // Called once before a single call that is not timed (it wakes threads and fills caches), and before the timed ones.
    setup() { before(); began = process.cpuUsage() },
    teardown() { const { user, system } = process.cpuUsage(began); used = (user + system) / 1e6 / this.count },
    initCount: count, minSamples: 1, minTime: turnSeconds / 8, maxTime: 1e-9,
  })
  return () => {
    benchmark.run({ async: false })
    if (benchmark.error) throw new Error(`${name}: ${benchmark.error.message ?? benchmark.error}`, { cause: benchmark.error })
    return { seconds: benchmark.stats.mean / calls, cpu: used / calls }
  }
}

// A call that takes a turn by itself fills its caches itself: one that is not timed, which Benchmark.js makes, would take as long again.
function single(run, calls) {
  const used = process.cpuUsage(), begin = performance.now()
  run()
  const seconds = (performance.now() - begin) / 1e3, { user, system } = process.cpuUsage(used)
  return { seconds: seconds / calls, cpu: (user + system) / 1e6 / calls }
}

// For so long the threads of OpenBLAS and XNNPACK go on spinning when there is nothing left for them to do.
const SPIN_MS = 50

async function outside({ turn, warm, threads, most = Infinity }, turnSeconds, warmSeconds) {
  if (most > 1 && !warm) await turn(1)
  const seconds = warm ? await warm(warmSeconds) : (await turn(1)).seconds, count = Math.min(most, Math.max(1, Math.ceil(turnSeconds / seconds)))
  return async () => {
    const sample = await turn(count)
    if (threads > 1) await setTimeout(SPIN_MS)
    return sample
  }
}

// V8 has no on-stack replacement for wasm and compiles in the background, so the first calls are slow. Gives seconds per call.
async function warmUp(run, warmSeconds) {
  let period = 0
  for (let spent = 0, count = 1, passes = 0; spent < warmSeconds || passes < 2; passes++) {
    const begin = performance.now()
    for (let i = 0; i < count; i++) run()
    const took = (performance.now() - begin) / 1e3
    period = took / count
    spent += took
    if (took < warmSeconds / 8) count *= 4
    await setImmediate()
  }
  return Math.max(period, 1e-9)
}
