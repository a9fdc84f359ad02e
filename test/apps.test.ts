// The applications of bench/apps: plain loops and the library against NumPy's and SciPy's values (test/oracle/apps.py), against each other
// within the stated tolerance, on one thread and two; and nothing is left in memory.

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import * as np from '../dist/index.js'
import { decodeWav } from '../dist/cli/wav.js'
import type { Application, Outcome } from '../dist/profile/application.js'
import { applications as all } from '../bench/apps/index.mjs'
import { OPTION, option } from '../bench/apps/option.mjs'
import { hall, naiveReverb, reverb } from '../bench/apps/reverb.mjs'
import { DAMAGE, IMPACT, MODES, monitoring } from '../bench/apps/monitoring.mjs'
import { fixture } from './support.ts'

const applications = all as Application[]
beforeAll(() => np.init({ threads: 2 }))
afterAll(() => np.close())

type Values = Record<string, number[]>
const inUse = (): unknown => { const { used, blocks } = np.info().memory; return { used, blocks } }
const asNumbers = (part: unknown): number[] => typeof part === 'number' ? [part] : Array.from(part instanceof np.NDArray ? (part as np.NDArray).toTypedArray() : part as ArrayLike<number>)
const isPart = (o: Outcome): boolean => typeof o === 'number' || o instanceof np.NDArray || ArrayBuffer.isView(o)

/** An outcome as numbers by name, its arrays freed. */
function valuesOf(outcome: Outcome): Values {
  const parts = Object.entries(isPart(outcome) ? { value: outcome } : outcome as Record<string, unknown>)
  return Object.fromEntries(parts.map(([name, part]) => {
    const numbers = asNumbers(part)
    if (part instanceof np.NDArray) part.dispose()
    return [name, numbers]
  }))
}

/** What lies farther apart than the application says, in words. */
function apart(got: Values, expected: Values, { relative = 0, absolute = 0 }: Application['tolerance']): string[] {
  return Object.entries(expected).flatMap(([name, values]) => {
    const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0), numbers = got[name]!
    const wrong = values.findIndex((x, i) => !(Math.abs(x - numbers[i]!) <= Math.max(relative * Math.abs(x), absolute * largest)))
    return numbers.length !== values.length ? [`${name}: ${numbers.length} values, not ${values.length}`] : wrong >= 0 ? [`${name}: element ${wrong} is ${numbers[wrong]}, not ${values[wrong]}`] : []
  })
}

// The fixture of monitoring has the spectrum of the damaged sensor only.
function reduced(name: string, values: Values): Values {
  if (name !== 'monitoring') return values
  const lines = values.spectrum!.length / 64
  return { ...values, spectrum: values.spectrum!.slice(DAMAGE.sensor * lines, (DAMAGE.sensor + 1) * lines) }
}

test.each(applications.map(a => [a.name, a] as const))("%s: plain loops and the library give NumPy's values", (name, application) => {
  const { size, ...rest } = fixture<{ size: Record<string, number> } & Record<string, number[] | number>>(`apps/${name}`)
  const expected = Object.fromEntries(Object.entries(rest).map(([key, values]) => [key, asNumbers(values)]))
  const made = application.make(np, size)
  expect(apart(reduced(name, valuesOf(made.naive())), expected, application.tolerance)).toEqual([])
  expect(apart(reduced(name, valuesOf(made.lanewise())), expected, application.tolerance)).toEqual([])
  made.dispose()
})

test.each(applications.map(a => [a.name, a] as const))('%s: the same within its tolerance, again, on one thread and two; and its memory comes back', (_, application) => {
  const before = inUse(), size = application.sizes.quick, made = application.make(np, size), inputs = inUse()
  const naive = made.naive(), shown = application.show(naive), expected = valuesOf(naive)
  let bits: Values | undefined
  for (const threads of [1, 2, 1, 2]) {
    np.setThreads(threads)
    const outcome = made.lanewise()
    expect(application.show(outcome)).toBe(shown)
    const values = valuesOf(outcome)
    expect(apart(values, expected, application.tolerance)).toEqual([])
    expect(values).toEqual(bits ??= values)
    expect(inUse()).toEqual(inputs)
  }
  made.dispose()
  expect(inUse()).toEqual(before)
  expect(application.about(size)).toMatch(/\d/)
})

test('with one date the option is European: the price of Black and Scholes', () => {
  const { size, price } = fixture<{ size: Record<string, number>; price: number[] }>('apps/european'), { spot, strike, rate, volatility, years } = OPTION
  // The closed form with the normal distribution by its density's sum, since JavaScript has no error function.
  const x = np.linspace(-12, 0, 4001), below = (d: number): number => np.scope(() => np.trapezoid(np.exp(np.multiply(np.square(np.add(x, d)), -0.5)), x) as number / Math.sqrt(2 * Math.PI))
  const d = (Math.log(spot / strike) + (rate + volatility ** 2 / 2) * years) / (volatility * Math.sqrt(years))
  expect(spot * below(d) - strike * Math.exp(-rate * years) * below(d - volatility * Math.sqrt(years))).toBeCloseTo(price[0]!, 4)
  x.dispose()

  const made = option.make(np, size)
  for (const outcome of [made.naive(), made.lanewise()]) {
    expect(Math.abs(outcome.price - price[0]!)).toBeLessThan(3 * outcome.error)
    expect(outcome.error).toBeLessThan(0.04)
  }
})

test('the recorded bell in the hall', () => {
  const { size, value } = fixture<{ size: { tail: number; step: number }; value: number[] }>('apps/reverb-bell'), impulse = hall(size.tail)
  const [samples] = decodeWav(readFileSync(new URL('../examples/bell.wav', import.meta.url))).channels
  const picked = (out: ArrayLike<number>): Values => ({ value: Array.from(out).filter((_, i) => i % size.step === 0) })
  expect(apart(picked(naiveReverb(samples!, impulse)), { value }, { absolute: 1e-5 })).toEqual([])
  np.scope(() => {
    const out = reverb(np, np.array(samples!), np.array(impulse)).toTypedArray()
    expect(apart(picked(out), { value }, { absolute: 1e-5 })).toEqual([])
  })
})

test('monitoring finds the damage and the impact, and nothing else', () => {
  const size = monitoring.sizes.quick, made = monitoring.make(np, size), { alarms, frequencies } = valuesOf(made.lanewise()) as { alarms: number[]; frequencies: number[] }
  const blocks = alarms.length / size.sensors, of = (sensor: number): number[] => alarms.filter((_, i) => i % size.sensors === sensor)
  expect(of(DAMAGE.sensor)).toEqual([0, 0, 0, 1])       // in the third block the mode has both frequencies
  expect(of(IMPACT.sensor)).toEqual([0, 0, 2, 0])
  expect(alarms.filter(flag => flag !== 0)).toHaveLength(2)
  const last = frequencies[((blocks - 1) * size.sensors + DAMAGE.sensor) * MODES.length + DAMAGE.mode]!
  expect(Math.abs(last / MODES[DAMAGE.mode]! - (1 - DAMAGE.drop))).toBeLessThan(1e-3)
  made.dispose()
})
