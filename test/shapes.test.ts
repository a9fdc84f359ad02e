// Arrays arranged, joined, split, picked from, padded and made of grids, against NumPy; test/oracle/shapes.py makes the fixture.

import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { type Any, fixture, named } from './support.ts'

type Step = [name: 'slice' | 'transpose', ...args: never[]]
type Outcome = number | [dtype: np.DType, shape: number[], values: number[], view: boolean] | Outcome[]
const cases = fixture<[name: string, args: unknown[], expected: Outcome | { error: string }][]>('shapes')
const functions = np as unknown as Record<string, (...args: unknown[]) => unknown>
const writes = ['put', 'place', 'putmask', 'fill_diagonal', 'put_along_axis', 'copyto']
// NumPy's int64 of places is int32 here.
const places = ['unravel_index', 'ravel_multi_index', 'ix_', 'tril_indices', 'triu_indices', 'tril_indices_from', 'triu_indices_from', 'diag_indices', 'diag_indices_from', 'indices', 'mgrid', 'ogrid']
// Powers and logarithms may differ from NumPy's in the last places.
const close = ['logspace', 'geomspace']
// NumPy has views here where a copy is clearer, or the other way round; what is given back of an array that fits already is a view of it.
const anyMemory = ['insert', 'meshgrid', 'broadcast_arrays', 'block', 'pad', 'trace', 'ix_', 'select', 'choose']

let used = 0
beforeAll(async () => { await np.init({ threads: 2 }) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })

function array([dtype, shape, steps]: [np.DType, number[], Step[]]): Any {
  const n = shape.reduce((p, m) => p * m, 1), all = Float64Array.from({ length: n }, (_, i) => dtype === 'bool' ? Number(i % 3 === 0) : i)
  return steps.reduce((a: Any, [name, ...args]) => name === 'slice' ? a.slice(...args) : a.transpose(...args), np.array(all).astype(dtype).reshape(shape))
}
function decoded(x: unknown, bases: Any[]): unknown {
  if (Array.isArray(x)) return x.map(y => decoded(y, bases))
  if (typeof x !== 'object' || x === null) return x
  const o = x as { a?: [np.DType, number[], Step[]]; i?: never; s?: unknown; d?: object; o?: object }
  if (o.a) { const a = array(o.a); bases.push(a); return a }
  if ('i' in o) return np.array(o.i, 'int32').reshape(o.s as number[])
  if ('s' in o) return o.s
  if (o.d) return o.d
  return Object.fromEntries(Object.entries(o.o!).map(([k, v]) => [k, decoded(v, bases)]))
}
function outcome(r: unknown, bases: readonly Any[]): Outcome {
  if (typeof r === 'number') return r
  if (Array.isArray(r)) return r.map(x => outcome(x, bases))
  const a = r as Any, wide = [...a.astype('complex128').toTypedArray()], values = a.dtype.startsWith('complex') ? wide : wide.filter((_, i) => i % 2 === 0)
  return [a.dtype, [...a.shape], values.map(v => v + 0), a.size > 0 && a.ndim > 0 && bases.some(b => b.block === a.block)]
}
function adapted(x: Outcome, name: string, got: Outcome): Outcome {
  if (!Array.isArray(x)) return x
  if (typeof x[0] !== 'string') return (x as Outcome[]).map((y, i) => adapted(y, name, (got as Outcome[])[i]!))
  const [dtype, shape, values, view] = x as [np.DType, number[], number[], boolean], mine = got as [np.DType, number[], number[], boolean]
  const near = close.includes(name) && mine?.[2]?.length === values.length && values.every((v, i) => Math.abs(v - mine[2][i]!) <= 2e-15 * Math.abs(v) * (dtype === 'float32' || dtype === 'complex64' ? 1e9 : 1))
  return [places.includes(name) && dtype === 'int64' ? mine?.[0] === 'int32' ? 'int32' : dtype : dtype, shape, near ? mine[2] : values, anyMemory.includes(name) ? mine?.[3] ?? view : view]
}

const names = [...new Set(cases.map(c => c[0]))]
describe('as NumPy', () => {
  test.each(names)('%s', name => {
    for (const [, args, expected] of cases.filter(c => c[0] === name)) {
      const where = `${name}(${JSON.stringify(args).slice(1, -1)})`
      np.scope(() => {
        const bases: Any[] = [], given = args.map(a => decoded(a, bases))
        let result: unknown
        try { result = functions[name]!(...given) } catch (error) {
          if (!named(error) || !('error' in (expected as object))) throw new Error(`${where}: ${String(error)} instead of ${JSON.stringify(expected)}`, { cause: error })
          return
        }
        if (typeof expected === 'object' && 'error' in expected) throw new Error(`${where}: ${expected.error} expected`)
        const got = outcome(writes.includes(name) ? given[0] : result, bases)
        expect({ where, got }).toEqual({ where, got: adapted(expected, name, got) })
      })
      expect([where, np.info().memory.used]).toEqual([where, used])
    }
  })
})
