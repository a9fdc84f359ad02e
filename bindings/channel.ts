// Values on their way from one runtime to another: arrays anywhere in plain objects and lists go by handle over one memory, or else
// as copies that are transferred; the rest is structured clone's.
//
// A block that is lent stays with its owner, who keeps it until the other side has let go of it. Each message brings the numbers of
// blocks that the sender has let go of, to be looked at after the rest of it.

import { dtypes, type DType } from './dtype.js'
import * as errors from './errors.js'
import { DTypeError, LanewiseError, ValueError } from './errors.js'
import { toTypedArray } from './manipulation.js'
import type { Block, Span } from './memory.js'
import { allocate, isPlain, NDArray } from './ndarray.js'
import type { Line } from './platform.js'
import { runtime } from './runtime.js'
import { isDense, sizeOf } from './shape.js'

/** What stands for an array, an AbortSignal or a function on the way. */
type Content =
  | { readonly kind: 'array'; readonly dtype: DType; readonly shape: readonly number[]; readonly strides: readonly number[]; readonly address: number; readonly writeable: boolean; readonly block: Loan | { readonly yours: number } }
  | { readonly kind: 'copy'; readonly dtype: DType; readonly shape: readonly number[]; readonly elements: ArrayBuffer }
  | { readonly kind: 'signal'; readonly cell: Int32Array }
  | { readonly kind: 'function'; readonly index: number }
interface Loan extends Span { readonly mine: number }

/** A value, ready to be posted: in it objects of `slots` stand for `contents`, and structured clone keeps them the same objects. */
export interface Parcel { readonly value: unknown; readonly slots: readonly object[]; readonly contents: readonly Content[] }
/** A parcel and what belongs to it on this side. */
export interface Packed { readonly parcel: Parcel; readonly transfer: ArrayBuffer[]; readonly arrays: NDArray[]; readonly lent: number[] }
/** What goes only from caller to callee: signals, with the words that say they are aborted, and functions. */
export interface Outgoing { readonly signals: { readonly signal: AbortSignal; readonly cell: Int32Array }[]; readonly functions: ((...args: unknown[]) => void)[] }
/** What becomes of them there. */
export interface Incoming { signal(cell: Int32Array): AbortSignal; call(index: number): (...args: unknown[]) => void }
/** A message between the two sides; `lanewise` is its kind. */
export interface Message { readonly lanewise: string; readonly freed?: readonly number[] }

/** Whether a message is one of these, and not the user's own. */
export function isOurs(message: unknown): message is Message {
  return message !== null && typeof message === 'object' && 'lanewise' in message && typeof message.lanewise === 'string'
}

/** One side's books of what it lends and borrows. */
export class Channel {
  readonly #line: Line
  readonly #shared: boolean
  readonly #lent = new Map<number, Block>()
  readonly #borrowed = new Map<number, Span>()
  readonly #numbers = new WeakMap<Block, number>()     // of borrowed blocks, as their owner counts
  #next = 0
  #freed: number[] = []
  #state: 'open' | 'ending' | 'ended' = 'open'

  constructor(line: Line, shared: boolean) {
    this.#line = line
    this.#shared = shared
  }

  /** Posts a message, with a parcel or without; if it cannot be, nothing stays lent. */
  send(op: string, message: Message & Record<string, unknown>, packed?: Packed): void {
    const freed = this.#freed
    this.#freed = []
    try { this.#line.post({ ...message, parcel: packed?.parcel, freed }, packed?.transfer) } catch (cause) {
      this.#freed = freed
      if (packed) this.takeBack(packed)
      throw new ValueError(`${op}: something in it cannot go to another thread (${(cause as Error).message}); give arrays, plain objects and lists, numbers, text and typed arrays of their own (toTypedArray())`, { cause })
    }
  }

  /** What the other side has let go of. */
  settle(freed: readonly number[] = []): void { for (const number of freed) this.#release(number) }
  #release(number: number): void {
    const block = this.#lent.get(number)
    this.#lent.delete(number)
    block?.release()
  }
  /** As if it had not been packed. */
  takeBack({ lent }: Packed): void { this.settle(lent) }

