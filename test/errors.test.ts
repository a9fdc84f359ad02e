// Bad input to every public function: NumPy's result or a named error that says which function, and never a leak. Functions of
// the table are found by themselves; every other export must be in the list below.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Plan } from '../dist/fft-plan.js'
import * as np from '../dist/index.js'
import * as signal from '../dist/signal.js'
import { rows } from '../dist/table.js'
import { type Any, named } from './support.ts'

beforeAll(async () => { await np.init({ threads: 2, memory: 64 << 20 }) })

type Call = (...args: unknown[]) => unknown
const spaces = { linalg: np.linalg, fft: np.fft, signal }
const inSpaces = Object.entries(spaces).flatMap(([space, functions]) => Object.entries(functions).map(([name, f]) => [`${space}.${name}`, name, f] as const))
const exported: Record<string, unknown> = { ...np, ...Object.fromEntries(inSpaces.map(([full, , f]) => [full, f])) }
const functions = Object.keys(exported).filter(name => typeof exported[name] === 'function' && !/^[A-Z]/.test(name)).sort()

// Sound arguments for every function, to be spoilt one at a time.
const a = (): Any => np.arange(6).reshape([2, 3])
const list: Record<string, () => unknown[]> = {
  divmod: () => [a(), 2, {}], frexp: () => [a(), {}], modf: () => [a(), {}], ldexp: () => [a(), a().astype('int32'), {}],
  cumprod: () => [a(), 0, {}], cumulative_sum: () => [a(), { axis: 0 }], cumulative_prod: () => [a(), { axis: 0 }], ptp: () => [a(), { axis: 0 }], average: () => [a(), { axis: 1, weights: [1, 2, 3] }], cov: () => [a(), [1, 2, 3], {}], corrcoef: () => [a(), [1, 2, 3], {}], logsumexp: () => [a(), { axis: 0 }],
  ...Object.fromEntries(['nansum', 'nanprod', 'nanmax', 'nanmin', 'nanmean', 'nanvar', 'nanstd', 'nanargmax', 'nanargmin'].map(f => [f, () => [a(), { axis: 0 }]])), nancumsum: () => [a(), 0, {}], nancumprod: () => [a(), 0, {}],
  diff: () => [a(), 1, 0, {}], ediff1d: () => [a(), {}], gradient: () => [a(), 1, { axis: 0 }], trapezoid: () => [a(), [1, 2, 3], {}], cross: () => [a(), [1, 2, 3], {}], unwrap: () => [a(), {}],
  isclose: () => [a(), a(), {}], allclose: () => [a(), a(), {}], array_equal: () => [a(), a(), {}], array_equiv: () => [a(), a()], isreal: () => [a()], iscomplex: () => [a()], angle: () => [a(), true], interp: () => [a(), [0, 2, 4], [1, 2, 3], {}], real_if_close: () => [a(), 100], round: () => [a(), 1, {}], nan_to_num: () => [a(), {}],
  mean: () => [a(), { axis: 0 }], var: () => [a(), { axis: 0, ddof: 1 }], std: () => [a(), 1], count_nonzero: () => [a(), 0], cumsum: () => [a(), 0, {}], clip: () => [a(), 1, 3, {}],
  array: () => [[1, 2], 'float32'], asarray: () => [[1, 2], 'int8'], empty: () => [[2, 3], 'int8'], zeros: () => [[2, 3], 'int8'], ones: () => [[2, 3], 'int8'], full: () => [[2, 3], 5, 'int8'],
  empty_like: () => [a(), 'int8'], zeros_like: () => [a(), 'int8'], ones_like: () => [a(), 'int8'], full_like: () => [a(), 3, 'int8'], arange: () => [0, 5, 2, 'int16'], linspace: () => [0, 1, 5, {}], eye: () => [2, 3, 1, 'int8'],
  slice: () => [a(), 0, '1:'], transpose: () => [a(), [1, 0]], swapaxes: () => [a(), 0, 1], moveaxis: () => [a(), 0, 1], reshape: () => [a(), [3, -1]], ravel: () => [a()], flatten: () => [a()], broadcast_to: () => [a(), [2, 2, 3]],
  squeeze: () => [np.zeros([1, 2]), 0], expand_dims: () => [a(), 0], sliding_window_view: () => [a(), 2, 1], copy: () => [a()], astype: () => [a(), 'int8', {}], assign: () => [a(), [1, 2, 3], {}], toTypedArray: () => [a()], tolist: () => [a()],
  concatenate: () => [[a(), a()], 0, {}], stack: () => [[a(), a()], 0, {}], where: () => [np.array([true, false, true]), a(), 0], real: () => [a()], imag: () => [a()],
  at: () => [a(), [0, 1], '1:'], setAt: () => [a(), [[0, 1], 0], 5], take: () => [a(), [0, 1], 0], nonzero: () => [a()], load: () => [np.save([1, 2]), {}], save: () => [a()], savez: () => [{ x: a() }], savez_compressed: () => [{ x: a() }],
  sort: () => [a(), 0, {}], argsort: () => [a(), 0, {}], lexsort: () => [[a(), a()], 0], partition: () => [a(), 1, 0, {}], argpartition: () => [a(), 1, 0, {}], sort_complex: () => [a()],
  median: () => [a(), 0, {}], nanmedian: () => [a(), 0, {}], quantile: () => [a(), 0.3, 0, {}], nanquantile: () => [a(), [0.3, 1], 0, {}], percentile: () => [a(), 30, 0, {}], nanpercentile: () => [a(), [30, 40], 0, {}],
  searchsorted: () => [np.array([1, 2, 3]), a(), {}], digitize: () => [a(), [1, 2, 3], {}], flatnonzero: () => [a()], argwhere: () => [a()],
  unique: () => [a(), {}], unique_all: () => [a()], unique_counts: () => [a()], unique_inverse: () => [a()], unique_values: () => [a()],
  isin: () => [a(), [1, 2], {}], intersect1d: () => [a(), [1, 2], {}], union1d: () => [a(), [1, 2]], setdiff1d: () => [a(), [1, 2], {}], setxor1d: () => [a(), [1, 2], {}],
  bincount: () => [[1, 2, 3], {}], histogram_bin_edges: () => [a(), 4, {}], histogram: () => [a(), 4, {}], histogram2d: () => [[1, 2, 3], [1, 2, 3], 4, {}], histogramdd: () => [a(), [4, 4, 4], {}],
  array2string: () => [a(), {}], array_str: () => [a(), {}], array_repr: () => [a(), {}], set_printoptions: () => [{}], get_printoptions: () => [], promote_types: () => ['int8', 'int16'], can_cast: () => ['int8', 'int16', 'safe'],
  result_type: () => ['int8', 'float32', 1], common_type: () => [a()], min_scalar_type: () => [300], finfo: () => ['float32'], iinfo: () => ['int8'], issubdtype: () => ['int8', 'integer'], isdtype: () => ['int8', 'integral'],
  bartlett: () => [5], blackman: () => [5], hamming: () => [5], hanning: () => [5], kaiser: () => [5, 14],
  poly: () => [[1, 2, 3]], polyadd: () => [[1, 2], [3]], polysub: () => [[1, 2], [3]], polymul: () => [[1, 2], [3, 4]], polydiv: () => [[1, 2, 3], [1, 2]], polyder: () => [[1, 2, 3], 1], polyint: () => [[1, 2, 3], 2, [1, 2]], polyval: () => [[1, 2], a()],
  polyfit: () => [[1, 2, 3], [4, 5, 7], 1, { w: [1, 1, 2] }], roots: () => [[1, 2, 3]],
  loadtxt: () => ['1 2', { usecols: 0 }], genfromtxt: () => ['1 2', { filling_values: 0 }], savetxt: () => [a(), { fmt: '%g' }],
  format_float_positional: () => [1.5, {}], format_float_scientific: () => [1.5, {}], base_repr: () => [5, 3, 1], binary_repr: () => [5, 8],
  copyto: () => [a(), [1, 2, 3], {}], identity: () => [3, 'int8'], asanyarray: () => [[1, 2], 'int8'], concat: () => [[a(), a()], 0, {}], permute_dims: () => [a(), [1, 0]],
  flip: () => [a(), 0], fliplr: () => [a()], flipud: () => [a()], rot90: () => [a(), 1, [0, 1]], matrix_transpose: () => [a()], rollaxis: () => [a(), 1, 0], roll: () => [a(), 1, 0], tile: () => [a(), [2, 1]], repeat: () => [a(), 2, 0], resize: () => [a(), [3, 3]],
  atleast_1d: () => [a(), 1], atleast_2d: () => [a(), 1], atleast_3d: () => [a(), 1], broadcast_arrays: () => [a(), [1, 2, 3]], broadcast_shapes: () => [[2, 3], 3], diagonal: () => [a(), 0, 0, 1], trace: () => [a(), 0, 0, 1, {}], trim_zeros: () => [a(), 'fb', 0],
  vstack: () => [[a(), a()], {}], hstack: () => [[a(), a()], {}], dstack: () => [[a(), a()]], column_stack: () => [[a(), a()]], block: () => [[[a(), a()]]], append: () => [a(), a(), 0], insert: () => [a(), 1, 5, 0], delete: () => [a(), [1], 0],
  array_split: () => [a(), 2, 0], split: () => [a(), 2, 0], hsplit: () => [a(), 3], vsplit: () => [a(), 2], dsplit: () => [np.zeros([2, 2, 2]), 2], unstack: () => [a(), { axis: 1 }],
  logspace: () => [0, 2, 3, {}], geomspace: () => [1, 8, 4, {}], meshgrid: () => [[1, 2], [3, 4], { indexing: 'ij' }], mgrid: () => ['0:3', '0:1:3j'], ogrid: () => ['0:3', '0:1:3j'], indices: () => [[2, 3], {}], tri: () => [2, 3, 1, 'int8'], tril: () => [a(), 1], triu: () => [a(), 1],
  diag: () => [a(), 1], diagflat: () => [a(), 1], vander: () => [[1, 2, 3], 3, true],
  take_along_axis: () => [a(), [[0, 1, 0]], 0], put_along_axis: () => [a(), [[0, 1, 0]], 5, 0], put: () => [a(), [0, 1], [5, 6], {}], place: () => [a(), np.ones([2, 3], 'bool'), [5]], putmask: () => [a(), np.ones([2, 3], 'bool'), [5]], fill_diagonal: () => [a(), 5, true],
  choose: () => [np.array([0, 1], 'int32'), [[1, 2], [3, 4]], {}], select: () => [[[true, false]], [[1, 2]], 0], compress: () => [np.array([true, false]), a(), 0, {}], extract: () => [np.ones([2, 3], 'bool'), a()], piecewise: () => [a(), [np.ones([2, 3], 'bool')], [5]], ix_: () => [[0, 1], [2]],
  unravel_index: () => [[1, 5], [2, 3], {}], ravel_multi_index: () => [[[1, 0], [2, 1]], [2, 3], {}], tril_indices: () => [3, 1, 4], triu_indices: () => [3, 1, 4], tril_indices_from: () => [a(), 1], triu_indices_from: () => [a(), 1], diag_indices: () => [3, 2],
  diag_indices_from: () => [np.zeros([3, 3])], mask_indices: () => [3, (m: Any) => np.triu(m), 0], packbits: () => [[1, 0, 1], 0, {}], unpackbits: () => [Uint8Array.of(1, 2), 0, {}], pad: () => [a(), 1, 'edge', {}],
  ndindex: () => [2, 3], ndenumerate: () => [a()], apply_along_axis: () => [(x: Any) => np.cumsum(x), 0, a()], apply_over_axes: () => [(x: Any, i: number) => np.sum(x, i), a(), [0, 1]], fromfunction: () => [(i?: Any) => i, [2, 2], {}], vectorize: () => [(x: number) => x, {}],
  frombuffer: () => [new ArrayBuffer(16), 'float64', 1, 8], fromiter: () => [[1, 2], 'int8', 2], fromstring: () => ['1 2', 'float64', 2, { sep: ' ' }], ascontiguousarray: () => [a(), 'int8'], asfortranarray: () => [a(), 'int8'], asarray_chkfinite: () => [a(), 'int8'], require: () => [a(), 'int8', ['C', 'W']],
  ndim: () => [a()], shape: () => [a()], size: () => [a(), 0], isscalar: () => [1], iscomplexobj: () => [a()], isrealobj: () => [a()], isfortran: () => [a()], may_share_memory: () => [a(), a()], shares_memory: () => [a(), a()],
  matmul: () => [a(), a().T, {}], dot: () => [a(), a().T, {}], vdot: () => [a(), a()], vecdot: () => [a(), a(), {}], matvec: () => [a(), [1, 2, 3], {}], vecmat: () => [[1, 2], a(), {}], inner: () => [a(), a()], outer: () => [a(), a(), {}], kron: () => [a(), a()], tensordot: () => [a(), a(), 2],
  einsum: () => ['ij,kj->ik', a(), a(), {}], einsum_path: () => ['ij,kj,kl->il', a(), a(), a(), {}], convolve: () => [[1, 2, 3], [1, 2], 'full'], correlate: () => [[1, 2, 3], [1, 2], 'full'],
  'linalg.matmul': () => [a(), a().T, {}], 'linalg.outer': () => [[1, 2], [3, 4]], 'linalg.tensordot': () => [a(), a(), 2], 'linalg.vecdot': () => [a(), a(), {}], 'linalg.cross': () => [a(), a(), {}], 'linalg.diagonal': () => [a(), {}], 'linalg.trace': () => [a(), {}], 'linalg.matrix_transpose': () => [a()],
  ...Object.fromEntries(['fft', 'ifft', 'rfft', 'irfft', 'hfft', 'ihfft'].map(f => [`fft.${f}`, () => [a(), 3, 0, 'ortho', {}]])), ...Object.fromEntries(['fft2', 'ifft2', 'rfft2', 'irfft2', 'fftn', 'ifftn', 'rfftn', 'irfftn'].map(f => [`fft.${f}`, () => [a(), [2, 3], [0, 1], 'ortho', {}]])),
  'fft.fftfreq': () => [4, 0.5], 'fft.rfftfreq': () => [4, 0.5], 'fft.fftshift': () => [a(), 0], 'fft.ifftshift': () => [a(), 0], 'fft.next_fast_len': () => [13, true], 'fft.prev_fast_len': () => [13, true], 'fft.plan': () => [[2, 4], { kind: 'rfft' }],
  ...Object.fromEntries(['dct', 'idct', 'dst', 'idst'].map(f => [`fft.${f}`, () => [a(), 2, 3, 0, 'ortho', {}]])), ...Object.fromEntries(['dctn', 'idctn', 'dstn', 'idstn'].map(f => [`fft.${f}`, () => [a(), 2, [2, 3], [0, 1], 'ortho', {}]])),
  'signal.fftconvolve': () => [a(), a(), 'same', [0]], 'signal.oaconvolve': () => [a(), a(), 'same', [0]], 'signal.convolve': () => [a(), a(), 'same', 'auto'], 'signal.correlate': () => [a(), a(), 'same', 'fft'], 'signal.choose_conv_method': () => [a(), a(), 'same'],
  'signal.sosfilt': () => [[[1, 2, 1, 1, 0.5, 0.25]], a(), 1, np.zeros([1, 2, 2]), {}], 'signal.sosfilt_zi': () => [[[1, 2, 1, 1, 0.5, 0.25]]], 'signal.biquad': () => ['peaking', 0.2, { gain: 3, Q: 2 }], 'signal.get_window': () => [['kaiser', 5], 6, true],
  'signal.stft': () => [np.arange(40), 2, 'hann', 8, 4, 8, {}], 'signal.istft': () => [np.ones([5, 4], 'complex128'), 2, 'hann', 8, 4, 8, {}],
  'linalg.multi_dot': () => [[a(), a().T, a()], {}], 'linalg.matrix_power': () => [np.ones([3, 3]), 3],
  scope: () => [() => 1], setThreads: () => [1], info: () => [],
}
// How the exports that are other names of a function call themselves.
const alias: Record<string, string> = { asanyarray: 'asarray', concat: 'concatenate', ...Object.fromEntries(inSpaces.map(([full, name]) => [full, name])), permute_dims: 'transpose', array_str: 'array2string', ...Object.fromEntries(functions.filter(n => !rows.some(r => r.name === n)).flatMap(n => [...rows.map(r => r.name), ...Object.keys(list)].filter(m => m !== n && exported[m] === exported[n]).map(m => [n, m]))) }
const apart = ['init', 'close', 'explain', 'get_printoptions', 'info', 'profile', 'scope', 'serve', 'set_printoptions', 'spawn']    // tested on their own, or without arguments to spoil

