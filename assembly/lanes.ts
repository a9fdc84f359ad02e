// The vector vocabulary: what the ops are written in. One v128 holds lanes<T>() elements of T.
// Only this file knows which build variant it is in.

/** Number of elements of T in one vector. */
// @ts-ignore: decorator
@inline export function lanes<T>(): i32 { return 16 / <i32>sizeof<T>(); }

/** a * b + c; one rounding with relaxed SIMD, two without. */
// @ts-ignore: decorator
@inline export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** c - a * b; one rounding with relaxed SIMD, two without. */
// @ts-ignore: decorator
@inline export function nmadd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/** Lanes of a where the mask is all ones, of b where it is zero. */
// @ts-ignore: decorator
@inline export function select(mask: v128, a: v128, b: v128): v128 { return v128.bitselect(a, b, mask); }

/** c[3] z^3 + c[2] z^2 + c[1] z + c[0], the coefficients from memory, z2 = z^2. */
// @ts-ignore: decorator
@inline export function cubic<T>(z: v128, z2: v128, c: usize): v128 {
  const low = madd<T>(z, constant<T>(c + sizeof<T>()), constant<T>(c)), high = madd<T>(z, constant<T>(c + 3 * sizeof<T>()), constant<T>(c + 2 * sizeof<T>()));
  return madd<T>(z2, high, low);
}

/** One element of T from memory in every lane: constants come from tables, as V8 rebuilds a v128.const at every use. */
// @ts-ignore: decorator
@inline export function constant<T>(p: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(p) : v128.load32_splat(p);
}

/** Four float32 as float64 through the float64 form of an op: no second method, and hardly an error but that of rounding. */
// @ts-ignore: decorator
@inline export function inFloat64<O>(x: v128): v128 {
  return narrow(changetype<O>(0).vector<f64>(f64x2.promote_low_f32x4(x)), changetype<O>(0).vector<f64>(promoteHigh(x)));
}

/** The upper two of four float32. */
// @ts-ignore: decorator
@inline export function promoteHigh(x: v128): v128 { return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)); }

/** Two vectors of float64 as one of float32. */
// @ts-ignore: decorator
@inline export function narrow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline const BITS: usize = memory.data<u64>([0x8000000080000000, 0x8000000000000000, 0x3f8000003f800000, 0x3ff0000000000000]);
/** The sign bit of every lane, from memory: negative of 1e6 float32 took 1.4 times as long with V8's own mask, made anew for every vector. */
// @ts-ignore: decorator
@inline export function signBit<T>(): v128 { return v128.load64_splat(sizeof<T>() == 4 ? BITS : BITS + 8); }

/** 1 in every lane of floats. */
// @ts-ignore: decorator
@inline export function unit<T>(): v128 { return v128.load64_splat(sizeof<T>() == 4 ? BITS + 16 : BITS + 24); }

/** An element of E bytes, repeated over the vector. */
// @ts-ignore: decorator
@inline export function loadOne<E>(p: usize): v128 {
  if (sizeof<E>() == 1) return v128.load8_splat(p);
  if (sizeof<E>() == 2) return v128.load16_splat(p);
  if (sizeof<E>() == 4) return v128.load32_splat(p);
  if (sizeof<E>() == 8) return v128.load64_splat(p);
  return v128.load(p);
}

/** Stores the first element of E bytes. */
// @ts-ignore: decorator
@inline export function storeOne<E>(p: usize, v: v128): void {
  if (sizeof<E>() == 1) v128.store8_lane(p, v, 0);
  else if (sizeof<E>() == 2) v128.store16_lane(p, v, 0);
  else if (sizeof<E>() == 4) v128.store32_lane(p, v, 0);
  else if (sizeof<E>() == 8) v128.store64_lane(p, v, 0);
  else v128.store(p, v);
}

