// The heap: one shared WebAssembly.Memory, blocks handed out by TypeScript. Kernels never allocate.
//
// Small blocks come in size classes and are recycled as whole Block objects, so that their registration with the
// FinalizationRegistry (about 0.3 µs) is paid once and not per array. Large blocks are cut from an address-ordered
// free list, best fit, and coalesce when freed.
//
// Several heaps may share one memory: memory.grow is atomic and says where, so pages belong to the heap that grew them.

import { OutOfMemoryError, ValueError } from './errors.js'

const PAGE = 65536
const ALIGN = 64
const SMALL = 32768
const SLAB = 262144
const GROW = 16 << 20
// From this part of the limit on, V8 is shown the size of large blocks: it does not see wasm memory, and would not collect.
// (From 256 MiB on it cost a*b+c of 1e7 float64 half its speed, in collections.)
const CROWDED = 1 / 4

/** A piece of the heap that NDArrays share; it is freed when the last of them is disposed or collected. */
export class Block {
  refs = 1
  /** @internal */ ballast: ArrayBuffer | undefined
  /** @internal */ constructor(readonly heap: Heap, readonly address: number, readonly bytes: number, readonly size: number, readonly giveBack?: () => void) {}
  /** One array more looks at this block. */
  retain(): this { this.refs++; return this }
  /** One array less; the last one frees. */
  release(): void { if (--this.refs === 0) this.heap.free(this) }
}

/** A stretch of memory. */
export interface Span { address: number; bytes: number }
// What the FinalizationRegistry tells of a block that was collected.
interface Lost extends Span { giveBack: (() => void) | undefined }

// Size classes: 64, 128, 192, 256, then four to an octave.
function classOf(bytes: number): number {
  if (bytes <= 256) return ((bytes + 63) >> 6) - 1
  const octave = 31 - Math.clz32(bytes - 1)
  return 4 + (octave - 8) * 4 + ((bytes - 1) >> (octave - 2)) - 4
}
const classBytes: number[] = []
for (let i = 0; i < 4; i++) classBytes.push((i + 1) * 64)
for (let size = 256; size < SMALL; size *= 2) for (let i = 1; i <= 4; i++) classBytes.push(size + i * (size / 4))

/** The heap of one runtime. */
export class Heap {
  /** Bytes in blocks that are in use. */
  used = 0
  /** Blocks in use. */
  blocks = 0
  readonly #recycled: Block[][] = classBytes.map(() => [])
  #spans: Span[] = []                      // free, by address, never adjacent
  readonly #registry: FinalizationRegistry<Lost>
  #slab: Span = { address: 0, bytes: 0 }
  #reserve: Span[] = []                    // of heaps that are no more: for the next one, or when nothing else is left
  #own = 0                                 // bytes that this heap has grown

  /** What there is from `start` on belongs to this heap; without, it has what it grows. Regions that it grows are told to `note`. */
  constructor(readonly memory: WebAssembly.Memory, start: number | undefined, readonly limit: number, readonly note?: (region: Span) => void) {
    if (start !== undefined) {
      const first = Math.ceil(start / ALIGN) * ALIGN
      this.#own = memory.buffer.byteLength
      this.#spans.push({ address: first, bytes: this.#own - first })
    }
    this.#registry = new FinalizationRegistry(lost => this.#collected(lost))
  }

  /** A block of at least so many bytes, 64-byte aligned; its contents are undefined. */
  allocate(bytes: number, what: string): Block {
    if (!(bytes >= 0)) throw new ValueError(`${what}: ${bytes} bytes are no size`)
    if (bytes <= SMALL) return this.#small(bytes, what)
    const size = Math.ceil(bytes / ALIGN) * ALIGN
    const block = this.#track(new Block(this, this.#cut(size, what), bytes, size))
    if (this.used > CROWDED * this.limit) block.ballast = weigh(size)
    return block
  }

