// exp, exp2, expm1.

import { constant, inFloat64, madd, nmadd, select } from "./lanes";
import { EXP2_TABLE } from "./exponential-table";

/** e^x. float32: Cody and Waite's reduction and a minimax polynomial; float64: Tang's table of 2^(i/128) and a short polynomial. */
@final @unmanaged export class Exp {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    if (sizeof<T>() == 4) {
      const magnitude = v128.and(x, constant<u32>(BITS32));
      return v128.any_true(i32x4.gt_s(magnitude, constant<u32>(BITS32 + 4))) ? exp32Extreme(x) : exp32(x, false);
    }
    const magnitude = v128.and(x, constant<u64>(EXP64_BITS));
    if (v128.any_true(i64x2.gt_s(magnitude, constant<u64>(EXP64_BITS + 8)))) return exp64Extreme(x);
    return exp64(x, x, false, false);
  }
}

/** 2^x, by the methods of exp; integers give powers of two exactly. */
@final @unmanaged export class Exp2 {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    if (sizeof<T>() == 4) {
      const magnitude = v128.and(x, constant<u32>(BITS32));
      return v128.any_true(i32x4.gt_s(magnitude, constant<u32>(BITS32 + 8))) ? exp2Extreme32(x) : exp2(x, false);
    }
    const magnitude = v128.and(x, constant<u64>(EXP64_BITS));
    if (v128.any_true(i64x2.gt_s(magnitude, constant<u64>(EXP64_BITS + 40)))) return exp2Extreme64(x);
    return exp64(x, x, false, false, BASE2);
  }
}

/** e^x - 1, without loss near 0. */
@final @unmanaged export class Expm1 {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Expm1>(x) : expm1(x); }
}

/** What exp64 computes. */
// @ts-ignore: decorator
@inline const BASE_E: i32 = 0;
// @ts-ignore: decorator
@inline export const BASE2: i32 = 1;
// @ts-ignore: decorator
@inline const LESS_ONE: i32 = 2; // e^x - 1

// @ts-ignore: decorator
@inline const BITS32: usize = memory.data<u32>([
  0x7fffffff, 0x42ae0000, 0x42fc0000,          // magnitude; 87.0 and 126.0: results of exp, exp2 are normal below
  127,                                         // exponent bias
]);

// @ts-ignore: decorator
@inline const EXP32: usize = memory.data<f32>([
  88.9, -104.5,                                // every e^x above is inf, below is 0
  1.4426950408889634,                          // 1 / ln 2
  12582912.0,                                  // 1.5 * 2^23: adding it rounds to an integer n and leaves n in the low bits
  0.69314575, 1.4286068203094172e-6,           // ln 2 = hi + lo, hi of 16 bits so that n * hi is exact
  // (e^r - 1 - r) / r^2 on |r| < ln(2) / 2, error 2^-28.3 of e^r
  0.49999993414103255, 0.16666520110763158, 0.04166839374017209, 0.008368780259982618, 0.0013814496011347816,
  1.0,
]);

/** e^x in float32; `extreme` when the result may be subnormal, infinite or NaN, with the same bits for all other lanes. */
// @ts-ignore: decorator
@inline function exp32(x: v128, extreme: bool): v128 {
  // pmin and pmax are one instruction each, and hand on a NaN in their first argument.
  if (extreme) x = f32x4.pmax(f32x4.pmin(x, constant<f32>(EXP32)), constant<f32>(EXP32 + 4));
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
  return timesPower(f32x4.add(constant<f32>(EXP32 + 44), f32x4.add(r, madd<f32>(rr, madd<f32>(r, odd, even), low))), t, shift, extreme);
}

function exp32Extreme(x: v128): v128 { return exp32(x, true); }

/** y 2^n for t = n + shift in float32: in two factors where the result may be subnormal or infinite. */
// @ts-ignore: decorator
@inline function timesPower(y: v128, t: v128, shift: v128, extreme: bool): v128 {
  if (!extreme) return i32x4.add(y, i32x4.shl(t, 23));
  const n = i32x4.sub(t, shift), half = i32x4.shr_s(n, 1), bias = constant<u32>(BITS32 + 12);
  return f32x4.mul(f32x4.mul(y, i32x4.shl(i32x4.add(half, bias), 23)), i32x4.shl(i32x4.add(i32x4.sub(n, half), bias), 23));
}

