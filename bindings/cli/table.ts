// The profile in a terminal: what the analysis found, and how long each way took, in as much detail as the width allows.
import Table from 'cli-table3'
import colors from 'picocolors'
import { bytesPerSecond, count, margin, plural, seconds, times } from './units.js'
import type { Cell, Profile, StepProfile } from './profile.js'

/** The whole profile as text for a terminal of so many columns. */
export function profileText(profile: Profile, columns: number): string {
  const { recording: { name, channels, frames, sampleRate }, machine } = profile
  return [
    `${colors.bold(printable(name))}: ${count(frames)} samples × ${plural(channels, 'channel')}, ${count(sampleRate)} Hz, ${(frames / sampleRate).toFixed(2)} s`,
    resultsText(profile, columns),
    timesText(profile, columns),
    `${machine.cpu}, ${plural(machine.cores, 'core')}, Node ${machine.node.slice(1)}; Lanewise ${machine.lanewise}, variant ${machine.variant}, ${plural(machine.threads, 'thread')}.`,
    'Times are medians; throughput counts the bytes read once. The results of all ways were compared before timing.',
  ].map(text => text.includes('\n') ? text : wrap(text, columns)).join('\n\n') + '\n'
}

/** One step's times in a line. */
export function stepLine({ name, cells }: StepProfile): string {
  return `${name}: ` + cells.map(({ label, median, speedup }, i) => timeText(label, median, i ? speedup : undefined)).join(', ')
}

function totalLine({ ways, total }: Profile): string {
  return 'All steps: ' + total.map(({ median, speedup }, i) => timeText(ways[i]!.label, median, i ? speedup : undefined)).join(', ')
}
function timeText(label: string, median: number, speedup?: number): string { return `${label} ${seconds(median)}${speedup === undefined ? '' : ` (${times(speedup)})`}` }

function resultsText({ steps }: Profile, columns: number): string {
  const rows = steps.flatMap(step => step.results.map(({ channel, text }, i) => [i === 0 ? step.name : '', channel, text.replaceAll('; ', '\n')]))
  return table(columns, ['Step', 'Of', 'Result'], ['left', 'left', 'left'], rows)
    ?? rows.map(([name, channel, text]) => `${name ? `${colors.bold(name)}\n` : ''}  ${channel}: ${text!.replaceAll('\n', '\n    ')}`).join('\n')
}

function timesText(profile: Profile, columns: number): string {
  return timesTable(profile, columns, true) ?? timesTable(profile, columns, false) ?? [...profile.steps.map(stepLine), totalLine(profile)].map(line => wrap(line, columns)).join('\n')
}

function timesTable({ steps, ways, total }: Profile, columns: number, wide: boolean): string | undefined {
  const head = ['Step', ...ways.map(way => way.label), ...ways.slice(1).map(way => `x ${way.threads}T`), ...(wide ? ['Throughput'] : [])]
  const time = (cell: Cell): string => wide ? `${seconds(cell.median)} ${colors.dim(margin(cell.rme))}` : seconds(cell.median)
  const rows = steps.map(({ name, cells }) => [
    name, ...cells.map(time), ...cells.slice(1).map(cell => coloured(cell.speedup)),
    ...(wide ? [bytesPerSecond(Math.max(...cells.map(cell => cell.bytesPerSecond)))] : []),
  ])
  const sums = ['All steps', ...total.map(({ median }) => seconds(median)), ...total.slice(1).map(({ speedup }) => coloured(speedup)), ...(wide ? [''] : [])]
  return table(columns, head, head.map((_, i) => i === 0 ? 'left' : 'right'), [...rows, sums.map(cell => colors.bold(cell))])
}

// Nothing if it is wider than that.
function table(columns: number, head: string[], colAligns: ('left' | 'right')[], rows: string[][]): string | undefined {
  const none = { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
  const out = new Table({ head: head.map(cell => colors.bold(cell)), colAligns, style: { head: [], border: [] }, chars: none })
  out.push(...rows)
  if (out.width > columns) return undefined
  // the line below the head is the only one inside
  const [top, heading, ...rest] = out.toString().split('\n')
  return [top, heading, top!.replace('┌', '├').replace('┐', '┤').replaceAll('┬', '┼'), ...rest].join('\n')
}

function coloured(speedup: number): string { return (speedup >= 1 ? colors.green : colors.yellow)(times(speedup)) }

function wrap(text: string, columns: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    if (lines.at(-1)!.length + word.length + 1 > columns) lines.push(word)
    else lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word
  }
  return lines.join('\n')
}

// A file's name may hold anything, control sequences of terminals included.
function printable(text: string): string { return text.replace(/\p{Cc}/gu, '?') }
