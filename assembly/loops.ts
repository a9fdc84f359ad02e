// Every loop nest, once, generic over the op O (a null-instance token), the lane type T and, where an element is more than
// one lane (complex), the element type E. blocks.ts has dealt with shapes; here is only the walk over dense vectors.
//
// Streaming loops are unrolled by four (V8 puts a stack check in every iteration); an op with a method `heavy` is not.

import {
  open, next, pointer, step, count, vectors, strips, first, last, offset, current, origin, firstCol, rows, cols, rowStep, spare,
} from "./blocks";
import { copyBytes } from "./convert";
import { exchange } from "./complex";
import { Job, operand } from "./job";
import { madd, mask, masks16, horizontal, expand, loadOne, storeOne, prefix, lastLane } from "./lanes";

// A block is `strips` rows of `vectors` vectors; each operand has its own step from row to row.

/** out = op(a) */
// @ts-ignore: decorator
@inline export function map1<O, T>(job: usize, begin: usize, end: usize): void {
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), po = pointer(1);
    const sa = step(0);
    for (let r = strips; r > 0; r--) {
      let a = pa, o = po, n = vectors;
      if (isDefined(changetype<O>(0).identity) && sa == 16) {     // the engine's own copy has wider vectors
        memory.copy(o, a, <usize>n << 4);
        n = 0;
      }
      if (!isDefined(changetype<O>(0).heavy)) {
        for (; n >= 4; n -= 4) {
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a))); a += sa;
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a)), 16); a += sa;
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a)), 32); a += sa;
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a)), 48); a += sa;
          o += 64;
        }
      }
      for (; n > 0; n--) {
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a)));
        a += sa; o += 16;
      }
      pa += rowStep(0); po += rowStep(1);
    }
  }
}

/** out = op(a, b) */
// @ts-ignore: decorator
@inline export function map2<O, T>(job: usize, begin: usize, end: usize): void {
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), pb = pointer(1), po = pointer(2);
    const sa = step(0), sb = step(1);
    for (let r = strips; r > 0; r--) {
      let a = pa, b = pb, o = po, n = vectors;
      if (!isDefined(changetype<O>(0).heavy)) {
        for (; n >= 4; n -= 4) {
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b))); a += sa; b += sb;
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b)), 16); a += sa; b += sb;
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b)), 32); a += sa; b += sb;
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b)), 48); a += sa; b += sb;
          o += 64;
        }
      }
      for (; n > 0; n--) {
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b)));
        a += sa; b += sb; o += 16;
      }
      pa += rowStep(0); pb += rowStep(1); po += rowStep(2);
    }
  }
}

/** out = op(a, b, c) */
// @ts-ignore: decorator
@inline export function map3<O, T>(job: usize, begin: usize, end: usize): void {
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), pb = pointer(1), pc = pointer(2), po = pointer(3);
    const sa = step(0), sb = step(1), sc = step(2);
    for (let r = strips; r > 0; r--) {
      let a = pa, b = pb, c = pc, o = po, n = vectors;
      if (sa == 16 && (sb | sc) == 0) {                           // one element each of b and c: clip between two numbers
        const y = v128.load(b), z = v128.load(c);
        for (; n >= 4; n -= 4) {
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a), y, z));
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a, 16), y, z), 16);
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a, 32), y, z), 32);
          v128.store(o, changetype<O>(0).vector<T>(v128.load(a, 48), y, z), 48);
          a += 64; o += 64;
        }
      }
      for (; n > 0; n--) {
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b), v128.load(c)));
        a += sa; b += sb; c += sc; o += 16;
      }
      pa += rowStep(0); pb += rowStep(1); pc += rowStep(2); po += rowStep(3);
    }
  }
}

