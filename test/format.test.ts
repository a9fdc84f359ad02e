// Printing against NumPy's own output; test/oracle/format.py makes the fixture.

import { afterEach, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { type DType, type Element, isComplex, typedArrayOf } from '../dist/dtype.js'
import { ValueError } from '../dist/errors.js'
import { type Printable, type PrintOptions, formatArray, formatRepr, getPrintOptions, setPrintOptions } from '../dist/format.js'

type Case = [dtype: DType, shape: number[], data: string, options: Partial<PrintOptions>, str: string, repr: string]
const cases = JSON.parse(readFileSync(new URL('fixtures/format.json', import.meta.url), 'utf8')) as Case[]

function printable(dtype: DType, shape: readonly number[], element: (k: number) => Element<DType>): Printable {
  return { dtype, shape, item: (...index) => element(index.reduce((k, i, axis) => k * shape[axis] + i, 0)) }
}

function fromBase64(dtype: DType, shape: readonly number[], data: string): Printable {
  const values = new (typedArrayOf(dtype))(new Uint8Array(Buffer.from(data, 'base64')).buffer)
  return printable(dtype, shape, k =>
    isComplex(dtype) ? { re: Number(values[2 * k]), im: Number(values[2 * k + 1]) } : dtype === 'bool' ? values[k] !== 0 : values[k])
}

const floats = (...values: number[]): Printable => printable('float64', [values.length], k => values[k])

describe('what NumPy prints', () => {
  const dtypes = [...new Set(cases.map(([dtype]) => dtype))]
  test('the fixture holds every dtype', () => expect(dtypes).toHaveLength(13))
  test.each(dtypes)('%s', dtype => {
    for (const [, shape, data, options, str, repr] of cases.filter(c => c[0] === dtype)) {
      const a = fromBase64(dtype, shape, data)
      const where = `${dtype} ${JSON.stringify(shape)} ${JSON.stringify(options)}\n`
      expect(where + formatArray(a, options)).toBe(where + str)
      expect(where + formatRepr(a, options)).toBe(where + repr)
    }
  })
})

describe('print options', () => {
  afterEach(() => setPrintOptions({ precision: 8, threshold: 1000, edgeitems: 3, linewidth: 75, suppress: false, nanstr: 'nan', infstr: 'inf', sign: '-', floatmode: 'maxprec' }))

  test("start as NumPy's", () => {
    expect(getPrintOptions()).toEqual({
      precision: 8, threshold: 1000, edgeitems: 3, linewidth: 75, suppress: false, nanstr: 'nan', infstr: 'inf', sign: '-', floatmode: 'maxprec',
    })
  })

  test('stay set, and give way to the options of one call', () => {
    setPrintOptions({ precision: 2 })
    setPrintOptions({ sign: '+', precision: undefined })
    expect(formatArray(floats(1 / 3))).toBe('[+0.33]')
    expect(formatArray(floats(1 / 3), { precision: 4 })).toBe('[+0.3333]')
    expect(getPrintOptions()).toMatchObject({ precision: 2, sign: '+' })
  })

  test('a copy is handed out', () => {
    Object.assign(getPrintOptions(), { precision: 1 })
    expect(getPrintOptions().precision).toBe(8)
  })

  test.each<[string, unknown]>([
    ['precision', -1], ['precision', 1.5], ['precision', NaN], ['precision', '3'], ['threshold', NaN], ['threshold', '9'], ['edgeitems', -1],
    ['edgeitems', 0.5], ['linewidth', NaN], ['suppress', 1], ['nanstr', 0], ['infstr', null], ['sign', ''], ['floatmode', 'exact'], ['digits', 3], ['toString', 3],
  ])('%s = %p is refused, and nothing changes', (name, value) => {
    const before = getPrintOptions()
    expect(() => setPrintOptions({ [name]: value })).toThrow(ValueError)
    expect(() => setPrintOptions({ [name]: value })).toThrow(name)
    expect(() => formatArray(floats(1), { [name]: value })).toThrow(ValueError)
    expect(getPrintOptions()).toEqual(before)
  })

  test('precision is bounded only where it makes digits', () => {
    expect(formatArray(floats(0.1), { precision: 1e9 })).toBe('[0.1]')
    expect(() => formatArray(floats(0.1), { precision: 1e9, floatmode: 'fixed' })).toThrow(/at most 16000/)
  })

  test('threshold and linewidth may be Infinity', () => {
    const text = formatArray(printable('int32', [2000], k => k), { threshold: Infinity, linewidth: Infinity })
    expect(text.match(/\d+/g)).toHaveLength(2000)
    expect(text).not.toContain('\n')
  })
})

describe('summaries', () => {
  test('read only the elements that are shown', () => {
    const seen = new Set<number>()
    const a = printable('float64', [1000, 1000, 1000], k => { seen.add(k); return k })
    expect(formatArray(a)).toContain('...')
    expect(seen.size).toBe(6 ** 3)
  })
})

test('float32 prints the digits of a float32', () => {
  const x = Math.fround(0.1)
  expect(formatArray(printable('float32', [1], () => x))).toBe('[0.1]')
  expect(formatArray(printable('float64', [1], () => x))).toBe('[0.1]')
  expect(formatArray(printable('float32', [1], () => x), { floatmode: 'unique' })).toBe('[0.1]')
  expect(formatArray(printable('float64', [1], () => x), { floatmode: 'unique' })).toBe('[0.10000000149011612]')
})
