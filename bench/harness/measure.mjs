// Sampling: contenders take turns, a round is one turn of each. A turn is a Benchmark.js run of a count of calls settled before.

import { setImmediate } from 'node:timers/promises'
import Benchmark from 'benchmark'

// Functions are called as they are: Benchmark.js would otherwise compile their source anew, without the scope they need.
Benchmark.support.decompilation = false

/**
 * Times contenders. A contender has `run()`, one call with its result freed, or `turn(count)`, which times itself and resolves
 * to { seconds, cpu } of one call (with count at most `most`); `before()` prepares its turn; `calls` says how many calls one run() makes.
 * Resolves to { seconds, cpu } of each round, per contender.
 */
export async function measure(contenders, { rounds, turnSeconds, warmSeconds, onRound = () => {} }) {
  const takers = []
  for (const contender of contenders) takers.push(contender.turn ? await outside(contender, turnSeconds) : await inside(contender, turnSeconds, warmSeconds))
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

async function outside({ turn, most = Infinity }, turnSeconds) {
  if (most > 1) await turn(1)
  const { seconds } = await turn(1), count = Math.min(most, Math.max(1, Math.ceil(turnSeconds / seconds)))
  return () => turn(count)
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
