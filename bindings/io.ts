// .npy and .npz, both ways: npy.ts knows the bytes, this file knows arrays.

import type { ArrayLike } from './asarray.js'
import { dtypes, type DType } from './dtype.js'
import { borrowed, duplicate } from './elementwise.js'
import { DTypeError } from './errors.js'
import { allocate, NDArray } from './ndarray.js'
import { denseStrides } from './shape.js'
import { memoryViews } from './runtime.js'
import { parseNpy, parseNpz, serializeNpy, serializeNpz, type NpyRecord, type NpzLimits } from './npy.js'

type Any = NDArray<DType>

/** An array from the bytes of a .npy file, or an object of arrays by name from those of a .npz; throws FormatError for anything else. */
export function load(bytes: Uint8Array | ArrayBuffer, limits?: NpzLimits): Any | Record<string, Any> {
  if (!(ArrayBuffer.isView(bytes) || Object.prototype.toString.call(bytes) === '[object ArrayBuffer]')) {
    throw new DTypeError('load: give the bytes of the file as a Uint8Array or ArrayBuffer, for example await readFile(path) or await response.arrayBuffer()')
  }
  const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes)
  if (view[0] !== 0x50 || view[1] !== 0x4b) return fromRecord(parseNpy(view))
  const out: Record<string, Any> = Object.create(null) as Record<string, Any>
  try {
    for (const [name, record] of parseNpz(view, limits)) out[name] = fromRecord(record)
  } catch (error) {
    for (const a of Object.values(out)) a.dispose()
    throw error
  }
  return out
}

function fromRecord({ dtype, shape, fortranOrder, data }: NpyRecord): Any {
  const out = allocate('load', dtype, shape)
  memoryViews().uint8.set(data, out.address)
  if (!fortranOrder || shape.length < 2) return out
  const reversed = [...shape].reverse(), strides = denseStrides(reversed, dtypes[dtype].size).reverse()
  const view = out.view(shape, strides, out.address)
  out.dispose()
  return view
}

function toRecord(op: string, a: ArrayLike): NpyRecord {
  const { array, release } = borrowed(op, a)
  try {
    const { ndim } = array
    // A transposed dense array is written in Fortran order, as NumPy does.
    const back = array.view([...array.shape].reverse(), [...array.strides].reverse(), array.address)
    const fortranOrder = !array.dense && back.dense && ndim > 1
    const source = fortranOrder ? back : array
    const dense = source.dense ? source : duplicate(op, source)
    const data = memoryViews().uint8.slice(dense.address, dense.address + dense.nbytes)
    if (dense !== source) dense.dispose()
    back.dispose()
    return { dtype: array.dtype, shape: [...array.shape], fortranOrder, data }
  } finally { release() }
}

/** The bytes of a .npy file. */
export function save(a: ArrayLike): Uint8Array<ArrayBuffer> { return serializeNpy(toRecord('save', a)) }
/** The bytes of an uncompressed .npz file of arrays by name. */
export function savez(arrays: Readonly<Record<string, ArrayLike>>): Uint8Array<ArrayBuffer> { return pack('savez', arrays, false) }
/** The bytes of a compressed .npz file of arrays by name. */
export function savez_compressed(arrays: Readonly<Record<string, ArrayLike>>): Uint8Array<ArrayBuffer> { return pack('savez_compressed', arrays, true) }
function pack(op: string, arrays: Readonly<Record<string, ArrayLike>>, compressed: boolean): Uint8Array<ArrayBuffer> {
  if (arrays === null || typeof arrays !== 'object' || arrays instanceof NDArray) throw new DTypeError(`${op}: give an object of arrays by name, such as { x, y }`)
  return serializeNpz(Object.entries(arrays).map(([name, a]) => [name, toRecord(op, a)] as const), { compressed })
}
