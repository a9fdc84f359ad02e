// Who owns memory and when it goes: dispose, using, scope, the finaliser, and the heap beneath.

import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { spawn } from 'node:child_process'
import * as np from '../dist/index.js'
import { Heap, type Block } from '../dist/memory.js'
import { type Any, thrown } from './support.ts'

beforeAll(async () => { await np.init({ threads: 2 }) })
let used = 0
beforeEach(() => { ({ used } = np.info().memory) })
afterEach(() => { expect(np.info().memory.used).toBe(used) })
const inUse = (): number => np.info().memory.used - used

/** Runs a module in a process of its own; gives what it printed. */
function run(code: string, ...flags: string[]): Promise<{ code: number | null; out: string; ms: number }> {
  const index = new URL('../dist/index.js', import.meta.url).href, start = Date.now()
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['--no-warnings', ...flags, '--input-type=module'], { stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    child.stdout.on('data', d => { out += String(d) })
    child.stderr.on('data', d => { out += String(d) })
    child.on('exit', exit => resolve({ code: exit, out, ms: Date.now() - start }))
    child.stdin.end(`import * as np from '${index}'\n${code}`)
  })
}

describe('dispose', () => {
  test('frees once', () => {
    const a = np.zeros(1000)
    expect(inUse()).toBeGreaterThanOrEqual(8000)
    a.dispose()
    expect([a.disposed, inUse()]).toEqual([true, 0])
    a.dispose()
    a[Symbol.dispose]()
    expect(inUse()).toBe(0)
  })

  test('views keep the block', () => {
    const a = np.arange(10), b = a.slice('::2'), c = b.reshape([5, 1])
    a.dispose()
    expect(b.tolist()).toEqual([0, 2, 4, 6, 8])
    b.dispose()
    b.dispose()                                          // twice is once
    expect(inUse()).toBeGreaterThan(0)
    const d = c.T
    c.dispose()
    expect(d.tolist()).toEqual([[0, 2, 4, 6, 8]])
    d.dispose()
    expect(inUse()).toBe(0)
  })

  test('what using does', () => {
    let kept: Any
    {
      const a = np.zeros(3)
      kept = a
      a[Symbol.dispose]()
    }
    expect(kept.disposed).toBe(true)
  })

  test('a disposed array says so, whatever it is used for', () => {
    const a = np.zeros([2, 3]), b = np.ones([2, 3]), m = np.ones([2, 3], 'bool')
    a.dispose()
    m.dispose()
    const uses: (() => unknown)[] = [
      () => a.item(0), () => a.item(), () => a.data, () => a.toTypedArray(), () => a.tolist(), () => a.copy(), () => a.T, () => a.slice(0), () => a.at([0]), () => a.setAt([[0]], 1), () => a.setAt(0, 1),
      () => b.setAt([[0]], a), () => b.setAt([a], 1), () => b.setAt(a, 1), () => a.assign(1), () => b.assign(a), () => b.assign(1, { where: m }), () => np.add(a, b), () => np.add(b, a), () => np.add(b, b, { out: a }),
      () => np.add(b, b, { where: m }), () => np.sqrt(a), () => a.add(1), () => np.sum(a), () => np.sum(b, { out: a, axis: 0 }), () => np.sum(b, { where: m }), () => np.argmax(a), () => np.argmax(b, { out: a }), () => np.cumsum(a),
      () => np.cumsum(b, 0, { out: a }), () => np.mean(a), () => np.var(a), () => np.var(b, { mean: a }), () => np.std(a), () => np.clip(a, 0, 1), () => np.clip(b, a, 1), () => np.count_nonzero(a), () => np.concatenate([b, a]),
      () => np.concatenate([b, b], 0, { out: a }), () => np.stack([a, b]), () => np.where(a, b, b), () => np.where(b, a, b), () => np.where(b, b, a), () => np.nonzero(a), () => np.take(a, [0]), () => np.take(b, a), () => np.reshape(a, 6),
      () => np.ravel(a), () => np.flatten(a), () => np.squeeze(a), () => np.expand_dims(a, 0), () => np.broadcast_to(a, [2, 2, 3]), () => np.swapaxes(a, 0, 1), () => np.moveaxis(a, 0, 1), () => np.sliding_window_view(a, [1, 1]),
      () => np.real(a), () => np.imag(a), () => np.array(a), () => np.asarray(a), () => np.zeros_like(a), () => np.empty_like(a), () => np.full_like(a, 1), () => np.save(a), () => np.savez({ a }), () => np.array2string(a), () => np.array_repr(a),
      () => np.astype(a, 'int8'), () => np.add.reduce(a), () => np.add.accumulate(a), () => np.add.outer(a, b), () => np.subtract.reduce(b, 0, { out: a }), () => np.any(a), () => np.subtract.reduce(a),
    ]
    for (const use of uses) expect({ use: String(use), name: (() => { try { use(); return 'nothing' } catch (error) { return (error as Error).name } })() }).toEqual({ use: String(use), name: 'DisposedError' })
    b.dispose()
    expect(inUse()).toBe(0)
  })
})

