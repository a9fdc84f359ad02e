// The thread pool: hands out ranges of a job. The caller works too; nobody waits for a worker that took nothing.

import { control } from './control.js'
import { JOB } from './job.js'
import { DisposedError, KernelError } from './errors.js'
import type { Tracer } from './tracer.js'

/** A kernel, and its number among the module's exports. */
export interface Kernel { readonly id: number; readonly call: (job: number, begin: number, end: number) => void }

/** A started thread, as the platform gives it. */
export interface Thread {
  post(message: unknown): void
  onMessage(f: (message: unknown) => void): void
  /** Called once when the thread has ended, for whatever reason. */
  onEnd(f: (why: string) => void): void
  /** Lets the process exit while the thread is parked. */
  unref(): void
  terminate(): void
}

/** What the pool needs of the module and the platform. */
export interface PoolParts {
  readonly module: WebAssembly.Module
  /** A second module, whose kernels are numbered behind the first one's. */
  readonly wide?: WebAssembly.Module | undefined
  readonly memory: WebAssembly.Memory
  /** Where the control words lie, and the Job behind them; default 0. */
  readonly base?: number
  readonly publish: (ticket: number, epoch: number, count: number) => void
  readonly claim: (ticket: number) => number
  readonly startThread: () => Thread
  readonly scratch: () => number
  /** Whether this thread may block (Node, workers); a page's main thread may only spin. */
  readonly canBlock: boolean
  /** How long a join without any progress, or a start, waits before it takes a worker for dead; default DEAD_AFTER_MS. */
  readonly deadAfterMs?: number
}

// About 60 µs: longer than the gap between calls of a hot pipeline, as short as what a wake-up costs.
const WORKER_SPIN = 20000
const JOIN_SPIN = 2000
/** A join without any progress for so long means that a worker died with a range in hand, a start that it never will. */
const DEAD_AFTER_MS = 10000
const MAX_RANGES = 1 << 16
// A range worth handing out; four per thread balance the load of threads that were descheduled.
const RANGE_NS = 8000
// Below HOT_NS the caller is faster alone. Waking parked workers costs it about 9 µs, so it waits until a call, or a row of
// calls, has PARKED_NS of work to share.
const HOT_NS = 12000
/** Nanoseconds of work from which on a call is shared even if it has to wake the workers. */
export const PARKED_NS = 50000

/** The pool of one runtime. */
export class Pool {
  readonly #parts: PoolParts
  readonly #words: Int32Array
  readonly #ticket: number
  readonly #job: number
  readonly #threads: (Thread | undefined)[] = []
  #epoch = 0
  #missed = 0          // ns of work since the workers parked that they could have shared
  #active = 0
  /** Why there is one thread only though more were asked for; else empty. */
  why = ''
  /** Whether jobs of all sizes are shared, for those who measure what that costs. */
  always = false
  /** Who is told of each job, while a trace is made. */
  tracer: Tracer | undefined = undefined

  constructor(parts: PoolParts) {
    this.#parts = parts
    const base = parts.base ?? 0
    this.#words = new Int32Array(parts.memory.buffer, base, 256)
    this.#ticket = base + control.ticket
    this.#job = base + JOB
  }

