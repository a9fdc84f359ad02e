// A profile's tables, verdicts and facts as HTML, for the report and the page; every text in it is escaped.
import { bestCell, cellOf, crossoverTexts, groupsOf, limitText, rateText, recordingText, remarksOf, sentence, speedupOf, summaryOf, verdictsOf, verdictWords, type Group, type Said } from './summary.js'
import { bytes, bytesPerSecond, flopsPerSecond, margin, moment, percent, plural, seconds, times } from './units.js'
import type { Changes } from './changes.js'
import type { Figure } from './charts.js'
import type { Profile } from './schema.js'

/** Text as HTML shows it, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`).replace(/(?![\t\n])\p{Cc}/gu, '\ufffd')
}

/** The groups' speed-ups at a glance. */
export function tilesHtml(profile: Profile): string {
  return groupsOf(profile).map(group => {
    const tiles = summaryOf(group).map(({ label, way, cases, speedup }) => `<div class="tile ${way}"><span>${escapeHtml(label)}</span><strong>${times(speedup)}</strong>`
      + `<span>as fast as ${escapeHtml(group.labels[0]!)}; ${group.name === 'recording' ? 'all steps together' : `geometric mean of ${plural(cases, 'case')}`}</span></div>`)
    return tiles.length > 0 ? `<h2 class="over">${escapeHtml(group.title)}</h2><div class="tiles">${tiles.join('\n')}</div>` : ''
  }).join('\n')
}

/** A figure's place, which draw.ts fills. */
export function figureHtml({ id, title, caption }: Figure): string {
  return `<section><h2>${escapeHtml(title)}</h2><p class="note">${escapeHtml(caption)}</p>
<div class="chart" id="${id}"><noscript>The chart needs JavaScript; the tables below do not.</noscript></div></section>`
}

/** All tables: times and verdicts by group, results, sizes, what was left out, machine and limits. */
export function tablesHtml(profile: Profile): string {
  return [...groupsOf(profile).map(groupHtml), resultsHtml(profile), crossoversHtml(profile), remarksHtml(profile), machineHtml(profile)].join('\n')
}

/** What changed since an older profile. */
export function changesHtml({ before, now, drift, cases, onlyBefore, onlyNow, warnings }: Changes): string {
  const cells = cases.flatMap(one => one.cells.map(cell => ({ name: one.name, ...cell })))
  const listed = (wanted: boolean): string => tableHtml(['Case', 'Way', 'Before', 'Now', 'Verdict', 'Time, now / before', 'Speed-up, now / before', 'p'], cells.filter(({ verdict }) => (verdict !== 'same') === wanted)
    .map(({ name, label, before, now, ratio, speedupRatio, p, verdict }) => [
      `<th scope="row">${escapeHtml(name)}</th>`, `<td class="text">${escapeHtml(label)}</td>`, `<td>${seconds(before)}</td>`, `<td>${seconds(now)}</td>`,
      `<td class="${verdict}">${verdict === 'same' ? 'same' : `${times(Math.max(ratio, 1 / ratio))} ${verdict}`}</td>`, `<td>${ratio.toFixed(2)}</td>`, `<td>${speedupRatio.toFixed(2)}</td>`, `<td>${p < 0.001 ? '&lt; 0.001' : p.toFixed(3)}</td>`,
    ]), ['Way'])
  const changed = cells.filter(({ verdict }) => verdict !== 'same').length
  const only = [...onlyBefore.length > 0 ? [`Only before: ${onlyBefore.join(', ')}.`] : [], ...onlyNow.length > 0 ? [`Only now: ${onlyNow.join(', ')}.`] : []]
  return `<section><h2>Changes</h2><p class="note">From ${escapeHtml(moment(before))} to ${escapeHtml(moment(now))}. The plain loops take ${percent(drift)} of the time they took, which is taken out of the ratios. `
    + 'A change is told from noise by ranks (Mann-Whitney, p ≤ 0.01), is 3 % at least, and is one of the speed-up too.</p>'
    + [...warnings.map(text => `<p class="warning">${escapeHtml(text)}</p>`), ...only.map(text => `<p>${escapeHtml(text)}</p>`)].join('')
    + (changed > 0 ? listed(true) : '<p>Nothing changed.</p>') + (changed < cells.length ? `<details><summary>${plural(cells.length - changed, 'time')} that did not change</summary>${listed(false)}</details>` : '') + '</section>'
}

function groupHtml(group: Group): string {
  const { title, cases, labels } = group
  const rows = cases.map(one => {
    const best = bestCell(one)
    return [
      `<th scope="row">${escapeHtml(one.name)}<small>${escapeHtml(one.about)}</small></th>`,
      ...labels.map(label => {
        const cell = cellOf(one, label)
        return cell ? `<td>${seconds(cell.time.median)} <small class="beside">${margin(cell.rme)}</small>${speedupHtml(speedupOf(group, one, label))}</td>` : '<td>–</td>'
      }),
      best ? `<td>${rateText(best)}<small>${limitText(best)}</small></td>` : '<td></td>',
      one.verdict ? `<td class="text why">${verdictWords[one.verdict.kind]}<small>${escapeHtml(sentence(one.verdict.text))}</small></td>` : '<td></td>',
    ]
  })
  const sums = group.name !== 'recording' ? [] : [['<th scope="row">All steps</th>', `<td>${seconds(cases.reduce((sum, { cells }) => sum + cells[0]!.time.median, 0))}</td>`,
    ...summaryOf(group).map(({ seconds: time, speedup }) => `<td>${seconds(time)}${speedupHtml({ median: speedup })}</td>`), '<td></td><td></td>']]
  const verdicts = verdictsOf(cases)
  return `<section><h2>${escapeHtml(title)}</h2>${tableHtml(['Case', ...labels, 'Rate', 'Held by'], [...rows, ...sums], ['Held by'])}
<p class="note">Medians, with the margin of error of the mean at 95 % confidence, and below them how many times as fast as ${escapeHtml(labels[0]!)}. Rates count what the library's fastest way reads, writes and computes at least. The results of all ways were compared before anything was timed.</p>
${verdicts.length > 0 ? `<h3>What holds them back, and what to do</h3>${saidHtml(verdicts)}` : ''}</section>`
}

