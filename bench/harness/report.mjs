// Rows as lines of text.

import Table from 'cli-table3'

const digits = x => x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2)
const bare = Object.fromEntries(['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map(k => [k, '']))

export function time(seconds) {
  if (seconds < 0) return `-${time(-seconds)}`
  for (const [unit, size] of [['s', 1], ['ms', 1e-3], ['µs', 1e-6]]) if (seconds >= size) return `${digits(seconds / size)} ${unit}`
  return `${digits(seconds * 1e9)} ns`
}

const list = names => names.length < 2 ? names.join('') : `the ${names.length < 3 ? 'faster' : 'fastest'} of ${names.join(', ')}`
export function targetText({ than, minus, atMost, atLeast, or }) {
  if (or) return `${targetText({ than, minus, atMost, atLeast })} or ${targetText(or)}`
  if (!than) return `≤ ${time(atMost)}${minus ? ` beyond ${minus}` : ''}`
  return atLeast === undefined ? `≤ ${atMost}x ${list(than)}` : `≥ ${atLeast.toFixed(2).replace(/0$/, '')}x ${list(than)}`
}

// Where a row has several targets, also whose time was compared with whose.
function reachedText({ reached, byCpu, ...target }, several) {
  if (!reached) return '-'
  const { of, than } = reached.byOther ? target.or : target, say = x => than ? `${digits(x)}x` : time(x)
  const who = several ? `${of}: ` : '', rival = than?.length > 1 || target.or ? ` ${reached.rival}` : ''
  return `${who}${say(reached.median)} (${say(reached.low)} to ${say(reached.high)})${rival}${byCpu ? `, CPU ${say(byCpu.median)}` : ''}`
}

function cell(row, name) {
  const result = row.results[name]
  if (!result) return '-'
  const took = row.elements ? `${digits(result.seconds / row.elements * 1e9)} ns` : time(result.seconds), first = name === Object.keys(row.results)[0]
  if (row.flops) return `${first ? `${took} ` : ''}${digits(row.flops / result.seconds / 1e9)} GF${first ? '' : ` ${digits(result.ratio.median)}x`}`
  return first ? took : `${took} ${digits(result.ratio.median)}x`
}

/** A group as a table: a line per case, and more for more than one target; beside each time (or rate) the ratio of its time to that of the first column. */
export function groupTable(rows) {
  const names = [...new Set(rows.flatMap(row => Object.keys(row.results)))], judged = rows.some(row => row.targets.length > 0)
  const table = new Table({ head: ['case', ...names, ...judged ? ['reached', 'target', ''] : []], style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 }, chars: { ...bare, middle: '  ' } })
  for (const row of rows) {
    table.push([row.name, ...names.map(name => cell(row, name)), ...judged ? columns(row) : []])
  }
  return [table.toString(), ...rows.flatMap(row => row.notes.map(note => `  ${row.name}: ${note}`))].join('\n')
}

// Of each target what was reached, what it is and the verdict, one below the other.
function columns({ targets, failed }) {
  return [t => reachedText(t, targets.length > 1), targetText, t => failed ? 'FAILED' : t.reached?.verdict ?? 'no rival'].map(f => targets.map(f).join('\n'))
}

/** What the figures depend on besides the code. */
export function factsText({ cpu, cores, platform, memory, runtime, engine, lanewise, variant, variantWhy, threads, threadsWhy }, date, { rounds, turnSeconds }) {
  return [
    `Lanewise ${lanewise}, ${variant} (${variantWhy}), ${threads} thread${threads > 1 ? 's' : ''} (${threadsWhy}), ${date.slice(0, 16).replace('T', ' ')} UTC`,
    `${cpu}, ${cores} cores, ${(memory / 2 ** 30).toFixed(0)} GiB, ${platform}, ${runtime}, ${engine}`,
    `${rounds} rounds, turns of ${turnSeconds * 1e3} ms`,
  ].join('\n')
}

/** How many targets were met. */
export function summary(rows) {
  const judged = rows.flatMap(({ name, targets }) => targets.filter(t => t.reached).map(t => ({ name, ...t }))), failed = rows.filter(row => row.failed)
  const having = verdict => judged.filter(t => t.reached.verdict === verdict), missed = having('missed')
  const text = [`${judged.length} targets: ${having('met').length} met, ${having('within noise').length} within noise, ${missed.length} missed`]
  // Below 1 they are shares of a limit.
  const factors = judged.filter(t => t.than && t.atLeast >= 1).map(t => Math.log(t.reached.median))
  if (factors.length > 1) text.push(`Geometric mean over ${factors.length} targets of how many times as fast: ${Math.exp(factors.reduce((a, x) => a + x, 0) / factors.length).toFixed(2)}x`)
  if (missed.length > 0) text.push(`Missed: ${missed.map(t => `${t.name} (${targetText(t)})`).join('; ')}`)
  if (failed.length > 0) text.push(`Failed: ${failed.map(row => row.name).join('; ')}`)
  return text.join('\n')
}
