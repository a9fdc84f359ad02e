// The micro-kernel for engines that turn pairs of 128-bit operations into 256-bit ones (V8's revectorizer, which init({ wide: true })
// switches on): 6 rows by four vectors, 12 accumulators of 256 bits. Without that pass it would need 24 registers of 128 bits, and
// spills. The pass packs operations that are next to each other on adjacent addresses; a store between the loads of a pair would
// stop it, so all of C is read before any of it is written. Alone it reached 103 to 108 GFLOP/s in float32 where 6 × 8 had 50.

import { madd, splat } from "./gemv";

/** MR rows by four vectors. */
@final @unmanaged export class Wide {
  @inline vectors(): usize { return 4; }
  // As Narrow's in gemm.ts.
  micro<T>(count: usize, pa: usize, aRows: isize, aStep: isize, pb: usize, bStep: isize, to: usize, step: isize, alpha: usize, add: bool): void {
    let p0 = pa, p1 = pa + aRows, p2 = p1 + aRows, p3 = p2 + aRows, p4 = p3 + aRows, p5 = p4 + aRows;
    const t1 = to + step, t2 = t1 + step, t3 = t2 + step, t4 = t3 + step, t5 = t4 + step;
    let a0 = i64x2.splat(0), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0, a2 = a0, b2 = a0, c2 = a0, d2 = a0, a3 = a0, b3 = a0, c3 = a0, d3 = a0, a4 = a0, b4 = a0, c4 = a0, d4 = a0, a5 = a0, b5 = a0, c5 = a0, d5 = a0;
    for (; count > 0; count--) {
      const s = v128.load(pb), t = v128.load(pb, 16), u = v128.load(pb, 32), v = v128.load(pb, 48);
      let r = splat<T>(p0);
      a0 = madd<T>(r, s, a0); b0 = madd<T>(r, t, b0); c0 = madd<T>(r, u, c0); d0 = madd<T>(r, v, d0);
      r = splat<T>(p1);
      a1 = madd<T>(r, s, a1); b1 = madd<T>(r, t, b1); c1 = madd<T>(r, u, c1); d1 = madd<T>(r, v, d1);
      r = splat<T>(p2);
      a2 = madd<T>(r, s, a2); b2 = madd<T>(r, t, b2); c2 = madd<T>(r, u, c2); d2 = madd<T>(r, v, d2);
      r = splat<T>(p3);
      a3 = madd<T>(r, s, a3); b3 = madd<T>(r, t, b3); c3 = madd<T>(r, u, c3); d3 = madd<T>(r, v, d3);
      r = splat<T>(p4);
      a4 = madd<T>(r, s, a4); b4 = madd<T>(r, t, b4); c4 = madd<T>(r, u, c4); d4 = madd<T>(r, v, d4);
      r = splat<T>(p5);
      a5 = madd<T>(r, s, a5); b5 = madd<T>(r, t, b5); c5 = madd<T>(r, u, c5); d5 = madd<T>(r, v, d5);
      p0 += aStep; p1 += aStep; p2 += aStep; p3 += aStep; p4 += aStep; p5 += aStep;
      pb += bStep;
    }
    const factor = splat<T>(alpha);
    a0 = v128.mul<T>(a0, factor); b0 = v128.mul<T>(b0, factor); c0 = v128.mul<T>(c0, factor); d0 = v128.mul<T>(d0, factor);
    a1 = v128.mul<T>(a1, factor); b1 = v128.mul<T>(b1, factor); c1 = v128.mul<T>(c1, factor); d1 = v128.mul<T>(d1, factor);
    a2 = v128.mul<T>(a2, factor); b2 = v128.mul<T>(b2, factor); c2 = v128.mul<T>(c2, factor); d2 = v128.mul<T>(d2, factor);
    a3 = v128.mul<T>(a3, factor); b3 = v128.mul<T>(b3, factor); c3 = v128.mul<T>(c3, factor); d3 = v128.mul<T>(d3, factor);
    a4 = v128.mul<T>(a4, factor); b4 = v128.mul<T>(b4, factor); c4 = v128.mul<T>(c4, factor); d4 = v128.mul<T>(d4, factor);
    a5 = v128.mul<T>(a5, factor); b5 = v128.mul<T>(b5, factor); c5 = v128.mul<T>(c5, factor); d5 = v128.mul<T>(d5, factor);
    if (add) {
      a0 = v128.add<T>(a0, v128.load(to)); b0 = v128.add<T>(b0, v128.load(to, 16)); c0 = v128.add<T>(c0, v128.load(to, 32)); d0 = v128.add<T>(d0, v128.load(to, 48));
      a1 = v128.add<T>(a1, v128.load(t1)); b1 = v128.add<T>(b1, v128.load(t1, 16)); c1 = v128.add<T>(c1, v128.load(t1, 32)); d1 = v128.add<T>(d1, v128.load(t1, 48));
      a2 = v128.add<T>(a2, v128.load(t2)); b2 = v128.add<T>(b2, v128.load(t2, 16)); c2 = v128.add<T>(c2, v128.load(t2, 32)); d2 = v128.add<T>(d2, v128.load(t2, 48));
      a3 = v128.add<T>(a3, v128.load(t3)); b3 = v128.add<T>(b3, v128.load(t3, 16)); c3 = v128.add<T>(c3, v128.load(t3, 32)); d3 = v128.add<T>(d3, v128.load(t3, 48));
      a4 = v128.add<T>(a4, v128.load(t4)); b4 = v128.add<T>(b4, v128.load(t4, 16)); c4 = v128.add<T>(c4, v128.load(t4, 32)); d4 = v128.add<T>(d4, v128.load(t4, 48));
      a5 = v128.add<T>(a5, v128.load(t5)); b5 = v128.add<T>(b5, v128.load(t5, 16)); c5 = v128.add<T>(c5, v128.load(t5, 32)); d5 = v128.add<T>(d5, v128.load(t5, 48));
      v128.store(to, a0); v128.store(to, b0, 16); v128.store(to, c0, 32); v128.store(to, d0, 48);
      v128.store(t1, a1); v128.store(t1, b1, 16); v128.store(t1, c1, 32); v128.store(t1, d1, 48);
      v128.store(t2, a2); v128.store(t2, b2, 16); v128.store(t2, c2, 32); v128.store(t2, d2, 48);
      v128.store(t3, a3); v128.store(t3, b3, 16); v128.store(t3, c3, 32); v128.store(t3, d3, 48);
      v128.store(t4, a4); v128.store(t4, b4, 16); v128.store(t4, c4, 32); v128.store(t4, d4, 48);
      v128.store(t5, a5); v128.store(t5, b5, 16); v128.store(t5, c5, 32); v128.store(t5, d5, 48);
    } else {
      v128.store(to, a0); v128.store(to, b0, 16); v128.store(to, c0, 32); v128.store(to, d0, 48);
      v128.store(t1, a1); v128.store(t1, b1, 16); v128.store(t1, c1, 32); v128.store(t1, d1, 48);
      v128.store(t2, a2); v128.store(t2, b2, 16); v128.store(t2, c2, 32); v128.store(t2, d2, 48);
      v128.store(t3, a3); v128.store(t3, b3, 16); v128.store(t3, c3, 32); v128.store(t3, d3, 48);
      v128.store(t4, a4); v128.store(t4, b4, 16); v128.store(t4, c4, 32); v128.store(t4, d4, 48);
      v128.store(t5, a5); v128.store(t5, b5, 16); v128.store(t5, c5, 32); v128.store(t5, d5, 48);
    }
  }
}
