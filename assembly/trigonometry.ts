// sin, cos, tan, sinc, and the units of angles.

import { FUSED, constant, cubic, inFloat64, madd, narrow, nmadd, promoteHigh, select } from "./lanes";
import { reduceAngle } from "./angle-reduction";
import { COSINE_TABLE, SINE_TABLE } from "./trigonometry-table";

/**
 * sin x: Cody and Waite's reduction and minimax polynomials, in float64 short ones with a table; for large x Payne and Hanek's
 * reduction, lane by lane.
 */
@final @unmanaged export class Sin {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? circular32(x, false) : circular64(x, 0); }
}

/** cos x, by the same methods as sin. */
@final @unmanaged export class Cos {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? circular32(x, true) : circular64(x, 1); }
}

/** tan x: in float32 a rational approximation, in float64 the quotient of sin x and cos x, each as a sum of two numbers. */
@final @unmanaged export class Tan {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? tangent32(x) : circular64(x, TANGENT); }
}

/** (cos x, sin x). */
export function cosSin(x: f64): v128 { return circular64(f64x2.splat(x), BOTH); }

/** As a quadrant: the cosine in lane 0, the sine in lane 1. */
// @ts-ignore: decorator
@inline const BOTH: u64 = 2;

/** The tangent. */
// @ts-ignore: decorator
@inline const TANGENT: u64 = 3;

// @ts-ignore: decorator
@inline const F32: usize = memory.data<f64>([
  0.3183098861837907, 6755399441055744.0,       // 1 / pi; 1.5 * 2^52: adding it rounds to an integer n and leaves n in the low bits
  3.141592651605606, 1.984187159361081e-9,      // pi = hi + lo, hi of 30 bits so that n * hi is exact
  // sin(r) / r in r^2 on |r| < pi/2, error 2^-27.3
  1.0, -0.16666659521938196, 0.008333065440782196, -0.00019809539318783477, 2.605631242558464e-06,
  0.5,
]);
// @ts-ignore: decorator
@inline const F32_BITS: usize = memory.data<u32>([0x7fffffff, 0x4bc00000]); // magnitude; 1.5 * 2^24

/**
 * sin or cos of four float32, computed in float64. Against float32 arithmetic this is as fast, as it needs no second
 * polynomial, and the error is 0.6 ulp rather than 1; and the fast path reaches 2.5e7.
 */
// @ts-ignore: decorator
@inline function circular32(x: v128, cosine: bool): v128 {
  const y = narrow(half32(f64x2.promote_low_f32x4(x), cosine), half32(promoteHigh(x), cosine));
  const large = i32x4.gt_s(v128.and(x, constant<u32>(F32_BITS)), constant<u32>(F32_BITS + 4));
  return v128.any_true(large) ? large32(x, y, large, <u64>cosine) : y;
}

// @ts-ignore: decorator
@inline function half32(x: v128, cosine: bool): v128 {
  const shift = constant<f64>(F32 + 8), inverse = constant<f64>(F32);
  let t: v128, n: v128;
  if (cosine) {
    // x = (n - 1/2) pi + r, cos x = sin(n pi + r)
    const half = constant<f64>(F32 + 72);
    t = f64x2.add(madd<f64>(x, inverse, half), shift);
    n = f64x2.sub(f64x2.sub(t, shift), half);
  } else {
    t = madd<f64>(x, inverse, shift);
    n = f64x2.sub(t, shift);
  }
  const r = nmadd<f64>(n, constant<f64>(F32 + 24), nmadd<f64>(n, constant<f64>(F32 + 16), x));
  const z = f64x2.mul(r, r);
  let p = madd<f64>(z, constant<f64>(F32 + 64), constant<f64>(F32 + 56));
  p = madd<f64>(z, p, constant<f64>(F32 + 48));
  p = madd<f64>(z, p, constant<f64>(F32 + 40));
  p = madd<f64>(z, p, constant<f64>(F32 + 32));
  // Odd in r, so that -0 stays -0; odd n changes the sign.
  return v128.xor(f64x2.mul(r, p), i64x2.shl(t, 63));
}

// @ts-ignore: decorator
@inline const TAN32: usize = memory.data<f64>([
  0.6366197723675814, 6755399441055744.0,       // 2 / pi; 1.5 * 2^52
  1.570796325802803, 9.920935796805404e-10,     // pi/2 = hi + lo, hi of 29 bits
  // tan(r) / r = N(r^2) / D(r^2) on |r| < pi/4, error 2^-35; D begins with 1
  1.0000000000182319, -0.11135669077523316, 0.0010748267166575715, -0.4446900226391585, 0.015971482442343865, 1.0,
]);

