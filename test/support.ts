// What several tests share: values as bytes, and NumPy's values from the fixtures.

import type * as np from '../dist/index.js'
import { readFileSync } from 'node:fs'

/** Any array. */
export type Any = np.NDArray<np.DType>
/** Every dtype, in the order of bindings/dtype.ts. */
export const dtypes = ['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float32', 'float64', 'complex64', 'complex128'] as const satisfies np.DType[]

/** A fixture of test/oracle/. */
export function fixture<T>(name: string): T { return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as T }

/** The elements in C order as bytes, in hexadecimal. */
export function hex(a: Any): string {
  const t = a.toTypedArray()
  return Buffer.from(t.buffer, t.byteOffset, t.byteLength).toString('hex')
}

/** Runs f and gives the error that it throws. */
export function thrown(f: () => unknown): Error {
  try { f() } catch (error) { return error as Error }
  throw new Error('nothing was thrown')
}

/** Whether an error is the package's own; by name, as Jest's module registry may hold the class twice. */
export function named(error: unknown): boolean {
  return error instanceof Error && /^(Lanewise|Shape|DType|Axis|Index|Value|Disposed|OutOfMemory|NotReady|Format|Kernel|Unsupported)Error$/.test(error.name)
}
