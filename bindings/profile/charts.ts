// What a profile looks like: figures as plain data, which draw.ts puts on a page.
import { cellOf, groupsOf, limitText, speedupOf, summaryOf, verdictWords, type Group } from './summary.js'
import { bytes, bytesPerSecond, count, flopsPerSecond, percent, plural, seconds, times } from './units.js'
import type { Cell, Crossover, Profile, Timeline } from './schema.js'

/** An axis: numbers of a unit, or names at 0, 1, … from the top down. */
export interface Axis { readonly unit: string; readonly title?: string; readonly range: readonly [number, number]; readonly log?: 2 | 10; readonly names?: readonly string[] }
/** A rectangle: a bar with its value beside it and the interval of its end, or a span of time. */
export interface Box {
  readonly x: readonly [number, number]; readonly y: readonly [number, number]
  readonly interval?: readonly [number, number]; readonly text?: string; readonly tip: readonly string[]
}
/** A point. */
export interface Point { readonly x: number; readonly y: number; readonly tip: readonly string[] }
/** One entry of the legend, and what belongs to it: a curve over the chart's xs, points, boxes. */
export interface Series {
  readonly label: string
  /** A number of the palette, or the colour of text or of notes. */
  readonly colour: number | 'ink' | 'soft'
  readonly curve?: readonly (number | null)[]
  readonly dashed?: boolean
  /** Whether the curve is steps, of a histogram. */
  readonly stepped?: boolean
  readonly dots?: boolean
  readonly points?: readonly Point[]
  readonly boxes?: readonly Box[]
}
/** A chart: axes, series, vertical lines, and what is said of each x of the curves. */
export interface Chart {
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly xs: readonly number[]
  readonly tips?: readonly (readonly string[])[]
  readonly series: readonly Series[]
  readonly lines?: readonly { readonly at: number; readonly text: string }[]
  /** In pixels. */
  readonly height: number
  /** Whether dragging zooms along x. */
  readonly zoom: boolean
}
/** Charts of one kind, of which one is shown at a time. */
export interface Figure { readonly id: string; readonly title: string; readonly caption: string; readonly charts: readonly Chart[] }

const WIDE = 20 // ratios beyond this are drawn on a logarithmic axis
const MOST_KERNELS = 5 // with a colour of their own in the timeline

/** The figures that a profile has numbers for. */
export function figuresOf(profile: Profile): Figure[] {
  const colours = coloursOf(profile), groups = groupsOf(profile)
  const figures: Figure[] = [
    {
      id: 'speedup', title: `Speed-up over ${[...new Set(groups.map(({ labels }) => labels[0]!))].join(' and ')}`, charts: groups.flatMap(group => speedupChart(group, colours)),
      caption: 'How many times as fast each way is: right of the line at 1x it is faster. Both at their best; the thin lines are intervals of the ratios in single rounds.',
    },
    {
      id: 'sizes', title: 'Time against size', charts: profile.crossovers.map(crossover => sizesChart(crossover, profile, colours)),
      caption: 'Time of a call by the number of elements, both logarithmic: lower is faster. The dashed lines say from where on SIMD beats plain loops and all threads beat one; the library\'s own choice should lie on the lower of both. Drag to zoom, double-click to zoom out.',
    },
    {
      id: 'roofline', title: 'Roofline', charts: rooflineChart(profile, colours),
      caption: 'Arithmetic per second against arithmetic per byte moved. The slanting part of a limit is the speed of memory, the level part that of arithmetic in float32 (half of it in float64). A point beneath the slope is held back by memory at most; how far it lies below the line is what is left to gain. Drag to zoom, double-click to zoom out.',
    },
    {
      id: 'shares', title: 'Where the time of a call goes', charts: groups.flatMap(sharesChart),
      caption: 'On all threads: in kernels, in copies between JavaScript\'s memory and the library\'s, in handing out work and waiting, and in JavaScript.',
    },
    {
      id: 'timeline', title: 'Threads over time', charts: profile.timeline ? [timelineChart(profile.timeline)] : [],
      caption: 'One call on all threads, range by range; gaps are waiting and JavaScript. Drag to zoom, double-click to zoom out.',
    },
  ]
  return figures.filter(({ charts }) => charts.length > 0)
}

// A way has the same colour in all charts.
function coloursOf({ cases }: Profile): Map<string, Series['colour']> {
  const cells = cases.flatMap(one => one.cells)
  const others = [...new Set(cells.filter(({ way }) => way !== 'naive').map(({ label }) => label))]
  return new Map<string, Series['colour']>([...cells.map(({ label }) => [label, 'soft'] as const), ...others.map((label, i) => [label, i] as const)])
}

