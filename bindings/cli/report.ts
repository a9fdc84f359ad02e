// The report: one HTML page that holds all it needs, the plot library included, and loads nothing.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BANDS, FLOOR_DB, HOP, levelOfBin, BIN_DB, LOWEST_DB } from './analysis.js'
import { style } from './report-style.js'
import { bytesPerSecond, count, margin, plural, seconds, times } from './units.js'
import type { Profile, StepProfile } from './profile.js'

/** What the page's script draws; see report-page.ts. */
export interface Charts {
  readonly envelope: {
    readonly seconds: readonly number[]
    readonly lowest: number
    readonly series: readonly { readonly label: string; readonly levels: readonly (number | null)[]; readonly fit: boolean }[]
  }
  readonly spectrum: { readonly hertz: readonly number[]; readonly lowest: number; readonly series: readonly { readonly label: string; readonly levels: readonly number[] }[] }
  readonly histogram: { readonly edges: readonly number[]; readonly bins: readonly string[]; readonly series: readonly { readonly label: string; readonly counts: readonly number[] }[] }
  readonly speedup: {
    readonly steps: readonly string[]
    readonly series: readonly { readonly label: string; readonly values: readonly number[]; readonly texts: readonly string[] }[]
  }
}

const MAX_POINTS = 4000 // of a curve
const MAX_DRAWN = 6 // channels

/** The profile as an HTML page. */
export function reportPage(profile: Profile): string {
  const { recording: { name, channels, frames, sampleRate }, machine, total } = profile
  const title = `Lanewise profile of ${name}`
  const best = total.at(-1)!
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${library('uplot/dist/uPlot.min.css')}${style}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(name)}</h1>
<p>${count(frames)} samples × ${plural(channels, 'channel')} · ${count(sampleRate)} Hz · ${(frames / sampleRate).toFixed(2)} s</p>
</header>
<section class="tiles">
${total.map(({ way, median, speedup }, i) => tileOf(way, profile.ways[i]!.label, seconds(median), i === 0 ? 'all steps together' : `${times(speedup)} as fast`)).join('\n')}
</section>
${figure('speedup', 'Speed-up over plain loops', `Ratio of median times. Above 1 the array calls are faster; all steps together: ${times(best.speedup)}.`)}
${figure('envelope', 'Envelope', 'RMS level of overlapping frames, and the line that gives the decay time. Drag to zoom, double-click to zoom out.')}
${figure('spectrum', 'Spectrum', 'Amplitude of the strongest frequency in each band. The modes are in the table of results. Drag to zoom, double-click to zoom out.')}
${figure('histogram', 'Level histogram', `Share of the samples in each ${BIN_DB} dB of magnitude.`)}
<section>
<h2>Times</h2>
<div class="scroll">${timesTable(profile)}</div>
<p class="note">Medians, with the margin of error of the mean at 95 % confidence. Throughput counts the bytes read once. The results of all ways were compared before anything was timed.</p>
</section>
<section>
<h2>Results</h2>
<div class="scroll">${resultsTable(profile)}</div>
</section>
<section>
<h2>Machine</h2>
<dl>
${Object.entries({
    'Processor': `${machine.cpu}, ${plural(machine.cores, 'core')}`, 'Memory': `${(machine.memory / 2 ** 30).toFixed(1)} GiB`, 'System': machine.platform,
    'Node': `${machine.node} (V8 ${machine.v8})`, 'Lanewise': `${machine.lanewise}, variant ${machine.variant} (${machine.variantWhy})`, 'Threads': `${machine.threads} (${machine.threadsWhy})`,
  }).map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}
</dl>
</section>
</main>
<script type="application/json" id="charts">${JSON.stringify(chartsOf(profile)).replaceAll('<', '\\u003c')}</script>
<script>${inlined(library('uplot/dist/uPlot.iife.min.js'))}</script>
<script type="module">${inlined(readFileSync(new URL('./report-page.js', import.meta.url), 'utf8'))}</script>
</body>
</html>
`
}

/** Text as HTML shows it, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`).replace(/(?![\t\n])\p{Cc}/gu, '\ufffd')
}

function tileOf(kind: string, label: string, value: string, note: string): string {
  return `<div class="tile ${kind}"><span>${escapeHtml(label)}</span><strong>${value}</strong><span>${note}</span></div>`
}

function figure(id: string, title: string, caption: string): string {
  return `<section><h2>${title}</h2><p class="note">${escapeHtml(caption)}</p>
<div class="chart" id="${id}"><noscript>The chart needs JavaScript; the tables below do not.</noscript></div></section>`
}

