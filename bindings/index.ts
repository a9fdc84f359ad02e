// The package in Node, Deno and Bun.

import { platform } from './platform.node.js'
import { usePlatform, useSelfCheck } from './runtime.js'
import { selfCheck } from './self-check.js'

usePlatform(platform)
useSelfCheck(selfCheck)
export * from './api.js'
