// What the table, the report and the page say alike of a profile: its groups, the best of the library's ways, rates and verdicts in words.
import { bytes, bytesPerSecond, count, flopsPerSecond, percent, plural, seconds } from './units.js'
import type { CaseProfile, Cell, Crossover, Estimate, Profile, VerdictKind } from './schema.js'

/** The cases of one group that were profiled, and the labels of their ways; first the one that speed-ups refer to: plain loops, if any case has them. */
export interface Group { readonly name: CaseProfile['group']; readonly title: string; readonly cases: readonly CaseProfile[]; readonly labels: readonly string[] }

const titles: Readonly<Record<CaseProfile['group'], string>> = { ops: 'Ops', applications: 'Applications', recording: 'Recording', own: 'Your functions' }

/** The groups that have cases with times, in the order in which the cases come. */
export function groupsOf({ cases, recording }: Profile): Group[] {
  const timed = cases.filter(({ cells }) => cells.length > 0)
  return [...new Set(timed.map(({ group }) => group))].map(name => {
    const own = timed.filter(({ group }) => group === name)
    const cells = own.flatMap(one => one.cells), first = cells.filter(({ way }) => way === 'naive')
    return { name, title: name === 'recording' && recording ? `Analysis of ${recording.name}` : titles[name], cases: own, labels: [...new Set([...first, ...cells].map(({ label }) => label))] }
  })
}

/** What was recorded, in a line. */
export function recordingText({ name, channels, frames, sampleRate }: NonNullable<Profile['recording']>): string {
  return `${name}: ${count(frames)} samples × ${plural(channels, 'channel')}, ${count(sampleRate)} Hz, ${(frames / sampleRate).toFixed(2)} s`
}

/** A case's way by its label. */
export function cellOf({ cells }: CaseProfile, label: string): Cell | undefined { return cells.find(cell => cell.label === label) }

/** How many times as fast a case's way is as the first of its group; nothing for that one, and for cases that do not have it. */
export function speedupOf({ labels }: Group, { cells }: CaseProfile, label: string): Estimate | undefined {
  return label !== labels[0] && cells[0]?.label === labels[0] ? cells.find(cell => cell.label === label)?.speedup : undefined
}

/** The fastest of the library's ways. */
export function bestCell({ cells }: CaseProfile): Cell | undefined {
  return cells.filter(({ way }) => way === 'simd' || way === 'threads').reduce<Cell | undefined>((best, cell) => best && best.time.median <= cell.time.median ? best : cell, undefined)
}

/** A group's way over all cases that have it: the geometric mean of the speed-ups; of a recording's steps, which belong together, the sum of the times. */
export interface Summary { readonly label: string; readonly way: Cell['way']; readonly cases: number; readonly speedup: number; readonly seconds: number }

/** The summary of each way of a group but the first, where there are speed-ups. */
export function summaryOf(group: Group): Summary[] {
  const { name, cases, labels } = group, first = labels[0]!
  const sum = (label: string): number => cases.reduce((total, one) => total + (cellOf(one, label)?.time.median ?? NaN), 0)
  return labels.slice(1).flatMap(label => {
    const speedups = cases.flatMap(one => speedupOf(group, one, label)?.median ?? []), [one] = cases.flatMap(c => cellOf(c, label) ?? [])
    const mean = Math.exp(speedups.reduce((total, speedup) => total + Math.log(speedup), 0) / speedups.length)
    return speedups.length > 0 ? [{ label, way: one!.way, cases: speedups.length, speedup: name === 'recording' ? sum(first) / sum(label) : mean, seconds: sum(label) }] : []
  })
}

/** How near a way comes to what the machine can do: by its memory, or by its arithmetic if that is nearer. Empty where neither is known. */
export function rateText({ bytesPerSecond: moved, flopsPerSecond: computed, ofMemory, ofPeak }: Cell): string {
  if (computed > 0 && (ofPeak > ofMemory || moved === 0)) return flopsPerSecond(computed)
  return moved > 0 ? bytesPerSecond(moved) : ''
}
/** The share of that limit: `72 % of memory`, `40 % of peak`. */
export function limitText({ ofMemory, ofPeak }: Cell): string {
  if (ofPeak > ofMemory) return `${percent(ofPeak)} of peak`
  return ofMemory > 0 ? `${percent(ofMemory)} of memory` : ''
}

