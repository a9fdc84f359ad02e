// What functions of the table and dtypes tell of themselves; test/oracle/dtype_info.py makes the fixture.

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import '../dist/kernels.js'
import { rows } from '../dist/table.js'
import { dtypes, fixture, thrown } from './support.ts'

const known = fixture<{
  ufuncs: Record<string, [name: string, nin: number, nout: number, nargs: number, identity: number | boolean | string | null, types: string[]]>
  names: (np.DType | np.Family)[]
  sub: string[]
  standard: np.StandardKind[]
  kinds: string[]
  results: [(np.DType | 'int' | 'float' | 'complex')[], np.DType][]
  common: [np.DType[], np.DType][]
  smallest: [number, np.DType][]
  zero_d: [np.DType, number, np.DType][]
  finfo: Record<string, object>
  constants: (string | null)[]
  iinfo: Record<string, Record<'dtype' | 'kind' | 'bits' | 'min' | 'max', string>>
}>('dtype-info')
type UfuncLike = { name: string; nin: number; nout: number; nargs: number; identity: unknown; types: string[]; ntypes: number }
const exported = np as unknown as Record<string, UfuncLike>

beforeAll(() => np.init({ threads: 1 }))
afterAll(() => {
  const { used } = np.info().memory
  np.close()
  expect(used).toBe(0)
})

test('the functions of the table tell what NumPy\'s ufuncs tell', () => {
  const elementwise = rows.filter(r => (r.kind === 'unary' || r.kind === 'binary') && r.name in known.ufuncs)
  expect(elementwise.length).toBeGreaterThan(35)
  for (const { name, on } of elementwise) {
    const f = exported[name]!, [, nin, nout, nargs, identity, types] = known.ufuncs[name]!
    expect([f.name, f.nin, f.nout, f.nargs, f.identity]).toEqual([name, nin, nout, nargs, identity === '-inf' ? -Infinity : identity])
    expect([name, f.ntypes, f.types.length]).toEqual([name, on.length, on.length])
    for (const t of f.types) expect([name, types]).toEqual([name, expect.arrayContaining([t])])
  }
  expect(np.add.types).toEqual(['??->?', 'bb->b', 'BB->B', 'hh->h', 'HH->H', 'ii->i', 'II->I', 'll->l', 'LL->L', 'ff->f', 'dd->d', 'FF->F', 'DD->D'])
  expect(np.absolute.types.slice(-2)).toEqual(['F->f', 'D->d'])
})

test('other names are the same functions', () => {
  // NumPy has deg2rad and rad2deg twice over.
  const twice: Record<string, string> = { deg2rad: 'radians', rad2deg: 'degrees' }
  for (const [alias, [own]] of Object.entries(known.ufuncs)) for (const name of [twice[own] ?? own]) if (alias in exported && exported[name]?.nin) expect([alias, exported[alias]!.name]).toEqual([alias, name])
})

test('constants and the names of dtypes', () => {
  for (const d of dtypes) expect((np as unknown as Record<string, unknown>)[d]).toBe(d)
  expect(np.bool_).toBe('bool')
  expect([np.pi, np.e, np.euler_gamma, np.inf, np.nan, np.newaxis]).toEqual(known.constants.map(x => x === null ? null : Number(x.replace('inf', 'Infinity'))))
  expect(np.scope(() => np.zeros(2, np.float32).dtype)).toBe('float32')
})

test('issubdtype and isdtype', () => {
  const { names, standard } = known
  names.forEach((a, i) => expect([a, names.map(b => Number(np.issubdtype(a, b))).join('')]).toEqual([a, known.sub[i]]))
  dtypes.forEach((d, i) => {
    expect([d, standard.map(k => Number(np.isdtype(d, k))).join('')]).toEqual([d, known.kinds[i]])
    expect(dtypes.filter(e => np.isdtype(d, e))).toEqual([d])
  })
  expect(np.isdtype('float32', ['integral', 'float32'])).toBe(true)
  expect(np.isdtype('float32', [])).toBe(false)
  expect(np.scope(() => [np.isdtype(np.zeros(2), 'real floating'), np.issubdtype(np.zeros(2, 'int8'), np.integer)])).toEqual([true, true])
  expect(thrown(() => np.isdtype('float32', 'real' as 'numeric')).message).toMatch(/isdtype: .*'real'.*real floating/)
  expect(thrown(() => np.issubdtype('float', np.floating)).message).toMatch(/issubdtype: .*'float'/)
  expect(thrown(() => np.issubdtype(np.floating, 'float' as 'floating')).name).toBe('DTypeError')
})

