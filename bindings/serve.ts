// The worker's side of `spawn`: functions that run here for the page.

import { Channel, errorParts, isOurs, type Message, type Parcel } from './channel.js'
import { DTypeError, shown, ValueError } from './errors.js'
import { NDArray } from './ndarray.js'
import { attach, info, surroundings, type Footing } from './runtime.js'

// What a remote has besides the module's functions; and nothing that is awaited may have a `then`.
const reserved = ['close', 'info', 'shared', 'then']
// A page draws at most so often.
const PROGRESS_MS = 10

interface Start extends Message { readonly footing: Footing; readonly lock: string }
interface Call extends Message { readonly id: number; readonly name: string; readonly parcel: Parcel }
/** A call that goes on: who looks whether it was aborted. */
type Running = Map<number, (() => void)[]>

let served = false

/**
 * Gives functions of this worker's module to who spawned the worker: `serve({ analyse })`, once, when the module loads. The library
 * is started before a function is called; leave `init` out. Arrays in the arguments are read-only and last as long as the call (keep
 * a copy()); arrays in a result are handed over. An AbortSignal may be polled in a loop, and functions among the arguments report to
 * the caller: of many calls within 10 ms the last one counts.
 */
export function serve(functions: object): void {
  const home = surroundings(), { parent } = home
  if (!parent) throw new ValueError('serve: this is not a worker; call it in the module that new Worker() is given')
  if (served) throw new ValueError('serve: called for the second time; give all functions at once')
  if (functions === null || typeof functions !== 'object') throw new ValueError(`serve: give an object of functions, not ${shown(functions)}`)
  for (const [name, f] of Object.entries(functions)) {
    if (typeof f !== 'function') throw new ValueError(`serve: ${name} is not a function`)
    if (reserved.includes(name)) throw new ValueError(`serve: a remote has a '${name}' of its own; give the function another name`)
  }
  served = true
  const all = new Map<string, (...args: unknown[]) => unknown>([...Object.entries(functions), ['info', info]]), running: Running = new Map()
  let channel: Channel | undefined
  const start = async ({ footing, lock }: Start): Promise<void> => {
    try {
      const held = await parent.keep(lock)
      await attach(footing)
      channel = new Channel(parent, footing.shared !== undefined)
      parent.post({ lanewise: 'ready', names: [...all.keys()], held })
    } catch (error) { parent.post({ lanewise: 'failed', error: errorParts(error) }) }
  }
  parent.onMessage(message => {
    if (!isOurs(message)) return
    switch (message.lanewise) {
      case 'hello': parent.post({ lanewise: 'here' }); break
      case 'start': void start(message as Start); break
      case 'call': { const { id, name, parcel } = message as Call; void run(channel!, running, all.get(name)!, id, name, parcel); break }
      case 'abort': for (const look of running.get((message as Call).id) ?? []) look()
    }
    channel?.settle(message.freed)
  })
  parent.post({ lanewise: 'here' })
}

async function run(channel: Channel, running: Running, f: (...args: unknown[]) => unknown, id: number, name: string, parcel: Parcel): Promise<void> {
  const looks: (() => void)[] = [], flushes: (() => void)[] = [], disposable: NDArray[] = []
  running.set(id, looks)
  try {
    const { value, arrays } = channel.unpack(parcel, {
      signal: cell => {
        const { signal, look } = polled(cell)
        looks.push(() => { cell[0] = 1; look() })
        return signal
      },
      call: index => {
        const { report, flush } = reporter(args => channel.send(name, { lanewise: 'progress', id, index, args }))
        flushes.push(flush)
        return report
      },
    })
    disposable.push(...arrays)
    const result = await f(...value as unknown[])
    for (const flush of flushes) flush()
    const packed = channel.pack(name, result)
    disposable.push(...packed.arrays)
    channel.send(name, { lanewise: 'done', id }, packed)
  } catch (error) {
    channel.send(name, { lanewise: 'done', id, error: errorParts(error) })
  } finally {
    running.delete(id)
    for (const a of disposable) a.dispose()
  }
}

// A signal that sees the caller's word also while no message can be read.
function polled(cell: Int32Array): { signal: AbortSignal; look(): boolean } {
  const controller = new AbortController(), { signal } = controller
  let aborted = false
  const look = (): boolean => {
    if (!aborted && Atomics.load(cell, 0) === 1) {
      aborted = true
      controller.abort()
    }
    return aborted
  }
  Object.defineProperties(signal, {
    aborted: { get: look },
    throwIfAborted: { value: () => { if (look()) throw signal.reason } },
  })
  return { signal, look }
}

function reporter(post: (args: unknown[]) => void): { report(...args: unknown[]): void; flush(): void } {
  let last = -Infinity, waiting: unknown[] | undefined
  const flush = (): void => {
    if (waiting === undefined) return
    const args = waiting
    waiting = undefined
    last = performance.now()
    post(args)
  }
  return {
    flush,
    report(...args) {
      if (args.some(x => x instanceof NDArray)) throw new DTypeError('progress: an array cannot be reported, as it would be gone when the report is read; give toTypedArray() of it, or numbers')
      waiting = args
      if (performance.now() - last >= PROGRESS_MS) flush()
    },
  }
}
