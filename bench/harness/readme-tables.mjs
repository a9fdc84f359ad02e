// The README's tables of speeds: a choice of what docs/performance.md has.

import { digits, table, time } from './markdown.mjs'
import { machineText, versionsText } from './performance.mjs'

/** Tables by the names of their markers; empty where there are no cases. */
export function readmeTables({ runs, rivals, rows }) {
  const machine = `${machineText(runs[0])}; ${versionsText(rivals)}.`, threads = runs[0].facts.threads, named = name => rows.find(row => row.name === name && Object.keys(row.results).length > 0)
  return { speed: speed(named, machine, threads), products: products(named, machine), transforms: transforms(named, machine) }
}

const cell = (result, own) => result?.seconds === undefined ? '–' : `${time(result.seconds)} (${(result.seconds / own).toFixed(result.seconds / own < 10 ? 2 : 0)}x)`

const wanted = [
  'add 1000 float32', 'add 1e6 float32', 'add 1e7 float32', 'add 1e7 float64', 'a*b+c 1e7 float32', 'add row float32', 'add transposed float32',
  'exp 1e6 float32', 'exp 1e6 float64', 'log 1e6 float32', 'log 1e6 float64', 'sin 1e6 float32', 'sin 1e6 float64',
  'tanh 1e6 float64', 'power 1e6 float64', 'arctan2 1e6 float32',
  'sum 1e6 float32', 'mean 1e6 float32', 'std 1e6 float32', 'max 1e6 float32', 'argmax 1e6 float32', 'cumsum 1e6 float32', 'sum axis 0 float32', 'sum axis 1 float32',
  'sort 1e6 float32', 'sort 1e6 float64', 'argsort 1e6 float64', 'unique 1e6 float64', 'median 1e6 float64', 'searchsorted 1e6 float64', 'take 1e6 float64', 'mask 1e6 float32', 'multiply 1e6 int32',
]
function speed(named, machine, threads) {
  const columns = ['numpy-ts', 'tfjs-wasm', 'NumPy', 'naive JS']
  const lines = wanted.map(named).filter(row => row?.results.lanewise).map(({ name, results }) => {
    const own = results.lanewise.seconds, all = results['all threads'] ?? named(`${name}, threads`)?.results[`${threads} threads`]
    return [name, time(own), all ? time(all.seconds) : '–', ...columns.map(c => cell(results[c], own))]
  })
  return lines.length > 0 ? `Medians of interleaved rounds; in brackets the ratio to Lanewise on one thread (above 1: the other is slower). One thread each, but for the
second column. ${machine}
Where no size is given, 2048². NumPy uses the machine's widest vectors; WebAssembly has 128 bits.

${table(['', 'Lanewise', `${threads} threads`, ...columns], lines)}` : ''
}

// Rates, each line with all contenders on as many threads.
function products(named, machine) {
  const makers = ['numpy-ts', 'jax-js', 'tfjs-wasm', 'onnxruntime-web', 'NumPy']
  const lines = ['float32', 'float64'].flatMap(dtype => [64, 512, 1024, 2048].flatMap(n => [[`gemm ${n} ${dtype}`, 'lanewise', 1], [`gemm ${n} ${dtype}, threads`, '2 threads', 2]])).flatMap(([name, own, threads]) => {
    const row = named(name), mine = row?.results[own]
    if (!mine) return []
    const rate = result => result ? digits(row.flops / result.seconds / 1e9) : '–', { roofline, wide } = row.results
    return [[name.replace(', threads', ''), threads, `**${rate(mine)}**`, roofline ? `${(100 * roofline.ratio.median).toFixed(0)} %` : '–', rate(wide), ...makers.map(m => row.results[m] ? `${rate(row.results[m])} (${row.results[m].ratio.median.toFixed(2)}x)` : '–')]]
  })
  return lines.length > 0 ? `Products of square matrices, GFLOP/s: the others on as many threads, in brackets how many times Lanewise's time they take. The share is
that of the most multiply-adds the machine does in WebAssembly's 128 bits; *wide* is Lanewise with \`init({ wide: true })\`. NumPy is OpenBLAS. ${machine}

${table(['', 'threads', 'Lanewise', 'share', 'wide', ...makers], lines)}` : ''
}

// On one thread.
function transforms(named, machine) {
  const others = ['pffft-wasm', 'kissfft-wasm', 'fft.js', 'numpy-ts', 'SciPy'], planned = new Set(['pffft-wasm', 'kissfft-wasm', 'fft.js'])
  const lines = ['fft 1024 complex64', 'fft 65536 complex128', 'rfft 65536 float32', 'fft 44100 complex128', 'fft 65537 complex128'].map(named).filter(row => row?.results.plan).map(({ name, flops, results }) => {
    const { lanewise, plan } = results
    return [name, time(lanewise.seconds), time(plan.seconds), digits(flops / plan.seconds / 1e9), ...others.map(other => cell(results[other], (planned.has(other) ? plan : lanewise).seconds))]
  })
  return lines.length > 0 ? `Fourier transforms on one thread: times of a call with a new result, and of a plan executed, with its GFLOP/s (5 n log2 n, for real
numbers half of it). PFFFT, KISS FFT and fft.js have plans and memory for their results, and in brackets how many times the plan's time they take;
numpy-ts and SciPy make new results: how many times the call's. ${machine}

${table(['', 'Lanewise', 'plan', 'GFLOP/s', ...others], lines)}` : ''
}
