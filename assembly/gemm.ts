// Products of matrices: C += alpha · A · B, after Goto and van de Geijn (2008) and the micro-kernels of BLIS (Van Zee 2015).
//
// B is packed once into panels of NR columns, by all threads. A unit of work is a tile of C: its thread packs the rows of A that
// it needs, KC columns at a time, into panels of MR rows in its own scratch, and runs the micro-kernel over pairs of panels:
// MR × NR elements of C stay in registers while k goes by. Every element of C is summed in order of k, in blocks of KC, whatever
// the tiles, so the bits depend on nothing but the shape. A small product does all of it alone, and reads in place what it can.
//
// Complex numbers run on the real kernels ("1m", Van Zee 2020): rows of A are (re, im) as they are stored, twice as long, and for
// each row of B there are two, (re, im) … and (−im, re) …, so that C comes out interleaved.
//
// Any strides are packed alike, so a transpose costs nothing.

import { Job, extent, operand, stride } from "./job";
import { spare, SPARE } from "./blocks";
import { FUSED, lanes } from "./lanes";
import { columnsForm, madd, rowsForm, splat, swapped } from "./gemv";

/** Rows of the micro-kernel. 6 × 2 vectors of C, 2 of B and 1 of A fill the 15 registers that V8 has; without a fused multiply-add a product needs one more. */
// @ts-ignore: decorator
@inline export const MR: usize = FUSED ? 6 : 4;
/**
 * Columns of A that are packed at a time: a panel of A (MR × KC) is 9 or 12 KiB in the L1 cache, where it stays while panels of B go by,
 * so that C is written along its rows. 384 float32 were 3 % faster at n = 1024 than 256; 256, 384 and 512 float64 the same.
 */
// @ts-ignore: decorator
@inline function KC<T>(): usize { return sizeof<T>() == 4 ? 384 : 256; }

// @ts-ignore: decorator
@inline const ACCUMULATE: i32 = 1;
// @ts-ignore: decorator
@inline const CONJUGATE_A: i32 = 2;
// @ts-ignore: decorator
@inline const CONJUGATE_B: i32 = 4;
// @ts-ignore: decorator
@inline const COMPLEX: i32 = 8;

// A product, unpacked from its job: bases move along with the batch. Globals are per thread.
let flags: i32 = 0;
let m: usize = 0;
let n: usize = 0;          // real columns of C: twice its complex ones
let k: usize = 0;          // real columns of A
let a: usize = 0;
let aRow: isize = 0;
let aCol: isize = 0;
let b: usize = 0;
let bRow: isize = 0;
let bCol: isize = 0;
let c: usize = 0;
let cRow: isize = 0;
let alpha: f64 = 1;
let alphaIm: f64 = 0;

function open(job: usize): void {
  const j = changetype<Job>(job), last = j.ndim - 1, A = operand(job, 0), B = operand(job, 1), C = operand(job, 2);
  flags = j.byRow;
  const parts: usize = flags & COMPLEX ? 2 : 1;
  m = extent(job, last - 1);
  n = <usize>extent(job, last) * parts;
  k = <usize>j.granule * parts;
  a = A.base; aRow = stride(A, last - 1); aCol = stride(A, last);
  b = B.base; bRow = stride(B, last - 1); bCol = stride(B, last);
  c = C.base; cRow = stride(C, last - 1);
  alpha = j.scalar0;
  alphaIm = j.scalar1;
}

// ---- Packing. ----

// @ts-ignore: decorator
@inline function oddSigns<T>(): v128 { return sizeof<T>() == 4 ? i64x2.splat(0x8000000000000000) : i64x2(0, 0x8000000000000000); }
// @ts-ignore: decorator
@inline function evenSigns<T>(): v128 { return sizeof<T>() == 4 ? i64x2.splat(0x80000000) : i64x2(0x8000000000000000, 0); }

