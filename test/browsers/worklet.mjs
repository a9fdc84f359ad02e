// Runs worklet-page.js in headless Chromium and prints what it found:
//   node test/browsers/worklet.mjs [--plain] [--seconds 60] [--minutes 10] [--gc]
// --plain: without the headers for cross-origin isolation; --gc: shows the collections of the page's process.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { plain: { type: 'boolean', default: false }, seconds: { type: 'string', default: '3' }, minutes: { type: 'string', default: '0' }, gc: { type: 'boolean', default: false }, browser: { type: 'string', default: 'chromium' } } })
const home = path.dirname(new URL(import.meta.url).pathname), bundle = file => execFileSync(process.execPath, [path.join(home, '../../node_modules/esbuild/bin/esbuild'), '--bundle', '--format=esm', file], { cwd: home })
const files = {
  '/worklet-page.js': bundle('worklet-page.js'), '/own-processor.js': bundle('own-processor.js'),
  '/': `<!doctype html><title>streams</title><script type="module">
    import { run } from './worklet-page.js'
    const result = await run({ seconds: ${Number(values.seconds)}, minutes: ${Number(values.minutes)} }).catch(error => ({ error: String(error?.stack ?? error) }))
    await fetch('/report', { method: 'POST', body: JSON.stringify(result) })
  </script>`,
}
const profile = mkdtempSync(path.join(tmpdir(), 'lanewise-')), isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
const report = await new Promise((resolve, reject) => {
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let body = ''
      request.on('data', part => { body += part }).on('end', () => { response.end(); server.close(); end(); resolve(JSON.parse(body)) })
      return
    }
    const file = files[request.url]
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': request.url === '/' ? 'text/html' : 'text/javascript', ...(values.plain ? {} : isolation) })
    response.end(file)
  }).listen(0, '127.0.0.1', () => {
    browser = spawn(values.browser, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', `--user-data-dir=${profile}`, ...(values.gc ? ['--js-flags=--trace-gc'] : []), `http://127.0.0.1:${server.address().port}/`], { detached: true, stdio: ['ignore', values.gc ? 'inherit' : 'ignore', values.gc ? 'inherit' : 'ignore'], env: { ...process.env, HOME: profile } })
    browser.on('error', reject)
  })
  let browser
  const end = () => { clearTimeout(timer); process.kill(-browser.pid) }
  const timer = setTimeout(() => { end(); server.close(); reject(new Error('no report')) }, (Number(values.seconds) + Number(values.minutes) * 60 + 60) * 1000)
})
console.log(JSON.stringify(report, null, 1))
await new Promise(r => { setTimeout(r, 500) })
rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
