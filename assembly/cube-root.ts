// cbrt.

import { constant, inFloat64, madd, nmadd, select } from "./lanes";

/** Cube root: a polynomial good to 20 bits, and a step of Halley's method on it rounded to 23 bits, so that its square is exact. */
@final @unmanaged export class Cbrt {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Cbrt>(x) : cbrt(x); }
}

// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  4503599627371519.0, 0.3333333333333333, 6755399441055744.0,  // 2^52 + 1023; 1.5 * 2^52: adding it rounds to an integer
  // cbrt(m) on [sqrt(1/2), sqrt(2)], error 2^-19.6
  0.4216902224423622, 1.0560128930845707, -0.8360655883971376, 0.5109619426163784, -0.17955505179861422, 0.026954595420616106,
  0.7937005259840998, 1.0, 1.2599210498948732,                 // cube roots of 1/2, 1, 2
  18014398509481984.0, 3.814697265625e-06,                     // 2^54, for subnormal x; 2^-18
]);
// @ts-ignore: decorator
@inline const BITS: usize = memory.data<u64>([
  0x7fffffffffffffff, 0x0010000000000000, 0x7ff0000000000000,  // magnitude; smallest normal number; infinity
  0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x4330000000000000, 0x000fffffffffffff, 0x3fe6a09e667f3bcd, // sqrt(1/2)
  0x3ff0000000000000, 0xffffffffc0000000,                      // 1.0; the high 23 bits of a number
]);

function cbrt(x: v128): v128 {
  const a = v128.and(x, constant<u64>(BITS)), normal = constant<u64>(BITS + 8);
  const y = v128.any_true(v128.or(i64x2.lt_s(a, normal), i64x2.ge_s(a, constant<u64>(BITS + 16)))) ? cbrtSpecial(a) : cbrtPositive(a);
  return v128.or(y, v128.andnot(x, constant<u64>(BITS)));
}

function cbrtSpecial(a: v128): v128 {
  const subnormal = i64x2.lt_s(a, constant<u64>(BITS + 8)), y = cbrtPositive(select(subnormal, f64x2.mul(a, constant<f64>(F64 + 96)), a));
  const unchanged = v128.or(f64x2.eq(a, f64x2.splat(0)), i64x2.ge_s(a, constant<u64>(BITS + 16)));
  return select(unchanged, a, select(subnormal, f64x2.mul(y, constant<f64>(F64 + 104)), y));
}

/** Cube root of positive normal numbers. */
function cbrtPositive(a: v128): v128 {
  // a = 2^k m = 2^3q 2^j m, m in [sqrt(1/2), sqrt(2)), j = -1, 0, 1
  const u = i64x2.add(a, constant<u64>(BITS + 24));
  const k = f64x2.sub(v128.or(i64x2.shr_u(u, 52), constant<u64>(BITS + 32)), constant<f64>(F64));
  const m = i64x2.add(v128.and(u, constant<u64>(BITS + 40)), constant<u64>(BITS + 48));
  const shift = constant<f64>(F64 + 16), t = f64x2.add(f64x2.mul(k, constant<f64>(F64 + 8)), shift), q = f64x2.sub(t, shift);
  const j = f64x2.sub(f64x2.sub(k, f64x2.add(q, q)), q), zero = f64x2.splat(0), one = constant<u64>(BITS + 56);
  const up = f64x2.gt(j, zero), down = f64x2.lt(j, zero);
  const factor = select(up, constant<f64>(F64 + 88), select(down, constant<f64>(F64 + 72), constant<f64>(F64 + 80)));
  const z = i64x2.add(m, i64x2.sub(v128.and(up, constant<u64>(BITS + 8)), v128.and(down, constant<u64>(BITS + 8)))); // 2^j m
  const mm = f64x2.mul(m, m);
  const high = madd<f64>(m, constant<f64>(F64 + 64), constant<f64>(F64 + 56));
  const middle = madd<f64>(m, constant<f64>(F64 + 48), constant<f64>(F64 + 40));
  const low = madd<f64>(m, constant<f64>(F64 + 32), constant<f64>(F64 + 24));
  const root = v128.and(f64x2.mul(madd<f64>(mm, madd<f64>(mm, high, middle), low), factor), constant<u64>(BITS + 64));
  const square = f64x2.mul(root, root), cube = f64x2.mul(square, root);
  const step = f64x2.div(nmadd<f64>(square, root, z), f64x2.add(f64x2.add(cube, cube), z));
  const y = madd<f64>(root, step, root);
  return f64x2.mul(y, i64x2.add(i64x2.shl(t, 52), one));
}
