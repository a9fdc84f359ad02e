// THE TABLE. A row is a doc comment and a line; from it come the wasm exports, the static types, dispatch, the thread policy,
// the docs, the test sweep and the benchmarks. The class of a row is its name in PascalCase in assembly/ (with Bool, Integer or
// Complex behind it where a kind of dtype needs a form of its own).

import type { ArrayLike } from './asarray.js'
import { argReduction, binary, pair, reduction, ternary, unary, type BinaryPair, type UnaryPair } from './define.js'
import { ValueError } from './errors.js'
import { NDArray } from './ndarray.js'
import type { DType } from './dtype.js'
import { wideSums } from './table.js'

const integers = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'] as const
const floats = ['float32', 'float64'] as const
const inexact = ['float32', 'float64', 'complex64', 'complex128'] as const
const real = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64'] as const
const number = [...real, 'complex64', 'complex128'] as const
const logical = ['bool', ...integers] as const
const ordered = ['bool', ...real] as const
const all = ['bool', ...number] as const

/** Sum of two arrays, element-wise. */
export const add = binary('add', { on: all, fold: { identity: 0, wide: wideSums }, widen: 'wide' })
/** Difference of two arrays, element-wise. */
export const subtract = binary('subtract', { on: number, refuse: { dtype: 'bool', instead: 'bitwise_xor or logical_xor' } })
/** Product of two arrays, element-wise. */
export const multiply = binary('multiply', { on: all, fold: { identity: 1 }, widen: 'wide' })
/** Quotient of two arrays, element-wise; integers give float64. */
export const divide = binary('divide', { on: ['float64', 'float32', 'complex64', 'complex128'], ns: 0.8 })
/** Largest integer not greater than the quotient, element-wise; an integer divided by 0 gives 0. */
export const floor_divide = binary('floor_divide', { on: real, ns: 6 })
/** Remainder with the sign of the divisor (Python's %), element-wise; an integer modulo 0 gives 0. */
export const remainder = binary('remainder', { on: real, ns: 6 })
/** Remainder with the sign of the dividend (C's %), element-wise; an integer modulo 0 gives 0. */
export const fmod = binary('fmod', { on: real, ns: 6 })
/** floor_divide and remainder together. */
export const divmod = pair('divmod', 2, floor_divide, remainder) as BinaryPair<typeof real>
/** First array to the power of the second, element-wise; integers to negative powers are an error. */
export const power = binary('power', { on: number, ns: 8, ulp: [1, 2], domain: [0, 20], check: refuseNegativePowers })
/** power in float64 or complex128, so that negative powers of integers have a value. */
export const float_power = binary('float_power', { on: ['float64', 'complex128'], ns: 8, ulp: [1, 2], domain: [0, 20] })
/** The element itself: a copy. */
export const positive = unary('positive', { on: number, refuse: { dtype: 'bool', instead: 'copy' } })
/** Negation, element-wise. */
export const negative = unary('negative', { on: number, refuse: { dtype: 'bool', instead: 'invert or logical_not' } })
/** Absolute value, element-wise; of a complex number its modulus. */
export const absolute = unary('absolute', { on: all, rule: 'real' })
/** Absolute value of real numbers as floats, element-wise. */
export const fabs = unary('fabs', { on: floats })
/** -1, 0 or 1 by the sign; of a complex number z / |z|. */
export const sign = unary('sign', { on: number, refuse: { dtype: 'bool', instead: 'not_equal(a, 0)' } })
/** 1 / a, element-wise; of integers rounded to 0, and 0 of 0. */
export const reciprocal = unary('reciprocal', { on: number, ns: 0.8 })
/** 0 where a is negative, b where it is 0, 1 where it is positive. */
export const heaviside = binary('heaviside', { on: floats })
/** Square root, element-wise. */
export const sqrt = unary('sqrt', { on: inexact, ns: 1, ulp: [0.5, 0.5], domain: [0, 1e6] })
/** Square, element-wise. */
export const square = unary('square', { on: number })
/** e to the power of the array, element-wise. */
export const exp = unary('exp', { on: inexact, ns: 2, ulp: [1, 2], domain: [-80, 80] })
/** Natural logarithm, element-wise. */
export const log = unary('log', { on: inexact, ns: 3, ulp: [1, 2], domain: [0, 1e6] })
/** Sine of angles in radians, element-wise. */
export const sin = unary('sin', { on: inexact, ns: 2.5, ulp: [1, 2] })
/** Cosine of angles in radians, element-wise. */
export const cos = unary('cos', { on: inexact, ns: 2.5, ulp: [1, 2] })
/** 2 to the power of the array, element-wise. */
export const exp2 = unary('exp2', { on: inexact, ns: 2, ulp: [2, 1], domain: [-80, 80] })
/** e to the power of the array, less 1, without loss near 0. */
export const expm1 = unary('expm1', { on: inexact, ns: 3, ulp: [1, 2], domain: [-10, 10] })
/** Logarithm to base 2, element-wise. */
export const log2 = unary('log2', { on: inexact, ns: 3, ulp: [1, 1], domain: [0, 1e6] })
/** Logarithm to base 10, element-wise. */
export const log10 = unary('log10', { on: inexact, ns: 3, ulp: [1, 1], domain: [0, 1e6] })
/** Natural logarithm of the array plus 1, without loss near 0. */
export const log1p = unary('log1p', { on: inexact, ns: 4, ulp: [1, 1], domain: [0, 20] })
/** Cube root, element-wise. */
export const cbrt = unary('cbrt', { on: floats, ns: 4, ulp: [1, 1] })
/** Logarithm of the sum of exponentials, log(e^a + e^b). The bound on the error holds relative to the larger of the operands and the result. */
export const logaddexp = binary('logaddexp', { on: floats, ns: 8, ulp: [1, 2], fold: { identity: -Infinity } })
/** Logarithm to base 2 of the sum of powers of 2, log2(2^a + 2^b). The bound on the error is as that of logaddexp. */
export const logaddexp2 = binary('logaddexp2', { on: floats, ns: 8, ulp: [1, 2], fold: { identity: -Infinity } })
/** Hyperbolic sine, element-wise. */
export const sinh = unary('sinh', { on: inexact, ns: 4, ulp: [1, 2], domain: [-10, 10] })
/** Hyperbolic cosine, element-wise. */
export const cosh = unary('cosh', { on: inexact, ns: 4, ulp: [1, 2], domain: [-10, 10] })
/** Hyperbolic tangent, element-wise. */
export const tanh = unary('tanh', { on: inexact, ns: 4, ulp: [1, 2], domain: [-10, 10] })
/** Modified Bessel function of the first kind and order 0, element-wise; integers give float64. */
export const i0 = unary('i0', { on: ['float64', 'float32'], ns: 8, ulp: [1, 3], domain: [0, 20] })
/** Tangent of angles in radians, element-wise. */
export const tan = unary('tan', { on: inexact, ns: 3.5, ulp: [1, 2] })
/** Angle whose sine is the element, in [-π/2, π/2]. */
export const arcsin = unary('arcsin', { on: inexact, ns: 2.5, ulp: [2, 2], domain: [-1, 1] })
/** Angle whose cosine is the element, in [0, π]. */
export const arccos = unary('arccos', { on: inexact, ns: 2.5, ulp: [2, 2], domain: [-1, 1] })
/** Angle whose tangent is the element, in [-π/2, π/2]. */
export const arctan = unary('arctan', { on: inexact, ns: 2.5, ulp: [2, 2] })
/** Angle of the point (b, a), in [-π, π]: the arctangent of a / b in the right quadrant. */
export const arctan2 = binary('arctan2', { on: floats, ns: 3, ulp: [2, 2] })
/** Inverse of the hyperbolic sine, element-wise. */
export const arcsinh = unary('arcsinh', { on: inexact, ns: 6, ulp: [1, 2] })
/** Inverse of the hyperbolic cosine, not negative; NaN below 1. */
export const arccosh = unary('arccosh', { on: inexact, ns: 6, ulp: [1, 2], domain: [1, 100] })
/** Inverse of the hyperbolic tangent; NaN beyond [-1, 1]. */
export const arctanh = unary('arctanh', { on: inexact, ns: 6, ulp: [1, 2], domain: [-1, 1] })
/** Square root of a² + b², without overflow or underflow on the way. */
export const hypot = binary('hypot', { on: floats, ns: 1, ulp: [1, 1], identity: 0 })
/** sin(πx) / (πx), 1 for 0; integers give float64. */
export const sinc = unary('sinc', { on: ['float64', 'float32', 'complex64', 'complex128'], ns: 3, ulp: [1, 2] })
/** Radians as degrees, element-wise. */
export const degrees = unary('degrees', { on: floats, ulp: [2, 1] })
/** Degrees as radians, element-wise. */
export const radians = unary('radians', { on: floats, ulp: [1, 1] })

