// NumPy's file formats, as bytes: .npy (numpy.lib.format, versions 1.0 to 3.0) and .npz (a zip of .npy; PKWARE's APPNOTE).
// Nothing is allocated because a header says so: every claim is held against the bytes that are there first.

import { Inflate, zipSync } from 'fflate'
import { type DType, dtypeNames, dtypes, isComplex } from './dtype.js'
import { DTypeError, FormatError, ValueError, shapeText } from './errors.js'

/** An array as plain bytes: little-endian elements, in C order or Fortran order as flagged, bool as 0 and 1. */
export interface NpyRecord { dtype: DType; shape: number[]; fortranOrder: boolean; data: Uint8Array }

/** What parseNpz reads: at most `maxBytes` uncompressed bytes (4 GiB), and only the arrays in `names` if given. */
export interface NpzLimits { readonly maxBytes?: number; readonly names?: readonly string[] }

/**
 * Reads the bytes of a .npy file. `data` is a view of `bytes` (of any alignment) unless elements had to be swapped or normalised.
 * FormatError for bytes that are not a whole .npy, DTypeError for a dtype that Lanewise does not have.
 */
export function parseNpy(bytes: Uint8Array): NpyRecord { return readNpy(bytes, 'npy') }

/** The bytes that np.save writes for this array; ValueError if data and shape do not fit together. */
export function serializeNpy({ dtype, shape, fortranOrder, data }: NpyRecord): Uint8Array<ArrayBuffer> {
  const size = byteSize(shape, dtypes[dtype].size)
  if (size !== data.length) {
    throw new ValueError(`serializeNpy: shape ${shapeText(shape)} of ${dtype} takes ${size ?? 'too many'} bytes, but data has ${data.length}; pass the whole array, and nothing else`)
  }
  if (shape.length > MAX_NDIM) throw new ValueError(`serializeNpy: ${shape.length} axes are more than NumPy's ${MAX_NDIM}; reshape the array`)
  // NumPy flags Fortran order only where it differs from C order.
  const fortran = fortranOrder && size > 0 && shape.filter(n => n > 1).length > 1
  const text = `{'descr': '${dtypes[dtype].npy}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shapeText(shape)}, }`
  // NumPy leaves room for the growing axis to take 21 digits, then pads to a multiple of 64 with blanks and a newline.
  const growth = shape.length === 0 ? 0 : 21 - String(shape[fortran ? shape.length - 1 : 0]).length
  const start = (Math.floor((PREFIX + text.length + growth + 1) / ALIGN) + 1) * ALIGN
  const out = new Uint8Array(start + size)
  out.set(MAGIC)
  out.set([1, 0, (start - PREFIX) & 255, (start - PREFIX) >> 8], MAGIC.length)
  out.fill(BLANK, PREFIX, start - 1)
  for (let i = 0; i < text.length; i++) out[PREFIX + i] = text.charCodeAt(i)
  out[start - 1] = NEWLINE
  out.set(data, start)
  return out
}

/**
 * Reads the arrays of a .npz file (np.savez, np.savez_compressed) by name; members that do not end in .npy are ignored.
 * FormatError for a damaged or hostile zip, DTypeError as parseNpy, ValueError for a name that is not in the file.
 */
export function parseNpz(bytes: Uint8Array, limits: NpzLimits = {}): Map<string, NpyRecord> {
  const { maxBytes = 2 ** 32, names } = limits
  if (!(maxBytes >= 0)) throw new ValueError(`parseNpz: maxBytes must be a number of bytes, not ${maxBytes}`)
  const members = new Map<string, Member>()
  for (const member of zipMembers(bytes)) {
    if (!member.name.endsWith('.npy')) continue
    const name = member.name.slice(0, -4)
    if (members.has(name)) throw broken('npz', `it holds two members named ${quoted(member.name)}`, 'only one could be read; write the file again')
    if (names === undefined || names.includes(name)) members.set(name, member)
  }
  const missing = names?.find(name => !members.has(name))
  if (missing !== undefined) throw new ValueError(`parseNpz: the file holds no array named ${quoted(missing)}; call it without names to read all that it holds`)
  let total = 0
  for (const member of members.values()) total += member.size
  if (total > maxBytes) throw broken('npz', `it claims ${total} bytes uncompressed, more than the limit of ${maxBytes}`, 'raise maxBytes if you trust it, or read some arrays only, by names')

  const records = new Map<string, NpyRecord>()
  for (const [name, member] of members) records.set(name, readNpy(memberBytes(bytes, member), `npz member ${quoted(member.name)}`))
  return records
}

