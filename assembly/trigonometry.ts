// sin and cos.

import { FUSED, constant, madd, nmadd } from "./lanes";
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

/** (cos x, sin x). */
export function cosSin(x: f64): v128 { return circular64(f64x2.splat(x), BOTH); }

/** As a quadrant: the cosine in lane 0, the sine in lane 1. */
// @ts-ignore: decorator
@inline const BOTH: u64 = 2;

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
  const y = v128.shuffle<f32>(
    half32(f64x2.promote_low_f32x4(x), cosine),
    half32(f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)), cosine), 0, 1, 4, 5);
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
  return f32x4.demote_f64x2_zero(v128.xor(f64x2.mul(r, p), i64x2.shl(t, 63)));
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
  5.421010862427522e-20,                        // 2^-64
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
    (quadrant ? COSINE_TABLE : SINE_TABLE) + <usize>i32x4.extract_lane(index, 0),
    (quadrant == 1 ? COSINE_TABLE : SINE_TABLE) + <usize>i32x4.extract_lane(index, 2));
  if (!quadrant) y = v128.xor(y, v128.andnot(x, constant<u64>(F64_BITS)));
  if (quadrant == BOTH) y = v128.xor(y, v128.and(v128.andnot(x, constant<u64>(F64_BITS)), v128.load(F64_BITS + 32)));
  return v128.any_true(hard) ? hard64(x, y, hard, quadrant) : y;
}

/** sin(r + low + the angle of a row), the row of each lane given by its address. */
// @ts-ignore: decorator
@inline function addAngle(r: v128, low: v128, row0: usize, row1: usize): v128 {
  const a = v128.load(row0), b = v128.load(row1);
  const sin = v128.shuffle<f64>(a, b, 0, 2), cos = v128.shuffle<f64>(a, b, 1, 3);
  const sinLow = v128.load64_lane(row1, v128.load64_zero(row0, 16), 1, 16);
  const z = f64x2.mul(r, r);
  let s = madd<f64>(z, constant<f64>(F64 + 80), constant<f64>(F64 + 72));
  let c = madd<f64>(z, constant<f64>(F64 + 112), constant<f64>(F64 + 104));
  s = madd<f64>(z, s, constant<f64>(F64 + 64));
  c = madd<f64>(z, c, constant<f64>(F64 + 96));
  s = madd<f64>(z, s, constant<f64>(F64 + 56));
  c = madd<f64>(z, c, constant<f64>(F64 + 88));
  // sin + (cos r + (cos (r^3 s + low) + (sin r^2 c + sinLow))), the smallest first
  const tail = madd<f64>(cos, madd<f64>(f64x2.mul(r, z), s, low), madd<f64>(sin, f64x2.mul(z, c), sinLow));
  return f64x2.add(sin, madd<f64>(cos, r, tail));
}

function hard64(x: v128, y: v128, hard: v128, quadrant: u64): v128 {
  if (i64x2.extract_lane(hard, 0)) y = f64x2.replace_lane(y, 0, largeAngle(f64x2.extract_lane(x, 0), quadrant == BOTH ? 1 : quadrant));
  if (i64x2.extract_lane(hard, 1)) y = f64x2.replace_lane(y, 1, largeAngle(f64x2.extract_lane(x, 1), quadrant == BOTH ? 0 : quadrant));
  return y;
}

/** sin x (quadrant 0) or cos x (quadrant 1) with the angle reduced in fixed point. */
function largeAngle(x: f64, quadrant: u64): f64 {
  if (!(abs(x) < Infinity)) return NaN;
  const r = reduceAngle(x);
  const row = (quadrant ? COSINE_TABLE : SINE_TABLE) + <usize>((i64x2.extract_lane(r, 1) & 31) << 5);
  const y = f64x2.extract_lane(addAngle(r, v128.shuffle<u64>(r, r, 1, 1), row, row), 0);
  return !quadrant && x < 0 ? -y : y;
}
