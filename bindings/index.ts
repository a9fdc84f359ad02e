// The package in Node, Deno and Bun.

import * as api from './api.js'
import { useNames } from './names.js'
import { platform } from './platform.node.js'
import { usePlatform, useWide } from './runtime.js'
import { startWide } from './wide.js'

usePlatform(platform)
useWide(startWide)
useNames(api)
export * from './api.js'
