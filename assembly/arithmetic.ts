// Arithmetic, element-wise. Integers wrap, and a division by zero gives 0 (as NumPy, which also warns).

import { select, eachLane, madd, signBit, unit } from "./lanes";

@final @unmanaged export class Copy {
  @inline identity(): void {}
  @inline vector<T>(a: v128): v128 { return a; }
}

@final @unmanaged export class Add {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
}
@final @unmanaged export class AddBool {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return v128.or(a, b); }
}

/**
 * Sums of integers up to 32 bits in 64, in two running vectors of 32-bit lanes and `total` of the two after at most 32768 elements.
 * Of 32-bit elements one adds up x modulo 2^32, the other x >> 16, which does not overflow; what the first would be without
 * those high halves is less than 2^32, and so known (three instructions a vector, where widening each takes five).
 */
@final @unmanaged export class AddWide {
  @inline low<T>(t: v128, a: v128): v128 {
    if (sizeof<T>() == 1) return i32x4.add(t, isSigned<T>() ? i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(a)) : i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(a)));
    if (sizeof<T>() == 2) return i32x4.add(t, isSigned<T>() ? i32x4.extadd_pairwise_i16x8_s(a) : i32x4.extadd_pairwise_i16x8_u(a));
    return i32x4.add(t, a);
  }
  @inline high<T>(t: v128, a: v128): v128 { return sizeof<T>() == 4 ? i32x4.add(t, v128.shr<T>(a, 16)) : t; }
  @inline total<T>(low: v128, high: v128): v128 {
    if (sizeof<T>() < 4) return pairs64(low, isSigned<T>());
    return i64x2.add(pairs64(i32x4.sub(low, i32x4.shl(high, 16)), false), i64x2.shl(pairs64(high, isSigned<T>()), 16));
  }
}
// @ts-ignore: decorator
@inline function pairs64(a: v128, isSign: bool): v128 {
  return isSign ? i64x2.add(i64x2.extend_low_i32x4_s(a), i64x2.extend_high_i32x4_s(a)) : i64x2.add(i64x2.extend_low_i32x4_u(a), i64x2.extend_high_i32x4_u(a));
}

@final @unmanaged export class Subtract {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.sub<T>(a, b); }
}

@final @unmanaged export class Multiply {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (sizeof<T>() == 1) {
      // No 8-bit product in wasm: the even and the odd bytes as 16-bit ones.
      const low = v128.and(v128.mul<i16>(a, b), i16x8.splat(0xff));
      const high = v128.mul<i16>(v128.shr<u16>(a, 8), v128.shr<u16>(b, 8));
      return v128.or(low, v128.shl<i16>(high, 8));
    }
    return v128.mul<T>(a, b);
  }
}
@final @unmanaged export class MultiplyBool {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return v128.and(a, b); }
}

@final @unmanaged export class Divide {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.div<T>(a, b); }
}

/** Integer powers by squaring; the bindings refuse negative exponents, as NumPy does. */
@final @unmanaged export class PowerInteger {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return eachLane<PowerInteger, T>(a, b); }
  @inline scalar<T>(a: T, b: T): T {
    let result: T = 1, base = a, e = <u64>b;
    while (e != 0) {
      if (e & 1) result = <T>(result * base);
      base = <T>(base * base);
      e >>= 1;
    }
    return result;
  }
}

/** 1 / a; of integers 1, -1 or 0 (of 0 too). */
@final @unmanaged export class Reciprocal {
  @inline vector<T>(a: v128): v128 {
    if (isFloat<T>()) return v128.div<T>(v128.splat<T>(1), a);
    const own = v128.eq<T>(a, v128.splat<T>(1));
    return v128.and(a, isSigned<T>() ? v128.or(own, v128.eq<T>(a, v128.splat<T>(-1))) : own);
  }
}

/** -1, 0 or 1; NaN of NaN. */
@final @unmanaged export class Sign {
  @inline vector<T>(a: v128): v128 {
    const zero = v128.splat<T>(0), one = v128.splat<T>(1);
    if (isFloat<T>()) return v128.or(v128.and(v128.or(v128.and(a, signBit<T>()), unit<T>()), v128.ne<T>(a, zero)), v128.ne<T>(a, a));
    if (!isSigned<T>()) return v128.and(v128.ne<T>(a, zero), one);
    return v128.sub<T>(v128.lt<T>(a, zero), v128.gt<T>(a, zero));
  }
}

