export const about = 'Complex transforms in float64 of lengths that are no powers of two, and of primes, on one thread'

import { transformCase } from '../harness/transform-case.mjs'

const composite = [1000, 44100, 48000, 1e6], primes = [1009, 65537, 1000003]

export function cases() {
  return [
    ...composite.map(n => sized(n, [{ of: 'lanewise', than: ['numpy-ts'], atLeast: 8 }, { of: 'lanewise', than: ['SciPy'], atLeast: 1 }])),
    ...primes.map(n => sized(n, [{ of: 'lanewise', than: ['SciPy'], atLeast: 0.8 }])),
  ]
}

const sized = (n, targets) => transformCase({
  name: `fft ${n} complex128`, dtype: 'complex128', shape: [n], planned: true, against: ['numpy-ts', 'SciPy'], targets, part: n < 1e6 ? 0.7 : 0.4,
})
