// The app in examples/spectrum, driven in Chromium as a user does. LANEWISE_BROWSERS: 'required' (no Chromium is a failure) or 'none';
// by default it runs where Chromium is.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { peaksOf, program, startBrowser, startServer, tones } from './browsers/demo.mjs'

const wanted = process.env['LANEWISE_BROWSERS'], present = program !== undefined && wanted !== 'none'
if (!present) process.stderr.write(wanted === 'none' ? 'demo: not asked for\n' : 'demo: Chromium is not on this machine (apt-get install chromium)\n')
if (wanted === 'required') test('Chromium is on this machine', () => { expect(program).toBeDefined() })

interface Served { url: string; close(): void }
const BIN = 48000 / 2048, file = tones([[440, 0.4], [3000, 0.2]])
let browser: Browser
let server: Served

/** Runs f on a new page; whatever the page throws besides is an error of the test. */
async function visit(f: (page: Page) => Promise<void>, { url = server.url, before = async () => {}, ...options }: BrowserContextOptions & { url?: string; before?: (page: Page) => Promise<unknown> } = {}): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options }), page = await context.newPage(), thrown: string[] = []
  page.on('pageerror', error => thrown.push(String(error)))
  try {
    await before(page)
    await page.goto(url)
    await page.getByText('Ready.').waitFor()
    await f(page)
    expect(thrown).toEqual([])
  } finally { await context.close() }
}
/** Waits until the peaks that are listed satisfy a condition; gives them. */
async function peaksWhen(page: Page, condition: (levels: number[]) => boolean, frequencies = [440, 3000]): Promise<number[]> {
  for (let i = 0; ; i++) {
    const peaks = await peaksOf(page), levels = frequencies.map(f => peaks.find(p => Math.abs(p.frequency - f) < BIN)?.level ?? -Infinity)
    if (condition(levels)) return levels
    if (i === 100) throw new Error(`after 20 s the peaks are ${JSON.stringify(peaks)}`)
    await page.waitForTimeout(200)
  }
}
// 0.4 and 0.2 of full scale.
const near = (value: number, wanted: number, within = 0.5): boolean => Math.abs(value - wanted) < within
const both = ([a, b]: number[]): boolean => near(a!, -7.96) && near(b!, -13.98)
const load = (page: Page): Promise<void> => page.locator('#file').setInputFiles(file)
const alarm = (page: Page): Promise<string> => page.getByRole('alert').innerText()