/** Rows [i0, i1) and real columns [p0, p1) of A into panels of MR rows, one column after the other; rows past the last repeat it. */
function packA<T>(to: usize, i0: usize, i1: usize, p0: usize, p1: usize): void {
  const size = sizeof<T>(), complex = (flags & COMPLEX) != 0, conjugated = complex && (flags & CONJUGATE_A) != 0;
  const unit = aCol == <isize>(complex ? 2 * size : size);
  for (let i = i0; i < i1; i += MR) {
    if (unit) packRows<T>(to, i, i1, p0, p1, conjugated ? oddSigns<T>() : i64x2.splat(0));
    else if (!complex && aRow == <isize>size && i + MR <= i1) packColumns<T>(to, a + i * size + p0 * aCol, p1 - p0);
    else packElements<T>(to, i, i1, p0, p1, conjugated);
    to += MR * (p1 - p0) * size;
  }
}

// @ts-ignore: decorator
@inline function rowOf(i: usize, i1: usize): usize { return a + min(i, i1 - 1) * aRow; }

function packRows<T>(to: usize, i: usize, i1: usize, p0: usize, p1: usize, sign: v128): void {
  const at = p0 * sizeof<T>(), size = sizeof<T>(), step = MR * size, L = <usize>lanes<T>();
  let r0 = rowOf(i, i1) + at, r1 = rowOf(i + 1, i1) + at, r2 = rowOf(i + 2, i1) + at, r3 = rowOf(i + 3, i1) + at, r4: usize = 0, r5: usize = 0;
  if (MR > 4) { r4 = rowOf(i + 4, i1) + at; r5 = rowOf(i + 5, i1) + at; }
  const end = r0 + (p1 - p0) * size, vectors = r0 + ((p1 - p0) & ~(L - 1)) * size;
  while (r0 < vectors) {
    const v0 = v128.xor(v128.load(r0), sign), v1 = v128.xor(v128.load(r1), sign), v2 = v128.xor(v128.load(r2), sign), v3 = v128.xor(v128.load(r3), sign);
    if (sizeof<T>() == 4) {
      const a0 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5), a1 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5), a2 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7), a3 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(a0, a1, 0, 2));
      v128.store(to + step, v128.shuffle<i64>(a0, a1, 1, 3));
      v128.store(to + 2 * step, v128.shuffle<i64>(a2, a3, 0, 2));
      v128.store(to + 3 * step, v128.shuffle<i64>(a2, a3, 1, 3));
      if (MR > 4) {
        const v4 = v128.xor(v128.load(r4), sign), v5 = v128.xor(v128.load(r5), sign), low = v128.shuffle<i32>(v4, v5, 0, 4, 1, 5), high = v128.shuffle<i32>(v4, v5, 2, 6, 3, 7);
        v128.store64_lane(to, low, 0, 16);
        v128.store64_lane(to + step, low, 1, 16);
        v128.store64_lane(to + 2 * step, high, 0, 16);
        v128.store64_lane(to + 3 * step, high, 1, 16);
      }
    } else {
      v128.store(to, v128.shuffle<i64>(v0, v1, 0, 2));
      v128.store(to, v128.shuffle<i64>(v2, v3, 0, 2), 16);
      v128.store(to + step, v128.shuffle<i64>(v0, v1, 1, 3));
      v128.store(to + step, v128.shuffle<i64>(v2, v3, 1, 3), 16);
      if (MR > 4) {
        const v4 = v128.xor(v128.load(r4), sign), v5 = v128.xor(v128.load(r5), sign);
        v128.store(to, v128.shuffle<i64>(v4, v5, 0, 2), 32);
        v128.store(to + step, v128.shuffle<i64>(v4, v5, 1, 3), 32);
      }
    }
    to += L * step;
    r0 += 16; r1 += 16; r2 += 16; r3 += 16;
    if (MR > 4) { r4 += 16; r5 += 16; }
  }
  // What is left of a row has less than a vector; complex pairs of float64 fill whole ones.
  for (let odd = false; r0 < end; odd = !odd) {
    const flip = odd && v128.any_true(sign);
    put<T>(to, 0, r0, flip); put<T>(to, 1, r1, flip); put<T>(to, 2, r2, flip); put<T>(to, 3, r3, flip);
    if (MR > 4) { put<T>(to, 4, r4, flip); put<T>(to, 5, r5, flip); r4 += size; r5 += size; }
    to += step;
    r0 += size; r1 += size; r2 += size; r3 += size;
  }
}
// @ts-ignore: decorator
@inline function put<T>(to: usize, at: usize, from: usize, flip: bool): void {
  const x = load<T>(from);
  store<T>(to + at * sizeof<T>(), flip ? <T>-x : x);
}

