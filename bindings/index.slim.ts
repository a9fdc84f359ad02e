// The package in browsers and bundlers without the kernels inside: `init({ wasm })` says where they are.

import { ValueError } from './errors.js'
import { webPlatform } from './platform.web.js'
import { usePlatform } from './runtime.js'

usePlatform(webPlatform(() => { throw new ValueError('init: lanewise/slim has no kernels inside; give init({ wasm: { simd, relaxed } }), the URLs of lanewise/simd.wasm and lanewise/relaxed.wasm') }))
export * from './api.js'
