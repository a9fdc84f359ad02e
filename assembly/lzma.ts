// Unpacks LZMA, which the browsers' binaries are packed with: the two variants repeat each other over distances that deflate, with its
// window of 32 KiB, does not see. A binary of its own, since JavaScript takes three times as long before it is optimised.
// The format is that of lzma-specification.txt in the LZMA SDK, without its header: lc = 3, lp = 0, pb = 2, as the encoder always has it.

// Tables of probabilities, in units of 1/2048 that a bit is 0, two bytes each; by the names and sizes of the specification.
const IS_MATCH: usize = 0;                               // 12 states × 4 positions
const IS_REP: usize = IS_MATCH + 2 * 48;
const IS_REP_G0: usize = IS_REP + 2 * 12;
const IS_REP_G1: usize = IS_REP_G0 + 2 * 12;
const IS_REP_G2: usize = IS_REP_G1 + 2 * 12;
const IS_REP0_LONG: usize = IS_REP_G2 + 2 * 12;
const POS_SLOT: usize = IS_REP0_LONG + 2 * 48;           // 4 trees of 6 bits
const POS_SPECIAL: usize = POS_SLOT + 2 * 256;
const ALIGN: usize = POS_SPECIAL + 2 * 128;              // a tree of 4 bits
const LENGTH: usize = ALIGN + 2 * 16;                    // two choices, 4 + 4 trees of 3 bits, one of 8
const REP_LENGTH: usize = LENGTH + 2 * 322;
const LITERAL: usize = REP_LENGTH + 2 * 322;             // 8 contexts
const END: usize = LITERAL + 2 * 8 * 768;

/** Where free memory begins. */
export const free: usize = (END + 15) & ~15;

let range: u32 = 0, code: u32 = 0, next: usize = 0;

function refill(): void {
  if (range < 0x1000000) { range <<= 8; code = code << 8 | load<u8>(next++); }
}

function bit(probability: usize): u32 {
  const p: u32 = load<u16>(probability), bound = (range >>> 11) * p, one: u32 = code < bound ? 0 : 1;
  if (one) { range -= bound; code -= bound; store<u16>(probability, p - (p >>> 5)); }
  else { range = bound; store<u16>(probability, p + ((2048 - p) >>> 5)); }
  refill();
  return one;
}

function directBits(bits: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < bits; i++) {
    range >>>= 1;
    const one: u32 = code < range ? 0 : 1;
    if (one) code -= range;
    refill();
    value = value << 1 | one;
  }
  return value;
}

function tree(table: usize, bits: u32): u32 {
  let m: u32 = 1;
  for (let i: u32 = 0; i < bits; i++) m = m << 1 | bit(table + 2 * m);
  return m - (1 << bits);
}

function reverseTree(table: usize, bits: u32): u32 {
  let m: u32 = 1, value: u32 = 0;
  for (let i: u32 = 0; i < bits; i++) {
    const one = bit(table + 2 * m);
    m = m << 1 | one;
    value |= one << i;
  }
  return value;
}

function matchLength(table: usize, position: u32): u32 {
  if (!bit(table)) return 2 + tree(table + 4 + 16 * position, 3);
  if (!bit(table + 2)) return 10 + tree(table + 68 + 16 * position, 3);
  return 18 + tree(table + 132, 8);
}

function matchDistance(length: u32): u32 {
  const slot = tree(POS_SLOT + 128 * min<u32>(length - 2, 3), 6);
  if (slot < 4) return slot;
  const bits = (slot >>> 1) - 1, base = (2 | slot & 1) << bits;
  return base + (slot < 14 ? reverseTree(POS_SPECIAL + 2 * (base - slot), bits) : (directBits(bits - 4) << 4) + reverseTree(ALIGN, 4));
}

/** Writes the first `length` bytes of what is packed at `packed` to `out`. */
export function unpack(packed: usize, out: usize, length: u32): void {
  for (let at: usize = 0; at < END; at += 2) store<u16>(at, 1024);
  range = 0xffffffff;
  code = bswap(load<u32>(packed, 1));
  next = packed + 5;
  // The last distances less one, and which of the last symbols were literals, matches and repeated distances.
  let rep0: u32 = 0, rep1: u32 = 0, rep2: u32 = 0, rep3: u32 = 0, state: u32 = 0;
  const begin = out, end = out + length;
  while (out < end) {
    const position = <u32>(out - begin) & 3;
    if (!bit(IS_MATCH + 2 * (4 * state + position))) {
      const table = LITERAL + (out == begin ? 0 : 1536 * (<usize>load<u8>(out - 1) >>> 5));
      let symbol: u32 = 1;
      if (state >= 7) {
        // After a match the byte differs from the one that would have continued it: its first bits have tables of their own, until they differ.
        for (let other = <u32>load<u8>(out - rep0 - 1); symbol < 256; other <<= 1) {
          const expected = other >>> 7 & 1, one = bit(table + 2 * (((1 + expected) << 8) + symbol));
          symbol = symbol << 1 | one;
          if (one != expected) break;
        }
      }
      while (symbol < 256) symbol = symbol << 1 | bit(table + 2 * symbol);
      store<u8>(out++, symbol);
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let n: u32 = 1;
    if (!bit(IS_REP + 2 * state)) {
      n = matchLength(LENGTH, position);
      rep3 = rep2; rep2 = rep1; rep1 = rep0;
      rep0 = matchDistance(n);
      state = state < 7 ? 7 : 10;
    } else {
      let long = true;
      if (!bit(IS_REP_G0 + 2 * state)) long = bit(IS_REP0_LONG + 2 * (4 * state + position)) != 0;
      else {
        let distance = rep1;
        if (bit(IS_REP_G1 + 2 * state)) {
          distance = rep2;
          if (bit(IS_REP_G2 + 2 * state)) { distance = rep3; rep3 = rep2; }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = distance;
      }
      if (long) n = matchLength(REP_LENGTH, position);
      state = state < 7 ? (long ? 8 : 9) : 11;
    }
    // Byte by byte, since a match may run into itself; one that crosses `length` is cut.
    for (const last = min<usize>(out + n, end), back = rep0 + 1; out < last; out++) store<u8>(out, load<u8>(out - back));
  }
}
