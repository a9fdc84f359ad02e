// The kernel ABI, as written: the twin of assembly/job.ts. A test compares the two layouts.

import { dtypes, type DType } from './dtype.js'

/** Most dimensions of an array. */
export const MAX_NDIM = 64
const HEAD = 72
const OPERANDS = HEAD + MAX_NDIM * 4
const OPERAND = 20 + MAX_NDIM * 4
/** Bytes of a Job. */
export const JOB_SIZE = OPERANDS + 4 * OPERAND

/** Where the Job lies, from the runtime's base: of the memory's owner 0, low memory that the kernels' static data leaves free. */
export const JOB = 1024
/** Cells of 16 bytes for scalar operands, from the base. */
export const SCALARS = 2560
/** First byte of the kernels' static data. */
export const STATIC = 4096

/** Which 32-bit word of a Job is the address of operand k. */
export function addressWord(k: number): number { return (OPERANDS + k * OPERAND) >> 2 }

/** One operand: address of its first element, byte stride per axis, dtype in memory and in the kernel. */
export interface JobOperand { address: number; strides: readonly number[]; dtype: DType; compute: DType }

/** Writes the one Job of a runtime; calls are synchronous, so one is enough. */
export class JobWriter {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array
  readonly #doubles: Float64Array
  /** Where the Job lies. */
  readonly place: number
  /** Where the cells for scalar operands lie. */
  readonly cells: number

  constructor(buffer: ArrayBufferLike, base = 0) {
    this.place = base + JOB
    this.cells = base + SCALARS
    this.#words = new Int32Array(buffer, this.place, JOB_SIZE >> 2)
    this.#bytes = new Uint8Array(buffer, this.place, JOB_SIZE)
    this.#doubles = new Float64Array(buffer, this.place, JOB_SIZE >> 3)
  }

  /** The head: tiles, and how many operands are inputs (or, of a kernel in steps, which step; such a kernel has its flags in byRow). */
  head(ndim: number, inputs: number, operands: number, tileRows: number, tileCols: number, byRow: boolean | number, granule: number): void {
    const w = this.#words
    w[0] = ndim; w[1] = inputs; w[2] = operands; w[3] = tileRows; w[4] = tileCols; w[5] = +byRow; w[6] = granule
  }

  /** Length of one axis. */
  extent(axis: number, n: number): void { this.#words[(HEAD >> 2) + axis] = n }

  /** Address and dtypes of operand k. */
  operand(k: number, address: number, dtype: DType, compute: DType): void {
    const w = this.#words, at = (OPERANDS + k * OPERAND) >> 2, stored = dtypes[dtype], computed = dtypes[compute]
    w[at] = address; w[at + 1] = stored.code; w[at + 2] = computed.code; w[at + 3] = stored.size; w[at + 4] = computed.size
  }

  /** Address of operand k alone. */
  address(k: number, address: number): void { this.#words[addressWord(k)] = address }

  /** Byte stride of operand k along an axis. */
  stride(k: number, axis: number, bytes: number): void { this.#words[((OPERANDS + k * OPERAND + 20) >> 2) + axis] = bytes }

  /** Where a fold leaves its values, and an arg-fold its positions. */
  results(values: number, indices: number): void { this.#words[7] = values; this.#words[8] = indices }

  /** The element that fills up an input's last vector, as bytes; repeated over 16. */
  pad(element: Uint8Array): void {
    for (let i = 0; i < 16; i++) this.#bytes[40 + i] = element[i % element.length]!
  }

  /** Parameters of a kernel. */
  scalars(a: number, b: number): void { this.#doubles[7] = a; this.#doubles[8] = b }
}

/** The shape and operands of a Job of a kernel that walks by strides, as a trace reads it. */
export function readJob(buffer: ArrayBufferLike, place: number): { shape: number[]; operands: JobOperand[] } {
  const w = new Int32Array(buffer, place, JOB_SIZE >> 2), ndim = w[0]!, names = Object.keys(dtypes) as DType[], dtypeOf = (code: number): DType => names.find(name => dtypes[name].code === code)!
  return {
    shape: [...w.subarray(HEAD >> 2, (HEAD >> 2) + ndim)],
    operands: Array.from({ length: w[2]! }, (_, k) => {
      const at = addressWord(k)
      return { address: w[at]! >>> 0, dtype: dtypeOf(w[at + 1]!), compute: dtypeOf(w[at + 2]!), strides: [...w.subarray(at + 5, at + 5 + ndim)] }
    }),
  }
}
