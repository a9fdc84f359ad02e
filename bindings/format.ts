// Printing exactly as NumPy 2.4 prints: numpy/_core/arrayprint.py for the layout, Dragon4's rules for the digits.

import { type Complex, type DType, type Element, dtypes } from './dtype.js'
import { ValueError, shapeText } from './errors.js'

/** What can be printed: a dtype, a shape and a way to read one element (called only for the elements that are shown). */
export interface Printable {
  readonly dtype: DType
  readonly shape: readonly number[]
  item(...index: number[]): Element<DType>
}

/** NumPy's print options, with NumPy's names and meanings (`np.set_printoptions`). */
export interface PrintOptions {
  /** Digits after the point (8). */
  readonly precision: number
  /** Arrays with more elements than this are summarised (1000); Infinity never summarises. */
  readonly threshold: number
  /** Elements shown at each end of a summarised axis (3). */
  readonly edgeitems: number
  /** Characters per line (75). */
  readonly linewidth: number
  /** Never use exponents for numbers that are merely small (false). */
  readonly suppress: boolean
  /** Text of not-a-number ('nan'). */
  readonly nanstr: string
  /** Text of infinity ('inf'). */
  readonly infstr: string
  /** '+' prints the sign of positive numbers, ' ' keeps its place free, '-' omits it (the default). */
  readonly sign: '-' | '+' | ' '
  /** How precision is read: exactly ('fixed'), ignored ('unique'), at most ('maxprec', the default), at most and equal in all elements ('maxprec_equal'). */
  readonly floatmode: 'fixed' | 'unique' | 'maxprec' | 'maxprec_equal'
}

let current: PrintOptions = {
  precision: 8, threshold: 1000, edgeitems: 3, linewidth: 75, suppress: false, nanstr: 'nan', infstr: 'inf', sign: '-', floatmode: 'maxprec',
}

/** A copy of the print options in force. */
export function getPrintOptions(): PrintOptions { return { ...current } }

/** Sets the print options that are given and keeps the others; ValueError for a value without meaning. */
export function setPrintOptions(options: Partial<PrintOptions>): void { current = merged(options) }

/** The text of an array as `str(a)` gives it in NumPy: `[1. 2.]`; a 0-d array prints like a scalar. */
export function formatArray(a: Printable, options?: Partial<PrintOptions>): string {
  const o = merged(options)
  return a.shape.length === 0 ? scalarText(a.dtype, a.item()) : body(a, o, ' ', ' ', o.linewidth)
}

/** The text of an array as `repr(a)` gives it in NumPy: `array([1., 2.], dtype=float32)`, with the shape where it cannot be seen. */
export function formatRepr(a: Printable, options?: Partial<PrintOptions>): string {
  const o = merged(options)
  const prefix = 'array('
  const size = sizeOf(a.shape)
  const text = prefix + body(a, o, ', ', ' '.repeat(prefix.length + 1), o.linewidth - 1)
  const extras: string[] = []
  if ((size === 0 && !(a.shape.length === 1 && a.shape[0] === 0)) || size > o.threshold) extras.push(`shape=${shapeText(a.shape)}`)
  if (size === 0 || !impliedDTypes.includes(a.dtype)) extras.push(`dtype=${a.dtype}`)
  if (extras.length === 0) return text + ')'
  const tail = extras.join(', ') + ')'
  const lastLine = text.length + 1 - (text.lastIndexOf('\n') + 1)
  return `${text},${lastLine + tail.length + 1 > o.linewidth ? '\n' + ' '.repeat(prefix.length) : ' '}${tail}`
}

// The dtypes that a literal of the same text would have: NumPy leaves them out of the repr.
const impliedDTypes: readonly DType[] = ['bool', 'int64', 'float64', 'complex128']

const signs: readonly PrintOptions['sign'][] = [' ', '+', '-']
const floatmodes: readonly PrintOptions['floatmode'][] = ['fixed', 'unique', 'maxprec', 'maxprec_equal']
const MAX_PRECISION = 16000 // NumPy's own buffer ends at 16384 characters