function sound(name: string): unknown[] {
  const known = list[name] ?? list[alias[name] ?? '']
  if (known) return known()
  const row = rows.find(r => r.name === (alias[name] ?? name))
  if (row === undefined) throw new Error(`no sound arguments for ${name}: add it to the list`)
  const x = (): Any => a().astype(row.on.includes('float64') ? 'float64' : 'int32')
  switch (row.kind) {
    case 'unary': return [x(), {}]
    case 'binary': return [x(), x(), {}]
    case 'reduction': case 'arg-reduction': return [a(), { axis: 0 }]
    default: throw new Error(`${name}: unknown kind ${row.kind}`)
  }
}

const disposed = (): Any => { const x = np.zeros([2, 3]); x.dispose(); return x }
const garbage: (() => unknown)[] = [
  () => undefined, () => null, () => NaN, () => Infinity, () => -Infinity, () => -1, () => 1.5, () => 2 ** 31, () => 2 ** 53, () => 1e308, () => -0, () => 7, () => true, () => 10n, () => 2n ** 70n, () => -(2n ** 63n), () => '', () => 'x', () => '0', () => ':',
  () => '...', () => 'float32', () => 'constructor', () => '__proto__', () => Symbol('s'), () => ({}), () => [], () => [[]], () => [null], () => [undefined], () => ['a'], () => [NaN], () => [[1], [1, 2]], () => [1, [2]], () => [2 ** 40], () => [-1], () => [0, 0],
  () => [7, 8, 9], () => Array(70).fill(1), () => Array(3), () => ({ re: 1, im: 2 }), () => ({ re: NaN }), () => ({ length: 3 }), () => () => 1, () => class X {}, () => new Date(0), () => new Map(), () => new Set([1]), () => /x/, () => new Error('e'), () => Promise.resolve(1),
  () => new Float64Array(0), () => new Float64Array(7), () => new Uint8Array([1, 2]), () => BigInt64Array.of(5n), () => new ArrayBuffer(8), () => new DataView(new ArrayBuffer(8)), () => Object.create(null) as object, () => Object.freeze([1, 2]),
  () => disposed(), () => np.zeros([0]), () => np.zeros([]), () => np.zeros([4, 5]), () => np.array([true, false]), () => np.ones([2, 3], 'complex64'), () => np.ones([2, 3], 'bool'), () => np.ones([2, 3], 'uint64'), () => np.broadcast_to(1, [2, 3]), () => [disposed()], () => [np.ones(2)],
]
const badOptions: (() => object)[] = [
  () => ({ out: disposed() }), () => ({ out: np.zeros([9]) }), () => ({ out: np.zeros([2, 3], 'bool') }), () => ({ out: np.broadcast_to(np.zeros([3]), [2, 3]) }), () => ({ out: np.broadcast_to(0, [3]) }), () => ({ out: [1, 2] }), () => ({ out: 5 }), () => ({ out: new Float64Array(3) }),
  () => ({ out: null }), () => ({ out: {} }), () => ({ out: 'x' }), () => ({ where: [1, 0, 1] }), () => ({ where: np.zeros([9], 'bool') }), () => ({ where: disposed() }), () => ({ where: 'x' }), () => ({ where: null }), () => ({ where: {} }), () => ({ where: 1 }), () => ({ where: np.zeros([4, 2, 3], 'bool') }),
  () => ({ where: [[true], [true, false]] }), () => ({ dtype: 'float16' }), () => ({ dtype: 5 }), () => ({ dtype: null }), () => ({ dtype: {} }), () => ({ dtype: 'constructor' }), () => ({ dtype: 'bool' }), () => ({ dtype: 'int8', casting: 'no' }), () => ({ casting: 'x' }), () => ({ casting: null }),
  () => ({ axis: 5 }), () => ({ axis: -3 }), () => ({ axis: 0.5 }), () => ({ axis: NaN }), () => ({ axis: '0' }), () => ({ axis: [0, 0] }), () => ({ axis: [0, 'x'] }), () => ({ axis: {} }), () => ({ axis: 2n }), () => ({ axis: true }), () => ({ axis: [] }), () => ({ axis: [[0]] }), () => ({ axis: null }),
  () => ({ keepdims: 'x' }), () => ({ keepdims: null }), () => ({ initial: 'x' }), () => ({ initial: null }), () => ({ initial: {} }), () => ({ initial: [1] }), () => ({ initial: { re: 1, im: 1 } }), () => ({ initial: np.zeros(3) }), () => ({ ddof: 'x' }), () => ({ ddof: NaN }), () => ({ ddof: null }), () => ({ mean: 'x' }),
  () => ({ mean: np.zeros([7]) }), () => ({ mean: disposed() }), () => ({ endpoint: 'x' }), () => ({ retstep: 5 }), () => ({ copy: 'x' }), () => ({ axis: 0, out: np.zeros([2]) }), () => ({ axis: 0, out: np.zeros([3], 'bool') }), () => ({ axis: 0, where: [true, false] }), () => ({ axis: 0, dtype: 'x' }),
]

