// Whether a case reached its target.

import { estimate, median, ratio } from '../../dist/profile/statistics.js'

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
