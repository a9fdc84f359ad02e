// Basic indexing against Python and NumPy; test/oracle/slice.py makes the fixture.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { IndexError } from '../dist/errors.js'
import { type Index, type Slice, parseIndex, parseSlice, resolveIndices, sliceIndices } from '../dist/slice.js'

interface Fixture {
  indices: [text: string, n: number, start: number, step: number, length: number][]
  views: [shape: number[], strides: number[], index: Index[], viewShape: number[], viewStrides: number[], offset: number][]
  errors: [shape: number[], strides: number[], index: Index[], message: string][]
}
const fixture = JSON.parse(readFileSync(new URL('fixtures/slice.json', import.meta.url), 'utf8')) as Fixture

function contiguous(shape: readonly number[]): number[] {
  const strides = shape.map(() => 8)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * Math.max(shape[axis + 1], 1)
  return strides
}

const view = (shape: readonly number[], ...index: Index[]) => resolveIndices(index, shape, contiguous(shape))

describe('as Python and NumPy do it', () => {
  test('slice.indices', () => {
    for (const [text, n, start, step, length] of fixture.indices) {
      expect({ text, n, ...sliceIndices(parseSlice(text), n) }).toEqual({ text, n, start, step, length })
    }
  })

  test('views', () => {
    for (const [shape, strides, index, viewShape, viewStrides, offset] of fixture.views) {
      expect({ shape, strides, index, view: resolveIndices(index, shape, strides) })
        .toEqual({ shape, strides, index, view: { shape: viewShape, strides: viewStrides, offset } })
    }
  })

  test("errors begin with NumPy's words", () => {
    for (const [shape, strides, index, message] of fixture.errors) {
      const apply = (): unknown => resolveIndices(index, shape, strides)
      expect(apply).toThrow(IndexError)
      // of several errors in one index NumPy may name another than we do
      expect(apply).toThrow(/^(index .* is out of bounds for axis \d+ with size \d+|too many indices for array: array is \d+-dimensional, but \d+ were indexed|an index can only have a single ellipsis)/)
      if (!message.includes('ellipsis')) expect(apply).toThrow(message)
    }
  })
})

describe('parseSlice', () => {
  test.each<[string, Slice]>([
    ['1:3', { start: 1, stop: 3, step: 1 }], [':', { step: 1 }], ['::', { step: 1 }], ['::-1', { step: -1 }], ['-5:', { start: -5, step: 1 }],
    ['::2', { step: 2 }], [' 1 : 3 : +2 ', { start: 1, stop: 3, step: 2 }], ['None:4', { stop: 4, step: 1 }], ['-0:', { start: 0, step: 1 }],
    [`${'9'.repeat(400)}:`, { start: Number.MAX_SAFE_INTEGER, step: 1 }], [`::-${'9'.repeat(400)}`, { step: Number.MIN_SAFE_INTEGER }],
  ])('%p', (text, slice) => expect(parseSlice(text)).toEqual(slice))

  test.each(['', ' ', '3', '...', 'None', 'a', '1:2:3:4', '::0', '::-0', '1.5:', '1e3:', '0x10:', '--1:', '- 1:', '1 2:', ':a', '1:3,', '١:'])(
    '%p is refused', text => expect(() => parseSlice(text)).toThrow(IndexError))
})

describe('parseIndex', () => {
  test('reads parts between commas', () => {
    expect(parseIndex('1:3, ::-1, None, ..., -2, newaxis')).toEqual([{ start: 1, stop: 3, step: 1 }, { step: -1 }, null, '...', -2, null])
    expect(parseIndex('4,')).toEqual([4])
  })

  test.each([['1:x', 2], ['0, 1, q', 6], ['1,,2', 2], ['1:2:3:4', 5], ['....', 0], ['..', 0], ['1 x', 2], ['...x', 0], ['::0', 2]])(
    '%p: the message names position %d', (text, position) => expect(() => parseIndex(text)).toThrow(`at position ${position}`))

  test('a long text is shortened in the message', () => {
    expect(() => parseIndex(`${' '.repeat(1e5)}?${' '.repeat(1e5)}`)).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{0,200}$/) }))
  })

  test('any text gives an index or an IndexError, fast', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'0123456789-+:,. \tNonewaxis'), maxLength: 40 }),
      fc.array(fc.constantFrom(':', '::', '...', ',', '1', '-2', ' ', 'None', '0', 'np.newaxis', '99999999999999999999')).map(parts => parts.join('')),
    )
    fc.assert(fc.property(texts, fc.array(fc.nat(5), { maxLength: 3 }), (text, shape) => {
      try {
        const v = view(shape, text)
        expect(v.shape.every(Number.isSafeInteger) && v.strides.every(Number.isFinite) && Number.isSafeInteger(v.offset)).toBe(true)
      } catch (error) {
        if (!(error instanceof IndexError)) throw error
      }
    }), { numRuns: 3000 })
    for (const long of [' '.repeat(1e6), ','.repeat(1e6), ':'.repeat(1e6), '1'.repeat(1e6), '1,'.repeat(1e6), `${' '.repeat(1e6)}:,2,3`]) {
      expect(() => view([2, 2], long)).toThrow(IndexError)
    }
  })
})