function speedupHtml(speedup?: { readonly median: number; readonly low?: number; readonly high?: number }): string {
  if (!speedup) return ''
  const { median, low, high } = speedup
  return `<br><span class="${median >= 1 ? 'faster' : 'slower'}">${times(median)}</span>${low === undefined ? '' : ` <small class="beside">${times(low)} to ${times(high!)}</small>`}`
}

function resultsHtml({ cases }: Profile): string {
  const parts = cases.some(({ results = [] }) => results.some(({ of }) => of !== ''))
  const rows = cases.flatMap(({ name, results = [] }) => results.map(({ of, text }, i) =>
    [`<th scope="row">${i === 0 ? escapeHtml(name) : ''}</th>`, ...parts ? [`<td class="text">${escapeHtml(of)}</td>`] : [], `<td class="text">${escapeHtml(text).replaceAll('; ', '<br>')}</td>`]))
  return rows.length > 0 ? `<section><h2>Results</h2>${tableHtml(['Case', ...parts ? ['Of'] : [], 'Result'], rows, ['Of', 'Result'])}</section>` : ''
}

function crossoversHtml({ crossovers }: Profile): string {
  if (crossovers.length === 0) return ''
  const rows = crossovers.map(crossover => [`<th scope="row">${escapeHtml(crossover.op)}, ${escapeHtml(crossover.dtype)}</th>`, ...crossoverTexts(crossover).map(text => `<td>${escapeHtml(text)}</td>`)])
  return `<section><h2>By size</h2>${tableHtml(['Op', 'SIMD wins', 'Threads win', 'Worst choice'], rows)}
<p class="note">Sizes in elements. Worst choice: how many times as long as the better of one and all threads the library's own choice takes at most.</p></section>`
}

function remarksHtml(profile: Profile): string {
  const remarks = remarksOf(profile)
  return remarks.length > 0 ? `<section><h2>Left out</h2>${saidHtml(remarks)}</section>` : ''
}

function machineHtml({ date, machine, limits, rivals, recording }: Profile): string {
  const facts = {
    ...recording ? { Recording: recordingText(recording) } : {},
    'Processor': `${machine.cpu === 'unknown' ? '' : `${machine.cpu}, `}${plural(machine.cores, 'core')}`, ...machine.memory > 0 ? { Memory: bytes(machine.memory) } : {}, 'System': machine.platform,
    'Runtime': machine.engine ? `${machine.runtime} (${machine.engine})` : machine.runtime, 'Lanewise': `${machine.lanewise}, variant ${machine.variant} (${machine.variantWhy})`,
    'Threads': `${machine.threads} (${machine.threadsWhy})`, 'Isolated': machine.isolated ? 'yes: memory is shared with threads' : 'no: memory cannot be shared with threads',
    ...Object.fromEntries(Object.entries(rivals).map(([name, { version, missing }]) => [name, version ?? `not here: ${missing ?? 'unknown'}`])), 'Made': moment(date),
  }
  const limit = [
    ...limits.peak.map(({ threads, dtype, flopsPerSecond: rate }) => [`Arithmetic in ${dtype}, ${plural(threads, 'thread')}`, flopsPerSecond(rate)] as const),
    ...limits.bandwidth.map(({ threads, footprint, bytesPerSecond: rate }) => [`Memory, ${plural(threads, 'thread')}, ${bytes(footprint)}`, bytesPerSecond(rate)] as const),
    ['A call', seconds(limits.call)] as const, ...(limits.fork > 0 ? [['Handing out work', seconds(limits.fork)] as const] : []),
  ]
  const list = (items: Iterable<readonly [string, string]>): string => `<dl>${[...items].map(([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}</dl>`
  return `<section><h2>Machine</h2>${list(Object.entries(facts))}</section><section><h2>What the machine can do</h2>${list(limit)}</section>`
}

function saidHtml(said: readonly Said[]): string {
  return `<dl class="said">${said.map(({ names, text }) => `<dt>${escapeHtml(names.join(', '))}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}</dl>`
}

function tableHtml(head: readonly string[], rows: readonly (readonly string[])[], texts: readonly string[] = []): string {
  const heading = head.map(cell => `<th scope="col"${texts.includes(cell) ? ' class="text"' : ''}>${escapeHtml(cell)}</th>`).join('')
  return `<div class="scroll" tabindex="0"><table><thead><tr>${heading}</tr></thead><tbody>${rows.map(row => `<tr>${row.join('')}</tr>`).join('\n')}</tbody></table></div>`
}
