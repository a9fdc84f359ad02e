// What comes out of a profile: the table, CSV, changes since an older one, the report. In Chromium, where it is, the report's charts.
import { afterAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { progressOn } from '../dist/cli/progress.js'
import { reportPage } from '../dist/cli/report.js'
import { caseLine, changesText, profileText } from '../dist/cli/table.js'
import { FormatError } from '../dist/errors.js'
import { changes, rankTest } from '../dist/profile/changes.js'
import { figuresOf } from '../dist/profile/charts.js'
import { csvText } from '../dist/profile/csv.js'
import { readProfile } from '../dist/profile/read.js'
import type { Profile } from '../dist/profile/schema.js'
import { program, startBrowser } from './browsers/demo.mjs'
import { sampleProfile } from './profiles'

const profile = sampleProfile()
const hostile = sampleProfile({ rename: name => `<script>alert("${name}")</script>\x1b[31m` })
const width = (text: string): number => Math.max(...stripVTControlCharacters(text).split('\n').map(line => line.length))

describe('the table', () => {
  test.each([20, 40, 80, 120, 200])('fits into %i columns and says everything', columns => {
    const text = stripVTControlCharacters(profileText(profile, columns)), flat = text.replace(/\s+/g, ' ')
    expect(width(text)).toBeLessThanOrEqual(columns)
    for (const { name, cells } of profile.cases) if (cells.length > 0) expect(flat).toContain(name)
    for (const words of ['Geometric means', 'All steps', 'Limited by memory. Pass over memory less often', 'SIMD wins', 'AMD EPYC 7763', 'handing out work 2.50 µs', 'bell.wav: 296,317 samples × 2 channels, 44,100 Hz, 6.72 s', 'Cholesky: not profiled: the results differ', 'Decay time']) expect(flat).toContain(words)
    // A sentence is said once in a group, with the names of all its cases.
    expect(flat.match(/Too small: the kernel takes 0.4 µs of 0.9 µs/g)).toHaveLength(1)
    expect(flat).toContain('exp 1e6 float32, matmul 3e5 float32: Limited by arithmetic. The cores are busy')
  })

  test('shows more the wider it is', () => {
    const [narrow, middle, wide] = [80, 120, 200].map(columns => stripVTControlCharacters(profileText(profile, columns))) as [string, string, string]
    for (const words of ['Rate', '±', 'x numpy-ts']) expect([words, narrow.includes(`│ ${words}`), wide.includes(words)]).toEqual([words, false, true])
    expect([narrow, middle, wide].map(text => text.includes('% of memory'))).toEqual([false, true, true])
    expect(profileText(profile, 40)).not.toMatch(/│ add/)
  })

  test('names cannot disturb the terminal', () => {
    // colours of our own aside, which are off here or on in pairs
    const text = [profileText(hostile, 80), profileText(hostile, 40), changesText(changes(hostile, hostile), 80), ...hostile.cases.map(caseLine)].join('\n')
    expect(text).toContain('</script>?[31m')
    expect(text).not.toContain('</script>\x1b')
  })

  test('a case in a line', () => {
    expect(caseLine(profile.cases[3]!)).toMatch(/^exp 1e6 float32: naive JS 7\.\d\d ms, 1 thread \d+ µs \([\d.]+x\), 2 threads \d+ µs \([\d.]+x\), numpy-ts 2\.\d\d ms \([\d.]+x\); held by arithmetic$/)
    expect(caseLine(profile.cases.at(-1)!)).toBe('Cholesky: not profiled: the results differ: 1.25 against 1.5 at (3, 4).')
  })
})

describe('CSV', () => {
  test('a line per way, which reads back', () => {
    const rows = parsed(csvText(profile)), [head, ...lines] = rows as [string[], ...string[][]]
    expect(head.join(',')).toBe('group,case,op,dtype,size,way,threads,seconds,low,high,rme,speedup,bytes_per_second,flops_per_second,of_memory,of_peak,verdict')
    const cells = profile.cases.flatMap(one => one.cells.map(cell => ({ one, cell })))
    expect(lines).toHaveLength(cells.length)
    for (const [i, { one, cell }] of cells.entries()) {
      const row = Object.fromEntries(head.map((name, column) => [name, lines[i]![column]]))
      expect(row).toMatchObject({ group: one.group, case: one.name, op: one.op ?? '', way: cell.label, verdict: one.verdict!.kind })
      expect([row['seconds'], row['speedup'], row['of_peak']].map(Number)).toEqual([cell.time.median, cell.speedup.median, cell.ofPeak])
    }
  })

  test('quotes names with commas, quotes and line ends', () => {
    const name = 'a "b", c\r\nd'
    expect(parsed(csvText(sampleProfile({ rename: () => name })))[1]![1]).toBe(name)
  })
})

describe('changes', () => {
  const planted = (name: string, label: string): number => name.startsWith('exp') && label === '2 threads' ? 0.8 : name === 'k-means' && label === '1 thread' ? 1.15 : name.startsWith('sum') && label === '1 thread' ? 1.02 : 1
  const verdictsOf = (before: Profile, now: Profile): Record<string, string> =>
    Object.fromEntries(changes(before, now).cases.flatMap(({ name, cells }) => cells.filter(({ verdict }) => verdict !== 'same').map(({ label, verdict }) => [`${name}, ${label}`, verdict])))
  const expected = { 'exp 1e6 float32, 2 threads': 'faster', 'k-means, 1 thread': 'slower' }

  test.each([1, 2, 3, 4, 5])('finds what was planted and nothing else in 2 %% of noise, seed %i', seed => {
    expect(verdictsOf(sampleProfile({ seed, noise: 0.02 }), sampleProfile({ seed: seed + 100, noise: 0.02, factor: planted }))).toEqual(expected)
  })

  test('a machine that runs at another speed is no change', () => {
    const now = sampleProfile({ seed: 7, factor: (name, label) => 1.4 * planted(name, label) }), found = changes(profile, now)
    expect(found.drift).toBeCloseTo(1.4, 1)
    expect(verdictsOf(profile, now)).toEqual(expected)
  })

  test('a case whose plain loops are slower alike is no change', () => {
    expect(verdictsOf(profile, sampleProfile({ seed: 8, factor: name => name === 'Image blur' ? 1.3 : 1 }))).toEqual({ 'Image blur, naive JS': 'slower' })
  })

  test('a profile against itself, and cases that only one has', () => {
    expect(verdictsOf(profile, profile)).toEqual({})
    const { onlyBefore, onlyNow, warnings } = changes(sampleProfile({ without: ['k-means'] }), sampleProfile({ without: ['Image blur', 'Black-Scholes'] }))
    expect([onlyBefore, onlyNow, warnings]).toEqual([['Image blur', 'Black-Scholes'], ['k-means'], []])
  })

  test('warns of another machine and of too few rounds', () => {
    const other = sampleProfile({ rounds: 3, machine: { cpu: 'Apple M2', variant: 'simd', runtime: 'Node 20.1.0' } })
    expect(changes(profile, other).warnings).toEqual(['Other processors: AMD EPYC 7763 before, Apple M2 now.', 'Other runtimes: Node 24.1.0 before, Node 20.1.0 now.', 'Other variants: relaxed before, simd now.', expect.stringMatching(/only 3 rounds/)])
    const threads = changes(profile, sampleProfile({ machine: { threads: 1 } }))
    expect(threads.warnings).toEqual(['Other threads: 2 before, 1 now.'])
    expect(threads.cases[0]!.cells.map(({ label }) => label)).toEqual(['naive JS', '1 thread', 'numpy-ts'])
  })

  test.each([40, 80, 120])('as text of %i columns', columns => {
    const text = stripVTControlCharacters(changesText(changes(sampleProfile({ machine: { cpu: 'Apple M2' } }), sampleProfile({ seed: 9, factor: planted })), columns)), flat = text.replace(/\s+/g, ' ')
    expect(width(text)).toBeLessThanOrEqual(columns)
    for (const words of ['1 way faster, 1 slower, 74 the same', 'Other processors', 'k-means', 'x slower']) expect(flat).toContain(words)
  })

  // scipy.stats.mannwhitneyu, method exact without ties and asymptotic (with continuity correction) with them
  test.each<[number[], number[], number]>([
    [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0.007936507936507936], [[1.1, 2.2, 3.3, 9.9], [2.5, 4.5, 5.5, 6.5, 7.5], 0.4126984126984127],
    [[1, 2, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7, 8, 9], 0.09099639900772498], [[3], [4], 1], [[5, 5, 5], [5, 5, 5], 1],
    [Array.from({ length: 25 }, (_, i) => i + 0.5), Array.from({ length: 25 }, (_, i) => i + 5), 0.0478057953309806],
  ])('the rank test of %j and %j', (a, b, p) => {
    expect(rankTest(a, b)).toBeCloseTo(p, 6)
    expect(rankTest(b, a)).toBeCloseTo(p, 6)
  })
})

describe('reading a profile', () => {
  test('what was written', () => expect(readProfile(JSON.stringify(profile), 'p.json')).toEqual(profile))

  const spoilt = (change: (copy: any) => void): string => {
    const copy = JSON.parse(JSON.stringify(profile))
    change(copy)
    return JSON.stringify(copy)
  }
  test.each<[string, string, RegExp]>([
    ['text', 'hello', /p\.json is not a profile: it is not JSON/],
    ['null', 'null', /it is not an object/],
    ['another JSON', '{"name": "lanewise"}', /it has no number as its schema/],
    ['an older version', '{"schema": 1, "steps": []}', /made by an older version of Lanewise \(schema 1, this one reads 2\): run it anew/],
    ['a newer version', '{"schema": 3}', /made by a newer version/],
    ['no machine', spoilt(copy => { delete copy.machine }), /: machine is not an object\. A profile is what/],
    ['cases that are no list', spoilt(copy => { copy.cases = {} }), /cases is not a list/],
    ['a time that is a text', spoilt(copy => { copy.cases[1].cells[2].time.median = '3 ms' }), /cases\[1\]\.cells\[2\]\.time\.median is not a number/],
    ['rounds with null', spoilt(copy => { copy.cases[0].cells[0].rounds[3] = null }), /cases\[0\]\.cells\[0\]\.rounds\[3\] is not a number/],
    ['a case without a name', spoilt(copy => { delete copy.cases[0].name }), /cases\[0\]\.name is missing/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readProfile(text, 'p.json')).toThrow(FormatError)
    expect(() => readProfile(text, 'p.json')).toThrow(message)
  })
})

describe('progress', () => {
  // As a stream is: what was written, and whether it is a terminal.
  const streamOf = (more: object): { stream: NodeJS.WriteStream; written: () => string } => {
    let text = ''
    const stream = { write: (part: string) => { text += part; return true }, cursorTo: () => true, clearLine: () => true, moveCursor: () => true, once: () => stream, on: () => stream, ...more } as unknown as NodeJS.WriteStream
    return { stream, written: () => text }
  }
  const run = (stream: NodeJS.WriteStream): void => {
    const progress = progressOn(stream)
    progress.case('add', 0, 2)
    progress.progress(0.5)
    progress.done(profile.cases[0]!, { index: 0, of: 2 })
    progress.case('a name that is far too long for a terminal of eighty columns, which must not wrap', 1, 2)
    progress.stop()
  }

  test('a line per case where there is no terminal, or a dumb one', () => {
    const plain = streamOf({ isTTY: false }), dumb = streamOf({ isTTY: true }), before = process.env['TERM']
    run(plain.stream)
    process.env['TERM'] = 'dumb'
    try { run(dumb.stream) } finally { if (before === undefined) delete process.env['TERM']; else process.env['TERM'] = before }
    expect(plain.written()).toBe(`[1/2] ${caseLine(profile.cases[0]!)}\n`)
    expect(dumb.written()).toBe(plain.written())
  })

  test.each([undefined, 40, 80])('a bar with the name and the time left, on %s columns', columns => {
    const before = process.env['TERM']
    process.env['TERM'] = 'xterm'
    const { stream, written } = streamOf({ isTTY: true, columns })
    try { run(stream) } finally { if (before === undefined) delete process.env['TERM']; else process.env['TERM'] = before }
    expect(written()).toMatch(/░.* 0% /)
    expect(written()).toContain('a name')
    expect(written()).toMatch(/, \d+ s left/)
    expect(written()).not.toContain('must not wrap')
  })
})

describe('the report', () => {
  test('loads nothing', () => {
    const html = reportPage(profile, changes(profile, profile))
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/\s(src|href)=|url\(|@import|\bimport\s*[("'{*]|fetch\(|XMLHttpRequest/)
    for (const id of ['speedup', 'sizes', 'roofline', 'shares', 'timeline', 'envelope', 'spectrum', 'histogram']) expect(html).toContain(`<div class="chart" id="${id}">`)
    expect(html).toContain('Nothing changed.')
  })

  test('shows names as text', () => {
    const html = reportPage(hostile, changes(hostile, sampleProfile()))
    expect(html).not.toContain('<script>alert')
    expect(html).not.toContain('\x1b')
    expect(html).toContain('&#60;script&#62;alert(&#34;Image blur&#34;)')
  })

  test('has figures only of what was measured', () => {
    const { timeline: _, recording: __, ...rest } = profile
    const bare: Profile = { ...rest, crossovers: [], cases: profile.cases.filter(({ group }) => group === 'ops').map(({ work: ___, ...one }) => one) }
    expect(figuresOf(bare).map(({ id }) => id)).toEqual(['speedup'])
    expect(reportPage(bare)).toContain('Profile of Lanewise 0.1.0')
    expect(reportPage({ ...profile, cases: profile.cases.filter(({ group }) => group === 'recording') })).toContain('<h1>Profile of bell.wav</h1>')
    expect(figuresOf({ ...bare, cases: [profile.cases.at(-1)!] })).toEqual([])
  })

  test('a speed-up starts at 1x on a logarithmic axis, at 0 on another', () => {
    const [wide, narrow] = [profile, sampleProfile({ without: profile.cases.map(({ name }) => name).filter(name => !name.startsWith('add')) })].map(p => figuresOf(p)[0]!.charts[0]!)
    expect([wide!.x.log, wide!.series[0]!.boxes![0]!.x[0]]).toEqual([2, 1])
    expect([narrow!.x.log, narrow!.series[0]!.boxes![0]!.x[0]]).toEqual([undefined, 0])
    expect(wide!.series.map(({ label, boxes }) => [label, boxes!.length])).toEqual([['1 thread', 12], ['2 threads', 12], ['numpy-ts', 11]])
  })
})

const wanted = process.env['LANEWISE_BROWSERS'], present = program !== undefined && wanted !== 'none'
if (wanted === 'required') test('Chromium is on this machine', () => { expect(program).toBeDefined() })
;(present ? describe : describe.skip)('in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanewise-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('the charts are drawn, at all widths and in both schemes, and answer', async () => {
    const file = join(folder, 'report.html')
    writeFileSync(file, reportPage(sampleProfile({ rename: name => name === 'exp 1e6 float32' ? '<b>exp</b>' : name }), changes(profile, profile)))
    const browser = await startBrowser()
    try {
      for (const [colorScheme, viewportWidth] of [['light', 1280], ['dark', 420]] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: viewportWidth, height: 900 } }), said: string[] = []
        page.on('console', message => { said.push(message.text()) })
        page.on('pageerror', error => { said.push(String(error)) })
        page.on('request', request => { if (!request.url().startsWith('file:')) said.push(request.url()) })
        await page.goto(`file://${file}`)
        await page.locator('#histogram canvas').waitFor()
        expect(await page.locator('.chart canvas').count()).toBe(8)
        // nothing is wider than the page, and no canvas is empty
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewportWidth)
        expect(await page.evaluate(() => [...document.querySelectorAll('canvas')].map(canvas => new Set(new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size > 3))).toEqual(Array(8).fill(true))
        // the tip of a bar, as text
        const bars = page.locator('#speedup .u-over')
        await bars.scrollIntoViewIfNeeded()
        const { width: wide, height } = (await bars.boundingBox())!
        await bars.hover({ position: { x: wide / 2, y: height * 3.6 / 12 } })
        expect(await page.locator('#speedup .tip').innerText()).toMatch(/^<b>exp<\/b>\n2 threads: [\d.]+x/)
        // another op, zoom and back
        await page.getByLabel('Time against size', { exact: true }).selectOption('exp, float32')
        const sizes = page.locator('#sizes .u-over')
        await sizes.hover({ position: { x: 5, y: 150 } })
        expect(await page.locator('#sizes .tip').innerText()).toContain('10 elements')
        await page.mouse.down()
        await sizes.hover({ position: { x: 100, y: 150 } })
        await page.mouse.up()
        await sizes.hover({ position: { x: (await sizes.boundingBox())!.width - 5, y: 150 } })
        expect(await page.locator('#sizes .tip').innerText()).not.toContain('10,000,000 elements')
        expect(said).toEqual([])
        await page.close()
      }
    } finally { await browser.close() }
  })
})

/** CSV by RFC 4180. */
function parsed(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
