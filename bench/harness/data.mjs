// Inputs: the same numbers for every contender and every run.

import { dtypes, typedArrayOf } from '../../dist/dtype.js'
import { values } from '../../dist/profile/inputs.js'

/** The typed array of a dtype (complex: pairs). */
export const typedArrays = Object.fromEntries(Object.keys(dtypes).map(d => [d, typedArrayOf(d)]))
export const sizeOf = shape => shape.reduce((a, n) => a * n, 1)

/** Typed arrays for a case's inputs: { name: { dtype, shape, domain, sorted } }. */
export function makeInputs(inputs) {
  return Object.entries(inputs).map(([name, { dtype, shape, domain, view, sorted }], i) => {
    const data = values(dtype, sizeOf(shape), domain, i + 1)
    return { name, dtype, shape, view, data: sorted ? data.sort() : data }
  })
}
