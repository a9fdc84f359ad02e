// Strided element moves from any dtype to any dtype: what astype, mixed operands and strided views are made of.
// The codes are those of bindings/dtype.ts. Semantics are NumPy's C casts: integers wrap, floats truncate towards zero,
// anything to bool is `!= 0`, complex to real drops the imaginary part. A float outside the integer's range is
// undefined in C; here it saturates at 64 bits and then wraps, and NaN gives 0.

import { masks16 } from "./lanes";

// Lanes that are not 0; a NaN is true.
@final @unmanaged class Truthy { @inline vector<T>(a: v128): v128 { return v128.ne<T>(a, i64x2.splat(0)); } }

// @ts-ignore: decorator
@inline function number<F, T>(x: F): T {
  if (isFloat<F>() && !isFloat<T>()) {
    if (sizeof<T>() == 8 && !isSigned<T>()) {
      // C converts negative floats through int64, so that -1.0 becomes 2^64 - 1.
      return <T>(x < <F>0 ? <u64><i64>x : <u64>x);
    }
    return <T><i64>x;                 // saturating: asc compiles to i64.trunc_sat
  }
  return <T>x;
}

// Four integers of up to 32 bits as 32-bit lanes.
// @ts-ignore: decorator
@inline function widen<F>(p: usize): v128 {
  if (sizeof<F>() == 4) return v128.load(p);
  if (sizeof<F>() == 2) return isSigned<F>() ? i32x4.extend_low_i16x8_s(v128.load64_zero(p)) : i32x4.extend_low_i16x8_u(v128.load64_zero(p));
  const w = v128.load32_zero(p);
  return isSigned<F>() ? i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(w)) : i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(w));
}

// A run of n elements, ss and ds bytes apart. Dense runs of equal elements are copied as bytes.
function run<F, T>(src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  if (ss == <i32>sizeof<F>() && ds == <i32>sizeof<T>()) return dense<F, T>(src, dst, n);
  for (; n > 0; n--) {
    store<T>(dst, number<F, T>(load<F>(src)));
    src += ss; dst += ds;
  }
}

// @ts-ignore: decorator
@inline function dense<F, T>(src: usize, dst: usize, n: i32): void {
  if (isFloat<F>() && isFloat<T>() && sizeof<F>() != sizeof<T>()) {
    for (; n >= 4; n -= 4) {
      if (sizeof<F>() == 4) {
        const x = v128.load(src);
        v128.store(dst, f64x2.promote_low_f32x4(x));
        v128.store(dst, f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0)), 16);
      } else {
        v128.store(dst, v128.shuffle<i64>(f32x4.demote_f64x2_zero(v128.load(src)), f32x4.demote_f64x2_zero(v128.load(src, 16)), 0, 2));
      }
      src += 4 * sizeof<F>(); dst += 4 * sizeof<T>();
    }
  } else if (isInteger<F>() && sizeof<F>() <= 4 && isFloat<T>()) {
    for (; n >= 4; n -= 4) {
      const x = widen<F>(src);
      if (sizeof<T>() == 4) v128.store(dst, isSigned<F>() || sizeof<F>() < 4 ? f32x4.convert_i32x4_s(x) : f32x4.convert_i32x4_u(x));
      else {
        const high = v128.shuffle<i64>(x, x, 1, 0);
        v128.store(dst, isSigned<F>() || sizeof<F>() < 4 ? f64x2.convert_low_i32x4_s(x) : f64x2.convert_low_i32x4_u(x));
        v128.store(dst, isSigned<F>() || sizeof<F>() < 4 ? f64x2.convert_low_i32x4_s(high) : f64x2.convert_low_i32x4_u(high), 16);
      }
      src += 4 * sizeof<F>(); dst += 4 * sizeof<T>();
    }
  } else if (isInteger<F>() && isInteger<T>() && sizeof<F>() <= 4 && sizeof<T>() == 8) {
    for (; n >= 4; n -= 4) {
      const x = widen<F>(src);
      v128.store(dst, isSigned<F>() ? i64x2.extend_low_i32x4_s(x) : i64x2.extend_low_i32x4_u(x));
      v128.store(dst, isSigned<F>() ? i64x2.extend_high_i32x4_s(x) : i64x2.extend_high_i32x4_u(x), 16);
      src += 4 * sizeof<F>(); dst += 32;
    }
  }
  for (; n >= 4; n -= 4) {
    store<T>(dst, number<F, T>(load<F>(src)));
    store<T>(dst + sizeof<T>(), number<F, T>(load<F>(src + sizeof<F>())));
    store<T>(dst + 2 * sizeof<T>(), number<F, T>(load<F>(src + 2 * sizeof<F>())));
    store<T>(dst + 3 * sizeof<T>(), number<F, T>(load<F>(src + 3 * sizeof<F>())));
    src += 4 * sizeof<F>(); dst += 4 * sizeof<T>();
  }
  for (; n > 0; n--) {
    store<T>(dst, number<F, T>(load<F>(src)));
    src += sizeof<F>(); dst += sizeof<T>();
  }
}

