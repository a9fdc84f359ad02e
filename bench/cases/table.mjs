export const about = 'Every row of the table in the floats, on 1e6 values, per element; the target is for one thread'

import { floats } from '../harness/op-case.mjs'
import { cases as rowCases } from './rows.mjs'

export function cases({ threads }) {
  return rowCases({ dtypes: floats, sizes: [1e6], layouts: ['contiguous'], counts: threads > 1 ? [1, threads] : [1] })
    .map(c => ({ ...c, name: `table ${c.row.op} ${c.row.dtype}`, target: { of: '1 thread', than: ['numpy-ts'], atLeast: 1 } }))
}