// @ts-ignore: decorator
@inline const EXP2_32: usize = memory.data<f32>([
  12582912.0, 1.0,                             // 1.5 * 2^23: adding it rounds to an integer n and leaves n in the low bits
  // (2^r - 1) / r on |r| < 1/2, error 2^-28.5 of 2^r
  0.6931472149659585, 0.24022652780142695, 0.055503105524114846, 0.00961769325527811, 0.0013406643571866378, 0.00015594604403695636,
  129.0, -151.0,                               // 2^x is inf, 0 beyond
]);

/** 2^x in float32; `extreme` when the result may be subnormal, infinite or NaN, with the same bits for all other lanes. */
// @ts-ignore: decorator
@inline function exp2(x: v128, extreme: bool): v128 {
  if (extreme) x = f32x4.pmax(f32x4.pmin(x, constant<f32>(EXP2_32 + 32)), constant<f32>(EXP2_32 + 36));
  const shift = constant<f32>(EXP2_32), one = constant<f32>(EXP2_32 + 4);
  const t = f32x4.add(x, shift);
  const r = f32x4.sub(x, f32x4.sub(t, shift)), rr = f32x4.mul(r, r);
  const high = madd<f32>(r, constant<f32>(EXP2_32 + 28), constant<f32>(EXP2_32 + 24));
  const middle = madd<f32>(r, constant<f32>(EXP2_32 + 20), constant<f32>(EXP2_32 + 16));
  const low = madd<f32>(r, constant<f32>(EXP2_32 + 12), constant<f32>(EXP2_32 + 8));
  return timesPower(madd<f32>(r, madd<f32>(rr, madd<f32>(rr, high, middle), low), one), t, shift, extreme);
}

function exp2Extreme32(x: v128): v128 { return exp2(x, true); }

// @ts-ignore: decorator
@inline const EXP64: usize = memory.data<f64>([
  184.6649652337873,                               // 128 / ln 2
  6755399441055744.0,                              // 1.5 * 2^52: adding it rounds to an integer n and leaves n in the low bits
  0.005415212347998022, 1.2655086083325438e-13,    // ln(2) / 128 = hi + lo, hi of 35 bits so that n * hi is exact
  // (e^r - 1 - r) / r^2 on |r| < ln(2) / 256, error 2^-65.4 of e^r
  0.49999999999996775, 0.16666666666665889, 0.041666680870912465, 0.008333335850429516,
  712.0, -748.0,                                   // e^x is inf, 0 beyond
  128.0, 0.0078125, 0.6931471805599453,            // 1/128; ln 2
  1026.0, -1080.0,                                 // 2^x is inf, 0 beyond
  1.0,
  0.6931471805598903, -5.497923018708371e-14,      // ln 2 = hi - lo, hi of 42 bits so that n * hi is exact
]);
// @ts-ignore: decorator
@inline const EXP64_BITS: usize = memory.data<u64>([
  0x7fffffffffffffff, 0x4086200000000000,          // magnitude; 708.0: results and scale factors are normal below
  0x7f0, 0x7f, 1023,                               // 128 rows of 16 bytes; row; exponent bias
  0x408ff00000000000, 0x8000000000000000,          // 1022.0: results of exp2 are normal below; sign
]);

/**
 * e^(x + rest), or 2^x or e^x - 1 as `form` says, in float64, rest only if `hasRest` and far below x; `extreme` when the result may be
 * subnormal, infinite or NaN, with the same bits for all other lanes.
 */
