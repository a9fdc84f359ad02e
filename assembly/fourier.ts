// Fourier transforms: Stockham's autosort passes of radix 4, 2, 3, 5 and any small prime between two buffers in scratch, chirps
// (Bluestein 1970) for lengths with a large prime, and two steps over columns and rows (Bailey 1990) for long ones.
//
// Inside, numbers lie in blocks: a vector of real parts, then one of imaginary parts. A pass works on whole blocks only, which is
// what makes any radix SIMD. The lanes of a block are neighbouring transforms of a batch, columns of a long transform, or, of a
// single one, the four (or two) outputs of each butterfly of its first pass, which for that transposes in registers.
//
// Everything is done with exp(-2πi/n); the other sign is that of the conjugates: the imaginary parts change sign as they are read
// (`mask`) and written (a negative factor). Real numbers are complex ones of half the length, and a pass over pairs (k, n/2 - k).

import { Job, extent, operand, stride } from "./job";
import { spare, SPARE } from "./blocks";
import { constant, lanes, madd, nmadd } from "./lanes";

// Bytes of a block.
// @ts-ignore: decorator
@inline const BLOCK: usize = 32;
// Largest radix of the pass for any prime; bindings/transform.ts knows it.
// @ts-ignore: decorator
@inline const RADIX: usize = 61;
// Bytes of each of the two buffers: no multiple of 4 KiB, so that no store is taken for the load to come.
// @ts-ignore: decorator
@inline const ROOM: usize = (SPARE - RADIX * 64) / 128 * 64;

// What a transform is, as bindings/transform.ts writes it.
@unmanaged class Plan {
  length: i32;      // of the complex transform
  radix: i32;       // of the pass that reads interleaved numbers; 0: none, lanes only
  first: usize;     // its twiddles
  core: usize;      // the passes of what is left
  pairs: usize;     // factors of the pairs of a real transform
  chirp: usize;     // of Bluestein's form: exp(-πi j²/n) in blocks …
  spectrum: usize;  // … the transform of its conjugate, over the length …
  inner: Plan;      // … and the plan of that length
}
// A Core: number of passes, length, then for each radix, m, twiddles, and of any prime its cosines and sines.

// ---- Vocabulary. ----

// @ts-ignore: decorator
@inline function evens<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(a, b, 0, 2, 4, 6) : v128.shuffle<i64>(a, b, 0, 2); }
// @ts-ignore: decorator
@inline function odds<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(a, b, 1, 3, 5, 7) : v128.shuffle<i64>(a, b, 1, 3); }
// @ts-ignore: decorator
@inline function zipLow<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(a, b, 0, 4, 1, 5) : v128.shuffle<i64>(a, b, 0, 2); }
// @ts-ignore: decorator
@inline function zipHigh<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(a, b, 2, 6, 3, 7) : v128.shuffle<i64>(a, b, 1, 3); }
// @ts-ignore: decorator
@inline function low64(a: v128, b: v128): v128 { return v128.shuffle<i64>(a, b, 0, 2); }
// @ts-ignore: decorator
@inline function high64(a: v128, b: v128): v128 { return v128.shuffle<i64>(a, b, 1, 3); }
// @ts-ignore: decorator
@inline function plus<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
// @ts-ignore: decorator
@inline function minus<T>(a: v128, b: v128): v128 { return v128.sub<T>(a, b); }
// The sign bit of each lane, if asked.
// @ts-ignore: decorator
@inline function signs<T>(on: bool): v128 { return v128.splat<T>(on ? <T>-0.0 : <T>0); }

// An output of a butterfly: times its twiddle, as a block (M = u8); in the last pass times the scale, interleaved (u16), or as a block, as it is (u32).
// @ts-ignore: decorator
@inline function put<T, M>(y: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  if (sizeof<M>() == 1) {
    v128.store(y, nmadd<T>(im, wi, v128.mul<T>(re, wr)));
    v128.store(y, madd<T>(im, wr, v128.mul<T>(re, wi)), 16);
  } else put0<T, M>(y, re, im, wr, wi);
}
// The output that has no twiddle.
// @ts-ignore: decorator
@inline function put0<T, M>(y: usize, re: v128, im: v128, sr: v128, si: v128): void {
  if (sizeof<M>() == 2) {
    const a = v128.mul<T>(re, sr), b = v128.mul<T>(im, si);
    v128.store(y, zipLow<T>(a, b));
    v128.store(y, zipHigh<T>(a, b), 16);
  } else {
    v128.store(y, re);
    v128.store(y, im, 16);
  }
}

// ---- Passes: x[q + s (p + m k)] to y[q + s (r p + k)], k < r, p < m. Of these x and y are the first of a part, of `count` p and `run` q;
// s, run and k1 = s m in bytes. Bound by instructions and one store a cycle; radix 8 (which spills), two blocks at a time, and two passes at once by way
// of the first cache were no faster. ----

function pass4<T, M>(x: usize, y: usize, s: usize, k1: usize, count: usize, run: usize, w: usize, sr: v128, si: v128): void {
  const k2 = k1 * 2, k3 = k1 + k2, s2 = s * 2, s3 = s * 3, gap = s - run;
  let w1r = sr, w1i = si, w2r = sr, w2i = si, w3r = sr, w3i = si;
  for (; count > 0; count--) {
    if (sizeof<M>() == 1) {
      w1r = constant<T>(w); w1i = constant<T>(w + sizeof<T>());
      w2r = constant<T>(w + 2 * sizeof<T>()); w2i = constant<T>(w + 3 * sizeof<T>());
      w3r = constant<T>(w + 4 * sizeof<T>()); w3i = constant<T>(w + 5 * sizeof<T>());
      w += 6 * sizeof<T>();
    }
    for (const end = x + run; x < end; x += BLOCK, y += BLOCK) {
      const ar = v128.load(x), ai = v128.load(x, 16), cr = v128.load(x + k2), ci = v128.load(x + k2, 16);
      const t0r = plus<T>(ar, cr), t0i = plus<T>(ai, ci), t1r = minus<T>(ar, cr), t1i = minus<T>(ai, ci);
      const br = v128.load(x + k1), bi = v128.load(x + k1, 16), dr = v128.load(x + k3), di = v128.load(x + k3, 16);
      const t2r = plus<T>(br, dr), t2i = plus<T>(bi, di), t3r = minus<T>(br, dr), t3i = minus<T>(bi, di);
      put0<T, M>(y, plus<T>(t0r, t2r), plus<T>(t0i, t2i), sr, si);
      put<T, M>(y + s, plus<T>(t1r, t3i), minus<T>(t1i, t3r), w1r, w1i);
      put<T, M>(y + s2, minus<T>(t0r, t2r), minus<T>(t0i, t2i), w2r, w2i);
      put<T, M>(y + s3, minus<T>(t1r, t3i), plus<T>(t1i, t3r), w3r, w3i);
    }
    x += gap;
    y += s3 + gap;
  }
}

