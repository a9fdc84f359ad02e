// The page: says what to measure to the worker, and shows what comes back: progress, charts, tables, changes; saves it.

import uPlot from 'uplot'
import plotStyle from 'uplot/dist/uPlot.min.css'
import { changes } from '../../dist/profile/changes.js'
import { figuresOf } from '../../dist/profile/charts.js'
import { csvText } from '../../dist/profile/csv.js'
import { show } from '../../dist/profile/draw.js'
import { changesHtml, figureHtml, tablesHtml, tilesHtml } from '../../dist/profile/html.js'
import { readProfile } from '../../dist/profile/read.js'
import { style } from '../../dist/profile/style.js'
import { machineText } from '../../dist/profile/summary.js'
import { duration, plural } from '../../dist/profile/units.js'

const by = id => document.getElementById(id), form = by('plan')
const sheet = document.createElement('style')
sheet.textContent = plotStyle + style
document.head.prepend(sheet)

let profile                                              // what there is of it so far
let older                                                // that it is compared with
let running = false, began = 0, at = { index: 0, of: 1, name: '' }
const shown = new Map()                                  // by figure: what draws it anew

const worker = new Worker('worker.js', { type: 'module' })
worker.onerror = event => { alarm(`The worker failed: ${event.message || 'its script could not be loaded'}. Reload the page.`); finish('Failed.') }
worker.onmessage = ({ data }) => { for (const [name, value] of Object.entries(data)) heard[name](value) }

const heard = {
  ready({ machine, ops, applications }) {
    by('machine').textContent = machineText({ machine })
    by('plain').hidden = machine.isolated
    by('ops').append(...ops.common.map(name => check('op', name, ops.few.includes(name))))
    by('more').append(...ops.all.filter(name => !ops.common.includes(name)).map(name => check('op', name, false)))
    by('applications').append(...applications.map(name => check('application', name, true)))
    finish('Ready.')
  },
  begun(value) { profile = value },
  case(value) { at = value; advance(0) },
  part: advance,
  done(value) { // of a later pass in place of the former one's
    const at = profile.cases.findIndex(({ name, group }) => name === value.name && group === value.group)
    profile = { ...profile, cases: at < 0 ? [...profile.cases, value] : profile.cases.with(at, value) }
    render()
  },
  crossover(value) { profile = { ...profile, crossovers: [...profile.crossovers, value] }; render() },
  finished(value) { profile = value; finish(`Done: ${plural(profile.cases.length, 'case')} in ${duration((performance.now() - began) / 1e3)}.`) },
  stopped() { finish(`Stopped: ${plural(profile?.cases.length ?? 0, 'case')}.`) },
  failed(message) { alarm(message); finish('Failed.') },
}

form.addEventListener('submit', event => {
  event.preventDefault()
  const data = new FormData(form), plan = { ops: data.getAll('op'), applications: data.getAll('application'), dtype: data.get('dtype'), thorough: data.get('thorough') !== '', sizes: data.has('sizes') }
  if (plan.ops.length + plan.applications.length === 0) { alarm('Choose an op or an application to measure.'); return }
  alarm('')
  profile = undefined
  running = true
  began = performance.now()
  at = { index: 0, of: 1, name: 'the machine' }
  render()
  enable()
  advance(0)
  worker.postMessage({ start: plan })
})
by('stop').addEventListener('click', () => { worker.postMessage({ stop: true }); by('status').textContent = 'Stopping…'; by('left').textContent = '' })
by('json').addEventListener('click', () => save('json', 'application/json', JSON.stringify(profile)))
by('csv').addEventListener('click', () => save('csv', 'text/csv', csvText(profile)))
by('older').addEventListener('change', async ({ target: { files: [file] } }) => {
  try {
    older = file && readProfile(await file.text(), file.name)
    alarm('')
  } catch (error) {
    older = undefined
    alarm(`${error.name}: ${error.message}`)
  }
  render()
})

function check(name, value, checked) {
  const label = document.createElement('label'), input = document.createElement('input')
  Object.assign(input, { type: 'checkbox', name, value, checked })
  label.append(input, ` ${value}`)
  return label
}

// By the share that is done: cases take about as long as each other. Only the name of a new case is read out.
function advance(part) {
  const done = (at.index + part) / at.of, elapsed = (performance.now() - began) / 1e3, text = `Measuring ${at.name} (${at.index + 1} of ${at.of})…`
  by('progress').value = done
  by('progress').setAttribute('aria-valuetext', `${Math.round(100 * done)} %`)
  by('left').textContent = done > 0 ? ` About ${duration(elapsed / done * (1 - done))} left.` : ''
  if (by('status').textContent !== text) by('status').textContent = text
}

function finish(text) {
  running = false
  by('status').textContent = text
  by('left').textContent = ''
  enable()
  render()
}

// Of the two buttons one is there to press: the focus goes with it.
function enable() {
  const [from, to] = running ? [by('start'), by('stop')] : [by('stop'), by('start')], focused = document.activeElement === from
  from.disabled = true
  to.disabled = false
  if (focused) to.focus()
  by('progress').hidden = !running
  by('json').disabled = by('csv').disabled = running || !profile?.cases.length
}

function alarm(text) {
  by('alert').textContent = text
  by('alert').hidden = text === ''
}

function render() {
  const some = profile !== undefined && profile.cases.length + profile.crossovers.length > 0, figures = some ? figuresOf(profile) : []
  by('tiles').innerHTML = some ? tilesHtml(profile) : ''
  by('changes').innerHTML = some && older && !running ? changesHtml(changes(older, profile)) : ''
  by('tables').innerHTML = some ? tablesHtml(profile) : ''
  if (!some) { shown.clear(); by('figures').replaceChildren() }
  for (const figure of figures) {
    if (shown.has(figure.id)) { shown.get(figure.id)(figure); continue }
    by('figures').insertAdjacentHTML('beforeend', figureHtml(figure))
    shown.set(figure.id, show(by(figure.id), figure, uPlot))
    by('figures').append(...figures.flatMap(({ id }) => by(id)?.closest('section') ?? []))
  }
}

// The file is named by the day and the browser.
function save(ending, type, text) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = `lanewise-${profile.date.slice(0, 10)}-${profile.machine.runtime.toLowerCase().replaceAll(' ', '-')}.${ending}`
  link.click()
  URL.revokeObjectURL(link.href)
}
