export const about = "Complex transforms of 2^8 to 2^20 on one thread; 'plan' is a plan executed, 'lanewise' np.fft.fft with a new result"

import { runtime } from '../../dist/runtime.js'
import { JOB } from '../../dist/job.js'
import { transformCase } from '../harness/transform-case.mjs'
import { np, use } from '../lanewise.mjs'

export const exponents = [8, 10, 12, 14, 16, 18, 20]

export function cases() {
  return [
    ...exponents.map(e => single(2 ** e, e === 10 || e === 20 ? 1.5 : 1.25)), ...exponents.map(e => double(2 ** e)),
    ...['complex64', 'complex128'].map(overhead),
  ]
}

const single = (n, atLeast) => transformCase({
  name: `fft ${n} complex64`, dtype: 'complex64', shape: [n], planned: true, against: ['pffft-wasm', 'kissfft-wasm', 'numpy-ts', 'naive JS', 'SciPy'],
  target: { of: 'plan', than: ['pffft-wasm'], atLeast },
})
const double = n => transformCase({
  name: `fft ${n} complex128`, dtype: 'complex128', shape: [n], planned: true, against: ['fft.js', 'numpy-ts', 'naive JS', 'SciPy'],
  targets: [{ of: 'plan', than: ['fft.js'], atLeast: 2.5 }, { of: 'lanewise', than: ['numpy-ts'], atLeast: 2 }, { of: 'lanewise', than: ['SciPy'], atLeast: 1 }],
})

/** What the checks of a plan take: the kernel alone runs a job that is ready. */
const overhead = dtype => transformCase({
  name: `fft plan 256 ${dtype}`, dtype, shape: [256], planned: true, besides: kernel, part: 1, target: { of: 'plan', minus: 'kernel', atMost: 0.3e-6 },
})
function kernel({ input: { data, dtype, shape }, result }) {
  const a = np.array(data, dtype), out = np.empty(shape, result.dtype), { call } = runtime().kernels.get(dtype === 'complex64' ? 'fourier_f32' : 'fourier_f64')
  return [{
    name: 'kernel',
    threads: 1,
    before() { use(1); np.fft.fft(a, { out }) }, // which leaves its job behind
    run() { call(JOB, 0, 1) },
    values() { np.fft.fft(a, { out }); call(JOB, 0, 1); return out.toTypedArray() },
    dispose() { a.dispose(); out.dispose() },
  }]
}
