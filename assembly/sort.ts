// Sorting, selection and search by keys: every element becomes an unsigned integer that orders as the element does (NaN last), and
// the keys are put in order from the top bits down. A range of keys is measured (least, greatest), cut into up to 2^11 buckets by
// the leading bits of key - least, and every bucket is treated alike, until few are left, or they are in order already.
// What comes out is unique, however the work was cut. Elements are i32, u32, f32, i64, u64 or f64; bindings/radix.ts widens others.
//
// Items to be moved about: the keys themselves (to sort values), or for places key << 32 | place where a key has 32 bits, and
// (key, place) in 16 bytes where it has 64.

import { Job, operand, extent } from "./job";
import { spare } from "./blocks";

// As many items are sorted by insertion.
// @ts-ignore: decorator
@inline const FEW: usize = 20;
/** Most bits of a digit: 8 KiB of counts, which stay in the first cache. */
// @ts-ignore: decorator
@inline const DIGIT: i32 = 11;

// The ranks that are wanted, ascending; none: all. Globals are per instance, so per thread.
let ranks: usize = 0;
let ranksEnd: usize = 0;

// @ts-ignore: decorator
@inline function base(j: Job, k: i32): usize { return operand(changetype<usize>(j), k).base; }
// @ts-ignore: decorator
@inline function number(j: Job, k: i32): usize { return <usize>extent(changetype<usize>(j), k); }

/** The key of the T at p. With a `zero` of -0 zeros keep their signs, so that values come back from keys as they were; with 0 they are equal. */
// @ts-ignore: decorator
@inline function keyAt<T, K>(p: usize, zero: T): K {
  if (isFloat<T>()) {
    if (sizeof<T>() == 4) {
      const x = load<f32>(p), b = x != x ? 0x7fc00000 : reinterpret<i32>(x + zero);
      return <K>(b ^ (b >> 31 | i32.MIN_VALUE));
    }
    const x = load<f64>(p), b = x != x ? 0x7ff8000000000000 : reinterpret<i64>(x + zero);
    return <K>(b ^ (b >> 63 | i64.MIN_VALUE));
  }
  if (isSigned<T>()) return <K>load<T>(p) ^ (<K>1 << (sizeof<K>() * 8 - 1));
  return load<K>(p);
}
// @ts-ignore: decorator
@inline function minusZero<T>(): T { return isFloat<T>() ? <T>-0.0 : <T>0; }

// From `a` to `to`, which may be the same.
function insertion<K, E>(a: usize, to: usize, n: usize): void {
  const size = sizeof<E>(), end = a + n * size;
  for (let place = to; a < end; a += size, place += size) {
    const k = load<K>(a), e = load<E>(a);
    let p = place;
    for (; p > to && load<K>(p - size) > k; p -= size) store<E>(p, load<E>(p - size));
    store<E>(p, e);
  }
}

/** Puts n items in order, from `a` to `b` if `swap`, else in place; `at` is the rank of the first. */
function arrange<K, E>(a: usize, b: usize, n: usize, swap: bool, counts: usize, at: usize): void {
  const size = sizeof<E>();
  if (n <= FEW) { insertion<K, E>(a, swap ? b : a, n); return; }
  const end = a + n * size;
  let low = load<K>(a), high = low, before = low, ordered = true;
  for (let p = a + size; p < end; p += size) {
    const k = load<K>(p);
    ordered = ordered & (before <= k);
    low = k < low ? k : low;
    high = k > high ? k : high;
    before = k;
  }
  if (ordered) { if (swap) memory.copy(b, a, n * size); return; }
  const width = <i32>(sizeof<K>() * 8) - <i32>clz<K>(high - low);
  const digit = min(min(DIGIT, width), 32 - <i32>clz<u32>(<u32>n)), shift = <K>(width - digit), buckets = <usize>1 << digit;
  memory.fill(counts, 0, buckets << 2);
  for (let p = a; p < end; p += size) {
    const c = counts + (<usize>((load<K>(p) - low) >> shift) << 2);
    store<u32>(c, load<u32>(c) + 1);
  }
  for (let c = counts, total: u32 = 0; c < counts + (buckets << 2); c += 4) {
    const here = load<u32>(c);
    store<u32>(c, total);
    total += here;
  }
  for (let p = a; p < end; p += size) {
    const k = load<K>(p), c = counts + (<usize>((k - low) >> shift) << 2), place = <usize>load<u32>(c);
    store<u32>(c, <u32>place + 1);
    store<E>(b + place * size, load<E>(p));
  }
  finish<K, E>(b, a, !swap, counts, 0, buckets, 0, at, counts + (buckets << 2), shift == 0);
}