function merged(options: Partial<PrintOptions> = {}): PrintOptions {
  const known: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(current, name)) throw new ValueError(`print options: there is no option '${name}'; the options are ${Object.keys(current).join(', ')}`)
    if (value !== undefined) known[name] = value
  }
  const o: PrintOptions = { ...current, ...known }
  const check = (name: keyof PrintOptions, valid: boolean, expected: string): void => {
    if (!valid) throw new ValueError(`print options: ${name} must be ${expected}, not ${typeof o[name] === 'string' ? `'${o[name]}'` : String(o[name])}`)
  }
  check('precision', Number.isInteger(o.precision) && o.precision >= 0 && (o.floatmode !== 'fixed' || o.precision <= MAX_PRECISION), `an integer >= 0 (at most ${MAX_PRECISION} with floatmode 'fixed')`)
  check('threshold', typeof o.threshold === 'number' && !Number.isNaN(o.threshold), 'a number that is not NaN; use Infinity to print every element')
  check('edgeitems', Number.isInteger(o.edgeitems) && o.edgeitems >= 0, 'an integer >= 0')
  check('linewidth', typeof o.linewidth === 'number' && !Number.isNaN(o.linewidth), 'a number of characters')
  check('suppress', typeof o.suppress === 'boolean', 'true or false')
  check('nanstr', typeof o.nanstr === 'string', 'a string')
  check('infstr', typeof o.infstr === 'string', 'a string')
  check('sign', signs.includes(o.sign), "' ', '+' or '-'")
  check('floatmode', floatmodes.includes(o.floatmode), `one of ${floatmodes.join(', ')}`)
  return o
}

function sizeOf(shape: readonly number[]): number { return shape.reduce((n, d) => n * d, 1) }

// ---- layout (arrayprint.py: _array2string, _leading_trailing, _formatArray) ----

function body(a: Printable, o: PrintOptions, separator: string, indent: string, width: number): string {
  const size = sizeOf(a.shape)
  if (size === 0) return '[]'
  const summarise = size > o.threshold
  const values: Element<DType>[] = []
  const index: number[] = []
  const collect = (axis: number): void => {
    if (axis === a.shape.length) { values.push(a.item(...index)); return }
    const n = a.shape[axis]
    const cut = summarise && n > 2 * o.edgeitems
    for (let i = 0; i < n; i++) {
      // edgeitems 0 cuts nothing here: in NumPy a[-0:] is the whole axis, so every element counts for the widths.
      if (cut && i === o.edgeitems && o.edgeitems > 0) i = n - o.edgeitems
      index[axis] = i
      collect(axis + 1)
    }
  }
  collect(0)
  const text = elementFormat(a, values, o)

  const nested = (axis: number, hanging: string, columns: number): string => {
    if (axis === a.shape.length) return text(a.item(...index))
    const n = a.shape[axis]
    const cut = summarise && n > 2 * o.edgeitems
    const words: string[] = []
    const add = (i: number): void => {
      index[axis] = i
      words.push(nested(axis + 1, hanging + ' ', columns - 1))
    }
    if (cut) {
      for (let i = 0; i < o.edgeitems; i++) add(i)
      words.push('...')
      for (let i = n - Math.max(o.edgeitems, 1); i < n; i++) add(i)
    } else {
      for (let i = 0; i < n; i++) add(i)
    }
    const left = a.shape.length - axis
    return left === 1 ? wrapped(words, separator, hanging, columns - 1)
      : `[${words.join(separator.trimEnd() + '\n'.repeat(left - 1) + hanging)}]`
  }
  return nested(0, indent, width)
}

