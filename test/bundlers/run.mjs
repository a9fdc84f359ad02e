// The packed package, unmodified, in bundlers, dev servers, a page without a bundler, and runtimes: each makes an application of the
// two consumers in app/ and runs it, pages in Chromium. One line for each.
//   npm ci --ignore-scripts (here), then: node test/bundlers/run.mjs [PATTERN]

import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, promisify } from 'node:util'
import { isolation, pageWith, serve, visit } from '../browsers/harness.mjs'

const here = fileURLToPath(new URL('.', import.meta.url)), root = join(here, '../..'), installed = join(here, 'node_modules'), pattern = new RegExp(process.argv[2] ?? '')
const expected = { small: { threads: 2, values: [1e6] }, spectral: { threads: 2, values: [65536, 1e5, 200] } }
const names = Object.keys(expected)

const work = mkdtempSync(join(tmpdir(), 'lanewise-bundlers-')), app = join(work, 'app')
const run = (program, args, options) => promisify(execFile)(program, args, { cwd: app, timeout: 120000, maxBuffer: 1 << 26, ...options })
const node = (...args) => run(process.execPath, args)

/** An import of one of Node's modules, in any form. */
const nodeOnly = new RegExp(`\\b(?:from|import|require)\\s*\\(?\\s*["'\`](?:node:)?(${builtinModules.join('|')})["'\`]`)

/** An application: the consumers with their pages, and the package installed from its archive. */
async function makeApplication() {
  cpSync(join(here, 'app'), app, { recursive: true })
  for (const name of names) writeFileSync(join(app, `${name}.html`), pageWith(`./${name}.js`))
  describeApplication({})
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', work], { cwd: root })
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', join(work, stdout.trim().split('\n').at(-1))])
}
const describeApplication = more => writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module', ...more }))

function check(name, reported) {
  if (!isDeepStrictEqual(reported, expected[name])) throw new Error(`${name} reports ${JSON.stringify(reported)}, not ${JSON.stringify(expected[name])}`)
}
/** Opens the consumers' pages under a URL. */
const open = url => Promise.all(names.map(async name => check(name, await visit('chromium', `${url}${name}.html`))))

/** Opens what a bundler made in a folder; pages that it has no part in are added. Nothing of Node's may be in it. */
async function opened(out) {
  for (const name of names) if (!existsSync(join(out, `${name}.html`))) writeFileSync(join(out, `${name}.html`), pageWith(`./${name}.js`))
  const scripts = readdirSync(out, { recursive: true }).filter(file => /\.m?js$/.test(file))
  if (scripts.length === 0) throw new Error(`there are no scripts in ${out}`)
  for (const file of scripts) {
    const found = nodeOnly.exec(readFileSync(join(out, file), 'utf8'))
    if (found) throw new Error(`${file} imports ${found[1]}`)
  }
  const server = await serve(out, true)
  try { await open(server.url) } finally { server.close() }
}

const input = Object.fromEntries(names.map(name => [name, join(app, `${name}.js`)])), pages = Object.fromEntries(names.map(name => [name, join(app, `${name}.html`)]))
const viteSettings = { root: app, configFile: false, logLevel: 'error', base: './' }
async function viteBuild({ build }, out) {
  await build({ ...viteSettings, build: { outDir: out, emptyOutDir: true, rollupOptions: { input: pages } } })
  await opened(out)
}
async function viteServer({ createServer }, out) {
  const server = await createServer({ ...viteSettings, cacheDir: out, server: { host: '127.0.0.1', port: 0, headers: isolation } })
  try { await server.listen(); await open(server.resolvedUrls.local[0]) } finally { await server.close() }
}

async function parcel(out) {
  const build = page => node(join(installed, 'parcel/lib/bin.js'), 'build', page, '--dist-dir', out, '--no-cache', '--no-autoinstall', '--no-source-maps', '--public-url', './')
  await build('small.html')
  // Parcel knows subpaths only if told to look at `exports`.
  describeApplication({ '@parcel/resolver-default': { packageExports: true } })
  try { await build('spectral.html') } finally { describeApplication({}) }
  await opened(out)
}

async function importMap() {
  const packages = { lanewise: 'lanewise/dist/index.web.js', 'lanewise/blas': 'lanewise/dist/blas.js', 'lanewise/signal': 'lanewise/dist/signal.js',
    '@assemblyscript/loader': '@assemblyscript/loader/index.js', 'wasm-feature-detect': 'wasm-feature-detect/dist/esm/index.js', fflate: 'fflate/esm/browser.js' }
  const imports = Object.fromEntries(Object.entries(packages).map(([name, file]) => [name, `./node_modules/${file}`]))
  for (const name of names) writeFileSync(join(app, `mapped-${name}.html`), pageWith(`./${name}.js`, `<script type="importmap">${JSON.stringify({ imports })}</script>\n`))
  const server = await serve(app, true)
  try { await Promise.all(names.map(async name => check(name, await visit('chromium', `${server.url}mapped-${name}.html`)))) } finally { server.close(); for (const name of names) rmSync(join(app, `mapped-${name}.html`)) }
}

const runtime = (program, ...args) => async () => {
  for (const name of names) check(name, JSON.parse((await run(program, [...args, `${name}.js`], { env: { ...process.env, DENO_DIR: join(work, 'deno'), DENO_NO_UPDATE_CHECK: '1' } })).stdout))
}

/** What is tried: each gets an empty folder of its own. */
const cases = {
  'vite 8 build': async out => viteBuild(await import('vite'), out),
  'vite 8 dev server': async out => viteServer(await import('vite'), out),
  'vite 7 build': async out => viteBuild(await import('vite7'), out),
  'vite 7 dev server': async out => viteServer(await import('vite7'), out),
  'webpack 5': async out => {
    const { default: webpack } = await import('webpack')
    const stats = await promisify(webpack)({ mode: 'production', context: app, entry: input, output: { path: out }, performance: false })
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString())
    await opened(out)
  },
  'rollup 4': async out => {
    const [{ rollup }, { default: nodeResolve }] = await Promise.all([import('rollup'), import('@rollup/plugin-node-resolve')])
    await (await rollup({ input, plugins: [nodeResolve()] })).write({ dir: out })
    await opened(out)
  },
  rolldown: async out => {
    await (await import('rolldown')).build({ input, cwd: app, logLevel: 'silent', output: { dir: out } })
    await opened(out)
  },
  esbuild: async out => {
    await (await import('esbuild')).build({ entryPoints: input, bundle: true, minify: true, format: 'esm', outdir: out })
    await opened(out)
  },
  'parcel 2': parcel,
  'an import map': importMap,
  [`node ${process.versions.node}`]: runtime(process.execPath),
  'node 26': runtime(join(installed, 'node26/bin/node')),
  deno: runtime(join(installed, '@deno/linux-x64-glibc/deno'), 'run', '--allow-all', '--quiet'),
  bun: runtime(join(installed, '@oven/bun-linux-x64/bin/bun')),
}

let failures = 0
try {
  await makeApplication()
  for (const [name, f] of Object.entries(cases).filter(([name]) => pattern.test(name))) {
    const out = join(work, 'out', name), started = Date.now()
    mkdirSync(out, { recursive: true })
    try { await f(out); console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`) }
    catch (error) { failures++; console.log(`FAIL  ${name}: ${error.message}\n${error.stderr ?? ''}`) }
  }
} finally { rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) }
process.exitCode = failures > 0 ? 1 : 0
