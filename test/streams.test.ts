// Streams: cut into pieces of any lengths, every processor gives what the function of whole arrays gives.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { attach } from '../dist/processor.js'
import * as signal from '../dist/signal.js'
import { analyser, fir, meter, sections, spectral, type Processor } from '../dist/processors.js'
import { chainFields, processorFields } from '../dist/stream-memory.js'
import { stream } from '../dist/streams.js'
import { readFileSync } from 'node:fs'
import { type Any, hex, named, thrown } from './support.ts'

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => { expect(np.info().memory.used).toBe(0) })

const N = 12000
let seed = 9
const next = (): number => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return seed / 2 ** 31 }
const noise = (n = N): Float32Array => Float32Array.from({ length: n }, next)
const pieces: [string, () => number][] = [1, 7, 64, 128, 480, 4096, 5000].map(n => [String(n), () => n])
pieces.push(['mixed', () => [1, 2, 3, 64, 100, 128, 129, 300, 1025][Math.floor((next() + 1) / 2 * 9)]!])

/** The output of a chain for an input cut into pieces. */
function run(chain: Processor[], input: Float32Array[], size: () => number, between = (_at: number): void => {}): Float32Array[] {
  using s = stream({ channels: input.length, chain })
  const output = input.map(x => new Float32Array(x.length))
  for (let at = 0; at < input[0]!.length;) {
    const end = Math.min(input[0]!.length, at + size())
    s.process(input.map(x => x.subarray(at, end)), output.map(x => x.subarray(at, end)))
    at = end
    between(at)
  }
  return output
}
const bits = (x: ArrayLike<number>): string => Buffer.from(Float32Array.from(x).buffer).toString('hex')
const cascade = (count: number): Any => np.concatenate(Array.from({ length: count }, (_, i) => signal.biquad(i % 2 ? 'peaking' : 'lowshelf', 0.02 + 0.07 * i, { gain: i % 3 ? 6 : -4, Q: 1 + i }))) as Any
const error = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  let worst = 0, largest = 0
  for (let i = 0; i < y.length; i++) { worst = Math.max(worst, Math.abs(x[i]! - y[i]!)); largest = Math.max(largest, Math.abs(y[i]!)) }
  return worst / largest
}

describe.each(pieces)('in pieces of %s', (_, size) => {
  test('sections are sosfilt, to the last bit', () => np.scope(() => {
    for (const [count, channels] of [[1, 1], [3, 2], [8, 2], [9, 3]] as const) {
      const sos = cascade(count), input = Array.from({ length: channels }, () => noise()), output = run([sections(sos)], input, size)
      for (const [c, x] of input.entries()) expect(bits(output[c]!)).toBe(hex(signal.sosfilt(sos, np.array(x)).astype('float32')))
    }
  }))

  test('fir is the convolution, and the same bits in all pieces', () => np.scope(() => {
    for (const taps of [1, 5, 128, 129, 256, 700, 2048]) {
      const h = noise(taps), input = [noise(), noise()], output = run([fir(h)], input, size), whole = run([fir(h)], input, () => N)
      expect(output.map(bits)).toEqual(whole.map(bits))
      // The function for whole arrays cuts them into other blocks, so that its roundings are others.
      for (const [c, x] of input.entries()) expect(error(output[c]!, (signal.oaconvolve(np.array(x), np.array(h)) as Any).slice(`:${N}`).toTypedArray() as Float32Array)).toBeLessThan(2e-6)
    }
  }))

  test('spectra are those of stft, to the last bit', () => np.scope(() => {
    for (const [nperseg, hop, window] of [[1024, 256, 'hann'], [256, 100, 'hamming'], [64, 64, 'boxcar']] as const) {
      const input = [noise(), noise()], seen = analyser({ nperseg, hop, window, depth: 130 }), found: Any[] = []
      const output = run([seen], input, size, () => { for (let z; (z = seen.next()) !== undefined;) found.push(z) })
      expect(output.map(bits)).toEqual(input.map(bits))
      const padded = np.concatenate([np.zeros([2, nperseg - hop], 'float32'), np.stack(input.map(x => np.array(x)))], 1) as Any, [, , whole] = signal.stft(padded, { nperseg, noverlap: nperseg - hop, window, boundary: null, padded: false })
      expect(found.length).toBe(Math.floor(N / hop))
      expect(hex(np.stack(found, 2) as Any)).toBe(hex(whole as Any))
    }
  }))

  test('spectral is istft of the weighted stft, late by a segment, to the last bit', () => np.scope(() => {
    for (const [nperseg, hop, window] of [[1024, 256, 'hann'], [256, 100, 'hamming'], [64, 64, 'boxcar']] as const) {
      const input = [noise(), noise()], gains = np.absolute(np.array(noise(nperseg / 2 + 1))) as Any, output = run([spectral(gains, { nperseg, hop, window })], input, size)
      for (const [c, x] of input.entries()) {
        const padded = np.concatenate([np.zeros(nperseg - hop, 'float32'), np.array(x)]) as Any, options = { nperseg, noverlap: nperseg - hop, window, boundary: null } as const
        const [, , Z] = signal.stft(padded, { ...options, padded: false }), [, y] = signal.istft(np.multiply(Z, gains.reshape([-1, 1])), { ...options, boundary: false }) as [Any, Any]
        // The segments that begin before x and the last ones, which fewer overlap, are at the ends of y.
        const whole = Math.floor(N / hop) * hop, from = nperseg - hop, count = Math.min(whole - nperseg, y.size - from - nperseg)
        expect(bits(output[c]!.subarray(nperseg, nperseg + count))).toBe(hex(np.copy(y.slice(`${from}:${from + count}`)) as Any))
        expect(output[c]!.subarray(0, hop).every(v => v === 0)).toBe(true)
      }
    }
  }))

  test('meters show peak and root mean square of every window', () => np.scope(() => {
    const input = [noise(), noise()], level = meter({ window: 500, depth: 30 }), found: NonNullable<ReturnType<typeof level.next>>[] = []
    run([level], input, size, () => { for (let l; (l = level.next()) !== undefined;) found.push(l) })
    expect(found.map(l => l.window)).toEqual(Array.from({ length: N / 500 }, (_, i) => i))
    for (const [c, x] of input.entries()) {
      const windows = np.array(x).reshape([-1, 500]) as Any
      expect(found.map(l => l.peak[c])).toEqual(np.max(np.absolute(windows), 1).tolist())
      // Squares are added one after the other in float64, and np.mean adds by halves: they differ far beneath float32.
      expect(found.map(l => l.rms[c])).toEqual((np.sqrt(np.mean(np.square(windows.astype('float64')), 1)) as Any).astype('float32').tolist())
    }
  }))

  test('a chain is its processors one after the other', () => np.scope(() => {
    const sos = cascade(5), h = noise(300), input = [noise(), noise()], options = { nperseg: 256, hop: 64 }
    const chained = run([sections(sos), fir(h), spectral(null, options), meter()], input, size)
    expect(chained.map(bits)).toEqual(run([spectral(null, options)], run([fir(h)], run([sections(sos)], input, () => N), () => N), () => N).map(bits))
  }))
})

