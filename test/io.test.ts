// .npy and .npz through arrays, and printing through arrays; npy.test.ts and format.test.ts test the bytes and the text.

import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import * as np from '../dist/index.js'
import { type Any, dtypes, hex, named, thrown } from './support.ts'

beforeAll(async () => { await np.init({ threads: 2 }) })
let used = 0
beforeEach(() => { ({ used } = np.info().memory) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })

const counting = (dtype: np.DType, shape: readonly number[]): Any => np.arange(shape.reduce((p, m) => p * m, 1)).astype(dtype).reshape(shape)
const header = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(10, 128)).toString('latin1')

test('every dtype and layout comes back', () => np.scope(() => {
  for (const dtype of dtypes) for (const shape of [[], [0], [5], [2, 3], [3, 0, 2], [2, 3, 4]]) {
    const a = counting(dtype, shape)
    for (const b of [a, a.T, ...(shape.length > 0 ? [a.slice('::-1'), a.slice('...', '::2')] : []), np.broadcast_to(a, [2, ...shape])]) {
      const back = np.load(np.save(b)) as Any
      expect([back.dtype, back.shape, hex(back)]).toEqual([dtype, b.shape, hex(b)])
      back.assign(back)                                                    // writeable
    }
  }
}))

test('memory order as NumPy writes it', () => np.scope(() => {
  const a = counting('float32', [2, 3])
  expect(header(np.save(a))).toContain("'fortran_order': False, 'shape': (2, 3)")
  expect(header(np.save(a.T))).toContain("'fortran_order': True, 'shape': (3, 2)")
  expect(header(np.save(counting('int8', [4]).slice('::2')))).toContain("'fortran_order': False, 'shape': (2,)")
  expect(header(np.save(counting('int8', [1, 4]).T))).toContain("'fortran_order': False, 'shape': (4, 1)")
  const back = np.load(np.save(a.T)) as Any
  expect(back.strides).toEqual([4, 12])
  expect(header(np.save(back))).toContain("'fortran_order': True")
  expect(header(np.save([[1n, 2n]]))).toContain("'<i8'")
}))

test('files that NumPy wrote', () => np.scope(() => {
  const folder = new URL('fixtures/npy/', import.meta.url)
  let read = 0
  for (const name of readdirSync(folder).filter(f => f.endsWith('.npy'))) {
    const bytes = readFileSync(new URL(name, folder))
    let a: Any
    try { a = np.load(bytes) as Any } catch (error) { expect({ name, named: named(error) }).toEqual({ name, named: true }); continue }
    read++
    expect(a.size).toBe(a.shape.reduce((p, m) => p * m, 1))
    expect(hex(np.load(np.save(a)) as Any)).toBe(hex(a))
  }
  for (const name of readdirSync(folder).filter(f => f.endsWith('.npz'))) {
    let all: Record<string, Any>
    try { all = np.load(readFileSync(new URL(name, folder))) as Record<string, Any> } catch (error) { expect({ name, named: named(error) }).toEqual({ name, named: true }); continue }
    for (const a of Object.values(all)) { expect(hex(np.load(np.save(a)) as Any)).toBe(hex(a)); read++ }
  }
  if (read === 0) throw new Error('no files were read')
}))

test('savez and savez_compressed', () => np.scope(() => {
  const arrays = { a: counting('float64', [3, 4]), 'b/c': counting('bool', [7]).slice('::-2'), 'ü': np.array(5n), empty: np.zeros([0, 3], 'int8') }
  for (const save of [np.savez, np.savez_compressed]) {
    const back = np.load(save(arrays)) as Record<string, Any>
    expect(Object.keys(back)).toEqual(Object.keys(arrays))
    for (const [name, a] of Object.entries(arrays)) expect([back[name]!.dtype, back[name]!.shape, hex(back[name]!)]).toEqual([a.dtype, a.shape, hex(a as Any)])
  }
  expect(np.savez_compressed({ z: np.zeros(100_000) }).length).toBeLessThan(2000)
  expect(Object.keys(np.load(np.savez({ list: [1, 2, 3] })) as object)).toEqual(['list'])
  expect(Object.keys(np.load(np.savez({})) as object)).toEqual([])
  const proto = np.load(np.savez(Object.fromEntries([['__proto__', [1]]]))) as Record<string, Any>
  expect(Object.keys(proto)).toEqual(['__proto__'])
}))

test('load takes ArrayBuffers and views of larger buffers', () => np.scope(() => {
  const bytes = np.save(counting('int16', [3]))
  const larger = new Uint8Array(bytes.length + 7)
  larger.set(bytes, 3)
  expect((np.load(bytes.buffer) as Any).tolist()).toEqual([0, 1, 2])
  expect((np.load(larger.subarray(3, 3 + bytes.length)) as Any).tolist()).toEqual([0, 1, 2])
  expect((np.load(Buffer.from(bytes)) as Any).tolist()).toEqual([0, 1, 2])
}))

test('what is no such file, and what is none at all', () => {
  const good = np.save([1, 2, 3]), zip = np.savez({ a: [1, 2, 3], b: [4] })
  for (let n = 0; n < good.length; n++) expect(thrown(() => np.load(good.subarray(0, n))).name).toBe('FormatError')
  for (let n = 0; n < zip.length; n += 7) expect(thrown(() => np.load(zip.subarray(0, n))).name).toBe('FormatError')
  for (const bad of [null, undefined, 'file.npy', 5, {}, [], [1, 2], new Float64Array(3), new DataView(new ArrayBuffer(200))]) expect(named(thrown(() => np.load(bad as never)))).toBe(true)
  for (const bad of [null, undefined, 5, 'x', [[1, [2]]], { a: 'x' }, { a: null }]) for (const save of [np.savez, np.savez_compressed]) expect({ bad, named: named(thrown(() => save(bad as never))) }).toEqual({ bad, named: true })
  for (const bad of [null, undefined, 'x', {}, [[1], [1, 2]]]) expect(named(thrown(() => np.save(bad as never)))).toBe(true)
  const lying = Buffer.from(Buffer.from(np.save([1, 2, 3])).toString('latin1').replace('(3,)', '(9,)'), 'latin1')
  expect(thrown(() => np.load(lying)).name).toBe('FormatError')
  const huge = Buffer.from(Buffer.from(np.save([1, 2, 3])).toString('latin1').replace('(3,), }      ', '(900000000,)}'), 'latin1')
  expect(named(thrown(() => np.load(huge)))).toBe(true)
})

describe('a file larger than the memory', () => {
  test('is OutOfMemoryError, and leaves nothing behind', async () => {
    const bytes = np.save(np.scope(() => np.zeros(1_000_000)))
    const zip = np.scope(() => np.savez({ a: np.zeros(200_000), b: np.zeros(1_000_000) }))
    expect(thrown(() => { np.close(); np.zeros(1) }).name).toBe('NotReadyError')
    await np.init({ threads: 1, memory: 4 << 20 })
    expect(thrown(() => np.load(bytes)).name).toBe('OutOfMemoryError')
    expect(thrown(() => np.load(zip)).name).toBe('OutOfMemoryError')
    expect(np.info().memory.used).toBe(0)
    np.close()
    await np.init({ threads: 2 })
  })
})
