// What level 3 of the BLAS needs beside products: small triangles times, or solved for, a few columns; and the triangles of
// symmetric and hermitian matrices. All triangles here are lower ones from the left: an upper one is the same with rows and
// columns counted from the end, a transposed one or one from the right by other strides (bindings/blas3.ts).
//
// A panel is the two vectors of columns that one unit works on: its rows are copied to scratch, where no stride makes them share
// cache sets, and go through the triangle four at a time. So columns may have any stride, and their bits do not depend on the cut.
// T is a component of an element of E; complex if they differ in size.

import { Job, operand, extent, stride } from "./job";
import { spare } from "./blocks";
import { exchange, signOfReal } from "./complex";
import { constant, madd } from "./lanes";

// @ts-ignore: decorator
@inline const PANEL: usize = 32;
// Rows and columns of the tiles of a matrix that is mirrored.
// @ts-ignore: decorator
@inline const TILE: i32 = 32;

// @ts-ignore: decorator
@inline function base(j: Job, k: i32): usize { return operand(changetype<usize>(j), k).base; }
// @ts-ignore: decorator
@inline function number(j: Job, k: i32): i32 { return extent(changetype<usize>(j), k); }
// @ts-ignore: decorator
@inline function along(j: Job, k: i32, axis: i32): usize { return <usize>stride(operand(changetype<usize>(j), k), axis); }
// @ts-ignore: decorator
@inline function isComplex<T, E>(): bool { return sizeof<E>() != sizeof<T>(); }

// i b
// @ts-ignore: decorator
@inline function turned<T, E>(b: v128): v128 { return isComplex<T, E>() ? v128.xor(exchange<T>(b), signOfReal<T>()) : b; }
// c + a b, a the element at p
// @ts-ignore: decorator
@inline function plus<T, E>(c: v128, p: usize, b: v128, ib: v128): v128 {
  const r = madd<T>(constant<T>(p), b, c);
  return isComplex<T, E>() ? madd<T>(constant<T>(p + sizeof<T>()), ib, r) : r;
}
// a b, a the element at p
// @ts-ignore: decorator
@inline function times<T, E>(p: usize, b: v128): v128 {
  const r = v128.mul<T>(constant<T>(p), b);
  return isComplex<T, E>() ? v128.add<T>(r, v128.mul<T>(constant<T>(p + sizeof<T>()), turned<T, E>(b))) : r;
}
// b / a by Smith's method: (b s + exchange(b) (t, -t)) / d with what `pack` left at p, s, t, -t and d; real numbers: d alone.
// @ts-ignore: decorator
@inline function over<T, E>(b: v128, p: usize): v128 {
  if (!isComplex<T, E>()) return v128.div<T>(b, constant<T>(p));
  const t = sizeof<T>() == 4 ? v128.load64_splat(p + 4) : v128.load(p + 8);
  return v128.div<T>(madd<T>(exchange<T>(b), t, v128.mul<T>(b, constant<T>(p))), constant<T>(p + 3 * sizeof<T>()));
}

