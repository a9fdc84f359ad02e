// The rivals by name, each loaded when it is first asked for and only if it is installed.

const loaders = {
  'numpy-ts': () => import('./numpy-ts.mjs'),
  'tfjs-wasm': () => import('./tfjs-wasm.mjs'),
  NumPy: () => import('./numpy.mjs'),
}
const loaded = new Map()

/** The adapter: { contender({ op, inputs }) }, which gives undefined for what the library has not got; or { missing: why }. */
export async function rival(name) {
  if (!loaded.has(name)) {
    loaded.set(name, await loaders[name]().then(m => m.load()).catch(error => ({
      missing: error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND'
        ? 'not installed (npm --prefix bench/rivals ci --ignore-scripts)' : error.message.split('\n')[0],
    })))
  }
  return loaded.get(name)
}

/** What was loaded: { name: { version } or { missing } }. */
export function report() {
  return Object.fromEntries([...loaded].map(([name, { missing, version = '' }]) => [name, missing ? { missing } : { version }]))
}

/** Ends their processes. */
export function unload() { for (const adapter of loaded.values()) adapter.close?.() }
