// Level 2 of BLAS, all but dense products: the matrix is a list of segments, the stored parts of its rows or of its columns. They may
// be those of a rectangle, a triangle, a band or a packed triangle: segment i holds the elements from i - before to i + after of its row
// (or column), as far as they lie in [0, span), one after the other from base + i outer + i (i + 1) / 2 square + first element on. So
// trans, uplo, diag and storage only choose between sums along a segment and sums of segments, and the direction. Vectors are dense.
//
// Neighbouring segments are worked on four at a time where they overlap: the vector is read (and written) a fourth as often, and each
// has its wait for the first line of a row at the same time (3000² float32: 0.65 of the time). Not so packed ones, which lie in one
// row already: a single stream from memory took 0.6 of the time of four.
//
// Numbers of a job: 0 span, 1 outer, 2 square, 3 before, 4 after, 5 form; `result` is the base. Units are groups of segments: group g
// are those from number g of the list at `indices` up to the next. E is the element, T one component of it.

import { Add } from "./arithmetic";
import { DivideComplex, InnerConjugatedComplex, InnerProductComplex, exchange, imaginary, real, signOfImaginary, signOfReal } from "./complex";
import { spare } from "./blocks";
import { Job, operand, extent } from "./job";
import { horizontal, loadOne, madd, storeOne } from "./lanes";

// Bits of the form. Products: operand 1 gets the sums along the segments with operand 0 (ALONG), the sums of the segments times the
// elements of operand 0 (ACROSS; one list of sums per group), or for symmetric matrices both.
// @ts-ignore: decorator
@inline const ALONG: i32 = 1;
// @ts-ignore: decorator
@inline const ACROSS: i32 = 2;
// The matrix is conjugated in the one sum, in the other.
// @ts-ignore: decorator
@inline const CONJUGATE_ALONG: i32 = 4;
// @ts-ignore: decorator
@inline const CONJUGATE_ACROSS: i32 = 8;
// The end of a segment is on the diagonal, and stands by itself; it is 1; its imaginary part is 0.
// @ts-ignore: decorator
@inline const DIAGONAL: i32 = 16;
// @ts-ignore: decorator
@inline const UNIT: i32 = 32;
// @ts-ignore: decorator
@inline const REAL: i32 = 64;
// The last segment of a group comes first.
// @ts-ignore: decorator
@inline const BACKWARD: i32 = 128;

// The segment that is worked on: address, first element, number of elements, address of the diagonal. Globals are per instance, so per thread.
let at: usize = 0;
let first: i32 = 0;
let length: i32 = 0;
let diagonal: usize = 0;

// @ts-ignore: decorator
@inline function base(j: Job, k: i32): usize { return operand(changetype<usize>(j), k).base; }
// @ts-ignore: decorator
@inline function number(j: Job, k: i32): i32 { return extent(changetype<usize>(j), k); }
// @ts-ignore: decorator
@inline function group(j: Job, g: usize): i32 { return load<i32>(j.indices + (g << 2)); }
// @ts-ignore: decorator
@inline function isComplex<T, E>(): bool { return sizeof<E>() > sizeof<T>(); }

// The place of element 0 of segment i, stored or not.
// @ts-ignore: decorator
@inline function start(j: Job, i: i32): usize { return j.result + i * number(j, 1) + (i * (i + 1) >> 1) * number(j, 2); }
function take(j: Job, i: i32, size: i32): void {
  const before = number(j, 3);
  first = max(0, i - before);
  length = max(0, min(number(j, 0), i + number(j, 4) + 1) - first);
  at = start(j, i) + first * size;
  diagonal = before == 0 ? at : at + (length - 1) * size;
  if (number(j, 5) & DIAGONAL) {
    length--;
    if (before == 0) { at += size; first++; }
  }
}

