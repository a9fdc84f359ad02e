// Pages against Node: node bench/page/run.mjs, with the browsers that the machine has. One thread and two, in milliseconds, and how many
// times as fast two are; and the time from init to the first result.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { bundled, engines, pageWith, serve, visit } from '../../test/browsers/harness.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url)), script = entry => `import * as np from './dist/${entry}.js'; import { run } from './bench/page/cases.mjs'`
const found = { [`Node ${process.versions.node}`]: JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', `${script('index')}; console.log(JSON.stringify(await run(np)))`], { cwd: root, encoding: 'utf8' })) }
const server = await serve({ 'page.html': pageWith('page.js'), 'page.js': await bundled(`${script('index.web')}; run(np).then(report, error => report({ error: String(error) }))`) }, true)
for (const name of Object.keys(engines)) {
  if (!engines[name].find()) { console.log(`${name} is not on this machine`); continue }
  try { found[name] = await visit(name, `${server.url}page.html`) } catch (error) { console.log(`${name} fails: ${error.message}`) }
}
server.close()
const cases = Object.keys(Object.values(found)[0].results), table = new Table({ head: ['', 'variant', 'first result', ...cases], style: { head: [] } })
for (const [name, { ready, variant, results }] of Object.entries(found)) {
  table.push([name, variant, `${ready.toFixed(0)} ms`, ...cases.map(c => { const [a, b] = results[c]; return `${a.toFixed(3)} ${b.toFixed(3)} ${(a / b).toFixed(2)}x` })])
}
console.log(table.toString())
process.exit(0)
