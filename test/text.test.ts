// Text against NumPy: floats digit by digit, columns of numbers read and written; test/oracle/text.py makes the fixture.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { typedArrayOf } from '../dist/dtype.js'
import { type Any, fixture, hex, named, thrown } from './support.ts'

type Packed = [dtype: np.DType, shape: number[], bytes: string]
const known = fixture<{
  floats: [scientific: number, Packed, options: np.PositionalFormat, string | null][]
  bases: [number, number, number, string][]
  binaries: [number, number | null, string | null][]
  read: [which: 'loadtxt' | 'genfromtxt', text: string, options: np.LoadTextOptions, Packed | null][]
  named: [text: string, options: np.GenFromTextOptions & { names: true }, Record<string, Packed>][]
  written: [Packed, np.SaveTextOptions, string | null][]
}>('text')

beforeAll(() => np.init({ threads: 1 }))
afterAll(() => np.close())
let used = 0
beforeEach(() => { ({ used } = np.info().memory) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })

const arrayOf = ([dtype, shape, bytes]: Packed): Any => { const T = typedArrayOf(dtype); return np.reshape(np.array(new T(new Uint8Array(Buffer.from(bytes, 'hex')).buffer) as Float64Array, dtype), shape) as Any }
const bare = (bytes: string): string => bytes.replace(/0{11}f8ff/g, '000000000000f87f')        // any NaN is as good as another
const packed = (a: Any): Packed => [a.dtype, [...a.shape], bare(hex(a))]
const expected = (p: Packed): Packed => [p[0], p[1], bare(p[2])]
const said = (f: () => unknown): unknown => { try { return f() } catch (error) { return named(error) ? null : error } }

describe('digits', () => {
  test('format_float_positional and format_float_scientific', () => np.scope(() => {
    for (const [scientific, x, options, text] of known.floats) {
      const f = scientific ? np.format_float_scientific : np.format_float_positional, a = arrayOf(x), value = a.item() as number
      expect([f.name, value, options, said(() => f(a, options))]).toEqual([f.name, value, options, text])
      if (x[0] === 'float64') expect(said(() => f(value, options))).toBe(text)
    }
    expect([np.format_float_positional(Math.PI), np.format_float_scientific(Math.PI, { precision: 3 }), np.format_float_positional(16, { trim: '-' })]).toEqual(['3.141592653589793', '3.142e+00', '16'])
    for (const bad of [{ trim: 'x' }, { precision: -1 }, { unique: false }, { precision: 2, min_digits: 3 }, { pad_left: 1.5 }]) expect(thrown(() => np.format_float_positional(1, bad as object)).name).toBe('ValueError')
    for (const bad of [np.zeros(2), np.zeros(1, 'int8'), 'x', 3n]) expect(thrown(() => np.format_float_scientific(bad as number)).name).toBe('DTypeError')
  }))

  test('base_repr and binary_repr', () => {
    for (const [n, base, padding, text] of known.bases) expect([n, base, padding, np.base_repr(n, base, padding)]).toEqual([n, base, padding, text])
    for (const [n, width, text] of known.binaries) expect([n, width, said(() => np.binary_repr(n, width))]).toEqual([n, width, text])
    expect(np.base_repr(2n ** 70n, 16)).toBe('400000000000000000')
    expect(np.binary_repr(-(2n ** 63n), 64)).toBe(`1${'0'.repeat(63)}`)
    for (const bad of [() => np.base_repr(1.5), () => np.base_repr(1, 37), () => np.base_repr(1, 1), () => np.binary_repr(NaN), () => np.binary_repr(5, -1)]) expect(thrown(bad).name).toBe('ValueError')
  })
})

