// .npy and .npz against files that NumPy wrote (test/oracle/npy.py), and against hostile ones.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { readFileSync, readdirSync } from 'node:fs'
import { type DType, dtypeNames, dtypes } from '../dist/dtype.js'
import { DTypeError, FormatError, ValueError } from '../dist/errors.js'
import { type NpyRecord, parseNpy, parseNpz, serializeNpy, serializeNpz } from '../dist/npy.js'

type Entry = [dtype: DType, shape: number[], fortranOrder: boolean, data: string]
interface Fixture { npy: Record<string, Entry>; npz: Record<string, Record<string, Entry>>; lacking: Record<string, string>; broken: Record<string, string> }

const folder = new URL('fixtures/npy/', import.meta.url)
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)))
const fixture = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Fixture
const entry = ({ dtype, shape, fortranOrder, data }: NpyRecord): Entry => [dtype, shape, fortranOrder, Buffer.from(data).toString('base64')]
const parse = (name: string, bytes: Uint8Array): unknown => name.endsWith('.npz') ? parseNpz(bytes) : parseNpy(bytes)

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, c => c.charCodeAt(0))
function concat(...parts: Uint8Array[]): Uint8Array { return new Uint8Array(Buffer.concat(parts)) }

/** A version 1.0 file with any header. */
function npy(header: string, data = new Uint8Array(0), version: [number, number] = [1, 0]): Uint8Array {
  const text = latin1(`${header}\n`)
  const length = version[0] === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  return concat(latin1('\x93NUMPY'), Uint8Array.of(...version, ...length), text, data)
}
const header = (shape: string, descr = "'<f8'", fortran = 'False'): string => `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`

/** What parsing may do with any bytes: give arrays no larger than deflate allows, or throw one of two errors. */
function tolerates(name: string, bytes: Uint8Array): 'read' | 'refused' {
  try {
    const result = parse(name, bytes)
    const records = result instanceof Map ? [...result.values()] as NpyRecord[] : [result as NpyRecord]
    for (const r of records) {
      if (r.data.length !== r.shape.reduce((n, d) => n * d, dtypes[r.dtype].size) || r.data.length > 1032 * bytes.length) throw new Error(`${name}: ${r.data.length} bytes of data`)
    }
    return 'read'
  } catch (error) {
    if (!(error instanceof FormatError) && !(error instanceof DTypeError)) throw error
    if (!/^np[yz].*: .*; ./.test(error.message) || error.message.length > 400) throw new Error(`not 'where: what; remedy': ${error.message}`, { cause: error })
    return 'refused'
  }
}

describe('files that NumPy wrote', () => {
  test.each(Object.entries(fixture.npy))('%s', (name, expected) => expect(entry(parseNpy(file(name)))).toEqual(expected))

  test.each(Object.entries(fixture.npz))('%s', (name, expected) => {
    const records = parseNpz(file(name))
    expect([...records].map(([key, record]) => [key, entry(record)])).toEqual(Object.entries(expected))
  })

  test.each(Object.entries(fixture.lacking))('%s: a DTypeError names the dtype and what to do', (name, dtype) => {
    expect(() => parse(name, file(name))).toThrow(DTypeError)
    expect(() => parse(name, file(name))).toThrow(dtype)
    expect(() => parse(name, file(name))).toThrow(/; .*(save|np\.save)/)
  })

  test.each(Object.entries(fixture.broken))('%s: a FormatError', (name, word) => {
    expect(() => parse(name, file(name))).toThrow(FormatError)
    expect(() => parse(name, file(name))).toThrow(word)
  })

  test('the fixtures cover every dtype, each byte order and each version', () => {
    const names = Object.keys(fixture.npy)
    for (const d of dtypeNames) expect(names).toContain(`${d}-c.npy`)
    expect(names.filter(name => name.endsWith('-big.npy'))).toHaveLength(10)
    expect(names).toEqual(expect.arrayContaining(['version-1.npy', 'version-2.npy', 'version-3.npy']))
  })
})

