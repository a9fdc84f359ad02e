// numpy-ts: zig kernels in wasm, one thread. With its default heap of 256 MiB big results silently become plain JS arrays, so it gets 2 GiB.

import { elementsOf, free, operation } from '../harness/ops.mjs'

const views = { transposed: a => a.T, stepped: a => a.slice('::2'), reversed: a => a.slice('::-1') }

export async function load() {
  const nt = await import('numpy-ts')
  nt.configureWasm({ maxMemory: 2 ** 31 })
  return {
    version: nt.__version__,
    contender({ op, inputs }) {
      const f = operation(nt, op), arrays = {}, bases = []
      if (!f) return undefined
      for (const { name, data, dtype, shape, view } of inputs) {
        const base = nt.zeros(shape, dtype) // in its wasm memory, where array(data) may not be
        base.data.set(data)
        arrays[name] = view ? views[view](base) : base
        bases.push(base)
      }
      return {
        name: 'numpy-ts',
        threads: 1,
        run: () => free(f(arrays)),
        values() { const result = f(arrays), copy = elementsOf(result).slice(); free(result); return copy },
        dispose() { for (const a of bases) a.dispose() },
      }
    },
  }
}