/** The greater of two elements; NaN if either is. */
export const maximum = binary('maximum', { on: all, fold: { pad: 'least' } })
/** The lesser of two elements; NaN if either is. */
export const minimum = binary('minimum', { on: all, fold: { pad: 'greatest' } })
/** The greater of two elements, NaN standing for a missing one. */
export const fmax = binary('fmax', { on: all, fold: { pad: 'missing-least' } })
/** The lesser of two elements, NaN standing for a missing one. */
export const fmin = binary('fmin', { on: all, fold: { pad: 'missing-greatest' } })
/** Largest integer not greater than the element. */
export const floor = unary('floor', { on: ordered })
/** Least integer not less than the element. */
export const ceil = unary('ceil', { on: ordered })
/** The element without its fraction. */
export const trunc = unary('trunc', { on: ordered })
/** Nearest integer, halves to even; integers give floats. */
export const rint = unary('rint', { on: inexact })
/** Complex conjugate, element-wise. */
export const conjugate = unary('conjugate', { on: number })
/** Magnitude of the first with the sign of the second, element-wise. */
export const copysign = binary('copysign', { on: floats })
/** The next float after the first in the direction of the second. */
export const nextafter = binary('nextafter', { on: floats })
/** The distance from the element to the neighbour that is further from 0. */
export const spacing = unary('spacing', { on: floats })
/** a times 2 to the integer power b, element-wise. */
export const ldexp = binary('ldexp', { on: floats, ns: 2, exponent: true })
const mantissa = unary('frexp_mantissa', { on: floats, output: { of: 'frexp', index: 0 } })
const exponent = unary('frexp_exponent', { on: floats, rule: 'int32', output: { of: 'frexp', index: 1 } })
/** Mantissa in [0.5, 1) and exponent (int32), with a = mantissa 2^exponent. */
export const frexp = pair('frexp', 1, mantissa, exponent) as UnaryPair<typeof floats, 'same', 'int32'>
const fraction = unary('modf_fraction', { on: floats, output: { of: 'modf', index: 0 } })
const whole = unary('modf_whole', { on: floats, output: { of: 'modf', index: 1 } })
/** Fraction and whole part, both with the sign of the element. */
export const modf = pair('modf', 1, fraction, whole) as UnaryPair<typeof floats, 'same', 'same'>
/** Greatest common divisor of integers, element-wise. */
export const gcd = binary('gcd', { on: integers, refuse: { dtype: 'bool', instead: 'logical_or or logical_and' }, identity: 0, ns: 20 })
/** Least common multiple of integers, element-wise. */
export const lcm = binary('lcm', { on: integers, refuse: { dtype: 'bool', instead: 'logical_or or logical_and' }, ns: 25 })