function speedupChart(group: Group, colours: Map<string, Series['colour']>): Chart[] {
  const others = summaryOf(group).map(({ label }) => label), cases = group.cases.filter(one => others.some(label => speedupOf(group, one, label)))
  if (others.length === 0) return []
  const ends = cases.flatMap(one => others.flatMap(label => speedupOf(group, one, label) ?? [])).flatMap(({ median, low, high }) => [median, low, high]).filter(end => end > 0)
  const least = Math.min(1, ...ends), most = Math.max(1, ...ends), log = most / least > WIDE
  const high = 0.8 / others.length
  const series = others.map((label, s): Series => ({
    label, colour: colours.get(label)!,
    boxes: cases.flatMap((one, row) => {
      const speedup = speedupOf(group, one, label), top = row - 0.4 + s * high
      return speedup ? [{
        x: [log ? 1 : 0, speedup.median], y: [top, top + high], interval: [speedup.low, speedup.high], text: times(speedup.median),
        tip: [one.name, `${label}: ${times(speedup.median)} (${times(speedup.low)} to ${times(speedup.high)})`, `${seconds(one.cells[0]!.time.median)} → ${seconds(cellOf(one, label)!.time.median)}`],
      } satisfies Box] : []
    }),
  }))
  // room for the values beside the bars
  const x: Axis = { unit: 'x', range: log ? [least / 1.2, most * (most / least) ** 0.14] : [0, most * 1.14], ...log ? { log: 2 } : {} }
  return [{
    label: group.title, x, y: { unit: '', range: [-0.6, cases.length - 0.4], names: cases.map(({ name }) => name) }, xs: x.range, series,
    lines: [{ at: 1, text: '' }], height: 60 + cases.length * (8 + 11 * others.length), zoom: false,
  }]
}

function sizesChart({ op, dtype, points, simdFrom, threadsFrom }: Crossover, { machine }: Profile, colours: Map<string, Series['colour']>): Chart {
  const all = plural(machine.threads, 'thread')
  const curves = [['naive', 'naive JS', 'soft'], ['simd', '1 thread', colours.get('1 thread') ?? 0], ['threads', all, colours.get(all) ?? 1]] as const
  const values = points.flatMap(({ naive = null, simd, threads, auto }) => [naive, simd, threads, auto]).filter(known)
  const xs = points.map(({ size }) => size)
  const shown = curves.filter(([way]) => points[0]![way] !== undefined && (way !== 'threads' || machine.threads > 1))
  return {
    label: `${op}, ${dtype}`, xs, height: 360, zoom: true,
    x: { unit: '', title: 'elements', range: [xs[0]!, xs.at(-1)!], log: 10 }, y: { unit: 's', range: [Math.min(...values) / 1.5, Math.max(...values) * 1.5], log: 10 },
    series: [
      ...shown.map(([way, label, colour]): Series => ({ label, colour, curve: points.map(point => point[way] ?? null), dots: true })),
      { label: 'the library\'s choice', colour: 'ink', curve: points.map(({ auto }) => auto), dashed: true },
    ],
    lines: [...simdFrom === undefined ? [] : [{ at: simdFrom, text: `SIMD wins from ${count(simdFrom)}` }], ...threadsFrom === undefined ? [] : [{ at: threadsFrom, text: `threads win from ${count(threadsFrom)}` }]],
    tips: points.map(point => [plural(point.size, 'element'), ...shown.map(([way, label]) => `${label}: ${seconds(point[way] ?? NaN)}`), `the library's choice: ${seconds(point.auto)}`]),
  }
}

// An op without plain loops has NaN as their time, which JSON makes null.
function known(seconds: number | null): seconds is number { return seconds !== null && !Number.isNaN(seconds) }