/** A verdict in a word or two: what holds a case back. */
export const verdictWords: Readonly<Record<VerdictKind, string>> = {
  'small': 'small calls', 'memory': 'memory', 'arithmetic': 'arithmetic', 'copies': 'copies', 'strided': 'strides', 'converted': 'conversion',
  'serial': 'serial part', 'script': 'JavaScript', 'one-thread': 'one thread', 'not-isolated': 'no isolation',
}

/** Something said of several cases. */
export interface Said { readonly names: readonly string[]; readonly text: string }

/** The verdicts of some cases with what to do about them: each said once with the names of its cases, without the figures in which they differ. */
export function verdictsOf(cases: readonly CaseProfile[]): Said[] {
  const judged = cases.flatMap(({ name, verdict }) => verdict ? [{ name, ...verdict, head: verdict.text.replace(/[:(].*/s, '').replace(/\d[\d.]* %/, 'much').trim() }] : [])
  return [...new Set(judged.map(({ head, advice }) => `${head}\n${advice}`))].map(key => {
    const alike = judged.filter(({ head, advice }) => `${head}\n${advice}` === key), [{ text, head, advice }] = alike as [typeof alike[number]]
    return { names: alike.map(({ name }) => name), text: `${sentence(alike.every(one => one.text === text) ? text : head)} ${advice}`.trim() }
  })
}
/** Ways that were left out and cases that failed, and why: each reason once. */
export function remarksOf({ cases }: Profile): Said[] {
  const remarks = cases.flatMap(({ name, notes, failed }) => [...failed === undefined ? [] : [{ name, text: `not profiled: ${failed}` }], ...notes.map(text => ({ name, text }))])
  return [...new Set(remarks.map(({ text }) => text))].map(text => ({ text, names: remarks.filter(remark => remark.text === text).map(({ name }) => name) }))
}
/** A text as a sentence, with its capital and its full stop. */
export function sentence(text: string): string { return text && text[0]!.toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.') }

/** Where an op's ways begin to win, in words. */
export function crossoverTexts({ points, simdFrom, threadsFrom, worst }: Crossover): readonly [simd: string, threads: string, worst: string] {
  const from = (size: number | undefined): string => size === undefined ? 'never' : size === points[0]?.size ? `always (from ${count(size)})` : `from ${count(size)}`
  return [from(simdFrom), from(threadsFrom), `${worst.factor.toFixed(2)}x at ${count(worst.size)}`]
}

/** The machine in a line; browsers do not tell the processor. */
export function machineText({ machine: { cpu, cores, runtime, lanewise, variant, threads, isolated } }: Pick<Profile, 'machine'>): string {
  return `${cpu === 'unknown' ? '' : `${cpu}, `}${plural(cores, 'core')}, ${runtime}; Lanewise ${lanewise}, variant ${variant}, ${plural(threads, 'thread')}${isolated ? '' : ', not isolated'}.`
}
/** The other libraries in a line: their versions, or why they are left out. Empty without any. */
export function rivalsText({ rivals }: Profile): string {
  const listed = Object.entries(rivals).map(([name, { version, missing }]) => version === undefined ? `${name} is left out: ${missing ?? 'no reason is known'}` : `${name} ${version}`)
  return listed.length > 0 ? `${listed.join('; ')}.` : ''
}
/** What the machine can do, in a line. */
export function limitsText({ limits: { peak, bandwidth, call, fork } }: Profile): string {
  const most = Math.max(...bandwidth.map(({ footprint }) => footprint))
  const listed = <T extends { readonly threads: number }>(items: readonly T[], text: (item: T) => string): string => items.map(item => `${text(item)} on ${plural(item.threads, 'thread')}`).join(', ')
  return [
    listed(bandwidth.filter(({ footprint }) => footprint === most), ({ bytesPerSecond: rate }) => bytesPerSecond(rate)) + (bandwidth.length ? ` (memory, ${bytes(most)})` : ''),
    listed(peak, ({ flopsPerSecond: rate, dtype }) => `${flopsPerSecond(rate)} ${dtype}`),
    `a call ${seconds(call)}${fork > 0 ? `, handing out work ${seconds(fork)}` : ''}`,
  ].filter(text => text).join('; ') + '.'
}
