// Streams: chains of processors that take samples piece by piece, on this thread or on another one (processor.ts). The work is assembly/streams.ts's.

import { DeadlineMeter } from './deadline.js'
import { DisposedError, shown, ValueError } from './errors.js'
import { kernel } from './execute.js'
import { AttachedStream, type Channels, type StreamHandle } from './processor.js'
import { Analyser, Fir, Meter, requireCount, Sections, Spectral, type Processor } from './processors.js'
import { memoryViews, runtime } from './runtime.js'
import { chainFields, Space } from './stream-memory.js'

// Samples that the kernel is given at once, and those that it runs on before another thread does.
const CAPACITY = 4096, WARM = 16384
// Streams whose memory other threads may use, which the collector cannot know.
const elsewhere = new Set<Stream>()

/** Options of `stream`. */
export interface StreamOptions {
  /** Channels, all of which every processor works on; default 2. */
  channels?: number
  /** The processors, in order. */
  chain: readonly Processor[]
}

/** A chain of processors. Made by `stream`, not by `new`. */
export class Stream {
  readonly channels: number
  readonly chain: readonly Processor[]
  /** Samples by which the output is late. */
  readonly latency: number
  /** How long the pieces take, as measured by the audio thread. */
  readonly deadlines: DeadlineMeter
  readonly #space = new Space()
  readonly #address: number
  readonly #here: AttachedStream
  #open = true

  /** @internal */
  constructor({ channels = 2, chain }: StreamOptions) {
    const op = 'stream', space = this.#space
    requireCount(op, 'channels', channels, 1, 1024)
    if (!Array.isArray(chain) || chain.some(p => !(p instanceof Sections || p instanceof Fir || p instanceof Spectral || p instanceof Analyser || p instanceof Meter))) throw new ValueError(`${op}: chain must be a list of processors: sections(), fir(), spectral(), analyser(), meter()`)
    this.channels = channels
    this.chain = Object.freeze(chain.slice())
    this.latency = chain.reduce((sum, p) => sum + p.latency, 0)
    const placed: Processor[] = []
    try {
      const times = space.take(DeadlineMeter.bytes)
      this.deadlines = new DeadlineMeter(runtime().memory.buffer, times)
      const records = this.chain.map(p => {
        p.place.take(op)
        placed.push(p)
        return p.bind(space, channels)
      })
      const pitch = CAPACITY * 4, samples = space.take(channels * pitch + 64)
      this.#address = space.record(chainFields, {}, records)
      memoryViews().int32.set([channels, records.length, samples, pitch], this.#address >> 2)
    } catch (error) {
      for (const p of placed) release(p)
      space.free()
      throw error
    }
    this.#here = new AttachedStream(kernel(runtime().kernels, 'stream').call, runtime().memory.buffer, this.#address)
  }
  #require(): void {
    if (!this.#open) throw new DisposedError('stream: this stream was disposed; make another')
    if (runtime().heap !== this.#space.heap) throw new DisposedError('stream: this stream belongs to a runtime that was closed; make it anew after init()')
  }

  /** Takes as many samples of every channel as there are and gives as many to the output, which may be the input: on this thread, if no other one runs the stream. */
  process(input: Channels, output: Channels): void {
    this.#require()
    this.#here.process(input, output)
  }

  // Engines compile functions at their first calls, which takes longer than a quantum lasts, and threads share what is compiled: so the kernels run here on
  // silence, and everything is put back.
  #compile(): void {
    const { blocks } = this.#space, saved = blocks.map(b => memoryViews().uint8.slice(b.address, b.address + b.size)), silence = [new Float32Array(WARM)]
    for (let i = 0; i < 2; i++) this.#here.process([], silence)
    saved.forEach((bytes, i) => memoryViews().uint8.set(bytes, blocks[i]!.address))
  }

  /** What another thread needs to run the stream from here on, with the memory shared or not; then the stream lives until dispose(). */
  handle(shared: boolean): StreamHandle {
    this.#require()
    this.#compile()
    const { module, memory, kernels } = runtime(), deadlines = this.deadlines.byteOffset, scratch = (kernel(kernels, 'scratchSize').call as unknown as () => number)()
    const results = [...this.chain.flatMap(p => p.outcomes?.places ?? []), [deadlines, DeadlineMeter.bytes] as const]
    elsewhere.add(this)
    if (shared) return { module, memory, image: [], pages: 0, scratch: this.#space.take(scratch), chain: this.#address, deadlines, results: [] }
    const blocks = [...this.#space.blocks, ...this.#space.plans.flatMap(p => p.blocks)], end = Math.max(...blocks.map(b => b.address + b.size)), { uint8 } = memoryViews()
    return { module, memory: undefined, image: blocks.map(b => [b.address, uint8.slice(b.address, b.address + b.size)]), pages: Math.ceil((end + scratch) / 65536), scratch: end, chain: this.#address, deadlines, results }
  }
  /** Calls a function with what changed in the memory, for a thread that does not share it. */
  onChange(f: (address: number, bytes: Uint8Array) => void): void {
    for (const p of this.chain) if (p.numbers) p.numbers.changed = (address, bytes) => f(address, memoryViews().uint8.slice(address, address + bytes))
  }
  /** Takes over results of a thread that does not share the memory. */
  receive(results: readonly (readonly [address: number, bytes: Uint8Array])[]): void {
    if (this.#open) for (const [address, bytes] of results) memoryViews().uint8.set(bytes, address)
  }

  /** Gives the memory back, once no other thread runs the stream. May be called again. */
  dispose(): void {
    if (!this.#open) return
    this.#open = false
    elsewhere.delete(this)
    for (const p of this.chain) release(p)
    this.#space.free()
  }
  /** For `using`: the same as dispose(). */
  [Symbol.dispose](): void { this.dispose() }
}
function release(p: Processor): void {
  p.numbers?.close()
  p.outcomes?.close()
  p.place.free()
}

/** A stream of so many channels through a chain of processors: piece after piece of any length, with the results of the whole at once. */
export function stream(options: StreamOptions): Stream {
  if (options === null || typeof options !== 'object') throw new ValueError(`stream: give { channels, chain }, not ${shown(options)}`)
  return new Stream(options)
}
