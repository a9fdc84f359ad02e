// Static types that must and must not compile; types.test.ts runs the TypeScript compiler on this file. Nothing here is run.

import * as np from '../dist/index.js'
import * as blas from '../dist/blas.js'
import type { Complex, NDArray } from '../dist/index.js'

// True if and only if A and B are the same type; any is the same as any only.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
declare function same<A>(): <B>(value: B) => Equal<A, B> extends true ? { ok(): void } : { differs: [expected: A, got: B] }
type F32 = NDArray<'float32'>
type F64 = NDArray<'float64'>

declare const bool: NDArray<'bool'>, i8: NDArray<'int8'>, i16: NDArray<'int16'>, i32: NDArray<'int32'>, i64: NDArray<'int64'>
declare const u8: NDArray<'uint8'>, u16: NDArray<'uint16'>, u32: NDArray<'uint32'>, u64: NDArray<'uint64'>
declare const f32: F32, f64: F64, c64: NDArray<'complex64'>, c128: NDArray<'complex128'>
declare const either: NDArray<'float32' | 'int32'>, some: NDArray<np.DType>, z: Complex

// ---- creation ----
same<F64>()(np.zeros([2, 3])).ok()
same<F32>()(np.zeros([2, 3], 'float32')).ok()
same<F32>()(np.zeros([2, 3], { dtype: 'float32' })).ok()
same<NDArray<'int8'>>()(np.ones(3, 'int8')).ok()
same<NDArray<'uint64'>>()(np.empty([], 'uint64')).ok()
same<F64>()(np.full(3, 1)).ok()
same<NDArray<'int64'>>()(np.full(3, 1n)).ok()
same<NDArray<'bool'>>()(np.full(3, true)).ok()
same<NDArray<'complex128'>>()(np.full(3, z)).ok()
same<F32>()(np.full(3, 1, 'float32')).ok()
same<F64>()(np.array([1, 2])).ok()
same<F64>()(np.array([[1], [2]])).ok()
same<NDArray<'int64'>>()(np.array([1n])).ok()
same<NDArray<'bool'>>()(np.array([[true]])).ok()
same<NDArray<'complex128'>>()(np.array([{ re: 1, im: 2 }])).ok()
same<F64>()(np.array(1)).ok()
same<NDArray<'bool'>>()(np.array(true)).ok()
same<F32>()(np.array([1, 2], 'float32')).ok()
same<F32>()(np.array(new Float32Array(2))).ok()
same<NDArray<'uint8'>>()(np.array(new Uint8ClampedArray(2))).ok()
same<NDArray<'uint64'>>()(np.array(new BigUint64Array(2))).ok()
same<NDArray<'int16'>>()(np.array(i16)).ok()
same<NDArray<'int16'>>()(np.asarray(f64, 'int16')).ok()
same<F32>()(np.zeros_like(f32)).ok()
same<NDArray<'int8'>>()(np.ones_like(f32, 'int8')).ok()
same<F32>()(np.full_like(f32, 3)).ok()
same<F64>()(np.arange(3)).ok()
same<NDArray<'int32'>>()(np.arange(0, 3, 1, 'int32')).ok()
same<NDArray<'int64'>>()(np.arange(3n)).ok()
same<F64>()(np.linspace(0, 1)).ok()
same<[F32, number]>()(np.linspace(0, 1, 5, { retstep: true, dtype: 'float32' })).ok()
same<F64>()(np.eye(3)).ok()
same<NDArray<'bool'>>()(np.eye(3, null, 0, 'bool')).ok()

