// Laws that hold for arrays of any shape: broadcasting as a plain model does it, views that compose, arithmetic that undoes itself.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
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

const same = (x: np.NDArray, y: np.NDArray): void => { expect([x.dtype, x.shape]).toEqual([y.dtype, y.shape]); expect(sameBits(x as Any, y as Any)).toBe(true) }
/** Whether all elements are true. */
const holds = (x: np.NDArray): void => { expect(np.all(x)).toBe(true) }
/** The same values; zeros of both signs are one, and so are all NaNs. */
const alike = (x: np.NDArray, y: np.NDArray): void => { expect([x.dtype, x.shape]).toEqual([y.dtype, y.shape]); holds(np.logical_or(np.equal(x, y), np.logical_and(np.isnan(x), np.isnan(y)))) }
const law = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void, numRuns = 100): void => { fc.assert(fc.property(arbitrary, value => { np.scope(() => check(value)) }), { numRuns }) }
const doubles = fc.oneof(fc.float64Array({ maxLength: 80 }), fc.float64Array({ maxLength: 40, min: -1000, max: 1000 }))
const numbers = fc.float64Array({ maxLength: 80, noNaN: true, noDefaultInfinity: true })
const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 })
const pairOf = <T>(x: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> => fc.tuple(x, x)

describe('arithmetic', () => {
  test.each(['int8', 'int32', 'uint16', 'int64'] as const)('%s: divisors, multiples and shifts', dtype => {
    law(pairOf(bits), ([p, q]) => {
      const n = Math.min(p.length, q.length), a = integers(p.slice(0, n), dtype), b = integers(q.slice(0, n), dtype), zero = np.equal(b, 0), one = np.ones(1, dtype)
      const [quotient, rest] = np.divmod(a, b)
      same(quotient, np.floor_divide(a, b))
      same(rest, np.remainder(a, b))
      holds(np.logical_or(zero, np.logical_or(np.equal(np.fmod(a, b), 0), np.equal(np.less(np.fmod(a, b), 0), np.less(a, 0)))))
      const small = np.fmod(a, np.array([11], 'int8').astype(dtype)), other = np.fmod(b, np.array([11], 'int8').astype(dtype)), common = np.gcd(small, other)
      same(np.multiply(common, np.lcm(small, other)), np.where(np.equal(common, 0), np.zeros(1, dtype), np.absolute(np.multiply(small, other))))
      holds(np.equal(np.fmod(small, np.maximum(common, one)), 0))
      same(np.right_shift(np.left_shift(small, one), one), small)
      same(np.multiply(np.sign(a), np.absolute(a)), a)
    }, 60)
  })

  test('floats fall apart and come together again', () => {
    law(doubles, values => {
      const x = np.array(values), [fraction, integer] = np.modf(x), [mantissa, exponent] = np.frexp(x), finite = np.isfinite(x)
      same(np.where(finite, np.copysign(np.add(fraction, integer), x), x), x)
      same(integer, np.trunc(x))
      same(np.ldexp(mantissa, exponent), x)
      holds(np.logical_or(np.logical_not(finite), np.logical_or(np.equal(x, 0), np.logical_and(np.greater_equal(np.absolute(mantissa), 0.5), np.less(np.absolute(mantissa), 1)))))
      same(np.ceil(x), np.negative(np.floor(np.negative(x))))
      same(np.where(finite, np.nextafter(np.nextafter(x, Infinity), -Infinity), 0), np.where(finite, np.where(np.equal(x, 0), 0, x), 0))
      holds(np.equal(np.signbit(np.copysign(x, -1)), true))
      for (const odd of [np.sinh, np.tanh, np.cbrt, np.sin]) holds(np.logical_or(np.isnan(odd(x)), np.equal(odd(np.negative(x)), np.negative(odd(x)))))
      for (const even of [np.cosh, np.cos, np.fabs]) holds(np.logical_or(np.isnan(even(x)), np.equal(even(np.negative(x)), even(x))))
      const y = x.slice('::-1')
      for (const f of [np.logaddexp, np.logaddexp2, np.fmax, np.fmin]) holds(np.logical_or(np.isnan(f(x, y)), np.equal(f(x, y), f(y, x))))
    })
  })

  test('running sums and differences undo each other', () => {
    law(whole, values => {
      const a = np.array(values, 'int64'), start = a.slice(':1')
      same(np.diff(np.cumsum(a)), a.slice('1:'))
      same(np.cumsum(np.concatenate([start, np.diff(a)])), a)
      same(np.ediff1d(a), np.diff(a))
      expect(np.ptp(a)).toEqual(np.max(a) - np.min(a))
      expect(np.average(a, { weights: np.full([values.length], 3) })).toBeCloseTo(np.mean(a), 9)
      const f = np.array(values.map((v, i) => i % 3 === 1 ? NaN : v)), filled = np.nan_to_num(f)
      expect([np.nansum(f), np.nanmax(f)]).toEqual([np.sum(filled), np.max(np.where(np.isnan(f), -Infinity, f))])
    })
  })
})

describe('order', () => {
  test.each(dtypeNames)('%s: a sort is an ordered permutation, and argsort the way to it', dtype => {
    law(fc.tuple(bits, fc.nat(5)), ([bytes, k]) => {
      const size = np.zeros([], dtype).itemsize, a = dtype === 'bool' ? integers(bytes, 'uint8').astype('bool') as Any : integers(bytes.slice(0, bytes.length - bytes.length % size), dtype), sorted = np.sort(a), places = np.argsort(a, -1, { kind: 'stable' })
      alike(np.sort(sorted), sorted)
      alike(np.sort(a.slice('::-1')), sorted)
      if (dtype.startsWith('complex')) return
      const taken = a.at(places), nan = np.isnan(taken), left = taken.slice(':-1'), right = taken.slice('1:')
      alike(taken, sorted)
      holds(np.logical_or(nan.slice('1:'), np.less_equal(left, right)))
      // stable: of equal elements the first comes first
      holds(np.logical_or(np.not_equal(left, right), np.less(places.slice(':-1'), places.slice('1:'))))
      same(np.sort(places), np.arange(a.size).astype('int32'))
      same(np.lexsort([a]), places)
      if (k >= a.size) return
      const parted = np.partition(a, k), middle = parted.slice(`${k}:${k + 1}`)
      holds(np.logical_or(np.equal(middle, sorted.slice(`${k}:${k + 1}`)), np.isnan(middle)))
      holds(np.logical_or(np.less_equal(parted.slice(`:${k}`), middle), np.isnan(middle)))
      holds(np.logical_or(np.greater_equal(parted.slice(`${k}:`), middle), np.isnan(parted.slice(`${k}:`))))
      alike(np.sort(parted), sorted)
    }, 40)
  })
})

describe('arrangement', () => {
  const filled = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 }).map(shape => ({ shape }))
  test('what is turned, rolled, cut or padded comes back', () => {
    law(fc.tuple(filled, fc.integer({ min: -9, max: 9 }), fc.nat(3), fc.integer({ min: 1, max: 7 })), ([{ shape }, k, at, parts]) => {
      const a = counted(shape), axis = at % shape.length
      same(np.flip(np.flip(a, axis), axis), a)
      same(np.roll(np.roll(a, k, axis), -k, axis), a)
      same(np.roll(np.roll(a, k), -k), a)
      same(np.rot90(np.rot90(a, k), -k), a)
      same(np.concatenate(np.array_split(a, parts, axis), axis), a)
      same(np.stack(np.unstack(a, { axis }), axis), a)
      for (const mode of ['constant', 'edge', 'reflect', 'wrap'] as const) same(np.pad(a, [parts, at], mode).slice(...shape.map(n => `${parts}:${parts + n}`)), a)
      same(np.tile(a, shape.map(() => 2)).slice(...shape.map(n => `${n}:`)), a)
      same(np.repeat(a, parts, axis).slice(...shape.map((_, i) => i === axis ? `::${parts}` : ':')), a)
      same(np.delete(np.insert(a, 0, 7, axis), 0, axis), a)
      same(np.add(np.tril(a, k), np.triu(a, k + 1)), a)
      same(np.take_along_axis(a, np.argsort(a, axis), axis), np.sort(a, axis))
      const places = np.arange(a.size).astype('int32')
      same(np.ravel_multi_index(np.unravel_index(places, shape), shape), places)
    })
  })

  test('bits packed are unpacked', () => {
    law(fc.uint8Array({ minLength: 1, maxLength: 70 }), values => {
      const flags = np.not_equal(np.remainder(np.array(values), 2), 0)
      same(np.unpackbits(np.packbits(flags), null, { count: values.length }), flags.astype('uint8'))
    })
  })
})

