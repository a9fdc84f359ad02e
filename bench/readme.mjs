// Writes the README's tables of speeds from a results file: node bench/run.mjs … --json FILE, then node bench/readme.mjs FILE.
// A table of which the file has no rows stays as it is.

import { readFile, writeFile } from 'node:fs/promises'

const { facts, date, rivals, rows } = JSON.parse(await readFile(process.argv[2], 'utf8'))
const readme = new URL('../README.md', import.meta.url)

const units = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']]
function time(seconds) {
  const [unit, name] = units.find(([u]) => seconds >= u) ?? units.at(-1)
  return `${Number((seconds / unit).toPrecision(3))} ${name}`
}
const cell = (result, own) => result?.seconds === undefined ? '–' : `${time(result.seconds)} (${(result.seconds / own).toFixed(result.seconds / own < 10 ? 2 : 0)}x)`

const columns = ['numpy-ts', 'tfjs-wasm', 'NumPy', 'naive JS']
const wanted = [
  'add 1000 float32', 'add 1e6 float32', 'add 1e7 float32', 'add 1e7 float64', 'a*b+c 1e7 float32', 'add row float32', 'add transposed float32',
  'exp 1e6 float32', 'exp 1e6 float64', 'log 1e6 float32', 'log 1e6 float64', 'sin 1e6 float32', 'sin 1e6 float64',
  'tanh 1e6 float64', 'power 1e6 float64', 'arctan2 1e6 float32',
  'sum 1e6 float32', 'mean 1e6 float32', 'std 1e6 float32', 'max 1e6 float32', 'argmax 1e6 float32', 'cumsum 1e6 float32', 'sum axis 0 float32', 'sum axis 1 float32',
  'sort 1e6 float32', 'sort 1e6 float64', 'argsort 1e6 float64', 'unique 1e6 float64', 'median 1e6 float64', 'searchsorted 1e6 float64', 'take 1e6 float64', 'mask 1e6 float32', 'multiply 1e6 int32',
]
const lines = wanted.map(name => rows.find(row => row.name === name)).filter(row => row?.results.lanewise).map(({ name, results }) => {
  const own = results.lanewise.seconds, all = results['all threads'] ?? rows.find(row => row.name === `${name}, threads`)?.results[`${facts.threads} threads`]
  return `| ${name} | ${time(own)} | ${all ? time(all.seconds) : '–'} | ${columns.map(c => cell(results[c], own)).join(' | ')} |`
})
const versions = Object.entries(rivals).filter(([name, { version }]) => version && name !== 'wide' && !name.includes(',')).map(([name, { version }]) => `${name} ${version}`).join(', ')
const machine = `${facts.cpu}, ${facts.cores} cores, ${facts.platform}, Node ${facts.node.replace('v', '')}, variant ${facts.variant}, ${versions}; ${date.slice(0, 10)}`
const text = `Medians of interleaved rounds; in brackets the ratio to Lanewise on one thread (above 1: the other is slower). One thread each, but for the
second column. ${machine}.
Where no size is given, 2048². NumPy uses AVX-512 on this machine; WebAssembly has 128 bits.

| | Lanewise | 2 threads | ${columns.join(' | ')} |
| --- | --- | --- | ${columns.map(() => '---').join(' | ')} |
${lines.join('\n')}`

// Products: rates, each row with all contenders on as many threads.
const makers = ['numpy-ts', 'jax-js', 'tfjs-wasm', 'onnxruntime-web', 'NumPy']
const products = ['gemm 64 float32', 'gemm 512 float32', 'gemm 1024 float32', 'gemm 2048 float32', 'gemm 64 float64', 'gemm 512 float64', 'gemm 1024 float64', 'gemm 2048 float64'].flatMap(name => [[name, 'lanewise', 1], [`${name}, threads`, '2 threads', 2]])
const productLines = products.flatMap(([name, own, threads]) => {
  const row = rows.find(r => r.name === name), mine = row?.results[own]
  if (!mine) return []
  const rate = result => result ? `${Number((row.flops / result.seconds / 1e9).toPrecision(3))}` : '–', share = row.results.roofline.ratio.median
  return [`| ${name.replace(', threads', '')} | ${threads} | **${rate(mine)}** | ${(100 * share).toFixed(0)} % | ${rate(row.results.wide)} | ${makers.map(m => row.results[m] ? `${rate(row.results[m])} (${row.results[m].ratio.median.toFixed(2)}x)` : '–').join(' | ')} |`]
})
const productText = `Products of square matrices, GFLOP/s: the others on as many threads, in brackets how many times Lanewise's time they take. The share is
that of the most multiply-adds the machine does in WebAssembly's 128 bits; *wide* is Lanewise with \`init({ wide: true })\`. NumPy is OpenBLAS. ${machine}.

| | threads | Lanewise | share | wide | ${makers.join(' | ')} |
| --- | --- | --- | --- | --- | ${makers.map(() => '---').join(' | ')} |
${productLines.join('\n')}`

// Transforms, on one thread.
const others = ['pffft-wasm', 'kissfft-wasm', 'fft.js', 'numpy-ts', 'SciPy']
const madeBefore = new Set(['pffft-wasm', 'kissfft-wasm', 'fft.js']), rate = (row, { seconds }) => Number((row.flops / seconds / 1e9).toPrecision(3))
const transformLines = ['fft 1024 complex64', 'fft 65536 complex128', 'rfft 65536 float32', 'fft 44100 complex128', 'fft 65537 complex128'].flatMap(name => {
  const row = rows.find(r => r.name === name), { lanewise, plan } = row?.results ?? {}
  return lanewise ? [`| ${name} | ${time(lanewise.seconds)} | ${time(plan.seconds)} | ${rate(row, plan)} | ${others.map(other => cell(row.results[other], (madeBefore.has(other) ? plan : lanewise).seconds)).join(' | ')} |`] : []
})
const transformText = `Fourier transforms on one thread: times of a call with a new result, and of a plan executed, with its GFLOP/s (5 n log2 n, for real
numbers half of it). PFFFT, KISS FFT and fft.js have plans and memory for their results, and in brackets how many times the plan's time they take;
numpy-ts and SciPy make new results: how many times the call's. ${machine}.

| | Lanewise | plan | GFLOP/s | ${others.join(' | ')} |
| --- | --- | --- | --- | ${others.map(() => '---').join(' | ')} |
${transformLines.join('\n')}`

let old = await readFile(readme, 'utf8')
for (const [name, has, table] of [['speed', lines.length > 0, text], ['products', productLines.length > 0, productText], ['transforms', transformLines.length > 0, transformText]]) {
  if (!has) continue
  const marked = new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`)
  if (!marked.test(old)) throw new Error(`README.md has no <!-- ${name} -->`)
  old = old.replace(marked, () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`)
  console.log(`${table}\n`)
}
await writeFile(readme, old)
