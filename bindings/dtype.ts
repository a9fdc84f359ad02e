// THE dtypes: one row each. Types, sizes, codes and kernels' names all come from these rows.

/** A complex number as a plain object. */
export interface Complex { readonly re: number; readonly im: number }

interface Row { readonly code: number; readonly kind: Kind; readonly size: number; readonly char: string; readonly kernel: string; readonly component: string; readonly npy: string }
/** b boolean, i signed, u unsigned, f floating, c complex: NumPy's `dtype.kind`. */
export type Kind = 'b' | 'i' | 'u' | 'f' | 'c'

// `char` is NumPy's letter; `kernel` the suffix of a kernel's name; `component` the AssemblyScript type of one component; `npy` NumPy's type string.
const rows = {
  bool:       { code: 0,  kind: 'b', size: 1,  char: '?', kernel: 'bool', component: 'u8',  npy: '|b1' },
  int8:       { code: 1,  kind: 'i', size: 1,  char: 'b', kernel: 'i8',   component: 'i8',  npy: '|i1' },
  int16:      { code: 2,  kind: 'i', size: 2,  char: 'h', kernel: 'i16',  component: 'i16', npy: '<i2' },
  int32:      { code: 3,  kind: 'i', size: 4,  char: 'i', kernel: 'i32',  component: 'i32', npy: '<i4' },
  int64:      { code: 4,  kind: 'i', size: 8,  char: 'l', kernel: 'i64',  component: 'i64', npy: '<i8' },
  uint8:      { code: 5,  kind: 'u', size: 1,  char: 'B', kernel: 'u8',   component: 'u8',  npy: '|u1' },
  uint16:     { code: 6,  kind: 'u', size: 2,  char: 'H', kernel: 'u16',  component: 'u16', npy: '<u2' },
  uint32:     { code: 7,  kind: 'u', size: 4,  char: 'I', kernel: 'u32',  component: 'u32', npy: '<u4' },
  uint64:     { code: 8,  kind: 'u', size: 8,  char: 'L', kernel: 'u64',  component: 'u64', npy: '<u8' },
  float32:    { code: 9,  kind: 'f', size: 4,  char: 'f', kernel: 'f32',  component: 'f32', npy: '<f4' },
  float64:    { code: 10, kind: 'f', size: 8,  char: 'd', kernel: 'f64',  component: 'f64', npy: '<f8' },
  complex64:  { code: 11, kind: 'c', size: 8,  char: 'F', kernel: 'c64',  component: 'f32', npy: '<c8' },
  complex128: { code: 12, kind: 'c', size: 16, char: 'D', kernel: 'c128', component: 'f64', npy: '<c16' },
} as const satisfies Record<string, Row>

type Rows = typeof rows
/** Name of a dtype, as NumPy spells it. */
export type DType = keyof Rows
/** The dtypes of some kinds: `OfKind<'i' | 'u'>` is every integer. */
export type OfKind<K extends Kind> = { [D in DType]: Rows[D]['kind'] extends K ? D : never }[DType]

/** The code of a dtype: its place in the table of promotion, and its number in assembly/convert.ts. */
export type CodeOf<D extends DType> = Rows[D]['code']

/** The facts of every dtype, by name. */
export const dtypes: { readonly [D in DType]: Row } = rows
/** Every dtype, in order of its code. */
export const dtypeNames = Object.keys(rows) as DType[]

/** The JavaScript value of one element. */
export type Element<D extends DType> =
  D extends 'bool' ? boolean : D extends 'int64' | 'uint64' ? bigint : D extends 'complex64' | 'complex128' ? Complex : number

interface Arrays {
  bool: Uint8Array; int8: Int8Array; int16: Int16Array; int32: Int32Array; int64: BigInt64Array
  uint8: Uint8Array; uint16: Uint16Array; uint32: Uint32Array; uint64: BigUint64Array
  float32: Float32Array; float64: Float64Array; complex64: Float32Array; complex128: Float64Array
}
/** The typed array that holds elements of D (bool as 0 and 1 bytes; complex as interleaved re, im). */
export type TypedArrayOf<D extends DType> = Arrays[D]
/** Any typed array that an NDArray can be made of or turned into. */
export type TypedArray = Arrays[DType] | Uint8ClampedArray

