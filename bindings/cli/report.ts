// The report: one HTML page that holds all it needs, the plot library included, and loads nothing.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { recordingFigures } from './recording-charts.js'
import { figuresOf } from '../profile/charts.js'
import { changesHtml, escapeHtml, figureHtml, tablesHtml, tilesHtml } from '../profile/html.js'
import { machineText, recordingText } from '../profile/summary.js'
import { style } from '../profile/style.js'
import type { Changes } from '../profile/changes.js'
import type { Profile } from '../profile/schema.js'

/** The profile as an HTML page; with what changed since an older one. */
export function reportPage(profile: Profile, changes?: Changes): string {
  const { machine, recording, cases } = profile, only = recording && cases.every(({ group }) => group === 'recording')
  const title = only ? `Profile of ${recording.name}` : `Profile of Lanewise ${machine.lanewise}`, about = only ? recordingText(recording) : machineText(profile)
  const figures = [...figuresOf(profile), ...recordingFigures(profile)]
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
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(about)}</p>
${tilesHtml(profile)}
</header>
${changes ? changesHtml(changes) : ''}
${figures.map(figureHtml).join('\n')}
${tablesHtml(profile)}
</main>
<script type="application/json" id="figures">${JSON.stringify(figures).replaceAll('<', '\\u003c')}</script>
<script>${inlined(library('uplot/dist/uPlot.iife.min.js'))}</script>
<script type="module">${inlined(readFileSync(new URL('../profile/draw.js', import.meta.url), 'utf8'))}
for (const figure of JSON.parse(document.getElementById('figures').textContent)) show(document.getElementById(figure.id), figure, uPlot)
</script>
</body>
</html>
`
}

function library(path: string): string { return readFileSync(createRequire(import.meta.url).resolve(path), 'utf8') }
// A script must not hold what ends it; nor a link to a source map that is not there.
function inlined(script: string): string { return script.replace(/<\/script/gi, '<\\/script').replace(/^\/\/# sourceMappingURL=.*$/m, '') }