/** The bytes of a .npz file with these arrays, as np.savez or (compressed) np.savez_compressed would name them; ValueError beyond 4 GiB. */
export function serializeNpz(records: Iterable<readonly [name: string, record: NpyRecord]>, options: { readonly compressed?: boolean } = {}): Uint8Array<ArrayBuffer> {
  const files = new Map<string, Uint8Array>()
  let total = 0
  for (const [name, record] of records) {
    const file = `${name}.npy`
    if (files.has(file)) throw new ValueError(`serializeNpz: two arrays are named ${quoted(name)}; give each its own name`)
    if (file.length > 0xffff / 3) throw new ValueError(`serializeNpz: a name of ${name.length} characters is too long for a zip; use a shorter one`)
    const data = serializeNpy(record)
    files.set(file, data)
    total += data.length + 2 * (file.length * 3 + 46)
  }
  if (total > 0xffffffff || files.size > 0xffff) {
    throw new ValueError(`serializeNpz: ${files.size} arrays of ${total} bytes are more than a zip holds (65535 members, 4 GiB); use several files, or one .npy for each array`)
  }
  // 1980 is a zip's first year, and what np.savez writes: the same arrays make the same bytes.
  return zipSync(Object.fromEntries(files), { level: options.compressed ? 6 : 0, mtime: new Date(1980, 0, 1) })
}

// ---- .npy ----

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY
const PREFIX = 10 // magic, version and the 16-bit length of the header
const ALIGN = 64
const MAX_NDIM = 64 // NumPy's own limit
const MAX_HEADER = 10000 // NumPy's own limit; our dtypes need less than 1600
const BLANK = 32
const NEWLINE = 10

function broken(where: string, what: string, remedy: string, options?: ErrorOptions): FormatError {
  return new FormatError(`${where}: ${what}; ${remedy}`, options)
}

function readNpy(bytes: Uint8Array, where: string): NpyRecord {
  if (!startsWith(bytes, MAGIC)) {
    throw broken(where, `it does not begin with the magic string \\x93NUMPY but with ${beginning(bytes)}`, startsWith(bytes, ZIP_MAGIC) ? 'this is a zip, perhaps a .npz: use parseNpz' : 'pass the bytes of a file that np.save wrote')
  }
  const major = bytes[6]
  const minor = bytes[7]
  if (bytes.length >= 8 && (major < 1 || major > 3 || minor !== 0)) throw broken(where, `its format version is ${major}.${minor}`, 'only 1.0, 2.0 and 3.0 exist; save it again with np.save')
  const prefix = major === 1 ? PREFIX : PREFIX + 2
  if (bytes.length < prefix) throw truncated(where, 'header', prefix, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > MAX_HEADER) throw broken(where, `its header claims ${length} bytes at byte 8`, `at most ${MAX_HEADER} are read, and no dtype that can be read needs them; save it again with np.save`)
  const start = prefix + length
  if (bytes.length < start) throw truncated(where, 'header', start, bytes.length)
  // slice() copies out of shared memory, which TextDecoder refuses
  const header = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.slice(prefix, start))
  const { dtype, big, shape, fortranOrder } = readHeader(header, major, where)

  const size = byteSize(shape, dtypes[dtype].size)
  if (size === undefined) throw broken(where, `its shape ${shapeText(shape)} of ${dtype} is more bytes than can be counted`, 'the header is damaged')
  const there = bytes.length - start
  if (there < size) throw truncated(where, `data (shape ${shapeText(shape)} of ${dtype})`, start + size, bytes.length)
  if (there > size) throw broken(where, `${there - size} bytes follow the data, which ends at byte ${start + size}`, 'np.load ignores them; cut them off, or use np.savez for several arrays')
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + start, size)
  return { dtype, shape, fortranOrder, data: dtype === 'bool' ? normalised(data) : big ? swapped(data, dtypes[dtype].size / (isComplex(dtype) ? 2 : 1)) : data }
}

function truncated(where: string, what: string, expected: number, actual: number): FormatError {
  return broken(where, `the ${what} ends at byte ${expected}, but there are only ${actual} bytes`, 'the file was cut short, or its header is damaged: fetch or save it again')
}

// Bytes of an array, or undefined if that is not a number that can be counted with; empty arrays may have huge axes.
function byteSize(shape: readonly number[], itemSize: number): number | undefined {
  let size = itemSize
  for (const n of shape) {
    if (!Number.isSafeInteger(n) || n < 0) return undefined
    size *= n === 0 ? 1 : n
    if (!Number.isSafeInteger(size)) return undefined
  }
  return shape.includes(0) ? 0 : size
}