// The buckets [bucket, last), which lie in `from` up to the places that `ends` holds, the first from `start` on: each put in order,
// to `other` if `swap`. `even`: the items of a bucket have the same key.
function finish<K, E>(from: usize, other: usize, swap: bool, ends: usize, bucket: usize, last: usize, start: usize, at: usize, counts: usize, even: bool): void {
  const size = sizeof<E>(), to = swap ? other : from;
  if (bucket >= last) return;
  if (even || ranks != ranksEnd) {
    if (swap) memory.copy(other + start * size, from + start * size, (<usize>load<u32>(ends + ((last - 1) << 2)) - start) * size);
    if (even) return;
    for (let r = ranks; bucket < last; bucket++) {
      const end = <usize>load<u32>(ends + (bucket << 2));
      while (r < ranksEnd && <usize>load<u32>(r) < at + start) r += 4;
      if (r == ranksEnd) return;
      if (<usize>load<u32>(r) < at + end) arrange<K, E>(from + start * size, other + start * size, end - start, swap, counts, at + start);
      start = end;
    }
    return;
  }
  let run = start;
  for (; bucket < last; bucket++) {
    const end = <usize>load<u32>(ends + (bucket << 2));
    if (end - start > FEW) {
      insertion<K, E>(from + run * size, to + run * size, start - run);
      arrange<K, E>(from + start * size, other + start * size, end - start, swap, counts, at + start);
      run = end;
    }
    start = end;
  }
  insertion<K, E>(from + run * size, to + run * size, start - run);
}

// What a bucket or row leaves: values in place of keys, or the places.
function valuesOut<T, K>(p: usize, end: usize): void {
  const top = <K>1 << (sizeof<K>() * 8 - 1), tops = v128.splat<K>(top);
  if (!isFloat<T>() && !isSigned<T>()) return;
  for (; p + 16 <= end; p += 16) {
    const k = v128.load(p);
    v128.store(p, v128.xor(k, isFloat<T>() ? v128.or(tops, v128.not(sizeof<K>() == 4 ? i32x4.shr_s(k, 31) : i64x2.shr_s(k, 63))) : tops));
  }
  for (; p < end; p += sizeof<K>()) {
    const k = load<K>(p);
    store<K>(p, isFloat<T>() && !(k & top) ? ~k : k ^ top);
  }
}
function placesOut<E>(p: usize, end: usize, to: usize): void {
  for (; p < end; p += sizeof<E>()) { store<u32>(to, load<u32>(p, sizeof<E>() == 8 ? 0 : 8)); to += 4; }
}

// @ts-ignore: decorator
@inline function putItem<K>(to: usize, k: K, place: usize): void {
  if (sizeof<K>() == 4) store<u64>(to, <u64>k << 32 | place);
  else { store<u64>(to, <u64>k); store<u64>(to, place, 8); }
}

// ---- One row after another; the operands are the rows, and as many items to move them about in. ----

