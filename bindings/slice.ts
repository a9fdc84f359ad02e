// NumPy's basic indexing: integers, slices written as in Python ('1:3', '::-1'), null for a new axis, '...' for the axes left out.

import { IndexError } from './errors.js'

/** One basic index: an integer drops its axis, a string is a slice, an integer, '...' or 'None', and null makes a new axis of length 1. */
export type Index = number | bigint | string | null

/** A slice as written: bounds that were left out are absent, and step is never 0. */
export interface Slice { readonly start?: number; readonly stop?: number; readonly step: number }

/** A slice applied to an axis: the elements start, start + step, … of which there are `length`. */
export interface SliceIndices { readonly start: number; readonly step: number; readonly length: number }

/** A view onto an array's memory: byte strides, and the bytes from the array's first element to the view's. */
export interface View { shape: number[]; strides: number[]; offset: number }

/** Marks the place of the axes that an index leaves out. */
export const ELLIPSIS = '...'

/** One part of an index after its text was read. */
export type Part = number | Slice | null | typeof ELLIPSIS

/** Reads a slice as Python writes it (`1:3`, `:`, `::-1`, `-5:`, blanks allowed); IndexError for anything else, with the position. */
export function parseSlice(text: string): Slice {
  const part = readPart(text, 0, text.length)
  if (typeof part !== 'object' || part === null) throw bad(text, 0, 'this is not a slice; write start:stop:step, for example 1:3 or ::-1')
  return part
}

/** Reads an index of one or more parts between commas: `'1:3, ::-1, None, ...'`; IndexError with the position of what is wrong. */
export function parseIndex(text: string): Part[] {
  const parts: Part[] = []
  for (let from = 0; ;) {
    const comma = find(',', text, from, text.length)
    parts.push(readPart(text, from, comma))
    if (comma === text.length) return parts
    from = comma + 1
    if (skipBlanks(text, from, text.length) === text.length) return parts // as in Python, a last comma ends nothing
  }
}

/** The elements of a slice on an axis of length n, out-of-range bounds clipped: Python's `slice.indices(n)`, with the length. */
export function sliceIndices({ start, stop, step }: Slice, n: number): SliceIndices {
  if (step === 0) throw zeroStep('the slice')
  const low = step < 0 ? -1 : 0
  const high = step < 0 ? n - 1 : n
  const first = start === undefined ? (step < 0 ? high : low) : clip(start, n, low, high)
  const last = stop === undefined ? (step < 0 ? low : high) : clip(stop, n, low, high)
  const length = Math.max(Math.ceil((last - first) / step), 0)
  return { start: first, step, length }
}

function clip(bound: number, n: number, low: number, high: number): number {
  return Math.min(Math.max(bound < 0 ? bound + n : bound, low), high) + 0 // + 0: never -0
}

/**
 * The view that a basic index gives of an array with this shape and these byte strides; axes that are not named stay whole.
 * IndexError for more indices than axes, an index outside its axis, a second '...', or what is not an index.
 */
export function resolveIndices(indices: readonly Index[], shape: readonly number[], strides: readonly number[]): View {
  const parts = partsOf(indices)
  const ndim = shape.length
  let named = 0
  let ellipsis = -1
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === ELLIPSIS) {
      if (ellipsis >= 0) throw new IndexError(`an index can only have a single ellipsis ('...'), but parts ${ellipsis} and ${i} are both one: write ':' for each axis instead`)
      ellipsis = i
    } else if (parts[i] !== null) named++
  }
  if (named > ndim) {
    throw new IndexError(`too many indices for array: array is ${ndim}-dimensional, but ${named} were indexed; drop an index, or reshape the array`)
  }
  const view: View = { shape: [], strides: [], offset: 0 }
  let axis = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]
    if (typeof part === 'number') {
      view.offset += resolveInteger(part, axis, shape[axis]) * strides[axis]
      axis++
    } else if (part === null) {
      view.shape.push(1)
      view.strides.push(0)
    } else if (part === ELLIPSIS) {
      for (const end = axis + ndim - named; axis < end; axis++) keep(view, shape[axis], strides[axis])
    } else {
      const { start, step, length } = sliceIndices(part, shape[axis])
      // As in NumPy, an empty view starts where the axis does, so that no offset lies outside the memory.
      view.offset += length === 0 ? 0 : start * strides[axis]
      keep(view, length, length === 0 ? strides[axis] : strides[axis] * step + 0)
      axis++
    }
  }
  for (; axis < ndim; axis++) keep(view, shape[axis], strides[axis])
  return view
}

function keep(view: View, length: number, stride: number): void {
  view.shape.push(length)
  view.strides.push(stride)
}

function resolveInteger(index: number, axis: number, size: number): number {
  if (index >= size || index < -size) {
    throw new IndexError(`index ${index} is out of bounds for axis ${axis} with size ${size}; ${size === 0 ? 'this axis is empty' : `valid are ${-size} to ${size - 1}`}`)
  }
  return index < 0 ? index + size : index
}

