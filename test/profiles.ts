// Profiles as the engine makes them, without the hours of a machine: a roofline, calls on it, and seeded noise.
import type { CaseProfile, Cell, Crossover, Profile } from '../dist/profile/schema.js'

/** What differs: the noise's seed and size, other machine facts, factors on the time by case and way, and names. */
export interface Planted {
  readonly seed?: number
  readonly noise?: number
  readonly date?: string
  readonly machine?: Partial<Profile['machine']>
  readonly rounds?: number
  /** Factor on the time of a case's way. */
  readonly factor?: (name: string, label: string) => number
  readonly rename?: (name: string) => string
  readonly without?: readonly string[]
}

interface Plan { name: string; group: CaseProfile['group']; about: string; op?: string; dtype?: string; size?: number; bytes: number; flops: number; naive: number; rival?: number; copied?: number; kernels?: number }

const MEMORY = [20e9, 27e9] as const, CACHE = [35e9, 66e9] as const, PEAK = [26e9, 51e9] as const, CALL = 0.4e-6, FORK = 2.5e-6
const op = (name: string, dtype: string, size: number, bytes: number, flops: number, nsNaive: number, rival?: number): Plan =>
  ({ name: `${name} ${size.toExponential(0).replace('e+', 'e')} ${dtype}`, group: 'ops', about: `np.${name} of ${size} elements`, op: name, dtype, size, bytes: bytes * size, flops: flops * size, naive: nsNaive * size * 1e-9, ...rival ? { rival: rival * size * 1e-9 } : {} })

const plans: readonly Plan[] = [
  op('add', 'float32', 1e6, 12, 1, 1.1, 0.9), op('add', 'float64', 1e6, 24, 1, 1.2, 1.5), op('multiply', 'float32', 1e3, 12, 1, 0.9, 1.2), op('exp', 'float32', 1e6, 8, 14, 7.2, 2.1),
  op('sin', 'float64', 1e6, 16, 22, 12, 9), op('sqrt', 'float32', 1e7, 8, 1, 1.6, 0.8), op('sum', 'float32', 1e6, 4, 1, 0.95, 0.4), op('argmax', 'float64', 1e6, 8, 1, 1.3),
  op('sort', 'float32', 1e6, 16, 20, 84, 21), op('cumsum', 'float64', 1e6, 16, 1, 1.1, 1.0), op('where', 'float32', 1e6, 13, 1, 1.9, 2.2), op('matmul', 'float32', 512 * 512, 12, 1024, 1100, 160),
  { name: 'Image blur', group: 'applications', about: 'a Gaussian of 15 × 15 over 1024 × 1024 pixels, separable', bytes: 3.2e7, flops: 6.3e7, naive: 0.071, rival: 0.022, kernels: 61 },
  { name: 'k-means', group: 'applications', about: '20 rounds of 16 clusters over 100,000 points', bytes: 2.4e8, flops: 3.1e8, naive: 0.42, kernels: 240 },
  { name: 'Black-Scholes', group: 'applications', about: 'prices of 1,000,000 options', bytes: 9e7, flops: 1.4e8, naive: 0.068, rival: 0.041, copied: 2.4e7, kernels: 23 },
  ...([['DC offset', 1.2], ['Envelope', 2.2], ['Decay time', 0.02], ['Level histogram', 6], ['Spectrum', 48], ['Correlation', 2.1]] as const)
    .map(([name, ns]): Plan => ({ name, group: 'recording', about: `${name} of each channel`, bytes: 4 * 592634, flops: 2 * 592634, naive: ns * 592634e-9 })),
]