// ---- promotion ----
same<F64>()(np.add(f32, i32)).ok()
same<F32>()(np.add(f32, i16)).ok()
same<F32>()(np.add(f32, f32)).ok()
same<NDArray<'int16'>>()(np.add(i8, u8)).ok()
same<NDArray<'int64'>>()(np.multiply(u32, i8)).ok()
same<F64>()(np.add(u64, i64)).ok()
same<NDArray<'complex128'>>()(np.add(c64, f64)).ok()
same<NDArray<'complex64'>>()(np.add(c64, f32)).ok()
same<NDArray<'complex128'>>()(np.add(c64, i32)).ok()
same<NDArray<'bool'>>()(np.add(bool, bool)).ok()
same<NDArray<'int8'>>()(np.add(bool, i8)).ok()
same<F64>()(np.add(f32, [1, 2])).ok()                       // lists are not weak
same<F32>()(np.add(f32, new Float32Array(2))).ok()
same<'int16'>()(np.promote_types('int8', 'uint8')).ok()
same<boolean>()(np.can_cast('int8', 'uint8')).ok()
same<'float32'>()(np.result_type('int8', f32)).ok()
same<'float32'>()(np.result_type(i16, u16, 'float32')).ok()
same<'float32'>()(np.result_type(f32, 1)).ok()
same<'complex64'>()(np.result_type(1, f32, z)).ok()
same<'int8' | 'float64'>()(np.result_type('int8', 1)).ok()
same<'float64'>()(np.result_type(1, true)).ok()
same<'float64'>()(np.common_type(f32, i8)).ok()
same<'complex64'>()(np.common_type(f32, c64)).ok()
same<number>()(np.iinfo('int8').max).ok()
same<bigint>()(np.iinfo(u64).max).ok()
same<F32>()(np.zeros(2, np.float32)).ok()
same<boolean>()(np.issubdtype(f32, np.floating)).ok()
// weak scalars
same<F32>()(np.add(f32, 1)).ok()
same<F32>()(np.add(0.5, f32)).ok()
same<F32>()(np.add(f32, 1n)).ok()
same<F32>()(np.add(f32, true)).ok()
same<NDArray<'complex64'>>()(np.add(f32, z)).ok()
same<NDArray<'complex128'>>()(np.add(f64, z)).ok()
same<NDArray<'complex64'>>()(np.multiply(c64, 2)).ok()
same<NDArray<'int32'>>()(np.add(i32, 1n)).ok()
same<NDArray<'int32' | 'float64'>>()(np.add(i32, 1)).ok()   // 1 stays int32, 0.5 makes float64: the type cannot know
same<NDArray<'int64'>>()(np.add(bool, 1n)).ok()
same<F64>()(np.add(1, 2)).ok()
same<NDArray<'int64'>>()(np.add(1n, 2n)).ok()
// other rules
same<F64>()(np.divide(i32, i32)).ok()
same<F32>()(np.divide(f32, f32)).ok()
same<F64>()(np.sqrt(i32)).ok()
same<F32>()(np.sqrt(f32)).ok()
same<NDArray<'complex64'>>()(np.exp(c64)).ok()
same<NDArray<'bool'>>()(np.less(f32, i8)).ok()
same<NDArray<'bool'>>()(np.isnan(c128)).ok()
same<NDArray<'bool'>>()(np.logical_and(i8, f32)).ok()
same<F32>()(np.absolute(c64)).ok()
same<F64>()(np.abs(c128)).ok()
same<NDArray<'int8'>>()(np.abs(i8)).ok()
same<NDArray<'uint8'>>()(np.bitwise_and(u8, u8)).ok()
same<NDArray<'float32' | 'float64'>>()(np.sqrt(either)).ok()
// dtype, out, where
same<F32>()(np.add(f64, f64, { dtype: 'float32' })).ok()
same<F64>()(np.add(f32, i8, { dtype: 'float64', casting: 'safe' })).ok()
same<F32>()(np.add(f64, f64, { out: f32 })).ok()
same<NDArray<'int8'>>()(np.sqrt(f64, { out: i8, where: bool })).ok()
same<F32>()(np.add(f32, f32, { where: [true, false] })).ok()

