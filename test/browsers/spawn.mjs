// Runs spawn-page.js in headless Chromium and prints what it found: whether the page stays free, and what calls take.
//   node test/browsers/spawn.mjs [--plain] [--csp none|self]
// --plain: without the headers for cross-origin isolation; --csp: with a policy that allows no workers, or those of the server only.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { plain: { type: 'boolean', default: false }, csp: { type: 'string' }, browser: { type: 'string', default: 'chromium' } } })
const home = path.dirname(new URL(import.meta.url).pathname), bundle = file => execFileSync(process.execPath, [path.join(home, '../../node_modules/esbuild/bin/esbuild'), '--bundle', '--format=esm', file], { cwd: home, maxBuffer: 1 << 24 })
const files = {
  '/spawn-page.js': bundle('spawn-page.js'), '/spawn-module.js': bundle('spawn-module.js'), '/throws.js': 'throw new Error("not today")', '/silent.js': '', '/bare.js': bundle('spawn-module.js'), '/worker.js': readFileSync(path.join(home, '../../dist/worker.js')),
  '/': `<!doctype html><title>spawn</title><script type="module">
    import { run } from './spawn-page.js'
    const result = await run(${JSON.stringify(values.csp)}).catch(error => ({ error: String(error?.stack ?? error) }))
    await fetch('/report', { method: 'POST', body: JSON.stringify(result) })
  </script>`,
}
const profile = mkdtempSync(path.join(tmpdir(), 'lanewise-')), isolation = values.plain ? {} : { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
const policy = values.csp ? { 'Content-Security-Policy': `script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src '${values.csp}'` } : {}
const report = await new Promise((resolve, reject) => {
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let body = ''
      request.on('data', part => { body += part }).on('end', () => { response.end(); server.close(); end(); resolve(JSON.parse(body)) })
      return
    }
    const file = files[request.url]
    // bare.js lacks the header that an isolated page's workers need.
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': request.url === '/' ? 'text/html' : 'text/javascript', ...(request.url === '/bare.js' ? {} : isolation), ...policy })
    response.end(file)
  }).listen(0, '127.0.0.1', () => {
    browser = spawn(values.browser, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`], { detached: true, stdio: 'ignore', env: { ...process.env, HOME: profile } })
    browser.on('error', reject)
  })
  let browser
  const end = () => { clearTimeout(timer); process.kill(-browser.pid) }
  const timer = setTimeout(() => { end(); server.close(); reject(new Error('no report')) }, 60_000)
})
console.log(JSON.stringify(report, null, 1))
await new Promise(r => { setTimeout(r, 500) })
rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