function pass2<T, M>(x: usize, y: usize, s: usize, k1: usize, count: usize, run: usize, w: usize, sr: v128, si: v128): void {
  const gap = s - run;
  let wr = sr, wi = si;
  for (; count > 0; count--) {
    if (sizeof<M>() == 1) { wr = constant<T>(w); wi = constant<T>(w + sizeof<T>()); w += 2 * sizeof<T>(); }
    for (const end = x + run; x < end; x += BLOCK, y += BLOCK) {
      const ar = v128.load(x), ai = v128.load(x, 16), br = v128.load(x + k1), bi = v128.load(x + k1, 16);
      put0<T, M>(y, plus<T>(ar, br), plus<T>(ai, bi), sr, si);
      put<T, M>(y + s, minus<T>(ar, br), minus<T>(ai, bi), wr, wi);
    }
    x += gap;
    y += s + gap;
  }
}

// Of radix 3: 1/2 and sin(2π/3); of radix 5: cos and sin of 2π/5 and 4π/5.
// @ts-ignore: decorator
@inline const C64: usize = memory.data<f64>([0.5, 0.8660254037844386, 0.30901699437494745, 0.9510565162951535, -0.8090169943749475, 0.5877852522924731]);
// @ts-ignore: decorator
@inline const C32: usize = memory.data<f32>([0.5, 0.8660254037844386, 0.30901699437494745, 0.9510565162951535, -0.8090169943749475, 0.5877852522924731]);
// @ts-ignore: decorator
@inline function fixed<T>(i: usize): v128 { return constant<T>((sizeof<T>() == 4 ? C32 : C64) + i * sizeof<T>()); }

function pass3<T, M>(x: usize, y: usize, s: usize, k1: usize, count: usize, run: usize, w: usize, sr: v128, si: v128): void {
  const k2 = k1 * 2, s2 = s * 2, gap = s - run, half = fixed<T>(0), sine = fixed<T>(1);
  let w1r = sr, w1i = si, w2r = sr, w2i = si;
  for (; count > 0; count--) {
    if (sizeof<M>() == 1) {
      w1r = constant<T>(w); w1i = constant<T>(w + sizeof<T>());
      w2r = constant<T>(w + 2 * sizeof<T>()); w2i = constant<T>(w + 3 * sizeof<T>());
      w += 4 * sizeof<T>();
    }
    for (const end = x + run; x < end; x += BLOCK, y += BLOCK) {
      const ar = v128.load(x), ai = v128.load(x, 16), br = v128.load(x + k1), bi = v128.load(x + k1, 16), cr = v128.load(x + k2), ci = v128.load(x + k2, 16);
      const tr = plus<T>(br, cr), ti = plus<T>(bi, ci), ur = nmadd<T>(tr, half, ar), ui = nmadd<T>(ti, half, ai);
      const vr = v128.mul<T>(minus<T>(br, cr), sine), vi = v128.mul<T>(minus<T>(bi, ci), sine);
      put0<T, M>(y, plus<T>(ar, tr), plus<T>(ai, ti), sr, si);
      put<T, M>(y + s, plus<T>(ur, vi), minus<T>(ui, vr), w1r, w1i);
      put<T, M>(y + s2, minus<T>(ur, vi), plus<T>(ui, vr), w2r, w2i);
    }
    x += gap;
    y += s2 + gap;
  }
}

function pass5<T, M>(x: usize, y: usize, s: usize, k1: usize, count: usize, run: usize, w: usize, sr: v128, si: v128): void {
  const k2 = k1 * 2, k3 = k1 + k2, k4 = k1 * 4, s2 = s * 2, s3 = s * 3, s4 = s * 4, gap = s - run;
  const c1 = fixed<T>(2), s1 = fixed<T>(3), c2 = fixed<T>(4), sn2 = fixed<T>(5);
  let w1r = sr, w1i = si, w2r = sr, w2i = si, w3r = sr, w3i = si, w4r = sr, w4i = si;
  for (; count > 0; count--) {
    if (sizeof<M>() == 1) {
      w1r = constant<T>(w); w1i = constant<T>(w + sizeof<T>());
      w2r = constant<T>(w + 2 * sizeof<T>()); w2i = constant<T>(w + 3 * sizeof<T>());
      w3r = constant<T>(w + 4 * sizeof<T>()); w3i = constant<T>(w + 5 * sizeof<T>());
      w4r = constant<T>(w + 6 * sizeof<T>()); w4i = constant<T>(w + 7 * sizeof<T>());
      w += 8 * sizeof<T>();
    }
    for (const end = x + run; x < end; x += BLOCK, y += BLOCK) {
      const ar = v128.load(x), ai = v128.load(x, 16);
      const br = v128.load(x + k1), bi = v128.load(x + k1, 16), er = v128.load(x + k4), ei = v128.load(x + k4, 16);
      const t1r = plus<T>(br, er), t1i = plus<T>(bi, ei), d1r = minus<T>(br, er), d1i = minus<T>(bi, ei);
      const cr = v128.load(x + k2), ci = v128.load(x + k2, 16), dr = v128.load(x + k3), di = v128.load(x + k3, 16);
      const t2r = plus<T>(cr, dr), t2i = plus<T>(ci, di), d2r = minus<T>(cr, dr), d2i = minus<T>(ci, di);
      put0<T, M>(y, plus<T>(ar, plus<T>(t1r, t2r)), plus<T>(ai, plus<T>(t1i, t2i)), sr, si);
      const ur = madd<T>(t2r, c2, madd<T>(t1r, c1, ar)), ui = madd<T>(t2i, c2, madd<T>(t1i, c1, ai));
      const vr = madd<T>(d2r, sn2, v128.mul<T>(d1r, s1)), vi = madd<T>(d2i, sn2, v128.mul<T>(d1i, s1));
      put<T, M>(y + s, plus<T>(ur, vi), minus<T>(ui, vr), w1r, w1i);
      put<T, M>(y + s4, minus<T>(ur, vi), plus<T>(ui, vr), w4r, w4i);
      const pr = madd<T>(t2r, c1, madd<T>(t1r, c2, ar)), pi = madd<T>(t2i, c1, madd<T>(t1i, c2, ai));
      const qr = nmadd<T>(d2r, s1, v128.mul<T>(d1r, sn2)), qi = nmadd<T>(d2i, s1, v128.mul<T>(d1i, sn2));
      put<T, M>(y + s2, plus<T>(pr, qi), minus<T>(pi, qr), w2r, w2i);
      put<T, M>(y + s3, minus<T>(pr, qi), plus<T>(pi, qr), w3r, w3i);
    }
    x += gap;
    y += s4 + gap;
  }
}