// ---- reductions ----
same<number>()(np.sum(f32)).ok()
same<bigint>()(np.sum(i32)).ok()
same<bigint>()(np.sum(u8)).ok()
same<bigint>()(np.sum(bool)).ok()
same<Complex>()(np.sum(c64)).ok()
same<number>()(np.sum([1, 2])).ok()
same<F32>()(np.sum(f32, 0)).ok()
same<NDArray<'int64'>>()(np.sum(i8, 0)).ok()
same<NDArray<'uint64'>>()(np.prod(u16, [0, 1])).ok()
same<NDArray<'int64'>>()(np.sum(i32, { axis: 1 })).ok()
same<F32>()(np.sum(f32, { keepdims: true })).ok()
same<F32>()(np.sum(f32, { axis: 0, keepdims: true })).ok()
same<F64>()(np.sum(f32, 0, { dtype: 'float64' })).ok()
same<number>()(np.sum(i32, { dtype: 'float32' })).ok()
same<F32>()(np.sum(i32, { axis: 0, out: f32 })).ok()
same<number>()(np.max(i32)).ok()
same<bigint>()(np.min(i64)).ok()
same<boolean>()(np.max(bool)).ok()
same<NDArray<'uint16'>>()(np.max(u16, 0)).ok()
same<boolean>()(np.any(f32)).ok()
same<NDArray<'bool'>>()(np.all(f32, 0)).ok()
same<number>()(np.mean(i32)).ok()
same<F64>()(np.mean(i32, 0)).ok()
same<F32>()(np.mean(f32, 0)).ok()
same<Complex>()(np.mean(c64)).ok()
same<number>()(np.var(c64)).ok()
same<F32>()(np.std(c64, 0)).ok()
same<number>()(np.std(f32, { ddof: 1 })).ok()
same<number>()(np.argmax(f32)).ok()
same<NDArray<'int32'>>()(np.argmin(f32, 0)).ok()
same<NDArray<'int32'>>()(np.argmax(f32, { keepdims: true })).ok()
same<number>()(np.count_nonzero(f32)).ok()
same<NDArray<'int32'>>()(np.count_nonzero(f32, 0)).ok()
same<F32>()(np.cumsum(f32)).ok()
same<NDArray<'int64'>>()(np.cumsum(i8, 0)).ok()
same<F64>()(np.cumsum(i8, 0, { dtype: 'float64' })).ok()
same<F32>()(np.cumsum(f64, 0, { out: f32 })).ok()
same<F32>()(np.add.accumulate(f32)).ok()
same<F32>()(np.add.outer(f32, f32)).ok()
same<F32>()(np.multiply.reduce(f32)).ok()
same<F32>()(np.clip(f32, 0, 1)).ok()

// ---- polynomials and windows ----
same<F64>()(np.hanning(5)).ok()
same<F64>()(np.polyadd(f32, i32)).ok()
same<NDArray<'int16'>>()(np.polymul(i16, i8)).ok()
same<[F32, F32]>()(np.polydiv(f32, f32)).ok()
same<[F64, F64]>()(np.polydiv(i8, f32)).ok()
same<NDArray<'int64'>>()(np.polyder(i8)).ok()
same<F64>()(np.polyder(f32, 2)).ok()
same<F64>()(np.polyint(i8)).ok()
same<NDArray<'complex128'>>()(np.polyint(f32, 1, z)).ok()
same<F32>()(np.polyval(f32, f32)).ok()
same<F64>()(np.poly([1, 2])).ok()
same<NDArray<'complex64' | 'float32'>>()(np.poly(c64)).ok()
same<NDArray<'float64' | 'complex128'>>()(np.roots([1, 2])).ok()
same<NDArray<'complex64'>>()(np.roots(c64)).ok()
same<F64>()(np.polyfit(f32, f32, 2)).ok()
same<NDArray<'complex128'>>()(np.polyfit(f32, c64, 2, { w: [1, 2] })).ok()
same<[F64, F64, number, F64, number]>()(np.polyfit(f32, f32, 2, { full: true })).ok()
same<[F64, F64]>()(np.polyfit(f32, f32, 2, { cov: 'unscaled' })).ok()

// ---- text ----
same<F64>()(np.loadtxt('1 2')).ok()
same<F32>()(np.loadtxt('1 2', 'float32')).ok()
same<F64>()(np.loadtxt('1 2', { skiprows: 0 })).ok()
same<F32>()(np.genfromtxt('1 2', 'float32')).ok()
same<NDArray<'int8'>[]>()(np.loadtxt('1 2', { dtype: 'int8', unpack: true })).ok()
same<F64>()(np.genfromtxt('1 2', { filling_values: 0 })).ok()
same<NDArray<'bool' | 'int64' | 'float64' | 'complex128'>>()(np.genfromtxt('1 2', { dtype: null })).ok()
same<F64[]>()(np.genfromtxt('1 2', { unpack: true })).ok()
same<Record<string, NDArray<np.DType>>>()(np.genfromtxt('1 2', { names: true })).ok()
same<string>()(np.savetxt(f32, { fmt: ['%d', '%g'] })).ok()

