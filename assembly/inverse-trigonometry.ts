// arctan2.

import { constant, madd, select } from "./lanes";

// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  0.5,
  0.7853981633974483, 3.061616997868383e-17,   // pi/4 = hi + lo; hi has 50 bits, so that its multiples by 2, 3 and 4 are exact
  8.98846567431158e307, 0.25,                  // 2^1023: sums of larger numbers overflow
  // (atan(t) - t) / t^3 in t^2 on |t| < 1/2, error 2^-66
  -0.3333333333333333, 0.1999999999999955, -0.14285714285656104, 0.11111111107308833, -0.09090908943319059,
  0.07692303974819285, -0.0666660255741794, 0.05881570388866618, -0.052562637714741046, 0.047176822476589796,
  -0.041413859155191746, 0.03305150674097538, -0.020458927702473713, 0.006943238028677114,
]);

/**
 * The angle of (x, y), arctan2(y, x), by arctan64; float32 is computed in float64.
 */
@final @unmanaged export class Arctan2 {
  @inline heavy(): void {}
  @inline vector<T>(y: v128, x: v128): v128 {
    if (sizeof<T>() == 8) return arctan64(y, x);
    return v128.shuffle<f32>(
      f32x4.demote_f64x2_zero(arctan64(f64x2.promote_low_f32x4(y), f64x2.promote_low_f32x4(x))),
      f32x4.demote_f64x2_zero(arctan64(
        f64x2.promote_low_f32x4(v128.shuffle<f32>(y, y, 2, 3, 2, 3)), f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)))),
      0, 1, 4, 5);
  }
}

/**
 * The angle of (x, y) in float64 with C99's special values: the ratio of the smaller to the larger coordinate, brought
 * below 1/2 by atan((b - a) / (b + a)) = pi/4 - atan(a / b), where b - a is exact, so that there is one division, and a minimax polynomial.
 */
function arctan64(y: v128, x: v128): v128 {
  const zero = f64x2.splat(0), one = f64x2.splat(1), inf = f64x2.splat(Infinity);
  const sign = v128.andnot(y, f64x2.splat(reinterpret<f64>(0x7fffffffffffffff)));
  const ax = f64x2.abs(x), ay = f64x2.abs(y);
  const steep = f64x2.gt(ay, ax);
  let large = select(steep, ay, ax), small = select(steep, ax, ay);
  const infinite = f64x2.eq(small, inf);
  large = select(v128.or(infinite, f64x2.eq(large, zero)), one, large); // inf/inf as 1/1 and 0/0 as 0/1
  small = select(infinite, one, small);
  const scale = select(f64x2.ge(large, constant<f64>(F64 + 24)), constant<f64>(F64 + 32), one);
  large = select(f64x2.eq(large, inf), large, f64x2.mul(large, scale));
  small = f64x2.mul(small, scale);
  const middle = f64x2.gt(small, f64x2.mul(large, constant<f64>(F64)));
  const t = f64x2.div(
    select(middle, f64x2.sub(small, large), small),
    select(middle, f64x2.add(small, large), large));
  const z = f64x2.mul(t, t);
  let p = constant<f64>(F64 + 144);
  for (let c = F64 + 136; c >= F64 + 40; c -= 8) p = madd<f64>(z, p, constant<f64>(c));
  p = madd<f64>(f64x2.mul(z, t), p, t);
  // The angle is n pi/4 + p or n pi/4 - p.
  let n = v128.and(middle, one);
  n = select(steep, f64x2.sub(f64x2.splat(2), n), n);
  p = v128.xor(p, v128.and(steep, f64x2.splat(-0.0)));
  const left = i64x2.lt_s(x, zero); // the sign bit: -0 counts
  n = select(left, f64x2.sub(f64x2.splat(4), n), n);
  p = v128.xor(p, v128.and(left, f64x2.splat(-0.0)));
  p = f64x2.add(f64x2.mul(n, constant<f64>(F64 + 8)), madd<f64>(n, constant<f64>(F64 + 16), p));
  p = v128.or(f64x2.abs(p), sign);
  return select(v128.or(f64x2.ne(x, x), f64x2.ne(y, y)), f64x2.add(x, y), p);
}