// Any odd radix (1 too: a copy) by sums and differences of x[k], x[r - k]; cosines and sines in the order in which they are wanted.
function passAny<T>(x: usize, y: usize, s: usize, k1: usize, count: usize, run: usize, w: usize, r: usize, roots: usize): void {
  const last = (r - 1) * k1, gap = s - run, size = sizeof<T>(), half = (r - 1) >> 1, sums = spare(0) + 2 * ROOM, sumsEnd = sums + half * 64, lastY = (r - 1) * s;
  for (; count > 0; count--) {
    for (const end = x + run; x < end; x += BLOCK, y += BLOCK) {
      const ar = v128.load(x), ai = v128.load(x, 16);
      let tr = ar, ti = ai;
      for (let t = sums, b = x + k1, e = x + last; t < sumsEnd; t += 64, b += k1, e -= k1) {
        const br = v128.load(b), bi = v128.load(b, 16), er = v128.load(e), ei = v128.load(e, 16), pr = plus<T>(br, er), pi = plus<T>(bi, ei);
        tr = plus<T>(tr, pr); ti = plus<T>(ti, pi);
        v128.store(t, pr); v128.store(t, pi, 16);
        v128.store(t, minus<T>(br, er), 32); v128.store(t, minus<T>(bi, ei), 48);
      }
      v128.store(y, tr); v128.store(y, ti, 16);
      for (let b = y + s, e = y + lastY, c = roots, f = w, g = w + (r - 2) * 2 * size; b < e; b += s, e -= s, f += 2 * size, g -= 2 * size) {
        let ur = ar, ui = ai, vr = v128.splat<T>(0), vi = vr;
        for (let t = sums; t < sumsEnd; t += 64, c += 2 * size) {
          const cosine = constant<T>(c), sine = constant<T>(c + size);
          ur = madd<T>(v128.load(t), cosine, ur); ui = madd<T>(v128.load(t, 16), cosine, ui);
          vr = madd<T>(v128.load(t, 32), sine, vr); vi = madd<T>(v128.load(t, 48), sine, vi);
        }
        put<T, u8>(b, plus<T>(ur, vi), minus<T>(ui, vr), constant<T>(f), constant<T>(f + size));
        put<T, u8>(e, minus<T>(ur, vi), plus<T>(ui, vr), constant<T>(g), constant<T>(g + size));
      }
    }
    x += gap;
    y += lastY + gap;
    w += (r - 1) * 2 * size;
  }
}

// Blocks to interleaved numbers, scaled, in place.
function zip<T>(y: usize, blocks: usize, sr: v128, si: v128): void {
  for (const end = y + blocks * BLOCK; y < end; y += BLOCK) put0<T, u16>(y, v128.load(y), v128.load(y, 16), sr, si);
}

// All passes over rows of `blocks` blocks, from x by way of the buffers a and b (which may be x); the last one to `to` unless 0. Returns where the result lies, interleaved and scaled if `done`, else as blocks.
function passes<T>(plan: usize, x: usize, a: usize, b: usize, to: usize, blocks: usize, done: bool, sr: v128, si: v128): usize {
  const count = load<i32>(plan), all = <usize>load<i32>(plan, 4) * blocks;
  let s = blocks * BLOCK, y = a;
  plan += 8;
  for (let i = 1; i <= count; i++, plan += 16) {
    const r = load<i32>(plan), m = <usize>load<i32>(plan, 4), w = <usize>load<i32>(plan, 8);
    if (i == count && to) y = to;
    if (r > 5 || r == 1) {
      passAny<T>(x, y, s, s * m, m, s, w, r, <usize>load<i32>(plan, 12));
      if (i == count && done) zip<T>(y, all, sr, si);
    } else if (i < count) pass<T, u8>(r, x, y, s, s * m, m, s, w, sr, si);
    else if (done) pass<T, u16>(r, x, y, s, s * m, m, s, w, sr, si);
    else pass<T, u32>(r, x, y, s, s * m, m, s, w, sr, si);
    s *= r;
    x = y;
    y = y == a ? b : a;
  }
  return x;
}
// @ts-ignore: decorator
@inline function pass<T, M>(r: i32, x: usize, y: usize, s: usize, k1: usize, count: usize, run: usize, w: usize, sr: v128, si: v128): void {
  if (r == 4) pass4<T, M>(x, y, s, k1, count, run, w, sr, si);
  else if (r == 2) pass2<T, M>(x, y, s, k1, count, run, w, sr, si);
  else if (r == 3) pass3<T, M>(x, y, s, k1, count, run, w, sr, si);
  else pass5<T, M>(x, y, s, k1, count, run, w, sr, si);
}

