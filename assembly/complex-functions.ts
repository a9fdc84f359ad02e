// Complex elementary functions, by way of the real ones. Special values: C99, Annex G, as NumPy.

import { narrow, promoteHigh } from "./lanes";
import { Exp } from "./exponential";
import { SINH } from "./hyperbolic";
import { Log } from "./logarithm";
import { cosSin } from "./trigonometry";
import { Arctan2 } from "./inverse-trigonometry";

/** Square root with the cut along the negative real axis, and C99's special values. */
@final @unmanaged export class SqrtComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<SqrtComplex, T>(z); }
  @inline one(z: v128): v128 { return sqrtComplex(z); }
}

/** e^z with C99's special values. */
@final @unmanaged export class ExpComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<ExpComplex, T>(z); }
  @inline one(z: v128): v128 { return expComplex(z); }
}

/** Natural logarithm with the cut along the negative real axis, and C99's special values. */
@final @unmanaged export class LogComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<LogComplex, T>(z); }
  @inline one(z: v128): v128 { return logComplex(z); }
}

/** sin z with C99's special values. */
@final @unmanaged export class SinComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<SinComplex, T>(z); }
  @inline one(z: v128): v128 { return sinComplex(z); }
}

/** cos z with C99's special values. */
@final @unmanaged export class CosComplex {
  @inline heavy(): void {}
  @inline vector<T>(z: v128): v128 { return widened<CosComplex, T>(z); }
  @inline one(z: v128): v128 { return cosComplex(z); }
}

/** a^b as NumPy: by multiplication for small integers b, else e^(b log a). */
@final @unmanaged export class PowerComplex {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 {
    if (sizeof<T>() == 8) return powerComplex(a, b);
    return narrow(
      powerComplex(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)), powerComplex(promoteHigh(a), promoteHigh(b)));
  }
}
@final @unmanaged export class FloatPowerComplex {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return powerComplex(a, b); }
}

// complex64 functions are computed in complex128: no case of theirs overflows there, and the errors vanish.

/** An op of one complex128, its method `one`, on a vector of complex numbers. */
// @ts-ignore: decorator
@inline export function widened<O, T>(z: v128): v128 {
  if (sizeof<T>() == 8) return changetype<O>(0).one(z);
  return narrow(changetype<O>(0).one(f64x2.promote_low_f32x4(z)), changetype<O>(0).one(promoteHigh(z)));
}

// The rest is for one complex128, (re, im).

// @ts-ignore: decorator
@inline export function re(z: v128): f64 { return f64x2.extract_lane(z, 0); }

// @ts-ignore: decorator
@inline export function im(z: v128): f64 { return f64x2.extract_lane(z, 1); }

// @ts-ignore: decorator
@inline export function complex(x: f64, y: f64): v128 { return f64x2.replace_lane(f64x2.splat(x), 1, y); }

// @ts-ignore: decorator
@inline export function isFinite(x: f64): bool { return x - x == 0; }

// @ts-ignore: decorator
@inline function isNaN(x: f64): bool { return x != x; }

// The real functions as calls, not inlined at every use.

export function exp(x: f64): f64 { return re(changetype<Exp>(0).vector<f64>(f64x2.splat(x))); }

function log(x: f64): f64 { return re(changetype<Log>(0).vector<f64>(f64x2.splat(x))); }

/** e^x (a, b) where e^x may overflow though the product does not. */
function scaleByExp(x: f64, a: f64, b: f64): v128 {
  const LIMIT: f64 = 700;
  if (x > LIMIT) {
    const e = exp(LIMIT);
    a *= e; b *= e;
    x -= LIMIT;
    if (x > LIMIT) { a *= e; b *= e; x -= LIMIT; }
  }
  const e = exp(x);
  return complex(a * e, b * e);
}

function expComplex(z: v128): v128 {
  const x = re(z), y = im(z);
  if (y == 0) return complex(exp(x), y);
  if (!isFinite(y)) {
    if (x == -Infinity) return complex(0, copysign<f64>(0, y));
    if (x == Infinity) return complex(x, NaN);
    return complex(NaN, NaN);
  }
  const t = cosSin(y);
  return scaleByExp(x, re(t), im(t));
}

/** log |z| to an error of an ulp of |log z|. */
export function logModulus(x: f64, y: f64): f64 {
  x = abs(x); y = abs(y);
  if (x == Infinity || y == Infinity) return Infinity;
  if (isNaN(x) || isNaN(y)) return NaN;
  const a = max(x, y), b = min(x, y);
  if (a == 0) return -Infinity;
  if (a > 0.5 && a < 2) {
    const u = (a - 1) * (a + 1) + b * b; // |z|^2 - 1
    if (u < 0.5 && u > -0.5) {
      // log(1 + u), where log of the rounded sum loses its error: put back to first order
      const w = 1 + u;
      return 0.5 * (log(w) + (u - (w - 1)) / w);
    }
    return 0.5 * log(a * a + b * b);
  }
  // Scale by a power of two, 2^-e <= 1/a
  const e = reinterpret<u64>(max<f64>(min<f64>(a, 4.49423283715579e307), 2.2250738585072014e-308)) >> 52;
  const scale = reinterpret<f64>((2046 - e) << 52);
  const s = a * scale, t = b * scale;
  return <f64>(<i64>e - 1023) * 0.6931471805599453 + 0.5 * log(s * s + t * t);
}

function logComplex(z: v128): v128 {
  const x = re(z), y = im(z);
  return complex(logModulus(x, y), re(changetype<Arctan2>(0).vector<f64>(f64x2.splat(y), f64x2.splat(x))));
}