// The sum that two vectors of partial sums make; of complex elements p by components, q with x's components exchanged.
// @ts-ignore: decorator
@inline function total<T, E>(p: v128, q: v128, conjugate: bool): v128 {
  if (!isComplex<T, E>()) return horizontal<Add, T, E>(v128.add<T>(p, q));
  const s = horizontal<Add, T, E>(p), t = horizontal<Add, T, E>(q);
  return conjugate ? changetype<InnerConjugatedComplex>(0).joined<T>(s, t) : changetype<InnerProductComplex>(0).joined<T>(s, t);
}
// The sum of a x over n elements, of conj(a) x with `conjugate`; in the first element.
function dot<T, E>(a: usize, x: usize, n: i32, conjugate: bool): v128 {
  let bytes = n * <i32>sizeof<E>(), s0 = i64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  if (isComplex<T, E>()) {
    // s0 and s1 are sums of a x by components, s2 and s3 those of a with x's components exchanged.
    for (; bytes >= 32; bytes -= 32) {
      const z = v128.load(x), w = v128.load(x, 16);
      s0 = madd<T>(v128.load(a), z, s0); s2 = madd<T>(v128.load(a), exchange<T>(z), s2);
      s1 = madd<T>(v128.load(a, 16), w, s1); s3 = madd<T>(v128.load(a, 16), exchange<T>(w), s3);
      a += 32; x += 32;
    }
    if (bytes >= 16) {
      const z = v128.load(x);
      s0 = madd<T>(v128.load(a), z, s0); s2 = madd<T>(v128.load(a), exchange<T>(z), s2);
      a += 16; x += 16; bytes -= 16;
    }
    if (bytes > 0) {
      const y = v128.load_zero<u64>(a), z = v128.load_zero<u64>(x);
      s1 = madd<T>(y, z, s1); s3 = madd<T>(y, exchange<T>(z), s3);
    }
    return total<T, E>(v128.add<T>(s0, s1), v128.add<T>(s2, s3), conjugate);
  }
  for (; bytes >= 64; bytes -= 64) {
    s0 = madd<T>(v128.load(a), v128.load(x), s0); s1 = madd<T>(v128.load(a, 16), v128.load(x, 16), s1);
    s2 = madd<T>(v128.load(a, 32), v128.load(x, 32), s2); s3 = madd<T>(v128.load(a, 48), v128.load(x, 48), s3);
    a += 64; x += 64;
  }
  for (; bytes >= 16; bytes -= 16) { s0 = madd<T>(v128.load(a), v128.load(x), s0); a += 16; x += 16; }
  for (; bytes > 0; bytes -= sizeof<E>()) {
    s1 = sizeof<E>() == 4 ? madd<T>(v128.load_zero<u32>(a), v128.load_zero<u32>(x), s1) : madd<T>(v128.load_zero<u64>(a), v128.load_zero<u64>(x), s1);
    a += sizeof<E>(); x += sizeof<E>();
  }
  return total<T, E>(v128.add<T>(s0, s1), v128.add<T>(s2, s3), conjugate);
}

// What t a is made of: one factor for a, and for complex elements one for a with its components exchanged.
// @ts-ignore: decorator
@inline function own<T, E>(t: v128, conjugate: bool): v128 {
  if (!isComplex<T, E>()) return t;
  return conjugate ? v128.xor(real<T>(t), signOfImaginary<T>()) : real<T>(t);
}
// @ts-ignore: decorator
@inline function crossed<T, E>(t: v128, conjugate: bool): v128 {
  if (!isComplex<T, E>()) return t;
  return conjugate ? imaginary<T>(t) : v128.xor(imaginary<T>(t), signOfReal<T>());
}
// y + t a, where u and v are these factors.
// @ts-ignore: decorator
@inline function plus<T, E>(y: v128, a: v128, u: v128, v: v128): v128 {
  const s = madd<T>(u, a, y);
  if (isComplex<T, E>()) return madd<T>(v, exchange<T>(a), s);
  return s;
}
// y += t a over n elements, or t conj(a); every element of t is the same.
function axpy<T, E>(y: usize, a: usize, n: i32, t: v128, conjugate: bool): void {
  const u = own<T, E>(t, conjugate), v = crossed<T, E>(t, conjugate);
  let bytes = n * <i32>sizeof<E>();
  for (; bytes >= 32; bytes -= 32) {
    v128.store(y, plus<T, E>(v128.load(y), v128.load(a), u, v));
    v128.store(y, plus<T, E>(v128.load(y, 16), v128.load(a, 16), u, v), 16);
    a += 32; y += 32;
  }
  if (bytes >= 16) {
    v128.store(y, plus<T, E>(v128.load(y), v128.load(a), u, v));
    a += 16; y += 16; bytes -= 16;
  }
  for (; bytes > 0; bytes -= sizeof<E>()) {
    storeOne<E>(y, plus<T, E>(loadOne<E>(y), loadOne<E>(a), u, v));
    a += sizeof<E>(); y += sizeof<E>();
  }
}

