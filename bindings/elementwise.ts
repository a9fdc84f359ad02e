// The one call path of all element-wise ops: promotion, broadcasting, out, where, casting, overlap, and then a job.

import { fromValue, isTypedArray, type ArrayLike } from './asarray.js'
import { dtypes, type DType } from './dtype.js'
import { DTypeError, ShapeError, shapeText, shown, ValueError } from './errors.js'
import { mapKernel, operandAs, operandOf, type Operand } from './execute.js'
import { allocate, NDArray, requireArray, writeElement } from './ndarray.js'
import {
  canCast, dtypeOfScalar, fits, isScalar, loopOf, promoteAll, promoteTypes, promoteWeak, requireCast, requireFits, resultOf, type Casting, type Rule, type Scalar,
} from './promotion.js'
import { runtime } from './runtime.js'
import { broadcastShape, denseStrides, sameShape } from './shape.js'

type Any = NDArray<DType>

/** Options of element-wise functions. */
export interface UfuncOptions<D extends DType = DType> {
  /** Where the result goes; its shape must be the broadcast one. */
  out?: Any
  /** Where to compute; elsewhere `out` keeps its values (a new result is 0 there). */
  where?: ArrayLike
  /** The dtype of the result, which all but tests compute in. */
  dtype?: D
  /** What conversions are allowed (default 'same_kind'). */
  casting?: Casting
}

/** What the call needs to know of a row. */
export interface Elementwise {
  readonly name: string
  readonly on: readonly DType[]
  readonly rule: Rule
  /** Nanoseconds per element and thread, for the thread policy. */
  readonly ns: number
  /** A last look at the operands in their loop dtype. */
  readonly check?: ((op: string, loop: DType, args: readonly ArrayLike[]) => void) | undefined
  /** A dtype that is refused though it could be cast. */
  readonly refuse?: { readonly dtype: DType; readonly instead: string } | undefined
  /** The second operand is an integer that has no say in the dtype (an exponent). */
  readonly exponent?: boolean | undefined
  readonly names: Readonly<Partial<Record<DType, string>>>
}

const stridesOfScalar: readonly number[] = []

