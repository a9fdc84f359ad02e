// np.trace of a function, np.profile and np.explain: what they record and compare, and what they refuse.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as np from '../dist/index.js'
import { rows } from '../dist/table.js'
import { engineOn, profileCases, quick } from '../dist/profile/engine.js'
import { naiveLoop } from '../dist/profile/naive.js'
import { opCase, opNames } from '../dist/profile/op-cases.js'
import { sample } from '../dist/profile/sampling.js'
import { estimate, fasterBy, median } from '../dist/profile/statistics.js'

beforeAll(() => np.init({ threads: 2 }))
afterAll(() => np.close())

describe('np.trace of a function', () => {
  test('has every range of every kernel once, in order and within its call', async () => {
    const a = np.ones([1e6]), b = np.ones([1e6], 'float32'), m = np.ones([300, 300])
    const run = (): void => np.scope(() => { np.sum(np.exp(np.add(a, b))); np.matmul(m, m); np.fft.rfft(a.slice(':65536')) })
    for (let i = 0; i < 3; i++) run()
    const trace = await np.trace(run)
    expect([trace.threads, trace.dropped]).toEqual([2, 0])
    expect(trace.kernels.map(k => k.kernel)).toEqual(expect.arrayContaining(['add_f64', 'exp_f64', 'add_fold_f64', 'gemm_f64', 'fourier_f64']))
    for (const { kernel, units, begin, end, ranges, shared } of trace.kernels) {
      const covered = [...ranges].sort((x, y) => x.from - y.from)
      expect([kernel, covered[0]!.from, covered.at(-1)!.to]).toEqual([kernel, 0, units])
      covered.slice(1).forEach((r, i) => expect(r.from).toBe(covered[i]!.to))
      if (!shared) expect(ranges.every(r => r.thread === 0)).toBe(true)
      // clocks of threads agree to some µs
      for (const r of ranges) expect([r.thread < 2, r.begin <= r.end, r.begin >= begin - 1e-4, r.end <= end + 1e-4]).toEqual([true, true, true, true])
      expect(end).toBeLessThanOrEqual(trace.seconds)
    }
    const add = trace.kernels.find(k => k.kernel === 'add_f64')!
    expect([add.shared, add.path]).toEqual([true, 'converted'])
    expect(trace.kernels.find(k => k.kernel === 'exp_f64')!.path).toBe('contiguous')
    // add, exp and sum an operation each; the product; the transform by the usual formula
    expect(trace.flops).toBeGreaterThanOrEqual(3e6 + 2 * 300 ** 3 + 2.5 * 65536 * 16)
    expect(trace.flops).toBeLessThan(1.1 * (3e6 + 2 * 300 ** 3 + 2.5 * 65536 * 16))
  })

  test('counts bytes once for each operand, and memory once', async () => {
    const a = np.ones([1000]), out = np.empty([1000])
    const { bytes, footprint, kernels } = await np.trace(() => { np.add(a, a, { out }); np.multiply(a, 2, { out }) })
    expect(kernels.map(k => k.kernel)).toEqual(['add_f64', 'multiply_f64'])
    expect(bytes).toBe(24000 + 16008)
    expect(footprint).toBe(16000 + 8)
  })

  test.each<[string, () => unknown, number]>([
    ['a typed array', () => np.array(new Float32Array(1000)), 4000],
    ['a list', () => np.array([1, 2, 3]), 24],
    ['out again', () => np.arange(100).toTypedArray(), 800],
    ['as lists', () => np.zeros([10]).tolist(), 80],
  ])('counts copies: %s', async (_, f, bytes) => {
    const { copies } = await np.trace(f)
    expect(copies.map(c => c.bytes)).toEqual([bytes])
    expect(copies[0]!.end).toBeGreaterThanOrEqual(copies[0]!.begin)
  })

  test('is a trace-event file as JSON', async () => {
    const a = np.ones([1e6])
    const { displayTimeUnit, traceEvents } = JSON.parse(JSON.stringify(await np.trace(() => np.sqrt(a)))) as { displayTimeUnit: string; traceEvents: { name: string; ph: string; pid: number; tid: number; ts?: number; dur?: number; cat?: string }[] }
    expect(displayTimeUnit).toBe('ns')
    expect(traceEvents.filter(e => e.ph === 'M').map(e => e.name)).toEqual(['process_name', 'thread_name', 'thread_name'])
    for (const e of traceEvents.filter(({ ph }) => ph === 'X')) expect([typeof e.ts, typeof e.dur, e.dur! >= 0, e.tid === 0 || e.tid === 1, e.pid]).toEqual(['number', 'number', true, true, 1])
    expect(traceEvents.filter(e => e.cat === 'job').map(e => e.name)).toEqual(['sqrt_f64'])
  })

  test('stops with the function, also one that throws, and gives its memory back', async () => {
    const a = np.ones([10]), { used } = np.info().memory
    await expect(np.trace(() => { np.add(a, a); throw new RangeError('stop') })).rejects.toThrow(new RangeError('stop'))
    await expect(np.trace(async () => 1)).rejects.toThrow(/trace: the function is async/)
    const empty = await np.trace(() => undefined)
    expect([empty.kernels, empty.copies, empty.flops]).toEqual([[], [], 0])
    expect(np.info().memory.used - used).toBeLessThanOrEqual(2 * a.nbytes + 64)
  })

  test('cannot be made within another', async () => {
    const { record } = await import('../dist/profile/trace.js')
    await expect(np.trace(() => record(() => 1))).rejects.toThrow(/^trace: a trace is being made already/)
    expect((await np.trace(() => np.add(1, 1))).kernels).toHaveLength(1)
  })

  test('steps in order on one thread are one job', async () => {
    const a = np.ones([50])
    const { kernels } = await np.trace(() => np.subtract.accumulate(a))
    expect(kernels.filter(k => k.kernel === 'subtract_f64').map(k => [k.shared, k.ranges.length])).toEqual([[false, 49]])
  })

  test('of an array it is the sum along its diagonal', () => expect(np.trace([[1, 2], [3, 4]]).item()).toBe(5))
})

