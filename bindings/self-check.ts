// Samples of every family of kernels, for wide mode: what a build with V8's 256-bit pass makes of them must have the bits of one without.

import { array } from './creation.js'
import type { DType } from './dtype.js'
import { multiplyMatrices } from './gemm.js'
import { astype, copy, transpose } from './manipulation.js'
import { allocate, scope, type NDArray } from './ndarray.js'
import * as ops from './ops.js'
import { resize } from './arranging.js'
import { argsort, sort } from './sorting.js'
import { cumsum, std } from './statistics.js'

type Any = NDArray<DType>

/** What the kernels make of samples, by family. */
export type SelfCheck = () => readonly (readonly [family: string, values: ArrayLike<number | bigint>])[]

const unary: readonly ((a: Any) => unknown)[] = [ops.negative, ops.absolute, ops.sqrt, ops.square, ops.exp, ops.expm1, ops.log, ops.log1p, ops.cbrt, ops.sin, ops.cos, ops.tan, ops.arcsin, ops.arctan, ops.sinh, ops.tanh, ops.arcsinh, ops.floor, ops.rint, ops.sign, ops.reciprocal, ops.i0, ops.isnan, ops.signbit]
const binary: readonly ((a: Any, b: Any) => unknown)[] = [ops.add, ops.subtract, ops.multiply, ops.divide, ops.maximum, ops.fmin, ops.hypot, ops.arctan2, ops.power, ops.logaddexp, ops.floor_divide, ops.remainder, ops.less, ops.equal, ops.copysign, ops.nextafter]
const onAll: typeof binary = [ops.add, ops.subtract, ops.multiply, ops.not_equal]
const specials = [0, -0, NaN, Infinity, -Infinity, 5e-324, 1e-310, -1e-45, 1e300, -1, 0.5, 1, 3, 1e10]

// 777 numbers of all magnitudes, the same every time (a linear congruence).
function numbers(from: number): number[] {
  let x = from
  return Array.from({ length: 777 }, (_, i) => {
    x = (Math.imul(x, 1664525) + 1013904223) | 0
    return i < specials.length ? specials[(i + from) % specials.length]! : (x / 2 ** 31) * 2 ** (i % 9 - 3)
  })
}
/** Every family on samples. */
export const selfCheck: SelfCheck = () => {
  const found: [string, ArrayLike<number | bigint>][] = []
  for (const dtype of ['float32', 'float64', 'complex64', 'int32', 'int64'] as const) {
    const run = (family: string, f: () => Any): void => { found.push([`${family} of ${dtype}`, scope(() => copy(f()).data.slice())]) }
    const real = dtype.startsWith('f'), whole = dtype.startsWith('i')
    const samples = (from: number): Any => astype(array(numbers(from).map(x => !whole ? x : Number.isFinite(x) ? Math.trunc(4 * x) % 2 ** 31 : 1)), dtype, { casting: 'unsafe' }) as Any
    scope(() => {
      const a = samples(1), b = samples(7)
      if (real) for (const op of unary) run(op.name, () => op(a) as Any)
      for (const op of real ? binary : onAll) run(op.name, () => op(a, b) as Any)
      for (const op of [ops.add, ops.multiply]) run(`${op.name}.reduce`, () => op.reduce(b) as unknown as Any)
      run('cumsum', () => cumsum(b) as Any)
      run('a transposed view', () => ops.add(transpose(resize(b, [37, 21])), 1) as Any)
      run('a conversion', () => astype(a, dtype === 'float32' ? 'float64' : 'float32', { casting: 'unsafe' }) as Any)
      if (real) run('std', () => std(resize(b, [30, 20]) as Any, { axis: 0 }) as Any)
      for (const f of [sort, argsort]) if (!dtype.startsWith('c')) run(f.name, () => f(b) as Any)
      for (const [m, n, k] of [[7, 9, 30], [90, 100, 80], [40, 1, 19], [1, 40, 19]] as const) run('products', () => {
        const c = allocate('wide', dtype, [m, n]) as Any
        multiplyMatrices('wide', resize(a, [m, k]) as Any, resize(b, [k, n]) as Any, c)
        return c
      })
    })
  }
  return found
}