test('result_type', () => np.scope(() => {
  const weak = { int: 3, float: 0.5, complex: { re: 0, im: 1 } }, general = np.result_type as (...args: unknown[]) => np.DType
  for (const [given, expected] of known.results) {
    const named = given.map(x => x in weak ? weak[x as 'int'] : x)
    expect([given, general(...named)]).toEqual([given, expected])
    expect([given, general(...named.map(x => typeof x === 'string' ? np.zeros(1, x as np.DType) : x))]).toEqual([given, expected])
  }
  expect([np.result_type(1), np.result_type(1n), np.result_type(true), np.result_type({ re: 0, im: 1 }), np.result_type(1n, 2.5)]).toEqual(['float64', 'int64', 'bool', 'complex128', 'float64'])
  expect([np.result_type('int8', true), np.result_type('int8', 3n), np.result_type(Int8Array.of(1), 'float32')]).toEqual(['int8', 'int8', 'float32'])
  expect(thrown(() => np.result_type()).message).toMatch(/result_type: give at least one/)
  expect(thrown(() => general('half')).message).toMatch(/result_type: there is no dtype 'half'/)
}))

test('common_type', () => np.scope(() => {
  for (const [given, expected] of known.common) expect([given, np.common_type(...given.map(d => np.zeros(1, d)))]).toEqual([given, expected])
  expect(thrown(() => np.common_type(np.zeros(1, 'bool'))).message).toMatch(/common_type: bool/)
}))

test('min_scalar_type', () => np.scope(() => {
  for (const [value, expected] of known.smallest) {
    expect([value, np.min_scalar_type(value)]).toEqual([value, expected])
    if (Number.isInteger(value)) expect([value, np.min_scalar_type(BigInt(value))]).toEqual([value, expected])
  }
  for (const [dtype, value, expected] of known.zero_d) expect([dtype, value, np.min_scalar_type(np.full([], value, dtype))]).toEqual([dtype, value, expected])
  expect([np.min_scalar_type(2n ** 64n - 1n), np.min_scalar_type(-(2n ** 63n)), np.min_scalar_type(2 ** 70), np.min_scalar_type(1e50), np.min_scalar_type(NaN), np.min_scalar_type(true)]).toEqual(['uint64', 'int64', 'float32', 'float64', 'float32', 'bool'])
  expect([np.min_scalar_type([1, 2]), np.min_scalar_type(np.zeros(2, 'int16')), np.min_scalar_type({ re: 1, im: 1e39 })]).toEqual(['float64', 'int16', 'complex128'])
  expect(thrown(() => np.min_scalar_type(2n ** 64n)).name).toBe('ValueError')
}))

test('finfo and iinfo', () => np.scope(() => {
  for (const d of ['float32', 'float64', 'complex64', 'complex128'] as const) expect(np.finfo(d)).toEqual(known.finfo[d])
  for (const d of ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const) {
    const { min, max, ...rest } = np.iinfo(d)
    expect({ ...rest, min: String(min), max: String(max) }).toEqual(known.iinfo[d])
    expect(typeof min).toBe(d.endsWith('64') ? 'bigint' : 'number')
  }
  expect([np.finfo(np.zeros(1, 'complex64')).eps, np.iinfo(np.zeros(1, 'uint8')).max]).toEqual([2 ** -23, 255])
  expect(thrown(() => np.finfo('int8')).message).toMatch(/finfo: int8 .*iinfo/)
  expect(thrown(() => np.iinfo('float32' as 'int8')).message).toMatch(/iinfo: float32 .*finfo/)
  expect(thrown(() => np.iinfo('bool' as 'int8')).name).toBe('DTypeError')
}))

test('can_cast of arrays', () => np.scope(() => {
  expect([np.can_cast(np.zeros(2), 'float32'), np.can_cast(np.zeros(2), 'float32', 'same_kind'), np.can_cast('int8', np.zeros(1, 'int16'))]).toEqual([false, true, true])
}))
