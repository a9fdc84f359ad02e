// What runs in an AudioWorkletGlobalScope: build/build.mjs bundles it into one file without imports (dist/worklet-bundle.js), and into text.

import { DeadlineMeter } from './deadline.js'
import { attach, type StreamHandle } from './processor.js'
import { Ring } from './ring.js'

// TypeScript's library has no AudioWorkletGlobalScope.
declare const sampleRate: number
declare class AudioWorkletProcessor { readonly port: MessagePort }
declare function registerProcessor(name: string, processor: new (options: { processorOptions: WorkletOptions }) => AudioWorkletProcessor): void

/** A ring as it is sent. */
export interface RingHandle { readonly channels: number; readonly capacity: number; readonly buffer: ArrayBufferLike; readonly byteOffset: number }
/** What the page sends a new processor. */
export interface WorkletOptions { readonly handle: StreamHandle; readonly timed: boolean; readonly source: RingHandle | undefined; readonly sink: RingHandle | undefined }

// Without shared memory the page gets results every so many quanta, 47 times a second at 48 kHz.
const POST_EVERY = 8

const ringOf = (ring: RingHandle | undefined): Ring | undefined => ring && new Ring(ring.channels, ring.capacity, ring.buffer, ring.byteOffset)

registerProcessor('lanewise-stream', class extends AudioWorkletProcessor {
  readonly #shared: boolean
  readonly #timed: boolean
  readonly #stream
  readonly #deadlines: DeadlineMeter
  readonly #source: Ring | undefined
  readonly #sink: Ring | undefined
  #quanta = 0
  #running = true

  constructor({ processorOptions: { handle, timed, source, sink } }: { processorOptions: WorkletOptions }) {
    super()
    this.#shared = handle.memory !== undefined
    this.#timed = timed
    this.#stream = attach(handle)
    this.#deadlines = new DeadlineMeter(this.#stream.buffer, handle.deadlines)
    this.#source = ringOf(source)
    this.#sink = ringOf(sink)
    this.port.onmessage = ({ data }: MessageEvent<[address: number, bytes: Uint8Array] | 'stop'>) => {
      if (data !== 'stop') { this.#stream.receive(...data); return }
      // From now on this thread does not touch the memory.
      this.#running = false
      this.port.postMessage('stopped')
    }
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    if (!this.#running) return false
    const output = outputs[0]!
    if (this.#timed) this.#deadlines.begin()
    if (this.#source) this.#source.read(output)
    this.#stream.process(this.#source ? output : inputs[0]!, output)
    if (this.#sink) this.#sink.write(output)
    if (this.#timed) this.#deadlines.end(Math.floor(output[0]!.length * 1e6 / sampleRate))
    if (!this.#shared && ++this.#quanta % POST_EVERY === 0) this.port.postMessage(this.#stream.results())
    return true
  }
})