// A single transform's first pass: on interleaved numbers, as only the twiddles want them apart; the outputs of each p make a block (of float64, two), with its twiddles.
function first4<T>(x: usize, y: usize, k1: usize, count: usize, w: usize, mask: v128): void {
  const k2 = k1 * 2, k3 = k1 + k2, to = x + count * 2 * sizeof<T>();
  // Times -i is an exchange and a sign. The conjugates' outputs are those of the other sign, with their own in the imaginary parts.
  const turned = v128.xor(mask, sizeof<T>() == 4 ? f32x4(0, -0.0, 0, -0.0) : f64x2(0, -0.0));
  if (sizeof<T>() == 8) {
    for (; x < to; x += 16, y += 2 * BLOCK, w += 2 * BLOCK) {
      const a = v128.load(x), b = v128.load(x + k1), c = v128.load(x + k2), d = v128.load(x + k3);
      const t0 = plus<T>(a, c), t1 = minus<T>(a, c), t2 = plus<T>(b, d), u = minus<T>(b, d), t3 = v128.xor(v128.shuffle<i64>(u, u, 1, 0), turned);
      const y0 = plus<T>(t0, t2), y1 = plus<T>(t1, t3), y2 = minus<T>(t0, t2), y3 = minus<T>(t1, t3);
      putTwiddled<T>(y, low64(y0, y1), high64(y0, y1), w, mask);
      putTwiddled<T>(y + BLOCK, low64(y2, y3), high64(y2, y3), w + BLOCK, mask);
    }
  } else {
    const last = to - 16;
    for (; x < to; x += 16, y += 2 * BLOCK, w += 2 * BLOCK) {
      if (x > last) { x -= 8; y -= BLOCK; w -= BLOCK; }
      const a = v128.load(x), b = v128.load(x + k1), c = v128.load(x + k2), d = v128.load(x + k3);
      const t0 = plus<T>(a, c), t1 = minus<T>(a, c), t2 = plus<T>(b, d), u = minus<T>(b, d), t3 = v128.xor(v128.shuffle<i32>(u, u, 1, 0, 3, 2), turned);
      const y0 = plus<T>(t0, t2), y1 = plus<T>(t1, t3), y2 = minus<T>(t0, t2), y3 = minus<T>(t1, t3);
      let p = zipLow<T>(y0, y1), q = zipLow<T>(y2, y3);
      putTwiddled<T>(y, low64(p, q), high64(p, q), w, mask);
      p = zipHigh<T>(y0, y1); q = zipHigh<T>(y2, y3);
      putTwiddled<T>(y + BLOCK, low64(p, q), high64(p, q), w + BLOCK, mask);
    }
  }
}
// @ts-ignore: decorator
@inline function putTwiddled<T>(y: usize, re: v128, im: v128, w: usize, mask: v128): void {
  put<T, u8>(y, re, v128.xor(im, mask), v128.load(w), v128.load(w, 16));
}
// float64 where 4 does not divide the length.
function first2(x: usize, y: usize, k1: usize, count: usize, w: usize, mask: v128): void {
  for (const to = x + count * 16; x < to; x += 16, y += BLOCK, w += BLOCK) {
    const a = v128.load(x), b = v128.load(x + k1), y0 = plus<f64>(a, b), y1 = minus<f64>(a, b);
    putTwiddled<f64>(y, low64(y0, y1), high64(y0, y1), w, mask);
  }
}
// A 4 × 4 transpose, its rows `step` apart.
// @ts-ignore: decorator
@inline function turn(t: usize, step: usize, a: v128, b: v128, c: v128, d: v128): void {
  const p = v128.shuffle<i32>(a, b, 0, 4, 1, 5), q = v128.shuffle<i32>(c, d, 0, 4, 1, 5), r = v128.shuffle<i32>(a, b, 2, 6, 3, 7), s = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(t, low64(p, q));
  v128.store(t + step, high64(p, q));
  v128.store(t + step * 2, low64(r, s));
  v128.store(t + step * 3, high64(r, s));
}

// Interleaved numbers times a table in blocks, from x (conjugated if the mask says so) to y, times (sr, si).
function product<T>(y: usize, x: usize, w: usize, count: usize, mask: v128, sr: v128, si: v128): void {
  for (const end = y + count * 2 * sizeof<T>(); y < end; y += BLOCK, x += BLOCK, w += BLOCK) {
    const a = v128.load(x), b = v128.load(x, 16), re = evens<T>(a, b), im = v128.xor(odds<T>(a, b), mask), wr = v128.load(w), wi = v128.load(w, 16);
    put0<T, u16>(y, nmadd<T>(im, wi, v128.mul<T>(re, wr)), madd<T>(im, wr, v128.mul<T>(re, wi)), sr, si);
  }
}

// A single transform of interleaved numbers at x (of which Bluestein's form reads some past the last) to `to`, or where it returns unless that is given; `done` as in passes.
function transform<T>(plan: Plan, x: usize, a: usize, b: usize, to: usize, done: bool, mask: v128, sr: v128, si: v128): usize {
  const n = <usize>plan.length, size = 2 * sizeof<T>();
  if (plan.chirp) {
    const inner = plan.inner, m = <usize>inner.length, one = v128.splat<T>(1), none = v128.splat<T>(0);
    product<T>(b, x, plan.chirp, n, mask, one, one);
    memory.fill(b + n * size, 0, (m - n) * size);
    const y = transform<T>(inner, b, a, b, 0, true, none, one, one);
    product<T>(b, y, plan.spectrum, m, none, one, v128.splat<T>(-1));
    const z = transform<T>(inner, b, a, b, 0, true, none, one, v128.splat<T>(-1));
    product<T>(z, z, plan.chirp, n, none, sr, si);
    return z;
  }
  if (sizeof<T>() == 4 || plan.radix == 4) first4<T>(x, a, (n >> 2) * size, n >> 2, plan.first, mask);
  else first2(x, a, (n >> 1) * size, n >> 1, plan.first, mask);
  return passes<T>(plan.core, a, b, a, to, <usize>(plan.radix / lanes<T>()), done, sr, si);
}

// ---- Real transforms. With A at k and B at n - k: X[k] = h (A + B*) + t (A - B*), X[n - k] = (h (A + B*) - t (A - B*))*. ----

// evens, odds and the two vectors of a zip, of numbers that lie backwards.
// @ts-ignore: decorator
@inline function evensBack<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(a, b, 6, 4, 2, 0) : v128.shuffle<i64>(a, b, 2, 0); }
// @ts-ignore: decorator
@inline function oddsBack<T>(a: v128, b: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(a, b, 7, 5, 3, 1) : v128.shuffle<i64>(a, b, 3, 1); }
// @ts-ignore: decorator
@inline function storeBack<T>(y: usize, re: v128, im: v128): void {
  v128.store(y, sizeof<T>() == 4 ? v128.shuffle<i32>(re, im, 3, 7, 2, 6) : v128.shuffle<i64>(re, im, 1, 3));
  v128.store(y, sizeof<T>() == 4 ? v128.shuffle<i32>(re, im, 1, 5, 0, 4) : v128.shuffle<i64>(re, im, 0, 2), 16);
}
// Of blocks at n - k (its first) and before it (the others), the numbers from n - k backwards.
// @ts-ignore: decorator
@inline function back<T>(next: v128, a: v128): v128 { return sizeof<T>() == 4 ? v128.shuffle<i32>(next, a, 0, 7, 6, 5) : v128.shuffle<i64>(next, a, 0, 3); }

