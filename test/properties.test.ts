// Laws that hold for arrays of any shape: broadcasting as a plain model does it, views that compose, arithmetic that undoes itself.

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { arrayOf, integral, dtypeNames, sameBits, typedArrayOf, type Any, type DType, type Values } from './operands.ts'

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => np.close())

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, m) => n * m, 1)
const shapes = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 })
/** Consecutive numbers in a shape. */
const counted = (shape: readonly number[], dtype: 'int32' | 'float64' = 'int32'): Any => arrayOf(new (typedArrayOf(dtype))(Array.from({ length: sizeOf(shape) }, (_, i) => i * 3 - 7) as never) as Values, dtype, shape)

/** The shape that two broadcast to, by NumPy's words: aligned at the end, equal or 1. */
function together(a: readonly number[], b: readonly number[]): number[] | undefined {
  const n = Math.max(a.length, b.length), out: number[] = []
  for (let i = 1; i <= n; i++) {
    const x = a[a.length - i] ?? 1, y = b[b.length - i] ?? 1
    if (x !== y && x !== 1 && y !== 1) return undefined
    out.unshift(x === 1 ? y : x)
  }
  return out
}
/** The element of a nested list at a place of the broadcast shape. */
function element(list: unknown, shape: readonly number[], place: readonly number[]): number {
  let x = list
  shape.forEach((n, i) => { x = (x as unknown[])[n === 1 ? 0 : place[place.length - shape.length + i]!] })
  return x as number
}
function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((all, n) => all.flatMap(p => Array.from({ length: n }, (_, i) => [...p, i])), [[]])
}

const partner = shapes.chain(s => fc.tuple(fc.constant(s), fc.oneof(shapes, fc.nat(s.length).chain(k => fc.tuple(...s.slice(k).map(n => fc.constantFrom(n, 1))).map(x => x as number[])))))

test('broadcasting', () => {
  let fitted = 0
  fc.assert(fc.property(partner, ([s, t]) => {
    np.scope(() => {
      const a = counted(s), b = counted(t), shape = together(s, t)
      if (!shape) { expect(() => np.subtract(a, b)).toThrow(np.ShapeError); return }
      fitted++
      const got = np.subtract(a, b) as Any, x = a.tolist(), y = b.tolist()
      expect(got.shape).toEqual(shape)
      expect([...got.toTypedArray() as Int32Array]).toEqual(places(shape).map(p => element(x, s, p) - element(y, t, p)))
    })
  }), { numRuns: 1000 })
  expect(fitted).toBeGreaterThan(300)
})

/** A view of a new array: random numbers in a shape after slices and a transpose. */
const views = fc.tuple(
  fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 4, maxLength: 4 }), fc.constantFrom(0, 60, 1100),
  fc.array(fc.constantFrom(':', '::-1', '::2', '1:', '-3:', '::-3'), { minLength: 4, maxLength: 4 }), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.nat(3),
)
type Recipe = [number[], number, string[], number[], number]
function view([shape, long, slices, order, at]: Recipe, dtype: DType): Any {
  const lengths = long === 0 ? shape : shape.map((n, i) => i === at ? long : Math.min(n, 4)), n = sizeOf(lengths)
  const dense = np.reshape(np.remainder(np.multiply(np.arange(n), 7919), 101), lengths).astype(dtype)
  return np.transpose(dense.slice(...slices), order) as Any
}

test('an op of views, into a view, is the op of copies', () => {
  const types = fc.constantFrom<DType>('int8', 'int32', 'uint64', 'float32', 'float64', 'complex64')
  fc.assert(fc.property(views, types, types, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.boolean(), (recipe, d, e, order, narrow, drop) => {
    np.scope(() => {
      const a = view(recipe as Recipe, d), parts = a.shape.map((_, i) => narrow[i] ? '0:1' : ':'), some = view(recipe as Recipe, e).slice(...parts), b = drop && some.shape[0] === 1 ? some.slice('0') : some
      const expected = np.subtract(np.copy(a), np.copy(b)) as Any, test = np.less(np.copy(a), np.copy(b)) as Any
      expect(sameBits(np.subtract(a, b) as Any, expected)).toBe(true)
      expect(sameBits(np.less(b, a) as Any, np.greater(np.copy(a), np.copy(b)) as Any)).toBe(true)
      expect(sameBits(np.less(a, b) as Any, test)).toBe(true)
      // an output with its axes in another order in memory, and one that is reversed
      const laid = np.transpose(np.zeros(order.map(i => a.shape[i]!), expected.dtype), order.map((_, i) => order.indexOf(i))) as Any
      np.subtract(a, b, { out: laid })
      expect(sameBits(laid, expected)).toBe(true)
      const back = np.zeros(a.shape, 'bool').slice('::-1', '...', '::-1') as Any
      np.less(a, b, { out: back })
      expect(sameBits(back, test)).toBe(true)
    })
  }), { numRuns: 400 })
})

