// floor_divide and remainder by Python's rules: the remainder has the divisor's sign. Integers wrap, and a division by 0 gives 0.

import { Multiply } from "./arithmetic";
import { eachLane, nmadd, select, constant, signBit, unit, FUSED } from "./lanes";

// @ts-ignore: decorator
@inline const DOUBLES: usize = memory.data<f64>([
  268435456.0,                                     // 2^28: float32 quotients below it are exact in float64
  9007199254740992.0,                              // 2^53: float64 quotients below it are off by one at most
  134217729.0,                                     // 2^27 + 1 splits a float64 into halves of 26 bits (Veltkamp 1968)
  1e-270, 1e270,                                   // between them the product of halves neither overflows nor loses bits
  1125899906842624.0,                              // 2^50: below it (a - mod) / b, NumPy's way, has no other integer next to it than the quotient
]);

// C's fmod on one lane, for operands that the vector forms do not take.
@final @unmanaged class FmodLane {
  @inline scalar<T>(a: T, b: T): T {
    return sizeof<T>() == 4 ? <T>NativeMathf.mod(<f32>a, <f32>b) : <T>NativeMath.mod(<f64>a, <f64>b);
  }
}
function slowFmod<T>(a: v128, b: v128): v128 { return eachLane<FmodLane, T>(a, b); }

// a - trunc(a / b) * b without error. Exact, as the quotient is: float32 in float64, float64 by a fused multiply-add or by
// Dekker's product (1971). Lanes beyond these bounds, infinities and zeros take fmod's own way, all lanes with them.
// @ts-ignore: decorator
@inline function half32(a: v128, b: v128): v128 {          // two float64 lanes; NaN where the bound is passed
  const q = f64x2.trunc(f64x2.div(a, b));
  const r = f64x2.sub(a, f64x2.mul(q, b));
  return select(f64x2.lt(f64x2.abs(q), constant<f64>(DOUBLES)), r, f64x2.splat(NaN));
}
function fmod32(a: v128, b: v128): v128 {
  const low = half32(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const high = half32(f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 0)), f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 0)));
  const r = v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  return v128.any_true(f32x4.ne(r, r)) ? slowFmod<f32>(a, b) : signed<f32>(r, a);
}
function fmod64(a: v128, b: v128): v128 {
  const q = f64x2.trunc(f64x2.div(a, b)), size = f64x2.abs(b);
  let fine = f64x2.lt(f64x2.abs(q), constant<f64>(DOUBLES + 8));
  let r: v128;
  if (FUSED) {
    fine = v128.and(fine, v128.and(f64x2.gt(size, constant<f64>(DOUBLES + 24)), f64x2.lt(size, f64x2.splat(Infinity))));
    r = nmadd<f64>(q, b, a);
  } else {
    fine = v128.and(fine, v128.and(f64x2.gt(size, constant<f64>(DOUBLES + 24)), f64x2.lt(f64x2.max(size, f64x2.abs(a)), constant<f64>(DOUBLES + 32))));
    const splitter = constant<f64>(DOUBLES + 16), p = f64x2.mul(q, b);
    const qs = f64x2.mul(q, splitter), bs = f64x2.mul(b, splitter);
    const qh = f64x2.sub(qs, f64x2.sub(qs, q)), ql = f64x2.sub(q, qh), bh = f64x2.sub(bs, f64x2.sub(bs, b)), bl = f64x2.sub(b, bh);
    const e = f64x2.add(f64x2.add(f64x2.add(f64x2.sub(f64x2.mul(qh, bh), p), f64x2.mul(qh, bl)), f64x2.mul(ql, bh)), f64x2.mul(ql, bl));
    r = f64x2.sub(f64x2.sub(a, p), e);
  }
  if (!v128.all_true<i64>(fine)) return slowFmod<f64>(a, b);
  // A quotient that was rounded up to the next integer leaves a remainder of the wrong sign.
  const wrong = v128.and(f64x2.ne(r, f64x2.splat(0)), i64x2.lt_s(v128.xor(r, a), i64x2.splat(0)));
  r = f64x2.add(r, v128.and(wrong, signed<f64>(size, a)));
  return signed<f64>(r, a);
}
// The magnitude of x with the sign of s.
// @ts-ignore: decorator
@inline function signed<T>(x: v128, s: v128): v128 {
  return v128.bitselect(s, x, signBit<T>());
}
// @ts-ignore: decorator
@inline function fmod<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? fmod32(a, b) : fmod64(a, b); }

