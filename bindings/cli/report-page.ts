// The script of the report: runs in the browser, inlined into the page together with uPlot. It must import nothing.
import type { Charts } from './report.js'
import type UPlot from 'uplot'

const uPlot = (window as unknown as { uPlot: typeof UPlot }).uPlot
const charts = JSON.parse(document.getElementById('charts')!.textContent) as Charts
const HEIGHT = 300
const still: UPlot.Cursor = { y: false, points: { show: false }, drag: { x: false, y: false } } // of a chart that does not zoom

interface Chart {
  readonly data: UPlot.AlignedData
  readonly options: (width: number) => Partial<UPlot.Options> & Pick<UPlot.Options, 'series'>
  /** What to say of the point under the cursor, in lines. */
  readonly tip: (index: number) => string[]
}

function color(name: string): string { return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() }
function shade(index: number, alpha = ''): string { return color(`c${index % 6}`) + alpha }
function axis(more: UPlot.Axis): UPlot.Axis {
  const line = { stroke: color('line'), width: 1 }
  return { stroke: color('soft'), grid: line, ticks: line, font: '12px system-ui, sans-serif', ...more }
}

function envelope({ seconds, series, lowest }: Charts['envelope']): Chart {
  const channels = series.filter(({ fit }) => !fit)
  const highest = series.flatMap(({ levels }) => levels).reduce<number>((top, level) => Math.max(top, level ?? top), 0)
  const indexOf = (label: string): number => channels.findIndex(channel => label.startsWith(channel.label))
  return {
    data: [seconds, ...series.map(({ levels }) => levels)] as UPlot.AlignedData,
    options: () => ({
      scales: { x: { time: false }, y: { range: [Math.floor(lowest / 10) * 10, Math.ceil(highest / 10) * 10] } },
      axes: [axis({ values: (_, ticks) => ticks.map(tick => `${tick} s`) }), axis({ values: (_, ticks) => ticks.map(tick => `${tick} dB`), size: 64 })],
      series: [{}, ...series.map(({ label, fit }): UPlot.Series => fit
        ? { label, stroke: color('ink'), width: 2, dash: [6, 5], points: { show: false } }
        : { label, stroke: shade(indexOf(label)), width: 1.5, points: { show: false } })],
    }),
    tip: i => [`${seconds[i]!.toFixed(2)} s`, ...channels.map(({ label, levels }) => `${label}: ${levels[i]!.toFixed(1)} dB`)],
  }
}

function spectrum({ hertz, series, lowest }: Charts['spectrum']): Chart {
  const highest = series.flatMap(({ levels }) => levels).reduce((a, b) => Math.max(a, b), lowest + 1)
  const text = (frequency: number): string => frequency < 1000 ? `${Math.round(frequency)} Hz` : `${+(frequency / 1000).toFixed(2)} kHz`
  return {
    data: [hertz, ...series.map(({ levels }) => levels)] as UPlot.AlignedData,
    options: () => ({
      scales: { x: { time: false }, y: { range: [Math.floor(lowest / 10) * 10, Math.ceil(highest / 10) * 10] } },
      axes: [axis({ values: (_, ticks) => ticks.map(text) }), axis({ values: (_, ticks) => ticks.map(tick => `${tick} dB`), size: 64 })],
      series: [{}, ...series.map(({ label }, i): UPlot.Series => ({ label, stroke: shade(i), width: 1.5, points: { show: false } }))],
    }),
    tip: i => [`about ${text(hertz[i]!)}`, ...series.map(({ label, levels }) => `${label}: ${levels[i]!.toFixed(1)} dB`)],
  }
}

function histogram({ edges, bins, series }: Charts['histogram']): Chart {
  const shares = series.map(({ counts }) => {
    const all = counts.reduce((a, b) => a + b, 0)
    return counts.map(count => 100 * count / all)
  })
  return {
    data: [edges, ...shares.map(share => [...share, share.at(-1)!])] as UPlot.AlignedData, // a step needs its right edge
    options: () => ({
      scales: { x: { time: false, range: [edges[0]!, edges.at(-1)!] }, y: { range: (_, __, max) => [0, max * 1.08] } },
      axes: [axis({ values: (_, ticks) => ticks.map(tick => `${tick} dB`) }), axis({ values: (_, ticks) => ticks.map(tick => `${tick} %`), size: 56 })],
      series: [{}, ...series.map(({ label }, i): UPlot.Series => ({
        label, stroke: shade(i), fill: shade(i, '38'), width: 1.5, points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }),
      }))],
      // the bin that the cursor is in, not the nearest edge
      cursor: { ...still, dataIdx: (_, __, nearest, x) => edges[nearest]! > x ? Math.max(0, nearest - 1) : nearest },
    }),
    tip: edge => {
      const bin = Math.min(edge, bins.length - 1)
      return [bins[bin]!, ...series.map(({ label, counts }, s) => `${label}: ${counts[bin]!.toLocaleString('en-US')} samples (${shares[s]![bin]!.toFixed(2)} %)`)]
    },
  }
}

