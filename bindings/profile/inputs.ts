// Inputs: the same numbers for every contender and every run.

import { dtypes, typedArrayOf, type DType, type TypedArray } from '../dtype.js'

/** Uniform values of a domain (complex: pairs), by a 32-bit generator with a fixed seed (mulberry32). */
export function values(dtype: DType, size: number, [low, high]: readonly [number, number] = [-100, 100], seed = 1): TypedArray {
  const { kind } = dtypes[dtype], out = new (typedArrayOf(dtype) as unknown as new (n: number) => Float64Array)(kind === 'c' ? 2 * size : size), whole = (out as unknown) instanceof BigInt64Array || (out as unknown) instanceof BigUint64Array
  let state = seed * 0x9e3779b9 | 0
  for (let i = 0; i < out.length; i++) {
    state = state + 0x6d2b79f5 | 0
    let t = Math.imul(state ^ state >>> 15, 1 | state)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    const x = low + (high - low) * ((t ^ t >>> 14) >>> 0) / 4294967296
    out[i] = whole ? BigInt(Math.floor(x)) as unknown as number : kind === 'b' ? +(x > (low + high) / 2) : x
  }
  return out
}
