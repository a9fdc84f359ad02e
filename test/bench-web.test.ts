// The profile in the browser (bench/web), driven in Chromium as a user does. LANEWISE_BROWSERS: 'required' (no Chromium is a failure)
// or 'none'; by default it runs where Chromium is.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { readProfile } from '../dist/profile/read.js'
import { program, startBrowser, started } from './browsers/demo.mjs'
import { sampleProfile } from './profiles'

const wanted = process.env['LANEWISE_BROWSERS'], present = program !== undefined && wanted !== 'none'
if (wanted === 'required') test('Chromium is on this machine', () => { expect(program).toBeDefined() })

let browser: Browser
let server: { url: string; close(): void }

/** Runs f on a new page that is ready; whatever the page throws besides is an error of the test. */
async function visit(f: (page: Page) => Promise<void>, { path = '', width = 1200 } = {}): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 900 } }), thrown: string[] = []
  page.on('pageerror', error => { thrown.push(String(error)) })
  page.on('console', message => { if (message.type() === 'error') thrown.push(message.text()) })
  await page.goto(server.url + path)
  await page.getByText('Ready.').waitFor()
  await f(page)
  expect(thrown).toEqual([])
  await page.close()
}

/** Leaves only these ops and applications ticked. */
async function choose(page: Page, ...names: string[]): Promise<void> {
  await page.evaluate(() => { for (const box of document.querySelectorAll<HTMLInputElement>('#plan .checks input')) box.checked = false })
  for (const name of names) await page.locator('#plan').getByLabel(name, { exact: true }).check()
}
async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

;(present ? describe : describe.skip)('the page', () => {
  beforeAll(async () => { [browser, server] = await Promise.all([startBrowser(), started('bench/web/serve.mjs')]) }, 60000)
  afterAll(async () => { await browser?.close(); server?.close() })

  test('measures ops and an application to the end, shows and saves them', () => visit(async page => {
    expect(await page.locator('#machine').innerText()).toMatch(/Chrome \d+; Lanewise [\d.]+, variant \w+, \d+ threads?\.$/)
    expect(await page.getByText('This page is not isolated').isVisible()).toBe(false)
    await choose(page, 'add', 'sum', 'mandelbrot')
    await page.getByLabel('ops over sizes too').check()
    await page.getByRole('button', { name: 'Start' }).press('Enter')
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true)
    await page.getByRole('progressbar').waitFor()
    expect(await page.getByRole('button', { name: 'Stop' }).evaluate(button => button === document.activeElement)).toBe(true)
    await page.getByText(/About \d+ .* left/).waitFor()
    // a case is shown as soon as it is done
    await page.locator('#tables').getByText('add 1e6 float32').first().waitFor()
    await page.getByText(/^Done: 3 cases in /).waitFor({ timeout: 60000 })
    const { name, text } = await saved(page, 'Save as JSON'), profile = readProfile(text, name)
    expect(name).toMatch(/^lanewise-\d{4}-\d\d-\d\d-chrome-\d+\.json$/)
    expect(profile.machine).toMatchObject({ isolated: true })
    expect(profile.cases.map(({ name: own, failed }) => [own, failed])).toEqual([['add 1e6 float32', undefined], ['sum 1e6 float32', undefined], ['mandelbrot', undefined]])
    expect(profile.crossovers.map(({ op }) => op)).toEqual(['add', 'sum'])
    const ways = profile.machine.threads > 1 ? 3 : 2
    for (const { cells, verdict } of profile.cases) expect([cells.length, typeof verdict?.advice]).toEqual([ways, 'string'])
    expect((await saved(page, 'Save as CSV')).text.split('\r\n')).toHaveLength(1 + 3 * ways + 1)
    for (const id of ['speedup', 'sizes', 'roofline', 'shares', 'timeline']) expect([id, await page.locator(`#${id} canvas`).count()]).toEqual([id, 1])
    expect(await page.locator('#tables').innerText()).toContain('What holds them back, and what to do')
    // against what was saved, and against what is no profile
    await page.getByLabel('Compare with a saved profile').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
    await page.getByText('Nothing changed.').waitFor()
    await page.getByLabel('Compare with a saved profile').setInputFiles({ name: 'old.json', mimeType: 'application/json', buffer: Buffer.from('{"schema": 1}') })
    await page.getByRole('alert').getByText('old.json was made by an older version').waitFor()
  }), 120000)

  test('stops between two turns, and keeps what is done', () => visit(async page => {
    await choose(page, 'add', 'exp', 'sort')
    await page.getByLabel('Rounds').selectOption('yes')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.locator('#tables').getByText('add 1e6 float32').first().waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText(/^Stopped: \d cases?\.$/).waitFor()
    const { cases } = readProfile((await saved(page, 'Save as JSON')).text, 'stopped')
    expect(cases[0]!.name).toBe('add 1e6 float32')
    expect(cases.length).toBeLessThan(3)
    expect(await page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true)
  }), 120000)

  test('says that a page is not isolated and what to do, and measures one thread; on 400 pixels', () => visit(async page => {
    await page.getByText('This page is not isolated').waitFor()
    expect(await page.locator('#plain').innerText()).toMatch(/Cross-Origin-Opener-Policy: same-origin.*Cross-Origin-Embedder-Policy: require-corp/s)
    await choose(page)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('alert').getByText('Choose an op').waitFor()
    // an op that does not take the dtype, from the long list, is a case that says so
    await page.getByText('All ops').click()
    await choose(page, 'bitwise_and')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.locator('#tables').getByText(/not profiled: .*bitwise_and does not take float32/).waitFor({ timeout: 30000 })
    await choose(page, 'exp')
    await page.getByLabel('dtype of ops').selectOption('float64')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.locator('#tables').getByText('exp 1e6 float64').first().waitFor()
    await page.getByText(/^Done: 1 case in /).waitFor({ timeout: 30000 })
    const { machine, cases } = readProfile((await saved(page, 'Save as JSON')).text, 'plain')
    expect(machine).toMatchObject({ isolated: false, threads: 1 })
    expect(cases[0]!.cells.map(({ label }) => label)).toEqual(['naive JS', '1 thread'])
    expect(cases[0]!.verdict!.kind).toBe('not-isolated')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400)
    await page.getByLabel('Compare with a saved profile').setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(sampleProfile())) })
    await page.getByText(/Other processors: AMD EPYC 7763 before/).waitFor()
  }, { path: '?plain', width: 400 }), 120000)
})
