// The one runtime of a process or page: chooses a variant, makes the memory, the heap and the pool, and runs kernels.

import { instantiateSync } from '@assemblyscript/loader'
import { relaxedSimd, simd } from 'wasm-feature-detect'
import { control, LOW_MEMORY, MOST_REGIONS, REGION_UNIT, REGIONS } from './control.js'
import type { Views } from './dtype.js'
import { FormatError, NotReadyError, shown, UnsupportedError, ValueError } from './errors.js'
import { fingerprint } from './fingerprint.js'
import { JobWriter } from './job.js'
import { compiled, fetched, isPair, linked, type WasmOption } from './loading.js'
import { type Block, Heap, type Span } from './memory.js'
import { Pool, type Kernel } from './pool.js'
import type { Platform, Variant, Widening, WorkerOption } from './platform.js'

/** Options of `init`. */
export interface InitOptions {
  /** Threads, the caller included; default: the cores that may be used. */
  threads?: number
  /** Most bytes the arrays may take, up to 4 GiB (the default). */
  memory?: number
  /** The binary; default: relaxed SIMD (fused multiply-add) where the machine has it. */
  variant?: Variant
  /** Pins the plain SIMD binary, so that every machine gives the same bits. */
  reproducible?: boolean
  /**
   * Where the kernels come from, if not from the package itself: the URL (or what was fetched from it, the bytes, the module) of
   * `lanewise/simd.wasm` or `lanewise/relaxed.wasm`; better `{ simd, relaxed }`, of which the engine's best is loaded.
   */
  wasm?: WasmOption
  /** Where the threads' script `lanewise/worker.js` is, or a function that starts a worker with it; by default a blob in browsers. */
  worker?: WorkerOption
  /**
   * Experimental, Node from 22 on x64: switches on V8's pass that makes 256-bit operations of 128-bit ones, for the whole process.
   * Every family of kernels is tried against a build without it; where one differs, or the pass cannot be had, all goes on
   * without, and `info().wideWhy` says why.
   */
  wide?: boolean
}

/** What `info` tells. */
export interface Info {
  readonly variant: Variant
  readonly variantWhy: string
  /** Whether kernels work on 256 bits, and why or why not. */
  readonly wide: boolean
  readonly wideWhy: string
  readonly threads: number
  readonly threadsWhy: string
  readonly platform: string
  readonly memory: { readonly used: number; readonly blocks: number; readonly committed: number; readonly limit: number }
  readonly limits: { readonly ndim: number; readonly bytes: number }
}

interface State {
  readonly options: InitOptions
  readonly module: WebAssembly.Module
  readonly wideModule: WebAssembly.Module | undefined
  readonly memory: WebAssembly.Memory
  /** Where its low memory begins; 0 unless it is a guest on another runtime's memory. */
  readonly base: number
  readonly heap: Heap
  readonly pool: Pool
  readonly job: JobWriter
  readonly kernels: ReadonlyMap<string, Kernel>
  readonly variant: Variant
  readonly variantWhy: string
  readonly wide: boolean
  readonly wideWhy: string
  readonly threadsWhy: string
}

const PAGE = 65536
const MAX_BYTES = 65536 * PAGE
let platform: Platform | undefined
let state: State | undefined
let starting: Promise<void> | undefined
let generation = 0       // counts starts and closes

/** Plugs in the platform; index.ts and index.web.ts do. */
export function usePlatform(p: Platform): void { platform = p }

/**
 * Loads the kernels and starts the threads. Idempotent: a second call waits for the first and changes nothing;
 * with options that contradict the first it throws. Every other function needs it done.
 */
export async function init(options: InitOptions = {}): Promise<void> {
  validate(options)
  if (starting) {
    await starting
    const now = state?.options ?? {}
    for (const key of Object.keys(options) as (keyof InitOptions)[]) {
      if (options[key] !== undefined && !same(options[key], now[key])) {
        throw new ValueError(`init: already started with ${key} = ${shown(now[key])}, not ${shown(options[key])}; call close() first`)
      }
    }
    return
  }
  starting = start(options)
  const mine = starting
  try { await mine } catch (error) { if (starting === mine) starting = undefined; throw error }
}