describe('parseNpy', () => {
  test('data is a view of the file where nothing had to change', () => {
    const bytes = file('float64-c.npy')
    expect(parseNpy(bytes).data.buffer).toBe(bytes.buffer)
    expect(parseNpy(file('float64-big.npy')).data).toEqual(parseNpy(file('float64-c.npy')).data)
  })

  test('reads out of the middle of a buffer, and out of shared memory', () => {
    const bytes = file('int16-c.npy')
    const inside = concat(new Uint8Array(3), bytes, new Uint8Array(5)).subarray(3, 3 + bytes.length)
    expect(entry(parseNpy(inside))).toEqual(fixture.npy['int16-c.npy'])
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
    shared.set(bytes)
    expect(entry(parseNpy(shared))).toEqual(fixture.npy['int16-c.npy'])
  })

  test('an empty array may have huge other axes', () => {
    expect(parseNpy(npy(header('(0, 4503599627370496)', "'|u1'"))).shape).toEqual([0, 2 ** 52])
  })

  const eight = new Uint8Array(8)
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /begins? with|begin with/],
    ['only the magic', latin1('\x93NUMPY'), /cut short/],
    ['a zip', file('every.npz'), /use parseNpz/],
    ['a pickle', latin1('\x80\x04\x95'), /80 04 95/],
    ['version 4', npy(header('(1,)'), eight, [4, 0]), /version is 4\.0/],
    ['version 1.1', npy(header('(1,)'), eight, [1, 1]), /version is 1\.1/],
    ['a lying header length', concat(latin1('\x93NUMPY\x01\x00\x00\x20'), latin1(header('(1,)'))), /header ends at byte 8202/],
    ['a header of 4 GiB', concat(latin1('\x93NUMPY\x02\x00\xff\xff\xff\xff'), latin1(header('(1,)'))), /claims 4294967295 bytes/],
    ['a header cut by its length', concat(latin1('\x93NUMPY\x01\x00\x20\x00'), latin1(header('(1,)'))), /its header is not a dict/],
    ['missing data', npy(header('(2,)'), eight), /data .* ends at byte/],
    ['trailing data', npy(header('()'), new Uint8Array(9)), /1 bytes follow the data/],
    ['a negative axis', npy(header('(-1,)'), eight), /negative/],
    ['a huge axis', npy(header('(99999999999999999999,)'), eight), /too large/],
    ['an infinite axis', npy(header(`(${'9'.repeat(400)},)`), eight), /too large/],
    ['a product beyond 2^53', npy(header('(4294967296, 4294967296)'), eight), /more bytes than can be counted/],
    ['a product that wraps to 8 bytes in 64 bits', npy(header('(2305843009213693953,)'), eight), /too large/],
    ['a shape far beyond the data', npy(header('(1099511627776,)'), eight), /cut short/],
    ['an empty shape beyond counting', npy(header('(0, 9007199254740991, 9007199254740991)')), /more bytes than can be counted/],
    ['65 axes', npy(header(`(${'1,'.repeat(65)})`), eight), /65 axes/],
    ['a float axis', npy(header('(1.0,)'), eight), /not a dict/],
    ['a bool axis', npy(header('(True,)'), eight), /no integer/],
    ['a nested axis', npy(header('((1,),)'), eight), /no integer/],
    ['a list as shape', npy(header('[1]'), eight), /not a tuple/],
    ['an integer as shape', npy(header('(1)'), eight), /not a tuple/],
    ['fortran_order 0', npy(header('(1,)', "'<f8'", '0'), eight), /neither True nor False/],
    ['an unknown dtype', npy(header('(1,)', "'<q9'"), eight), /'<q9' .*no dtype/],
    ['a dtype named as a property', npy(header('(1,)', "'constructor'"), eight), /no dtype/],
    ['a number as dtype', npy(header('(1,)', '8'), eight), /descr/],
    ['a missing key', npy("{'descr': '<f8', 'shape': (1,)}", eight), /keys/],
    ['a key too many', npy("{'descr': '<f8', 'shape': (1,), 'fortran_order': False, 'x': 1}", eight), /keys/],
    ['a key twice', npy("{'descr': '<f8', 'shape': (1,), 'shape': (1,), 'fortran_order': False}", eight), /second key/],
    ['text after the dict', npy(`${header('(1,)')} + 1`, eight), /nothing more/],
    ['code', npy("__import__('os').system('true')", eight), /expected '{'/],
    ['a string without end', npy("{'descr': '<f8", eight), /end of a string/],
    ['a string that ends in a backslash', npy("{'descr': '<f8\\", eight), /end of a string/],
    ['no commas', npy("{'descr': '<f8' 'shape': (1,) 'fortran_order': False}", eight), /','/],
    ['thousands of brackets', npy(header('('.repeat(9000)), eight), /nested/],
    ['thousands of quotes', npy("'".repeat(9000), eight), /expected '{'/],
    ["Python 2's L in version 3", npy(header('(1L,)'), eight, [3, 0]), /not a dict/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => parseNpy(bytes)).toThrow(FormatError)
    expect(() => parseNpy(bytes)).toThrow(message)
    expect(tolerates('x.npy', bytes)).toBe('refused')
  })

  test('nested structured dtypes are named, not read', () => {
    expect(() => parseNpy(npy(header('(1,)', "[('a', [('b', '<f4', (2, 3))]), ((\"title\", 'c'), '|O')]")))).toThrow(/structured.*np\.savez/)
  })
})