test('a transpose is undone by its inverse, and two make one', () => {
  const shuffled = shapes.chain(s => { const axes = s.map((_, i) => i); return fc.tuple(fc.constant(s), fc.shuffledSubarray(axes, { minLength: s.length }), fc.shuffledSubarray(axes, { minLength: s.length })) })
  fc.assert(fc.property(shuffled, ([s, p, q]) => {
    np.scope(() => {
      const a = counted(s), once = np.transpose(a, p) as Any, inverse = p.map((_, i) => p.indexOf(i))
      expect(sameBits(np.transpose(once, inverse) as Any, a)).toBe(true)
      expect(sameBits(np.transpose(once, q) as Any, np.transpose(a, q.map(i => p[i]!)) as Any)).toBe(true)
      // an op on a view is a view of the op
      expect(sameBits(np.square(once) as Any, np.transpose(np.square(a), p) as Any)).toBe(true)
    })
  }), { numRuns: 300 })
})

test('a reshape of a reshape is a reshape', () => {
  const factors = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 })
  const joined = factors.chain(f => fc.tuple(fc.constant(f), fc.shuffledSubarray(f, { minLength: f.length }), fc.array(fc.boolean(), { minLength: f.length, maxLength: f.length })))
  fc.assert(fc.property(joined, fc.boolean(), ([s, t, joins], turned) => {
    np.scope(() => {
      const u = t.reduce<number[]>((out, n, i) => { if (joins[i] && out.length > 0) out[out.length - 1]! *= n; else out.push(n); return out }, [])
      const base = counted(s), a = turned ? np.transpose(base) as Any : base
      expect(sameBits(np.reshape(np.reshape(a, t), u) as Any, np.reshape(a, u) as Any)).toBe(true)
      expect(sameBits(np.ravel(np.reshape(a, u)) as Any, np.ravel(a) as Any)).toBe(true)
      expect(np.reshape(a, u).tolist()).toEqual(np.copy(np.reshape(a, u)).tolist())
    })
  }), { numRuns: 300 })
})

const bits = fc.uint8Array({ minLength: 8, maxLength: 1200 })
/** Any bits as integers of a dtype. */
const integers = (bytes: Uint8Array, dtype: DType): Any => {
  const T = typedArrayOf(dtype), n = Math.floor(bytes.length / T.BYTES_PER_ELEMENT)
  return arrayOf(new T(bytes.slice(0, n * T.BYTES_PER_ELEMENT).buffer) as Values, dtype)
}

test.each(dtypeNames.filter(integral))('%s: sums, negation, bits and quotients undo themselves', dtype => {
  fc.assert(fc.property(bits, bits, (p, q) => {
    np.scope(() => {
      const n = Math.min(p.length, q.length), a = integers(p.slice(0, n), dtype), b = integers(q.slice(0, n), dtype)
      const same = (x: Any, y: Any): void => { expect(sameBits(x, y)).toBe(true) }
      same(np.subtract(np.add(a, b), b) as Any, a)
      same(np.add(a, b) as Any, np.add(b, a) as Any)
      same(np.negative(np.negative(a)) as Any, a)
      same(np.subtract(a, b) as Any, np.add(a, np.negative(b)) as Any)
      same(np.bitwise_xor(np.bitwise_xor(a, b), b) as Any, a)
      same(np.invert(np.invert(a)) as Any, a)
      same(np.multiply(a, b) as Any, np.multiply(b, a) as Any)
      same(np.add(np.maximum(a, b), np.minimum(a, b)) as Any, np.add(a, b) as Any)
      // a = (a // b) b + a mod b wherever b is not 0
      const whole = np.add(np.multiply(np.floor_divide(a, b), b), np.remainder(a, b)), zero = np.equal(b, 0)
      same(np.where(zero, a, whole) as Any, a)
      expect(np.all(np.logical_xor(np.less(a, b), np.greater_equal(a, b)))).toBe(true)
      expect(np.all(np.equal(np.less_equal(a, b), np.logical_or(np.less(a, b), np.equal(a, b))))).toBe(true)
    })
  }), { numRuns: 60 })
})

test('nothing is left', () => {
  const { used, blocks } = np.info().memory
  expect({ used, blocks }).toEqual({ used: 0, blocks: 0 })
})
