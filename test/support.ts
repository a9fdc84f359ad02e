// What several tests share: values as bytes, and NumPy's values from the fixtures.

import * as np from '../dist/index.js'
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
  return error instanceof Error && /^(Lanewise|Shape|DType|Axis|Index|Value|Disposed|OutOfMemory|Load|NotReady|Format|Kernel|Unsupported)Error$/.test(error.name)
}

/** An array in a fixture of test/oracle/sorting.py: dtype, shape, elements in hexadecimal. */
export interface Coded { d: np.DType; s: number[]; h: string }
/** A call that NumPy was asked: function, arguments, options, and what came out. */
export type Asked = [name: string, args: unknown[], options: Record<string, unknown>, result: unknown]
const isCoded = (x: unknown): x is Coded => x !== null && typeof x === 'object' && 'h' in x

/** A value of a fixture with its arrays made. */
export function decoded(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(decoded)
  if (x === 'NaN' || x === 'Infinity' || x === '-Infinity') return Number(x)
  if (!isCoded(x)) return x
  const bytes = Buffer.from(x.h, 'hex'), out = np.empty(x.s, x.d) as Any, to = out.data
  new Uint8Array(to.buffer, to.byteOffset, to.byteLength).set(bytes)
  return out
}

/** Where a result differs from a fixture's, in words. Zeros are equal, all NaN are alike; floats may be off by `ulp` units of the greater of value (or largest value) and 1e-300. */
export function differs(got: unknown, expected: unknown, ulp = 0, ofLargest = false): string | undefined {
  if (Array.isArray(expected)) {
    const list = Array.isArray(got) ? got : Object.values(got as object)
    if (list.length !== expected.length) return `${list.length} results, not ${expected.length}`
    for (const [i, e] of expected.entries()) { const d = differs(list[i], e, ulp, ofLargest); if (d !== undefined) return `[${i}]: ${d}` }
    return undefined
  }
  if (!isCoded(expected)) return Object.is(got, expected) ? undefined : `${String(got)}, not ${String(expected)}`
  const e = decoded(expected) as Any
  const scalar = !(got instanceof np.NDArray), g = scalar ? np.array(got as number, e.dtype) as Any : got as Any
  try {
    if (g.dtype !== e.dtype || g.shape.join() !== e.shape.join()) return `${g.dtype} (${g.shape.join()}), not ${e.dtype} (${e.shape.join()})`
    const x = g.toTypedArray(), y = e.toTypedArray(), eps = g.dtype === 'float32' || g.dtype === 'complex64' ? 2 ** -23 : 2 ** -52
    const largest = ofLargest ? Math.max(0, ...Array.from(y as Float64Array, v => Number.isFinite(v) ? Math.abs(v) : 0)) : 0
    for (let i = 0; i < y.length; i++) {
      const a = x[i]!, b = y[i]!
      if (a === b || a !== a && b !== b) continue
      if (ulp > 0 && typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= ulp * eps * Math.max(Math.abs(b), largest, 1e-300)) continue
      return `element ${i} is ${String(a)}, not ${String(b)}: ${[...x].slice(0, 40).join()} for ${[...y].slice(0, 40).join()}`
    }
    return undefined
  } finally { e.dispose(); if (scalar) g.dispose() }
}

// An export, also one of a namespace: 'linalg.multi_dot'.
function exported(name: string, home: object): (...args: unknown[]) => unknown {
  return name.split('.').reduce((o: unknown, part) => (o as Record<string, unknown>)[part], home) as (...args: unknown[]) => unknown
}

/** Makes NumPy's calls: what came out otherwise, case by case. A case that NumPy refuses must be refused by a named error. */
export function asNumPy(cases: readonly Asked[], ulp: (name: string) => number = () => 0, ofLargest = false, home: object = np): string[] {
  const problems: string[] = []
  for (const [name, args, options, expected] of cases) np.scope(() => {
    const what = `${name}(${args.map(x => isCoded(x) ? `${x.d} (${x.s.join()})` : JSON.stringify(x)).join(', ')}, ${JSON.stringify(options)})`
    const refused = expected !== null && typeof expected === 'object' && 'error' in expected
    const made = args.map(decoded), given = Object.keys(options).length > 0 ? [Object.fromEntries(Object.entries(options).map(([k, v]) => [k, decoded(v)]))] : []
    let result: unknown
    try { result = exported(name, home)(...made, ...given) } catch (error) {
      if (!refused || !named(error)) problems.push(`${what}: ${String(error)}`)
      return
    }
    const d = refused ? `accepted, but NumPy: ${String(expected.error)}` : differs(result, expected, ulp(name), ofLargest)
    if (d !== undefined) problems.push(`${what}: ${d}`)
  })
  return problems
}
