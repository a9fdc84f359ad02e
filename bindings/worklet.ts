// What `lanewise/worklet` exports: streams, and nodes of the Web Audio API that run them on the audio thread.

import { clockSource } from './deadline.js'
import { shown, UnsupportedError, ValueError } from './errors.js'
import { Ring } from './ring.js'
import { Stream, stream, type StreamOptions } from './streams.js'
import type { WorkletOptions } from './worklet-script.js'
import { workletSource } from './worklet-source.js'

export { analyser, fir, meter, sections, spectral, type Analyser, type ChangeOptions, type Fir, type Level, type Meter, type Processor, type Sections, type SegmentOptions, type Spectral } from './processors.js'
export { stream, type Stream, type StreamOptions } from './streams.js'
export { DeadlineMeter, type Deadlines } from './deadline.js'
export { Ring } from './ring.js'
export type { AttachedStream, Channels, StreamHandle } from './processor.js'

/** Options of `createNode`. */
export interface NodeOptions extends StreamOptions {
  /** Frames from here are the input, in place of the node's. The page must be cross-origin isolated. */
  source?: Ring
  /** What the node gives is written here too. The page must be cross-origin isolated. */
  sink?: Ring
  /** Where the audio thread's script is, for pages whose Content-Security-Policy has no `blob:` in script-src: a copy of `lanewise/worklet-bundle.js`. */
  script?: string | URL
  /**
   * Measures how long quanta take, for `stream.deadlines`. 'worker': to microseconds, by a worker's clock, which takes a whole core; the
   * page must be cross-origin isolated. 'date': by Date.now(), to a millisecond, which leaves 24 bytes a quantum to the collector.
   */
  clock?: 'worker' | 'date'
}
/** What a node has besides. */
export interface StreamNode {
  /** The stream that the node runs. */
  readonly stream: Stream
  /** Whether the audio thread shares the page's memory, or has a copy and messages go to and fro. */
  readonly shared: boolean
  /** Disconnects the node and gives its memory back, as soon as the audio thread has let go of it. */
  dispose(): Promise<void>
}

const loaded = new WeakMap<BaseAudioContext, Promise<void>>()

function load(context: BaseAudioContext, script: string | URL | undefined): Promise<void> {
  const known = loaded.get(context)
  if (known) return known
  const url = script === undefined ? URL.createObjectURL(new Blob([workletSource], { type: 'text/javascript' })) : String(script)
  const loading = context.audioWorklet.addModule(url).then(() => {}, (cause: unknown) => {
    loaded.delete(context)
    throw new UnsupportedError(`createNode: the audio thread's script ${script === undefined ? 'from a blob was refused; a strict Content-Security-Policy needs blob: in script-src, or the option script' : `at ${url} could not be loaded`}: ${String(cause)}`, { cause })
  }).finally(() => { if (script === undefined) URL.revokeObjectURL(url) })
  loaded.set(context, loading)
  return loading
}

async function startClock(target: { buffer: ArrayBufferLike; byteOffset: number }): Promise<Worker> {
  const url = URL.createObjectURL(new Blob([clockSource], { type: 'text/javascript' })), worker = new Worker(url, { name: 'lanewise clock' })
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve
    worker.onerror = () => reject(new UnsupportedError('createNode: the clock could not start; a strict Content-Security-Policy needs worker-src blob:'))
    worker.postMessage({ buffer: target.buffer, byteOffset: target.byteOffset })
  }).finally(() => URL.revokeObjectURL(url))
  return worker
}

/**
 * A node of the Web Audio API that takes its input through a chain of processors on the audio thread, by the same kernels as everything
 * else and with the same results. On a page that is cross-origin isolated in the same memory, else in a copy, of which meters and spectra
 * come as messages.
 */
export async function createNode(context: BaseAudioContext, options: NodeOptions): Promise<AudioWorkletNode & StreamNode> {
  const op = 'createNode'
  if (typeof AudioWorkletNode !== 'function' || !(context as BaseAudioContext | null)?.audioWorklet) throw new UnsupportedError(`${op}: there is no AudioWorklet here; browsers have it on pages from https: or localhost. Elsewhere a stream runs by process()`)
  if (options === null || typeof options !== 'object') throw new ValueError(`${op}: give { channels, chain }, not ${shown(options)}`)
  const shared = globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function', { source, sink, script, clock } = options
  for (const [name, ring] of Object.entries({ source, sink })) {
    if (ring === undefined) continue
    if (!(ring instanceof Ring)) throw new ValueError(`${op}: ${name} must be a Ring, not ${shown(ring)}`)
  }
  if (clock !== undefined && clock !== 'worker' && clock !== 'date') throw new ValueError(`${op}: clock must be 'worker' or 'date', not ${shown(clock)}`)
  if (!shared && (source || sink || clock === 'worker')) throw new UnsupportedError(`${op}: source, sink and the clock of a worker need memory that threads share, which this page has not: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp`)
  await load(context, script)
  const own = stream(options), { channels } = own, ringOf = (ring: Ring | undefined): WorkletOptions['source'] => ring && { channels: ring.channels, capacity: ring.capacity, buffer: ring.buffer, byteOffset: ring.byteOffset }
  let clockWorker: Worker | undefined
  try {
    if (clock === 'worker') clockWorker = await startClock(own.deadlines)
    const processorOptions: WorkletOptions = { handle: own.handle(shared), timed: clock !== undefined, source: ringOf(source), sink: ringOf(sink) }
    const node = new AudioWorkletNode(context, 'lanewise-stream', { numberOfInputs: source ? 0 : 1, numberOfOutputs: 1, outputChannelCount: [channels], channelCount: channels, channelCountMode: 'explicit', processorOptions })
    let stopped = (): void => {}
    node.port.onmessage = ({ data }: MessageEvent<'stopped' | [address: number, bytes: Uint8Array][]>) => { if (data === 'stopped') stopped(); else own.receive(data) }
    if (!shared) own.onChange((address, bytes) => node.port.postMessage([address, bytes]))
    let ending: Promise<void> | undefined
    const dispose = (): Promise<void> => ending ??= (async () => {
      node.disconnect()
      own.deadlines.stop()
      if (context.state !== 'closed') await new Promise<void>(resolve => { stopped = resolve; node.port.postMessage('stop') })
      clockWorker?.terminate()
      own.dispose()
    })()
    return Object.assign(node, { stream: own, shared, dispose })
  } catch (error) {
    clockWorker?.terminate()
    own.dispose()
    throw error
  }
}