function toBool<F>(src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  if (ss == <i32>sizeof<F>() && ds == 1) {
    for (; n >= 16; n -= 16) {
      v128.store(dst, v128.and(masks16<Truthy, F, F, u8>(src, 16, src, 16), i8x16.splat(1)));
      src += 16 * sizeof<F>(); dst += 16;
    }
  }
  for (; n > 0; n--) {
    store<u8>(dst, <u8>(load<F>(src) != <F>0));
    src += ss; dst += ds;
  }
}

function complexToBool<F>(src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  for (; n > 0; n--) {
    store<u8>(dst, <u8>(load<F>(src) != <F>0 || load<F>(src + sizeof<F>()) != <F>0));
    src += ss; dst += ds;
  }
}

function toComplex<F, T>(src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  for (; n > 0; n--) {
    store<T>(dst, <T>load<F>(src));
    store<T>(dst + sizeof<T>(), 0);
    src += ss; dst += ds;
  }
}

function complexToComplex<F, T>(src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  for (; n > 0; n--) {
    store<T>(dst, <T>load<F>(src));
    store<T>(dst + sizeof<T>(), <T>load<F>(src + sizeof<F>()));
    src += ss; dst += ds;
  }
}

function from<F>(to: i32, src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  switch (to) {
    case 0: return toBool<F>(src, ss, dst, ds, n);
    case 1: case 5: return run<F, u8>(src, ss, dst, ds, n);
    case 2: case 6: return run<F, u16>(src, ss, dst, ds, n);
    case 3: case 7: return run<F, u32>(src, ss, dst, ds, n);
    case 4: return run<F, i64>(src, ss, dst, ds, n);
    case 8: return run<F, u64>(src, ss, dst, ds, n);
    case 9: return run<F, f32>(src, ss, dst, ds, n);
    case 10: return run<F, f64>(src, ss, dst, ds, n);
    case 11: return toComplex<F, f32>(src, ss, dst, ds, n);
    case 12: return toComplex<F, f64>(src, ss, dst, ds, n);
  }
}

function fromComplex<F>(to: i32, src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  if (to == 0) return complexToBool<F>(src, ss, dst, ds, n);
  if (to == 11) return complexToComplex<F, f32>(src, ss, dst, ds, n);
  if (to == 12) return complexToComplex<F, f64>(src, ss, dst, ds, n);
  from<F>(to, src, ss, dst, ds, n);
}

// Equal dtypes: elements of 1, 2, 4, 8 or 16 bytes, whatever they mean.
function move<T>(src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  for (; n >= 4; n -= 4) {
    const a = load<T>(src), b = load<T>(src + ss), c = load<T>(src + 2 * ss), d = load<T>(src + 3 * ss);
    store<T>(dst, a); store<T>(dst + ds, b); store<T>(dst + 2 * ds, c); store<T>(dst + 3 * ds, d);
    src += 4 * ss; dst += 4 * ds;
  }
  for (; n > 0; n--) { store<T>(dst, load<T>(src)); src += ss; dst += ds; }
}

function same(size: i32, src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  if (ss == size && ds == size) { copyBytes(dst, src, <usize>n * size); return; }
  if (ds == size && (size == 4 || size == 8)) {
    // Every second element, and backwards: whole vectors and a shuffle (2048² float32 '::2': 1.5 times as fast as one by one).
    const lanes = 16 / size;
    if (ss == 2 * size) {
      for (; n > lanes; n -= lanes) {                    // the last vector would read one element too many
        const a = v128.load(src), b = v128.load(src, 16);
        v128.store(dst, size == 4 ? v128.shuffle<i32>(a, b, 0, 2, 4, 6) : v128.shuffle<i64>(a, b, 0, 2));
        src += 32; dst += 16;
      }
    } else if (ss == -size) {
      for (; n >= lanes; n -= lanes) {
        const a = v128.load(src - 16 + size);
        v128.store(dst, size == 4 ? v128.shuffle<i32>(a, a, 3, 2, 1, 0) : v128.shuffle<i64>(a, a, 1, 0));
        src -= 16; dst += 16;
      }
    }
  }
  switch (size) {
    case 1: return move<u8>(src, ss, dst, ds, n);
    case 2: return move<u16>(src, ss, dst, ds, n);
    case 4: return move<u32>(src, ss, dst, ds, n);
    case 8: return move<u64>(src, ss, dst, ds, n);
    case 16:
      for (; n > 0; n--) { v128.store(dst, v128.load(src)); src += ss; dst += ds; }
  }
}

