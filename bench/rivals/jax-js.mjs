// jax-js on its wasm backend, whose kernels are made at run time. Calls only promise their results. Its threads want a page's Worker.

import { readFile } from 'node:fs/promises'
import { Worker as Thread } from 'node:worker_threads'

export async function load({ threads }) {
  globalThis.Float16Array ??= class {} // it asks for instances of it, which Node 20 has not got
  if (threads > 1) actAsPage(threads)
  const { defaultDevice, init, numpy } = await import('@jax-js/jax')
  await init('wasm')
  defaultDevice('wasm')
  return {
    version: JSON.parse(await readFile(new URL('../package.json', import.meta.resolve('@jax-js/jax')))).version,
    contender({ op, inputs }) {
      // Of float64 it has a plain loop only, a hundred times as slow.
      if (inputs.some(i => i.dtype !== 'float32') || !numpy[op]) return undefined
      const arrays = Object.fromEntries(inputs.map(({ name, data, shape, view }) => {
        const array = numpy.array(data).reshape(shape)
        return [name, view === 'transposed' ? () => numpy.transpose(array.ref) : () => array.ref]
      }))
      const call = async () => (numpy[op](arrays.a(), arrays.b())).blockUntilReady() // a call uses up its operands: ref keeps them
      return {
        name: 'jax-js',
        threads,
        run: async () => (await call()).dispose(),
        values: async () => (await call()).data(),
        dispose() {},
      }
    },
  }
}

/** Workers whose sources are blobs, and as many cores as it shall have threads. */
function actAsPage(threads) {
  Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: threads }, configurable: true })
  globalThis.Blob = class extends Blob {
    constructor(parts, options) { super(parts, options); this.source = parts.join('') }
  }
  URL.createObjectURL = blob => blob.source
  globalThis.Worker = class {
    constructor(source) {
      this.thread = new Thread(`
        const { parentPort } = require('node:worker_threads')
        globalThis.self = globalThis
        globalThis.postMessage = message => parentPort.postMessage(message)
        parentPort.on('message', data => self.onmessage({ data }))
        ${source}`, { eval: true })
      this.thread.on('message', data => this.onmessage?.({ data }))
      this.thread.on('error', error => this.onerror?.(error))
    }
    postMessage(message) { this.thread.postMessage(message) }
  }
}