// The four sums of dot, of segments at a, b, c and d, to 16 bytes each from `to` on; n elements are a multiple of 32 bytes.
function dot4<T, E>(a: usize, b: usize, c: usize, d: usize, x: usize, n: i32, conjugate: bool, to: usize): void {
  let a0 = i64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let bytes = n * <i32>sizeof<E>(); bytes > 0; bytes -= 32) {
    const z = v128.load(x), w = v128.load(x, 16);
    if (isComplex<T, E>()) {
      const y = exchange<T>(z), v = exchange<T>(w);
      a0 = madd<T>(v128.load(a), z, a0); a1 = madd<T>(v128.load(a), y, a1); b0 = madd<T>(v128.load(b), z, b0); b1 = madd<T>(v128.load(b), y, b1);
      c0 = madd<T>(v128.load(c), z, c0); c1 = madd<T>(v128.load(c), y, c1); d0 = madd<T>(v128.load(d), z, d0); d1 = madd<T>(v128.load(d), y, d1);
      a0 = madd<T>(v128.load(a, 16), w, a0); a1 = madd<T>(v128.load(a, 16), v, a1); b0 = madd<T>(v128.load(b, 16), w, b0); b1 = madd<T>(v128.load(b, 16), v, b1);
      c0 = madd<T>(v128.load(c, 16), w, c0); c1 = madd<T>(v128.load(c, 16), v, c1); d0 = madd<T>(v128.load(d, 16), w, d0); d1 = madd<T>(v128.load(d, 16), v, d1);
    } else {
      a0 = madd<T>(v128.load(a), z, a0); a1 = madd<T>(v128.load(a, 16), w, a1); b0 = madd<T>(v128.load(b), z, b0); b1 = madd<T>(v128.load(b, 16), w, b1);
      c0 = madd<T>(v128.load(c), z, c0); c1 = madd<T>(v128.load(c, 16), w, c1); d0 = madd<T>(v128.load(d), z, d0); d1 = madd<T>(v128.load(d, 16), w, d1);
    }
    a += 32; b += 32; c += 32; d += 32; x += 32;
  }
  v128.store(to, total<T, E>(a0, a1, conjugate));
  v128.store(to, total<T, E>(b0, b1, conjugate), 16);
  v128.store(to, total<T, E>(c0, c1, conjugate), 32);
  v128.store(to, total<T, E>(d0, d1, conjugate), 48);
}

// y += the segments at a, b, c and d, as long, times the four elements from t on, each negated with a `sign` of -0.
function axpy4<T, E>(y: usize, a: usize, b: usize, c: usize, d: usize, n: i32, t: usize, sign: v128, conjugate: bool): void {
  const size = sizeof<E>();
  const p = v128.xor(loadOne<E>(t), sign), q = v128.xor(loadOne<E>(t + size), sign), r = v128.xor(loadOne<E>(t + 2 * size), sign), s = v128.xor(loadOne<E>(t + 3 * size), sign);
  const p0 = own<T, E>(p, conjugate), q0 = own<T, E>(q, conjugate), r0 = own<T, E>(r, conjugate), s0 = own<T, E>(s, conjugate);
  const p1 = crossed<T, E>(p, conjugate), q1 = crossed<T, E>(q, conjugate), r1 = crossed<T, E>(r, conjugate), s1 = crossed<T, E>(s, conjugate);
  for (let bytes = n * <i32>size; bytes > 0; bytes -= 16) {
    const e = plus<T, E>(v128.load(y), v128.load(a), p0, p1), f = plus<T, E>(e, v128.load(b), q0, q1), g = plus<T, E>(f, v128.load(c), r0, r1);
    v128.store(y, plus<T, E>(g, v128.load(d), s0, s1));
    a += 16; b += 16; c += 16; d += 16; y += 16;
  }
}

// dot4 and axpy4 together, reading a symmetric matrix once. Real elements: of complex ones the factors and sums alone fill all registers.
function both4<T>(y: usize, a: usize, b: usize, c: usize, d: usize, x: usize, n: i32, t: usize, to: usize): void {
  const p = loadOne<T>(t), q = loadOne<T>(t + sizeof<T>()), r = loadOne<T>(t + 2 * sizeof<T>()), s = loadOne<T>(t + 3 * sizeof<T>());
  let a0 = i64x2.splat(0), b0 = a0, c0 = a0, d0 = a0;
  for (let bytes = n * <i32>sizeof<T>(); bytes > 0; bytes -= 32) {
    let z = v128.load(x), e = v128.load(a), f = v128.load(b), g = v128.load(c), h = v128.load(d);
    a0 = madd<T>(e, z, a0); b0 = madd<T>(f, z, b0); c0 = madd<T>(g, z, c0); d0 = madd<T>(h, z, d0);
    v128.store(y, madd<T>(s, h, madd<T>(r, g, madd<T>(q, f, madd<T>(p, e, v128.load(y))))));
    z = v128.load(x, 16); e = v128.load(a, 16); f = v128.load(b, 16); g = v128.load(c, 16); h = v128.load(d, 16);
    a0 = madd<T>(e, z, a0); b0 = madd<T>(f, z, b0); c0 = madd<T>(g, z, c0); d0 = madd<T>(h, z, d0);
    v128.store(y, madd<T>(s, h, madd<T>(r, g, madd<T>(q, f, madd<T>(p, e, v128.load(y, 16))))), 16);
    a += 32; b += 32; c += 32; d += 32; x += 32; y += 32;
  }
  v128.store(to, horizontal<Add, T, T>(a0));
  v128.store(to, horizontal<Add, T, T>(b0), 16);
  v128.store(to, horizontal<Add, T, T>(c0), 32);
  v128.store(to, horizontal<Add, T, T>(d0), 48);
}

