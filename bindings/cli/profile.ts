// The profiler: every step of the analysis as plain loops, on one SIMD thread and on all threads; compared, then timed.
import { setImmediate } from 'node:timers/promises'
import * as np from '../index.js'
import type { NDArray } from '../index.js'
import { LanewiseError, ValueError } from '../errors.js'
import { envelopeOf, FRAME, peakOf, steps, type ArrayChannel, type LoopChannel, type Step, type Value } from './analysis.js'
import { machineFacts, type Machine } from './machine.js'
import { measure, type Timing } from './measure.js'
import type { Recording } from './recording.js'

/** Two ways of computing a step that do not agree. */
export class MismatchError extends LanewiseError { override name = 'MismatchError' }

/** A way of running a step: plain loops, or the library on so many threads. */
export interface Way { readonly name: 'naive' | 'simd' | 'threads'; readonly label: string; readonly threads: number }
/** The time of one way, the bytes it read per second, and its speed-up over the plain loops. */
export interface Cell extends Timing { readonly way: Way['name']; readonly label: string; readonly bytesPerSecond: number; readonly speedup: number }
/** A step's results, by channel or pair of channels, and its times. */
export interface StepProfile {
  readonly name: string
  readonly about: string
  readonly unit: string
  readonly results: readonly { readonly channel: string; readonly values: readonly number[]; readonly text: string }[]
  readonly bytes: number
  readonly cells: readonly Cell[]
}
/** A whole profile: what `--json` prints and the report shows. */
export interface Profile {
  readonly schema: 1
  readonly machine: Machine
  readonly recording: { readonly name: string; readonly sampleRate: number; readonly channels: number; readonly frames: number }
  readonly ways: readonly Way[]
  readonly steps: readonly StepProfile[]
  /** All steps together: the sums of the medians. */
  readonly total: readonly { readonly way: Way['name']; readonly median: number; readonly speedup: number }[]
}

/** How to profile: samples per time, and who is told of what is going on. */
export interface ProfileOptions { readonly runs?: number; readonly listener?: ProfileListener }
/** Is told of a profile's progress. */
export interface ProfileListener {
  /** A step begins. */
  step?(name: string, index: number, of: number): void
  /** So much of the present step is done, of 1. */
  progress?(part: number): void
  /** A step is done. */
  done?(step: StepProfile): void
}

/** Profiles the analysis of a recording; call after `np.init()`. Throws MismatchError before a step is timed whose results differ. */
export async function profile(recording: Recording, { runs, listener }: ProfileOptions = {}): Promise<Profile> {
  const frames = recording.channels[0]!.length
  if (frames < FRAME) {
    throw new ValueError(`${recording.name} has ${frames} samples per channel; the envelope needs ${FRAME} at least. Tile it: --repeat ${Math.ceil(FRAME / frames)}.`)
  }
  const machine = machineFacts()
  const ways = waysFor(machine.threads)
  const subjects = recording.channels.map((samples, i) => subjectOf(samples, recording.sampleRate, `channel ${i + 1}`))
  const planned = steps.filter(step => step.of === 'channel' || subjects.length > 1)
  const results: StepProfile[] = []
  try {
    for (const [index, step] of planned.entries()) {
      listener?.step?.(step.name, index, planned.length)
      await setImmediate()
      results.push(await profileStep(step, subjects, ways, { runs, listener }))
      listener?.done?.(results.at(-1)!)
    }
  } finally {
    np.setThreads(machine.threads)
    for (const { arrays } of subjects) for (const array of [arrays.samples, arrays.envelope]) array.dispose()
  }
  const { name, sampleRate, channels } = recording
  return { schema: 1, machine, recording: { name, sampleRate, channels: channels.length, frames }, ways, steps: results, total: totalOf(ways, results) }
}

