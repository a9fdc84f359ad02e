// PFFFT in wasm, its build for SIMD: float32, lengths 2^a 3^b 5^c that are multiples of 16 (real ones of 32). Setups, memory for the
// result and for the work are made beforehand, and the spectrum is in order.

import { packageOf } from './versions.mjs'

const REAL = 0, COMPLEX = 1, FORWARD = 0
const types = { fft: [COMPLEX, 'complex64', 16], rfft: [REAL, 'float32', 32] }

export async function load() {
  const { default: start } = await import('@echogarden/pffft-wasm/simd')
  const pffft = await start()
  return {
    version: await packageOf('@echogarden/pffft-wasm/simd'),
    contender({ op, inputs: [{ dtype, data, shape }] }) {
      const [n] = shape, [type, wanted, multiple] = types[op] ?? []
      if (dtype !== wanted || shape.length > 1 || n % multiple || !smooth(n)) return undefined
      const setup = pffft._pffft_new_setup(n, type), memory = [0, 1, 2].map(() => pffft._pffft_aligned_malloc(data.byteLength)), [from, to, work] = memory
      pffft.HEAPF32.set(data, from >> 2)
      pffft._pffft_transform_ordered(setup, from, to, work, FORWARD)
      const transform = pffft._pffft_transform_ordered // which was a stub until its first call
      return {
        name: 'pffft-wasm',
        threads: 1,
        run: () => transform(setup, from, to, work, FORWARD),
        values() {
          transform(setup, from, to, work, FORWARD)
          const result = pffft.HEAPF32.slice(to >> 2, (to >> 2) + data.length)
          return type === COMPLEX ? result : whole(result)
        },
        dispose() { pffft._pffft_destroy_setup(setup); for (const address of memory) pffft._pffft_aligned_free(address) },
      }
    },
  }
}

function smooth(n) {
  for (const p of [2, 3, 5]) while (n % p === 0) n /= p
  return n === 1
}

/** The first two numbers of a real transform are the real ones at 0 and n / 2. */
function whole(packed) {
  const all = new Float32Array(packed.length + 2)
  all.set(packed)
  all[packed.length] = packed[1]
  all[1] = 0
  return all
}