function packColumns<T>(to: usize, from: usize, count: usize): void {
  for (; count > 0; count--) {
    v128.store(to, v128.load(from));
    if (sizeof<T>() == 8) v128.store(to, v128.load(from, 16), 16);
    if (MR > 4) {
      if (sizeof<T>() == 8) v128.store(to, v128.load(from, 32), 32);
      else store<u64>(to, load<u64>(from, 16), 16);
    }
    to += MR * sizeof<T>();
    from += aCol;
  }
}

function packElements<T>(to: usize, i: usize, i1: usize, p0: usize, p1: usize, conjugated: bool): void {
  const complex = (flags & COMPLEX) != 0;
  for (let r: usize = 0; r < MR; r++) {
    const row = rowOf(i + r, i1);
    let at = to + r * sizeof<T>();
    for (let p = p0; p < p1; p++) {
      put<T>(at, 0, complex ? row + (p >> 1) * aCol + (p & 1) * sizeof<T>() : row + p * aCol, conjugated && (p & 1) != 0);
      at += MR * sizeof<T>();
    }
  }
}

/** Real columns [j, j + NR) and rows [p0, p1) (of A's real columns) of B as a panel, row after row; columns past the last are 0. */
// @ts-ignore: decorator
@inline function packB<T, S>(to: usize, j: usize, p0: usize, p1: usize): void {
  const NR = columns<T, S>();
  if (flags & COMPLEX) packPairs<T>(to, j, min(NR, n - j), p0 >> 1, p1 >> 1, NR);
  else if (j + NR > n) packEdge<T>(to, j, p0, p1, NR);
  else if (bCol == <isize>sizeof<T>()) {
    let from = b + p0 * bRow + j * sizeof<T>();
    for (let p = p0; p < p1; p++) {
      for (let v: usize = 0; v < NR * sizeof<T>(); v += 32) {
        const x = v128.load(from + v), y = v128.load(from + v, 16);
        v128.store(to + v, x);
        v128.store(to + v, y, 16);
      }
      to += NR * sizeof<T>();
      from += bRow;
    }
  } else if (bRow == <isize>sizeof<T>()) {
    const L = <usize>lanes<T>(), whole = p0 + ((p1 - p0) & ~(L - 1));
    for (let v: usize = 0; v < NR; v += L) transposed<T>(to + v * sizeof<T>(), b + p0 * sizeof<T>() + (j + v) * bCol, whole - p0, NR * sizeof<T>());
    if (whole < p1) packEdge<T>(to + (whole - p0) * NR * sizeof<T>(), j, whole, p1, NR);
  } else packEdge<T>(to, j, p0, p1, NR);
}

// A vector's worth of columns, whose elements lie one after the other.
function transposed<T>(to: usize, from: usize, count: usize, step: usize): void {
  const end = from + count * sizeof<T>(), c1 = bCol, c2 = c1 + bCol, c3 = c2 + bCol;
  for (; from < end; from += 16) {
    const v0 = v128.load(from), v1 = v128.load(from + c1);
    if (sizeof<T>() == 8) {
      v128.store(to, v128.shuffle<i64>(v0, v1, 0, 2));
      v128.store(to + step, v128.shuffle<i64>(v0, v1, 1, 3));
      to += 2 * step;
    } else {
      const v2 = v128.load(from + c2), v3 = v128.load(from + c3);
      const a0 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5), a1 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5), a2 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7), a3 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(a0, a1, 0, 2));
      v128.store(to + step, v128.shuffle<i64>(a0, a1, 1, 3));
      v128.store(to + 2 * step, v128.shuffle<i64>(a2, a3, 0, 2));
      v128.store(to + 3 * step, v128.shuffle<i64>(a2, a3, 1, 3));
      to += 4 * step;
    }
  }
}

