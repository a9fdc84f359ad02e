// Complex arithmetic. A vector holds interleaved (re, im): two complex64 (T = f32) or one complex128 (T = f64).

import { Hypot } from "./hypot";
import { select } from "./lanes";
export { CosComplex, ExpComplex, LogComplex, PowerComplex, SinComplex, SqrtComplex } from "./complex-functions";

/** a b by the definition, as NumPy: without FMA, so that z times its conjugate is real. */
@final @unmanaged export class MultiplyComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return multiply<T>(a, b); }
}

/**
 * Sum of a b. `joined` makes it of p, the sums of a b by components, and q, those of a with b's components exchanged: of a vector and
 * its conjugate the two halves of the imaginary part are the same sum, FMA or not, and so it is 0.
 */
@final @unmanaged export class InnerProductComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
  @inline lift<T>(a: v128, b: v128): v128 { return multiply<T>(a, b); }
  @inline joined<T>(p: v128, q: v128): v128 { return v128.add<T>(reals<T>(p, q), v128.xor(imaginaries<T>(p, q), signOfReal<T>())); }
}
/** Sum of conj(a) b. */
@final @unmanaged export class InnerConjugatedComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
  @inline lift<T>(a: v128, b: v128): v128 { return v128.add<T>(v128.mul<T>(real<T>(a), b), v128.xor(v128.mul<T>(imaginary<T>(a), exchange<T>(b)), signOfImaginary<T>())); }
  @inline joined<T>(p: v128, q: v128): v128 { return v128.add<T>(reals<T>(p, q), v128.xor(imaginaries<T>(p, q), signOfImaginary<T>())); }
}
// (re p, re q) and (im p, im q)
// @ts-ignore: decorator
@inline function reals<T>(p: v128, q: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<f32>(p, q, 0, 4, 2, 6) : v128.shuffle<f64>(p, q, 0, 2); }
// @ts-ignore: decorator
@inline function imaginaries<T>(p: v128, q: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<f32>(p, q, 1, 5, 3, 7) : v128.shuffle<f64>(p, q, 1, 3); }

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

/** 1 / z by Smith's method, as NumPy: one of the ratios im/re and re/im is at most 1. */
@final @unmanaged export class ReciprocalComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 {
    const re = real<T>(z), im = imaginary<T>(z), wide = v128.le<T>(v128.abs<T>(im), v128.abs<T>(re));
    const large = select(wide, re, im), small = select(wide, im, re), ratio = v128.div<T>(small, large);
    const d = v128.add<T>(large, v128.mul<T>(small, ratio)), one = v128.splat<T>(1);
    // (1, -ratio) / d, or (ratio, -1) / d if im is the larger
    const mine = sizeof<T>() == 4 ? i64x2.splat(0xffffffff) : v128(-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0);
    const top = v128.bitselect(one, ratio, v128.not(v128.xor(wide, mine)));
    return v128.div<T>(v128.xor(top, signOfImaginary<T>()), d);
  }
}

/** z / |z|; 0 of 0; the direction of an infinite part if only one is. */
@final @unmanaged export class SignComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 {
    const inf = v128.splat<T>(<T>Infinity), infinite = v128.eq<T>(v128.abs<T>(z), inf), other = v128.eq<T>(v128.abs<T>(exchange<T>(z)), inf);
    const size = changetype<AbsoluteComplex>(0).vector<T>(real<T>(z), imaginary<T>(z));
    const unit = v128.bitselect(v128.splat<T>(1), v128.div<T>(z, size), infinite);
    const signed = v128.bitselect(z, unit, v128.and(infinite, v128.splat<T>(<T>-0.0)));
    const zero = v128.or(v128.eq<T>(size, v128.splat<T>(0)), v128.andnot(other, infinite));
    return v128.or(v128.andnot(signed, zero), v128.or(v128.ne<T>(size, size), v128.and(infinite, other)));
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

/** |z| from vectors of real and of imaginary parts. */
@final @unmanaged export class AbsoluteComplex {
  @inline heavy(): void {}
  @inline vector<T>(re: v128, im: v128): v128 { return changetype<Hypot>(0).vector<T>(re, im); }
}

// @ts-ignore: decorator
@inline function multiply<T>(a: v128, b: v128): v128 {
  const t = v128.mul<T>(imaginary<T>(a), exchange<T>(b));
  return v128.add<T>(v128.mul<T>(real<T>(a), b), v128.xor(t, signOfReal<T>()));
}

// @ts-ignore: decorator
@inline export function real<T>(z: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(z, z, 0, 0, 2, 2) : v128.shuffle<f64>(z, z, 0, 0);
}

// @ts-ignore: decorator
@inline export function imaginary<T>(z: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(z, z, 1, 1, 3, 3) : v128.shuffle<f64>(z, z, 1, 1);
}

/** (im, re) */
// @ts-ignore: decorator
@inline export function exchange<T>(z: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(z, z, 1, 0, 3, 2) : v128.shuffle<f64>(z, z, 1, 0);
}

// @ts-ignore: decorator
@inline const SIGNS: usize = memory.data<u32>([
  0x80000000, 0, 0x80000000, 0, 0, 0x80000000, 0, 0x80000000,  // of the real, the imaginary parts of complex64
  0, 0x80000000, 0, 0, 0, 0, 0, 0x80000000,                    // of complex128
]);

// @ts-ignore: decorator
@inline export function signOfReal<T>(): v128 { return v128.load(sizeof<T>() == 4 ? SIGNS : SIGNS + 32); }

// @ts-ignore: decorator
@inline export function signOfImaginary<T>(): v128 { return v128.load(sizeof<T>() == 4 ? SIGNS + 16 : SIGNS + 48); }
