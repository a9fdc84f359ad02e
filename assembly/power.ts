// x^y.

import { FUSED, constant, madd, narrow, nmadd, promoteHigh, select } from "./lanes";
import { exp2Short, exp64 } from "./exponential";
import { log2Short } from "./logarithm";
import { LOG_TABLE } from "./power-table";

/**
 * x^y with the special values of C99, as e^(y log x). float32: in float64 arithmetic; float64: the logarithm to 68 bits by
 * Tang's table method as a sum of two numbers, with the reduced argument exact.
 */
@final @unmanaged export class Power {
  @inline heavy(): void {}
  @inline vector<T>(x: v128, y: v128): v128 { return sizeof<T>() == 4 ? power32(x, y) : power64(x, y); }
}
@final @unmanaged export class FloatPower {
  @inline heavy(): void {}
  @inline vector<T>(x: v128, y: v128): v128 { return power64(x, y); }
}

// @ts-ignore: decorator
@inline const BITS32: usize = memory.data<u32>([1, 0x7f7fffff, 0x7fffffff]);

function power32(x: v128, y: v128): v128 {
  const special = v128.or(
    v128.or(i32x4.lt_s(x, constant<u32>(BITS32)), i32x4.gt_s(x, constant<u32>(BITS32 + 4))),
    i32x4.gt_s(v128.and(y, constant<u32>(BITS32 + 8)), constant<u32>(BITS32 + 4)));
  return v128.any_true(special) ? power32Special(x, y) : power32Positive(x, y);
}

function power32Special(x: v128, y: v128): v128 {
  return withSpecial<f32>(x, y, power32Positive(f32x4.abs(x), y));
}

/** x^y for positive finite x and finite y. */
function power32Positive(x: v128, y: v128): v128 {
  return narrow(
    exp2Short(f64x2.mul(f64x2.promote_low_f32x4(y), log2Short(f64x2.promote_low_f32x4(x)))),
    exp2Short(f64x2.mul(promoteHigh(y), log2Short(promoteHigh(x)))));
}

// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  0.6931471805598903, 5.497923018708371e-14,   // ln 2 = hi + lo, hi a multiple of 2^-42
  -1.0, -0.5,
  // (log(1 + r) - r + r^2/2) / r^3 on |r| < 0.00586, error 2^-77 of the logarithm
  0.3333333333333344, -0.2500000000000019, 0.1999999998307728, -0.16666666644640926, 0.14286492135656328, -0.12500824632111265,
  4503599627371519.0, 4503599627370496.0, 52.0, // 2^52 + 1023; 2^52, for subnormal x
  1e21, -1e21, 1.0, -1.0,                       // beyond |y| = 1e21 the result is 0, 1 or inf; bounds of the rest of y log x
]);
// @ts-ignore: decorator
@inline const BITS64: usize = memory.data<u64>([
  0x0010000000000000, 0x7fefffffffffffff,       // smallest and largest normal number
  0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x4330000000000000, 0x000fffffffffffff, 0x3fe6a09e667f3bcd, // sqrt(1/2)
  0x3ff0000000000000 - 0x3fe6980000000000, 0x3fe6980000000000, 0xfe0, // 0.706, where the table begins; 32 bytes a row
  0x7fffffffffffffff, 0x4086200000000000,       // magnitude; 708.0
  0xfffffffff8000000,                           // the high 26 bits of a number, so that products are exact
]);

function power64(x: v128, y: v128): v128 {
  const special = v128.or(i64x2.lt_s(x, constant<u64>(BITS64)), i64x2.gt_s(x, constant<u64>(BITS64 + 8)));
  if (v128.any_true(special)) return power64Special(x, y);
  return power64Positive(x, y, false);
}

function power64Special(x: v128, y: v128): v128 {
  const bounded = f64x2.pmax(f64x2.pmin(y, constant<f64>(F64 + 104)), constant<f64>(F64 + 112));
  return withSpecial<f64>(x, y, power64Positive(f64x2.abs(x), bounded, true));
}