// @ts-ignore: decorator
@inline function tangent32(x: v128): v128 {
  const y = narrow(tangentHalf32(f64x2.promote_low_f32x4(x)), tangentHalf32(promoteHigh(x)));
  const large = i32x4.gt_s(v128.and(x, constant<u32>(F32_BITS)), constant<u32>(F32_BITS + 4));
  return v128.any_true(large) ? large32(x, y, large, TANGENT) : y;
}

// @ts-ignore: decorator
@inline function tangentHalf32(x: v128): v128 {
  const shift = constant<f64>(TAN32 + 8), t = madd<f64>(x, constant<f64>(TAN32), shift), n = f64x2.sub(t, shift);
  const r = nmadd<f64>(n, constant<f64>(TAN32 + 24), nmadd<f64>(n, constant<f64>(TAN32 + 16), x)), z = f64x2.mul(r, r);
  const a = f64x2.mul(r, madd<f64>(z, madd<f64>(z, constant<f64>(TAN32 + 48), constant<f64>(TAN32 + 40)), constant<f64>(TAN32 + 32)));
  const b = madd<f64>(z, madd<f64>(z, constant<f64>(TAN32 + 64), constant<f64>(TAN32 + 56)), constant<f64>(TAN32 + 72));
  // tan(r + pi/2) = -1 / tan r
  const odd = i64x2.shl(t, 63), turned = i64x2.ne(odd, i64x2.splat(0));
  return f64x2.div(v128.xor(select(turned, b, a), odd), select(turned, a, b));
}

function large32(x: v128, y: v128, large: v128, quadrant: u64): v128 {
  if (i32x4.extract_lane(large, 0)) y = f32x4.replace_lane(y, 0, <f32>largeAngle(f32x4.extract_lane(x, 0), quadrant));
  if (i32x4.extract_lane(large, 1)) y = f32x4.replace_lane(y, 1, <f32>largeAngle(f32x4.extract_lane(x, 1), quadrant));
  if (i32x4.extract_lane(large, 2)) y = f32x4.replace_lane(y, 2, <f32>largeAngle(f32x4.extract_lane(x, 2), quadrant));
  if (i32x4.extract_lane(large, 3)) y = f32x4.replace_lane(y, 3, <f32>largeAngle(f32x4.extract_lane(x, 3), quadrant));
  return y;
}

// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  5.092958178940651, 6755399441055744.0,        // 16 / pi; 1.5 * 2^52, as above
  0.1963495408417657,                           // pi/16 to 31 bits: its product with n < 2^22 is exact
  7.596375629491826e-12, 3.640915070116695e-21, // the rest, in 31 and 53 bits,
  7.59637563313274e-12, 4.401949831479e-28,     // or, with FMA, in 53 and 53
  // (sin(r) - r) / r^3 and (cos(r) - 1) / r^2 in r^2 on |r| < pi/32, errors 2^-67 and 2^-64
  -0.16666666666666666, 0.008333333333318036, -0.00019841269362875735, 2.7551423091288788e-06,
  -0.49999999999999983, 0.041666666666498396, -0.0013888888362668498, 2.4795101675716273e-05,
  5.421010862427522e-20, 1.0,                   // 2^-64
]);
// @ts-ignore: decorator
@inline const F64_BITS: usize = memory.data<u64>([
  0x7fffffffffffffff,                           // magnitude
  0x4128000000000000, 0x4188000000000000,       // 1.5 * 2^19, and with FMA 1.5 * 2^25: larger x take the slow path
  0x3e0,                                        // 32 rows of 32 bytes
  0, 0xffffffffffffffff,                        // the lane of the sine in BOTH
]);

/**
 * sin or cos in float64: |x| = n pi/16 + r, and the addition theorem with a table, so that both polynomials are short. Reduction to
 * pi/4, with polynomials of six terms and a choice between them, took 1.2 times as long (3.2 against 2.7 ns with FMA).
 */
