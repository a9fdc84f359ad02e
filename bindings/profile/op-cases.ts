// Cases of single ops: inputs, the plain loop that does the same, and the library's call.

import { array } from '../creation.js'
import { dtypes, type DType } from '../dtype.js'
import { DTypeError, ValueError } from '../errors.js'
import { functionNamed } from '../names.js'
import type { NDArray } from '../ndarray.js'
import { rows } from '../table.js'
import type { Case, Rival } from './engine.js'
import { values } from './inputs.js'
import { naiveLoop } from './naive.js'

/** An input of a case, as rivals make it too. */
export interface Input { readonly dtype: DType; readonly shape: readonly number[]; readonly domain?: readonly [number, number] }
/** Makes what other libraries have for an op, with notes on those that have not. */
export type Rivals = (op: string, inputs: Readonly<Record<string, Input>>) => Promise<{ rivals: Rival[]; notes: string[] }>

interface Special {
  readonly operands: number
  readonly shape?: (size: number) => number[]
  readonly domain?: readonly [number, number]
  readonly amount?: (size: number, itemsize: number) => { bytes: number; flops: number }
  readonly dtype?: (dtype: DType) => DType
  readonly about: string
}
const near: readonly [number, number] = [0.5, 1.5]
// What no row of the table stands for, or rows whose random operands would not do.
const special: Record<string, Special> = {
  sum: { operands: 1, domain: near, about: 'sum of all elements' },
  prod: { operands: 1, domain: [0.9999, 1.0001], about: 'product of all elements' },
  mean: { operands: 1, domain: near, about: 'mean of all elements' },
  var: { operands: 1, domain: near, about: 'variance of all elements' },
  std: { operands: 1, domain: near, about: 'standard deviation of all elements' },
  cumsum: { operands: 1, domain: near, about: 'running sum' },
  cumprod: { operands: 1, domain: [0.9999, 1.0001], about: 'running product' },
  count_nonzero: { operands: 1, domain: [0, 1], about: 'number of elements that are not 0' },
  sort: { operands: 1, about: 'sorted copy' },
  dot: { operands: 2, domain: near, about: 'inner product of two vectors' },
  matmul: { operands: 2, shape: n => [n, n], domain: [-1, 1], about: 'product of two square matrices of so many rows', amount: (n, itemsize) => ({ bytes: 3 * n * n * itemsize, flops: 2 * n ** 3 }) },
  fft: { operands: 1, domain: [-1, 1], dtype: dtype => dtype === 'float64' || dtype === 'complex128' ? 'complex128' : 'complex64', about: 'discrete Fourier transform', amount: (n, itemsize) => ({ bytes: 2 * n * itemsize, flops: 5 * n * Math.log2(n) }) },
}

/** The ops that can be profiled by name. */
export const opNames: readonly string[] = [...new Set([...rows.filter(r => !r.output && !r.exponent).map(r => r.name), ...Object.keys(special)])].sort()

/** What a first look shows of the ops, and what a whole profile does. */
export const fewOps: readonly string[] = ['add', 'exp', 'sin', 'sum', 'sort', 'matmul', 'fft']
export const commonOps: readonly string[] = ['add', 'multiply', 'sqrt', 'exp', 'log', 'sin', 'tanh', 'power', 'greater', 'sum', 'max', 'std', 'cumsum', 'sort', 'matmul', 'fft']

/** The case of an op on so many elements (of matmul, so many rows). Throws for a name that there is not, and a dtype that the op does not take. */
export function opCase(op: string, dtype: DType, size: number, rivals?: Rivals): Case {
  if (!opNames.includes(op)) throw new ValueError(`profile: there is no op '${op}' to profile${suggestion(op, opNames)}`)
  if (!Object.hasOwn(dtypes, dtype)) throw new DTypeError(`profile: there is no dtype '${dtype}'${suggestion(dtype, Object.keys(dtypes))}`)
  if (!Number.isSafeInteger(size) || size < 1) throw new ValueError(`profile: the size of ${op} must be a whole number from 1 on, not ${size}`)
  const row = rows.find(r => r.name === op), how = special[op], own = how?.dtype?.(dtype) ?? dtype
  if (row && !row.on.includes(own) && naiveLoop(op, own) === undefined) throw new DTypeError(`profile: ${op} does not take ${own}; it takes ${row.on.join(', ')}`)
  const operands = how?.operands ?? (row!.kind === 'binary' ? 2 : row!.kind === 'ternary' ? 3 : 1), shape = how?.shape?.(size) ?? [size], domain = how?.domain ?? row?.domain ?? [-100, 100]
  const inputs = Object.fromEntries(['a', 'b', 'c'].slice(0, operands).map(name => [name, { dtype: own, shape, domain }]))
  const single = own === 'float32' || own === 'complex64'
  return {
    name: `${op} ${sizeText(size)} ${own}`, group: 'ops', about: how?.about ?? (row!.kind === 'reduction' ? 'reduction' : 'element by element'), op, dtype: own, size,
    tolerance: dtypes[own].kind === 'f' || dtypes[own].kind === 'c' ? single ? { relative: 1e-4, absolute: 1e-5 } : { relative: 1e-9, absolute: 1e-9 } : { relative: 1e-12 },
    because: `${own} against the float64 of JavaScript`,
    async make() {
      const count = shape.reduce((a, n) => a * n, 1), data = Object.values(inputs).map(({ dtype: d, domain: range }, i) => values(d, count, range, i + 1))
      const loop = naiveLoop(op, own), arrays = data.map(d => array(d, own).reshape(shape))
      const f = functionNamed('profile', op === 'fft' ? 'fft.fft' : op) as unknown as (...operands: NDArray<DType>[]) => unknown
      const others = await rivals?.(op, inputs)
      return {
        ...(loop && { naive: () => loop(...data) }),
        lanewise: () => f(...arrays),
        ...(how?.amount && { amount: how.amount(size, dtypes[own].size) }),
        rivals: others?.rivals ?? [],
        notes: [...loop ? [] : [`there is no plain loop for ${op} of ${own}`], ...others?.notes ?? []],
        dispose() { for (const a of arrays) a.dispose() },
      }
    },
  }
}

/** 1000000 as `1e6`, 4096 as it is. */
function sizeText(size: number): string {
  const power = size.toExponential().replace('+', '')
  return size >= 1000 && power.length < 5 ? power : String(size)
}

/** The names nearest to one that there is not, as the end of a sentence. */
export function suggestion(name: string, names: readonly string[]): string {
  const near = names.map(other => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) - (other.includes(name) && name.length > 2 ? 3 : 0) }))
    .filter(({ far }) => far <= Math.max(2, name.length / 3)).sort((a, b) => a.far - b.far).slice(0, 3).map(({ other }) => `'${other}'`)
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : names.length <= 20 ? `; there are ${names.join(', ')}` : ''
}

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (Damerau and Levenshtein).
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i === 0 ? j : j === 0 ? i : 0))
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + +(a[i - 1] !== b[j - 1]))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1)
    }
  }
  return d[a.length]![b.length]!
}