/** a = b, element-wise. */
export const equal = binary('equal', { on: all, rule: 'bool' })
/** a ≠ b, element-wise. */
export const not_equal = binary('not_equal', { on: all, rule: 'bool' })
/** a < b, element-wise; complex numbers in lexicographic order. */
export const less = binary('less', { on: all, rule: 'bool' })
/** a ≤ b, element-wise. */
export const less_equal = binary('less_equal', { on: all, rule: 'bool' })
/** a > b, element-wise. */
export const greater = binary('greater', { on: all, rule: 'bool' })
/** a ≥ b, element-wise. */
export const greater_equal = binary('greater_equal', { on: all, rule: 'bool' })
/** Bits that both have, element-wise. */
export const bitwise_and = binary('bitwise_and', { on: logical, fold: { identity: -1 } })
/** Bits that either has, element-wise. */
export const bitwise_or = binary('bitwise_or', { on: logical, fold: { identity: 0 } })
/** Bits that exactly one has, element-wise. */
export const bitwise_xor = binary('bitwise_xor', { on: logical, fold: { identity: 0 } })
/** All bits inverted, element-wise; of bool the opposite. */
export const invert = unary('invert', { on: logical })
/** a times 2^b for integers: bits move to the left, and out; 0 for negative b. */
export const left_shift = binary('left_shift', { on: integers })
/** a / 2^b for integers, rounded down: bits move to the right, and out. */
export const right_shift = binary('right_shift', { on: integers })
/** How many bits of the absolute value are set, as uint8. */
export const bitwise_count = unary('bitwise_count', { on: integers, rule: 'uint8' })
/** Whether both are true (not 0), element-wise. */
export const logical_and = binary('logical_and', { on: all, rule: 'bool', fold: { identity: 1 }, as: 'bitwise_and' })
/** Whether either is true (not 0), element-wise. */
export const logical_or = binary('logical_or', { on: all, rule: 'bool', fold: { identity: 0 }, as: 'bitwise_or' })
/** Whether exactly one is true (not 0), element-wise. */
export const logical_xor = binary('logical_xor', { on: all, rule: 'bool', fold: { identity: 0 }, as: 'bitwise_xor' })
/** Whether it is false (0), element-wise. */
export const logical_not = unary('logical_not', { on: all, rule: 'bool' })
/** Whether it is NaN, element-wise. */
export const isnan = unary('isnan', { on: all, rule: 'bool' })
/** Whether it is neither infinite nor NaN, element-wise. */
export const isfinite = unary('isfinite', { on: all, rule: 'bool' })
/** Whether it is infinite, element-wise. */
export const isinf = unary('isinf', { on: all, rule: 'bool' })
/** Whether it is positive infinity, element-wise. */
export const isposinf = unary('isposinf', { on: ordered, rule: 'bool' })
/** Whether it is negative infinity, element-wise. */
export const isneginf = unary('isneginf', { on: ordered, rule: 'bool' })
/** Whether the sign bit is set (also of -0 and NaN), element-wise. */
export const signbit = unary('signbit', { on: floats, rule: 'bool' })