// @ts-ignore: decorator
@inline export function exp64(x: v128, rest: v128, hasRest: bool, extreme: bool, form: i32 = BASE_E): v128 {
  const limits = form == BASE2 ? EXP64 + 104 : EXP64 + 64;
  if (extreme) x = f64x2.pmax(f64x2.pmin(x, constant<f64>(limits)), constant<f64>(limits + 8));
  const shift = constant<f64>(EXP64 + 8);
  const t = madd<f64>(x, constant<f64>(form == BASE2 ? EXP64 + 80 : EXP64), shift);
  const n = f64x2.sub(t, shift);
  let a = x, r: v128;
  if (form == BASE2) {
    r = f64x2.mul(nmadd<f64>(n, constant<f64>(EXP64 + 88), x), constant<f64>(EXP64 + 96));
  } else {
    a = nmadd<f64>(n, constant<f64>(EXP64 + 16), x);
    r = nmadd<f64>(n, constant<f64>(EXP64 + 24), a);
  }
  if (hasRest) r = f64x2.add(r, rest);
  const index = v128.and(i64x2.shl(t, 4), constant<u64>(EXP64_BITS + 16));
  const row0 = v128.load(EXP2_TABLE + <usize>i32x4.extract_lane(index, 0));
  const row1 = v128.load(EXP2_TABLE + <usize>i32x4.extract_lane(index, 2));
  let tail = v128.shuffle<u64>(row0, row1, 0, 2);
  const exponent = extreme ? v128.and(t, constant<u64>(EXP64_BITS + 24)) : t;
  const scale = i64x2.add(v128.shuffle<u64>(row0, row1, 1, 3), i64x2.shl(exponent, 45));
  const rr = f64x2.mul(r, r);
  const low = madd<f64>(r, constant<f64>(EXP64 + 40), constant<f64>(EXP64 + 32));
  const high = madd<f64>(r, constant<f64>(EXP64 + 56), constant<f64>(EXP64 + 48));
  const p = madd<f64>(rr, high, low);
  // Where scale is near 1 the result may be as small as r: add the exact part of r last, and do not neglect tail times r.
  if (form == LESS_ONE) {
    tail = nmadd<f64>(n, constant<f64>(EXP64 + 24), madd<f64>(tail, a, tail));
    return madd<f64>(scale, f64x2.add(a, madd<f64>(rr, p, tail)), f64x2.sub(scale, constant<f64>(EXP64 + 120)));
  }
  const y = madd<f64>(scale, madd<f64>(rr, p, f64x2.add(tail, r)), scale);
  if (!extreme) return y;
  const half = i64x2.shr_u(t, 8), bias = constant<u64>(EXP64_BITS + 32);
  return f64x2.mul(
    f64x2.mul(y, i64x2.shl(i64x2.add(half, bias), 52)),
    i64x2.shl(i64x2.add(i64x2.sub(i64x2.shr_u(t, 7), half), bias), 52));
}

function exp64Extreme(x: v128): v128 { return exp64(x, x, false, true); }

function exp2Extreme64(x: v128): v128 { return exp64(x, x, false, true, BASE2); }

/** e^x for -708 <= x <= 708. */
// @ts-ignore: decorator
@inline export function expModerate(x: v128): v128 { return exp64(x, x, false, false); }

/** Lanes in which e^x may be subnormal or infinite, or x is NaN. */
// @ts-ignore: decorator
@inline export function isExtreme(x: v128): v128 {
  return i64x2.gt_s(v128.and(x, constant<u64>(EXP64_BITS)), constant<u64>(EXP64_BITS + 8));
}

function expm1(x: v128): v128 {
  const extreme = isExtreme(x);
  const y = v128.or(exp64(x, x, false, false, LESS_ONE), v128.and(x, constant<u64>(EXP64_BITS + 48))); // -0 keeps its sign
  return v128.any_true(extreme) ? select(extreme, f64x2.sub(exp64Extreme(x), constant<f64>(EXP64 + 120)), y) : y;
}

/** e^x / 2^n for a small n and x > ln(2) n / 2, where e^x may overflow: x - n ln 2 is exact but for a rest. */
// @ts-ignore: decorator
@inline export function scaledExp(x: v128, n: f64): v128 {
  const k = f64x2.splat(n);
  return exp64(
    f64x2.sub(x, f64x2.mul(k, constant<f64>(EXP64 + 128))), f64x2.mul(k, constant<f64>(EXP64 + 136)), true, true);
}

// @ts-ignore: decorator
@inline const SHORT: usize = memory.data<f64>([
  -160.0, 160.0, 6755399441055744.0,            // beyond them the result is 0 or inf in float32; 1.5 * 2^52
  // 2^r on |r| < 1/2, 1 at 0, error 2^-28.5
  1.0, 0.6931472149659585, 0.24022652780142695, 0.055503105524114846, 0.00961769325527811, 0.0013406643571866378, 0.00015594604403695636,
]);

/** 2^x to 2^-28.5 in float64, for results in float32; of integers exact. */
// @ts-ignore: decorator
@inline export function exp2Short(x: v128): v128 {
  const e = f64x2.pmin(f64x2.pmax(x, constant<f64>(SHORT)), constant<f64>(SHORT + 8));
  const shift = constant<f64>(SHORT + 16);
  const t = f64x2.add(e, shift);
  const r = f64x2.sub(e, f64x2.sub(t, shift)), rr = f64x2.mul(r, r);
  const odd = madd<f64>(rr, madd<f64>(rr, constant<f64>(SHORT + 64), constant<f64>(SHORT + 48)), constant<f64>(SHORT + 32));
  const even = madd<f64>(rr, madd<f64>(rr, madd<f64>(rr, constant<f64>(SHORT + 72), constant<f64>(SHORT + 56)), constant<f64>(SHORT + 40)), constant<f64>(SHORT + 24));
  return i64x2.add(madd<f64>(r, odd, even), i64x2.shl(t, 52));
}
