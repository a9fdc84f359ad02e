// Results are compared before anything is timed.

/** The first place where two results differ by more than the tolerance (relative, and absolute times the largest value), or undefined. */
export function difference(expected, actual, { relative = 0, absolute = 0 }) {
  if (expected.length !== actual.length) return `${actual.length} values, Lanewise has ${expected.length}`
  let scale = 0
  for (const x of expected) if (Number.isFinite(Number(x))) scale = Math.max(scale, Math.abs(Number(x)))
  for (let i = 0; i < expected.length; i++) {
    const x = Number(expected[i]), y = Number(actual[i])
    if (Object.is(x, y) || x === y) continue
    if (!(Math.abs(x - y) <= relative * Math.abs(x) + absolute * scale)) return `[${i}] is ${y}, Lanewise has ${x}`
  }
  return undefined
}
