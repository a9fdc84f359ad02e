// Reduction of very large angles, and of those that lie very near a multiple of pi/2.

/** 2/pi after 64 zero bits, to 1,344 bits, most significant word first: enough for the largest float64. */
const TWO_OVER_PI: usize = memory.data<u64>([
  0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
  0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
  0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
  0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
  0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
  0xf0cfbc209af4361d,
]);

/** High 64 bits of a * b. */
function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + (((middle & 0xffffffff) + a0 * b1) >> 32);
}

/** 64 bits of 2/pi from the given bit on. */
// @ts-ignore: decorator
@inline function digits(bit: u64): u64 {
  const p = TWO_OVER_PI + <usize>(bit >> 6 << 3);
  return (load<u64>(p) << (bit & 63)) | (load<u64>(p, 8) >> 1 >> (~bit & 63));
}

/**
 * Reduces |x|, 2^-9 <= |x| < inf, by the method of Payne and Hanek: |x| = n pi/16 + r with |r| <= pi/32 gives the vector
 * (r, low), where low holds the bits of r beyond 53, and its lowest five bits are n mod 32. In fixed point, with
 * 192 bits of 2/pi: r is good to 60 bits, as no float64 is nearer than 2^-65 to a multiple of pi/16.
 */
export function reduceAngle(x: f64): v128 {
  const u = reinterpret<u64>(x) & 0x7fffffffffffffff;
  const m = (u & 0x000fffffffffffff) | 0x0010000000000000;
  // |x| = m * 2^e; bits of 2/pi that give multiples of 4 when multiplied by it are left out: all before bit e + 62.
  const bit = (u >> 52) - 1075 + 62;
  const w2 = digits(bit), w1 = digits(bit + 64), w0 = digits(bit + 128);
  // The product modulo 2^192: 2 / pi |x| modulo 4, and 16 / pi |x| modulo 32 with five bits before the point.
  const p0 = m * w0, p1 = m * w1 + multiplyHigh(m, w0);
  const p2 = m * w2 + multiplyHigh(m, w1) + <u64>(p1 < m * w1);
  let n = p2 >> 59;
  let f1 = p2 << 5 | p1 >> 59, f0 = p1 << 5 | p0 >> 59, sign: u64 = 0;
  if (<i64>f1 < 0) { n += 1; f1 = ~f1; f0 = ~f0; sign = 0x8000000000000000; }
  // For n a multiple of 8 r is relative to the result and f1 >= 32; for others an error of 2^-64 does not count.
  if (f1 == 0) f1 = 1;
  const zeros = clz(f1);
  const f = f1 << zeros | (f0 >> 1) >> (63 - zeros);
  const r = multiplyHigh(f, 0xc90fdaa22168c235); // times pi/16 * 2^66
  const scale = reinterpret<f64>(sign | (1023 - 66 - zeros) << 52);
  const low = <f64>(r & 0x7ff) * scale;
  return f64x2(<f64>(r & ~0x7ff) * scale, reinterpret<f64>((reinterpret<u64>(low) & ~31) | (n & 31)));
}
