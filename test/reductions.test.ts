// Reductions, arg-reductions, running sums and the methods of binary ops: NumPy's values over axes, with keepdims, initial,
// where, dtype, out and ddof; every layout; large sums against exact ones; the same bits on any number of threads.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as np from '../dist/index.js'
import { control } from '../dist/control.js'
import { runtime } from '../dist/runtime.js'
import { allowed, arrayOf, call, difference, dtypeNames, dtypes, epsilon, index, operands, ours, parts, random, rows, sameBits, stored, typedArrayOf, integral, variants, type Any, type DType, type Values } from './operands.ts'

type Options = Record<string, unknown> & { axis?: number | number[] | null; where?: unknown; dtype?: DType; keepdims?: boolean; out?: Any }
type Reducer = (a: np.ArrayLike, ...rest: unknown[]) => unknown
const f = (name: string): Reducer => (np as unknown as Record<string, Reducer>)[name]!
const free = (...arrays: unknown[]): void => { for (const a of arrays) if (a instanceof np.NDArray) a.dispose() }

/** Calls a reduction; cumsum takes its axis by place only. */
function reduce(name: string, a: np.ArrayLike, options: Options): unknown {
  const { axis, ...rest } = options
  return name === 'cumsum' ? np.cumsum(a, axis as number | null, rest as { dtype?: DType; out?: Any }) : f(name)(a, options)
}

/** A JavaScript result as values. */
function valuesOf(result: unknown, dtype: DType): Values {
  if (result instanceof np.NDArray) return result.toTypedArray()
  const out = new (typedArrayOf(dtype))(parts(dtype)) as unknown as (number | bigint)[]
  if (typeof result === 'object') { const z = result as { re: number; im: number }; out[0] = z.re; out[1] = z.im } else out[0] = typeof result === 'boolean' ? +result : result as number | bigint
  return out as unknown as Values
}

const copied = (view: Any): Any => { const c = np.copy(view) as Any; view.dispose(); return c }
const layouts: Record<string, (a: Any) => Any> = {
  C: a => np.copy(a) as Any,
  Fortran: a => { const c = copied(np.transpose(a) as Any), t = np.transpose(c) as Any; c.dispose(); return t },
  stepped: a => {
    if (a.ndim === 0) return np.copy(a) as Any
    const whole = np.zeros([...a.shape.slice(0, -1), 2 * a.shape.at(-1)!], a.dtype) as Any, view = whole.slice('...', '::2')
    np.assign(view, a)
    whole.dispose()
    return view
  },
  reversed: a => {
    const whole = np.zeros(a.shape, a.dtype) as Any, view = whole.slice(...a.shape.map(() => '::-1'))
    np.assign(view, a)
    whole.dispose()
    return view
  },
  rolled: a => {
    if (a.ndim < 2) return np.copy(a) as Any
    const c = copied(np.moveaxis(a, 0, -1) as Any), t = np.moveaxis(c, -1, 0) as Any
    c.dispose()
    return t
  },
}

const magnitude = (a: Any): number => {
  const v = a.toTypedArray()
  let sum = 0
  for (let i = 0; i < v.length; i++) { const x = Math.abs(Number(v[i])); if (Number.isFinite(x)) sum += x }
  return sum
}

const exact = new Set(['max', 'min', 'any', 'all', 'argmax', 'argmin', 'count_nonzero'])
const counting = new Set(['argmax', 'argmin', 'count_nonzero'])

/** The first value that is further from NumPy's than rounding explains. */
function far(name: string, dtype: DType, got: Values, expected: Values, a: Any, reduced: number): string | undefined {
  const { kind } = dtypes[dtype]
  if (exact.has(name) || kind !== 'f' && kind !== 'c') return difference(dtype, got, expected, { zero: true })
  if (got.length !== expected.length) return `${got.length} values instead of ${expected.length}`
  const n = Math.max(reduced, 1), eps = epsilon(dtype), total = magnitude(a), p = parts(dtype)
  for (let i = 0; i < got.length; i++) {
    const x = got[i] as number, y = expected[i] as number, size = p === 2 ? Math.hypot(expected[i - i % 2] as number, expected[i - i % 2 + 1] as number) : Math.abs(y)
    const most = name === 'sum' || name === 'cumsum' ? (2 + Math.log2(n)) * eps * total : name === 'mean' ? (4 + Math.log2(n)) * eps * total / n
      : name === 'prod' ? 4 * n * eps * size : (8 + n) * eps * size
    if (Number.isNaN(x) && Number.isNaN(y) || x === y || Math.abs(x - y) <= most) continue
    return `[${i}] is ${x}, not ${y}`
  }
  return undefined
}