function packEdge<T>(to: usize, j: usize, p0: usize, p1: usize, NR: usize): void {
  const count = min(NR, n - j);
  for (let p = p0; p < p1; p++) {
    let from = b + p * bRow + j * bCol;
    for (let x: usize = 0; x < NR; x++) {
      store<T>(to, x < count ? load<T>(from) : <T>0);
      to += sizeof<T>();
      from += bCol;
    }
  }
}

// Complex rows [q0, q1): each as (re, im) … and as (−im, re) …, conjugated first if asked, times alpha.
function packPairs<T>(to: usize, j: usize, count: usize, q0: usize, q1: usize, NR: usize): void {
  const L = <usize>lanes<T>(), flip = flags & CONJUGATE_B ? oddSigns<T>() : i64x2.splat(0), even = evenSigns<T>();
  const re = v128.splat<T>(<T>alpha), im = v128.xor(v128.splat<T>(<T>alphaIm), even), scaled = alpha != 1 || alphaIm != 0;
  for (let q = q0; q < q1; q++) {
    let from = b + q * bRow + (j >> 1) * bCol;
    for (let x: usize = 0; x < NR; x += L) {
      let v = i64x2.splat(0);
      if (sizeof<T>() == 8) { if (x < count) v = v128.load(from); }
      else {
        if (x < count) v = v128.load64_zero(from);
        if (x + 2 < count) v = v128.load64_lane(from + bCol, v, 1);
        from += bCol;
      }
      from += bCol;
      v = v128.xor(v, flip);
      if (scaled) v = v128.add<T>(v128.mul<T>(v, re), v128.mul<T>(swapped<T>(v), im));
      v128.store(to, v);
      v128.store(to + NR * sizeof<T>(), v128.xor(swapped<T>(v), even));
      to += 16;
    }
    to += NR * sizeof<T>();
  }
}

// ---- The micro-kernel. ----

// One row of results: alpha times the sums, added to what C has or in its place.
// @ts-ignore: decorator
@inline function finish<T>(at: usize, x: v128, y: v128, factor: v128, add: bool): void {
  if (isFloat<T>()) { x = v128.mul<T>(x, factor); y = v128.mul<T>(y, factor); }
  if (add) {
    x = v128.add<T>(x, v128.load(at));
    y = v128.add<T>(y, v128.load(at, 16));
  }
  v128.store(at, x);
  v128.store(at, y, 16);
}

/** MR rows by two vectors. */
@final @unmanaged export class Narrow {
  @inline vectors(): usize { return 2; }
  // Rows of A begin aRows apart and go on in steps of aStep, those of B in steps of bStep; to `to`, whose rows are `step`
  // apart, times the number at `alpha`.
  micro<T>(count: usize, pa: usize, aRows: isize, aStep: isize, pb: usize, bStep: isize, to: usize, step: isize, alpha: usize, add: bool): void {
    let p0 = pa, p1 = pa + aRows, p2 = p1 + aRows, p3 = p2 + aRows, p4 = p3 + aRows, p5 = p4 + aRows;
    let x0 = i64x2.splat(0), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, y0 = x0, y1 = x0, y2 = x0, y3 = x0, y4 = x0, y5 = x0;
    for (; count > 0; count--) {
      const u = v128.load(pb), v = v128.load(pb, 16);
      let r = splat<T>(p0);
      x0 = madd<T>(r, u, x0); y0 = madd<T>(r, v, y0);
      r = splat<T>(p1);
      x1 = madd<T>(r, u, x1); y1 = madd<T>(r, v, y1);
      r = splat<T>(p2);
      x2 = madd<T>(r, u, x2); y2 = madd<T>(r, v, y2);
      r = splat<T>(p3);
      x3 = madd<T>(r, u, x3); y3 = madd<T>(r, v, y3);
      if (MR > 4) {
        r = splat<T>(p4);
        x4 = madd<T>(r, u, x4); y4 = madd<T>(r, v, y4);
        r = splat<T>(p5);
        x5 = madd<T>(r, u, x5); y5 = madd<T>(r, v, y5);
        p4 += aStep; p5 += aStep;
      }
      p0 += aStep; p1 += aStep; p2 += aStep; p3 += aStep;
      pb += bStep;
    }
    const factor = splat<T>(alpha);
    finish<T>(to, x0, y0, factor, add);
    finish<T>(to + step, x1, y1, factor, add);
    finish<T>(to + 2 * step, x2, y2, factor, add);
    finish<T>(to + 3 * step, x3, y3, factor, add);
    if (MR > 4) {
      finish<T>(to + 4 * step, x4, y4, factor, add);
      finish<T>(to + 5 * step, x5, y5, factor, add);
    }
  }
}