// Puts the triangles (of numbers(1) rows) along the diagonal of operand 0, of numbers(0) rows, in the order in which they are read,
// to operand 1, numbers(2) bytes apart: of every four rows what is before the diagonal column by column, the 4 x 4 on the diagonal, and
// four cells of 4 T for the diagonal itself. tileRows: conjugated; tileCols: to be solved (then negative); byRow: a diagonal of ones. The
// scalars are the factor of all.
function pack<T>(j: Job, begin: usize, end: usize, complex: bool): void {
  const n = number(j, 0), block = number(j, 1), rs = along(j, 0, 0), cs = along(j, 0, 1), solve = j.tileCols != 0, unit = j.byRow != 0;
  const re = <T>j.scalar0, im = <T>j.scalar1, sign = j.tileRows != 0 ? <T>-1 : <T>1, half = sizeof<T>(), size = half << <usize>complex;
  for (let u = begin; u < end; u++) {
    const first = <i32>u * block, rows = min(block, n - first), from = base(j, 0) + <usize>first * (rs + cs);
    let to = base(j, 1) + u * <usize>number(j, 2);
    for (let i = 0; i < rows; i += 4) {
      for (let c = 0; c <= i + 4; c++) {
        const diagonal = c == i + 4;
        for (let row = i; row < i + 4; row++, to += diagonal ? 4 * half : size) {
          const at = diagonal ? row : c, given = row < rows && (diagonal ? !unit : c < row), p = from + <usize>row * rs + <usize>at * cs;
          // An element that is not read: 1 on the diagonal, else 0.
          const a = given ? load<T>(p) : <T>diagonal, b = given && complex ? load<T>(p + half) * sign : <T>0;
          if (diagonal && solve) {
            // What `over` wants.
            const wide = abs(a) >= abs(b), ratio = wide ? b / a : a / b, t = wide ? ratio : <T>1;
            store<T>(to, !complex ? a : wide ? <T>1 : ratio);
            store<T>(to + half, t);
            store<T>(to + 2 * half, -t);
            store<T>(to + 3 * half, wide ? a + b * ratio : b + a * ratio);
            continue;
          }
          // A factor of 1 or -1 must not make NaN of an infinity.
          store<T>(to, im == 0 ? re * a : re * a - im * b);
          if (complex) store<T>(to + half, im == 0 ? re * b : re * b + im * a);
        }
      }
    }
  }
}

// The panel's rows between operand 1 and scratch.
function fetch<E>(panel: usize, p: usize, rs: usize, cs: usize, rows: i32, cols: i32): void {
  const whole = cs == sizeof<E>() && cols == <i32>(PANEL / sizeof<E>());
  for (const end = panel + <usize>rows * PANEL; panel < end; panel += PANEL, p += rs) {
    if (whole) { v128.store(panel, v128.load(p)); v128.store(panel, v128.load(p, 16), 16); continue; }
    v128.store(panel, i64x2.splat(0));
    v128.store(panel, i64x2.splat(0), 16);
    for (let c = 0; c < cols; c++) store<E>(panel + <usize>c * sizeof<E>(), load<E>(p + <usize>c * cs));
  }
}
function bring<E>(panel: usize, p: usize, rs: usize, cs: usize, rows: i32, cols: i32): void {
  const whole = cs == sizeof<E>() && cols == <i32>(PANEL / sizeof<E>());
  for (const end = panel + <usize>rows * PANEL; panel < end; panel += PANEL, p += rs) {
    if (whole) { v128.store(p, v128.load(panel)); v128.store(p, v128.load(panel, 16), 16); continue; }
    for (let c = 0; c < cols; c++) store<E>(p + <usize>c * cs, load<E>(panel + <usize>c * sizeof<E>()));
  }
}