// Lanes where the remainder must move by one divisor: not 0, and not of the divisor's sign.
// @ts-ignore: decorator
@inline function turned<T>(mod: v128, b: v128): v128 {
  const zero = v128.splat<T>(0);
  return v128.and(v128.ne<T>(mod, zero), v128.xor(v128.lt<T>(b, zero), v128.lt<T>(mod, zero)));
}

// The quotient rounded down of integers up to 32 bits, by a float division: it is exact, as a quotient of integers that is none
// itself is further from one than the rounding error.
// @ts-ignore: decorator
@inline function floor32(a: v128, b: v128, wide: bool): v128 {       // wide: unsigned 32-bit lanes
  const low = wide ? f64x2.div(f64x2.convert_low_i32x4_u(a), f64x2.convert_low_i32x4_u(b)) : f64x2.div(f64x2.convert_low_i32x4_s(a), f64x2.convert_low_i32x4_s(b));
  const ah = v128.shuffle<i64>(a, a, 1, 0), bh = v128.shuffle<i64>(b, b, 1, 0);
  const high = wide ? f64x2.div(f64x2.convert_low_i32x4_u(ah), f64x2.convert_low_i32x4_u(bh)) : f64x2.div(f64x2.convert_low_i32x4_s(ah), f64x2.convert_low_i32x4_s(bh));
  return v128.shuffle<i64>(
    wide ? i32x4.trunc_sat_f64x2_u_zero(f64x2.floor(low)) : i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(low)),
    wide ? i32x4.trunc_sat_f64x2_u_zero(f64x2.floor(high)) : i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(high)), 0, 2);
}
// @ts-ignore: decorator
@inline function floor16(a: v128, b: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.div(f32x4.convert_i32x4_s(a), f32x4.convert_i32x4_s(b))));
}
// @ts-ignore: decorator
@inline function lanes16(a: v128, b: v128, isSign: bool): v128 {     // 16-bit lanes, by 32-bit halves
  if (isSign) {
    return i8x16.shuffle(floor16(i32x4.extend_low_i16x8_s(a), i32x4.extend_low_i16x8_s(b)), floor16(i32x4.extend_high_i16x8_s(a), i32x4.extend_high_i16x8_s(b)),
      0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29);
  }
  return i8x16.shuffle(floor16(i32x4.extend_low_i16x8_u(a), i32x4.extend_low_i16x8_u(b)), floor16(i32x4.extend_high_i16x8_u(a), i32x4.extend_high_i16x8_u(b)),
    0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29);
}
@final @unmanaged class Quotient64 {
  @inline scalar<T>(a: T, b: T): T {
    if (b == <T>0) return 0;
    if (isSigned<T>() && b == <T>-1) return <T>(0 - a);       // the least integer wraps instead of trapping
    let q = <T>(a / b);
    if (isSigned<T>() && q * b != a && (a < 0) != (b < 0)) q = <T>(q - 1);
    return q;
  }
}
function quotient<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 8) return eachLane<Quotient64, T>(a, b);
  let q: v128;
  if (sizeof<T>() == 4) q = floor32(a, b, !isSigned<T>());
  else if (sizeof<T>() == 2) q = lanes16(a, b, isSigned<T>());
  else {
    const low = isSigned<T>() ? lanes16(i16x8.extend_low_i8x16_s(a), i16x8.extend_low_i8x16_s(b), true) : lanes16(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b), true);
    const high = isSigned<T>() ? lanes16(i16x8.extend_high_i8x16_s(a), i16x8.extend_high_i8x16_s(b), true) : lanes16(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b), true);
    q = i8x16.shuffle(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  }
  if (sizeof<T>() == 4 && isSigned<T>()) q = select(v128.eq<T>(b, v128.splat<T>(-1)), v128.neg<T>(a), q);   // 2^31 saturated
  return v128.andnot(q, v128.eq<T>(b, v128.splat<T>(0)));
}