/** out = op(a, b) with factors: two vectors that `result` points to. */
// @ts-ignore: decorator
@inline export function mapWith<O, T>(job: usize, begin: usize, end: usize): void {
  const at = changetype<Job>(job).result, p = v128.load(at), q = v128.load(at, 16);
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), pb = pointer(1), po = pointer(2);
    const sa = step(0), sb = step(1);
    for (let r = strips; r > 0; r--) {
      let a = pa, b = pb, o = po, n = vectors;
      for (; n >= 4 && (sa & sb) == 16; n -= 4) {
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b), p, q));
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a, 16), v128.load(b, 16), p, q), 16);
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a, 32), v128.load(b, 32), p, q), 32);
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a, 48), v128.load(b, 48), p, q), 48);
        a += 64; b += 64; o += 64;
      }
      for (; n > 0; n--) {
        v128.store(o, changetype<O>(0).vector<T>(v128.load(a), v128.load(b), p, q));
        a += sa; b += sb; o += 16;
      }
      pa += rowStep(0); pb += rowStep(1); po += rowStep(2);
    }
  }
}

/** Two outputs, op's first and second of (a, b), with factors: four vectors that `result` points to. */
// @ts-ignore: decorator
@inline export function mapPair<O, T>(job: usize, begin: usize, end: usize): void {
  const at = changetype<Job>(job).result, p = v128.load(at), q = v128.load(at, 16), t = v128.load(at, 32), u = v128.load(at, 48);
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), pb = pointer(1), po = pointer(2), pr = pointer(3);
    const sa = step(0), sb = step(1);
    for (let r = strips; r > 0; r--) {
      let a = pa, b = pb, o = po, s = pr;
      for (let n = vectors; n > 0; n--) {
        const x = v128.load(a), y = v128.load(b);
        v128.store(o, changetype<O>(0).first<T>(x, y, p, q, t, u));
        v128.store(s, changetype<O>(0).second<T>(x, y, p, q, t, u));
        a += sa; b += sb; o += 16; s += 16;
      }
      pa += rowStep(0); pb += rowStep(1); po += rowStep(2); pr += rowStep(3);
    }
  }
}

/** Real out = op(re, im) of a complex operand: two vectors in, one out. */
// @ts-ignore: decorator
@inline export function mapParts<O, T>(job: usize, begin: usize, end: usize): void {
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), po = pointer(1);
    const sa = step(0);
    for (let r = strips; r > 0; r--) {
      let a = pa, o = po;
      for (let n = vectors >> 1; n > 0; n--) {
        const x = v128.load(a), y = v128.load(a + sa);
        if (sizeof<T>() == 4) v128.store(o, changetype<O>(0).vector<T>(v128.shuffle<f32>(x, y, 0, 2, 4, 6), v128.shuffle<f32>(x, y, 1, 3, 5, 7)));
        else v128.store(o, changetype<O>(0).vector<T>(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3)));
        a += 2 * sa; o += 16;
      }
      pa += rowStep(0); po += rowStep(1);
    }
  }
}

/** bool out = op(a) or op(a, b), where op gives a lane mask; sixteen elements of type E at a time. A: u8 unary, u16 binary. */
// @ts-ignore: decorator
@inline export function test<O, T, E, A>(job: usize, begin: usize, end: usize): void {
  open(job, begin, end);
  while (next()) {
    let pa = pointer(0), pb = pa, po = pointer(sizeof<A>());
    const sa = step(0), sb = sizeof<A>() == 2 ? step(1) : sa;
    if (sizeof<A>() == 2) pb = pointer(1);
    for (let r = strips; r > 0; r--) {
      let a = pa, b = pb, o = po;
      if (sizeof<E>() == 16) {                            // complex128: one element per vector
        for (let n = count; n > 0; n--) {
          store<u8>(o, <u8>(v128.extract_lane<i64>(mask<O, T, A>(a, b), 0) & 1));
          a += sa; b += sb; o++;
        }
      } else {
        for (let n = count; n > 0; n -= 16) {
          v128.store(o, v128.and(masks16<O, T, E, A>(a, sa, b, sb), i8x16.splat(1)));
          a += sa * sizeof<E>(); b += sb * sizeof<E>(); o += 16;
        }
      }
      pa += rowStep(0); po += rowStep(sizeof<A>());
      pb += sizeof<A>() == 2 ? rowStep(1) : 0;
    }
  }
}

