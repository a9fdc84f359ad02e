// Results are compared before anything is timed.

import { LanewiseError } from '../errors.js'

/** Ways of computing the same that do not agree. */
export class MismatchError extends LanewiseError { override name = 'MismatchError' }

/** How far results may lie apart: relative to each element, and as a share of the largest one. */
export interface Tolerance { readonly relative?: number; readonly absolute?: number }

/** The first place where two results differ by more than the tolerance, in words; undefined if they agree. */
export function difference(expected: ArrayLike<number | bigint>, actual: ArrayLike<number | bigint>, { relative = 0, absolute = 0 }: Tolerance, who = 'the first way'): string | undefined {
  if (expected.length !== actual.length) return `${actual.length} values, ${who} has ${expected.length}`
  let scale = 0
  for (let i = 0; i < expected.length; i++) {
    const x = Math.abs(Number(expected[i]))
    if (x > scale && x !== Infinity) scale = x
  }
  for (let i = 0; i < expected.length; i++) {
    const x = Number(expected[i]), y = Number(actual[i])
    if (Object.is(x, y) || x === y) continue
    const error = Math.abs(x - y), allowed = relative * Math.abs(x) + absolute * scale
    if (!(error <= allowed)) return `[${i}] is ${y}, ${who} has ${x}: they differ by ${error.toPrecision(3)}, ${allowed.toPrecision(3)} is allowed`
  }
  return undefined
}
