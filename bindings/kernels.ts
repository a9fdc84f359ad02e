// The whole list of kernels, for the build: the table's, and the few that no row stands for.

import './ops.js'
import './statistics.js'
import './inner.js'
import './blas1.js'
import { entry, kernelEntries, wideSums } from './table.js'
import type { DType } from './dtype.js'

// Elements are moved as bytes: one copy kernel, and one select per element size.
kernelEntries.push({ name: 'copy', loop: 'map1', op: 'copy', dtype: 'uint64' })
const bySize: readonly [number, DType][] = [[1, 'uint8'], [2, 'uint16'], [4, 'uint32'], [8, 'uint64'], [16, 'complex128']]
kernelEntries.push({ name: 'swap', loop: 'mapPair', op: 'swap', dtype: 'uint64' })
for (const [size, dtype] of bySize) kernelEntries.push({ name: `where_${size}`, loop: 'choose', op: 'copy', dtype })

// Sums of narrow integers straight into 64 bits: execute.ts takes them where the elements are dense.
for (const dtype of wideSums) entry('add', '_wide', 'foldWide', dtype, 'add_wide')

export { kernelEntries }