describe.each(variants)('%s', variant => {
  beforeAll(() => np.init({ variant, threads: 4 }))
  afterAll(() => np.close())
  const { functions, inputs, options: choices, shapes, cases } = index.reductions

  test.each(functions.map((name, i) => [name, i] as const))('%s against NumPy, every layout', (name, number) => {
    np.setThreads(1)
    const wrong: string[] = [], arrays = new Map<number, Any[]>()
    for (const [which, input, choice, code, shapeAt, sixteenth] of cases) {
      if (which !== number) continue
      const [dtype, shape, offset] = inputs[input]!, { where, ...options } = choices[choice] as Options
      let laid = arrays.get(input)
      if (!laid) {
        const a = arrayOf(stored(dtype, offset, shape.reduce((n, m) => n * m, 1)), dtype, shape)
        laid = Object.values(layouts).map(l => l(a))
        arrays.set(input, laid)
        a.dispose()
      }
      const mask = where === undefined ? undefined : arrayOf(Uint8Array.from({ length: laid[0]!.size }, (_, i) => +(i * 7 % 5 < 3)), 'bool', shape)
      laid.forEach((a, l) => {
        const what = `${name} ${dtype} (${shape}) ${Object.keys(layouts)[l]} ${JSON.stringify(choices[choice])}`
        let result: unknown
        try { result = reduce(name, a, { ...options, ...(mask ? { where: mask } : {}) } as Options) } catch (error) {
          if (code >= 0 || !ours(error)) wrong.push(`${what} throws ${String(error).slice(0, 120)}`)
          return
        }
        try {
          if (code < 0) { wrong.push(`${what} gives a result, and NumPy an error`); return }
          const theirs = dtypeNames[code]!, own: DType = counting.has(name) ? 'int32' : theirs, count = shapes[shapeAt]!.reduce((n, m) => n * m, 1)
          if (result instanceof np.NDArray) {
            if (result.dtype !== own) { wrong.push(`${what} gives ${result.dtype}, not ${own}`); return }
            if (String(result.shape) !== String(shapes[shapeAt])) { wrong.push(`${what} has shape (${result.shape}), not (${shapes[shapeAt]})`); return }
          }
          let expected = stored(theirs, sixteenth * 16, count)
          if (own !== theirs) expected = Int32Array.from(expected as BigInt64Array, Number)
          const why = far(name, own, valuesOf(result, own), expected, a, a.size / Math.max(count, 1))
          if (why) wrong.push(`${what} ${why}`)
        } finally { free(result) }
      })
      free(mask)
    }
    for (const laid of arrays.values()) free(...laid)
    expect(wrong.slice(0, 40)).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test('methods of the binary ops', () => {
    np.setThreads(1)
    const wrong: string[] = []
    for (const [name, method, dtype, axis, px, py, expected] of index.methods) {
      const row = rows.find(r => r.name === name)!, x = arrayOf(stored(dtype, px, 24), dtype, [4, 6]), y = arrayOf(stored(dtype, py, 6), dtype, [3, 2])
      const methods = (np as unknown as Record<string, Record<string, (...args: unknown[]) => Any>>)[name]!
      const what = `${name}.${method}(${dtype}${axis === null ? '' : `, ${axis}`})`
      if (differs(name, method, dtype)) { free(x, y); continue }
      try {
        const r = method === 'outer' ? methods[method]!(x, y) : methods[method]!(x, axis)
        if (!expected) wrong.push(`${what} gives a result, and NumPy an error`)
        else if (r.dtype !== expected[0]) wrong.push(`${what} gives ${r.dtype}, not ${expected[0]}`)
        else if (String(r.shape) !== String(expected[1])) wrong.push(`${what} has shape (${r.shape}), not (${expected[1]})`)
        else {
          const regrouped = method !== 'outer' && (name === 'add' || name === 'multiply'), chained = method !== 'outer' && /power|divide|remainder|arctan2|hypot/.test(name)
          const loose = regrouped || chained ? { modulus: name === 'add' ? 64 : 32 } : allowed(row, r.dtype)
          const why = chained && /power/.test(name) && !(name === 'power' && integral(dtype)) ? undefined : difference(r.dtype, r.toTypedArray(), stored(r.dtype, expected[2], r.size), loose)
          if (why) wrong.push(`${what} ${why}`)
          // whatever the rounding, the running results are those of the op itself
          if (method === 'accumulate' && !regrouped && row.rule === 'same') {
            const head = x.slice(...(axis === 0 ? ['0'] : ['...', '0']))
            let running = head.astype(r.dtype) as Any
            head.dispose()
            for (let i = 1; i < x.shape[axis!]!; i++) {
              const at = axis === 0 ? [String(i)] : ['...', String(i)], next = x.slice(...at), got = r.slice(...at), then = call(row, [running, next])
              if (then.dtype === r.dtype && !sameBits(got, then)) wrong.push(`${what} at ${i} is not the op of what was before`)
              free(running, next, got)
              running = then
            }
            running.dispose()
          }
        }
        r.dispose()
      } catch (error) {
        if (expected || !ours(error)) wrong.push(`${what} throws ${String(error).slice(0, 120)}`)
      }
      free(x, y)
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test('out, of any layout and dtype that may be cast to', () => {
    const wrong: string[] = []
    for (const name of functions) {
      for (const dtype of ['int16', 'float32', 'complex64'] as const) {
        const a = arrayOf(random(dtype, [-100, 100]).subarray(0, 40 * parts(dtype)) as Values, dtype, [5, 8])
        let expected: Any
        try { expected = reduce(name, a, { axis: 1 }) as Any } catch (error) { expect(ours(error)).toBe(true); a.dispose(); continue }
        if (name === 'count_nonzero') { free(a, expected); continue }
        for (const [l, lay] of Object.entries(layouts)) {
          for (const to of dtypeNames) {
            if (!np.can_cast(expected.dtype, to, 'same_kind')) continue
            const blank = np.ones(expected.shape, to) as Any, out = lay(blank), cast = expected.astype(to) as Any
            if (reduce(name, a, { axis: 1, out }) !== out || !sameBits(out, cast)) wrong.push(`${name} ${dtype} out ${to} ${l}`)
            free(blank, out, cast)
          }
        }
        const bad = np.zeros([3], expected.dtype)
        expect(() => reduce(name, a, { axis: 1, out: bad as Any })).toThrow(/out has shape/)
        free(a, expected, bad)
      }
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test('any dtype of any dtype gives it, or is refused', () => {
    for (const name of functions) for (const d of dtypeNames) {
      const a = np.ones([2, 3], d) as Any
      for (const e of dtypeNames) {
        if (exact.has(name)) continue
        try {
          const r = reduce(name, a, { axis: 0, dtype: e }) as Any
          const real: DType = e === 'complex64' ? 'float32' : e === 'complex128' ? 'float64' : e
          expect([name, d, r.dtype]).toEqual([name, d, name === 'var' || name === 'std' ? real : e])
          r.dispose()
        } catch (error) { if (!ours(error)) throw new Error(`${name}(${d}, dtype=${e}): ${String(error)}`) }
      }
      a.dispose()
    }
    expect(np.info().memory.used).toBe(0)
  })

  test('axes that are not there', () => {
    const a = np.ones([2, 3])
    for (const name of functions) {
      for (const axis of [2, -3, 0.5]) expect(() => reduce(name, a, { axis })).toThrow(np.AxisError)
      if (!['argmax', 'argmin', 'cumsum'].includes(name)) expect(() => reduce(name, a, { axis: [0, -2] })).toThrow(np.AxisError)
    }
    a.dispose()
  })

  test('large sums are as good as pairwise ones', () => {
    const n = 1 << 17, wrong: string[] = []
    for (const dtype of ['float32', 'float64'] as const) {
      const T = typedArrayOf(dtype)
      for (const [kind, value] of Object.entries({
        // multiples of 2^-32, so that sums are exact in integers
        even: (i: number) => ((i * 2654435761) >>> 8) * 2 ** -24,
        alternating: (i: number) => (((i * 2654435761) >>> 8) * 2 ** -24) * (i % 2 ? -1 : 1),
        growing: (i: number) => ((i * 40503) % 65536) * 2 ** (-24 + (i % 8)),
        tenths: () => Math.fround(0.1),
      })) {
        const v = new T(n) as Float64Array
        for (let i = 0; i < n; i++) v[i] = value(i)
        const a = arrayOf(v as Values, dtype)
        for (const [layout, view] of [['dense', np.reshape(a, [n])], ['reversed', a.slice('::-1')], ['stepped', a.slice('::3')], ['2-D', np.reshape(a, [512, n / 512])], ['transposed', (() => { const r = np.reshape(a, [n / 512, 512]), t = np.transpose(r); r.dispose(); return t })()]] as [string, Any][]) {
          const from = view.toTypedArray() as Float64Array
          let sum = 0n, total = 0
          for (let i = 0; i < from.length; i++) { sum += BigInt(from[i]! * 2 ** 53); total += Math.abs(from[i]!) }
          const off = Math.abs(Number(sum - BigInt(Math.round((np.sum(view) as number) * 2 ** 53))) * 2 ** -53)
          if (off > (2 + Math.log2(from.length)) * epsilon(dtype) / 2 * total) wrong.push(`${kind} ${dtype} ${layout}: off by ${off} of ${total}`)
          if (view.ndim === 2) {
            for (const axis of [0, 1]) {
              const sums = np.sum(view, axis) as Any, got = sums.toTypedArray() as Float64Array, [r, c] = view.shape as [number, number], m = axis === 0 ? r : c
              for (let k = 0; k < got.length; k += 37) {
                let one = 0n, size = 0
                for (let i = 0; i < m; i++) { const x = axis === 0 ? from[i * c + k]! : from[k * c + i]!; one += BigInt(x * 2 ** 53); size += Math.abs(x) }
                const apart = Math.abs(Number(one) * 2 ** -53 - got[k]!)
                if (apart > (2 + Math.log2(m)) * epsilon(dtype) * size) wrong.push(`${kind} ${dtype} ${layout} axis ${axis} [${k}]: off by ${apart} of ${size}`)
              }
              sums.dispose()
            }
          }
          view.dispose()
        }
        a.dispose()
      }
    }
    expect(wrong).toEqual([])
  })

  test('1, 2 and 4 threads give the same bits', () => {
    const wrong: string[] = [], forks = (): number => Atomics.load(new Int32Array(runtime().memory.buffer, 0, 256), control.epoch)
    for (const dtype of dtypeNames) {
      const some = operands(rows.find(r => r.name === 'negative')!, [dtype])[0]!, base = arrayOf(some.slice(some.length - 48 * parts(dtype)) as Values, dtype)
      const wide = np.broadcast_to(base, [6250, 48]) as Any, flat = np.ravel(wide) as Any, square = np.reshape(flat, [500, 600]) as Any, turned = np.transpose(square) as Any, steps = square.slice('::-1', '::2')
      for (const name of functions) {
        for (const [layout, a, axes] of [['flat', flat, [null]], ['square', square, [null, 0, 1]], ['transposed', turned, [null, 0, 1]], ['stepped', steps, [null, 0, 1]]] as [string, Any, (number | null)[]][]) {
          for (const axis of axes) {
            np.setThreads(1)
            const alone = valuesAndFree(reduce(name, a, { axis }))
            for (const threads of [2, 4]) {
              np.setThreads(threads)
              const before = forks(), together = valuesAndFree(reduce(name, a, { axis }))
              if (Buffer.compare(alone, together) !== 0) wrong.push(`${name} ${dtype} ${layout} axis ${axis} on ${threads} threads`)
              // any and all stop at the first element that settles them; what they read to the end is below
              if (layout === 'flat' && dtypes[dtype].size > 1 && name !== 'any' && name !== 'all' && forks() === before) wrong.push(`${name} ${dtype} did not fork`)
            }
          }
        }
      }
      free(base, wide, flat, square, turned, steps)
    }
    for (const [name, fill] of [['any', 0], ['all', 1]] as const) {
      const a = np.full([300000], fill) as Any
      for (const threads of [1, 2, 4]) {
        np.setThreads(threads)
        const before = forks()
        expect(np[name](a)).toBe(fill === 1)
        expect(forks() > before).toBe(threads > 1)
        a.setAt([299999], 1 - fill)
        expect(np[name](a)).toBe(fill === 0)
        a.setAt([299999], fill)
      }
      a.dispose()
    }
    expect(wrong).toEqual([])
    expect(np.info().memory.used).toBe(0)
  })

  test('any shape, axes and steps: what plain loops give', () => {
    np.setThreads(2)
    const length = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) }, { weight: 1, arbitrary: fc.constantFrom(16, 31, 33, 64, 70, 130, 1100) })
    const shape = fc.array(length, { minLength: 1, maxLength: 4 }).filter(s => s.reduce((a, b) => a * b, 1) < 60000)
    const index4 = fc.array(fc.constantFrom('::-1', '::2', ':', '1:', '-1:', '0:1'), { minLength: 4, maxLength: 4 })
    fc.assert(fc.property(shape, fc.array(fc.nat(3), { maxLength: 4 }), index4, fc.boolean(), fc.boolean(), fc.constantFrom<DType>('int8', 'int32', 'float32', 'float64', 'complex64'), (s, some, slices, keepdims, spread, dtype) => {
      np.scope(() => {
        const n = s.reduce((a, b) => a * b, 1), dense = np.reshape(np.subtract(np.remainder(np.multiply(np.arange(n), 7919), 101), 50), s).astype(dtype) as Any
        const cut = np.transpose(dense.slice(...s.map((_, i) => slices[i]!))) as Any, a = spread ? np.broadcast_to(cut, [3, ...cut.shape]) as Any : cut
        if (a.size === 0) return
        const axes = [...new Set(some.map(x => x % a.ndim))].sort(), kept = a.shape.map((m, i) => axes.includes(i) ? 1 : m), p = parts(dtype), v = a.toTypedArray()
        const cells = Array.from({ length: kept.reduce((x, y) => x * y, 1) }, () => ({ sum: 0, squares: 0, max: -Infinity, nonzero: 0, first: -1, count: 0 }))
        const steps = kept.map((_, d) => axes.includes(d) ? 0 : kept.slice(d + 1).reduce((x, y) => x * y, 1)), place = a.shape.map(() => 0)
        for (let i = 0, at = 0; i < a.size; i++) {
          const x = Number(v[i * p]), cell = cells[at]!
          cell.sum += x
          cell.squares += x * x
          if (x !== 0) cell.nonzero++
          if (x > cell.max) { cell.max = x; cell.first = cell.count }
          cell.count++
          for (let d = a.ndim - 1; d >= 0; d--) {
            at += steps[d]!
            if (++place[d]! < a.shape[d]!) break
            at -= steps[d]! * a.shape[d]!
            place[d] = 0
          }
        }
        const real = (x: unknown): number[] => { const z = x as Any, t = z.toTypedArray(), q = parts(z.dtype); return Array.from({ length: z.size }, (_, i) => Number(t[i * q])) }
        const sum = np.sum(a, { axis: axes, keepdims }) as Any
        expect(sum.shape).toEqual(keepdims ? kept : a.shape.filter((_, i) => !axes.includes(i)))
        expect(real(sum)).toEqual(cells.map(c => c.sum))
        expect(real(np.max(a, { axis: axes, keepdims }))).toEqual(cells.map(c => c.max))
        expect(real(np.count_nonzero(a, { axis: axes, keepdims: true }))).toEqual(cells.map(c => c.nonzero))
        expect(real(np.any(a, { axis: axes, keepdims: true }))).toEqual(cells.map(c => +(c.nonzero > 0)))
        expect(real(np.all(a, { axis: axes, keepdims: true }))).toEqual(cells.map(c => +(c.nonzero === c.count)))
        if (axes.length === 1) expect(real(np.argmax(a, axes[0]!))).toEqual(cells.map(c => c.first))
        if (axes.length === a.ndim) expect(np.argmax(a)).toBe(cells[0]!.first)
        const eps = dtype === 'float32' || dtype === 'complex64' ? 1e-6 : 1e-14
        real(np.var(a, { axis: axes, keepdims: true })).forEach((x, i) => { const c = cells[i]!, y = c.squares / c.count - (c.sum / c.count) ** 2; expect(Math.abs(x - y)).toBeLessThanOrEqual(30 * eps * c.squares / c.count) })
        const axis = axes[0] ?? 0, running = np.cumsum(a, axis), ends = np.slice(running as Any, ...a.shape.map((_, i) => i === axis ? '-1' : ':')) as Any
        expect(real(ends)).toEqual(real(np.sum(a, axis)))
        const wider = running.dtype, steps2 = np.subtract(running.slice(...a.shape.map((_, i) => i === axis ? '1:' : ':')), running.slice(...a.shape.map((_, i) => i === axis ? ':-1' : ':'))) as Any
        expect(sameBits(steps2, a.slice(...a.shape.map((_, i) => i === axis ? '1:' : ':')).astype(wider) as Any)).toBe(true)
      })
    }), { numRuns: 150 })
    expect(np.info().memory.used).toBe(0)
  })
})

function valuesAndFree(result: unknown): Buffer {
  if (!(result instanceof np.NDArray)) {
    const z = result as { re: number; im: number }
    return typeof result === 'object' ? Buffer.from(Float64Array.of(z.re, z.im).buffer) : typeof result === 'number' ? Buffer.from(Float64Array.of(result).buffer) : Buffer.from(String(result))
  }
  const values = result.toTypedArray()
  result.dispose()
  return Buffer.from(values.buffer)
}

/** Where a method is known to differ from NumPy's. */
function differs(name: string, method: string, dtype: DType): boolean {
  if (method === 'outer') return false
  // Of the comparisons NumPy has methods for bool alone.
  return dtype === 'bool' && /equal|less|greater/.test(name)
}
