// Level 1 of BLAS. mapWith and mapPair (loops.ts) hand the factors on as vectors p, q, … that the bindings have laid out.

import { Absolute, Maximum } from "./arithmetic";
import { exchange } from "./complex";
import { madd, nmadd } from "./lanes";

/** p x + y */
@final @unmanaged export class Axpy {
  @inline vector<T>(x: v128, y: v128, p: v128, q: v128): v128 { return madd<T>(p, x, y); }
}
/** (p + i q) x + y, where q has the sign of i i in its real parts. */
@final @unmanaged export class AxpyComplex {
  @inline vector<T>(x: v128, y: v128, p: v128, q: v128): v128 { return madd<T>(q, exchange<T>(x), madd<T>(p, x, y)); }
}

@final @unmanaged export class Swap {
  @inline first<T>(x: v128, y: v128, p: v128, q: v128, r: v128, s: v128): v128 { return y; }
  @inline second<T>(x: v128, y: v128, p: v128, q: v128, r: v128, s: v128): v128 { return x; }
}
/** p x + q y and r x + s y */
@final @unmanaged export class Rotate {
  @inline first<T>(x: v128, y: v128, p: v128, q: v128, r: v128, s: v128): v128 { return madd<T>(p, x, v128.mul<T>(q, y)); }
  @inline second<T>(x: v128, y: v128, p: v128, q: v128, r: v128, s: v128): v128 { return madd<T>(s, y, v128.mul<T>(r, x)); }
}
/** p x + (q + i r) y and p y - (q - i r) x, where r has the sign of i i in its real parts. */
@final @unmanaged export class RotateComplex {
  @inline first<T>(x: v128, y: v128, p: v128, q: v128, r: v128, s: v128): v128 { return madd<T>(p, x, madd<T>(q, y, v128.mul<T>(r, exchange<T>(y)))); }
  @inline second<T>(x: v128, y: v128, p: v128, q: v128, r: v128, s: v128): v128 { return madd<T>(p, y, nmadd<T>(q, x, v128.mul<T>(r, exchange<T>(x)))); }
}

/** Sum of |a|; the second operand of fold2 has no say. */
@final @unmanaged export class Magnitude {
  @inline vector<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
  @inline lift<T>(a: v128, b: v128): v128 { return changetype<Absolute>(0).vector<T>(a); }
}
/** The greatest |a|, for argfold; NaN if one is. */
@final @unmanaged export class GreatestMagnitude {
  @inline vector<T>(a: v128, b: v128): v128 { return changetype<Maximum>(0).vector<T>(a, b); }
  @inline seen<T>(a: v128): v128 { return changetype<Absolute>(0).vector<T>(a); }
}
/** |re| + |im| */
@final @unmanaged export class Taxicab {
  @inline vector<T>(re: v128, im: v128): v128 { return v128.add<T>(changetype<Absolute>(0).vector<T>(re), changetype<Absolute>(0).vector<T>(im)); }
}
