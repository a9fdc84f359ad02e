// The plain JavaScript loops that the library is compared with: of every row of the table, and of a few functions made of rows, as an
// ordinary developer writes them over typed arrays, each with an array for its result.

import { dtypes, typedArrayOf, type DType, type Kind, type TypedArray } from '../dtype.js'
import { loopOf, resultOf } from '../promotion.js'
import { rows, type Row } from '../table.js'

/** A loop over operands of one dtype and one length (complex: interleaved). It makes its result: an array, or a number. */
export type NaiveLoop = (...operands: (TypedArray | number)[]) => TypedArray | number

// Numbers are what the loops are written for; those of `onBigInt` do for 64-bit integers too.
type Values = Float64Array
type Constructor = new (length: number) => Values
type Scalar = (...elements: number[]) => number
type Loop = (...operands: Values[]) => Values | number

/** What a row does with one element of each operand. Their source is compiled again in each loop, so they use nothing from outside. */
const scalars: Record<string, Scalar> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  floor_divide: (a, b) => Math.floor(a / b),
  remainder: (a, b) => {
    const rest = a % b
    return rest && rest < 0 !== b < 0 ? rest + b : rest
  },
  fmod: (a, b) => a % b,
  power: (a, b) => a ** b,
  float_power: (a, b) => a ** b,
  positive: a => a,
  negative: a => -a,
  absolute: a => Math.abs(a),
  fabs: a => Math.abs(a),
  sign: a => Math.sign(a),
  reciprocal: a => 1 / a,
  heaviside: (a, b) => a < 0 ? 0 : a > 0 ? 1 : a === 0 ? b : NaN,
  sqrt: a => Math.sqrt(a),
  square: a => a * a,
  exp: a => Math.exp(a),
  log: a => Math.log(a),
  sin: a => Math.sin(a),
  cos: a => Math.cos(a),
  exp2: a => 2 ** a,
  expm1: a => Math.expm1(a),
  log2: a => Math.log2(a),
  log10: a => Math.log10(a),
  log1p: a => Math.log1p(a),
  cbrt: a => Math.cbrt(a),
  logaddexp: (a, b) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))),
  logaddexp2: (a, b) => Math.max(a, b) + Math.log1p(2 ** -Math.abs(a - b)) * Math.LOG2E,
  sinh: a => Math.sinh(a),
  cosh: a => Math.cosh(a),
  tanh: a => Math.tanh(a),
  i0: a => {
    let term = 1, total = 1
    for (let k = 1; term > 1e-17 * total; k++) {
      term *= (a / (2 * k)) ** 2
      total += term
    }
    return total
  },
  tan: a => Math.tan(a),
  arcsin: a => Math.asin(a),
  arccos: a => Math.acos(a),
  arctan: a => Math.atan(a),
  arctan2: (a, b) => Math.atan2(a, b),
  arcsinh: a => Math.asinh(a),
  arccosh: a => Math.acosh(a),
  arctanh: a => Math.atanh(a),
  hypot: (a, b) => Math.hypot(a, b),
  sinc: a => a === 0 ? 1 : Math.sin(Math.PI * a) / (Math.PI * a),
  degrees: a => a * (180 / Math.PI),
  radians: a => a * (Math.PI / 180),
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  fmax: (a, b) => Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b),
  fmin: (a, b) => Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b),
  floor: a => Math.floor(a),
  ceil: a => Math.ceil(a),
  trunc: a => Math.trunc(a),
  rint: a => {
    const up = Math.round(a)
    return up - a === 0.5 && up % 2 !== 0 ? up - 1 : up
  },
  conjugate: a => a,
  copysign: (a, b) => b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a),
  ldexp: (a, b) => a * 2 ** b,
  frexp_mantissa: a => {
    if (a === 0 || !Number.isFinite(a)) return a
    const mantissa = a * 2 ** -(Math.floor(Math.log2(Math.abs(a))) + 1)
    return Math.abs(mantissa) < 0.5 ? 2 * mantissa : Math.abs(mantissa) >= 1 ? mantissa / 2 : mantissa
  },
  frexp_exponent: a => {
    if (a === 0 || !Number.isFinite(a)) return 0
    const exponent = Math.floor(Math.log2(Math.abs(a))) + 1, mantissa = Math.abs(a) * 2 ** -exponent
    return mantissa < 0.5 ? exponent - 1 : mantissa >= 1 ? exponent + 1 : exponent
  },
  modf_fraction: a => a % 1,
  modf_whole: a => Math.trunc(a),
  gcd: (a, b) => {
    while (b) [a, b] = [b, a % b]
    return a < 0 ? -a : a
  },
  lcm: (a, b) => {
    let x = a, y = b
    while (y) [x, y] = [y, x % y]
    return x === 0 ? 0 : Math.abs(a / x * b)
  },
  equal: (a, b) => a === b ? 1 : 0,
  not_equal: (a, b) => a !== b ? 1 : 0,
  less: (a, b) => a < b ? 1 : 0,
  less_equal: (a, b) => a <= b ? 1 : 0,
  greater: (a, b) => a > b ? 1 : 0,
  greater_equal: (a, b) => a >= b ? 1 : 0,
  bitwise_and: (a, b) => a & b,
  bitwise_or: (a, b) => a | b,
  bitwise_xor: (a, b) => a ^ b,
  invert: a => ~a,
  left_shift: (a, b) => b >= 0 && b < 32 ? a << b : 0,
  right_shift: (a, b) => b >= 0 && b < 32 ? a >> b : a < 0 ? -1 : 0,
  bitwise_count: a => {
    let count = 0
    for (let left = Math.abs(a); left !== 0; left &= left - 1) count++
    return count
  },
  logical_and: (a, b) => a && b ? 1 : 0,
  logical_or: (a, b) => a || b ? 1 : 0,
  logical_xor: (a, b) => !a !== !b ? 1 : 0,
  logical_not: a => a ? 0 : 1,
  isnan: a => Number.isNaN(a) ? 1 : 0,
  isfinite: a => Number.isFinite(a) ? 1 : 0,
  isinf: a => a === Infinity || a === -Infinity ? 1 : 0,
  isposinf: a => a === Infinity ? 1 : 0,
  isneginf: a => a === -Infinity ? 1 : 0,
  signbit: a => a < 0 || Object.is(a, -0) ? 1 : 0,
  clip: (a, low, high) => Math.min(Math.max(a, low), high),
}
/** Where integers of up to 32 bits need another form: a product of two of them does not fit a number. */
const integers: Record<string, Scalar> = {
  multiply: (a, b) => Math.imul(a, b),
  square: a => Math.imul(a, a),
  power: (a, b) => {
    let result = 1
    for (let k = 0; k < b; k++) result = Math.imul(result, a)
    return result
  },
}
/** The other forms by kind of dtype. */
const forms: Record<Kind, Record<string, Scalar>> = {
  b: { add: (a, b) => a | b, invert: a => a ? 0 : 1 },
  i: integers,
  u: { ...integers, right_shift: (a, b) => b < 32 ? a >>> b : 0 },
  f: {
    logical_and: (a, b) => a !== 0 && b !== 0 ? 1 : 0, // of which NaN is true
    logical_or: (a, b) => a !== 0 || b !== 0 ? 1 : 0,
    logical_xor: (a, b) => (a !== 0) !== (b !== 0) ? 1 : 0,
    logical_not: a => a === 0 ? 1 : 0,
  },
  c: {},
}