/** out = condition ? a : b, by elements of E bytes; the condition is bool. */
// @ts-ignore: decorator
@inline export function choose<E>(job: usize, begin: usize, end: usize): void {
  open(job, begin, end);
  while (next()) {
    let pc = pointer(0), pa = pointer(1), pb = pointer(2), po = pointer(3);
    const sc = step(0) / sizeof<E>(), sa = step(1), sb = step(2);
    for (let r = strips; r > 0; r--) {
      let c = pc, a = pa, b = pb, o = po;
      for (let n = count * <i32>sizeof<E>() / 16; n > 0; n--) {
        v128.store(o, v128.bitselect(v128.load(a), v128.load(b), expand<E>(c)));
        c += sc; a += sa; b += sb; o += 16;
      }
      pc += rowStep(0); pa += rowStep(1); pb += rowStep(2); po += rowStep(3);
    }
  }
}

// to[c] = op over the rows of the tile; eight rows at a time, in pairs, so that `to` is read and written an eighth as often.
// @ts-ignore: decorator
@inline function foldRows<O, T, E>(to: usize, a: usize, step: i32): void {
  const bytes = cols * <i32>sizeof<E>(), whole = bytes & ~15;
  let left = rows - 1;
  copyBytes(to, a, bytes);
  a += step;
  for (; left >= 8; left -= 8) {
    const b = a + step, c = b + step, d = c + step, e = d + step, f = e + step, g = f + step, h = g + step;
    for (let i = 0; i < whole; i += 16) {
      const x = changetype<O>(0).vector<T>(changetype<O>(0).vector<T>(v128.load(a + i), v128.load(b + i)), changetype<O>(0).vector<T>(v128.load(c + i), v128.load(d + i)));
      const y = changetype<O>(0).vector<T>(changetype<O>(0).vector<T>(v128.load(e + i), v128.load(f + i)), changetype<O>(0).vector<T>(v128.load(g + i), v128.load(h + i)));
      v128.store(to + i, changetype<O>(0).vector<T>(v128.load(to + i), changetype<O>(0).vector<T>(x, y)));
    }
    for (let i = whole; i < bytes; i += sizeof<E>()) {
      let x = loadOne<E>(to + i);
      for (let r = 0, p = a + i; r < 8; r++, p += step) x = changetype<O>(0).vector<T>(x, loadOne<E>(p));
      storeOne<E>(to + i, x);
    }
    a = h + step;
  }
  for (; left > 0; left--) {
    for (let i = 0; i < whole; i += 16) v128.store(to + i, changetype<O>(0).vector<T>(v128.load(to + i), v128.load(a + i)));
    for (let i = whole; i < bytes; i += sizeof<E>()) storeOne<E>(to + i, changetype<O>(0).vector<T>(loadOne<E>(to + i), loadOne<E>(a + i)));
    a += step;
  }
}

/**
 * One value per tile: op over all its elements; with byRow, one row of values per tile: op down its rows.
 * Each lane adds at most 16 elements before it joins the total, so that a float sum is pairwise in effect.
 */
