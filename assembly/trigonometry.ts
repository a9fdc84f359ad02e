// sin and cos.

import { FUSED, constant, madd, nmadd, select } from "./lanes";
import { reduceAngle } from "./angle-reduction";

/** sin x: Cody and Waite's reduction and minimax polynomials; Payne and Hanek's reduction for large x, lane by lane. */
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
  1.0, -0.16666659521938196, 0.008333065440782196, -0.00019809539318783477, 2.605631242558464e-06,
  0.5,                                          // sin(r) / r in r^2 on |r| < pi/2, error 2^-27.3
]);
// @ts-ignore: decorator
@inline const F32_BITS: usize = memory.data<u32>([0x7fffffff, 0x4bc00000]); // 2^24 * 1.5

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
  0.6366197723675814, 6755399441055744.0,       // 2 / pi; 1.5 * 2^52, as above
  1.5707963267341256,                           // pi/2 to 31 bits: its product with n < 2^22 is exact
  6.07710050359346e-11, 2.912732056093356e-20,  // the rest, in 31 and 53 bits,
  6.077100506506192e-11, 3.5215598651832e-27,  // or, with FMA, in 53 and 53
  1.0, 0.5,
  // (sin(r) - r) / r^3 and (cos(r) - 1 + r^2/2) / r^4 in r^2 on |r| < pi/4, errors 2^-58 and 2^-64
  -0.16666666666666632, 0.00833333333332237, -0.00019841269829771162, 2.755731367863911e-06, -2.5050755954992092e-08, 1.5896666048580796e-10,
  0.0416666666666666, -0.0013888888888874064, 2.4801587289443573e-05, -2.755731434067953e-07, 2.0875721625551466e-09, -1.1359559381059777e-11,
  8.673617379884035e-19,                        // 2^-60
]);
// @ts-ignore: decorator
@inline const F64_BITS: usize = memory.data<u64>([0x7fffffffffffffff, 0x4158000000000000, 1, 1, 0, 0, 0xffffffffffffffff]); // 1.5 * 2^22; lanes

// @ts-ignore: decorator
@inline function circular64(x: v128, quadrant: u64): v128 {
  const a = v128.and(x, constant<u64>(F64_BITS));
  const shift = constant<f64>(F64 + 8);
  const t = madd<f64>(a, constant<f64>(F64), shift);
  const n = f64x2.sub(t, shift);
  // a = n pi/2 + r + low, with low below an ulp of r.
  const r0 = nmadd<f64>(n, constant<f64>(F64 + 16), a);
  let r: v128, low: v128, hard = i64x2.gt_s(a, constant<u64>(F64_BITS + 8));
  if (FUSED) {
    // pi/2 to 137 bits: no float64 in range is so near a multiple of it that more are needed.
    const p2 = constant<f64>(F64 + 40), p = f64x2.mul(n, p2);
    r = f64x2.sub(r0, p);
    low = f64x2.add(f64x2.sub(f64x2.sub(r0, r), p), nmadd<f64>(n, constant<f64>(F64 + 48), nmadd<f64>(n, p2, p)));
  } else {
    const p = f64x2.mul(n, constant<f64>(F64 + 24)), r1 = f64x2.sub(r0, p);
    const q = f64x2.sub(f64x2.mul(n, constant<f64>(F64 + 32)), f64x2.sub(f64x2.sub(r0, r1), p));
    r = f64x2.sub(r1, q);
    low = f64x2.sub(f64x2.sub(r1, r), q);
    // pi/2 to 119 bits: too few when r is below 2^-60 n.
    hard = v128.or(hard, f64x2.lt(v128.and(r, constant<u64>(F64_BITS)), f64x2.mul(n, constant<f64>(F64 + 168))));
  }
  const y = kernel64(x, r, low, 
    quadrant == BOTH ? i64x2.add(t, v128.load(F64_BITS + 24)) : quadrant ? i64x2.add(t, constant<u64>(F64_BITS + 16)) : t, quadrant);
  return v128.any_true(hard) ? hard64(x, y, hard, quadrant) : y;
}

/** sin(r + low + q pi/2) for |r| < pi/4 and q in the low bits of t; for quadrant 0 with the sign of x. */
// @ts-ignore: decorator
@inline function kernel64(x: v128, r: v128, low: v128, t: v128, quadrant: u64): v128 {
  const z = f64x2.mul(r, r), w = f64x2.mul(z, z);
  const s1 = madd<f64>(w, madd<f64>(w, constant<f64>(F64 + 112), constant<f64>(F64 + 96)), constant<f64>(F64 + 80));
  const s0 = madd<f64>(w, madd<f64>(w, constant<f64>(F64 + 104), constant<f64>(F64 + 88)), constant<f64>(F64 + 72));
  const c1 = madd<f64>(w, madd<f64>(w, constant<f64>(F64 + 160), constant<f64>(F64 + 144)), constant<f64>(F64 + 128));
  const c0 = madd<f64>(w, madd<f64>(w, constant<f64>(F64 + 152), constant<f64>(F64 + 136)), constant<f64>(F64 + 120));
  const one = constant<f64>(F64 + 56), half = constant<f64>(F64 + 64);
  const head = nmadd<f64>(z, half, one); // cos r to second order; what it rounds off is put back
  const rest = nmadd<f64>(r, low, nmadd<f64>(z, half, f64x2.sub(one, head)));
  const cos = f64x2.add(head, madd<f64>(w, madd<f64>(z, c1, c0), rest));
  const sin = f64x2.add(r, madd<f64>(f64x2.mul(z, r), madd<f64>(z, s1, s0), f64x2.mul(low, head)));
  // Odd quadrants take the cosine; there is no 64-bit arithmetic shift.
  const odd = i32x4.shr_s(i32x4.shl(t, 31), 31);
  let sign = i64x2.shl(t, 62);
  if (quadrant == BOTH) sign = v128.xor(sign, v128.and(x, v128.load(F64_BITS + 40)));
  else if (!quadrant) sign = v128.xor(sign, x);
  return v128.xor(
    select(v128.shuffle<u32>(odd, odd, 0, 0, 2, 2), cos, sin),
    v128.andnot(sign, constant<u64>(F64_BITS)));
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
  const q = i64x2.extract_lane(r, 1) + quadrant;
  const low = v128.shuffle<u64>(r, r, 1, 1);
  // Two calls, as the sign of x matters to the sine only.
  return f64x2.extract_lane(quadrant
    ? kernel64(r, r, low, i64x2.splat(q), 1)
    : kernel64(f64x2.splat(x), r, low, i64x2.splat(q), 0), 0);
}
