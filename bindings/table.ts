// The two lists that the rows of ops.ts write themselves into: the rows, and the wasm exports that they need.

import { dtypes, type DType } from './dtype.js'
import type { Rule } from './promotion.js'

/** How a kernel walks: the generic of assembly/loops.ts. */
export type LoopName = 'map' | 'map1' | 'map2' | 'map3' | 'mapParts' | 'mapWith' | 'mapPair' | 'test1' | 'test2' | 'fold1' | 'fold2' | 'foldWide' | 'argfold' | 'scan' | 'choose'
/** One wasm export: its name, the loop, the op's class and the dtype. */
export interface KernelEntry { readonly name: string; readonly loop: LoopName; readonly op: string; readonly dtype: DType }
/** A row of the table, for the build, the docs, the tests and the benchmarks. */
export interface Row {
  readonly name: string
  readonly kind: 'unary' | 'binary' | 'ternary' | 'reduction' | 'arg-reduction' | 'scan'
  readonly on: readonly DType[]
  readonly rule: Rule
  /** Largest error in units of the last place, float32 and float64; 0 for ops that round once at most half a unit. */
  readonly ulp: readonly [number, number]
  /** Values of operands that make sense for tests and benchmarks. */
  readonly domain: readonly [number, number]
  /** The second operand is an integer that has no say in the dtype. */
  readonly exponent?: boolean | undefined
  /** Of one output of a function with several: the function, and which of its outputs. */
  readonly output?: { readonly of: string; readonly index: number } | undefined
}
/** Every kernel that the table asks for. */
export const kernelEntries: KernelEntry[] = []
/** Integers that are summed straight into 64 bits, without a conversion first. */
export const wideSums = ['bool', 'int8', 'int16', 'int32', 'uint8', 'uint16', 'uint32'] as const
/** Every row of the table. */
export const rows: Row[] = []

/** The name of a kernel. */
export function kernelName(op: string, dtype: DType, form = ''): string { return `${op}${form}_${dtypes[dtype].kernel}` }

/** Asks for a kernel. */
export function entry(op: string, form: string, loop: LoopName, dtype: DType, cls = op): void {
  kernelEntries.push({ name: kernelName(op, dtype, form), loop, op: cls, dtype })
}