// Of URLs the text, of pairs the parts count.
function same(a: unknown, b: unknown): boolean {
  if (a instanceof URL || b instanceof URL) return String(a) === String(b)
  const parts = [a, b].map(x => typeof x === 'object' && x !== null && isPair(x as WasmOption) ? x as Record<string, unknown> : undefined)
  return parts[0] && parts[1] ? ['simd', 'relaxed'].every(key => same(parts[0]![key], parts[1]![key])) : a === b
}

const optionNames: Record<keyof InitOptions, true> = { threads: true, memory: true, variant: true, reproducible: true, wasm: true, worker: true, wide: true }

function validate(options: InitOptions): void {
  if (options === null || typeof options !== 'object') throw new ValueError(`init: give an object of options, not ${String(options)}`)
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(optionNames, key)) throw new ValueError(`init: there is no option '${key}'; the options are ${Object.keys(optionNames).join(', ')}`)
  }
  const { threads, memory, variant, reproducible, wasm, worker, wide } = options
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256)) {
    throw new ValueError(`init: threads must be an integer from 1 to 256, not ${threads}`)
  }
  if (memory !== undefined && !(memory >= 1 << 20 && memory <= MAX_BYTES)) {
    throw new ValueError(`init: memory must be from 1 MiB to 4 GiB in bytes, not ${memory}`)
  }
  if (variant !== undefined && variant !== 'simd' && variant !== 'relaxed') throw new ValueError(`init: variant must be 'simd' or 'relaxed', not '${String(variant)}'`)
  if (wasm !== undefined && typeof wasm !== 'string' && (wasm === null || typeof wasm !== 'object' || isPair(wasm) && !(Object.keys(wasm).length > 0 && Object.keys(wasm).every(key => key === 'simd' || key === 'relaxed')))) {
    throw new ValueError(`init: wasm must be a URL, a response, bytes, a module, or an object { simd, relaxed } of these, not ${shown(wasm)}`)
  }
  if (worker !== undefined && typeof worker !== 'string' && typeof worker !== 'function' && !(worker instanceof URL)) {
    throw new ValueError(`init: worker must be the URL of worker.js or a function that starts it, not ${shown(worker)}`)
  }
  if (wide && wasm !== undefined) throw new ValueError("init: wide takes the package's own kernels; leave wasm out")
  if (wide && (reproducible || variant === 'simd')) throw new ValueError("init: wide is for the 'relaxed' variant; leave reproducible and variant out")
  if (reproducible && variant === 'relaxed') throw new ValueError("init: reproducible pins the 'simd' variant; leave variant out")
}

async function start(options: InitOptions): Promise<void> {
  const home = surroundings(), mine = ++generation
  if (!await simd()) throw new UnsupportedError('this JavaScript engine has no WebAssembly SIMD; use a browser or runtime from 2023 or later')
  const relaxed = await relaxedSimd()
  if (options.variant === 'relaxed' && !relaxed) throw new UnsupportedError("this engine has no relaxed SIMD (Node has it from 22 on); use variant 'simd'")
  const begin: Begin = (build, why, threads = options.threads) => open(home, mine, { ...options, threads }, relaxed, build, why)
  const why = !options.wide ? 'not asked for' : home.wide === undefined || !startWide ? 'only Node has the pass' : home.wide.why || (relaxed ? '' : 'the engine has no relaxed SIMD')
  await (why ? begin('usual', why) : startWide!(begin, home.wide!))
}

/** A start by one build of the kernels ('apart': compiled by itself, so that the wide build shares no code with it); why it is wide or not. */
export type Begin = (build: Build, wideWhy: string, threads?: number) => Promise<void>
type Build = 'usual' | 'apart' | 'wide'
let startWide: ((begin: Begin, pass: Widening) => Promise<void>) | undefined
/** Plugs in wide mode; index.ts does, as browsers have none. */
export function useWide(start: (begin: Begin, pass: Widening) => Promise<void>): void { startWide = start }

const meanwhile: ((parts: Pick<State, 'job' | 'kernels' | 'heap'>) => void)[] = []
/** Has a function called at each start, while the threads start too. */
export function whileStarting(f: (parts: Pick<State, 'job' | 'kernels' | 'heap'>) => void): void { meanwhile.push(f) }

