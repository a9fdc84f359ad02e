// fft.js: plain JavaScript of radix 4 in float64, lengths 2^n. Its tables and the array for the result are made beforehand; typed
// arrays are as fast as its own plain ones, or faster. A real transform fills the first half.

import { packageOf } from './versions.mjs'

const methods = { fft: ['transform', 'complex128'], rfft: ['realTransform', 'float64'] }

export async function load() {
  const { default: FFT } = await import('fft.js')
  return {
    version: await packageOf('fft.js'),
    contender({ op, inputs: [{ dtype, data, shape }] }) {
      const [n] = shape, [method, wanted] = methods[op] ?? []
      if (dtype !== wanted || shape.length > 1 || n < 2 || n & n - 1) return undefined
      const transform = new FFT(n), out = new Float64Array(2 * n)
      return {
        name: 'fft.js',
        threads: 1,
        run: () => transform[method](out, data),
        values() { transform[method](out, data); return method === 'transform' ? out : out.slice(0, n + 2) },
        dispose() {},
      }
    },
  }
}
