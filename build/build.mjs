// The build: TypeScript → dist/, the table → build/out/kernels.ts → one wasm per variant, in dist/ too.
//   node build/build.mjs            everything that is older than its sources
//   node build/build.mjs --force    everything
//   node build/build.mjs --only '^(add|exp)_'    only the kernels whose names match, in seconds: to work on a few of them

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import path from 'node:path'
import lzma from 'lzma'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const at = (...parts) => path.join(root, ...parts)
const force = process.argv.includes('--force')
const only = process.argv.includes('--only') ? new RegExp(process.argv[process.argv.indexOf('--only') + 1]) : undefined

function run(tool, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [at('node_modules', ...tool), ...args], { cwd: root, stdio: 'inherit' })
    child.on('exit', code => code === 0 ? resolve() : reject(new Error(`${tool.at(-1)} ${args.join(' ')} ended with ${code}`)))
  })
}

async function newest(folder, ending) {
  const entries = await readdir(at(folder), { recursive: true })
  const times = await Promise.all(entries.filter(f => f.endsWith(ending)).map(async f => (await stat(at(folder, f))).mtimeMs))
  return Math.max(0, ...times)
}
const age = async file => (await stat(at(file)).catch(() => ({ mtimeMs: 0 }))).mtimeMs

/** Every exported op class of assembly/, with its file. */
async function opClasses() {
  const found = new Map()
  for (const file of (await readdir(at('assembly'))).filter(f => f.endsWith('.ts'))) {
    const text = await readFile(at('assembly', file), 'utf8')
    for (const [, name] of text.matchAll(/^(?:@\w+ )*export class (\w+)/gm)) found.set(name, file.slice(0, -3))
  }
  return found
}

const pascal = name => name.split('_').map(w => w[0].toUpperCase() + w.slice(1)).join('')
const kindSuffix = { b: 'Bool', i: 'Integer', u: 'Integer', c: 'Complex' }

/** The class of a kernel: the op's own form for the kind of dtype if there is one. */
function classOf(kernel, kind, classes) {
  const name = pascal(kernel.op), special = name + (kindSuffix[kind] ?? '')
  if (classes.has(special)) return special
  if (classes.has(name)) return name
  throw new Error(`no class ${name} in assembly/ for the kernel ${kernel.name}`)
}

/** The source of all exports: one line per kernel. */
async function kernelSource() {
  const { kernelEntries } = await import(pathToFileURL(at('dist', 'kernels.js')).href)
  const { dtypes } = await import(pathToFileURL(at('dist', 'dtype.js')).href)
  const classes = await opClasses()
  const used = new Set(), lines = []
  for (const kernel of kernelEntries) {
    if (only && kernel.name !== 'copy' && !only.test(kernel.name)) continue
    const { kind, component, size } = dtypes[kernel.dtype]
    const element = kind === 'c' ? (size === 8 ? 'u64' : 'v128') : component
    const cls = classOf(kernel, kind, classes)
    used.add(cls)
    const types = { test1: `${cls}, ${component}, ${element}, u8`, test2: `${cls}, ${component}, ${element}, u16` }[kernel.loop]
      ?? (/^(fold1|fold2|scan)$/.test(kernel.loop) ? `${cls}, ${component}, ${element}` : kernel.loop === 'choose' ? element : `${cls}, ${component}`)
    const loop = kernel.loop.startsWith('test') ? 'test' : kernel.loop
    lines.push(`export function ${kernel.name}(j: usize, b: usize, e: usize): void { loops.${loop}<${types}>(j, b, e); }`)
  }
  const byFile = Map.groupBy ? Map.groupBy(used, c => classes.get(c)) : [...used].reduce((m, c) => m.set(classes.get(c), [...(m.get(classes.get(c)) ?? []), c]), new Map())
  const imports = [...byFile].map(([file, names]) => `import { ${[...names].join(', ')} } from "../../assembly/${file}";`)
  return ['// Made by build/build.mjs from bindings/ops.ts.', 'import * as loops from "../../assembly/loops";',
    'export { attach, scratchSize } from "../../assembly/blocks";', 'export { fused } from "../../assembly/lanes";', 'export { publish, claim } from "../../assembly/pool";', 'export { layout, heapBase } from "../../assembly/job";', 'export { gather, scatter, count_true, where_true, compress } from "../../assembly/indexing";', 'export { radix } from "../../assembly/sort";', 'export { triangle } from "../../assembly/triangle";', 'export { segments } from "../../assembly/segments";', 'export { sosfilt } from "../../assembly/sections";', 'export { stream } from "../../assembly/streams";',
    'import { gemm, Narrow } from "../../assembly/gemm";', ...['f32', 'f64', 'i32', 'i64'].map(t => `export function gemm_${t}(j: usize, b: usize, e: usize): void { gemm<${t}, Narrow>(j, b, e); }`),
    'import { fourier } from "../../assembly/fourier";', ...['f32', 'f64'].map(t => `export function fourier_${t}(j: usize, b: usize, e: usize): void { fourier<${t}>(j, b, e); }`),
    'import { peak } from "../../assembly/peak";', ...['f32', 'f64'].map(t => `export function peak_${t}(j: usize, b: usize, e: usize): void { peak<${t}>(j, b, e); }`),
    ...imports, ...lines, ''].join('\n')
}

