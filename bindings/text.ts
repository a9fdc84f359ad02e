// Arrays and numbers as text, both ways: columns of numbers as loadtxt and genfromtxt read and savetxt writes them, floats digit by digit.

import type { ArrayLike } from './asarray.js'
import { requireElement } from './asarray.js'
import { dtypes, isComplex, type Complex, type DType, type Element } from './dtype.js'
import { borrowed } from './elementwise.js'
import { DTypeError, FormatError, shapeText, ShapeError, shown, ValueError } from './errors.js'
import { exponentText, positional, scalarText, scientific, trimZeros } from './format.js'
import { reshape, slice, squeeze, transpose } from './manipulation.js'
import { allocate, readElement, scope, writeElement, type NDArray } from './ndarray.js'
import { fits, isScalar, promoteAll, requireDType, type Scalar } from './promotion.js'

type Any = NDArray<DType>
/** Text as it may be given: whole, as the bytes of a file (UTF-8), or line by line. */
export type TextSource = string | Uint8Array | ArrayBuffer | readonly string[]
type Converter = (field: string) => Scalar

// ---- reading ----

const numeral = '(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?|inf(?:inity)?|nan'
const floatPattern = new RegExp(`^[+-]?(?:${numeral})$`, 'i'), complexPattern = new RegExp(`^([+-]?(?:${numeral}))?((?:^[+-]?|[+-])(?:${numeral}))j$`, 'i')

function toFloat(s: string): number | undefined {
  if (!floatPattern.test(s)) return undefined
  const x = Number(s)
  return Number.isNaN(x) && /inf/i.test(s) ? (s.startsWith('-') ? -Infinity : Infinity) : x
}
function toInteger(s: string): number | bigint | undefined { return /^[+-]?\d+$/.test(s) ? (s.length < 16 ? Number(s) : BigInt(s.replace('+', ''))) : undefined }
function toComplex(s: string): Complex | undefined {
  const bare = s.startsWith('(') && s.endsWith(')') ? s.slice(1, -1) : s, parts = complexPattern.exec(bare), re = parts ? toFloat(parts[1] ?? '0') : toFloat(bare)
  return re === undefined ? undefined : { re, im: parts ? toFloat(parts[2]!)! : 0 }
}
function toBool(s: string): boolean | undefined { return /^true$/i.test(s) ? true : /^false$/i.test(s) ? false : undefined }
type Parser = (s: string) => Scalar | undefined
function parserOf(dtype: DType): Parser { return { b: toBool, i: toInteger, u: toInteger, f: toFloat, c: toComplex }[dtypes[dtype].kind] }

function linesOf(op: string, source: TextSource): readonly string[] {
  if (typeof source === 'string') return source.split(/\r\n|\n|\r/)
  if (Array.isArray(source) && Array.from(source).every(line => typeof line === 'string')) return source as readonly string[]
  if (ArrayBuffer.isView(source) || Object.prototype.toString.call(source) === '[object ArrayBuffer]') return new TextDecoder().decode(source as Uint8Array).split(/\r\n|\n|\r/)
  throw new DTypeError(`${op}: give the text as a string, as the bytes of a file or as a list of lines, not ${shown(source)}`)
}

interface ReadOptions {
  /** What begins a comment (default '#'), or several such; null for no comments. */
  comments?: string | readonly string[] | null
  /** Columns to read: one number or several; negative ones count from the end. */
  usecols?: number | readonly (number | string)[] | null
  /** Functions that make an element of a field: one for all columns, or by column. */
  converters?: Converter | Readonly<Record<number | string, Converter>> | null
  /** A list of the columns instead of one array. */
  unpack?: boolean
  /** Fewest dimensions of the result: 0 (the default), 1 or 2. */
  ndmin?: 0 | 1 | 2
  /** Most rows to read; lines without data do not count. */
  max_rows?: number | null
}
/** Options of loadtxt. */
export interface LoadTextOptions<D extends DType = DType> extends ReadOptions {
  dtype?: D
  /** One character between fields; default any run of white space. */
  delimiter?: string | null
  /** Lines to pass over at the start. */
  skiprows?: number
  /** A character around fields that hold delimiters; within them doubled. */
  quotechar?: string | null
}
/** Options of genfromtxt. */
export interface GenFromTextOptions<D extends DType = DType> extends ReadOptions {
  /** Text between fields, or the width of all fields or of each; default any run of white space. */
  delimiter?: string | number | readonly number[] | null
  /** Lines to pass over at the start and at the end. */
  skip_header?: number
  skip_footer?: number
  /** Names of the columns, or true to read them from the first line: the result is an object of arrays by name. */
  names?: true | string | readonly string[] | null
  /** Fields that count as missing besides empty ones: for all columns, or by column. */
  missing_values?: string | readonly string[] | Readonly<Record<number | string, string>> | null
  /** What stands for missing fields (default NaN, -1 or false): for all columns, or by column. */
  filling_values?: Scalar | readonly Scalar[] | Readonly<Record<number | string, Scalar>> | null
  /** Fields that are no numbers count as missing (the default); else they are an error. */
  loose?: boolean
  /** Whether lines with another number of fields are an error (the default) or left out. */
  invalid_raise?: boolean
  /** The dtype (default float64); null to find one that fits the fields: bool, int64, float64 or complex128. */
  dtype?: D | null
}