// To a spectrum, from blocks at x (and room for one more) to n + 1 interleaved numbers: half the shuffles. The table begins at k = 0.
function pairBlocks<T>(x: usize, y: usize, n: usize, table: usize, scale: T, outMask: v128): void {
  const V = <usize>lanes<T>(), size = 2 * sizeof<T>(), h = v128.splat<T>(<T>0.5 * scale), s = v128.splat<T>(scale), half = n >> 1;
  let q = x + n * size, nr = v128.load(x), ni = v128.load(x, 16);
  const re = load<T>(x), im = load<T>(x + 16);
  let to = y + (n - V + 1) * size;
  const middle = x + half / V * BLOCK + half % V * sizeof<T>(), mr = load<T>(middle), mi = load<T>(middle + 16);
  for (let p = x, f = y, end = x + half * size; p < end; p += BLOCK, f += BLOCK, to -= BLOCK, table += BLOCK) {
    q -= BLOCK;
    const ar = v128.load(p), ai = v128.load(p, 16), cr = v128.load(q), ci = v128.load(q, 16), br = back<T>(nr, cr), bi = back<T>(ni, ci);
    nr = cr; ni = ci;
    const ur = v128.mul<T>(h, plus<T>(ar, br)), ui = v128.mul<T>(h, minus<T>(ai, bi)), dr = v128.mul<T>(s, minus<T>(ar, br)), di = v128.mul<T>(s, plus<T>(ai, bi)), tr = v128.load(table), ti = v128.load(table, 16);
    const vr = nmadd<T>(di, ti, v128.mul<T>(dr, tr)), vi = madd<T>(di, tr, v128.mul<T>(dr, ti)), pr = plus<T>(ur, vr), pi = v128.xor(plus<T>(ui, vi), outMask);
    v128.store(f, zipLow<T>(pr, pi)); v128.store(f, zipHigh<T>(pr, pi), 16);
    storeBack<T>(to, minus<T>(ur, vr), v128.xor(minus<T>(vi, ui), outMask));
  }
  store<T>(y, (re + im) * scale); store<T>(y, 0, sizeof<T>());
  store<T>(y + n * size, (re - im) * scale); store<T>(y + n * size, 0, sizeof<T>());
  store<T>(y + half * size, mr * scale); store<T>(y + half * size, v128.extract_lane<T>(v128.xor(v128.splat<T>(-mi * scale), outMask), 0), sizeof<T>());
}

// Interleaved numbers from x to y. To a spectrum: n of x (n is 0 again) to n + 1 of y; from a spectrum the reverse. 2 V ≤ n, and vectors meet in the middle.
function pairs<T>(x: usize, y: usize, n: usize, from: usize, to: usize, table: usize, spectrum: bool, inMask: v128, outMask: v128): void {
  const V = <usize>lanes<T>(), size = 2 * sizeof<T>(), h = v128.splat<T>(spectrum ? <T>0.5 : <T>1);
  if (from == 0) {
    const re = load<T>(x), im = load<T>(spectrum ? x + sizeof<T>() : x + n * size);
    store<T>(y, re + im);
    if (spectrum) { store<T>(y + sizeof<T>(), 0); store<T>(y + n * size, re - im); store<T>(y + n * size + sizeof<T>(), 0); }
    else store<T>(y + sizeof<T>(), v128.extract_lane<T>(v128.xor(v128.splat<T>(re - im), outMask), 0));
  }
  table += from * 2 * sizeof<T>();
  for (let k = from + 1; k <= to; k += V, table += BLOCK) {
    const f = k * size, g = (n - k - V + 1) * size, a0 = v128.load(x + f), a1 = v128.load(x + f, 16), b0 = v128.load(x + g), b1 = v128.load(x + g, 16);
    const ar = evens<T>(a0, a1), ai = v128.xor(odds<T>(a0, a1), inMask), br = evensBack<T>(b0, b1), bi = v128.xor(oddsBack<T>(b0, b1), inMask);
    const ur = v128.mul<T>(h, plus<T>(ar, br)), ui = v128.mul<T>(h, minus<T>(ai, bi)), dr = minus<T>(ar, br), di = plus<T>(ai, bi), tr = v128.load(table), ti = v128.load(table, 16);
    const vr = nmadd<T>(di, ti, v128.mul<T>(dr, tr)), vi = madd<T>(di, tr, v128.mul<T>(dr, ti));
    const pr = plus<T>(ur, vr), pi = v128.xor(plus<T>(ui, vi), outMask);
    v128.store(y + f, zipLow<T>(pr, pi)); v128.store(y + f, zipHigh<T>(pr, pi), 16);
    storeBack<T>(y + g, minus<T>(ur, vr), v128.xor(minus<T>(vi, ui), outMask));
  }
}

// The same over rows of blocks, in place: to a spectrum, interleaved and scaled, or as blocks from one.
function pairRows<T>(x: usize, n: usize, blocks: usize, table: usize, spectrum: bool, scale: T, inMask: v128, outMask: v128): void {
  const V = <usize>lanes<T>(), row = blocks * BLOCK, h = v128.splat<T>(spectrum ? <T>0.5 * scale : scale), s = v128.splat<T>(scale), none = v128.splat<T>(0);
  for (let k: usize = 0; k <= n >> 1; k++) {
    const t = table + ((k - 1) / V) * BLOCK + ((k - 1) % V) * sizeof<T>();
    const tr = k ? constant<T>(t) : none, ti = k ? constant<T>(t + 16) : v128.splat<T>(spectrum ? <T>-0.5 : <T>1);
    let p = x + k * row, q = x + (n - k) * row;
    for (const end = p + row; p < end; p += BLOCK, q += BLOCK) {
      const b = spectrum && k == 0 ? p : q, ar = v128.load(p), br = v128.load(b);
      let ai = v128.xor(v128.load(p, 16), inMask), bi = v128.xor(v128.load(b, 16), inMask);
      if (!spectrum && k == 0) { ai = none; bi = none; }
      const ur = v128.mul<T>(h, plus<T>(ar, br)), ui = v128.mul<T>(h, minus<T>(ai, bi)), dr = v128.mul<T>(s, minus<T>(ar, br)), di = v128.mul<T>(s, plus<T>(ai, bi));
      const vr = nmadd<T>(di, ti, v128.mul<T>(dr, tr)), vi = madd<T>(di, tr, v128.mul<T>(dr, ti));
      const pr = plus<T>(ur, vr), pi = v128.xor(plus<T>(ui, vi), outMask), qr = minus<T>(ur, vr), qi = v128.xor(minus<T>(vi, ui), outMask);
      v128.store(q, spectrum ? zipLow<T>(qr, qi) : qr); v128.store(q, spectrum ? zipHigh<T>(qr, qi) : qi, 16);
      v128.store(p, spectrum ? zipLow<T>(pr, pi) : pr); v128.store(p, spectrum ? zipHigh<T>(pr, pi) : pi, 16);
    }
  }
}

