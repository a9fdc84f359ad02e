// The kernels that a bundle carries: both binaries as one LZMA stream (inline.js), undone by a small binary of its own (assembly/lzma.ts).

import { packed, places, unpacker } from './inline.js'
import { compiled } from './loading.js'

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?(s: string): Uint8Array<ArrayBuffer> }).fromBase64
  if (native) return native.call(Uint8Array, base64)
  const text = atob(base64), out = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i)
  return out
}

/** The bytes of a variant. */
export async function unpacked(variant: 'simd' | 'relaxed'): Promise<Uint8Array<ArrayBuffer>> {
  const { memory, free, unpack } = new WebAssembly.Instance(await compiled(bytesOf(unpacker), "the bundle's unpacker")).exports as unknown as { memory: WebAssembly.Memory; free: { value: number }; unpack(packed: number, out: number, length: number): void }
  const from = bytesOf(packed), at = free.value, out = at + from.length, [begin, end] = places[variant]
  memory.grow(Math.ceil((out + end) / 65536))
  new Uint8Array(memory.buffer).set(from, at)
  unpack(at, out, end)
  return new Uint8Array(memory.buffer, out + begin, end - begin)
}
