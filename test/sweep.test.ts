// Every element-wise row of the table on every dtype, size, layout, kind of operand, with out, where and dtype, and on any number
// of threads. The expected values are the library's own on dense arrays, which ops.test.ts compares with NumPy's.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { control } from '../dist/control.js'
import { runtime } from '../dist/runtime.js'
import { arrayOf, call, dtypeNames, index, integral, operands, ours, parts, pick, rows, sameBits, unsigned, variants, type Any, type DType, type Row, type Values } from './operands.ts'

const elementwise = rows.filter(r => r.kind === 'unary' || r.kind === 'binary' || r.kind === 'ternary')
const arity = (row: Row): number => row.kind === 'unary' ? 1 : row.kind === 'binary' ? 2 : 3
/** The dtypes that NumPy takes in all operands alike. */
const legal = (row: Row): DType[] => dtypeNames.filter(d => index.rows[row.name]?.[new Array<DType>(arity(row)).fill(d).join(',')])

/** Operand `o` of a row as `n` values of one dtype: special ones, then random ones, over and over. */
function values(row: Row, dtype: DType, o: number, n: number): Values {
  const from = operands(row, arity(row) === 1 ? [dtype] : [dtype, dtype])[Math.min(o, arity(row) === 1 ? 0 : 1)]!, m = from.length / parts(dtype)
  const out = pick(dtype, from, Array.from({ length: n }, (_, i) => (i * 7 + o * 3) % m))
  return row.name === 'power' && integral(dtype) && o === 1 ? unsigned(out) : out
}

type Layout = (a: Any) => Any
/** A dense copy in place of a view. */
const densed = (view: Any): Any => { const c = np.copy(view) as Any; view.dispose(); return c }
const free = (...arrays: Any[]): void => { for (const a of arrays) a.dispose() }
function through(a: Any, shape: readonly number[], ...index: string[]): Any {
  const whole = np.zeros(shape, a.dtype) as Any, view = np.slice(whole, ...index)
  np.assign(view, a)
  whole.dispose()
  return view
}
const layouts: Record<string, Layout> = {
  C: a => np.copy(a) as Any,
  Fortran: a => { const c = densed(np.transpose(a) as Any), f = np.transpose(c) as Any; c.dispose(); return f },
  'rows ::2': a => through(a, [2 * a.shape[0]!, a.shape[1]!], '::2'),
  'columns 1::3': a => through(a, [a.shape[0]!, 3 * a.shape[1]! + 1], ':', '1::3'),
  reversed: a => through(a, a.shape, '::-1', '::-1'),
  'columns reversed': a => through(a, [a.shape[0]!, a.shape[1]! + 1], ':', a.shape[1]! > 0 ? ':0:-1' : '0:0'),
  'a row': a => { const r = a.slice('0:1'), b = np.broadcast_to(r, a.shape) as Any; r.dispose(); return b },
  'a column': a => { const c = a.slice(':', '0:1'), b = np.broadcast_to(c, a.shape) as Any; c.dispose(); return b },
  'one element': a => { const c = a.slice('0:1', '0:1'), b = np.broadcast_to(c, a.shape) as Any; c.dispose(); return b },
}
/** The elements of an array, over and over. */
function repeated(a: Any, times: number): Any {
  const b = np.broadcast_to(a, [times, a.size]) as Any, out = np.ravel(b) as Any
  free(a, b)
  return out
}
const fortranOf = (a: Any): Any => { const f = layouts['Fortran']!(a); a.dispose(); return f }
const names = Object.keys(layouts)

/** Pairs of layouts: all of them, or each with one other. */
function choices(count: number, all: boolean): number[][] {
  const n = names.length
  if (count === 1) return names.map((_, i) => [i])
  if (count === 3) return names.map((_, i) => [i, (i * 2 + 1) % n, (i * 4 + 3) % n])
  return all ? names.flatMap((_, i) => names.map((_, j) => [i, j])) : names.map((_, i) => [i, (i * 2 + 3) % n])
}

