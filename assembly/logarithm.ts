// Logarithms.

import { constant, madd, narrow, promoteHigh, select } from "./lanes";
import { BASE2, exp2Short, exp64 } from "./exponential";

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
    return isSpecial64(x) ? naturalSpecial(x) : log64(x, x, false, NATURAL);
  }
}

/** Logarithm to base 2; of powers of two exact. */
@final @unmanaged export class Log2 {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    if (sizeof<T>() == 4) return logOf32(x, TO_BASE2);
    return isSpecial64(x) ? base2Special(x) : log64(x, x, false, TO_BASE2);
  }
}

/** Logarithm to base 10; of powers of ten exact. */
@final @unmanaged export class Log10 {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    if (sizeof<T>() == 4) return logOf32(x, TO_BASE10);
    return isSpecial64(x) ? base10Special(x) : log64(x, x, false, TO_BASE10);
  }
}

/** log(1 + x), without loss near 0. */
@final @unmanaged export class Log1p {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? log1p32(x) : log1p(x); }
}

/** log(e^x + e^y), as max(x, y) + log(1 + e^-|x - y|). */
@final @unmanaged export class Logaddexp {
  @inline heavy(): void {}
  @inline vector<T>(x: v128, y: v128): v128 { return sizeof<T>() == 4 ? logaddexpOf32(x, y) : logaddexp(x, y); }
}

/** log2(2^x + 2^y), as max(x, y) + log2(1 + 2^-|x - y|). */
@final @unmanaged export class Logaddexp2 {
  @inline heavy(): void {}
  @inline vector<T>(x: v128, y: v128): v128 { return sizeof<T>() == 4 ? logaddexp2Of32(x, y) : logaddexp2(x, y); }
}

/** Which logarithm log64 computes. */
// @ts-ignore: decorator
@inline const NATURAL: i32 = 0;
// @ts-ignore: decorator
@inline const TO_BASE2: i32 = 1;
// @ts-ignore: decorator
@inline const TO_BASE10: i32 = 2;
// @ts-ignore: decorator
@inline const ONE_PLUS: i32 = 3; // the natural logarithm of x + rest

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
  // log 2 and 1 / ln b as sums hi + lo, for b = 2 and 10: products of hi with an exponent, or with 21 bits, are exact
  1.0, 0.0, 1.4426950407214463, 1.6751713164886512e-10,
  0.30102999566361177, 3.694239077158931e-13, 0.4342944818781689, 2.5082946711645275e-11,
  -1.0, 1000.0, 1.4426950408889634,            // 1 / ln 2
]);
// @ts-ignore: decorator
@inline const LOG64_BITS: usize = memory.data<u64>([
  0x0010000000000000, 0x7fefffffffffffff,      // smallest and largest normal number
  0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x4330000000000000, 0x000fffffffffffff, 0x3fe6a09e667f3bcd, // sqrt(1/2)
  0xffffffff00000000,                          // the high 21 bits of a number
  0x7fe0000000000000, 0x8000000000000000,      // twice the exponent of 1; sign
]);

/** Logarithm of positive normal x, or of subnormal ones times 2^54 in the `special` form; `rest` is what x lacks of the number meant, for ONE_PLUS. */
// @ts-ignore: decorator
@inline function log64(x: v128, subnormal: v128, special: bool, form: i32, rest: v128 = x): v128 {
  const u = i64x2.add(x, constant<u64>(LOG64_BITS + 16));
  // There is no conversion from i64: put the exponent below the bits of 2^52, and subtract that.
  let k = f64x2.sub(v128.or(i64x2.shr_u(u, 52), constant<u64>(LOG64_BITS + 24)), constant<f64>(LOG64 + 112));
  if (special) k = f64x2.sub(k, v128.and(subnormal, constant<f64>(LOG64 + 104)));
  const m = i64x2.add(v128.and(u, constant<u64>(LOG64_BITS + 32)), constant<u64>(LOG64_BITS + 40));
  let f = f64x2.sub(m, constant<f64>(LOG64));
  if (form == ONE_PLUS) {
    // The rest of 1 + x over 2^k, to be added to f as far as f has digits for it, and else to the result.
    const whole = f, scale = i64x2.sub(constant<u64>(LOG64_BITS + 56), v128.andnot(u, constant<u64>(LOG64_BITS + 32)));
    rest = f64x2.mul(rest, v128.and(scale, f64x2.lt(k, constant<f64>(LOG64 + 192)))); // of large numbers it is nothing, and the scale no number
    f = f64x2.add(whole, rest);
    rest = f64x2.sub(rest, f64x2.sub(f, whole));
  }
  const s = f64x2.div(f, f64x2.add(f, constant<f64>(LOG64 + 8)));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const odd = madd<f64>(w, madd<f64>(w, madd<f64>(w, constant<f64>(LOG64 + 88), constant<f64>(LOG64 + 72)), constant<f64>(LOG64 + 56)), constant<f64>(LOG64 + 40));
  const even = madd<f64>(w, madd<f64>(w, constant<f64>(LOG64 + 80), constant<f64>(LOG64 + 64)), constant<f64>(LOG64 + 48));
  const r = f64x2.mul(z, madd<f64>(z, even, odd));
  const h = f64x2.mul(f64x2.mul(f, constant<f64>(LOG64 + 16)), f);
  // log(1 + f) = f - (h - s (h + r))
  const correction = f64x2.add(h, r);
  if (form == NATURAL || form == ONE_PLUS) {
    let low = f64x2.mul(k, constant<f64>(LOG64 + 32));
    if (form == ONE_PLUS) low = f64x2.add(low, rest);
    return madd<f64>(k, constant<f64>(LOG64 + 24), f64x2.sub(f, f64x2.sub(h, madd<f64>(s, correction, low))));
  }
  // As in fdlibm's log2: the logarithm and the factor as sums, so that the product is good to a few bits more than a float64 has.
  const c = form == TO_BASE2 ? LOG64 + 120 : LOG64 + 152;
  const inverse = constant<f64>(c + 16);
  const high = v128.and(f64x2.sub(f, h), constant<u64>(LOG64_BITS + 48));
  const low = madd<f64>(s, correction, f64x2.sub(f64x2.sub(f, high), h));
  const product = f64x2.mul(high, inverse), exponent = f64x2.mul(k, constant<f64>(c));
  const y = f64x2.add(exponent, product);
  let tail = madd<f64>(low, inverse, f64x2.mul(f64x2.add(low, high), constant<f64>(c + 24)));
  tail = f64x2.add(tail, f64x2.add(f64x2.sub(exponent, y), product));
  return f64x2.add(y, madd<f64>(k, constant<f64>(c + 8), tail));
}