/** Calls an element-wise kernel with NumPy's semantics: promotion, broadcasting, out, where, casting. */
export function elementwise(row: Elementwise, args: readonly ArrayLike[], options: UfuncOptions | undefined): Any {
  const arrays: (Any | undefined)[] = [], temporaries: Any[] = []
  const op = row.name, out = options?.out, casting = options?.casting ?? 'same_kind'
  try {
    let common: DType | undefined
    let scalars = false
    for (let i = 0; i < args.length; i++) {
      const x = args[i]!
      if (row.exponent && i === 1) { arrays.push(exponentOf(op, x, temporaries)); continue }
      if (x instanceof NDArray) {
        void x.block
        arrays.push(x)
        common = common === undefined || common === x.dtype ? x.dtype : promoteTypes(common, x.dtype)
      } else if (isScalar(x)) {
        arrays.push(undefined)
        scalars = true
      } else {
        const made: Any = fromValue(op, x)
        temporaries.push(made)
        arrays.push(made)
        common = common === undefined ? made.dtype : promoteTypes(common, made.dtype)
      }
    }
    if (arrays.length > 2 && common !== undefined) common = promoteAll(arrays.filter(a => a !== undefined).map(a => a.dtype))
    if (scalars) {
      if (common === undefined) for (const x of row.exponent ? args.slice(0, 1) : args) { const d = dtypeOfScalar(x as Scalar); common = common === undefined ? d : promoteTypes(common, d) }
      else {
        const strong = common
        // A test against a number beyond the dtype has an answer all the same: that of an infinity of its sign.
        if (row.rule === 'bool') args = args.map((x, i) => arrays[i] !== undefined || Number.isNaN(x) || fits(x as Scalar, strong) ? x : (x as number) < 0 ? -Infinity : Infinity)
        for (let i = 0; i < args.length; i++) if (arrays[i] === undefined) common = promoteTypes(common, promoteWeak(strong, args[i] as Scalar))
      }
    }
    if (row.refuse && (options?.dtype ?? common) === row.refuse.dtype) throw new DTypeError(`${op} does not take ${row.refuse.dtype}; use ${row.refuse.instead}`)
    const loop = options?.dtype === undefined ? row.on.includes(common!) ? common! : loopOf(op, row.on, common!, scalars || row.exponent ? undefined : arrays.map(a => a!.dtype)) : loopGiving(row, options.dtype, common!, casting), result = resultOf(row.rule, loop)
    if (options?.dtype !== undefined) arrays.forEach((a, i) => { if (a && !(row.exponent && i === 1)) requireCast(op, a.dtype, loop, casting) })
    if (out) { requireWriteable(op, out); requireCast(op, result, out.dtype, casting) }
    row.check?.(op, loop, args)
    const shapes: (readonly number[])[] = []
    for (const a of arrays) if (a) shapes.push(a.shape)
    if (out) shapes.push(out.shape)
    const shape = shapes.length === 0 ? stridesOfScalar : broadcastShape(op, shapes)
    if (out && !sameShape(out.shape, shape)) throw new ShapeError(`${op}: out has shape ${shapeText(out.shape)}, the result ${shapeText(shape)}`)
    if (options?.where !== undefined && options.where !== true) return whereWritten(row, args, options, shape, result)
    if (row.name in unequal && loop === 'float64' && options?.dtype === undefined && wide(arrays[0]) && wide(arrays[1])) return compareWide(row, arrays as Any[], shape, out)
    const operands: Operand[] = []
    for (let i = 0; i < args.length; i++) {
      const a = arrays[i]
      if (a === undefined) {
        const x = args[i] as Scalar
        requireFits(op, x, loop)
        const address = runtime().job.cells + i * 16
        writeElement(loop, address, x)
        operands.push({ address, dtype: loop, compute: loop, strides: shape.length === 0 ? stridesOfScalar : zeros(shape.length) })
      } else if (out && overlaps(a, out)) {
        const copy = duplicate(op, a)
        temporaries.push(copy)
        operands.push(operandOf(copy, loop, shape))
      } else operands.push(operandOf(a, loop, shape))
    }
    const target = out ?? allocateLike(op, result, shape, arrays)
    // A rule that names a dtype leaves the loop as it is: its results are converted on their way out.
    operands.push(operandAs(target, row.rule === 'int32' || row.rule === 'uint8' ? loop : result, target.strides))
    mapKernel(row.names[loop]!, shape, operands, row.ns)
    return target
  } finally {
    for (const t of temporaries) t.dispose()
  }
}

function exponentOf(op: string, x: ArrayLike, temporaries: Any[]): Any | undefined {
  if (isScalar(x)) {
    if (Number.isInteger(x) || typeof x === 'bigint' || typeof x === 'boolean') return undefined
    throw new DTypeError(`${op}: the exponent must be an integer, not ${shown(x)}`)
  }
  const array: Any = x instanceof NDArray ? x : fromValue(op, x)
  void array.block
  if (array !== x) temporaries.push(array)
  const whole = canCast(array.dtype, 'int64') || Array.isArray(x) && (array as NDArray<'float64'>).data.every(Number.isInteger)
  if (!whole) throw new DTypeError(`${op}: the exponent must be of integers up to 64 bits, not ${array.dtype}; convert it with astype('int32')`)
  return array
}

// As NumPy's, the option dtype is that of the result: an op computes in it, but for tests (bool whatever they compare) and moduli.
function loopGiving(row: Elementwise, dtype: DType, common: DType, casting: Casting): DType {
  if (row.rule === 'bool' && dtype === 'bool') return loopOf(row.name, row.on, common)
  const loops = row.rule === 'bool' ? [] : row.on.filter(d => resultOf(row.rule, d) === dtype)
  if (loops.length === 0) throw new DTypeError(`${row.name} does not give ${dtype}; it gives ${[...new Set(row.on.map(d => resultOf(row.rule, d)))].join(', ')}: convert its result with astype()`)
  return loops.find(d => canCast(common, d, casting)) ?? loops[0]!
}

