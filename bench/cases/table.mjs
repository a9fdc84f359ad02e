export const about = 'Every row of the table on 1e6 values, per element; the target is for one thread'
export const unit = 'element'

import { rows } from '../../dist/table.js'
import { np } from '../lanewise.mjs'
import { floats, opCase } from '../harness/op-case.mjs'

const size = 1e6

export function cases() {
  const listed = rows.filter(row => row.on.includes('float32') && !row.exponent).map(({ name, kind, domain }) => ({ name, domain, operands: kind === 'binary' ? 2 : 1 }))
  const composed = ['mean', 'var', 'std', 'cumsum'].map(name => ({ name, operands: 1 }))
  return [...listed, ...composed].filter(({ name }) => np[name]).flatMap(({ name, domain = [-100, 100], operands }) => floats.map(dtype => {
    const input = { dtype, shape: [size], domain }
    return opCase({
      name: `table ${name} ${dtype}`, op: name, inputs: operands === 2 ? { a: input, b: input } : { a: input }, as: { '1 thread': 1, 'all threads': 'all' }, against: ['numpy-ts'],
      elements: size, target: { of: '1 thread', than: ['numpy-ts'], atLeast: 1 }, tolerance: dtype === 'float32' ? { relative: 1e-4, absolute: 1e-5 } : { relative: 1e-10, absolute: 1e-10 },
    })
  }))
}
