// Rows as lines of text.

import Table from 'cli-table3'

const digits = x => x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2)
const bare = Object.fromEntries(['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map(k => [k, '']))

export function time(seconds) {
  if (seconds < 0) return `-${time(-seconds)}`
  for (const [unit, size] of [['s', 1], ['ms', 1e-3], ['µs', 1e-6]]) if (seconds >= size) return `${digits(seconds / size)} ${unit}`
  return `${digits(seconds * 1e9)} ns`
}

const list = names => names.length < 2 ? names.join('') : `the faster of ${names.join(', ')}`
export function targetText({ than, minus, atMost, atLeast }) {
  if (!than) return `≤ ${time(atMost)}${minus ? ` beyond ${minus}` : ''}`
  return atLeast === undefined ? `≤ ${atMost}x ${list(than)}` : `≥ ${atLeast.toFixed(1)}x ${list(than)}`
}

function reachedText({ target, reached, byCpu }) {
  if (!reached) return '-'
  const say = x => target.than ? `${digits(x)}x` : time(x)
  return `${say(reached.median)} (${say(reached.low)} to ${say(reached.high)})${byCpu ? `, CPU ${say(byCpu.median)}` : ''}`
}

function cell(row, name) {
  const result = row.results[name]
  if (!result) return '-'
  const took = row.elements ? `${digits(result.seconds / row.elements * 1e9)} ns` : time(result.seconds)
  return name === Object.keys(row.results)[0] ? took : `${took} ${digits(result.ratio.median)}x`
}

/** A group as a table: a line per case; beside each time its ratio to the first column. */
export function groupTable(rows) {
  const names = [...new Set(rows.flatMap(row => Object.keys(row.results)))], judged = rows.some(row => row.target)
  const table = new Table({ head: ['case', ...names, ...judged ? ['reached', 'target', ''] : []], style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 }, chars: { ...bare, middle: '  ' } })
  for (const row of rows) {
    table.push([row.name, ...names.map(name => cell(row, name)), ...judged ? row.target ? [reachedText(row), targetText(row.target), row.failed ? 'FAILED' : row.reached?.verdict ?? 'no rival'] : ['', '', ''] : []])
  }
  return [table.toString(), ...rows.flatMap(row => row.notes.map(note => `  ${row.name}: ${note}`))].join('\n')
}

/** What the figures depend on besides the code. */
export function factsText({ cpu, cores, platform, memory, node, v8, lanewise, variant, variantWhy, threads, threadsWhy }, date, { rounds, turnSeconds }) {
  return [
    `Lanewise ${lanewise}, ${variant} (${variantWhy}), ${threads} thread${threads > 1 ? 's' : ''} (${threadsWhy}), ${date.slice(0, 16).replace('T', ' ')} UTC`,
    `${cpu}, ${cores} cores, ${(memory / 2 ** 30).toFixed(0)} GiB, ${platform}, Node ${node.slice(1)}, V8 ${v8}`,
    `${rounds} rounds, turns of ${turnSeconds * 1e3} ms`,
  ].join('\n')
}

/** How many targets were met. */
export function summary(rows) {
  const judged = rows.filter(row => row.reached), missed = judged.filter(row => row.reached.verdict === 'missed'), failed = rows.filter(row => row.failed)
  const count = verdict => judged.filter(row => row.reached.verdict === verdict).length
  const text = [`${judged.length} targets: ${count('met')} met, ${count('within noise')} within noise, ${missed.length} missed`]
  const factors = judged.filter(row => row.target.than && row.target.atLeast !== undefined).map(row => Math.log(row.reached.median))
  if (factors.length > 1) text.push(`Geometric mean over ${factors.length} targets of how many times as fast: ${Math.exp(factors.reduce((a, x) => a + x, 0) / factors.length).toFixed(2)}x`)
  if (missed.length > 0) text.push(`Missed: ${missed.map(row => row.name).join('; ')}`)
  if (failed.length > 0) text.push(`Failed: ${failed.map(row => row.name).join('; ')}`)
  return text.join('\n')
}