// One row of words, broken where the next word would pass `columns` (unless it stands alone on its line).
function wrapped(words: readonly string[], separator: string, hanging: string, columns: number): string {
  let done = ''
  let line = hanging
  words.forEach((word, i) => {
    if (line.length + word.length > columns && line.length > hanging.length) {
      done += line.trimEnd() + '\n'
      line = hanging
    }
    line += i < words.length - 1 ? word + separator : word
  })
  return `[${(done + line).slice(hanging.length)}]`
}

// ---- elements (arrayprint.py: BoolFormat, IntegerFormat, FloatingFormat, ComplexFloatingFormat) ----

type Format = (value: Element<DType>) => string

function elementFormat(a: Printable, values: readonly Element<DType>[], o: PrintOptions): Format {
  const single = isSingle(a.dtype)
  switch (dtypes[a.dtype].kind) {
    case 'b': {
      const yes = a.shape.length === 0 ? 'True' : ' True'
      return value => value ? yes : 'False'
    }
    case 'i':
    case 'u': return integerFormat(values, o.sign)
    case 'f': {
      const format = floatFormat(values.map(Number), single, o, o.sign)
      return value => format(Number(value))
    }
    case 'c': {
      const parts = values.map(complexOf)
      const re = floatFormat(parts.map(c => c.re), single, o, o.sign)
      const im = floatFormat(parts.map(c => c.im), single, o, '+')
      return value => {
        const c = complexOf(value)
        const right = im(c.im)
        const end = right.trimEnd().length // the j belongs to the digits, before the padding
        return `${re(c.re)}${right.slice(0, end)}j${right.slice(end)}`
      }
    }
  }
}

function isSingle(dtype: DType): boolean { return dtype === 'float32' || dtype === 'complex64' }

function complexOf(value: Element<DType>): Complex { return typeof value === 'object' ? value : { re: Number(value), im: 0 } }

function integerFormat(values: readonly Element<DType>[], sign: PrintOptions['sign']): Format {
  let max = BigInt(String(values[0]))
  let min = max
  for (const value of values) {
    const v = BigInt(String(value))
    if (v > max) max = v
    if (v < min) min = v
  }
  if (sign === ' ' && min < 0) sign = '-'
  const plus = sign === '-' ? '' : sign
  const width = Math.max(String(max).length + (max >= 0 ? plus.length : 0), String(min).length)
  return value => {
    const text = String(value)
    return (text.startsWith('-') ? text : plus + text).padStart(width)
  }
}

function floatFormat(values: readonly number[], single: boolean, o: PrintOptions, sign: PrintOptions['sign']): (x: number) => string {
  const finite = values.filter(Number.isFinite)
  const fixed = o.floatmode === 'fixed'
  const exponents = needsExponents(finite, single, o.suppress)
  const plus = sign === '+' ? '+' : ''
  const signOf = (x: number): string => x < 0 || Object.is(x, -0) ? '-' : plus

  // A first pass over what is shown finds the widths: characters before the point, after it, and of the exponent.
  const precision = o.floatmode === 'unique' ? Infinity : o.precision
  const write = exponents ? scientific : positional
  let left = 0
  let right = 0
  let exponentDigits = 0
  for (const x of finite) {
    const parts = write(Math.abs(x), single, fixed ? precision : 0, precision, fixed)
    left = Math.max(left, parts.int.length + signOf(x).length)
    right = Math.max(right, parts.frac.length)
    if (exponents) exponentDigits = Math.max(exponentDigits, String(Math.abs(parts.exponent)).length, 2)
  }
  const equal = exponents || fixed || o.floatmode === 'maxprec_equal'
  const least = equal ? right : 0
  const most = equal ? right : precision
  if (exponents) right += exponentDigits + 2
  if (sign === ' ' && !finite.some(x => x < 0 || Object.is(x, -0))) left++
  if (finite.length < values.length) {
    const signed = sign !== '-' || values.includes(-Infinity)
    left = Math.max(left, o.nanstr.length - right - 1, o.infstr.length + Number(signed) - right - 1)
  }

  return x => {
    if (Number.isNaN(x)) return (plus + o.nanstr).padStart(left + right + 1)
    if (!Number.isFinite(x)) return (signOf(x) + o.infstr).padStart(left + right + 1)
    const parts = write(Math.abs(x), single, least, most, fixed)
    const whole = (signOf(x) + parts.int).padStart(left)
    return exponents ? `${whole}.${parts.frac}${exponentText(parts.exponent, exponentDigits)}` : `${whole}.${parts.frac.padEnd(right)}`
  }
}

