// Functions applied to arrays, arrays of other things, questions about arrays: what has no place in the fixture of shapes.test.ts.

import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { type Any, hex } from './support.ts'

beforeAll(async () => { await np.init({ threads: 2 }) })
afterEach(() => { expect(np.info().memory.used).toBe(0) })
const a = (): np.NDArray<'float64'> => np.arange(6).reshape([2, 3])

describe('functions', () => {
  test('apply_along_axis puts what the function gives in place of the axis', () => np.scope(() => {
    expect(np.apply_along_axis(x => np.sum(x), 0, a()).tolist()).toEqual([3, 5, 7])
    expect(np.apply_along_axis(x => np.cumsum(x), 1, a()).tolist()).toEqual([[0, 1, 3], [3, 7, 12]])
    const b = np.arange(24).reshape([2, 3, 4])
    const diagonals = np.apply_along_axis(x => np.diag(x), -1, b)          // (2, 3, 4, 4)
    expect([diagonals.shape, diagonals.slice(1, 2).tolist()]).toEqual([[2, 3, 4, 4], np.diag(b.slice(1, 2)).tolist()])
    expect(np.apply_along_axis((x, from: number) => x.slice(`${from}:`), 0, a(), 1).tolist()).toEqual([[3, 4, 5]])
    expect(np.apply_along_axis(() => true, 0, a()).dtype).toBe('bool')
    expect(() => np.apply_along_axis(x => np.sum(x), 0, np.zeros([2, 0]))).toThrow(np.ValueError)
    expect(() => np.apply_along_axis(x => x.item(0) === 0 ? x : [1, 2, 3], 1, a())).not.toThrow()
    expect(() => np.apply_along_axis(x => x.item(0) === 0 ? [1, 2] : [1, 2, 3], 1, a())).toThrow(np.ShapeError)
    expect(() => np.apply_along_axis(() => { throw new RangeError('mine') }, 1, a())).toThrow('mine')
  }))

  test('apply_over_axes keeps the axes', () => np.scope(() => {
    const b = np.arange(24).reshape([2, 3, 4])
    expect(np.apply_over_axes((x, i) => np.sum(x, i), b, [0, 2]).tolist()).toEqual([[[60], [92], [124]]])
    expect(np.apply_over_axes((x, i) => np.sum(x, { axis: i, keepdims: true }), b, -1).shape).toEqual([2, 3, 1])
    expect(() => np.apply_over_axes(() => 1, b, 0)).toThrow(np.ShapeError)
  }))

  test('fromfunction', () => np.scope(() => {
    expect(np.fromfunction((i, j) => np.add(np.multiply(i, 10), j), [2, 3]).tolist()).toEqual([[0, 1, 2], [10, 11, 12]])
    expect(np.fromfunction((i, j) => np.equal(i, j), [2, 2], { dtype: 'int32' }).tolist()).toEqual([[true, false], [false, true]])
    expect(np.fromfunction(i => i, [3], { dtype: 'int8' }).dtype).toBe('int8')
    expect(np.fromfunction(() => 7, [3])).toBe(7)
  }))

  test('vectorize', () => np.scope(() => {
    const f = np.vectorize((x: number, y: number) => x > y ? x - y : x + y)
    expect(f([1, 2, 3, 4], 2).tolist()).toEqual([3, 4, 1, 2])
    expect(f([[1], [5]], [2, 3]).tolist()).toEqual([[3, 4], [3, 2]])
    expect(f(1, 2).shape).toEqual([])
    expect(np.vectorize((x: bigint) => x * 2n)(np.array([1n, 2n])).dtype).toBe('int64')
    expect(np.vectorize((x: number) => x > 1)([1, 2]).tolist()).toEqual([false, true])
    expect(np.vectorize((x: number) => x + 0.5, { otypes: 'float32' })([1, 2]).dtype).toBe('float32')
    const [q, r] = np.vectorize((x: number) => [Math.floor(x / 2), x % 2])([5, 6])
    expect([q!.tolist(), r!.tolist()]).toEqual([[2, 3], [1, 0]])
    expect(np.vectorize((x: number, list: number[]) => list[x]!, { excluded: [1] })([2, 0], [7, 8, 9]).tolist()).toEqual([9, 7])
    expect(np.vectorize((x: number) => x, { otypes: 'int8' })([]).shape).toEqual([0])
    expect(() => np.vectorize((x: number) => x)([])).toThrow(np.ValueError)
    expect(() => np.vectorize((x: number) => x === 1 ? x : 'x' as unknown as number)([1, 2])).toThrow(np.ValueError)
    expect(() => np.vectorize((x: number) => x, { otypes: 'int8' })([1, 300])).toThrow(np.ValueError)
  }))

  test('piecewise', () => np.scope(() => {
    const x = np.array([-2, -1, 0, 1, 2]), negative = np.less(x, 0), positive = np.greater(x, 0)
    expect(np.piecewise(x, [negative, positive], [-1, 1]).tolist()).toEqual([-1, -1, 0, 1, 1])
    expect(np.piecewise(x, [negative], [v => np.negative(v), v => np.multiply(v, 10)]).tolist()).toEqual([2, 1, 0, 10, 20])
    expect(np.piecewise(x, negative, [7]).tolist()).toEqual([7, 7, 0, 0, 0])
    expect(np.piecewise(x, np.stack([negative, positive]), [1, 2, 3]).tolist()).toEqual([1, 1, 3, 2, 2])
    expect(np.piecewise(x, [[true, false, false, false, true], negative], [5, (v, k: number) => np.add(v, k)], 100).tolist()).toEqual([98, 99, 0, 0, 5])
    expect(np.piecewise(3, [true], [5]).item()).toBe(5)
    expect(np.piecewise(np.array([1, 2], 'int8'), [[true, false]], [v => np.add(v, 0.7)]).tolist()).toEqual([1, 0])
    expect(() => np.piecewise(x, [negative], [1, 2, 3])).toThrow(np.ValueError)
    expect(() => np.piecewise(x, [[true, false]], [1])).toThrow(np.ShapeError)
  }))

  test('ndindex and ndenumerate', () => np.scope(() => {
    expect([...np.ndindex(2, 2)]).toEqual([[0, 0], [0, 1], [1, 0], [1, 1]])
    expect([...np.ndindex([1, 2])]).toEqual([[0, 0], [0, 1]])
    expect([[...np.ndindex()], [...np.ndindex(2, 0)]]).toEqual([[[]], []])
    expect([...np.ndenumerate(np.array([[1n, 2n]]).T)]).toEqual([[[0, 0], 1n], [[1, 0], 2n]])
    expect([...np.ndenumerate(5)]).toEqual([[[], 5]])
  }))

  test('mask_indices', () => np.scope(() => {
    expect(np.mask_indices(3, np.triu, 1).map(i => i.tolist())).toEqual(np.triu_indices(3, 1).map(i => i.tolist()))
  }))

  test('pad with a function; an object of widths; median', () => np.scope(() => {
    const seen: unknown[] = []
    const padded = np.pad(a(), [[1, 0], [2, 1]], (line, [before, after], axis, options) => {
      seen.push([line.shape, before, after, axis, options])
      np.assign(line.slice(`:${before}`), -1)
      if (after > 0) np.assign(line.slice(`-${after}:`), -2)
    })
    expect(padded.tolist()).toEqual([[-1, -1, -1, -1, -1, -2], [-1, -1, 0, 1, 2, -2], [-1, -1, 3, 4, 5, -2]])
    expect(seen.length).toBe(6 + 3)
    expect(seen[0]).toEqual([[3], 1, 0, 0, {}])
    expect(np.pad(a(), { '-1': [0, 2] }).shape).toEqual([2, 5])
    expect(np.pad([1, 9, 2], 1, 'median').tolist()).toEqual([2, 1, 9, 2, 2])
    expect(() => np.pad(a(), 1, 'edge', { constant_values: 1 })).toThrow(np.ValueError)
    expect(() => np.pad(np.zeros([0]), 1, 'edge')).toThrow(np.ValueError)
    expect(() => np.pad(a(), [1, 2, 3])).toThrow(np.ValueError)
    expect(() => np.pad(a(), -1)).toThrow(np.ValueError)
  }))
})

