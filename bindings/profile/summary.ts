// What the table, the report and the page say alike of a profile: its groups, the best of the library's ways, rates and verdicts in words.
import { bytes, bytesPerSecond, count, flopsPerSecond, percent, plural, seconds } from './units.js'
import type { CaseProfile, Cell, Crossover, Profile, VerdictKind } from './schema.js'

/** The cases of one group that were profiled, and the labels of their ways; naive first. */
export interface Group { readonly name: CaseProfile['group']; readonly title: string; readonly cases: readonly CaseProfile[]; readonly labels: readonly string[] }

const titles: Readonly<Record<CaseProfile['group'], string>> = { ops: 'Ops', applications: 'Applications', recording: 'Analysis of the recording', own: 'Your functions' }

/** The groups that have cases with times, in the order in which the cases come. */
export function groupsOf({ cases }: Profile): Group[] {
  const timed = cases.filter(({ cells }) => cells.length > 0)
  return [...new Set(timed.map(({ group }) => group))].map(name => {
    const own = timed.filter(({ group }) => group === name)
    return { name, title: titles[name], cases: own, labels: [...new Set(own.flatMap(({ cells }) => cells.map(({ label }) => label)))] }
  })
}

/** A case's way by its label. */
export function cellOf({ cells }: CaseProfile, label: string): Cell | undefined { return cells.find(cell => cell.label === label) }

/** The fastest of the library's ways. */
export function bestCell({ cells }: CaseProfile): Cell | undefined {
  return cells.filter(({ way }) => way === 'simd' || way === 'threads').reduce<Cell | undefined>((best, cell) => best && best.time.median <= cell.time.median ? best : cell, undefined)
}

/** A group's ways over all cases that have them: the geometric mean of the speed-ups; of a recording's steps, which belong together, the sums of the times. */
export interface Summary { readonly label: string; readonly way: Cell['way']; readonly cases: number; readonly speedup: number; readonly seconds: number }

/** The summary of each way of a group. */
export function summaryOf({ name, cases, labels }: Group): Summary[] {
  const sum = (label: string): number => cases.reduce((total, one) => total + (cellOf(one, label)?.time.median ?? NaN), 0)
  return labels.map(label => {
    const cells = cases.flatMap(one => cellOf(one, label) ?? [])
    const mean = Math.exp(cells.reduce((total, { speedup }) => total + Math.log(speedup.median), 0) / cells.length)
    return { label, way: cells[0]!.way, cases: cells.length, speedup: name === 'recording' ? sum(labels[0]!) / sum(label) : mean, seconds: sum(label) }
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
  'small': 'call overhead', 'memory': 'memory', 'arithmetic': 'arithmetic', 'copies': 'copies', 'strided': 'strides', 'converted': 'conversion',
  'serial': 'serial part', 'script': 'JavaScript', 'one-thread': 'one thread', 'not-isolated': 'no isolation',
}

/** Something said of several cases. */
export interface Said { readonly names: readonly string[]; readonly text: string }

/** The verdicts of some cases with what to do about them: each said once, with the names of its cases. */
export function verdictsOf(cases: readonly CaseProfile[]): Said[] {
  return saidOnce(cases.flatMap(({ name, verdict }) => verdict ? [{ name, text: `${verdict.text} ${verdict.advice}`.trim() }] : []))
}
/** Ways that were left out and cases that failed, and why: each reason once. */
export function remarksOf({ cases }: Profile): Said[] {
  return saidOnce(cases.flatMap(({ name, notes, failed }) => [...failed === undefined ? [] : [{ name, text: `not profiled: ${failed}` }], ...notes.map(text => ({ name, text }))]))
}
function saidOnce(remarks: readonly { name: string; text: string }[]): Said[] {
  return [...new Set(remarks.map(({ text }) => text))].map(text => ({ text, names: remarks.filter(remark => remark.text === text).map(({ name }) => name) }))
}

/** Where an op's ways begin to win, in words. */
export function crossoverTexts({ points, simdFrom, threadsFrom, worst }: Crossover): readonly [simd: string, threads: string, worst: string] {
  const from = (size: number | undefined): string => size === undefined ? 'never' : size === points[0]?.size ? `always (from ${count(size)})` : `from ${count(size)}`
  return [from(simdFrom), from(threadsFrom), `${worst.factor.toFixed(2)}x at ${count(worst.size)}`]
}

/** The machine in a line. */
export function machineText({ machine: { cpu, cores, runtime, lanewise, variant, threads, isolated } }: Profile): string {
  return `${cpu}, ${plural(cores, 'core')}, ${runtime}; Lanewise ${lanewise}, variant ${variant}, ${plural(threads, 'thread')}${isolated ? '' : ', not isolated'}.`
}
/** What the machine can do, in a line. */
export function limitsText({ limits: { peak, bandwidth, call, fork } }: Profile): string {
  const most = Math.max(...bandwidth.map(({ footprint }) => footprint))
  const listed = <T extends { readonly threads: number }>(items: readonly T[], text: (item: T) => string): string => items.map(item => `${text(item)} on ${plural(item.threads, 'thread')}`).join(', ')
  return [
    listed(bandwidth.filter(({ footprint }) => footprint === most), ({ bytesPerSecond: rate }) => bytesPerSecond(rate)) + (bandwidth.length ? ` (memory, ${bytes(most)})` : ''),
    listed(peak, ({ flopsPerSecond: rate, dtype }) => `${flopsPerSecond(rate)} ${dtype}`),
    `a call ${seconds(call)}, handing out work ${seconds(fork)}`,
  ].filter(text => text).join('; ') + '.'
}
