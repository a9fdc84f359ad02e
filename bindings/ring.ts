// A ring of samples between two threads: one writes, one reads, and neither waits. No imports, so that page, worker and worklet can have it.

// Words of 32 bits: how many frames were written, and how many more there was no room for; on a cache line of their own how many were read, and how many more were asked for.
const WRITTEN = 0, OVERRUN = 1, READ = 16, UNDERRUN = 17, HEADER = 128

/** A single-producer single-consumer ring of float32 frames over shared memory. Each side makes one over the same buffer. */
export class Ring {
  readonly channels: number
  /** Frames there is room for: a power of two. */
  readonly capacity: number
  readonly buffer: ArrayBufferLike
  readonly byteOffset: number
  readonly #words: Int32Array
  readonly #samples: readonly Float32Array[]

  /** A ring over a buffer from a byte (divisible by 4) on, which must be zeros at first, or over a new one. */
  constructor(channels: number, capacity: number, buffer?: ArrayBufferLike, byteOffset = 0) {
    if (!(Number.isInteger(channels) && channels > 0)) throw new RangeError(`Ring: ${channels} is not a number of channels`)
    if (!(Number.isInteger(capacity) && capacity > 0 && capacity <= 2 ** 30 && Number.isInteger(Math.log2(capacity)))) throw new RangeError(`Ring: the capacity must be a power of two up to 2^30, not ${capacity}`)
    this.channels = channels
    this.capacity = capacity
    this.buffer = buffer ?? new (globalThis.SharedArrayBuffer ?? ArrayBuffer)(Ring.bytes(channels, capacity))
    this.byteOffset = byteOffset
    this.#words = new Int32Array(this.buffer, byteOffset, HEADER / 4)
    this.#samples = Array.from({ length: channels }, (_, c) => new Float32Array(this.buffer, byteOffset + HEADER + c * capacity * 4, capacity))
  }

  /** Bytes of such a ring. */
  static bytes(channels: number, capacity: number): number { return HEADER + channels * capacity * 4 }

  /** Frames that can be read now, or some more. */
  get available(): number { return (Atomics.load(this.#words, WRITTEN) - Atomics.load(this.#words, READ)) | 0 }
  /** Frames that can be written now, or some more. */
  get room(): number { return this.capacity - this.available }
  /** Frames that were lost, as there was no room. */
  get overruns(): number { return Atomics.load(this.#words, OVERRUN) >>> 0 }
  /** Frames that were asked for and not there. */
  get underruns(): number { return Atomics.load(this.#words, UNDERRUN) >>> 0 }

  /** The writer's: so many frames of all channels, by default all; gives how many there was room for. What a list of fewer channels lacks is silent. */
  write(from: readonly Float32Array[], frames = from.length > 0 ? from[0]!.length : 0): number {
    const words = this.#words, written = Atomics.load(words, WRITTEN), n = Math.min(frames, this.capacity - ((written - Atomics.load(words, READ)) | 0)), mask = this.capacity - 1
    for (let c = 0; c < this.channels; c++) {
      const to = this.#samples[c]!, source = from[c]
      for (let i = 0; i < n; i++) to[(written + i) & mask] = source === undefined ? 0 : source[i]!
    }
    Atomics.store(words, WRITTEN, (written + n) | 0)
    if (n < frames) Atomics.store(words, OVERRUN, (words[OVERRUN]! + frames - n) | 0)
    return n
  }

  /** The reader's: so many frames of all channels, by default as many as the list holds; gives how many there were. The others become silence. */
  read(to: readonly Float32Array[], frames = to.length > 0 ? to[0]!.length : 0): number {
    const words = this.#words, read = Atomics.load(words, READ), n = Math.min(frames, (Atomics.load(words, WRITTEN) - read) | 0), mask = this.capacity - 1
    for (let c = 0; c < to.length; c++) {
      const from = this.#samples[c], target = to[c]!
      for (let i = 0; i < n; i++) target[i] = from === undefined ? 0 : from[(read + i) & mask]!
      target.fill(0, n, frames)
    }
    Atomics.store(words, READ, (read + n) | 0)
    if (n < frames) Atomics.store(words, UNDERRUN, (words[UNDERRUN]! + frames - n) | 0)
    return n
  }
}