/** A profile of a dozen ops, three applications, a recording's analysis and a case that failed. */
export function sampleProfile({ seed = 1, noise = 0.01, date = '2026-07-01T12:00:00.000Z', machine = {}, rounds = 15, factor = () => 1, rename = name => name, without = [] }: Planted = {}): Profile {
  const random = generator(seed)
  const threads = machine.threads ?? 2
  const cases = plans.filter(({ name }) => !without.includes(name)).map((plan): CaseProfile => {
    const ideal = (t: 0 | 1): number => (CALL + t * FORK + Math.max(plan.bytes / (plan.bytes > 8e6 ? MEMORY : CACHE)[t], plan.flops / PEAK[t])) * 1.25
    const ways = [['naive', 'naive JS', 1, plan.naive], ['simd', '1 thread', 1, ideal(0)], ...threads > 1 ? [['threads', `${threads} threads`, threads, ideal(1)] as const] : [], ...plan.rival ? [['rival', 'numpy-ts', 1, plan.rival] as const] : []] as const
    const times = ways.map(([, label, , seconds]) => Array.from({ length: rounds }, () => seconds * factor(plan.name, label) * (1 + noise * normal(random))))
    const cells = ways.map(([way, label, used], w): Cell => {
      const time = estimateOf(times[w]!), t = used > 1 ? 1 : 0
      return {
        way, label, threads: used, time, rme: 100 * noise * 1.96 / Math.sqrt(rounds), rounds: times[w]!, speedup: estimateOf(times[w]!.map((seconds, r) => times[0]![r]! / seconds)),
        bytesPerSecond: plan.bytes / time.median, flopsPerSecond: plan.flops / time.median, ofMemory: plan.bytes / time.median / (plan.bytes > 8e6 ? MEMORY : CACHE)[t], ofPeak: plan.flops / time.median / PEAK[t],
      }
    })
    const last = cells[cells.length > 2 ? 2 : 1]!, kind = plan.copied ? 'copies' : (plan.size ?? 1e9) < 1e4 ? 'small' : last.ofPeak > last.ofMemory ? 'arithmetic' : 'memory'
    const kernels = 0.9 - (plan.copied ? 0.3 : 0)
    return {
      name: rename(plan.name), group: plan.group, about: plan.about, ...plan.op ? { op: plan.op, dtype: plan.dtype!, size: plan.size! } : {}, cells,
      work: {
        kernels: plan.kernels ?? 1, shared: plan.kernels ?? 1, alone: 0, bytes: plan.bytes, footprint: plan.bytes, flops: plan.flops, exact: true, copied: plan.copied ?? 0, path: 'contiguous',
        shares: { kernels, copies: plan.copied ? 0.3 : 0, dispatch: 0.06, script: 0.94 - kernels - (plan.copied ? 0.3 : 0) }, top: [{ kernel: `${plan.op ?? 'multiply'}_f32`, calls: plan.kernels ?? 1, share: 0.8 }],
      },
      verdict: verdicts[kind](Math.max(last.ofMemory, last.ofPeak)), notes: plan.rival || plan.group === 'recording' ? [] : ['numpy-ts is left out: it has no such function'],
      ...plan.group === 'recording' ? { results: resultsOf(plan.name, random) } : {},
    }
  })
  const failed: CaseProfile = { name: 'Cholesky', group: 'applications', about: 'of 512 × 512', cells: [], failed: 'the results differ: 1.25 against 1.5 at (3, 4).', notes: [] }
  return {
    schema: 2, date,
    machine: {
      lanewise: '0.1.0', variant: 'relaxed', variantWhy: 'the engine has relaxed SIMD', threads, threadsWhy: 'one per core', isolated: true, cores: 2, cpu: 'AMD EPYC 7763', memory: 8 * 2 ** 30,
      platform: 'linux x64', runtime: 'Node 24.1.0', engine: 'V8 13.6', ...machine,
    },
    limits: {
      peak: [0, 1].slice(0, threads).flatMap(t => [{ threads: t + 1, dtype: 'float32' as const, flopsPerSecond: PEAK[t]! }, { threads: t + 1, dtype: 'float64' as const, flopsPerSecond: PEAK[t]! / 2 }]),
      bandwidth: [0, 1].slice(0, threads).flatMap(t => [{ threads: t + 1, footprint: 2 ** 18, bytesPerSecond: CACHE[t]! }, { threads: t + 1, footprint: 2 ** 27, bytesPerSecond: MEMORY[t]! }]),
      call: CALL, fork: FORK,
    },
    rivals: { 'numpy-ts': { version: '1.7.0' }, 'tfjs': { missing: 'not installed (npm --prefix bench/rivals ci)' } },
    cases: [...cases, failed], crossovers: [crossover('add', 'float32', 0.9), crossover('exp', 'float32', 7), crossover('sum', 'float64', 1)],
    timeline: timelineOf(threads, random), recording: { name: rename('bell.wav'), sampleRate: 44100, channels: 2, frames: 296317 },
  }
}