function sqrtComplex(z: v128): v128 {
  let x = re(z), y = im(z);
  if (x == 0 && y == 0) return complex(0, y);
  if (abs(y) == Infinity) return complex(Infinity, y);
  if (isNaN(x)) return complex(NaN, NaN);
  if (abs(x) == Infinity) {
    const other = isNaN(y) ? y : 0;
    return x > 0 ? complex(x, isNaN(y) ? y : copysign<f64>(0, y)) : complex(other, copysign<f64>(Infinity, y));
  }
  if (isNaN(y)) return complex(NaN, NaN);
  // By even powers of two into the range where squares neither overflow nor vanish.
  let scale: f64 = 1;
  const m = max(abs(x), abs(y));
  if (m > 1e150) { scale = reinterpret<f64>(<u64>(1023 + 300) << 52); x /= scale * scale; y /= scale * scale; }
  else if (m < 1e-140) { scale = reinterpret<f64>(<u64>(1023 - 300) << 52); x /= scale; x /= scale; y /= scale; y /= scale; }
  const t = sqrt(0.5 * (abs(x) + sqrt(x * x + y * y)));
  const u = 0.5 * (y / t);
  return x >= 0 ? complex(t * scale, u * scale) : complex(abs(u) * scale, copysign<f64>(t, y) * scale);
}

/** (a cosh y, b sinh y) */
function scaleByCoshSinh(y: f64, a: f64, b: f64): v128 {
  const m = abs(y);
  if (m > 40) return scaleByExp(m, 0.5 * a, copysign<f64>(0.5, y) * b); // e^-m is below half an ulp
  const e = exp(m), cosh = 0.5 * e + 0.5 / e;
  let sinh: f64;
  if (m < 1) {
    const z = y * y;
    let p: f64 = load<f64>(SINH, 48);
    for (let c = SINH + 40; c >= SINH; c -= 8) p = p * z + load<f64>(c);
    sinh = y + y * z * p;
  } else {
    sinh = copysign<f64>(0.5 * e - 0.5 / e, y);
  }
  return complex(a * cosh, b * sinh);
}

function sinComplex(z: v128): v128 {
  const x = re(z), y = im(z), t = cosSin(x);
  const w = scaleByCoshSinh(y, im(t), re(t));
  // 0 times inf or NaN is 0 here
  let v = im(w);
  if (!isFinite(x)) {
    if (y == 0) v = y;
    else if (abs(y) == Infinity) v = Infinity;
  }
  return complex(x == 0 ? x : re(w), v);
}

function cosComplex(z: v128): v128 {
  const x = re(z), y = im(z), t = cosSin(x);
  const w = scaleByCoshSinh(y, re(t), -im(t));
  let v = im(w);
  if (x == 0) v = copysign<f64>(0, isNaN(y) ? x : -x) * copysign<f64>(1, y);
  else if (y == 0 && !isFinite(x)) v = 0;
  return complex(!isFinite(x) && abs(y) == Infinity ? Infinity : re(w), v);
}

// @ts-ignore: decorator
@inline function multiply(a: v128, b: v128): v128 {
  return complex(re(a) * re(b) - im(a) * im(b), re(a) * im(b) + im(a) * re(b));
}

/** a b where the product of an infinite and a non-zero number is infinite (C99, G.5.1). */
function multiplyInfinite(a: v128, b: v128): v128 {
  const p = multiply(a, b);
  if (!isNaN(re(p)) || !isNaN(im(p))) return p;
  const ai = isInfinite(a), bi = isInfinite(b);
  if (!ai && !bi) return p;
  const q = multiply(ai ? unit(a) : withoutNaN(a), bi ? unit(b) : withoutNaN(b));
  return complex(Infinity * re(q), Infinity * im(q));
}

// @ts-ignore: decorator
@inline function isInfinite(z: v128): bool { return abs(re(z)) == Infinity || abs(im(z)) == Infinity; }

/** Infinite parts as 1, others as 0, with their signs. */
// @ts-ignore: decorator
@inline function unit(z: v128): v128 {
  return complex(
    copysign<f64>(abs(re(z)) == Infinity ? 1 : 0, re(z)), copysign<f64>(abs(im(z)) == Infinity ? 1 : 0, im(z)));
}

// @ts-ignore: decorator
@inline function withoutNaN(z: v128): v128 {
  return complex(isNaN(re(z)) ? copysign<f64>(0, re(z)) : re(z), isNaN(im(z)) ? copysign<f64>(0, im(z)) : im(z));
}

/** 1 / z by Smith's method, with the signs of zero of a division of 1 + 0i. */
function reciprocal(z: v128): v128 {
  const x = re(z), y = im(z);
  if (abs(x) >= abs(y)) {
    if (x == 0) return complex(Infinity, NaN);
    const ratio = y / x, scale = 1 / (x + y * ratio);
    return complex((1 + 0 * ratio) * scale, (0 - ratio) * scale);
  }
  const ratio = x / y, scale = 1 / (y + x * ratio);
  return complex((ratio + 0) * scale, (0 * ratio - 1) * scale);
}

function powerComplex(a: v128, b: v128): v128 {
  const br = re(b), bi = im(b);
  if (br == 0 && bi == 0) return complex(1, 0);
  if (re(a) == 0 && im(a) == 0) return br > 0 ? complex(0, 0) : complex(NaN, NaN);
  if (bi != 0 || br <= -100 || br >= 100 || br != nearest(br)) return expComplex(multiplyInfinite(b, logComplex(a)));
  if (br == 1) return a;
  if (br == 2) return multiply(a, a);
  if (br == 3) return multiply(a, multiply(a, a));
  let p = a, y = complex(1, 0);
  for (let n = <i32>abs(br); ; p = multiply(p, p)) {
    if (n & 1) y = multiply(y, p);
    n >>= 1;
    if (!n) break;
  }
  return br < 0 ? reciprocal(y) : y;
}
