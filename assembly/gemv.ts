// Products of a matrix and a vector, at the speed of the memory: each element of the matrix is read once, along its dense axis.
// A sum depends on the shape alone: how rows or columns are dealt out to units changes no bit.

import { Job, extent, operand, stride } from "./job";
import { spare } from "./blocks";
import { FUSED, lanes } from "./lanes";

// @ts-ignore: decorator
@inline const ACCUMULATE: i32 = 1;
// @ts-ignore: decorator
@inline const CONJUGATE: i32 = 2;
// @ts-ignore: decorator
@inline const COMPLEX: i32 = 8;

/** x · y + z; floats round once with relaxed SIMD. */
// @ts-ignore: decorator
@inline export function madd<T>(x: v128, y: v128, z: v128): v128 {
  if (isFloat<T>() && FUSED) return v128.relaxed_madd<T>(x, y, z);
  return v128.add<T>(z, v128.mul<T>(x, y));
}
/** One element in every lane. */
// @ts-ignore: decorator
@inline export function splat<T>(p: usize): v128 { return sizeof<T>() == 8 ? v128.load64_splat(p) : v128.load32_splat(p); }
/** The parts of complex numbers, exchanged. */
// @ts-ignore: decorator
@inline export function swapped<T>(v: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(v, v, 1, 0, 3, 2) : v128.shuffle<i64>(v, v, 1, 0); }
// @ts-ignore: decorator
@inline function total<T>(v: v128): T {
  if (sizeof<T>() == 4) v = v128.add<T>(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return <T>(v128.extract_lane<T>(v, 0) + v128.extract_lane<T>(v, 1));
}
// @ts-ignore: decorator
@inline function put<T>(to: usize, v: T, add: bool): void { store<T>(to, add ? <T>(load<T>(to) + v) : v); }

// Rows of the matrix whose products with the vector are taken together share what is read of it; rows that are added up together,
// what is read and written of the sum.
// @ts-ignore: decorator
@inline const TOGETHER: usize = 4;
// @ts-ignore: decorator
@inline const AT_ONCE: usize = 8;

// Four rows (some of them may be one and the same) times x; to t, t + 1, t + 2 and t + 3.
function dots<T>(p0: usize, p1: usize, p2: usize, p3: usize, x: usize, count: usize, t: usize): void {
  const L = <usize>(2 * lanes<T>()), end = x + count * sizeof<T>(), vectors = x + (count - count % L) * sizeof<T>();
  let a0 = i64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  for (; x < vectors; x += 32) {
    const u = v128.load(x), v = v128.load(x, 16);
    a0 = madd<T>(u, v128.load(p0), a0); b0 = madd<T>(v, v128.load(p0, 16), b0);
    a1 = madd<T>(u, v128.load(p1), a1); b1 = madd<T>(v, v128.load(p1, 16), b1);
    a2 = madd<T>(u, v128.load(p2), a2); b2 = madd<T>(v, v128.load(p2, 16), b2);
    a3 = madd<T>(u, v128.load(p3), a3); b3 = madd<T>(v, v128.load(p3, 16), b3);
    p0 += 32; p1 += 32; p2 += 32; p3 += 32;
  }
  let s0 = total<T>(v128.add<T>(a0, b0)), s1 = total<T>(v128.add<T>(a1, b1)), s2 = total<T>(v128.add<T>(a2, b2)), s3 = total<T>(v128.add<T>(a3, b3));
  for (; x < end; x += sizeof<T>()) {
    const u = load<T>(x);
    s0 += u * load<T>(p0); s1 += u * load<T>(p1); s2 += u * load<T>(p2); s3 += u * load<T>(p3);
    p0 += sizeof<T>(); p1 += sizeof<T>(); p2 += sizeof<T>(); p3 += sizeof<T>();
  }
  store<T>(t, s0);
  store<T>(t + sizeof<T>(), s1);
  store<T>(t + 2 * sizeof<T>(), s2);
  store<T>(t + 3 * sizeof<T>(), s3);
}

// Eight rows times x, to t, t + 1, …: 2048² float64 took 0.85 of the time of four, as x is read half as often.
function dots8<T>(p: usize, step: usize, x: usize, count: usize, t: usize): void {
  const size = sizeof<T>(), end = x + count * size, vectors = x + (count - count % <usize>lanes<T>()) * size;
  let p1 = p + step, p2 = p1 + step, p3 = p2 + step, p4 = p3 + step, p5 = p4 + step, p6 = p5 + step, p7 = p6 + step;
  let a = i64x2.splat(0), a1 = a, a2 = a, a3 = a, a4 = a, a5 = a, a6 = a, a7 = a;
  for (; x < vectors; x += 16) {
    const u = v128.load(x);
    a = madd<T>(u, v128.load(p), a); a1 = madd<T>(u, v128.load(p1), a1); a2 = madd<T>(u, v128.load(p2), a2); a3 = madd<T>(u, v128.load(p3), a3);
    a4 = madd<T>(u, v128.load(p4), a4); a5 = madd<T>(u, v128.load(p5), a5); a6 = madd<T>(u, v128.load(p6), a6); a7 = madd<T>(u, v128.load(p7), a7);
    p += 16; p1 += 16; p2 += 16; p3 += 16; p4 += 16; p5 += 16; p6 += 16; p7 += 16;
  }
  store<T>(t, total<T>(a)); store<T>(t + size, total<T>(a1)); store<T>(t + 2 * size, total<T>(a2)); store<T>(t + 3 * size, total<T>(a3));
  store<T>(t + 4 * size, total<T>(a4)); store<T>(t + 5 * size, total<T>(a5)); store<T>(t + 6 * size, total<T>(a6)); store<T>(t + 7 * size, total<T>(a7));
  for (; x < end; x += size, p += size) {
    const u = load<T>(x);
    for (let i: usize = 0, q = p; i < 8; i++, q += step) store<T>(t + i * size, <T>(load<T>(t + i * size) + u * load<T>(q)));
  }
}

// Four complex rows: sums of a ⊙ x and of a ⊙ (x with its parts exchanged), whose lanes are put together at the end.
function complexDots<T>(p0: usize, p1: usize, p2: usize, p3: usize, x: usize, count: usize, t: usize, conjugated: bool): void {
  const size = 2 * sizeof<T>(), end = x + count * size, vectors = sizeof<T>() == 8 ? end : x + (count & ~1) * size;
  let a0 = i64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  for (; x < vectors; x += 16) {
    const u = v128.load(x), v = swapped<T>(u), w0 = v128.load(p0), w1 = v128.load(p1), w2 = v128.load(p2), w3 = v128.load(p3);
    a0 = madd<T>(u, w0, a0); b0 = madd<T>(v, w0, b0);
    a1 = madd<T>(u, w1, a1); b1 = madd<T>(v, w1, b1);
    a2 = madd<T>(u, w2, a2); b2 = madd<T>(v, w2, b2);
    a3 = madd<T>(u, w3, a3); b3 = madd<T>(v, w3, b3);
    p0 += 16; p1 += 16; p2 += 16; p3 += 16;
  }
  if (x < end) {
    const u = v128.load64_zero(x), v = swapped<T>(u), w0 = v128.load64_zero(p0), w1 = v128.load64_zero(p1), w2 = v128.load64_zero(p2), w3 = v128.load64_zero(p3);
    a0 = madd<T>(u, w0, a0); b0 = madd<T>(v, w0, b0);
    a1 = madd<T>(u, w1, a1); b1 = madd<T>(v, w1, b1);
    a2 = madd<T>(u, w2, a2); b2 = madd<T>(v, w2, b2);
    a3 = madd<T>(u, w3, a3); b3 = madd<T>(v, w3, b3);
  }
  complexTotal<T>(t, a0, b0, conjugated);
  complexTotal<T>(t + size, a1, b1, conjugated);
  complexTotal<T>(t + 2 * size, a2, b2, conjugated);
  complexTotal<T>(t + 3 * size, a3, b3, conjugated);
}
// @ts-ignore: decorator
@inline function complexTotal<T>(t: usize, a: v128, b: v128, conjugated: bool): void {
  if (sizeof<T>() == 4) {
    a = v128.add<T>(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
    b = v128.add<T>(b, v128.shuffle<i32>(b, b, 2, 3, 0, 1));
  }
  const re = v128.extract_lane<T>(a, 0), odd = v128.extract_lane<T>(a, 1), x = v128.extract_lane<T>(b, 0), y = v128.extract_lane<T>(b, 1);
  store<T>(t, <T>(conjugated ? re + odd : re - odd));
  store<T>(t + sizeof<T>(), <T>(conjugated ? x - y : x + y));
}

/** Matrix (operand 0, rows dense) times vector (operand 1, dense); a unit is tileRows rows of one matrix of the stack. */
export function rowsForm<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), last = j.ndim - 1, A = operand(job, 0), Y = operand(job, 2), flags = j.byRow, complex = (flags & COMPLEX) != 0, add = (flags & ACCUMULATE) != 0;
  const rows = <usize>extent(job, last - 1), count = <usize>extent(job, last), step = <usize>stride(A, last - 1), yStep = <usize>stride(Y, last - 1), per = <usize>j.tileRows, blocks = (rows + per - 1) / per;
  const t = spare(0), size = complex ? 2 * sizeof<T>() : sizeof<T>();
  for (let unit = begin; unit < end; unit++) {
    const x = place(job, 1, unit / blocks), i0 = (unit % blocks) * per, i1 = min(rows, i0 + per), a = place(job, 0, unit / blocks);
    let y = place(job, 2, unit / blocks) + i0 * yStep;
    // Which rows go together depends on their number alone, so units begin at multiples of eight.
    let i = i0;
    if (!complex) for (; i + 8 <= i1; i += 8) {
      dots8<T>(a + i * step, step, x, count, t);
      for (let r: usize = 0; r < 8 * size; r += size) { put<T>(y, load<T>(t + r), add); y += yStep; }
    }
    for (; i < i1; i += TOGETHER) {
      const p = a + i * step, final = i1 - 1 - i, p1 = p + min(<usize>1, final) * step, p2 = p + min(<usize>2, final) * step, p3 = p + min(<usize>3, final) * step;
      if (complex) complexDots<T>(p, p1, p2, p3, x, count, t, (flags & CONJUGATE) != 0); else dots<T>(p, p1, p2, p3, x, count, t);
      for (let r: usize = 0; r <= min(<usize>3, final); r++) {
        put<T>(y, load<T>(t + r * size), add);
        if (complex) put<T>(y + sizeof<T>(), load<T>(t + r * size + sizeof<T>()), add);
        y += yStep;
      }
    }
  }
}