describe('serializeNpy', () => {
  const own = Object.keys(fixture.npy).filter(name => /^(shape-|fortran-|ndim-|version-1)|-[cf]\.npy$/.test(name))
  test.each(own)('writes the bytes of %s', name => {
    const bytes = file(name)
    expect(Buffer.from(serializeNpy(parseNpy(bytes))).equals(bytes)).toBe(true)
  })

  const f8 = (shape: number[], length: number): NpyRecord => ({ dtype: 'float64', shape, fortranOrder: false, data: new Uint8Array(length) })
  test.each<[string, NpyRecord]>([
    ['too little data', f8([2], 8)], ['too much data', f8([2], 24)], ['a negative axis', f8([-1], 0)], ['a fraction', f8([0.5], 4)], ['NaN', f8([NaN], 0)],
    ['65 axes', f8(Array.from({ length: 65 }, () => 1), 8)], ['an overflow', f8([2 ** 40, 2 ** 40], 0)],
  ])('%s is a ValueError', (_, record) => expect(() => serializeNpy(record)).toThrow(ValueError))
})

const records = fc.record({
  dtype: fc.constantFrom(...dtypeNames), shape: fc.array(fc.nat(4), { maxLength: 4 }), fortranOrder: fc.boolean(), seed: fc.uint8Array({ minLength: 1, maxLength: 64 }),
}).map(({ dtype, shape, fortranOrder, seed }): NpyRecord => {
  const size = shape.reduce((n, d) => n * d, dtypes[dtype].size)
  const data = Uint8Array.from({ length: size }, (_, i) => dtype === 'bool' ? seed[i % seed.length] & 1 : seed[i % seed.length] ^ (i >> 3))
  return { dtype, shape, fortranOrder: fortranOrder && shape.filter(n => n > 1).length > 1 && size > 0, data }
})

test('what is written is read back', () => {
  fc.assert(fc.property(records, record => {
    const bytes = serializeNpy(record)
    expect((bytes.length - record.data.length) % 64).toBe(0)
    expect(entry(parseNpy(bytes))).toEqual(entry(record))
  }), { numRuns: 500 })
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 5 })
  fc.assert(fc.property(names, fc.array(records, { minLength: 5, maxLength: 5 }), fc.boolean(), (keys, arrays, compressed) => {
    const all = keys.map((key, i): [string, NpyRecord] => [key, arrays[i]])
    const read = parseNpz(serializeNpz(all, { compressed }))
    expect([...read].map(([key, record]) => [key, entry(record)])).toEqual(all.map(([key, record]) => [key, entry(record)]))
  }), { numRuns: 100 })
})

