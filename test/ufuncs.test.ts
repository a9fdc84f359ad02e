// What element-wise functions do beyond element by element: several outputs, reduceat, at, and operands that are not promoted together.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { rows, variants, type Any } from './operands.ts'

const list = (a: unknown): unknown => np.tolist(a as Any)

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 2 }))
  afterAll(() => np.close())

  test('ldexp rounds once, over the whole range, whatever the exponent', () => {
    np.scope(() => {
      const x = np.array([1.5, -1, 0, -0, NaN, Infinity, 5e-324, 1.7976931348623157e308, 1 + 2 ** -52])
      for (const e of [0, 1, -1, 52, -52, 1023, -1022, -1074, -1075, 1024, -1100, 2046, 2098, -2098, 5000, -5000, 2 ** 31 - 1, -(2 ** 31)]) {
        const expected = (x.tolist() as number[]).map(v => {
          let y = v
          for (let left = Math.min(Math.abs(e), 4000); left > 0; left -= Math.min(left, 900)) if (e > 0) y *= 2 ** Math.min(left, 900)
          return e > 0 ? y : divided(v, Math.min(-e, 4000))
        })
        expect([e, list(np.ldexp(x, e))]).toEqual([e, expected])
        expect(list(np.ldexp(x, np.full([9], e, 'int32')))).toEqual(expected)
      }
      expect(np.ldexp(np.array([1.25], 'float32'), np.array([-140], 'int64')).dtype).toBe('float32')
      expect(list(np.ldexp(np.array([1 + 2 ** -23], 'float32'), -149))).toEqual([2 ** -149])
      expect(list(np.ldexp(np.array([1.5], 'float32'), [127, 128]))).toEqual([1.5 * 2 ** 127, Infinity])
      expect(list(np.ldexp(np.array([[1], [2]], 'int16'), [1, 2, 3]))).toEqual([[2, 4, 8], [4, 8, 16]])
      expect(() => np.ldexp(x, 0.5)).toThrow(/exponent must be an integer/)
      expect(() => np.ldexp(x, x)).toThrow(np.DTypeError)
      expect(() => np.ldexp(x, np.zeros(9, 'uint64'))).toThrow(/uint64/)
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('quotients and remainders do not depend on what lies beside them', () => {
    // An infinite neighbour sends a whole vector the long way.
    let state = 12345
    const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32
    for (const T of [Float32Array, Float64Array]) {
      const n = 20000, a = new T(n), b = new T(n), lanes = 16 / T.BYTES_PER_ELEMENT
      for (let i = 0; i < n; i++) {
        const e = Math.floor(next() * 60 - 30)
        a[i] = (next() - 0.5) * 2 ** e * 64
        b[i] = (next() - 0.5) * 2 ** Math.floor(e + next() * 24 - 20)
        if (i % 5 === 0) a[i] = b[i]! * Math.floor(next() * 1e5)
      }
      np.scope(() => {
        const divisor = np.array(b)
        for (const f of [np.floor_divide, np.remainder, np.fmod]) {
          const plain = f(np.array(a), divisor).toTypedArray()
          for (let lane = 0; lane < lanes; lane++) {
            const beside = f(np.array(a.map((x, i) => i % lanes === lane ? Infinity : x)), divisor).toTypedArray()
            expect(plain.findIndex((x, i) => i % lanes !== lane && !Object.is(x, beside[i]))).toBe(-1)
          }
        }
      })
    }
  })

  test('two outputs', () => {
    np.scope(() => {
      const x = np.array([3.25, -0.5, -7])
      const [m, e] = np.frexp(x)
      expect([list(m), list(e), e.dtype]).toEqual([[0.8125, -0.5, -0.875], [2, 0, 3], 'int32'])
      const [q, r] = np.divmod(np.array([7, -7]), 3)
      expect([list(q), list(r)]).toEqual([[2, -3], [1, 2]])
      // into the operand itself, first or second
      for (const first of [true, false]) {
        const own = np.copy(x) as Any, other = np.zeros([3]) as Any
        const out = np.modf(own, { out: first ? [own, other] : [other, own] })
        expect(out[0]).toBe(first ? own : other)
        expect([list(out[0]), list(out[1])]).toEqual([[0.25, -0.5, -0], [3, -0, -7]])
      }
      const only = np.zeros([3], 'int64') as Any
      expect(np.frexp(x, { out: [undefined, only] })[1]).toBe(only)
      expect(list(only)).toEqual([2n, 0n, 3n])
      const some = np.modf(x, { where: [true, false, true] })
      expect(list(some[1])).toEqual([3, 0, -7])
      const same = np.zeros([3]) as Any
      expect(() => np.modf(x, { out: [same, same] })).toThrow(/share memory/)
      expect(() => np.modf(x, { out: same as never })).toThrow(/list of two/)
      const own = np.array([1.5, 2.5, 3.5]), part = own.slice('1:') as Any
      expect(() => np.modf(own, { out: [part, undefined] })).toThrow(np.ShapeError)
      expect(() => np.modf(own, { out: [5 as never, undefined] })).toThrow(/modf/)
      expect([own.tolist(), list(np.modf(own, { out: [null as never, undefined] })[1])]).toEqual([[1.5, 2.5, 3.5], [1, 2, 3]])
      expect(() => np.modf(np.array([1], 'complex64'))).toThrow(/modf does not take/)
      expect(() => np.divmod(x, np.array([{ re: 1, im: 1 }]))).toThrow(/divmod does not take/)
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('are methods of arrays', () => {
    const methods = np.NDArray.prototype as unknown as Record<string, unknown>
    expect(rows.filter(r => !r.output && typeof methods[r.name] !== 'function').map(r => r.name)).toEqual([])
    np.scope(() => expect([np.arange(4).sum(), np.arange(4).argmax(), np.arange(4).max(0).item(), np.arange(3).hypot(1).dtype]).toEqual([6, 3, 3, 'float64']))
  })

  test('tell of themselves', () => {
    expect([np.frexp.nin, np.frexp.nout, np.frexp.types]).toEqual([1, 2, ['f->fi', 'd->di']])
    expect([np.divmod.nargs, np.modf.name, np.ldexp.nin, np.gcd.identity, np.bitwise_count.types[0]]).toEqual([4, 'modf', 2, 0, 'b->B'])
    np.scope(() => expect(list(np.gcd.reduce(np.zeros([0, 2], 'int8')))).toEqual([0, 0]))
  })

  test('operands of a float op are held each by itself', () => {
    np.scope(() => {
      const a = np.array([1], 'int8'), b = np.array([2], 'uint16')
      expect(np.copysign(a, b).dtype).toBe('float32')
      expect(np.copysign(np.array([1], 'int32'), b).dtype).toBe('float64')
      expect(np.add(a, b).dtype).toBe('int32')
    })
  })

  test('reduceat', () => {
    np.scope(() => {
      const x = np.arange(8) as Any
      // NumPy's own example
      expect(list(np.add.reduceat(x, [0, 4, 1, 5, 2, 6, 3, 7]))).toEqual([6, 4, 10, 5, 14, 6, 18, 7])
      expect(list(np.subtract.reduceat(x, [0, 5]))).toEqual([-10, -8])
      const grid = np.reshape(np.arange(24), [4, 3, 2])
      expect(list(np.multiply.reduceat(grid, [0, 1], 1))).toEqual([0, 1, 2, 3].map(i => [[6 * i, 6 * i + 1], [(6 * i + 2) * (6 * i + 4), (6 * i + 3) * (6 * i + 5)]]))
      expect(list(np.maximum.reduceat(np.transpose(grid) as Any, [1, 0], -1))).toEqual([0, 1].map(c => [0, 1, 2].map(b => [6 + 2 * b + c, 18 + 2 * b + c])))
      expect(np.add.reduceat(np.array([200, 100, 3], 'uint8'), [0]).dtype).toBe('uint64')
      expect(list(np.add.reduceat(np.array([1.5, 2]), [0, 1], 0, { dtype: 'float32' }))).toEqual([1.5, 2])
      expect(list(np.logical_and.reduceat(np.array([1, 0, 2]), [0, 2]))).toEqual([false, true])
      expect(np.add.reduceat(np.zeros([3, 0]), [0, 2]).shape).toEqual([2, 0])
      expect(np.add.reduceat(x, []).shape).toEqual([0])
      expect(() => np.add.reduceat(x, [0, 8])).toThrow(/index 8 is out of bounds for axis 0 with size 8/)
      expect(() => np.add.reduceat(x, [-1])).toThrow(np.IndexError)
      expect(() => np.add.reduceat(x, [0.5])).toThrow(np.IndexError)
      expect(() => np.add.reduceat(x, [0], 1)).toThrow(np.AxisError)
      expect(() => np.less.reduceat(x, [0])).toThrow(np.DTypeError)
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('at', () => {
    np.scope(() => {
      const x = np.array([1, 2, 3, 4])
      np.negative.at(x, [0, 1])
      expect(list(x)).toEqual([-1, -2, 3, 4])
      np.negative.at(x, [0, 0, 1])
      expect(list(x)).toEqual([-1, 2, 3, 4])
      np.add.at(x, [0, 1, 2, 2], 1)
      expect(list(x)).toEqual([0, 3, 5, 4])
      np.subtract.at(x, [3, 3, -1], [1, 2, 0.5])
      expect(list(x)).toEqual([0, 3, 5, 0.5])
      const grid = np.zeros([3, 4], 'int32')
      np.add.at(grid, [[0, 2, 0], '1:3'], np.array([[1, 2], [3, 4], [5, 6]], 'int16'))
      expect(list(grid)).toEqual([[0, 6, 8, 0], [0, 0, 0, 0], [0, 3, 4, 0]])
      np.multiply.at(np.transpose(grid) as Any, '1', 2)
      expect(list(grid)).toEqual([[0, 12, 8, 0], [0, 0, 0, 0], [0, 6, 4, 0]])
      np.maximum.at(grid, np.equal(grid, 0), 7)
      expect(list(grid)).toEqual([[7, 12, 8, 7], [7, 7, 7, 7], [7, 6, 4, 7]])
      // many of one place: a histogram
      const many = np.zeros([3], 'int64'), places = np.array(Int32Array.from({ length: 3000 }, (_, i) => (i * i) % 3))
      np.add.at(many, places, 1n)
      expect(list(many)).toEqual([1000n, 2000n, 0n])
      np.add.at(x, [], 5)
      np.ldexp.at(x, [1], 3)
      expect(list(x)).toEqual([0, 24, 5, 0.5])
      expect(() => np.add.at(grid, [0], 0.5)).toThrow(np.DTypeError)
      expect(() => np.add.at(x, [4], 1)).toThrow(np.IndexError)
      expect(() => np.add.at(x, [0, 1], [1, 2, 3])).toThrow(np.ShapeError)
      expect(() => np.less.at(x, [0], 1)).toThrow(np.DTypeError)
      expect(() => np.add.at(np.broadcast_to(1, [3]) as Any, [0], 1)).toThrow(/read-only/)
    })
    expect(np.info().memory.used).toBe(0)
  })
})

/** v / 2^n, rounded once: exact steps while the result is normal. */
function divided(v: number, n: number): number {
  if (v === 0 || !Number.isFinite(v)) return v
  const bits = Math.floor(Math.log2(Math.abs(v)))
  if (bits - n >= -1022) { let y = v; for (let left = n; left > 0; left -= Math.min(left, 900)) y /= 2 ** Math.min(left, 900); return y }
  // how many of the least subnormals, halves to even
  let scaled = v
  let up = 1074 - n
  while (up > 0) { const s = Math.min(up, 900); scaled *= 2 ** s; up -= s }
  while (up < 0) { const s = Math.min(-up, 900); scaled /= 2 ** s; up += s }
  const down = Math.floor(Math.abs(scaled)), rest = Math.abs(scaled) - down
  return Math.sign(v) * (down + (rest > 0.5 || rest === 0.5 && down % 2 === 1 ? 1 : 0)) * 5e-324
}

test('nothing to choose from, and no exponents', async () => {
  await np.init()
  expect(() => np.choose([], np.zeros([0]))).toThrow(/there are no choices/)
  np.scope(() => expect(np.power(np.array([true]), new Int8Array(0)).shape).toEqual([0]))
})