// Address of the first element of operand k for one matrix of the stack.
function place(job: usize, k: i32, t: usize): usize {
  const o = operand(job, k);
  let at = o.base;
  for (let axis = changetype<Job>(job).ndim - 3; axis >= 0; axis--) {
    const length = <usize>extent(job, axis);
    at += (t % length) * stride(o, axis);
    t /= length;
  }
  return at;
}

// y += x[0] · row 0 + … + x[7] · row 7; count is of elements. (2048² float32: eight rows took 0.83 of the time of four.)
function combine<T>(p: usize, step: usize, x: usize, y: usize, count: usize): void {
  const size = sizeof<T>(), end = y + count * size, vectors = y + (count - count % <usize>lanes<T>()) * size;
  const s0 = splat<T>(x), s1 = splat<T>(x + size), s2 = splat<T>(x + 2 * size), s3 = splat<T>(x + 3 * size), s4 = splat<T>(x + 4 * size), s5 = splat<T>(x + 5 * size), s6 = splat<T>(x + 6 * size), s7 = splat<T>(x + 7 * size);
  let p1 = p + step, p2 = p1 + step, p3 = p2 + step, p4 = p3 + step, p5 = p4 + step, p6 = p5 + step, p7 = p6 + step;
  for (; y < vectors; y += 16) {
    let v = madd<T>(s0, v128.load(p), v128.load(y));
    v = madd<T>(s1, v128.load(p1), v);
    v = madd<T>(s2, v128.load(p2), v);
    v = madd<T>(s3, v128.load(p3), v);
    v = madd<T>(s4, v128.load(p4), v);
    v = madd<T>(s5, v128.load(p5), v);
    v = madd<T>(s6, v128.load(p6), v);
    v128.store(y, madd<T>(s7, v128.load(p7), v));
    p += 16; p1 += 16; p2 += 16; p3 += 16; p4 += 16; p5 += 16; p6 += 16; p7 += 16;
  }
  // What is left, row by row; the sums are the same.
  for (let i: usize = 0; y < end && i < AT_ONCE; i++) combineOne<T>(p + i * step, x + i * size, y, (end - y) / size);
}
function combineOne<T>(p: usize, x: usize, y: usize, count: usize): void {
  const end = y + count * sizeof<T>(), vectors = y + (count - count % <usize>lanes<T>()) * sizeof<T>(), s = splat<T>(x);
  for (; y < vectors; y += 16) { v128.store(y, madd<T>(s, v128.load(p), v128.load(y))); p += 16; }
  for (; y < end; y += sizeof<T>()) { store<T>(y, v128.extract_lane<T>(madd<T>(s, splat<T>(p), splat<T>(y)), 0)); p += sizeof<T>(); }
}

