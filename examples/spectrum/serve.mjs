// Serves the spectrum: npm run demo -- [--port 8080] [--plain]
// --plain leaves out the headers for cross-origin isolation, without which a page has one thread and the audio thread a copy of the memory.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.wav': 'audio/wav' }
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const spectrum = { base: import.meta.url, files: { '/': 'index.html', '/style.css': 'style.css', '/tap.js': 'tap.js', '/bell.wav': '../bell.wav' }, scripts: { '/main.js': 'main.js' } }

/** Serves a page: files by their paths, and scripts that are bundled once. Port 0 is any free one; not isolated if `plain`, or if asked for with ?plain. */
export async function serve({ port = 0, plain = false, page: { base, files, scripts } = spectrum } = {}) {
  const path = name => fileURLToPath(new URL(name, base))
  const bundles = new Map(await Promise.all(Object.entries(scripts).map(async ([at, name]) => {
    const { outputFiles } = await build({ entryPoints: [path(name)], bundle: true, format: 'esm', write: false, loader: { '.css': 'text' } })
    return [at, outputFiles[0].contents]
  })))
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost'), name = files[pathname]
    if (name === undefined && !bundles.has(pathname)) { response.writeHead(404).end(); return }
    const body = name === undefined ? bundles.get(pathname) : await readFile(path(name))
    response.writeHead(200, { 'Content-Type': types[extname(name ?? pathname)], 'Cache-Control': 'no-cache', ...plain || searchParams.has('plain') ? {} : isolation }).end(body)
  })
  await new Promise((resolve, reject) => { server.on('error', reject).listen(port, '127.0.0.1', resolve) })
  return { url: `http://localhost:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close() } }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, plain: { type: 'boolean', default: false } } })
  const { url } = await serve({ port: Number(values.port), plain: values.plain })
  console.log(`Open ${url} in a browser. Ctrl+C ends it.${values.plain ? '\nWithout the headers for cross-origin isolation: one thread, and the audio thread has a copy of the memory.' : ''}`)
}