describe('sets and counts', () => {
  test('unique elements, their places and numbers', () => {
    law(pairOf(whole), ([p, q]) => {
      const a = np.array(p, 'int32'), b = np.array(q, 'int32'), { values, inverse_indices } = np.unique_inverse(a), { counts } = np.unique_counts(a)
      same(values.at(inverse_indices), a)
      expect(Number(np.sum(counts))).toBe(p.length)
      holds(np.greater(np.diff(values), 0))
      same(np.union1d(a, b), np.unique(np.concatenate([a, b])))
      same(np.intersect1d(a, b), values.at(np.isin(values, b)))
      same(np.setdiff1d(a, b), values.at(np.isin(values, b, { invert: true })))
      same(np.setxor1d(a, b), np.union1d(np.setdiff1d(a, b), np.setdiff1d(b, a)))
      const left = np.searchsorted(values, b), right = np.searchsorted(values, b, { side: 'right' })
      same(np.equal(np.subtract(right, left), 1), np.isin(b, a))
      same(np.bincount(inverse_indices), counts)
      expect(Number(np.sum(np.histogram(a, 7)[0]))).toBe(p.length)
      expect(np.median(a)).toBe(np.quantile(a, 0.5))
      expect([np.quantile(a, 0), np.quantile(a, 1)]).toEqual([np.min(a), np.max(a)])
    })
  })
})

