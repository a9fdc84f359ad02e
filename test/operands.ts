// NumPy's values for the rows of the table (test/oracle/ops.py), the operands they belong to, and how results are compared.

import { readFileSync } from 'node:fs'
import * as np from '../dist/index.js'
import { dtypeNames, dtypes, typedArrayOf, type DType, type TypedArrayOf } from '../dist/dtype.js'
import '../dist/kernels.js'
import { rows, type Row } from '../dist/table.js'
import { relaxedSimd } from 'wasm-feature-detect'

export { dtypeNames, dtypes, rows, typedArrayOf, type DType, type Row }
export type Any = np.NDArray<DType>
export type Values = TypedArrayOf<DType>

/** The variants that this engine can run. */
export const variants: readonly ('simd' | 'relaxed')[] = await relaxedSimd() ? ['simd', 'relaxed'] : ['simd']

type Place = [offset: number, count: number]
type Reduced = [f: number, input: number, options: number, dtype: number, shape: number, sixteenth: number]
interface Index {
  inputs: { special: Record<DType, Place>; random: Record<string, Record<DType, Place>> }
  rows: Record<string, Record<string, [DType, number] | null>>
  dtype: Record<string, Record<DType, DType[]>>
  reductions: { functions: string[]; inputs: [DType, number[], number][]; options: Record<string, unknown>[]; shapes: number[][]; cases: Reduced[] }
  methods: [name: string, method: 'reduce' | 'accumulate' | 'outer', dtype: DType, axis: number | null, x: number, y: number, result: [DType, number[], number] | null][]
}
const folder = new URL('fixtures/ops/', import.meta.url)
export const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Index
const bytes = new Uint8Array(readFileSync(new URL('values.bin', folder))).buffer

/** Components of an element. */
export const parts = (dtype: DType): number => dtypes[dtype].kind === 'c' ? 2 : 1

/** Values of the fixtures. */
export function stored(dtype: DType, offset: number, count: number): Values {
  return new (typedArrayOf(dtype))(bytes, offset, count * parts(dtype))
}

export const special = (dtype: DType): Values => stored(dtype, ...index.inputs.special[dtype])
export const random = (dtype: DType, domain: readonly number[]): Values => stored(dtype, ...index.inputs.random[domain.join(',')]![dtype])

/** Elements of `values` at places. */
export function pick(dtype: DType, values: Values, places: readonly number[]): Values {
  const p = parts(dtype), out = new (typedArrayOf(dtype))(places.length * p) as Float64Array, from = values as Float64Array
  places.forEach((at, i) => { for (let k = 0; k < p; k++) out[i * p + k] = from[at * p + k]! })
  return out as Values
}

function joined(dtype: DType, a: Values, b: Values): Values {
  const out = new (typedArrayOf(dtype))(a.length + b.length) as Float64Array
  out.set(a as Float64Array)
  out.set(b as Float64Array, a.length)
  return out as Values
}

const count = (dtype: DType, values: Values): number => values.length / parts(dtype)
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** The operands of a row for a list of dtypes, as test/oracle/ops.py makes them. */
export function operands(row: Row, types: readonly DType[]): Values[] {
  const s = types.map(special), r = types.map(d => random(d, row.domain)), k = count(types[0]!, s[0]!), m = count(types[0]!, r[0]!)
  let out: Values[]
  if (types.length === 1) out = [joined(types[0]!, s[0]!, r[0]!)]
  else if (types.length === 2 && types[0] === types[1]) {
    const d = types[0]!, pairs = upTo(k * k)
    out = [
      joined(d, pick(d, s[0]!, pairs.map(i => Math.floor(i / k))), r[0]!),
      joined(d, pick(d, s[0]!, pairs.map(i => i % k)), pick(d, r[0]!, upTo(m).map(i => (i + m - 1) % m))),
    ]
  } else out = types.map((d, o) => joined(d, pick(d, s[o]!, upTo(8).map(i => (i * (5 + 2 * o) + 3 * o) % count(d, s[o]!))), pick(d, r[o]!, upTo(4).map(i => i + 4 * o))))
  if (row.name === 'power' && integral(types.reduce((a, b) => np.promote_types(a, b)))) out[1] = unsigned(out[1]!)
  return out
}

export const integral = (dtype: DType): boolean => dtypes[dtype].kind === 'i' || dtypes[dtype].kind === 'u'

/** Negative integers replaced by their complements: exponents that integer powers take. */
export function unsigned(values: Values): Values {
  const out = values.slice() as Float64Array
  for (let i = 0; i < out.length; i++) { const v = out[i]! as number | bigint; (out as unknown as (number | bigint)[])[i] = v < 0 ? ~v as number : v }
  return out as Values
}