/** Columns of the micro-kernel. */
// @ts-ignore: decorator
@inline function columns<T, S>(): usize { return changetype<S>(0).vectors() * <usize>lanes<T>(); }

// What is wanted of a spilt tile, to C.
function edge<T>(spill: usize, to: usize, rows: usize, cols: usize, NR: usize, add: bool): void {
  const bytes = cols * sizeof<T>(), vectors = bytes & ~15;
  for (; rows > 0; rows--) {
    for (let x: usize = 0; x < vectors; x += 16) {
      const v = v128.load(spill + x);
      v128.store(to + x, add ? v128.add<T>(v128.load(to + x), v) : v);
    }
    for (let x = vectors; x < bytes; x += sizeof<T>()) {
      const v = load<T>(spill + x);
      store<T>(to + x, add ? <T>(load<T>(to + x) + v) : v);
    }
    spill += NR * sizeof<T>();
    to += cRow;
  }
}

// Rows [i0, i1) of C by all its columns from j0 to j1: panels of A (aPanel apart, its rows aRows apart) by panels of B (bPanel
// apart). Past the last row of A there must be others to read.
// @ts-ignore: decorator
@inline function tile<T, S>(i0: usize, i1: usize, j0: usize, j1: usize, count: usize, pa: usize, aRows: isize, aStep: isize, aPanel: isize, pb: usize, bStep: isize, bPanel: usize, add: bool): void {
  const NR = columns<T, S>(), factor = spare(0), spill = factor + 16;
  store<T>(factor, flags & COMPLEX ? <T>1 : <T>alpha);
  for (let i = i0; i < i1; i += MR) {
    let q = pb, to = c + i * cRow + j0 * sizeof<T>();
    for (let j = j0; j < j1; j += NR) {
      if (i + MR <= i1 && j + NR <= j1) changetype<S>(0).micro<T>(count, pa, aRows, aStep, q, bStep, to, cRow, factor, add);
      else {
        changetype<S>(0).micro<T>(count, pa, aRows, aStep, q, bStep, spill, NR * sizeof<T>(), factor, false);
        edge<T>(spill, to, min(MR, i1 - i), min(NR, j1 - j), NR, add);
      }
      q += bPanel;
      to += NR * sizeof<T>();
    }
    pa += aPanel;
  }
}

// ---- The steps. ----

// A thread's scratch: alpha and a spilt tile, rows of A as packed, panels of a small B.
// @ts-ignore: decorator
@inline const SPILL: usize = 1024;
// Bytes there are of packed A, and of a small packed B.
// @ts-ignore: decorator
@inline const ROOM: usize = (SPARE - SPILL) / 2;