const show = (x: unknown): string => {
  if (x instanceof np.NDArray) return x.disposed ? 'disposed' : `${x.dtype}(${x.shape.join()})${x.writeable ? '' : ' read-only'}`
  if (typeof x === 'bigint' || typeof x === 'symbol' || typeof x === 'function' || x === undefined) return String(x).slice(0, 30)
  if (x !== null && typeof x === 'object' && !Array.isArray(x)) return `${Object.prototype.toString.call(x).slice(8, -1)}{${Object.entries(x).slice(0, 3).map(([k, v]) => `${k}: ${show(v)}`).join(', ')}}`
  return Array.isArray(x) ? `[${x.slice(0, 5).map(show).join()}]` : JSON.stringify(x)
}

/** Calls with bad arguments; what is wrong with how that ended, or undefined. */
function wrong(name: string, args: unknown[], f = exported[name] as Call): string | undefined {
  const { used } = np.info().memory, what = `${name}(${args.map(show).join(', ')})`
  let error: unknown
  let mine = false
  np.scope(() => { try { const r = f(...args); if (r instanceof Plan) r.dispose(); if (r instanceof Promise) r.catch(() => undefined) } catch (e) { error = e; mine = true } })
  const after = np.info().memory.used
  if (after !== used) return `${what} leaks ${after - used} bytes`
  if (!mine) return undefined
  if (error instanceof TypeError && error.message.startsWith('Class constructor X')) return undefined      // a function that was given, called
  if (!named(error)) return `${what}: ${String((error as Error | undefined)?.stack ?? error).split('\n').slice(0, 3).join(' | ')}`
  const { message } = error as Error
  if ((error as Error).name !== 'DisposedError' && !message.includes(name) && !message.includes(alias[name] ?? name) && !(/^(mean|var|std)$/.test(name) && /^(sum|subtract)\b/.test(message)) && !/no dtype|casting rule|out of memory|index|slice|npy|npz|print options/.test(message)) return `${what} does not name itself: ${message}`
  return undefined
}

