// Gathering and scattering by a list of places, and the places where a bool array is true. Operands are dense;
// scalar0 is the number of bytes of one item, scalar1 the number of items.

import { Job, operand } from "./job";
import { copyBytes } from "./convert";

// @ts-ignore: decorator
@inline function base(job: usize, k: i32): usize { return operand(job, k).base; }

// @ts-ignore: decorator
@inline function pick<E>(offsets: usize, from: usize, to: usize, begin: usize, end: usize): void {
  for (let i = begin; i < end; i++) store<E>(to + i * sizeof<E>(), load<E>(from + load<u32>(offsets + (i << 2))));
}

/** Item i of operand 2 = the bytes at operand 1's base + the byte offset i of operand 0. Units are blocks of tileCols items. */
export function gather(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), bytes = <usize>j.scalar0, n = <usize>j.scalar1, block = <usize>j.tileCols;
  const offsets = base(job, 0), from = base(job, 1), to = base(job, 2), first = begin * block, last = min(n, end * block);
  switch (<i32>bytes) {
    case 1: return pick<u8>(offsets, from, to, first, last);
    case 2: return pick<u16>(offsets, from, to, first, last);
    case 4: return pick<u32>(offsets, from, to, first, last);
    case 8: return pick<u64>(offsets, from, to, first, last);
  }
  for (let i = first; i < last; i++) copyBytes(to + i * bytes, from + load<u32>(offsets + (i << 2)), bytes);
}

/** The reverse: the bytes at operand 1's base + offset i = item i of operand 2; of equal offsets the last wins. */
export function scatter(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), bytes = <usize>j.scalar0, n = <usize>j.scalar1;
  const offsets = base(job, 0), to = base(job, 1), from = base(job, 2);
  for (let i: usize = 0; i < n; i++) copyBytes(to + load<u32>(offsets + (i << 2)), from + i * bytes, bytes);
}

/** Per block of tileCols bools (operand 0) the number that are true, to `result`. */
export function count_true(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), n = <usize>j.scalar1, block = <usize>j.tileCols, from = base(job, 0);
  for (let t = begin; t < end; t++) {
    let p = from + t * block, left = <i32>min(block, n - t * block), total = 0;
    for (; left >= 16; left -= 16) { total += popcnt(i8x16.bitmask(i8x16.ne(v128.load(p), i8x16.splat(0)))); p += 16; }
    for (; left > 0; left--) { total += <i32>(load<u8>(p) != 0); p++; }
    store<i32>(j.result + (t << 2), total);
  }
}

/** Per block of bools the places (int32) that are true, to operand 1 from the place on that `result` has for the block. */
export function where_true(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), n = <usize>j.scalar1, block = <usize>j.tileCols, from = base(job, 0);
  for (let t = begin; t < end; t++) {
    let p = from + t * block, left = <i32>min(block, n - t * block), place = <i32>(t * block);
    let to = base(job, 1) + (<usize>load<i32>(j.result + (t << 2)) << 2);
    for (; left >= 16; left -= 16) {
      for (let m = i8x16.bitmask(i8x16.ne(v128.load(p), i8x16.splat(0))); m != 0; m &= m - 1) {
        store<i32>(to, place + ctz(m));
        to += 4;
      }
      p += 16; place += 16;
    }
    for (; left > 0; left--) {
      if (load<u8>(p) != 0) { store<i32>(to, place); to += 4; }
      p++; place++;
    }
  }
}

// @ts-ignore: decorator
@inline function squeeze<E>(mask: usize, from: usize, to: usize, end: usize, n: i32): void {
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    let m = i8x16.bitmask(i8x16.ne(v128.load(mask + i), i8x16.splat(0)));
    const items = from + i * sizeof<E>();
    if (m == 0xffff) {
      for (let k: usize = 0; k < 16 * sizeof<E>(); k += 16) v128.store(to + k, v128.load(items + k));
      to += 16 * sizeof<E>();
    } else if (to + 16 * sizeof<E>() <= end && popcnt(m) > 4) {
      // Each item is stored and the next one over it unless it was wanted: no branches to mispredict. Only where 16 more items of
      // this block have room, as what follows is another thread's.
      for (let k = 0; k < 16; k++) { store<E>(to, load<E>(items + k * sizeof<E>())); to += (m & 1) * sizeof<E>(); m >>= 1; }
    } else for (; m != 0; m &= m - 1) { store<E>(to, load<E>(items + ctz(m) * sizeof<E>())); to += sizeof<E>(); }
  }
  for (; i < n; i++) if (load<u8>(mask + i) != 0) { store<E>(to, load<E>(from + i * sizeof<E>())); to += sizeof<E>(); }
}

/** Per block of bools the items of operand 2 (of 1, 2, 4, 8 or 16 bytes) where they are true, to operand 1 from the place on that `result` has for the block. */
export function compress(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), bytes = <usize>j.scalar0, n = <usize>j.scalar1, block = <usize>j.tileCols;
  for (let t = begin; t < end; t++) {
    const first = t * block, mask = base(job, 0) + first, from = base(job, 2) + first * bytes, left = <i32>min(block, n - first), place = j.result + (t << 2);
    const to = base(job, 1) + <usize>load<i32>(place) * bytes, stop = base(job, 1) + <usize>load<i32>(place, 4) * bytes;
    switch (<i32>bytes) {
      case 1: squeeze<u8>(mask, from, to, stop, left); break;
      case 2: squeeze<u16>(mask, from, to, stop, left); break;
      case 4: squeeze<u32>(mask, from, to, stop, left); break;
      case 8: squeeze<u64>(mask, from, to, stop, left); break;
      default: squeeze<v128>(mask, from, to, stop, left);
    }
  }
}