// The loops around a scalar. `Out` is the typed array of the result.
const elementwise: Record<'unary' | 'binary' | 'ternary', (Out: Constructor, f: Scalar) => Loop> = {
  unary: (Out, f) => a => {
    const out = new Out(a.length)
    for (let i = 0; i < a.length; i++) out[i] = f(a[i])
    return out
  },
  binary: (Out, f) => (a, b) => {
    const out = new Out(a.length)
    for (let i = 0; i < a.length; i++) out[i] = f(a[i], b[i])
    return out
  },
  ternary: (Out, f) => (a, b, c) => {
    const out = new Out(a.length)
    for (let i = 0; i < a.length; i++) out[i] = f(a[i], b[i], c[i])
    return out
  },
}

/** Loops of their own. Sums run in float64, the one number there is. */
const loops: Record<string, (Out: Constructor) => Loop> = {
  sum: () => a => {
    let total = 0
    for (let i = 0; i < a.length; i++) total += a[i]
    return total
  },
  prod: () => a => {
    let total = 1
    for (let i = 0; i < a.length; i++) total *= a[i]
    return total
  },
  mean: () => a => {
    let total = 0
    for (let i = 0; i < a.length; i++) total += a[i]
    return total / a.length
  },
  var: () => a => {
    let total = 0, squares = 0
    for (let i = 0; i < a.length; i++) total += a[i]
    const mean = total / a.length
    for (let i = 0; i < a.length; i++) squares += (a[i] - mean) ** 2
    return squares / a.length
  },
  std: () => a => {
    let total = 0, squares = 0
    for (let i = 0; i < a.length; i++) total += a[i]
    const mean = total / a.length
    for (let i = 0; i < a.length; i++) squares += (a[i] - mean) ** 2
    return Math.sqrt(squares / a.length)
  },
  max: () => a => {
    let best = a[0]
    for (let i = 1; i < a.length; i++) if (a[i] > best) best = a[i]
    return best
  },
  min: () => a => {
    let best = a[0]
    for (let i = 1; i < a.length; i++) if (a[i] < best) best = a[i]
    return best
  },
  argmax: () => a => {
    let best = 0
    for (let i = 1; i < a.length; i++) if (a[i] > a[best]) best = i
    return best
  },
  argmin: () => a => {
    let best = 0
    for (let i = 1; i < a.length; i++) if (a[i] < a[best]) best = i
    return best
  },
  any: () => a => {
    for (let i = 0; i < a.length; i++) if (a[i]) return 1
    return 0
  },
  all: () => a => {
    for (let i = 0; i < a.length; i++) if (!a[i]) return 0
    return 1
  },
  count_nonzero: () => a => {
    let count = 0
    for (let i = 0; i < a.length; i++) if (a[i]) count++
    return count
  },
  cumsum: Out => a => {
    const out = new Out(a.length)
    let total = 0
    for (let i = 0; i < a.length; i++) {
      total += a[i]
      out[i] = total
    }
    return out
  },
  cumprod: Out => a => {
    const out = new Out(a.length)
    let total = 1
    for (let i = 0; i < a.length; i++) {
      total *= a[i]
      out[i] = total
    }
    return out
  },
  // In one pass, which the library has no function for: it takes two calls.
  muladd: Out => (a, b, c) => {
    const out = new Out(a.length)
    for (let i = 0; i < a.length; i++) out[i] = a[i] * b[i] + c[i]
    return out
  },
  dot: () => (a, b) => {
    let total = 0
    for (let i = 0; i < a.length; i++) total += a[i] * b[i]
    return total
  },
  sort: () => a => a.slice().sort(),
  // Rows of a, columns of b, and along them: the order of the definition. A third operand is the number of rows; without it a is square.
  matmul: Out => (a, b, rowsOfA) => {
    const m = rowsOfA === undefined ? Math.sqrt(a.length) : Number(rowsOfA), inner = a.length / m, n = b.length / inner, out = new Out(m * n)
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let total = 0
        for (let k = 0; k < inner; k++) total += a[i * inner + k] * b[k * n + j]
        out[i * n + j] = total
      }
    }
    return out
  },
  // The textbook's: bits reversed, then butterflies of radix 2, each factor the one before it turned. Lengths are powers of two.
  fft: Out => a => {
    const n = a.length / 2, out = new Out(2 * n)
    if (n & (n - 1)) throw new RangeError(`the plain loop transforms powers of two, not ${n} elements`)
    for (let i = 0, j = 0; i < n; i++) {
      out[2 * j] = a[2 * i]
      out[2 * j + 1] = a[2 * i + 1]
      let bit = n >> 1
      for (; j & bit; bit >>= 1) j ^= bit
      j |= bit
    }
    for (let half = 1; half < n; half *= 2) {
      const turnRe = Math.cos(-Math.PI / half), turnIm = Math.sin(-Math.PI / half)
      for (let start = 0; start < n; start += 2 * half) {
        let c = 1, s = 0
        for (let i = start; i < start + half; i++) {
          const j = i + half, re = out[2 * j] * c - out[2 * j + 1] * s, im = out[2 * j] * s + out[2 * j + 1] * c
          out[2 * j] = out[2 * i] - re
          out[2 * j + 1] = out[2 * i + 1] - im
          out[2 * i] += re
          out[2 * i + 1] += im
          const turned = c * turnRe - s * turnIm
          s = c * turnIm + s * turnRe
          c = turned
        }
      }
    }
    return out
  },
}