function partsOf(indices: readonly Index[]): readonly Part[] {
  for (let i = 0; i < indices.length; i++) {
    if (!Number.isInteger(indices[i])) return readParts(indices, i)
  }
  return indices as readonly number[]
}

// The first `whole` indices are known to be integers.
function readParts(indices: readonly Index[], whole: number): Part[] {
  const parts = indices.slice(0, whole) as Part[]
  for (let i = whole; i < indices.length; i++) {
    const index: unknown = indices[i]
    if (typeof index === 'string') {
      for (const part of parseIndex(index)) parts.push(part) // a spread would overflow the stack at 10^5 parts
    } else if (index === null || (typeof index === 'number' && Number.isInteger(index))) {
      parts.push(index)
    } else if (typeof index === 'bigint') {
      parts.push(Number(index))
    } else {
      throw notAnIndex(index, i)
    }
  }
  return parts
}

function notAnIndex(index: unknown, position: number): IndexError {
  const [what, remedy] = typeof index === 'number' ? [String(index), 'round it first']
    : Array.isArray(index) ? ['an array', 'for index arrays use at(…)']
    : typeof index === 'boolean' ? [String(index), 'for masks use at(mask)']
    : [`of type ${typeof index}`, 'pass a number, a string or null']
  return new IndexError(`only integers, slices ('1:3'), ellipsis ('...') and null are valid indices, but index ${position} is ${what}: ${remedy}`)
}

// ---- reading the text ----

// One part between commas, text[from, to): an integer, '...', None, or up to three bounds between colons.
function readPart(text: string, from: number, to: number): Part {
  const bounds: (number | null | undefined)[] = []
  for (let at = from; at <= to;) {
    const end = find(':', text, at, to)
    if (bounds.length === 3) throw bad(text, at - 1, 'a slice has at most start:stop:step')
    if (bounds.length === 0 && end === to) return readWhole(text, from, to)
    bounds.push(readBound(text, at, end))
    if (bounds.length === 3 && bounds[2] === 0) throw zeroStep(quoted(text, at))
    at = end + 1
  }
  const slice: { start?: number; stop?: number; step: number } = { step: finite(bounds[2] ?? 1) }
  if (typeof bounds[0] === 'number') slice.start = finite(bounds[0])
  if (typeof bounds[1] === 'number') slice.stop = finite(bounds[1])
  return slice
}

function readWhole(text: string, from: number, to: number): Part {
  const at = skipBlanks(text, from, to)
  if (text.startsWith(ELLIPSIS, at) && skipBlanks(text, at + ELLIPSIS.length, to) === to) return ELLIPSIS
  const value = readBound(text, from, to)
  if (value === undefined) throw bad(text, to, "nothing to index with; write ':' for a whole axis")
  return value
}

// An integer, null for None, or undefined where there are only blanks.
function readBound(text: string, from: number, to: number): number | null | undefined {
  const at = skipBlanks(text, from, to)
  if (at === to) return undefined
  const name = names.find(word => text.startsWith(word, at))
  const end = name === undefined ? endOfInteger(text, at, to) : at + name.length
  const rest = skipBlanks(text, end, to)
  if (end === at || rest < to) throw bad(text, rest, "expected an integer, a slice like 1:3, '...' or None")
  return name === undefined ? Number(text.slice(at, end)) + 0 : null // + 0: never -0
}

const names = ['None', 'newaxis', 'np.newaxis']

// Python's integers have no end, and clip to the axis; ours must stay finite, since steps multiply strides.
function finite(x: number): number { return Math.min(Math.max(x, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) }

// The position of a character in text[at, to), or `to`.
function find(character: string, text: string, at: number, to: number): number {
  while (at < to && text[at] !== character) at++
  return at
}

function skipBlanks(text: string, at: number, to: number): number {
  while (at < to && (text.charCodeAt(at) === 32 || (text.charCodeAt(at) >= 9 && text.charCodeAt(at) <= 13))) at++
  return at
}

// The end of the integer at this position, or the position itself if there is none.
function endOfInteger(text: string, at: number, to: number): number {
  const digits = text[at] === '-' || text[at] === '+' ? at + 1 : at
  let end = digits
  while (end < to && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return end === digits ? at : end
}

function bad(text: string, at: number, why: string): IndexError {
  return new IndexError(`cannot read the index ${quoted(text, at)}: ${why}`)
}

function zeroStep(where: string): IndexError {
  return new IndexError(`slice step cannot be zero, in ${where}: use a positive or negative step, or an integer index to pick one element`)
}

// The text around a position, shortened if it is long: messages stay readable.
function quoted(text: string, at: number): string {
  const from = Math.max(0, Math.min(at - 30, text.length - 60))
  const shown = text.slice(from, from + 60)
  return `'${from > 0 ? '…' : ''}${shown}${from + 60 < text.length ? '…' : ''}' at position ${at}`
}
