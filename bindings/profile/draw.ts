// Draws figures on a page with uPlot. It must import nothing at run time: the report holds its text.
import type UPlot from 'uplot'
import type { Axis, Box, Chart, Figure, Point, Series } from './charts.js'

type Plotter = typeof UPlot

/** Draws a figure into an element in place of what is there; a list chooses among several charts. Gives a function that draws another figure there, with the same choice. */
export function show(place: HTMLElement, figure: Figure, plotter: Plotter): (figure: Figure) => void {
  const canvas = document.createElement('div'), list = document.createElement('label')
  let chart = figure.charts[0]!, plot: UPlot | undefined, width = 0
  const draw = (): void => {
    plot?.destroy()
    width = place.clientWidth
    plot = width > 0 ? plotted({ canvas, plotter, title: figure.title }, chart, width) : undefined
  }
  const update = (next: Figure): void => {
    figure = next
    chart = next.charts.find(({ label }) => label === chart.label) ?? next.charts[0]!
    list.replaceChildren(...next.charts.length > 1 ? [chooser(next, chart, chosen => { chart = chosen; draw() })] : [])
    draw()
  }
  list.className = 'choice'
  place.replaceChildren(list, canvas)
  update(figure)
  new ResizeObserver(() => { if (place.clientWidth !== width) draw() }).observe(place)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  return update
}

function chooser({ title, charts }: Figure, present: Chart, choose: (chart: Chart) => void): HTMLElement {
  const select = document.createElement('select')
  select.append(...charts.map(chart => new Option(chart.label, chart.label, false, chart === present)))
  select.setAttribute('aria-label', title)
  select.addEventListener('change', () => { choose(charts[select.selectedIndex]!) })
  return select
}

const FONT = '12px system-ui, sans-serif'
const TICKS = 48 // pixels from one tick to the next, at least
const REACH = 24 // pixels within which the cursor finds a point

function style(name: string): string { return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() }
function colour({ colour: of }: Series): string { return style(typeof of === 'number' ? `c${of % 6}` : of) }

function plotted({ canvas, plotter, title }: { canvas: HTMLElement; plotter: Plotter; title: string }, chart: Chart, width: number): UPlot {
  const { xs, x, y, series, height, zoom } = chart
  const scale = ({ range, log, names }: Axis): UPlot.Scale => ({ time: false, ...log ? { distr: 3, log } : {}, ...names ? { dir: -1 } : {}, range: [...range] as [number, number] })
  const options: UPlot.Options = {
    width, height, legend: { live: false }, axes: [axis(x, width, false), axis(y, width, true)],
    // zooming sets x: its range is where it starts, and that of the data
    scales: { x: { ...scale(x), range: (_, least, most) => [least, most] }, y: scale(y) },
    series: [{}, ...series.map(line => seriesOptions(line, plotter))],
    cursor: { y: false, x: series.some(({ curve }) => curve), points: { show: series.some(({ curve }) => curve) && chart.tips !== undefined }, drag: { x: zoom, y: false, setScale: zoom } },
    plugins: [tooltip(chart)],
    hooks: { draw: [plot => { drawShapes(plot, chart) }] },
  }
  const plot = new plotter(options, [[...xs], ...series.map(({ curve }) => curve ? [...curve] : xs.map(() => null))], canvas)
  const picture = plot.root.querySelector('canvas')!
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', `${title}: ${chart.label}. The tables have the numbers.`)
  return plot
}

function seriesOptions(line: Series, { paths }: Plotter): UPlot.Series {
  const { label, dashed, stepped, dots, boxes, points } = line, stroke = colour(line)
  if (boxes || points) return { label, stroke, fill: stroke, width: 0, points: { show: false } }
  return {
    label, stroke, width: dashed ? 1.5 : 2, points: { show: dots ?? false, size: 6, fill: stroke }, ...dashed ? { dash: [6, 5] } : {},
    ...stepped ? { paths: paths.stepped!({ align: 1 }), fill: `${stroke}38` } : {},
  }
}

function axis({ unit, title, log, names, range }: Axis, width: number, upright: boolean): UPlot.Axis {
  const line = { stroke: style('line'), width: 1 }
  const common = { stroke: style('soft'), grid: line, ticks: line, font: FONT, labelFont: FONT }
  if (names) {
    const most = 0.4 * width, texts = names.map(name => fitting(name, most))
    return { ...common, splits: () => names.map((_, i) => i), values: () => texts, grid: { show: false }, ticks: { show: false }, size: Math.min(most, Math.max(...texts.map(widthOf))) + 14, gap: 6 }
  }
  const texts: UPlot.Axis = { ...common, values: (_, ticks) => ticks.map(tick => tickText(tick, unit)), space: upright ? 30 : TICKS, ...upright ? {} : { size: 34 }, ...title === undefined ? {} : { label: title, labelSize: 20 } }
  const size = upright ? { size: 24 + Math.max(...range.map(end => widthOf(tickText(Number(end.toPrecision(2)), unit)))) } : {}
  if (!log) return { ...texts, ...size }
  return { ...texts, ...size, filter: (_, splits) => splits, splits: (plot, _, least, most) => powers(least, most, log, (upright ? plot.height / 30 : width / TICKS)) }
}

// Powers of the base from one end to the other, so many at most; with their doubles and fives where there are few.
function powers(least: number, most: number, base: 2 | 10, room: number): number[] {
  const log = (value: number): number => Math.log(value) / Math.log(base)
  const first = Math.floor(log(least)), last = Math.ceil(log(most)), step = Math.max(1, Math.ceil((log(most) - log(least)) / room))
  const between = base === 10 && last - first <= 2 ? [1, 2, 5] : [1]
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(power => power % step === 0)
  return all.flatMap(power => between.map(factor => Number((factor * base ** power).toPrecision(12)))).filter(value => value >= least && value <= most)
}