describe('resolveIndices', () => {
  // The naive model: number every element, then walk the axes with plain arrays.
  type Nested = number | Nested[]
  function numbered(shape: readonly number[]): Nested {
    let k = 0
    const make = (axis: number): Nested => axis === shape.length ? k++ : Array.from({ length: shape[axis] }, () => make(axis + 1))
    return make(0)
  }
  function sliced(a: Nested, index: readonly (number | null | Slice)[]): Nested {
    if (index.length === 0) return a
    const [part, ...rest] = index
    if (part === null) return [sliced(a, rest)]
    const list = a as Nested[]
    if (typeof part === 'number') return sliced(list.at(part)!, rest)
    const n = list.length
    const out: Nested[] = []
    const inside = (i: number): number => i < 0 ? i + n : i
    if (part.step > 0) {
      for (let i = Math.max(inside(part.start ?? 0), 0); i < Math.min(part.stop === undefined ? n : inside(part.stop), n); i += part.step) out.push(sliced(list[i], rest))
    } else {
      for (let i = Math.min(part.start === undefined ? n - 1 : inside(part.start), n - 1); i > Math.max(part.stop === undefined ? -1 : inside(part.stop), -1); i += part.step) out.push(sliced(list[i], rest))
    }
    return out
  }
  function read(shape: readonly number[], strides: readonly number[], offset: number): Nested {
    const make = (axis: number, at: number): Nested => axis === shape.length ? at / 8 : Array.from({ length: shape[axis] }, (_, i) => make(axis + 1, at + i * strides[axis]))
    return make(0, offset)
  }
  const textOf = (part: number | null | Slice): Index =>
    part === null || typeof part === 'number' ? part : `${part.start ?? ''}:${part.stop ?? ''}:${part.step}`
  const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined })
  const slices: fc.Arbitrary<Slice> = fc.record({ start: bound, stop: bound, step: fc.integer({ min: -4, max: 4 }).filter(s => s !== 0) })
  const cases = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }).chain(shape => fc.tuple(
    fc.constant(shape),
    fc.tuple(...shape.map(n => fc.oneof(fc.integer({ min: -n, max: n - 1 }), slices))),
    fc.array(fc.nat(4), { maxLength: 2 }),
  )).map(([shape, parts, nulls]) => {
    const index: (number | null | Slice)[] = [...parts]
    for (const at of nulls) index.splice(at, 0, null)
    return { shape, index }
  })

  test('gives the elements that a naive model gives', () => {
    fc.assert(fc.property(cases, fc.boolean(), ({ shape, index }, together) => {
      const texts = index.map(textOf)
      const v = together && texts.length > 0 ? view(shape, texts.map(String).join(',').replaceAll('null', 'None')) : view(shape, ...texts)
      // the model shows no axes behind an empty one
      expect(read(v.shape, v.strides, v.offset)).toEqual(sliced(numbered(shape), index))
    }), { numRuns: 1000 })
  })

  test('never reaches outside the array', () => {
    fc.assert(fc.property(cases, ({ shape, index }) => {
      const v = view(shape, ...index.map(textOf))
      if (v.shape.includes(0)) return
      const ends = v.shape.map((n, axis) => (n - 1) * v.strides[axis])
      const low = v.offset + ends.reduce((sum, e) => sum + Math.min(e, 0), 0)
      const high = v.offset + ends.reduce((sum, e) => sum + Math.max(e, 0), 0)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual((shape.reduce((n, d) => n * d, 1) - 1) * 8)
    }))
  })

  test('leaves axes that are not named whole', () => {
    expect(view([2, 3, 4])).toEqual({ shape: [2, 3, 4], strides: [96, 32, 8], offset: 0 })
    expect(view([2, 3, 4], '...')).toEqual({ shape: [2, 3, 4], strides: [96, 32, 8], offset: 0 })
    expect(view([2, 3, 4], '...', 1)).toEqual({ shape: [2, 3], strides: [96, 32], offset: 8 })
    expect(view([2, 3, 4], 1, '...', -1)).toEqual({ shape: [3], strides: [32], offset: 120 })
    expect(view([2, 3, 4], null, 1n)).toEqual({ shape: [1, 3, 4], strides: [0, 32, 8], offset: 96 })
  })

  test('an empty view starts inside the array', () => {
    expect(view([5], '5:')).toEqual({ shape: [0], strides: [8], offset: 0 })
    expect(view([0], '::-1')).toEqual({ shape: [0], strides: [8], offset: 0 })
  })

  test('a reversed broadcast axis keeps stride 0, not -0', () => {
    expect(resolveIndices(['::-1'], [3], [0])).toEqual({ shape: [3], strides: [0], offset: 0 })
  })

  const wrong = (...index: unknown[]) => () => view([2, 3], ...index as Index[])
  test.each<[string, unknown[], RegExp]>([
    ['too many', [0, 0, 0], /^too many indices for array: array is 2-dimensional, but 3 were indexed/],
    ['too many in one text', ['0,0,0'], /but 3 were indexed/],
    ['above', [0, 3], /^index 3 is out of bounds for axis 1 with size 3; valid are -3 to 2/],
    ['below', [-3], /^index -3 is out of bounds for axis 0 with size 2/],
    ['after an ellipsis', ['...', 3], /axis 1 with size 3/],
    ['huge', [10n ** 400n], /out of bounds/],
    ['two ellipses', ['...', '...'], /single ellipsis/],
    ['fraction', [0, 1.5], /index 1 is 1.5: round it first/],
    ['NaN', [NaN], /is NaN/],
    ['Infinity', [Infinity], /is Infinity/],
    ['undefined', [undefined], /type undefined/],
    ['boolean', [true], /masks/],
    ['array', [[0, 1]], /an array: for index arrays use at/],
    ['object', [{}], /type object/],
    ['zero step', ['::0'], /slice step cannot be zero/],
  ])('%s is an IndexError', (_, index, message) => {
    expect(wrong(...index)).toThrow(IndexError)
    expect(wrong(...index)).toThrow(message)
  })

  test('an empty axis has no valid integer', () => expect(() => view([0], 0)).toThrow('index 0 is out of bounds for axis 0 with size 0; this axis is empty'))
  test('sliceIndices refuses a zero step too', () => expect(() => sliceIndices({ step: 0 }, 3)).toThrow(IndexError))
})
