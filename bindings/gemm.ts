// Products of matrices. (Stand-in: plain loops, until the kernel is here. The interface stays.)

import { isComplex, type Complex, type DType } from './dtype.js'
import { NDArray, readElement, writeElement } from './ndarray.js'

type Any = NDArray<DType>

/** The dtypes that matrices are multiplied in. */
export const gemmDtypes = ['float32', 'float64', 'complex64', 'complex128', 'int32', 'uint32', 'int64', 'uint64'] as const

/** Options of `multiplyMatrices`. */
export interface GemmOptions {
  /** Factor of the product; default 1. Floats and complex numbers only. */
  readonly alpha?: number | Complex
  /** Factor of what c holds; default 0, which does not read it. */
  readonly beta?: number | Complex
  /** Whether a and b are conjugated. */
  readonly conjugateA?: boolean
  readonly conjugateB?: boolean
}

/**
 * c = alpha · a · b + beta · c for stacks of matrices: a (…, m, k), b (…, k, n), c (…, m, n) with the same leading axes (their
 * strides may be 0 in a and b). One dtype of gemmDtypes, any strides. The caller has checked all that, and that c overlaps
 * neither. m or n of 1 are products with a vector and cost no more than that.
 */
export function multiplyMatrices(op: string, a: Any, b: Any, c: Any, { alpha = 1, beta = 0, conjugateA = false, conjugateB = false }: GemmOptions = {}): void {
  void op
  const axes = c.ndim - 2, m = c.shape[axes]!, n = c.shape[axes + 1]!, k = a.shape[axes + 1]!, complex = isComplex(c.dtype)
  const walk = (axis: number, pa: number, pb: number, pc: number): void => {
    if (axis < axes) {
      for (let i = 0; i < c.shape[axis]!; i++) walk(axis + 1, pa + i * a.strides[axis]!, pb + i * b.strides[axis]!, pc + i * c.strides[axis]!)
      return
    }
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
      const at = pc + i * c.strides[axes]! + j * c.strides[axes + 1]!, place = (p: number): [number, number] => [pa + i * a.strides[axes]! + p * a.strides[axes + 1]!, pb + p * b.strides[axes]! + j * b.strides[axes + 1]!]
      if (complex) {
        const times = (x: Complex, y: Complex): Complex => ({ re: x.re * y.re - x.im * y.im, im: x.re * y.im + x.im * y.re }), full = (x: number | Complex): Complex => typeof x === 'number' ? { re: x, im: 0 } : x
        let sum: Complex = { re: 0, im: 0 }
        if (alpha !== 0) for (let p = 0; p < k; p++) {
          const [x, y] = place(p).map(q => readElement(c.dtype, q) as Complex) as [Complex, Complex], t = times(conjugateA ? { re: x.re, im: -x.im } : x, conjugateB ? { re: y.re, im: -y.im } : y)
          sum = { re: sum.re + t.re, im: sum.im + t.im }
        }
        sum = times(full(alpha), sum)
        if (beta !== 0) { const old = times(full(beta), readElement(c.dtype, at) as Complex); sum = { re: sum.re + old.re, im: sum.im + old.im } }
        writeElement(c.dtype, at, sum)
      } else if (c.dtype === 'int64' || c.dtype === 'uint64') {
        let sum = 0n
        for (let p = 0; p < k; p++) { const [x, y] = place(p); sum += (readElement(c.dtype, x) as bigint) * (readElement(c.dtype, y) as bigint) }
        writeElement(c.dtype, at, c.dtype === 'int64' ? BigInt.asIntN(64, sum) : BigInt.asUintN(64, sum))
      } else {
        let sum = 0
        const float = c.dtype.startsWith('f')
        if (alpha !== 0) for (let p = 0; p < k; p++) {
          const [x, y] = place(p), u = readElement(c.dtype, x) as number, v = readElement(c.dtype, y) as number
          sum = float ? sum + u * v : (sum + Math.imul(u, v)) | 0
        }
        if (float) sum = (alpha as number) * sum + (beta === 0 ? 0 : (beta as number) * (readElement(c.dtype, at) as number))
        writeElement(c.dtype, at, c.dtype === 'uint32' ? sum >>> 0 : sum)
      }
    }
  }
  walk(0, a.address, b.address, c.address)
}
