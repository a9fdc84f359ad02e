// Processors of streams: what a chain of them does with the next samples, on state that lies in the heap. bindings/streams.ts makes the
// records; from then on nothing is allocated and nobody waits, so that an audio thread may call. Results do not depend on how the samples
// are cut into calls: every processor cuts them at its own boundaries, and sums in an order of its own.

import { spare } from "./blocks";
import { fourier } from "./fourier";
import { operand } from "./job";
import { madd } from "./lanes";
import { BLOCK, cascade, flush } from "./sections";

/** A chain. After it come the addresses of its processors; bindings/streams.ts has the same fields in the same order. */
@unmanaged class Chain {
  channels: i32;
  count: i32;       // processors
  samples: usize;   // of the first channel …
  pitch: i32;       // … and bytes from one channel to the next
}

/** A processor. */
@unmanaged class Processor {
  kind: i32;
  channels: i32;
  at: i32;          // samples into the current block, hop or window
  mailbox: usize;   // a count, odd while somebody writes, and from byte 16 on numbers
  bytes: i32;       // of the numbers
  taken: i32;       // the count when they were taken
  banks: usize;     // the numbers in use, and beside them those before
  bank: i32;        // which is in use
  fade: i32;        // samples of the fade from one to the other …
  fading: i32;      // … and how many are left
  state: usize;
  stateBytes: i32;  // of a channel
  size: i32;        // samples of a segment or a window, partitions of a FIR filter, waves of a cascade
  hop: i32;
  newest: i32;      // partition: the newest spectrum
  forward: usize;   // jobs of the transforms
  backward: usize;
  spectrum: i32;    // bytes of one
  work: usize;
  window: usize;
  norm: usize;      // what overlapping windows add up to
  results: usize;   // a ring of them
  depth: i32;
  resultBytes: i32;
  count: i32;       // of results so far
}

// @ts-ignore: decorator
@inline const SECTIONS: i32 = 0;
// @ts-ignore: decorator
@inline const FIR: i32 = 1;
// @ts-ignore: decorator
@inline const SPECTRA: i32 = 2;

// ---- Numbers that change while the stream runs. ----

// Takes what the mailbox has unless somebody is writing it, or wrote meanwhile: then the next call will.
function take(p: Processor): void {
  if (p.bytes == 0 || p.fading > 0) return;
  const count = atomic.load<i32>(p.mailbox);
  if (count == p.taken || count & 1) return;
  const other = p.bank ^ 1;
  memory.copy(bankOf(p, other), p.mailbox + 16, p.bytes);
  if (atomic.load<i32>(p.mailbox) != count) return;
  p.taken = count;
  p.bank = other;
  p.fading = p.fade;
  const all = <usize>(p.channels * p.stateBytes);
  if (p.kind == SECTIONS) {
    // As many sections go on from where the old ones are, others from rest.
    const from = p.state + <usize>(other ^ 1) * all, to = p.state + <usize>other * all;
    if (load<i32>(bankOf(p, 0)) == load<i32>(bankOf(p, 1))) memory.copy(to, from, all);
    else memory.fill(to, 0, all);
  } else if (p.kind == FIR) for (let c = 0; c < p.channels; c++) tail(p, c, other);
}
// @ts-ignore: decorator
@inline function bankOf(p: Processor, bank: i32): usize { return p.banks + <usize>(bank * p.bytes); }

// From what the old numbers give to what the new ones do.
function mix(old: usize, to: usize, n: i32, fading: i32, fade: i32): void {
  for (let i = 0; i < n; i++, old += 4, to += 4) {
    const a = load<f32>(old), share = <f32>(fade - fading + i + 1) / <f32>fade;
    if (share < 1) store<f32>(to, a + (load<f32>(to) - a) * share);
  }
}

// ---- Sections. State: for each bank, channel and wave its delays. ----

// @ts-ignore: decorator
@inline const LEAST: usize = memory.data<f64>([7.888609052210118e-31]);

function filter(numbers: usize, z: usize, from: usize, to: usize, n: i32): void {
  const count = load<i32>(numbers), wide = spare(0);
  for (let i: usize = 0; i < <usize>n; i++) store<f64>(wide + i * 8, load<f32>(from + i * 4));
  cascade(count, numbers + 16, z, wide, n);
  for (let i: usize = 0; i < <usize>n; i++) store<f32>(to + i * 4, <f32>load<f64>(wide + i * 8));
}

