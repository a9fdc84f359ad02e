// Ops on integers only.

import { eachLane } from "./lanes";

/** a 2^b; 0 once all bits are out, and for negative b, as in NumPy. */
@final @unmanaged export class LeftShift {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return shifted<T>(a, b, true); }
  @inline scalar<T>(a: T, b: T): T { return outside<T>(b) ? 0 : <T>(a << b); }
}
/** a / 2^b, rounded down; the sign alone once all bits are out, and for negative b, as in NumPy. */
@final @unmanaged export class RightShift {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return shifted<T>(a, b, false); }
  @inline scalar<T>(a: T, b: T): T { return !outside<T>(b) ? <T>(a >> b) : isSigned<T>() && a < 0 ? <T>-1 : 0; }
}
// @ts-ignore: decorator
@inline function outside<T>(b: T): bool { return <u64>b >= sizeof<T>() * 8; }
// wasm shifts all lanes alike; mostly that is what is asked for.
// @ts-ignore: decorator
@inline function shifted<T>(a: v128, b: v128, left: bool): v128 {
  const count = v128.extract_lane<T>(b, 0);
  if (!outside<T>(count) && v128.all_true<T>(v128.eq<T>(b, v128.splat<T>(count)))) return left ? v128.shl<T>(a, <i32>count) : v128.shr<T>(a, <i32>count);
  return left ? eachLeft<T>(a, b) : eachRight<T>(a, b);
}
function eachLeft<T>(a: v128, b: v128): v128 { return eachLane<LeftShift, T>(a, b); }
function eachRight<T>(a: v128, b: v128): v128 { return eachLane<RightShift, T>(a, b); }

/** How many bits of |a| are set. */
@final @unmanaged export class BitwiseCount {
  @inline vector<T>(a: v128): v128 {
    let n = i8x16.popcnt(isSigned<T>() ? v128.abs<T>(a) : a);
    if (sizeof<T>() >= 2) n = i16x8.extadd_pairwise_i8x16_u(n);
    if (sizeof<T>() >= 4) n = i32x4.extadd_pairwise_i16x8_u(n);
    if (sizeof<T>() == 8) n = v128.and(i64x2.add(n, i64x2.shr_u(n, 32)), i64x2.splat(0xff));
    return n;
  }
}

/** Greatest common divisor of |a| and |b|, by the binary method (Stein 1967). */
@final @unmanaged export class Gcd {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return gcds<T>(a, b); }
  @inline scalar<T>(a: T, b: T): T { return <T>gcd(magnitude<T>(a), magnitude<T>(b)); }
}
/** Least common multiple of |a| and |b|. */
@final @unmanaged export class Lcm {
  @inline heavy(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return lcms<T>(a, b); }
  @inline scalar<T>(a: T, b: T): T {
    const x = magnitude<T>(a), y = magnitude<T>(b);
    return x == 0 || y == 0 ? 0 : <T>(x / gcd(x, y) * y);
  }
}
function gcds<T>(a: v128, b: v128): v128 { return eachLane<Gcd, T>(a, b); }
function lcms<T>(a: v128, b: v128): v128 { return eachLane<Lcm, T>(a, b); }
// @ts-ignore: decorator
@inline function magnitude<T>(a: T): u64 { return isSigned<T>() && a < 0 ? 0 - <u64>a : <u64>a; }
function gcd(a: u64, b: u64): u64 {
  if (a == 0 || b == 0) return a | b;
  const shift = ctz(a | b);
  a >>= ctz(a);
  do {
    b >>= ctz(b);
    const least = min(a, b);
    b = max(a, b) - least;
    a = least;
  } while (b != 0);
  return a << shift;
}
