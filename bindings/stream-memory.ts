// What streams have in memory: records as assembly/streams.ts reads them (a test compares the fields), numbers that change, results to read.

import { ValueError } from './errors.js'
import type { Block } from './memory.js'
import { memoryViews, runtime } from './runtime.js'
import { planAxis, type AxisPlan, type TransformKind } from './transform.js'

/** The fields of a chain, 32 bits each, in their order. */
export const chainFields = ['channels', 'count', 'samples', 'pitch'] as const
/** The fields of a processor. */
export const processorFields = [
  'kind', 'channels', 'at', 'mailbox', 'bytes', 'taken', 'banks', 'bank', 'fade', 'fading', 'state', 'stateBytes', 'size', 'hop', 'newest', 'forward', 'backward', 'spectrum', 'work', 'window', 'norm', 'results', 'depth', 'resultBytes', 'count',
] as const
/** Some of a processor's fields. */
export type Fields = Partial<Record<typeof processorFields[number], number>>
/** Bytes up to whole vectors. */
export const align = (bytes: number): number => Math.ceil(bytes / 16) * 16

/** What a stream holds. */
export class Space {
  readonly blocks: Block[] = []
  readonly plans: AxisPlan[] = []
  readonly heap = runtime().heap
  /** Memory of zeros. */
  take(bytes: number): number {
    const block = this.heap.allocate(Math.max(16, bytes), 'a stream')
    this.blocks.push(block)
    memoryViews().uint8.fill(0, block.address, block.address + Math.max(16, bytes))
    return block.address
  }
  floats(values: Float32Array): number {
    const address = this.take(align(values.length * 4))
    memoryViews().float32.set(values, address >> 2)
    return address
  }
  transform(op: string, kind: TransformKind, n: number, scale: number): AxisPlan {
    const plan = planAxis(kind, 'float32', n, kind === 'r2c' ? -1 : 1, scale)
    this.plans.push(plan)
    if (plan.job === 0) throw new ValueError(`${op}: transforms of ${n} points are too long for a stream`)
    return plan
  }
  record(names: readonly string[], fields: Fields, more: readonly number[] = []): number {
    const address = this.take((names.length + more.length) * 4)
    memoryViews().int32.set([...names.map(name => fields[name as keyof Fields] ?? 0), ...more], address >> 2)
    return address
  }
  free(): void {
    for (const plan of this.plans) plan.dispose()
    for (const block of this.blocks) block.release()
    this.blocks.length = this.plans.length = 0
  }
}

/** Numbers that may change while another thread reads them: a mailbox, which the stream empties between two pieces. */
export class Numbers {
  #mailbox = 0
  /** Called with the address and the length of what changed, for threads that do not share the memory. */
  changed: (address: number, bytes: number) => void = () => {}
  constructor(readonly bytes: number, readonly write: (address: number) => void) {}
  /** The fields of a record that begins with these numbers. */
  open(space: Space): Fields {
    this.#mailbox = space.take(16 + this.bytes)
    const banks = space.take(2 * this.bytes)
    this.write(banks)
    return { mailbox: this.#mailbox, bytes: this.bytes, banks }
  }
  /** Sends what `write` has now, if a stream has begun. */
  post(): void {
    if (this.#mailbox === 0) return
    const word = this.#mailbox >> 2
    Atomics.add(memoryViews().int32, word, 1)
    memoryViews().uint8.fill(0, this.#mailbox + 16, this.#mailbox + 16 + this.bytes)
    this.write(this.#mailbox + 16)
    Atomics.add(memoryViews().int32, word, 1)
    this.changed(this.#mailbox, 16 + this.bytes)
  }
  close(): void {
    this.#mailbox = 0
    this.changed = () => {}
  }
}

/** A ring of results that a stream fills on another thread. */
export class Results {
  #record = 0
  #next = 0
  #address = 0
  constructor(readonly depth: number) {}
  open(space: Space, bytes: number, make: (fields: Fields) => number): number {
    this.#address = space.take(this.depth * bytes)
    this.#record = make({ results: this.#address, depth: this.depth, resultBytes: bytes })
    this.#next = 0
    return this.#record
  }
  #field(name: typeof processorFields[number]): number { return Atomics.load(memoryViews().int32, (this.#record >> 2) + processorFields.indexOf(name)) }
  /** Where the results lie, and the number of them. */
  get places(): [address: number, bytes: number][] {
    return [[this.#address, this.depth * this.#field('resultBytes')], [this.#record + 4 * processorFields.indexOf('count'), 4]]
  }
  /** Copies the newest result, or the oldest that was not read; its number, or -1 if there is none. */
  read(newest: boolean, copy: (address: number) => void): number {
    if (this.#record === 0) return -1
    for (;;) {
      const count = this.#field('count'), number = newest ? count - 1 : Math.max(this.#next, count - this.depth + 1)
      if (number < 0 || number >= count) return -1
      copy(this.#address + number % this.depth * this.#field('resultBytes'))
      // Unless it was written over meanwhile.
      if (this.#field('count') - number >= this.depth) continue
      this.#next = number + 1
      return number
    }
  }
  close(): void { this.#record = 0 }
}
