// arcsin, arccos, arctan, arctan2: the same methods in float32 and float64.

import { constant, cubic, madd, nmadd, select } from "./lanes";

/** The angle whose sine is x, by arcsine. */
@final @unmanaged export class Arcsin {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return arcsine<T>(x, false); }
}

/** The angle whose cosine is x, by arcsine. */
@final @unmanaged export class Arccos {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return arcsine<T>(x, true); }
}

/** The angle whose tangent is x, by arctangent. */
@final @unmanaged export class Arctan {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    return v128.bitselect(x, arctangent<T>(v128.abs<T>(x), number<T>(1), x, false), number<T>(0));
  }
}

/** The angle of (x, y), by arctangent, with C99's special values. */
@final @unmanaged export class Arctan2 {
  @inline heavy(): void {}
  @inline vector<T>(y: v128, x: v128): v128 {
    const minus = number<T>(0), r = arctangent<T>(v128.andnot(y, minus), v128.andnot(x, minus), x, true);
    // Not a number where both are 0, one is infinite or NaN, or their sum overflows.
    return i8x16.bitmask(v128.ne<T>(r, r)) ? special<T>(y, x) : v128.bitselect(y, r, minus);
  }
}

// @ts-ignore: decorator
@inline const NUMBERS32: usize = memory.data<f32>([
  -0.0, 1.0, Infinity, 0.5, 0.25, 2.0,
  0.785398006439209, 1.5695823663008923e-07,    // pi/4 = hi + lo; multiples of hi by 2, 3 and 4 are exact
  // (atan(t) - t) / t^3 in t^2 on |t| < 1/2, error 2^-27.5
  -0.333332359790802, 0.19994287192821503, -0.14175686240196228, 0.10162965208292007, -0.051369983702898026,
  // (asin(t) - t) / t^3 in t^2 on |t| < 1/2, error 2^-27.6
  0.16666753590106964, 0.07495252043008804, 0.0454760417342186, 0.024152090772986412, 0.04221181198954582,
]);
// @ts-ignore: decorator
@inline const NUMBERS64: usize = memory.data<f64>([
  -0.0, 1.0, Infinity, 0.5, 0.25, 2.0,
  0.7853981633974483, 3.061616997868383e-17,
  // errors 2^-57.8 and 2^-59.8
  -0.33333333333332993, 0.19999999999905682, -0.14285714276593156, 0.11111110667963968, -0.09090896439113098, 0.07692076765420026,
  -0.06663838048142144, 0.058584743269178806, -0.05122745119417822, 0.041884775447568634, -0.02746517069810127, 0.010137081191706733,
  0.16666666666666763, 0.07499999999970133, 0.04464285717524792, 0.030381942677298972, 0.02237221584455976, 0.01735159667108397,
  0.013981003763616133, 0.011397419344080591, 0.010788585328303065, 0.003675062660778931, 0.021783420864340246, -0.02110619060351404, 0.032695396644488096,
]);

/** The i-th of the numbers above. */
// @ts-ignore: decorator
@inline function number<T>(i: usize): v128 { return constant<T>(sizeof<T>() == 4 ? NUMBERS32 + (i << 2) : NUMBERS64 + (i << 3)); }

/** The polynomial with the coefficients from float32 i32, or 12 or 13 of them from float64 i64 on; by Estrin's scheme, as Horner's took a quarter longer. */
// @ts-ignore: decorator
@inline function polynomial<T>(z: v128, i32: usize, i64: usize, long: bool): v128 {
  const z2 = v128.mul<T>(z, z), z4 = v128.mul<T>(z2, z2), c = sizeof<T>() == 4 ? NUMBERS32 + (i32 << 2) : NUMBERS64 + (i64 << 3);
  let p: v128;
  if (sizeof<T>() == 4) p = constant<T>(c + 16);
  else {
    p = cubic<T>(z, z2, c + 64);
    if (long) p = madd<T>(z4, constant<T>(c + 96), p);
    p = madd<T>(z4, p, cubic<T>(z, z2, c + 32));
  }
  return madd<T>(z4, p, cubic<T>(z, z2, c));
}

/**
 * The angle of (b, a) for a, b >= 0, or of (x, a) with b = |x|, but for its sign: the ratio of the smaller to the larger coordinate, brought below
 * 1/2 by atan((a - b) / (a + b)) = atan(a / b) - pi/4, where a - b is exact, so that there is one division; and a minimax polynomial.
 */