function sortRows<T, K>(j: Job, begin: usize, end: usize): void {
  const n = number(j, 0), bytes = n * sizeof<K>();
  for (let r = begin; r < end; r++) {
    const row = base(j, 0) + r * bytes;
    for (let p = row; p < row + bytes; p += sizeof<K>()) store<K>(p, keyAt<T, K>(p, minusZero<T>()));
    arrange<K, K>(row, base(j, 1) + r * bytes, n, false, spare(0), 0);
    valuesOut<T, K>(row, row + bytes);
  }
}

// Operands: the rows of T, two times as many items, the places.
function sortPlaces<T, K, E>(j: Job, begin: usize, end: usize): void {
  const n = number(j, 0), bytes = n * sizeof<E>();
  for (let r = begin; r < end; r++) {
    const from = base(j, 0) + r * n * sizeof<T>(), row = base(j, 1) + r * bytes;
    for (let i: usize = 0; i < n; i++) putItem<K>(row + i * sizeof<E>(), keyAt<T, K>(from + i * sizeof<T>(), <T>0), i);
    arrange<u64, E>(row, base(j, 2) + r * bytes, n, false, spare(0), 0);
    placesOut<E>(row, row + bytes, base(j, 3) + (r * n << 2));
  }
}

// ---- One long row on all threads: its range, the counts of every block's digits, then the items by digit, then the buckets. ----
// Numbers: 0 the elements, 1 the bits of a digit, 2 the bits below it, 3 what the units of the last step are counted in. A block is
// tileCols elements; padLow is the least key, scalar0 the zero of the keys. Always: 4 and 5 number and address of the ranks.

// The least and the greatest key of a block, to `result`. Floats by vectors: pmin and pmax pass NaN over, and either zero may be -0.
function range<T, K>(j: Job, begin: usize, end: usize): void {
  const n = number(j, 0), block = <usize>j.tileCols, zero = <T>j.scalar0;
  for (let t = begin; t < end; t++) {
    let p = base(j, 0) + t * block * sizeof<T>(), low = ~<K>0, high = <K>0;
    const stop = base(j, 0) + min(n, (t + 1) * block) * sizeof<T>();
    if (isFloat<T>()) {
      let least = v128.splat<T>(<T>Infinity), greatest = v128.splat<T>(<T>-Infinity), nan = i64x2.splat(0);
      for (; p + 16 <= stop; p += 16) {
        const v = v128.load(p);
        least = v128.pmin<T>(least, v);
        greatest = v128.pmax<T>(greatest, v);
        nan = v128.or(nan, v128.ne<T>(v, v));
      }
      const lanes = spare(0);
      v128.store(lanes, least);
      v128.store(lanes, v128.add<T>(greatest, v128.splat<T>(<T>0)), 16);
      for (let q = lanes; q < lanes + 16; q += sizeof<T>()) {
        if (load<T>(q) == 0) store<T>(q, minusZero<T>());
        low = min(low, keyAt<T, K>(q, zero));
        high = max(high, keyAt<T, K>(q + 16, zero));
      }
      if (v128.any_true(nan)) high = ~<K>0;
    }
    for (; p < stop; p += sizeof<T>()) {
      const k = keyAt<T, K>(p, zero);
      low = k < low ? k : low;
      high = k > high ? k : high;
    }
    store<u64>(j.result + (t << 4), <u64>low);
    store<u64>(j.result + (t << 4), <u64>high, 8);
  }
}

// To `indices`, one list per block.
function count<T, K>(j: Job, begin: usize, end: usize): void {
  const n = number(j, 0), block = <usize>j.tileCols, digit = number(j, 1), shift = <K>number(j, 2), low = <K>j.padLow, zero = <T>j.scalar0;
  for (let t = begin; t < end; t++) {
    const stop = base(j, 0) + min(n, (t + 1) * block) * sizeof<T>(), counts = j.indices + (t << digit << 2);
    memory.fill(counts, 0, <usize>4 << digit);
    for (let p = base(j, 0) + t * block * sizeof<T>(); p < stop; p += sizeof<T>()) {
      const c = counts + (<usize>((keyAt<T, K>(p, zero) - low) >> shift) << 2);
      store<u32>(c, load<u32>(c) + 1);
    }
  }
}