// One complex row: x · a = (re x, ±re x) ⊙ a + (∓im x, im x) ⊙ (a with its parts exchanged).
function combineComplex<T>(p: usize, x: usize, y: usize, count: usize, conjugated: bool): void {
  const end = y + count * 2 * sizeof<T>(), vectors = sizeof<T>() == 8 ? end : y + (count & ~1) * 8;
  const re = splat<T>(x), im = splat<T>(x + sizeof<T>()), odd = sizeof<T>() == 4 ? i64x2.splat(0x8000000000000000) : i64x2(0, 0x8000000000000000), even = sizeof<T>() == 4 ? i64x2.splat(0x80000000) : i64x2(0x8000000000000000, 0);
  const s = conjugated ? v128.xor(re, odd) : re, t = conjugated ? im : v128.xor(im, even);
  for (; y < vectors; y += 16) {
    const v = v128.load(p);
    v128.store(y, madd<T>(t, swapped<T>(v), madd<T>(s, v, v128.load(y))));
    p += 16;
  }
  if (y < end) {
    const v = v128.load64_zero(p);
    v128.store64_lane(y, madd<T>(t, swapped<T>(v), madd<T>(s, v, v128.load64_zero(y))), 0);
  }
}

/** Vector (operand 1, dense) times matrix (operand 0, rows dense); a unit is tileCols columns of one matrix of the stack, summed in scratch. */
export function columnsForm<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), last = j.ndim - 1, A = operand(job, 0), Y = operand(job, 2), flags = j.byRow, complex = (flags & COMPLEX) != 0, add = (flags & ACCUMULATE) != 0;
  const size = complex ? 2 * sizeof<T>() : sizeof<T>(), rows = <usize>extent(job, last - 1), cols = <usize>extent(job, last), step = <usize>stride(A, last - 1), yStep = <usize>stride(Y, last), per = <usize>j.tileCols, blocks = (cols + per - 1) / per;
  const sums = spare(0);
  for (let unit = begin; unit < end; unit++) {
    const j0 = (unit % blocks) * per, count = min(per, cols - j0);
    let x = place(job, 1, unit / blocks), p = place(job, 0, unit / blocks) + j0 * size, y = place(job, 2, unit / blocks) + j0 * yStep, left = rows;
    memory.fill(sums, 0, count * size);
    if (complex) {
      for (; left > 0; left--) { combineComplex<T>(p, x, sums, count, (flags & CONJUGATE) != 0); p += step; x += size; }
    } else {
      for (; left >= AT_ONCE; left -= AT_ONCE) { combine<T>(p, step, x, sums, count); p += AT_ONCE * step; x += AT_ONCE * size; }
      for (; left > 0; left--) { combineOne<T>(p, x, sums, count); p += step; x += size; }
    }
    for (let i: usize = 0; i < count * size; i += size) {
      put<T>(y, load<T>(sums + i), add);
      if (complex) put<T>(y + sizeof<T>(), load<T>(sums + i + sizeof<T>()), add);
      y += yStep;
    }
  }
}