  /** Memory that is never given back and not counted as used: no Block, which somebody would have to hold. */
  keep(bytes: number, what: string): number { return this.#cut(Math.ceil(bytes / ALIGN) * ALIGN, what) }

  /** A block that another heap on this memory lends; `giveBack` is called instead of freeing it. */
  borrow({ address, bytes }: Span, giveBack: () => void): Block {
    const block = this.#track(new Block(this, address, bytes, bytes, giveBack))
    if (bytes > SMALL && this.used > CROWDED * this.limit) block.ballast = weigh(bytes)
    return block
  }

  /** The regions of another heap on this memory that is no more, but for what it had lent and is still looked at. */
  adopt(regions: readonly Span[], lent: readonly Span[]): void {
    const held = lent.slice().sort((a, b) => a.address - b.address)
    for (const region of regions) {
      const end = region.address + region.bytes
      let { address } = region
      for (const span of held) {
        if (span.address < address || span.address >= end) continue
        if (span.address > address) this.#reserve.push({ address, bytes: span.address - address })
        address = span.address + span.bytes
      }
      if (end > address) this.#reserve.push({ address, bytes: end - address })
    }
  }

  /** Regions for another heap on this memory to begin with: what came from former ones, in at most so many pieces. */
  spare(most: number): Span[] {
    const pieces = this.#reserve.splice(0).sort((a, b) => b.bytes - a.bytes)
    for (const span of pieces.splice(most)) this.give(span)
    return pieces
  }

  /** Takes a block back. */
  free(block: Block): void {
    this.used -= block.size
    this.blocks--
    if (block.giveBack !== undefined) { this.#registry.unregister(block); block.ballast = undefined; block.giveBack(); return }
    if (block.size <= SMALL) { this.#recycled[classOf(block.size)]!.push(block); return }
    block.ballast = undefined
    this.#registry.unregister(block)
    this.give({ address: block.address, bytes: block.size })
  }

  #small(bytes: number, what: string): Block {
    const index = bytes <= 0 ? 0 : classOf(bytes), block = this.#recycled[index]!.pop()
    if (block) {
      block.refs = 1
      this.used += block.size
      this.blocks++
      return block
    }
    const size = classBytes[index]!
    if (this.#slab.bytes < size) {
      const rest = this.#slab
      this.#slab = { address: 0, bytes: 0 }
      if (rest.bytes > 0) this.give(rest)
      this.#slab = this.#cutSlab(size, what)
    }
    const address = this.#slab.address
    this.#slab.address += size
    this.#slab.bytes -= size
    return this.#track(new Block(this, address, size, size))
  }

  // A slab, or in the last corner of the memory just the block itself.
  #cutSlab(size: number, what: string): Span {
    try { return { address: this.#cut(SLAB, what), bytes: SLAB } } catch { return { address: this.#cut(size, what), bytes: size } }
  }

  #track(block: Block): Block {
    this.used += block.size
    this.blocks++
    this.#registry.register(block, { address: block.address, bytes: block.size, giveBack: block.giveBack }, block)
    return block
  }

  // The finaliser: nobody can reach the Block any more. A recycled one is reachable from its list, so is never collected.
  #collected(span: Lost): void {
    this.used -= span.bytes
    this.blocks--
    if (span.giveBack !== undefined) { span.giveBack(); return }
    if (span.bytes > SMALL) { this.give(span); return }
    const block = new Block(this, span.address, span.bytes, span.bytes)
    this.#registry.register(block, span, block)
    this.#recycled[classOf(span.bytes)]!.push(block)
  }

  #cut(bytes: number, what: string): number {
    let best = -1
    for (let i = 0; i < this.#spans.length; i++) {
      const span = this.#spans[i]!
      if (span.bytes >= bytes && (best < 0 || span.bytes < this.#spans[best]!.bytes)) best = i
    }
    if (best < 0) {
      if (this.#reserve.length > 0) {
        for (const span of this.#reserve.splice(0)) this.give(span)
        return this.#cut(bytes, what)
      }
      try { this.#grow(bytes, what) } catch (error) { if (!this.#reclaim()) throw error }
      return this.#cut(bytes, what)
    }
    const span = this.#spans[best]!, address = span.address
    span.address += bytes
    span.bytes -= bytes
    if (span.bytes === 0) this.#spans.splice(best, 1)
    return address
  }

  /** Memory that may be handed out again. */
  give(span: Span): void {
    const spans = this.#spans
    let low = 0, high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (spans[middle]!.address < span.address) low = middle + 1; else high = middle
    }
    const before = spans[low - 1], after = spans[low]
    const joinsBefore = before !== undefined && before.address + before.bytes === span.address
    const joinsAfter = after !== undefined && span.address + span.bytes === after.address
    if (joinsBefore) {
      before.bytes += span.bytes
      if (joinsAfter) { before.bytes += after.bytes; spans.splice(low, 1) }
    } else if (joinsAfter) {
      after.address = span.address
      after.bytes += span.bytes
    } else spans.splice(low, 0, { address: span.address, bytes: span.bytes })
  }

  // Small blocks that wait to be used again become free memory of any size; false if there are none.
  #reclaim(): boolean {
    const found: Span[] = []
    for (const list of this.#recycled) {
      for (const block of list) {
        this.#registry.unregister(block)
        found.push({ address: block.address, bytes: block.size })
      }
      list.length = 0
    }
    if (this.#slab.bytes > 0) found.push(this.#slab)
    this.#slab = { address: 0, bytes: 0 }
    if (found.length === 0) return false
    const all = this.#spans.concat(found).sort((a, b) => a.address - b.address), joined: Span[] = []
    for (const span of all) {
      const last = joined[joined.length - 1]
      if (last !== undefined && last.address + last.bytes === span.address) last.bytes += span.bytes
      else joined.push(span)
    }
    this.#spans = joined
    return true
  }

  #grow(bytes: number, what: string): void {
    const tail = this.#spans[this.#spans.length - 1], end = this.memory.buffer.byteLength
    const free = tail !== undefined && tail.address + tail.bytes === end ? tail.bytes : 0
    const need = Math.ceil((bytes - free) / PAGE) * PAGE
    const fail = (why: string, cause?: unknown): never => {
      throw new OutOfMemoryError(
        `out of memory: ${what} needs ${bytes} bytes, and ${this.used} of at most ${this.limit} are in use (${why}). ` +
        'Free arrays with dispose() or `using`, wrap steps in np.scope(), reuse results with { out }, or raise init({ memory }) (at most 4 GiB)', { cause })
    }
    if (end + need > this.limit) fail('the limit is reached')
    let grown = Math.min(Math.max(need, GROW, Math.ceil(this.#own / 8 / PAGE) * PAGE), this.limit - end), address: number
    for (;;) {
      try { address = this.memory.grow(grown / PAGE) * PAGE; break } catch (cause) {
        if (grown === need) fail('the system refuses more', cause)
        grown = need
      }
    }
    this.note?.({ address, bytes: grown })
    this.give({ address, bytes: grown })
    this.#own += grown
  }
}

// Untouched, so no memory stands behind it: only a number in V8's books.
function weigh(bytes: number): ArrayBuffer | undefined {
  try { return new ArrayBuffer(bytes) } catch { return undefined }
}