/** Sum of the elements; integers add up in 64 bits, floats pairwise in effect. */
export const sum = reduction('sum', { of: add, widen: 'wide', on: all })
/** Product of the elements; integers multiply in 64 bits. */
export const prod = reduction('prod', { of: multiply, widen: 'wide', on: all })
/** Greatest element; NaN if there is one. */
export const max = reduction('max', { of: maximum, widen: 'same', on: all })
/** Least element; NaN if there is one. */
export const min = reduction('min', { of: minimum, widen: 'same', on: all })
/** Whether any element is true (not 0; NaN is true). */
export const any = reduction('any', { of: bitwise_or, stop: true, widen: 'bool', on: all })
/** Whether all elements are true (not 0; NaN is true). */
export const all_ = reduction('all', { of: bitwise_and, stop: false, widen: 'bool', on: all })
export { all_ as all }
/** Place of the greatest element, the first of several; of the first NaN if there is one. */
export const argmax = argReduction('argmax', 'maximum', 'least', ordered)
/** Place of the least element, the first of several; of the first NaN if there is one. */
export const argmin = argReduction('argmin', 'minimum', 'greatest', ordered)

/** @internal minimum(maximum(a, low), high); clip() in statistics.ts is its public form. */
export const clip3 = ternary('clip', { on: all })

function refuseNegativePowers(op: string, loop: DType, [, b]: readonly ArrayLike[]): void {
  if (!loop.startsWith('int')) return
  const lowest = b instanceof NDArray ? (b.size === 0 || b.dtype === 'bool' || b.dtype.startsWith('uint') ? 0 : min(b)) : b
  if ((typeof lowest === 'number' || typeof lowest === 'bigint' ? lowest : min(b as ArrayLike, { initial: 0 })) as number < 0) {
    throw new ValueError(`${op}: integers to negative integer powers are not allowed; use floats, for example a.astype('float64')`)
  }
}