function waysFor(threads: number): Way[] {
  const one: Way[] = [{ name: 'naive', label: 'plain loops', threads: 1 }, { name: 'simd', label: 'SIMD 1 thread', threads: 1 }]
  return threads > 1 ? [...one, { name: 'threads', label: `SIMD ${threads} threads`, threads }] : one
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

async function profileStep(step: Step, subjects: readonly Subject[], ways: readonly Way[], { runs, listener }: ProfileOptions): Promise<StepProfile> {
  const targets = targetsOf(step, subjects)
  const expected = targets.map(([a, b]) => listOf(step.naive(a.loops, b.loops)))
  for (const way of ways) {
    if (way.name === 'naive') continue
    np.setThreads(way.threads)
    targets.forEach(([a, b], i) => compare(step, labelOf(a, b), way, expected[i]!, listOf(byArrays(step, a, b)), a))
  }
  let samples = 0
  let total = Infinity
  const timings = await measure(ways.map(way => runner(step, targets, way)), {
    samples: runs,
    onPlan: planned => { total = planned * ways.length },
    onSample: () => listener?.progress?.(Math.min(++samples / total, 1)),
  })
  const bytes = targets.length * (step.of === 'pair' ? 2 : 1) * Math.min(subjects[0]!.loops[step.reads].byteLength, 4 * (step.most ?? Infinity))
  const { name, about, unit } = step
  return {
    name, about, unit, bytes,
    results: targets.map(([a, b], i) => ({ channel: labelOf(a, b), values: expected[i]!, text: step.show(expected[i]!) })),
    cells: timings.map((timing, i) => ({
      way: ways[i]!.name, label: ways[i]!.label, ...timing, bytesPerSecond: bytes / timing.median, speedup: timings[0]!.median / timing.median,
    })),
  }
}

type Target = readonly [Subject, Subject]
function targetsOf(step: Step, subjects: readonly Subject[]): Target[] {
  if (step.of === 'channel') return subjects.map(subject => [subject, subject])
  // every pair of a few channels; of many, neighbours
  const reach = subjects.length <= 8 ? subjects.length : 1
  return subjects.flatMap((a, i) => subjects.slice(i + 1, i + 1 + reach).map((b): Target => [a, b]))
}

function runner(step: Step, targets: readonly Target[], way: Way): () => void {
  if (way.name === 'naive') return () => { for (const [a, b] of targets) step.naive(a.loops, b.loops) }
  return () => {
    np.setThreads(way.threads)
    for (const [a, b] of targets) {
      const value = byArrays(step, a, b)
      if (isArray(value)) value.dispose()
    }
  }
}

function byArrays(step: Step, a: Subject, b: Subject): Value { return np.scope(() => step.lanewise(a.arrays, b.arrays)) }

function compare(step: Step, label: string, way: Way, expected: readonly number[], actual: readonly number[], { peak, count }: Subject): void {
  const tell = (what: string): never => { throw new MismatchError(`${step.name}, ${label}: ${what}.`) }
  if (actual.length !== expected.length) tell(`plain loops give ${expected.length} values, ${way.label} gives ${actual.length}`)
  for (const [i, value] of expected.entries()) {
    const other = actual[i]!
    const allowed = step.within(value, { peak, count })
    if (Object.is(value, other) || Math.abs(value - other) <= allowed) continue
    const which = expected.length > 1 ? `value ${i} of ${expected.length}: ` : ''
    tell(`${which}plain loops give ${value}, ${way.label} gives ${other}; they may differ by ${allowed} (${step.because})`)
  }
}

// Gives back the array's memory.
function listOf(value: Value): number[] {
  if (typeof value === 'number') return [value]
  if (!isArray(value)) return Array.from(value)
  const list = Array.from(value.toTypedArray() as ArrayLike<number>)
  value.dispose()
  return list
}
function isArray(value: Value): value is NDArray { return typeof value === 'object' && 'dispose' in value }
function labelOf(a: Subject, b: Subject): string { return a === b ? a.label : `${a.label} and ${b.label.replace('channel ', '')}`.replace('channel', 'channels') }

function totalOf(ways: readonly Way[], results: readonly StepProfile[]): Profile['total'] {
  const medians = ways.map((_, way) => results.reduce((sum, { cells }) => sum + cells[way]!.median, 0))
  return ways.map(({ name }, i) => ({ way: name, median: medians[i]!, speedup: medians[0]! / medians[i]! }))
}