// Exponents are used for numbers that are large, small, or far apart. NumPy compares in the array's own precision, where the
// limit for large numbers is also lower: 1e6 is the last power of ten below which a float32 has all its integer digits.
function needsExponents(finite: readonly number[], single: boolean, suppress: boolean): boolean {
  let max = 0
  let min = Infinity
  for (const x of finite) {
    const m = Math.abs(x)
    if (m > max) max = m
    if (m < min && m > 0) min = m
  }
  if (max === 0) return false
  const round = single ? Math.fround : (x: number): number => x
  return max >= (single ? 1e6 : 1e8) || (!suppress && (min < round(1e-4) || round(max / min) > 1000))
}

// ---- scalars: str(np.float64(x)) and its kin ----

export function scalarText(dtype: DType, value: Element<DType>): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'object') {
    const im = scalarFloat(value.im, isSingle(dtype), '')
    if (value.re === 0 && !Object.is(value.re, -0)) return im + 'j'
    return `(${scalarFloat(value.re, isSingle(dtype), '')}${im.startsWith('-') ? '' : '+'}${im}j)`
  }
  return dtypes[dtype].kind === 'f' ? scalarFloat(Number(value), isSingle(dtype), '.0') : String(value)
}

function scalarFloat(x: number, single: boolean, whole: string): string {
  if (Number.isNaN(x)) return 'nan'
  const sign = x < 0 || Object.is(x, -0) ? '-' : ''
  const m = Math.abs(x)
  if (m === Infinity) return sign + 'inf'
  const exponents = m !== 0 && (m < 1e-4 || m >= (single ? 1e6 : 1e16))
  const { int, frac, exponent } = (exponents ? scientific : positional)(m, single, 0, Infinity, false)
  if (exponents) return `${sign}${int}${frac && '.'}${frac}${exponentText(exponent, 2)}`
  return sign + int + (frac ? '.' + frac : whole)
}

// ---- digits (Dragon4: Steele and White 1990; NumPy's dragon4.c) ----

/** A non-negative decimal number d.ddd × 10^exponent. */
interface Decimal { readonly digits: string; readonly exponent: number }
interface Parts { readonly int: string; readonly frac: string; readonly exponent: number }

export function exponentText(exponent: number, digits: number): string {
  return (exponent < 0 ? 'e-' : 'e+') + String(Math.abs(exponent)).padStart(digits, '0')
}

// Fraction digits to print: those that identify x, at least `least` (0: without trailing zeros), at most `most`.
// `exact` rounds x itself even where the shortest digits would do: they need not be the nearest.
function kept(have: number, least: number, most: number): number { return Math.min(Math.max(have, least), most) }

export function positional(x: number, single: boolean, least: number, most: number, exact: boolean): Parts {
  const { digits, exponent } = shortest(x, single)
  const have = Math.max(digits.length - 1 - exponent, 0)
  const keep = kept(have, least, most)
  // Digits of the integer x · 10^keep: the shortest ones if none is lost or added, else x itself rounded there.
  const all = (keep === have && !exact ? digits.padEnd(exponent + 1 + have, '0') : scaled(x, keep).toString()).padStart(keep + 1, '0')
  const frac = all.slice(all.length - keep)
  return { int: all.slice(0, all.length - keep), frac: least === 0 ? trimZeros(frac) : frac, exponent: 0 }
}

