// Advanced indexing by NumPy's rules: integer arrays and boolean masks, alone or among slices. Results are copies.

import { fromValue, type ArrayLike } from './asarray.js'
import { dtypes, type DType } from './dtype.js'
import { arrayOf, borrowed, copyInto, duplicate, incoming, requireWriteable } from './elementwise.js'
import { IndexError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { compressKernel, itemsKernel, mapKernel, operandAs, operandOf, whereTrueKernel } from './execute.js'
import { ravel, toTypedArray, transpose } from './manipulation.js'
import { allocate, NDArray, requireArray, scope } from './ndarray.js'
import { max, min } from './ops.js'
import { canCast, dtypeOfScalar, isScalar, promoteTypes, promoteWeak, requireFits, type Casting, type Common, type DTypeOf, type Scalar } from './promotion.js'
import { checkOut, delivered } from './reduce.js'
import { broadcastShape, broadcastStrides, denseStrides, sameShape, sizeOf, toAxis } from './shape.js'
import { parseIndex, resolveIndices, type Index } from './slice.js'

type Any = NDArray<DType>
/** An index of any kind: basic ones as for slice(), integer arrays (or lists) and boolean masks. */
export type AdvancedIndex = Index | ArrayLike

/** The places (in C order, flattened) where an array is true. */
function flatPlaces(op: string, mask: Any): NDArray<'int32'> { return withFlags(op, mask, whereTrueKernel) }
function withFlags<R>(op: string, mask: Any, f: (flags: Any) => R): R {
  const flags = mask.dense && mask.dtype === 'bool' ? mask : duplicate(op, mask, 'bool')
  try { return f(flags) } finally { if (flags !== mask) flags.dispose() }
}

/** Per axis the indices of the elements that are true (not 0), in C order. */
export function nonzero(a: ArrayLike): NDArray<'int32'>[] { return placesAlongAxes('nonzero', a) }
function placesAlongAxes(op: string, a: ArrayLike): NDArray<'int32'>[] {
  const { array, release } = borrowed(op, a)
  try {
    if (array.ndim === 0) throw new ShapeError(`${op}: an array of 0 dimensions has no axes; use reshape(a, 1) first`)
    return coordinates(op, flatPlaces(op, array), array.shape)
  } finally { release() }
}

/** x where the condition is true, y elsewhere; of the condition alone the places where it is true, as nonzero gives them. */
export function where<A extends ArrayLike, B extends ArrayLike>(condition: ArrayLike, x: A, y: B): NDArray<Common<A, B>>
export function where(condition: ArrayLike): NDArray<'int32'>[]
export function where(condition: ArrayLike, ...choices: [] | [ArrayLike, ArrayLike]): Any | NDArray<'int32'>[] {
  if (choices.length === 0) return placesAlongAxes('where', condition)
  const [x, y] = choices
  const op = 'where', temporaries: Any[] = []
  const own = (v: ArrayLike): { array: Any } => {
    const { array } = borrowed(op, v)
    if (array !== v) temporaries.push(array)
    return { array }
  }
  try {
    const c = own(condition), xs = isScalar(x) ? undefined : own(x), ys = isScalar(y) ? undefined : own(y)
    const dtype: DType = xs && ys ? promoteTypes(xs.array.dtype, ys.array.dtype)
      : xs ? promoteWeak(xs.array.dtype, y as Scalar) : ys ? promoteWeak(ys.array.dtype, x as Scalar) : promoteTypes(dtypeOfScalar(x as Scalar), dtypeOfScalar(y as Scalar))
    const take = (g: { array: Any } | undefined, v: ArrayLike): Any => {
      if (g) return g.array
      requireFits(op, v as Scalar, dtype)
      const one: Any = fromValue(op, v as Scalar, dtype)
      temporaries.push(one)
      return one
    }
    const a = take(xs, x), b = take(ys, y), shape = broadcastShape(op, [c.array.shape, a.shape, b.shape])
    const out = allocate(op, dtype, shape)
    mapKernel(`where_${dtypes[dtype].size}`, shape, [operandOf(c.array, 'bool', shape), operandOf(a, dtype, shape), operandOf(b, dtype, shape), operandAs(out, dtype, out.strides)], 1)
    return out
  } finally {
    for (const t of temporaries) t.dispose()
  }
}

/** Flat places (in one dimension) as one index array per axis; takes the places over. */
export function coordinates(op: string, flat: NDArray<'int32'>, shape: readonly number[]): NDArray<'int32'>[] {
  if (shape.length < 2) { if (shape.length === 1) return [flat]; flat.dispose(); return [] }
  const out = shape.map(() => allocate(op, 'int32', [flat.size])), places = flat.data, axes = out.map(a => a.data)
  for (let i = 0; i < places.length; i++) {
    let left = places[i]!
    for (let axis = shape.length - 1; axis > 0; axis--) {
      const n = shape[axis]!, q = Math.floor(left / n)
      axes[axis]![i] = left - q * n
      left = q
    }
    axes[0]![i] = left
  }
  flat.dispose()
  return out
}

interface Plan {
  /** The basic part of the index, applied: a view in which the axes to be indexed are in place. */
  readonly view: Any
  /** For each axis of the view an index array, or undefined for an axis that stays. */
  readonly arrays: (NDArray<'int32'> | undefined)[]
  readonly shape: number[]           // the broadcast shape of the index arrays
  readonly at: number                // the axis of the result where it goes
}

// Splits an index into a basic view and index arrays, with NumPy's rule for where the new axes go: in place of the indexed
// axes if these stand together, else in front.
function plan(op: string, a: Any, indices: readonly AdvancedIndex[], own: Any[]): Plan {
  const parts = indices.flatMap((x): AdvancedIndex[] => typeof x === 'string' ? parseIndex(x).map(p => typeof p === 'object' && p !== null ? sliceText(p) : p) : [x])
  const basic: Index[] = [], marks: (readonly NDArray<'int32'>[])[] = []
  const advanced = (x: AdvancedIndex | undefined): boolean => x !== null && x !== undefined && (typeof x === 'object' || typeof x === 'boolean')
  const some = parts.some(advanced)
  const masks: { shape: readonly number[]; axis: number }[] = []
  for (const x of parts) {
    if (!advanced(x) && !(some && (typeof x === 'number' || typeof x === 'bigint'))) {
      basic.push(x as Index)
      marks.push([])
      continue
    }
    const { array } = borrowed(op, x as ArrayLike)
    if (array !== x) own.push(array)
    if (array.dtype === 'bool') {
      if (array.ndim === 0) throw new IndexError(`${op}: a single boolean is not an index; use a mask of the array's shape`)
      masks.push({ shape: array.shape, axis: marks.length })
      const axes = coordinates(op, flatPlaces(op, array), array.shape)
      own.push(...axes)
      for (const one of axes) { basic.push(':'); marks.push([one]) }
    } else {
      const ints = integers(op, x as ArrayLike, array)
      if (ints !== array) own.push(ints)
      basic.push(':')
      marks.push([ints])
    }
  }
  const { shape, strides, offset } = resolveIndices(basic, a.shape, a.strides)
  const view = a.view(shape, strides, a.address + offset)
  own.push(view)
  // Which axis of the view each part speaks of.
  const arrays = new Array<NDArray<'int32'> | undefined>(view.ndim).fill(undefined)
  const named = basic.filter(x => x !== null && x !== '...').length, hidden = a.ndim - named
  let axis = 0
  const places: number[] = [], axisOfPart: number[] = []
  basic.forEach((x, i) => {
    axisOfPart[i] = axis
    if (x === '...') { axis += hidden; return }
    if (typeof x === 'number' || typeof x === 'bigint') return
    if (marks[i]!.length > 0) { arrays[axis] = marks[i]![0]!; places.push(i) }
    axis++
  })
  for (const m of masks) {
    m.shape.forEach((n, k) => {
      const at = axisOfPart[m.axis + k]!
      if (view.shape[at] !== n) throw new IndexError(`${op}: a mask of shape ${shapeText(m.shape)} does not fit the array's ${shapeText(a.shape)} on axis ${at}`)
    })
  }
  const together = places.every((p, k) => k === 0 || p === places[k - 1]! + 1)
  const shapes = arrays.filter(x => x !== undefined).map(x => x.shape)
  return { view, arrays, shape: shapes.length === 0 ? [] : [...broadcastShape(op, shapes)], at: together ? arrays.findIndex(x => x !== undefined) : 0 }
}
// x as indices; `array` is x as an array. Numbers and lists of them are integers if they are whole.
function integers(op: string, x: ArrayLike, array: Any): NDArray<'int32'> {
  const { kind } = dtypes[array.dtype]
  const integral = typeof x === 'number' ? Number.isInteger(x) : typeof x === 'bigint' || kind === 'i' || kind === 'u' || array.size === 0 || isList(x) && wholeNumbers(array)
  if (!integral) throw new IndexError(`${op}: indices must be integers or bool, not ${array.dtype}; convert with astype('int32')`)
  return array.dtype === 'int32' ? array as NDArray<'int32'> : narrowed(op, array)
}
/** Integers (bools are 0 and 1) as an int32 array; for use within a scope. */
export function integersOf(op: string, x: ArrayLike): NDArray<'int32'> {
  const array = arrayOf(op, x)
  return array.dtype === 'bool' ? duplicate(op, array, 'int32') : integers(op, x, array)
}

// Indices as int32; those that do not fit are outside of any axis.
function narrowed(op: string, indices: Any): NDArray<'int32'> {
  if (indices.size > 0 && !canCast(indices.dtype, 'int32')) {
    const wrong = [min(indices), max(indices)].find(i => Number(i) !== (Number(i) | 0))
    if (wrong !== undefined) throw new IndexError(`${op}: index ${String(wrong)} is out of bounds; no axis is longer than 2147483647`)
  }
  return duplicate(op, indices, 'int32')
}
function isList(x: unknown): boolean { return Array.isArray(x) }
function wholeNumbers(a: Any): boolean { return a.dtype === 'float64' && (a as NDArray<'float64'>).data.every(Number.isInteger) }
function sliceText(p: { start?: number; stop?: number; step: number }): string { return `${p.start ?? ''}:${p.stop ?? ''}:${p.step}` }

// The byte offset of every item that the index arrays name, from the view's first element.
function offsets(op: string, { view, arrays, shape }: Plan): NDArray<'int32'> {
  const out = allocate(op, 'int32', shape), to = out.data
  to.fill(0)
  arrays.forEach((index, axis) => {
    if (!index) return
    const n = view.shape[axis]!, stride = view.strides[axis]!
    const refuse = (v: number): never => { out.dispose(); throw new IndexError(`${op}: index ${v} is out of bounds for axis ${axis} with size ${n}`) }
    if (to.length === 0 && index.size > 0) for (const v of toTypedArray(index)) if (v < -n || v >= n) refuse(v)   // broadcast to nothing
    const same = index.dense && sameShape(index.shape, shape)
    const flat = same ? index : spread(index, shape)
    const from = flat.data
    for (let i = 0; i < from.length; i++) {
      const v = from[i]!, at = v < 0 ? v + n : v
      if (at < 0 || at >= n) {
        if (flat !== index) flat.dispose()
        refuse(v)
      }
      to[i]! += at * stride
    }
    if (flat !== index) flat.dispose()
  })
  return out
}
function spread(index: NDArray<'int32'>, shape: readonly number[]): NDArray<'int32'> {
  const out = allocate('index', 'int32', shape)
  mapKernel('copy', shape, [operandAs(index, 'int32', broadcastStrides(index.shape, index.strides, shape)), operandAs(out, 'int32', out.strides)], 0.5)
  return out
}

interface Items { readonly places: NDArray<'int32'>; readonly bytes: number; readonly rest: readonly number[] }

// What the kernel moves: whole dense remainders where there are some, else single elements.
function items(op: string, p: Plan, own: Any[], single = false): Items {
  const { view, arrays } = p, kept = view.shape.map((_, i) => i).filter(i => !arrays[i]), places = offsets(op, p)
  own.push(places)
  const rest = kept.map(i => view.shape[i]!), strides = kept.map(i => view.strides[i]!), item = view.itemsize
  if (sizeOf(rest) === 1 || !single && sameShape(strides, denseStrides(rest, item))) return { places, bytes: sizeOf(rest) * item, rest }
  // Every element by itself: places[…, None] + the offsets of the rest.
  const inner = allocate(op, 'int32', rest), to = inner.data, count = to.length
  own.push(inner)
  for (let i = 0; i < count; i++) {
    let left = i, at = 0
    for (let axis = rest.length - 1; axis >= 0; axis--) { const n = rest[axis]!, q = Math.floor(left / n); at += (left - q * n) * strides[axis]!; left = q }
    to[i] = at
  }
  const all = allocate(op, 'int32', [places.size, count])
  own.push(all)
  const shape = [places.size, count]
  mapKernel('add_i32', shape, [operandAs(places, 'int32', [4, 0]), operandAs(inner, 'int32', [0, 4]), operandAs(all, 'int32', all.strides)], 0.6)
  return { places: all, bytes: item, rest }
}

/** Elements by any index: a view for a basic one, else a copy of what integer arrays and masks name (NumPy's a[…]). */
export function at<D extends DType>(a: NDArray<D>, ...indices: AdvancedIndex[]): NDArray<D> { return read('at', a, indices) }
/** a[indices], for an op of this name. */
export function read<D extends DType>(op: string, a: NDArray<D>, indices: readonly AdvancedIndex[]): NDArray<D> {
  requireArray(op, a)
  if (indices.every(basicIndex)) {
    const { shape, strides, offset } = resolveIndices(indices as Index[], a.shape, a.strides)
    return a.view(shape, strides, a.address + offset)
  }
  const [mask] = indices, n = mask instanceof NDArray ? mask.ndim : 0, rest = a.shape.slice(n), bytes = sizeOf(rest) * a.itemsize
  // One mask of small dense items needs no list of places.
  if (indices.length === 1 && mask instanceof NDArray && mask.dtype === 'bool' && n > 0 && a.dense && sameShape(mask.shape, a.shape.slice(0, n)) && [1, 2, 4, 8, 16].includes(bytes)) {
    void mask.block
    return withFlags(op, mask, flags => compressKernel(op, flags, a.dtype, a.address, bytes, rest))
  }
  const own: Any[] = []
  try {
    const p = plan(op, a, indices, own), { places, bytes, rest } = items(op, p, own)
    const shape = [...p.shape, ...rest], out = allocate(op, a.dtype, shape)
    itemsKernel('gather', places, p.view.address, out.address, bytes)
    if (p.at === 0 || rest.length === 0) return out
    const order = [...rest.slice(0, p.at).map((_, i) => p.shape.length + i), ...p.shape.map((_, i) => i), ...rest.slice(p.at).map((_, i) => p.shape.length + p.at + i)]
    const moved = transpose(out, order) as NDArray<D>
    out.dispose()
    return moved
  } finally { for (const t of own) t.dispose() }
}
function basicIndex(x: AdvancedIndex): boolean { return x === null || typeof x === 'number' || typeof x === 'string' || typeof x === 'bigint' }

/** Writes values (broadcast, converted under 'same_kind') at any index: NumPy's a[…] = values. Of repeated places the last wins. */
export function setAt<A extends Any>(a: A, indices: AdvancedIndex | readonly AdvancedIndex[], values: ArrayLike): A {
  return write('setAt', a, (Array.isArray(indices) ? indices : [indices]) as readonly AdvancedIndex[], values)
}
/** a[indices] = values, for an op of this name. */
export function write<A extends Any>(op: string, a: A, indices: readonly AdvancedIndex[], values: ArrayLike, casting: Casting = 'same_kind'): A {
  requireWriteable(op, a)
  const own: Any[] = []
  try {
    const given = incoming(op, values, a.dtype, casting)
    if (given !== values) own.push(given)
    if (indices.every(basicIndex)) {
      const view: Any = read(op, a as Any, indices)
      own.push(view)
      const source = duplicate(op, given, a.dtype)
      own.push(source)
      if (!sameShape(broadcastShape(op, [view.shape, source.shape]), view.shape)) throw new ShapeError(`${op}: values of shape ${shapeText(given.shape)} do not broadcast to ${shapeText(view.shape)}`)
      copyInto(view, source)
      return a
    }
    const { places, base, bytes, values: wide } = addressed(op, a, indices, given, a.dtype, own)
    itemsKernel('scatter', places, base, wide.address, bytes)
    return a
  } finally { for (const t of own) t.dispose() }
}

/**
 * The places that an index names (byte offsets from `base`, of items of so many bytes, or of single elements) and values for
 * them in the same order. What is made goes on `own`.
 */
export function addressed(op: string, a: Any, indices: readonly AdvancedIndex[], given: Any, dtype: DType, own: Any[], single = false): { places: NDArray<'int32'>; base: number; bytes: number; values: Any } {
  const p = plan(op, a, indices, own), { places, bytes, rest } = items(op, p, own, single), k = p.shape.length, at = Math.max(0, p.at)
  const shape = [...rest.slice(0, at), ...p.shape, ...rest.slice(at)]
  if (!sameShape(broadcastShape(op, [shape, given.shape]), shape)) throw new ShapeError(`${op}: values of shape ${shapeText(given.shape)} do not broadcast to ${shapeText(shape)}`)
  const values: Any = allocate(op, dtype, [...p.shape, ...rest]), strides = broadcastStrides(given.shape, given.strides, shape)
  own.push(values)
  mapKernel('copy', values.shape, [operandAs(given, dtype, [...strides.slice(at, at + k), ...strides.slice(0, at), ...strides.slice(at + k)]), operandAs(values, dtype, values.strides)], 1)
  return { places, base: p.view.address, bytes, values }
}

/** How places beyond an axis are taken: 'raise' is an error, 'wrap' counts on from the other end, 'clip' takes the nearest end. */
export type IndexMode = 'raise' | 'wrap' | 'clip'

/** Places as they are meant by a mode, all from 0 to n - 1, in a new array; for use within a scope. `what` names what has n places. */
export function settled(op: string, indices: NDArray<'int32'>, n: number, mode: IndexMode, what: string, negative = true): NDArray<'int32'> {
  if (!['raise', 'wrap', 'clip'].includes(mode)) throw new ValueError(`${op}: there is no mode ${shown(mode)}; the modes are raise, wrap, clip`)
  const out = duplicate(op, indices, 'int32'), to = out.data
  if (n === 0 && to.length > 0) throw new IndexError(`${op}: ${what} is empty, so there is nothing to take from it`)
  for (let i = 0; i < to.length; i++) {
    const v = to[i]!
    if (v >= 0 && v < n) continue
    if (mode === 'raise' && (v >= n || v < -n || !negative)) throw new IndexError(`${op}: index ${v} is out of bounds for ${what} with size ${n}`)
    to[i] = mode === 'clip' ? (v < 0 ? 0 : n - 1) : mode === 'wrap' ? ((v % n) + n) % n : v + n
  }
  return out
}

/** Options of take. */
export interface TakeOptions { mode?: IndexMode; out?: Any }

/** Elements at integer places along an axis (without one: of the flattened array). */
export function take<O extends Any>(a: ArrayLike, indices: ArrayLike, axis: number | null | undefined, options: TakeOptions & { out: O }): O
export function take<A extends ArrayLike>(a: A, indices: ArrayLike, axis?: number | null, options?: TakeOptions): NDArray<DTypeOf<A>>
export function take(a: ArrayLike, indices: ArrayLike, axis?: number | null, options: TakeOptions = {}): Any {
  const op = 'take', { mode = 'raise', out } = options ?? {}
  return scope(() => {
    const x = arrayOf(op, a), whole = axis === undefined || axis === null, flat = whole ? ravel(x) : x, along = whole ? 0 : toAxis(op, axis, x.ndim)
    // As in NumPy bools are the integers 0 and 1 here, not a mask; and a single number drops the axis.
    const which = integersOf(op, indices), n = flat.shape[along]!
    const result = read(op, flat, [...flat.shape.slice(0, along).map(() => ':'), mode === 'raise' ? which : settled(op, which, n, mode, `axis ${along}`)])
    checkOut(op, out, result.shape, result.dtype)
    return delivered(result, out)
  })
}