describe('np.profile', () => {
  const cellsOf = (profile: np.Profile): string[] => profile.cases[0]!.cells.map(({ label }) => label)

  test('of an op: its plain loop, one thread, all threads', async () => {
    const seen: number[] = [], profile = await np.profile('exp', { quick: true, size: 1e5, onProgress: done => seen.push(done) })
    expect(cellsOf(profile)).toEqual(['naive JS', '1 thread', '2 threads'])
    expect(seen.at(-1)).toBe(1)
    expect([...seen]).toEqual([...seen].sort((a, b) => a - b))
    const { cells, work, name } = profile.cases[0]!
    expect(name).toBe('exp 1e5 float32')
    expect(work).toMatchObject({ kernels: 1, bytes: 8e5, footprint: 8e5, flops: 1e5, copied: 0, path: 'contiguous' })
    const { kernels, copies, dispatch, script } = work!.shares
    expect(kernels + copies + dispatch + script).toBeCloseTo(1, 10)
    for (const { time, rounds, speedup, bytesPerSecond, ofMemory, ofPeak } of cells) {
      expect([rounds.length >= 3, rounds.length <= 7]).toEqual([true, true])
      expect(time).toEqual(estimate(rounds))
      expect(time.median).toBe(median(rounds))
      expect(speedup).toEqual(fasterBy(cells[0]!.rounds, rounds))
      expect(bytesPerSecond).toBeCloseTo(8e5 / time.median, 0)
      expect([ofMemory > 0, ofPeak > 0]).toEqual([true, true])
    }
    expect(profile.timeline).toMatchObject({ name, threads: 2 })
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile)
  })

  test('of a function, beside others that compute the same', async () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i / 10), a = np.array(x)
    const profile = await np.profile(() => ({ root: np.sqrt(a), total: np.sum(a) }), {
      name: 'roots', quick: true, rounds: 3, naive: () => ({ root: x.map(Math.sqrt), total: x.reduce((s, y) => s + y) }),
    })
    expect(profile.cases[0]!.name).toBe('roots')
    expect(cellsOf(profile)).toEqual(['naive JS', '1 thread', '2 threads'])
    const one = await np.profile(() => np.sqrt(a), { quick: true, rounds: 3, rivals: { map: () => x.map(Math.sqrt), wrong: () => x, broken: () => { throw new Error('no') } } })
    expect(cellsOf(one)).toEqual(['1 thread', '2 threads', 'map'])
    expect(one.cases[0]!.notes).toEqual([expect.stringMatching(/^wrong is left out: its result differs \(\[1\] is 0\.1, /), 'broken is left out: no'])
  })

  test('keeps what the function keeps, frees what a call makes, puts the threads back', async () => {
    const a = np.ones([1000]), out = np.empty([1000]), { used } = np.info().memory
    await np.profile(() => np.add(np.multiply(a, 2), a, { out }), { quick: true, rounds: 3 })
    expect(out.item(999)).toBe(3)
    // Arrays of tests before this one may have been collected meanwhile.
    expect([np.info().threads, np.info().memory.used <= used]).toEqual([2, true])
  })

  test('two calls that must not be timed', async () => {
    const a = np.ones([4])
    let calls = 0
    await expect(np.profile(() => np.add(a, calls++))).rejects.toThrow(/gives another result at each call: \[0\] is 2, another call has 1/)
    await expect(np.profile(() => np.add(a, 1), { naive: () => [2, 2, 2, 2.5] })).rejects.toThrow(expect.objectContaining({ name: 'MismatchError', message: expect.stringMatching(/\[3\] is 2, the first way has 2\.5: they differ by 0\.500/) }))
    await expect(np.profile(() => np.add(a, 1), { naive: () => [2, 2, 2] })).rejects.toThrow(/4 values, the first way has 3/)
    await expect(np.profile(() => ({ x: 1 }), { naive: () => ({ y: 1 }) })).rejects.toThrow(/it gives x, the first way y/)
  })

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['a function that throws', () => np.profile(() => { throw new TypeError('why') }), /^ValueError: profile: '.*' threw \(1 thread\): TypeError: why/],
    ['an async function', () => np.profile(async () => 1), /^DTypeError: profile: .* gives a promise/],
    ['a function that rejects', () => np.profile(() => Promise.reject(new Error('x'))), /gives a promise/],
    ['a function that gives text', () => np.profile(() => 'text'), /^DTypeError: profile: .* gives a string/],
    ['an array made in a call and kept', () => { let kept: np.NDArray | undefined; return np.profile(() => np.sum(kept ??= np.ones([3]))) }, /was disposed; .* outside of the function/],
    ['no function', () => np.profile(7 as never), /^DTypeError: profile: give a function or the name of an op/],
    ['an unknown op', () => np.profile('sinus'), /^ValueError: profile: there is no op 'sinus' to profile; did you mean 'sin'/],
    ['an unknown option', () => np.profile('sin', { runs: 3 } as never), /^ValueError: profile: there is no option 'runs'/],
    ['no rounds', () => np.profile('sin', { rounds: 0 }), /^ValueError: profile: rounds must be/],
    ['no size', () => np.profile('sin', { size: -1 }), /^ValueError: profile: the size of sin/],
    ['a dtype that there is not', () => np.profile('sin', { dtype: 'float16' as never }), /^DTypeError: .*did you mean/],
    ['a dtype that the op does not take', () => np.profile('logaddexp', { dtype: 'complex64' }), /^DTypeError: profile: logaddexp does not take complex64/],
    ['a naive way that is none', () => np.profile('sin', { naive: 3 as never }), /^DTypeError: profile: naive must be a function/],
  ])('refuses %s', async (_, call, message) => {
    const error = await call().then(() => undefined, (e: unknown) => e)
    expect(String(error)).toMatch(message)
    expect(np.info().threads).toBe(2)
  })

  test('ends when it is told to', async () => {
    const controller = new AbortController(), a = np.ones([1e6])
    const ended = np.profile(() => np.exp(a), { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(ended).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    expect(np.info().threads).toBe(2)
  })

  test('every op that can be named has a case that runs', async () => {
    expect(opNames).toEqual(expect.arrayContaining([...rows.filter(r => r.kind !== 'scan' && !r.output && !r.exponent).map(r => r.name).filter(name => name in np), 'matmul', 'fft', 'sort']))
    const engine = engineOn({ thoroughness: { ...quick, rounds: 1, turnSeconds: 1e-4, warmSeconds: 0, traces: 1 } })
    const dtypeOf = (op: string): np.DType => rows.find(r => r.name === op)?.on.includes('float64') === false ? rows.find(r => r.name === op)!.on.includes('int32') ? 'int32' : rows.find(r => r.name === op)!.on[0]! : 'float64'
    const { cases } = await profileCases(opNames.map(op => opCase(op, dtypeOf(op), 64)), engine)
    expect(cases.filter(c => c.failed !== undefined).map(c => c.failed)).toEqual([])
    expect(cases.filter(c => c.cells[0]!.way !== 'naive').map(c => c.op)).toEqual(opNames.filter(op => !naiveLoop(op, op === 'fft' ? 'complex128' : dtypeOf(op))))
  }, 60_000)
})

