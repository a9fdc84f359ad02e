// TensorFlow.js on its wasm backend: SIMD, float32 only. A view is a copy in it. In Node it has one thread; its build for several
// is made to run, in a process that may have other ideas of its machine.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const names = { absolute: 'abs', negative: 'neg', power: 'pow', argmax: 'argMax', remainder: 'mod' }
const whole = new Set(['sum', 'dot', 'mean', 'max', 'min', 'argmax', 'std'])

export async function load({ threads }) {
  // The ES module of tfjs-core has imports without file endings, which Node refuses; the CommonJS build loads.
  const require = createRequire(import.meta.url), tf = require('@tensorflow/tfjs-core')
  const wasm = require('@tensorflow/tfjs-backend-wasm')
  if (threads > 1) {
    allowThreads(require, threads)
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true)
    wasm.setThreadsCount(threads)
  }
  if (!await tf.setBackend('wasm')) throw new Error('its wasm backend does not start')
  if (threads > 1 && wasm.getThreadsCount() !== threads) throw new Error(`it has ${wasm.getThreadsCount()} threads, not ${threads}`)
  const compound = {
    muladd: ({ a, b, c }) => {
      const product = tf.mul(a, b), result = tf.add(product, c)
      product.dispose()
      return result
    },
    multiply: ({ a, b }) => tf.mul(a, b),
    std: ({ a }) => tf.tidy(() => tf.sqrt(tf.moments(a).variance)),
    sum_axis0: ({ a }) => tf.sum(a, 0),
    sum_axis1: ({ a }) => tf.sum(a, 1),
    matmul: ({ a, b }, views) => tf.matMul(a, b, views.a === 'transposed', views.b === 'transposed'),
  }
  return {
    version: tf.version_core,
    contender({ op, inputs }) {
      if (inputs.some(i => i.dtype !== 'float32' || (i.view && op !== 'matmul'))) return undefined
      const plain = tf[names[op] ?? op], f = compound[op] ?? (plain && (({ a, b }) => b === undefined ? plain(a) : plain(a, b)))
      if (!f) return undefined
      const views = Object.fromEntries(inputs.map(i => [i.name, i.view]))
      const arrays = Object.fromEntries(inputs.map(({ name, data, dtype, shape }) => [name, tf.tensor(data, shape, dtype)]))
      return {
        name: 'tfjs-wasm',
        threads,
        // A reduction of the whole gives a number in the others, so it is read here as well.
        run: whole.has(op) ? () => { const t = f(arrays, views); t.dataSync(); t.dispose() } : () => f(arrays, views).dispose(),
        values() { const t = f(arrays, views), copy = t.dataSync().slice(); t.dispose(); return copy },
        dispose() { for (const t of Object.values(arrays)) t.dispose() },
      }
    },
  }
}

/** Its threads load a blob that Node's do not know, and it takes at most half of the cores. */
function allowThreads(require, threads) {
  const node = require('node:worker_threads'), folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out')
  const source = require(join(folder, 'tfjs-backend-wasm-threaded-simd.worker.js')).wasmWorkerContents.replaceAll('\n', '\\n')
  node.Worker = class extends node.Worker {
    constructor() { super(source, { eval: true }) }
    postMessage(message, transfer) {
      super.postMessage(message.cmd === 'load' ? { ...message, urlOrBlob: join(folder, 'tfjs-backend-wasm-threaded-simd.js') } : message, transfer)
    }
  }
  require('node:os').cpus = () => Array.from({ length: 2 * threads }, () => ({}))
}
