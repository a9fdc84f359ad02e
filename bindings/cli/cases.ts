// What `lanewise profile` can profile: ops by name, the applications of bench/apps, the analysis of a recording, functions of a module.
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as np from '../index.js'
import { LoadError, ValueError } from '../errors.js'
import type { Application } from '../profile/application.js'
import type { Case, Made, Rival } from '../profile/engine.js'
import type { Profile } from '../profile/schema.js'
import { type Rivals, suggestion } from '../profile/op-cases.js'
import { envelopeOf, FRAME, peakOf, steps, type ArrayChannel, type LoopChannel, type Step, type Value } from './analysis.js'
import type { Recording } from './recording.js'

// ---- Applications. ----

const applications = new URL('../../bench/apps/index.mjs', import.meta.url)
/** The applications that come with the package. */
export async function applicationsOf(): Promise<readonly Application[]> {
  return ((await import(applications.href)) as { applications: readonly Application[] }).applications
}

// ---- The analysis of a recording. ----

/** A case for each step of the analysis of a recording. Throws ValueError for one that is too short. */
export function recordingCases(recording: Recording): Case[] {
  const frames = recording.channels[0]!.length
  if (frames < FRAME) throw new ValueError(`${recording.name} has ${frames} samples per channel; the envelope needs ${FRAME} at least. Tile it: --repeat ${Math.ceil(FRAME / frames)}.`)
  return steps.filter(step => step.of === 'channel' || recording.channels.length > 1).map(step => recordingCase(step, recording))
}

// A channel as both sides see it. They start from the same envelope, so that a step that reads it is compared on its own.
interface Subject { readonly label: string; readonly loops: LoopChannel; readonly arrays: ArrayChannel; readonly peak: number; readonly count: number }
function subjectOf(samples: Float32Array, sampleRate: number, label: string): Subject {
  const envelope = envelopeOf(samples)
  return {
    label, loops: { samples, envelope, sampleRate }, arrays: { samples: np.array(samples), envelope: np.array(envelope), sampleRate },
    peak: peakOf(samples), count: samples.length,
  }
}

function recordingCase(step: Step, { channels, sampleRate }: Recording): Case {
  let targets: readonly (readonly [Subject, Subject])[] = []
  return {
    name: step.name, group: 'recording', about: step.about, because: step.because,
    make() {
      const subjects = channels.map((samples, i) => subjectOf(samples, sampleRate, `channel ${i + 1}`)), first = subjects[0]!
      targets = targetsOf(step, subjects)
      const each = (f: (a: Subject, b: Subject) => Value): Record<string, Value> => Object.fromEntries(targets.map(([a, b]) => [labelOf(a, b), f(a, b)]))
      const bytes = targets.length * (step.of === 'pair' ? 2 : 1) * Math.min(first.loops[step.reads].byteLength, 4 * (step.most ?? Infinity))
      return {
        naive: () => each((a, b) => step.naive(a.loops, b.loops)),
        lanewise: () => each((a, b) => step.lanewise(a.arrays, b.arrays)),
        amount: { bytes },
        dispose() { for (const { arrays } of subjects) for (const array of [arrays.samples, arrays.envelope]) array.dispose() },
      }
    },
    compare(expected, actual) {
      for (const [a, b] of targets) {
        const label = labelOf(a, b), [wanted, found] = [expected.get(label)!, actual.get(label)!]
        if (wanted.length !== found.length) return `${label}: ${found.length} values, naive JS has ${wanted.length}`
        for (let i = 0; i < wanted.length; i++) {
          const [x, y] = [Number(wanted[i]), Number(found[i])], allowed = step.within(x, a)
          if (!Object.is(x, y) && !(Math.abs(x - y) <= allowed)) return `${label}: [${i}] is ${y}, naive JS has ${x}; ${allowed} is allowed`
        }
      }
      return undefined
    },
    results: lists => targets.map(([a, b]) => {
      const values = Array.from(lists.get(labelOf(a, b))!, Number)
      return { of: labelOf(a, b), values, text: step.show(values) }
    }),
  }
}