function sections(p: Processor, x: usize, pitch: usize, n: i32): void {
  const old = spare(1), all = p.channels * p.stateBytes;
  for (let c = 0; c < p.channels; c++, x += pitch) {
    const z = p.state + <usize>(c * p.stateBytes);
    if (p.fading > 0) filter(bankOf(p, p.bank ^ 1), z + <usize>((p.bank ^ 1) * all), x, old, n);
    filter(bankOf(p, p.bank), z + <usize>(p.bank * all), x, x, n);
    if (p.fading > 0) mix(old, x, n, p.fading, p.fade);
  }
  // 2^-100 is beneath float32's normal numbers only 128 samples and more later: neither states nor samples become denormal.
  if (p.at + n == BLOCK) flush(2 * p.channels * p.size, p.state, load<f64>(LEAST));
}

// ---- FIR: the first 128 taps directly, so that there is no delay; the others by spectra of blocks of 128 (uniformly partitioned
// overlap-save), as they only concern blocks that are complete. ----

// Of a channel's state: two blocks of samples, the last one and the current one, then what other taps add to the current block, by either bank, then spectra.
// @ts-ignore: decorator
@inline const TAILS: usize = 1088;
// @ts-ignore: decorator
@inline const RING: usize = 2112;
// Of the numbers, after the number of direct taps and of partitions: those taps, then spectra.
// @ts-ignore: decorator
@inline const TAPS: usize = 16;
// @ts-ignore: decorator
@inline const PARTITIONS: usize = 528;

function transform(job: usize, from: usize, to: usize): void {
  operand(job, 0).base = from;
  operand(job, 1).base = to;
  fourier<f32>(job, 0, 1);
}

// Samples from `from` on, behind which the earlier ones lie, sixteen at a time.
function direct(numbers: usize, rest: usize, from: usize, to: usize, n: i32): void {
  const taps = numbers + TAPS, end = taps + <usize>load<i32>(numbers) * 4, spill = spare(2);
  for (; n > 0; n -= 16, rest += 64, from += 64, to += 64) {
    let a = v128.load(rest), b = v128.load(rest, 16), c = v128.load(rest, 32), d = v128.load(rest, 48), x = from;
    for (let t = taps; t < end; t += 4, x -= 4) {
      const h = v128.load32_splat(t);
      a = madd<f32>(h, v128.load(x), a); b = madd<f32>(h, v128.load(x, 16), b); c = madd<f32>(h, v128.load(x, 32), c); d = madd<f32>(h, v128.load(x, 48), d);
    }
    const y = n < 16 ? spill : to;
    v128.store(y, a); v128.store(y, b, 16); v128.store(y, c, 32); v128.store(y, d, 48);
    if (n < 16) memory.copy(to, spill, <usize>n * 4);
  }
}

// What the taps past the first 128 add to the block to come: products of spectra, the newest with the first partition.
function tail(p: Processor, c: i32, bank: i32): void {
  const numbers = bankOf(p, bank), state = p.state + <usize>(c * p.stateBytes), to = state + TAILS + <usize>bank * 512, parts = load<i32>(numbers, 4), step = <usize>p.spectrum;
  const signs = i64x2.splat(0x80000000), first = state + RING;
  for (let k: usize = 0; k < step; k += 16) {
    let same = f32x4.splat(0), crossed = same, h = numbers + PARTITIONS + k, slot = p.newest;
    for (let j = 0; j < parts; j++, h += step) {
      const x = v128.load(first + <usize>slot * step + k), w = v128.load(h);
      same = madd<f32>(x, v128.shuffle<i32>(w, w, 0, 0, 2, 2), same);
      crossed = madd<f32>(v128.shuffle<i32>(x, x, 1, 0, 3, 2), v128.shuffle<i32>(w, w, 1, 1, 3, 3), crossed);
      slot = (slot ? slot : p.size) - 1;
    }
    v128.store(p.work + k, f32x4.add(same, v128.xor(crossed, signs)));
  }
  transform(p.backward, p.work, p.work + step);
  memory.copy(to, p.work + step + 512, 512);
}

function fir(p: Processor, x: usize, pitch: usize, n: i32): void {
  const old = spare(1), at = <usize>p.at * 4, full = p.at + n == BLOCK;
  if (full && p.size > 0) p.newest = p.newest + 1 == p.size ? 0 : p.newest + 1;
  for (let c = 0; c < p.channels; c++, x += pitch) {
    const state = p.state + <usize>(c * p.stateBytes), from = state + 512 + at, rest = state + TAILS + at;
    memory.copy(from, x, <usize>n * 4);
    if (p.fading > 0) direct(bankOf(p, p.bank ^ 1), rest + <usize>(p.bank ^ 1) * 512, from, old, n);
    direct(bankOf(p, p.bank), rest + <usize>p.bank * 512, from, x, n);
    if (p.fading > 0) mix(old, x, n, p.fading, p.fade);
    if (!full) continue;
    if (p.size > 0) {
      transform(p.forward, state, state + RING + <usize>(p.newest * p.spectrum));
      tail(p, c, p.bank);
      if (p.fading > n) tail(p, c, p.bank ^ 1);
    }
    memory.copy(state, state + 512, 512);
  }
}