describe('reading', () => {
  test('as NumPy reads', () => np.scope(() => {
    for (const [which, text, options, result] of known.read) {
      const got = said(() => packed((np[which] as (t: string, o: object) => Any)(text, options)))
      expect([which, text, options, got]).toEqual([which, text, options, result && expected(result)])
    }
  }))

  test('columns by name', () => np.scope(() => {
    for (const [text, options, columns] of known.named) {
      const got = np.genfromtxt(text, options)
      expect(Object.fromEntries(Object.entries(got).map(([name, a]) => [name, packed(a)]))).toEqual(Object.fromEntries(Object.entries(columns).map(([name, p]) => [name, expected(p)])))
    }
  }))

  test('from bytes and lines, in columns, with converters, into a dtype', () => np.scope(() => {
    const bytes = new TextEncoder().encode('1 2\n3 4\n')
    for (const source of [bytes, bytes.buffer, Buffer.from(bytes), ['1 2', '3 4'], '1 2\r\n3 4']) for (const f of [np.loadtxt, np.genfromtxt]) expect(f(source).tolist()).toEqual([[1, 2], [3, 4]])
    for (const f of [np.loadtxt, np.genfromtxt]) {
      expect(f('1 2\n3 4\n5 6', { unpack: true }).map(c => c.tolist())).toEqual([[1, 3, 5], [2, 4, 6]])
      expect(f('1\n3', { unpack: true }).map(c => c.tolist())).toEqual([[1, 3]])
      expect(f('1,2', { delimiter: ',', converters: { 0: s => Number(s) * 10 } }).tolist()).toEqual([10, 2])
      expect(f('a bcd', { converters: s => s.length }).tolist()).toEqual([1, 3])
      expect([f('1 2', 'int8').dtype, f('1 2', { dtype: 'float32' }).dtype]).toEqual(['int8', 'float32'])
      expect(thrown(() => f('1 2', { converters: (() => 'x') as never })).message).toMatch(/the converter gave 'x'/)
    }
    expect(np.genfromtxt('x,y\n1,2\n3,', { names: true, delimiter: ',', converters: { y: s => s === '' ? 7 : Number(s) } })['y']!.tolist()).toEqual([2, 7])
    expect(np.genfromtxt('1 1.5 2j', { dtype: null }).dtype).toBe('complex128')
    expect(np.genfromtxt('1,,true', { dtype: null, delimiter: ',', filling_values: 3 }).tolist()).toEqual([1n, 3n, 1n])
  }))

  test('says where it fails', () => {
    const cases: [string, () => unknown, RegExp][] = [
      ['FormatError', () => np.loadtxt('1 2\n3 x'), /^loadtxt: 'x' is no float64, at row 2, column 2/], ['FormatError', () => np.loadtxt('1 2\n3'), /changes from 2 to 1 at row 2/], ['FormatError', () => np.genfromtxt('1 2\n3\n4 5'), /first row has 2 columns, but line 2 has 1/],
      ['FormatError', () => np.loadtxt('1 2 3\n4', { usecols: 2 }), /no column 2 in row 2/], ['ValueError', () => np.loadtxt('1 2', { usecols: [2] }), /no column 2; the first row has 2/], ['DTypeError', () => np.genfromtxt('a b', { dtype: null }), /column 0 holds text/],
      ['ValueError', () => np.genfromtxt('1 2', { names: 'a,b', usecols: ['c'] }), /no column 'c'/], ['DTypeError', () => np.loadtxt(5 as never), /^loadtxt: give the text/], ['DTypeError', () => np.loadtxt(['1', 2] as never), /^loadtxt: give the text/], ['FormatError', () => np.genfromtxt('1 x', { loose: false }), /'x' in column 1/],
      ['ValueError', () => np.loadtxt('1', { ndmin: 3 as 2 }), /ndmin/], ['ValueError', () => np.loadtxt('1', { skiprows: -1 }), /skiprows/], ['ValueError', () => np.loadtxt('1', { comments: '' }), /comments/], ['ValueError', () => np.genfromtxt('1', { delimiter: [0] }), /widths/], ['DTypeError', () => np.loadtxt('1', 'float' as 'float32'), /no dtype 'float'/],
    ]
    for (const [name, f, message] of cases) { const error = thrown(f); expect([error.name, error.message]).toEqual([name, expect.stringMatching(message)]) }
  })
})

describe('savetxt', () => {
  test('as NumPy writes', () => np.scope(() => {
    for (const [a, options, text] of known.written) expect([a, options, said(() => np.savetxt(arrayOf(a), options))]).toEqual([a, options, text])
  }))

  test('what it writes is read back bit for bit, of any view', () => np.scope(() => {
    const a = np.divide(np.arange(1, 25).reshape([4, 6]), 7)
    for (const v of [a, a.T, a.slice('::-1', '::2'), np.broadcast_to(a.slice(0), [3, 6])]) expect(hex(np.loadtxt(np.savetxt(v)))).toBe(hex(v as Any))
    const z = np.array([{ re: 1 / 3, im: -2 / 7 }, { re: -0, im: 1e-300 }])
    expect(hex(np.loadtxt(np.savetxt(z).replace(/ /g, ''), 'complex128'))).toBe(hex(z as Any))
    expect(np.loadtxt(np.savetxt(BigInt64Array.of(2n ** 62n + 1n), { fmt: '%d' }), 'int64').item()).toBe(2n ** 62n + 1n)
  }))
})
