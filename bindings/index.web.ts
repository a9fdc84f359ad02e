// The package in browsers and bundlers.

import { webPlatform } from './platform.web.js'
import { usePlatform } from './runtime.js'
import { unpacked } from './unpack.js'

usePlatform(webPlatform(unpacked))
export * from './api.js'
