// The profile runs in this worker, with the library and its threads, so that the page stays alive.
//   to it: { start: plan } or { stop: true }
//   from it: ready, begun, case, part, done, crossover; at the end one of finished, stopped, failed

import * as np from '../../dist/index.web.js'
import { useNames } from '../../dist/names.js'
import { applicationCase } from '../../dist/profile/application.js'
import { crossoverOf, crossoverSizes } from '../../dist/profile/crossover.js'
import { engineOn, profileCases, quick, usual } from '../../dist/profile/engine.js'
import { defaultSize } from '../../dist/profile/index.js'
import { machineFacts } from '../../dist/profile/machine.js'
import { commonOps, fewOps, opCase, opNames } from '../../dist/profile/op-cases.js'
import { applications } from '../apps/index.mjs'

const CROSSOVER_ELEMENTS = 1e6
// Of these so many elements would be another thing: rows, or lengths that are no powers of two.
const ONE_SIZE = new Set(['matmul', 'fft'])
const explained = error => error instanceof Error ? `${error.name}: ${error.message}` : String(error)

useNames(np)
let controller = new AbortController()
addEventListener('message', async ({ data }) => {
  if (data.stop) { controller.abort(); return }
  controller = new AbortController()
  try { postMessage({ finished: await run(data.start, controller.signal) }) } catch (error) { postMessage(controller.signal.aborted ? { stopped: true } : { failed: explained(error) }) }
})
try {
  await np.init()
  postMessage({ ready: { machine: machineFacts(), ops: { few: fewOps, common: commonOps, all: opNames }, applications: applications.map(({ name }) => name) } })
} catch (error) { postMessage({ failed: explained(error) }) }

// An op that does not take the dtype is a case that failed, and the others go on.
function caseOf(op, dtype) {
  try { return opCase(op, dtype, defaultSize(op)) } catch (error) { return { name: `${op} ${dtype}`, group: 'ops', about: '', make() { throw error } } }
}

async function run({ ops, dtype, applications: names, thorough, sizes }, signal) {
  const cases = [...ops.map(op => caseOf(op, dtype)), ...applications.filter(({ name }) => names.includes(name)).map(one => applicationCase(one, thorough ? 'usual' : 'quick'))]
  const swept = sizes ? ops.filter(op => !ONE_SIZE.has(op)) : [], thoroughness = thorough ? usual : quick, of = swept.length + thoroughness.passes * cases.length
  const engine = engineOn({ thoroughness, signal, listener: {
    case: (name, index) => postMessage({ case: { name, index: index + swept.length, of } }),
    progress: part => postMessage({ part }),
    done: result => postMessage({ done: result }),
  } })
  postMessage({ begun: { schema: 2, date: new Date().toISOString(), machine: engine.machine, limits: engine.limits, rivals: {}, cases: [], crossovers: [] } })
  const crossovers = []
  for (const [index, op] of swept.entries()) {
    postMessage({ case: { name: `${op} over sizes`, index, of } })
    try {
      crossovers.push(await crossoverOf(op, dtype, crossoverSizes(CROSSOVER_ELEMENTS, thorough ? 4 : 2), engine))
      postMessage({ crossover: crossovers.at(-1) })
    } catch (error) {
      // its case says why
      if (signal.aborted) throw error
    }
  }
  return profileCases(cases, engine, { crossovers })
}
