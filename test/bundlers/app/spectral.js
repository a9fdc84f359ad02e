// A namespace, a subpath, and files in an archive.
import { add, fft, info, init, load, ones, savez_compressed, sum } from 'lanewise'
import { asum } from 'lanewise/blas'
import { fftconvolve } from 'lanewise/signal'

const report = globalThis.report ?? (value => console.log(JSON.stringify(value)))
init({ threads: 2 }).then(() => {
  const spectrum = fft.rfft(ones([65536])), { x } = load(savez_compressed({ x: ones([10, 10]) }))
  report({ threads: info().threads, values: [spectrum.item(0).re, Math.round(sum(fftconvolve(ones([1000]), ones([100])))), asum(add(x.reshape([100]), 1))] })
}).catch(error => report({ error: String(error) }))