;(present ? describe : describe.skip)('the spectrum', () => {
  beforeAll(async () => { [server, browser] = await Promise.all([startServer(), startBrowser('--autoplay-policy=no-user-gesture-required', '--use-fake-device-for-media-stream')]) })
  afterAll(async () => { await browser.close(); server.close() })

  test('a file, a filter, plain loops, another size of transform', () => visit(async page => {
    await load(page)
    await peaksWhen(page, both)
    expect(await page.getByRole('status').innerText()).toBe('tones.wav: 2.0 s, 2 channels, over and over')
    const exact = (await peaksOf(page)).slice(0, 2).map(p => p.frequency)
    expect([Math.abs(exact[0]! - 440) < 2, Math.abs(exact[1]! - 3000) < 2]).toEqual([true, true])
    await page.keyboard.press('f')
    // A low-pass at 1 kHz.
    await peaksWhen(page, ([a, b]) => near(a!, -8.1) && near(b!, -33.4, 1))
    expect(await page.getByRole('checkbox', { name: 'on F' }).isChecked()).toBe(true)
    await page.keyboard.press('n')
    await page.getByText('by plain loops on the page’s thread').waitFor()
    await peaksWhen(page, ([a, b]) => near(a!, -8.1) && near(b!, -33.4, 1))
    await page.keyboard.press('f')
    await peaksWhen(page, both)
    await page.waitForFunction(() => Number(document.getElementById('naive-live')!.textContent) > 0)
    await page.getByLabel('Transform').selectOption('8192')
    await peaksWhen(page, both)
    await page.keyboard.press('n')
    await peaksWhen(page, both)
    const meter = page.getByRole('meter', { name: 'Left' })
    expect(Number(await meter.getAttribute('aria-valuenow'))).toBeCloseTo(-4.4, -0.3)
    expect(await page.locator('#memory').innerText()).toBe('shared by page and audio thread')
  }), 120000)

  test('pause, keys, a narrow window', () => visit(async page => {
    await load(page)
    await peaksWhen(page, both)
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Go on' }).waitFor()
    const picture = (): Promise<string> => page.evaluate(() => (document.getElementById('spectrogram') as HTMLCanvasElement).toDataURL())
    await page.waitForTimeout(200)
    const frozen = await picture()
    await page.waitForTimeout(300)
    expect(await picture() === frozen).toBe(true)
    await page.keyboard.press('l')
    expect(await page.locator('#scale').inputValue()).toBe('linear')
    // The brightest rows of the newest column are those of the tones.
    const rows = await page.evaluate(async () => {
      await new Promise(requestAnimationFrame)
      const canvas = document.getElementById('spectrogram') as HTMLCanvasElement, x = canvas.clientWidth - 60, [top, bottom] = [10, canvas.clientHeight - 24]
      const { data } = canvas.getContext('2d')!.getImageData(x, top, 1, bottom - top), light = Array.from({ length: bottom - top }, (_, y) => data[4 * y]! + data[4 * y + 1]! + data[4 * y + 2]!)
      return [440, 3000].map(f => { const y = Math.round((1 - f / 24000) * (bottom - top)); return Math.max(...light.slice(y - 3, y + 3)) > 400 && light[y - 12]! < 200 })
    })
    const rate = await page.evaluate(() => new AudioContext().sampleRate)
    if (rate === 48000) expect(rows).toEqual([true, true])
    await page.setViewportSize({ width: 400, height: 900 })
    await page.waitForTimeout(200)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    expect(await page.evaluate(() => [...document.querySelectorAll('canvas')].every(c => c.width === Math.round(c.clientWidth * devicePixelRatio)))).toBe(true)
    await page.locator('#spectrum').focus()
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByText(/^[\d.]+ k?Hz, .+ dB$/).waitFor()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').innerText()).toContain('microphone')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
  }), 120000)

  test('the recording, in the dark, without motion', () => visit(async page => {
    await page.getByRole('button', { name: 'Play the bell' }).click()
    // The bell's mode that sounds longest.
    await peaksWhen(page, ([a]) => a! > -80, [1315])
  }, { colorScheme: 'dark', reducedMotion: 'reduce' }), 120000)

  test('without isolation', async () => {
    const plain = await startServer('--plain')
    try {
      await visit(async page => {
        await load(page)
        await peaksWhen(page, both)
        await page.keyboard.press('f')
        await peaksWhen(page, ([a, b]) => near(a!, -8.1) && near(b!, -33.4, 1))
        expect(await page.locator('#threads').innerText()).toMatch(/^1: the page is not cross-origin isolated/)
        expect(await page.locator('#memory').innerText()).toMatch(/^not shared/)
      }, { url: plain.url })
    } finally { plain.close() }
  }, 120000)

  const asUsual = (): void => {}
  test.each<[name: string, message: RegExp, act: (page: Page) => Promise<unknown>, spoil: () => void]>([
    ['a file that is no sound', /not a sound file/, page => page.locator('#file').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('These are words.') }), asUsual],
    ['an empty file', /not a sound file/, page => page.locator('#file').setInputFiles({ name: 'empty.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(0) }), asUsual],
    ['a microphone that is refused', /microphone was refused/, page => page.keyboard.press('m'), asUsual],
    ['a recording that is not there', /The recording did not come: the server answered 404/, page => page.keyboard.press('b'), () => { const get = fetch; window.fetch = (...request) => request[0] === 'bell.wav' ? Promise.resolve(new Response('', { status: 404 })) : get(...request) }],
    ['a worklet that does not load', /audio thread's script .*refused/, page => page.keyboard.press('b'), () => { AudioWorklet.prototype.addModule = () => Promise.reject(new Error('no worklets today')) }],
    ['a tap that does not load', /plain loops/, async page => { await page.keyboard.press('b'); await page.keyboard.press('n') }, () => { const add = AudioWorklet.prototype.addModule; AudioWorklet.prototype.addModule = function (url) { return url === 'tap.js' ? Promise.reject(new Error('404')) : add.call(this, url) } }],
  ])('%s', (_, message, act, spoil) => visit(async page => {
    await act(page)
    await page.getByRole('alert').waitFor()
    expect(await alarm(page)).toMatch(message)
    // And it goes on: sound that can be had is shown, and the message leaves.
    if (spoil !== asUsual) return
    await load(page)
    await peaksWhen(page, both)
    expect(await page.getByRole('alert').isVisible()).toBe(false)
  }, { before: page => page.addInitScript(spoil) }), 120000)

  test('a page without WebAssembly says so', async () => {
    const context = await browser.newContext(), page = await context.newPage()
    await page.addInitScript(() => { (globalThis as { WebAssembly?: unknown }).WebAssembly = undefined })
    await page.goto(server.url)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('status').innerText()).toBe('It cannot start.')
    await context.close()
  }, 60000)

  test('a microphone', async () => {
    const talking = await startBrowser('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream')
    try {
      const page = await talking.newPage({ permissions: ['microphone'] })
      await page.goto(server.url)
      await page.getByText('Ready.').waitFor()
      await page.getByRole('button', { name: 'Microphone' }).click()
      // The fake device beeps.
      await page.locator('#peaks li').first().waitFor()
      expect(await page.getByRole('status').innerText()).toMatch(/it is not played/)
      expect(await page.getByRole('alert').isVisible()).toBe(false)
    } finally { await talking.close() }
  }, 120000)
})
