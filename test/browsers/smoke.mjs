// What every engine must do alike: some operations of every family, whose results are told as text, and what they do not show
// (threads, memory, errors). It runs in pages, web workers and Node, and imports the package as everybody does.

import * as np from 'lanewise'
import * as blas from 'lanewise/blas'
import * as signal from 'lanewise/signal'

const n = 30_011                                         // prime: no vector, block or transform fits

/** Numbers from -1 to 1 without a function of the engine's, which may round as it likes. */
function noise(size, seed) {
  let x = seed
  return Float64Array.from({ length: size }, () => { x = Math.imul(x, 1664525) + 1013904223 | 0; return x / 2 ** 31 })
}
const real = (shape, seed, dtype = 'float64') => np.array(noise(shape.reduce((a, b) => a * b, 1), seed), dtype).reshape(shape)
const complex = (shape, seed, dtype = 'complex128') => np.add(real(shape, seed), np.multiply(real(shape, seed + 1), { re: 0, im: 1 })).astype(dtype)
const whole = (shape, seed, dtype = 'int32') => np.floor(np.multiply(real(shape, seed), 1000)).astype(dtype)
const positive = (shape, seed, dtype = 'float64') => np.add(np.multiply(real(shape, seed), 0.499), 0.5).astype(dtype)

