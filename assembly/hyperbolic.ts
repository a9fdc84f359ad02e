// sinh, cosh, tanh.

import { expModerate, expm1Moderate, isExtreme, scaledExp } from "./exponential";
import { constant, inFloat64, select } from "./lanes";

/** Hyperbolic sine, (E + E / (E + 1)) / 2 of E = e^|x| - 1. */
@final @unmanaged export class Sinh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Sinh>(x) : sinh(x); }
}

/** Hyperbolic cosine, (e^|x| + e^-|x|) / 2. */
@final @unmanaged export class Cosh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Cosh>(x) : cosh(x); }
}

/** Hyperbolic tangent, E / (E + 2) = 1 - 2 / (E + 2) of E = e^2|x| - 1. */
@final @unmanaged export class Tanh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Tanh>(x) : tanh(x); }
}

// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  0.5, 1.0, 2.0, -0.0,
  22.0,                                        // tanh is 1 beyond
]);

/** y with the sign of x; y is not negative. */
// @ts-ignore: decorator
@inline function signed(y: v128, x: v128): v128 { return v128.or(y, v128.and(x, constant<f64>(F64 + 24))); }

function sinh(x: v128): v128 {
  const a = f64x2.abs(x), e = expm1Moderate(a), one = constant<f64>(F64 + 8);
  const y = f64x2.mul(constant<f64>(F64), f64x2.add(e, f64x2.div(e, f64x2.add(e, one))));
  return signed(halfExpIfExtreme(a, y), x);
}

function cosh(x: v128): v128 {
  const a = f64x2.abs(x), e = expModerate(a), half = constant<f64>(F64);
  return halfExpIfExtreme(a, f64x2.add(f64x2.mul(e, half), f64x2.div(half, e)));
}

/** e^a / 2 where e^a may overflow, else y. */
// @ts-ignore: decorator
@inline function halfExpIfExtreme(a: v128, y: v128): v128 {
  const extreme = isExtreme(a);
  return v128.any_true(extreme) ? select(extreme, halfExp(a), y) : y;
}

function halfExp(a: v128): v128 { return scaledExp(a, 1); }

function tanh(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), constant<f64>(F64 + 32)), e = expm1Moderate(f64x2.add(a, a));
  const one = constant<f64>(F64 + 8), two = constant<f64>(F64 + 16), d = f64x2.add(e, two);
  // For large e 1 - 2 / d, which has less of the error of d. Else the rounding of d, up to an ulp of the result, is put right: 1 / d = (1 - q) / 2.
  const large = f64x2.ge(e, two), q = f64x2.div(select(large, f64x2.neg(two), e), d);
  const rest = f64x2.mul(f64x2.add(f64x2.sub(two, d), e), constant<f64>(F64));
  const correction = v128.andnot(f64x2.mul(f64x2.mul(q, rest), f64x2.sub(one, q)), large);
  return signed(f64x2.sub(f64x2.add(q, v128.and(large, one)), correction), x);
}