function speedup({ steps, series }: Charts['speedup']): Chart {
  const positions = steps.map((_, i) => i)
  const highest = Math.max(1, ...series.flatMap(({ values }) => values)) * 1.12
  const narrow = (width: number): boolean => width / steps.length < 68
  return {
    data: [positions, ...series.map(({ values }) => values)] as UPlot.AlignedData,
    options: width => ({
      scales: { x: { time: false, range: [-0.6, steps.length - 0.4] }, y: { range: [0, highest] } },
      axes: [
        axis({ splits: () => positions, values: () => steps.map(step => narrow(width) ? step : step.replace(' ', '\n')), grid: { show: false }, ...(narrow(width) ? { rotate: -50, size: 96 } : { size: 46 }), gap: 6 }),
        axis({ values: (_, ticks) => ticks.map(tick => `${tick}x`), size: 52 }),
      ],
      // two bars side by side at each step
      series: [{}, ...series.map(({ label }, i): UPlot.Series => ({
        label, stroke: shade(i), fill: shade(i, 'cc'), width: 0, points: { show: false },
        paths: uPlot.paths.bars!({ size: [0.36, 46], align: series.length === 1 ? 0 : i === 0 ? -1 : 1, gap: 2, radius: 0.12 }),
      }))],
      cursor: still,
      hooks: { draw: [plot => { drawOne(plot); drawValues(plot, series) }] },
    }),
    tip: i => [steps[i]!, ...series.map(({ label, texts }) => `${label}: ${texts[i]}`)],
  }
}

// the line of equal speed
function drawOne(plot: UPlot): void {
  const { ctx, bbox } = plot
  const y = Math.round(plot.valToPos(1, 'y', true))
  ctx.save()
  ctx.strokeStyle = color('ink')
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.restore()
}

function drawValues(plot: UPlot, series: Charts['speedup']['series']): void {
  const { ctx } = plot
  const slot = plot.bbox.width / (series[0]?.values.length || 1)
  const offset = series.length === 1 ? 0 : Math.min(0.18 * slot, 23 * devicePixelRatio)
  if (slot < 60 * devicePixelRatio) return
  ctx.save()
  ctx.fillStyle = color('ink')
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'bottom'
  series.forEach(({ values }, s) => values.forEach((value, i) => {
    const x = plot.valToPos(i, 'x', true) + (series.length === 1 ? 0 : s === 0 ? -offset : offset)
    ctx.fillText(value >= 10 ? value.toFixed(0) : value.toFixed(1), x, plot.valToPos(value, 'y', true) - 3 * devicePixelRatio)
  }))
  ctx.restore()
}

// What the cursor points at, beside it; as text, never as HTML.
function tooltip(describe: (index: number) => string[]): UPlot.Plugin {
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.hidden = true
  return {
    hooks: {
      init: plot => {
        plot.over.append(tip)
        plot.over.addEventListener('mouseleave', () => { tip.hidden = true })
      },
      setCursor: plot => {
        const { idx, left = -1, top = -1 } = plot.cursor
        tip.hidden = idx == null || left < 0
        if (idx == null || left < 0) return
        tip.textContent = describe(idx).join('\n')
        const { clientWidth, clientHeight } = plot.over
        tip.style.left = `${left + tip.offsetWidth + 24 > clientWidth ? Math.max(0, left - tip.offsetWidth - 12) : left + 12}px`
        tip.style.top = `${Math.min(top + 12, Math.max(0, clientHeight - tip.offsetHeight))}px`
      },
    },
  }
}

function show(id: string, chart: Chart): void {
  const place = document.getElementById(id)!
  let plot: UPlot | undefined
  const draw = (): void => {
    plot?.destroy()
    const width = place.clientWidth
    plot = new uPlot({ width, height: HEIGHT, legend: { live: false }, plugins: [tooltip(chart.tip)], ...chart.options(width) }, chart.data, place)
  }
  draw()
  let width = place.clientWidth
  new ResizeObserver(() => {
    if (place.clientWidth === width) return
    width = place.clientWidth
    draw()
  }).observe(place)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
}

show('speedup', speedup(charts.speedup))
show('envelope', envelope(charts.envelope))
show('spectrum', spectrum(charts.spectrum))
show('histogram', histogram(charts.histogram))
