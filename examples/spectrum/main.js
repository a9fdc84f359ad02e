// The page: what its controls do, the frames, and the panel of figures.

import * as np from 'lanewise'
import { Player } from './audio.js'
import { compare } from './compare.js'
import { element, Filters, Meters, slider } from './controls.js'
import { decibels, hertz } from './scales.js'
import { Spectrogram } from './spectrogram.js'
import { Spectrum } from './spectrum.js'

const $ = id => document.getElementById(id)
const view = { logarithmic: true, low: -100, high: 0, map: 'magma', hold: true }
const player = new Player({ size: 2048, exact: crossOriginIsolated && navigator.hardwareConcurrency >= 4, naive: false })
const spectrogram = new Spectrogram($('spectrogram'), view, matchMedia('(prefers-reduced-motion: reduce)').matches), spectrum = new Spectrum($('spectrum'), view)
const meters = new Meters($('meters'))
const filters = new Filters($('biquads'), () => applyFilters())

// Messages. Whatever goes wrong is said in the page, in words.
function alarm(error) {
  console.error(error)
  $('alert').firstElementChild.textContent = error?.message ?? String(error)
  $('alert').hidden = false
}
$('alert').lastElementChild.addEventListener('click', () => { $('alert').hidden = true })
addEventListener('error', event => alarm(event.error ?? event))
addEventListener('unhandledrejection', event => alarm(event.reason))
player.onerror = alarm
player.onstate = () => showState()

// One thing after the other: sources and nodes are changed by several steps.
let turn = Promise.resolve()
const inTurn = f => { turn = turn.then(f).catch(alarm) }

function clear() {
  for (const plot of [spectrogram, spectrum]) plot.clear(player.settings.size / 2 + 1, player.rate / player.hop, player.rate)
}
/** Begins with a source; `begin` gives the text that says what plays. */
const start = begin => inTurn(async () => {
  const rate = player.context?.sampleRate
  const before = $('status').textContent
  $('status').textContent = 'Starting…'
  try {
    const text = await begin()
    $('alert').hidden = true
    $('hint').hidden = true
    $('status').textContent = text
  } catch (error) {
    $('status').textContent = player.ready ? before : 'Nothing plays.'
    throw error
  } finally {
    if (player.rate !== rate) { clear(); applyFilters() }
    showState()
  }
})
const playFile = file => start(async () => {
  const { seconds, channels } = await player.play(await file.arrayBuffer())
  return `${file.name}: ${seconds.toFixed(1)} s, ${channels === 1 ? 'one channel' : `${channels} channels`}, over and over`
})
const playBell = () => start(async () => {
  const response = await fetch('bell.wav')
  if (!response.ok) throw new Error(`The recording did not come: the server answered ${response.status}.`)
  const { seconds } = await player.play(await response.arrayBuffer())
  return `A struck bell, ${seconds.toFixed(1)} s, over and over. Recorded by AlaskaRobotics (freesound.org 221515, CC0).`
})
const listen = () => start(async () => `${(await player.listen()).name || 'Microphone'}; it is not played, as it would howl.`)
const pause = () => { if (player.ready) player.toggle() }
function showState() {
  const paused = player.ready && !player.playing
  $('pause').disabled = !player.ready
  $('pause').firstChild.textContent = paused ? 'Go on ' : 'Pause '
  $('pause').setAttribute('aria-pressed', String(paused))
}
const applyFilters = () => np.scope(() => player.filter(filters.sections(player.rate)))
function show() {
  for (const plot of [spectrogram, spectrum]) plot.show({ ...view })
}

// Controls.
$('bell').addEventListener('click', playBell)
$('open').addEventListener('click', () => $('file').click())
$('file').addEventListener('change', () => { if ($('file').files.length > 0) playFile($('file').files[0]); $('file').value = '' })
$('microphone').addEventListener('click', listen)
$('pause').addEventListener('click', pause)
$('help').addEventListener('click', () => $('keys').showModal())
$('filtering').addEventListener('change', () => { filters.on = $('filtering').checked; applyFilters() })
$('naive').addEventListener('change', () => inTurn(async () => {
  await player.compareWith($('naive').checked).finally(() => { $('naive').checked = player.settings.naive })
  $('by').textContent = $('naive').checked ? 'by plain loops on the page’s thread' : ''
}))
$('scale').addEventListener('change', () => { view.logarithmic = $('scale').value === 'log'; show() })
$('map').addEventListener('change', () => { view.map = $('map').value; show() })
$('hold').addEventListener('change', () => { view.hold = $('hold').checked; show() })
$('size').addEventListener('change', () => inTurn(async () => {
  await player.change({ size: Number($('size').value) })
  clear()
  await measure()
}))
$('exact').addEventListener('change', () => inTurn(() => player.change({ exact: $('exact').checked })))
const level = (label, value, from, to, input) => slider({ label, name: `${label} level`, from, to, value, format: v => decibels(v, 0), input: v => { input(v); show() } })
$('range').append(level('Highest', view.high, -40, 20, v => { view.high = v }), level('Lowest', view.low, -140, -50, v => { view.low = v }))