/** Rows without a plain loop, and why. */
export const withoutLoop: Readonly<Record<string, string>> = {
  nextafter: 'JavaScript has no expression for the next number: one goes through its bits',
  spacing: 'JavaScript has no expression for the next number: one goes through its bits',
}
// What gives the same for bigints, as it stands.
const onBigInt = new Set(['add', 'subtract', 'multiply', 'positive', 'negative', 'square', 'conjugate', 'gcd', 'equal', 'not_equal', 'less', 'less_equal', 'greater', 'greater_equal',
  'bitwise_and', 'bitwise_or', 'bitwise_xor', 'invert', 'logical_and', 'logical_or', 'logical_xor', 'logical_not', 'max', 'min', 'argmax', 'argmin', 'any', 'all', 'count_nonzero', 'sort'])
// Products of many integers leave what a number holds exactly.
const onFloats = new Set(['prod', 'cumprod'])
const onNumbers = new Set(['dot', 'matmul', 'muladd'])

/**
 * The plain loop of an op on operands of a dtype: of a row of the table, or mean, var, std, count_nonzero, cumsum, cumprod, dot, sort,
 * matmul, muladd (a * b + c) or fft. Undefined where there is none: complex numbers but for fft, 64-bit integers where bigints would
 * need another loop, and what the library does not take. Each call makes a function of its own.
 */