/** The operations; each gives an array, a scalar, text, or several of these. */
const operations = {
  arange: () => np.arange(-5, n, 0.7),
  linspace: () => np.linspace(0, 1, n, { dtype: 'float32' }),
  logspace: () => np.logspace(-3, 3, 1001),
  geomspace: () => np.geomspace(1, 1e6, 77),
  meshgrid: () => np.meshgrid(np.arange(50), np.arange(31)),
  eye: () => np.eye(17, 20, 2),

  add: () => np.add(real([331, 97], 1, 'float32'), real([97], 2, 'float32')),
  subtract: () => np.subtract(whole([n], 3, 'int8'), whole([n], 4, 'int8')),
  divide: () => np.divide(real([n], 5), real([n], 6)),
  floor_divide: () => np.floor_divide(whole([n], 7), 17),
  remainder: () => np.remainder(real([n], 8), 0.37),
  power: () => np.power(positive([n], 9), np.multiply(real([n], 10), 20)),
  'power float32': () => np.power(positive([n], 9, 'float32'), real([n], 10, 'float32')),
  sqrt: () => np.sqrt(positive([n], 11, 'float32')),
  exp: () => np.exp(np.multiply(real([n], 12), 700)),
  'exp complex': () => np.exp(complex([n], 13)),
  log: () => np.log(positive([n], 14)),
  log1p: () => np.log1p(real([n], 15, 'float32')),
  sin: () => np.sin(np.multiply(real([n], 16), 1e9)),
  'cos float32': () => np.cos(np.multiply(real([n], 17), 1e5).astype('float32')),
  tan: () => np.tan(np.multiply(real([n], 18), 9)),
  arctan2: () => np.arctan2(real([n], 19), real([n], 20)),
  arcsin: () => np.arcsin(real([n], 21, 'float32')),
  tanh: () => np.tanh(np.multiply(real([n], 22), 5)),
  hypot: () => np.hypot(real([n], 23), real([n], 24)),
  cbrt: () => np.cbrt(real([n], 25)),
  i0: () => np.i0(np.multiply(real([n], 26), 30)),
  'multiply complex64': () => np.multiply(complex([n], 27, 'complex64'), complex([n], 29, 'complex64')),
  absolute: () => np.absolute(complex([n], 31)),
  bitwise_xor: () => np.bitwise_xor(whole([n], 33, 'uint16'), whole([n], 34, 'uint16')),
  left_shift: () => np.left_shift(whole([n], 35, 'int64'), np.arange(n).astype('int64').remainder(50n)),
  gcd: () => np.gcd(whole([n], 36), whole([n], 37)),
  maximum: () => np.maximum(np.log(real([n], 38)), 0.5),
  where: () => np.where(np.less(real([n], 39), 0), real([n], 40), 7),
  clip: () => np.clip(real([n], 41, 'float32'), -0.5, 0.25),
  astype: () => ['int8', 'uint16', 'int64', 'float32', 'complex64', 'bool'].map(dtype => np.multiply(real([n], 42), 100).astype(dtype)),
  round: () => [-2, 1, 5].map(decimals => np.round(np.multiply(real([n], 43), 1000), decimals)),

  sum: () => [np.sum(real([n], 44, 'float32')), np.sum(whole([n], 44, 'int8')), np.sum(complex([n], 44))],
  'sum of axes': () => [0, 1, 2].map(axis => np.sum(real([31, 32, 33], 45), axis)),
  'sum of a view': () => np.sum(np.transpose(real([301, 77], 46)).slice('::-2', '3:-4:3'), 1),
  prod: () => np.prod(np.add(np.multiply(real([n], 47), 0.01), 1)),
  max: () => [np.max(real([n], 48)), np.max(real([101, 103], 48, 'float32'), 0)],
  argmax: () => [np.argmax(real([n], 49)), np.argmax(real([101, 103], 49), 1)],
  mean: () => np.mean(real([173, 173], 50, 'float32'), 0),
  std: () => [np.std(real([n], 51)), np.std(real([173, 173], 51), 1)],
  cumsum: () => np.cumsum(real([n], 52, 'float32')),
  cumprod: () => np.cumprod(whole([n], 53, 'int64')),
  count_nonzero: () => np.count_nonzero(np.greater(real([n], 54), 0.3)),
  nansum: () => np.nansum(np.sqrt(real([n], 55))),
  logsumexp: () => np.logsumexp(np.multiply(real([100, 300], 56), 500), 1),
  cov: () => np.cov(real([5, 1001], 57)),

  take: () => np.take(real([n], 58), np.remainder(whole([5000], 59), n)),
  mask: () => real([n], 60).at(np.greater(real([n], 61), 0)),
  setAt: () => { const a = real([100, 300], 62); a.setAt([[3, 5, 7], [1, 2, 3]], 0); a.slice('::7').assign(2); return a },
  slice: () => np.copy(real([60, 50, 10], 63).slice('::-3', '5:40:2', null, 3)),
  sliding_window_view: () => np.sum(np.sliding_window_view(real([5000], 64), 9), 1),
  concatenate: () => np.concatenate([real([30, 40], 65), whole([50, 40], 66)]),
  pad: () => np.pad(real([41, 43], 67), [[2, 3], [5, 0]], 'reflect'),
  roll: () => np.roll(real([n], 68), 1234),

  sort: () => [np.sort(real([n], 69)), np.sort(real([99, 101], 69, 'float32'), 0), np.sort(complex([n], 69))],
  argsort: () => np.argsort(whole([n], 70, 'int16')),
  partition: () => np.sort(np.partition(real([n], 71), 500).slice(':500')),
  unique: () => np.unique(whole([n], 72)),
  searchsorted: () => np.searchsorted(np.sort(real([n], 73)), real([n], 74)),
  quantile: () => [np.median(real([n], 75)), np.quantile(real([101, 97], 75), [0.1, 0.5, 0.93], 0)],
  histogram: () => np.histogram(real([n], 76), 40),
  histogram_bin_edges: () => ['fd', 'scott', 'rice', 'sturges', 'doane'].map(bins => np.histogram_bin_edges(real([n], 77), bins)),

  matmul: () => [['float32', 77, 130, 99], ['float64', 130, 70, 61], ['float32', 3, 5, 7]].map(([dtype, m, k, c]) => np.matmul(real([m, k], 78, dtype), real([k, c], 79, dtype))),
  'matmul complex': () => np.matmul(complex([45, 67], 80), complex([67, 33], 82)),
  'matmul int32': () => np.matmul(whole([40, 50], 84), whole([50, 60], 85)),
  dot: () => np.dot(real([n], 86, 'float32'), real([n], 87, 'float32')),
  einsum: () => np.einsum('ij,jk,ki->i', real([20, 30], 88), real([30, 25], 89), real([25, 20], 90)),
  kron: () => np.kron(real([9, 8], 91), real([7, 6], 92)),
  matrix_power: () => np.linalg.matrix_power(real([20, 20], 93), 5),
  convolve: () => [np.convolve(real([3000], 94), real([31], 95)), np.convolve(real([3000], 94), real([1500], 95), 'same')],

  gemm: () => blas.gemm(1.5, real([60, 70], 96), real([50, 70], 97), 0, null, { transB: 'T' }),
  gemv: () => blas.gemv(2, real([301, 203], 98, 'float32'), real([203], 99, 'float32')),
  trsm: () => { const a = real([90, 90], 100), b = real([90, 33], 101); np.fill_diagonal(a, 30); return blas.trsm(1, a, b, { uplo: 'L' }) },
  syrk: () => blas.syrk(1, real([80, 50], 102, 'float32')),
  nrm2: () => [blas.nrm2(real([n], 103)), blas.nrm2(np.multiply(real([n], 103), 1e300)), blas.asum(complex([n], 103))],
  rotg: () => Array.from(noise(100, 104)).map((x, i, all) => blas.rotg(x, all[99 - i])),
  'rotg complex': () => Array.from(noise(100, 105)).map((x, i, all) => blas.rotg({ re: x, im: all[(i + 7) % 100] }, { re: all[99 - i], im: all[(i + 31) % 100] })),

  fft: () => [1024, 44100, 1009, 65537].map(length => np.fft.fft(complex([length], 106))),
  'fft complex64': () => np.fft.fft(complex([40, 300], 108, 'complex64')),
  rfft: () => [4096, 30000, 1001].map(length => np.fft.rfft(real([length], 110))),
  irfft: () => np.fft.irfft(complex([5001], 112)),
  fft2: () => np.fft.fft2(complex([120, 90], 114)),
  dct: () => [1, 2, 3, 4].map(type => np.fft.dct(real([500], 116), { type })),
  plan: () => { const plan = np.fft.plan(1000, { kind: 'rfft', dtype: 'float32' }); try { return plan.execute(real([1000], 117, 'float32'), np.empty([501], 'complex64')) } finally { plan.dispose() } },
  fftconvolve: () => signal.fftconvolve(real([100, 90], 118), real([31, 40], 119), 'same'),
  oaconvolve: () => signal.oaconvolve(real([20000], 120), real([101], 121)),
  correlate: () => signal.correlate(complex([700], 122), complex([90], 124)),

  windows: () => [np.hanning(501), np.blackman(501), np.kaiser(501, 14)],
  polyfit: () => np.polyfit(np.linspace(-1, 1, 101), real([101], 126), 5),
  roots: () => [np.roots(noise(12, 127)), np.roots([1, -6, 11, -6])],
  interp: () => np.interp(real([n], 128), np.linspace(-1, 1, 100), real([100], 129)),
  gradient: () => np.gradient(real([50, 60], 130)),
  unwrap: () => np.unwrap(np.multiply(real([n], 131), 10)),

  print: () => [String(real([40, 50], 132)), np.array_repr(real([3, 4], 133, 'float32')), String(complex([5], 134)), np.array2string(np.multiply(real([20], 135), 1e10), { precision: 3 })],
  numbers: () => Array.from(noise(50, 136), x => np.format_float_scientific(x * 1e-200)),
  npy: () => { const bytes = np.save(complex([30, 40], 137)); return [bytes, np.load(bytes)] },
  npz: () => { const back = np.load(np.savez_compressed({ a: whole([n], 139, 'int16'), b: real([3, 4], 140) })); return [back.a, back.b] },
  text: () => { const text = np.savetxt(real([20, 5], 141)); return [text, np.loadtxt(text)] },
}

