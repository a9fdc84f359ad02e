// SciPy's transforms, which go on so many threads as they are told and keep single precision, in a python3 as NumPy's.

import { load as python } from './numpy.mjs'

export async function load({ threads }) {
  const { contender, ...rest } = await python({ threads, library: 'SciPy', module: 'scipy.fft' })
  return { ...rest, contender: ({ op, inputs, as = 'SciPy' }) => contender({ op, inputs, as, source: `scipy.fft.${op}(a, workers=${threads})` }) }
}
