// What a page downloads: how large it is, and whether the binaries come out of it as they went in.

import { expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { unpacked } from '../dist/unpack.js'

const root = new URL('../', import.meta.url)

/** What a bundler makes of a page's script. */
function bundled(page: string): Buffer {
  return execFileSync(process.execPath, ['node_modules/esbuild/bin/esbuild', '--bundle', '--minify', '--format=esm'], { cwd: root, input: page, maxBuffer: 1 << 24 })
}
const onTheWire = (page: string): number => gzipSync(bundled(page), { level: 9 }).length

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
  const page = bundled("import { LoadError, ShapeError } from './dist/index.web.js'; console.log(String([new ShapeError('a'), new LoadError('b')]))")
  expect(execFileSync(process.execPath, ['--input-type=module'], { input: page, encoding: 'utf8' }).trim()).toBe('ShapeError: a,LoadError: b')
})
