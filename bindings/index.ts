// The package in Node, Deno and Bun.

import { platform } from './platform.node.js'
import { usePlatform, useWide } from './runtime.js'
import { startWide } from './wide.js'

usePlatform(platform)
useWide(startWide)
export * from './api.js'