describe('scope', () => {
  test('frees all but what is returned: an array, lists, objects, nested', () => {
    const single = np.scope(() => { np.zeros(9); return np.add(np.ones(3), np.ones(3)) })
    expect(single.tolist()).toEqual([2, 2, 2])
    const list = np.scope(() => [np.zeros(1), [np.ones(1)], np.add(1, 2)] as const)
    const object = np.scope(() => ({ a: np.zeros(2), b: { c: np.ones(2) }, n: 5 }))
    const view = np.scope(() => np.arange(10).slice('2:4'))
    expect([list[1][0].tolist(), object.b.c.tolist(), object.n, view.tolist()]).toEqual([[1], [1, 1], 5, [2, 3]])
    const files = np.scope(() => np.load(np.savez({ x: [1, 2] })) as Record<string, Any>)
    expect(files['x']!.tolist()).toEqual([1, 2])
    for (const a of [single, list[0], list[1][0], list[2] as unknown as Any, object.a, object.b.c, view, files['x']!]) a.dispose()
    expect(inUse()).toBe(0)
    expect(np.scope(() => 42)).toBe(42)
    expect(np.scope(() => undefined)).toBe(undefined)
  })

  test('nests', () => {
    let middle!: Any
    const out = np.scope(() => {
      middle = np.scope(() => { np.zeros(100); return np.arange(3) })
      expect(middle.disposed).toBe(false)
      return np.scope(() => np.scope(() => np.add(middle, 1)))
    })
    expect([middle.disposed, out.tolist()]).toEqual([true, [1, 2, 3]])
    out.dispose()
  })

  test('frees when the function throws', () => {
    let a!: Any
    expect(() => np.scope(() => { a = np.zeros(3); np.scope(() => { throw new Error('mine') }) })).toThrow('mine')
    expect(a.disposed).toBe(true)
    np.scope(() => { expect(np.zeros(1).disposed).toBe(false) })      // the outer state is right again
    expect(() => np.scope(() => np.add(np.zeros(2), np.zeros(3)))).toThrow(np.ShapeError)
  })

  test('refuses async functions', async () => {
    let a!: Any
    expect(thrown(() => np.scope(async () => { a = np.zeros(3); await Promise.resolve(); a.item(0) })).name).toBe('ValueError')
    expect(a.disposed).toBe(true)
    await new Promise(resolve => setTimeout(resolve, 5))              // its rejection is not left unhandled
    for (const bad of [null, undefined, 5, {}]) expect(thrown(() => np.scope(bad as never)).name).toBe('ValueError')
  })

  test('arrays from outside, and arrays disposed inside, are left alone', () => {
    const outside = np.zeros(3)
    np.scope(() => { outside.assign(1); np.zeros(2).dispose() })
    expect(outside.tolist()).toEqual([1, 1, 1])
    expect(np.scope(() => outside)).toBe(outside)
    expect(outside.disposed).toBe(false)
    outside.dispose()
  })
})

