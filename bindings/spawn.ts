// Long work off the main thread: a user's module in a worker with a runtime of its own, on this one's memory where that can be shared.

import { isOptions } from './asarray.js'
import { Channel, errorOf, isOurs, type ErrorParts, type Message, type Outgoing, type Parcel } from './channel.js'
import { DisposedError, KernelError, LanewiseError, LoadError, shown, UnsupportedError, ValueError } from './errors.js'
import type { Hand } from './platform.js'
import { footing, runtime, surroundings, whenClosing, type Info } from './runtime.js'

/** Options of `spawn`. */
export interface SpawnOptions {
  /** Threads that the worker's calls take, itself included; default: the cores that may be used. */
  threads?: number
  /** Whether it works on this runtime's memory; default: wherever memory can be shared. Without, it has 4 GiB of its own, and arrays are copied. */
  shared?: boolean
  /** How long its module may take to load, in milliseconds; default 30000. */
  timeout?: number
}

/** The functions that a worker serves, as the page calls them, and the worker itself. */
export type Remote<F extends object = object> = RemoteWorker & {
  readonly [K in keyof F as F[K] extends (...args: never[]) => unknown ? K : never]: F[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}
/** A worker that was spawned. */
export interface RemoteWorker {
  /** Whether arrays cross by handle, without copies. */
  readonly shared: boolean
  /** What `info` tells there. */
  info(): Promise<Info>
  /** Ends the worker, whatever it does: calls are rejected, its memory comes back; results stay. Resolves when all is done. */
  close(): Promise<void>
  [Symbol.dispose](): void
}

/** A Worker of the browser's or of node:worker_threads. */
export interface AnyWorker { postMessage(message: unknown): void; terminate(): unknown }

const TIMEOUT_MS = 30000
const taken = new WeakSet<object>()

/**
 * Takes a worker whose module calls `serve({ … })` for work that would block this thread:
 * `const remote = await np.spawn<typeof import('./analysis.js')>(new Worker(new URL('./analysis.js', import.meta.url), { type: 'module' }))`,
 * then `await remote.analyse(a, { signal, progress: p => … })`. A URL instead of the Worker does where nothing is bundled.
 * Arrays in plain objects and lists cross by handle (do not write into them until the call has ended), or as copies where memory is not
 * shared. A call whose AbortSignal is aborted rejects at once, errors come back as they were thrown. In Node an idle worker does not keep
 * the process.
 */
export async function spawn<F extends object = object>(worker: AnyWorker | URL | string, options: SpawnOptions = {}): Promise<Remote<F>> {
  const { threads, shared: asked, timeout = TIMEOUT_MS } = checked(options)
  const home = surroundings(), why = home.unshared || (runtime().base === 0 ? '' : 'this runtime is itself a guest on the memory of who spawned it'), shared = asked ?? why === ''
  if (shared && why) throw new UnsupportedError(`spawn: memory cannot be shared: ${why}`)
  const apart = typeof worker === 'object' && worker !== null && !(worker instanceof URL)
  if (apart && taken.has(worker)) throw new ValueError('spawn: this worker was spawned before; use its remote, or start another Worker')
  let hand: Hand
  try { hand = home.takeWorker(worker) } catch (cause) {
    if (cause instanceof LanewiseError) throw cause
    throw new LoadError(`spawn: the worker could not be started: ${(cause as Error).message}`, { cause })
  }
  if (apart) taken.add(worker)
  const caller = new Caller(hand, shared, threads)
  const names = await caller.start(timeout)
  const remote = { ...Object.fromEntries(names.map(name => [name, (...args: unknown[]) => caller.call(name, args)])), shared, close: () => caller.close(), [Symbol.dispose]() { void caller.close() } }
  return Object.freeze(remote) as unknown as Remote<F>
}

const optionNames: Record<keyof SpawnOptions, true> = { threads: true, shared: true, timeout: true }
function checked(options: SpawnOptions): SpawnOptions {
  if (!isOptions(options)) throw new ValueError(`spawn: give an object of options, not ${shown(options)}`)
  for (const key of Object.keys(options)) if (!Object.hasOwn(optionNames, key)) throw new ValueError(`spawn: there is no option '${key}'; the options are ${Object.keys(optionNames).join(', ')}`)
  const { threads, shared, timeout } = options
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256)) throw new ValueError(`spawn: threads must be an integer from 1 to 256, not ${shown(threads)}`)
  if (shared !== undefined && typeof shared !== 'boolean') throw new ValueError(`spawn: shared must be true or false, not ${shown(shared)}`)
  if (timeout !== undefined && !(timeout > 0)) throw new ValueError(`spawn: timeout must be a number of milliseconds, not ${shown(timeout)}`)
  return options
}

interface Waiting { resolve(value: unknown): void; reject(error: unknown): void; readonly outgoing: Outgoing; end(): void; ended: boolean }
interface Answer extends Message { readonly id: number; readonly parcel: Parcel; readonly error?: ErrorParts; readonly names: string[]; readonly held: boolean; readonly index: number; readonly args: unknown[] }

