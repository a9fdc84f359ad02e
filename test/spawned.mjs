// The module that spawn.test.ts runs in workers.
import * as np from '../dist/index.js'

let kept

/** Spins, as a long computation would. */
const busy = ms => { for (const end = performance.now() + ms; performance.now() < end;); }

np.serve({
  nothing: () => undefined,
  echo: x => x,
  twice: a => np.multiply(a, 2),
  sum: a => np.sum(a),
  parts: ({ list: [a, { b }], scale }) => ({ sums: [np.multiply(a, scale), [np.add(b, 1)]], bytes: Uint8Array.of(1, 2), text: 'x' }),
  row: (a, i) => a.slice(i),
  write: a => { np.add(a, 1, { out: a }) },
  keep: a => { kept = a },
  keepView: a => { kept = a.slice('1:') },
  first: () => kept.item(0),
  letGo: () => { kept.dispose() },
  large: n => np.ones(n),
  work: (n, times) => np.scope(() => { let s = 0; for (let i = 0; i < times; i++) s = np.sum(np.sin(np.arange(n))); return s }),
  temporary: n => np.scope(() => np.sum(np.ones(n))),
  sort: a => np.sort(a),
  product: a => np.matmul(a, a),
  asks: async (ms) => { await new Promise(r => { setTimeout(r, ms) }); await np.init(); return np.info().threads },
  loop: ({ signal, progress, ms = 3000 }) => {
    const start = performance.now()
    for (let left = ms; left > 0; left -= 2) {
      busy(2)
      progress?.(1 - left / ms, 'at work')
      if (signal?.aborted) return performance.now() - start
    }
    progress?.(1, 'done')
    return 'not aborted'
  },
  waits: async ({ signal }) => { await new Promise(resolve => { signal.addEventListener('abort', resolve) }); kept = signal.reason.name; return np.ones(1000) },
  reason: () => kept,
  throwIf: ({ signal }) => { for (;;) { busy(1); signal.throwIfAborted() } },
  counts: (n, report) => { for (let i = 1; i <= n; i++) report(i) },
  reportsArray: report => np.scope(() => { report(np.ones(2)) }),
  fails: kind => {
    if (kind === 'shape') return np.add(np.ones(2), np.ones(3))
    if (kind === 'range') throw new RangeError('out of it', { cause: new TypeError('why') })
    if (kind === 'own') throw Object.assign(new Error('mine'), { name: 'OwnError' })
    if (kind === 'text') throw 'text'
    if (kind === 'dom') throw new DOMException('gone', 'NotFoundError')
    if (kind === 'function') return () => 1
    return new WeakMap()
  },
  nested: async () => {
    const remote = await np.spawn(new URL(import.meta.url), { threads: 1 }), found = [remote.shared, await remote.sum([1, 2])]
    const refused = await np.spawn(new URL(import.meta.url), { shared: true }).then(r => r.close(), e => e.name)
    await remote.close()
    return [...found, refused]
  },
  die: () => { process.exit(3) },
})
