// The package in Node, Deno and Bun.

import { platform } from './platform.node.js'
import { usePlatform } from './runtime.js'

usePlatform(platform)
export * from './api.js'
