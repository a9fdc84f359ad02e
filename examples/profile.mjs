// What a call costs and what limits it: a profile beside a plain loop, an explanation of single calls, a trace.
import * as np from 'lanewise'

await np.init()

const x = Float64Array.from({ length: 300_000 }, (_, i) => i / 1e5), a = np.array(x)
const loop = () => {
  const out = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) out[i] = Math.exp(-x[i]) * Math.sin(x[i])
  return out
}
const profile = await np.profile(() => np.multiply(np.exp(np.negative(a)), np.sin(a)), { name: 'a damped wave', naive: loop, quick: true })
const { cells, verdict } = profile.cases[0]
for (const { label, time, speedup } of cells) console.log(label.padEnd(10), `${(time.median * 1e3).toFixed(2)} ms`.padStart(9), `${speedup.median.toFixed(1)}x`.padStart(7))
console.log(`${verdict.text}. ${verdict.advice}\n`)

console.log(`${await np.explain('add', a, np.ones([300_000], 'float32'))}\n`)
console.log(`${await np.explain(list => np.sum(np.array(list)), Array.from(x))}\n`)

const transform = () => np.scope(() => { np.fft.rfft(a) })
transform()                            // makes its tables
const trace = await np.trace(transform)
const busy = trace.kernels.flatMap(k => k.ranges).reduce((sum, r) => sum + r.end - r.begin, 0)
console.log(`rfft: ${trace.kernels.length} kernels on ${trace.threads} threads, ${(busy / trace.seconds).toFixed(1)} threads busy on average; ${JSON.stringify(trace).length} bytes for ui.perfetto.dev`)
np.close()
