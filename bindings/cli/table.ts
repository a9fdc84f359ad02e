// The profile in a terminal: times, speed-ups and what holds each case back, in as much detail as the width allows.
import colors from 'picocolors'
import { printable, table, wrap } from './layout.js'
import { bestCell, cellOf, crossoverTexts, groupsOf, limitsText, limitText, machineText, rateText, recordingText, remarksOf, rivalsText, speedupOf, summaryOf, verdictsOf, verdictWords, type Group } from '../profile/summary.js'
import { margin, moment, percent, plural, seconds, times } from '../profile/units.js'
import type { Changes } from '../profile/changes.js'
import type { CaseProfile, Cell, Profile } from '../profile/schema.js'

/** The whole profile as text for a terminal of so many columns. */
export function profileText(profile: Profile, columns: number): string {
  const remarks = remarksOf(profile).map(said => saidText(said, columns))
  return [
    ...groupsOf(profile).map(group => groupText(group, columns)),
    ...resultsText(profile, columns),
    ...crossoversText(profile, columns),
    ...remarks.length > 0 ? [section('Left out', remarks)] : [],
    [...profile.recording ? [`${recordingText(profile.recording)}.`] : [], machineText(profile), rivalsText(profile), limitsText(profile), 'Times are medians, with the margin of error of the mean; x: times as fast as the first way, both at their best. The results of all ways were compared before timing.']
      .filter(Boolean).map(text => wrap(printable(text), columns, '  ')).join('\n'),
  ].join('\n\n') + '\n'
}

/** One case in a line: its ways' times and speed-ups. */
export function caseLine({ name, cells, verdict, failed }: CaseProfile): string {
  if (failed !== undefined) return printable(`${name}: not profiled: ${failed}`)
  const ways = cells.map(({ label, time, speedup }, i) => `${label} ${seconds(time.median)}${i ? ` (${times(speedup.median)})` : ''}`).join(', ')
  return printable(`${name}: ${ways}${verdict ? `; held by ${verdictWords[verdict.kind]}` : ''}`)
}

/** What changed from one profile to the other, for a terminal of so many columns. */
export function changesText({ before, now, drift, cases, onlyBefore, onlyNow, warnings }: Changes, columns: number): string {
  const changed = cases.flatMap(({ name, cells }) => cells.filter(({ verdict }) => verdict !== 'same').map(cell => ({ name, ...cell })))
  const compared = cases.reduce((sum, { cells }) => sum + cells.length, 0)
  const factor = (ratio: number): string => ratio < 1 ? `${times(1 / ratio)} faster` : `${times(ratio)} slower`
  const paint = (ratio: number): string => (ratio < 1 ? colors.green : colors.yellow)(factor(ratio))
  const rows = changed.map(({ name, label, before, now, ratio, p }) => [printable(name), printable(label), seconds(before), seconds(now), paint(ratio), p < 0.001 ? '< 0.001' : p.toFixed(3)])
  const listed = table(columns, ['Case', 'Way', 'Before', 'Now', 'Change', 'p'], rows, 2)
    ?? changed.map(({ name, label, before, now, ratio }) => wrap(printable(`${name}, ${label}: ${seconds(before)} → ${seconds(now)}, ${factor(ratio)}`), columns, '  ')).join('\n')
  const lines = [
    `${plural(changed.filter(({ verdict }) => verdict === 'faster').length, 'way')} faster, ${changed.filter(({ verdict }) => verdict === 'slower').length} slower, ${compared - changed.length} the same.`,
    `The plain loops take ${percent(drift)} of the time they took, which is taken out of the changes. A change is told from noise by ranks (Mann-Whitney, p ≤ 0.01), is 3 % at least, and is one of the speed-up too.`,
    ...onlyBefore.length > 0 ? [`Only before: ${onlyBefore.join(', ')}.`] : [], ...onlyNow.length > 0 ? [`Only now: ${onlyNow.join(', ')}.`] : [],
  ].map(line => wrap(printable(line), columns, '  '))
  return [
    colors.bold(wrap(`Changes from ${printable(moment(before))} to ${printable(moment(now))}`, columns)),
    ...warnings.map(text => colors.yellow(wrap(printable(text), columns, '  '))),
    ...changed.length > 0 ? [listed] : [], lines.join('\n'),
  ].join('\n\n') + '\n'
}

