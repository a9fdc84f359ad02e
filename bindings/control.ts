// The words that the pool and its workers share, in low memory, a cache line apart. worker.ts repeats what it needs of
// these numbers, as it must be one flat file; a test compares them.

/** Bytes from the runtime's base to the ticket, and indices of the other words in an Int32Array that begins there. */
export const control = {
  ticket: 64,          // bytes; assembly/pool.ts
  epoch: 128 >> 2,     // counts jobs; workers wait on it
  done: 192 >> 2,      // ranges finished; the caller waits on it
  parked: 256 >> 2,    // workers asleep
  waiting: 260 >> 2,   // 1: the caller sleeps on `done`
  failed: 264 >> 2,    // 1 + number of the worker whose kernel trapped
  active: 268 >> 2,    // workers that may take part
  stop: 272 >> 2,      // 1: workers return
  kernel: 320 >> 2,    // the job: number of the kernel among the exports …
  units: 324 >> 2,     // … tiles in all …
  perRange: 328 >> 2,  // … and per range
  trace: 332 >> 2,     // 0, or where workers note the ranges that they run, in units of 16 bytes: profile/trace.ts
} as const

/** Bytes of the low memory of a runtime on another one's memory: as the first 4 KiB of the owner's, then the regions that it has grown. */
export const LOW_MEMORY = 8192
/** Bytes from the base to the regions: how many, then address and bytes of each in units. */
export const REGIONS = 4096
export const REGION_UNIT = 64
/** Growing by 16 MiB and more, a heap needs at most 256. */
export const MOST_REGIONS = 511
