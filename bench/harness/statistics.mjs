// Medians over rounds, and ratios of two contenders round by round, so that a change of the machine's speed cancels out.

/** The median of some numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median and a 95 % interval of it by order statistics: no assumption about how the noise is distributed. */
export function estimate(values) {
  const sorted = [...values].sort((a, b) => a - b), n = sorted.length
  let rank = 0
  for (let k = 0, term = 2 ** -n, below = term; below <= 0.025; k++, term *= (n - k + 1) / k, below += term) rank = k + 1
  const at = Math.max(0, rank - 1)
  return { median: median(sorted), low: sorted[at], high: sorted[n - 1 - at] }
}

/** Median and interval of a / b, round by round. */
export function ratio(a, b) { return estimate(a.map((x, i) => x / b[i])) }

/**
 * What a case reached of its target, and the verdict. A target is { of, atMost } in seconds (with `minus`: beyond the time of
 * that one), { of, than, atMost }: the time of `of` over that of the fastest of `than`, or { of, than, atLeast }: the same the
 * other way round, how many times as fast. With `or`, another target, the better of both counts. `clock` is 'wall' or 'cpu'.
 */
export function judge(target, results, clock = 'wall') {
  const reached = judgeOne(target, results, clock), other = target.or && judgeOne(target.or, results, clock)
  if (!other || verdicts.indexOf(reached?.verdict) >= verdicts.indexOf(other.verdict)) return reached
  return { ...other, byOther: true }
}
const verdicts = [undefined, 'missed', 'within noise', 'met']

function judgeOne(target, results, clock) {
  const times = name => results[name] && (clock === 'cpu' ? results[name].cpuRounds : results[name].rounds)
  const own = times(target.of)
  if (!own) return undefined
  let reached, rival
  if (target.than) {
    for (const name of target.than) if (times(name) && (!rival || median(times(name)) < median(times(rival)))) rival = name
    if (!rival) return undefined
    reached = target.atLeast === undefined ? ratio(own, times(rival)) : ratio(times(rival), own)
  } else {
    const less = target.minus && times(target.minus)
    reached = estimate(less ? own.map((x, i) => x - less[i]) : own)
  }
  const limit = target.atMost ?? target.atLeast, good = x => target.atMost === undefined ? x >= limit : x <= limit
  const verdict = good(reached.median) ? 'met' : good(reached.low) || good(reached.high) ? 'within noise' : 'missed'
  return { ...reached, rival, verdict }
}
