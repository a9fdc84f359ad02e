// A stream on the thread that runs it: what an AudioWorklet needs of Lanewise. No imports, and nothing that an AudioWorkletGlobalScope
// does not have. process() allocates nothing and waits for nobody.

/** A stream to be sent to another thread (by postMessage, or in an AudioWorkletNode's processorOptions). Made by `Stream.handle`. */
export interface StreamHandle {
  readonly module: WebAssembly.Module
  /** The shared memory; without it the thread makes one of its own, with the image in it. */
  readonly memory: WebAssembly.Memory | undefined
  readonly image: readonly (readonly [address: number, bytes: Uint8Array])[]
  /** Pages that the image and the scratch need. */
  readonly pages: number
  readonly scratch: number
  readonly chain: number
  /** Where the times of the pieces are kept. */
  readonly deadlines: number
  /** Where results appear. */
  readonly results: readonly (readonly [address: number, bytes: number])[]
}

/** Float32 samples, channel after channel. */
export type Channels = readonly Float32Array[]

// The fields of a chain, as assembly/streams.ts has them.
const CHANNELS = 0, SAMPLES = 2, PITCH = 3

/** A stream that runs on this thread, and meanwhile nowhere else. */
export class AttachedStream {
  readonly channels: number
  readonly buffer: ArrayBufferLike
  readonly #kernel: (chain: number, begin: number, end: number) => void
  readonly #chain: number
  readonly #samples: readonly Float32Array[]
  readonly #capacity: number
  readonly #bytes: Uint8Array
  readonly #results: StreamHandle['results']

  /** @internal */
  constructor(kernel: (chain: number, begin: number, end: number) => void, buffer: ArrayBufferLike, chain: number, results: StreamHandle['results'] = []) {
    const words = new Int32Array(buffer, chain, 4), [pitch, address] = [words[PITCH]!, words[SAMPLES]!]
    this.#kernel = kernel
    this.#chain = chain
    this.buffer = buffer
    this.#bytes = new Uint8Array(buffer)
    this.#results = results
    this.channels = words[CHANNELS]!
    this.#capacity = pitch / 4
    this.#samples = Array.from({ length: this.channels }, (_, c) => new Float32Array(buffer, address + c * pitch, pitch / 4))
  }

  /** Takes the samples of all channels of an input and gives as many to the output, which may be the input. Channels that the input does not have are silent. */
  process(input: Channels, output: Channels): void {
    const first = output[0] ?? input[0], frames = first === undefined ? 0 : first.length
    for (let at = 0; at < frames; at += this.#capacity) {
      const n = Math.min(this.#capacity, frames - at)
      for (let c = 0; c < this.channels; c++) {
        const to = this.#samples[c]!, from = input[c]
        if (from === undefined) to.fill(0, 0, n)
        else for (let i = 0; i < n; i++) to[i] = from[at + i]!
      }
      this.#kernel(this.#chain, 0, n)
      for (let c = 0; c < this.channels && c < output.length; c++) {
        const from = this.#samples[c]!, to = output[c]!
        for (let i = 0; i < n; i++) to[at + i] = from[i]!
      }
    }
  }

  /** Without shared memory: copies of the results, to be posted to the page. */
  results(): [address: number, bytes: Uint8Array][] { return this.#results.map(([address, bytes]) => [address, this.#bytes.slice(address, address + bytes)]) }
  /** Without shared memory: what the page posted. */
  receive(address: number, bytes: Uint8Array): void { this.#bytes.set(bytes, address) }
}

/** Makes a stream run on this thread, for instance in the constructor of an AudioWorkletProcessor. */
export function attach(handle: StreamHandle): AttachedStream {
  const memory = handle.memory ?? new WebAssembly.Memory({ initial: handle.pages, maximum: 65536, shared: true })
  // Before the image, as every instance writes the kernels' tables anew.
  const { exports } = new WebAssembly.Instance(handle.module, { env: { memory } }), bytes = new Uint8Array(memory.buffer)
  for (const [address, data] of handle.image) bytes.set(data, address)
  ;(exports['attach'] as (scratch: number) => void)(handle.scratch)
  return new AttachedStream(exports['stream'] as never, memory.buffer, handle.chain, handle.memory === undefined ? handle.results : [])
}
