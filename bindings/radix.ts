// Sorts, selections and searches as steps of the kernel of assembly/sort.ts. Arrays are dense, and of the dtypes that it knows.

import { type DType } from './dtype.js'
import { kernel } from './execute.js'
import { allocate, NDArray, readElement, writeElement } from './ndarray.js'
import { memoryViews, runtime } from './runtime.js'
import { tracer } from './tracer.js'

type Any = NDArray<DType>

/** The dtype that elements are sorted in. */
export function sortable(dtype: DType): DType { return dtype === 'bool' || dtype.endsWith('t8') || dtype.endsWith('t16') ? 'int32' : dtype }

// The steps by number, as assembly/sort.ts has them.
const SORT_ROWS = 0, SORT_PLACES = 1, RANGE = 2, COUNT = 3, PLACES = 4, SCATTER_KEYS = 5, SCATTER_ITEMS = 6, SCATTER_SOME = 7, VALUES_OF_BUCKETS = 8, PLACES_OF_BUCKETS = 9, SEARCH = 10
/** From so many elements on a row is sorted by all threads, unless there are MANY rows. */
export const LONG = 65536
const MANY = 16
// Blocks of a long row: each has 8 KiB of counts.
const BLOCKS = 16
// Most bits of a digit, and shares of the last step.
const DIGIT = 11, SHARES = 64

/** Ranks (places in the sorted row) that are wanted: what lies between them may stay in any order. */
export type Ranks = NDArray<'int32'> | undefined

function run(step: number, units: number, ns: number, operands: readonly Any[], numbers: readonly number[], ranks: Ranks, block = 1): void {
  const { job, kernels, pool } = runtime()
  tracer?.amount(0, operands)
  job.head(2, step, operands.length, 1, block, false, 1)
  operands.forEach((a, k) => job.operand(k, a.address, a.dtype, a.dtype))
  for (let i = 0; i < 4; i++) job.extent(i, numbers[i] ?? 0)
  job.extent(4, ranks?.size ?? 0)
  job.extent(5, ranks?.address ?? 0)
  pool.run(kernel(kernels, 'radix'), units, ns)
}

/** Sorts each row (of n elements) in place. */
export function sortRows(a: Any, n: number, ranks?: Ranks): void {
  if (a.size === 0) return
  const rows = a.size / n
  if (n < LONG || rows >= MANY) {
    const other = allocate('sort', a.dtype, [a.size])
    try { run(SORT_ROWS, rows, 20 + n * 8, [a, other], [n], ranks) } finally { other.dispose() }
  } else for (let r = 0; r < rows; r++) long(row(a, n, r), ranks, undefined)
}

/** The places that sort each row (of n elements), stably. */
export function sortedPlaces(a: Any, n: number, ranks?: Ranks): NDArray<'int32'> {
  const out = allocate('argsort', 'int32', a.shape)
  if (a.size === 0) return out
  const rows = a.size / n
  if (n < LONG || rows >= MANY) {
    const items = itemsOf(a), others = itemsOf(a)
    run(SORT_PLACES, rows, 20 + n * 10, [a, items, others, out], [n], ranks)
    items.dispose()
    others.dispose()
  } else for (let r = 0; r < rows; r++) long(row(a, n, r), ranks, row(out, n, r))
  return out
}
function itemsOf(a: Any): Any { return allocate('argsort', a.itemsize === 4 ? 'uint64' : 'complex128', [a.size]) }
function row<D extends DType>(a: NDArray<D>, n: number, r: number): NDArray<D> { return a.view([n], [a.itemsize], a.address + r * n * a.itemsize) }

interface Digits { readonly blocks: number; readonly block: number; readonly digit: number; readonly shift: number; readonly counts: NDArray<'int32'> }

// The counts of the leading digit of all keys, block by block.
function digits(a: Any, zero: number): Digits {
  const n = a.size, { job } = runtime(), block = Math.ceil(n / BLOCKS), blocks = Math.ceil(n / block)
  const ranges = allocate('sort', 'uint64', [2 * blocks])
  job.scalars(zero, 0)
  job.results(ranges.address, 0)
  run(RANGE, blocks, block, [a], [n], undefined, block)
  const ends = ranges.data.slice().sort(), low = ends[0]!, width = (ends[ends.length - 1]! - low).toString(2).length
  ranges.dispose()
  const digit = Math.min(DIGIT, width), shift = width - digit, counts = allocate('sort', 'int32', [blocks << digit])
  job.pad(new Uint8Array(BigUint64Array.of(low).buffer))
  job.results(0, counts.address)
  run(COUNT, blocks, block, [a], [n, digit, shift], undefined, block)
  return { blocks, block, digit, shift, counts }
}