describe('npz', () => {
  const small: NpyRecord = { dtype: 'int16', shape: [3], fortranOrder: false, data: Uint8Array.of(1, 0, 2, 0, 3, 0) }
  const zip = serializeNpz([['a', small], ['b', small]])
  const packed = serializeNpz([['a', small]], { compressed: true })

  /** The zip with one field of its first directory entry (or of its end record) replaced. */
  function patched(bytes: Uint8Array, record: 'entry' | 'local' | 'end', field: number, value: number, width: 2 | 4): Uint8Array {
    const out = bytes.slice()
    const view = new DataView(out.buffer)
    const end = out.length - 22
    const at = { entry: view.getUint32(end + 16, true), local: 0, end }[record] + field
    if (width === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    return out
  }

  test('the same arrays make the same bytes', () => expect(serializeNpz([['a', small], ['b', small]])).toEqual(zip))

  test('names reads some arrays only, past those that cannot be read', () => {
    expect([...parseNpz(file('lacking-member.npz'), { names: ['good'] }).keys()]).toEqual(['good'])
    expect(() => parseNpz(file('lacking-member.npz'), { names: ['good', 'none'] })).toThrow(ValueError)
    expect(() => parseNpz(zip, { names: ['toString'] })).toThrow(ValueError)
  })

  test('the limit holds for what is claimed, before anything is inflated', () => {
    expect(() => parseNpz(zip, { maxBytes: 200 })).toThrow(/268 bytes uncompressed, more than the limit of 200/)
    expect(parseNpz(zip, { maxBytes: 268 }).size).toBe(2)
    expect(parseNpz(zip, { maxBytes: 200, names: ['b'] }).size).toBe(1)
    expect(() => parseNpz(zip, { maxBytes: NaN })).toThrow(ValueError)
  })

  test('a comment that looks like an end does not mislead', () => {
    const comment = latin1('PK\x05\x06'.padEnd(40, 'x'))
    expect(parseNpz(concat(patched(zip, 'end', 20, comment.length, 2), comment)).size).toBe(2)
  })

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /no zip/],
    ['a .npy', file('int8-c.npy'), /use parseNpy/],
    ['a zip without its end', zip.subarray(0, zip.length - 1), /no directory/],
    ['one part of several', patched(zip, 'end', 4, 1, 2), /several files/],
    ['a directory elsewhere', patched(zip, 'end', 16, 0, 4), /no entry/],
    ['a directory past the end', patched(zip, 'end', 16, 0xfffffff0, 4), /claims 2 entries/],
    ['more entries than claimed', patched(zip, 'end', 10, 1, 2), /bytes after its 1 entries/],
    ['fewer entries than claimed', patched(zip, 'end', 10, 65535, 2), /claims 65535 entries/],
    ['an encrypted member', patched(zip, 'entry', 8, 1, 2), /'a\.npy' is encrypted/],
    ['an unknown compression', patched(zip, 'entry', 10, 93, 2), /method 93/],
    ['a wrong CRC', patched(zip, 'entry', 16, 1, 4), /CRC-32/],
    ['a name longer than the directory', patched(zip, 'entry', 28, 65535, 2), /longer than the directory/],
    ['another name in the member', patched(zip, 'local', 30, 0x62, 2), /another name/],
    ['a member elsewhere', patched(zip, 'entry', 42, 5, 4), /header is not at byte 5/],
    ['a member past the end', patched(zip, 'entry', 42, 0xfffffff0, 4), /header is not at byte/],
    ['stored, with a lying size', patched(zip, 'entry', 24, 1000, 4), /stored in 134 bytes but claims 1000/],
    ['stored, past the directory', patched(patched(zip, 'entry', 24, 1e6, 4), 'entry', 20, 1e6, 4), /run into the directory/],
    ['zip64 without its sizes', patched(zip, 'entry', 24, 0xffffffff, 4), /lacks its zip64 sizes/],
    ['deflated, claiming more than there is', patched(packed, 'entry', 24, 140, 4), /inflates to 134 bytes but claims 140/],
    ['deflated, claiming less than there is', patched(packed, 'entry', 24, 100, 4), /more than the 100 bytes/],
    ['deflated, claiming what deflate cannot do', patched(packed, 'entry', 24, 0xfffffff0, 4), /cannot hold|more than the limit/],
    ['deflated garbage', patched(packed, 'local', 35, 0xffffffff, 4), /compressed data is damaged/],
    ['two members of one name', new Uint8Array(Buffer.from(zip).toString('latin1').replaceAll('b.npy', 'a.npy').split('').map(c => c.charCodeAt(0))), /two members named 'a\.npy'/],
    ['a member that is no .npy inside', zipSync({ 'x.npy': strToU8('hello') }), /npz member 'x\.npy': it does not begin with/],
    ['an empty member', zipSync({ 'x.npy': new Uint8Array(0) }), /nothing \(it is empty\)/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => parseNpz(bytes)).toThrow(FormatError)
    expect(() => parseNpz(bytes)).toThrow(message)
    expect(tolerates('x.npz', bytes)).toBe('refused')
  })

  test('a bomb is stopped where its claim ends', () => {
    const bomb = zipSync({ 'a.npy': new Uint8Array(5e7) }) // 49 KB
    expect(() => parseNpz(bomb, { maxBytes: 1e6 })).toThrow(/more than the limit/)
    const before = process.memoryUsage().arrayBuffers
    const started = performance.now()
    expect(() => parseNpz(patched(bomb, 'entry', 24, 1000, 4))).toThrow(/more than the 1000 bytes/)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2e8)
  })

  test('junk behind a compressed stream does not take quadratic time', () => {
    const junk = new Uint8Array(3e7)
    const view = new DataView(packed.buffer)
    const directory = view.getUint32(packed.length - 6, true)
    const size = view.getUint32(directory + 20, true)
    const bytes = patched(patched(concat(packed.subarray(0, directory), junk, packed.subarray(directory)), 'end', 16, directory + junk.length, 4), 'entry', 20, size + junk.length, 4)
    const started = performance.now()
    expect(() => parseNpz(bytes)).toThrow(/yields nothing after 134 of the 134 bytes/)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  test('serializeNpz refuses what a zip cannot hold', () => {
    expect(() => serializeNpz([['a', small], ['a', small]])).toThrow(ValueError)
    expect(() => serializeNpz([['a'.repeat(30000), small]])).toThrow(ValueError)
    expect(() => serializeNpz(Array.from({ length: 65536 }, (_, i): [string, NpyRecord] => [String(i), small]))).toThrow(ValueError)
  })
})

