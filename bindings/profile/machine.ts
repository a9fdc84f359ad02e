// What a measurement depends on besides the code: the machine, the engine, and the library's state on it.

import { info } from '../runtime.js'
import type { Machine } from './schema.js'
import { version } from './version.js'

type Node = {
  readonly versions: Record<string, string | undefined>
  getBuiltinModule?(name: 'os'): { availableParallelism(): number; cpus(): { model: string }[]; totalmem(): number; platform(): string; arch(): string }
}
const page = globalThis as unknown as { process?: Node; navigator?: { hardwareConcurrency?: number; userAgent?: string; deviceMemory?: number; platform?: string }; crossOriginIsolated?: boolean }

/** The facts of this machine; call after `init()`. */
export function machineFacts(): Machine {
  const { variant, variantWhy, threads, threadsWhy } = info(), library = { lanewise: version, variant, variantWhy, threads, threadsWhy }
  const node = page.process?.versions?.node ? page.process : undefined, os = node?.getBuiltinModule?.('os')
  if (node && os) {
    const { bun, deno, v8 } = node.versions, runtime = deno ? `Deno ${deno}` : bun ? `Bun ${bun}` : `Node ${node.versions.node!}`
    return { ...library, isolated: true, cores: os.availableParallelism(), cpu: os.cpus()[0]?.model.trim() || 'unknown', memory: os.totalmem(), platform: `${os.platform()} ${os.arch()}`, runtime, engine: v8 && !bun ? `V8 ${v8}` : '' }
  }
  const { hardwareConcurrency = 1, userAgent = '', deviceMemory = 0, platform = '' } = page.navigator ?? {}
  return { ...library, isolated: page.crossOriginIsolated ?? false, cores: hardwareConcurrency, cpu: 'unknown', memory: deviceMemory * 2 ** 30, platform, runtime: browserOf(userAgent), engine: '' }
}

/** The browser and its version, of what it calls itself. */
function browserOf(userAgent: string): string {
  for (const [pattern, name] of browsers) {
    const found = pattern.exec(userAgent)
    if (found) return `${name} ${found[1]}`
  }
  return userAgent || 'unknown'
}
const browsers: readonly (readonly [RegExp, string])[] = [[/Edg\/([\d]+)/, 'Edge'], [/OPR\/(\d+)/, 'Opera'], [/Firefox\/(\d+)/, 'Firefox'], [/Chrom(?:e|ium)\/(\d+)/, 'Chrome'], [/Version\/([\d.]+).*Safari/, 'Safari']]