async function open(home: Platform, mine: number, options: InitOptions, relaxed: boolean, build: Build, wideWhy: string): Promise<void> {
  const limit = Math.floor((options.memory ?? MAX_BYTES) / PAGE) * PAGE
  const memory = new WebAssembly.Memory({ initial: Math.min(256, limit / PAGE), maximum: limit / PAGE, shared: true })
  const { module, exports, variant, variantWhy } = await kernelsFor(home, options, relaxed, memory, build)
  const wide = build === 'wide' ? await load(await home.wide!.kernels(), memory) : undefined
  await begin(home, mine, { options, limit, memory, base: 0, variant, variantWhy, wideWhy }, { module, exports }, wide)
}

/** What a runtime stands on besides its binaries. */
interface Ground {
  readonly options: InitOptions
  readonly limit: number
  readonly memory: WebAssembly.Memory
  readonly base: number
  readonly variant: Variant
  readonly variantWhy: string
  readonly wideWhy: string
}

async function begin(home: Platform, mine: number, { options, limit, memory, base, variant, variantWhy, wideWhy }: Ground, { module, exports }: Loaded, wide: Loaded | undefined): Promise<void> {
  const names = Object.keys(exports), first = names.length
  // A Map, as V8 gives up optimised code at every object key that was put together at run time.
  const kernels = new Map(names.map((name, id): [string, Kernel] => [name, { id, call: exports[name] as unknown as Kernel['call'] }]))
  for (const [i, name] of Object.keys(wide?.exports ?? {}).entries()) if (kernels.has(name)) kernels.set(name, { id: first + i, call: wide!.exports[name] as unknown as Kernel['call'] })
  const heap = base === 0 ? new Heap(memory, exports['heapBase']!(), limit) : new Heap(memory, undefined, limit, region => noteRegion(memory, base, region))
  if (base !== 0) for (const region of regionsOf(memory, base)) heap.give(region)
  const scratch = (): number => heap.keep(exports['scratchSize']!(), 'a thread\'s scratch')
  const own = scratch()
  exports['attach']!(own)
  wide?.exports['attach']!(own)
  const asked = options.threads ?? home.cores, workers = home.unshared ? 0 : asked - 1
  const pool = new Pool({
    module, wide: wide?.module, memory, base, canBlock: home.canBlock, startThread: () => home.startThread(options.worker), scratch,
    publish: exports['publish'] as unknown as (t: number, e: number, c: number) => void,
    claim: exports['claim'] as unknown as (t: number) => number,
  })
  const job = new JobWriter(memory.buffer, base)
  try {
    const started = workers > 0 ? pool.start(workers) : undefined
    for (const f of meanwhile) f({ job, kernels, heap })
    await started
    if (mine !== generation) throw new NotReadyError('init: close() was called while it started')
  } catch (error) { pool.stop(); throw error }
  const threadsWhy = home.unshared && asked > 1 ? home.unshared : options.threads ? 'asked for' : `${home.cores} cores may be used`
  state = { options, module, wideModule: wide?.module, memory, base, heap, pool, job, kernels, variant, variantWhy, wide: wide !== undefined, wideWhy, threadsWhy }
  views = makeViews(memory.buffer)
  bytes = memory.buffer.byteLength
}

// The binary that fits options, engine and processor, and why it is that one.
async function kernelsFor(home: Platform, options: InitOptions, relaxed: boolean, memory: WebAssembly.Memory, build: Build): Promise<Loaded & Chosen> {
  const { wasm } = options, pair = wasm !== undefined && isPair(wasm), asked = options.variant ?? (options.reproducible ? 'simd' : undefined)
  const from = async (variant: Variant): Promise<Loaded> => load(wasm === undefined ? await home.kernels(variant) : await fetched(pair ? wasm[variant]! : wasm, home.read), memory, build === 'apart')
  const chosen = choose(options, relaxed), loaded = checked(await from(chosen.variant)), fused = loaded.exports['fused']!(1 + 2 ** -30), variant: Variant = fused < 0 ? 'simd' : 'relaxed'
  if (variant !== chosen.variant && (asked || pair)) throw new ValueError(`init: wasm gives the binary ${variant}.wasm where ${chosen.variant}.wasm is wanted`)
  if (fused !== 0) return { ...loaded, variant, variantWhy: variant === chosen.variant ? chosen.variantWhy : 'the binary that wasm gives' }
  // The maths of the relaxed binary counts on a multiply-add that rounds once; the standard leaves that to the machine.
  const why = 'the processor has no fused multiply-add'
  if (asked || build === 'wide' || wasm !== undefined && !(pair && wasm.simd)) throw new UnsupportedError(`${why}, which the variant 'relaxed' needs; use 'simd'`)
  return { ...await from('simd'), variant: 'simd', variantWhy: why }
}