describe('arrays of other things', () => {
  test('frombuffer copies bytes', () => np.scope(() => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i)
    expect(np.frombuffer(bytes, 'uint16', 3, 2).tolist()).toEqual([0x0302, 0x0504, 0x0706])
    expect(hex(np.frombuffer(bytes.buffer, 'complex64'))).toBe(Buffer.from(bytes).toString('hex'))
    expect(np.frombuffer(bytes.subarray(1, 4), { dtype: 'int8' }).tolist()).toEqual([1, 2, 3])
    expect(np.frombuffer(bytes).shape).toEqual([2])
    expect(() => np.frombuffer(bytes, 'float64', -1, 1)).toThrow(np.ValueError)
    expect(() => np.frombuffer(bytes, 'float64', 3)).toThrow(np.ValueError)
  }))

  test('fromiter and fromstring', () => np.scope(() => {
    function* squares(): Generator<number> { for (let i = 0; ; i++) yield i * i }
    expect(np.fromiter(squares(), 'int32', 4).tolist()).toEqual([0, 1, 4, 9])
    expect(np.fromiter(new Set([1n, 2n]), 'int64').tolist()).toEqual([1n, 2n])
    expect(() => np.fromiter([1, 2], 'int8', 3)).toThrow(np.ValueError)
    expect(np.fromstring('1, 2.5 , -inf,nan', null, null, { sep: ',' }).tolist()).toEqual([1, 2.5, -Infinity, NaN])
    expect(np.fromstring(' 1 2\n3 ', 'int8', 2, { sep: ' ' }).tolist()).toEqual([1, 2])
    expect(np.fromstring('9007199254740993', 'int64', -1, { sep: ' ' }).tolist()).toEqual([9007199254740993n])
    expect(() => np.fromstring('1 x', 'float64', -1, { sep: ' ' })).toThrow(np.ValueError)
    expect(() => np.fromstring('1.5', 'int8', -1, { sep: ' ' })).toThrow(np.ValueError)
  }))

  test('layouts: C, Fortran, required', () => np.scope(() => {
    const x = a(), t = x.T
    expect(np.ascontiguousarray(x)).toBe(x)
    expect(np.ascontiguousarray(t).strides).toEqual([16, 8])
    expect(np.ascontiguousarray(5).shape).toEqual([1])
    expect(np.asfortranarray(t)).toBe(t)
    expect([np.asfortranarray(x).strides, np.asfortranarray(x).tolist()]).toEqual([[8, 16], x.tolist()])
    expect([np.isfortran(t), np.isfortran(x), np.isfortran(np.zeros(3)), np.isfortran(x.slice(':', '::2').T)]).toEqual([true, false, false, false])
    expect(np.require(x, 'float64', ['C', 'W', 'A'])).toBe(x)
    expect(np.require(x, null, 'F').strides).toEqual([8, 16])
    expect(np.require(np.broadcast_to(1, [2]), null, ['W']).assign(3).tolist()).toEqual([3, 3])
    expect(np.shares_memory(np.require(x.slice(0), null, 'OWNDATA'), x)).toBe(false)
    expect(() => np.require(x, null, ['C', 'F'])).toThrow(np.ValueError)
    expect(np.asarray_chkfinite(x)).toBe(x)
    expect(() => np.asarray_chkfinite([1, NaN])).toThrow(np.ValueError)
  }))
})

