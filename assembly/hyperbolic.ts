// sinh, cosh, tanh.

import { expModerate, isExtreme, scaledExp } from "./exponential";
import { constant, inFloat64, madd, select } from "./lanes";

/** Hyperbolic sine: below 1 a polynomial, since e^x - e^-x loses digits. */
@final @unmanaged export class Sinh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Sinh>(x) : sinh(x); }
}

/** Hyperbolic cosine, (e^|x| + e^-|x|) / 2. */
@final @unmanaged export class Cosh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Cosh>(x) : cosh(x); }
}

/** Hyperbolic tangent: 1 - 2 / (e^2|x| + 1), below 0.625 a rational function, as in Cephes. */
@final @unmanaged export class Tanh {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<Tanh>(x) : tanh(x); }
}

// @ts-ignore: decorator
@inline export const SINH: usize = memory.data<f64>([ // (sinh(x) - x) / x^3 in x^2 on |x| < 1, error 2^-63
  0.16666666666666669, 0.008333333333333137, 0.00019841269841438527, 2.7557319155060048e-06, 2.505212344398953e-08, 1.605723669948626e-10, 7.759425650270396e-13,
]);
// @ts-ignore: decorator
@inline const F64: usize = memory.data<f64>([
  0.5, 1.0, 2.0, -0.0,
  22.0, 0.625,                                 // tanh is 1 beyond; bound of its rational function
  // (tanh(x) - x) / x^3 = p / q in x^2, error 2^-57 of tanh
  -0.3333333333333333, -0.020498799708498872, -0.0001991780435861287,
  0.4614963991254931, 0.02329133187629886, 0.0002065337374875025,
]);

/** y with the sign of x; y is not negative. */
// @ts-ignore: decorator
@inline function signed(y: v128, x: v128): v128 { return v128.or(y, v128.and(x, constant<f64>(F64 + 24))); }

function sinh(x: v128): v128 {
  const a = f64x2.abs(x), e = expModerate(a), half = constant<f64>(F64), z = f64x2.mul(a, a), zz = f64x2.mul(z, z);
  const odd = madd<f64>(zz, madd<f64>(zz, constant<f64>(SINH + 40), constant<f64>(SINH + 24)), constant<f64>(SINH + 8));
  const even = madd<f64>(zz, madd<f64>(zz, madd<f64>(zz, constant<f64>(SINH + 48), constant<f64>(SINH + 32)), constant<f64>(SINH + 16)), constant<f64>(SINH));
  const small = madd<f64>(f64x2.mul(a, z), madd<f64>(z, odd, even), a), large = f64x2.sub(f64x2.mul(e, half), f64x2.div(half, e));
  return signed(halfExpIfExtreme(a, select(f64x2.lt(a, constant<f64>(F64 + 8)), small, large)), x);
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
  const a = f64x2.pmin(f64x2.abs(x), constant<f64>(F64 + 32)), one = constant<f64>(F64 + 8), z = f64x2.mul(a, a);
  const p = madd<f64>(z, madd<f64>(z, constant<f64>(F64 + 64), constant<f64>(F64 + 56)), constant<f64>(F64 + 48));
  const q = madd<f64>(z, madd<f64>(z, madd<f64>(z, constant<f64>(F64 + 88), constant<f64>(F64 + 80)), constant<f64>(F64 + 72)), one);
  // c + c times a quotient: a + a (z p / q), or 1 - 2 / (e^2a + 1)
  const small = f64x2.lt(a, constant<f64>(F64 + 40)), c = select(small, a, one);
  const above = select(small, f64x2.mul(z, p), f64x2.neg(constant<f64>(F64 + 16))), below = select(small, q, f64x2.add(expModerate(f64x2.add(a, a)), one));
  return signed(madd<f64>(c, f64x2.div(above, below), c), x);
}