// Whether segments i to i + 3 have enough elements in common: those from `low` up to `high`, a multiple of 32 bytes.
let low: i32 = 0;
let high: i32 = 0;
function together(j: Job, i: i32, size: i32): bool {
  const before = number(j, 3), own = number(j, 5) & DIAGONAL ? 1 : 0;
  if (number(j, 2) != 0) return false;
  low = max(0, i + 3 - before + (before == 0 ? own : 0));
  high = min(number(j, 0), i + number(j, 4) + (before == 0 ? 1 : 1 - own));
  const n = (high - low) & -(32 / size);
  if (before == 0) low = high - n; else high = low + n;
  return n > 0;
}
// The place of element `low` in segment i; and what the place of an element moves by from the segment before i to i.
function common(j: Job, i: i32, size: i32): usize { return start(j, i) + low * size; }
// @ts-ignore: decorator
@inline function move(j: Job, i: i32): i32 { return number(j, 1) + i * number(j, 2); }

// The sum along what the segment that was taken does not have in common with others; x times that onto y.
// @ts-ignore: decorator
@inline function edges<T, E>(x: usize, conjugate: bool): v128 {
  const size = <i32>sizeof<E>(), right = first + length - high;
  let sum = i64x2.splat(0);
  if (low > first) sum = dot<T, E>(at, x + first * size, low - first, conjugate);
  if (right > 0) sum = v128.add<T>(sum, dot<T, E>(at + (high - first) * size, x + high * size, right, conjugate));
  return sum;
}
// @ts-ignore: decorator
@inline function spread<T, E>(y: usize, x: v128, conjugate: bool): void {
  const size = <i32>sizeof<E>(), right = first + length - high;
  if (low > first) axpy<T, E>(y + first * size, at, low - first, x, conjugate);
  if (right > 0) axpy<T, E>(y + high * size, at + (high - first) * size, right, x, conjugate);
}
// The diagonal of the segment that was taken, as the form wants it.
// @ts-ignore: decorator
@inline function pivot<T, E>(form: i32): v128 {
  const d = loadOne<E>(diagonal);
  return isComplex<T, E>() && (form & (CONJUGATE_ALONG | CONJUGATE_ACROSS)) ? v128.xor(d, signOfImaginary<T>()) : d;
}

// Operand 0 the vector, operand 1 the sums.
function product<T, E>(j: Job, begin: usize, end: usize): void {
  const size = <i32>sizeof<E>(), form = number(j, 5), bytes = <usize>number(j, 0) * size, x = base(j, 0), four = spare(0);
  const along = (form & CONJUGATE_ALONG) != 0, across = (form & CONJUGATE_ACROSS) != 0, zero = i64x2.splat(0);
  for (let g = begin; g < end; g++) {
    let sums = base(j, 1);
    if (form & ACROSS) {
      sums += g * bytes;
      memory.fill(sums, 0, bytes);
    }
    for (let i = group(j, g), last = group(j, g + 1); i < last;) {
      let n = 1;
      if (i + 4 <= last && together(j, i, size)) {
        const a = common(j, i, size), b = a + move(j, i + 1), c = b + move(j, i + 2), d = c + move(j, i + 3);
        const onto = sums + low * size;
        if (!isComplex<T, E>() && (form & (ALONG | ACROSS)) == (ALONG | ACROSS)) both4<T>(onto, a, b, c, d, x + low * size, high - low, x + i * size, four);
        else {
          if (form & ALONG) dot4<T, E>(a, b, c, d, x + low * size, high - low, along, four);
          if (form & ACROSS) axpy4<T, E>(onto, a, b, c, d, high - low, x + i * size, zero, across);
        }
        n = 4;
      }
      for (let k = 0; k < n; k++, i++) {
        take(j, i, size);
        if (n == 1) low = high = first;
        const mine = loadOne<E>(x + i * size);
        let sum = zero;
        if (form & ALONG) {
          sum = edges<T, E>(x, along);
          if (n > 1) sum = v128.add<T>(sum, v128.load(four + (k << 4)));
        }
        if (form & DIAGONAL) {
          let d = mine;
          if (!(form & UNIT)) {
            d = pivot<T, E>(form);
            if (!isComplex<T, E>()) d = v128.mul<T>(d, mine);
            else d = form & REAL ? v128.mul<T>(real<T>(d), mine) : changetype<InnerProductComplex>(0).lift<T>(d, mine);
          }
          sum = v128.add<T>(sum, d);
        }
        if (form & ACROSS) spread<T, E>(sums, mine, across);
        if (form & (ALONG | DIAGONAL)) {
          const to = sums + i * size;
          storeOne<E>(to, form & ACROSS ? v128.add<T>(loadOne<E>(to), sum) : sum);
        }
      }
    }
  }
}