// One row in place, or its places to `out`.
function long(a: Any, ranks: Ranks, out: NDArray<'int32'> | undefined): void {
  const n = a.size, { job } = runtime(), { blocks, block, digit, shift, counts } = digits(a, out ? 0 : -0), ends = allocate('sort', 'int32', [1 << digit])
  job.results(ends.address, counts.address)
  run(PLACES, 1, 1, [a], [n, digit], undefined, block)
  const share = Math.ceil(n / SHARES), items = out ? itemsOf(a) : allocate('sort', a.dtype, [n])
  run(out ? SCATTER_ITEMS : SCATTER_KEYS, blocks, block * 3, [a, items], [n, digit, shift], undefined, block)
  counts.dispose()
  const others = out ? itemsOf(a) : a
  run(out ? PLACES_OF_BUCKETS : VALUES_OF_BUCKETS, SHARES, share * 6, [a, items, others, ...(out ? [out] : [])], [n, digit, shift, share], ranks)
  for (const t of out ? [items, ends, others, out, a] : [items, ends, a]) t.dispose()
}

/** The elements of these ranks (ascending) of a row, without sorting all of it. */
export function select(a: Any, ranks: readonly number[]): Any {
  const out = allocate('select', a.dtype, [ranks.length])
  selectInto(a, ranks, 0, out, 0)
  return out
}
// Ranks count from `from`; the results go to `out` from number k on.
function selectInto(a: Any, ranks: readonly number[], from: number, out: Any, k: number): void {
  const n = a.size, { itemsize, dtype } = a
  const put = (i: number, address: number): void => { writeElement(dtype, out.address + (k + i) * itemsize, readElement(dtype, address)) }
  if (n < LONG) {
    const copy = allocate('select', dtype, [n]), list = allocate('select', 'int32', [ranks.length])
    memoryViews().uint8.copyWithin(copy.address, a.address, a.address + a.nbytes)
    list.data.set(ranks.map(r => r - from))
    sortRows(copy, n, list)
    ranks.forEach((r, i) => { put(i, copy.address + (r - from) * itemsize) })
    copy.dispose()
    list.dispose()
    return
  }
  const { blocks, block, digit, shift, counts } = digits(a, -0), size = 1 << digit, c = counts.data
  // Of buckets without a wanted rank nothing is moved.
  const found: { start: number; place: number; count: number; first: number; last: number }[] = []
  let start = from, place = 0
  for (let d = 0, i = 0; d < size; d++) {
    let total = 0
    for (let t = d; t < c.length; t += size) total += c[t]!
    const first = i
    while (i < ranks.length && ranks[i]! < start + total) i++
    const wanted = i > first
    if (wanted) found.push({ start, place, count: total, first, last: i })
    for (let t = d; t < c.length; t += size) {
      const here = c[t]!
      c[t] = wanted ? place : -1
      if (wanted) place += here
    }
    start += total
  }
  const some = allocate('select', dtype, [place]), { job } = runtime()
  job.results(0, counts.address)
  run(SCATTER_SOME, blocks, block, [a, some], [n, digit, shift], undefined, block)
  counts.dispose()
  for (const b of found) {
    const part = some.view([b.count], [itemsize], some.address + b.place * itemsize)
    if (shift === 0) for (let i = b.first; i < b.last; i++) put(i, part.address)
    else selectInto(part, ranks.slice(b.first, b.last), b.start, out, k + b.first)
    part.dispose()
  }
  some.dispose()
}

/** Where each of the needles belongs in an ascending row: left or right of equal elements. */
export function search(a: Any, needles: Any, right: boolean): NDArray<'int32'> {
  const out = allocate('searchsorted', 'int32', needles.shape), block = 1024
  if (needles.size > 0) run(SEARCH, Math.ceil(needles.size / block), block * (5 + 3 * Math.log2(a.size + 1)), [a, needles, out], [a.size, needles.size, right ? 1 : 0], undefined, block)
  return out
}