describe('np.explain', () => {
  test('tells what a call does, in sentences', async () => {
    const a = np.ones([500, 500]), told = await np.explain('matmul', a, a)
    expect(told.verdict.kind).toBe('arithmetic')
    expect(told.work).toMatchObject({ flops: 2 * 500 ** 3, path: 'contiguous' })
    expect(String(told)).toMatch(/^matmul: .* on one thread, .* on 2 \(.*x\)\. \d+ kernels \(gemm_f64\), \d shared among threads; .*\. Limited by arithmetic.*\. .*\.$/)
  })
  test('knows functions of np.fft and linalg, and functions themselves', async () => {
    expect((await np.explain('fft.rfft', np.ones([1024]))).work!.top[0]!.kernel).toBe('fourier_f64')
    expect((await np.explain((x: np.NDArray) => np.sum(x), np.ones([100]) as never)).verdict.kind).toBe('small')
  })
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['a name that there is not', () => np.explain('sqroot', 1), /^ValueError: explain: there is no op 'sqroot'; did you mean 'sqrt'/],
    ['one of np.fft', () => np.explain('fft.rftt', 1), /'fft.rftt'; did you mean 'rfft'/],
    ['what is no function', () => np.explain('pi'), /^ValueError: explain: there is no op 'pi'/],
    ['arguments that the op refuses', () => np.explain('add', np.ones([2]), np.ones([3])), /ShapeError/],
  ])('refuses %s', async (_, call, message) => { await expect(call().catch(String)).resolves.toMatch(message) })
})