// @ts-ignore: decorator
@inline function circular64(x: v128, quadrant: u64): v128 {
  const a = v128.and(x, constant<u64>(F64_BITS));
  const shift = constant<f64>(F64 + 8);
  const t = madd<f64>(a, constant<f64>(F64), shift);
  const n = f64x2.sub(t, shift);
  // |x| = n pi/16 + r + low, with low below an ulp of r.
  const r0 = nmadd<f64>(n, constant<f64>(F64 + 16), a);
  let r: v128, low: v128, hard: v128;
  if (FUSED) {
    // pi/16 to 137 bits: no float64 in range is so near a multiple of it that more are needed.
    const p2 = constant<f64>(F64 + 40), p = f64x2.mul(n, p2);
    r = f64x2.sub(r0, p);
    low = f64x2.add(f64x2.sub(f64x2.sub(r0, r), p), nmadd<f64>(n, constant<f64>(F64 + 48), nmadd<f64>(n, p2, p)));
    hard = i64x2.gt_s(a, constant<u64>(F64_BITS + 16));
  } else {
    const p = f64x2.mul(n, constant<f64>(F64 + 24)), r1 = f64x2.sub(r0, p);
    const q = f64x2.sub(f64x2.mul(n, constant<f64>(F64 + 32)), f64x2.sub(f64x2.sub(r0, r1), p));
    r = f64x2.sub(r1, q);
    low = f64x2.sub(f64x2.sub(r1, r), q);
    // pi/16 to 117 bits: too few when r is below 2^-64 n.
    hard = v128.or(
      i64x2.gt_s(a, constant<u64>(F64_BITS + 8)),
      f64x2.lt(v128.and(r, constant<u64>(F64_BITS)), f64x2.mul(n, constant<f64>(F64 + 120))));
  }
  const index = v128.and(i64x2.shl(t, 5), constant<u64>(F64_BITS + 24));
  let y = addAngle(r, low,
    (quadrant == 1 || quadrant == BOTH ? COSINE_TABLE : SINE_TABLE) + <usize>i32x4.extract_lane(index, 0),
    (quadrant == 1 ? COSINE_TABLE : SINE_TABLE) + <usize>i32x4.extract_lane(index, 2), quadrant == TANGENT);
  if (!quadrant || quadrant == TANGENT) y = v128.xor(y, v128.andnot(x, constant<u64>(F64_BITS)));
  if (quadrant == BOTH) y = v128.xor(y, v128.and(v128.andnot(x, constant<u64>(F64_BITS)), v128.load(F64_BITS + 32)));
  return v128.any_true(hard) ? hard64(x, y, hard, quadrant) : y;
}

/** sin(r + low + the angle of a row), or its tangent, the row of each lane given by its address. */
// @ts-ignore: decorator
@inline function addAngle(r: v128, low: v128, row0: usize, row1: usize, tangent: bool): v128 {
  const row = v128.load(row0), other = v128.load(row1);
  const sin = v128.shuffle<f64>(row, other, 0, 2), cos = v128.shuffle<f64>(row, other, 1, 3);
  const sinLow = v128.load64_lane(row1, v128.load64_zero(row0, 16), 1, 16);
  const z = f64x2.mul(r, r);
  let s = madd<f64>(z, constant<f64>(F64 + 80), constant<f64>(F64 + 72));
  let c = madd<f64>(z, constant<f64>(F64 + 112), constant<f64>(F64 + 104));
  s = madd<f64>(z, s, constant<f64>(F64 + 64));
  c = madd<f64>(z, c, constant<f64>(F64 + 96));
  s = madd<f64>(z, s, constant<f64>(F64 + 56));
  c = madd<f64>(z, c, constant<f64>(F64 + 88));
  // sin + (cos r + (cos (r^3 s + low) + (sin r^2 c + sinLow))), the smallest first
  s = madd<f64>(f64x2.mul(r, z), s, low);
  c = f64x2.mul(z, c);
  const a = madd<f64>(cos, r, madd<f64>(cos, s, madd<f64>(sin, c, sinLow))), y = f64x2.add(sin, a);
  if (!tangent) return y;
  // The cosine's own rest is in the row of the sine a quarter turn on.
  const cosLow = v128.load64_lane(row1, v128.load64_zero(row0, 272), 1, 272);
  const b = nmadd<f64>(sin, r, nmadd<f64>(sin, s, madd<f64>(cos, c, cosLow))), x = f64x2.add(cos, b);
  // The quotient of (y + what rounding left out) and (x + the same), where sin and cos are 0 or the larger parts.
  const inverse = f64x2.div(constant<f64>(F64 + 128), x), q = FUSED ? f64x2.mul(y, inverse) : f64x2.div(y, x);
  let rest = nmadd<f64>(q, f64x2.sub(b, f64x2.sub(x, cos)), f64x2.sub(a, f64x2.sub(y, sin)));
  if (FUSED) rest = f64x2.add(rest, nmadd<f64>(q, x, y));
  return madd<f64>(rest, inverse, q);
}

