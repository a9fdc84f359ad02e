export const about = '1024 transforms of 1024, and transforms of two dimensions, on one thread'

import { transformCase } from '../harness/transform-case.mjs'

export const shapes = [['fft 1024 of 1024', 'fft', [1024, 1024]], ['fft2 512', 'fft2', [512, 512]], ['fft2 2048', 'fft2', [2048, 2048]]]
export const dtypes = ['complex64', 'complex128']

export function cases() {
  return dtypes.flatMap(dtype => shapes.map(([name, op, shape]) => transformCase({
    name: `${name} ${dtype}`, op, dtype, shape, against: ['numpy-ts', 'SciPy'], part: shape[0] < 2048 ? 0.7 : 0.4,
    target: { of: 'lanewise', than: ['SciPy'], atLeast: 1.2 },
  })))
}