function normalised(data: Uint8Array): Uint8Array {
  let max = 0
  for (let i = 0; i < data.length; i++) max |= data[i]
  return max <= 1 ? data : data.map(byte => Number(byte !== 0))
}

// Reverses the bytes of every component of `width` bytes, in a copy.
function swapped(data: Uint8Array, width: number): Uint8Array {
  if (width === 1) return data
  const out = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i += width) {
    for (let k = 0; k < width; k++) out[i + k] = data[i + width - 1 - k]
  }
  return out
}

interface Header { dtype: DType; big: boolean; shape: number[]; fortranOrder: boolean }

function readHeader(text: string, major: number, where: string): Header {
  const fields = readDict(text, major, where)
  const keys = ['descr', 'fortran_order', 'shape']
  if (fields.size !== 3 || !keys.every(key => fields.has(key))) {
    throw broken(where, `its header has the keys ${[...fields.keys()].map(quoted).join(', ') || '(none)'}`, `it must have ${keys.join(', ')} and no other; save it again with np.save`)
  }
  const fortranOrder = fields.get('fortran_order')
  if (typeof fortranOrder !== 'boolean') throw broken(where, 'fortran_order is neither True nor False in its header', 'the header is damaged')
  const shape = fields.get('shape')
  if (!isSequence(shape, 'tuple')) throw broken(where, 'the shape in its header is not a tuple', 'the header is damaged')
  if (shape.items.length > MAX_NDIM) throw broken(where, `its shape has ${shape.items.length} axes`, `at most ${MAX_NDIM} are allowed, as in NumPy`)
  const lengths = shape.items.filter((n): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0)
  if (lengths.length < shape.items.length) throw broken(where, 'its shape has an axis whose length is negative, too large or no integer', 'the header is damaged')
  return { ...readDescr(fields.get('descr'), where), shape: lengths, fortranOrder }
}

const byDescr = new Map(dtypeNames.map(name => [dtypes[name].npy.slice(1), name]))

// The dtypes of NumPy that we lack, by type string or, where sizes and units vary, its letter: the name and what to save instead.
const longdouble = ['longdouble', "save it as float64: np.save(path, a.astype('float64'))"] as const
const clongdouble = ['clongdouble', "save it as complex128: np.save(path, a.astype('complex128'))"] as const
const lacking = new Map<string, readonly [name: string, remedy: string]>([
  ['f2', ['float16', "save it as float32: np.save(path, a.astype('float32'))"]],
  ['f12', longdouble], ['f16', longdouble], ['c24', clongdouble], ['c32', clongdouble],
  ['O', ['object', "Python objects are not read; save an array of numbers: np.save(path, np.array(list, dtype='float64'))"]],
  ['S', ['bytes', "save its bytes: np.save(path, a.view('uint8'))"]],
  ['U', ['str', "save its code points: np.save(path, a.view('uint32'))"]],
  ['V', ['void', "save its bytes: np.save(path, a.view('uint8'))"]],
  ['M', ['datetime64', "save its ticks: np.save(path, a.view('int64'))"]],
  ['m', ['timedelta64', "save its ticks: np.save(path, a.view('int64'))"]],
])

function readDescr(descr: Literal | undefined, where: string): { dtype: DType; big: boolean } {
  if (isSequence(descr, 'list') || isSequence(descr, 'tuple')) {
    throw new DTypeError(`${where}: its dtype is structured, which cannot be read; save each field as an array: np.savez(path, **{name: a[name] for name in a.dtype.names})`)
  }
  if (typeof descr !== 'string') throw broken(where, 'descr is not a dtype in its header', 'the header is damaged')
  const ordered = '<>|='.includes(descr.charAt(0))
  const code = ordered ? descr.slice(1) : descr
  const dtype = byDescr.get(code)
  if (dtype !== undefined) return { dtype, big: descr.startsWith('>') }
  const sized = code.length === 1 || (code.charAt(1) >= '0' && code.charAt(1) <= '9')
  const lack = lacking.get(code) ?? (sized ? lacking.get(code.charAt(0)) : undefined)
  if (lack === undefined) throw broken(where, `${quoted(descr)} in its header is no dtype`, 'the header is damaged')
  throw new DTypeError(`${where}: dtype ${lack[0]} (${quoted(descr)}) cannot be read; ${lack[1]}`)
}

