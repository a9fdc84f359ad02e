// The package in browsers and bundlers.

import { platform } from './platform.web.js'
import { usePlatform } from './runtime.js'

usePlatform(platform)
export * from './api.js'