// Unit: tileRows rows of B, into panels (operand 3) that are as long as k.
function pack<T, S>(job: usize, begin: usize, end: usize): void {
  open(job);
  const NR = columns<T, S>(), to = operand(job, 3).base, size = sizeof<T>(), length = <usize>changetype<Job>(job).tileRows;
  for (let t = begin; t < end; t++) {
    const p0 = t * length, p1 = min(k, p0 + length);
    for (let j: usize = 0; j < n; j += NR) packB<T, S>(to + (j * k + p0 * NR) * size, j, p0, p1);
  }
}

// Unit: a tile of tileRows × tileCols of C; the rows go fastest, so that neighbours share their panels of B.
function multiply<T, S>(job: usize, begin: usize, end: usize): void {
  open(job);
  const j = changetype<Job>(job), size = sizeof<T>(), NR = columns<T, S>(), panels = operand(job, 3).base, rows = <usize>j.tileRows, cols = <usize>j.tileCols;
  const down = (m + rows - 1) / rows, add = (flags & ACCUMULATE) != 0, packed = spare(0) + SPILL;
  for (let t = begin; t < end; t++) {
    const i0 = (t % down) * rows, i1 = min(m, i0 + rows), j0 = (t / down) * cols, j1 = min(n, j0 + cols);
    for (let p: usize = 0; p < k; p += KC<T>()) {
      const count = min(KC<T>(), k - p);
      packA<T>(packed, i0, i1, p, p + count);
      tile<T, S>(i0, i1, j0, j1, count, packed, size, MR * size, MR * count * size, panels + (j0 * k + p * NR) * size, NR * size, k * NR * size, add || p > 0);
    }
  }
}

// Unit: one product of the stack, all of it.
function small<T, S>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), size = sizeof<T>(), NR = columns<T, S>(), packedA = spare(0) + SPILL, packedB = packedA + ROOM;
  for (let t = begin; t < end; t++) {
    open(job);
    let left = t;
    for (let axis = j.ndim - 3; axis >= 0; axis--) {
      const length = <usize>extent(job, axis), at = left % length;
      left /= length;
      a += at * stride(operand(job, 0), axis);
      b += at * stride(operand(job, 1), axis);
      c += at * stride(operand(job, 2), axis);
    }
    const add = (flags & ACCUMULATE) != 0, complex = (flags & COMPLEX) != 0, inPlaceB = !complex && bCol == <isize>size && n % NR == 0;
    // Rows that do not fill a panel are packed, as there may be nothing behind them.
    const inPlace = aCol == <isize>(complex ? 2 * size : size) && (flags & CONJUGATE_A) == 0 ? m - m % MR : 0;
    for (let p: usize = 0; p < k; p += KC<T>()) {
      const count = min(KC<T>(), k - p), pb = inPlaceB ? b + p * bRow : packedB, bStep = inPlaceB ? bRow : <isize>(NR * size), bPanel = inPlaceB ? NR * size : count * NR * size;
      if (!inPlaceB) for (let x: usize = 0; x < n; x += NR) packB<T, S>(packedB + x * count * size, x, p, p + count);
      tile<T, S>(0, inPlace, 0, n, count, a + p * size, aRow, size, <isize>MR * aRow, pb, bStep, bPanel, add || p > 0);
      if (inPlace < m) {
        packA<T>(packedA, inPlace, m, p, p + count);
        tile<T, S>(inPlace, m, 0, n, count, packedA, size, MR * size, MR * count * size, pb, bStep, bPanel, add || p > 0);
      }
    }
  }
}

/** One step of a product, by number: 0 packs B, 1 multiplies tiles of C, 2 does whole small products of a stack, 3 and 4 multiply by a vector (gemv.ts). */
// @ts-ignore: decorator
@inline export function gemm<T, S>(job: usize, begin: usize, end: usize): void {
  const step = changetype<Job>(job).inputs;
  if (step == 0) pack<T, S>(job, begin, end);
  else if (step == 1) multiply<T, S>(job, begin, end);
  else if (step == 2) small<T, S>(job, begin, end);
  else if (step == 3) rowsForm<T>(job, begin, end);
  else columnsForm<T>(job, begin, end);
}