export function scientific(x: number, single: boolean, least: number, most: number, exact: boolean): Parts {
  let { digits, exponent } = shortest(x, single)
  const have = digits.length - 1
  const keep = kept(have, least, most)
  if (keep !== have || exact) {
    if (x === 0) digits = digits.padEnd(keep + 1, '0')
    else {
      // The shortest digits of a number just below a power of ten are that power: its own exponent is one less.
      if (compare(1n, -exponent, x) > 0) exponent--
      const n = scaled(x, keep - exponent).toString()
      if (n.length > keep + 1) exponent++ // 9.99… rounded up to 10.0…
      digits = n.slice(0, keep + 1)
    }
  }
  const frac = digits.slice(1)
  return { int: digits[0], frac: least === 0 ? trimZeros(frac) : frac, exponent }
}

export function trimZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  return digits.slice(0, end)
}

// x · 10^power, rounded half to even: exact, in integers.
function scaled(x: number, power: number): bigint {
  const [mantissa, exponent] = binaryParts(x)
  const ten = 10n ** BigInt(Math.abs(power))
  const two = 1n << BigInt(Math.abs(exponent))
  const numerator = mantissa * (power > 0 ? ten : 1n) * (exponent > 0 ? two : 1n)
  const denominator = (power < 0 ? ten : 1n) * (exponent < 0 ? two : 1n)
  const quotient = numerator / denominator
  const twice = 2n * (numerator - quotient * denominator)
  return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient
}

const LEADING_BIT = 1n << 52n
const bits = new DataView(new ArrayBuffer(8))

// x = mantissa · 2^exponent, for finite x >= 0.
function binaryParts(x: number): [mantissa: bigint, exponent: number] {
  bits.setFloat64(0, x)
  const word = bits.getBigUint64(0)
  const biased = Number(word >> 52n)
  const fraction = word & (LEADING_BIT - 1n)
  return biased === 0 ? [fraction, -1074] : [fraction | LEADING_BIT, biased - 1075]
}

// The fewest digits that read back as x in its own precision, and among those the closest to x.
function shortest(x: number, single: boolean): Decimal {
  const text = x.toExponential()
  const e = text.indexOf('e')
  const exponent = Number(text.slice(e + 1))
  return single && x !== 0 ? shortestSingle(x, exponent) : { digits: text[0] + text.slice(2, e), exponent }
}

function shortestSingle(x: number, exponent: number): Decimal {
  // Halfway to the neighbours among the float32 (all exact in float64); below a power of two they are twice as near.
  const [mantissa, binary] = binaryParts(x)
  const half = 2 ** Math.max(binary + 28, -150)
  const lower = mantissa === LEADING_BIT && half > 2 ** -150 ? x - half / 2 : x - half
  const even = (x / half) % 4 === 0 // a tie goes to the even neighbour, so the ends of an even x's interval are its own
  // Six digits survive a normal float32, so fewer need no search: they are the six without their zeros.
  for (let places = x < 2 ** -126 ? 0 : 5; ; places++) {
    const power = places - exponent
    const near = scaled(x, power)
    // The nearest digits may lie outside on the narrow side of a power of two, and the next ones inside on the wide side.
    for (const n of [near, near + 1n]) {
      const below = compare(n, power, lower)
      const above = compare(n, power, x + half)
      if ((below > 0 && above < 0) || (even && (below === 0 || above === 0))) {
        const digits = n.toString()
        return { digits: trimZeros(digits), exponent: digits.length - 1 - power }
      }
    }
  }
}

// The sign of n · 10^-power - x, exactly.
function compare(n: bigint, power: number, x: number): number {
  const [mantissa, exponent] = binaryParts(x)
  const left = n * 10n ** BigInt(Math.max(-power, 0)) * (1n << BigInt(Math.max(-exponent, 0)))
  const right = mantissa * 10n ** BigInt(Math.max(power, 0)) * (1n << BigInt(Math.max(exponent, 0)))
  return left < right ? -1 : Number(left > right)
}
