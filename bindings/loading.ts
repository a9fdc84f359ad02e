// Kernels from outside the package, as `init({ wasm })` gives them, and what may be wrong with a file, a server or a page's policy.

import { FormatError, LanewiseError, LoadError } from './errors.js'

/** A binary: where it is, what came from there, its bytes, or the compiled module. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module
/** `simd.wasm` or `relaxed.wasm`, or both, of which the engine's best is taken. */
export type WasmOption = WasmSource | Promise<WasmSource> | WasmPair
/** Both binaries, each loaded only if it is the one to use. */
export interface WasmPair { readonly simd?: WasmSource | Promise<WasmSource>; readonly relaxed?: WasmSource | Promise<WasmSource> }

/** Whether the option names the binaries. */
export function isPair(wasm: WasmOption): wasm is WasmPair { return Object.getPrototypeOf(wasm) === Object.prototype }

/** Fetches what a source stands for, and compiles it. */
export async function fetched(given: WasmSource | Promise<WasmSource>, read: (url: string | URL) => Promise<Response | BufferSource>): Promise<WebAssembly.Module> {
  let where = 'what init({ wasm }) gives'
  try {
    let source = await given
    if (typeof source === 'string' || source instanceof URL) {
      where = String(source)
      source = await read(source)
    }
    // By its looks, as to touch Response makes Node load its whole fetch (60 ms).
    if (!('headers' in source)) return await compiled(source, where)
    where = source.url || where
    if (!source.ok) throw new LoadError(`init: the server answers ${source.status} for ${where}; the file is in the package as lanewise/simd.wasm and lanewise/relaxed.wasm`)
    // While it arrives, if the server says what it is.
    if (source.headers.get('content-type')?.startsWith('application/wasm')) return await WebAssembly.compileStreaming(source).catch(cause => { throw refused(cause, where) })
    return await compiled(await source.arrayBuffer(), where)
  } catch (cause) {
    if (cause instanceof LanewiseError) throw cause
    throw new LoadError(`init: ${where} could not be loaded: ${(cause as Error).message}`, { cause })
  }
}

/** Compiles a binary, or says why it cannot be. */
export async function compiled(source: BufferSource | WebAssembly.Module, where: string): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source
  const [a, b, c, d] = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source)
  if (a !== 0 || b !== 0x61 || c !== 0x73 || d !== 0x6d) {
    const html = a === 0x3c                                // '<'
    throw new FormatError(`init: ${where} is not WebAssembly${html ? ' but a page: the server answers index.html for what it does not have' : ''}; the file is in the package as lanewise/simd.wasm and lanewise/relaxed.wasm`)
  }
  try { return await WebAssembly.compile(source) } catch (cause) { throw refused(cause, where) }
}

/** Why an engine did not compile. */
export function refused(cause: unknown, where: string): LanewiseError {
  const { message } = cause as Error
  if (/Content.Security.Policy|CSP|unsafe-eval/i.test(message)) return new LoadError("init: the page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src", { cause })
  return new FormatError(`init: ${where} does not compile: ${message} (without relaxed SIMD an engine takes simd.wasm only)`, { cause })
}
