// The Fourier transform as textbooks have it and developers write it: radix 2, iterative, in place, for powers of two. For plain loops only.

/** The table for transforms of n points: roots of unity. */
export function roots(n) {
  return {
    cosines: Float64Array.from({ length: n / 2 }, (_, k) => Math.cos(2 * Math.PI * k / n)),
    sines: Float64Array.from({ length: n / 2 }, (_, k) => -Math.sin(2 * Math.PI * k / n)),
  }
}

/** Transforms complex numbers, given by their parts. */
export function transform(re, im, { cosines, sines }) {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      const x = re[i], y = im[i]
      re[i] = re[j]
      im[i] = im[j]
      re[j] = x
      im[j] = y
    }
  }
  for (let length = 2; length <= n; length *= 2) {
    const half = length / 2, step = n / length
    for (let start = 0; start < n; start += length) {
      for (let k = 0; k < half; k++) {
        const c = cosines[k * step], s = sines[k * step], i = start + k, j = i + half
        const x = re[j] * c - im[j] * s, y = re[j] * s + im[j] * c
        re[j] = re[i] - x
        im[j] = im[i] - y
        re[i] += x
        im[i] += y
      }
    }
  }
}