/** x^y for positive finite x; in the `special` form the result, and x, may be subnormal. */
// @ts-ignore: decorator
@inline function power64Positive(x: v128, y: v128, special: bool): v128 {
  // x = 2^k z
  let a = x, subnormal = x;
  if (special) {
    subnormal = i64x2.lt_s(x, constant<u64>(BITS64));
    a = select(subnormal, f64x2.mul(x, constant<f64>(F64 + 88)), x);
  }
  const u = i64x2.add(a, constant<u64>(BITS64 + 48));
  let k = f64x2.sub(v128.or(i64x2.shr_u(u, 52), constant<u64>(BITS64 + 24)), constant<f64>(F64 + 80));
  if (special) k = f64x2.sub(k, v128.and(subnormal, constant<f64>(F64 + 96)));
  const z = i64x2.add(v128.and(u, constant<u64>(BITS64 + 32)), constant<u64>(BITS64 + 56));
  const index = v128.and(i64x2.shr_u(u, 40), constant<u64>(BITS64 + 64));
  const p0 = LOG_TABLE + <usize>i32x4.extract_lane(index, 0), p1 = LOG_TABLE + <usize>i32x4.extract_lane(index, 2);
  const row0 = v128.load(p0), row1 = v128.load(p1);
  const inverse = v128.shuffle<f64>(row0, row1, 0, 2), logC = v128.shuffle<f64>(row0, row1, 1, 3);
  const tail = v128.load64_lane(p1, v128.load64_zero(p0, 16), 1, 16);
  const minusOne = constant<f64>(F64 + 16), minusHalf = constant<f64>(F64 + 24), mask = constant<u64>(BITS64 + 88);
  // r = z/c - 1 exactly, and log x = k ln 2 + log c + r - r^2/2 + … as high + low.
  let r: v128, rHigh: v128, rLow: v128;
  if (FUSED) {
    r = madd<f64>(z, inverse, minusOne);
    rHigh = r; rLow = r;
  } else {
    const zHigh = v128.and(z, mask);
    rHigh = f64x2.add(f64x2.mul(zHigh, inverse), minusOne);
    rLow = f64x2.mul(f64x2.sub(z, zHigh), inverse);
    r = f64x2.add(rHigh, rLow);
  }
  const t1 = madd<f64>(k, constant<f64>(F64), logC);
  const t2 = f64x2.add(t1, r);
  let low = f64x2.add(madd<f64>(k, constant<f64>(F64 + 8), tail), f64x2.add(f64x2.sub(t1, t2), r));
  const h = f64x2.mul(r, minusHalf), q = f64x2.mul(r, h); // q = -r^2/2
  let high: v128;
  if (FUSED) {
    high = f64x2.add(t2, q);
    low = f64x2.add(low, f64x2.sub(f64x2.add(f64x2.sub(t2, high), q), nmadd<f64>(h, r, q)));
  } else {
    const s = f64x2.mul(rHigh, minusHalf), qHigh = f64x2.mul(rHigh, s);
    high = f64x2.add(t2, qHigh);
    low = f64x2.add(low, f64x2.add(f64x2.mul(rLow, f64x2.add(h, s)), f64x2.add(f64x2.sub(t2, high), qHigh)));
  }
  const rr = f64x2.mul(r, r);
  const c = madd<f64>(rr, madd<f64>(rr,
    madd<f64>(r, constant<f64>(F64 + 72), constant<f64>(F64 + 64)),
    madd<f64>(r, constant<f64>(F64 + 56), constant<f64>(F64 + 48))),
    madd<f64>(r, constant<f64>(F64 + 40), constant<f64>(F64 + 32)));
  low = madd<f64>(f64x2.mul(r, rr), c, low);
  const log = f64x2.add(high, low), rest = f64x2.add(f64x2.sub(high, log), low);
  // y log x = e + d
  let e: v128, d: v128;
  if (FUSED) {
    e = f64x2.mul(y, log);
    d = f64x2.sub(f64x2.mul(y, rest), nmadd<f64>(y, log, e));
  } else {
    const yHigh = v128.and(y, mask), logHigh = v128.and(log, mask);
    e = f64x2.mul(yHigh, logHigh);
    d = madd<f64>(f64x2.sub(y, yHigh), logHigh, f64x2.mul(y, f64x2.add(f64x2.sub(log, logHigh), rest)));
  }
  if (special) {
    d = f64x2.pmax(f64x2.pmin(d, constant<f64>(F64 + 120)), constant<f64>(F64 + 128));
  } else {
    const extreme = i64x2.gt_s(v128.and(e, constant<u64>(BITS64 + 72)), constant<u64>(BITS64 + 80));
    if (v128.any_true(extreme)) return power64Special(x, y);
  }
  return exp64(e, d, true, special);
}

/** C99's values where x is not positive and finite or y is not finite, given p = |x|^y for the other lanes. */
// @ts-ignore: decorator
@inline function withSpecial<T>(x: v128, y: v128, p: v128): v128 {
  const zero = v128.splat<T>(0), one = v128.splat<T>(1), inf = v128.splat<T>(<T>Infinity);
  const a = v128.abs<T>(x), half = v128.mul<T>(y, v128.splat<T>(<T>0.5));
  const integer = v128.eq<T>(v128.trunc<T>(y), y);
  const odd = v128.andnot(integer, v128.eq<T>(v128.trunc<T>(half), half));
  // 0 and inf as x or y: the result is inf if |x| > 1 and y > 0 or the other way round, else 0.
  const edge = v128.or(v128.eq<T>(a, zero), v128.or(v128.eq<T>(a, inf), v128.eq<T>(v128.abs<T>(y), inf)));
  const grows = v128.xor(v128.gt<T>(a, one), v128.lt<T>(y, zero));
  p = select(edge, v128.and(inf, grows), p);
  p = select(v128.eq<T>(a, one), one, p);
  const sign = v128.xor(a, x);
  p = v128.or(p, v128.and(sign, odd));
  // A negative base wants an integer exponent (or, if infinite, any).
  const invalid = v128.andnot(v128.and(v128.lt<T>(x, zero), v128.ne<T>(a, inf)), integer);
  p = select(invalid, v128.splat<T>(<T>NaN), p);
  p = select(v128.or(v128.ne<T>(x, x), v128.ne<T>(y, y)), v128.add<T>(x, y), p);
  return select(v128.or(v128.eq<T>(y, zero), v128.eq<T>(x, one)), one, p);
}