function choose({ variant, reproducible, wasm }: InitOptions, relaxed: boolean): Chosen {
  const best = variant ?? (relaxed && !reproducible ? 'relaxed' : 'simd')
  if (wasm === undefined || !isPair(wasm) || wasm[best]) {
    return { variant: best, variantWhy: variant ? 'asked for' : reproducible ? 'reproducible' : relaxed ? 'the engine has relaxed SIMD' : 'the engine has no relaxed SIMD' }
  }
  if (variant || reproducible || !wasm.simd) throw new UnsupportedError(`init: ${best}.wasm is needed here, and wasm has no '${best}'`)
  return { variant: 'simd', variantWhy: "wasm has no 'relaxed'" }
}

/** A block that is not the user's. */
export function uncounted(heap: Heap, bytes: number, what: string): Block {
  const block = heap.allocate(bytes, what)
  heap.used -= block.size
  heap.blocks--
  return block
}

/** The way from one runtime to another that works for it: the compiled kernels and, if it can be shared, the memory. */
export interface Footing {
  readonly module: WebAssembly.Module
  readonly wide: WebAssembly.Module | undefined
  readonly variant: Variant
  readonly variantWhy: string
  readonly wideWhy: string
  readonly limit: number
  readonly threads: number | undefined
  readonly worker: string | undefined
  readonly shared: { readonly memory: WebAssembly.Memory; readonly base: number } | undefined
}

/**
 * Gives another runtime its footing, with low memory of its own. `stop` has its threads end, and its calls throw; `leave`, when it runs
 * no more, takes back what it had, but for what it `lent`.
 */
export function footing(shared: boolean, threads: number | undefined): { footing: Footing; stop(): void; leave(lent: readonly Span[]): void } {
  const { module, wideModule: wide, memory, heap, options, variant, variantWhy, wideWhy } = runtime()
  const given = options.worker === undefined || typeof options.worker === 'function' ? undefined : String(options.worker)
  const common = { module, wide, variant, variantWhy, wideWhy, limit: heap.limit, threads, worker: given !== undefined && typeof location === 'object' ? new URL(given, location.href).href : given }
  if (!shared) return { footing: { ...common, shared: undefined }, stop() { /* it ends with its worker */ }, leave() { /* its memory goes with it */ } }
  const low = uncounted(heap, LOW_MEMORY, 'spawn'), base = low.address, words = new Int32Array(memory.buffer, base, 256)
  new Uint8Array(memory.buffer, base, LOW_MEMORY).fill(0)
  for (const region of heap.spare(MOST_REGIONS / 2)) noteRegion(memory, base, region)
  return {
    footing: { ...common, shared: { memory, base } },
    stop() {
      Atomics.store(words, control.stop, 1)
      Atomics.add(words, control.epoch, 1)
      Atomics.notify(words, control.epoch)
    },
    leave(lent) {
      heap.adopt(regionsOf(memory, base), lent)
      heap.used += low.size
      heap.blocks++
      low.release()
    },
  }
}

// In the memory, so that the regions of a thread that was killed are found.
function noteRegion(memory: WebAssembly.Memory, base: number, { address, bytes }: Span): void {
  const words = new Int32Array(memory.buffer, base + REGIONS, 1 + 2 * MOST_REGIONS), n = words[0]!
  words[1 + 2 * n] = address / REGION_UNIT
  words[2 + 2 * n] = bytes / REGION_UNIT
  words[0] = n + 1
}
function regionsOf(memory: WebAssembly.Memory, base: number): Span[] {
  const words = new Int32Array(memory.buffer, base + REGIONS, 1 + 2 * MOST_REGIONS)
  return Array.from({ length: words[0]! }, (_, i) => ({ address: words[1 + 2 * i]! * REGION_UNIT, bytes: words[2 + 2 * i]! * REGION_UNIT }))
}