/** log(x + rest) for x >= 1 and a rest that rounding left out of x. */
// @ts-ignore: decorator
@inline export function logOfSum(x: v128, rest: v128): v128 { return log64(x, x, false, ONE_PLUS, rest); }

// @ts-ignore: decorator
@inline function log64Special(x: v128, form: i32): v128 {
  const subnormal = i64x2.lt_s(x, constant<u64>(LOG64_BITS));
  const y = log64(select(subnormal, f64x2.mul(x, constant<f64>(LOG64 + 96)), x), subnormal, true, form);
  return logOfSpecial<f64>(x, y);
}

// @ts-ignore: decorator
@inline function isSpecial64(x: v128): bool {
  return v128.any_true(v128.or(i64x2.lt_s(x, constant<u64>(LOG64_BITS)), i64x2.gt_s(x, constant<u64>(LOG64_BITS + 8))));
}

function naturalSpecial(x: v128): v128 { return log64Special(x, NATURAL); }

function base2Special(x: v128): v128 { return log64Special(x, TO_BASE2); }

function base10Special(x: v128): v128 { return log64Special(x, TO_BASE10); }

// @ts-ignore: decorator
@inline const SHORT: usize = memory.data<f64>([
  1.0, 4503599627371519.0,                      // 2^52 + 1023
  // log2((1 + s) / (1 - s)) / s in s^2, error 2^-37.8
  2.8853900817902027, 0.9617966732001804, 0.5770836115707918, 0.4116711346115025, 0.3407593618466545,
  0.3010299956639812, 0.6931471805599453,       // log10(2), ln 2
]);
// @ts-ignore: decorator
@inline const SHORT_BITS: usize = memory.data<u32>([1, 0x7f7fffff, 0x80000000]); // smallest and largest number; sign

/** log2(x) to 2^-37.8 for float64 x that come from positive float32, whatever these are: x is normal. */
// @ts-ignore: decorator
@inline export function log2Short(x: v128): v128 { return log2ShortOf(x, x, false); }

/** log2(1 + x) to 2^-37.8 for x that come from float32. */
// @ts-ignore: decorator
@inline export function log2OnePlus(x: v128): v128 {
  // Rounding leaves out something for |x| < 2^-28 only.
  const one = constant<f64>(SHORT), u = f64x2.add(x, one);
  return log2ShortOf(u, f64x2.sub(x, f64x2.sub(u, one)), true);
}