// The packed triangle at operand 0, times operand 1 (numbers(0) rows and numbers(1) columns) or solved for it, in place; units are panels.
// byRow: the diagonal is left out. The scalars are a factor of the right-hand sides of a solve; tileRows: there is one.
function run<T, E>(j: Job, begin: usize, end: usize, solve: bool): void {
  const rows = number(j, 0), n = number(j, 1), rs = along(j, 1, 0), cs = along(j, 1, 1), plain = j.byRow != 0, scaled = solve && j.tileRows != 0;
  const size = sizeof<E>(), cell = 4 * sizeof<T>(), width = <i32>(PANEL / size), panel = spare(0), to = solve ? panel : spare(1), alpha = to + 8192;
  if (scaled) { store<T>(alpha, <T>j.scalar0); store<T>(alpha + sizeof<T>(), <T>j.scalar1); }
  for (let u = begin; u < end; u++) {
    const b = base(j, 1) + u * <usize>width * cs, cols = min(width, n - <i32>u * width);
    fetch<E>(panel, b, rs, cs, rows, cols);
    if (scaled) for (let q = panel, stop = panel + <usize>rows * PANEL; q < stop; q += 16) v128.store(q, times<T, E>(alpha, v128.load(q)));
    let p = base(j, 0), out = to;
    for (let i = 0, at = panel; i < rows; i += 4, at += 4 * PANEL, out += 4 * PANEL) {
      let a0 = v128.load(at), a1 = v128.load(at, 32), a2 = v128.load(at, 64), a3 = v128.load(at, 96);
      let b0 = v128.load(at, 16), b1 = v128.load(at, 48), b2 = v128.load(at, 80), b3 = v128.load(at, 112);
      const d = p + <usize>(i + 4) * 4 * size;
      if (!solve && !plain) {
        a0 = times<T, E>(d, a0); b0 = times<T, E>(d, b0); a1 = times<T, E>(d + cell, a1); b1 = times<T, E>(d + cell, b1);
        a2 = times<T, E>(d + 2 * cell, a2); b2 = times<T, E>(d + 2 * cell, b2); a3 = times<T, E>(d + 3 * cell, a3); b3 = times<T, E>(d + 3 * cell, b3);
      }
      for (let q = panel; q < at; q += PANEL, p += 4 * size) {
        const x = v128.load(q), y = v128.load(q, 16), ix = turned<T, E>(x), iy = turned<T, E>(y);
        a0 = plus<T, E>(a0, p, x, ix); b0 = plus<T, E>(b0, p, y, iy);
        a1 = plus<T, E>(a1, p + size, x, ix); b1 = plus<T, E>(b1, p + size, y, iy);
        a2 = plus<T, E>(a2, p + 2 * size, x, ix); b2 = plus<T, E>(b2, p + 2 * size, y, iy);
        a3 = plus<T, E>(a3, p + 3 * size, x, ix); b3 = plus<T, E>(b3, p + 3 * size, y, iy);
      }
      if (solve && !plain) { a0 = over<T, E>(a0, d); b0 = over<T, E>(b0, d); }
      let x = solve ? a0 : v128.load(at), y = solve ? b0 : v128.load(at, 16), ix = turned<T, E>(x), iy = turned<T, E>(y);
      a1 = plus<T, E>(a1, p + size, x, ix); b1 = plus<T, E>(b1, p + size, y, iy);
      a2 = plus<T, E>(a2, p + 2 * size, x, ix); b2 = plus<T, E>(b2, p + 2 * size, y, iy);
      a3 = plus<T, E>(a3, p + 3 * size, x, ix); b3 = plus<T, E>(b3, p + 3 * size, y, iy);
      if (solve && !plain) { a1 = over<T, E>(a1, d + cell); b1 = over<T, E>(b1, d + cell); }
      x = solve ? a1 : v128.load(at, 32); y = solve ? b1 : v128.load(at, 48); ix = turned<T, E>(x); iy = turned<T, E>(y);
      a2 = plus<T, E>(a2, p + 6 * size, x, ix); b2 = plus<T, E>(b2, p + 6 * size, y, iy);
      a3 = plus<T, E>(a3, p + 7 * size, x, ix); b3 = plus<T, E>(b3, p + 7 * size, y, iy);
      if (solve && !plain) { a2 = over<T, E>(a2, d + 2 * cell); b2 = over<T, E>(b2, d + 2 * cell); }
      x = solve ? a2 : v128.load(at, 64); y = solve ? b2 : v128.load(at, 80); ix = turned<T, E>(x); iy = turned<T, E>(y);
      a3 = plus<T, E>(a3, p + 11 * size, x, ix); b3 = plus<T, E>(b3, p + 11 * size, y, iy);
      if (solve && !plain) { a3 = over<T, E>(a3, d + 3 * cell); b3 = over<T, E>(b3, d + 3 * cell); }
      v128.store(out, a0); v128.store(out, b0, 16); v128.store(out, a1, 32); v128.store(out, b1, 48);
      v128.store(out, a2, 64); v128.store(out, b2, 80); v128.store(out, a3, 96); v128.store(out, b3, 112);
      p = d + 4 * cell;
    }
    bring<E>(to, b, rs, cs, rows, cols);
  }
}

