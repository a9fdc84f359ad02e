// What differs between Node-like runtimes and browsers, as one small interface; index.ts and index.web.ts each plug one in.

import type { Thread } from './pool.js'

/** The script of worker.ts: where it is, or what starts it. */
export type WorkerOption = string | URL | (() => Worker)
/** The two binaries. */
export type Variant = 'simd' | 'relaxed'

/** Messages from one side of a worker to the other. */
export interface Line {
  post(message: unknown, transfer?: ArrayBuffer[]): void
  onMessage(f: (message: unknown) => void): void
}
/** A worker that runs a user's module, from outside. */
export interface Hand extends Line {
  /** Called once when the worker has ended, or failed before it was up. */
  onEnd(f: (why: string) => void): void
  /** It is up; where nobody tells of its end, the lock does that it holds, if it holds one. */
  watch(lock: string | undefined): void
  /** Whether the process goes on for it. */
  hold(on: boolean): void
  /** Ends it; whether it is sure then that it runs no more. */
  end(): Promise<boolean>
}

/** What the runtime asks of its surroundings. */
export interface Platform {
  readonly name: string
  /** The bytes (or the compiled module) of a variant. */
  kernels(variant: Variant): Promise<BufferSource | WebAssembly.Module>
  /** Opens a URL, or a file where there are files. */
  read(url: string | URL): Promise<Response | BufferSource>
  /** Starts the script of worker.ts: the package's own, or the one that `init` was given. */
  startThread(script?: WorkerOption): Thread
  /** Takes a user's worker in hand, or starts one with a module. */
  takeWorker(worker: unknown): Hand
  /** In a worker the line to who started it. `keep` holds a lock as long as it lives, where that is how others learn of its end; false if it cannot. */
  readonly parent: (Line & { keep(lock: string): Promise<boolean> }) | undefined
  /** Cores that may be used; and why memory cannot be shared with workers, or an empty string. */
  readonly cores: number
  readonly unshared: string
  /** The pass that makes 256-bit operations of 128-bit ones; absent where there is none to switch. */
  readonly wide?: Widening
  /** Whether the calling thread may block. */
  readonly canBlock: boolean
}

/** V8's experimental pass that turns pairs of 128-bit operations into 256-bit ones. */
export interface Widening {
  /** Why it cannot be had; empty where it can. */
  readonly why: string
  /** The products of matrices for it. */
  kernels(): Promise<BufferSource>
  /** Switches the pass, for what is compiled from now on. */
  use(on: boolean): void
  /** Whether functions are compiled by the optimising compiler at their first call, and not once they are hot. */
  eager(on: boolean): void
}