// In a scope of its own, in which an error is checked and the leak of every single call measured beneath the scope that frees results:
// arrays that a failed call made and did not free are found by the count at the end, as scopes free them, too.
function leaks(name: string, args: unknown[], inputs: Set<Any>): string | undefined {
  const f = exported[name] as Call, { used } = np.info().memory
  let failed = false
  let result: unknown
  try { result = f(...args) } catch { failed = true }
  if (result instanceof Promise) { result.catch(() => undefined); return undefined }        // trace, of a function
  const after = np.info().memory.used
  if (failed) return after === used ? undefined : `${name}(${args.map(show).join(', ')}) fails and leaks ${after - used} bytes`
  const free = (x: unknown): void => { if (x instanceof Plan) x.dispose(); else if (x instanceof np.NDArray) { if (!inputs.has(x as Any)) x.dispose() } else if (Array.isArray(x)) x.forEach(free); else if (x !== null && typeof x === 'object' && !ArrayBuffer.isView(x)) Object.values(x).forEach(free) }
  free(result)
  const left = np.info().memory.used
  return left === used ? undefined : `${name}(${args.map(show).join(', ')}) leaves ${left - used} bytes beside its result`
}

function judge(name: string, make: () => unknown[]): string[] {
  const problems: string[] = []
  np.scope(() => { const p = wrong(name, make()); if (p !== undefined) problems.push(p) })
  // Not within a scope, as that would free what leaks.
  const args = np.scope(make), inputs = new Set<Any>()
  const collect = (x: unknown): void => { if (x instanceof np.NDArray) inputs.add(x as Any); else if (Array.isArray(x)) x.forEach(collect); else if (x !== null && typeof x === 'object' && Object.getPrototypeOf(x) === Object.prototype) Object.values(x).forEach(collect) }
  collect(args)
  const p = leaks(name, args, inputs)
  if (p !== undefined) problems.push(p)
  for (const x of inputs) x.dispose()
  return problems
}

