// What a measurement depends on besides the code: the machine, and the library's state on it.
import { readFileSync } from 'node:fs'
import { availableParallelism, arch, cpus, platform, totalmem } from 'node:os'
import * as np from '../index.js'

/** The machine and the library's state on it, as a report states them. */
export interface Machine {
  readonly lanewise: string
  readonly variant: string
  readonly variantWhy: string
  readonly threads: number
  readonly threadsWhy: string
  readonly cores: number
  readonly cpu: string
  readonly memory: number
  readonly platform: string
  readonly node: string
  readonly v8: string
}

/** The package's version. */
export const version: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

/** The facts of this machine; call after `np.init()`. */
export function machineFacts(): Machine {
  const { variant, variantWhy, threads, threadsWhy } = np.info()
  return {
    lanewise: version, variant, variantWhy, threads, threadsWhy,
    cores: availableParallelism(), cpu: cpus()[0]?.model.trim() ?? 'unknown', memory: totalmem(),
    platform: `${platform()} ${arch()}`, node: process.version, v8: process.versions.v8,
  }
}
