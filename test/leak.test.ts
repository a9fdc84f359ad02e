// The heap is empty again when every array was disposed, or made in a scope: after every row of the table, every reduction and every
// refusal. A file of its own, so that nothing else's arrays are counted.

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { arrayOf, call, dtypeNames, index, operands, ours, rows, type Any, type DType, type Row } from './operands.ts'

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => np.close())

const arity = (row: Row): number => row.kind === 'unary' ? 1 : row.kind === 'binary' ? 2 : row.kind === 'ternary' ? 3 : 0
const elementwise = rows.filter(r => arity(r) > 0)
const inUse = (): { used: number; blocks: number } => { const { used, blocks } = np.info().memory; return { used, blocks } }
const none = { used: 0, blocks: 0 }

test('nothing is in use at the start', () => expect(inUse()).toEqual(none))

test.each(elementwise.map(r => [r.name, r] as const))('%s', (_, row) => {
  for (const dtype of dtypeNames) {
    if (!index.rows[row.name]![new Array<DType>(arity(row)).fill(dtype).join(',')]) continue
    np.scope(() => {
      const values = operands(row, new Array<DType>(Math.min(arity(row), 2)).fill(dtype)), args = Array.from({ length: arity(row) }, (_, i) => arrayOf(values[Math.min(i, values.length - 1)]!, dtype))
      const n = args[0]!.size, f = call(row, args), out = np.zeros(n, f.dtype) as Any, mask = np.array(Uint8Array.from({ length: n }, (_, i) => i % 2), 'bool') as Any
      call(row, args, { out })
      call(row, args, { where: mask, out })
      call(row, args.map(a => a.slice('::-1')))
      call(row, args.map(a => a.slice('::2')), { where: mask.slice('::2') })
      const small = args.map(a => np.reshape(a.slice(':12'), [3, 4]) as Any)
      call(row, small.map(a => np.transpose(a) as Any))
      if (arity(row) > 1) call(row, [small[0]!, ...small.slice(1).map(a => a.slice('0'))])
    })
    expect(inUse()).toEqual(none)
  }
})

test('results are disposed one by one, temporaries by the library', () => {
  for (const row of elementwise.filter(r => r.kind === 'binary' && r.on.includes('int32'))) {
    for (const [a, b] of [[[1, 2, 3], [4, 5, 6]], [[[1], [2]], [3, 4, 5]], [Int16Array.of(3, 4), 2], [7n, BigInt64Array.of(1n, 2n)], [[1.5, 2], 3]] as [np.ArrayLike, np.ArrayLike][]) {
      try { call(row, [a, b]).dispose() } catch (error) { expect(ours(error)).toBe(true) }
      expect(inUse()).toEqual(none)
    }
  }
})

test.each(['sum', 'prod', 'max', 'min', 'mean', 'var', 'std', 'any', 'all', 'argmax', 'argmin', 'count_nonzero', 'cumsum'])('%s', name => {
  const f = (np as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!
  for (const dtype of dtypeNames) {
    for (const shape of [[], [5], [4, 6], [3, 20000], [2, 0]]) {
      for (const axis of [null, 0, -1]) {
        for (const options of [{}, { keepdims: true }, { initial: 1 }, { where: [true] }, { where: [1] }, { dtype: 'float32' }]) {
          np.scope(() => {
            const a = np.ones(shape, dtype) as Any, t = np.transpose(a)
            for (const x of [a, t]) {
              try { if (name === 'cumsum') f(x, axis, options); else f(x, { axis, ...options }) } catch (error) { if (!ours(error)) throw error }
            }
          })
          expect(inUse()).toEqual(none)
          // without a scope: what is made on the way is freed even if it fails
          const a = np.ones(shape, dtype)
          try { const r = name === 'cumsum' ? f(a, axis, options) : f(a, { axis, ...options }); if (r instanceof np.NDArray) r.dispose() } catch (error) { if (!ours(error)) throw error }
          a.dispose()
          expect([name, dtype, shape, axis, options, inUse()]).toEqual([name, dtype, shape, axis, options, none])
        }
      }
    }
  }
})

test('what is refused leaves nothing behind', () => {
  const list = [[1, 2, 3], [4, 5, 6]]
  const refused: Record<string, () => unknown> = {
    'shapes': () => np.add(list, [1, 2]),
    'ragged lists': () => np.add([[1, 2], [3]], 1),
    'not an array': () => np.add([1, 2], 'x' as unknown as number),
    'a dtype': () => np.bitwise_and(list, 1.5),
    'bools': () => np.subtract([true], [false]),
    'out of a shape': () => { const out = np.zeros([2]); try { np.add(list, 1, { out }) } finally { out.dispose() } },
    'out of a kind': () => { const out = np.zeros([2, 3], 'int32'); try { np.add(list, 1, { out }) } finally { out.dispose() } },
    'a read-only out': () => { const a = np.zeros([3]), out = np.broadcast_to(a, [2, 3]); try { np.add(list, 1, { out }) } finally { a.dispose(); out.dispose() } },
    'a mask of numbers': () => np.add(list, 1, { where: list }),
    'a mask of a shape': () => { const out = np.zeros([2, 3]); try { np.add(list, 1, { out, where: [true, false] }) } finally { out.dispose() } },
    'a number that does not fit': () => np.add(Int8Array.of(1), 300),
    'a negative power': () => np.power(Int32Array.of(2), Int32Array.of(-1)),
    'a cast': () => np.add(list, list, { dtype: 'int8' }),
    'an axis': () => np.sum(list, 2),
    'the greatest of nothing': () => np.max([]),
    'the place of nothing': () => np.argmax([]),
    'reduce of bools': () => np.less.reduce(list),
    'reduce over two axes in order': () => np.subtract.reduce(list, [0, 1]),
    'accumulate of nothing': () => np.add.accumulate(3),
    'outer': () => np.bitwise_or.outer(list, [1.5]),
    'a mean with initial': () => np.mean(list, { initial: 1 }),
    'var into out': () => { const out = np.zeros([2]); try { np.var(list, { axis: 0, out }) } finally { out.dispose() } },
  }
  for (const [what, f] of Object.entries(refused)) {
    let error: unknown
    try { f() } catch (e) { error = e }
    expect([what, ours(error), inUse()]).toEqual([what, true, none])
  }
})