/** A result as text: of an array the dtype, shape, a hash of the bits (all NaN are alike) and the first elements; of long texts and lists a hash too. */
function told(x) {
  if (x instanceof np.NDArray) return `${x.dtype} (${x.shape.join()}) ${told(x.toTypedArray())}`
  if (ArrayBuffer.isView(x)) {
    const bytes = new Uint8Array(x.buffer, x.byteOffset, x.byteLength), size = x.BYTES_PER_ELEMENT, floats = x instanceof Float64Array || x instanceof Float32Array
    let hash = 0x811c9dc5
    for (let i = 0; i < x.length; i++) {
      for (let b = i * size; b < (i + 1) * size; b++) hash = Math.imul(hash ^ (floats && x[i] !== x[i] ? 0x7f : bytes[b]), 0x01000193)
    }
    return `${(hash >>> 0).toString(16).padStart(8, '0')}: ${Array.from(x.subarray(0, 3), told).join(' ')}`
  }
  if (typeof x === 'string' && x.length > 100) return `${told(new TextEncoder().encode(x)).split(':')[0]}: ${x.slice(0, 60)}`
  if (Array.isArray(x) && x.length > 8) return told(x.map(told).join('; '))
  if (Array.isArray(x)) return x.map(told).join('; ')
  if (x !== null && typeof x === 'object') return Object.entries(x).map(([key, value]) => `${key} ${told(value)}`).join(', ')
  return Object.is(x, -0) ? '-0' : String(x)
}

