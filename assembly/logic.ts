// Comparisons, predicates, logical and bitwise ops. A comparison gives a lane mask; loops.ts turns masks into bools.

import { before, anyNan } from "./arithmetic";

// @ts-ignore: decorator
@inline function flip<T>(a: v128): v128 {                     // unsigned 64-bit lanes in signed order
  return sizeof<T>() == 8 && !isSigned<T>() && !isFloat<T>() ? v128.xor(a, i64x2.splat(0x8000000000000000)) : a;
}
// @ts-ignore: decorator
@inline function less<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 8 && !isFloat<T>()) return v128.lt<i64>(flip<T>(a), flip<T>(b));
  return v128.lt<T>(a, b);
}
// @ts-ignore: decorator
@inline function lessEqual<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 8 && !isFloat<T>()) return v128.le<i64>(flip<T>(a), flip<T>(b));
  return v128.le<T>(a, b);
}
// Both parts of a complex number agree.
// @ts-ignore: decorator
@inline function both<T>(m: v128): v128 {
  return v128.and(m, sizeof<T>() == 4 ? v128.shuffle<i32>(m, m, 1, 0, 3, 2) : v128.shuffle<i64>(m, m, 1, 0));
}
// @ts-ignore: decorator
@inline function either<T>(m: v128): v128 {
  return v128.or(m, sizeof<T>() == 4 ? v128.shuffle<i32>(m, m, 1, 0, 3, 2) : v128.shuffle<i64>(m, m, 1, 0));
}

@final @unmanaged export class Equal { @inline vector<T>(a: v128, b: v128): v128 { return v128.eq<T>(a, b); } }
@final @unmanaged export class EqualComplex { @inline vector<T>(a: v128, b: v128): v128 { return both<T>(v128.eq<T>(a, b)); } }
@final @unmanaged export class NotEqual { @inline vector<T>(a: v128, b: v128): v128 { return v128.ne<T>(a, b); } }
@final @unmanaged export class NotEqualComplex { @inline vector<T>(a: v128, b: v128): v128 { return either<T>(v128.ne<T>(a, b)); } }
@final @unmanaged export class Less { @inline vector<T>(a: v128, b: v128): v128 { return less<T>(a, b); } }
@final @unmanaged export class LessComplex { @inline vector<T>(a: v128, b: v128): v128 { return before<T>(a, b); } }
@final @unmanaged export class LessEqual { @inline vector<T>(a: v128, b: v128): v128 { return lessEqual<T>(a, b); } }
@final @unmanaged export class LessEqualComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.or(before<T>(a, b), both<T>(v128.eq<T>(a, b))); }
}
@final @unmanaged export class Greater { @inline vector<T>(a: v128, b: v128): v128 { return less<T>(b, a); } }
@final @unmanaged export class GreaterComplex { @inline vector<T>(a: v128, b: v128): v128 { return before<T>(b, a); } }
@final @unmanaged export class GreaterEqual { @inline vector<T>(a: v128, b: v128): v128 { return lessEqual<T>(b, a); } }
@final @unmanaged export class GreaterEqualComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.or(before<T>(b, a), both<T>(v128.eq<T>(a, b))); }
}

// @ts-ignore: decorator
@inline function truthy<T>(a: v128): v128 { return v128.ne<T>(a, i64x2.splat(0)); }

@final @unmanaged export class LogicalAnd { @inline vector<T>(a: v128, b: v128): v128 { return v128.and(truthy<T>(a), truthy<T>(b)); } }
@final @unmanaged export class LogicalOr { @inline vector<T>(a: v128, b: v128): v128 { return v128.or(truthy<T>(a), truthy<T>(b)); } }
@final @unmanaged export class LogicalXor { @inline vector<T>(a: v128, b: v128): v128 { return v128.xor(truthy<T>(a), truthy<T>(b)); } }
@final @unmanaged export class LogicalNot { @inline vector<T>(a: v128): v128 { return v128.eq<T>(a, i64x2.splat(0)); } }
@final @unmanaged export class LogicalAndComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.and(either<T>(truthy<T>(a)), either<T>(truthy<T>(b))); }
}
@final @unmanaged export class LogicalOrComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.or(either<T>(truthy<T>(a)), either<T>(truthy<T>(b))); }
}
@final @unmanaged export class LogicalXorComplex {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.xor(either<T>(truthy<T>(a)), either<T>(truthy<T>(b))); }
}
@final @unmanaged export class LogicalNotComplex { @inline vector<T>(a: v128): v128 { return both<T>(v128.eq<T>(a, i64x2.splat(0))); } }

@final @unmanaged export class BitwiseAnd {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return v128.and(a, b); }
}
@final @unmanaged export class BitwiseOr {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return v128.or(a, b); }
}
@final @unmanaged export class BitwiseXor {
  @inline associative(): void {}
  @inline vector<T>(a: v128, b: v128): v128 { return v128.xor(a, b); }
}
@final @unmanaged export class Invert { @inline vector<T>(a: v128): v128 { return v128.not(a); } }
@final @unmanaged export class InvertBool { @inline vector<T>(a: v128): v128 { return v128.xor(a, i8x16.splat(1)); } }

@final @unmanaged export class Isnan { @inline vector<T>(a: v128): v128 { return v128.ne<T>(a, a); } }
@final @unmanaged export class IsnanComplex { @inline vector<T>(a: v128): v128 { return anyNan<T>(a); } }
/** a - a is 0 for finite a, and NaN for infinities and NaN. */
@final @unmanaged export class Isfinite {
  @inline vector<T>(a: v128): v128 { return v128.eq<T>(v128.sub<T>(a, a), i64x2.splat(0)); }
}
@final @unmanaged export class IsfiniteComplex {
  @inline vector<T>(a: v128): v128 { return both<T>(v128.eq<T>(v128.sub<T>(a, a), i64x2.splat(0))); }
}
@final @unmanaged export class Signbit {
  @inline vector<T>(a: v128): v128 { return sizeof<T>() == 4 ? v128.shr<i32>(a, 31) : v128.shr<i64>(a, 63); }
}
