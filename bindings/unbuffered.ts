// ufunc.at: an op at places, in place and one element after the other, so that a place that is named twice counts twice.

import { fromValue, type ArrayLike } from './asarray.js'
import type { Binary, Unary } from './define.js'
import type { DType } from './dtype.js'
import { copyInto, duplicate, elementwise, requireWriteable } from './elementwise.js'
import { DTypeError } from './errors.js'
import { inOrderKernel, itemsKernel } from './execute.js'
import { addressed, type AdvancedIndex } from './indexing.js'
import { allocate, NDArray } from './ndarray.js'
import * as ops from './ops.js'
import { isScalar, loopOf, promoteTypes, promoteWeak, requireCast, requireFits } from './promotion.js'

type Any = NDArray<DType>
type Indices = AdvancedIndex | readonly AdvancedIndex[]
type Row = Binary<readonly DType[], 'same'>['row']

// A list of numbers is one index; a list of anything else has one index per axis (Python's tuple).
function list(indices: Indices): readonly AdvancedIndex[] {
  return Array.isArray(indices) && indices.length > 0 && !indices.every(isScalar) ? indices as readonly AdvancedIndex[] : [indices as AdvancedIndex]
}

function atBinary(row: Row, a: Any, indices: Indices, b: ArrayLike): void {
  const op = `${row.name}.at`, own: Any[] = []
  requireWriteable(op, a)
  if (row.rule !== 'same') throw new DTypeError(`${op}: the op gives ${row.rule === 'bool' ? 'bool' : row.rule}, which does not go back into the array; only ops that give their own dtype have at`)
  try {
    const value: Any | undefined = isScalar(b) ? undefined : b instanceof NDArray ? b : fromValue(op, b)
    if (value && value !== b) own.push(value)
    const common = row.exponent ? a.dtype : value ? promoteTypes(a.dtype, value.dtype) : promoteTypes(a.dtype, promoteWeak(a.dtype, b as number))
    if (row.refuse?.dtype === common) throw new DTypeError(`${op} does not take ${common}; use ${row.refuse.instead}`)
    const loop = loopOf(op, row.on, common)
    requireCast(op, loop, a.dtype, 'same_kind')
    row.check?.(op, loop, [a, b])
    if (!value) requireFits(op, b as number, loop)
    const target = a.dtype === loop ? a : duplicate(op, a, loop)
    if (target !== a) own.push(target)
    const given: Any = value ?? fromValue(op, b as number, loop)
    if (!value) own.push(given)
    const { places, base, values } = addressed(op, target, list(indices), given, loop, own, true)
    inOrderKernel(row.names[loop]!, loop, 1, step => {
      let from = values.address
      for (const offset of places.data) { step(base + offset, from, base + offset); from += values.itemsize }
    })
    if (target !== a) copyInto(a, target)
  } finally { for (const t of own) t.dispose() }
}

// Each round takes the places that come for the first, the second … time, which are different ones.
function atUnary(row: Row, a: Any, indices: Indices): void {
  const op = `${row.name}.at`, own: Any[] = []
  requireWriteable(op, a)
  try {
    const one = allocate(op, a.dtype, [])
    own.push(one)
    const { places, base } = addressed(op, a, list(indices), one, a.dtype, own, true), seen = new Map<number, number>(), rounds: number[][] = []
    for (const p of places.data) {
      const times = seen.get(p) ?? 0
      seen.set(p, times + 1)
      ;(rounds[times] ??= []).push(p)
    }
    for (const round of rounds) {
      const list = fromValue(op, Int32Array.from(round)) as NDArray<'int32'>, values: Any = allocate(op, a.dtype, [round.length])
      try {
        itemsKernel('gather', list, base, values.address, a.itemsize)
        elementwise(row, [values], { out: values })
        itemsKernel('scatter', list, base, values.address, a.itemsize)
      } finally { list.dispose(); values.dispose() }
    }
  } finally { for (const t of own) t.dispose() }
}

/** Puts the method at on every op of the table; api.ts calls it once. */
export function attachAt(): void {
  for (const f of Object.values(ops) as unknown as (Unary<readonly DType[], 'same'> | Binary<readonly DType[], 'same'>)[]) {
    if (f.signature?.[0] === 'unary') Object.assign(f, { at: (a: Any, indices: Indices) => atUnary(f.row, a, indices) })
    else if (f.signature?.[0] === 'binary') Object.assign(f, { at: (a: Any, indices: Indices, b: ArrayLike) => atBinary(f.row, a, indices, b) })
  }
}