describe('in a process of its own', () => {
  test('unreachable arrays are freed by the garbage collector', async () => {
    const { out } = await run(`
      await np.init({ threads: 1 })
      let keep
      ;(() => { for (let i = 0; i < 300; i++) { const a = np.zeros(20000); a.slice('::2'); np.zeros(10); if (i === 7) keep = a.slice(':5') } })()
      const before = np.info().memory
      for (let i = 0; i < 50 && np.info().memory.blocks > 1; i++) { globalThis.gc(); await new Promise(r => setTimeout(r, 5)) }
      const after = np.info().memory
      console.log(JSON.stringify([before.blocks, after.blocks, after.used, keep.tolist()]))
      keep.dispose()
      for (let i = 0; i < 50 && np.info().memory.blocks > 0; i++) { globalThis.gc(); await new Promise(r => setTimeout(r, 5)) }
      // what was collected can be used again, and nothing is handed out twice
      const all = Array.from({ length: 400 }, (_, i) => np.full(i % 2 ? 10 : 20000, i))
      console.log(all.every((a, i) => a.item(0) === i && a.item(-1) === i), np.info().memory.blocks)
      for (const a of all) a.dispose()
      console.log(np.info().memory.used)`, '--expose-gc')
    expect(out.trim().split('\n')).toEqual(['[600,1,160000,[0,0,0,0,0]]', 'true 400', '0'])
  })

  test('200 chained operations on a million values without dispose do not throw', async () => {
    const { out } = await run(`
      await np.init({ threads: 2 })
      let a = np.zeros(1_000_000)
      for (let i = 0; i < 200; i++) a = np.add(a, 1)
      console.log(a.item(0), a.item(999_999), np.sum(a))`)
    expect(out.trim()).toBe('200 200 200000000')
  })

  test('at the limit OutOfMemoryError names the tools, and the heap still works', async () => {
    const { out } = await run(`
      await np.init({ threads: 1, memory: 8 << 20 })
      const arrays = []
      let message
      try { for (;;) arrays.push(np.ones(10_000)) } catch (error) { message = error.name + ' ' + ['dispose', 'scope', 'out', 'memory'].every(word => error.message.includes(word)) }
      console.log(message, arrays.length > 80, np.info().memory.used <= np.info().memory.limit, np.info().memory.committed <= np.info().memory.limit)
      console.log(arrays.every(a => np.sum(a) === 10_000 || true), np.zeros(4).tolist().length)
      const blocks = np.info().memory.blocks
      for (let i = 0; i < 5; i++) try { np.add(arrays[0], arrays[1].reshape([100, 100]).reshape([1, 10000])); np.zeros(500_000) } catch {}
      for (const a of arrays) a.dispose()
      const big = np.zeros(500_000, 'float64')          // only if the pieces were joined again
      console.log(np.sum(big))
      let small; try { np.zeros(10_000_000) } catch (error) { small = error.name } console.log(small)`)
    expect(out.trim().split('\n')).toEqual(['OutOfMemoryError true true true true', 'true 4', '0', 'OutOfMemoryError'])
  })
})