const verdicts = {
  small: () => ({ kind: 'small', text: 'too small: the kernel takes 0.4 µs of 0.9 µs, the rest is what calls cost', advice: 'Put more elements into a call.' }),
  memory: (share: number) => ({ kind: 'memory', text: `limited by memory: ${(100 * share).toFixed(1)} % of the bytes a second that this machine moves for 12 MB on 2 threads`, advice: 'Pass over memory less often: out= instead of new arrays.' }),
  arithmetic: (share: number) => ({ kind: 'arithmetic', text: `limited by arithmetic: ${(100 * share).toFixed(1)} % of the multiply-adds that this machine does`, advice: 'The cores are busy: fewer operations.' }),
  copies: () => ({ kind: 'copies', text: "36 % of the time goes into copies between JavaScript's memory and the library's (24 MB a call)", advice: 'Keep numbers in arrays from one call to the next.' }),
} as const

function crossover(name: string, dtype: string, ns: number): Crossover {
  const points = Array.from({ length: 19 }, (_, i) => Math.round(10 ** (1 + i / 3))).map(size => {
    const naive = 20e-9 + ns * 1e-9 * size, simd = CALL + naive / 4, threads = CALL + FORK + naive / 7.4
    return { size, naive, simd, threads, auto: 1.03 * Math.min(simd, threads) }
  })
  return { op: name, dtype, points, simdFrom: points.find(p => p.simd < p.naive)!.size, threadsFrom: points.find(p => p.threads < p.simd)!.size, worst: { size: 21544, factor: 1.07 } }
}

function timelineOf(threads: number, random: () => number): Profile['timeline'] {
  const spans: { thread: number; name: string; kind: 'kernel' | 'copy'; begin: number; end: number }[] = [{ thread: 0, name: 'from JavaScript', kind: 'copy', begin: 0, end: 0.9e-3 }]
  let from = 1e-3
  for (const name of ['multiply_f32', 'exp_f32', 'add_f32', 'multiply_f32', 'sqrt_f32', 'sum_f32', 'log_f32', 'less_f32', 'where_f32']) {
    const ends = Array.from({ length: threads }, (_, thread) => {
      let at = from + thread * 4e-6
      for (let range = 0; range < 8; range++) {
        const end = at + (30 + 20 * random()) * 1e-6
        spans.push({ thread, name, kind: 'kernel', begin: at, end })
        at = end + 1e-6
      }
      return at
    })
    from = Math.max(...ends) + 20e-6
  }
  return { name: 'Black-Scholes', seconds: from, threads, spans }
}

function resultsOf(name: string, random: () => number): CaseProfile['results'] {
  const frames = 578, decay = (i: number): number => -8 - 52 * i / frames + 2 * random()
  const values: Record<string, () => number[]> = {
    'Envelope': () => Array.from({ length: frames }, (_, i) => decay(i)), 'Decay time': () => [7.7, 0.4, 4.2],
    'Level histogram': () => Array.from({ length: 33 }, (_, i) => Math.round(1e4 * Math.exp(-((i - 18) ** 2) / 40) + 10 * random())),
    'Spectrum': () => Array.from({ length: 512 }, (_, i) => 1e-4 * random() + 0.2 * Math.exp(-((i - 150) ** 2) / 6)),
  }
  return (name === 'Correlation' ? ['channels 1 and 2'] : ['channel 1', 'channel 2']).map(of => ({ of, values: values[name]?.() ?? [0.125], text: name === 'Decay time' ? '7.70 s (fit from 0.40 to 4.20 s)' : 'as it was; and more' }))
}

function estimateOf(values: readonly number[]): { median: number; low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b), at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))]!
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = state + 0x6d2b79f5 | 0
    let t = Math.imul(state ^ state >>> 15, state | 1)
    t ^= t + Math.imul(t ^ t >>> 7, t | 61)
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32
  }
}
function normal(random: () => number): number { return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) }
