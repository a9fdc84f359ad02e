// The numbers that the applications are made of: always the same ones, and easy to make anew in another language (test/oracle/apps.py).

/** 32 random bits of a counter, by a mixing function of Chris Wellons. */
export function bits(counter) {
  let x = counter ^ counter >>> 16
  x = Math.imul(x, 0x21f0aaad)
  x ^= x >>> 15
  x = Math.imul(x, 0x735a2d97)
  return (x ^ x >>> 15) >>> 0
}

/** So many numbers in [0, 1), from this counter on. */
export function uniform(length, counter) { return Float64Array.from({ length }, (_, i) => bits(counter + i) / 2 ** 32) }