// A 4 x 4 block of 32-bit elements, or 2 x 2 of 64-bit ones, through registers: 4 loads and 4 stores instead of 16 of each.
// @ts-ignore: decorator
@inline function transpose4(src: usize, ss: i32, dst: usize, ds: i32): void {
  const a = v128.load(src), b = v128.load(src + ss), c = v128.load(src + 2 * ss), d = v128.load(src + 3 * ss);
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<i64>(ab0, cd0, 0, 2));
  v128.store(dst + ds, v128.shuffle<i64>(ab0, cd0, 1, 3));
  v128.store(dst + 2 * ds, v128.shuffle<i64>(ab1, cd1, 0, 2));
  v128.store(dst + 3 * ds, v128.shuffle<i64>(ab1, cd1, 1, 3));
}
// @ts-ignore: decorator
@inline function transpose2(src: usize, ss: i32, dst: usize, ds: i32): void {
  const a = v128.load(src), b = v128.load(src + ss);
  v128.store(dst, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(dst + ds, v128.shuffle<i64>(a, b, 1, 3));
}

/** dst[r][c] = src[c][r] for elements of `size` bytes: `cols` dense runs of `rows` elements, ss bytes apart, to rows ds bytes apart. */
export function transpose(size: i32, src: usize, ss: i32, dst: usize, ds: i32, rows: i32, cols: i32): void {
  const block = size == 4 ? 4 : size == 8 ? 2 : 0, r1 = block ? rows - rows % block : 0, c1 = block ? cols - cols % block : 0;
  const across = <usize>(block * ss), down = <usize>(block * ds);
  for (let c = 0; c < c1; c += block) {
    let from = src, to = dst + c * size;
    if (block == 4) for (let r = 0; r < r1; r += 4) { transpose4(from, ss, to, ds); from += 16; to += down; }
    else for (let r = 0; r < r1; r += 2) { transpose2(from, ss, to, ds); from += 16; to += down; }
    src += across;
  }
  src -= block ? <usize>(c1 * ss) : 0;
  if (r1 < rows) for (let c = 0; c < c1; c++) same(size, src + c * ss + r1 * size, size, dst + r1 * ds + c * size, ds, rows - r1);
  for (let c = c1; c < cols; c++) same(size, src + c * ss, size, dst + c * size, ds, rows);
}

/** Copies bytes forward; short runs without the call that memory.copy costs. */
export function copyBytes(dst: usize, src: usize, n: usize): void {
  if (n > 512) { memory.copy(dst, src, n); return; }
  for (; n >= 64; n -= 64) {
    const a = v128.load(src), b = v128.load(src, 16), c = v128.load(src, 32), d = v128.load(src, 48);
    v128.store(dst, a); v128.store(dst, b, 16); v128.store(dst, c, 32); v128.store(dst, d, 48);
    dst += 64; src += 64;
  }
  for (; n >= 16; n -= 16) { v128.store(dst, v128.load(src)); dst += 16; src += 16; }
  if (n & 8) { store<u64>(dst, load<u64>(src)); dst += 8; src += 8; }
  if (n & 4) { store<u32>(dst, load<u32>(src)); dst += 4; src += 4; }
  if (n & 2) { store<u16>(dst, load<u16>(src)); dst += 2; src += 2; }
  if (n & 1) store<u8>(dst, load<u8>(src));
}

/** Converts n elements of dtype `source` (ss bytes apart) to dtype `to` (ds bytes apart). */
export function convert(source: i32, to: i32, size: i32, src: usize, ss: i32, dst: usize, ds: i32, n: i32): void {
  if (source == to) return same(size, src, ss, dst, ds, n);
  switch (source) {
    case 0: case 5: return from<u8>(to, src, ss, dst, ds, n);
    case 1: return from<i8>(to, src, ss, dst, ds, n);
    case 2: return from<i16>(to, src, ss, dst, ds, n);
    case 3: return from<i32>(to, src, ss, dst, ds, n);
    case 4: return from<i64>(to, src, ss, dst, ds, n);
    case 6: return from<u16>(to, src, ss, dst, ds, n);
    case 7: return from<u32>(to, src, ss, dst, ds, n);
    case 8: return from<u64>(to, src, ss, dst, ds, n);
    case 9: return from<f32>(to, src, ss, dst, ds, n);
    case 10: return from<f64>(to, src, ss, dst, ds, n);
    case 11: return fromComplex<f32>(to, src, ss, dst, ds, n);
    case 12: return fromComplex<f64>(to, src, ss, dst, ds, n);
  }
}
