// Discrete Fourier transforms in about 31 digits, the reference of fft-accuracy.test.ts: each part of a number is the sum of two float64
// (Dekker 1971), and a complex number four places of an array: re, its rest, im, its rest. Slow and plain on purpose.

// Taken out once: in Jest every use of a global costs 0.1 µs.
const { abs, round } = Math, List = Float64Array
type List = Float64Array

// What splits a float64 into halves of 26 bits, whose products are exact.
const SPLIT = 2 ** 27 + 1

/** Complex number k of z becomes number i of x. */
function copy(z: List, k: number, x: List, i: number): void {
  z[4 * k] = x[4 * i]!
  z[4 * k + 1] = x[4 * i + 1]!
  z[4 * k + 2] = x[4 * i + 2]!
  z[4 * k + 3] = x[4 * i + 3]!
}

/** Complex number k of z becomes number i of x plus (sign 1) or minus (-1) number j of y. */
function add(z: List, k: number, x: List, i: number, y: List, j: number, sign: 1 | -1): void {
  for (let end = 4 * i + 4, p = 4 * i, q = 4 * j, r = 4 * k; p < end; p += 2, q += 2, r += 2) {
    const a = x[p]!, b = sign * y[q]!, s = a + b, t = s - a, rest = a - (s - t) + (b - t) + (x[p + 1]! + sign * y[q + 1]!), h = s + rest
    z[r] = h
    z[r + 1] = rest - (h - s)
  }
}

/** Complex number k of z becomes number i of x times number j of y: the error is relative to the modulus. */
function multiply(z: List, k: number, x: List, i: number, y: List, j: number): void {
  const a = x[4 * i]!, al = x[4 * i + 1]!, b = x[4 * i + 2]!, bl = x[4 * i + 3]!, c = y[4 * j]!, cl = y[4 * j + 1]!, d = y[4 * j + 2]!, dl = y[4 * j + 3]!
  let t = SPLIT * a
  const a1 = t - (t - a), a2 = a - a1
  t = SPLIT * b
  const b1 = t - (t - b), b2 = b - b1
  t = SPLIT * c
  const c1 = t - (t - c), c2 = c - c1
  t = SPLIT * d
  const d1 = t - (t - d), d2 = d - d1
  // The four products, and exactly what their rounding lost.
  const ac = a * c, bd = b * d, ad = a * d, bc = b * c
  const acl = a1 * c1 - ac + a1 * c2 + a2 * c1 + a2 * c2, bdl = b1 * d1 - bd + b1 * d2 + b2 * d1 + b2 * d2
  const adl = a1 * d1 - ad + a1 * d2 + a2 * d1 + a2 * d2, bcl = b1 * c1 - bc + b1 * c2 + b2 * c1 + b2 * c2
  const re = ac - bd, u = re - ac, rel = ac - (re - u) + (-bd - u) + (acl - bdl + (a * cl + al * c - (b * dl + bl * d))), reh = re + rel
  const im = ad + bc, v = im - ad, iml = ad - (im - v) + (bc - v) + (adl + bcl + (a * dl + al * d + (b * cl + bl * c))), imh = im + iml
  z[4 * k] = reh
  z[4 * k + 1] = rel - (reh - re)
  z[4 * k + 2] = imh
  z[4 * k + 3] = iml - (imh - im)
}

/** Both parts of number k of z over an integer. */
function divide(z: List, k: number, by: number): void {
  for (let p = 4 * k; p < 4 * k + 4; p += 2) {
    const a = z[p]!, q = a / by
    let t = SPLIT * q
    const q1 = t - (t - q), q2 = q - q1
    t = SPLIT * by
    const n1 = t - (t - by), n2 = by - n1, product = q * by, lost = q1 * n1 - product + q1 * n2 + q2 * n1 + q2 * n2, rest = (a - product - lost + z[p + 1]!) / by
    z[p] = q + rest
    z[p + 1] = rest - (q + rest - q)
  }
}

// exp(-2πi k/n) to number `at` of z: the series of the exponential, of an angle of at most π/4; turns by quarters are exact.
function root(z: List, at: number, k: number, n: number): void {
  const quarter = round(4 * k / n), angle = new List([1.5707963267948966, 6.123233995736766e-17, 0, 0]), part = new List([0, 0, quarter * n - 4 * k, 0]), term = new List([1, 0, 0, 0]), sum = term.slice()
  divide(part, 0, n)
  multiply(angle, 0, angle, 0, part, 0)
  for (let j = 1; j < 40 && abs(term[0]!) + abs(term[2]!) > 1e-34; j++) {
    multiply(term, 0, term, 0, angle, 0)
    divide(term, 0, j)
    add(sum, 0, sum, 0, term, 0, 1)
  }
  multiply(z, at, sum, 0, new List([[1, 0, 0, 0], [0, 0, -1, 0], [-1, 0, 0, 0], [0, 0, 1, 0]][quarter & 3]!), 0)
}

/** exp(-2πi k/n) for 0 ≤ k < n, each a product of two. */
function roots(n: number): List {
  const z = new List(4 * n), step = Math.ceil(Math.sqrt(n)), coarse = new List(4)
  for (let k = 0; k < n; k++) {
    if (k < step) root(z, k, k, n)
    else {
      if (k % step === 0) root(coarse, 0, k, n)
      multiply(z, k, coarse, 0, z, k % step)
    }
  }
  return z
}

