// Level 2 of BLAS, all but dense products: the matrix is a list of segments, the stored parts of its rows or of its columns. They may
// be those of a rectangle, a triangle, a band or a packed triangle: segment i holds the elements from i - before to i + after of its row
// (or column), as far as they lie in [0, span), one after the other from base + i outer + i (i + 1) / 2 square + first element on. So
// trans, uplo, diag and storage only choose between sums along a segment and sums of segments, and the direction. Vectors are dense.
//
// Numbers of a job: 0 span, 1 outer, 2 square, 3 before, 4 after, 5 form; `result` is the base. Units are groups of segments: group g
// are those from number g of the list at `indices` up to the next. E is the element, T one component of it.

import { Add } from "./arithmetic";
import { DivideComplex, InnerConjugatedComplex, InnerProductComplex, exchange, imaginary, real, signOfImaginary, signOfReal } from "./complex";
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

function take(j: Job, i: i32, size: i32): void {
  const before = number(j, 3);
  first = max(0, i - before);
  length = max(0, min(number(j, 0), i + number(j, 4) + 1) - first);
  at = j.result + i * number(j, 1) + (i * (i + 1) >> 1) * number(j, 2) + first * size;
  diagonal = before == 0 ? at : at + (length - 1) * size;
  if (number(j, 5) & DIAGONAL) {
    length--;
    if (before == 0) { at += size; first++; }
  }
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
    const p = horizontal<Add, T, E>(v128.add<T>(s0, s1)), q = horizontal<Add, T, E>(v128.add<T>(s2, s3));
    return conjugate ? changetype<InnerConjugatedComplex>(0).joined<T>(p, q) : changetype<InnerProductComplex>(0).joined<T>(p, q);
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
  return horizontal<Add, T, E>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)));
}

// y + t a, where u and v are made of t.
// @ts-ignore: decorator
@inline function plus<T, E>(y: v128, a: v128, u: v128, v: v128): v128 {
  const s = madd<T>(u, a, y);
  if (isComplex<T, E>()) return madd<T>(v, exchange<T>(a), s);
  return s;
}
// y += t a over n elements, or t conj(a); every element of t is the same.
function axpy<T, E>(y: usize, a: usize, n: i32, t: v128, conjugate: bool): void {
  let bytes = n * <i32>sizeof<E>(), u = t, v = t;
  if (isComplex<T, E>()) {
    u = conjugate ? v128.xor(real<T>(t), signOfImaginary<T>()) : real<T>(t);
    v = conjugate ? imaginary<T>(t) : v128.xor(imaginary<T>(t), signOfReal<T>());
  }
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

// Operand 0 the vector, operand 1 the sums.
function product<T, E>(j: Job, begin: usize, end: usize): void {
  const size = <i32>sizeof<E>(), form = number(j, 5), bytes = <usize>number(j, 0) * size;
  for (let g = begin; g < end; g++) {
    let sums = base(j, 1);
    if (form & ACROSS) {
      sums += g * bytes;
      memory.fill(sums, 0, bytes);
    }
    for (let i = group(j, g), last = group(j, g + 1); i < last; i++) {
      take(j, i, size);
      const x = loadOne<E>(base(j, 0) + i * size);
      let sum = i64x2.splat(0);
      if (form & ALONG) sum = dot<T, E>(at, base(j, 0) + first * size, length, (form & CONJUGATE_ALONG) != 0);
      if (form & DIAGONAL) {
        let d = x;
        if (!(form & UNIT)) {
          d = loadOne<E>(diagonal);
          if (!isComplex<T, E>()) d = v128.mul<T>(d, x);
          else if (form & REAL) d = v128.mul<T>(real<T>(d), x);
          else d = changetype<InnerProductComplex>(0).lift<T>(form & (CONJUGATE_ALONG | CONJUGATE_ACROSS) ? v128.xor(d, signOfImaginary<T>()) : d, x);
        }
        sum = v128.add<T>(sum, d);
      }
      if (form & ACROSS) axpy<T, E>(sums + first * size, at, length, x, (form & CONJUGATE_ACROSS) != 0);
      if (form & (ALONG | DIAGONAL)) {
        const to = sums + i * size;
        storeOne<E>(to, form & ACROSS ? v128.add<T>(loadOne<E>(to), sum) : sum);
      }
    }
  }
}

// Operand 0 is the right side and becomes the solution. A group waits for those before it: the caller runs them one by one.
function solve<T, E>(j: Job, begin: usize, end: usize): void {
  const size = <i32>sizeof<E>(), form = number(j, 5), x = base(j, 0);
  for (let g = begin; g < end; g++) {
    const from = group(j, g), last = group(j, g + 1) - 1;
    for (let s = from; s <= last; s++) {
      const i = form & BACKWARD ? from + last - s : s;
      take(j, i, size);
      let value = loadOne<E>(x + i * size);
      if (form & ALONG) value = v128.sub<T>(value, dot<T, E>(at, x + first * size, length, (form & CONJUGATE_ALONG) != 0));
      if (!(form & UNIT)) {
        let d = loadOne<E>(diagonal);
        if (isComplex<T, E>()) value = changetype<DivideComplex>(0).vector<T>(value, form & (CONJUGATE_ALONG | CONJUGATE_ACROSS) ? v128.xor(d, signOfImaginary<T>()) : d);
        else value = v128.div<T>(value, d);
      }
      storeOne<E>(x + i * size, value);
      if (form & ACROSS) axpy<T, E>(x + first * size, at, length, v128.neg<T>(loadOne<E>(x + i * size)), (form & CONJUGATE_ACROSS) != 0);
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
