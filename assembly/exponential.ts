// exp and log.

import { constant, madd, nmadd, select } from "./lanes";
import { EXP2_TABLE } from "./exponential-table";

/** e^x. float32: Cody and Waite's reduction and a minimax polynomial; float64: Tang's table of 2^(i/128) and a short polynomial. */
@final @unmanaged export class Exp {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    if (sizeof<T>() == 4) return exp32(x);
    const magnitude = v128.and(x, constant<u64>(EXP64_BITS));
    if (v128.any_true(i64x2.gt_s(magnitude, constant<u64>(EXP64_BITS + 8)))) return exp64Extreme(x);
    return exp64(x, x, false, false);
  }
}

/** Natural logarithm, by log(1 + f) = 2 artanh(f / (2 + f)) as in fdlibm: one division, a short polynomial and no table. */
@final @unmanaged export class Log {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    if (sizeof<T>() == 4) {
      const special = v128.or(
        i32x4.lt_s(x, constant<u32>(LOG32_BITS)), i32x4.gt_s(x, constant<u32>(LOG32_BITS + 4)));
      if (v128.any_true(special)) return log32Special(x);
      return log32(x, x, false);
    }
    const special = v128.or(
      i64x2.lt_s(x, constant<u64>(LOG64_BITS)), i64x2.gt_s(x, constant<u64>(LOG64_BITS + 8)));
    if (v128.any_true(special)) return log64Special(x);
    return log64(x, x, false);
  }
}

// @ts-ignore: decorator
@inline const EXP32: usize = memory.data<f32>([
  88.9, -104.5,                                // every e^x above is inf, below is 0
  1.4426950408889634,                          // 1 / ln 2
  12583166.0,                                  // 1.5 * 2^23 + 254: adding it rounds to an integer n and leaves 254 + n in the low bits
  0.69314575, 1.4286068203094172e-6,           // ln 2 = hi + lo, hi of 16 bits so that n * hi is exact
  // (e^r - 1 - r) / r^2 on |r| < ln(2) / 2, error 2^-28.3 of e^r
  0.49999993414103255, 0.16666520110763158, 0.04166839374017209, 0.008368780259982618, 0.0013814496011347816,
  1.0,
]);

// @ts-ignore: decorator
@inline function exp32(x: v128): v128 {
  // pmin and pmax are one instruction each, and hand on a NaN in their first argument.
  x = f32x4.pmax(f32x4.pmin(x, constant<f32>(EXP32)), constant<f32>(EXP32 + 4));
  const shift = constant<f32>(EXP32 + 12);
  const t = madd<f32>(x, constant<f32>(EXP32 + 8), shift);
  const n = f32x4.sub(t, shift);
  // The low part of r is worth its 7 % of time: without it the largest error is 1.03 ulp, with it 0.93.
  const a = nmadd<f32>(n, constant<f32>(EXP32 + 16), x);
  const b = f32x4.mul(n, constant<f32>(EXP32 + 20));
  const r = f32x4.sub(a, b);
  const low = f32x4.sub(f32x4.sub(a, r), b);
  const rr = f32x4.mul(r, r);
  const odd = madd<f32>(rr, constant<f32>(EXP32 + 36), constant<f32>(EXP32 + 28));
  const even = madd<f32>(rr, madd<f32>(rr, constant<f32>(EXP32 + 40), constant<f32>(EXP32 + 32)), constant<f32>(EXP32 + 24));
  const y = f32x4.add(constant<f32>(EXP32 + 44), f32x4.add(r, madd<f32>(rr, madd<f32>(r, odd, even), low)));
  // 2^n in two factors, as n is -151 … 128: subnormal and infinite results come out right with no branch.
  const half = i32x4.shr_u(t, 1);
  return f32x4.mul(f32x4.mul(y, i32x4.shl(half, 23)), i32x4.shl(i32x4.sub(t, half), 23));
}

// @ts-ignore: decorator
@inline const EXP64: usize = memory.data<f64>([
  184.6649652337873,                               // 128 / ln 2
  6755399441055744.0,                              // 1.5 * 2^52: adding it rounds to an integer n and leaves n in the low bits
  0.005415212347998022, 1.2655086083325438e-13,    // ln(2) / 128 = hi + lo, hi of 35 bits so that n * hi is exact
  // (e^r - 1 - r) / r^2 on |r| < ln(2) / 256, error 2^-65.4 of e^r
  0.49999999999996775, 0.16666666666665889, 0.041666680870912465, 0.008333335850429516,
  712.0, -748.0,                                   // e^x is inf, 0 beyond
]);
// @ts-ignore: decorator
@inline const EXP64_BITS: usize = memory.data<u64>([
  0x7fffffffffffffff, 0x4086200000000000,          // magnitude; 708.0: results and scale factors are normal below
  0x7f0, 0x7f, 1023,                               // 128 rows of 16 bytes; row; exponent bias
]);

