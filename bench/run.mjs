// npm run bench -- [names…] [--rounds N] [--json FILE] [--quick] [--list] [--threads N,…] [--variant simd|relaxed] [--dtype …] [--size …] [--layout …]

import { fork } from 'node:child_process'
import { rename, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { groups, onRequest, sets } from './cases/groups.mjs'
import { choices } from './cases/rows.mjs'
import { factsText, groupTable, summary } from './harness/report.mjs'

const text = { type: 'string' }, flag = { type: 'boolean' }
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: text, json: text, quick: flag, list: flag, threads: text, variant: text, dtype: text, size: text, layout: text },
})
const refuse = message => { console.error(message); process.exit(2) }
/** An option that is a list: undefined where it is not given. */
const listed = (name, parse) => options[name]?.split(',').map(item => parse(item) ?? refuse(`--${name} does not take ${item}`))
const whole = item => Number.isInteger(Number(item)) && Number(item) >= 1 ? Number(item) : undefined
const oneOf = all => item => all.includes(item) ? item : undefined
const without = list => Object.fromEntries(Object.entries(list).filter(([, value]) => value !== undefined))

const counts = listed('threads', whole) ?? [...new Set([1, availableParallelism()])], threads = Math.max(...counts)
// What the group of all rows is narrowed to; who says so wants that group.
const rowsOnly = without({ dtypes: listed('dtype', oneOf(choices.dtypes)), sizes: listed('size', whole), layouts: listed('layout', oneOf(choices.layouts)) })
const chosen = { ...rowsOnly, counts, threads, quick: options.quick }
const timing = options.quick ? { rounds: 7, turnSeconds: 0.008, warmSeconds: 0.05 } : { rounds: 15, turnSeconds: 0.025, warmSeconds: 0.2 }
timing.rounds = listed('rounds', whole)?.[0] ?? timing.rounds

// Names of groups say where to look, other words for which cases.
const names = positionals.flatMap(name => sets[name] ?? [name]), words = names.filter(name => !groups.includes(name))
const places = names.filter(name => groups.includes(name))
if (places.length === 0) places.push(...Object.keys(rowsOnly).length > 0 ? ['rows'] : groups.filter(group => !onRequest.includes(group)))
const plan = []
for (const group of groups.filter(name => places.includes(name))) {
  const module = await import(`./cases/${group}.mjs`)
  const cases = module.cases(chosen).map(c => c.name).filter(name => words.length === 0 || words.some(word => ` ${name} `.includes(` ${word} `)))
  if (cases.length > 0) plan.push({ group, about: module.about, cases })
}
if (plan.length === 0) refuse(`No case is called ${words.join(' or ')}. The groups are ${[...groups, ...Object.keys(sets)].join(', ')}; --list names every case.`)
const result = { date: new Date().toISOString(), load: loadavg()[0], facts: undefined, timing, rivals: {}, rows: [] }
if (options.list) {
  for (const { group, about, cases } of plan) console.log(`${group}: ${about}\n${cases.map(name => `  ${name}`).join('\n')}`)
} else await runAll()

async function runAll() {
  const { load } = result
  if (load > 0.5) console.log(`Other programs keep ${load.toFixed(1)} cores busy (load average): figures for several threads mean little, others less than they could.`)
  for (const { group, about, cases } of plan) {
    const rows = await runGroup(group, cases)
    console.log(`\n${group}: ${about}\n${groupTable(rows)}`)
    result.rows.push(...rows)
    await save()
  }
  console.log(`\n${summary(result.rows)}`)
  process.exitCode = result.rows.some(row => row.failed) ? 1 : 0
}

/** Writes what there is after each group: a run of everything takes long. */
async function save() {
  if (!options.json) return
  await writeFile(`${options.json}.part`, `${JSON.stringify(result)}\n`)
  await rename(`${options.json}.part`, options.json)
}

/** Runs cases of a group in a process of its own, so that what one group does to the optimiser or the heap does not change another. */
function runGroup(group, cases) {
  return new Promise((resolve, reject) => {
    const rows = [], tty = process.stderr.isTTY
    const init = { threads, ...options.variant ? { variant: options.variant } : {} }
    const child = fork(fileURLToPath(new URL('group.mjs', import.meta.url)))
    child.send({ group, cases, chosen, init, ...timing })
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