const report = (problems: string[]): void => { expect([...new Set(problems)].slice(0, 60)).toEqual([]) }

test('every export is known here', () => {
  for (const name of functions) if (!apart.includes(name)) np.scope(() => { expect({ name, arguments: sound(name).length > 0 }).toEqual({ name, arguments: true }) })
})

describe('every function', () => {
  const spoilt = functions.filter(name => !apart.includes(name))

  test('sound arguments work, and leave nothing behind', () => {
    const problems: string[] = []
    for (const name of spoilt) {
      np.scope(() => { (exported[name] as Call)(...sound(name)) })
      problems.push(...judge(name, () => sound(name)))
    }
    report(problems)
  })

  test('with every argument spoilt in turn', () => {
    const problems: string[] = []
    for (const name of spoilt) {
      const count = np.scope(() => sound(name).length)
      for (let k = 0; k < count; k++) for (const bad of garbage) problems.push(...judge(name, () => sound(name).map((x, i) => i === k ? bad() : x)))
    }
    report(problems)
  })

  test('with bad options', () => {
    const problems: string[] = []
    for (const name of spoilt) {
      const count = np.scope(() => sound(name).length)
      for (const bad of badOptions) {
        problems.push(...judge(name, () => [...sound(name).slice(0, -1), bad()]))
        problems.push(...judge(name, () => [...sound(name).slice(0, 1), bad()]))
        if (count > 1) problems.push(...judge(name, () => [...sound(name), bad()]))
      }
    }
    report(problems)
  })

  test('with too few arguments, or none', () => {
    const problems: string[] = []
    for (const name of spoilt) for (let k = 0; k < np.scope(() => sound(name).length); k++) problems.push(...judge(name, () => sound(name).slice(0, k)))
    report(problems)
  })

  test('as methods', () => {
    const problems: string[] = []
    for (const name of spoilt) {
      if (typeof Object.getOwnPropertyDescriptor(np.NDArray.prototype, name)?.value !== 'function') continue
      for (const bad of [...garbage, ...badOptions]) np.scope(() => {
        const [self, ...rest] = sound(name)
        const p = wrong(name, [bad(), ...rest.slice(1)], ((...args: unknown[]) => (self as Record<string, Call>)[name]!(...args)))
        if (p !== undefined) problems.push(`method ${p}`)
      })
    }
    report(problems)
  })

  test('reduce, accumulate and outer', () => {
    const problems: string[] = []
    for (const name of spoilt) {
      const f = exported[name] as Record<string, Call>
      for (const form of ['reduce', 'accumulate', 'outer'] as const) {
        if (typeof f[form] !== 'function') continue
        for (const bad of [...garbage, ...badOptions]) for (const k of [0, 1]) np.scope(() => {
          const args = k === 0 ? [bad(), form === 'outer' ? [1, 2] : 0] : [sound(name)[0], bad()], p = wrong(name, args, f[form])
          if (p !== undefined) problems.push(p.replace('(', `.${form}(`))
        })
      }
    }
    report(problems)
  })

  test('random garbage', () => {
    const value = fc.oneof(fc.nat(garbage.length - 1).map(i => garbage[i]!), fc.nat(badOptions.length - 1).map(i => badOptions[i]!), fc.anything({ withBigInt: true, withTypedArray: true, withDate: true, withMap: true, withNullPrototype: true }).map(x => () => x), fc.constant(() => a()))
    fc.assert(fc.property(fc.constantFrom(...spoilt), fc.array(value, { maxLength: 4 }), (name, makes) => {
      const problems = judge(name, () => makes.map(make => make()))
      if (problems.length > 0) throw new Error(problems.join('\n'))
    }), { numRuns: 3000 })
  })
})

