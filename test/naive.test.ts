// The plain loops that the library is compared with give its results: every op and dtype for which there is one.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { dtypeNames, dtypes, typedArrayOf, type DType, type TypedArray } from '../dist/dtype.js'
import { values as valuesOf } from '../dist/profile/inputs.js'
import { naiveLoop, withoutLoop } from '../dist/profile/naive.js'
import { rows, type Row } from '../dist/table.js'

type Any = np.NDArray<np.DType>
const N = 1000

beforeAll(() => np.init({ threads: 1 }))
afterAll(() => np.close())

/** Values of a domain; with zeros among them where it has them. */
function values(dtype: DType, [low, high]: readonly [number, number], seed: number, n = N): TypedArray {
  const least = dtypes[dtype].kind === 'u' ? Math.max(0, low) : low, out = valuesOf(dtype, n, [least, high], seed) as Float64Array
  if (least <= 0) for (let i = 0; i < out.length; i += 50) out[i] = ((out as unknown) instanceof BigInt64Array || (out as unknown) instanceof BigUint64Array ? 0n : 0) as number
  return out
}

function numbers(result: unknown): number[] {
  if (result instanceof np.NDArray) {
    const list = Array.from(result.toTypedArray() as Float64Array, Number)
    result.dispose()
    return list
  }
  return typeof result === 'object' ? Array.from(result as Float64Array, Number) : [Number(result)]
}

/** Where two results differ by more than a share of the larger of element and, if given, largest element. */
function differs(got: number[], expected: number[], relative: number, ofLargest = 0): string | undefined {
  if (got.length !== expected.length) return `${got.length} values, not ${expected.length}`
  const largest = ofLargest * Math.max(...expected.map(x => Number.isFinite(x) ? Math.abs(x) : 0))
  const i = got.findIndex((x, k) => !(x === expected[k] || x !== x && expected[k] !== expected[k] || Math.abs(x - expected[k]!) <= relative * Math.abs(expected[k]!) + largest))
  return i < 0 ? undefined : `[${i}] is ${got[i]}, not ${expected[i]}`
}
const single = (dtype: DType): boolean => dtype === 'float32' || dtype === 'complex64'

const arity = { unary: 1, binary: 2, ternary: 3 } as const
const elementwise = rows.filter((r): r is Row & { kind: keyof typeof arity } => r.kind in arity)

/** The library's result of a row. Parts of a function with several results are asked of that. */
function library(row: Row, args: Any[]): Any {
  const f = (name: string): (...args: Any[]) => Any => (np as unknown as Record<string, (...args: Any[]) => Any>)[name]!
  if (!row.output) return f(row.name)(...args)
  const results = f(row.output.of)(...args) as unknown as Any[]
  results[1 - row.output.index]!.dispose()
  return results[row.output.index]!
}

test.each(elementwise.map(r => [r.name, r] as const))('%s', (op, row) => {
  const claimed = dtypeNames.filter(d => naiveLoop(op, d)), wrong: string[] = []
  expect(claimed.length > 0).toBe(!(op in withoutLoop))
  for (const dtype of claimed) {
    const data = Array.from({ length: arity[row.kind] }, (_, k) => row.exponent && k === 1 ? values('int32', [-20, 20], 2) : values(dtype, op === 'clip' && k > 0 ? ([[-50, -40], [40, 50]] as const)[k - 1]! : row.domain, k + 1))
    const args = data.map((x, k) => np.array(x, row.exponent && k === 1 ? 'int32' : dtype) as Any), expected = library(row, args), exact = dtypes[expected.dtype].kind !== 'f'
    const got = naiveLoop(op, dtype)!(...data) as TypedArray, type = typedArrayOf(expected.dtype).name
    if (got.constructor.name !== type) wrong.push(`${dtype}: a ${got.constructor.name}, not ${type}`)
    // The library's float32 functions are off by an ulp or two; near zeros of a function or a difference that counts from its largest value.
    const unit = single(expected.dtype) ? 2 ** -22 : 2 ** -50
    const d = differs(numbers(got), numbers(expected), exact ? 0 : unit, exact ? 0 : unit)
    if (d !== undefined) wrong.push(`${dtype}: ${d}`)
    args.forEach(a => a.dispose())
  }
  expect(wrong).toEqual([])
})

