// The machine's limit of arithmetic: twelve independent chains of multiply-adds in registers, the most that a product of matrices could reach.

import { operand } from "./job";
import { constant, madd } from "./lanes";

/** 12 × 4096 vector multiply-adds a unit; operand 0 holds a factor and a summand, operand 1 takes the sum of all. */
// @ts-ignore: decorator
@inline export function peak<T>(job: usize, begin: usize, end: usize): void {
  const x = constant<T>(operand(job, 0).base), y = constant<T>(operand(job, 0).base + sizeof<T>());
  let a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, k = y, l = y, m = y, n = y;
  for (let i = (end - begin) * 4096; i > 0; i--) {
    a = madd<T>(a, x, y); b = madd<T>(b, x, y); c = madd<T>(c, x, y); d = madd<T>(d, x, y);
    e = madd<T>(e, x, y); f = madd<T>(f, x, y); g = madd<T>(g, x, y); h = madd<T>(h, x, y);
    k = madd<T>(k, x, y); l = madd<T>(l, x, y); m = madd<T>(m, x, y); n = madd<T>(n, x, y);
  }
  a = v128.add<T>(v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d)), v128.add<T>(v128.add<T>(e, f), v128.add<T>(g, h)));
  v128.store(operand(job, 1).base, v128.add<T>(a, v128.add<T>(v128.add<T>(k, l), v128.add<T>(m, n))));
}
