// npm run bench -- [names…] [--rounds N] [--json FILE] [--quick] [--list] [--threads N] [--variant simd|relaxed]

import { fork } from 'node:child_process'
import { rename, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { groups, onRequest, sets } from './cases/groups.mjs'
import { factsText, groupTable, summary } from './harness/report.mjs'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, json: { type: 'string' }, quick: { type: 'boolean' }, list: { type: 'boolean' }, threads: { type: 'string' }, variant: { type: 'string' } },
})
const names = positionals.flatMap(name => sets[name] ?? [name])
const whole = (name, value) => {
  if (value === undefined || (Number.isInteger(Number(value)) && Number(value) >= 1)) return value && Number(value)
  console.error(`--${name} takes a number of 1 or more, not ${value}`)
  process.exit(2)
}
const threads = whole('threads', options.threads) ?? availableParallelism()
const timing = options.quick ? { rounds: 7, turnSeconds: 0.008, warmSeconds: 0.05 } : { rounds: 15, turnSeconds: 0.025, warmSeconds: 0.2 }
timing.rounds = whole('rounds', options.rounds) ?? timing.rounds

const result = { date: new Date().toISOString(), load: loadavg()[0], facts: undefined, timing, rivals: {}, rows: [] }
const plan = []
for (const group of groups) {
  if (onRequest.includes(group) && !names.includes(group)) continue
  const module = await import(`./cases/${group}.mjs`)
  const cases = module.cases({ threads }).map(c => c.name).filter(name => names.length === 0 || names.some(p => groups.includes(p) ? p === group : ` ${name} `.includes(` ${p} `)))
  if (cases.length > 0) plan.push({ group, about: module.about, cases })
}
if (plan.length === 0) {
  console.error(`No case is called ${names.join(' or ')}. The groups are ${[...groups, ...Object.keys(sets)].join(', ')}; --list names every case.`)
  process.exit(2)
}
if (options.list) {
  for (const { group, about, cases } of plan) console.log(`${group}: ${about}\n${cases.map(name => `  ${name}`).join('\n')}`)
  process.exit()
}

const [load] = loadavg()
if (load > 0.5) console.log(`Other programs keep ${load.toFixed(1)} cores busy (load average): figures for several threads mean little, others less than they could.`)
for (const { group, about, cases } of plan) {
  const rows = await runGroup(group, cases)
  console.log(`\n${group}: ${about}\n${groupTable(rows)}`)
  result.rows.push(...rows)
}
console.log(`\n${summary(result.rows)}`)
if (options.json) {
  await writeFile(`${options.json}.part`, `${JSON.stringify(result, null, 1)}\n`)
  await rename(`${options.json}.part`, options.json)
}
process.exitCode = result.rows.some(row => row.failed) ? 1 : 0

/** Runs cases of a group in a process of its own, so that what one group does to the optimiser or the heap does not change another. */
function runGroup(group, cases) {
  return new Promise((resolve, reject) => {
    const rows = [], tty = process.stderr.isTTY
    const init = { threads, ...options.variant ? { variant: options.variant } : {} }
    const child = fork(fileURLToPath(new URL('group.mjs', import.meta.url)), [JSON.stringify({ group, cases, init, ...timing })])
    child.on('message', ({ facts, start, done, rivals }) => {
      if (facts && !result.facts) console.log(factsText(result.facts = facts, result.date, timing))
      if (start && tty) process.stderr.write(`\r\x1b[K${group} ${rows.length + 1}/${cases.length}: ${start}`)
      if (done) rows.push(done)
      for (const [name, { missing, version }] of Object.entries(rivals ?? {})) {
        if (!result.rivals[name]) console.log(missing ? `${name} is left out: ${missing}` : `${name} ${version}`)
        result.rivals[name] = missing ? { missing } : { version }
      }
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (tty) process.stderr.write('\r\x1b[K')
      const last = cases[rows.length]
      if (code !== 0 || last !== undefined) rows.push({ name: last ?? group, group, targets: [], results: {}, notes: [`the process ended with ${signal ?? code}`], failed: true })
      resolve(rows)
    })
  })
}
