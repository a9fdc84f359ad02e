// How long both analyses take for the same second of noise, on the page's thread, one after the other in turns.

import { stream } from 'lanewise/worklet'
import { CHANNELS, LanewiseAnalysis } from './analysis.js'
import { NaiveAnalysis } from './naive.js'

const TURN = 4      // hops
const pause = () => new Promise(resolve => { setTimeout(resolve) })

/** Milliseconds for a second of sound: { lanewise, naive }. */
export async function compare(size, hop, rate) {
  const noise = Array.from({ length: CHANNELS }, () => Float32Array.from({ length: hop }, () => Math.random() - 0.5)), output = noise.map(x => new Float32Array(x.length))
  const fast = new LanewiseAnalysis(size, hop, 8), slow = new NaiveAnalysis(size, hop, 8), chain = stream({ channels: CHANNELS, chain: fast.processors })
  const work = { lanewise: () => { chain.process(noise, output); fast.nextSpectrum(); fast.nextLevel() }, naive: () => { slow.push(noise); slow.nextSpectrum(); slow.nextLevel() } }
  const times = { lanewise: [], naive: [] }, hops = Math.round(rate / hop)
  // The first second is for the engine's compilers. Short turns, so that the page stays responsive.
  for (let i = 0; i < 2 * hops; i += TURN) {
    for (const [name, analyse] of Object.entries(work)) {
      const began = performance.now()
      for (let k = 0; k < TURN; k++) analyse()
      if (i >= hops) times[name].push(performance.now() - began)
    }
    await pause()
  }
  chain.dispose()
  fast.dispose()
  // Medians, as other programs want the cores too.
  const second = list => list.sort((a, b) => a - b)[list.length >> 1] * hops / TURN
  return { lanewise: second(times.lanewise), naive: second(times.naive) }
}