// ---- Columns to blocks and back. Lanes past the last column repeat it. ----

// Four (two) complex numbers as a block.
// @ts-ignore: decorator
@inline function gatherBlock<T>(to: usize, p: usize, o1: usize, o2: usize, o3: usize, mask: v128): void {
  let a: v128, b: v128;
  if (sizeof<T>() == 8) { a = v128.load(p); b = v128.load(p + o1); }
  else if (o1 == 8 && o3 == 24) { a = v128.load(p); b = v128.load(p, 16); }
  else { a = v128.load64_lane(p + o1, v128.load64_zero(p), 1); b = v128.load64_lane(p + o3, v128.load64_zero(p + o2), 1); }
  v128.store(to, evens<T>(a, b));
  v128.store(to, v128.xor(odds<T>(a, b), mask), 16);
}
// Real numbers of as many columns.
// @ts-ignore: decorator
@inline function reals<T>(p: usize, o1: usize, o2: usize, o3: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_lane(p + o1, v128.load64_zero(p), 1);
  return v128.load32_lane(p + o3, v128.load32_lane(p + o2, v128.load32_lane(p + o1, v128.load32_zero(p), 1), 2), 3);
}
// Whole rows of neighbouring columns: little code, so that many rows are on their way at once (2^20 numbers: 7.7 ns each with the general form's columns).
function gatherWhole<T>(to: usize, from: usize, es: usize, rows: usize, blocks: usize, mask: v128): void {
  for (; rows > 0; rows--, from += es) {
    let p = from;
    for (const end = to + blocks * BLOCK; to < end; to += BLOCK, p += BLOCK) {
      const a = v128.load(p), b = v128.load(p, 16);
      v128.store(to, evens<T>(a, b));
      v128.store(to, v128.xor(odds<T>(a, b), mask), 16);
    }
  }
}
// Rows of columns `ts` bytes apart, elements `es`: the first `count` are there, the other rows are 0. parts: 2 complex; 1: real, two to a row; 0: real, one to a row.
function gather<T>(to: usize, from: usize, es: usize, ts: usize, rows: usize, count: usize, cols: usize, blocks: usize, parts: i32, mask: v128): void {
  if (parts == 2 && ts == 2 * sizeof<T>() && cols == blocks * <usize>lanes<T>() && count >= rows) { gatherWhole<T>(to, from, es, rows, blocks, mask); return; }
  const V = <usize>lanes<T>(), none = v128.splat<T>(0), left = cols % V, whole = cols - left, next = es << <usize>(parts == 1);
  for (let j: usize = 0; j < rows; j++, from += next) {
    const first = j << <usize>(parts == 1), end = to + blocks * BLOCK;
    let p = from;
    if (first < count) {
      for (let c: usize = 0; c < cols; c += V, p += V * ts, to += BLOCK) {
        const l = c == whole ? left - 1 : V, o1 = min<usize>(1, l) * ts, o2 = min<usize>(2, l) * ts, o3 = min<usize>(3, l) * ts;
        if (parts == 2) gatherBlock<T>(to, p, o1, o2, o3, mask);
        else {
          v128.store(to, reals<T>(p, o1, o2, o3));
          v128.store(to, parts == 1 && first + 1 < count ? v128.xor(reals<T>(p + es, o1, o2, o3), mask) : none, 16);
        }
      }
    }
    for (; to < end; to += 16) v128.store(to, none);
  }
}

// One number (re, im) at x to p: parts as in gather, elements es apart.
// @ts-ignore: decorator
@inline function scatterOne<T>(x: usize, p: usize, es: usize, parts: i32): void {
  store<T>(p, load<T>(x));
  if (parts == 2) store<T>(p, load<T>(x, sizeof<T>()), sizeof<T>());
  else if (parts == 1) store<T>(p + es, load<T>(x, sizeof<T>()));
}
// Interleaved rows to columns.
function scatter<T>(x: usize, to: usize, es: usize, ts: usize, rows: usize, cols: usize, blocks: usize, parts: i32): void {
  const V = <usize>lanes<T>(), size = 2 * sizeof<T>(), next = es << <usize>(parts == 1), whole = parts == 2 ? cols - cols % V : <usize>0;
  for (let j: usize = 0; j < rows; j++, to += next, x += blocks * BLOCK) {
    let p = to, f = x;
    for (const end = x + whole * size; f < end; f += BLOCK) {
      const a = v128.load(f), b = v128.load(f, 16);
      if (sizeof<T>() == 8) { v128.store(p, a); v128.store(p + ts, b); p += ts * 2; }
      else if (ts == 8) { v128.store(p, a); v128.store(p, b, 16); p += 32; }
      else {
        v128.store64_lane(p, a, 0); p += ts;
        v128.store64_lane(p, a, 1); p += ts;
        v128.store64_lane(p, b, 0); p += ts;
        v128.store64_lane(p, b, 1); p += ts;
      }
    }
    for (const end = x + cols * size; f < end; f += size, p += ts) scatterOne<T>(f, p, es, parts);
  }
}

// ---- Steps. ----

// Numbers `es` bytes apart (parts T each) to those `step` apart, and zeros for those that are missing.
function move<T>(to: usize, step: usize, from: usize, es: usize, count: usize, all: usize, parts: i32): void {
  for (let j: usize = 0; j < all; j++, to += step, from += es) {
    const there = j < count;
    store<T>(to, there ? load<T>(from) : 0);
    if (parts == 2) store<T>(to, there ? load<T>(from, sizeof<T>()) : 0, sizeof<T>());
  }
}

// @ts-ignore: decorator
@inline const REAL_IN: i32 = 1;
// @ts-ignore: decorator
@inline const REAL_OUT: i32 = 2;
// @ts-ignore: decorator
@inline const CONJUGATE: i32 = 4;

// Bytes from an operand's base to the unit's transform; columns are a job's last axis but one, its transforms' axis the last.
function place(job: usize, k: i32, outer: usize, column: usize): usize {
  const o = operand(job, k), last = changetype<Job>(job).ndim - 2;
  let at = o.base + column * stride(o, last);
  for (let axis = last - 1; axis >= 0; axis--) {
    const n = <usize>extent(job, axis);
    at += (outer % n) * stride(o, axis);
    outer /= n;
  }
  return at;
}

