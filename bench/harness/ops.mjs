// What the cases compute, in the words of NumPy's interface: Lanewise and numpy-ts both have it.

const compound = {
  muladd: np => ({ a, b, c }) => {
    const product = np.multiply(a, b), result = np.add(product, c)
    product.dispose()
    return result
  },
  sum_axis0: np => ({ a }) => np.sum(a, 0),
  sum_axis1: np => ({ a }) => np.sum(a, 1),
  where: np => ({ c, a, b }) => np.where(c, a, b),
  mask: np => ({ a, c }) => np.at ? np.at(a, c) : np.compress(c, a),
  clip: np => ({ a, b, c }) => np.clip(a, b, c),
  matmul_out: np => ({ a, b, c }) => { np.matmul(a, b, { out: c }) },
  ...Object.fromEntries(['fft', 'rfft', 'fft2'].flatMap(name => [
    [name, np => np.fft?.[name] && (({ a }) => np.fft[name](a))],
    [`${name}_out`, np => ({ a, c }) => { np.fft[name](a, { out: c }) }],
  ])),
  dot_out: np => ({ a, b, c }) => { np.dot(a, b, { out: c }) },
}

/** The function of a case from its inputs to its result (what gives none leaves it in c); undefined where the library has not got it. */
export function operation(np, op) {
  if (compound[op]) return compound[op](np)
  const f = np[op]
  if (typeof f !== 'function') return undefined
  return ({ a, b }) => b === undefined ? f(a) : f(a, b)
}

/** The result as something with length and elements. */
export function elementsOf(result) {
  if (typeof result !== 'object') return [result]
  if (Array.isArray(result)) return result.flatMap(part => [...elementsOf(part)])
  if ('re' in result) return [result.re, result.im]
  return result.toTypedArray ? result.toTypedArray() : result.data
}

export function free(result) {
  if (Array.isArray(result)) result.forEach(free)
  else if (typeof result === 'object') result.dispose?.()
}
