// Two profiles against each other: what became faster, and what only looks so.
import { median } from './statistics.js'
import { cellOf } from './summary.js'
import { plural } from './units.js'
import type { CaseProfile, Cell, Profile } from './schema.js'

/** One way of a case, before and now. */
export interface CellChange {
  readonly label: string
  readonly way: Cell['way']
  /** Seconds of a call. */
  readonly before: number
  readonly now: number
  /** The times' ratio, now over before, after the machine's own drift is taken out: below 1 is faster. */
  readonly ratio: number
  /** The speed-ups over the plain loops, now over before: above 1 is faster. */
  readonly speedupRatio: number
  /** How probable ranks as far apart as these are if nothing changed. */
  readonly p: number
  readonly verdict: 'faster' | 'slower' | 'same'
}
/** A case that both profiles have. */
export interface CaseChange { readonly name: string; readonly group: CaseProfile['group']; readonly cells: readonly CellChange[] }
/** What differs between two profiles. */
export interface Changes {
  /** When they were made. */
  readonly before: string
  readonly now: string
  /** How many times as long the plain loops take as they did: the machine's own change. */
  readonly drift: number
  readonly cases: readonly CaseChange[]
  /** Cases that only one of them has, by name. */
  readonly onlyBefore: readonly string[]
  readonly onlyNow: readonly string[]
  /** Why they may not be comparable. */
  readonly warnings: readonly string[]
}

const LEAST = 0.03 // a smaller change is no news: code that is placed elsewhere in memory makes as much
const MOST_P = 0.01 // a profile has some hundred cells, of which one in a hundred passes by chance; most of these change by less than LEAST
const EXACT = 20 // rounds of each: with more, the normal distribution is near enough

/** Compares two profiles, case by case and way by way. A change counts if ranks tell it from noise, if it is 3 % at least, and if the speed-up over the plain loops of the same case says so too. */
export function changes(before: Profile, now: Profile): Changes {
  const pairs = before.cases.flatMap(old => {
    const own = now.cases.find(({ name, group }) => name === old.name && group === old.group)
    return own && own.cells.length > 0 && old.cells.length > 0 ? [{ old, own }] : []
  })
  const ratios = pairs.flatMap(({ old, own }) => own.cells[0]!.way === 'naive' && old.cells[0]!.way === 'naive' ? own.cells[0]!.time.median / old.cells[0]!.time.median : [])
  const drift = ratios.length > 0 ? median(ratios) : 1
  const only = (one: Profile, other: Profile): string[] => one.cases.filter(({ name, group, cells }) => cells.length > 0 && !other.cases.some(c => c.name === name && c.group === group && c.cells.length > 0)).map(({ name }) => name)
  return {
    before: before.date, now: now.date, drift,
    cases: pairs.map(({ old, own }) => ({
      name: own.name, group: own.group,
      cells: own.cells.flatMap(cell => {
        const former = matching(old, cell)
        return former ? [changeOf(former, cell, drift)] : []
      }),
    })),
    onlyBefore: only(before, now), onlyNow: only(now, before), warnings: warningsOf(before, now, pairs.map(({ own }) => own)),
  }
}

// With another number of threads the label is another one, and the way is still the same.
function matching(old: CaseProfile, { way, label }: Cell): Cell | undefined {
  return cellOf(old, label) ?? (way === 'threads' ? old.cells.find(cell => cell.way === way) : undefined)
}

function changeOf(old: Cell, own: Cell, drift: number): CellChange {
  const ratio = own.time.median / old.time.median / drift, speedupRatio = own.speedup.median / old.speedup.median
  const p = rankTest(old.rounds, own.rounds.map(seconds => seconds / drift))
  const beyond = p <= MOST_P, others = own.way !== 'naive'
  const faster = beyond && ratio < 1 - LEAST && (!others || speedupRatio > 1 + LEAST), slower = beyond && ratio > 1 + LEAST && (!others || speedupRatio < 1 - LEAST)
  return { label: own.label, way: own.way, before: old.time.median, now: own.time.median, ratio, speedupRatio, p, verdict: faster ? 'faster' : slower ? 'slower' : 'same' }
}

function warningsOf(before: Profile, now: Profile, cases: readonly CaseProfile[]): string[] {
  const { machine: a } = before, { machine: b } = now
  const differ = ([['processors', a.cpu, b.cpu], ['cores', a.cores, b.cores], ['runtimes', a.runtime, b.runtime], ['systems', a.platform, b.platform], ['variants', a.variant, b.variant], ['threads', a.threads, b.threads], ['versions of Lanewise', a.lanewise, b.lanewise]] as const)
    .filter(([, x, y]) => x !== y).map(([what, x, y]) => `Other ${what}: ${x} before, ${y} now.`)
  const rounds = Math.min(...[...before.cases, ...cases].flatMap(({ cells }) => cells.map(cell => cell.rounds.length)))
  return rounds < 5 ? [...differ, `Some ways have only ${plural(rounds, 'round')}: a change of these cannot be told from noise. Five at least are needed.`] : differ
}

/** Mann-Whitney's U test: the probability that two samples of one distribution have ranks at least as far apart as these, two-sided; exact for small samples without ties. */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const n = a.length, m = b.length
  if (n === 0 || m === 0) return 1
  let u = 0
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0
  u = Math.min(u, n * m - u)
  const ties = tiesOf([...a, ...b])
  if (ties.length === 0 && Math.max(n, m) <= EXACT) {
    const counts = arrangements(n, m), total = (list: readonly number[]): number => list.reduce((sum, count) => sum + count, 0)
    return Math.min(1, 2 * total(counts.slice(0, u + 1)) / total(counts))
  }
  const size = n + m, tied = ties.reduce((sum, t) => sum + t ** 3 - t, 0)
  const deviation = Math.sqrt(n * m / 12 * (size + 1 - tied / (size * (size - 1))))
  return deviation === 0 ? 1 : Math.min(1, 2 * upperTail((n * m / 2 - u - 0.5) / deviation))
}

// How often each value occurs that occurs more than once.
function tiesOf(values: readonly number[]): number[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.values()].filter(count => count > 1)
}

// In how many orders of n and m items U is 0, 1, …, nm: the coefficients of the Gaussian binomial, the product of (1 - q^(m+i)) / (1 - q^i).
function arrangements(n: number, m: number): number[] {
  const counts = [1, ...new Array<number>(n * m).fill(0)]
  for (let i = 1; i <= n; i++) {
    for (let u = n * m; u >= m + i; u--) counts[u]! -= counts[u - m - i]!
    for (let u = i; u <= n * m; u++) counts[u]! += counts[u - i]!
  }
  return counts
}

// Of the normal distribution; Abramowitz and Stegun 7.1.26, to 1e-7.
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2, t = 1 / (1 + 0.3275911 * x)
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x) / 2
  return z >= 0 ? tail : 1 - tail
}
