// Complex exp2, expm1, log2, log10, log1p, sinh, cosh, tanh. Special values as NumPy: of the hyperbolic functions C99's, Annex G.

import { Exp2, Expm1 } from "./exponential";
import { Log1p } from "./logarithm";
import { Cosh, Sinh } from "./hyperbolic";
import { CosComplex, ExpComplex, LogComplex, SinComplex, complex, exp, im, isFinite, logModulus, re, widened } from "./complex-functions";
import { cosSin } from "./trigonometry";
import { Arctan2 } from "./inverse-trigonometry";

/** 2^z; of integers exact. */
@final @unmanaged export class Exp2Complex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<Exp2Complex, T>(z); }
  @inline one(z: v128): v128 { return exp2Complex(z); }
}

/** e^z - 1, without loss near 0. */
@final @unmanaged export class Expm1Complex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<Expm1Complex, T>(z); }
  @inline one(z: v128): v128 { return expm1Complex(z); }
}

/** Logarithm to base 2, with the cut along the negative real axis. */
@final @unmanaged export class Log2Complex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<Log2Complex, T>(z); }
  @inline one(z: v128): v128 { return f64x2.mul(changetype<LogComplex>(0).one(z), f64x2.splat(1.4426950408889634)); }
}

/** Logarithm to base 10, with the cut along the negative real axis. */
@final @unmanaged export class Log10Complex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<Log10Complex, T>(z); }
  @inline one(z: v128): v128 { return f64x2.mul(changetype<LogComplex>(0).one(z), f64x2.splat(0.4342944819032518)); }
}

/** log(1 + z), without loss near 0. */
@final @unmanaged export class Log1pComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<Log1pComplex, T>(z); }
  @inline one(z: v128): v128 { return log1pComplex(z); }
}

/** Hyperbolic sine: sinh(x + iy) has the parts of sin(y + ix) exchanged. */
@final @unmanaged export class SinhComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<SinhComplex, T>(z); }
  @inline one(z: v128): v128 { return exchange(changetype<SinComplex>(0).one(exchange(z))); }
}

/** Hyperbolic cosine: cosh(x + iy) = cos(y - ix). */
@final @unmanaged export class CoshComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<CoshComplex, T>(z); }
  @inline one(z: v128): v128 { return coshComplex(z); }
}

/** Hyperbolic tangent. */
@final @unmanaged export class TanhComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<TanhComplex, T>(z); }
  @inline one(z: v128): v128 { return tanhComplex(z); }
}

// @ts-ignore: decorator
@inline export function exchange(z: v128): v128 { return v128.shuffle<f64>(z, z, 1, 0); }

// @ts-ignore: decorator
@inline function real<O>(x: f64): f64 { return re(changetype<O>(0).vector<f64>(f64x2.splat(x))); }

function exp2Complex(z: v128): v128 {
  const LN2: f64 = 0.6931471805599453, LN2_HIGH: f64 = 0.6931471675634384, LN2_LOW: f64 = 1.2996506893889889e-8;
  const x = re(z), y = im(z);
  if (y == 0) return complex(real<Exp2>(x), y);
  const angle = y * LN2;
  if (!isFinite(x) || !isFinite(y)) return changetype<ExpComplex>(0).one(complex(x, angle));
  // What the product lacks, since its rounding would be an error of the result that grows with y.
  const high = reinterpret<f64>(reinterpret<u64>(y) & 0xfffffffff8000000), low = y - high;
  const rest = (high * LN2_HIGH - angle + (high * LN2_LOW + low * LN2_HIGH)) + low * LN2_LOW;
  const t = cosSin(angle), cos = re(t) - rest * im(t), sin = im(t) + rest * re(t);
  // In two factors, as 2^x may overflow where the result does not; results are inf, 0 beyond the limits.
  const exponent = max<f64>(min<f64>(x, 2200), -2400), half = nearest(0.5 * exponent), a = real<Exp2>(half), b = real<Exp2>(exponent - half);
  return complex(cos * a * b, sin * a * b);
}

function expm1Complex(z: v128): v128 {
  const x = re(z), y = im(z), t = cosSin(y), s = im(cosSin(0.5 * y));
  return complex(real<Expm1>(x) * re(t) - 2 * s * s, exp(x) * im(t));
}

function log1pComplex(z: v128): v128 {
  const x = re(z), y = im(z), u = x * (2 + x) + y * y; // |1 + z|^2 - 1
  return complex(
    u > -0.5 && u < 0.5 ? 0.5 * real<Log1p>(u) : logModulus(x + 1, y),
    re(changetype<Arctan2>(0).vector<f64>(f64x2.splat(y), f64x2.splat(x + 1))));
}

function coshComplex(z: v128): v128 {
  const x = re(z);
  return changetype<CosComplex>(0).one(complex(im(z), x != x ? x : -x)); // the sign of a NaN would show in the other part
}

function tanhComplex(z: v128): v128 {
  const x = re(z), y = im(z);
  if (!isFinite(x) || !isFinite(y)) {
    if (abs(x) == Infinity) {
      const t = cosSin(y);
      return complex(copysign<f64>(1, x), isFinite(y) && abs(y) > 1 ? copysign<f64>(0, re(t) * im(t)) : copysign<f64>(0, y));
    }
    return complex(x == 0 ? x : NaN, y == 0 ? y : NaN);
  }
  const t = cosSin(y), cos = re(t), sin = im(t);
  // e^-2|x| is below half an ulp of 1 beyond
  if (abs(x) > 22) return complex(copysign<f64>(1, x), 4 * sin * cos * exp(-2 * abs(x)));
  const sinh = real<Sinh>(x), d = sinh * sinh + cos * cos;
  return complex(sinh * real<Cosh>(x) / d, sin * cos / d);
}