type Short = (to: List, from: List) => void
// Larger primes are convolutions: about as fast at 13.
const DIRECT = 13
const shorts = new Map<number, Short>()

/** The transform of a few numbers: r is 4 or a prime. */
function short(r: number): Short {
  let f = shorts.get(r)
  if (f === undefined) shorts.set(r, f = r === 2 ? two : r === 4 ? four : r <= DIRECT ? direct(r) : chirp(r))
  return f
}
function two(to: List, from: List): void {
  add(to, 0, from, 0, from, 1, 1)
  add(to, 1, from, 0, from, 1, -1)
}
const pairs = new List(16)
function four(to: List, from: List): void {
  add(pairs, 0, from, 0, from, 2, 1)
  add(pairs, 1, from, 0, from, 2, -1)
  add(pairs, 2, from, 1, from, 3, 1)
  add(pairs, 3, from, 1, from, 3, -1)
  // -i times the last.
  const re = pairs[12]!, rel = pairs[13]!
  pairs[12] = pairs[14]!
  pairs[13] = pairs[15]!
  pairs[14] = -re
  pairs[15] = -rel
  add(to, 0, pairs, 0, pairs, 2, 1)
  add(to, 1, pairs, 1, pairs, 3, 1)
  add(to, 2, pairs, 0, pairs, 2, -1)
  add(to, 3, pairs, 1, pairs, 3, -1)
}
function direct(r: number): Short {
  const w = roots(r), term = new List(4)
  return (to, from) => {
    for (let k = 0; k < r; k++) {
      copy(to, k, from, 0)
      for (let i = 1, e = k; i < r; i++, e = (e + k) % r) {
        multiply(term, 0, from, i, w, e)
        add(to, k, to, k, term, 0, 1)
      }
    }
  }
}
// Bluestein (1970): jk = (j² + k² - (k - j)²) / 2 makes a convolution of the sum.
function chirp(r: number): Short {
  const least = 2 * r - 1, power = 2 ** Math.ceil(Math.log2(least)), m = 0.75 * power >= least ? 0.75 * power : power
  const all = roots(2 * r), w = new List(4 * r), b = new List(4 * m), passes = transform(m), x = new List(4 * m), y = new List(4 * m)
  for (let j = 0; j < r; j++) {
    const e = 4 * (j * j % (2 * r))
    for (let p = 0; p < 4; p++) {
      w[4 * j + p] = all[e + p]!
      b[4 * j + p] = b[4 * ((m - j) % m) + p] = p < 2 ? all[e + p]! : -all[e + p]!
    }
  }
  const spectrum = new List(4 * m)
  passes(spectrum, b)
  for (let k = 0; k < m; k++) divide(spectrum, k, m)
  return (to, from) => {
    x.fill(0)
    for (let j = 0; j < r; j++) multiply(x, j, from, j, w, j)
    passes(y, x)
    // Conjugates make the inverse.
    for (let k = 0; k < m; k++) { multiply(x, k, y, k, spectrum, k); x[4 * k + 2] = -x[4 * k + 2]!; x[4 * k + 3] = -x[4 * k + 3]! }
    passes(y, x)
    for (let k = 0; k < r; k++) { y[4 * k + 2] = -y[4 * k + 2]!; y[4 * k + 3] = -y[4 * k + 3]!; multiply(to, k, y, k, w, k) }
  }
}

/** The transform of length n, from `from` (which stays) to `to`: Stockham's passes. */
export function transform(n: number): Short {
  const list: number[] = []
  let left = n
  for (const p of [4, 2]) for (; left % p === 0; left /= p) list.push(p)
  for (let p = 3; p * p <= left; p += 2) for (; left % p === 0; left /= p) list.push(p)
  if (left > 1) list.push(left)
  const w = roots(n), r0 = Math.max(...list, 1), v = new List(4 * r0), u = new List(4 * r0), other = new List(4 * n)
  return (to, from) => {
    let x = from, y = list.length % 2 === 1 ? to : other
    if (n === 1) to.set(from)
    for (let i = 0, s = 1; i < list.length; i++) {
      const r = list[i]!, m = n / s / r, dft = short(r)
      for (let p = 0; p < m; p++) for (let q = 0; q < s; q++) {
        for (let k = 0; k < r; k++) copy(v, k, x, q + s * (p + m * k))
        dft(u, v)
        for (let k = 0; k < r; k++) {
          if (p * k > 0) multiply(y, q + s * (r * p + k), u, k, w, s * p * k)
          else copy(y, q + s * (r * p + k), u, k)
        }
      }
      s *= r
      x = y
      y = y === to ? other : to
    }
  }
}

/** The transform of numbers of which few are not 0, as the sum is written. */
export function sums(to: List, from: List): void {
  const n = from.length / 4, w = roots(n), term = new List(4)
  to.fill(0)
  for (let j = 0; j < n; j++) {
    if (from[4 * j] === 0 && from[4 * j + 2] === 0) continue
    for (let k = 0, e = 0; k < n; k++, e = (e + j) % n) {
      multiply(term, 0, from, j, w, e)
      add(to, k, to, k, term, 0, 1)
    }
  }
}
