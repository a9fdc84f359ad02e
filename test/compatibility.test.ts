// docs/compatibility.md says what is true, and that nearly all of NumPy's main namespace is here.

import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { compatibility, reasons } from '../build/compatibility.mjs'

test('the page is as the exports are; else run node build/compatibility.mjs', async () => {
  const { page } = await compatibility()
  expect(readFileSync(new URL('../docs/compatibility.md', import.meta.url), 'utf8')).toBe(page)
})

test('95 % of the names that mean something are here', async () => {
  expect((await compatibility()).share).toBeGreaterThanOrEqual(0.95)
})

test('every name has one reason, and none without need', async () => {
  const { list } = await compatibility(), known = new Map(list.map(n => [n.name, n]))
  expect(list.filter(n => n.why === 'not yet').map(n => n.name)).toEqual([])
  expect([...reasons.absent.keys(), ...reasons.outside.keys(), ...reasons.notes.keys()].filter(n => !known.has(n))).toEqual([])
  expect([...reasons.absent.keys()].filter(n => reasons.outside.has(n) || known.get(n)!.here)).toEqual([])
  expect([...reasons.notes.keys()].filter(n => !known.get(n)!.here)).toEqual([])
})