// ---- methods are the functions ----
same<F64>()(f32.add(i32)).ok()
same<F32>()(f32.add(1)).ok()
same<F32>()(f32.add(f64, { out: f32 })).ok()
same<F32>()(f64.add(f64, { dtype: 'float32' })).ok()
same<F64>()(i32.sqrt()).ok()
same<F32>()(c64.absolute()).ok()
same<NDArray<'bool'>>()(f32.less(0)).ok()
same<number>()(f32.sum()).ok()
same<bigint>()(i32.sum()).ok()
same<bigint>()(i32.sum(null)).ok()
same<NDArray<'int64'>>()(i32.sum(0)).ok()
same<NDArray<'int64'>>()(i32.sum({ axis: 0 })).ok()
same<F64>()(i32.sum(0, { dtype: 'float64' })).ok()
same<NDArray<'int64'>>()(i32.sum({ keepdims: true })).ok()
same<F64>()(i32.mean(0)).ok()
same<number>()(c64.std()).ok()
same<number>()(f32.argmax()).ok()
same<NDArray<'int32'>>()(f32.argmax(0)).ok()
same<boolean>()(f32.any()).ok()
same<F32>()(f32.cumsum()).ok()
same<NDArray<'int64'>>()(i8.cumsum(0)).ok()
same<F32>()(f32.T).ok()
same<F32>()(f32.slice('1:', 0, null)).ok()
same<F32>()(f32.at([0, 1], bool)).ok()
same<F32>()(f32.take([0])).ok()
same<F32>()(f32.reshape(-1).ravel().flatten().transpose().swapaxes(0, 1).squeeze().copy()).ok()
same<NDArray<'int8'>>()(f32.astype('int8')).ok()
same<F32>()(f32.clip(0, 1)).ok()
same<F32>()(f32.assign(1)).ok()
same<F32>()(f32.setAt(0, 1)).ok()
same<NDArray<'int32'>[]>()(f32.nonzero()).ok()

// ---- manipulation ----
same<F32>()(np.transpose(f32)).ok()
same<F32>()(np.reshape(f32, [2, -1])).ok()
same<F64>()(np.reshape([1, 2], 2)).ok()
same<F32>()(np.broadcast_to(f32, [3, 2])).ok()
same<F32>()(np.sliding_window_view(f32, 3)).ok()
same<F32>()(np.concatenate([f32, f32])).ok()
same<F64>()(np.concatenate([f32, i32])).ok()
same<F64>()(np.concatenate([f32, i16, i32])).ok()
same<F32>()(np.concatenate([i8, u16, f32])).ok()             // as NumPy's result_type, not pair by pair
same<F32>()(np.stack([f32, i8])).ok()
same<F32>()(np.concatenate([f64, f64], 0, { out: f32 })).ok()
same<F32>()(np.concatenate([f64, f64], 0, { dtype: 'float32' })).ok()
same<F32>()(np.where(bool, f32, f32)).ok()
same<F32>()(np.where(bool, f32, 0)).ok()
same<F64>()(np.where(bool, f32, i32)).ok()
same<F32>()(np.real(c64)).ok()
same<F64>()(np.imag(c128)).ok()
same<NDArray<'int8'>>()(np.real(i8)).ok()
same<NDArray<'int32'>[]>()(np.nonzero(f32)).ok()
same<F32>()(np.take(f32, [1, 2], 0)).ok()
same<F32>()(np.at(f32, '1:', [0, 1])).ok()

same<NDArray<'int32'>[]>()(np.where(bool)).ok()
same<F32>()(np.where(bool, f32, 0)).ok()
same<F64>()(np.take(i32, [0], null, { out: f64 })).ok()
same<NDArray<'int8'>>()(np.take(i8, 0)).ok()

