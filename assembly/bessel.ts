// i0.

import { FUSED, constant, inFloat64, madd, nmadd, select } from "./lanes";
import { scaledExp } from "./exponential";

/** Modified Bessel function of the first kind and order 0: a polynomial in x^2 / 4 up to 8, e^x / sqrt(x) times one in 1 / x beyond. */
@final @unmanaged export class I0 {
  @inline heavy(): void {}
  @inline vector<T>(x: v128): v128 { return sizeof<T>() == 4 ? inFloat64<I0>(x) : i0(x); }
}

// @ts-ignore: decorator
@inline const SMALL: usize = memory.data<f64>([ // (I0(x) - 1) / q in q = x^2 / 4, error 2^-59 of I0
  1.0, 0.2499999999999997, 0.027777777777778744, 0.0017361111111096016, 6.94444444457951e-05, 1.9290123449168013e-06,
  3.936759917926197e-08, 6.151186571153946e-10, 7.594072540131436e-12, 7.593868731163988e-14, 6.277918034283842e-16, 4.3457291835582395e-18,
  2.6392908710804e-20, 1.1281507019438594e-22, 9.19042319211407e-25,
]);
// @ts-ignore: decorator
@inline const LARGE: usize = memory.data<f64>([ // 256 sqrt(x) e^-x I0(x) in 16 / x - 1, error 2^-57
  102.95718641792207, 0.8603013078189748, 0.03487131504432585, 0.002852616650269411, 0.00037986497734971385, 7.612412955757236e-05,
  2.2712871515999093e-05, 1.0067344804937825e-05, 5.5165064722345276e-06, 1.934492588345443e-06, -1.7281756583906074e-06, -3.4347514792338044e-06,
  -1.3805449256542952e-06, 1.93903614089902e-06, 1.894266935636629e-06, -9.073503126452067e-07, -1.5106133202395837e-06, 4.0039977024467777e-07,
  9.16266753796483e-07, -1.5441235330747937e-07, -4.0389352914492214e-07, 4.241973824410192e-08, 1.1293700600399975e-07, -5.7730659630460455e-09,
  -1.479359426924654e-08,
  8.0, 0.5, 1.0, 16.0,
]);
// @ts-ignore: decorator
@inline const HIGH: usize = memory.data<u64>([0xfffffffff8000000]); // the high 26 bits of a number, so that products are exact

function i0(x: v128): v128 {
  const a = f64x2.abs(x), limit = constant<f64>(LARGE + 200), one = constant<f64>(LARGE + 216);
  const t = f64x2.mul(f64x2.pmin(a, limit), constant<f64>(LARGE + 208)), q = f64x2.mul(t, t);
  const y = madd<f64>(q, polynomial(SMALL, 14, q), one);
  // The rounding of q is worth up to 2 ulp: put back to first order, with 1 / sqrt(1 + q) for the derivative of log I0(q), right to 5 %.
  let rest: v128;
  if (FUSED) {
    rest = nmadd<f64>(t, t, q);
  } else {
    const high = v128.and(t, constant<u64>(HIGH)), low = f64x2.sub(t, high);
    rest = f64x2.sub(f64x2.sub(q, f64x2.mul(high, high)), f64x2.mul(low, f64x2.add(t, high)));
  }
  const small = nmadd<f64>(y, f64x2.div(rest, f64x2.sqrt(f64x2.add(one, q))), y);
  const large = f64x2.gt(a, limit);
  return v128.any_true(large) ? select(large, i0Large(a), small) : small;
}

/** For x > 8, by e^x / 256, as e^x overflows before I0 does. Five roundings: the error is up to 3 ulp. */
function i0Large(x: v128): v128 {
  const p = polynomial(LARGE, 24, f64x2.sub(f64x2.div(constant<f64>(LARGE + 224), x), constant<f64>(LARGE + 216)));
  return f64x2.mul(scaledExp(x, 8), f64x2.div(p, f64x2.sqrt(x)));
}

// @ts-ignore: decorator
@inline function polynomial(c: usize, degree: usize, x: v128): v128 {
  let y = constant<f64>(c + 8 * degree);
  for (let p = c + 8 * degree - 8; p >= c; p -= 8) y = madd<f64>(x, y, constant<f64>(p));
  return y;
}