type TypedArrayConstructor<D extends DType> = {
  new (length: number): TypedArrayOf<D>
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArrayOf<D>
  readonly BYTES_PER_ELEMENT: number
}
const constructors: { readonly [D in DType]: TypedArrayConstructor<D> } = {
  bool: Uint8Array, int8: Int8Array, int16: Int16Array, int32: Int32Array, int64: BigInt64Array,
  uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, uint64: BigUint64Array,
  float32: Float32Array, float64: Float64Array, complex64: Float32Array, complex128: Float64Array,
} as never

/** The typed-array constructor for elements of D. */
export function typedArrayOf<D extends DType>(dtype: D): TypedArrayConstructor<D> { return constructors[dtype] }

/** The dtype of a typed array's elements. */
export function dtypeOfTypedArray(array: TypedArray): DType {
  return byTag[Object.prototype.toString.call(array).slice(8, -1)] as DType
}
const byTag: Record<string, DType> = {
  Int8Array: 'int8', Int16Array: 'int16', Int32Array: 'int32', BigInt64Array: 'int64', Uint8Array: 'uint8', Uint8ClampedArray: 'uint8',
  Uint16Array: 'uint16', Uint32Array: 'uint32', BigUint64Array: 'uint64', Float32Array: 'float32', Float64Array: 'float64',
}

/** True for complex64 and complex128. */
export function isComplex(dtype: DType): boolean { return rows[dtype].kind === 'c' }

/** Typed views of one memory, one per element type. */
export interface Views {
  readonly int8: Int8Array; readonly int16: Int16Array; readonly int32: Int32Array; readonly int64: BigInt64Array
  readonly uint8: Uint8Array; readonly uint16: Uint16Array; readonly uint32: Uint32Array; readonly uint64: BigUint64Array
  readonly float32: Float32Array; readonly float64: Float64Array
}

/** The JavaScript value of the element at an address. */
export function getElement(dtype: DType, views: Views, address: number): Element<DType> {
  switch (dtype) {
    case 'bool': return views.uint8[address] !== 0
    case 'int8': return views.int8[address]!
    case 'uint8': return views.uint8[address]!
    case 'int16': return views.int16[address >>> 1]!
    case 'uint16': return views.uint16[address >>> 1]!
    case 'int32': return views.int32[address >>> 2]!
    case 'uint32': return views.uint32[address >>> 2]!
    case 'int64': return views.int64[address / 8]!
    case 'uint64': return views.uint64[address / 8]!
    case 'float32': return views.float32[address >>> 2]!
    case 'float64': return views.float64[address / 8]!
    case 'complex64': return { re: views.float32[address >>> 2]!, im: views.float32[(address >>> 2) + 1]! }
    case 'complex128': return { re: views.float64[address / 8]!, im: views.float64[address / 8 + 1]! }
  }
}

/** Writes a JavaScript value as an element; numbers are converted as NumPy's casts do. */
export function putElement(dtype: DType, views: Views, address: number, value: number | bigint | boolean | Complex): void {
  const real = typeof value === 'object' ? value.re : value, im = typeof value === 'object' ? value.im : 0
  switch (dtype) {
    case 'bool': views.uint8[address] = (typeof value === 'object' ? value.re !== 0 || value.im !== 0 : typeof value === 'number' ? value !== 0 : Boolean(value)) ? 1 : 0; return
    case 'int64': views.int64[address / 8] = toBig(real); return
    case 'uint64': views.uint64[address / 8] = toBig(real); return
    case 'int8': views.int8[address] = Number(real); return
    case 'uint8': views.uint8[address] = Number(real); return
    case 'int16': views.int16[address >>> 1] = Number(real); return
    case 'uint16': views.uint16[address >>> 1] = Number(real); return
    case 'int32': views.int32[address >>> 2] = Number(real); return
    case 'uint32': views.uint32[address >>> 2] = Number(real); return
    case 'float32': views.float32[address >>> 2] = Number(real); return
    case 'float64': views.float64[address / 8] = Number(real); return
    case 'complex64': views.float32[address >>> 2] = Number(real); views.float32[(address >>> 2) + 1] = im; return
    case 'complex128': views.float64[address / 8] = Number(real); views.float64[address / 8 + 1] = im
  }
}
function toBig(x: number | bigint | boolean): bigint {
  return typeof x === 'number' ? (Number.isFinite(x) ? BigInt(Math.trunc(x)) : 0n) : BigInt(x)
}