function targetsOf(step: Step, subjects: readonly Subject[]): (readonly [Subject, Subject])[] {
  if (step.of === 'channel') return subjects.map(subject => [subject, subject])
  // every pair of a few channels; of many, neighbours
  const reach = subjects.length <= 8 ? subjects.length : 1
  return subjects.flatMap((a, i) => subjects.slice(i + 1, i + 1 + reach).map((b): readonly [Subject, Subject] => [a, b]))
}
function labelOf(a: Subject, b: Subject): string { return a === b ? a.label : `${a.label} and ${b.label.replace('channel ', '')}`.replace('channel', 'channels') }

// ---- A module of the user's. ----

type Exported = ((library: typeof np) => unknown) | { naive?(library: typeof np): unknown; lanewise(library: typeof np): unknown; rivals?: Record<string, () => unknown>; tolerance?: Case['tolerance']; name?: string }

/**
 * The functions that a module exports, a case each: functions themselves, or `{ naive, lanewise, tolerance, rivals }`. They are handed
 * the library. Throws LoadError for a module that cannot be loaded, ValueError for one that exports no functions.
 */
export async function moduleCases(path: string): Promise<Case[]> {
  const found = await import(pathToFileURL(resolve(path)).href).catch((cause: unknown) => {
    throw new LoadError(`${path} cannot be loaded: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`, { cause })
  }) as Record<string, Exported | undefined>
  const cases = Object.entries(found).flatMap(([key, one]): Case[] => {
    const own = typeof one === 'function' ? { lanewise: one } : one !== null && typeof one === 'object' && typeof one.lanewise === 'function' ? one : undefined
    if (!own) return []
    const made: Made = { ...('naive' in own && own.naive && { naive: () => own.naive!(np) }), lanewise: () => own.lanewise(np), rivals: Object.entries('rivals' in own && own.rivals || {}).map(([name, f]) => rivalOf(name, f)) }
    return [{ name: 'name' in own && typeof own.name === 'string' && typeof one !== 'function' ? own.name : key === 'default' ? basename(path) : key, group: 'own', about: `of ${basename(path)}`, tolerance: ('tolerance' in own && own.tolerance) || { relative: 1e-6, absolute: 1e-6 }, make: () => made }]
  })
  if (cases.length === 0) throw new ValueError(`${path} exports no function to profile; export functions, or objects { naive, lanewise }, each handed the library: export const total = { naive: () => …, lanewise: np => np.sum(…) }`)
  return cases
}
function rivalOf(name: string, f: () => unknown): Rival {
  return { contender: { name, run: f }, values: f }
}

// ---- Other libraries. ----

interface Adapter { readonly missing?: string; readonly version?: string; contender?(c: { op: string; inputs: unknown }): Promise<(Rival['contender'] & Pick<Rival, 'values' | 'dispose'>) | undefined> }
interface Adapters { readonly names: readonly string[]; apart(name: string): Promise<Adapter>; report(): Profile['rivals']; unload(): void }
const adapters = new URL('../../bench/rivals/index.mjs', import.meta.url)

/** Other libraries for ops, each in a process of its own, as far as they are installed; `report` tells versions, or why one is missing. */
export async function rivalsOf(names: readonly string[]): Promise<{ rivals: Rivals; report(): Profile['rivals']; close(): void } | undefined> {
  if (names.length === 0 || !existsSync(adapters)) return undefined
  const { names: known, apart, report, unload } = await import(adapters.href) as Adapters
  for (const name of names) if (!known.includes(name)) throw new ValueError(`there is no rival '${name}'${suggestion(name, known)}`)
  return {
    report, close: unload,
    async rivals(op, inputs) {
      const rivals: Rival[] = []
      for (const name of names) {
        const adapter = await apart(name), contender = await adapter.contender?.({ op, inputs })
        if (contender) rivals.push({ contender, values: () => contender.values(), dispose: () => contender.dispose?.() })
      }
      return { rivals, notes: [] }
    },
  }
}
