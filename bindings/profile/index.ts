// What `np.profile` and `np.explain` do: loaded when one of them is called first.

import type { DType } from '../dtype.js'
import { DTypeError, shown, ValueError } from '../errors.js'
import { functionNamed } from '../names.js'
import type { Tolerance } from './comparison.js'
import { type Case, engineOn, profileCases, quick, usual } from './engine.js'
import { opCase, suggestion } from './op-cases.js'
import { requireRounds } from './sampling.js'
import type { CaseProfile, Profile, Verdict } from './schema.js'
import { bytes, plural, seconds, times } from './units.js'

/** Options of `np.profile`. */
export interface ProfileOptions {
  /** What the function is called in the profile; default: its own name. */
  name?: string
  /** The same computation as plain loops, which gives the same result; ops have one of their own. */
  naive?: () => unknown
  /** The same by other means, by name. */
  rivals?: Record<string, () => unknown>
  /** How far results may lie apart: relative to each element, and as a share of the largest. Default: 1e-6 each. */
  tolerance?: Tolerance
  /** Turns of each way; default 21, or 7 with `quick`. */
  rounds?: number
  /** A first look, in about a second. */
  quick?: boolean
  /** Of an op: its dtype (default float32) and elements (default 1e6; of matmul, rows: 512). */
  dtype?: DType
  size?: number
  /** Ends the profile between two turns. */
  signal?: AbortSignal
  /** Is told of the share that is done, from 0 to 1. */
  onProgress?: (done: number) => void
}
const optionNames: Record<keyof ProfileOptions, true> = { name: true, naive: true, rivals: true, tolerance: true, rounds: true, quick: true, dtype: true, size: true, signal: true, onProgress: true }

export async function profile(subject: string | (() => unknown), options: ProfileOptions = {}): Promise<Profile> {
  const { name, naive, rivals = {}, tolerance = { relative: 1e-6, absolute: 1e-6 }, rounds, dtype = 'float32', size, signal, onProgress } = options
  for (const key of Object.keys(options)) if (!Object.hasOwn(optionNames, key)) throw new ValueError(`profile: there is no option '${key}'${suggestion(key, Object.keys(optionNames))}`)
  if (typeof subject !== 'function' && typeof subject !== 'string') throw new DTypeError(`profile: give a function or the name of an op, not ${shown(subject)}`)
  for (const [key, f] of Object.entries({ naive, onProgress, ...rivals })) if (f !== undefined && typeof f !== 'function') throw new DTypeError(`profile: ${key} must be a function, not ${shown(f)}`)
  if (rounds !== undefined) requireRounds('profile', rounds)
  const thoroughness = { ...options.quick ? quick : usual, ...rounds !== undefined && { rounds } }
  const own: Case = typeof subject === 'string' ? opCase(subject, dtype, size ?? defaultSize(subject)) : {
    name: name ?? (subject.name || 'function'), group: 'own', about: 'a function', tolerance,
    make: () => ({
      ...(naive && { naive }), lanewise: subject,
      rivals: Object.entries(rivals).map(([rival, f]) => ({ contender: { name: rival, run: f }, values: f })),
    }),
  }
  let passed = 0, passes = 1
  const engine = engineOn({ thoroughness, signal, listener: { case(_, index, of) { passed = index; passes = of }, progress: part => onProgress?.((passed + part) / passes) } })
  return profileCases([own], engine, { failures: false })
}

/** Elements of an op when nobody says how many. */
export function defaultSize(op: string): number { return op === 'matmul' ? 512 : op === 'fft' ? 65536 : 1e6 }

/** What `np.explain` gives; as text, a few sentences. */
export interface Explanation extends Pick<CaseProfile, 'cells' | 'work'> { readonly verdict: Verdict; toString(): string }

export async function explain(op: string | ((...args: never[]) => unknown), ...args: unknown[]): Promise<Explanation> {
  const found = typeof op === 'string' ? named(op) : op
  if (typeof found !== 'function') throw new DTypeError(`explain: give the name of an op or a function, not ${shown(op)}`)
  const name = typeof op === 'string' ? op : op.name || 'function', call = found as (...args: unknown[]) => unknown
  const engine = engineOn({ thoroughness: quick })
  const { cases: [one] } = await profileCases([{ name, group: 'own', about: 'a call', make: () => ({ lanewise: () => call(...args) }) }], engine, { failures: false })
  const { cells, work, verdict } = one!
  return { cells, work: work!, verdict: verdict!, toString: () => sentences(one!) }
}

function named(name: string): (...args: never[]) => unknown {
  const found = functionNamed('explain', name)
  if (typeof found === 'function') return found
  throw new ValueError(`explain: there is no op '${name}'${suggestion(name.split('.').at(-1)!, found)}`)
}

function sentences({ name, cells, work, verdict }: CaseProfile): string {
  const [one, all] = [cells[0]!, cells.at(-1)!], { kernels, shared, bytes: moved, copied, path, top } = work!, { text, advice } = verdict!
  return [
    `${name}: ${seconds(one.time.median)} on one thread${all === one ? '' : `, ${seconds(all.time.median)} on ${all.threads} (${times(all.speedup.median)})`}`,
    `${plural(kernels, 'kernel')}${kernels > 0 ? ` (${top.map(t => t.kernel).join(', ')})` : ''}, ${shared} shared among threads; operands ${path}, ${bytes(moved)} read and written, ${bytes(copied)} copied from or to JavaScript`,
    `${text[0]!.toUpperCase()}${text.slice(1)}`, advice,
  ].join('. ')
}