export function naiveLoop(op: string, dtype: DType): NaiveLoop | undefined {
  const { kind, size } = dtypes[dtype], big = size === 8 && (kind === 'i' || kind === 'u')
  if ((kind === 'c') !== (op === 'fft') || big && !onBigInt.has(op)) return undefined
  const own = Object.hasOwn(loops, op) ? loops[op] : undefined
  if (own) {
    if (onFloats.has(op) && kind !== 'f' || onNumbers.has(op) && kind === 'b') return undefined
    // Running totals of integers are wider than they; products of integers have their dtype.
    return compiled(own, typedArrayOf(op === 'cumsum' && kind !== 'f' ? 'float64' : dtype))
  }
  const row = rows.find(r => r.name === op), loop = row && loopOfRow(row, dtype), f = loop && ((big ? undefined : forms[dtypes[loop].kind][op]) ?? scalars[op])
  if (!f || !(row.kind in elementwise)) return undefined
  return compiled(elementwise[row.kind as 'unary'], typedArrayOf(resultOf(row.rule, loop)), f)
}

// The dtype that the library computes in; bool only where it is meant, as some rows refuse it.
function loopOfRow({ name, on, rule, exponent }: Row, dtype: DType): DType | undefined {
  if (on.includes(dtype)) return dtype
  if (dtype === 'bool' || exponent || rule === 'bool') return undefined
  try { return loopOf(name, on, dtype) } catch { return undefined }
}

/**
 * Whether loops can be compiled apart, which takes `new Function`. Where a page's policy forbids it all loops of one form share what the
 * engine has learnt about types and calls, and take up to five times as long as they would alone: not what plain JavaScript is like.
 */
const compiledApart = (() => {
  try { return new Function('return true')() as boolean } catch { return false }
})()
let copies = 0

// V8 keeps what it learns with the text of a function, so each copy has a text of its own.
function compiled(loop: (Out: Constructor, f: Scalar) => Loop, Out: unknown, f?: Scalar): NaiveLoop {
  const made = compiledApart ? new Function('Out', `return (${loop})(Out, ${f}) // ${copies++}`)(Out) : loop(Out as Constructor, f!)
  return made as NaiveLoop
}
