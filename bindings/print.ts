// Arrays as text; format.ts knows how NumPy prints.

import { formatArray, formatRepr, getPrintOptions, setPrintOptions, type PrintOptions } from './format.js'
import type { DType } from './dtype.js'
import { requireArray, type NDArray } from './ndarray.js'

/** The array as NumPy's str() prints it. */
export function array2string(a: NDArray<DType>, options?: Partial<PrintOptions>): string { requireArray('array2string', a); return formatArray(a, options ?? undefined) }
/** The array as NumPy's repr() prints it. */
export function array_repr(a: NDArray<DType>, options?: Partial<PrintOptions>): string { requireArray('array_repr', a); return formatRepr(a, options ?? undefined) }
/** Sets how arrays print, with NumPy's meanings: precision, threshold, edgeitems, linewidth, suppress, sign, floatmode … */
export const set_printoptions = setPrintOptions
/** How arrays print now. */
export const get_printoptions = getPrintOptions
export type { PrintOptions }