// The matrix of numbers(0) rows whose lower triangle is operand 0, to operand 1; byRow: hermitian. Units are tiles, row by row.
function mirror<T>(j: Job, begin: usize, end: usize, complex: bool): void {
  const n = number(j, 0), tiles = (n + TILE - 1) / TILE, ar = along(j, 0, 0), ac = along(j, 0, 1), br = along(j, 1, 0), bc = along(j, 1, 1), hermitian = j.byRow != 0;
  for (let u = <i32>begin; u < <i32>end; u++) {
    const top = u / tiles * TILE, left = u % tiles * TILE, bottom = min(n, top + TILE);
    if (left > top) continue;
    for (let i = top; i < bottom; i++) {
      const a = base(j, 0) + <usize>i * ar, b = base(j, 1);
      for (let k = left, stop = min(i + 1, left + TILE); k < stop; k++) {
        const p = a + <usize>k * ac, lower = b + <usize>i * br + <usize>k * bc, upper = b + <usize>k * br + <usize>i * bc, re = load<T>(p);
        store<T>(lower, re);
        store<T>(upper, re);
        if (!complex) continue;
        const im = hermitian && i == k ? <T>0 : load<T>(p + sizeof<T>());
        store<T>(lower + sizeof<T>(), im);
        store<T>(upper + sizeof<T>(), hermitian ? -im : im);
      }
    }
  }
}

// Lower triangles of operand 1 = those of operand 0 (tileRows: 1, else nothing) + the scalars times themselves, for numbers(0) matrices of
// numbers(1) rows, with strides along axes 0 to 2. A factor of 0 does not read them. byRow: hermitian. Units are rows.
function add<T>(j: Job, begin: usize, end: usize, complex: bool): void {
  const n = <usize>number(j, 1), given = j.tileRows != 0, hermitian = j.byRow != 0, re = <T>j.scalar0, im = <T>j.scalar1, half = sizeof<T>();
  const none = re == 0 && im == 0, plain = im == 0 && (hermitian || re == 1), from = along(j, 0, 2), to = along(j, 1, 2);
  for (let u = begin; u < end; u++) {
    const i = u % n;
    let p = base(j, 0) + u / n * along(j, 0, 0) + i * along(j, 0, 1), q = base(j, 1) + u / n * along(j, 1, 0) + i * along(j, 1, 1);
    for (let k: usize = 0; k <= i; k++, p += from, q += to) {
      let a = given ? load<T>(p) : <T>0, b = given && complex ? load<T>(p + half) : <T>0;
      if (!none) {
        const c = load<T>(q), d = complex ? load<T>(q + half) : <T>0;
        a += plain || !complex ? re * c : re * c - im * d;
        b += plain ? re * d : re * d + im * c;
      }
      store<T>(q, a);
      if (complex) store<T>(q + half, hermitian && i == k ? <T>0 : b);
    }
  }
}

function steps<T, E>(j: Job, begin: usize, end: usize): void {
  if (j.inputs == 1) run<T, E>(j, begin, end, false);
  else if (j.inputs == 2) run<T, E>(j, begin, end, true);
  else others<T>(j, begin, end, isComplex<T, E>());
}
function others<T>(j: Job, begin: usize, end: usize, complex: bool): void {
  if (j.inputs == 0) pack<T>(j, begin, end, complex);
  else if (j.inputs == 3) mirror<T>(j, begin, end, complex);
  else add<T>(j, begin, end, complex);
}

/** One step with triangles, by number. */
export function triangle(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job);
  switch (operand(job, 1).dtype) {
    case 9: return steps<f32, f32>(j, begin, end);
    case 10: return steps<f64, f64>(j, begin, end);
    case 11: return steps<f32, u64>(j, begin, end);
    case 12: return steps<f64, v128>(j, begin, end);
  }
}