// ---- arranging, joining, picking, grids ----
same<F32>()(np.flip(f32)).ok()
same<F64>()(np.roll([1, 2], 1)).ok()
same<F32>()(np.tile(np.repeat(np.pad(f32, 1), 2), 3)).ok()
same<F32>()(np.atleast_2d(f32)).ok()
same<[F32, NDArray<'int8'>]>()(np.atleast_2d(f32, i8)).ok()
same<[F32, NDArray<'bool'>]>()(np.broadcast_arrays(f32, true)).ok()
same<number[]>()(np.broadcast_shapes([2, 3], 3)).ok()
same<NDArray<'int64'>>()(np.trace(i8)).ok()
same<F32>()(np.trace(i8, 0, 0, 1, { dtype: 'float32' })).ok()
same<F64>()(np.vstack([f32, i32])).ok()
same<F32>()(np.hstack([f64, f64], { dtype: 'float32' })).ok()
same<NDArray<'int16'>>()(np.dstack([u8, i8])).ok()
same<F32>()(np.block([[f32, i16], [f32, i8]])).ok()
same<F64>()(np.block([[f32, i32]])).ok()
same<F32>()(np.append(f32, i8)).ok()
same<F32>()(np.delete(np.insert(f32, 0, [1, 2]), '::2')).ok()
same<F32[]>()(np.split(f32, 2)).ok()
same<NDArray<'uint8'>[]>()(np.unstack(u8)).ok()
same<F32>()(np.take_along_axis(f32, i32)).ok()
same<NDArray<'int16'>>()(np.choose([0, 1], [i8, u8])).ok()
same<F32>()(np.select([bool], [f32], 0)).ok()
same<F64>()(np.select([bool, bool], [f32, f64])).ok()
same<F32>()(np.compress([true], f32)).ok()
same<number[]>()(np.unravel_index(5, [2, 3])).ok()
same<NDArray<'int32'>[]>()(np.unravel_index([5], [2, 3])).ok()
same<number>()(np.ravel_multi_index([1, 2], [2, 3])).ok()
same<NDArray<'int32'>>()(np.ravel_multi_index([[1], [2]], [2, 3])).ok()
same<[rows: NDArray<'int32'>, columns: NDArray<'int32'>]>()(np.tril_indices(3)).ok()
same<NDArray<'uint8'>>()(np.packbits(bool)).ok()
same<F64>()(np.linspace(i32, 5)).ok()
same<F32>()(np.linspace(f32, 5)).ok()
same<[F32, F32]>()(np.linspace(f32, f32, 5, { retstep: true })).ok()
same<F32>()(np.logspace(0, 1, 5, { dtype: 'float32' })).ok()
same<[F32, NDArray<'int8'>]>()(np.meshgrid(f32, i8)).ok()
same<[F32, NDArray<'int8'>]>()(np.meshgrid(f32, i8, { indexing: 'ij' })).ok()
same<NDArray<'int32'>>()(np.indices([2, 3])).ok()
same<F32[]>()(np.indices([2, 3], { dtype: 'float32', sparse: true })).ok()
same<NDArray<'bool'>>()(np.tri(3, 3, 0, 'bool')).ok()
same<F32>()(np.diag(np.triu(f32))).ok()
same<F64>()(np.vander(f32)).ok()
same<NDArray<'int64'>>()(np.vander(i8)).ok()
same<F64>()(np.fromfunction((i, j) => np.add(i, j), [2, 2])).ok()
same<F64>()(np.vectorize((x: number) => x + 1)(f32)).ok()
same<F32>()(np.vectorize((x: number) => x + 1, { otypes: 'float32' })(f32)).ok()
same<NDArray<'bool'>>()(np.vectorize((x: number) => x > 1)(f32)).ok()
same<F64[]>()(np.vectorize((x: number) => [x, x])(f32)).ok()
same<F64>()(np.frombuffer(new ArrayBuffer(8))).ok()
same<NDArray<'int8'>>()(np.fromiter([1, 2], 'int8')).ok()
same<F32>()(np.ascontiguousarray(f32)).ok()
same<F32>()(f32.repeat(2).diagonal().compress([true])).ok()
same<NDArray<'int64'>>()(i8.trace()).ok()

// ---- elements ----
same<number>()(f32.item(0)).ok()
same<bigint>()(i64.item()).ok()
same<bigint>()(u64.item(0, 0)).ok()
same<boolean>()(bool.item()).ok()
same<Complex>()(c64.item()).ok()
same<Float32Array>()(f32.data).ok()
same<Float32Array>()(c64.toTypedArray()).ok()
same<Uint8Array>()(bool.data).ok()
same<BigUint64Array>()(u64.toTypedArray()).ok()
same<'float32'>()(f32.dtype).ok()
same<readonly number[]>()(f32.shape).ok()
same<np.DType>()(some.dtype).ok()
same<F32>()(np.scope(() => np.add(f32, 1))).ok()
same<{ a: F32; n: number }>()(np.scope(() => ({ a: f32, n: 1 }))).ok()
const list: number | unknown[] = f32.tolist()
void list

// An array of a known dtype is an array of any, but not of another.
const general: NDArray<np.DType> = f32
const anyArray: NDArray = f32
void [general, anyArray]
// @ts-expect-error float64 is not float32
const wrong: F32 = f64
void wrong