// @ts-ignore: decorator
@inline export function fold1<O, T, E>(job: usize, begin: usize, end: usize): void {
  const identity = v128.load(job, offsetof<Job>("padLow")), result = changetype<Job>(job).result;
  open(job, begin, end);
  if (changetype<Job>(job).byRow) {
    while (next()) {
      foldRows<O, T, E>(spare(3), pointer(0), rowStep(0));
      copyBytes(result + origin * sizeof<E>(), spare(3), <usize>cols * sizeof<E>());
    }
    return;
  }
  let total = identity;
  while (next()) {
    if (first) total = identity;
    let a = pointer(0), n = vectors;
    const s = step(0), s2 = s + s, s3 = s2 + s, s4 = s2 + s2;
    while (n >= 8) {
      let m = min(n, 128) & ~7;
      n -= m;
      let t0 = v128.load(a), t1 = v128.load(a + s), t2 = v128.load(a + s2), t3 = v128.load(a + s3); a += s4;
      let t4 = v128.load(a), t5 = v128.load(a + s), t6 = v128.load(a + s2), t7 = v128.load(a + s3); a += s4;
      for (m -= 8; m > 0; m -= 8) {
        t0 = changetype<O>(0).vector<T>(t0, v128.load(a)); t1 = changetype<O>(0).vector<T>(t1, v128.load(a + s));
        t2 = changetype<O>(0).vector<T>(t2, v128.load(a + s2)); t3 = changetype<O>(0).vector<T>(t3, v128.load(a + s3));
        a += s4;
        t4 = changetype<O>(0).vector<T>(t4, v128.load(a)); t5 = changetype<O>(0).vector<T>(t5, v128.load(a + s));
        t6 = changetype<O>(0).vector<T>(t6, v128.load(a + s2)); t7 = changetype<O>(0).vector<T>(t7, v128.load(a + s3));
        a += s4;
      }
      t0 = changetype<O>(0).vector<T>(changetype<O>(0).vector<T>(t0, t1), changetype<O>(0).vector<T>(t2, t3));
      t4 = changetype<O>(0).vector<T>(changetype<O>(0).vector<T>(t4, t5), changetype<O>(0).vector<T>(t6, t7));
      total = changetype<O>(0).vector<T>(total, changetype<O>(0).vector<T>(t0, t4));
    }
    for (; n > 0; n--) { total = changetype<O>(0).vector<T>(total, v128.load(a)); a += s; }
    if (last) storeOne<E>(result + current * sizeof<E>(), horizontal<O, T, E>(total));
  }
}

/** As fold1 along tiles, where the total has wider lanes than the elements: op's low and high run over a block, total takes them in. */
// @ts-ignore: decorator
@inline export function foldWide<O, T>(job: usize, begin: usize, end: usize): void {
  const result = changetype<Job>(job).result, zero = i64x2.splat(0);
  let sum = zero;
  open(job, begin, end);
  while (next()) {
    if (first) sum = zero;
    let a = pointer(0), n = vectors, l0 = zero, l1 = zero, h0 = zero, h1 = zero;
    const s = step(0);
    for (; n >= 4 && s == 16; n -= 4) {                       // not a repeated element: offsets in the instructions
      const x = v128.load(a), y = v128.load(a, 16), z = v128.load(a, 32), w = v128.load(a, 48);
      l0 = changetype<O>(0).low<T>(l0, x); h0 = changetype<O>(0).high<T>(h0, x);
      l1 = changetype<O>(0).low<T>(l1, y); h1 = changetype<O>(0).high<T>(h1, y);
      l0 = changetype<O>(0).low<T>(l0, z); h0 = changetype<O>(0).high<T>(h0, z);
      l1 = changetype<O>(0).low<T>(l1, w); h1 = changetype<O>(0).high<T>(h1, w);
      a += 64;
    }
    for (; n > 0; n--) {
      const x = v128.load(a);
      l0 = changetype<O>(0).low<T>(l0, x); h0 = changetype<O>(0).high<T>(h0, x);
      a += s;
    }
    sum = i64x2.add(sum, i64x2.add(changetype<O>(0).total<T>(l0, h0), changetype<O>(0).total<T>(l1, h1)));
    if (last) store<i64>(result + (current << 3), i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1));
  }
}

// t with lift(a, b): by the op's own `onto`, where both are one instruction.
// @ts-ignore: decorator
@inline function onto<O, T>(t: v128, a: v128, b: v128): v128 {
  if (isDefined(changetype<O>(0).onto)) return changetype<O>(0).onto<T>(t, a, b);
  return changetype<O>(0).vector<T>(t, changetype<O>(0).lift<T>(a, b));
}