// @ts-ignore: decorator
@inline function log2ShortOf(x: v128, rest: v128, hasRest: bool): v128 {
  // x = 2^k m, m in [sqrt(1/2), sqrt(2))
  const u = i64x2.add(x, constant<u64>(LOG64_BITS + 16));
  const k = f64x2.sub(v128.or(i64x2.shr_u(u, 52), constant<u64>(LOG64_BITS + 24)), constant<f64>(SHORT + 8));
  const m = i64x2.add(v128.and(u, constant<u64>(LOG64_BITS + 32)), constant<u64>(LOG64_BITS + 40));
  const one = constant<f64>(SHORT);
  let f = f64x2.sub(m, one);
  if (hasRest) f = f64x2.add(f, rest);
  const s = f64x2.div(f, f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let p = madd<f64>(z, constant<f64>(SHORT + 48), constant<f64>(SHORT + 40));
  p = madd<f64>(z, p, constant<f64>(SHORT + 32));
  p = madd<f64>(z, p, constant<f64>(SHORT + 24));
  p = madd<f64>(z, p, constant<f64>(SHORT + 16));
  return madd<f64>(s, p, k);
}

/** log2 or log10 of four float32, in float64 arithmetic. */
// @ts-ignore: decorator
@inline function logOf32(x: v128, form: i32): v128 {
  let a = log2Short(f64x2.promote_low_f32x4(x)), b = log2Short(promoteHigh(x));
  if (form == TO_BASE10) {
    const factor = constant<f64>(SHORT + 56);
    a = f64x2.mul(a, factor);
    b = f64x2.mul(b, factor);
  }
  const y = narrow(a, b);
  const special = v128.or(i32x4.lt_s(x, constant<u32>(SHORT_BITS)), i32x4.gt_s(x, constant<u32>(SHORT_BITS + 4)));
  return v128.any_true(special) ? logOfSpecial32(x, y) : y;
}

// @ts-ignore: decorator
@inline function log1p32(x: v128): v128 {
  const ln2 = constant<f64>(SHORT + 64), one = f32x4.splat(1);
  const y = v128.or(
    narrow(f64x2.mul(log2OnePlus(f64x2.promote_low_f32x4(x)), ln2), f64x2.mul(log2OnePlus(promoteHigh(x)), ln2)),
    v128.and(x, constant<u32>(SHORT_BITS + 8))); // -0 keeps its sign
  const sound = v128.and(f32x4.gt(x, f32x4.neg(one)), f32x4.lt(x, f32x4.splat(Infinity)));
  return i32x4.all_true(sound) ? y : logOfSpecial32(f32x4.add(x, one), y);
}

function logaddexpOf32(x: v128, y: v128): v128 { return addExp32(x, y, NATURAL); }

function logaddexp2Of32(x: v128, y: v128): v128 { return addExp32(x, y, TO_BASE2); }

// @ts-ignore: decorator
@inline function addExp32(x: v128, y: v128, form: i32): v128 {
  return narrow(
    addExpShort(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y), form), addExpShort(promoteHigh(x), promoteHigh(y), form));
}

/** logaddexp or logaddexp2 of numbers that come from float32. */
// @ts-ignore: decorator
@inline function addExpShort(x: v128, y: v128, form: i32): v128 {
  let d = distance(x, y);
  if (form == NATURAL) d = f64x2.mul(d, constant<f64>(LOG64 + 200));
  let sum = log2OnePlus(exp2Short(d));
  if (form == NATURAL) sum = f64x2.mul(sum, constant<f64>(SHORT + 64));
  return f64x2.add(f64x2.max(x, y), sum);
}

function logOfSpecial32(x: v128, y: v128): v128 { return logOfSpecial<f32>(x, y); }

function logOfSpecial64(x: v128, y: v128): v128 { return logOfSpecial<f64>(x, y); }

/** log(1 + x) for -1 < x < inf, where -0 may give +0. */
// @ts-ignore: decorator
@inline function log1pModerate(x: v128): v128 {
  const one = constant<f64>(LOG64), u = f64x2.add(one, x);
  // What rounding left out of 1 + x: the larger is subtracted first.
  return log64(u, u, false, ONE_PLUS, f64x2.sub(f64x2.pmin(x, one), f64x2.sub(u, f64x2.pmax(x, one))));
}

function log1p(x: v128): v128 {
  const y = v128.or(log1pModerate(x), v128.and(x, constant<u64>(LOG64_BITS + 64)));
  const sound = v128.and(f64x2.gt(x, constant<f64>(LOG64 + 184)), f64x2.lt(x, f64x2.splat(Infinity)));
  return i64x2.all_true(sound) ? y : logOfSpecial64(f64x2.add(x, constant<f64>(LOG64)), y);
}

/** -|x - y|, 0 for equal infinities. */
// @ts-ignore: decorator
@inline function distance(x: v128, y: v128): v128 {
  return v128.or(v128.andnot(f64x2.sub(x, y), f64x2.eq(x, y)), constant<u64>(LOG64_BITS + 64));
}

function logaddexp(x: v128, y: v128): v128 {
  return f64x2.add(f64x2.max(x, y), log1pModerate(exp64(distance(x, y), x, false, true)));
}

function logaddexp2(x: v128, y: v128): v128 {
  // Not by madd: the product for x = y is to be 1.
  const sum = f64x2.mul(log1pModerate(exp64(distance(x, y), x, false, true, BASE2)), constant<f64>(LOG64 + 200));
  return f64x2.add(f64x2.max(x, y), sum);
}

/** y, but inf where x is inf, -inf where x is zero, and NaN where x is negative or NaN. */
// @ts-ignore: decorator
@inline function logOfSpecial<T>(x: v128, y: v128): v128 {
  const zero = v128.splat<T>(0), inf = v128.splat<T>(<T>Infinity);
  y = select(v128.eq<T>(x, inf), inf, y);
  y = select(v128.eq<T>(x, zero), v128.splat<T>(<T>(-Infinity)), y);
  return select(v128.ge<T>(x, zero), y, v128.splat<T>(<T>NaN));
}