function count(op: string, what: string, n: number | null | undefined, fallback: number): number {
  if (n === undefined || n === null) return fallback
  if (!Number.isInteger(n) || n < 0) throw new ValueError(`${op}: ${what} must be an integer >= 0, not ${shown(n)}`)
  return n
}
function textOption(op: string, what: string, s: unknown, single = false): string | undefined {
  if (s === undefined || s === null) return undefined
  if (typeof s !== 'string' || s === '' || single && s.length !== 1) throw new ValueError(`${op}: ${what} must be ${single ? 'one character' : 'text'} or null, not ${shown(s)}`)
  return s
}

// A line without its comment.
function commentCutter(op: string, comments: string | readonly string[] | null | undefined): (line: string) => string {
  const marks = (comments === undefined ? ['#'] : comments === null ? [] : Array.isArray(comments) ? comments as readonly string[] : [comments as string]).map(c => textOption(op, 'comments', c)!)
  return line => marks.reduce((rest, mark) => { const at = rest.indexOf(mark); return at < 0 ? rest : rest.slice(0, at) }, line)
}

function columnsOf(op: string, usecols: ReadOptions['usecols'], width: number, names: readonly string[] = []): readonly number[] {
  if (usecols === undefined || usecols === null) return Array.from({ length: width }, (_, i) => i)
  return (Array.isArray(usecols) ? usecols as readonly (number | string)[] : [usecols as number]).map(c => {
    const at = typeof c === 'string' ? names.indexOf(c) : c
    if (!Number.isInteger(at) || at < -width || at >= width || typeof c === 'string' && at < 0) throw new ValueError(`${op}: there is no column ${shown(c)}; the first row has ${width}`)
    return at < 0 ? at + width : at
  })
}

function assembled(op: string, values: readonly Scalar[], dtype: DType, shape: readonly number[]): Any {
  const out = allocate(op, dtype, shape), { size } = dtypes[dtype]
  for (let i = 0; i < values.length; i++) writeElement(dtype, out.address + i * size, values[i]!)
  return out
}
// Rows and columns as NumPy gives them: without axes of length 1, as far as ndmin allows.
function delivered(op: string, table: Any, { ndmin = 0, unpack }: ReadOptions): Any | Any[] {
  if (ndmin !== 0 && ndmin !== 1 && ndmin !== 2) throw new ValueError(`${op}: ndmin must be 0, 1 or 2, not ${shown(ndmin)}`)
  const flat = ndmin === 2 ? table : squeeze(table) as Any, out = flat.ndim < ndmin ? reshape(flat, -1) as Any : flat
  if (!unpack) return out
  return out.ndim < 2 ? [out] : Array.from({ length: out.shape[1]! }, (_, i) => slice(out, ':', i))
}

/**
 * An array of the numbers in a text: a row for each line, fields between white space or delimiters, all lines of one length. FormatError
 * for a field that is no number of the dtype (default float64). With `unpack` a list of the columns.
 */
