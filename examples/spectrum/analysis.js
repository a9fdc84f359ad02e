// The analysis by Lanewise: spectra and levels are made on the audio thread (see audio.js), the page takes decibels of the spectra.

import * as np from 'lanewise'
import { analyser, meter } from 'lanewise/worklet'

export const CHANNELS = 2
/** What silence is shown as, in decibels of full scale. */
export const SILENCE = -140
/** The amplitude of silence, which is added to all, so that there is a logarithm. */
export const QUIET = 10 ** (SILENCE / 20)

export class LanewiseAnalysis {
  #frame = -1

  /** Spectra of `size` samples every `hop` samples, of which `depth` are kept for the page. */
  constructor(size, hop, depth) {
    const bins = size / 2 + 1
    this.spectrum = analyser({ nperseg: size, hop, depth })
    this.level = meter({ window: hop, depth })
    const amplitudes = np.empty([CHANNELS, bins], 'float32')
    this.arrays = { spectra: np.empty([CHANNELS, bins], 'complex64'), amplitudes, left: amplitudes.slice(0), right: amplitudes.slice(1), mean: np.empty([bins], 'float32') }
  }
  /** The processors, for the chain of a stream. */
  get processors() { return [this.spectrum, this.level] }
  /** The oldest spectrum that was not read yet, as the mean power of the channels in decibels, where a sine of amplitude 1 has 0, and how many before it were missed; undefined if there is none. */
  nextSpectrum() {
    const { spectra, amplitudes, left, right, mean } = this.arrays
    if (!this.spectrum.next(spectra)) return undefined
    const missed = this.spectrum.frame - this.#frame - 1
    this.#frame = this.spectrum.frame
    np.absolute(spectra, { out: amplitudes })
    np.hypot(left, right, { out: mean })
    // A sine of amplitude 1 has a bin of 1/2, and the hypotenuse of two is √2 times their mean.
    np.multiply(mean, Math.SQRT2, { out: mean })
    np.add(mean, QUIET, { out: mean })
    np.log10(mean, { out: mean })
    np.multiply(mean, 20, { out: mean })
    return { decibels: mean.data, missed }
  }
  /** The oldest { peak, rms } that were not read yet, lists of one number per channel; undefined if there are none. */
  nextLevel() { return this.level.next() }
  dispose() { for (const array of Object.values(this.arrays)) array.dispose() }
}
