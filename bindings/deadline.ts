// How long the pieces of a stream take, and how many are late: a histogram in shared memory, that one thread fills and any reads. No imports.
//
// An AudioWorkletGlobalScope has no clock but Date.now(), which steps by a millisecond (a quantum is 2.7) and in Chromium allocates 12 bytes.
// So a page that wants to know lets a worker write its own clock into shared memory over and over (clockSource), which takes a whole core.

// Words: pieces, late ones, the longest (µs), the clock (µs), its step (µs; 0 without a clock), whether it is to stop, the step of the clock in use,
// the time in which the clock stood still (µs), all times together (µs, 64 bits); then buckets, 16 to an octave from 1 µs on.
const COUNT = 0, LATE = 1, LONGEST = 2, CLOCK = 3, STEP = 4, STOP = 5, RESOLUTION = 6, STALLED = 7, TOTAL = 8, BUCKETS = 10, PER_OCTAVE = 16, WORDS = BUCKETS + 20 * PER_OCTAVE, MASK = 2 ** 30 - 1

/** What a deadline meter has seen. Times are in milliseconds. */
export interface Deadlines {
  /** Pieces. */
  readonly count: number
  /** Pieces that took longer than they last. */
  readonly late: number
  /** Half of the pieces took no longer than this (to 4 %). */
  readonly p50: number
  /** 999 of 1000 pieces took no longer than this (to 4 %). */
  readonly p999: number
  readonly longest: number
  /** The mean: of a clock with coarse steps only if they fall on all moments alike, which those of Date.now() in Chromium do not. */
  readonly mean: number
  /** The step of the clock in use: single times are no more exact than this. */
  readonly resolution: number
  /** For how long the clock of another thread stood still, because that thread was not running: times are too short by as much in all. Next to count · mean it should be little. */
  readonly stalled: number
}

/** Times of pieces of a stream: begin and end on the thread that runs it; read anywhere. */
export class DeadlineMeter {
  readonly buffer: ArrayBufferLike
  readonly byteOffset: number
  readonly #words: Int32Array
  readonly #total: Float64Array
  #began = 0
  #step = 0

  /** A meter over a buffer from a byte (divisible by 8) on, which must be zeros at first, or over a new one. */
  constructor(buffer?: ArrayBufferLike, byteOffset = 0) {
    this.buffer = buffer ?? new (globalThis.SharedArrayBuffer ?? ArrayBuffer)(DeadlineMeter.bytes)
    this.byteOffset = byteOffset
    this.#words = new Int32Array(this.buffer, byteOffset, WORDS)
    this.#total = new Float64Array(this.buffer, byteOffset + TOTAL * 4, 1)
  }
  /** Bytes of a meter. */
  static readonly bytes = WORDS * 4

  // Microseconds: of the clock in memory if one runs, else of this thread's best. In 30 bits, which V8 keeps without allocating.
  #now(): number {
    return (Atomics.load(this.#words, STEP) > 0 ? Atomics.load(this.#words, CLOCK) : (typeof performance === 'object' ? performance.now() : Date.now()) * 1000) & MASK
  }

  /** A piece begins. */
  begin(): void {
    this.#words[RESOLUTION] = Atomics.load(this.#words, STEP) || (this.#step ||= ownStep())
    this.#began = this.#now()
  }
  /** It ends, and lasts so many microseconds when it is played. */
  end(lasts: number): void { this.add((this.#now() - this.#began) & MASK, lasts) }
  /** Counts a piece that took so many microseconds and lasts so many. */
  add(us: number, lasts: number): void {
    const words = this.#words, bucket = BUCKETS + Math.max(0, Math.min(WORDS - BUCKETS - 1, Math.ceil(PER_OCTAVE * Math.log2(us))))
    words[bucket]!++
    this.#total[0]! += us
    if (us > lasts) words[LATE]!++
    if (us > words[LONGEST]!) words[LONGEST] = us
    Atomics.add(words, COUNT, 1)
  }

  /** What was seen so far. */
  read(): Deadlines {
    const words = this.#words, count = Atomics.load(words, COUNT)
    const below = (share: number): number => {
      let left = Math.ceil(count * share), bucket = BUCKETS
      while (bucket < WORDS && (left -= words[bucket]!) > 0) bucket++
      return count === 0 ? 0 : 2 ** ((bucket - BUCKETS) / PER_OCTAVE) / 1000
    }
    return { count, late: words[LATE]!, p50: below(0.5), p999: below(0.999), mean: count === 0 ? 0 : this.#total[0]! / count / 1000, longest: words[LONGEST]! / 1000, resolution: words[RESOLUTION]! / 1000, stalled: words[STALLED]! / 1000 }
  }
  /** Begins anew. */
  reset(): void {
    this.#words.fill(0, 0, LONGEST + 1)
    this.#words.fill(0, STALLED)
  }
  /** Ends the clock. */
  stop(): void { Atomics.store(this.#words, STOP, 1) }
}

// Microseconds of a step of this thread's own clock.
function ownStep(): number {
  if (typeof performance !== 'object') return 1000
  const before = performance.now()
  let after = before
  while (after === before) after = performance.now()
  return Math.max(1, Math.round((after - before) * 1000))
}

/** The source of a worker that is sent { buffer, byteOffset } of a meter and writes its clock there until `stop`. */
export const clockSource = `onmessage = ({ data: { buffer, byteOffset } }) => {
  const words = new Int32Array(buffer, byteOffset, ${WORDS})
  let step = 1e9
  for (let i = 0, last = performance.now(); i < 20;) {
    const now = performance.now()
    if (now > last) { step = Math.min(step, now - last); last = now; i++ }
  }
  Atomics.store(words, ${CLOCK}, performance.now() * 1000)
  Atomics.store(words, ${STEP}, Math.max(1, Math.round(step * 1000)))
  postMessage('ready')
  for (let now, last = performance.now(); Atomics.load(words, ${STOP}) === 0; last = now) {
    now = performance.now()
    Atomics.store(words, ${CLOCK}, now * 1000)
    if (now - last > 0.02 && now - last > step * 2) Atomics.add(words, ${STALLED}, (now - last) * 1000)
  }
  Atomics.store(words, ${STEP}, 0)
  close()
}`
