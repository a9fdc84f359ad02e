// What the cases of the Fourier transform are: one transform, or many in one call, by Lanewise in its forms and by others.

import { contenders, np, use } from '../lanewise.mjs'
import { makeInputs, sizeOf } from './data.mjs'
import { naive } from './naive.mjs'

/** Relative to the largest element; numpy-ts is off by some 1e-12. */
const tolerances = { single: { absolute: 1e-5 }, double: { absolute: 1e-10 } }
const complexOf = { float32: 'complex64', float64: 'complex128' }
const domain = [-1, 1]

/**
 * A case of `op`, fft, rfft or fft2, of an array of this shape. Lanewise as `as` says ({ name: threads }), each with a new result
 * at every call, or with `into` the result given; with `planned` also a plan that is executed ('plan'). Those of `against` have
 * plans and the result's memory where the library knows such a thing.
 */
export function transformCase({ op = 'fft', dtype, shape, as = { lanewise: 1 }, into = false, planned = false, against = [], threads = 1, besides = () => [], ...rest }) {
  const inputs = { a: { dtype, shape, domain } }, real = op === 'rfft', n = shape.at(-1)
  const result = { dtype: complexOf[dtype] ?? dtype, shape: real ? [...shape.slice(0, -1), Math.floor(n / 2) + 1] : shape }
  const points = op === 'fft2' ? sizeOf(shape.slice(-2)) : n
  return {
    tolerance: dtype === 'float32' || dtype === 'complex64' ? tolerances.single : tolerances.double,
    // The usual count, whatever an algorithm really does.
    flops: (real ? 2.5 : 5) * sizeOf(shape) * Math.log2(points), part: 0.7, ...rest,
    async make({ rival, apart }) {
      const made = makeInputs(inputs)
      const list = contenders(into ? { op: `${op}_out`, inputs: makeInputs({ ...inputs, c: result }), as } : { op, inputs: made, as })
      if (planned) list.push(plan({ kind: op, input: made[0], result }))
      list.push(...besides({ input: made[0], result }))
      for (const name of against) {
        if (name === 'naive JS') list.push(naive({ op, inputs: made }))
        else if (name === 'SciPy') list.push((await rival(name, threads)).contender?.({ op, inputs: made }))
        else list.push(await (await apart(name)).contender?.({ op, inputs }))
      }
      return list.filter(Boolean)
    },
  }
}

/** np.fft.plan, executed. */
export function plan({ kind, input: { data, dtype, shape }, result }) {
  const a = np.reshape(np.array(data, dtype), shape), out = np.empty(result.shape, result.dtype), made = np.fft.plan(shape, { kind, dtype })
  return {
    name: 'plan',
    threads: 1,
    before: () => use(1),
    run() { made.execute(a, out) },
    values: () => made.execute(a, out).toTypedArray(),
    dispose() { made.dispose(); a.dispose(); out.dispose() },
  }
}