// ---- what must not compile ----
// @ts-expect-error no such dtype
np.zeros(3, 'float16')
// @ts-expect-error no such dtype
np.zeros(3, { dtype: 'double' })
// @ts-expect-error no such option
np.zeros(3, { type: 'float32' })
// @ts-expect-error no such dtype
f32.astype('f4')
// @ts-expect-error a shape is numbers
np.zeros(['2', 3])
// @ts-expect-error a shape is needed
np.zeros()
// @ts-expect-error a string is no array
np.add(f32, 'x')
// @ts-expect-error null is no array
np.add(f32, null)
// @ts-expect-error undefined is no array
np.sum(undefined)
// @ts-expect-error two operands
np.add(f32)
// @ts-expect-error no such option
np.add(f32, f32, { outt: f32 })
// @ts-expect-error no such casting rule
np.add(f32, f32, { casting: 'always' })
// @ts-expect-error out is an NDArray
np.add(f32, f32, { out: new Float32Array(2) })
// @ts-expect-error an axis is a number
np.sum(f32, '0')
// @ts-expect-error no such option
np.sum(f32, { axes: 0 })
// @ts-expect-error no such option
np.sum(f32, 0, { keepdim: true })
// @ts-expect-error no such option
f32.sum({ axes: 0 })
// @ts-expect-error no initial for argmax
np.argmax(f32, { initial: 0 })
// @ts-expect-error no such method
f32.foo()
// @ts-expect-error the shape is fixed
f32.shape = [1]
// @ts-expect-error the dtype is fixed
f32.dtype = 'float32'
// @ts-expect-error internal
void f32.address
// @ts-expect-error internal
void f32.block
void np.init({ wasm: fetch('/simd.wasm'), worker: () => new Worker('/worker.js') })
void np.init({ wasm: { simd: '/simd.wasm', relaxed: new URL('file:///relaxed.wasm') }, worker: '/worker.js' })
// @ts-expect-error neither a URL nor what starts a worker
void np.init({ worker: 5 })
// @ts-expect-error no such option of init
void np.init({ thread: 2 })
// @ts-expect-error no such variant
void np.init({ variant: 'fast' })
// @ts-expect-error an index is a number
f32.item('0')
// @ts-expect-error reshape takes lengths
f32.reshape('2')
// @ts-expect-error no such print option
np.set_printoptions({ precison: 3 })
// @ts-expect-error a comparison gives bool, so it has no type to reduce to a number
same<number>()(np.less.reduce(bool)).ok()
// @ts-expect-error any would pass this
same<F32>()(JSON.parse('1')).ok()
// @ts-expect-error a list is needed
np.concatenate(f32)
// @ts-expect-error no such mode
np.pad(f32, 1, 'mirror')
// @ts-expect-error no such mode
np.take(f32, 0, 0, { mode: 'cut' })
// @ts-expect-error a range is text
np.mgrid(5)
// @ts-expect-error no such indexing
np.meshgrid(f32, { indexing: 'yx' })
// @ts-expect-error a float dtype has no integer limits
np.iinfo('float32')
// @ts-expect-error no such family
np.issubdtype(f32, 'float')