/** As fold1, over lift(a, b) of two operands. */
// @ts-ignore: decorator
@inline export function fold2<O, T, E>(job: usize, begin: usize, end: usize): void {
  const identity = v128.load(job, offsetof<Job>("padLow")), result = changetype<Job>(job).result;
  open(job, begin, end);
  if (changetype<Job>(job).byRow) {
    while (next()) {
      let a = pointer(0), b = pointer(1);
      const bytes = cols * <i32>sizeof<E>(), whole = bytes & ~15;
      for (let r = 0; r < rows; r++) {
        const to = spare(3);
        for (let c = 0; c < whole; c += 16) {
          const x = v128.load(a + c), y = v128.load(b + c);
          v128.store(to + c, r == 0 ? changetype<O>(0).lift<T>(x, y) : onto<O, T>(v128.load(to + c), x, y));
        }
        for (let c = whole; c < bytes; c += sizeof<E>()) {
          const x = loadOne<E>(a + c), y = loadOne<E>(b + c);
          storeOne<E>(to + c, r == 0 ? changetype<O>(0).lift<T>(x, y) : onto<O, T>(loadOne<E>(to + c), x, y));
        }
        a += rowStep(0); b += rowStep(1);
      }
      copyBytes(result + origin * sizeof<E>(), spare(3), <usize>cols * sizeof<E>());
    }
    return;
  }
  let total = identity;
  while (next()) {
    if (first) total = identity;
    let a = pointer(0), b = pointer(1), n = vectors;
    const sa = step(0), sb = step(1), sa2 = sa + sa, sb2 = sb + sb, sa3 = sa2 + sa, sb3 = sb2 + sb;
    if (isDefined(changetype<O>(0).joined)) {
      // Sums of a b by components and of a with b's components exchanged: one shuffle a vector, the rest once per 64.
      while (n >= 4) {
        let m = min(n, 64) & ~3;
        n -= m;
        let p0 = identity, p1 = identity, p2 = identity, p3 = identity, q0 = identity, q1 = identity, q2 = identity, q3 = identity;
        for (; m > 0; m -= 4) {
          const x = v128.load(b), y = v128.load(b + sb), z = v128.load(b + sb2), w = v128.load(b + sb3);
          p0 = madd<T>(v128.load(a), x, p0); q0 = madd<T>(v128.load(a), exchange<T>(x), q0);
          p1 = madd<T>(v128.load(a + sa), y, p1); q1 = madd<T>(v128.load(a + sa), exchange<T>(y), q1);
          p2 = madd<T>(v128.load(a + sa2), z, p2); q2 = madd<T>(v128.load(a + sa2), exchange<T>(z), q2);
          p3 = madd<T>(v128.load(a + sa3), w, p3); q3 = madd<T>(v128.load(a + sa3), exchange<T>(w), q3);
          a += 4 * sa; b += 4 * sb;
        }
        const p = v128.add<T>(v128.add<T>(p0, p1), v128.add<T>(p2, p3)), q = v128.add<T>(v128.add<T>(q0, q1), v128.add<T>(q2, q3));
        total = changetype<O>(0).vector<T>(total, changetype<O>(0).joined<T>(p, q));
      }
    }
    while (n >= 4) {
      let m = min(n, 64) & ~3;
      n -= m;
      let t0 = identity, t1 = identity, t2 = identity, t3 = identity;
      if ((sa & sb) == 16) {                                  // no repeated element: offsets in the instructions
        for (; m > 0; m -= 4) {
          t0 = onto<O, T>(t0, v128.load(a), v128.load(b));
          t1 = onto<O, T>(t1, v128.load(a, 16), v128.load(b, 16));
          t2 = onto<O, T>(t2, v128.load(a, 32), v128.load(b, 32));
          t3 = onto<O, T>(t3, v128.load(a, 48), v128.load(b, 48));
          a += 64; b += 64;
        }
      } else {
        for (; m > 0; m -= 4) {
          t0 = onto<O, T>(t0, v128.load(a), v128.load(b));
          t1 = onto<O, T>(t1, v128.load(a + sa), v128.load(b + sb));
          t2 = onto<O, T>(t2, v128.load(a + sa2), v128.load(b + sb2));
          t3 = onto<O, T>(t3, v128.load(a + sa3), v128.load(b + sb3));
          a += 4 * sa; b += 4 * sb;
        }
      }
      total = changetype<O>(0).vector<T>(total, changetype<O>(0).vector<T>(changetype<O>(0).vector<T>(t0, t1), changetype<O>(0).vector<T>(t2, t3)));
    }
    for (; n > 0; n--) {
      total = onto<O, T>(total, v128.load(a), v128.load(b));
      a += sa; b += sb;
    }
    if (last) storeOne<E>(result + current * sizeof<E>(), horizontal<O, T, E>(total));
  }
}

