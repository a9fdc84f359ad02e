// What differs between Node-like runtimes and browsers, as one small interface; index.ts and index.web.ts each plug one in.

import type { Thread } from './pool.js'

/** The two binaries. */
export type Variant = 'simd' | 'relaxed'

/** What the runtime asks of its surroundings. */
export interface Platform {
  readonly name: string
  /** The bytes (or the compiled module) of a variant. */
  kernels(variant: Variant): Promise<BufferSource | WebAssembly.Module>
  /** Starts the script of worker.ts. */
  startThread(): Thread
  /** Cores that may be used; and why memory cannot be shared with workers, or an empty string. */
  readonly cores: number
  readonly unshared: string
  /** Whether the calling thread may block. */
  readonly canBlock: boolean
}
