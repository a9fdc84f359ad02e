// What the analysis of a recording found, as figures: envelope with decay, spectrum, histogram of levels.
import { BANDS, BIN_DB, FLOOR_DB, HOP, levelOfBin, LOWEST_DB } from './analysis.js'
import { count } from '../profile/units.js'
import type { Chart, Figure, Series } from '../profile/charts.js'
import type { Profile } from '../profile/schema.js'

const MAX_POINTS = 4000 // of a curve
const MAX_DRAWN = 6 // channels

type Results = readonly { readonly of: string; readonly values: readonly number[] }[]

/** The figures of a recording's analysis; none for other profiles. */
export function recordingFigures({ recording, cases }: Profile): Figure[] {
  if (!recording) return []
  const results = (wanted: string): Results => (cases.find(({ name, group }) => group === 'recording' && name === wanted)?.results ?? []).slice(0, MAX_DRAWN)
  const [envelopes, spectra, histograms] = ['Envelope', 'Spectrum', 'Level histogram'].map(results) as [Results, Results, Results]
  const { sampleRate, name } = recording
  return [
    ...envelopes.length > 0 ? [{
      id: 'envelope', title: 'Envelope', charts: [envelopeChart(envelopes, results('Decay time'), HOP / sampleRate, name)],
      caption: 'RMS level of overlapping frames, and the line that gives the decay time. Drag to zoom, double-click to zoom out.',
    }] : [],
    ...spectra.length > 0 ? [{
      id: 'spectrum', title: 'Spectrum', charts: [spectrumChart(spectra, sampleRate, name)],
      caption: 'Amplitude of the strongest frequency in each band. The modes are in the table of results. Drag to zoom, double-click to zoom out.',
    }] : [],
    ...histograms.length > 0 ? [{
      id: 'histogram', title: 'Level histogram', charts: [histogramChart(histograms, name)], caption: `Share of the samples in each ${BIN_DB} dB of magnitude.`,
    }] : [],
  ]
}

// A long envelope is drawn by the loudest of each run of frames.
function envelopeChart(envelopes: Results, decays: Results, hop: number, label: string): Chart {
  const frames = envelopes[0]!.values.length
  const step = Math.max(1, Math.ceil(frames / MAX_POINTS))
  const at = Array.from({ length: Math.ceil(frames / step) }, (_, i) => i * step)
  const channels = envelopes.map(({ of, values }, c) => ({ of, values, decay: decays[c]?.values ?? [], levels: at.map(i => values.slice(i, i + step).reduce((a, b) => Math.max(a, b))) }))
  const series = channels.flatMap(({ of, values, levels, decay: [t60, start, end] }, c): Series[] => {
    const own: Series = { label: of, colour: c, curve: levels }
    if (t60 == null || !(start! < end!) || !Number.isFinite(t60)) return [own]
    const fitted = values.slice(Math.round(start! / hop), Math.round(end! / hop))
    const mean = fitted.reduce((a, b) => a + b, 0) / fitted.length
    const middle = (start! + end! - hop) / 2
    const line = at.map(i => i * hop >= start! && i * hop < end! ? mean - 60 / t60 * (i * hop - middle) : null)
    return [own, { label: `${of}, fit: ${t60.toFixed(2)} s to fall by 60 dB`, colour: 'ink', dashed: true, curve: line }]
  })
  return {
    label, xs: at.map(i => i * hop), series, height: 300, zoom: true, x: { unit: 's', range: [0, at.at(-1)! * hop] }, y: { unit: 'dB', range: levelRange(channels.map(({ levels }) => levels)) },
    tips: at.map((frame, i) => [`${(frame * hop).toFixed(2)} s`, ...channels.map(({ of, levels }) => `${of}: ${levels[i]!.toFixed(1)} dB`)]),
  }
}

function spectrumChart(spectra: Results, sampleRate: number, label: string): Chart {
  const hertz = Array.from({ length: BANDS }, (_, i) => (i + 0.5) * sampleRate / 2 / BANDS)
  const curves = spectra.map(({ values }) => values.map(amplitude => Math.max(20 * Math.log10(amplitude), FLOOR_DB)))
  return {
    label, xs: hertz, height: 300, zoom: true, x: { unit: 'Hz', range: [0, sampleRate / 2] }, y: { unit: 'dB', range: levelRange(curves) },
    series: spectra.map(({ of }, c) => ({ label: of, colour: c, curve: curves[c]! })),
    tips: hertz.map((frequency, i) => [`about ${frequency < 1000 ? `${Math.round(frequency)} Hz` : `${(frequency / 1000).toFixed(2)} kHz`}`, ...spectra.map(({ of }, c) => `${of}: ${curves[c]![i]!.toFixed(1)} dB`)]),
  }
}

function histogramChart(histograms: Results, label: string): Chart {
  const bins = histograms[0]!.values.length
  const shares = histograms.map(({ values }) => {
    const all = values.reduce((a, b) => a + b, 0)
    return values.map(samples => 100 * samples / all)
  })
  const edges = Array.from({ length: bins + 1 }, (_, i) => LOWEST_DB + (i - 1) * BIN_DB)
  return {
    label, xs: edges, height: 300, zoom: false, x: { unit: 'dB', range: [edges[0]!, edges.at(-1)!] }, y: { unit: '%', range: [0, 1.08 * shares.flat().reduce((a, b) => Math.max(a, b), 0)] },
    // a step needs its right edge
    series: histograms.map(({ of }, c) => ({ label: of, colour: c, stepped: true, curve: [...shares[c]!, shares[c]!.at(-1)!] })),
    tips: edges.map((_, edge) => {
      const bin = Math.min(edge, bins - 1)
      return [levelOfBin(bin), ...histograms.map(({ of, values }, c) => `${of}: ${count(values[bin]!)} samples (${shares[c]![bin]!.toFixed(2)} %)`)]
    }),
  }
}

function levelRange(curves: readonly (readonly number[])[]): [number, number] {
  const levels = curves.flat(), lowest = levels.reduce((a, b) => Math.min(a, b), 0), highest = levels.reduce((a, b) => Math.max(a, b), Math.max(lowest, FLOOR_DB) + 1)
  return [Math.floor(Math.max(lowest, FLOOR_DB) / 10) * 10, Math.ceil(highest / 10) * 10]
}
