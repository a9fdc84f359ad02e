// Streams on the audio thread of every engine there is (see browsers.test.ts): offline in all, with the page's own results to the last
// bit, isolated or not; in real time in Chromium, which needs no sound device.

import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { bundled, engines, pageWith, serve, visit } from './browsers/harness.mjs'

interface Report { isolated: boolean; left: number; offline: Record<string, unknown>; own: { different: number }; live?: { played: number; levels: number; jump: number; overruns?: number } }
const names = Object.keys(engines) as (keyof typeof engines)[], wanted = process.env['LANEWISE_BROWSERS'] ?? '', files: Record<string, string> = {}

beforeAll(async () => {
  const page = (seconds: number): Promise<string> => bundled(`import { run } from './test/browsers/worklet-page.js'; run({ seconds: ${seconds} }).then(report, error => report({ error: String(error?.stack ?? error) }))`)
  Object.assign(files, {
    'offline.html': pageWith('offline.js'), 'offline.js': await page(0), 'live.html': pageWith('live.js'), 'live.js': await page(3),
    'own-processor.js': await bundled(readFileSync(new URL('browsers/own-processor.js', import.meta.url), 'utf8').replace('../../dist', './dist')),
  })
}, 60000)

async function reported(name: keyof typeof engines, page: string, isolated: boolean): Promise<Report> {
  const server = await serve(files, isolated)
  try { return await visit(name, `${server.url}${page}.html`, { isolated }) as Report } finally { server.close() }
}

describe.each(names)('%s', name => {
  const present = wanted !== 'none' && Boolean(engines[name].find())
  ;(present ? test.each : test.skip.each)([['shares the memory of an isolated page', true], ['has a copy of it on another page', false]])('the audio thread %s', async (_, isolated) => {
    const { offline, own, left, isolated: is } = await reported(name, 'offline', isolated)
    expect(offline).toMatchObject({ shared: isolated, different: 0, arrived: true, level: true, spectra: 0 })
    expect([is, own.different, left]).toEqual([isolated, 0, 0])
  }, 300000)
})

;(wanted !== 'none' && engines.chromium.find() ? test : test.skip)('in real time filters are switched without a click, and nothing is lost', async () => {
  const { live, left } = await reported('chromium', 'live', true)
  // A sine of 440 Hz and amplitude 0.5 moves by 0.029 at most from sample to sample.
  expect([live!.jump < 0.06, live!.overruns, live!.played > 2, live!.levels > 50, left]).toEqual([true, 0, true, true, 0])
}, 300000)
