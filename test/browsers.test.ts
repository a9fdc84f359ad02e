// The same in every engine: test/browsers/smoke.mjs in Chromium, Firefox and WebKit, as a page with and without isolation and in a
// worker, bit for bit as in Node. LANEWISE_BROWSERS: 'required' (an engine that is missing fails) or 'none'; by default those that
// are there.

import { beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Info } from '../dist/index.js'
import { bundled, engines, pageWith, serve, visit } from './browsers/harness.mjs'

interface Report { isolated: boolean; cores?: number; reproducible: Info; usual: Info; results: Record<string, string>; problems: string[] }
const root = fileURLToPath(new URL('..', import.meta.url)), node24 = `${root}test/nodes/node_modules/node24/bin/node`
const SMOKE = "import { run } from './test/browsers/smoke.mjs'", wanted = process.env['LANEWISE_BROWSERS'] ?? ''

const inNode = (node = process.execPath): Report =>
  JSON.parse(execFileSync(node, ['--no-warnings', '--input-type=module', '--eval', `${SMOKE}; console.log(JSON.stringify(await run()))`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })) as Report
/** What is other than expected: pairs of texts by the operation's name. */
const others = (results: Record<string, string>): [name: string, here: string | undefined, inNode: string | undefined][] =>
  [...new Set([...Object.keys(results), ...Object.keys(expected.results)])].filter(key => results[key] !== expected.results[key]).map(key => [key, results[key], expected.results[key]])
let expected: Report
let files: Record<string, string>

beforeAll(async () => {
  expected = inNode()
  const [page, worker] = await Promise.all([bundled(`${SMOKE}; run().then(report)`), bundled(`${SMOKE}; run().then(postMessage, error => postMessage({ error: String(error) }))`)])
  const starter = "const worker = new Worker('worker.js', { type: 'module' }); worker.onmessage = event => report(event.data); worker.onerror = event => report({ error: 'the worker failed: ' + event.message })"
  files = { 'page.html': pageWith('page.js'), 'page.js': page, 'worker.html': pageWith('starter.js'), 'starter.js': starter, 'worker.js': worker }
}, 120000)

test('Node', () => {
  expect(expected.problems).toEqual([])
  expect(expected.reproducible).toMatchObject({ threads: 3, variant: 'simd', variantWhy: 'reproducible' })
})
;(existsSync(node24) && process.execPath !== node24 ? test : test.skip)('Node 24 has the same bits', () => {
  const there = inNode(node24)
  expect(there.problems).toEqual([])
  expect(others(there.results)).toEqual([])
}, 120000)

const names = Object.keys(engines) as (keyof typeof engines)[], missing = names.filter(name => !engines[name].find())
if (wanted === 'none') process.stderr.write('browsers: not asked for\n')
else if (missing.length > 0) process.stderr.write(`browsers: not on this machine: ${missing.map(name => `${name} (apt-get install ${engines[name].packages})`).join(', ')}\n`)
if (wanted === 'required') test('every engine is on this machine', () => { expect(missing).toEqual([]) })

describe.each(names)('%s', name => {
  const present = wanted !== 'none' && !missing.includes(name)
  ;(present ? test.each : test.skip.each)([['an isolated page', 'page', true], ['a page that is not isolated', 'page', false], ['a worker of an isolated page', 'worker', true]] as const)('%s', async (_, page, isolated) => {
    const server = await serve(files, isolated)
    try {
      const { problems, results, isolated: is, cores, reproducible, usual } = await visit(name, `${server.url}${page}.html`, { isolated }) as Report
      expect(problems).toEqual([])
      expect(others(results)).toEqual([])
      expect(is).toBe(isolated)
      expect(reproducible).toMatchObject({ variant: 'simd', variantWhy: 'reproducible', platform: page === 'page' ? 'page' : 'web worker' })
      expect(usual.variantWhy).toMatch(/^the (engine has|processor has no)/)
      expect([reproducible.threads, usual.threads]).toEqual(isolated ? [3, cores] : [1, 1])
      if (!isolated) expect(reproducible.threadsWhy).toMatch(/not cross-origin isolated: .*Cross-Origin-Opener-Policy.*Cross-Origin-Embedder-Policy/)
    } finally { server.close() }
  }, 300000)
})
