// Writes the README's table of speeds from a results file: node bench/run.mjs … --json FILE, then node bench/readme.mjs FILE.

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
const lines = wanted.map(name => rows.find(row => row.name === name)).filter(Boolean).map(({ name, results }) => {
  const own = results.lanewise.seconds, all = results['all threads'] ?? rows.find(row => row.name === `${name}, threads`)?.results[`${facts.threads} threads`]
  return `| ${name} | ${time(own)} | ${all ? time(all.seconds) : '–'} | ${columns.map(c => cell(results[c], own)).join(' | ')} |`
})
const versions = Object.entries(rivals).map(([name, { version }]) => `${name} ${version}`).join(', ')
const text = `Medians of interleaved rounds; in brackets the ratio to Lanewise on one thread (above 1: the other is slower). One thread each, but for the
second column. ${facts.cpu}, ${facts.cores} cores, ${facts.platform}, Node ${facts.node.replace('v', '')}, variant ${facts.variant}, ${versions}; ${date.slice(0, 10)}.
Where no size is given, 2048². NumPy uses AVX-512 on this machine; WebAssembly has 128 bits.

| | Lanewise | 2 threads | ${columns.join(' | ')} |
| --- | --- | --- | ${columns.map(() => '---').join(' | ')} |
${lines.join('\n')}`
const old = await readFile(readme, 'utf8')
await writeFile(readme, old.replace(/<!-- speed -->[^]*<!-- \/speed -->/, `<!-- speed -->\n${text}\n<!-- /speed -->`))
console.log(text)
