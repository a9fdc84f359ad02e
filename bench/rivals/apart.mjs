// A rival in a process of its own (apart-child.mjs), by messages; it times itself there.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

let contenders = 0

// V8 at times leaves a kernel that is one long loop unoptimised for good, at a third of its speed (numpy-ts on a busy machine): rivals
// are spared that. Lanewise is not, nor in its wide mode.
const optimised = name => name === 'wide' ? [] : ['--no-liftoff']

export async function load({ name, threads }) {
  const child = fork(fileURLToPath(new URL('apart-child.mjs', import.meta.url)), [JSON.stringify({ name, threads })], {
    serialization: 'advanced', execArgv: optimised(name), stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let waiting
  const ask = message => new Promise((resolve, reject) => {
    if (!child.connected) { reject(new Error(`the process of ${name} has ended`)); return }
    waiting = { resolve, reject }
    child.send(message)
  })
  child.on('message', ({ error, reply }) => error ? waiting.reject(new Error(`${name}: ${error}`)) : waiting.resolve(reply))
  child.on('error', error => waiting?.reject(error))
  child.on('exit', (code, signal) => waiting?.reject(new Error(`the process of ${name} ended with ${signal ?? code}`)))
  const { missing, version } = await ask({ call: 'hello' })
  if (missing) { child.disconnect(); throw new Error(missing) }
  return {
    version,
    async contender({ op, inputs, as = name }) {
      const id = ++contenders, there = await ask({ call: 'make', id, op, inputs })
      return there && {
        name: as,
        rival: name !== 'wide',
        threads: there.threads,
        warm: seconds => ask({ call: 'warm', id, seconds }),
        turn: count => ask({ call: 'turn', id, count }),
        values: () => ask({ call: 'values', id }),
        dispose: () => ask({ call: 'dispose', id }),
      }
    },
    close() { child.kill() },
  }
}