/** An array of values; complex ones come as pairs, bools as bytes. */
export function arrayOf(values: Values, dtype: DType, shape?: readonly number[]): Any {
  const flat = np.array(values as Float64Array, dtype) as Any
  if (!shape) return flat
  const out = np.reshape(flat, shape) as Any
  flat.dispose()
  return out
}

/** Calls a row as the public function that it is; of a function with several outputs it gives the row's own. */
export function call(row: Row, args: readonly np.ArrayLike[], options?: np.UfuncOptions): Any {
  if (row.output) {
    const { of, index } = row.output, f = (np as unknown as Record<string, (...args: unknown[]) => Any[]>)[of]!
    const results = f(...args, options && { ...options, ...(options.out && { out: index === 0 ? [options.out, undefined] : [undefined, options.out] }) })
    results[1 - index]!.dispose()
    return results[index]!
  }
  const f = (np as unknown as Record<string, (...args: unknown[]) => Any>)[row.name]!
  return options ? f(...args, options) : f(...args)
}

const word = new DataView(new ArrayBuffer(8))
/** Floats in order as integers, so that neighbours differ by 1. */
export function ordinal(x: number, dtype: 'float32' | 'float64'): bigint {
  let bits: bigint
  if (dtype === 'float32') { word.setFloat32(0, x); bits = BigInt(word.getInt32(0)) } else { word.setFloat64(0, x); bits = word.getBigInt64(0) }
  return bits < 0n ? (dtype === 'float32' ? -0x80000000n : -0x8000000000000000n) - bits : bits
}

export const epsilon = (dtype: DType): number => dtype === 'float32' || dtype === 'complex64' ? 2 ** -23 : 2 ** -52

/** How far a result may be off: 0 for the same bits (any NaN is as good as another); ulp; units of eps times the modulus; the sign of a zero. */
export interface Allowed { readonly ulp?: number; readonly modulus?: number | ((element: number) => number); readonly zero?: boolean }

/** The first element in which a result differs from what is expected, in words; or undefined. */
export function difference(dtype: DType, got: Values, expected: Values, { ulp = 0, modulus = 0, zero = false }: Allowed = {}): string | undefined {
  if (got.length !== expected.length) return `${got.length} values instead of ${expected.length}`
  const { kind } = dtypes[dtype]
  const p = parts(dtype)
  for (let i = 0; i < got.length; i++) {
    const x = got[i]!, y = expected[i]!
    if (x === y && (x !== 0 || zero || Object.is(x, y)) || (x !== x && y !== y)) continue
    const at = `[${Math.floor(i / p)}${p === 2 ? i % 2 ? '].im' : '].re' : ']'} is ${Object.is(x, -0) ? '-0' : String(x)}, not ${Object.is(y, -0) ? '-0' : String(y)}`
    if (kind === 'f' && ulp > 0 && Number.isFinite(x) && Number.isFinite(y)) {
      const off = ordinal(x as number, dtype as 'float64') - ordinal(y as number, dtype as 'float64')
      if (off <= ulp && off >= -ulp && (off !== 0n)) continue
      return `${at} (${off} ulp)`
    }
    if (typeof modulus === 'function' && modulus(Math.floor(i / p)) === Infinity) continue
    if (modulus !== 0 && Number.isFinite(x) && Number.isFinite(y)) {
      const from = i - i % p, size = p === 2 ? Math.hypot(expected[from] as number, expected[from + 1] as number) : Math.abs(y as number)
      if (Math.abs(x as number - (y as number)) <= (typeof modulus === 'number' ? modulus : modulus(from / p)) * epsilon(dtype) * size) continue
    }
    return at
  }
  return undefined
}

function bytesOf(a: Any): Buffer {
  const values = (a as Any & { dense: boolean }).dense ? a.data : np.toTypedArray(a)
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}
/** The same bits? */
export function sameBits(a: Any, b: Any): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0
}

const exactComplex = new Set(['add', 'subtract', 'multiply', 'square', 'negative', 'conjugate', 'maximum', 'minimum', 'fmax', 'fmin', 'positive', 'clip'])
/** How far a row's result may be from NumPy's. */
export function allowed(row: Row, loop: DType): Allowed {
  // Of zeros of both signs NumPy takes either, and so do these; and where the sine is 0 but for rounding, sinc is some zero.
  if (['maximum', 'minimum', 'fmax', 'fmin', 'clip'].includes(row.name)) return { zero: true }
  if (dtypes[loop].kind === 'c' && !exactComplex.has(row.name) && row.rule !== 'bool') return { modulus: 8, zero: row.name === 'sinc' }
  const ulp = row.ulp[loop === 'float32' ? 0 : 1]
  return loop === 'float32' || loop === 'float64' ? { ulp: ulp <= 0.5 ? 0 : ulp } : {}
}

/** A refusal by the library: an error of its own, and not of a kernel. */
export const ours = (error: unknown): boolean => error instanceof np.LanewiseError && !(error instanceof np.KernelError)