/** The counts of all blocks become the places that each block's items of each digit go to; `result` gets the ends of the buckets. */
function places(j: Job): void {
  const digit = number(j, 1), block = <usize>j.tileCols, blocks = (number(j, 0) + block - 1) / block, counts = j.indices;
  let total: u32 = 0;
  for (let d: usize = 0; d < <usize>1 << digit; d++) {
    for (let t: usize = 0; t < blocks; t++) {
      const c = counts + ((t << digit) + d << 2), here = load<u32>(c);
      store<u32>(c, total);
      total += here;
    }
    store<u32>(j.result + (d << 2), total);
  }
}

// Form 0: keys, 1: items of key and place, 2: the elements themselves, but of buckets only whose place is not -1.
// @ts-ignore: decorator
@inline function scatter<T, K, E>(j: Job, begin: usize, end: usize, form: i32): void {
  const n = number(j, 0), block = <usize>j.tileCols, digit = number(j, 1), shift = <K>number(j, 2), low = <K>j.padLow, zero = <T>j.scalar0, to = base(j, 1);
  for (let t = begin; t < end; t++) {
    const stop = base(j, 0) + min(n, (t + 1) * block) * sizeof<T>(), counts = j.indices + (t << digit << 2);
    let i = t * block;
    for (let p = base(j, 0) + i * sizeof<T>(); p < stop; p += sizeof<T>()) {
      const k = keyAt<T, K>(p, zero), c = counts + (<usize>((k - low) >> shift) << 2), place = load<u32>(c);
      if (form == 2) {
        if (place == <u32>-1) continue;
        store<K>(to + <usize>place * sizeof<K>(), load<K>(p));
      } else if (form == 1) putItem<K>(to + <usize>place * sizeof<E>(), k, i++);
      else store<K>(to + <usize>place * sizeof<K>(), k);
      store<u32>(c, place + 1);
    }
  }
}

/** The first bucket that does not begin before an element. */
function bucketFrom(j: Job, element: usize): usize {
  let low: usize = 0, high = <usize>1 << number(j, 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((middle == 0 ? <usize>0 : <usize>load<u32>(j.result + ((middle - 1) << 2))) < element) low = middle + 1; else high = middle;
  }
  return low;
}

// The buckets that begin in a unit's share of the elements; operand 1 are the items, operand 2 as many more, operand 3 the places.
function buckets<T, K, E>(j: Job, begin: usize, end: usize): void {
  const n = number(j, 0), share = number(j, 3), even = number(j, 2) == 0;
  for (let t = begin; t < end; t++) {
    const first = bucketFrom(j, t * share), last = bucketFrom(j, min(n, (t + 1) * share));
    if (first == last) continue;
    const start = first == 0 ? <usize>0 : <usize>load<u32>(j.result + ((first - 1) << 2)), stop = <usize>load<u32>(j.result + ((last - 1) << 2));
    const to = base(j, 2);
    if (sizeof<E>() == sizeof<T>()) {
      finish<K, E>(base(j, 1), to, true, j.result, first, last, start, 0, spare(0), even);
      valuesOut<T, K>(to + start * sizeof<K>(), to + stop * sizeof<K>());
    } else {
      finish<u64, E>(base(j, 1), to, true, j.result, first, last, start, 0, spare(0), even);
      placesOut<E>(to + start * sizeof<E>(), to + stop * sizeof<E>(), base(j, 3) + (start << 2));
    }
  }
}

// ---- Search. ----