export function loadtxt<D extends DType = 'float64'>(source: TextSource, options: LoadTextOptions<D> & { unpack: true }): NDArray<D>[]
export function loadtxt<D extends DType>(source: TextSource, dtype: D): NDArray<D>
export function loadtxt<D extends DType = 'float64'>(source: TextSource, options?: LoadTextOptions<D>): NDArray<D>
export function loadtxt(source: TextSource, options?: DType | LoadTextOptions | null): Any | Any[] {
  return scope(() => {
    const op = 'loadtxt', o: LoadTextOptions = typeof options === 'string' ? { dtype: options } : options ?? {}, dtype = o.dtype ?? 'float64'
    requireDType(op, dtype)
    const cut = commentCutter(op, o.comments), delimiter = textOption(op, 'delimiter', o.delimiter, true), quote = textOption(op, 'quotechar', o.quotechar, true), most = count(op, 'max_rows', o.max_rows, Infinity)
    const integers = dtypes[dtype].kind === 'b' ? toInteger : parserOf(dtype), values: Scalar[] = []
    let columns: readonly number[] | undefined
    let rows = 0, width = 0
    for (const line of linesOf(op, source).slice(count(op, 'skiprows', o.skiprows, 0))) {
      if (rows === most) break
      const fields = quote === undefined ? split(cut(line), delimiter) : quoted(cut(line), delimiter, quote)
      if (fields.length === 0) continue
      if (!columns) { columns = columnsOf(op, o.usecols, fields.length); width = fields.length }
      if (fields.length !== width && (o.usecols === undefined || o.usecols === null)) throw new FormatError(`${op}: the number of columns changes from ${width} to ${fields.length} at row ${rows + 1}; name the columns to read with usecols`)
      for (const c of columns) {
        const field = fields[c], convert = converterOf(o.converters, c)
        if (field === undefined) throw new FormatError(`${op}: there is no column ${c} in row ${rows + 1}, which has ${fields.length}`)
        const value = convert ? converted(op, convert, field, dtype) : integers(field.trim())
        if (value === undefined || !fits(value, dtype)) throw new FormatError(`${op}: '${field.slice(0, 40)}' is no ${dtype}, at row ${rows + 1}, column ${c + 1}; a header is passed over with skiprows, gaps are read by genfromtxt`)
        values.push(value)
      }
      rows++
    }
    return delivered(op, columns ? assembled(op, values, dtype, [rows, columns.length]) : allocate(op, dtype, o.ndmin === 2 ? [0, 1] : [0]), o)
  })
}
function split(line: string, delimiter: string | undefined): string[] {
  if (delimiter !== undefined) return line === '' ? [] : line.split(delimiter)
  const text = line.trim()
  return text === '' ? [] : text.split(/\s+/)
}
function quoted(line: string, delimiter: string | undefined, quote: string): string[] {
  const fields: string[] = []
  let field: string | undefined
  let inside = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (c === quote && (inside || !field?.trim())) {
      if (inside && line[i + 1] === quote) { field += c; i++ } else { inside = !inside; field ??= '' }
    } else if (!inside && (delimiter === undefined ? /\s/.test(c) : c === delimiter)) {
      if (field !== undefined || delimiter !== undefined) fields.push(field ?? '')
      field = undefined
    } else field = (field ?? '') + c
  }
  if (field !== undefined || delimiter !== undefined && line !== '') fields.push(field ?? '')
  return fields
}
function converterOf(converters: ReadOptions['converters'], column: number, name?: string): Converter | undefined {
  return typeof converters === 'function' ? converters : converters?.[column] ?? (name === undefined ? undefined : converters?.[name])
}
function converted(op: string, convert: Converter, field: string, dtype: DType): Scalar {
  if (typeof convert !== 'function') throw new ValueError(`${op}: a converter is a function, not ${shown(convert)}`)
  const value = convert(field)
  if (!isScalar(value)) throw new ValueError(`${op}: the converter gave ${shown(value)} for '${field.slice(0, 40)}'; it must give a number, bigint, boolean or { re, im }`)
  requireElement(op, value, dtype)
  return value
}

/** The dtype that genfromtxt finds. */
type Found = 'bool' | 'int64' | 'float64' | 'complex128'

/**
 * As loadtxt, with gaps: empty and unreadable fields become NaN (-1 in integers, false in bools) or what filling_values says. With `names`
 * the result is an object of arrays by name; with `dtype: null` each takes the dtype that its fields ask for.
 */