/**
 * e^(x + rest) in float64, rest only if `hasRest` and far below x; `extreme` when the result may be subnormal, infinite or NaN, with the same
 * bits for all other lanes.
 */
// @ts-ignore: decorator
@inline export function exp64(x: v128, rest: v128, hasRest: bool, extreme: bool): v128 {
  if (extreme) x = f64x2.pmax(f64x2.pmin(x, constant<f64>(EXP64 + 64)), constant<f64>(EXP64 + 72));
  const shift = constant<f64>(EXP64 + 8);
  const t = madd<f64>(x, constant<f64>(EXP64), shift);
  const n = f64x2.sub(t, shift);
  let r = nmadd<f64>(n, constant<f64>(EXP64 + 24), nmadd<f64>(n, constant<f64>(EXP64 + 16), x));
  if (hasRest) r = f64x2.add(r, rest);
  const index = v128.and(i64x2.shl(t, 4), constant<u64>(EXP64_BITS + 16));
  const a = v128.load(EXP2_TABLE + <usize>i32x4.extract_lane(index, 0));
  const b = v128.load(EXP2_TABLE + <usize>i32x4.extract_lane(index, 2));
  const tail = v128.shuffle<u64>(a, b, 0, 2);
  const exponent = extreme ? v128.and(t, constant<u64>(EXP64_BITS + 24)) : t;
  const scale = i64x2.add(v128.shuffle<u64>(a, b, 1, 3), i64x2.shl(exponent, 45));
  const rr = f64x2.mul(r, r);
  const low = madd<f64>(r, constant<f64>(EXP64 + 40), constant<f64>(EXP64 + 32));
  const high = madd<f64>(r, constant<f64>(EXP64 + 56), constant<f64>(EXP64 + 48));
  const y = madd<f64>(scale, madd<f64>(rr, madd<f64>(rr, high, low), f64x2.add(tail, r)), scale);
  if (!extreme) return y;
  const half = i64x2.shr_u(t, 8), bias = constant<u64>(EXP64_BITS + 32);
  return f64x2.mul(
    f64x2.mul(y, i64x2.shl(i64x2.add(half, bias), 52)),
    i64x2.shl(i64x2.add(i64x2.sub(i64x2.shr_u(t, 7), half), bias), 52));
}

function exp64Extreme(x: v128): v128 { return exp64(x, x, false, true); }

// @ts-ignore: decorator
@inline const LOG32: usize = memory.data<f32>([
  1.0, 2.0, 0.5,
  0.69314575, 1.4286068203094172e-6,           // ln 2 = hi + lo, hi of 16 bits
  // (2 artanh(s) - 2 s) / s^3 in s^2, error 2^-30 of the logarithm
  0.6666677671148962, 0.3997749618331722, 0.29873059679922565,
  8388608.0, 23.0,                             // 2^23, for subnormal x
]);
// @ts-ignore: decorator
@inline const LOG32_BITS: usize = memory.data<u32>([
  0x00800000, 0x7f7fffff,                      // smallest and largest normal number
  0x3f800000 - 0x3f3504f3, 127, 0x007fffff, 0x3f3504f3, // x = 2^k m with m in [sqrt(1/2), sqrt(2)); 0x3f3504f3 is sqrt(1/2)
]);

// @ts-ignore: decorator
@inline function log32(x: v128, subnormal: v128, special: bool): v128 {
  const u = i32x4.add(x, constant<u32>(LOG32_BITS + 8));
  let k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(u, 23), constant<u32>(LOG32_BITS + 12)));
  if (special) k = f32x4.sub(k, v128.and(subnormal, constant<f32>(LOG32 + 36)));
  const m = i32x4.add(v128.and(u, constant<u32>(LOG32_BITS + 16)), constant<u32>(LOG32_BITS + 20));
  const f = f32x4.sub(m, constant<f32>(LOG32));
  const s = f32x4.div(f, f32x4.add(f, constant<f32>(LOG32 + 4)));
  const z = f32x4.mul(s, s);
  const r = f32x4.mul(z, madd<f32>(z, madd<f32>(z, constant<f32>(LOG32 + 28), constant<f32>(LOG32 + 24)), constant<f32>(LOG32 + 20)));
  const h = f32x4.mul(f32x4.mul(f, constant<f32>(LOG32 + 8)), f);
  // log(1 + f) = f - (h - s (h + r))
  const low = madd<f32>(s, f32x4.add(h, r), f32x4.mul(k, constant<f32>(LOG32 + 16)));
  return madd<f32>(k, constant<f32>(LOG32 + 12), f32x4.sub(f, f32x4.sub(h, low)));
}

