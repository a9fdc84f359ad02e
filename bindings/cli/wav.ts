// WAV: the container is walked here, because a size that lies must be an error; the format header and the samples are the
// library's. @echogarden/wave-codec was chosen over wavefile (no upkeep since 2020, returns a truncated file as a short one
// without a word, fails with a TypeError on nested LIST chunks, 6x slower), @audio/decode-wav and node-wav (positive samples
// scaled by 1/32767, negative ones by 1/32768: a DC offset that is not in the file) and wav-file-decoder (no extensible
// header, no 32-bit PCM, no 64-bit float). Its own walk skips no pad bytes, so that a file with an odd LIST chunk is refused.
import { bufferToFloat32Channels, decodeWaveToBuffer } from '@echogarden/wave-codec'
import { FormatError } from '../errors.js'

/** Most channels that a recording may have. */
export const MAX_CHANNELS = 64
const STREAMED = 0xffffffff // "to the end of the file", as programs write that cannot seek back, like ffmpeg into a pipe

/** Decoded audio: one Float32Array a channel, full scale ±1, all of one length. */
export interface Audio { readonly channels: Float32Array[]; readonly sampleRate: number }

/** Decodes a WAV file: PCM of 8, 16, 24 or 32 bits, float of 32 or 64, A-law, µ-law, plain or extensible; FormatError for anything else. */
export function decodeWav(file: Uint8Array): Audio {
  const { fmt, data } = chunksOf(file)
  const { sampleRate, channelCount, bitDepth, sampleFormat } = headerOf(fmt)
  const frameBytes = channelCount * bitDepth / 8
  if (channelCount < 1 || channelCount > MAX_CHANNELS) throw bad(`it says ${channelCount} channels; 1 to ${MAX_CHANNELS} are possible`)
  if (sampleRate < 1 || sampleRate > 1e7) throw bad(`it says ${sampleRate} samples per second`)
  const blockAlign = u16(fmt, 12)
  if (blockAlign !== frameBytes) throw bad(`it says ${blockAlign} bytes per frame, but ${channelCount} × ${bitDepth} bits are ${frameBytes}`)
  if (data.bytes.length === 0) throw bad('it holds no samples')
  const extra = data.bytes.length % frameBytes
  if (extra !== 0 && !data.streamed) throw bad(`its ${data.bytes.length} bytes of samples are not a whole number of frames of ${frameBytes} bytes`)
  // slice() copies to an aligned buffer, which the library's views need
  const samples = data.bytes.slice(0, data.bytes.length - extra)
  return { channels: bufferToFloat32Channels(samples, channelCount, bitDepth, sampleFormat), sampleRate }
}

// The format header is decoded by the library from a WAV file without samples.
function headerOf(fmt: Uint8Array): ReturnType<typeof decodeWaveToBuffer> {
  const file = new Uint8Array(20 + fmt.length + 8)
  const view = new DataView(file.buffer)
  const put = (at: number, text: string, size: number): void => {
    for (let i = 0; i < 4; i++) file[at + i] = text.charCodeAt(i)
    view.setUint32(at + 4, size, true)
  }
  put(0, 'RIFF', file.length - 8)
  put(8, 'WAVE', 0)
  put(12, 'fmt ', fmt.length)
  file.set(fmt, 20)
  put(20 + fmt.length, 'data', 0)
  try {
    return decodeWaveToBuffer(file, false, false)
  } catch (cause) {
    throw bad(cause instanceof Error ? lowerFirst(cause.message) : String(cause), cause)
  }
}

function chunksOf(file: Uint8Array): { fmt: Uint8Array; data: { bytes: Uint8Array; streamed: boolean } } {
  const kind = ascii(file, 0)
  if (kind === 'RIFX' || kind === 'RF64' || kind === 'BW64') throw bad(`it is of the kind ${kind}; only RIFF is read`)
  if (kind !== 'RIFF' || file.length < 12 || ascii(file, 8) !== 'WAVE') throw bad('it does not begin with RIFF and WAVE')
  let fmt: Uint8Array | undefined
  // a chunk: four letters, a size, the bytes, and a pad byte after an odd number of bytes
  for (let at = 12; at + 8 <= file.length;) {
    const id = ascii(file, at)
    const size = new DataView(file.buffer, file.byteOffset + at + 4, 4).getUint32(0, true)
    const begin = at + 8
    const streamed = id === 'data' && size === STREAMED
    const end = streamed ? file.length : begin + size
    if (end > file.length) throw bad(`it is truncated: its '${printable(id)}' chunk says ${size} bytes, but ${file.length - begin} are left`)
    const bytes = file.subarray(begin, end)
    if (id === 'fmt ') {
      if (fmt) throw bad('it has two format headers')
      if (size < 16) throw bad(`its format header has ${size} bytes; at least 16 are needed`)
      fmt = bytes
    } else if (id === 'data') {
      if (!fmt) throw bad('its samples come before a format header')
      return { fmt, data: { bytes, streamed } }
    }
    at = end + size % 2
  }
  throw bad(fmt ? 'it is truncated: no samples follow the header' : 'it is truncated: no format header was found')
}

function bad(what: string, cause?: unknown): FormatError { return new FormatError(`This WAV file cannot be read: ${what}.`, { cause }) }
function ascii(bytes: Uint8Array, at: number): string { return String.fromCharCode(...bytes.subarray(at, at + 4)) }
function printable(id: string): string { return id.replace(/[^\x20-\x7e]/g, '?') }
function u16(bytes: Uint8Array, at: number): number { return bytes[at]! | bytes[at + 1]! << 8 }
function lowerFirst(text: string): string { return text.charAt(0).toLowerCase() + text.slice(1) }