export function genfromtxt(source: TextSource, options: GenFromTextOptions & { names: true | string | readonly string[] }): Record<string, Any>
export function genfromtxt(source: TextSource, options: GenFromTextOptions & { dtype: null; unpack: true }): NDArray<Found>[]
export function genfromtxt<D extends DType = 'float64'>(source: TextSource, options: GenFromTextOptions<D> & { unpack: true }): NDArray<D>[]
export function genfromtxt(source: TextSource, options: GenFromTextOptions & { dtype: null }): NDArray<Found>
export function genfromtxt<D extends DType>(source: TextSource, dtype: D): NDArray<D>
export function genfromtxt<D extends DType = 'float64'>(source: TextSource, options?: GenFromTextOptions<D>): NDArray<D>
export function genfromtxt(source: TextSource, options?: DType | GenFromTextOptions | null): Any | Any[] | Record<string, Any> {
  return scope(() => {
    const op = 'genfromtxt', o: GenFromTextOptions = typeof options === 'string' ? { dtype: options } : options ?? {}, cut = commentCutter(op, o.comments), apart = splitter(op, o.delimiter)
    if (o.dtype !== undefined && o.dtype !== null) requireDType(op, o.dtype)
    const lines = linesOf(op, source).slice(count(op, 'skip_header', o.skip_header, 0)), most = count(op, 'max_rows', o.max_rows, Infinity), footer = count(op, 'skip_footer', o.skip_footer, 0)
    let header: readonly string[] | undefined = Array.isArray(o.names) ? o.names as readonly string[] : typeof o.names === 'string' ? o.names.split(',') : undefined
    const all: { fields: string[]; line: number }[] = []
    for (const [i, line] of lines.entries()) {
      if (o.names === true && !header) {                     // also behind a comment mark
        header = apart(cut(line).trim() === '' ? line.trim().replace(/^\W+/, '') : cut(line))
        if (header.length === 0) header = undefined
        continue
      }
      const fields = apart(cut(line))
      if (fields.length > 0 && all.length < most) all.push({ fields, line: i + 1 })
    }
    if (footer > 0) all.splice(Math.max(0, all.length - footer))
    const width = all[0]?.fields.length, names = header && unique(op, header), columns = columnsOf(op, o.usecols, width ?? names?.length ?? 0, names)
    const sound = ({ fields }: { fields: string[] }): boolean => o.usecols === undefined || o.usecols === null ? fields.length === width : columns.every(c => c < fields.length), wrong = all.filter(r => !sound(r))
    if (wrong.length > 0 && (o.invalid_raise ?? true)) throw new FormatError(`${op}: the first row has ${width} columns, but ${wrong.slice(0, 10).map(r => `line ${r.line} has ${r.fields.length}`).join(', ')}; pass { invalid_raise: false } to leave such lines out`)
    const rows = all.filter(sound).map(r => r.fields)
    const read = columns.map((c, k) => {
      const name = names?.[c], missing = missingIn(o.missing_values, c, k, name), convert = converterOf(o.converters, c, name)
      const fields = rows.map(r => r[c]!.trim()), gap = (s: string): boolean => s === '' || missing.includes(s)
      const dtype: DType = o.dtype ?? (o.dtype === null && !convert ? found(op, c, fields.filter(s => !gap(s))) : 'float64'), parse = parserOf(dtype), fill = fillIn(op, o.filling_values, c, k, name, dtype)
      return { dtype, values: fields.map((s): Scalar => {
        if (convert) return converted(op, convert, s, dtype)
        const value = gap(s) ? fill : parse(s) ?? ((o.loose ?? true) ? fill : undefined)
        if (value === undefined) throw new FormatError(`${op}: '${s.slice(0, 40)}' in column ${c} is no ${dtype}; loose: true takes it as missing`)
        requireElement(op, value, dtype)
        return value
      }) }
    })
    if (names) return Object.fromEntries(read.map(({ dtype, values }, k) => [names[columns[k]!] ?? `f${k}`, assembled(op, values, dtype, [values.length])]))
    const dtype = o.dtype ?? (read.length === 0 ? 'float64' : promoteAll(read.map(r => r.dtype)))
    if (rows.length === 0) return delivered(op, allocate(op, dtype, o.ndmin === 2 ? [0, 1] : [0]), o)
    return delivered(op, assembled(op, rows.flatMap((_, i) => read.map(r => r.values[i]!)), dtype, [rows.length, read.length]), o)
  })
}
function splitter(op: string, delimiter: GenFromTextOptions['delimiter']): (line: string) => string[] {
  if (typeof delimiter !== 'number' && !Array.isArray(delimiter)) {
    const text = textOption(op, 'delimiter', delimiter)
    return line => line.trim() === '' ? [] : split(line, text)
  }
  const widths = typeof delimiter === 'number' ? undefined : delimiter as readonly number[], all = widths ?? [delimiter as number]
  if (all.length === 0 || !all.every(w => Number.isInteger(w) && w > 0)) throw new ValueError(`${op}: widths of fields must be integers > 0, not ${shown(delimiter)}`)
  return line => {
    if (line.trim() === '') return []
    const fields: string[] = []
    for (let from = 0, k = 0; widths ? k < widths.length : from < line.length; k++) { const w = widths ? widths[k]! : all[0]!; fields.push(line.slice(from, from + w)); from += w }
    return fields
  }
}
// Names as NumPy mends them: blanks become _, signs go, the second of a kind is name_1.
function unique(op: string, header: readonly unknown[]): string[] {
  const seen = new Map<string, number>()
  return header.map((given, i) => {
    if (typeof given !== 'string') throw new ValueError(`${op}: names must be text, not ${shown(given)}`)
    const name = given.trim().replace(/ /g, '_').replace(/[~!@#$%^&*()\-=+\\|\]}[{';:/?.>,<]/g, '') || `f${i}`, times = seen.get(name) ?? 0
    seen.set(name, times + 1)
    return times > 0 ? `${name}_${times}` : name
  })
}
function missingIn(given: GenFromTextOptions['missing_values'], column: number, place: number, name: string | undefined): readonly string[] {
  const of = typeof given === 'string' ? given : Array.isArray(given) ? given[place] as unknown : given === undefined || given === null ? undefined : (given as Record<string, unknown>)[column] ?? (name === undefined ? undefined : (given as Record<string, unknown>)[name])
  return typeof of === 'string' ? of.split(',') : []
}
function fillIn(op: string, given: GenFromTextOptions['filling_values'], column: number, place: number, name: string | undefined, dtype: DType): Scalar {
  const of: unknown = given === undefined || given === null || isScalar(given) ? given : Array.isArray(given) ? (given as unknown[])[place] : (given as Record<string, unknown>)[column] ?? (name === undefined ? undefined : (given as Record<string, unknown>)[name])
  if (of !== undefined && of !== null) {
    if (!isScalar(of)) throw new ValueError(`${op}: filling_values must be numbers, not ${shown(of)}`)
    return of
  }
  const { kind } = dtypes[dtype]
  return kind === 'b' ? false : kind === 'i' ? -1 : kind === 'u' ? maximum(dtype) : kind === 'c' ? { re: NaN, im: 0 } : NaN
}
function maximum(dtype: DType): bigint { return (1n << BigInt(8 * dtypes[dtype].size)) - 1n }      // -1 as NumPy casts it
function found(op: string, column: number, fields: readonly string[]): Found {
  const dtype = (['bool', 'int64', 'float64', 'complex128'] as const).find(d => fields.every(s => { const x = parserOf(d)(s); return x !== undefined && fits(x, d) }))
  if (dtype === undefined) throw new DTypeError(`${op}: column ${column} holds text, and there are no arrays of text; choose columns with usecols, or give a converter`)
  return dtype
}

// ---- writing ----

/** Options of savetxt. */
export interface SaveTextOptions {
  /** How to write a number, as in C: '%.18e' (the default), '%d', '%8.3f', '%g' …; one for each column, or the format of a whole row. */
  fmt?: string | readonly string[]
  /** Between columns (default a blank), and after each row. */
  delimiter?: string
  newline?: string
  /** Text before and after, behind comment marks (default '# '). */
  header?: string
  footer?: string
  comments?: string
}

/** An array of one or two dimensions as text, a line for each row; write it to a file as it is. */
export function savetxt(X: ArrayLike, options?: SaveTextOptions | null): string {
  return scope(() => {
    const op = 'savetxt', { fmt = '%.18e', delimiter = ' ', newline = '\n', header = '', footer = '', comments = '# ' } = options ?? {}, { array: x } = borrowed(op, X)
    for (const [what, s] of Object.entries({ delimiter, newline, header, footer, comments })) if (typeof s !== 'string') throw new ValueError(`${op}: ${what} must be text, not ${shown(s)}`)
    if (x.ndim !== 1 && x.ndim !== 2) throw new ShapeError(`${op}: a text has rows and columns; the shape ${shapeText(x.shape)} has ${x.ndim} dimensions`)
    const table = x.ndim === 1 ? transpose(reshape(x, [1, -1])) as Any : x, [rows, columns] = table.shape as [number, number], complex = isComplex(x.dtype)
    const given = Array.isArray(fmt) ? fmt as readonly unknown[] : [fmt]
    if (!given.every(f => typeof f === 'string')) throw new ValueError(`${op}: fmt must be text, not ${shown(fmt)}`)
    const per = (n: number, f: string): string => new Array<string>(n).fill(f).join(delimiter), signs = String(fmt).split('%').length - 1
    const row = Array.isArray(fmt) ? fmt.join(delimiter) : signs === 1 ? per(columns, complex ? ` (${fmt as string}+${fmt as string}j)` : fmt as string) : fmt as string
    const format = formatter(op, row), wanted = complex ? 2 * columns : columns
    if (format.fields !== wanted && !(complex && Array.isArray(fmt) && format.fields === columns)) throw new ValueError(`${op}: fmt '${row.slice(0, 60)}' has ${format.fields} fields for ${wanted} numbers in a row; give one, or one for each column`)
    const block = (text: string): string => text === '' ? '' : comments + text.replace(/\n/g, `\n${comments}`) + newline
    let body = ''
    for (let i = 0; i < rows; i++) {
      const values: (Element<DType>)[] = []
      for (let j = 0; j < columns; j++) {
        const v = readElement(x.dtype, table.address + i * table.strides[0]! + j * table.strides[1]!)
        if (typeof v === 'object' && format.fields === wanted) values.push(v.re, v.im); else values.push(v)
      }
      const line = format.write(values, x.dtype)
      body += (complex ? line.replace(/\+-/g, '-') : line) + newline
    }
    return block(header) + body + block(footer)
  })
}

// C's printf, as Python's % reads it.
function formatter(op: string, text: string): { fields: number; write(values: readonly Element<DType>[], dtype: DType): string } {
  const parts: (string | { flags: string; width: number; precision: number | undefined; type: string })[] = []
  let end = 0
  for (const m of text.matchAll(/%(?:%|([-+ 0#]*)(\d*)(?:\.(\d*))?[hlL]?([diuoxXeEfFgGs]))?/g)) {
    parts.push(text.slice(end, m.index))
    end = m.index + m[0].length
    if (m[0] === '%') throw new ValueError(`${op}: fmt '${text.slice(0, 60)}' is not understood at '${text.slice(m.index, m.index + 10)}'; formats are such as %d, %8.3f, %.18e, %g, %s`)
    parts.push(m[0] === '%%' ? '%' : { flags: m[1]!, width: Math.min(Number(m[2] || 0), 1000), precision: m[3] === undefined ? undefined : Math.min(Number(m[3]), 1000), type: m[4]! })
  }
  parts.push(text.slice(end))
  return {
    fields: parts.filter(p => typeof p !== 'string').length,
    write(values, dtype) {
      let k = 0
      return parts.map(p => typeof p === 'string' ? p : printed(op, p, values[k++]!, dtype)).join('')
    },
  }
}
function printed(op: string, { flags, width, precision, type }: { flags: string; width: number; precision: number | undefined; type: string }, value: Element<DType>, dtype: DType): string {
  let text: string
  const real = typeof value === 'object' && type !== 's' ? NaN : Number(value), lower = type.toLowerCase(), negative = real < 0 || Object.is(real, -0) && 'efg'.includes(lower)
  const refused = (): never => { throw new DTypeError(`${op}: ${scalarText(dtype, value)} of ${dtype} cannot be written as %${type}; use %g, %e or %s`) }
  if (type === 's') text = scalarText(typeof value !== 'object' && isComplex(dtype) ? (dtype === 'complex64' ? 'float32' : 'float64') : dtype, value).slice(0, precision)
  else if (typeof value === 'object') return refused()
  else if ('diuox'.includes(lower)) {
    if (!Number.isFinite(real) || 'ox'.includes(lower) && typeof value === 'number' && !dtype.includes('int')) refused()
    const n = typeof value === 'bigint' ? value : BigInt(Math.trunc(real)), digits = (n < 0n ? -n : n).toString(lower === 'o' ? 8 : lower === 'x' ? 16 : 10).padStart(precision ?? 0, '0')
    text = (flags.includes('#') && 'ox'.includes(lower) ? `0${lower}` : '') + digits
    if (n === 0n) return padded(type === 'X' ? text.toUpperCase() : text, false)
  } else if (!Number.isFinite(real)) text = Number.isNaN(real) ? 'nan' : 'inf'
  else text = floating(Math.abs(real), lower, precision ?? 6, flags.includes('#'))
  return padded(type === lower ? text : text.toUpperCase(), negative)

  function padded(body: string, minus: boolean): string {
    const sign = type === 's' ? '' : minus ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
    if (flags.includes('-')) return (sign + body).padEnd(width)
    return flags.includes('0') && type !== 's' ? sign + body.padStart(width - sign.length, '0') : (sign + body).padStart(width)
  }
}
function floating(x: number, type: string, precision: number, point: boolean): string {
  const joined = (int: string, frac: string): string => int + (frac || point ? `.${frac}` : '')
  if (type === 'f') { const { int, frac } = positional(x, false, precision, precision, true); return joined(int, frac) }
  const digits = type === 'g' ? Math.max(precision, 1) - 1 : precision, { int, frac, exponent } = scientific(x, false, digits, digits, true)
  if (type === 'e') return joined(int, frac) + exponentText(exponent, 2)
  const kept = (s: string): string => point ? s : trimZeros(s)
  if (exponent < -4 || exponent > digits) return joined(int, kept(frac)) + exponentText(exponent, 2)
  const places = digits - exponent, fixed = positional(x, false, places, places, true)
  return joined(fixed.int, kept(fixed.frac))
}

// ---- digits ----

/** Options of format_float_positional and format_float_scientific. */
export interface FloatFormat {
  /** Digits after the point: at most, or with unique: false exactly. */
  precision?: number | null
  /** Only the digits that tell the number from its neighbours (the default). */
  unique?: boolean
  /** Fewest digits after the point, of a unique text. */
  min_digits?: number | null
  /** Of trailing zeros: 'k' keeps them, '.' drops them, '0' keeps one after the point, '-' drops the point, too. */
  trim?: 'k' | '.' | '0' | '-'
  /** A plus for positive numbers. */
  sign?: boolean
  /** Blanks in front until there are so many characters before the point. */
  pad_left?: number | null
}
/** Options of format_float_positional. */
export interface PositionalFormat extends FloatFormat {
  /** Precision and min_digits count digits after the point (the default), else all from the first that is not 0. */
  fractional?: boolean
  /** Blanks behind until there are so many characters after the point. */
  pad_right?: number | null
}
/** Options of format_float_scientific. */
export interface ScientificFormat extends FloatFormat {
  /** Fewest digits of the exponent (default 2). */
  exp_digits?: number | null
}

interface Written { readonly int: string; readonly frac: string; readonly tail?: string }
function floatText(op: string, x: number | Any, o: FloatFormat & PositionalFormat, write: (m: number, single: boolean, least: number, most: number, exact: boolean) => Written): string {
  const { array, release } = borrowed(op, x)
  try {
    if (array.size !== 1 || array.dtype !== 'float32' && array.dtype !== 'float64') throw new DTypeError(`${op}: give a number or one element of a float dtype, not ${array.dtype} of shape ${shapeText(array.shape)}`)
    const value = readElement(array.dtype, array.address) as number, { trim = 'k', sign = false, unique: shortest = true } = o
    if (!['k', '.', '0', '-'].includes(trim)) throw new ValueError(`${op}: trim must be 'k', '.', '0' or '-', not ${shown(trim)}`)
    const precision = Math.min(count(op, 'precision', o.precision, Infinity), 16000), least = Math.min(count(op, 'min_digits', o.min_digits, 0), 16000), left = Math.min(count(op, 'pad_left', o.pad_left, 0), 16000), right = Math.min(count(op, 'pad_right', o.pad_right, 0), 16000)
    if (!shortest && (o.precision === undefined || o.precision === null)) throw new ValueError(`${op}: unique: false needs a precision`)
    if (least > precision) throw new ValueError(`${op}: min_digits ${least} is more than precision ${precision}`)
    const minus = value < 0 || Object.is(value, -0) ? '-' : sign ? '+' : ''
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : `${minus}inf`
    const { int, frac, tail = '' } = write(Math.abs(value), array.dtype === 'float32', shortest ? least || (trim === 'k' ? -1 : 0) : precision, precision, !shortest)      // -1: without trimming
    // Zeros stay where digits were cut off, but not where a 9 was rounded up to the next.
    const carried = shortest && Number(`${int}.${frac}${tail}`) > Math.abs(value), bare = trim !== 'k' ? trimZeros(frac) : carried ? trimZeros(frac).padEnd(least, '0') : frac, end = trim === '0' && bare === '' ? '0' : bare
    return (minus + int).padStart(left) + (end === '' && trim === '-' ? '' : `.${end}`).concat(tail).padEnd(o.pad_right === undefined || o.pad_right === null ? 0 : right + 1)
  } finally { release() }
}

/** A float in positional notation, by default with the fewest digits that tell it from its neighbours. */
export function format_float_positional(x: number | NDArray<DType>, options?: PositionalFormat | null): string {
  const op = 'format_float_positional', o = options ?? {}, fractional = o.fractional ?? true
  if (!fractional && o.precision === 0) throw new ValueError(`${op}: precision must be greater than 0 with fractional: false`)
  return floatText(op, x, o, (m, single, least, most, exact) => {
    if (fractional) return positional(m, single, least, most, exact)
    const { frac, int, exponent } = scientific(m, single, Math.max(least - 1, 0), most - 1, exact), digits = (int + frac).padEnd(exponent + 1, '0')
    return exponent < 0 ? { int: '0', frac: '0'.repeat(-exponent - 1) + digits } : { int: digits.slice(0, exponent + 1), frac: digits.slice(exponent + 1) }
  })
}
/** A float in scientific notation, by default with the fewest digits that tell it from its neighbours. */
export function format_float_scientific(x: number | NDArray<DType>, options?: ScientificFormat | null): string {
  const op = 'format_float_scientific', o = options ?? {}, width = Math.min(count(op, 'exp_digits', o.exp_digits, 2), 5)
  return floatText(op, x, { ...o, pad_right: null }, (m, single, least, most, exact) => {
    const { int, frac, exponent } = scientific(m, single, least, most, exact)
    return { int, frac, tail: exponentText(exponent, width) }
  })
}

function wholeNumber(op: string, x: number | bigint): bigint {
  if (typeof x !== 'bigint' && !Number.isInteger(x)) throw new ValueError(`${op}: give an integer, not ${shown(x)}`)
  return BigInt(x)
}
/** An integer in a base from 2 to 36, with so many zeros in front. */
export function base_repr(number: number | bigint, base = 2, padding = 0): string {
  const op = 'base_repr', n = wholeNumber(op, number)
  if (!(Number.isInteger(base) && base >= 2 && base <= 36)) throw new ValueError(`${op}: the base must be from 2 to 36, not ${shown(base)}`)
  const zeros = '0'.repeat(Math.min(count(op, 'padding', padding, 0), 1 << 20))
  return (n < 0n ? '-' : '') + zeros + (n === 0n && zeros ? '' : (n < 0n ? -n : n).toString(base).toUpperCase())
}
/** An integer in binary: with a sign, or with a width in two's complement. */
export function binary_repr(num: number | bigint, width?: number | null): string {
  const op = 'binary_repr', n = wholeNumber(op, num)
  if (width === undefined || width === null) return n.toString(2)
  const bits = count(op, 'width', width, 0), digits = n < 0n ? (-n - 1n).toString(2).replace(/^0$/, '').length + 1 : n.toString(2).length
  if (bits < digits && n !== 0n || bits > 1 << 20) throw new ValueError(`${op}: ${n} needs ${digits} bits, not ${bits}`)
  return n < 0n ? BigInt.asUintN(bits, n).toString(2) : n === 0n ? '0'.repeat(bits || 1) : n.toString(2).padStart(bits, '0')
}
