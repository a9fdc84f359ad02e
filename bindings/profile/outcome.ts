// What functions give, as lists of numbers that can be compared.

import { DTypeError } from '../errors.js'
import { isPlain, NDArray } from '../ndarray.js'

/** Lists of numbers by name; one without a name for a function that gives one thing. */
export type Lists = Map<string, ArrayLike<number | bigint>>

/** The numbers of an outcome: a number, an array, a typed array, or several by name. Nothing gives no lists. */
export function listsOf(op: string, outcome: unknown, name = '', into: Lists = new Map()): Lists {
  if (outcome === undefined || outcome === null) return into
  if (typeof outcome === 'number' || typeof outcome === 'bigint' || typeof outcome === 'boolean') return into.set(name, [Number(outcome)])
  if (typeof outcome === 'object' && typeof (outcome as { then?: unknown }).then === 'function') {
    Promise.resolve(outcome).catch(() => {})
    throw new DTypeError(`${op} gives a promise; only functions that give their result at once can be timed`)
  }
  if (outcome instanceof NDArray) return into.set(name, outcome.toTypedArray() as ArrayLike<number>)
  if (ArrayBuffer.isView(outcome) && 'length' in outcome) return into.set(name, outcome as unknown as ArrayLike<number>)
  if (Array.isArray(outcome)) {
    if (outcome.every(x => typeof x === 'number' || typeof x === 'boolean')) return into.set(name, outcome.map(Number))
    outcome.forEach((x, i) => listsOf(op, x, `${name}[${i}]`, into))
    return into
  }
  if (isPlain(outcome)) {
    if (Object.keys(outcome).join() === 're,im') return into.set(name, [outcome['re'] as number, outcome['im'] as number])
    for (const [key, x] of Object.entries(outcome)) listsOf(op, x, name ? `${name}.${key}` : key, into)
    return into
  }
  throw new DTypeError(`${op} gives ${typeof outcome === 'object' ? Object.prototype.toString.call(outcome) : `a ${typeof outcome}`}; give numbers, arrays, or a plain object of them, so that ways can be compared`)
}
