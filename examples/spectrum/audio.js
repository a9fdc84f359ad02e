// The sound: where it comes from, the node that filters and analyses it, and where it goes.
//   source → node (filters, spectra, levels on the audio thread) → loudspeakers
//                                                               ↘ tap → plain loops on the page, while they are switched on

import { createNode, sections } from 'lanewise/worklet'
import { CHANNELS, LanewiseAnalysis } from './analysis.js'
import { NaiveAnalysis } from './naive.js'

const FILTERS = 3

const refusals = {
  NotAllowedError: 'The microphone was refused. Allow it for this page in the browser (beside the address) and in the system, then press M again.',
  NotFoundError: 'There is no microphone here. Plug one in, then press M again; or open a file.',
  NotReadableError: 'The microphone cannot be read; another program may hold it. Close that one, then press M again.',
}

export class Player {
  /** @type {AudioContext} */ context
  /** @type {LanewiseAnalysis} */ analysis
  /** @type {NaiveAnalysis | undefined} */ naive
  /** Milliseconds that the plain loops took, and hops that they took them for, since somebody set both to 0. */
  naiveCost = { ms: 0, hops: 0 }
  #node
  #source
  #stream
  #tap
  #monitor
  #sos = null
  #filter
  /** Called with an error that comes later, from the audio thread. */
  onerror = () => {}
  /** Called when the sound begins, pauses or goes on. */
  onstate = () => {}

  constructor(settings) { this.settings = settings }

  get hop() { return this.settings.size / 4 }
  get rate() { return this.context?.sampleRate ?? 48000 }
  get playing() { return this.#source !== undefined && this.context.state === 'running' }
  get ready() { return this.#source !== undefined }
  get shared() { return this.#node?.shared ?? crossOriginIsolated }
  /** What the audio thread's deadline meter has seen. */
  get deadlines() { return this.#node?.stream.deadlines.read() }

  /** Plays an audio file (its bytes) over and over; gives what it is. */
  async play(bytes) {
    await this.#open()
    let buffer
    try { buffer = await this.context.decodeAudioData(bytes) } catch (cause) { throw new Error('This is not a sound file that the browser can read. WAV, MP3, FLAC, Ogg and M4A mostly are.', { cause }) }
    const source = new AudioBufferSourceNode(this.context, { buffer, loop: true })
    await this.#connect(source, undefined)
    source.start()
    return { seconds: buffer.duration, channels: buffer.numberOfChannels }
  }
  /** Listens to the microphone, which is not played, as it would howl. */
  async listen() {
    if (!navigator.mediaDevices) throw new Error('The browser gives microphones only to pages from https: or localhost.')
    let stream
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
    } catch (cause) { throw new Error(refusals[cause.name] ?? `The microphone does not work: ${cause.message}`, { cause }) }
    try {
      await this.#open()
      await this.#connect(new MediaStreamAudioSourceNode(this.context, { mediaStream: stream }), stream)
    } catch (error) {
      for (const track of stream.getTracks()) track.stop()
      throw error
    }
    const [track] = stream.getAudioTracks()
    track.onended = () => this.onerror(new Error('The microphone was unplugged or taken away. Press M to try again.'))
    return { name: track.label }
  }
  /** Pauses, or goes on. */
  toggle() { if (this.context.state === 'running') this.context.suspend(); else this.context.resume() }

  /** Filters as second-order sections; null lets everything pass. The audio thread fades from the old ones to the new. */
  filter(sos) {
    this.#sos = sos
    this.#filter?.set(sos)
  }
  /** Makes the node anew, of another size or with another clock. */
  async change(settings) {
    Object.assign(this.settings, settings)
    if (this.#node) await this.#build()
  }
  /** Switches the plain loops on or off. */
  async compareWith(naive) {
    this.settings.naive = naive
    if (this.#node) await this.#attachTap()
  }

  async #open() {
    if (!this.context) {
      this.context = new AudioContext()
      this.context.onstatechange = () => this.onstate()
      this.#monitor = new GainNode(this.context)
      this.#monitor.connect(this.context.destination)
    }
    if (!this.#node) await this.#build()
    // Not awaited: without a gesture of the user's, as with a file that is dropped, it waits for the next one.
    this.context.resume()
  }
  async #connect(source, stream) {
    this.#source?.disconnect()
    this.#source?.stop?.()
    for (const track of this.#stream?.getTracks() ?? []) { track.onended = null; track.stop() }
    this.#source = source
    this.#stream = stream
    this.#monitor.gain.value = stream ? 0 : 1
    source.connect(this.#node)
  }
  async #build() {
    const { size, exact } = this.settings
    // Without shared memory all that are kept are sent 47 times a second.
    const analysis = new LanewiseAnalysis(size, this.hop, crossOriginIsolated ? 64 : 16), filter = sections(this.#sos, { most: FILTERS })
    const node = await createNode(this.context, { channels: CHANNELS, chain: [filter, ...analysis.processors], clock: exact && crossOriginIsolated ? 'worker' : 'date' })
    node.onprocessorerror = () => this.onerror(new Error('The audio thread failed. Load the page again.'))
    const old = this.#node, oldAnalysis = this.analysis
    this.#detachTap()
    this.analysis = analysis
    this.#node = node
    this.#filter = filter
    this.#source?.disconnect()
    this.#source?.connect(node)
    node.connect(this.#monitor)
    await this.#attachTap()
    await old?.dispose()
    oldAnalysis?.dispose()
  }
  #detachTap() {
    if (!this.#tap) return
    this.#node.disconnect(this.#tap)
    this.#tap.port.postMessage('stop')
    this.#tap = this.naive = undefined
  }
  async #attachTap() {
    this.#detachTap()
    if (!this.settings.naive) return
    try { await this.context.audioWorklet.addModule('tap.js') } catch (cause) {
      this.settings.naive = false
      throw new Error('The script that hands samples to the plain loops (tap.js) did not load; Lanewise goes on.', { cause })
    }
    const naive = new NaiveAnalysis(this.settings.size, this.hop, 64), tap = new AudioWorkletNode(this.context, 'tap', { channelCount: CHANNELS, channelCountMode: 'explicit', processorOptions: { channels: CHANNELS, block: this.hop } })
    tap.port.onmessage = ({ data }) => {
      const began = performance.now()
      naive.push(data)
      this.naiveCost.ms += performance.now() - began
      this.naiveCost.hops++
    }
    // Its output is silence: it is connected so that it runs.
    this.#node.connect(tap).connect(this.#monitor)
    this.naive = naive
    this.#tap = tap
  }
}