// ---- sorting ----
same<F32>()(np.sort(f32)).ok()
same<NDArray<'int64'>>()(np.sort([3n, 1n], null)).ok()
same<NDArray<'int32'>>()(np.argsort(f32, 0, { kind: 'stable' })).ok()
same<NDArray<'int32'>>()(np.lexsort([f32, i64])).ok()
same<NDArray<'uint8'>>()(np.partition(u8, [1, 2], 0)).ok()
same<NDArray<'complex64'>>()(np.sort_complex(i8)).ok()
same<NDArray<'complex128'>>()(np.sort_complex(f32)).ok()
same<void>()(f32.sort(0)).ok()
same<NDArray<'int32'>>()(f32.argpartition(3)).ok()
same<number>()(np.median(f32)).ok()
same<F32>()(np.median(f32, 0)).ok()
same<F64>()(np.nanmedian(i8, { axis: [0, 1] })).ok()
same<NDArray<'complex64'>>()(np.median(c64, { keepdims: true })).ok()
same<number>()(np.quantile(f32, 0.5)).ok()
same<F64>()(np.quantile(f32, [0.5])).ok()
same<F32>()(np.quantile(f32, 0.5, 0)).ok()
same<NDArray<'int8'>>()(np.percentile(i8, [50], 0, { method: 'lower' })).ok()
same<bigint>()(np.quantile(i64, 0.5, { method: 'nearest' })).ok()
same<number>()(np.searchsorted(f32, 2)).ok()
same<NDArray<'int32'>>()(np.searchsorted(f32, f32, { side: 'right' })).ok()
same<NDArray<'int32'>>()(np.digitize(f32, [1, 2])).ok()
same<F32>()(np.unique(f32)).ok()
same<[F32, NDArray<'int32'>]>()(np.unique(f32, { return_counts: true })).ok()
same<[F32, NDArray<'int32'>, NDArray<'int32'>]>()(np.unique(f32, { axis: 0, return_index: true, return_inverse: true })).ok()
same<{ values: NDArray<'int8'>; counts: NDArray<'int32'> }>()(np.unique_counts(i8)).ok()
same<NDArray<'bool'>>()(np.isin(f32, [1])).ok()
same<NDArray<'int16'>>()(np.union1d(i8, u8)).ok()
same<[F32, NDArray<'int32'>, NDArray<'int32'>]>()(np.intersect1d(f32, f32, { return_indices: true })).ok()
same<NDArray<'int32'>>()(np.bincount(i8)).ok()
same<F64>()(np.bincount(i8, { weights: f32 })).ok()
same<[NDArray<'int32'>, F32]>()(np.histogram(f32)).ok()
same<[F32, F64]>()(np.histogram(i8, 'auto', { weights: f32 })).ok()
same<[F64, NDArray<'int8'>]>()(np.histogram(f32, i8, { density: true })).ok()
// @ts-expect-error no such kind
np.sort(f32, -1, { kind: 'bubble' })

// ---- products ----
same<F64>()(np.matmul(f64, f64)).ok()
same<F64>()(np.matmul(f32, i32)).ok()
same<F32>()(np.matmul(f32, f32, { out: f32 })).ok()
same<NDArray<'complex64'>>()(np.matmul(f32, c64)).ok()
same<F32>()(np.matmul(f64, f64, { dtype: 'float32' })).ok()
same<F64>()(np.matmul([[1, 2]], [[1], [2]])).ok()
same<number>()(np.matmul([1, 2], [3, 4])).ok()
same<bigint>()(np.matmul(new BigInt64Array(2), [1n, 2n])).ok()
same<F64 | number>()(np.dot(f64, f64)).ok()
same<F64 | number>()(np.dot(f64, 2)).ok()
same<number>()(np.dot([1, 2], new Float32Array(2))).ok()
same<number>()(np.dot(2, 3)).ok()
same<F64>()(np.dot(2, [3])).ok()
same<F64>()(np.dot(f64, [[1], [2]])).ok()
same<F64>()(np.dot([[1]], [1])).ok()
same<F64>()(np.dot(f64, f64, { out: f64 })).ok()
same<NDArray<'bool'> | boolean>()(np.inner(bool, bool)).ok()
same<number>()(np.vdot(f32, f64)).ok()
same<Complex>()(np.vdot(f32, c64)).ok()
same<F32 | number>()(np.vecdot(f32, f32)).ok()
same<F32>()(np.vecdot(f32, f32, { keepdims: true })).ok()
same<NDArray<'int16'>>()(np.matvec(i8, u8)).ok()
same<NDArray<'int64'>>()(np.vecmat(i64, i8)).ok()
same<NDArray<'int32'>>()(np.outer(i32, u8)).ok()
same<F32>()(np.kron(f32, 2)).ok()
same<F64>()(np.tensordot(f32, f64, [[0], [1]])).ok()
same<F32>()(np.convolve(f32, i8, 'same')).ok()
same<NDArray<'complex128'>>()(np.correlate(f64, c64)).ok()
same<F64>()(np.einsum('ij,jk->ik', f32, f64)).ok()
same<number>()(np.einsum('ij,ij->', f32, f64)).ok()
same<Complex>()(np.einsum('ij -> ', c64)).ok()
same<F32 | number>()(np.einsum('...i,i->...', f32, f32)).ok()
same<F32 | number>()(np.einsum('ij,jk', f32, f32)).ok()
same<F32>()(np.einsum('ij,jk->i...k', f32, f32, { optimize: 'greedy' })).ok()
same<F32>()(np.einsum('ij,jk->ik', i8, i8, { dtype: 'float32' })).ok()
same<F32>()(np.einsum('ij,jk->ik', i8, i8, { out: f32 })).ok()
np.einsum(f32, [0, 1], f64, ['...', 1], [0, '...'], { optimize: false })
same<NDArray<'complex64'>>()(np.fft.fft(f32)).ok()
same<NDArray<'complex128'>>()(np.fft.rfft(i8, 5, 0, 'ortho')).ok()
same<F32>()(np.fft.irfft(f32, { n: 4, axis: 0 })).ok()
same<F64>()(np.fft.hfft([1, 2], 3, { norm: 'forward' })).ok()
same<NDArray<'complex64'>>()(np.fft.fft2(f32, [2, 2], { axes: [0, 1] })).ok()
same<F64>()(np.fft.fftn(i8, { out: f64 })).ok()
same<F32>()(np.fft.dct(f32, 3, { norm: 'ortho' })).ok()
same<F64>()(np.fft.dstn(i8)).ok()
same<F64>()(np.fft.fftfreq(4)).ok()
same<F32>()(np.fft.fftshift(f32, [0])).ok()
same<F64>()(np.fft.plan(8, { kind: 'irfft' }).execute(f32, f64)).ok()
same<F32 | number>()(np.linalg.multi_dot([f32, f32, i8])).ok()
same<F32>()(np.linalg.matrix_power(f32, 3)).ok()
same<NDArray<'int64'>>()(np.linalg.trace(i8)).ok()
same<F64>()(f32.matmul(f64)).ok()
same<F64 | number>()(f32.dot(f64)).ok()
same<F32>()(f32.dot(f64, { out: f32 })).ok()
// @ts-expect-error no such mode
np.convolve(f32, f32, 'half')
// @ts-expect-error three lists of axes
np.tensordot(f32, f32, [[0], [1], [2]])
// @ts-expect-error the operand is missing
np.matmul(f32)