/** By this the bindings and a binary that somebody copied out of the package tell that they belong together. */
async function fingerprint() {
  const { version } = JSON.parse(await readFile(at('package.json'), 'utf8')), hash = createHash('sha256').update(version)
  for (const file of (await readdir(at('assembly'))).sort()) hash.update(await readFile(at('assembly', file)))
  const number = hash.digest().readInt32LE()
  await writeFile(at('dist/fingerprint.js'), `export const fingerprint = ${number}\n`)
  await writeFile(at('dist/profile/version.js'), `export const version = '${version}'\n`)
  return number
}

async function kernels() {
  await mkdir(at('build', 'out'), { recursive: true })
  const stamp = await fingerprint()
  for (const [file, source] of [['build/out/kernels.ts', `${await kernelSource()}export function fingerprint(): i32 { return ${stamp}; }\n`], ['build/out/wide.ts', wideSource]]) {
    const old = await readFile(at(file), 'utf8').catch(() => '')
    if (old !== source) await writeFile(at(file), source)
  }
  const sources = Math.max(await newest('assembly', '.ts'), await newest('build/out', '.ts'), await age('asconfig.json'))
  const binaries = { simd: ['build/out/kernels.ts', 'dist/lanewise-simd.wasm'], relaxed: ['build/out/kernels.ts', 'dist/lanewise-relaxed.wasm'], wide: ['build/out/wide.ts', 'dist/lanewise-wide.wasm'], lzma: ['assembly/lzma.ts', 'build/out/lzma.wasm'] }
  await Promise.all(Object.entries(binaries).map(async ([target, [source, file]]) => {
    if (!force && await age(file) >= sources) return
    const started = Date.now()
    await run(['assemblyscript', 'bin', 'asc.js'], [source, '--config', 'asconfig.json', '--target', target])
    const { size } = await stat(at(file))
    console.log(`${path.basename(file)}: ${(size / 1024).toFixed(0)} KiB in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  }))
}

/** The source of the products for engines that work on 256 bits: a binary of its own, loaded only then. */
const wideSource = `// Made by build/build.mjs.
export { attach } from "../../assembly/blocks";
import { gemm } from "../../assembly/gemm";
import { Wide } from "../../assembly/gemm-wide";
${['f32', 'f64'].map(t => `export function gemm_${t}(j: usize, b: usize, e: usize): void { gemm<${t}, Wide>(j, b, e); }\n`).join('')}`

const LZMA_HEADER = 13

/** The binaries for bundles: both as one LZMA stream (behind the first the second costs a tenth of its size), and what unpacks it, in base64. */
async function inline() {
  const base64 = bytes => `'${Buffer.from(bytes).toString('base64')}'`
  const [relaxed, simd, unpacker] = await Promise.all(['dist/lanewise-relaxed.wasm', 'dist/lanewise-simd.wasm', 'build/out/lzma.wasm'].map(file => readFile(at(file))))
  const packed = lzma.compress(Buffer.concat([simd, relaxed]), 5).slice(LZMA_HEADER)
  const places = { simd: [0, simd.length], relaxed: [simd.length, simd.length + relaxed.length] }
  await writeFile(at('dist/inline.js'), `export const packed = ${base64(packed)}\nexport const places = ${JSON.stringify(places)}\nexport const unpacker = ${base64(unpacker)}\n`)
}

/** The worker's script without what only a module may have, so that it starts as either kind; and as text, small. */
async function worker() {
  const source = (await readFile(at('dist/worker.js'), 'utf8')).replace(/^export \{\};$/m, '')
  await writeFile(at('dist/worker.js'), source)
  await mkdir(at('build', 'out'), { recursive: true })
  await run(['esbuild', 'bin', 'esbuild'], ['dist/worker.js', '--minify', '--log-level=warning', '--outfile=build/out/worker.js'])
  await writeFile(at('dist/worker-source.js'), `export const workerSource = ${JSON.stringify(await readFile(at('build/out/worker.js'), 'utf8'))}\n`)
}

/** The script of the AudioWorklet: one file without imports, and the same as text. */
async function worklet() {
  await run(['esbuild', 'bin', 'esbuild'], ['dist/worklet-script.js', '--bundle', '--minify', '--format=esm', '--log-level=warning', '--outfile=dist/worklet-bundle.js'])
  await writeFile(at('dist/worklet-source.js'), `export const workletSource = ${JSON.stringify(await readFile(at('dist/worklet-bundle.js'), 'utf8'))}\n`)
}

/** Benchmark.js as an ES module, for pages too: they have neither `require` nor a clock that it knows but Date, which steps in milliseconds. */
async function benchmark() {
  const source = `import lodash from 'lodash'
import platform from 'platform'
import original from 'benchmark'
class Clock extends Date { static now() { return performance.now() } }
export const Benchmark = original.runInContext({ _: lodash, platform, Date: Clock, document: null })
// Functions are called as they are: Benchmark.js would otherwise compile their source anew, without the scope they need.
Benchmark.support.decompilation = false
`
  await writeFile(at('build/out/benchmark.mjs'), source)
  // Its own look for the global object does not find it in an ES module.
  await run(['esbuild', 'bin', 'esbuild'], ['build/out/benchmark.mjs', '--bundle', '--minify', '--format=esm', '--platform=browser', '--define:window=globalThis', '--log-level=error', '--legal-comments=inline', '--outfile=dist/profile/benchmark.js'])
}

if (force) await rm(at('dist'), { recursive: true, force: true })
const compiled = await age('dist/.built')
if (compiled < Math.max(await newest('bindings', '.ts'), await age('tsconfig.json'))) {
  // What came of a source that is gone must go too.
  const old = await readdir(at('dist'), { recursive: true }).catch(() => [])
  await Promise.all(old.filter(f => /\.(js|d\.ts)(\.map)?$/.test(f)).map(f => rm(at('dist', f))))
  await run(['typescript', 'bin', 'tsc'], ['-p', 'tsconfig.json'])
  await worker()
  await benchmark()
  await writeFile(at('dist', '.built'), '')
}
await kernels()
if (await age('dist/inline.js') < Math.max(await newest('dist', '.wasm'), await newest('build/out', '.wasm'))) await inline()
if (await age('dist/worklet-source.js') < await age('dist/worklet-script.js')) await worklet()