function groupText(group: Group, columns: number): string {
  const summary = summaryOf(group), reference = group.labels[0]!, together = group.name === 'recording'
  const means = summary.map(({ label, cases, speedup, seconds: time }) => together ? `${label} ${seconds(time)} (${times(speedup)})` : `${label} ${times(speedup)} (${plural(cases, 'case')})`).join(', ')
  const all = group.cases.reduce((sum, { cells }) => sum + cells[0]!.time.median, 0)
  const lines = summary.length === 0 ? [] : [wrap(printable(together ? `All steps: ${reference} ${seconds(all)}, ${means}` : `Geometric means over ${reference}: ${means}`), columns, '  ')]
  const verdicts = verdictsOf(group.cases).map(said => saidText(said, columns))
  const listed = details.reduce<string | undefined>((text, detail) => text ?? timesTable(group, columns, detail), undefined) ?? group.cases.map(one => wrap(caseLine(one), columns, '  ')).join('\n')
  return [colors.bold(wrap(printable(group.title), columns)), listed, ...lines, ...verdicts.length > 0 ? ['', ...verdicts] : []].join('\n')
}

// What a table of times shows, from the widest to the narrowest.
interface Detail { readonly ways: 'all' | 'best'; readonly margins?: true; readonly rates?: true; readonly rivals?: true; readonly limits?: true }
const details: readonly Detail[] = [
  { ways: 'all', margins: true, rates: true, rivals: true, limits: true }, { ways: 'all', rates: true, rivals: true, limits: true }, { ways: 'all', rivals: true, limits: true },
  { ways: 'all', limits: true }, { ways: 'all' }, { ways: 'best' },
]

function timesTable(group: Group, columns: number, { ways, margins, rates, rivals, limits }: Detail): string | undefined {
  const { cases, labels } = group, faster = summaryOf(group).filter(({ way }) => rivals || way !== 'rival').map(({ label }) => label)
  const timed = ways === 'all' ? labels : labels.slice(0, 1)
  const head = ['Case', ...timed, ...ways === 'best' ? ['best'] : [], ...faster.map(short), ...rates ? ['Rate'] : [], ...limits ? ['Of limit'] : [], 'Held by']
  const time = (cell?: Cell): string => !cell ? '–' : margins ? `${seconds(cell.time.median)} ${colors.dim(margin(cell.rme))}` : seconds(cell.time.median)
  const rows = cases.map(one => {
    const best = bestCell(one)
    return [
      printable(one.name), ...timed.map(label => time(cellOf(one, label))), ...ways === 'best' ? [time(best)] : [], ...faster.map(label => coloured(speedupOf(group, one, label)?.median)),
      ...rates ? [best ? rateText(best) : ''] : [], ...limits ? [best ? limitText(best) : ''] : [], one.verdict ? verdictWords[one.verdict.kind] : '',
    ]
  })
  return table(columns, head, rows)
}
// The head of a column of speed-ups.
function short(label: string): string { return `x ${label.replace(/ threads?$/, 'T')}` }

function coloured(speedup?: number): string { return speedup === undefined ? '–' : (speedup >= 1 ? colors.green : colors.yellow)(times(speedup)) }

// Of what the results are stands only where there are several.
function resultsText({ cases }: Profile, columns: number): string[] {
  const rows = cases.flatMap(({ name, results = [] }) => results.map(({ of, text }, i) => [i === 0 ? printable(name) : '', printable(of), printable(text).replaceAll('; ', '\n')] as const))
  if (rows.length === 0) return []
  const parts = rows.some(([, of]) => of !== '')
  return [`${colors.bold('Results')}\n${table(columns, parts ? ['Case', 'Of', 'Result'] : ['Case', 'Result'], parts ? rows : rows.map(([name, , text]) => [name, text]), 3)
    ?? rows.map(([name, of, text]) => `${name ? `${colors.bold(name)}\n` : ''}${(of ? `${of}: ${text}` : text).split('\n').map((line, i) => wrap(`${i ? '    ' : '  '}${line}`, columns, '    ')).join('\n')}`).join('\n')}`]
}

function crossoversText({ crossovers }: Profile, columns: number): string[] {
  if (crossovers.length === 0) return []
  const rows = crossovers.map(crossover => [printable(crossover.op), crossover.dtype, ...crossoverTexts(crossover)])
  const text = table(columns, ['Op', 'Dtype', 'SIMD wins', 'Threads win', 'Worst choice'], rows, 2)
    ?? rows.map(([op, dtype, simd, threads, worst]) => wrap(`${op}, ${dtype}: SIMD wins ${simd}, threads win ${threads}; worst choice ${worst}`, columns, '  ')).join('\n')
  return [`${colors.bold('By size, in elements')}\n${text}\n${wrap('Worst choice: how many times as long as the better of one and all threads the library\'s own choice takes at most.', columns, '  ')}`]
}

function section(title: string, lines: readonly string[]): string { return [colors.bold(title), ...lines].join('\n') }
function saidText({ names, text }: { names: readonly string[]; text: string }, columns: number): string { return wrap(printable(`${names.join(', ')}: ${text}`), columns, '  ') }
