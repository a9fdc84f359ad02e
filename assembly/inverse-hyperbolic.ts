// arcsinh, arccosh, arctanh, by logarithms: in float64 of sums whose rounding errors are kept, float32 in float64 without.

import { constant, madd, narrow, promoteHigh, select } from "./lanes";
import { log2OnePlus, log2Short, logOfSum } from "./logarithm";

/** log(x + sqrt(x^2 + 1)) for x >= 0, with the sign of x. */
@final @unmanaged export class Arcsinh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    const a = v128.abs<T>(x);
    const y = sizeof<T>() == 8 ? arcsinh64(a) : narrow(arcsinh32(f64x2.promote_low_f32x4(a)), arcsinh32(promoteHigh(a)));
    return v128.or(y, v128.xor(x, a));
  }
}

/** log(x + sqrt(x^2 - 1)). */
@final @unmanaged export class Arccosh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    return sizeof<T>() == 8 ? arccosh64(x) : narrow(arccosh32(f64x2.promote_low_f32x4(x)), arccosh32(promoteHigh(x)));
  }
}

/** log((1 + x) / (1 - x)) / 2 for x >= 0, with the sign of x. */
@final @unmanaged export class Arctanh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 {
    const a = v128.abs<T>(x);
    const y = sizeof<T>() == 8 ? arctanh64(a) : narrow(arctanh32(f64x2.promote_low_f32x4(a)), arctanh32(promoteHigh(a)));
    return v128.or(y, v128.xor(x, a));
  }
}

// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  1.0, 0.5, Infinity,
  268435456.0, 0.6931471805599453,              // 2^28: beside the square of larger numbers 1 does not count; ln 2
  0.000244140625, 0.34657359027997264,          // 2^-12; ln(2) / 2
  8.900295434028806e-308,                       // 2^-1020
]);

/** y, but x itself if x is infinite or NaN; for x >= 0 and y >= x 2^-1020. */
// @ts-ignore: decorator
@inline function orItself(x: v128, y: v128): v128 { return f64x2.pmax(f64x2.mul(x, constant<f64>(F64 + 56)), y); }

/** NaN (all bits set) where the mask is not, and y elsewhere. */
// @ts-ignore: decorator
@inline function within(mask: v128, y: v128): v128 { return v128.or(y, v128.not(mask)); }

/** The logarithm of s + rest, but of 2x for large x, where the sum may overflow. */
// @ts-ignore: decorator
@inline function logOrOfTwice(s: v128, rest: v128, x: v128): v128 {
  const large = f64x2.gt(x, constant<f64>(F64 + 24));
  return f64x2.add(logOfSum(select(large, x, s), v128.andnot(rest, large)), v128.and(large, constant<f64>(F64 + 32)));
}

// @ts-ignore: decorator
@inline function arcsinh64(a: v128): v128 {
  // q - 1 = z / (1 + q), and what that lacks of it, since q is rounded
  const z = f64x2.mul(a, a), one = constant<f64>(F64), q = f64x2.sqrt(f64x2.add(one, z)), s = f64x2.add(q, a);
  const rest = f64x2.add(f64x2.sub(f64x2.div(z, f64x2.add(one, q)), f64x2.sub(q, one)), f64x2.add(f64x2.sub(q, s), a));
  return orItself(a, logOrOfTwice(s, rest, a));
}

// @ts-ignore: decorator
@inline function arcsinh32(a: v128): v128 {
  const y = f64x2.mul(log2Short(f64x2.add(a, f64x2.sqrt(madd<f64>(a, a, constant<f64>(F64))))), constant<f64>(F64 + 32));
  return orItself(a, select(f64x2.gt(a, constant<f64>(F64 + 40)), y, a));
}

// @ts-ignore: decorator
@inline function arccosh64(x: v128): v128 {
  const one = constant<f64>(F64), t = f64x2.sub(x, one), q = f64x2.sqrt(madd<f64>(t, t, f64x2.add(t, t))), s = f64x2.add(x, q);
  return within(f64x2.ge(x, one), orItself(t, logOrOfTwice(s, f64x2.sub(q, f64x2.sub(s, x)), x)));
}

// @ts-ignore: decorator
@inline function arccosh32(x: v128): v128 {
  const one = constant<f64>(F64), t = f64x2.sub(x, one);
  const y = f64x2.mul(log2Short(f64x2.add(x, f64x2.sqrt(madd<f64>(t, t, f64x2.add(t, t))))), constant<f64>(F64 + 32));
  return within(f64x2.ge(x, one), orItself(t, y));
}

// @ts-ignore: decorator
@inline function arctanh64(a: v128): v128 {
  // (1 + a) / (1 - a) = 1 + t + v, and what rounding leaves out of t + v and of the whole
  const one = constant<f64>(F64), t = f64x2.add(a, a), v = f64x2.div(f64x2.mul(t, a), f64x2.sub(one, a)), u = f64x2.add(t, v);
  const s = f64x2.add(one, u), w = f64x2.sub(s, one), inner = f64x2.sub(f64x2.pmin(t, v), f64x2.sub(u, f64x2.pmax(t, v)));
  const y = f64x2.mul(logOfSum(s, f64x2.add(inner, f64x2.add(f64x2.sub(one, f64x2.sub(s, w)), f64x2.sub(u, w)))), constant<f64>(F64 + 8));
  return within(f64x2.le(a, one), select(f64x2.eq(a, one), constant<f64>(F64 + 16), y));
}

// @ts-ignore: decorator
@inline function arctanh32(a: v128): v128 {
  const one = constant<f64>(F64), y = f64x2.mul(log2OnePlus(f64x2.div(f64x2.add(a, a), f64x2.sub(one, a))), constant<f64>(F64 + 48));
  return within(f64x2.le(a, one), select(f64x2.eq(a, one), constant<f64>(F64 + 16), y));
}