describe('sampling', () => {
  test('takes turns: each contender once in every round, after it was prepared', async () => {
    const log: string[] = [], way = (name: string) => ({ name, before: () => { log.push(`${name}?`) }, run() { const end = performance.now() + 3; while (performance.now() < end); log.push(name) } })
    const samples = await sample([way('a'), way('b')], { rounds: 4, turnSeconds: 0.001, warmSeconds: 0.001 })
    expect(samples.map(list => list.length)).toEqual([4, 4])
    for (const s of samples.flat()) expect(s.seconds).toBeGreaterThanOrEqual(0.003)
    const turns = log.slice(-16).join(' ')
    expect(turns).toMatch(/^((a\? a b\? b|b\? b a\? a) ?){4}$/)
  })
  test('has fewer rounds where they would take too long, and one of calls of many seconds', async () => {
    const slow = { name: 'slow', turn: async () => ({ seconds: 20, cpu: 0 }) }, brisk = { name: 'brisk', turn: async () => ({ seconds: 0.5, cpu: 0 }) }
    const options = { rounds: 21, turnSeconds: 0.01, warmSeconds: 0.01 }
    expect((await sample([brisk], { ...options, budget: 4 }))[0]).toHaveLength(8)
    expect((await sample([brisk], { ...options, budget: 0.1 }))[0]).toHaveLength(3)
    expect((await sample([brisk, slow], { ...options, budget: 4 })).map(list => list.length)).toEqual([1, 1])
    expect((await sample([brisk], options))[0]).toHaveLength(21)
  })
  test('an interval holds the median in 95 of 100 samples', () => {
    let state = 1, held = 0
    const random = (): number => (state = state * 16807 % 2147483647) / 2147483647
    for (let i = 0; i < 2000; i++) {
      const { low, high } = estimate(Array.from({ length: 15 }, () => -Math.log(random())))
      if (low <= Math.LN2 && Math.LN2 <= high) held++
    }
    expect(held / 2000).toBeGreaterThan(0.94)
  })
})