/** 0 below 0, 1 above, b at 0; NaN of NaN. */
@final @unmanaged export class Heaviside {
  @inline vector<T>(a: v128, b: v128): v128 {
    const zero = v128.splat<T>(0), step = v128.or(v128.and(v128.gt<T>(a, zero), unit<T>()), v128.ne<T>(a, a));
    return select(v128.eq<T>(a, zero), b, step);
  }
}

@final @unmanaged export class Positive {
  @inline identity(): void {}
  @inline vector<T>(a: v128): v128 { return a; }
}

@final @unmanaged export class Negative {
  @inline vector<T>(a: v128): v128 {
    if (isFloat<T>()) return v128.xor(a, signBit<T>());
    return v128.neg<T>(a);
  }
}

@final @unmanaged export class Absolute {
  @inline vector<T>(a: v128): v128 {
    if (isFloat<T>()) return v128.andnot(a, signBit<T>());
    if (!isSigned<T>()) return a;
    return v128.abs<T>(a);
  }
}

@final @unmanaged export class Fabs {
  @inline vector<T>(a: v128): v128 { return v128.andnot(a, signBit<T>()); }
}

@final @unmanaged export class Square {
  @inline vector<T>(a: v128): v128 { return changetype<Multiply>(0).vector<T>(a, a); }
}
@final @unmanaged export class SquareBool {
  @inline vector<T>(a: v128): v128 { return a; }
}

@final @unmanaged export class Sqrt {
  @inline vector<T>(a: v128): v128 { return v128.sqrt<T>(a); }
}

/**
 * Of two values the greater; NaN if either is. Floats by pmax, which keeps a NaN in `a`, and the mask of a NaN in `b` over it:
 * three instructions, where V8 makes nine of max. Of zeros of both signs it takes the first, as NumPy does.
 */
@final @unmanaged export class Maximum {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.pmax<T>(a, b), v128.ne<T>(b, b));
    if (sizeof<T>() == 8) return select(greater64<T>(a, b), a, b);
    return v128.max<T>(a, b);
  }
}
/** Of two values the lesser; NaN if either is. */
@final @unmanaged export class Minimum {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.pmin<T>(a, b), v128.ne<T>(b, b));
    if (sizeof<T>() == 8) return select(greater64<T>(a, b), b, a);
    return v128.min<T>(a, b);
  }
}
/** Of two values the greater; NaN only if both are. */
@final @unmanaged export class Fmax {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (isFloat<T>()) return select(v128.or(v128.ge<T>(a, b), v128.ne<T>(b, b)), a, b);
    return changetype<Maximum>(0).vector<T>(a, b);
  }
}
/** Of two values the lesser; NaN only if both are. */
@final @unmanaged export class Fmin {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (isFloat<T>()) return select(v128.or(v128.le<T>(a, b), v128.ne<T>(b, b)), a, b);
    return changetype<Minimum>(0).vector<T>(a, b);
  }
}
// wasm compares 64-bit lanes as signed only: unsigned ones are shifted by half the range.
// @ts-ignore: decorator
@inline function greater64<T>(a: v128, b: v128): v128 {
  if (isSigned<T>()) return v128.gt<i64>(a, b);
  const half = i64x2.splat(0x8000000000000000);
  return v128.gt<i64>(v128.xor(a, half), v128.xor(b, half));
}