describe('changes', () => {
  const ones = (): Float32Array[] => [new Float32Array(N).fill(1)]
  const gain = (g: number): number[][] => [[g, 0, 0, 1, 0, 0]]
  test.each([['sections', (): [Processor, () => void, () => void] => { const p = sections(gain(1)); return [p, () => p.set(gain(3)), () => p.set(null)] }], ['fir', (): [Processor, () => void, () => void] => { const p = fir([1], { most: 500 }); return [p, () => p.set(Float32Array.of(...Array(300).fill(0.01))), () => p.set(null)] }]])('of %s fade in and out without a jump', (_, make) => {
    const [p, change, off] = make(), [y] = run([p], ones(), () => 100, at => { if (at === 3000) change(); if (at === 6000) off() }) as [Float32Array]
    expect([y[2999], Math.abs(y[5999]! - 3) < 1e-5, y[N - 1]]).toEqual([1, true, 1])
    for (let i = 1; i < N; i++) expect(Math.abs(y[i]! - y[i - 1]!)).toBeLessThan(0.02)
  })
  test('of a fir filter that are made while it fades come after', () => {
    const long = Float32Array.from({ length: 400 }, (_, i) => (i === 399 ? 2 : 0)), p = fir([1], { most: 400 })
    const [y] = run([p], ones(), () => 64, at => { if (at === 6400) { p.set([5]); p.set(long) } if (at === 6464) p.set([4]) }) as [Float32Array]
    expect([y[6399], y[N - 1]]).toEqual([1, 4])
    expect(Math.max(...y)).toBeLessThanOrEqual(4)
  })
  test('of gains come with the next segments', () => np.scope(() => {
    const p = spectral(null, { nperseg: 64, hop: 16 }), [y] = run([p], ones(), () => 50, at => { if (at === 5000) p.set(np.full([33], 0.25)) }) as [Float32Array]
    expect(y[4999]!).toBeCloseTo(1, 5)
    expect(y[N - 1]!).toBeCloseTo(0.25, 5)
    for (let i = 100; i < N; i++) expect(Math.abs(y[i]! - y[i - 1]!)).toBeLessThan(0.06)
  }))
})