function timesTable({ steps, ways, total }: Profile): string {
  const ratio = (speedup: number): string => `<td class="${speedup >= 1 ? 'faster' : 'slower'}">${times(speedup)}</td>`
  const head = ['Step', ...ways.map(({ label }) => label), ...ways.slice(1).map(({ label }) => `Speed-up, ${label.replace('SIMD ', '')}`), 'Throughput']
  const rows = steps.map(({ name, about, cells }) => [
    `<th scope="row">${escapeHtml(name)}<small>${escapeHtml(about)}</small></th>`,
    ...cells.map(({ median, rme }) => `<td>${seconds(median)}<small>${margin(rme)}</small></td>`),
    ...cells.slice(1).map(({ speedup }) => ratio(speedup)),
    `<td>${bytesPerSecond(Math.max(...cells.map(cell => cell.bytesPerSecond)))}</td>`,
  ])
  rows.push(['<th scope="row">All steps</th>', ...total.map(({ median }) => `<td>${seconds(median)}</td>`), ...total.slice(1).map(({ speedup }) => ratio(speedup)), '<td></td>'])
  const heading = head.map(cell => `<th scope="col">${escapeHtml(cell)}</th>`).join('')
  return `<table><thead><tr>${heading}</tr></thead><tbody>${rows.map(row => `<tr>${row.join('')}</tr>`).join('\n')}</tbody></table>`
}

function resultsTable({ steps }: Profile): string {
  const rows = steps.flatMap(({ name, results }) => results.map(({ channel, text }, i) =>
    `<tr><th scope="row">${i === 0 ? escapeHtml(name) : ''}</th><td class="text">${escapeHtml(channel)}</td><td class="text">${escapeHtml(text).replaceAll('; ', '<br>')}</td></tr>`))
  return `<table><tbody>${rows.join('\n')}</tbody></table>`
}

function chartsOf(profile: Profile): Charts {
  const results = (wanted: string): StepProfile['results'] => (profile.steps.find(({ name }) => name === wanted)?.results ?? []).slice(0, MAX_DRAWN)
  const histograms = results('Level histogram')
  const bins = histograms[0]?.values.length ?? 0
  return {
    envelope: envelopeOf(results('Envelope'), results('Decay time'), HOP / profile.recording.sampleRate),
    spectrum: spectrumOf(results('Spectrum'), profile.recording.sampleRate),
    histogram: {
      edges: Array.from({ length: bins + 1 }, (_, i) => LOWEST_DB + (i - 1) * BIN_DB),
      bins: Array.from({ length: bins }, (_, i) => levelOfBin(i)),
      series: histograms.map(({ channel, values }) => ({ label: channel, counts: values })),
    },
    speedup: {
      steps: profile.steps.map(({ name }) => name),
      series: profile.ways.slice(1).map(({ label }, i) => ({
        label, values: profile.steps.map(({ cells }) => cells[i + 1]!.speedup),
        texts: profile.steps.map(({ cells }) => `${times(cells[i + 1]!.speedup)}: ${seconds(cells[0]!.median)} → ${seconds(cells[i + 1]!.median)}`),
      })),
    },
  }
}

// A long envelope is drawn by the loudest of each run of frames.
function envelopeOf(envelopes: StepProfile['results'], decays: StepProfile['results'], hop: number): Charts['envelope'] {
  const frames = envelopes[0]?.values.length ?? 0
  const step = Math.max(1, Math.ceil(frames / MAX_POINTS))
  const at = Array.from({ length: Math.ceil(frames / step) }, (_, i) => i * step)
  let lowest = 0
  const series = envelopes.flatMap(({ channel, values }, c) => {
    const levels = at.map(i => values.slice(i, i + step).reduce((a, b) => Math.max(a, b)))
    lowest = Math.min(lowest, levels.reduce((a, b) => Math.min(a, b), 0))
    const [t60, start, end] = decays[c]?.values ?? []
    if (t60 === undefined || !(start! < end!) || !Number.isFinite(t60)) return [{ label: channel, levels, fit: false }]
    const fitted = values.slice(Math.round(start! / hop), Math.round(end! / hop))
    const mean = fitted.reduce((a, b) => a + b, 0) / fitted.length
    const middle = (start! + end! - hop) / 2
    const line = at.map(i => i * hop >= start! && i * hop < end! ? mean - 60 / t60 * (i * hop - middle) : null)
    return [{ label: channel, levels, fit: false }, { label: `${channel}, fit: ${t60.toFixed(2)} s to fall by 60 dB`, levels: line, fit: true }]
  })
  return { seconds: at.map(i => i * hop), series, lowest: Math.max(lowest, FLOOR_DB) }
}

function spectrumOf(spectra: StepProfile['results'], sampleRate: number): Charts['spectrum'] {
  const series = spectra.map(({ channel, values }) => ({ label: channel, levels: values.map(amplitude => Math.max(20 * Math.log10(amplitude), FLOOR_DB)) }))
  return { hertz: Array.from({ length: BANDS }, (_, i) => (i + 0.5) * sampleRate / 2 / BANDS), series, lowest: series.flatMap(({ levels }) => levels).reduce((a, b) => Math.min(a, b), 0) }
}

function library(path: string): string { return readFileSync(createRequire(import.meta.url).resolve(path), 'utf8') }
// A script must not hold what ends it; nor a link to a source map that is not there.
function inlined(script: string): string { return script.replace(/<\/script/gi, '<\\/script').replace(/^\/\/# sourceMappingURL=.*$/m, '') }