describe('polynomials', () => {
  const integral = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 8 }).map(c => np.scope(() => [...np.array([1, ...c], 'int64').toTypedArray()]))
  const polynomial = (c: bigint[]): np.NDArray<'int64'> => np.array(BigInt64Array.from(c))

  test('of integers are a ring, and values respect it', () => {
    law(fc.tuple(integral, integral, integral), lists => {
      const [p, q, r] = lists.map(polynomial) as [np.NDArray<'int64'>, np.NDArray<'int64'>, np.NDArray<'int64'>], x = np.arange(-3, 4, 1, 'int64')
      same(np.polymul(p, q), np.polymul(q, p))
      same(np.polymul(np.polymul(p, q), r), np.polymul(p, np.polymul(q, r)))
      same(np.polysub(np.polyadd(p, q), q).slice(`${-p.size}:`), p)
      same(np.polyval(np.polymul(p, q), x), np.multiply(np.polyval(p, x), np.polyval(q, x)))
      same(np.polyval(np.polyadd(p, q), x), np.add(np.polyval(p, x), np.polyval(q, x)))
      same(np.polyder(np.polymul(p, q)), np.polyadd(np.polymul(np.polyder(p), q), np.polymul(p, np.polyder(q))))
      holds(np.isclose(np.polyder(np.polyint(p)), p))
      const [quotient, rest] = np.polydiv(np.polyadd(np.polymul(p, q), r.slice(`${1 - q.size}:`)), q)
      holds(np.isclose(np.polyadd(np.polymul(quotient, q), rest), np.polyadd(np.polymul(p, q), r.slice(`${1 - q.size}:`)), { atol: 1e-6 }))
    })
  })

  test('roots of a product are its factors', () => {
    law(fc.uniqueArray(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 7 }), zeros => {
      const found = np.sort(np.real(np.roots(np.poly(zeros))))
      holds(np.isclose(found, np.sort(np.array(zeros)), { atol: 1e-7 }))
    })
  })

  test('a fit through points of a polynomial is the polynomial', () => {
    law(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 }), c => {
      const x = np.linspace(-2, 2, 12)
      holds(np.isclose(np.polyfit(x, np.polyval(c, x), c.length - 1), c, { atol: 1e-9 }))
    })
  })
})

describe('text', () => {
  test('numbers are read back as they were written', () => {
    law(numbers, values => {
      if (values.length === 0) return
      const a = np.array(values)
      same(np.loadtxt(np.savetxt(a), { ndmin: 1 }), a)
      same(np.genfromtxt(np.savetxt(a, { fmt: '%.17g' }), { ndmin: 1 }), a)
      for (const x of values.slice(0, 8)) {
        const single = np.array(Float32Array.of(x))
        expect([Number(np.format_float_positional(x)), Number(np.format_float_scientific(x))]).toEqual([x, x])
        if (np.isfinite(single).item()) expect([Math.fround(Number(np.format_float_positional(single))), Math.fround(Number(np.format_float_scientific(single)))]).toEqual([Math.fround(x), Math.fround(x)])
      }
    })
  })

  test('integers in any base', () => {
    law(fc.tuple(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.integer({ min: 2, max: 36 }), fc.integer({ min: -128, max: 127 })), ([n, base, small]) => {
      const text = np.base_repr(n, base), digits = [...text.replace('-', '').toLowerCase()].reduce((sum, c) => sum * BigInt(base) + BigInt(parseInt(c, 36)), 0n)
      expect(text.startsWith('-') ? -digits : digits).toBe(n)
      expect(BigInt.asIntN(8, BigInt(`0b${np.binary_repr(small, 8)}`))).toBe(BigInt(small))
    })
  })
})

test('result_type does not depend on the order', () => {
  const kinds = fc.array(fc.oneof(fc.constantFrom(...dtypeNames), fc.constantFrom(1, 0.5, true, 3n, { re: 0, im: 1 })), { minLength: 1, maxLength: 5 })
  law(kinds.chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, other]) => {
    expect(np.result_type(...list)).toBe(np.result_type(...other))
    const strong = list.filter(x => typeof x === 'string')
    if (strong.length === list.length) for (const d of strong) expect(np.can_cast(d, np.result_type(...list) as DType)).toBe(true)
  }, 400)
})

test('nothing is left', () => {
  const { used, blocks } = np.info().memory
  expect({ used, blocks }).toEqual({ used: 0, blocks: 0 })
})
