export const about = 'Every row of the table by dtype, size and layout, per element, on one thread and on all; no targets'

import { dtypes as facts } from '../../dist/dtype.js'
import { rows } from '../../dist/table.js'
import { opCase, power } from '../harness/op-case.mjs'
import { np } from '../lanewise.mjs'

// What has two results is one call, and the functions made of rows are here too.
const composed = ['mean', 'var', 'std', 'count_nonzero', 'cumsum', 'cumprod'].map(name => ({ name, kind: 'reduction', on: rows.find(r => r.name === 'sum').on }))
const called = [...rows.filter(r => !r.output), ...rows.filter(r => r.output?.index === 0).map(r => ({ ...r, name: r.output.of })), ...composed].filter(r => np[r.name])
const operands = { binary: 2, ternary: 3 }
// Of a million factors the product is neither infinite nor 0.
const domains = { prod: [0.99, 1.01], cumprod: [0.99, 1.01] }

/** How operands lie in memory; n is near the number of elements where they have two axes. */
const layouts = {
  contiguous: n => ({ shape: [n] }),
  stepped: n => ({ shape: [2 * n], view: 'stepped' }),
  reversed: n => ({ shape: [n], view: 'reversed' }),
  transposed: n => ({ shape: [side(n), side(n)], view: 'transposed' }),
  // One row for all: of a function of several operands all but the first.
  broadcast: (n, k, of) => of > 1 && k === 0 ? { shape: [side(n), side(n)] } : { shape: [side(n)], view: 'broadcast' },
}
const side = n => Math.round(Math.sqrt(n))
export const choices = { dtypes: Object.keys(facts), layouts: Object.keys(layouts) }

/** The cases of some dtypes, sizes and layouts, and Lanewise on so many threads. */
export function cases({ dtypes = choices.dtypes, sizes = [1e3, 1e6], layouts: chosen = choices.layouts, counts = [1] } = {}) {
  const as = Object.fromEntries(counts.map(n => [`${n} thread${n > 1 ? 's' : ''}`, n]))
  return called.flatMap(({ name: op, kind, on, domain, exponent }) => on.filter(d => dtypes.includes(d)).flatMap(dtype => sizes.flatMap(n => chosen.map(layout => {
    const of = operands[kind] ?? 1, [low, high] = domains[op] ?? domain ?? [-100, 100], unsigned = facts[dtype].kind === 'u', contiguous = layout === 'contiguous'
    const inputs = ['a', 'b', 'c'].slice(0, of).map((name, k) => [name, {
      ...layouts[layout](n, k, of), ...exponent && k === 1 ? { dtype: 'int32', domain: [-20, 20] } : { dtype, domain: [unsigned ? Math.max(0, low) : low, high] },
    }])
    return opCase({
      name: `${op} ${power(n)} ${dtype} ${layout}`, op, inputs: Object.fromEntries(inputs), as, against: contiguous ? ['numpy-ts', 'naive JS'] : [],
      elements: contiguous || layout === 'stepped' || layout === 'reversed' ? n : side(n) ** 2, row: { op, dtype, size: n, layout },
      tolerance: tolerances[dtype] ?? { relative: 1e-12 }, part: 0.3,
    })
  }))))
}
const single = { relative: 1e-4, absolute: 1e-5 }, double = { relative: 1e-10, absolute: 1e-10 }
const tolerances = { float32: single, float64: double, complex64: single, complex128: double }
