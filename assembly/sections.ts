// Cascades of second-order sections (biquads), transposed direct form II, in float64.
//
// A section has to wait for its own last output, some eight cycles, but not for the other sections if each of them is one sample behind
// the one before it. So four sections, a wave, work at the same moment in the lanes of two vectors, and what they give moves up one lane.
//
// A wave's numbers: b0, b1, b2, a1 and a2 of its first two lanes, then of the others; 0 in lanes without a section. Its state: the two delays
// of all lanes, z0 and z1. bindings/sosfilt.ts writes both.

import { spare } from "./blocks";
import { Job, operand } from "./job";
import { madd, nmadd, select } from "./lanes";

/** Bytes of a wave's numbers, and of its state. */
// @ts-ignore: decorator
@inline export const WAVE: usize = 160;
// @ts-ignore: decorator
@inline export const STATE: usize = 64;
/** Samples between two looks for states to flush. */
// @ts-ignore: decorator
@inline export const BLOCK: i32 = 128;

// Samples that lanes are behind the first one.
// @ts-ignore: decorator
@inline const BEHIND: usize = memory.data<i64>([0, 1, 2, 3]);

// n samples at x through one wave, in place; `lag`: of its last section.
function wave(w: usize, z: usize, x: usize, n: i32, lag: i32): void {
  const b0 = v128.load(w), b1 = v128.load(w, 16), b2 = v128.load(w, 32), a1 = v128.load(w, 48), a2 = v128.load(w, 64);
  const c0 = v128.load(w, 80), c1 = v128.load(w, 96), c2 = v128.load(w, 112), d1 = v128.load(w, 128), d2 = v128.load(w, 144);
  const zero = i64x2.splat(0), out = spare(3), last = out + <usize>lag * 8;
  let p0 = v128.load(z), q0 = v128.load(z, 16), p1 = v128.load(z, 32), q1 = v128.load(z, 48), low = zero, high = zero;
  for (let t = 0; t < n + lag; t++, x += 8) {
    const u = v128.shuffle<i64>(t < n ? v128.load64_zero(x) : zero, low, 0, 2), v = v128.shuffle<i64>(low, high, 1, 2);
    low = madd<f64>(b0, u, p0);
    high = madd<f64>(c0, v, q0);
    let r0 = nmadd<f64>(a1, low, madd<f64>(b1, u, p1)), s0 = nmadd<f64>(d1, high, madd<f64>(c1, v, q1));
    let r1 = nmadd<f64>(a2, low, f64x2.mul(b2, u)), s1 = nmadd<f64>(d2, high, f64x2.mul(c2, v));
    if (t < lag || t >= n) {
      // At both ends some sections have no sample to work on.
      const now = i64x2.splat(t), then = i64x2.splat(t - n), behind = v128.load(BEHIND), farther = v128.load(BEHIND, 16);
      const some = v128.and(v128.ge<i64>(now, behind), v128.lt<i64>(then, behind)), others = v128.and(v128.ge<i64>(now, farther), v128.lt<i64>(then, farther));
      r0 = select(some, r0, p0); r1 = select(some, r1, p1);
      s0 = select(others, s0, q0); s1 = select(others, s1, q1);
    }
    if (lag == 3) { if (t >= lag) v128.store64_lane(x - 24, high, 1); }
    else {
      v128.store(out, low); v128.store(out, high, 16);
      if (t >= lag) store<f64>(x - <usize>lag * 8, load<f64>(last));
    }
    p0 = r0; p1 = r1; q0 = s0; q1 = s1;
  }
  v128.store(z, p0); v128.store(z, q0, 16); v128.store(z, p1, 32); v128.store(z, q1, 48);
}

/** n samples at x through a cascade of so many sections, in place. */
export function cascade(sections: i32, w: usize, z: usize, x: usize, n: i32): void {
  for (; sections > 0; sections -= 4, w += WAVE, z += STATE) wave(w, z, x, n, min(sections, 4) - 1);
}

/** States beneath `least` become 0: on silence they would decay to denormal numbers, each of which takes a hundred cycles. */
export function flush(waves: i32, z: usize, least: f64): void {
  const bound = f64x2.splat(least);
  for (const end = z + <usize>waves * STATE; z < end; z += 16) v128.store(z, v128.andnot(v128.load(z), f64x2.lt(f64x2.abs(v128.load(z)), bound)));
}

// @ts-ignore: decorator
@inline const LEAST: usize = memory.data<f64>([1.1830521861667747e-271]);

/** The kernel of sosfilt: each unit a row of tileCols samples, in place; operand 1 the numbers of `granule` sections, operand 2 the states of all rows. */
export function sosfilt(job: usize, begin: usize, end: usize): void {
  const j = changetype<Job>(job), sections = j.granule, waves = (sections + 3) >> 2, n = j.tileCols, w = operand(job, 1).base;
  for (let u = begin; u < end; u++) {
    const z = operand(job, 2).base + u * <usize>waves * STATE;
    let x = operand(job, 0).base + u * <usize>n * 8;
    for (let left = n; left > 0; left -= BLOCK, x += BLOCK * 8) {
      cascade(sections, w, z, x, min(left, BLOCK));
      flush(waves, z, load<f64>(LEAST));
    }
  }
}