describe('questions', () => {
  test('shape, ndim, size and kinds', () => np.scope(() => {
    expect([np.shape([[1, 2], [3, 4], [5, 6]]), np.ndim(a()), np.size(a()), np.size(a(), 1), np.size(a(), [0, 1]), np.ndim(1)]).toEqual([[3, 2], 2, 6, 3, 6, 0])
    expect([1, 1n, true, 'x', { re: 1, im: 0 }, [1], a(), null].map(np.isscalar)).toEqual([true, true, true, true, true, false, false, false])
    expect([np.iscomplexobj([{ re: 1, im: 0 }]), np.iscomplexobj(a()), np.isrealobj(a())]).toEqual([true, false, true])
  }))

  test('shared memory, to the byte', () => np.scope(() => {
    const x = np.arange(20), even = x.slice('::2'), odd = x.slice('1::2')
    expect([np.may_share_memory(even, odd), np.shares_memory(even, odd)]).toEqual([true, false])
    expect([np.shares_memory(even, x.slice('::3')), np.shares_memory(x.slice(':10'), x.slice('10:')), np.may_share_memory(x.slice(':10'), x.slice('10:'))]).toEqual([true, false, false])
    expect([np.shares_memory(x.slice('::-1'), x), np.shares_memory(x, x.copy()), np.shares_memory(x.slice('3:3'), x)]).toEqual([true, false, false])
    const z = np.zeros([3], 'complex64')
    expect([np.shares_memory(np.real(z) as Any, np.imag(z) as Any), np.shares_memory(np.imag(z) as Any, z)]).toEqual([false, true])
  }))
})

test('views write through; where NumPy gives none, copies do not', () => np.scope(() => {
  const x = np.zeros([3, 3])
  np.diagonal(x).assign([1, 2, 3])
  np.flip(x, 0).slice(0).assign(9)
  np.split(x, 3)[1]!.assign(5)
  expect(x.tolist()).toEqual([[1, 0, 0], [5, 5, 5], [9, 9, 9]])
  expect(() => np.broadcast_arrays([1, 2], [[1], [2]])[0].assign(0)).toThrow(np.ValueError)
  expect(np.meshgrid([1, 2], [3, 4], { sparse: true, copy: false }).map(g => g.shape)).toEqual([[1, 2], [2, 1]])
}))

test('where without choices is nonzero', () => np.scope(() => {
  expect(np.where(np.greater(a(), 3)).map(i => i.tolist())).toEqual([[1, 1], [1, 2]])
  expect(() => np.where(5)).toThrow(np.ShapeError)
}))

test('methods', () => np.scope(() => {
  const x = a()
  expect([x.repeat(2, 1).shape, x.diagonal().tolist(), x.trace().item(), x.compress([true, false, true], 1).tolist(), x.take([7], null, { mode: 'wrap' }).tolist()]).toEqual([[2, 6], [0, 4], 4, [[0, 2], [3, 5]], [1]])
  expect(np.array([1, 0], 'int8').choose([[1, 2], [3, 4]]).tolist()).toEqual([3, 2])
  x.put([0, -1], [7, 8])
  expect(x.tolist()).toEqual([[7, 1, 2], [3, 4, 8]])
  x.slice(0).fill(2)
  expect(x.tolist()).toEqual([[2, 2, 2], [3, 4, 8]])
}))

test('take into out', () => np.scope(() => {
  const out = np.zeros(2, 'float32')
  expect(np.take(a(), [1, 9], null, { mode: 'clip', out })).toBe(out)
  expect(out.tolist()).toEqual([1, 5])
  expect(() => np.take(a(), [7])).toThrow(np.IndexError)
  expect(() => np.take(a(), [1], null, { out: np.zeros(3) })).toThrow(np.ShapeError)
}))