// What the comparisons say of a lesser and a greater number.
const unequal: Readonly<Record<string, readonly [number, number]>> = { equal: [0, 0], not_equal: [1, 1], less: [1, 0], less_equal: [1, 0], greater: [0, 1], greater_equal: [0, 1] }
function wide(a: Any | undefined): boolean { return a !== undefined && (a.dtype === 'int64' || a.dtype === 'uint64') }

// int64 and uint64 have no common integer dtype, and float64 would round: as uint64 both compare rightly, but where the int64 is negative.
function compareWide(row: Elementwise, arrays: readonly Any[], shape: readonly number[], out: Any | undefined): Any {
  const at = arrays[0]!.dtype === 'int64' ? 0 : 1, signed = arrays[at]!
  const result = allocate(row.name, 'bool', shape), below = allocate(row.name, 'bool', signed.shape), answer = fromValue(row.name, unequal[row.name]![at] === 1, 'bool')
  const zero: Operand = { address: runtime().job.cells, dtype: 'int64', compute: 'int64', strides: zeros(signed.ndim) }
  writeElement('int64', zero.address, 0n)
  mapKernel(row.names.uint64!, shape, [...arrays.map(a => ({ ...operandOf(a, 'uint64', shape), dtype: 'uint64' as const })), operandAs(result, 'bool', result.strides)], row.ns)
  mapKernel('less_i64', signed.shape, [operandOf(signed, 'int64', signed.shape), zero, operandAs(below, 'bool', below.strides)], row.ns)
  assignWhere(row.name, result, answer, below)
  below.dispose()
  answer.dispose()
  if (!out) return result
  copyInto(out, result)
  result.dispose()
  return out
}

const zeroStrides: number[][] = []
function zeros(n: number): readonly number[] { return zeroStrides[n] ??= new Array<number>(n).fill(0) }

/** Throws for an output of which several elements share a place. */
export function requireWriteable(op: string, out: Any): void {
  requireArray(op, out)
  if (!out.writeable) throw new ValueError(`${op}: the output is a read-only view (several of its elements share one place, or another thread lent it); write into a copy()`)
}

/** Whether two arrays share bytes without being the very same elements in the same order. */
export function overlaps(a: Any, b: Any): boolean {
  return !(a.address === b.address && a.dtype === b.dtype && sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides)) && meets(a, b)
}
/** Whether the bytes from the first to the last element of two arrays have some in common. */
export function meets(a: Any, b: Any): boolean {
  if (a.size === 0 || b.size === 0) return false
  const [a0, a1] = extent(a), [b0, b1] = extent(b)
  return a0 < b1 && b0 < a1
}
/** The first byte of an array, and the one behind the last. */
export function extent(a: Any): [number, number] {
  let low = a.address, high = a.address + a.itemsize
  for (let i = 0; i < a.ndim; i++) {
    const reach = (a.shape[i]! - 1) * a.strides[i]!
    if (reach < 0) low += reach; else high += reach
  }
  return [low, high]
}

// A new result keeps the memory order of its operands (NumPy's order='K'): the axes of the first full-sized one that is not C-ordered.
function allocateLike<D extends DType>(op: string, dtype: D, shape: readonly number[], arrays: readonly (Any | undefined)[]): NDArray<D> {
  if (shape.length > 1) {
    for (const a of arrays) {
      if (a === undefined || !sameShape(a.shape, shape)) continue
      if (a.dense) break
      const axes = shape.map((_, i) => i).sort((x, y) => Math.abs(a.strides[y]!) - Math.abs(a.strides[x]!) || x - y)
      if (axes.every((axis, i) => axis === i)) break
      const inner = denseStrides(axes.map(i => shape[i]!), dtypes[dtype].size), strides = new Array<number>(shape.length)
      axes.forEach((axis, i) => { strides[axis] = inner[i]! })
      const whole = allocate(op, dtype, shape), view = whole.view(shape, strides, whole.address)
      whole.dispose()
      return view
    }
  }
  return allocate(op, dtype, shape)
}

