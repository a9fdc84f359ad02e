// KISS FFT in wasm without SIMD: float32. Its state and the memory for the result are made beforehand.

import { packageOf } from './versions.mjs'

export async function load() {
  const { default: start } = await import('@echogarden/kissfft-wasm')
  const kiss = await start()
  const forms = {
    fft: { dtype: 'complex64', make: kiss._kiss_fft_alloc, name: '_kiss_fft', floats: n => 2 * n },
    rfft: { dtype: 'float32', make: kiss._kiss_fftr_alloc, name: '_kiss_fftr', floats: n => n + 2 },
  }
  return {
    version: await packageOf('@echogarden/kissfft-wasm'),
    contender({ op, inputs: [{ dtype, data, shape }] }) {
      const form = forms[op], [n] = shape
      if (dtype !== form?.dtype || shape.length > 1 || (op === 'rfft' && n % 2)) return undefined
      const state = form.make(n, 0, 0, 0), count = form.floats(n), from = kiss._malloc(data.byteLength), to = kiss._malloc(4 * count)
      kiss.HEAPF32.set(data, from >> 2)
      kiss[form.name](state, from, to)
      const transform = kiss[form.name] // which was a stub until its first call
      return {
        name: 'kissfft-wasm',
        threads: 1,
        run: () => transform(state, from, to),
        values() { transform(state, from, to); return kiss.HEAPF32.slice(to >> 2, (to >> 2) + count) },
        dispose() { for (const address of [state, from, to]) kiss._free(address) },
      }
    },
  }
}