// ---- Spectra: of the last `size` samples, every `hop` samples. State: those samples; with a synthesis the sum of overlapping segments
// and what of it is complete, which leaves `size` samples late. ----

function product(to: usize, a: usize, b: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
}

function spectra(p: Processor, x: usize, pitch: usize, n: i32): void {
  const at = <usize>p.at * 4, full = p.at + n == p.hop, segment = <usize>p.size * 4, hop = <usize>p.hop * 4, step = (segment + 15) & ~15, ring = p.depth > 0;
  for (let c = 0; c < p.channels; c++, x += pitch) {
    const state = p.state + <usize>(c * p.stateBytes), sum = state + step, ready = sum + step;
    memory.copy(state + segment - hop + at, x, <usize>n * 4);
    if (p.backward) memory.copy(x, ready + at, <usize>n * 4);
    if (!full) continue;
    const to = ring ? p.results + <usize>(p.count % p.depth * p.resultBytes + c * p.spectrum) : p.work + step;
    product(p.work, state, p.window, step);
    transform(p.forward, p.work, to);
    memory.copy(state, state + hop, segment - hop);
    if (!p.backward) continue;
    for (let i = to, g = bankOf(p, p.bank), end = g + <usize>p.bytes; g < end; i += 8, g += 4) {
      const gain = load<f32>(g);
      store<f32>(i, load<f32>(i) * gain);
      store<f32>(i, load<f32>(i, 4) * gain, 4);
    }
    transform(p.backward, to, p.work);
    product(p.work, p.work, p.window, step);
    for (let i: usize = 0; i < step; i += 16) v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(p.work + i)));
    for (let i: usize = 0; i < hop; i += 16) v128.store(ready + i, f32x4.div(v128.load(sum + i), v128.load(p.norm + i)));
    memory.copy(sum, sum + hop, segment - hop);
    memory.fill(sum + segment - hop, 0, hop);
  }
  if (full && ring) publish(p);
}

// A result is there for readers on other threads.
function publish(p: Processor): void { atomic.store<i32>(changetype<usize>(p) + offsetof<Processor>("count"), p.count + 1); }

// ---- Meters: peak and root mean square of windows. State: the sum of squares, the peak. ----

function meter(p: Processor, x: usize, pitch: usize, n: i32): void {
  const full = p.at + n == p.size;
  for (let c = 0; c < p.channels; c++, x += pitch) {
    const state = p.state + <usize>(c * p.stateBytes);
    let sum = load<f64>(state), peak = load<f32>(state, 8);
    for (let i: usize = 0; i < <usize>n; i++) {
      const v = load<f32>(x + i * 4), wide = <f64>v;
      sum += wide * wide;
      peak = max(peak, abs(v));
    }
    if (full) {
      const to = p.results + <usize>(p.count % p.depth * p.resultBytes + c * 8);
      store<f32>(to, peak);
      store<f32>(to, <f32>sqrt(sum / <f64>p.size), 4);
      sum = 0; peak = 0;
    }
    store<f64>(state, sum);
    store<f32>(state, peak, 8);
  }
  if (full) publish(p);
}

/** The kernel: samples [begin, end) of all channels of a chain, in place. */
export function stream(chain: usize, begin: usize, end: usize): void {
  const list = changetype<Chain>(chain), pitch = <usize>list.pitch;
  for (let k: usize = 0; k < <usize>list.count; k++) {
    const p = changetype<Processor>(load<usize>(chain + offsetof<Chain>() + k * 4)), all = p.kind < SPECTRA ? BLOCK : p.kind == SPECTRA ? p.hop : p.size;
    take(p);
    for (let at = begin, n = 0; at < end; at += n) {
      n = min(min(<i32>(end - at), BLOCK), all - p.at);
      const x = list.samples + at * 4;
      if (p.kind == SECTIONS) sections(p, x, pitch, n);
      else if (p.kind == FIR) fir(p, x, pitch, n);
      else if (p.kind == SPECTRA) spectra(p, x, pitch, n);
      else meter(p, x, pitch, n);
      p.at = p.at + n == all ? 0 : p.at + n;
      p.fading = max(0, p.fading - n);
    }
  }
}