// ---- the header's Python literal ----

interface Sequence { readonly kind: 'tuple' | 'list'; readonly items: readonly Literal[] }
type Literal = string | number | boolean | null | Sequence

function isSequence(value: Literal | undefined, kind: Sequence['kind']): value is Sequence { return typeof value === 'object' && value?.kind === kind }

const MAX_DEPTH = 16 // of brackets: structured dtypes nest, and a hostile header must not overflow the stack

// A dict of strings to strings, integers, True, False, None, tuples and lists: what numpy.lib.format writes, and nothing else.
function readDict(text: string, major: number, where: string): Map<string, Literal> {
  let at = 0
  const fail = (expected: string): FormatError =>
    broken(where, `its header is not a dict as np.save writes it: expected ${expected} at character ${at}, found ${at < text.length ? quoted(text.slice(at, at + 20)) : 'its end'}`, 'the header is damaged')

  const skipBlanks = (): void => {
    while (at < text.length && ' \t\n\r\f'.includes(text[at])) at++
  }
  const take = (token: string): boolean => {
    skipBlanks()
    if (!text.startsWith(token, at)) return false
    at += token.length
    return true
  }
  const string = (): string => {
    skipBlanks()
    const quote = text.charAt(at)
    if (quote !== "'" && quote !== '"') throw fail('a string')
    const start = ++at
    while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1
    if (at >= text.length) throw fail('the end of a string')
    return text.slice(start, at++)
  }
  const integer = (): number => {
    const start = at
    if (text[at] === '-') at++
    const digits = at
    while (at < text.length && text[at] >= '0' && text[at] <= '9') at++
    if (at === digits) throw fail('a value')
    const value = Number(text.slice(start, at))
    if (major < 3 && text[at] === 'L') at++ // Python 2 wrote its long integers so
    return value
  }
  const sequence = (close: string, depth: number): Literal => {
    if (depth > MAX_DEPTH) throw fail(`at most ${MAX_DEPTH} nested brackets`)
    const items: Literal[] = []
    let comma = true
    while (!take(close)) {
      if (!comma) throw fail(`',' or '${close}'`)
      items.push(value(depth + 1))
      comma = take(',')
    }
    if (close === ')' && items.length === 1 && !comma) return items[0] // brackets around a value make no tuple
    return { kind: close === ')' ? 'tuple' : 'list', items }
  }
  const value = (depth: number): Literal => {
    if (take('(')) return sequence(')', depth)
    if (take('[')) return sequence(']', depth)
    if (take('True')) return true
    if (take('False')) return false
    if (take('None')) return null
    return text[at] === "'" || text[at] === '"' ? string() : integer()
  }

  const fields = new Map<string, Literal>()
  if (!take('{')) throw fail("'{'")
  let comma = true
  while (!take('}')) {
    if (!comma) throw fail("',' or '}'")
    const key = string()
    if (fields.has(key)) throw fail(`no second key ${quoted(key)}`)
    if (!take(':')) throw fail("':'")
    fields.set(key, value(0))
    comma = take(',')
  }
  skipBlanks()
  if (at < text.length) throw fail('nothing more')
  return fields
}

// Text of a file in a message: short, on one line, without control characters.
function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return `'${[...shown].map(c => c < ' ' || c === '\x7f' ? '?' : c).join('')}'`
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean { return magic.every((byte, i) => bytes[i] === byte) }

function beginning(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'nothing (it is empty)' : Array.from(bytes.subarray(0, 6), byte => byte.toString(16).padStart(2, '0')).join(' ')
}

// ---- zip ----

const ZIP_MAGIC = [0x50, 0x4b] // PK
const LOCAL = { signature: 0x04034b50, size: 30 }
const CENTRAL = { signature: 0x02014b50, size: 46 }
const END = { signature: 0x06054b50, size: 22 }
const LOCATOR64 = { signature: 0x07064b50, size: 20 }
const END64 = { signature: 0x06064b50, size: 56 }
const DAMAGED = 'the zip is damaged or was cut short: fetch or save it again'

// A member: its data is the `packed` bytes from `start`, and `size` bytes once inflated.
interface Member { name: string; stored: boolean; crc: number; start: number; packed: number; size: number }