// The calling side: its calls that go on, and the worker in hand.
class Caller {
  readonly #hand: Hand
  readonly #channel: Channel
  readonly #ground: ReturnType<typeof footing>
  readonly #lock = `lanewise ${Math.random()}`
  readonly #waiting = new Map<number, Waiting>()
  readonly #unhook: () => void
  #starting: { resolve(names: string[]): void; reject(error: Error): void } | undefined
  #asked = false
  #next = 0
  #open = 0                // calls that somebody waits for
  #closed: Promise<void> | undefined
  #why = ''

  constructor(hand: Hand, shared: boolean, threads: number | undefined) {
    this.#hand = hand
    this.#ground = footing(shared, threads)
    this.#channel = new Channel(hand, shared)
    this.#unhook = whenClosing(() => { void this.#end(new DisposedError('the runtime was closed')) })
    hand.onEnd(why => { void this.#end(this.#starting ? new LoadError(`spawn: the worker could not start: ${why}`) : new KernelError(`the worker ended (${why}); spawn another one`)) })
    hand.onMessage(message => { if (isOurs(message)) this.#receive(message as Answer) })
  }

  /** The names of the functions, once the worker is ready. */
  start(timeout: number): Promise<string[]> {
    return new Promise<string[]>((resolve, reject) => {
      const timer = setTimeout(() => {
        void this.#end(new LoadError(`spawn: no answer in ${timeout / 1000} s; the worker's module must call serve({ … }) when it loads` + (this.#asked ? ', and has, but the library does not start there' : '')))
      }, timeout)
      this.#starting = { resolve: names => { clearTimeout(timer); resolve(names) }, reject: error => { clearTimeout(timer); reject(error) } }
      // Whoever comes first: serve() posts `here` by itself too.
      this.#hand.post({ lanewise: 'hello' })
    })
  }

  call(name: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new DisposedError(`${name}: ${this.#why}`)
      const channel = this.#channel, outgoing: Outgoing = { signals: [], functions: [] }, packed = channel.pack(name, args, outgoing)
      const aborted = outgoing.signals.find(({ signal }) => signal.aborted)
      if (aborted) { channel.takeBack(packed); throw aborted.signal.reason }
      const id = this.#next++
      channel.send(name, { lanewise: 'call', id, name }, packed)
      const listeners = outgoing.signals.map(({ signal, cell }) => {
        const abort = (): void => {
          Atomics.store(cell, 0, 1)
          channel.send(name, { lanewise: 'abort', id })
          waiting.end()
          reject(signal.reason)
        }
        signal.addEventListener('abort', abort)
        return () => signal.removeEventListener('abort', abort)
      })
      const waiting: Waiting = { resolve, reject, outgoing, ended: false, end: () => {
        waiting.ended = true
        for (const remove of listeners) remove()
        if (--this.#open === 0) this.#hand.hold(false)
      } }
      if (this.#open++ === 0) this.#hand.hold(true)
      this.#waiting.set(id, waiting)
    })
  }

  #receive(message: Answer): void {
    if (this.#closed) return
    try { this.#handle(message) } finally { this.#channel.settle(message.freed) }   // whatever the caller's functions do
  }

  #handle(message: Answer): void {
    switch (message.lanewise) {
      case 'here':
        if (this.#asked) break
        this.#asked = true
        try { this.#hand.post({ lanewise: 'start', footing: this.#ground.footing, lock: this.#lock }) } catch (cause) {
          void this.#end(new LoadError(`spawn: the library cannot be sent to the worker: ${(cause as Error).message}`, { cause }))
        }
        break
      case 'failed': void this.#end(errorOf(message.error!)); break
      case 'ready':
        this.#hand.watch(message.held ? this.#lock : undefined)
        this.#hand.hold(false)
        this.#starting!.resolve(message.names)
        this.#starting = undefined
        break
      case 'progress': {
        const waiting = this.#waiting.get(message.id)
        if (waiting && !waiting.ended) waiting.outgoing.functions[message.index]!(...message.args)
        break
      }
      case 'done': this.#done(message)
    }
  }

  #done({ id, parcel, error }: Answer): void {
    const waiting = this.#waiting.get(id)!
    this.#waiting.delete(id)
    try {
      const result = error ? undefined : this.#channel.unpack(parcel)
      // Of a call that was aborted nobody waits for the result.
      if (waiting.ended) for (const a of result?.arrays ?? []) a.dispose()
      else if (result) waiting.resolve(result.value)
      else waiting.reject(errorOf(error!))
    } catch (failure) { waiting.reject(failure) }
    if (!waiting.ended) waiting.end()
  }

  close(): Promise<void> { return this.#end(new DisposedError('the remote was closed')) }

  #end(error: Error): Promise<void> {
    if (this.#closed) return this.#closed
    const starting = this.#starting
    this.#why = error.message
    this.#unhook()
    starting?.reject(error)
    for (const waiting of this.#waiting.values()) if (!waiting.ended) { waiting.end(); waiting.reject(error) }
    const idle = !this.#asked || starting === undefined && this.#waiting.size === 0
    this.#waiting.clear()
    this.#ground.stop()
    this.#channel.close()
    return this.#closed = this.#hand.end().then(sure => {
      const lent = this.#channel.inherit()
      if (sure || idle) this.#ground.leave(lent)
    })
  }
}