describe('messages', () => {
  const message = (f: () => unknown): string => { try { np.scope(f) } catch (error) { return `${(error as Error).name}: ${(error as Error).message}` } return 'nothing' }

  test('of shapes name all shapes', () => {
    expect(message(() => np.add(np.zeros([2, 3]), np.zeros([4, 5])))).toMatch(/ShapeError: add: .*\(2, 3\).*\(4, 5\)/)
    expect(message(() => np.add(np.zeros(2), np.zeros(2), { out: np.zeros([3]) }))).toMatch(/ShapeError: add: .*\(2,\).*\(3,\)|ShapeError: add: .*\(3,\).*\(2,\)/)
    expect(message(() => np.reshape(np.zeros(6), [4, 2]))).toMatch(/ShapeError: reshape: .*6.*\(4, 2\)/)
    expect(message(() => np.concatenate([np.zeros([2, 3]), np.zeros([2, 4])]))).toMatch(/ShapeError: concatenate: .*\(2, 3\).*\(2, 4\)/)
    expect(message(() => np.stack([[1], [1, 2]]))).toMatch(/ShapeError: stack: .*\(1,\).*\(2,\)/)
    expect(message(() => np.broadcast_to(np.zeros(3), [4, 2]))).toMatch(/ShapeError: broadcast_to: .*\(3,\).*\(4, 2\)/)
    expect(message(() => np.assign(np.zeros(3), np.zeros(4)))).toMatch(/ShapeError: assign: .*\(4,\).*\(3,\)/)
    expect(message(() => np.where([true, false], [1, 2, 3], 0))).toMatch(/ShapeError: where: .*\(2,\).*\(3,\)/)
  })

  test('of dtypes and axes say what is allowed', () => {
    expect(message(() => np.bitwise_and([1.5], [1]))).toMatch(/DTypeError: bitwise_and .*float64.*int8/)
    expect(message(() => np.sum(np.zeros([2, 3]), 2))).toMatch(/AxisError: sum: axis 2 .*2 dimensions.*-2 to 1/)
    expect(message(() => np.zeros(2).astype('x' as np.DType))).toMatch(/DTypeError: astype: .*'x'.*float32/)
    expect(message(() => np.zeros(3, 'int8').assign(np.zeros(3)))).toMatch(/DTypeError: assign: .*float64.*int8.*same_kind/)
    expect(message(() => np.max(np.zeros([0])))).toMatch(/ValueError: max: .*\(0,\).*initial/)
    expect(message(() => np.zeros([2 ** 15, 2 ** 15]))).toMatch(/OutOfMemoryError: .*zeros.*dispose.*scope.*out.*memory/)
  })
})

afterAll(() => { expect(np.info().memory.used).toBe(0) })
