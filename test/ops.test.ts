// Every row of the table against NumPy: every dtype, every pair of dtypes, weak scalars; special values in all pairs, and random ones.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { allowed, arrayOf, call, difference, dtypeNames, index, operands, ours, pick, random, rows, stored, unsigned, integral, variants, type Any, type DType, type Row, type Values } from './operands.ts'

const weak: Record<string, np.Scalar> = { '=2': 2, '=-1': -1, '=300': 300, '=2.5': 2.5, '=true': true, '=1j': { re: 0, im: 1 } }
const elementwise = rows.filter(r => r.kind === 'unary' || r.kind === 'binary' || r.kind === 'ternary')


/** The operands of a case: values with their dtypes, or a scalar. */
function given(row: Row, key: string): { values?: Values; dtype?: DType; scalar?: np.Scalar }[] {
  const types = key.split(',')
  if (!key.includes('=')) return operands(row, types as DType[]).map((values, i) => ({ values, dtype: types[i] as DType }))
  return types.map(t => {
    if (t in weak) return { scalar: weak[t]! }
    const dtype = t as DType, other = types.find(x => x in weak)!
    let values = pick(dtype, random(dtype, row.domain), [0, 1, 2, 3])
    if (row.name === 'power' && integral(dtype) && !/[.j]/.test(other)) values = unsigned(values)
    return { values, dtype }
  })
}

/** x^y is e^(y log x), so the error of a complex power grows with |y log x|. */
function ofPower(args: readonly np.ArrayLike[]): (i: number) => number {
  const [x, y] = args.map(a => (i: number): { re: number; im: number } => {
    const v = a instanceof np.NDArray ? a.item(i) : a as np.Scalar
    return typeof v === 'object' ? v : { re: Number(v), im: 0 }
  }) as [(i: number) => { re: number; im: number }, (i: number) => { re: number; im: number }]
  return i => {
    const b = x(i), e = y(i)
    const size = Math.hypot(e.re, e.im) * Math.hypot(Math.log(Math.hypot(b.re, b.im)), Math.atan2(b.im, b.re))
    return Number.isFinite(size) && size > 1e6 ? Infinity : 8 + 2 * size            // beyond that not even the angle is known
  }
}

/** log(e^x + e^y) is max(x, y) + a rest, so its error grows as the two cancel. */
function ofSum(row: Row, args: readonly np.ArrayLike[], result: Any): (i: number) => number {
  const size = (v: unknown): number => Math.abs(Number(v)), bound = row.ulp[result.dtype === 'float32' ? 0 : 1]
  return i => bound * Math.max(1, ...args.map(a => size(a instanceof np.NDArray ? a.item(i) : a) / size(result.item(i))))
}

function check(row: Row, key: string, expected: [DType, number] | null): string | undefined {
  const args = given(row, key), arrays = args.map(({ values, dtype, scalar }) => values ? arrayOf(values, dtype!) : scalar!)
  try {
    const result = call(row, arrays)
    try {
      if (!expected) return `gives ${result.dtype}, and NumPy an error`
      const [dtype, offset] = expected
      if (result.dtype !== dtype) return `gives ${result.dtype} instead of ${dtype}`
      const loop = row.rule === 'real' ? (args[0]!.dtype ?? dtype) : dtype
      const most = /power/.test(row.name) && typeof result.item(0) === 'object' ? { modulus: ofPower(arrays) } : row.name.startsWith('logaddexp') ? { modulus: ofSum(row, arrays, result) } : allowed(row, loop)
      return difference(dtype, result.toTypedArray(), stored(dtype, offset, result.size), most)
    } finally { result.dispose() }
  } catch (error) {
    return expected || !ours(error) ? `throws ${String(error).slice(0, 150)}` : undefined
  } finally { for (const a of arrays) if (a instanceof np.NDArray) a.dispose() }
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 1 }))
  afterAll(() => np.close())

  test.each(elementwise.map(r => [r.name, r] as const))('%s', (name, row) => {
    const cases = index.rows[name]
    if (!cases) throw new Error(`no values of NumPy for ${name}: run python3 test/oracle/ops.py`)
    const wrong: string[] = []
    for (const [key, expected] of Object.entries(cases)) {
      const why = check(row, key, expected)
      if (why) wrong.push(`${name}(${key}) ${why}`)
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test.each(elementwise.map(r => [r.name, r] as const))('%s: the option dtype', (name, row) => {
    const wrong: string[] = [], taken = index.dtype[name]!
    for (const d of dtypeNames) {
      const a = np.ones(2, d) as Any, args = new Array<Any>(row.kind === 'unary' ? 1 : row.kind === 'binary' ? 2 : 3).fill(a)
      for (const e of dtypeNames) {
        // NumPy has a loop from complex64 to float32, but looks no further for complex128.
        // So has it none of ldexp from int32 to float32, though their cast is allowed.
        if (row.exponent && e === 'float32') continue
        if (name === 'absolute' && d === 'complex128' && e === 'float32') continue
        try {
          const r = call(row, args, { dtype: e })
          if (r.dtype !== e || !taken[d].includes(e)) wrong.push(`${name}(${d}, dtype=${e}) gives ${r.dtype}`)
          r.dispose()
        } catch (error) {
          if (!ours(error) || taken[d].includes(e)) wrong.push(`${name}(${d}, dtype=${e}) throws ${String(error).slice(0, 120)}`)
        }
      }
      a.dispose()
    }
    expect(wrong).toEqual([])
  })
})
