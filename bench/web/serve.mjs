// Serves the profile in the browser: npm run bench:web -- [--port 8080] [--plain]
// --plain leaves out the headers for cross-origin isolation, without which a page has one thread; so does the address with ?plain.

import { parseArgs } from 'node:util'
import { serve } from '../../examples/spectrum/serve.mjs'

const page = { base: import.meta.url, files: { '/': 'index.html' }, scripts: { '/page.js': 'page.mjs', '/worker.js': 'worker.mjs' } }
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, plain: { type: 'boolean', default: false } } })
const { url } = await serve({ port: Number(values.port), plain: values.plain, page })
console.log(`Open ${url} in a browser. Ctrl+C ends it.${values.plain ? '\nWithout the headers for cross-origin isolation: one thread.' : ''}`)
