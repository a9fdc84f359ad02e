// The other side of apart.mjs.

import { makeInputs } from '../harness/data.mjs'
import { rival } from './index.mjs'

const { name, threads } = JSON.parse(process.argv[2])
const adapter = await rival(name, threads), contenders = new Map()

/** Seconds and processor time of one call, by so many; what is not short enough to be repeated fills the caches itself. */
async function timed(run, count) {
  if (count > 1) await run()
  const used = process.cpuUsage(), begin = performance.now()
  for (let i = 0; i < count; i++) {
    const result = run()
    if (result) await result
  }
  const seconds = (performance.now() - begin) / 1e3 / count, { user, system } = process.cpuUsage(used)
  return { seconds, cpu: (user + system) / 1e6 / count }
}

const calls = {
  hello: () => ({ missing: adapter.missing, version: adapter.version }),
  async make({ id, op, inputs }) {
    const contender = await adapter.contender({ op, inputs: makeInputs(inputs) })
    contenders.set(id, contender)
    return contender && { threads: contender.threads }
  },
  async warm({ id, seconds: wanted }) {
    const { run } = contenders.get(id)
    for (let spent = 0, count = 1; ;) {
      const { seconds } = await timed(run, count)
      spent += seconds * count
      if (spent >= wanted) return seconds // its values have been asked for before, so this is not the first call
      if (seconds * count < wanted / 8) count *= 4
    }
  },
  turn: ({ id, count }) => timed(contenders.get(id).run, count),
  values: ({ id }) => contenders.get(id).values(),
  dispose: ({ id }) => { contenders.get(id).dispose(); contenders.delete(id) },
}
process.on('message', async message => {
  try { process.send({ reply: await calls[message.call](message) }) } catch (error) { process.send({ error: error.message ?? String(error) }) }
})
process.on('disconnect', () => process.exit())
