// Complex tan and sinc, and the inverse circular and hyperbolic functions (Kahan 1987). Special values: C99, Annex G, as NumPy.

import { Log, Log1p } from "./logarithm";
import { Arcsinh } from "./inverse-hyperbolic";
import { Arctan2 } from "./inverse-trigonometry";
import { DivideComplex } from "./complex";
import { TanhComplex, exchange } from "./complex-exponential";
import { Hypot } from "./hypot";
import { select } from "./lanes";
import { SinComplex, complex, im, isFinite, logModulus, re, widened } from "./complex-functions";

/** tan z: tan(x + iy) has the parts of tanh(y + ix) exchanged. */
@final @unmanaged export class TanComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<TanComplex, T>(z); }
  @inline one(z: v128): v128 { return exchange(changetype<TanhComplex>(0).one(exchange(z))); }
}

/** sin(pi z) / (pi z). */
@final @unmanaged export class SincComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<SincComplex, T>(z); }
  @inline one(z: v128): v128 { return sinc(z); }
}

/** arcsin z with cuts along the real axis beyond -1 and 1. */
@final @unmanaged export class ArcsinComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ArcsinComplex, T>(z); }
  @inline one(z: v128): v128 { return arcsine(z, false); }
}

/** arccos z with the cuts of arcsin. */
@final @unmanaged export class ArccosComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ArccosComplex, T>(z); }
  @inline one(z: v128): v128 { return arcsine(z, true); }
}

/** arctan z: arctan(x + iy) has the parts of arctanh(y + ix) exchanged. */
@final @unmanaged export class ArctanComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ArctanComplex, T>(z); }
  @inline one(z: v128): v128 { return exchange(arctanh(exchange(z))); }
}

/** arcsinh z: arcsinh(x + iy) has the parts of arcsin(y + ix) exchanged. */
@final @unmanaged export class ArcsinhComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ArcsinhComplex, T>(z); }
  @inline one(z: v128): v128 { return exchange(arcsine(exchange(z), false)); }
}

/** arccosh z: i arccos z or -i arccos z, whichever has no negative real part. */
@final @unmanaged export class ArccoshComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ArccoshComplex, T>(z); }
  @inline one(z: v128): v128 { return arccosh(z); }
}

/** arctanh z with cuts along the real axis beyond -1 and 1. */
@final @unmanaged export class ArctanhComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ArctanhComplex, T>(z); }
  @inline one(z: v128): v128 { return arctanh(z); }
}

// @ts-ignore: decorator
@inline function real<O>(x: f64): f64 { return re(changetype<O>(0).vector<f64>(f64x2.splat(x))); }

function arcsinh(x: f64): f64 { return real<Arcsinh>(x); }

function angle(y: f64, x: f64): f64 { return re(changetype<Arctan2>(0).vector<f64>(f64x2.splat(y), f64x2.splat(x))); }

// @ts-ignore: decorator
@inline const LN2: f64 = 0.6931471805599453;
// @ts-ignore: decorator
@inline const PI_2: f64 = 1.5707963267948966;
// @ts-ignore: decorator
@inline const SMALL: f64 = 7.450580596923828e-9; // 2^-27: the square of smaller numbers does not count beside 1
// @ts-ignore: decorator
@inline const LARGE: f64 = 3.273390607896142e150; // 2^500

/**
 * arcsin z or arccos z from sqrt(1 - z) and sqrt(1 + z): in no part do terms of opposite signs meet, so that each part is good to a few ulp.
 * Numbers whose square might overflow by the logarithm of 2z.
 */