// The members by the directory at the end of the zip, which alone knows the sizes; their data is not read yet.
function zipMembers(bytes: Uint8Array): Member[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const { offset: directory, size, count } = zipDirectory(bytes, view)
  const members: Member[] = []
  let at = directory
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL.size > directory + size || view.getUint32(at, true) !== CENTRAL.signature) throw broken('npz', `entry ${i} of its directory, at byte ${at}, is no entry`, DAMAGED)
    const flags = view.getUint16(at + 8, true)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + CENTRAL.size + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > directory + size) throw broken('npz', `entry ${i} of its directory, at byte ${at}, is longer than the directory`, DAMAGED)
    const nameBytes = bytes.slice(at + CENTRAL.size, at + CENTRAL.size + nameLength)
    const name = new TextDecoder(flags & 0x800 ? 'utf-8' : 'latin1').decode(nameBytes)
    const { size: inflatedSize, packed, offset } = zipSizes(view, at, nameLength, extraLength, name)
    const start = dataStart(bytes, view, offset, directory, nameBytes, `npz member ${quoted(name)}`)
    if (start + packed > directory) throw broken(`npz member ${quoted(name)}`, `its ${packed} bytes at byte ${start} run into the directory at byte ${directory}`, DAMAGED)
    const method = view.getUint16(at + 10, true)
    if (name.endsWith('.npy')) {
      if (flags & 0x2041) throw broken('npz', `member ${quoted(name)} is encrypted`, 'decrypt the archive first')
      if (method !== 0 && method !== 8) throw broken('npz', `member ${quoted(name)} is compressed by method ${method}`, 'only stored and deflated members are read, as np.savez and np.savez_compressed write them')
    }
    members.push({ name, stored: method === 0, crc: view.getUint32(at + 16, true), start, packed, size: inflatedSize })
    at = next
  }
  if (at !== directory + size) throw broken('npz', `its directory has ${directory + size - at} bytes after its ${count} entries`, DAMAGED)
  return members
}

function zipDirectory(bytes: Uint8Array, view: DataView): { offset: number; size: number; count: number } {
  let end = bytes.length - END.size
  const last = Math.max(end - 0xffff, 0) // a comment of up to 65535 bytes may follow
  while (end >= last && !(view.getUint32(end, true) === END.signature && end + END.size + view.getUint16(end + 20, true) === bytes.length)) end--
  if (end < last || bytes.length < END.size) {
    throw broken('npz', startsWith(bytes, ZIP_MAGIC) ? 'the zip has no directory at its end' : `it is no zip: it begins with ${beginning(bytes)}`,
      startsWith(bytes, MAGIC) ? 'this is a .npy: use parseNpy' : 'the file was cut short, or is no .npz: fetch or save it again')
  }
  let disks = view.getUint16(end + 4, true) | view.getUint16(end + 6, true)
  let count = view.getUint16(end + 10, true)
  let size = view.getUint32(end + 12, true)
  let offset = view.getUint32(end + 16, true)
  let before = end
  const locator = end - LOCATOR64.size
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64.signature) {
    before = uint64(view, locator + 8)
    if (before + END64.size > locator || view.getUint32(before, true) !== END64.signature) throw broken('npz', `there is no zip64 directory record at byte ${before}`, DAMAGED)
    disks = view.getUint32(before + 16, true) | view.getUint32(before + 20, true)
    count = uint64(view, before + 32)
    size = uint64(view, before + 40)
    offset = uint64(view, before + 48)
  }
  if (disks !== 0) throw broken('npz', 'it is one part of an archive in several files', 'join them first')
  if (offset + size > before || count * CENTRAL.size > size) throw broken('npz', `its directory claims ${count} entries in ${size} bytes at byte ${offset}, but ends at byte ${before}`, DAMAGED)
  return { offset, size, count }
}

// Sizes and offset of a directory entry; those that do not fit in 32 bits are in the zip64 extra field (id 1), in this order.
function zipSizes(view: DataView, at: number, nameLength: number, extraLength: number, name: string): { size: number; packed: number; offset: number } {
  const values = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  if (values.includes(0xffffffff)) {
    const end = at + CENTRAL.size + nameLength + extraLength
    let field = end - extraLength
    while (field + 4 <= end && view.getUint16(field, true) !== 1) field += 4 + view.getUint16(field + 2, true)
    const fieldEnd = field + 4 <= end ? Math.min(field + 4 + view.getUint16(field + 2, true), end) : field
    for (let i = 0, from = field + 4; i < values.length; i++) {
      if (values[i] !== 0xffffffff) continue
      if (from + 8 > fieldEnd) throw broken('npz', `member ${quoted(name)} lacks its zip64 sizes`, DAMAGED)
      values[i] = uint64(view, from)
      from += 8
    }
  }
  const [size, packed, offset] = values
  return { size, packed, offset }
}

