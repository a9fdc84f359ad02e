// Drives examples/spectrum in headless Chromium as a user does: demo.test.ts takes these; by itself it measures frames and stalls:
//   node test/browsers/demo.mjs [--seconds 60] [--plain] [--naive] [--exact]

import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

/** The browser's program, if there is one. */
export const program = ['chromium', 'chromium-browser', 'google-chrome'].flatMap(name => process.env.PATH.split(delimiter).map(folder => join(folder, name))).find(file => {
  try { accessSync(file, constants.X_OK); return true } catch { return false }
})

/** Starts the server as `npm run demo` does. */
export const startServer = (...options) => started('examples/spectrum/serve.mjs', ...options)

/** Starts a server's script, by its path from the package's root; gives its address when it has printed it. */
export async function started(script, ...options) {
  const server = spawn(process.execPath, [fileURLToPath(new URL(`../../${script}`, import.meta.url)), ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise((resolve, reject) => {
    let printed = ''
    server.stdout.setEncoding('utf8').on('data', text => { printed += text; const address = /http:\/\/\S+/.exec(printed); if (address) resolve(address[0]) })
    server.on('exit', code => reject(new Error(`the server ended with ${code}: ${printed}`)))
  })
  return { url, close: () => server.kill() }
}

/** Starts Chromium; `options` are more of its flags. */
export const startBrowser = (...options) => chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...options] })

/** A WAV file of two channels with sines of these frequencies and amplitudes. */
export function tones(list, seconds = 2, rate = 48000) {
  const frames = seconds * rate, file = Buffer.alloc(44 + frames * 4)
  file.write('RIFF', 0); file.writeUInt32LE(36 + frames * 4, 4); file.write('WAVEfmt ', 8); file.writeUInt32LE(16, 16); file.writeUInt16LE(1, 20); file.writeUInt16LE(2, 22)
  file.writeUInt32LE(rate, 24); file.writeUInt32LE(rate * 4, 28); file.writeUInt16LE(4, 32); file.writeUInt16LE(16, 34); file.write('data', 36); file.writeUInt32LE(frames * 4, 40)
  for (let i = 0; i < frames; i++) {
    const value = Math.round(32767 * list.reduce((sum, [frequency, amplitude]) => sum + amplitude * Math.sin(2 * Math.PI * frequency * i / rate), 0))
    file.writeInt16LE(value, 44 + 4 * i)
    file.writeInt16LE(value, 46 + 4 * i)
  }
  return { name: 'tones.wav', mimeType: 'audio/wav', buffer: file }
}

/** The peaks that the page lists: [{ frequency, level }] in hertz and decibels. */
export async function peaksOf(page) {
  return (await page.locator('#peaks li').allInnerTexts()).map(text => {
    const [, value, kilo, level] = /^([\d.]+) (k?)Hz\s+(\S+) dB$/.exec(text)
    return { frequency: value * (kilo ? 1000 : 1), level: Number(level.replace('−', '-')) }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, plain: { type: 'boolean', default: false }, naive: { type: 'boolean', default: false }, exact: { type: 'boolean', default: false } } })
  const server = await startServer(...values.plain ? ['--plain'] : []), browser = await startBrowser(), page = await browser.newPage()
  await page.goto(server.url)
  await page.getByText('times as fast').waitFor()
  if (values.naive) await page.getByLabel('by plain loops').click()
  if (values.exact) await page.getByLabel('time the audio thread').click()
  await page.getByRole('button', { name: 'Play the bell' }).click()
  await page.locator('#peaks li').first().waitFor()
  await browser.startTracing(page, { categories: ['toplevel'] })
  const result = await page.evaluate(seconds => new Promise(resolve => {
    const stalls = [], times = []
    new PerformanceObserver(list => { stalls.push(...list.getEntries().map(entry => Math.round(entry.duration))) }).observe({ type: 'longtask' })
    const frame = time => {
      times.push(time)
      if (time - times[0] < seconds * 1000) { requestAnimationFrame(frame); return }
      const between = times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b)
      resolve({ framesPerSecond: +(1000 * (times.length - 1) / (time - times[0])).toFixed(2), late: between.filter(t => t > 25).length, longest: Math.round(between.at(-1)), stalls })
    }
    requestAnimationFrame(frame)
  }), Number(values.seconds))
  // The tasks of the page's thread by the time that it ran, in which other programs have no part.
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())), main = traceEvents.filter(e => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map(e => `${e.pid} ${e.tid}`)
  const tasks = traceEvents.filter(e => e.name.endsWith('RunTask') && main.includes(`${e.pid} ${e.tid}`)).map(e => (e.tdur ?? 0) / 1000), cpu = { share: +(tasks.reduce((sum, t) => sum + t, 0) / 1000 / Number(values.seconds)).toFixed(3), longestTask: Math.max(...tasks) }
  console.log(JSON.stringify({ ...result, cpu, analysis: await page.locator('table').innerText(), deadlines: await page.locator('#deadlines').innerText() }, null, 1))
  await browser.close()
  server.close()
}