const keys = { b: playBell, o: () => $('open').click(), m: listen, ' ': pause, f: () => $('filtering').click(), n: () => $('naive').click(), l: () => { $('scale').selectedIndex ^= 1; $('scale').dispatchEvent(new Event('change')) }, '?': () => $('help').click() }
addEventListener('keydown', event => {
  const { key, target } = event
  // Space presses a button that has the focus, and letters choose in a list.
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || $('keys').open || target.matches('select') || (key === ' ' && target.matches('button, input[type=checkbox]'))) return
  const action = keys[key.toLowerCase()]
  if (!action || $('bell').disabled) return
  event.preventDefault()
  action()
})
addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('dropping') })
addEventListener('dragleave', event => { if (event.relatedTarget === null) document.body.classList.remove('dropping') })
addEventListener('drop', event => {
  event.preventDefault()
  document.body.classList.remove('dropping')
  const [file] = event.dataTransfer.files
  if (file) playFile(file); else alarm(new Error('That was no file. Drop a sound file.'))
})

// Frames.
let frames = 0, spectra = 0, stalls = []
function frame() {
  frames++
  const { analysis, naive } = player
  if (analysis) {
    const duration = player.hop / player.rate, shown = naive ?? analysis
    for (let s; (s = shown.nextSpectrum()); spectra++) {
      spectrogram.push(s.decibels, s.missed)
      spectrum.push(s.decibels)
    }
    for (let l; (l = shown.nextLevel());) meters.push(l, duration)
    if (naive) { while (analysis.nextSpectrum()); while (analysis.nextLevel()); }
  }
  spectrogram.draw()
  spectrum.draw()
  meters.draw()
  requestAnimationFrame(frame)
}
if (PerformanceObserver.supportedEntryTypes.includes('longtask')) new PerformanceObserver(list => { stalls.push(...list.getEntries().map(entry => entry.startTime)) }).observe({ type: 'longtask' })

// The panel, twice a second; peaks four times.
const ms = v => `${v < 0.01 ? '< 0.01' : v.toFixed(v < 1 ? 3 : 2)} ms`, rounded = v => v.toFixed(v < 10 ? 2 : 1)
let last = performance.now(), silentFor = 0
function updatePanel() {
  const now = performance.now(), elapsed = (now - last) / 1000, { deadlines, naive, naiveCost, hop, rate } = player
  stalls = stalls.filter(time => time > now - 60000)
  $('frames').textContent = `${Math.round(frames / elapsed)} a second; ${stalls.length} ${stalls.length === 1 ? 'stall' : 'stalls'} over 50 ms in the last minute`
  if (deadlines && deadlines.count > 0) {
    // Of a clock with steps of a millisecond only what is late is worth showing: quanta begin in step with it, so that its means mislead.
    const quantum = 128 / rate * 1000, { count, late, p50, p999, mean, resolution } = deadlines, exact = resolution < 0.5
    $('deadlines').textContent = exact ? `half of the quanta within ${ms(p50)}, 99.9 % within ${ms(p999)} of ${ms(quantum)}; ${late} of ${count} late (clock steps of ${ms(resolution)})`
      : `${late} of ${count} quanta took longer than the ${ms(quantum)} that they last, as far as a clock with steps of ${resolution.toFixed(0)} ms tells`
    $('lanewise-live').textContent = !player.playing ? 'paused' : exact ? rounded(mean * rate / 128) : 'not timed'
  }
  $('naive-live').textContent = !naive ? 'off' : naiveCost.hops > 0 ? rounded(naiveCost.ms / (naiveCost.hops * hop / rate)) : '–'
  $('naive-live').closest('tr').classList.toggle('on', Boolean(naive))
  $('lanewise-live').closest('tr').classList.toggle('on', !naive)
  Object.assign(naiveCost, { ms: 0, hops: 0 })
  $('memory').textContent = player.shared ? 'shared by page and audio thread' : 'not shared: the page is not cross-origin isolated, so the audio thread has a copy and sends spectra as messages'
  $('variant').textContent = `${np.info().variant}: ${np.info().variantWhy}`
  $('threads').textContent = `${np.info().threads}: ${np.info().threadsWhy}`
  silentFor = player.playing && spectra === 0 && !document.hidden ? silentFor + elapsed : 0
  if (silentFor > 3) { silentFor = 0; alarm(new Error('No sound reaches the analysis. Is an audio device switched on? Press Space twice, or load the page again.')) }
  last = now
  frames = spectra = 0
}
function updateNumbers() {
  if (player.playing) spectrum.update()
  meters.update()
  $('peaks').replaceChildren(...spectrum.peaks.map(p => element('li', {}, hertz(p.frequency), ' ', element('span', {}, decibels(p.level)))))
  const reading = document.activeElement === $('spectrogram') ? spectrogram.cursor && spectrogram.reading : document.activeElement === $('spectrum') ? spectrum.cursor && spectrum.reading : ''
  if ($('reading').textContent !== (reading ?? '')) $('reading').textContent = reading ?? ''
}
/** Both analyses of the same noise. */
async function measure() {
  const { lanewise, naive } = await compare(player.settings.size, player.hop, player.rate)
  $('lanewise-noise').textContent = rounded(lanewise)
  $('naive-noise').textContent = rounded(naive)
  $('faster').textContent = `Noise: the same on one thread of the page, ${(naive / lanewise).toFixed(0)} times as fast by Lanewise. Live: with filters, on the audio thread; plain loops on the page’s.`
}

clear()
requestAnimationFrame(frame)
$('exact').checked = player.settings.exact
$('exactly').hidden = !crossOriginIsolated
try {
  await np.init()
  for (const button of ['bell', 'open', 'microphone']) $(button).disabled = false
  document.querySelector('main').inert = false
  setInterval(updatePanel, 500)
  setInterval(updateNumbers, 250)
  $('status').textContent = 'Ready.'
  await measure()
} catch (error) {
  $('status').textContent = 'It cannot start.'
  alarm(error)
}
