// Complex arithmetic. A vector holds interleaved (re, im): two complex64 (T = f32) or one complex128 (T = f64).

import { select } from "./lanes";
export { CosComplex, ExpComplex, LogComplex, PowerComplex, SinComplex, SqrtComplex } from "./complex-functions";

/** a b by the definition, as NumPy: without FMA, so that z times its conjugate is real. */
@final @unmanaged export class MultiplyComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return multiply<T>(a, b); }
}

/** a / b by Smith's method, as NumPy. */
@final @unmanaged export class DivideComplex {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    const br = real<T>(b), bi = imaginary<T>(b);
    const wide = v128.ge<T>(v128.abs<T>(br), v128.abs<T>(bi));
    const large = select(wide, br, bi), small = select(wide, bi, br);
    const ratio = v128.div<T>(small, large);
    const scale = v128.div<T>(v128.splat<T>(1), v128.add<T>(large, v128.mul<T>(small, ratio)));
    // (a + ratio (ai, -ar)) scale, or (ratio a + (ai, -ar)) scale if bi is the larger
    const turned = v128.xor(exchange<T>(a), signOfImaginary<T>());
    const y = v128.mul<T>(v128.add<T>(select(wide, a, turned), v128.mul<T>(select(wide, turned, a), ratio)), scale);
    const zero = v128.and(wide, v128.eq<T>(large, v128.splat<T>(0)));
    return select(zero, v128.div<T>(a, v128.abs<T>(large)), y);
  }
}

/** z^2, as z z. */
@final @unmanaged export class SquareComplex {
  @inline vector<T>(z: v128): v128 { return multiply<T>(z, z); }
}

/** The complex conjugate. */
@final @unmanaged export class ConjugateComplex {
  @inline vector<T>(z: v128): v128 { return v128.xor(z, signOfImaginary<T>()); }
}

/** |z| from vectors of real and of imaginary parts, scaled by a power of two so that no square overflows or is lost. */
@final @unmanaged export class AbsoluteComplex {
  @inline heavy(): void {}
  @inline vector<T>(re: v128, im: v128): v128 {
    const x = v128.abs<T>(re), y = v128.abs<T>(im), inf = v128.splat<T>(<T>Infinity);
    // The order of arguments keeps a NaN in one of the two.
    const large = v128.pmax<T>(x, y), small = v128.pmin<T>(y, x);
    // 2^e <= large, with e such that 2^-e is normal too
    let up: v128, down: v128;
    if (sizeof<T>() == 4) {
      up = v128.and(f32x4.pmin(f32x4.pmax(large, f32x4.splat(1.1754943508222875e-38)), f32x4.splat(8.507059173023462e37)), inf);
      down = i32x4.sub(i32x4.splat(0x7f000000), up);
    } else {
      up = v128.and(f64x2.pmin(f64x2.pmax(large, f64x2.splat(2.2250738585072014e-308)), f64x2.splat(4.49423283715579e307)), inf);
      down = i64x2.sub(i64x2.splat(0x7fe0000000000000), up);
    }
    const a = v128.mul<T>(large, down), b = v128.mul<T>(small, down);
    const r = v128.mul<T>(v128.sqrt<T>(v128.add<T>(v128.mul<T>(a, a), v128.mul<T>(b, b))), up);
    return select(v128.or(v128.eq<T>(x, inf), v128.eq<T>(y, inf)), inf, r);
  }
}

// @ts-ignore: decorator
@inline function multiply<T>(a: v128, b: v128): v128 {
  const t = v128.mul<T>(imaginary<T>(a), exchange<T>(b));
  return v128.add<T>(v128.mul<T>(real<T>(a), b), v128.xor(t, signOfReal<T>()));
}

// @ts-ignore: decorator
@inline function real<T>(z: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(z, z, 0, 0, 2, 2) : v128.shuffle<f64>(z, z, 0, 0);
}

// @ts-ignore: decorator
@inline function imaginary<T>(z: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(z, z, 1, 1, 3, 3) : v128.shuffle<f64>(z, z, 1, 1);
}

/** (im, re) */
// @ts-ignore: decorator
@inline function exchange<T>(z: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(z, z, 1, 0, 3, 2) : v128.shuffle<f64>(z, z, 1, 0);
}

// @ts-ignore: decorator
@inline const SIGNS: usize = memory.data<u32>([
  0x80000000, 0, 0x80000000, 0, 0, 0x80000000, 0, 0x80000000,  // of the real, the imaginary parts of complex64
  0, 0x80000000, 0, 0, 0, 0, 0, 0x80000000,                    // of complex128
]);

// @ts-ignore: decorator
@inline function signOfReal<T>(): v128 { return v128.load(sizeof<T>() == 4 ? SIGNS : SIGNS + 32); }

// @ts-ignore: decorator
@inline function signOfImaginary<T>(): v128 { return v128.load(sizeof<T>() == 4 ? SIGNS + 16 : SIGNS + 48); }
