// What is read from or written into the bits of floating-point numbers.

import { select, signBit } from "./lanes";

// @ts-ignore: decorator
@inline function addBits<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? i32x4.add(a, b) : i64x2.add(a, b); }
// @ts-ignore: decorator
@inline function bits<T>(single: i32, double: i64): v128 { return sizeof<T>() == 4 ? i32x4.splat(single) : i64x2.splat(double); }

/** The magnitude of a with the sign of b. */
@final @unmanaged export class Copysign {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.bitselect(b, a, signBit<T>()); }
}

/** The neighbour of a on the way to b: floats in order of their bits, which count away from zero on both sides. */
@final @unmanaged export class Nextafter {
  @inline vector<T>(a: v128, b: v128): v128 {
    const zero = v128.splat<T>(0), outward = v128.xor(v128.gt<T>(b, a), v128.lt<T>(a, zero));
    const moved = addBits<T>(a, v128.or(v128.not(outward), bits<T>(1, 1)));                       // 1 or -1
    const first = v128.or(v128.and(b, signBit<T>()), bits<T>(1, 1));
    const next = select(v128.eq<T>(a, zero), first, moved);
    const nan = v128.or(v128.ne<T>(a, a), v128.ne<T>(b, b));
    return v128.or(select(v128.eq<T>(a, b), b, next), nan);
  }
}

/** From |a| to the next larger float, with the sign of a; of zeros the least subnormal, of infinities NaN. */
@final @unmanaged export class Spacing {
  @inline vector<T>(a: v128): v128 {
    const x = v128.bitselect(v128.splat<T>(0), a, v128.eq<T>(a, v128.splat<T>(0)));
    return v128.sub<T>(addBits<T>(x, bits<T>(1, 1)), x);
  }
}

/** a 2^e, rounded once: a subnormal result comes from the last of three factors, and the first keep all bits (as musl's scalbn). */
@final @unmanaged export class Ldexp {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, e: v128): v128 {
    const top = v128.splat<T>(sizeof<T>() == 4 ? <T>127 : <T>1023), least = v128.splat<T>(sizeof<T>() == 4 ? <T>-126 : <T>-1022);
    const small = v128.splat<T>(sizeof<T>() == 4 ? <T>-102 : <T>-969);                         // least + the bits of a significand
    const first = select(v128.lt<T>(e, least), small, v128.pmin<T>(top, e)), rest = v128.sub<T>(e, first);
    const second = v128.pmin<T>(top, v128.pmax<T>(small, rest)), third = v128.pmin<T>(top, v128.pmax<T>(least, v128.sub<T>(rest, second)));
    return v128.mul<T>(v128.mul<T>(v128.mul<T>(a, power<T>(first)), power<T>(second)), power<T>(third));
  }
}
// 2^e of whole e within the exponents of normal numbers: e + 1.5 2^23 (or 2^52) has e in its low bits.
// @ts-ignore: decorator
@inline function power<T>(e: v128): v128 {
  if (sizeof<T>() == 4) return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(e), i32x4.splat(127)), 23);
  return i64x2.shl(f64x2.add(e, f64x2.splat(6755399441055744.0 + 1023.0)), 52);
}

// Zeros, infinities and NaN have no exponent of their own; subnormals are scaled up first.
// @ts-ignore: decorator
@inline function plain<T>(a: v128): v128 { return v128.or(v128.eq<T>(a, v128.splat<T>(0)), v128.ne<T>(v128.sub<T>(a, a), v128.splat<T>(0))); }
// @ts-ignore: decorator
@inline function subnormal<T>(a: v128): v128 {
  return v128.lt<T>(v128.abs<T>(a), v128.splat<T>(sizeof<T>() == 4 ? <T>1.1754943508222875e-38 : <T>2.2250738585072014e-308));
}
// @ts-ignore: decorator
@inline function scaled<T>(a: v128): v128 {
  return select(subnormal<T>(a), v128.mul<T>(a, v128.splat<T>(sizeof<T>() == 4 ? <T>16777216 : <T>18014398509481984)), a);   // 2^24, 2^54
}

/** The m of a = m 2^e with 0.5 <= |m| < 1. */
@final @unmanaged export class FrexpMantissa {
  @inline vector<T>(a: v128): v128 {
    const m = v128.bitselect(bits<T>(126 << 23, 1022 << 52), scaled<T>(a), bits<T>(0xff << 23, 0x7ff << 52));
    return select(plain<T>(a), a, m);
  }
}
/** The e of a = m 2^e with 0.5 <= |m| < 1, as a float. */
@final @unmanaged export class FrexpExponent {
  @inline vector<T>(a: v128): v128 {
    const s = v128.abs<T>(scaled<T>(a)), shift = v128.and(subnormal<T>(a), v128.splat<T>(sizeof<T>() == 4 ? <T>24 : <T>54));
    let e: v128;
    if (sizeof<T>() == 4) e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(s, 23), i32x4.splat(126)));
    else {
      const high = i64x2.shr_u(s, 52);
      e = f64x2.sub(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(high, high, 0, 2, 0, 2)), f64x2.splat(1022));
    }
    return v128.andnot(v128.sub<T>(e, shift), plain<T>(a));
  }
}

/** What trunc leaves, with the sign of a; of infinities 0. */
@final @unmanaged export class ModfFraction {
  @inline vector<T>(a: v128): v128 {
    const fraction = v128.andnot(v128.sub<T>(a, v128.trunc<T>(a)), v128.eq<T>(v128.abs<T>(a), v128.splat<T>(<T>Infinity)));
    return v128.bitselect(a, fraction, signBit<T>());
  }
}

/** The element without its fraction. */
@final @unmanaged export class ModfWhole {
  @inline vector<T>(a: v128): v128 { return v128.trunc<T>(a); }
}

@final @unmanaged export class Isinf {
  @inline vector<T>(a: v128): v128 { return v128.eq<T>(v128.abs<T>(a), v128.splat<T>(<T>Infinity)); }
}
@final @unmanaged export class IsinfInteger { @inline vector<T>(a: v128): v128 { return i64x2.splat(0); } }
@final @unmanaged export class IsinfBool { @inline vector<T>(a: v128): v128 { return i64x2.splat(0); } }
@final @unmanaged export class IsinfComplex {
  @inline vector<T>(a: v128): v128 {
    const m = changetype<Isinf>(0).vector<T>(a);
    return v128.or(m, sizeof<T>() == 4 ? v128.shuffle<i32>(m, m, 1, 0, 3, 2) : v128.shuffle<i64>(m, m, 1, 0));
  }
}
@final @unmanaged export class Isposinf {
  @inline vector<T>(a: v128): v128 { if (!isFloat<T>()) return i64x2.splat(0); return v128.eq<T>(a, v128.splat<T>(<T>Infinity)); }
}
@final @unmanaged export class Isneginf {
  @inline vector<T>(a: v128): v128 { if (!isFloat<T>()) return i64x2.splat(0); return v128.eq<T>(a, v128.splat<T>(<T>-Infinity)); }
}
