// Inputs: the same numbers for every contender and every run.

import { dtypes, typedArrayOf } from '../../dist/dtype.js'

/** The typed array of a dtype (complex: pairs). */
export const typedArrays = Object.fromEntries(Object.keys(dtypes).map(d => [d, typedArrayOf(d)]))
export const sizeOf = shape => shape.reduce((a, n) => a * n, 1)

/** Uniform values of a domain, by a 32-bit generator with a fixed seed (mulberry32). */
export function values(dtype, size, [low, high] = [-100, 100], seed = 1) {
  const { kind } = dtypes[dtype], out = new typedArrays[dtype](kind === 'c' ? 2 * size : size), whole = out instanceof BigInt64Array || out instanceof BigUint64Array
  let state = seed * 0x9e3779b9 | 0
  for (let i = 0; i < out.length; i++) {
    state = state + 0x6d2b79f5 | 0
    let t = Math.imul(state ^ state >>> 15, 1 | state)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    const x = low + (high - low) * ((t ^ t >>> 14) >>> 0) / 4294967296
    out[i] = whole ? BigInt(Math.floor(x)) : kind === 'b' ? +(x > (low + high) / 2) : x
  }
  return out
}

/** Typed arrays for a case's inputs: { name: { dtype, shape, domain, sorted } }. */
export function makeInputs(inputs) {
  return Object.entries(inputs).map(([name, { dtype, shape, domain, view, sorted }], i) => {
    const data = values(dtype, sizeOf(shape), domain, i + 1)
    return { name, dtype, shape, view, data: sorted ? data.sort() : data }
  })
}
