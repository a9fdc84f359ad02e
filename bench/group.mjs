// One group of cases, in a process of its own: what one group has done to the optimiser or the heap does not change another.
// Forked by run.mjs, which sends what to run, and to which it sends { facts }, then { start } and { done: row } of each case, then { rivals }.

import { once } from 'node:events'
import { difference } from '../dist/profile/comparison.js'
import { machineFacts } from '../dist/profile/machine.js'
import { sample } from '../dist/profile/sampling.js'
import { median, ratio } from '../dist/profile/statistics.js'
import { judge } from './harness/judge.mjs'
import { np, start } from './lanewise.mjs'
import { apart, report, rival, unload } from './rivals/index.mjs'

const [{ group, cases, chosen, rounds, turnSeconds, warmSeconds, init }] = await once(process, 'message')
const send = message => new Promise(resolve => process.send(message, resolve))

async function runCase({ name, make, target, targets = target ? [target] : [], tolerance, difference: differs = (expected, actual) => difference(expected, actual, tolerance, 'Lanewise'), elements, flops, row, explained, budget, part = 1 }) {
  const notes = []
  let all = []
  try {
    all = await make({ rival, apart })
    const expected = await all.find(c => c.values)?.values?.()
    const contenders = []
    for (const contender of all) {
      if (!contender.run && !contender.turn) continue
      let wrong
      try { wrong = contender.values && differs(expected, await contender.values()) } catch (error) {
        if (!contender.rival) throw error
        notes.push(`${contender.name} fails and is not timed: ${error.message}`)
        continue
      }
      if (wrong) notes.push(`${contender.name} differs and is not timed: ${wrong}`)
      else contenders.push(contender)
    }
    const samples = await sample(contenders, { rounds: Math.ceil(rounds * part), turnSeconds, warmSeconds: warmSeconds * part, budget })
    const results = {}
    contenders.forEach(({ name: who, threads }, i) => {
      const wall = samples[i].map(s => s.seconds), cpu = samples[i].map(s => s.cpu)
      results[who] = { seconds: median(wall), cpu: median(cpu), threads, rounds: wall, cpuRounds: cpu }
    })
    const own = contenders[0].name
    for (const who of Object.keys(results)) results[who].ratio = ratio(results[who].rounds, results[own].rounds)
    const alone = ({ of, than = [], or }) => [of, ...than].every(who => !results[who] || results[who].threads === 1) && (!or || alone(or))
    const judged = targets.map(t => ({ ...t, reached: judge(t, results), byCpu: alone(t) ? judge(t, results, 'cpu') : undefined }))
    return { name, group, targets: judged, tolerance, elements, flops, row, explained, results, notes }
  } catch (error) {
    return { name, group, targets, results: {}, notes: [`failed: ${error.message}`], failed: true }
  } finally {
    for (const contender of all) await contender.dispose?.()
  }
}

const module = await import(`./cases/${group}.mjs`)
await start(init)
await send({ facts: machineFacts() })
const wanted = new Set(cases)
for (const one of module.cases({ ...chosen, threads: np.info().threads, variant: np.info().variant }).filter(c => wanted.has(c.name))) {
  await send({ start: one.name })
  await send({ done: await runCase(one) })
}
await send({ rivals: report() })
unload()
np.close()
process.disconnect()