// Each unit a transform. tileRows: elements that there are; granule: the length.
function single<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), plan = changetype<Plan>(operand(job, 2).base), axis = j.ndim - 1, flags = j.byRow, n = <usize>j.granule, count = <usize>j.tileRows;
  const columns = <usize>extent(job, axis - 1), is = <usize>stride(operand(job, 0), axis), os = <usize>stride(operand(job, 1), axis), s = sizeof<T>(), size = s * 2;
  const a = spare(0), b = a + ROOM, conjugate = (flags & CONJUGATE) != 0, half = plan.pairs != 0, h = (n >> 1) + 1, on = signs<T>(true), none = signs<T>(false);
  const sr = v128.splat<T>(<T>j.scalar0), si = v128.splat<T>(<T>j.scalar1), dense = os == (flags & REAL_OUT ? s : size);
  for (let u = begin; u < end; u++) {
    const outer = u / columns, column = u - outer * columns;
    let x = place(job, 0, outer, column);
    const to = place(job, 1, outer, column);
    if (flags & REAL_IN) {
      if (!half) { memory.fill(b, 0, n * size); move<T>(b, size, x, is, count, count, 1); x = b; }
      else if (is != s || count < n || plan.chirp) { move<T>(b, s, x, is, count, n, 1); x = b; }
      const y = transform<T>(plan, x, a, b, 0, !half || plan.chirp != 0, half ? none : signs<T>(conjugate), sr, si);
      if (half) {
        const z = os == size ? to : y == a ? b : a;
        if (plan.chirp) pairs<T>(y, z, n >> 1, 0, n >> 2, plan.pairs, true, none, signs<T>(conjugate));
        else pairBlocks<T>(y, z, n >> 1, plan.pairs, <T>j.scalar0, signs<T>(conjugate));
        if (os != size) move<T>(to, os, z, size, h, h, 2);
      } else move<T>(to, os, y, size, h, h, 2);
    } else if (flags & REAL_OUT) {
      if (half) {
        if (is != size || count < h) { move<T>(a, size, x, is, count, h, 2); x = a; }
        pairs<T>(x, b, n >> 1, 0, n >> 2, plan.pairs, false, signs<T>(!conjugate), on);
        const y = transform<T>(plan, b, a, b, dense ? to : 0, true, none, sr, si);
        if (y != to) move<T>(to, os, y, s, n, n, 1);
      } else {
        move<T>(b, size, x, is, count, h, 2);
        store<T>(b + s, 0);
        for (let k = h; k < n; k++) { store<T>(b + k * size, load<T>(b + (n - k) * size)); store<T>(b + k * size + s, -load<T>(b + (n - k) * size + s)); }
        const y = transform<T>(plan, b, a, b, 0, true, signs<T>(conjugate), sr, si);
        move<T>(to, os, y, size, n, n, 1);
      }
    } else {
      if (is != size || count < n || plan.chirp) { move<T>(b, size, x, is, count, n, 2); x = b; }
      const y = transform<T>(plan, x, a, b, dense ? to : 0, true, signs<T>(conjugate), sr, si);
      if (y != to) move<T>(to, os, y, size, n, n, 2);
    }
  }
}

// Each unit tileCols columns.
function columns<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), plan = changetype<Plan>(operand(job, 2).base), axis = j.ndim - 1, flags = j.byRow, n = <usize>j.granule, count = <usize>j.tileRows, most = <usize>j.tileCols;
  const all = <usize>extent(job, axis - 1), groups = (all + most - 1) / most, V = <usize>lanes<T>(), N = <usize>plan.length, h = (n >> 1) + 1;
  const is = <usize>stride(operand(job, 0), axis), it = <usize>stride(operand(job, 0), axis - 1), os = <usize>stride(operand(job, 1), axis), ot = <usize>stride(operand(job, 1), axis - 1);
  const a = spare(0), b = a + ROOM, conjugate = (flags & CONJUGATE) != 0, half = plan.pairs != 0, none = signs<T>(false), s = sizeof<T>();
  const sr = v128.splat<T>(<T>j.scalar0), si = v128.splat<T>(<T>j.scalar1), inParts = flags & REAL_IN ? (half ? 1 : 0) : 2, outParts = flags & REAL_OUT ? (half ? 1 : 0) : 2;
  for (let u = begin; u < end; u++) {
    const outer = u / groups, column = (u - outer * groups) * most, cols = min(most, all - column), blocks = (cols + V - 1) / V;
    const from = place(job, 0, outer, column), to = place(job, 1, outer, column);
    // Dense pairs of reals are complex numbers, but for the last of an odd count.
    if (inParts == 1 && is == s && count >= n) gather<T>(a, from, s * 2, it, N, N, cols, blocks, 2, none);
    else gather<T>(a, from, is, it, flags & REAL_OUT ? h : N, count, cols, blocks, inParts, signs<T>(conjugate && !half));
    if (flags & REAL_OUT) {
      const row = blocks * BLOCK;
      if (half) pairRows<T>(a, N, blocks, plan.pairs, false, 1, signs<T>(!conjugate), signs<T>(true));
      else {
        for (let p = a; p < a + row; p += BLOCK) v128.store(p, none, 16);
        for (let k = h; k < n; k++) {
          let p = a + k * row, q = a + (n - k) * row;
          for (const stop = p + row; p < stop; p += BLOCK, q += BLOCK) { v128.store(p, v128.load(q)); v128.store(p, v128.neg<T>(v128.load(q, 16)), 16); }
        }
      }
    }
    const paired = half && (flags & REAL_IN) != 0, y = passes<T>(plan.core, a, b, a, 0, blocks, !paired, sr, si);
    if (paired) pairRows<T>(y, N, blocks, plan.pairs, true, <T>j.scalar0, none, signs<T>(conjugate));
    if (outParts == 1 && os == s) scatter<T>(y, to, s * 2, ot, N, cols, blocks, 2);
    else scatter<T>(y, to, os, ot, flags & REAL_IN ? h : N, cols, blocks, outParts);
  }
}