function whereWritten(row: Elementwise, args: readonly ArrayLike[], options: UfuncOptions, shape: readonly number[], result: DType): Any {
  const { out, where, ...rest } = options
  const mask = where instanceof NDArray ? where : fromValue(row.name, where as Exclude<ArrayLike, Any>)
  void mask.block
  let target: Any | undefined
  try {
    if (mask.dtype !== 'bool') throw new DTypeError(`${row.name}: where must be bool, not ${mask.dtype}; compare first, for example np.not_equal(where, 0)`)
    const full = broadcastShape(row.name, [shape, mask.shape])
    if (out && !sameShape(full, out.shape)) throw new ShapeError(`${row.name}: out has shape ${shapeText(out.shape)}, the result ${shapeText(full)}`)
    target = out
    if (!target) { target = allocate(row.name, result, full); fill(target, 0) }
    const value = elementwise(row, args, rest)
    assignWhere(row.name, target, value, mask)
    value.dispose()
    return target
  } catch (error) {
    if (target !== out) target?.dispose()
    throw error
  } finally { if (mask !== where) mask.dispose() }
}

/** target = mask ? value : target */
export function assignWhere(op: string, target: Any, value: Any, mask: Any): void {
  const { dtype, shape } = target
  const m = overlaps(mask, target) ? duplicate(op, mask) : mask
  const source = overlaps(value, target) ? duplicate(op, value) : value
  mapKernel(`where_${dtypes[dtype].size}`, shape, [operandOf(m, 'bool', shape), operandOf(source, dtype, shape), operandAs(target, dtype, target.strides), operandAs(target, dtype, target.strides)], 1.5)
  if (m !== mask) m.dispose()
  if (source !== value) source.dispose()
}

/** A dense copy, by default in the same dtype and in C order. */
export function duplicate<D extends DType>(op: string, a: Any, dtype: D = a.dtype as D): NDArray<D> {
  const out = allocate(op, dtype, a.shape)
  copyInto(out, a)
  return out
}

/** Copies (and converts and broadcasts) without checks: the operands are known to fit and not to overlap. */
export function copyInto(out: Any, a: Any): void {
  mapKernel('copy', out.shape, [operandOf(a, out.dtype, out.shape), operandAs(out, out.dtype, out.strides)], dtypes[out.dtype].size / 8)
}

/** Sets every element. */
export function fill(out: Any, value: Scalar): void {
  const address = runtime().job.cells
  writeElement(out.dtype, address, value)
  mapKernel('copy', out.shape, [{ address, dtype: out.dtype, compute: out.dtype, strides: zeros(out.ndim) }, operandAs(out, out.dtype, out.strides)], dtypes[out.dtype].size / 10)
}

/** The argument as an array, and a function that frees it if it was made here. */
export function borrowed(op: string, x: ArrayLike): { array: Any; release(): void } {
  if (x instanceof NDArray) { void x.block; return { array: x, release() {} } }
  const array: Any = fromValue(op, x)
  return { array, release() { array.dispose() } }
}

/** The argument as an array. For use within a scope, which frees an array made here. */
export function arrayOf(op: string, x: ArrayLike): Any { return borrowed(op, x).array }

/**
 * Values that are to become elements of a dtype, as an array (a new one unless they are one). Scalars and lists are weak: they
 * take the dtype at once; arrays and typed arrays have one of their own, which `casting` must let in.
 */
export function incoming(op: string, values: ArrayLike, dtype: DType, casting: Casting = 'same_kind'): Any {
  if (!(values instanceof NDArray) && !isTypedArray(values)) return fromValue(op, values, dtype)
  const { array, release } = borrowed(op, values)
  try { requireCast(op, array.dtype, dtype, casting) } catch (error) { release(); throw error }
  return array
}