const prefixes: readonly (readonly [number, string])[] = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n']]
function tickText(value: number, unit: string): string {
  const number = (x: number): string => String(Number(x.toPrecision(4)))
  if (unit === 'x') return `${number(value)}x`
  if (['dB', '%'].includes(unit) || value === 0) return `${number(value)} ${unit}`
  if (unit === '' && value < 1) return number(value)
  const [scale, prefix] = prefixes.find(([least]) => Math.abs(value) >= least * 0.9999) ?? prefixes.at(-1)!
  return `${number(value / scale)}${unit && ' '}${prefix}${unit}`
}

let measuring: CanvasRenderingContext2D | undefined
function widthOf(text: string): number {
  measuring ??= document.createElement('canvas').getContext('2d')!
  measuring.font = FONT
  return measuring.measureText(text).width
}
function fitting(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let length = text.length
  while (length > 1 && widthOf(`${text.slice(0, length)}…`) > width) length--
  return `${text.slice(0, length)}…`
}

// Boxes, points and lines, over the axes and curves; in the canvas's own pixels.
function drawShapes(plot: UPlot, { series, lines = [], zoom }: Chart): void {
  const { ctx, bbox } = plot, ratio = devicePixelRatio
  const px = (value: number): number => plot.valToPos(value, 'x', true), py = (value: number): number => plot.valToPos(value, 'y', true)
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.lineWidth = ratio
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'left'
  const ink = style('ink'), card = style('card')
  series.forEach((line, s) => {
    if (!plot.series[s + 1]!.show) return
    const own = colour(line)
    for (const { x, y, interval, text } of line.boxes ?? []) {
      const left = Math.min(px(x[0]), px(x[1])), top = py(y[0]), wide = Math.abs(px(x[1]) - px(x[0])), high = py(y[1]) - top
      ctx.fillStyle = own
      // a span that is narrower than a pixel is still seen; a gap parts it from the next
      ctx.fillRect(left, top + ratio / 2, Math.max(ratio, zoom && wide > 4 * ratio ? wide - ratio : wide), Math.max(ratio, high - ratio))
      const middle = top + high / 2
      ctx.strokeStyle = ctx.fillStyle = ink
      if (interval) {
        ctx.beginPath()
        ctx.moveTo(px(interval[0]), middle)
        ctx.lineTo(px(interval[1]), middle)
        ctx.stroke()
      }
      if (text) ctx.fillText(text, Math.max(px(x[0]), px(x[1]), interval ? px(interval[1]) : 0) + 4 * ratio, middle)
    }
    ctx.fillStyle = own
    ctx.strokeStyle = card
    for (const { x, y } of line.points ?? []) {
      ctx.beginPath()
      ctx.arc(px(x), py(y), 5 * ratio, 0, 2 * Math.PI)
      ctx.fill()
      ctx.stroke()
    }
  })
  ctx.setLineDash([4 * ratio, 4 * ratio])
  lines.forEach(({ at }) => {
    ctx.strokeStyle = ink
    ctx.beginPath()
    ctx.moveTo(Math.round(px(at)), bbox.top)
    ctx.lineTo(Math.round(px(at)), bbox.top + bbox.height)
    ctx.stroke()
  })
  lines.forEach(({ at, text }, i) => {
    const wide = ctx.measureText(text).width, x = px(at), room = 6 * ratio, y = bbox.top + (10 + 18 * i) * ratio
    const left = x + room + wide > bbox.left + bbox.width ? x - room - wide : x + room
    if (text === '') return
    ctx.fillStyle = card // over the other lines
    ctx.fillRect(left - room / 2, y - 8 * ratio, wide + room, 16 * ratio)
    ctx.fillStyle = ink
    ctx.fillText(text, left, y)
  })
  ctx.restore()
}

// What is said of what the cursor points at.
function tipAt(plot: UPlot, { series, tips, zoom }: Chart): readonly string[] | undefined {
  const { left = -1, top = -1, idx } = plot.cursor
  if (left < 0 || top < 0) return undefined
  const px = (value: number): number => plot.valToPos(value, 'x'), py = (value: number): number => plot.valToPos(value, 'y')
  let tip: readonly string[] | undefined
  let nearest = zoom ? REACH : Infinity // bars are short: all of a row is theirs
  const found = ({ tip: own }: Box | Point, distance: number): void => { if (distance <= nearest) { nearest = distance; tip = own } }
  series.forEach(({ boxes = [], points = [] }, s) => {
    if (!plot.series[s + 1]!.show) return
    for (const box of boxes) {
      const ends = box.x.map(px), least = Math.min(...ends), most = Math.max(...ends)
      if (top >= py(box.y[0]) && top <= py(box.y[1])) found(box, Math.max(0, least - left, left - most))
    }
    for (const point of points) found(point, Math.hypot(px(point.x) - left, py(point.y) - top))
  })
  return tip ?? (idx == null ? undefined : tips?.[idx])
}

// The tip stands beside the cursor; as text, never as HTML.
function tooltip(chart: Chart): UPlot.Plugin {
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
        const lines = tipAt(plot, chart), { left = 0, top = 0 } = plot.cursor
        tip.hidden = lines === undefined
        if (lines === undefined) return
        tip.textContent = lines.join('\n')
        const { clientWidth, clientHeight } = plot.over
        tip.style.left = `${left + tip.offsetWidth + 24 > clientWidth ? left - tip.offsetWidth - 12 : left + 12}px`
        tip.style.left = `${Math.max(-plot.over.offsetLeft, parseFloat(tip.style.left))}px`
        tip.style.top = `${Math.min(top + 12, Math.max(0, clientHeight - tip.offsetHeight))}px`
      },
    },
  }
}
