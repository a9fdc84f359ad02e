// Streams in a browser: run() gives a record of what was found; nothing in it throws but by a defect. worklet.mjs bundles it, serves it and
// starts Chromium; any other harness may call run({ seconds }) on a page of its own, isolated or not. `seconds` is for a real-time context, without which (0) all is offline.

import * as np from '../../dist/index.web.js'
import * as signal from '../../dist/signal.js'
import { analyser, createNode, fir, meter, Ring, sections, spectral, stream } from '../../dist/worklet.js'

const RATE = 48000
let seed = 1
const noise = n => Float32Array.from({ length: n }, () => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return seed / 2 ** 32 })
const taps = noise(700).map(v => v / 20)
const cascade = () => np.concatenate(Array.from({ length: 8 }, (_, i) => signal.biquad('peaking', 100 * 2 ** i, { gain: i % 2 ? 3 : -3, fs: RATE })))
const processors = () => np.scope(() => ({ equaliser: sections(cascade()), room: fir(taps), response: spectral(null), spectrum: analyser(), level: meter() }))
const same = (a, b) => { let different = 0; for (let i = 0; i < b.length; i++) if (!Object.is(a[i], b[i])) different++; return different }
const until = async (f, ms = 3000) => { const end = performance.now() + ms; while (!f() && performance.now() < end) await new Promise(r => { setTimeout(r, 20) }); return f() }
function sourceOf(context, channels, loop = false) {
  const buffer = context.createBuffer(channels.length, channels[0].length, RATE), source = context.createBufferSource()
  channels.forEach((x, c) => buffer.copyToChannel(x, c))
  source.buffer = buffer
  source.loop = loop
  source.start()
  return source
}

/** Offline: what the worklet gives, and what its spectra and levels say, is what the page computes, to the last bit. */
async function offline() {
  const frames = 128 * 400, input = [noise(frames), noise(frames)], context = new OfflineAudioContext(2, frames, RATE), far = processors(), here = processors()
  const node = await createNode(context, { channels: 2, chain: Object.values(far), clock: 'date' })
  sourceOf(context, input).connect(node).connect(context.destination)
  const rendered = await context.startRendering(), local = stream({ channels: 2, chain: Object.values(here) }), expected = input.map(x => new Float32Array(x.length))
  for (let at = 0; at < frames; at += 480) local.process(input.map(x => x.subarray(at, at + 480)), expected.map(x => x.subarray(at, at + 480)))
  const different = expected.reduce((n, x, c) => n + same(rendered.getChannelData(c), x), 0)
  const arrived = await until(() => far.level.read()?.window === here.level.read().window), level = JSON.stringify(far.level.read()) === JSON.stringify(here.level.read())
  const [a, b] = [far.spectrum.read(), here.spectrum.read()], spectra = same(a.data, b.data), { shared } = node, deadlines = node.stream.deadlines.read()
  a.dispose()
  b.dispose()
  await node.dispose()
  local.dispose()
  return { shared, different, arrived, level, spectra, deadlines }
}

/** A processor of the user's own that has a stream: own-processor.js registers it. */
async function own() {
  const frames = 128 * 50, input = [noise(frames)], context = new OfflineAudioContext(1, frames, RATE), s = stream({ channels: 1, chain: [np.scope(() => sections(cascade()))] })
  await context.audioWorklet.addModule('own-processor.js')
  const node = new AudioWorkletNode(context, 'own', { processorOptions: { stream: s.handle(crossOriginIsolated) } })
  sourceOf(context, input).connect(node).connect(context.destination)
  const rendered = await context.startRendering(), whole = np.scope(() => signal.sosfilt(cascade(), np.array(input[0])).astype('float32').toTypedArray().map(v => v * 0.5))
  s.dispose()
  return { different: same(rendered.getChannelData(0), whole) }
}

/** In real time: the filter is switched while a tone plays, a ring carries it to the page, which looks for jumps, and times are measured. */
async function live(seconds) {
  const context = new AudioContext({ sampleRate: RATE }), { equaliser, response, spectrum, level } = processors(), isolated = crossOriginIsolated
  await context.resume()
  const ring = isolated ? new Ring(2, 2 ** 16) : undefined, node = await createNode(context, { channels: 2, chain: [equaliser, response, spectrum, level], clock: isolated ? 'worker' : 'date', ...(ring ? { sink: ring } : {}) })
  const tone = Float32Array.from({ length: RATE }, (_, i) => 0.5 * Math.sin(2 * Math.PI * 440 * i / RATE))
  sourceOf(context, [tone, tone], true).connect(node).connect(context.destination)
  const out = [new Float32Array(4096), new Float32Array(4096)], began = performance.now(), quanta = context.currentTime
  let jump = 0, last = 0, read = 0, on = true, levels = 0
  await until(() => level.read() !== undefined)
  node.stream.deadlines.reset()
  while (performance.now() - began < seconds * 1000) {
    await new Promise(r => { setTimeout(r, 20) })
    for (let n; ring && (n = Math.min(4096, ring.available)) > 0; read += n) {
      ring.read(out, n)
      for (let i = 0; i < n; i++) { jump = Math.max(jump, Math.abs(out[0][i] - last)); last = out[0][i] }
    }
    while (level.next()) levels++
    on = !on
    if (on) np.scope(() => equaliser.set(cascade())); else equaliser.set(null)
  }
  const deadlines = node.stream.deadlines.read(), { playbackStats, playoutStats } = context, stats = (playbackStats ?? playoutStats)?.toJSON?.()
  const played = context.currentTime - quanta
  await node.dispose()
  await context.close()
  return { deadlines, played, baseLatency: context.baseLatency, read, levels, jump, overruns: ring?.overruns, stats }
}

/** Everything. */
export async function run({ seconds = 3, minutes = 0 } = {}) {
  await np.init()
  const { used } = np.info().memory, result = { isolated: crossOriginIsolated, offline: await offline(), own: await own() }
  if (seconds > 0) result.live = await live(seconds)
  if (minutes > 0) result.collections = await collections(minutes)
  return { ...result, left: np.info().memory.used - used }
}

/** So many minutes offline, for those who watch the collector (--js-flags=--trace-gc): what process() allocated would be collected. */
async function collections(minutes) {
  const frames = Math.round(minutes * 60 * RATE / 128) * 128, context = new OfflineAudioContext(2, frames, RATE), node = await createNode(context, { channels: 2, chain: Object.values(processors()) })
  const oscillator = context.createOscillator()
  oscillator.connect(node).connect(context.destination)
  oscillator.start()
  const began = performance.now()
  await context.startRendering()
  const ms = performance.now() - began
  await node.dispose()
  return { quanta: frames / 128, usPerQuantum: ms * 1000 / (frames / 128) }
}