// ---- spawn ----
interface Analysis { analyse(a: F64, options?: { n?: number; signal?: AbortSignal; progress?: (done: number) => void }): { mean: number; parts: F32[] }; later(): Promise<F64>; readonly version: string }
declare const remote: np.Remote<Analysis>, domWorker: Worker, nodeWorker: import('node:worker_threads').Worker
same<Promise<np.Remote<Analysis>>>()(np.spawn<Analysis>(domWorker)).ok()
void np.spawn(nodeWorker, { threads: 2 })
void np.spawn(new URL('file:///x.js'))
same<Promise<{ mean: number; parts: F32[] }>>()(remote.analyse(f64, { signal: new AbortController().signal, progress: done => done.toFixed() })).ok()
same<Promise<F64>>()(remote.later()).ok()
same<Promise<np.Info>>()(remote.info()).ok()
same<boolean>()(remote.shared).ok()
np.serve({ analyse: (a: F64) => np.sum(a) })
// @ts-expect-error what is not a function is not there
void remote.version
// @ts-expect-error the arguments are the function's
void remote.analyse(f32)
// @ts-expect-error no worker
void np.spawn(5)
// @ts-expect-error without its type, a remote has no functions
void (await np.spawn(domWorker)).analyse

// ---- BLAS ----
same<F32>()(blas.axpy(2, f32, f32)).ok()
same<NDArray<'complex64'>>()(blas.axpy(z, c64, c64)).ok()
same<number>()(blas.dot(f64, f64)).ok()
same<Complex>()(blas.dotc(c128, c128)).ok()
same<[F64, F64]>()(blas.rot(f64, f64, 0.6, 0.8)).ok()
same<F32>()(blas.gemv(2, f32, f32)).ok()
same<NDArray<'complex128'>>()(blas.gemv(z, c128, c128, 1, c128, { trans: 'C' })).ok()
same<F64>()(blas.trsv(f64, f64, { uplo: 'L', diag: 'U' })).ok()
// @ts-expect-error a complex factor of real arrays
blas.axpy(z, f32, f32)
// @ts-expect-error an integer array
blas.nrm2(i32)
// @ts-expect-error dot is for real vectors
blas.dot(c64, c64)
// @ts-expect-error her takes a real factor
blas.her(z, c64, c64)
// @ts-expect-error no such letter
blas.trmv(f64, f64, { uplo: 'u' })
