// What a profile is: what `np.profile` gives, `--json` prints, the report draws and `--compare` reads. Times in seconds, sizes in
// bytes, rates per second.

/** The machine, the engine and the library's state on it. */
export interface Machine {
  readonly lanewise: string
  readonly variant: string
  readonly variantWhy: string
  readonly threads: number
  readonly threadsWhy: string
  /** Whether memory can be shared with threads; on a page that takes two headers of the server. */
  readonly isolated: boolean
  readonly cores: number
  readonly cpu: string
  /** Bytes; 0 where the engine does not tell. */
  readonly memory: number
  readonly platform: string
  /** `Node 24.1.0`, `Chrome 140`. */
  readonly runtime: string
  /** `V8 13.6`; empty where it does not tell. */
  readonly engine: string
}

/** What the machine can do, measured before anything else: the roofline. */
export interface Limits {
  /** Multiply-adds in registers, each counted as two. */
  readonly peak: readonly { readonly threads: number; readonly dtype: 'float32' | 'float64'; readonly flopsPerSecond: number }[]
  /** Bytes that a sum reads and an addition reads and writes, of so many bytes in all. */
  readonly bandwidth: readonly { readonly threads: number; readonly footprint: number; readonly bytesPerSecond: number }[]
  /** Seconds of a call that computes one element, and of handing a job to all threads and waiting for it. */
  readonly call: number
  readonly fork: number
}

/** A median, and an interval that holds the true one in 95 of 100 runs. */
export interface Estimate { readonly median: number; readonly low: number; readonly high: number }

/** One way of computing a case: plain loops, the library on one thread or on all, another library. */
export interface Cell {
  readonly way: 'naive' | 'simd' | 'threads' | 'rival'
  /** `naive JS`, `1 thread`, `2 threads`, `numpy-ts`. */
  readonly label: string
  readonly threads: number
  /** Seconds of a call. */
  readonly time: Estimate
  /** Benchmark.js's relative margin of error of the mean, in percent. */
  readonly rme: number
  /** Seconds of a call in each round. */
  readonly rounds: readonly number[]
  /** How many times as fast as the first cell: both at their best, with the interval of the rounds' own ratios. */
  readonly speedup: Estimate
  /** Of the bytes and operations that the library's call needs at least: see Work. 0 where they are not known. */
  readonly bytesPerSecond: number
  readonly flopsPerSecond: number
  /** The rates over what the machine can do on as many threads. 0 where they are not known. */
  readonly ofMemory: number
  readonly ofPeak: number
}

/** How operands reach the kernels: as they lie in memory, gathered by strides, or converted from another dtype. */
export type Path = 'contiguous' | 'strided' | 'converted'

/** What a call of the library does, as a trace of it on all threads tells. */
export interface Work {
  /** Kernels run, and how many of them were shared among threads. */
  readonly kernels: number
  readonly shared: number
  /** Share of the kernels' time that one thread spent alone. */
  readonly alone: number
  /** Bytes that the kernels read and write, each operand once, and of how much memory in all. */
  readonly bytes: number
  readonly footprint: number
  /** Arithmetic operations as far as they can be counted: products and transforms by their formulas, else one per element. */
  readonly flops: number
  /** Whether most of them are counted by formulas: an element may take any number of operations. */
  readonly exact: boolean
  /** Bytes copied between JavaScript's memory and the library's. */
  readonly copied: number
  readonly path: Path
  /** Shares of the call's time: in kernels, in such copies, in handing out work and waiting, and (the rest) in JavaScript. They add up to 1. */
  readonly shares: { readonly kernels: number; readonly copies: number; readonly dispatch: number; readonly script: number }
  /** The kernels that take longest, by name, with their share of the kernels' time. */
  readonly top: readonly { readonly kernel: string; readonly calls: number; readonly share: number }[]
}

/** What keeps a call from being faster. */
export type VerdictKind = 'small' | 'memory' | 'arithmetic' | 'copies' | 'strided' | 'converted' | 'serial' | 'script' | 'one-thread' | 'not-isolated'
/** In plain words: what holds the call back, and what to do about it. */
export interface Verdict { readonly kind: VerdictKind; readonly text: string; readonly advice: string }

/** One case: its ways, in the order in which they are shown. */
export interface CaseProfile {
  readonly name: string
  readonly group: 'ops' | 'applications' | 'recording' | 'own'
  readonly about: string
  /** Of ops: elements, dtype and the op's name. */
  readonly op?: string
  readonly dtype?: string
  readonly size?: number
  /** Empty when the case failed. */
  readonly cells: readonly Cell[]
  readonly work?: Work
  readonly verdict?: Verdict
  /** What it computed, where people want to see that. */
  readonly results?: readonly { readonly of: string; readonly values: readonly number[]; readonly text: string }[]
  /** Why it could not be profiled. */
  readonly failed?: string
  /** Ways that were left out, and why. */
  readonly notes: readonly string[]
}

/** An op over sizes: where SIMD and threads begin to win, and whether the library's own choice is the best one. */
export interface Crossover {
  readonly op: string
  readonly dtype: string
  /** Seconds of plain loops (if there are any), one thread, all threads whatever the size, and the library's own choice. */
  readonly points: readonly { readonly size: number; readonly naive?: number; readonly simd: number; readonly threads: number; readonly auto: number }[]
  /** The least size from which on one thread beats plain loops, all threads beat one; undefined if they never do. */
  readonly simdFrom?: number
  readonly threadsFrom?: number
  /** The greatest factor by which the library's choice takes longer than the better of one and all threads, and where. */
  readonly worst: { readonly size: number; readonly factor: number }
}

/** A call on all threads, range by range. */
export interface Timeline {
  readonly name: string
  readonly seconds: number
  readonly threads: number
  /** Thread 0 is the caller. `kind` is what was done: a range of a kernel, a copy from or to JavaScript. */
  readonly spans: readonly { readonly thread: number; readonly name: string; readonly kind: 'kernel' | 'copy'; readonly begin: number; readonly end: number }[]
}

/** A whole profile. */
export interface Profile {
  readonly schema: 2
  /** When it was made, ISO 8601. */
  readonly date: string
  readonly machine: Machine
  readonly limits: Limits
  /** Other libraries: their version, or why they are missing. */
  readonly rivals: Readonly<Record<string, { readonly version?: string; readonly missing?: string }>>
  readonly cases: readonly CaseProfile[]
  readonly crossovers: readonly Crossover[]
  readonly timeline?: Timeline
  readonly recording?: { readonly name: string; readonly sampleRate: number; readonly channels: number; readonly frames: number }
}