function hard64(x: v128, y: v128, hard: v128, quadrant: u64): v128 {
  if (i64x2.extract_lane(hard, 0)) y = f64x2.replace_lane(y, 0, largeAngle(f64x2.extract_lane(x, 0), quadrant == BOTH ? 1 : quadrant));
  if (i64x2.extract_lane(hard, 1)) y = f64x2.replace_lane(y, 1, largeAngle(f64x2.extract_lane(x, 1), quadrant == BOTH ? 0 : quadrant));
  return y;
}

/** sin x (quadrant 0), cos x (quadrant 1) or tan x with the angle reduced in fixed point. */
function largeAngle(x: f64, quadrant: u64): f64 {
  if (!(abs(x) < Infinity)) return NaN;
  const r = reduceAngle(x);
  const row = (quadrant == 1 ? COSINE_TABLE : SINE_TABLE) + <usize>((i64x2.extract_lane(r, 1) & 31) << 5), low = v128.shuffle<u64>(r, r, 1, 1);
  const y = f64x2.extract_lane(quadrant == TANGENT ? addAngle(r, low, row, row, true) : addAngle(r, low, row, row, false), 0);
  return quadrant != 1 && x < 0 ? -y : y;
}

/** sin(pi x) / (pi x): sin(pi r) / pi = r + r^3 P(r^2) over x with the sign, r being the distance of x from the nearest integer. */
@final @unmanaged export class Sinc {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Sinc>(x) : sinc64(x); }
}

// @ts-ignore: decorator
@inline const SINC64: usize = memory.data<f64>([
  1.0, 4503599627370496.0, 9.313225746154785e-10, // 2^52; 2^-30
  // (sin(pi r) / (pi r) - 1) / r^2 in r^2 on |r| < 1/2, error 2^-59.5
  -1.6449340668482264, 0.8117424252833497, -0.19075182412191133, 0.026147847813967142,
  -0.0023460809918939168, 0.00014842849256242933, -6.974672374542328e-06, 2.505420536626926e-07, -4.955754838320898e-09,
]);

// @ts-ignore: decorator
@inline function sinc64(x: v128): v128 {
  const a = f64x2.abs(x), one = constant<f64>(SINC64), c = SINC64 + 24;
  const r = f64x2.sub(a, f64x2.nearest(a)), z = f64x2.mul(r, r), z2 = f64x2.mul(z, z), z4 = f64x2.mul(z2, z2);
  const p = madd<f64>(z4, madd<f64>(z4, constant<f64>(c + 64), cubic<f64>(z, z2, c + 32)), cubic<f64>(z, z2, c));
  // The sum as two numbers: rounded it would cost half an ulp (2.5 at most in place of 2).
  const tail = f64x2.mul(f64x2.mul(r, z), p), s = f64x2.add(r, tail), rest = f64x2.add(f64x2.sub(r, s), tail);
  const y = madd<f64>(rest, f64x2.div(one, a), f64x2.div(s, a));
  // Adding 2^52 leaves the nearest integer's parity in the lowest bit; larger numbers are integers, where the sign does not count.
  const sign = i64x2.shl(f64x2.add(a, constant<f64>(SINC64 + 8)), 63);
  return select(f64x2.lt(a, constant<f64>(SINC64 + 16)), one, f64x2.add(v128.xor(y, sign), f64x2.splat(0))); // zeros as +0
}

/** Radians as degrees, by one product as in NumPy. */
@final @unmanaged export class Degrees {
  @inline vector<T>(x: v128): v128 { return v128.mul<T>(x, constant<T>(sizeof<T>() == 4 ? UNITS32 : UNITS64)); }
}

/** Degrees as radians, by one product as in NumPy. */
@final @unmanaged export class Radians {
  @inline vector<T>(x: v128): v128 { return v128.mul<T>(x, constant<T>(sizeof<T>() == 4 ? UNITS32 + 4 : UNITS64 + 8)); }
}

// 180 / pi and pi / 180, in float32 with pi rounded first.
// @ts-ignore: decorator
@inline const UNITS32: usize = memory.data<f32>([57.2957763671875, 0.01745329238474369]);
// @ts-ignore: decorator
@inline const UNITS64: usize = memory.data<f64>([57.29577951308232, 0.017453292519943295]);