function rooflineChart({ limits, cases }: Profile, colours: Map<string, Series['colour']>): Chart[] {
  const counted = cases.flatMap(one => one.work && one.work.bytes > 0 && one.work.flops > 0 ? [{ one, intensity: one.work.flops / one.work.bytes }] : [])
  if (counted.length === 0) return []
  const labels = [...colours.keys()]
  const series = labels.flatMap((label): Series[] => {
    const points = counted.flatMap(({ one, intensity }) => {
      const cell = cellOf(one, label)
      return cell && cell.flopsPerSecond > 0 ? [{ x: intensity, y: cell.flopsPerSecond, tip: pointTip(one.name, cell, intensity, one.verdict && verdictWords[one.verdict.kind]) }] : []
    })
    return points.length > 0 ? [{ label, colour: colours.get(label)!, points }] : []
  })
  const roofs = limits.peak.filter(({ dtype }) => dtype === 'float32').flatMap(({ threads, flopsPerSecond: peak }) => {
    const rates = limits.bandwidth.filter(limit => limit.threads === threads).sort((a, b) => a.footprint - b.footprint)
    const colour = colours.get(plural(threads, 'thread')) ?? 'ink'
    const roof = (rate: number, label: string, dashed: boolean): { label: string; colour: Series['colour']; dashed: boolean; ridge: number; at: (x: number) => number } => ({ label, colour, dashed, ridge: peak / rate, at: x => Math.min(peak, rate * x) })
    const memory = rates.at(-1), cache = rates.reduce((best, rate) => best && best.bytesPerSecond >= rate.bytesPerSecond ? best : rate, memory)
    return !memory ? [] : [
      roof(memory.bytesPerSecond, `limit of ${plural(threads, 'thread')}`, false),
      ...cache !== memory ? [roof(cache!.bytesPerSecond, `in cache (${bytes(cache!.footprint)})`, true)] : [],
    ]
  })
  const corners = [...counted.map(({ intensity }) => intensity), ...roofs.map(({ ridge }) => ridge)]
  const from = Math.min(...corners) / 2, to = Math.max(...corners) * 3
  const xs = [from, to, ...roofs.map(({ ridge }) => ridge)].sort((a, b) => a - b)
  const rates = [...series.flatMap(({ points = [] }) => points.map(({ y }) => y)), ...roofs.map(({ at }) => at(to))]
  return [{
    label: 'all', xs, height: 440, zoom: true,
    x: { unit: '', title: 'FLOP per byte', range: [from, to], log: 10 }, y: { unit: 'FLOP/s', range: [Math.min(...rates) / 2, Math.max(...rates) * 2], log: 10 },
    series: [...roofs.map(({ label, colour, dashed, at }): Series => ({ label, colour, dashed, curve: xs.map(at) })), ...series],
  }]
}
function pointTip(name: string, cell: Cell, intensity: number, verdict?: string): string[] {
  const share = limitText(cell)
  return [name, `${cell.label}: ${flopsPerSecond(cell.flopsPerSecond)}, ${bytesPerSecond(cell.bytesPerSecond)}`, `${intensity.toPrecision(2)} FLOP per byte`, ...share ? [share] : [], ...verdict ? [`held by ${verdict}`] : []]
}

const parts = [['kernels', 'kernels', 2], ['copies', 'copies', 3], ['dispatch', 'handing out, waiting', 4], ['script', 'JavaScript', 'soft']] as const
function sharesChart({ title, cases }: Group): Chart[] {
  const traced = cases.flatMap(one => one.work ? [{ name: one.name, work: one.work }] : [])
  if (traced.length === 0) return []
  const series = parts.map(([part, label, colour], p): Series => ({
    label, colour,
    boxes: traced.map(({ name, work: { shares, top, kernels, shared } }, row) => {
      const begin = 100 * parts.slice(0, p).reduce((sum, [before]) => sum + shares[before], 0)
      return {
        x: [begin, begin + 100 * shares[part]], y: [row - 0.35, row + 0.35],
        tip: [name, `${label}: ${percent(shares[part])}`, ...part === 'kernels' ? [`${plural(kernels, 'kernel')}, ${count(shared)} on all threads`, ...top.map(({ kernel, share }) => `${kernel}: ${percent(share)}`)] : []],
      }
    }),
  }))
  return [{
    label: title, x: { unit: '%', range: [0, 100] }, y: { unit: '', range: [-0.6, traced.length - 0.4], names: traced.map(({ name }) => name) }, xs: [0, 100],
    series, height: 60 + 24 * traced.length, zoom: false,
  }]
}

function timelineChart({ name, seconds: length, threads, spans }: Timeline): Chart {
  const totals = new Map<string, number>()
  for (const span of spans) if (span.kind === 'kernel') totals.set(span.name, (totals.get(span.name) ?? 0) + span.end - span.begin)
  const longest = [...totals].sort(([, a], [, b]) => b - a).slice(0, MOST_KERNELS).map(([kernel]) => kernel)
  const labelOf = ({ kind, name: kernel }: Timeline['spans'][number]): string => kind === 'copy' ? 'copies' : longest.includes(kernel) ? kernel : 'other kernels'
  const labels = [...longest, 'other kernels', 'copies'].filter(label => spans.some(span => labelOf(span) === label))
  return {
    label: name, xs: [0, length], height: 100 + 44 * threads, zoom: true,
    x: { unit: 's', range: [0, length] }, y: { unit: '', range: [-0.6, threads - 0.4], names: Array.from({ length: threads }, (_, i) => i === 0 ? 'caller' : `thread ${i}`) },
    series: labels.map((label, i): Series => ({
      label, colour: label === 'copies' ? 'ink' : label === 'other kernels' ? 'soft' : i,
      boxes: spans.filter(span => labelOf(span) === label).map(({ thread, name: kernel, begin, end }) => ({
        x: [begin, end], y: [thread - 0.4, thread + 0.4], tip: [kernel, `${seconds(end - begin)}, from ${seconds(begin)}`],
      })),
    })),
  }
}