/** The first numbers of a result. */
function numbers(x) {
  if (x instanceof np.NDArray) return numbers(x.toTypedArray())
  if (ArrayBuffer.isView(x)) return Array.from(x.subarray(0, 500), Number)
  if (x !== null && typeof x === 'object') return Object.values(x).flatMap(numbers)
  return typeof x === 'number' ? [x] : []
}

/** The results of all operations: as text, and their first numbers. */
function results() {
  const all = Object.entries(operations).map(([name, f]) => np.scope(() => {
    try { const x = f(); return [name, told(x), numbers(x)] } catch (error) { return [name, String(error), []] }
  }))
  return { told: Object.fromEntries(all.map(([name, text]) => [name, text])), numbers: Object.fromEntries(all.map(([name, , list]) => [name, list])) }
}

/** In which operations the numbers are further apart than a fused multiply-add explains. */
function apart(a, b) {
  return Object.keys(a).filter(name => {
    const largest = a[name].reduce((most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most, 0)
    return a[name].length !== b[name].length || a[name].some((x, i) => !(Object.is(x, b[name][i]) || Math.abs(x - b[name][i]) <= 1e-5 * largest))
  })
}

const differing = (a, b) => Object.keys(a).filter(name => a[name] !== b[name])
const equal = (what, got, expected) => { if (told(got) !== told(expected)) throw new Error(`${what} is ${told(got)}, not ${told(expected)}`) }

/** What f throws. */
async function thrown(f) {
  try { await f() } catch (error) { return error }
  throw new Error('nothing was thrown')
}
/** Checks the name of what f throws, which a minifier must not change, and the message. */
async function throws(name, message, f) {
  const error = await thrown(f)
  if (error.name !== name || !(error instanceof np.LanewiseError) || !message.test(error.message)) throw new Error(`not a ${name} that says ${message}, but ${error}`)
}

/** What the results do not show; in this order, each in a running runtime. */
const checks = {
  'a second init changes nothing, or is refused': async () => {
    const before = np.info().threads
    await np.init()
    await np.init({ reproducible: true })
    equal('threads', np.info().threads, before)
    await throws('ValueError', /already started with memory/, () => np.init({ memory: 1 << 26 }))
    await throws('ValueError', /no option 'thread'/, () => np.init({ thread: 1 }))
  },
  'views share memory': () => {
    const a = np.arange(12).reshape([3, 4]), turned = np.transpose(a).slice('::-1')
    turned.assign(np.multiply(turned, 2))
    equal('a', a.tolist(), [[0, 2, 4, 6], [8, 10, 12, 14], [16, 18, 20, 22]])
    a.data[5] = 100
    equal('a view', turned.item(2, 1), 100)
    equal('a copy', np.copy(a).data[5], 100)
    a.dispose()
    equal('a view of a disposed array', turned.item(2, 1), 100)
    turned.dispose()
  },
  'memory grows past the first size': () => {
    const before = np.info().memory.committed, first = np.arange(1000), view = first.data
    const large = np.ones([2 * before / 8])
    if (!(np.info().memory.committed >= 2 * before)) throw new Error(`${np.info().memory.committed} bytes are committed, after ${before}`)
    equal('the sum on all threads', np.sum(large), large.size)
    equal('the end', large.data.at(-1), 1)
    first.data[3] = -1
    equal('an older view', view[3], -1)
    equal('older elements', np.sum(first), 499500 - 4)
    first.dispose()
    large.dispose()
  },
  'disposed arrays and scopes are freed': async () => {
    const before = np.info().memory.used
    const kept = np.scope(() => { np.ones([1000]); return np.add(np.ones([1000]), 1) })
    equal('the result of a scope', np.sum(kept), 2000)
    kept.dispose()
    equal('bytes in use', np.info().memory.used, before)
    await throws('DisposedError', /dispose/, () => np.sum(kept))
  },
  'errors have names and say what is wrong': async () => {
    await throws('ShapeError', /add.*\(3,\).*\(4,\)/, () => np.add(np.ones([3]), np.ones([4])))
    await throws('DTypeError', /float65/, () => np.zeros([3], 'float65'))
    await throws('AxisError', /axis 2/, () => np.sum(np.ones([3, 3]), 2))
    await throws('IndexError', /5/, () => np.ones([3]).item(5))
    await throws('ValueError', /threads/, () => np.setThreads(0))
    await throws('FormatError', /npy|NumPy/i, () => np.load(new Uint8Array(20)))
    await throws('OutOfMemoryError', /GiB|bytes/, () => np.zeros([2 ** 30]))
  },
}

/** Runs everything, and gives what can be told of it as JSON. */
export async function run() {
  const problems = []
  const check = async (name, f) => { try { await f() } catch (error) { problems.push(`${name}: ${error}`) } }
  await check('before init', () => throws('NotReadyError', /await np\.init/, () => np.ones([3])))
  await check('a binary that is not there', () => throws('LoadError', /none\.wasm/, () => np.init({ wasm: 'http://127.0.0.1:1/none.wasm' })))

  const options = { reproducible: true, threads: 3 }
  await Promise.all([np.init(options), np.init(options)])
  const reproducible = np.info(), all = results()
  np.setThreads(1)
  for (const name of differing(results().told, all.told)) problems.push(`${name}: other bits on one thread`)
  np.setThreads(3)
  for (const [name, f] of Object.entries(checks)) await check(name, f)
  const old = np.ones([3])
  np.close()
  await check('after close', () => throws('NotReadyError', /await np\.init/, () => np.sum(old)))

  await np.init()
  await check('an array of an earlier start', () => throws('DisposedError', /close/, () => np.sum(old)))
  const usual = np.info(), others = results()
  if (usual.variant === 'simd') for (const name of differing(others.told, all.told)) problems.push(`${name}: other bits after a restart`)
  for (const name of apart(all.numbers, others.numbers)) problems.push(`${name}: far from it in the variant ${usual.variant}`)
  np.setThreads(1)
  for (const name of differing(results().told, others.told)) problems.push(`${name}: other bits on one thread in the variant ${usual.variant}`)
  np.close()
  await check('without relaxed SIMD', async () => { if (usual.variant === 'simd') await throws('UnsupportedError', /relaxed SIMD/, () => np.init({ variant: 'relaxed' })) })

  return { isolated: globalThis.crossOriginIsolated === true, cores: globalThis.navigator?.hardwareConcurrency, reproducible, usual, results: all.told, problems }
}
