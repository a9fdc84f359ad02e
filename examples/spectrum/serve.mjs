// Serves the spectrum: npm run demo -- [--port 8080] [--plain]
// --plain leaves out the headers for cross-origin isolation, without which a page has one thread and the audio thread a copy of the memory.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.wav': 'audio/wav' }
const files = { '/': 'index.html', '/style.css': 'style.css', '/tap.js': 'tap.js', '/bell.wav': '../bell.wav' }
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/** Serves the page; port 0 is any free one. */
export async function serve({ port = 0, plain = false } = {}) {
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL('main.js', import.meta.url))], bundle: true, format: 'esm', write: false })
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost'), name = files[pathname]
    if (name === undefined && pathname !== '/main.js') { response.writeHead(404).end(); return }
    const body = name === undefined ? outputFiles[0].contents : await readFile(new URL(name, import.meta.url))
    response.writeHead(200, { 'Content-Type': types[extname(name ?? pathname)], 'Cache-Control': 'no-cache', ...plain ? {} : isolation }).end(body)
  })
  await new Promise((resolve, reject) => { server.on('error', reject).listen(port, '127.0.0.1', resolve) })
  return { url: `http://localhost:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close() } }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, plain: { type: 'boolean', default: false } } })
  const { url } = await serve({ port: Number(values.port), plain: values.plain })
  console.log(`Open ${url} in a browser. Ctrl+C ends it.${values.plain ? '\nWithout the headers for cross-origin isolation: one thread, and the audio thread has a copy of the memory.' : ''}`)
}
