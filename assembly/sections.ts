// Cascades of second-order sections (biquads), transposed direct form II, in float64.
//
// A section has to wait for its own last output, some eight cycles, but not for the other sections if each of them is one sample behind
// the one before it. So four sections, a wave, work at the same moment in the lanes of two vectors, and what they give moves up one lane.
// Where a wave has fewer sections they are the upper lanes, so that the result always leaves the last one.
//
// A wave's numbers, per vector: b0, b1, b2, a1, a2, and (int64) how many samples a lane is behind the first section. Its state: the two
// delays of all lanes, z0 and z1. bindings/sosfilt.ts writes both.

import { Job, operand } from "./job";
import { madd, nmadd, select } from "./lanes";

/** Bytes of a wave's numbers, and of its state. */
// @ts-ignore: decorator
@inline export const WAVE: usize = 192;
// @ts-ignore: decorator
@inline export const STATE: usize = 64;
/** Samples between two looks for states to flush. */
// @ts-ignore: decorator
@inline export const BLOCK: i32 = 128;

// n samples at x through one wave, in place.
function wave(w: usize, z: usize, x: usize, n: i32): void {
  const b0 = v128.load(w), b1 = v128.load(w, 16), b2 = v128.load(w, 32), a1 = v128.load(w, 48), a2 = v128.load(w, 64), behind = v128.load(w, 80);
  const c0 = v128.load(w, 96), c1 = v128.load(w, 112), c2 = v128.load(w, 128), d1 = v128.load(w, 144), d2 = v128.load(w, 160), farther = v128.load(w, 176);
  const zero = i64x2.splat(0), firstLow = v128.eq<i64>(behind, zero), firstHigh = v128.eq<i64>(farther, zero), lag = <i32>v128.extract_lane<i64>(farther, 1);
  let p0 = v128.load(z), q0 = v128.load(z, 16), p1 = v128.load(z, 32), q1 = v128.load(z, 48), low = zero, high = zero;
  for (let t = 0; t < n + lag; t++, x += 8) {
    const input = t < n ? v128.load64_splat(x) : zero;
    const u = select(firstLow, input, v128.shuffle<i64>(low, low, 0, 0)), v = select(firstHigh, input, v128.shuffle<i64>(low, high, 1, 2));
    low = madd<f64>(b0, u, p0);
    high = madd<f64>(c0, v, q0);
    let r0 = nmadd<f64>(a1, low, madd<f64>(b1, u, p1)), s0 = nmadd<f64>(d1, high, madd<f64>(c1, v, q1));
    let r1 = nmadd<f64>(a2, low, f64x2.mul(b2, u)), s1 = nmadd<f64>(d2, high, f64x2.mul(c2, v));
    if (t < lag || t >= n) {
      // At both ends some sections have no sample to work on.
      const now = i64x2.splat(t), then = i64x2.splat(t - n);
      const some = v128.and(v128.ge<i64>(now, behind), v128.lt<i64>(then, behind)), others = v128.and(v128.ge<i64>(now, farther), v128.lt<i64>(then, farther));
      r0 = select(some, r0, p0); r1 = select(some, r1, p1);
      s0 = select(others, s0, q0); s1 = select(others, s1, q1);
    }
    if (t >= lag) v128.store64_lane(x - <usize>lag * 8, high, 1);
    p0 = r0; p1 = r1; q0 = s0; q1 = s1;
  }
  v128.store(z, p0); v128.store(z, q0, 16); v128.store(z, p1, 32); v128.store(z, q1, 48);
}

/** n samples at x through a cascade of so many waves, in place. */
export function cascade(waves: i32, w: usize, z: usize, x: usize, n: i32): void {
  for (; waves > 0; waves--, w += WAVE, z += STATE) wave(w, z, x, n);
}

/** States beneath `least` become 0: on silence they would decay to denormal numbers, each of which takes a hundred cycles. */
export function flush(waves: i32, z: usize, least: f64): void {
  const bound = f64x2.splat(least);
  for (const end = z + <usize>waves * STATE; z < end; z += 16) v128.store(z, v128.andnot(v128.load(z), f64x2.lt(f64x2.abs(v128.load(z)), bound)));
}

// @ts-ignore: decorator
@inline const LEAST: usize = memory.data<f64>([1.1830521861667747e-271]);

/** The kernel of sosfilt: each unit a row of tileCols samples, in place; operand 1 the numbers of `granule` waves, operand 2 the states of all rows. */
export function sosfilt(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), waves = j.granule, n = j.tileCols, w = operand(job, 1).base;
  for (let u = begin; u < end; u++) {
    const z = operand(job, 2).base + u * <usize>waves * STATE;
    let x = operand(job, 0).base + u * <usize>n * 8;
    for (let left = n; left > 0; left -= BLOCK, x += BLOCK * 8) {
      cascade(waves, w, z, x, min(left, BLOCK));
      flush(waves, z, load<f64>(LEAST));
    }
  }
}