function arcsine(z: v128, cosine: bool): v128 {
  const x = re(z), y = im(z);
  if (x != x || y != y) {
    if (abs(y) == Infinity) return complex(NaN, cosine ? -y : y);
    if (abs(x) == Infinity) return complex(NaN, cosine ? -Infinity : Infinity);
    return complex(x == 0 ? (cosine ? PI_2 : x) : NaN, NaN);
  }
  const most = max(abs(x), abs(y));
  if (most > LARGE) {
    const log = logModulus(x, y) + LN2;
    return cosine ? complex(angle(abs(y), x), copysign<f64>(log, -y)) : complex(angle(x, abs(y)), copysign<f64>(log, y));
  }
  if (most < SMALL) return cosine ? complex(PI_2 - x, -y) : z;
  // Both roots at once: u + iv = 1 - z in lane 0, 1 + z in lane 1; sqrt((|u| + |u + iv|) / 2) is the part that is no difference.
  const u = complex(1 - x, 1 + x), v = complex(-y, y), zero = f64x2.splat(0), half = f64x2.splat(0.5);
  const p = f64x2.sqrt(f64x2.mul(half, f64x2.add(f64x2.abs(u), changetype<Hypot>(0).vector<f64>(u, v))));
  const q = select(f64x2.eq(p, zero), v, f64x2.div(f64x2.mul(half, v), p)), left = f64x2.lt(u, zero);
  const a = select(left, f64x2.abs(q), p), b = select(left, v128.bitselect(v, p, f64x2.splat(-0.0)), q);
  const w = arcsinh(re(a) * im(b) - re(b) * im(a));
  return cosine ? complex(2 * angle(re(a), im(a)), -w) : complex(angle(x, re(a) * im(a) - re(b) * im(b)), w);
}

function arccosh(z: v128): v128 {
  const w = arcsine(z, true), x = re(w), y = im(w);
  return y != y ? complex(y, x) : complex(abs(y), x != x ? x : copysign<f64>(x, im(z)));
}

/** arctanh z: the logarithm of |1 + z|^2 / |1 - z|^2 as 1 plus a quotient, and the angle of (1 + z) (1 - conj z). */
function arctanh(z: v128): v128 {
  const x = re(z), y = im(z), a = abs(x), most = max(a, abs(y));
  if (a == Infinity || abs(y) == Infinity) return complex(copysign<f64>(0, x), y != y ? y : copysign<f64>(PI_2, y));
  if (x != x || y != y) return complex(x == 0 ? x : NaN, NaN);
  if (most < SMALL) return z;
  if (most > LARGE) return complex(copysign<f64>(re(changetype<DivideComplex>(0).vector<f64>(complex(1, 0), z)), x), copysign<f64>(PI_2, y));
  const b = 1 - a, d = b * b + y * y;
  // At 1 the squares are lost.
  const u = d < 1e-290 ? 0.5 * (LN2 - real<Log>(abs(y))) : 0.25 * real<Log1p>(4 * a / d);
  return complex(copysign<f64>(u, x), 0.5 * angle(2 * y, b * (1 + a) - y * y));
}

function sinc(z: v128): v128 {
  const PI: f64 = 3.141592653589793, PI_HIGH: f64 = 3.1415926814079285, PI_LOW: f64 = -2.7818135228334233e-8;
  const x = re(z), y = im(z);
  if (x == 0 && y == 0) return complex(1, 0);
  if (!isFinite(x) || !isFinite(y)) return complex(NaN, NaN);
  // sin(pi (n + r)) = ± sin(pi r), times 1 plus what rounding left out of pi |y|, which for large y is the relative error of the hyperbolic part
  const n = nearest(x), half = 0.5 * n, scale: f64 = half == floor(half) ? PI : -PI, a = abs(y), b = PI * a;
  const high = reinterpret<f64>(reinterpret<u64>(a) & 0xfffffffff8000000), low = a - high;
  const rest = a < 1 ? 0 : (high * PI_HIGH - b + (high * PI_LOW + low * PI_HIGH)) + low * PI_LOW;
  const s = changetype<SinComplex>(0).one(complex(PI * (x - n), PI * y)), t = f64x2.mul(s, f64x2.splat(rest));
  return changetype<DivideComplex>(0).vector<f64>(f64x2.add(s, t), complex(scale * x, scale * y));
}