describe('of more than one element', () => {
  const reductions = [...rows.filter(r => !(r.kind in arity)).map(r => r.name), 'mean', 'var', 'std', 'count_nonzero', 'cumsum', 'cumprod', 'dot', 'sort']

  test.each(reductions)('%s', op => {
    const claimed = dtypeNames.filter(d => naiveLoop(op, d)), wrong: string[] = []
    expect(claimed).toEqual(expect.arrayContaining(['float32', 'float64']))
    for (const dtype of claimed) {
      // Integers of 8 and 16 bits are multiplied in their own dtype; factors around 1 neither overflow nor vanish.
      const domain: [number, number] = /prod/.test(op) ? [0.9, 1.1] : op === 'dot' ? [0, 2] : [-20, 100], data = op === 'dot' ? [values(dtype, domain, 1, 50), values(dtype, domain, 2, 50)] : [values(dtype, domain, 1).slice(/prod/.test(op) ? 1 : 0) as TypedArray]
      const args = data.map(x => np.array(x, dtype) as Any), expected = (np as unknown as Record<string, (...args: Any[]) => unknown>)[op]!(...args)
      const tolerance = dtypes[dtype].kind !== 'f' && !/mean|var|std/.test(op) ? 0 : single(dtype) ? 1e-5 : 1e-12
      const d = differs(numbers(naiveLoop(op, dtype)!(...data)), numbers(expected), tolerance, op === 'cumsum' || op === 'sum' ? tolerance : 0)
      if (d !== undefined) wrong.push(`${dtype}: ${d}`)
      args.forEach(a => a.dispose())
    }
    expect(wrong).toEqual([])
  })

  test('any and all of all zeros and of all ones', () => {
    for (const x of [0, 1]) expect([naiveLoop('any', 'float32')!(new Float32Array(9).fill(x)), naiveLoop('all', 'float32')!(new Float32Array(9).fill(x))]).toEqual([x, x])
  })

  test.each([[[12, 12], [12, 12]], [[3, 5], [5, 7]]] as [number[], number[]][])('matmul of %j and %j', (left, right) => {
    for (const dtype of dtypeNames.filter(d => naiveLoop('matmul', d))) {
      const shapes = [left, right], data = shapes.map((s, k) => values(dtype, [-5, 5], k, s[0]! * s[1]!)), args = data.map((x, k) => np.reshape(np.array(x, dtype), shapes[k]!) as Any)
      const got = naiveLoop('matmul', dtype)!(...data, left[0]!), expected = np.matmul(args[0]!, args[1]!)
      expect([dtype, differs(numbers(got), numbers(expected), 0, dtypes[dtype].kind !== 'f' ? 0 : single(dtype) ? 1e-6 : 1e-14)]).toEqual([dtype, undefined])
      args.forEach(a => a.dispose())
    }
  })

  test.each(['complex64', 'complex128'] as const)('fft of %s', dtype => {
    for (const n of [1, 2, 8, 1024]) {
      const data = values(dtype, [-1, 1], n, n), a = np.array(data, dtype) as Any, expected = np.fft.fft(a) as Any
      expect(differs(numbers(naiveLoop('fft', dtype)!(data)), numbers(expected), 0, single(dtype) ? 1e-5 : 1e-12)).toBeUndefined()
      a.dispose()
    }
    expect(() => naiveLoop('fft', dtype)!(values(dtype, [-1, 1], 1, 12))).toThrow('powers of two')
  })

  test('muladd', () => expect([...naiveLoop('muladd', 'float64')!(Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)) as Float64Array]).toEqual([8, 14]))
})

test('what is no row, or not of the dtype, has none', () => {
  for (const [op, dtype] of [['toString', 'float32'], ['add', 'complex64'], ['fft', 'float64'], ['sqrt', 'int64'], ['subtract', 'bool'], ['gcd', 'float32']] as const) expect([op, naiveLoop(op, dtype)]).toEqual([op, undefined])
})

test('each is a function of its own, which the engine optimises by itself', () => {
  const [one, other] = [naiveLoop('add', 'float32'), naiveLoop('add', 'float32')]
  expect(one).not.toBe(other)
})