/** The op over all elements (of E bytes) of one vector, in the first element; halves against halves. */
// @ts-ignore: decorator
@inline export function horizontal<O, T, E>(v: v128): v128 {
  let r = v;
  if (sizeof<E>() <= 8) r = changetype<O>(0).vector<T>(r, v128.shuffle<i64>(r, r, 1, 0));
  if (sizeof<E>() <= 4) r = changetype<O>(0).vector<T>(r, v128.shuffle<i32>(r, r, 1, 0, 3, 2));
  if (sizeof<E>() <= 2) r = changetype<O>(0).vector<T>(r, v128.shuffle<i16>(r, r, 1, 0, 3, 2, 5, 4, 7, 6));
  if (sizeof<E>() <= 1) r = changetype<O>(0).vector<T>(r, v128.shuffle<i8>(r, r, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  return r;
}

/** The running op over the elements of one vector (Hillis and Steele 1986): log2(lanes) shifts. */
// @ts-ignore: decorator
@inline export function prefix<O, T, E>(v: v128, identity: v128): v128 {
  let r = v;
  if (sizeof<E>() == 1) r = changetype<O>(0).vector<T>(v128.shuffle<i8>(identity, r, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30), r);
  if (sizeof<E>() <= 2) r = changetype<O>(0).vector<T>(v128.shuffle<i16>(identity, r, 0, 8, 9, 10, 11, 12, 13, 14), r);
  if (sizeof<E>() <= 4) r = changetype<O>(0).vector<T>(v128.shuffle<i32>(identity, r, 0, 4, 5, 6), r);
  return changetype<O>(0).vector<T>(v128.shuffle<i64>(identity, r, 0, 2), r);
}

/** The last element of E bytes, repeated over the vector. */
// @ts-ignore: decorator
@inline export function lastLane<E>(v: v128): v128 {
  if (sizeof<E>() == 1) return i8x16.splat(v128.extract_lane<i8>(v, 15));
  if (sizeof<E>() == 2) return i16x8.splat(v128.extract_lane<i16>(v, 7));
  if (sizeof<E>() == 4) return v128.shuffle<i32>(v, v, 3, 3, 3, 3);
  return v128.shuffle<i64>(v, v, 1, 1);
}

/** A bool per element (bytes of 0 and 1 from p on) as a lane mask for elements of E bytes. */
// @ts-ignore: decorator
@inline export function expand<E>(p: usize): v128 {
  const zero = i64x2.splat(0);
  if (sizeof<E>() == 1) return v128.ne<i8>(v128.load(p), zero);
  if (sizeof<E>() == 2) return v128.ne<i16>(v128.load_ext<u8>(p), zero);
  if (sizeof<E>() == 4) return v128.ne<i32>(v128.extend_low<u16>(v128.extend_low<u8>(v128.load_zero<u32>(p))), zero);
  if (sizeof<E>() == 8) {
    const w = v128.extend_low<u16>(v128.extend_low<u8>(v128.load_lane<u16>(p, zero, 0)));
    return v128.ne<i64>(v128.extend_low<u32>(w), zero);
  }
  return v128.ne<i8>(v128.load8_splat(p), zero);
}

/** An op's `scalar` on every lane of T, for what wasm has no vector instruction for. */
// @ts-ignore: decorator
@inline export function eachLane<O, T>(a: v128, b: v128): v128 {
  let r = v128.splat<T>(changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 0), v128.extract_lane<T>(b, 0)));
  r = v128.replace_lane<T>(r, 1, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 1), v128.extract_lane<T>(b, 1)));
  if (sizeof<T>() <= 4) {
    r = v128.replace_lane<T>(r, 2, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 2), v128.extract_lane<T>(b, 2)));
    r = v128.replace_lane<T>(r, 3, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 3), v128.extract_lane<T>(b, 3)));
  }
  if (sizeof<T>() <= 2) {
    r = v128.replace_lane<T>(r, 4, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 4), v128.extract_lane<T>(b, 4)));
    r = v128.replace_lane<T>(r, 5, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 5), v128.extract_lane<T>(b, 5)));
    r = v128.replace_lane<T>(r, 6, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 6), v128.extract_lane<T>(b, 6)));
    r = v128.replace_lane<T>(r, 7, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 7), v128.extract_lane<T>(b, 7)));
  }
  if (sizeof<T>() == 1) {
    r = v128.replace_lane<T>(r, 8, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 8), v128.extract_lane<T>(b, 8)));
    r = v128.replace_lane<T>(r, 9, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 9), v128.extract_lane<T>(b, 9)));
    r = v128.replace_lane<T>(r, 10, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 10), v128.extract_lane<T>(b, 10)));
    r = v128.replace_lane<T>(r, 11, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 11), v128.extract_lane<T>(b, 11)));
    r = v128.replace_lane<T>(r, 12, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 12), v128.extract_lane<T>(b, 12)));
    r = v128.replace_lane<T>(r, 13, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 13), v128.extract_lane<T>(b, 13)));
    r = v128.replace_lane<T>(r, 14, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 14), v128.extract_lane<T>(b, 14)));
    r = v128.replace_lane<T>(r, 15, changetype<O>(0).scalar<T>(v128.extract_lane<T>(a, 15), v128.extract_lane<T>(b, 15)));
  }
  return r;
}