// @ts-ignore: decorator
@inline function arctangent<T>(a: v128, b: v128, x: v128, anywhere: bool): v128 {
  const steep = v128.gt<T>(a, b);
  // The order of arguments keeps a NaN in one of the two.
  const large = v128.pmax<T>(a, b), small = v128.pmin<T>(b, a);
  const middle = v128.gt<T>(small, v128.mul<T>(large, number<T>(3)));
  const sum = v128.add<T>(large, v128.and(small, middle));
  const t = v128.div<T>(v128.sub<T>(small, v128.and(large, middle)), sum), z = v128.mul<T>(t, t);
  const p = madd<T>(v128.mul<T>(t, z), polynomial<T>(z, 8, 8, false), t);
  // |n pi/4 + p|, n = 0 or 1, less 2 if steep; pi less that is the same with n less 4, or plus 4 if steep.
  const two = number<T>(5);
  let n = v128.and(middle, number<T>(1));
  if (!anywhere) n = v128.sub<T>(n, v128.and(steep, two));
  else {
    const minus = number<T>(0), side = v128.or(v128.and(x, minus), two);
    n = v128.add<T>(n, v128.sub<T>(v128.xor(side, v128.and(steep, minus)), v128.andnot(two, steep)));
  }
  let high = v128.mul<T>(n, number<T>(6));
  if (anywhere) high = madd<T>(sum, v128.splat<T>(0), high); // NaN where the sum is infinite: for Arctan2 to see
  return v128.add<T>(high, madd<T>(n, number<T>(7), p));
}

/** arctan2 in all cases: infinite numbers count as 1 and others beside them as 0, 0/0 is 0/1, and a quarter is taken of those whose sum overflows. */
function special<T>(y: v128, x: v128): v128 {
  const a = v128.abs<T>(y), b = v128.abs<T>(x), one = number<T>(1), inf = number<T>(2), quarter = number<T>(4), zero = v128.splat<T>(0);
  const sum = v128.add<T>(a, b), sound = v128.and(v128.gt<T>(sum, zero), v128.lt<T>(sum, inf)), infinite = v128.eq<T>(v128.max<T>(a, b), inf);
  const u = select(infinite, v128.and(v128.eq<T>(a, inf), one), v128.mul<T>(a, quarter));
  const v = select(infinite, v128.and(v128.eq<T>(b, inf), one), select(v128.eq<T>(sum, zero), one, v128.mul<T>(b, quarter)));
  return v128.bitselect(y, arctangent<T>(select(sound, a, u), select(sound, b, v), x, true), number<T>(0));
}

/** arcsin x, or arccos x: a minimax polynomial for |x| <= 1/2, beyond by arccos |x| = 2 arcsin(sqrt((1 - |x|) / 2)), where 1 - |x| is exact. */
// @ts-ignore: decorator
@inline function arcsine<T>(x: v128, cosine: bool): v128 {
  const a = v128.abs<T>(x), sign = v128.xor(x, a), half = number<T>(3), two = number<T>(5);
  const big = v128.gt<T>(a, half);
  const z = select(big, nmadd<T>(a, half, half), v128.mul<T>(a, a));
  const t = select(big, v128.sqrt<T>(z), a);
  const tail = v128.mul<T>(v128.mul<T>(t, z), polynomial<T>(z, 13, 20, true));
  let q = v128.add<T>(t, tail);
  if (!cosine) {
    // pi/2 - 2 q with pi/2 - 2 t first: q by itself is rounded to two ulp of the result.
    const r = v128.sub<T>(v128.sub<T>(number<T>(6), t), v128.sub<T>(tail, number<T>(7)));
    return v128.or(select(big, v128.add<T>(r, r), q), sign);
  }
  q = v128.add<T>(q, v128.and(big, q));
  // n pi/4 - q or n pi/4 + q, n = 2 in the middle, 0 on the right, 4 on the left
  const n = v128.add<T>(two, v128.and(big, v128.xor(two, v128.xor(sign, number<T>(0)))));
  q = v128.xor(v128.xor(q, sign), v128.andnot(number<T>(0), big));
  return v128.add<T>(v128.mul<T>(n, number<T>(6)), madd<T>(n, number<T>(7), q));
}