describe('hostile bytes give arrays, a FormatError or a DTypeError, and nothing else', () => {
  const names = readdirSync(folder).filter(name => /\.np[yz]$/.test(name))

  test('cut at every byte', () => {
    for (const name of names) {
      const bytes = file(name)
      for (let end = 0; end < bytes.length; end++) {
        if (tolerates(name, bytes.subarray(0, end)) === 'read') throw new Error(`${name}: read although cut at byte ${end}`)
      }
    }
  })

  test('every bit of a .npz flipped: the damage is seen, or changes nothing', () => {
    for (const name of ['pipe.npz', 'zip64.npz', 'orders.npz']) {
      const bytes = file(name)
      for (let i = 0; i < bytes.length; i++) {
        for (let bit = 1; bit < 256; bit *= 2) {
          bytes[i] ^= bit
          if (tolerates(name, bytes) === 'read') {
            expect([name, i, bit, Object.fromEntries([...parseNpz(bytes)].map(([key, record]) => [key, entry(record)]))]).toEqual([name, i, bit, fixture.npz[name]])
          }
          bytes[i] ^= bit
        }
      }
    }
  }, 30000)

  test('some bytes changed', () => {
    const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.integer({ min: 0, max: 255 }))
    fc.assert(fc.property(fc.constantFrom(...names), fc.array(change, { minLength: 1, maxLength: 6 }), (name, changes) => {
      const bytes = file(name)
      for (const [where, value] of changes) bytes[Math.floor(where * bytes.length)] = value
      tolerates(name, bytes)
    }), { numRuns: 3000 })
  }, 30000)

  test('random bytes, bare and inside what looks right', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      expect(tolerates('x.npy', bytes)).toBe('refused')
      expect(tolerates('x.npz', bytes)).toBe('refused')
      tolerates('x.npy', concat(latin1('\x93NUMPY\x01\x00'), bytes))
      tolerates('x.npz', concat(bytes, latin1('PK\x05\x06\0\0\0\0\x01\0\x01\0'), bytes.subarray(0, 8), Uint8Array.of(0, 0)))
      tolerates('x.npz', zipSync({ 'a.npy': bytes }))
    }), { numRuns: 1000 })
    const literals = fc.array(fc.constantFrom("'descr'", "'shape'", "'fortran_order'", ':', ',', '(', ')', '[', ']', '{', '}', "'<f8'", "'", '"', '\\', '0', '3', '-1', 'L', 'True', 'False', 'None', ' ', '99999999999'), { maxLength: 40 })
    fc.assert(fc.property(literals, tokens => { tolerates('x.npy', npy(tokens.join(''), new Uint8Array(24))) }), { numRuns: 2000 })
  }, 30000)
})
