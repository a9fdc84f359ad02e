// The node and the audio thread's script, with a Web Audio API of a few lines: its global scope has no more than an AudioWorkletGlobalScope.
// test/browsers/worklet.mjs does the same in a browser.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import * as np from '../dist/index.js'
import { biquad } from '../dist/signal.js'
import { analyser, createNode, meter, Ring, sections, spectral, stream } from '../dist/worklet.js'
import { type Any, hex } from './support.ts'

beforeAll(() => np.init({ threads: 1 }))
afterAll(() => { expect(np.info().memory.used).toBe(0) })
const bundle = readFileSync(new URL('../dist/worklet-bundle.js', import.meta.url), 'utf8')

interface Port { onmessage: ((event: { data: unknown }) => void) | null; postMessage(data: unknown): void }
interface Processor { port: Port; process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean }
// Two ports that call each other; what the page's memory cannot be sent without isolation shows as a copy that lacks it.
const channel = (): [Port, Port] => {
  const ports: Port[] = [0, 1].map(i => ({ onmessage: null, postMessage: data => ports[1 - i]!.onmessage?.({ data: structuredClone(data) }) }))
  return ports as [Port, Port]
}
let processor: Processor
let port: Port
class FakeNode {
  readonly port: Port
  constructor(context: { scope: vm.Context }, name: string, options: { processorOptions: unknown }) {
    [this.port, port] = channel()
    processor = new (context.scope['processors'] as Record<string, new (options: unknown) => Processor>)[name]!(options)
  }
  disconnect(): void {}
}
const fakeContext = (): BaseAudioContext => {
  const processors: Record<string, unknown> = {}, scope = vm.createContext({ sampleRate: 48000, processors, registerProcessor: (name: string, type: unknown) => { processors[name] = type }, AudioWorkletProcessor: class { port = port } })
  return { scope, state: 'running', audioWorklet: { addModule: async (url: string) => { vm.runInContext(await (await fetch(url)).text(), scope) } } } as never
}
const browser = (isolated: boolean): void => { Object.assign(globalThis, { AudioWorkletNode: FakeNode, crossOriginIsolated: isolated }) }

let seed = 3
const noise = (n: number): Float32Array => Float32Array.from({ length: n }, () => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return seed / 2 ** 31 })
const bits = (x: Float32Array): string => Buffer.from(x.slice().buffer).toString('hex')
const chain = () => np.scope(() => [sections(biquad('peaking', 0.1, { gain: 6 })), spectral(null, { nperseg: 256 }), analyser({ nperseg: 256 }), meter({ window: 256 })] as const)

describe.each([true, false])('cross-origin isolated: %s', isolated => {
  test('the node gives what the stream gives, takes changes and lets go', async () => {
    browser(isolated)
    const here = chain(), far = chain(), local = stream({ chain: here }), node = await createNode(fakeContext(), { chain: far, ...(isolated ? {} : { clock: 'date' }) })
    expect([node.shared, processor.process([[]], [[new Float32Array(128), new Float32Array(128)]])]).toEqual([isolated, true])
    local.process([], [new Float32Array(128), new Float32Array(128)])
    for (let i = 0; i < 159; i++) {
      if (i === 40) for (const c of [here, far]) c[0].set(null)
      const input = [noise(128), noise(128)], [y, z] = [0, 1].map(() => [new Float32Array(128), new Float32Array(128)]) as [Float32Array[], Float32Array[]]
      local.process(input, y)
      processor.process([input], [z])
      expect(z.map(bits)).toEqual(y.map(bits))
    }
    // Without shared memory results come every eight quanta.
    const [a, b] = [here[2].read()!, far[2].read()!]
    expect([far[3].read(), hex(b)]).toEqual([here[3].read(), hex(a)])
    expect(node.stream.deadlines.read().count).toBe(isolated ? 0 : 160)
    for (const x of [a, b] as Any[]) x.dispose()
    await node.dispose()
    await node.dispose()
    expect(processor.process([[]], [[new Float32Array(128), new Float32Array(128)]])).toBe(false)
    local.dispose()
    expect(np.info().memory.used).toBe(0)
  })
})

test('rings are its input and take its output', async () => {
  browser(true)
  const source = new Ring(1, 256), sink = new Ring(1, 256), node = await createNode(fakeContext(), { channels: 1, chain: [], source, sink }), x = noise(128), y = [new Float32Array(128)]
  source.write([x])
  processor.process([], [[new Float32Array(128)]])
  expect([sink.read(y), bits(y[0]!)]).toEqual([128, bits(x)])
  processor.process([], [[new Float32Array(128)]])
  expect([sink.available, source.underruns]).toEqual([128, 128])
  await node.dispose()
})

test('the script may come from a URL', async () => {
  browser(true)
  await (await createNode(fakeContext(), { chain: [], script: `data:text/javascript,${encodeURIComponent(bundle)}` })).dispose()
})

test('the script is one small file without imports', () => {
  expect(bundle).not.toMatch(/\bimport\b|\bfetch\b|\batob\b|setTimeout|TextDecoder|\bURL\b/)
  expect(bundle.length).toBeLessThan(6000)
})

describe('bad input', () => {
  const refused = (f: () => Promise<unknown>): Promise<unknown> => f().then(() => 'nothing', (error: Error) => `${error.name}: ${error.message}`)
  test.each<[string, boolean, object | undefined, RegExp]>([
    ['no options', true, undefined, /^ValueError: createNode/], ['no ring', true, { chain: [], sink: [] }, /^ValueError: createNode: sink/], ['a clock', true, { chain: [], clock: true }, /^ValueError: createNode: clock/], ['no chain', true, {}, /^ValueError: stream: chain/],
    ['a ring without shared memory', false, { chain: [], sink: new Ring(1, 2) }, /^UnsupportedError: createNode: .*Cross-Origin-Opener-Policy/], ['a clock without shared memory', false, { chain: [], clock: 'worker' }, /^UnsupportedError: createNode/],
  ])('%s', async (_, isolated, options, message) => {
    browser(isolated)
    expect(await refused(() => createNode(fakeContext(), options as never))).toMatch(message)
    expect(np.info().memory.used).toBe(0)
  })
  test('a script that is refused says the remedy, and may be given again', async () => {
    browser(true)
    const context = fakeContext(), { addModule } = context.audioWorklet
    context.audioWorklet.addModule = () => Promise.reject(new Error('refused'))
    expect(await refused(() => createNode(context, { chain: [] }))).toMatch(/^UnsupportedError: createNode: .*script-src/)
    context.audioWorklet.addModule = addModule
    await (await createNode(context, { chain: [] })).dispose()
  })
  test('no AudioWorklet', async () => {
    Object.assign(globalThis, { AudioWorkletNode: undefined })
    expect(await refused(() => createNode(fakeContext(), { chain: [] }))).toMatch(/^UnsupportedError: createNode: there is no AudioWorklet/)
  })
})
