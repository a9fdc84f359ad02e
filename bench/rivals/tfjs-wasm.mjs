// TensorFlow.js on its wasm backend: SIMD, one thread in Node (its thread flag is false there), float32 only. A view is a copy in it.

import { createRequire } from 'node:module'

const names = { absolute: 'abs', negative: 'neg', power: 'pow', argmax: 'argMax', remainder: 'mod' }
const whole = new Set(['sum', 'mean', 'max', 'min', 'argmax', 'std'])

export async function load() {
  // The ES module of tfjs-core has imports without file endings, which Node refuses; the CommonJS build loads.
  const require = createRequire(import.meta.url), tf = require('@tensorflow/tfjs-core')
  require('@tensorflow/tfjs-backend-wasm')
  if (!await tf.setBackend('wasm')) throw new Error('its wasm backend does not start')
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
  }
  return {
    version: tf.version_core,
    contender({ op, inputs }) {
      if (inputs.some(i => i.dtype !== 'float32' || i.view)) return undefined
      const plain = tf[names[op] ?? op], f = compound[op] ?? (plain && (({ a, b }) => b === undefined ? plain(a) : plain(a, b)))
      if (!f) return undefined
      const arrays = Object.fromEntries(inputs.map(({ name, data, dtype, shape }) => [name, tf.tensor(data, shape, dtype)]))
      return {
        name: 'tfjs-wasm',
        threads: 1,
        // A reduction of the whole gives a number in the others, so it is read here as well.
        run: whole.has(op) ? () => { const t = f(arrays); t.dataSync(); t.dispose() } : () => f(arrays).dispose(),
        values() { const t = f(arrays), copy = t.dataSync().slice(); t.dispose(); return copy },
        dispose() { for (const t of Object.values(arrays)) t.dispose() },
      }
    },
  }
}