// Operand 0 is the right side and becomes the solution. A group waits for those before it: the caller runs them one by one. What four
// segments have in common are elements that are known before all of them, or wanted after all of them.
function solve<T, E>(j: Job, begin: usize, end: usize): void {
  const size = <i32>sizeof<E>(), form = number(j, 5), x = base(j, 0), four = spare(0), back = (form & BACKWARD) != 0;
  const along = (form & CONJUGATE_ALONG) != 0, across = (form & CONJUGATE_ACROSS) != 0;
  for (let g = begin; g < end; g++) {
    const from = group(j, g), last = group(j, g + 1);
    for (let done = 0; done < last - from;) {
      let n = min(4, last - from - done);
      const least = back ? last - done - n : from + done;
      let a: usize = 0, b: usize = 0, c: usize = 0, d: usize = 0;
      if (n == 4 && together(j, least, size)) {
        a = common(j, least, size); b = a + move(j, least + 1); c = b + move(j, least + 2); d = c + move(j, least + 3);
        if (form & ALONG) dot4<T, E>(a, b, c, d, x + low * size, high - low, along, four);
      }
      for (let k = 0; k < n; k++) {
        const i = back ? least + n - 1 - k : least + k, to = x + i * size;
        take(j, i, size);
        if (a == 0) low = high = first;
        let value = loadOne<E>(to);
        if (form & ALONG) {
          if (a != 0) value = v128.sub<T>(value, v128.load(four + ((i - least) << 4)));
          value = v128.sub<T>(value, edges<T, E>(x, along));
        }
        if (!(form & UNIT)) value = isComplex<T, E>() ? changetype<DivideComplex>(0).vector<T>(value, pivot<T, E>(form)) : v128.div<T>(value, pivot<T, E>(form));
        storeOne<E>(to, value);
        if (form & ACROSS) spread<T, E>(x, v128.neg<T>(loadOne<E>(to)), across);
      }
      if (a != 0 && (form & ACROSS)) axpy4<T, E>(x + low * size, a, b, c, d, high - low, x + least * size, v128.splat<T>(<T>-0.0), across);
      done += n;
    }
  }
}

// Every segment gets its element of operand 0 times operand 1, and that of operand 2 times operand 3, where there are four.
function update<T, E>(j: Job, begin: usize, end: usize): void {
  const size = <i32>sizeof<E>(), form = number(j, 5);
  for (let i = group(j, begin), last = group(j, end); i < last; i++) {
    take(j, i, size);
    for (let k = 0; k < j.operands; k += 2) axpy<T, E>(at, base(j, k + 1) + first * size, length, loadOne<E>(base(j, k) + i * size), false);
    if (form & REAL) store<T>(diagonal + sizeof<T>(), 0);
  }
}

function steps<T, E>(j: Job, begin: usize, end: usize): void {
  switch (j.inputs) {
    case 0: return product<T, E>(j, begin, end);
    case 1: return solve<T, E>(j, begin, end);
    case 2: return update<T, E>(j, begin, end);
  }
}

/** One step of a product, a solution or an update, by number. */
export function segments(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job);
  switch (operand(job, 0).dtype) {
    case 9: return steps<f32, f32>(j, begin, end);
    case 10: return steps<f64, f64>(j, begin, end);
    case 11: return steps<f32, u64>(j, begin, end);
    case 12: return steps<f64, v128>(j, begin, end);
  }
}