/** Whether madd and nmadd round once: an exact product is then one instruction away, and needs no splitting. */
// @ts-ignore: decorator
@inline export const FUSED: bool = ASC_FEATURE_RELAXED_SIMD;

// The lane mask of one vector, of a unary (A is u8) or a binary (A is u16) test.
// @ts-ignore: decorator
@inline export function mask<O, T, A>(a: usize, b: usize): v128 {
  if (sizeof<A>() == 1) return changetype<O>(0).vector<T>(v128.load(a));
  return changetype<O>(0).vector<T>(v128.load(a), v128.load(b));
}
// Masks of two, four and eight vectors with elements of 2, 4 and 8 bytes, narrowed into one.
// @ts-ignore: decorator
@inline function mask2<O, T, A>(a: usize, sa: usize, b: usize, sb: usize): v128 {
  return v128.narrow<i16>(mask<O, T, A>(a, b), mask<O, T, A>(a + sa, b + sb));
}
// @ts-ignore: decorator
@inline function mask4<O, T, A>(a: usize, sa: usize, b: usize, sb: usize): v128 {
  return v128.narrow<i16>(
    v128.narrow<i32>(mask<O, T, A>(a, b), mask<O, T, A>(a + sa, b + sb)),
    v128.narrow<i32>(mask<O, T, A>(a + 2 * sa, b + 2 * sb), mask<O, T, A>(a + 3 * sa, b + 3 * sb)));
}
// @ts-ignore: decorator
@inline function pair8<O, T, A>(a: usize, sa: usize, b: usize, sb: usize): v128 {
  return v128.shuffle<i32>(mask<O, T, A>(a, b), mask<O, T, A>(a + sa, b + sb), 0, 2, 4, 6);
}
// @ts-ignore: decorator
@inline function mask8<O, T, A>(a: usize, sa: usize, b: usize, sb: usize): v128 {
  return v128.narrow<i16>(
    v128.narrow<i32>(pair8<O, T, A>(a, sa, b, sb), pair8<O, T, A>(a + 2 * sa, sa, b + 2 * sb, sb)),
    v128.narrow<i32>(pair8<O, T, A>(a + 4 * sa, sa, b + 4 * sb, sb), pair8<O, T, A>(a + 6 * sa, sa, b + 6 * sb, sb)));
}

/** The masks of sixteen elements of E bytes (up to 8), narrowed into bytes; A: u8 for a unary op, u16 for a binary one. */
// @ts-ignore: decorator
@inline export function masks16<O, T, E, A>(a: usize, sa: usize, b: usize, sb: usize): v128 {
  if (sizeof<E>() == 1) return mask<O, T, A>(a, b);
  if (sizeof<E>() == 2) return mask2<O, T, A>(a, sa, b, sb);
  if (sizeof<E>() == 4) return mask4<O, T, A>(a, sa, b, sb);
  return mask8<O, T, A>(a, sa, b, sb);
}

/** Whether madd rounds once (1, else 0): relaxed SIMD leaves that to the machine; -1 in the plain binary. Call with 1 + 2^-30, whose square needs more than 53 bits. */
export function fused(a: f64): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return -1;
  const x = f64x2.splat(a);
  return i32(f64x2.extract_lane(madd<f64>(x, x, f64x2.neg(f64x2.mul(x, x))), 0) != 0);
}