// Beyond 2^53 this is inexact, but no file is that long: every such value is refused by the check that follows.
function uint64(view: DataView, at: number): number { return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true) }

// Where a member's data begins: behind its own header, whose name must be the directory's and whose sizes are not believed.
function dataStart(bytes: Uint8Array, view: DataView, offset: number, directory: number, nameBytes: Uint8Array, where: string): number {
  if (offset + LOCAL.size > directory || view.getUint32(offset, true) !== LOCAL.signature) throw broken(where, `its header is not at byte ${offset}`, DAMAGED)
  const name = offset + LOCAL.size
  const length = view.getUint16(offset + 26, true)
  if (length !== nameBytes.length || !nameBytes.every((byte, i) => bytes[name + i] === byte)) throw broken(where, 'its own header has another name than the directory', DAMAGED)
  return name + length + view.getUint16(offset + 28, true)
}

function memberBytes(bytes: Uint8Array, { name, stored, crc, start, packed, size }: Member): Uint8Array {
  const where = `npz member ${quoted(name)}`
  if (stored && packed !== size) throw broken(where, `it is stored in ${packed} bytes but claims ${size}`, DAMAGED)
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + start, packed)
  const out = stored ? data : inflated(data, size, where)
  if (crc32(out) !== crc) throw broken(where, 'its CRC-32 does not fit its data', DAMAGED)
  return out
}

const MAX_RATIO = 1032 // no deflate stream expands further (zlib's technical notes)
const INFLATE_CHUNK = 1 << 14 // compressed bytes at a time: a bomb gets 17 MB before it is stopped
const MAX_IDLE = 8 // chunks in a row without output; the longest block, stored, spans 5, and what follows the last block yields none

// Inflates what should be `size` bytes; the output grows with the data that is there, and stops where the claim ends.
function inflated(packed: Uint8Array, size: number, where: string): Uint8Array {
  if (size > packed.length * MAX_RATIO) throw broken(where, `${packed.length} compressed bytes cannot hold the ${size} that it claims`, DAMAGED)
  let out = new Uint8Array(Math.min(size, 1 << 16))
  let filled = 0
  let idle = 0
  const inflate = new Inflate(chunk => {
    idle = chunk.length > 0 ? 0 : idle + 1
    if (idle > MAX_IDLE) throw broken(where, `its compressed data yields nothing after ${filled} of the ${size} bytes that it claims`, DAMAGED)
    const end = filled + chunk.length
    if (end > size) throw broken(where, `it inflates to more than the ${size} bytes that it claims`, 'do not trust this file')
    if (end > out.length) {
      const larger = new Uint8Array(Math.min(Math.max(end, 2 * out.length), size))
      larger.set(out)
      out = larger
    }
    out.set(chunk, filled)
    filled = end
  })
  try {
    for (let at = 0; at < packed.length; at += INFLATE_CHUNK) inflate.push(packed.subarray(at, at + INFLATE_CHUNK), at + INFLATE_CHUNK >= packed.length)
  } catch (error) {
    if (error instanceof FormatError) throw error
    throw broken(where, `its compressed data is damaged (${error instanceof Error ? error.message : String(error)})`, DAMAGED, { cause: error })
  }
  if (filled < size) throw broken(where, `it inflates to ${filled} bytes but claims ${size}`, DAMAGED)
  return out
}

// CRC-32 of zip (polynomial 0xedb88320), four bytes at a time (Intel's slicing-by-4).
function makeCrcTables(): Int32Array {
  const tables = new Int32Array(4 * 256)
  for (let i = 0; i < 256; i++) {
    let c = i
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
    tables[i] = c
  }
  for (let i = 256; i < tables.length; i++) tables[i] = (tables[i - 256] >>> 8) ^ tables[tables[i - 256] & 255]
  return tables
}

let crcTables: Int32Array | undefined

function crc32(data: Uint8Array): number {
  const tables = crcTables ??= makeCrcTables()
  let c = -1
  let i = 0
  for (; i + 4 <= data.length; i += 4) {
    c ^= data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24)
    c = tables[768 + (c & 255)] ^ tables[512 + ((c >>> 8) & 255)] ^ tables[256 + ((c >>> 16) & 255)] ^ tables[c >>> 24]
  }
  for (; i < data.length; i++) c = tables[(c ^ data[i]) & 255] ^ (c >>> 8)
  return ~c >>> 0
}
