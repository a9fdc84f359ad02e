// Timing: several functions against each other. Knows nothing of what they do.
import { setImmediate } from 'node:timers/promises'
import Benchmark from 'benchmark'

/** What a function took, in seconds: over samples, each the mean of as many calls as fill 10 ms. */
export interface Timing {
  readonly median: number
  readonly mean: number
  /** Relative margin of error of the mean at 95 % confidence, in percent. */
  readonly rme: number
  readonly samples: readonly number[]
}

/** How to measure: `samples` per function (otherwise 3 to 25, fewer the longer a call takes), and who is told of each. */
export interface MeasureOptions { readonly samples?: number; readonly onPlan?: (samples: number) => void; readonly onSample?: () => void }

const SAMPLE_SECONDS = 0.01 // three orders above the clock's resolution, and above the cost of waking parked threads (0.1 ms)
const WARM_SECONDS = 0.03 // V8 has compiled a loop with its best compiler by then
const TARGET_SECONDS = 0.4 // per function

/** Times functions against each other: warmed up, and with their samples interleaved, so that a change of the machine's speed meets all alike. */
export async function measure(functions: readonly (() => void)[], options: MeasureOptions = {}): Promise<Timing[]> {
  let slowest = 0
  for (const run of functions) {
    slowest = Math.max(slowest, warmUp(run))
    await setImmediate() // lets Ctrl-C and the progress bar through
  }
  const samples = options.samples ?? (slowest > 1 ? 3 : Math.min(Math.max(Math.round(TARGET_SECONDS / Math.max(slowest, SAMPLE_SECONDS)), 5), 25))
  options.onPlan?.(samples)
  // An asynchronous Benchmark gives way to the event loop after each sample: started together, they take turns, one at a time.
  return Promise.all(functions.map(run => sampled(run, samples, options.onSample)))
}

function sampled(run: () => void, minSamples: number, onSample?: () => void): Promise<Timing> {
  return new Promise((resolve, reject) => {
    // bound: Benchmark.js would otherwise compile the function's source anew, without the scope that it needs
    const benchmark = new Benchmark(run.bind(undefined), { async: true, minSamples, minTime: SAMPLE_SECONDS, maxTime: 1e-9, delay: 0.001 })
    let seen = 0
    benchmark.on('cycle', () => {
      for (; seen < benchmark.stats.sample.length; seen++) onSample?.()
    })
    benchmark.on('complete', () => {
      const error = (benchmark as { error?: unknown }).error
      if (error) return reject(error)
      const { mean, rme, sample } = benchmark.stats
      resolve({ median: medianOf(sample), mean, rme, samples: [...sample] })
    })
    benchmark.run({ async: true })
  })
}

// Seconds per call, of the last one.
function warmUp(run: () => void): number {
  const begin = performance.now()
  let last = begin
  let now = begin
  do {
    last = now
    run()
    now = performance.now()
  } while (now - begin < WARM_SECONDS * 1e3)
  return (now - last) / 1e3
}

/** The median of some numbers. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
