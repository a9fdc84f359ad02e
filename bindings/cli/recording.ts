// A recording: read from a WAV or .npy file, checked, and tiled to the length that is asked for.
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { load, type NDArray } from '../index.js'
import { DTypeError, FormatError, LanewiseError, shapeText, ValueError } from '../errors.js'
import { reason } from './files.js'
import { decodeWav, MAX_CHANNELS, type Audio } from './wav.js'

/** A recording: channels of one length, full scale ±1 (or the unit of a floating .npy), and where it came from. */
export interface Recording extends Audio { readonly name: string }

/** Most samples, over all channels, that a profile takes. */
export const MAX_SAMPLES = 100_000_000
/** The sample rate of a .npy file, which does not say it itself, in Hz. */
export const DEFAULT_RATE = 44_100
// Squares and their sums must fit into float32; any sensible unit does.
const LEAST_PEAK = 1e-12, MOST_PEAK = 1e12

/** Reads a WAV or .npy file; `rate` is the sample rate of a .npy. Throws ValueError for a file that cannot be opened, FormatError or DTypeError for what is in it. */
export async function readRecording(path: string, rate = DEFAULT_RATE): Promise<Recording> {
  const bytes = await bytesOf(path)
  return { ...decodeRecording(bytes, rate), name: basename(path) }
}

/** Decodes the bytes of a WAV or .npy file; the first bytes tell which it is. */
export function decodeRecording(bytes: Uint8Array, rate = DEFAULT_RATE): Audio {
  const magic = String.fromCharCode(...bytes.subarray(0, 6))
  if (bytes.length === 0) throw new FormatError('The file is empty.')
  if (magic.startsWith('PK')) throw new FormatError('A .npz or zip archive holds several arrays: save the recording alone as .npy.')
  const audio = /^(RIF[FX]|RF64|BW64)/.test(magic) ? decodeWav(bytes)
    : magic === '\x93NUMPY' ? decodeNpy(bytes, rate)
    : undefined
  if (!audio) throw new FormatError('The file is neither a WAV nor a .npy file, by its first bytes.')
  audio.channels.forEach(checkRange)
  return audio
}

/** Repeats the channels, or cuts them, to `frames` samples each. */
export function tile(recording: Recording, frames: number): Recording {
  const own = recording.channels[0]!.length
  if (frames === own) return recording
  const channels = recording.channels.map(channel => {
    const out = new Float32Array(frames)
    for (let at = 0; at < frames; at += own) out.set(frames - at < own ? channel.subarray(0, frames - at) : channel, at)
    return out
  })
  return { ...recording, channels }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    if (!(await stat(path)).isFile()) throw new ValueError(`${path} is not a file.`)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof LanewiseError) throw cause
    throw new ValueError(`${path} cannot be read: ${reason(cause)}.`, { cause })
  }
}

// How the integers of a .npy become ±1: as those of a WAV file do.
const fullScale: Partial<Record<string, readonly [zero: number, scale: number]>> = {
  uint8: [128, 2 ** 7], int8: [0, 2 ** 7], int16: [0, 2 ** 15], int32: [0, 2 ** 31], float32: [0, 1], float64: [0, 1],
}

// 1-D is one channel. In 2-D, (channels, frames) or (frames, channels), the shorter axis is the channels; of a square, the first.
function decodeNpy(bytes: Uint8Array, sampleRate: number): Audio {
  const array = load(bytes) as NDArray
  try {
    const { shape } = array
    const shown = shapeText(shape)
    if (shape.length !== 1 && shape.length !== 2) {
      throw new FormatError(`This .npy array has the shape ${shown}; a recording is 1-D, or 2-D as channels × frames or frames × channels.`)
    }
    const scale = fullScale[array.dtype]
    if (!scale) throw new DTypeError(`This .npy array is of dtype ${array.dtype}; a recording is ${Object.keys(fullScale).join(', ')}.`)
    const values = array.toTypedArray() as Float64Array
    const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!]
    const channelsFirst = rows <= columns
    const [count, frames] = channelsFirst ? [rows, columns] : [columns, rows]
    if (count > MAX_CHANNELS) throw new FormatError(`This .npy array has the shape ${shown}, which is ${count} channels; ${MAX_CHANNELS} are possible.`)
    if (count === 0 || frames === 0) throw new FormatError(`This .npy array has the shape ${shown}: it holds no samples.`)
    const [zero, full] = scale
    const channels = Array.from({ length: count }, (_, c) => {
      const [start, step] = channelsFirst ? [c * frames, 1] : [c, count]
      const channel = new Float32Array(frames)
      for (let i = 0; i < frames; i++) channel[i] = (values[start + i * step]! - zero) / full
      return channel
    })
    return { channels, sampleRate }
  } finally {
    array.dispose()
  }
}

function checkRange(samples: Float32Array, channel: number): void {
  let peak = 0
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!)
    if (!(magnitude <= MOST_PEAK)) {
      throw new FormatError(`Sample ${i} of channel ${channel + 1} is ${samples[i]}; a recording has finite samples, of magnitude at most ${MOST_PEAK}.`)
    }
    if (magnitude > peak) peak = magnitude
  }
  if (peak > 0 && peak < LEAST_PEAK) throw new FormatError(`The samples of channel ${channel + 1} are at most ${peak}: scale them up, ${LEAST_PEAK} is the least peak that can be analysed.`)
}
