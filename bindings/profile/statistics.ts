// Medians over rounds, and ratios of two ways round by round, so that a change of the machine's speed cancels out.

import type { Estimate } from './schema.js'

/** The median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median and a 95 % interval of it by order statistics: no assumption about how the noise is distributed. */
export function estimate(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b), n = sorted.length
  let rank = 0
  for (let k = 0, term = 2 ** -n, below = term; below <= 0.025; k++, term *= (n - k + 1) / k, below += term) rank = k + 1
  const at = Math.max(0, rank - 1)
  return { median: median(sorted), low: sorted[at]!, high: sorted[n - 1 - at]! }
}

/** Median and interval of a / b, round by round. */
export function ratio(a: readonly number[], b: readonly number[]): Estimate { return estimate(a.map((x, i) => x / b[i]!)) }