// With a fused multiply-add one division tells all. q = trunc(a / b) is at most one too far from 0, where rounding took a / b up to the
// next integer; a - q b is exact in either case, as both are multiples of b's last bit and the rest is not greater than b.
// @ts-ignore: decorator
@inline function plain<T>(q: v128, b: v128): bool {          // all lanes are within these bounds
  const size = v128.abs<T>(b), near = v128.lt<T>(v128.abs<T>(q), sizeof<T>() == 4 ? f32x4.splat(2097152) : constant<f64>(DOUBLES + 40));
  const fine = v128.and(near, v128.lt<T>(size, v128.splat<T>(<T>Infinity)));
  return sizeof<T>() == 4 ? v128.all_true<i32>(fine) : v128.all_true<i64>(v128.and(fine, f64x2.gt(size, constant<f64>(DOUBLES + 24))));
}
// Lanes where x and y have different signs and x is not 0.
// @ts-ignore: decorator
@inline function apart<T>(x: v128, y: v128): v128 {
  const signs = v128.xor(x, y);
  return v128.and(v128.ne<T>(x, v128.splat<T>(0)), sizeof<T>() == 4 ? i32x4.shr_s(signs, 31) : i64x2.lt_s(signs, i64x2.splat(0)));
}

@final @unmanaged export class FloorDivide {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (!isFloat<T>()) return quotient<T>(a, b);
    if (FUSED) {
      const ratio = v128.div<T>(a, b);
      let q = v128.trunc<T>(ratio);
      if (plain<T>(q, b)) {
        let r = nmadd<T>(q, b, a);
        const far = apart<T>(r, a);
        q = v128.sub<T>(q, v128.and(far, signed<T>(unit<T>(), ratio)));
        r = v128.add<T>(r, v128.and(far, signed<T>(v128.abs<T>(b), a)));
        return v128.sub<T>(q, v128.and(apart<T>(r, b), unit<T>()));
      }
    }
    return floorDivide<T>(a, b);
  }
}
// NumPy's npy_floor_divide.
function floorDivide<T>(a: v128, b: v128): v128 {
  const zero = v128.splat<T>(0), one = v128.splat<T>(1), ratio = v128.div<T>(a, b), mod = fmod<T>(a, b);
  let div = v128.div<T>(v128.sub<T>(a, mod), b);
  div = v128.sub<T>(div, v128.and(turned<T>(mod, b), one));
  let down = v128.floor<T>(div);
  down = v128.add<T>(down, v128.and(v128.gt<T>(v128.sub<T>(div, down), v128.splat<T>(0.5)), one));
  down = select(v128.eq<T>(div, zero), signed<T>(zero, ratio), down);
  return select(v128.eq<T>(b, zero), ratio, down);
}

@final @unmanaged export class Remainder {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (!isFloat<T>()) return integerRemainder<T>(a, b);
    if (FUSED) {
      const q = v128.trunc<T>(v128.div<T>(a, b));
      if (plain<T>(q, b)) {
        // Whether q is too far or a and b differ in sign, the way into [0, b) is at most one b.
        const r = nmadd<T>(q, b, a), moved = v128.add<T>(r, v128.and(apart<T>(r, b), b));
        return select(v128.eq<T>(moved, v128.splat<T>(0)), signed<T>(moved, b), moved);
      }
    }
    return remainder<T>(a, b);
  }
}
function integerRemainder<T>(a: v128, b: v128): v128 {
  const r = v128.sub<T>(a, changetype<Multiply>(0).vector<T>(quotient<T>(a, b), b));
  return v128.andnot(r, v128.eq<T>(b, v128.splat<T>(0)));
}
function remainder<T>(a: v128, b: v128): v128 {
  const zero = v128.splat<T>(0), mod = fmod<T>(a, b);
  const moved = select(turned<T>(mod, b), v128.add<T>(mod, b), mod);
  const whole = v128.and(v128.eq<T>(mod, zero), v128.ne<T>(b, zero));
  return select(whole, signed<T>(zero, b), moved);
}

/** Remainder with the sign of the dividend (C's %); an integer modulo 0 gives 0. */
@final @unmanaged export class Fmod {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (!isFloat<T>()) return truncated<T>(a, b);
    if (FUSED) {
      const q = v128.trunc<T>(v128.div<T>(a, b));
      if (plain<T>(q, b)) {
        const r = nmadd<T>(q, b, a);
        return signed<T>(v128.add<T>(r, v128.and(apart<T>(r, a), signed<T>(b, a))), a);
      }
    }
    return fmod<T>(a, b);
  }
}
function truncated<T>(a: v128, b: v128): v128 {
  const r = integerRemainder<T>(a, b);
  if (!isSigned<T>()) return r;
  const zero = v128.splat<T>(0), wrong = v128.and(v128.ne<T>(r, zero), v128.xor(v128.lt<T>(a, zero), v128.lt<T>(r, zero)));
  return v128.sub<T>(r, v128.and(wrong, b));
}