// Lexicographic order of complex numbers: by the real part, then by the imaginary; one with a NaN counts as greatest and least.
// @ts-ignore: decorator
@inline function swapParts<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<i32>(a, a, 1, 0, 3, 2) : v128.shuffle<i64>(a, a, 1, 0);
}
// @ts-ignore: decorator
@inline export function realParts<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<i32>(a, a, 0, 0, 2, 2) : v128.shuffle<i64>(a, a, 0, 0);
}
// @ts-ignore: decorator
@inline export function imaginaryParts<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<i32>(a, a, 1, 1, 3, 3) : v128.shuffle<i64>(a, a, 1, 1);
}
/** Lane mask, both parts alike: a is before b. */
// @ts-ignore: decorator
@inline export function before<T>(a: v128, b: v128): v128 {
  const ar = realParts<T>(a), br = realParts<T>(b), ai = imaginaryParts<T>(a), bi = imaginaryParts<T>(b);
  const less = v128.andnot(v128.lt<T>(ar, br), v128.or(v128.ne<T>(ai, ai), v128.ne<T>(bi, bi)));
  return v128.or(less, v128.and(v128.eq<T>(ar, br), v128.lt<T>(ai, bi)));
}
/** Lane mask, both parts alike: some part is NaN. */
// @ts-ignore: decorator
@inline export function anyNan<T>(a: v128): v128 {
  const m = v128.ne<T>(a, a);
  return v128.or(m, swapParts<T>(m));
}
// These four are called, not inlined: folds and scans hold an op twenty times, and theirs would be a tenth of all code.
@final @unmanaged export class MaximumComplex {
  @inline associative(): void {}
  vector<T>(a: v128, b: v128): v128 {
    const keep = v128.or(anyNan<T>(a), v128.andnot(v128.not(before<T>(a, b)), anyNan<T>(b)));
    return select(keep, a, b);
  }
}
@final @unmanaged export class MinimumComplex {
  @inline associative(): void {}
  vector<T>(a: v128, b: v128): v128 {
    const keep = v128.or(anyNan<T>(a), v128.andnot(v128.not(before<T>(b, a)), anyNan<T>(b)));
    return select(keep, a, b);
  }
}

@final @unmanaged export class FmaxComplex {
  @inline associative(): void {}
  vector<T>(a: v128, b: v128): v128 { return select(v128.or(notBefore<T>(a, b), anyNan<T>(b)), a, b); }
}
@final @unmanaged export class FminComplex {
  @inline associative(): void {}
  vector<T>(a: v128, b: v128): v128 { return select(v128.or(notBefore<T>(b, a), anyNan<T>(b)), a, b); }
}
// Lane mask, both parts alike: a is b or after it.
// @ts-ignore: decorator
@inline function notBefore<T>(a: v128, b: v128): v128 {
  const same = v128.eq<T>(a, b);
  return v128.or(before<T>(b, a), v128.and(same, swapParts<T>(same)));
}

/** minimum(maximum(a, low), high), where no bound is NaN: the bindings see to that. */
@final @unmanaged export class Clip {
  @inline vector<T>(a: v128, low: v128, high: v128): v128 {
    if (isFloat<T>()) return v128.pmin<T>(v128.pmax<T>(a, low), high);      // which keep a NaN of a
    return changetype<Minimum>(0).vector<T>(changetype<Maximum>(0).vector<T>(a, low), high);
  }
}
@final @unmanaged export class ClipComplex {
  @inline vector<T>(a: v128, low: v128, high: v128): v128 {
    return changetype<MinimumComplex>(0).vector<T>(changetype<MaximumComplex>(0).vector<T>(a, low), high);
  }
}

@final @unmanaged export class Floor {
  @inline vector<T>(a: v128): v128 { if (!isFloat<T>()) return a; return v128.floor<T>(a); }
}
@final @unmanaged export class Ceil {
  @inline vector<T>(a: v128): v128 { if (!isFloat<T>()) return a; return v128.ceil<T>(a); }
}
@final @unmanaged export class Trunc {
  @inline vector<T>(a: v128): v128 { if (!isFloat<T>()) return a; return v128.trunc<T>(a); }
}
/** To the nearest integer, halves to even. */
@final @unmanaged export class Rint {
  @inline vector<T>(a: v128): v128 { return v128.nearest<T>(a); }
}

/** Of a real number itself; complex.ts has the rest. */
@final @unmanaged export class Conjugate {
  @inline identity(): void {}
  @inline vector<T>(a: v128): v128 { return a; }
}

/** Sum of (a - b)², the numerator of a variance. */
@final @unmanaged export class SquaredDeviation {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
  @inline lift<T>(a: v128, b: v128): v128 { const d = v128.sub<T>(a, b); return v128.mul<T>(d, d); }
}

/** Sum of a b: the inner product of two vectors. `onto` is for fold2. */
@final @unmanaged export class InnerProduct {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
  @inline lift<T>(a: v128, b: v128): v128 { return v128.mul<T>(a, b); }
  @inline onto<T>(t: v128, a: v128, b: v128): v128 { return madd<T>(a, b, t); }
}
