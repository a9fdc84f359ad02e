// sqrt(x^2 + y^2).

import { FUSED, constant, madd, nmadd, select } from "./lanes";

/** sqrt(x^2 + y^2) to less than an ulp; if squares might overflow or get lost, of multiples by a power of two. */
@final @unmanaged export class Hypot {
  @inline heavy(): void {}
  @inline vector<T>(x: v128, y: v128): v128 {
    const s = squares<T>(x, y), r = root<T>(x, y, s), doubtful = outside<T>(s);
    return (sizeof<T>() == 4 ? i32x4.bitmask(doubtful) : i64x2.bitmask(doubtful)) ? extreme<T>(x, y, s, r) : r;
  }
}

// @ts-ignore: decorator
@inline const F32: usize = memory.data<u32>([
  0x12800000, 0x7b800000, 0x7e7311c7,           // 2^-90 and 2^120; c such that c - bits(h) are bits of 1 / 2h, to 12 %
  0x0d800000, 0x71800000, 0x7f800000,           // 2^-100; 2^100; inf
]);
// @ts-ignore: decorator
@inline const F64: usize = memory.data<u64>([
  0x03f0000000000000, 0x7e70000000000000, 0x7fce623822fc16e6, // 2^-960 and 2^1000
  0x1430000000000000, 0x6bb0000000000000, 0x7ff0000000000000, // 2^-700; 2^700; inf
]);

/** The i-th of the numbers above. */
// @ts-ignore: decorator
@inline function number<T>(i: usize): v128 { return constant<T>(sizeof<T>() == 4 ? F32 + (i << 2) : F64 + (i << 3)); }

// @ts-ignore: decorator
@inline function squares<T>(x: v128, y: v128): v128 { return madd<T>(x, x, v128.mul<T>(y, y)); }

/** A vector with the sign where s >= 0 is outside the range in which no square is lost, or NaN. */
// @ts-ignore: decorator
@inline function outside<T>(s: v128): v128 {
  if (sizeof<T>() == 4) return v128.or(i32x4.sub(s, number<T>(0)), i32x4.sub(number<T>(1), s));
  return v128.or(i64x2.sub(s, number<T>(0)), i64x2.sub(number<T>(1), s));
}

/**
 * The root of the rounded sum of squares s, less what its square is too large, over twice the root; for that a reciprocal made of bits will do. In
 * float64 the square root alone takes 1.2 of 1.45 ns.
 */
// @ts-ignore: decorator
@inline function root<T>(x: v128, y: v128, s: v128): v128 {
  const h = v128.sqrt<T>(s);
  let rest: v128;
  if (FUSED) {
    const p = v128.mul<T>(y, y);
    rest = v128.sub<T>(nmadd<T>(h, h, s), nmadd<T>(y, y, p));
  } else {
    // a^2 + b^2 - h^2 as in Borges (2019), from the difference d of h and the nearer of b and a
    x = v128.abs<T>(x); y = v128.abs<T>(y);
    const a = v128.pmax<T>(x, y), b = v128.pmin<T>(y, x), b2 = v128.add<T>(b, b), c = v128.sub<T>(a, b2);
    const near = v128.le<T>(h, b2), d = v128.sub<T>(h, select(near, b, a)), d2 = v128.add<T>(d, d);
    const u = v128.add<T>(v128.mul<T>(a, v128.sub<T>(d2, a)), v128.mul<T>(d, v128.sub<T>(d, v128.add<T>(c, a))));
    const v = v128.add<T>(v128.add<T>(v128.mul<T>(d2, c), v128.mul<T>(b, v128.sub<T>(v128.add<T>(d2, d2), b))), v128.mul<T>(d, d));
    rest = v128.neg<T>(select(near, u, v));
  }
  const inverse = sizeof<T>() == 4 ? i32x4.sub(number<T>(2), h) : i64x2.sub(number<T>(2), h);
  return madd<T>(rest, inverse, h);
}

/** r, but the root of scaled numbers where s is outside the range; inf if x or y is infinite, even if the other is NaN. */
function extreme<T>(x: v128, y: v128, s: v128, r: v128): v128 {
  const a = v128.abs<T>(x), b = v128.abs<T>(y), up = number<T>(4), down = number<T>(3), inf = number<T>(5);
  const large = v128.gt<T>(s, number<T>(1)), scale = select(large, down, up), u = v128.mul<T>(a, scale), v = v128.mul<T>(b, scale);
  const scaled = v128.mul<T>(root<T>(u, v, squares<T>(u, v)), select(large, up, down)), zero = v128.splat<T>(0);
  const wide = select(v128.or(v128.eq<T>(a, inf), v128.eq<T>(b, inf)), inf, scaled);
  return select(sizeof<T>() == 4 ? i32x4.lt_s(outside<T>(s), zero) : i64x2.lt_s(outside<T>(s), zero), wide, r);
}