function log32Special(x: v128): v128 {
  const subnormal = i32x4.lt_s(x, constant<u32>(LOG32_BITS));
  const y = log32(select(subnormal, f32x4.mul(x, constant<f32>(LOG32 + 32)), x), subnormal, true);
  return logOfSpecial<f32>(x, y);
}

// @ts-ignore: decorator
@inline const LOG64: usize = memory.data<f64>([
  1.0, 2.0, 0.5,
  0.6931471805598903, 5.497923018708371e-14,   // ln 2 = hi + lo, hi of 42 bits so that k * hi is exact
  // (2 artanh(s) - 2 s) / s^3 in s^2, error 2^-59.5 of the logarithm
  0.6666666666666735, 0.3999999999941111, 0.285714287432593, 0.22222198476224614, 0.18183569732552246, 0.15313903309495017, 0.14797508217555186,
  18014398509481984.0, 54.0,                   // 2^54, for subnormal x
  4503599627371519.0,                          // 2^52 + 1023
]);
// @ts-ignore: decorator
@inline const LOG64_BITS: usize = memory.data<u64>([
  0x0010000000000000, 0x7fefffffffffffff,      // smallest and largest normal number
  0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x4330000000000000, 0x000fffffffffffff, 0x3fe6a09e667f3bcd, // sqrt(1/2)
]);

// @ts-ignore: decorator
@inline function log64(x: v128, subnormal: v128, special: bool): v128 {
  const u = i64x2.add(x, constant<u64>(LOG64_BITS + 16));
  // There is no conversion from i64: put the exponent below the bits of 2^52, and subtract that.
  let k = f64x2.sub(v128.or(i64x2.shr_u(u, 52), constant<u64>(LOG64_BITS + 24)), constant<f64>(LOG64 + 112));
  if (special) k = f64x2.sub(k, v128.and(subnormal, constant<f64>(LOG64 + 104)));
  const m = i64x2.add(v128.and(u, constant<u64>(LOG64_BITS + 32)), constant<u64>(LOG64_BITS + 40));
  const f = f64x2.sub(m, constant<f64>(LOG64));
  const s = f64x2.div(f, f64x2.add(f, constant<f64>(LOG64 + 8)));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const odd = madd<f64>(w, madd<f64>(w, madd<f64>(w, constant<f64>(LOG64 + 88), constant<f64>(LOG64 + 72)), constant<f64>(LOG64 + 56)), constant<f64>(LOG64 + 40));
  const even = madd<f64>(w, madd<f64>(w, constant<f64>(LOG64 + 80), constant<f64>(LOG64 + 64)), constant<f64>(LOG64 + 48));
  const r = f64x2.mul(z, madd<f64>(z, even, odd));
  const h = f64x2.mul(f64x2.mul(f, constant<f64>(LOG64 + 16)), f);
  // log(1 + f) = f - (h - s (h + r))
  const low = madd<f64>(s, f64x2.add(h, r), f64x2.mul(k, constant<f64>(LOG64 + 32)));
  return madd<f64>(k, constant<f64>(LOG64 + 24), f64x2.sub(f, f64x2.sub(h, low)));
}

function log64Special(x: v128): v128 {
  const subnormal = i64x2.lt_s(x, constant<u64>(LOG64_BITS));
  const y = log64(select(subnormal, f64x2.mul(x, constant<f64>(LOG64 + 96)), x), subnormal, true);
  return logOfSpecial<f64>(x, y);
}

/** y, but inf where x is inf, -inf where x is zero, and NaN where x is negative or NaN. */
// @ts-ignore: decorator
@inline function logOfSpecial<T>(x: v128, y: v128): v128 {
  const zero = v128.splat<T>(0), inf = v128.splat<T>(<T>Infinity);
  y = select(v128.eq<T>(x, inf), inf, y);
  y = select(v128.eq<T>(x, zero), v128.splat<T>(<T>(-Infinity)), y);
  return select(v128.ge<T>(x, zero), y, v128.splat<T>(<T>NaN));
}
