// @stdlib: its strided functions, and loops around its scalar ones. They are JavaScript here: native add-ons, which it prefers where they
// were built, need a compiler at install. Results of one element per element get a new array at each call.

import { createRequire } from 'node:module'
import { packageOf } from './versions.mjs'

const scalars = { exp: 'exp', log: 'ln', sin: 'sin', cos: 'cos', exp2: 'exp2', tanh: 'tanh', power: 'pow', arctan2: 'atan2', hypot: 'hypot' }
const letters = { float32: 's', float64: 'd' }
let copies = 0

export async function load() {
  const require = createRequire(import.meta.url), base = name => require(`@stdlib/${name}`)
  const version = await packageOf('@stdlib/blas-base-ddot')
  // The strided functions by NumPy's names, each of a case's inputs.
  const strided = letter => ({
    sum: ({ a }) => base(`blas-ext-base-${letter}sum`).bind(undefined, a.data.length, a.data, 1),
    mean: ({ a }) => base(`stats-strided-${letter}mean`).bind(undefined, a.data.length, a.data, 1),
    max: ({ a }) => base(`stats-strided-${letter}max`).bind(undefined, a.data.length, a.data, 1),
    std: ({ a }) => base(`stats-base-${letter}stdev`).bind(undefined, a.data.length, 0, a.data, 1),
    dot: ({ a, b }) => b.shape.length > 1 || a.shape.length > 1 ? undefined : base(`blas-base-${letter}dot`).bind(undefined, a.data.length, a.data, 1, b.data, 1),
    axpy: ({ a, c }) => base(`blas-base-${letter}axpy`).bind(undefined, a.data.length, 1e-3, a.data, 1, c.data.slice(), 1),
    matmul: ({ a, b }) => a.shape.length > 2 ? undefined : multiply(base(`blas-base-${letter}gemm`), a, b),
  })
  return {
    version,
    contender({ op, inputs }) {
      const letter = letters[inputs[0].dtype], byName = Object.fromEntries(inputs.map(i => [i.name, i]))
      if (!letter || inputs.some(i => i.view)) return undefined
      const run = strided(letter)[op]?.(byName) ?? (letter === 'd' && scalars[op] ? mapped(base(`math-base-special-${scalars[op]}`), inputs) : undefined)
      return run && { name: 'stdlib', threads: 1, run, values() { const result = run(); return typeof result === 'number' ? [result] : result }, dispose() {} }
    },
  }
}

function multiply(gemm, a, b) {
  const [m, k] = a.shape, n = b.shape[1]
  return () => {
    const out = new a.data.constructor(m * n)
    gemm('row-major', 'no-transpose', 'no-transpose', m, n, k, 1, a.data, k, b.data, n, 0, out, n)
    return out
  }
}

/** A loop of its own, so that V8 does not take the function called in it for one of many. */
function mapped(f, [{ data: a }, b]) {
  const loop = new Function('f', `return (a, b) => {
    const out = new Float64Array(a.length)
    for (let i = 0; i < a.length; i++) out[i] = ${b ? 'f(a[i], b[i])' : 'f(a[i])'}
    return out
  } // ${copies++}`)(f)
  return () => loop(a, b?.data)
}