/** Runs f with the layouts of the operands of a row, and the dense copies that they must agree with. */
function laidOut(row: Row, dtype: DType, shape: [number, number], f: (args: Any[], dense: Any[], layout: string) => void, all = false): void {
  const count = arity(row), given = Array.from({ length: count }, (_, o) => arrayOf(values(row, dtype, o, shape[0] * shape[1]), dtype, shape))
  const empty = shape[0] * shape[1] === 0, usable = names.map(n => !empty || !/row|column|one/.test(n))
  const views = given.map(a => names.map((n, i) => usable[i] ? layouts[n]!(a) : layouts['C']!(a)))
  const dense = views.map(list => list.map(v => np.copy(v) as Any))
  for (const c of choices(count, all)) f(c.map((i, o) => views[o]![i]!), c.map((i, o) => dense[o]![i]!), c.map(i => names[i]).join(' × '))
  free(...given, ...views.flat(), ...dense.flat())
}

const forks = (): number => Atomics.load(new Int32Array(runtime().memory.buffer, 0, 256), control.epoch)

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 4 }))
  afterAll(() => np.close())
  const each = elementwise.map(r => [r.name, r] as const)

  test.each(each)('%s: layouts', (_, row) => {
    np.setThreads(1)
    const wrong: string[] = []
    for (const dtype of legal(row)) {
      for (const shape of [[1, 1], [1, 17], [3, 5], [33, 31], [2, 1100], [70, 66], [1030, 3], [0, 3], [3, 0]] as [number, number][]) {
        laidOut(row, dtype, shape, (args, dense, layout) => {
          const expected = call(row, dense), got = call(row, args)
          if (!sameBits(got, expected)) wrong.push(`${row.name} ${dtype} (${shape}) ${layout}`)
          free(expected, got)
        }, shape[0] === 33 || shape[0] === 70)
      }
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test.each(each)('%s: sizes and scalars', (_, row) => {
    np.setThreads(1)
    const wrong: string[] = [], most = 8200
    for (const dtype of legal(row)) {
      const args = Array.from({ length: arity(row) }, (_, o) => arrayOf(values(row, dtype, o, most), dtype)), whole = call(row, args)
      for (const n of [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 127, 129, 1023, 1024, 1025, 2500, 8191, 8192, 8193]) {
        for (const from of [0, 1]) {
          const some = args.map(a => a.slice(`${from}:${from + n}`)), got = call(row, some), expected = whole.slice(`${from}:${from + n}`)
          if (!sameBits(got, expected)) wrong.push(`${row.name} ${dtype} [${from}:${from + n}]`)
          free(...some, got, expected)
        }
      }
      if (arity(row) > 1) {
        for (let o = 0; o < arity(row); o++) {
          for (const place of [3, 40, 411]) {
            const one = args[o]!.slice(place), x = one.item() as np.Scalar, full = densed(np.broadcast_to(one, [2500]) as Any)
            const some = args.map(a => a.slice(':2500')), use = (y: np.ArrayLike): Any => call(row, some.map((a, i) => i === o ? y : a))
            const expected = use(full), zero = use(one)
            if (!sameBits(zero, expected)) wrong.push(`${row.name} ${dtype} 0-d operand ${o} = ${String(x)}`)
            if (typeof x !== 'object' && dtype !== 'bool' && !(typeof x === 'number' && integral(dtype) && !Number.isInteger(x))) {
              const scalar = use(x)
              if (scalar.dtype === expected.dtype && !sameBits(scalar, expected)) wrong.push(`${row.name} ${dtype} scalar operand ${o} = ${String(x)}`)
              scalar.dispose()
            }
            free(one, full, ...some, expected, zero)
          }
        }
        const zeros = args.map(a => a.slice(5)), got = call(row, zeros), at = whole.slice(5)
        expect(got.shape).toEqual([])
        if (!sameBits(got, at)) wrong.push(`${row.name} ${dtype} 0-d`)
        free(...zeros, got, at)
      }
      free(...args, whole)
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test.each(each)('%s: out, where, overlap', (_, row) => {
    np.setThreads(1)
    const wrong: string[] = []
    for (const dtype of legal(row)) {
      for (const shape of [[3, 5], [33, 31], [5, 300]] as [number, number][]) {
        const args = Array.from({ length: arity(row) }, (_, o) => arrayOf(values(row, dtype, o, shape[0] * shape[1]), dtype, shape)), expected = call(row, args)
        const say = (what: string): void => { wrong.push(`${row.name} ${dtype} (${shape}) ${what}`) }
        for (const name of names.slice(0, 6)) {
          const blank = np.zeros(shape, expected.dtype) as Any, out = layouts[name]!(blank)
          if (call(row, args, { out }) !== out) say('out is not given back')
          if (!sameBits(out, expected)) say(`out ${name}`)
          // where: elsewhere out keeps its values
          const flags = Uint8Array.from({ length: blank.size }, (_, i) => +(i * 5 % 7 < 3)), mask = arrayOf(flags, 'bool', shape), kept = np.where(mask, expected, blank) as Any
          const filled = layouts[name]!(blank), laid = layouts[name]!(mask)
          call(row, args, { out: filled, where: laid })
          if (!sameBits(filled, kept)) say(`where ${name}`)
          free(blank, out, mask, kept, filled, laid)
        }
        const fresh = np.zeros(shape[1], 'bool') as Any
        const none = call(row, args, { where: fresh })
        if ([...none.toTypedArray()].some(x => Number(x) !== 0)) say('where nothing is true')
        free(fresh, none)
        // into an operand itself, and into one that overlaps it
        for (let o = 0; o < args.length && expected.dtype === dtype; o++) {
          const own = args.map(a => np.copy(a) as Any)
          call(row, own, { out: own[o]! })
          if (!sameBits(own[o]!, expected)) say(`out = operand ${o}`)
          const long = np.zeros([shape[0] + 1, shape[1]], dtype) as Any, from = long.slice('1:'), to = long.slice(':-1')
          np.assign(from, args[o]!)
          call(row, args.map((a, i) => i === o ? from : a), { out: to })
          if (!sameBits(to, expected)) say(`out overlaps operand ${o}`)
          const turned = np.copy(args[o]!) as Any, back = turned.slice('::-1')
          np.assign(back, args[o]!)
          call(row, args.map((a, i) => i === o ? back : a), { out: turned })
          if (!sameBits(turned, expected)) say(`out is operand ${o} reversed`)
          free(...own, long, from, to, turned, back)
        }
        free(...args, expected)
      }
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test.each(each)('%s: mixed dtypes, dtype=, out of another dtype', (_, row) => {
    np.setThreads(1)
    const wrong: string[] = [], shape: [number, number] = [40, 45], count = arity(row)
    const types = legal(row)
    for (const d of types) {
      const a = arrayOf(values(row, d, 0, 1800), d, shape), fortran = layouts['Fortran']!(a)
      for (const e of dtypeNames) {
        if (count === 2 && !row.exponent && index.rows[row.name]![`${d},${e}`]) {
          const b = arrayOf(values(row, e, 1, 1800), e, shape), stepped = layouts['columns 1::3']!(b)
          const common = row.rule === 'same' ? index.rows[row.name]![`${d},${e}`]![0] : np.promote_types(d, e), x = a.astype(common) as Any, y = b.astype(common) as Any
          const refused = row.name === 'power' && integral(common)
          if (!refused) {
            const expected = call(row, [x, y]), got = call(row, [fortran, stepped]), back = call(row, [stepped, fortran]), swapped = call(row, [y, x])
            // int64 with uint64 compares exactly, as NumPy does, though their common dtype is float64.
            const exact = row.rule === 'bool' && integral(d) && integral(e) && common === 'float64'
            if (!exact && (got.dtype !== expected.dtype || !sameBits(got, expected))) wrong.push(`${row.name}(${d}, ${e})`)
            if (!exact && !sameBits(back, swapped)) wrong.push(`${row.name}(${e}, ${d})`)
            free(expected, got, back, swapped)
          }
          free(b, stepped, x, y)
        }
        // dtype=: as if the operands had been cast
        if (row.rule === 'same' && !row.exponent && row.output?.of !== 'frexp' && row.on.includes(e) && np.can_cast(d, e, 'same_kind') && !(row.name === 'power' && integral(e))) {
          const args = count === 1 ? [fortran] : new Array<Any>(count).fill(fortran), cast = args.map(x => x.astype(e) as Any)
          const expected = call(row, cast), got = call(row, args, { dtype: e })
          if (got.dtype !== expected.dtype || !sameBits(got, expected)) wrong.push(`${row.name}(${d}, dtype=${e})`)
          free(...cast, expected, got)
        }
      }
      const args = count === 1 ? [fortran] : Array.from({ length: count }, (_, o) => fortranOf(arrayOf(values(row, d, o, 1800), d, shape))), expected = call(row, args)
      for (const e of dtypeNames) {
        const blank = np.zeros(shape, e) as Any, out = layouts['columns 1::3']!(blank)
        blank.dispose()
        if (np.can_cast(expected.dtype, e, 'same_kind')) {
          const cast = expected.astype(e) as Any
          call(row, args, { out })
          if (!sameBits(out, cast)) wrong.push(`${row.name}(${d}, out ${e})`)
          cast.dispose()
        } else expect(() => call(row, args, { out })).toThrow(/cannot cast/)
        out.dispose()
      }
      free(a, fortran, expected, ...(count === 1 ? [] : args))
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test.each(each)('%s: 1, 2 and 4 threads give the same bits', (_, row) => {
    const wrong: string[] = [], shape = [400, 500]
    for (const dtype of legal(row)) {
      const args = Array.from({ length: arity(row) }, (_, o) => repeated(arrayOf(values(row, dtype, o, 2500), dtype), 80)), square = args.map((a, o) => {
        const s = np.reshape(a, o === 0 ? [500, 400] : shape) as Any
        if (o > 0) return s
        const t = np.transpose(s) as Any
        s.dispose()
        return t
      })
      for (const [what, given] of [['dense', args], ['transposed', square]] as const) {
        np.setThreads(1)
        const alone = call(row, given)
        for (const threads of [2, 4]) {
          np.setThreads(threads)
          const before = forks(), together = call(row, given)
          if (forks() === before) wrong.push(`${row.name} ${dtype} ${what} did not fork`)
          if (!sameBits(alone, together)) wrong.push(`${row.name} ${dtype} ${what} on ${threads} threads`)
          together.dispose()
        }
        alone.dispose()
      }
      free(...args, ...square)
    }
    expect(wrong).toEqual([])
  })

  test('casts: every dtype to every dtype, any layout', () => {
    np.setThreads(1)
    const wrong: string[] = []
    const row = rows.find(r => r.name === 'equal')!
    for (const d of dtypeNames) {
      for (const e of dtypeNames) {
        for (const shape of [[3, 5], [33, 31]] as [number, number][]) {
          const a = arrayOf(values(row, d, 0, shape[0] * shape[1]), d, shape), expected = a.astype(e) as Any
          for (const name of names.slice(0, 6)) {
            const view = layouts[name]!(a), got = view.astype(e) as Any
            if (!sameBits(got, expected)) wrong.push(`${d} → ${e} ${name}`)
            free(view, got)
          }
          free(a, expected)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test('int64 and uint64 compare exactly', () => {
    const signed = BigInt64Array.of(-(2n ** 63n), -1n, 0n, 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 62n + 1n, 2n ** 63n - 1n), unsigned = BigUint64Array.of(0n, 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n)
    const model: Record<string, (x: bigint, y: bigint) => boolean> = { equal: (x, y) => x === y, not_equal: (x, y) => x !== y, less: (x, y) => x < y, less_equal: (x, y) => x <= y, greater: (x, y) => x > y, greater_equal: (x, y) => x >= y }
    np.scope(() => {
      const a = np.reshape(np.array(signed), [8, 1]), b = np.array(unsigned), mask = np.array([true, false, true, true, false, true, true, true]), none = np.zeros([8, 8], 'bool'), ints = np.zeros([8, 8], 'int16')
      for (const [name, f] of Object.entries(model)) {
        const row = rows.find(r => r.name === name)!, expected = [...signed].map(x => [...unsigned].map(y => f(x, y))), turned = [...unsigned].map((_, j) => [...signed].map(x => f(unsigned[j]!, x)))
        expect([name, call(row, [a, b]).tolist()]).toEqual([name, expected])
        expect([name, call(row, [np.reshape(b, [8, 1]), np.reshape(a, [8])]).tolist()]).toEqual([name, turned])
        expect(call(row, [a, b], { out: ints as Any }).tolist()).toEqual(expected.map(r => r.map(Number)))
        expect(call(row, [a, b], { out: none as Any, where: mask }).tolist()).toEqual(expected.map(r => r.map((x, j) => j !== 1 && j !== 4 && x)))
      }
    })
    expect(np.info().memory.used).toBe(0)
  })

  test('what NumPy refuses is an error of the library', () => {
    for (const row of elementwise) for (const d of dtypeNames) {
      if (legal(row).includes(d)) continue
      const a = np.ones(3, d) as Any
      let error: unknown
      try { call(row, new Array<Any>(arity(row)).fill(a)).dispose() } catch (e) { error = e }
      if (!ours(error)) throw new Error(`${row.name}(${d}): ${String(error)}`)
      a.dispose()
    }
  })
})