test('on silence filters come to rest at exactly 0, and never give denormal samples', () => np.scope(() => {
  const x = new Float32Array(400000)
  x[0] = 1
  for (const f of [1e-4, 1e-3, 1e-2, 0.1]) {
    const [y] = run([sections(np.concatenate([signal.biquad('lowpass', f), signal.biquad('highpass', f)]))], [x], () => 128) as [Float32Array]
    expect(y.findIndex(v => v !== 0 && Math.abs(v) < 2 ** -126)).toBe(-1)
    expect(y[y.length - 1]).toBe(f < 1e-3 ? y[y.length - 1] : 0)
  }
}))

describe('on another thread', () => {
  const make = (): { chain: Processor[]; level: ReturnType<typeof meter>; seen: ReturnType<typeof analyser>; eq: ReturnType<typeof sections> } => {
    const level = meter(), seen = analyser({ nperseg: 256 }), eq = np.scope(() => sections(cascade(4)))
    return { chain: [eq, fir(noise(400)), spectral(null, { nperseg: 256 }), seen, level], level, seen, eq }
  }
  test.each([true, false])('memory shared: %s', shared => {
    const input = [noise(), noise()], here = make(), far = make(), expected: number[][] = [], got: number[][] = []
    seed = 5
    const again = fir(noise(400))
    here.chain[1] = again
    seed = 5
    far.chain[1] = fir(noise(400))
    using s = stream({ chain: here.chain })
    using t = stream({ chain: far.chain })
    const handle = structuredClone({ ...t.handle(shared), module: undefined, memory: undefined }), runner = attach({ ...handle, module: t.handle(shared).module, memory: t.handle(shared).memory } as never)
    t.onChange((address, bytes) => runner.receive(address, bytes))
    for (let at = 0; at < N; at += 128) {
      const piece = input.map(x => x.subarray(at, at + 128)), y = piece.map(x => new Float32Array(x.length)), z = piece.map(x => new Float32Array(x.length))
      if (at === 5120) for (const p of [here, far]) p.eq.set(null)
      s.process(piece, y)
      runner.process(piece, z)
      if (!shared) t.receive(runner.results())
      expect(z.map(bits)).toEqual(y.map(bits))
      for (const [p, list] of [[here, expected], [far, got]] as const) { const l = p.level.read(); if (l) list.push([l.window, ...l.peak, ...l.rms]) }
    }
    expect(got).toEqual(expected)
    np.scope(() => { expect(hex(far.seen.read() as Any)).toBe(hex(here.seen.read() as Any)) })
    expect(far.seen.frame).toBe(Math.floor(N / 64) - 1)
  })
})

test('the records are written as they are read', () => {
  const source = readFileSync(new URL('../assembly/streams.ts', import.meta.url), 'utf8')
  for (const [name, fields] of [['Chain', chainFields], ['Processor', processorFields]] as const) {
    const body = new RegExp(`class ${name} \\{\n([^}]*)\\}`).exec(source)![1]!
    expect([...body.matchAll(/^ {2}(\w+): (?:i32|usize);/gm)].map(m => m[1])).toEqual(fields)
  }
})

describe('bad input', () => {
  test.each<[string, () => unknown]>([
    ['no list', () => stream({ chain: 5 as never })], ['no processor', () => stream({ chain: [{} as never] })], ['no channels', () => stream({ channels: 0, chain: [] })], ['nothing', () => stream(undefined as never)],
    ['sections of 5', () => sections([[1, 2, 3, 1, 5]])], ['more sections', () => sections([1, 0, 0, 1, 0, 0]).set(Array(5).fill([1, 0, 0, 1, 0, 0]))], ['fewer than most', () => fir([1, 2, 3], { most: 2 })], ['a fade of 0', () => fir([1], { fade: 0 })], ['more taps', () => fir([1]).set(new Float32Array(500))], ['taps of rank 2', () => fir([[1, 2]])],
    ['complex taps', () => fir([{ re: 1, im: 1 }])], ['a hop past the segment', () => analyser({ nperseg: 64, hop: 65 })], ['a window', () => analyser({ window: 'x' as never })], ['gaps', () => spectral(null, { nperseg: 64, hop: 64, window: 'hann' })], ['gains', () => spectral([1, 2], { nperseg: 64 })], ['a depth', () => meter({ depth: 1 })],
    ['a long transform', () => stream({ chain: [analyser({ nperseg: 65536 })] })], ['taken twice', () => { const p = meter(); return stream({ chain: [p, p] }) }],
  ])('%s', (_, f) => { expect(named(thrown(() => np.scope(f)))).toBe(true); expect(np.info().memory.used).toBe(0) })
  test('after dispose', () => {
    const p = meter(), s = stream({ chain: [p] })
    s.dispose()
    s.dispose()
    expect(thrown(() => s.process([], [])).name).toBe('DisposedError')
    expect(p.read()).toBe(undefined)
    stream({ chain: [p] }).dispose()
    expect(np.info().memory.used).toBe(0)
  })
})
