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

/**
 * How many times as fast `rounds` are as `first`: each at its best, as what disturbs a machine only adds, and lasts for seconds (on a noisy
 * one 77 % of such ratios came back within 10 %, of medians of the rounds' own ratios 67 %); with the interval of the rounds' own ratios.
 */
export function fasterBy(first: readonly number[], rounds: readonly number[]): Estimate {
  const best = Math.min(...first) / Math.min(...rounds), { low, high } = ratio(first, rounds)
  return { median: best, low: Math.min(low, best), high: Math.max(high, best) }
}

/** Median and interval of a / b, round by round. */
export function ratio(a: readonly number[], b: readonly number[]): Estimate { return estimate(a.map((x, i) => x / b[i]!)) }