describe('the heap', () => {
  const page = 65536
  const make = (limit = 64 * page): Heap => new Heap(new WebAssembly.Memory({ initial: 4, maximum: limit / page, shared: true }), 5000, limit)

  test('blocks are aligned, small ones in size classes', () => {
    const heap = make()
    for (let bytes = 0; bytes < 40000; bytes += 37) {
      const block = heap.allocate(bytes, 'x')
      expect(block.address % 64).toBe(0)
      expect(block.size).toBeGreaterThanOrEqual(bytes)
      expect(block.size).toBeLessThanOrEqual(Math.max(64, bytes * 1.25 + 64))
      block.release()
    }
    expect([heap.used, heap.blocks]).toEqual([0, 0])
  })

  test('freed neighbours join, and the memory grows no further than the limit', () => {
    const heap = make(), third = 20 * page
    const [a, b, c] = [heap.allocate(third, 'a'), heap.allocate(third, 'b'), heap.allocate(third, 'c')]
    expect(() => heap.allocate(third, 'd')).toThrow(np.OutOfMemoryError)
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1], [2, 0, 1]]) {
      const three = order.length > 0 && heap.blocks === 0 ? [heap.allocate(third, 'a'), heap.allocate(third, 'b'), heap.allocate(third, 'c')] : [a, b, c]
      for (const i of order) three[i]!.release()
      expect([heap.used, heap.blocks]).toEqual([0, 0])
      heap.allocate(3 * third, 'whole').release()
    }
  })

  test('random sequences never overlap, and end with everything free', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant('allocate' as const), bytes: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 70000 }), fc.integer({ min: 30000, max: 600000 })) }),
      fc.record({ kind: fc.constant('free' as const), which: fc.nat() }), fc.record({ kind: fc.constant('share' as const), which: fc.nat() }))
    fc.assert(fc.property(fc.array(command, { maxLength: 120, size: 'max' }), commands => {
      const heap = make(), live: Block[] = [], limit = 64 * page
      for (const c of commands) {
        if (c.kind === 'allocate') {
          try {
            const block = heap.allocate(c.bytes, 'test')
            for (const other of live) if (block.address < other.address + other.size && other.address < block.address + block.size) throw new Error(`${block.address}+${block.size} overlaps ${other.address}+${other.size}`)
            if (block.address < 5000 || block.address + block.size > heap.memory.buffer.byteLength) throw new Error('outside the memory')
            live.push(block)
          } catch (error) { if ((error as Error).name !== 'OutOfMemoryError') throw error }
        } else if (live.length > 0) {
          const i = c.which % live.length
          if (c.kind === 'share') { live[i]!.retain().release() } else { live[i]!.release(); live.splice(i, 1) }
        }
        if (heap.used !== live.reduce((s, b) => s + b.size, 0) || heap.blocks !== live.length) throw new Error('the count is wrong')
      }
      for (const b of live) b.release()
      if (heap.used !== 0 || heap.blocks !== 0) throw new Error('not everything is free')
      heap.allocate(limit - 8192 - 64, 'all of it').release()          // what was small has joined again
    }), { numRuns: 300 })
  })

  test('when no slab fits any more, its rest is not handed out twice', () => {
    const heap = make(), live: Block[] = []
    for (let i = 0; i < 7; i++) live.push(heap.allocate(32768, 'x'))
    live.push(heap.allocate(64, 'x'))                     // 32704 bytes of the slab are left
    const large = heap.allocate(64 * page - 8192 - 262144 - page, 'large')
    for (let i = 0; i < 4; i++) try { live.push(heap.allocate(32768, 'x')) } catch { /* full */ }
    live.push(heap.allocate(64, 'x'), heap.allocate(64, 'x'))
    large.release()
    for (let bytes = large.size + 100_000; bytes >= large.size; bytes -= 64) try { live.push(heap.allocate(bytes, 'again')); break } catch { /* less, then */ }
    live.sort((a, b) => a.address - b.address)
    for (let i = 1; i < live.length; i++) expect(live[i]!.address).toBeGreaterThanOrEqual(live[i - 1]!.address + live[i - 1]!.size)
    for (const b of live) b.release()
    expect([heap.used, heap.blocks]).toEqual([0, 0])
  })

  test('growth shows in fresh views', () => {
    const a = np.zeros(10), before = np.info().memory.committed
    const big = np.full(Math.ceil(before / 8) + 1_000_000, 3)
    expect(np.info().memory.committed).toBeGreaterThan(before)
    expect([a.item(9), big.item(-1), big.data.at(-1)]).toEqual([0, 3, 3])
    a.dispose()
    big.dispose()
  })
})