  /** Threads that take part in a call, the caller included. */
  get threads(): number { return this.#active + 1 }
  /** Threads there are, the caller included. */
  get size(): number { return this.why ? 1 : this.#threads.length + 1 }

  /** Starts workers; resolves when all are ready, or when one could not start: then the caller works alone, and `why` says so. */
  async start(workers: number): Promise<void> {
    try {
      await Promise.all(Array.from({ length: workers }, (_, id) => this.#spawn(id)))
    } catch (error) { this.#alone((error as Error).message) }
    this.use(this.size)
  }

  #alone(why: string): void {
    this.why ||= why
    this.use(1)
  }

  #spawn(id: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const { module, wide, memory } = this.#parts
      const limit = this.#parts.deadAfterMs ?? DEAD_AFTER_MS
      let thread: Thread
      try { thread = this.#parts.startThread() } catch (cause) { reject(new KernelError(`worker ${id} could not start: ${String(cause)}`, { cause })); return }
      const timer = setTimeout(() => {
        thread.terminate()
        reject(new KernelError(`worker ${id} could not start: no answer in ${limit / 1000} s`))
      }, limit)
      thread.onMessage(() => { clearTimeout(timer); this.#threads[id] = thread; thread.unref(); resolve() })
      thread.onEnd(why => {
        clearTimeout(timer)
        if (this.#threads[id] === undefined) { reject(new KernelError(`worker ${id} could not start: ${why}`)); return }
        this.#threads[id] = undefined
        if (this.#words[control.stop] === 0) this.#alone(`worker ${id} ended (${why})`)
      })
      thread.post({ module, wide, memory, base: this.#parts.base ?? 0, id, scratch: this.#parts.scratch(), job: this.#job, spin: WORKER_SPIN })
    })
  }

  /** From the next call on, so many threads take part (at most all); the results do not change. */
  use(threads: number): void {
    this.#active = Math.max(0, Math.min(threads, this.size) - 1)
    Atomics.store(this.#words, control.active, this.#active)
  }

  /** Runs a kernel over all units of the Job that was written; `ns` is the estimated time of one unit on one thread. */
  run(kernel: Kernel, units: number, ns: number): void {
    if (this.tracer !== undefined) { this.#tell(kernel, units, ns, this.tracer); return }
    const total = units * ns
    if (Atomics.load(this.#words, control.stop) === 1) throw new DisposedError('this runtime was ended by who spawned it')
    if (this.#active > 0 && units > 1 && (total > HOT_NS || this.always)) {
      if (this.always || Atomics.load(this.#words, control.parked) === 0 || (this.#missed += total) > PARKED_NS) {
        this.#missed = 0
        this.#fork(kernel, units, total)
        return
      }
    }
    // Range by range here too: V8 swaps in optimised code only at the next call.
    const per = Math.max(1, Math.floor(2 * RANGE_NS / ns))
    try {
      for (let begin = 0; begin < units; begin += per) kernel.call(this.#job, begin, Math.min(begin + per, units))
    } catch (cause) { throw trapped('the calling thread', cause) }
  }

  // Apart, so that a call that nobody traces takes no longer than without tracers: a comparison.
  #tell(kernel: Kernel, units: number, ns: number, teller: Tracer): void {
    const told = teller.begin(kernel, units)
    this.tracer = undefined
    try { this.run(told, units, ns) } finally {
      this.tracer = teller
      teller.end()
    }
  }

  #fork(kernel: Kernel, units: number, total: number): void {
    const words = this.#words, { publish, claim } = this.#parts
    const ranges = Math.min(units, MAX_RANGES, Math.max(4 * this.threads, Math.floor(total / (4 * RANGE_NS))))
    const per = Math.ceil(units / ranges), count = Math.ceil(units / per)
    words[control.kernel] = kernel.id
    words[control.units] = units
    words[control.perRange] = per
    Atomics.store(words, control.done, 0)
    publish(this.#ticket, ++this.#epoch, count)
    Atomics.add(words, control.epoch, 1)
    if (Atomics.load(words, control.parked) > 0) Atomics.notify(words, control.epoch)
    let finished = 0, range: number, trap: unknown
    while ((range = claim(this.#ticket)) >= 0) {
      try { kernel.call(this.#job, range * per, Math.min((range + 1) * per, units)) } catch (error) { trap = error }
      finished++
    }
    if (Atomics.add(words, control.done, finished) + finished < count) this.#join(count)
    const failed = Atomics.exchange(words, control.failed, 0)
    if (trap !== undefined || failed > 0) {
      throw trapped(trap !== undefined ? 'the calling thread' : `worker ${failed - 1}`, trap)
    }
  }

  #join(count: number): void {
    const words = this.#words
    for (let left = this.#parts.canBlock ? JOIN_SPIN : Infinity, since = 0; left > 0; left--) {
      if (Atomics.load(words, control.done) === count) return
      if (left === Infinity && (++since & 0xfffff) === 0) this.#bound(count, since >> 20)
    }
    Atomics.store(words, control.waiting, 1)
    for (let waited = 0; ;) {
      const done = Atomics.load(words, control.done)
      if (done === count) break
      if (Atomics.wait(words, control.done, done, 100) === 'timed-out') {
        waited += 100
        if (waited >= (this.#parts.deadAfterMs ?? DEAD_AFTER_MS)) this.#dead(count)
      } else waited = 0
    }
    Atomics.store(words, control.waiting, 0)
  }

  #bound(count: number, rounds: number): void { if (rounds > 10000) this.#dead(count) }

  #dead(count: number): never {
    const words = this.#words
    Atomics.store(words, control.waiting, 0)
    const lost = count - Atomics.load(words, control.done)
    for (const thread of this.#threads) thread?.terminate()
    this.#threads.length = 0
    this.use(1)
    this.why = 'a worker died in the middle of a call; call init() anew for threads'
    throw new KernelError(`${lost} of ${count} ranges never came back: a worker died in the middle of a call. The result is not valid; ` +
      'the pool goes on with one thread, np.close() and np.init() start a new one')
  }

  /** Ends all workers. */
  stop(): void {
    Atomics.store(this.#words, control.stop, 1)
    Atomics.add(this.#words, control.epoch, 1)
    Atomics.notify(this.#words, control.epoch)
    for (const thread of this.#threads) thread?.terminate()
    this.#threads.length = 0
    this.#active = 0
  }
}

function trapped(where: string, cause: unknown): KernelError {
  return new KernelError(`a kernel trapped in ${where}; the result is not valid, the pool goes on`, { cause })
}