  /** Makes a value ready to be posted. */
  pack(op: string, value: unknown, outgoing?: Outgoing): Packed {
    const slots: object[] = [], contents: Content[] = [], packed = { transfer: [] as ArrayBuffer[], arrays: [] as NDArray[], lent: [] as number[] }
    const stand = (content: Content): object => {
      const slot = {}
      slots.push(slot)
      contents.push(content)
      return slot
    }
    const leaf = (x: object): object | undefined => {
      if (x instanceof NDArray) {
        packed.arrays.push(x)
        return stand(this.#shared ? this.#lend(x, packed.lent) : copied(x, packed.transfer))
      }
      if (typeof x === 'function' || x instanceof AbortSignal) {
        if (outgoing === undefined) throw new DTypeError(`${op}: a result may hold no functions and signals`)
        if (typeof x === 'function') return stand({ kind: 'function', index: outgoing.functions.push(x as Outgoing['functions'][number]) - 1 })
        const cell = new Int32Array(this.#shared ? new SharedArrayBuffer(4) : new ArrayBuffer(4))
        outgoing.signals.push({ signal: x, cell })
        return stand({ kind: 'signal', cell })
      }
      if ((x instanceof Map || x instanceof Set) && [...x].flat().some(y => y instanceof NDArray)) throw new DTypeError(`${op}: arrays in a Map or Set do not go to another thread; put them into a plain object or a list`)
      return undefined
    }
    try { return { parcel: { value: replaced(value, leaf, true), slots, contents }, ...packed } } catch (error) {
      this.settle(packed.lent)
      throw error
    }
  }

  #lend(a: NDArray, lent: number[]): Content {
    const { block, dtype, shape, strides, address, writeable } = a, yours = this.#numbers.get(block)
    if (yours !== undefined) return { kind: 'array', dtype, shape, strides, address, writeable, block: { yours } }
    const mine = this.#next++
    this.#lent.set(mine, block.retain())
    lent.push(mine)
    return { kind: 'array', dtype, shape, strides, address, writeable, block: { mine, address: block.address, bytes: block.size } }
  }

  /** The value of a parcel that came, and its arrays, which are this side's to dispose. */
  unpack({ value, slots, contents }: Parcel, incoming?: Incoming): { value: unknown; arrays: NDArray[] } {
    const arrays: NDArray[] = []
    try {
      const made = new Map(slots.map((slot, i) => [slot, this.#made(contents[i]!, arrays, incoming)]))
      return { value: replaced(value, x => made.get(x), false), arrays }
    } catch (error) {
      for (const a of arrays) a.dispose()
      throw error
    }
  }

  #made(content: Content, arrays: NDArray[], incoming: Incoming | undefined): unknown {
    switch (content.kind) {
      case 'signal': return incoming!.signal(content.cell)
      case 'function': return incoming!.call(content.index)
      case 'copy': arrays.push(restored(content, incoming === undefined)); break
      case 'array': {
        const { dtype, shape, strides, address, writeable, block: loan } = content, block = 'yours' in loan ? this.#lent.get(loan.yours)!.retain() : this.#borrow(loan)
        // What a caller lends is only looked at: where memory is not shared, it would not see what is written.
        arrays.push(new NDArray(block, dtype, shape, strides, address, sizeOf(shape), isDense(shape, strides, dtypes[dtype].size), writeable && incoming === undefined))
      }
    }
    return arrays.at(-1)
  }

  #borrow({ mine: number, address, bytes }: Loan): Block {
    const span = { address, bytes }, { heap } = runtime()
    const block = heap.borrow(span, () => {
      this.#borrowed.delete(number)
      if (this.#state === 'ended') heap.give(span)
      if (this.#state !== 'open') return
      // Unless another message takes it along.
      if (this.#freed.push(number) === 1) queueMicrotask(() => { if (this.#freed.length > 0 && this.#state === 'open') this.send('free', { lanewise: 'free' }) })
    })
    this.#borrowed.set(number, span)
    this.#numbers.set(block, number)
    return block
  }

  /** Lets go of everything that the other side had, which is about to end. */
  close(): void {
    this.#state = 'ending'
    this.settle([...this.#lent.keys()])
  }
  /** The other side has ended: what is borrowed still, and from now on is this side's own. */
  inherit(): Span[] {
    this.#state = 'ended'
    return [...this.#borrowed.values()]
  }
}

function copied(a: NDArray, transfer: ArrayBuffer[]): Content {
  const elements = toTypedArray(a).buffer as ArrayBuffer
  transfer.push(elements)
  return { kind: 'copy', dtype: a.dtype, shape: a.shape, elements }
}
function restored({ dtype, shape, elements }: { dtype: DType; shape: readonly number[]; elements: ArrayBuffer }, writeable: boolean): NDArray {
  const a = allocate('spawn', dtype, shape)
  new Uint8Array(runtime().memory.buffer, a.address, elements.byteLength).set(new Uint8Array(elements))
  if (writeable) return a
  const view = a.view(a.shape, a.strides, a.address, dtype, false)
  a.dispose()
  return view
}

// Plain objects and lists with what `leaf` gives in place of what it gives something for; a copy, or in place.
function replaced(x: unknown, leaf: (x: object) => unknown, fresh: boolean, seen = new Map<object, unknown>()): unknown {
  if (x === null || typeof x !== 'object' && typeof x !== 'function') return x
  if (seen.has(x)) return seen.get(x)
  const other = leaf(x), list = Array.isArray(x)
  const to = other ?? (list && fresh ? new Array<unknown>(x.length) : fresh && isPlain(x) ? Object.create(null) as object : x)
  seen.set(x, to)
  if (other !== undefined || !list && !isPlain(x)) return to
  for (const key of Object.keys(x)) (to as Record<string, unknown>)[key] = replaced((x as Record<string, unknown>)[key], leaf, fresh, seen)
  return to
}

/** An error as data. */
export interface ErrorParts { readonly name: string; readonly message: string; readonly stack: string | undefined; readonly cause: ErrorParts | undefined; readonly kind: 'error' | 'dom' }

/** What an error tells, for the other side; anything else that was thrown is told as text. */
export function errorParts(thrown: unknown): ErrorParts {
  if (!(thrown instanceof Error)) return errorParts(new LanewiseError(`something else than an error was thrown: ${String(thrown)}`))
  const { name, message, stack, cause } = thrown
  return { name, message, stack, cause: cause instanceof Error ? errorParts(cause) : undefined, kind: thrown instanceof DOMException ? 'dom' : 'error' }
}

/** The error of the same class, if it is one of Lanewise's or JavaScript's, else of the same name. */
export function errorOf({ name, message, stack, cause, kind }: ErrorParts): Error {
  const { [name]: known }: Record<string, unknown> = { ...errors, TypeError, RangeError, SyntaxError, ReferenceError }
  const Class = (known !== undefined && name.endsWith('Error') ? known : Error) as ErrorConstructor
  const error = kind === 'dom' ? new DOMException(message, name) : new Class(message, cause && { cause: errorOf(cause) })
  for (const [key, value] of [['name', name], ['stack', stack]] as const) if (value !== undefined && error[key] !== value) Object.defineProperty(error, key, { value, configurable: true, writable: true })
  return error
}