/** Starts this thread's runtime on what another one's `footing` gave. */
export async function attach({ module, wide, variant, variantWhy, wideWhy, limit, threads, worker, shared }: Footing): Promise<void> {
  if (starting) throw new ValueError('serve: leave init() out of the module, serve() starts the library on the memory and kernels of who spawned it')
  const home = surroundings(), mine = ++generation
  const memory = shared?.memory ?? new WebAssembly.Memory({ initial: Math.min(256, limit / PAGE), maximum: limit / PAGE, shared: true })
  const open = async (): Promise<void> => {
    const loaded = await load(module, memory)
    await begin(home, mine, { options: { threads, worker }, limit, memory, base: shared?.base ?? 0, variant, variantWhy, wideWhy }, checked(loaded), wide && await load(wide, memory))
  }
  starting = open()
  try { await starting } catch (error) { starting = undefined; throw error }
}

function checked(loaded: Loaded): Loaded {
  if (loaded.exports['fingerprint']?.() !== fingerprint) throw new FormatError('init: the binary is not that of this version of Lanewise; copy it anew from the package')
  return loaded
}

interface Chosen { variant: Variant; variantWhy: string }
interface Loaded { module: WebAssembly.Module; exports: Record<string, (...args: number[]) => number> }
async function load(source: BufferSource | WebAssembly.Module, memory: WebAssembly.Memory, apart = false): Promise<Loaded> {
  // V8 compiles equal bytes once; a custom section makes them different.
  if (apart && !(source instanceof WebAssembly.Module)) {
    const marked = new Uint8Array(source.byteLength + 4)
    marked.set(ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source))
    marked.set([0, 2, 1, 97], source.byteLength)
    source = marked
  }
  const module = await compiled(source, "the package's binary")
  // The loader's asynchronous form touches Response, for which Node loads its whole fetch (60 ms). It wraps exports in closures
  // that collect their arguments; the bare ones are 5 times as fast to call.
  const exports = linked(() => instantiateSync(module, { env: { memory } }).instance.exports) as unknown as Loaded['exports']
  return { module, exports }
}

const closing = new Set<() => void>()
/** Has a function called when the runtime is closed, until the function that this returns is called. */
export function whenClosing(f: () => void): () => void { closing.add(f); return () => { closing.delete(f) } }

/** Ends the threads and the workers of `spawn`, and forgets the memory; arrays made before can no longer be used. `init` may be called anew. */
export function close(): void {
  for (const f of closing) f()
  generation++
  state?.pool.stop()
  if (state?.wide && state.base === 0) platform!.wide!.use(false)
  state = undefined
  starting = undefined
}

/** What the runtime runs on. */
export function surroundings(): Platform {
  if (!platform) throw new NotReadyError('no platform: import lanewise, not one of its inner files')
  return platform
}

/** The running state; throws NotReadyError before `init`. */
export function runtime(): State {
  if (!state) throw new NotReadyError('Lanewise is not ready: call `await np.init()` once before any other function')
  return state
}

/** The variant, the threads and why, the memory in use, and the limits. */
export function info(): Info {
  const { variant, variantWhy, wide, wideWhy, pool, threadsWhy, heap, memory } = runtime()
  return {
    variant, variantWhy, wide, wideWhy, threads: pool.threads, threadsWhy: pool.why || threadsWhy, platform: platform!.name,
    memory: { used: heap.used, blocks: heap.blocks, committed: memory.buffer.byteLength, limit: heap.limit },
    limits: { ndim: 64, bytes: heap.limit },
  }
}

/** From the next call on, at most so many threads take part (1 to those that `init` started); results do not change. */
export function setThreads(threads: number): void {
  const { pool } = runtime()
  if (!(Number.isInteger(threads) && threads >= 1)) throw new ValueError(`setThreads: ${shown(threads)} is not a number of threads`)
  pool.use(threads)
}

let views: Views
let bytes = 0

function makeViews(b: ArrayBufferLike): Views {
  return {
    int8: new Int8Array(b), int16: new Int16Array(b), int32: new Int32Array(b), int64: new BigInt64Array(b),
    uint8: new Uint8Array(b), uint16: new Uint16Array(b), uint32: new Uint32Array(b), uint64: new BigUint64Array(b),
    float32: new Float32Array(b), float64: new Float64Array(b),
  }
}

/** Views of the whole memory as it is now. */
export function memoryViews(): Views {
  const { buffer } = runtime().memory
  if (buffer.byteLength !== bytes) {
    views = makeViews(buffer)
    bytes = buffer.byteLength
  }
  return views
}
