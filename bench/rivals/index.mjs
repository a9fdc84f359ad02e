// The rivals by name, each loaded when it is first asked for and only if it is installed.

import { load as startApart } from './apart.mjs'

const loaders = {
  'numpy-ts': () => import('./numpy-ts.mjs'),
  'tfjs-wasm': () => import('./tfjs-wasm.mjs'),
  'jax-js': () => import('./jax-js.mjs'),
  'onnxruntime-web': () => import('./onnxruntime-web.mjs'),
  'ml-matrix': () => import('./ml-matrix.mjs'),
  stdlib: () => import('./stdlib.mjs'),
  'pffft-wasm': () => import('./pffft-wasm.mjs'),
  'kissfft-wasm': () => import('./kissfft-wasm.mjs'),
  'fft.js': () => import('./fft-js.mjs'),
  NumPy: () => import('./numpy.mjs'),
  SciPy: () => import('./scipy.mjs'),
  wide: () => import('./wide.mjs'),
}
/** Their names. */
export const names = Object.keys(loaders)
const loaded = new Map()

async function once(key, load) {
  if (!loaded.has(key)) {
    loaded.set(key, await load().catch(error => ({
      missing: error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND'
        ? 'not installed (npm install it; in a checkout: npm --prefix bench/rivals ci --ignore-scripts)' : error.message.split('\n')[0],
    })))
  }
  return loaded.get(key)
}
const keyOf = (name, threads) => threads === 1 ? name : `${name}, ${threads} threads`

/** The adapter: { contender({ op, inputs }) }, which gives undefined for what the library has not got; or { missing: why }. */
export function rival(name, threads = 1) { return once(keyOf(name, threads), async () => (await loaders[name]()).load({ threads })) }

/**
 * The same in a process of its own, where a library can have so many threads, or functions that only promise their results.
 * Its contender() takes inputs as a case has them, { name: { dtype, shape, … } }, and is made there.
 */
export function apart(name, threads = 1) { return once(`${keyOf(name, threads)} `, () => startApart({ name, threads })) }

/** What was loaded: { name: { version } or { missing } }. */
export function report() {
  return Object.fromEntries([...loaded].map(([name, { missing, version = '' }]) => [name.trim(), missing ? { missing } : { version }]))
}

/** Ends their processes. */
export function unload() { for (const adapter of loaded.values()) adapter.close?.() }