/** Per tile the extreme value (op is a maximum or minimum) and the column of its first occurrence; the first NaN wins. */
// @ts-ignore: decorator
@inline export function argfold<O, T>(job: usize, begin: usize, end: usize): void {
  const identity = v128.load(job, offsetof<Job>("padLow"));
  const values = changetype<Job>(job).result, indices = changetype<Job>(job).indices;
  let best: T = 0, at = 0;
  open(job, begin, end);
  while (next()) {
    let a = pointer(0), t0 = identity, t1 = identity, t2 = identity, t3 = identity, n = vectors;
    const s = step(0);
    for (; n >= 4; n -= 4) {
      t0 = changetype<O>(0).vector<T>(t0, seen<O, T>(a)); t1 = changetype<O>(0).vector<T>(t1, seen<O, T>(a + s));
      t2 = changetype<O>(0).vector<T>(t2, seen<O, T>(a + 2 * s)); t3 = changetype<O>(0).vector<T>(t3, seen<O, T>(a + 3 * s));
      a += 4 * s;
    }
    for (; n > 0; n--) { t0 = changetype<O>(0).vector<T>(t0, seen<O, T>(a)); a += s; }
    t0 = changetype<O>(0).vector<T>(changetype<O>(0).vector<T>(t0, t1), changetype<O>(0).vector<T>(t2, t3));
    const value = v128.extract_lane<T>(horizontal<O, T, T>(t0), 0);
    let better = first;
    if (!first) {
      better = value != best && v128.extract_lane<T>(changetype<O>(0).vector<T>(v128.splat<T>(best), v128.splat<T>(value)), 0) == value;
      if (isFloat<T>()) better = better || (value != value && best == best);
    }
    if (better) {
      best = value;
      at = firstCol + offset + find<O, T>(pointer(0), s, value);
    }
    if (last) {
      store<T>(values + current * sizeof<T>(), best);
      store<i32>(indices + (current << 2), at);
    }
  }
}

// The elements as the op sees them.
// @ts-ignore: decorator
@inline function seen<O, T>(a: usize): v128 {
  if (isDefined(changetype<O>(0).seen)) return changetype<O>(0).seen<T>(v128.load(a));
  return v128.load(a);
}

// Place of the first element that equals the value (which is there), or of the first NaN.
// @ts-ignore: decorator
@inline function find<O, T>(a: usize, s: usize, value: T): i32 {
  const wanted = v128.splat<T>(value);
  let nan = false;
  if (isFloat<T>()) nan = value != value;
  let i = 0, hit = i64x2.splat(0);
  for (;;) {
    const x = seen<O, T>(a);
    hit = nan ? v128.ne<T>(x, x) : v128.eq<T>(x, wanted);
    if (v128.any_true(hit)) break;
    a += s;
    i += 16 / <i32>sizeof<T>();
  }
  return i + ctz(i8x16.bitmask(hit)) / <i32>sizeof<T>();
}

