// What a page downloads: how large it is, and whether the binaries come out of it as they went in.

import { expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { unpacked } from '../dist/unpack.js'

const root = new URL('../', import.meta.url)

/** What a bundler makes of the script of a page that has everything: what it loads at once. What it loads later (the profiler) is in files of their own. */
function bundled(page: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'lanewise-'))
  try {
    execFileSync(process.execPath, ['node_modules/esbuild/bin/esbuild', '--bundle', '--minify', '--format=esm', '--splitting', `--outdir=${folder}`, '--log-level=warning'], { cwd: root, input: page })
    const atOnce = new Set(['stdin.js'])
    for (const file of atOnce) for (const [, next] of readFileSync(join(folder, file), 'utf8').matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)) atOnce.add(next!)
    return Buffer.concat([...atOnce].map(file => readFileSync(join(folder, file))))
  } finally { rmSync(folder, { recursive: true }) }
}
/** All in one file, as bundlers leave out what a page does not use. */
function whole(page: string): Buffer {
  return execFileSync(process.execPath, ['node_modules/esbuild/bin/esbuild', '--bundle', '--minify', '--format=esm'], { cwd: root, input: page, maxBuffer: 1 << 24 })
}
const onTheWire = (page: string): number => gzipSync(/import \* as np/.test(page) ? bundled(page) : whole(page), { level: 9 }).length

test.each(['simd', 'relaxed'] as const)('lanewise-%s.wasm is unpacked as it was packed', async variant => {
  expect(Buffer.from(await unpacked(variant)).equals(readFileSync(new URL(`dist/lanewise-${variant}.wasm`, root)))).toBe(true)
})

// Both binaries included, but for the last.
test.each([
  ['a page that adds and sums', 140, "import { init, add, sum } from './dist/index.web.js'; await init(); console.log(sum(add([1], 1)))"],
  ['a page with everything', 200, "import * as np from './dist/index.web.js'; await np.init(); console.log(np)"],
  ['a page with blas and signal too', 215, "import * as np from './dist/index.web.js'; import * as blas from './dist/blas.js'; import * as signal from './dist/signal.js'; await np.init(); console.log(np, blas, signal)"],
  ['the first with kernels from elsewhere', 50, "import { init, add, sum } from './dist/index.slim.js'; await init({ wasm: '/simd.wasm' }); console.log(sum(add([1], 1)))"],
])('%s is no larger than %i KB on the wire', (_, limit, page) => {
  expect(onTheWire(page)).toBeLessThanOrEqual(limit * 1024)
})

test('errors keep their names when classes lose theirs', () => {
  const page = whole("import { LoadError, ShapeError } from './dist/index.web.js'; console.log(String([new ShapeError('a'), new LoadError('b')]))")
  expect(execFileSync(process.execPath, ['--input-type=module'], { input: page, encoding: 'utf8' }).trim()).toBe('ShapeError: a,LoadError: b')
})