// One pass over buffers that several threads share, its units parts of p or, if there are few, of q. Numbers of a job: 0 radix, 1 m, 2 s in bytes,
// 3 units, 4: 0 the first pass, 1 one of those in between, 2 the last. Operand 2: twiddles, 3: cosines and sines of any prime.
function stage<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), r = <usize>extent(job, 0), m = <usize>extent(job, 1), s = <usize>extent(job, 2), units = <usize>extent(job, 3), kind = extent(job, 4), size = 2 * sizeof<T>();
  const x = operand(job, 0).base, y = operand(job, 1).base, w = operand(job, 2).base, mask = signs<T>((j.byRow & CONJUGATE) != 0), sr = v128.splat<T>(<T>j.scalar0), si = v128.splat<T>(<T>j.scalar1);
  const byP = m >= units, all = byP ? m : s / BLOCK;
  for (let u = begin; u < end; u++) {
    const from = all * <usize>u / units, parts = all * <usize>(u + 1) / units - from, p = byP ? from : <usize>0, q = byP ? <usize>0 : from * BLOCK, count = byP ? parts : m, run = byP ? s : parts * BLOCK;
    if (kind == 0) {
      const f = x + p * size, t = y + p * r * size, v = w + p * r * size;
      if (sizeof<T>() == 4 || r == 4) first4<T>(f, t, m * size, count, v, mask);
      else first2(f, t, m * size, count, v, mask);
      continue;
    }
    const f = x + p * s + q, t = y + p * r * s + q, v = w + p * (r - 1) * size;
    if (r > 5 || r == 1) {
      passAny<T>(f, t, s, s * m, count, run, v, <i32>r, operand(job, 3).base);
      if (kind == 2) for (let k: usize = 0; k < r; k++) zip<T>(t + k * s, run / BLOCK, sr, si);
    } else if (kind == 1) pass<T, u8>(<i32>r, f, t, s, s * m, count, run, v, sr, si);
    else pass<T, u16>(<i32>r, f, t, s, s * m, count, run, v, sr, si);
  }
}

// The long form, n = n1 n2. Numbers of a job: 0 n1, 1 n2, 2 columns of a block, 3 bytes of a workspace row. Its axis is the last of the operands' strides.
// First columns: those of the matrix (n1, n2) that the input is, times exp(-2πi j k / n), transposed to blocks [k / C][j][C] of the workspace.
function longColumns<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), core = operand(job, 2).base, n1 = <usize>extent(job, 0), n2 = <usize>extent(job, 1), C = <usize>extent(job, 2), wide = <usize>extent(job, 3);
  const V = <usize>lanes<T>(), es = <usize>stride(operand(job, 0), 0), size = 2 * sizeof<T>(), a = spare(0), b = a + ROOM, work = operand(job, 3).base;
  const mask = signs<T>((j.byRow & CONJUGATE) != 0), one = v128.splat<T>(1), row = C * size, per = wide * row;
  for (let u = begin; u < end; u++) {
    const column = u * C, cols = min(C, n2 - column), blocks = C / V;
    gather<T>(a, operand(job, 0).base + column * es, n2 * es, es, n1, n1, cols, blocks, 2, mask);
    const y = passes<T>(core, a, b, a, 0, blocks, false, one, one);
    // Twiddles: of the column in its block (a table of n1 rows), times of the block.
    const local = j.result, block = j.indices + u * n1 * size;
    for (let k: usize = 0; k < n1; k += V) {
      const w = block + k * size;
      let to = work + k / C * per + column * row + k % C * size, p = y + k * row, l = local + k * row;
      for (const end = p + row; p < end; p += BLOCK, l += BLOCK, to += V * row) {
        twiddle<T>(p, l, w);
        twiddle<T>(p + row, l + row, w + size);
        if (sizeof<T>() == 8) {
          const r0 = v128.load(p), r1 = v128.load(p + row), i0 = v128.load(p, 16), i1 = v128.load(p + row, 16);
          v128.store(to, low64(r0, r1)); v128.store(to, low64(i0, i1), 16);
          v128.store(to + row, high64(r0, r1)); v128.store(to + row, high64(i0, i1), 16);
        } else {
          const row2 = row + row, row3 = row2 + row;
          twiddle<T>(p + row2, l + row2, w + 2 * size);
          twiddle<T>(p + row3, l + row3, w + 3 * size);
          turn(to, row, v128.load(p), v128.load(p + row), v128.load(p + row2), v128.load(p + row3));
          turn(to + 16, row, v128.load(p, 16), v128.load(p + row, 16), v128.load(p + row2, 16), v128.load(p + row3, 16));
        }
      }
    }
  }
}
// A block times a block of twiddles and another one, in place.
// @ts-ignore: decorator
@inline function twiddle<T>(p: usize, l: usize, w: usize): void {
  const re = v128.load(p), im = v128.load(p, 16), lr = v128.load(l), li = v128.load(l, 16), br = constant<T>(w), bi = constant<T>(w + sizeof<T>());
  const wr = nmadd<T>(li, bi, v128.mul<T>(lr, br)), wi = madd<T>(li, br, v128.mul<T>(lr, bi));
  put<T, u8>(p, re, im, wr, wi);
}

// Then rows: the blocks of the workspace, to column k of the result as the matrix (n2, n1).
function longRows<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), core = operand(job, 2).base, n1 = <usize>extent(job, 0), n2 = <usize>extent(job, 1), C = <usize>extent(job, 2), wide = <usize>extent(job, 3);
  const es = <usize>stride(operand(job, 1), 0), size = 2 * sizeof<T>(), a = spare(0), b = a + ROOM, work = operand(job, 3).base, sr = v128.splat<T>(<T>j.scalar0), si = v128.splat<T>(<T>j.scalar1);
  for (let u = begin; u < end; u++) {
    const k = u * C, y = passes<T>(core, work + u * wide * C * size, a, b, 0, C / <usize>lanes<T>(), true, sr, si);
    scatter<T>(y, operand(job, 1).base + k * es, n1 * es, es, n2, min(C, n1 - k), C / <usize>lanes<T>(), 2);
  }
}

// Pairs of a long real transform: numbers 0: n, 1: pairs of a unit (whole vectors); byRow 1: to a spectrum.
function longPairs<T>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), n = <usize>extent(job, 0), unit = <usize>extent(job, 1), spectrum = (j.byRow & REAL_IN) != 0, conjugate = (j.byRow & CONJUGATE) != 0;
  for (let u = begin; u < end; u++) {
    pairs<T>(operand(job, 0).base, operand(job, 1).base, n, u * unit, min(n >> 1, (u + 1) * unit), operand(job, 2).base, spectrum, signs<T>(!spectrum && !conjugate), signs<T>(spectrum && conjugate));
  }
}

/** The kernel: the step is the job's number of inputs; see bindings/transform.ts. */
export function fourier<T>(job: usize, begin: usize, end: usize): void {
  switch (changetype<Job>(job).inputs) {
    case 0: single<T>(job, begin, end); break;
    case 1: columns<T>(job, begin, end); break;
    case 2: longColumns<T>(job, begin, end); break;
    case 3: longRows<T>(job, begin, end); break;
    case 4: longPairs<T>(job, begin, end); break;
    case 5: stage<T>(job, begin, end); break;
  }
}
