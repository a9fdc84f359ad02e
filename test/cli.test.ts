// The command line: recordings in, the analysis, and everything that comes out.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { envelopeOf, steps } from '../dist/cli/analysis.js'
import { DTypeError, FormatError, UnsupportedError, ValueError } from '../dist/errors.js'
import { decodeRecording, readRecording, tile } from '../dist/cli/recording.js'
import { readProfile } from '../dist/profile/read.js'
import type { Profile } from '../dist/profile/schema.js'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const bytesOf = (relative: string): Uint8Array => new Uint8Array(readFileSync(path(relative)))
const jsonOf = (relative: string) => JSON.parse(readFileSync(path(relative), 'utf8'))
const main = path('../dist/cli/main.js')
const bell = path('../examples/bell.wav')
const formats: Record<string, { sampleRate: number; channels: number[][] }> = jsonOf('./fixtures/wav/expected.json')

interface Outcome { code: number; stdout: string; stderr: string }
function lanewise(...args: string[]): Promise<Outcome> {
  return new Promise(resolve => {
    execFile(process.execPath, [main, ...args], { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanewise-'))
  await np.init()
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('recordings', () => {
  test.each(Object.keys(formats))('WAV %s is read as SciPy reads it', name => {
    const { channels, sampleRate } = decodeRecording(bytesOf(`./fixtures/wav/${name}.wav`))
    expect(sampleRate).toBe(formats[name]!.sampleRate)
    expect(channels.map(channel => Array.from(channel))).toEqual(formats[name]!.channels.map(channel => channel.map(Math.fround)))
  })

  test('a streamed WAV, without sizes, is read to its end', () => {
    const bytes = bytesOf('./fixtures/wav/pcm16.wav')
    bytes.fill(0xff, 4, 8)
    bytes.fill(0xff, 40, 44)
    expect(decodeRecording(bytes.subarray(0, -1)).channels[0]).toHaveLength(20) // the last frame is not whole
  })

  test.each<[string, (bytes: Uint8Array) => Uint8Array | void, RegExp]>([
    ['nothing', () => new Uint8Array(0), /empty/],
    ['text', () => new TextEncoder().encode('not a recording'), /neither a WAV nor a .npy/],
    ['a zip', () => new TextEncoder().encode('PK\x03\x04'), /save the recording alone/],
    ['a truncated file', bytes => bytes.subarray(0, 100), /truncated: its 'data' chunk says 84 bytes, but 56 are left/],
    ['a header without samples', bytes => bytes.subarray(0, 36), /truncated: no samples/],
    ['half a header', bytes => bytes.subarray(0, 30), /truncated/],
    ['a size that lies', bytes => { bytes.fill(0xf0, 40, 44) }, /truncated/],
    ['half a frame', bytes => { bytes[40] = 83 }, /not a whole number of frames/],
    ['no samples', bytes => { bytes[40] = 0 }, /no samples/],
    ['no channels', bytes => { bytes[22] = 0 }, /0 channels/],
    ['65535 channels', bytes => { bytes.fill(0xff, 22, 24) }, /65535 channels/],
    ['frames of another size', bytes => { bytes[32] = 7 }, /7 bytes per frame/],
    ['an unknown encoding', bytes => { bytes[20] = 2 }, /format id 2 is not supported/],
    ['an unknown bit depth', bytes => { bytes[34] = 12 }, /bit depth of 12/],
    ['no sample rate', bytes => { bytes.fill(0, 24, 28) }, /0 samples per second/],
    ['big-endian', bytes => { bytes[3] = 'X'.charCodeAt(0) }, /RIFX/],
    ['samples before the header', bytes => { bytes.set(new TextEncoder().encode('data'), 12) }, /before a format header/],
  ])('refuses %s', (_, mutate, message) => {
    const bytes = bytesOf('./fixtures/wav/pcm16.wav')
    const mutated = mutate(bytes) ?? bytes
    expect(() => decodeRecording(mutated)).toThrow(FormatError)
    expect(() => decodeRecording(mutated)).toThrow(message)
  })

  test('refuses samples that are not finite', () => {
    const bytes = bytesOf('./fixtures/wav/float32.wav')
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, NaN, true)
    expect(() => decodeRecording(bytes)).toThrow('Sample 20 of channel 2 is NaN')
  })

  test('mutated files give a recording or a named error', () => {
    const originals = Object.keys(formats).map(name => bytesOf(`./fixtures/wav/${name}.wav`))
    const edit = fc.record({ at: fc.nat(70), value: fc.oneof(fc.constantFrom(0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff), fc.nat(255)) })
    fc.assert(fc.property(fc.nat(originals.length - 1), fc.array(edit, { maxLength: 6 }), fc.option(fc.nat(400)), fc.option(fc.tuple(fc.nat(70), fc.nat(70))), (which, edits, length, splice) => {
      const bytes = originals[which]!.slice()
      for (const { at, value } of edits) bytes[at] = value
      if (splice) bytes.copyWithin(splice[0], splice[1])
      try {
        const { channels, sampleRate } = decodeRecording(bytes.subarray(0, length ?? undefined))
        expect(channels.length).toBeGreaterThan(0)
        expect(sampleRate).toBeGreaterThan(0)
        for (const channel of channels) expect(channel.length).toBe(channels[0]!.length)
      } catch (error) {
        if (![FormatError, UnsupportedError, DTypeError].some(known => error instanceof known)) throw error
      }
    }), { numRuns: 1000 })
  })

  test.each<[string, string, Float32Array | Int16Array | Float64Array, number[], number[][]]>([
    ['1-D', '<f4', Float32Array.of(0.5, -0.5, 0.25), [3], [[0.5, -0.5, 0.25]]],
    ['channels × frames', '<i2', Int16Array.of(16384, -32768, 0, 1, 2, 3), [2, 3], [[0.5, -1, 0], [1 / 32768, 2 / 32768, 3 / 32768]]],
    ['frames × channels', '<f8', Float64Array.of(1, 2, 3, 4, 5, 6), [3, 2], [[1, 3, 5], [2, 4, 6]]],
  ])('.npy, %s', (_, descr, values, shape, expected) => {
    const { channels, sampleRate } = decodeRecording(npy(descr, values, shape), 8000)
    expect(channels.map(channel => Array.from(channel))).toEqual(expected)
    expect(sampleRate).toBe(8000)
  })

  test('.npy of another shape or dtype is refused', () => {
    expect(() => decodeRecording(npy('<f4', Float32Array.of(1), [1, 1, 1]))).toThrow(FormatError)
    expect(() => decodeRecording(npy('<f4', Float32Array.of(), [0]))).toThrow(FormatError)
    expect(() => decodeRecording(npy('|b1', Uint8Array.of(1, 0), [2]))).toThrow(DTypeError)
    expect(() => decodeRecording(npy('<f4', Float32Array.of(1, 2), [2]).subarray(0, -4))).toThrow(FormatError)
  })

  test('tiles and cuts', () => {
    const recording = { channels: [Float32Array.of(1, 2, 3)], sampleRate: 1, name: 'x' }
    expect(tile(recording, 7).channels[0]).toEqual(Float32Array.of(1, 2, 3, 1, 2, 3, 1))
    expect(tile(recording, 2).channels[0]).toEqual(Float32Array.of(1, 2))
  })

  test('a file that cannot be opened', async () => {
    await expect(readRecording(join(folder, 'none.wav'))).rejects.toThrow('there is no such file or folder')
    await expect(readRecording(folder)).rejects.toThrow(ValueError)
  })
})

test("the plain loops give NumPy's analysis of the bell", async () => {
  const expected = jsonOf('./fixtures/bell-analysis.json')
  const { channels, sampleRate } = await readRecording(bell)
  const loops = channels.map(samples => ({ samples, envelope: envelopeOf(samples), sampleRate }))
  const list = (value: unknown): number[] => typeof value === 'number' ? [value] : Array.from(value as ArrayLike<number>)
  expect(sampleRate).toBe(expected.sampleRate)
  expect(channels.map(({ length }) => length)).toEqual([expected.frames, expected.frames])
  for (const step of steps) {
    if (step.of === 'pair') expect(step.naive(loops[0]!, loops[1]!)).toBeCloseTo(expected[step.name], 10)
    else loops.forEach((c, i) => {
      const actual = list(step.naive(c, c))
      expect(actual).toHaveLength(expected.channels[i][step.name].length)
      actual.forEach((value, k) => {
        const known = expected.channels[i][step.name][k]
        if (known === null) expect(value).toBeNaN()
        else expect(value).toBeCloseTo(known, 5)
      })
    })
  }
})

describe('lanewise profile', () => {
  const few = ['--runs', '2', '--threads', '2', '--rivals', 'none', '--no-crossovers']
  const profileOf = async (...args: string[]): Promise<Profile> => {
    const { code, stdout, stderr } = await lanewise('profile', ...args, ...few, '--json')
    expect([code, code ? stderr : '']).toEqual([0, ''])
    return readProfile(stdout, 'stdout')
  }

  test('a recording: --json and --report', async () => {
    const page = join(folder, 'bell.html')
    const { code, stdout, stderr } = await lanewise('profile', 'bell', ...few, '--json', '--samples', '60000', '--report', page)
    expect(stderr).toMatch(/^\[1\/12\] DC offset: naive JS .*\n(.*\n){10}\[12\/12\] Correlation: .*\n$/)
    expect(code).toBe(0)
    const profile = readProfile(stdout, 'stdout')
    expect(profile).toMatchObject({ schema: 2, recording: { name: 'bell.wav', sampleRate: 44100, channels: 2, frames: 30000 }, machine: { threads: 2, runtime: `Node ${process.versions.node}` } })
    expect(profile.cases.map(({ name }) => name)).toEqual(steps.map(({ name }) => name))
    for (const { name, cells, results, verdict } of profile.cases) {
      expect(results).toHaveLength(name === 'Correlation' ? 1 : 2)
      expect(verdict!.advice).not.toBe('')
      expect(cells.map(({ way }) => way)).toEqual(['naive', 'simd', 'threads'])
      for (const { rounds, time, speedup, bytesPerSecond } of cells) {
        expect(rounds).toHaveLength(2)
        for (const value of [time.median, bytesPerSecond, speedup.median]) expect(value).toBeGreaterThan(0)
      }
      expect(cells[0]!.speedup.median).toBe(1)
    }
    expect(readdirSync(folder).filter(name => name.includes('bell'))).toEqual(['bell.html'])
    expect(readFileSync(page, 'utf8')).toContain('<!doctype html>')
    // five modes of each channel: frequency, level and decay time
    for (const { values, text } of profile.cases.find(({ name }) => name === 'Modes')!.results!) {
      expect(values).toHaveLength(15)
      expect(text).toMatch(/^6\d{3}\.\d Hz, -?[\d.]+ dB, falls by 60 dB in [\d.]+ s; /)
    }
  })

  test('a table', async () => {
    const { code, stdout } = await lanewise('profile', bell, '--runs', '2', '--samples', '50_000')
    expect(code).toBe(0)
    for (const { name } of steps) expect(stdout).toContain(`│ ${name}`)
    expect(stdout).not.toContain('\x1b')
  })

  test('ops by dtype and size', async () => {
    const { cases } = await profileOf('add', 'matmul', 'argmax', '--dtype', 'float32,int32', '--size', '64,300')
    const names = ['add', 'matmul', 'argmax'].flatMap(op => ['float32', 'int32'].flatMap(dtype => ['64', '300'].map(size => `${op} ${size} ${dtype}`)))
    expect(cases.map(({ name }) => name)).toEqual(names)
    expect(cases.flatMap(({ failed, notes }) => [failed, ...notes]).filter(Boolean)).toEqual([])
    const product = cases.find(({ name }) => name === 'matmul 300 float32')!
    expect(product.work).toMatchObject({ flops: 2 * 300 ** 3, bytes: 3 * 300 ** 2 * 4 })
    expect(product.verdict!.kind).toBe('arithmetic')
  }, 120_000)

  test('applications as CSV', async () => {
    const { code, stdout } = await lanewise('profile', 'kmeans', 'option', ...few, '--quick', '--csv')
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(1 + 2 * 3)
    expect(lines[0]).toMatch(/^group,case,.*,verdict/)
  })

  test('crossovers, and a profile compared with an older one', async () => {
    const older = join(folder, 'older.json')
    const { stdout } = await lanewise('profile', 'add', '--quick', '--runs', '5', '--threads', '2', '--rivals', 'none', '--json')
    const [crossover] = readProfile(stdout, 'stdout').crossovers
    expect(crossover!.points.map(({ size }) => size)).toEqual([100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000])
    for (const { naive, simd, threads, auto } of crossover!.points) for (const seconds of [naive, simd, threads, auto]) expect(seconds).toBeGreaterThan(0)
    writeFileSync(older, stdout)
    const compared = await lanewise('profile', 'add', '--quick', ...few, '--compare', older)
    expect(compared.code).toBe(0)
    expect(compared.stdout).toMatch(/Changes from .* to .*/)
  }, 120_000)

  test("functions of a user's module, and a trace of them", async () => {
    const file = fileOf('own.mjs', new TextEncoder().encode(`
      const list = Float64Array.from({ length: 1e5 }, (_, i) => i)
      export const total = { naive: () => list.reduce((a, b) => a + b), lanewise: np => np.sum(np.array(list)), rivals: { loop() { let sum = 0; for (const x of list) sum += x; return sum } } }
      export function roots(np) { return np.sqrt(np.arange(1e5)) }
      export const notAFunction = 1`))
    const trace = join(folder, 'trace.json')
    const { cases } = await profileOf(file, '--trace', trace)
    expect(cases.map(({ name, cells }) => [name, cells.map(({ label }) => label)])).toEqual([['roots', ['1 thread', '2 threads']], ['total', ['naive JS', '1 thread', '2 threads', 'loop']]])
    const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8')) as { traceEvents: { ph: string; name: string; pid: number; args?: { name?: string } }[] }
    expect(traceEvents.filter(({ name }) => name === 'process_name').map(({ pid, args }) => [pid, args!.name])).toEqual([[1, 'roots'], [2, 'total']])
    expect(traceEvents.some(({ name, ph }) => name === 'sqrt_f64' && ph === 'X')).toBe(true)
  }, 120_000)

  const module = (source: string): string => fileOf(`module-${source.length}.mjs`, new TextEncoder().encode(source))
  test.each<[string, () => string[], number, RegExp]>([
    ['results that differ', () => [module('export const f = { naive: () => [1, 2, 3], lanewise: np => np.array([1, 2, 4]) }'), ...few], 3, /f: not profiled: MismatchError: f: 1 thread and naive JS do not agree: \[2\] is 4, the first way has 3: they differ by 1\.00/],
    ['a function that throws', () => [module('export function broken() { throw new RangeError("oh no") }'), ...few], 1, /ValueError: profile: 'broken' threw \(1 thread\): RangeError: oh no/],
    ['a function that gives something else each time', () => [module('let n = 0\nexport const counter = () => n++'), ...few], 1, /'counter' gives another result at each call: \[0\] is 1, another call has 0/],
    ['an async function', () => [module('export const later = async () => 1'), ...few], 1, /'later' gives a promise/],
  ])('%s: said in its place, and an exit code', async (_, args, expected, message) => {
    const { code, stdout } = await lanewise('profile', ...args())
    expect(stdout.replace(/\s+/g, ' ')).toMatch(message)
    expect(code).toBe(expected)
  })

  test.each<[string, () => string[], number, RegExp]>([
    ['a truncated file', () => [fileOf('cut.wav', bytesOf('./fixtures/wav/pcm16.wav').subarray(0, 100))], 1, /^FormatError: This WAV file cannot be read: it is truncated/],
    ['a short file', () => [path('./fixtures/wav/pcm16.wav')], 1, /^ValueError: pcm16.wav has 21 samples per channel; .*--repeat 49/],
    ['a missing file', () => [join(folder, 'none.wav')], 1, /^ValueError: .* there is no such file/],
    ['two recordings', () => ['bell', bell], 1, /^ValueError: one recording at a time/],
    ['too many samples', () => ['--repeat', '1e6'], 1, /^ValueError: .*repeat less/],
    ['a report that cannot be written', () => ['--report', join(fileOf('file', new Uint8Array(1)), 'r.html')], 1, /^ValueError: .*cannot be written/],
    ['an unknown op', () => ['sqroot'], 1, /^ValueError: there is no op or application 'sqroot', .* did you mean 'sqrt'/],
    ['an unknown application', () => ['mandelbrod'], 1, /did you mean 'mandelbrot'/],
    ['an unknown dtype', () => ['add', '--dtype', 'float23'], 1, /^DTypeError: .* did you mean 'float32' or 'float64'/],
    ['a dtype that an op does not take', () => ['sqrt', '--dtype', 'complex64', '--size', '0'], 2, /whole number/],
    ['an unknown rival', () => ['add', '--rivals', 'numpyts'], 1, /^ValueError: there is no rival 'numpyts'; did you mean 'numpy-ts'/],
    ['a module that does not load', () => [module('export const x = ')], 1, /^LoadError: .* cannot be loaded: SyntaxError/],
    ['a module without functions', () => [module('export const x = 1')], 1, /^ValueError: .* exports no function to profile; export/],
    ['an older profile that is none', () => ['add', '--compare', fileOf('none.json', new TextEncoder().encode('{"a": 1}'))], 1, /^FormatError: /],
    ['a wrong number', () => ['--samples', '-3'], 2, /whole number/],
    ['an unknown option', () => ['--fast'], 2, /unknown option/],
    ['an unknown variant', () => ['--variant', 'x87'], 2, /simd, relaxed/],
  ])('%s: a named error and its exit code', async (_, args, expected, message) => {
    const { code, stdout, stderr } = await lanewise('profile', ...args())
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect([code, stdout]).toEqual([expected, ''])
  })

  test('Ctrl-C ends it, and leaves no file', async () => {
    const child = spawn(process.execPath, [main, 'profile', 'bell', '--report', join(folder, 'interrupted.html')])
    child.stderr.once('data', () => child.kill('SIGINT'))
    const code = await new Promise(resolve => child.on('exit', resolve))
    expect(code).toBe(130)
    expect(readdirSync(folder).filter(name => name.includes('interrupted'))).toEqual([])
  })
})

test('lanewise info', async () => {
  const { code, stdout } = await lanewise('info', '--json', '--threads', '1')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ threads: 1, threadsWhy: 'asked for', runtime: `Node ${process.versions.node}` })
})

function fileOf(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

function npy(descr: string, values: ArrayBufferView, shape: number[]): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n'
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'), Buffer.from(header), Buffer.from(values.buffer, values.byteOffset, values.byteLength)])
}