// @ts-ignore: decorator
@inline function step<T>(at: usize, probe: usize, v: T, right: bool): usize {
  const x = load<T>(probe);
  return (x < v) | (right & (x == v)) ? probe + sizeof<T>() : at;
}
// NaN are greater than all numbers: left of the first of them is right of infinity, right of the last the end.
// @ts-ignore: decorator
@inline function needle<T>(p: usize): T {
  const v = load<T>(p);
  if (isFloat<T>()) return v != v ? <T>Infinity : v;
  return v;
}
// @ts-ignore: decorator
@inline function past<T>(p: usize): bool {
  if (!isFloat<T>()) return false;
  const v = load<T>(p);
  return v != v;
}

// Where each of operand 1 belongs in the ascending operand 0 (numbers 0 and 1: how many; 2: right of equals), to operand 2. Four at
// a time, as a step waits for memory; no step depends on a guess.
function search<T>(j: Job, begin: usize, end: usize): void {
  const n = number(j, 0), m = number(j, 1), right = number(j, 2) != 0, from = base(j, 0), size = sizeof<T>(), block = <usize>j.tileCols;
  const stop = min(m, end * block), final = m - 1, needles = base(j, 1), to = base(j, 2);
  for (let i = begin * block; i < stop; i += 4) {
    const i1 = min(i + 1, final), i2 = min(i + 2, final), i3 = min(i + 3, final);
    const p0 = needles + i * size, p1 = needles + i1 * size, p2 = needles + i2 * size, p3 = needles + i3 * size;
    const v0 = needle<T>(p0), v1 = needle<T>(p1), v2 = needle<T>(p2), v3 = needle<T>(p3);
    const nan0 = past<T>(p0), nan1 = past<T>(p1), nan2 = past<T>(p2), nan3 = past<T>(p3);
    const r0 = right | nan0, r1 = right | nan1, r2 = right | nan2, r3 = right | nan3;
    let a0 = from, a1 = from, a2 = from, a3 = from;
    for (let left = n; left > 0; left >>= 1) {
      const half = ((left - 1) >> 1) * size;
      a0 = step<T>(a0, a0 + half, v0, r0);
      a1 = step<T>(a1, a1 + half, v1, r1);
      a2 = step<T>(a2, a2 + half, v2, r2);
      a3 = step<T>(a3, a3 + half, v3, r3);
    }
    store<u32>(to + (i << 2), right & nan0 ? <u32>n : <u32>((a0 - from) / size));
    store<u32>(to + (i1 << 2), right & nan1 ? <u32>n : <u32>((a1 - from) / size));
    store<u32>(to + (i2 << 2), right & nan2 ? <u32>n : <u32>((a2 - from) / size));
    store<u32>(to + (i3 << 2), right & nan3 ? <u32>n : <u32>((a3 - from) / size));
  }
}

function steps<T, K, E>(j: Job, begin: usize, end: usize): void {
  ranks = number(j, 5);
  ranksEnd = ranks + (number(j, 4) << 2);
  switch (j.inputs) {
    case 0: return sortRows<T, K>(j, begin, end);
    case 1: return sortPlaces<T, K, E>(j, begin, end);
    case 2: return range<T, K>(j, begin, end);
    case 3: return count<T, K>(j, begin, end);
    case 4: return places(j);
    case 5: return scatter<T, K, K>(j, begin, end, 0);
    case 6: return scatter<T, K, E>(j, begin, end, 1);
    case 7: return scatter<T, K, K>(j, begin, end, 2);
    case 8: return buckets<T, K, K>(j, begin, end);
    case 9: return buckets<T, K, E>(j, begin, end);
    case 10: return search<T>(j, begin, end);
  }
}

/** One step of a sort, a selection or a search, by number. */
export function radix(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job);
  switch (operand(job, 0).dtype) {
    case 3: return steps<i32, u32, u64>(j, begin, end);
    case 7: return steps<u32, u32, u64>(j, begin, end);
    case 9: return steps<f32, u32, u64>(j, begin, end);
    case 4: return steps<i64, u64, v128>(j, begin, end);
    case 8: return steps<u64, u64, v128>(j, begin, end);
    case 10: return steps<f64, u64, v128>(j, begin, end);
  }
}
