// The largest errors of the transcendental functions against results with many more digits (test/oracle/accuracy.py).

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import * as np from '../dist/index.js'
import { arrayOf, difference, rows, typedArrayOf, variants, type Any, type DType, type Values } from './operands.ts'

interface Real { op: string; dtype: 'float32' | 'float64'; count: number; x: string; y?: string; bits: string; rest: number[] }
interface Complex { op: string; dtype: 'complex64' | 'complex128'; count: number; x: string; y?: string; result: string; tolerance: number }

const folder = new URL('fixtures/accuracy/', import.meta.url)
const files = readdirSync(folder).filter(f => f.endsWith('.json')).map(f => f.slice(0, -5)).sort()
const read = (name: string): Real | Complex => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Real | Complex

/** Numbers of bit patterns in hexadecimal, most significant digit first. */
function numbers(text: string, dtype: DType): Values {
  const values = new (typedArrayOf(dtype))(text.length / (dtype === 'float32' || dtype === 'complex64' ? 8 : 16)) as Float64Array
  const bytes = Buffer.from(text, 'hex')
  if (values.BYTES_PER_ELEMENT === 4) bytes.swap32(); else bytes.swap64()
  new Uint8Array(values.buffer).set(bytes)
  return values
}

function run(op: string, dtype: DType, x: Values, y: Values | undefined): { dtype: DType; values: Values } {
  const args: Any[] = [arrayOf(x, dtype)]
  if (y) args.push(arrayOf(y, dtype))
  const result = (np as unknown as Record<string, (...args: Any[]) => Any>)[op]!(...args), values = result.toTypedArray()
  for (const a of [...args, result]) a.dispose()
  return { dtype: result.dtype, values }
}

/** The distance from |v| to the next larger number. */
function ulpOf(v: number, dtype: 'float32' | 'float64'): number {
  const bits = dtype === 'float32' ? 24 : 53, least = dtype === 'float32' ? -149 : -1074
  if (v === 0) return 2 ** least
  let exponent = Math.floor(Math.log2(Math.abs(v)))
  if (2 ** exponent > Math.abs(v)) exponent--
  if (2 ** (exponent + 1) <= Math.abs(v)) exponent++
  return 2 ** Math.max(exponent - bits + 1, least)
}

/** The error in units of the last place; Infinity for a wrong kind of result (NaN, infinity, sign of an exact zero). */
function error(y: number, near: number, rest: number, dtype: 'float32' | 'float64'): number {
  if (Object.is(y, near)) return Math.abs(rest)
  if (!Number.isFinite(near) || near === 0 && rest === 0) return Infinity
  // At the edge of the range the next number is infinity.
  const got = Number.isFinite(y) ? y : Math.sign(y) * (dtype === 'float32' ? 2 ** 128 : NaN), ulp = ulpOf(near, dtype)
  const off = Number.isFinite(got) ? (got - near) / ulp : y === Infinity && near === Number.MAX_VALUE || y === -Infinity && near === -Number.MAX_VALUE ? Math.sign(y) : NaN
  return Number.isNaN(off) ? Infinity : Math.abs(off - rest)
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 1 }))
  afterAll(() => np.close())

  test.each(files)('%s', name => {
    const f = read(name), x = numbers(f.x, f.dtype), y = f.y === undefined ? undefined : numbers(f.y, f.dtype), got = run(f.op, f.dtype, x, y)
    if ('tolerance' in f) {
      expect(difference(got.dtype, got.values, numbers(f.result, got.dtype), { modulus: f.tolerance })).toBeUndefined()
      return
    }
    const row = rows.find(r => r.name === f.op)!, bound = row.ulp[f.dtype === 'float32' ? 0 : 1], near = numbers(f.bits, f.dtype)
    let worst = 0, at = 0
    for (let i = 0; i < f.count; i++) {
      const e = error(got.values[i] as number, near[i] as number, f.rest[i]!, f.dtype)
      if (e > worst) { worst = e; at = i }
    }
    if (worst > bound) throw new Error(`${f.op}(${[x[at], ...(y ? [y[at]] : [])].join(', ')}) is ${got.values[at]}, not ${near[at]}: ${worst} ulp, and the row says ${bound}`)
  })
})