/**
 * Running op along the middle axis of a dense (outer, n, inner) operand 0 into a dense operand 1. scalar0 = n, scalar1 = inner.
 * Tiles are rows of `outer` where inner > 1. Where inner is 1, they are segments of tileCols elements, and `result`, if not 0,
 * holds the running totals of the segments before.
 */
// @ts-ignore: decorator
@inline export function scan<O, T, E>(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), n = <usize>j.scalar0, inner = <usize>j.scalar1;
  const from = operandBase(job, 0), to = operandBase(job, 1);
  if (inner > 1) {
    const bytes = inner * sizeof<E>();
    for (let t = begin; t < end; t++) {
      let a = from + t * n * bytes, o = to + t * n * bytes;
      copyBytes(o, a, bytes);
      for (let r: usize = 1; r < n; r++) {
        const before = o;
        a += bytes; o += bytes;
        let c: usize = 0;
        for (; c + 16 <= bytes; c += 16) v128.store(o + c, changetype<O>(0).vector<T>(v128.load(before + c), v128.load(a + c)));
        for (; c < bytes; c += sizeof<E>()) storeOne<E>(o + c, changetype<O>(0).vector<T>(loadOne<E>(before + c), loadOne<E>(a + c)));
      }
    }
    return;
  }
  const segment = <usize>j.tileCols, perRow = (n + segment - 1) / segment;
  for (let t = begin; t < end; t++) {
    const row = t / perRow, part = t - row * perRow, start = part * segment;
    let a = from + (row * n + start) * sizeof<E>(), o = to + (row * n + start) * sizeof<E>();
    let left = <i32>min(segment, n - start);
    const associative = isDefined(changetype<O>(0).associative);
    let carry: v128;
    if (part > 0) carry = loadOne<E>(j.result + (row * perRow + part - 1) * sizeof<E>());
    else {
      carry = loadOne<E>(a);
      storeOne<E>(o, carry);
      a += sizeof<E>(); o += sizeof<E>(); left--;
    }
    if (associative && sizeof<E>() < 16) {
      const identity = v128.load(job, offsetof<Job>("padLow"));
      const lanes = 16 / <i32>sizeof<E>();
      for (; left >= 4 * lanes; left -= 4 * lanes) {
        // Four vectors are summed up by themselves before they meet the carry, which so waits for one addition in place of four.
        const p0 = prefix<O, T, E>(v128.load(a), identity), p1 = prefix<O, T, E>(v128.load(a, 16), identity);
        const p2 = prefix<O, T, E>(v128.load(a, 32), identity), p3 = prefix<O, T, E>(v128.load(a, 48), identity);
        const s1 = lastLane<E>(p0), s2 = changetype<O>(0).vector<T>(s1, lastLane<E>(p1)), s3 = changetype<O>(0).vector<T>(s2, lastLane<E>(p2));
        v128.store(o, changetype<O>(0).vector<T>(carry, p0));
        v128.store(o, changetype<O>(0).vector<T>(carry, changetype<O>(0).vector<T>(s1, p1)), 16);
        v128.store(o, changetype<O>(0).vector<T>(carry, changetype<O>(0).vector<T>(s2, p2)), 32);
        v128.store(o, changetype<O>(0).vector<T>(carry, changetype<O>(0).vector<T>(s3, p3)), 48);
        carry = changetype<O>(0).vector<T>(carry, changetype<O>(0).vector<T>(s3, lastLane<E>(p3)));
        a += 64; o += 64;
      }
    }
    for (; left > 0; left--) {
      carry = changetype<O>(0).vector<T>(carry, loadOne<E>(a));
      storeOne<E>(o, carry);
      a += sizeof<E>(); o += sizeof<E>();
    }
  }
}

// @ts-ignore: decorator
@inline function operandBase(job: usize, k: i32): usize { return operand(job, k).base; }
