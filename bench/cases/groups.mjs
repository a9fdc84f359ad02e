// The groups of cases, a file each, in the order in which they run. A group's module exports `about`, and `cases(options)` with
// run.mjs's options: a list of { name, make(), tolerance, target?, targets?, elements?, flops?, part?, … }. make() gives the contenders,
// Lanewise's own first; elements makes the cells times per element, flops adds rates; part is how many of the usual rounds a slow case
// takes, budget how many seconds they may take; difference() compares results that are no lists.

export const groups = ['applications', 'calls', 'arithmetic', 'threads', 'policy', 'layouts', 'functions', 'reductions', 'axes', 'sorting', 'indexing', 'dtypes', 'memory', 'gemm', 'gemm-threads', 'gemm-shapes', 'gemm-first', 'gemv', 'fft-complex', 'fft-real', 'fft-sizes', 'fft-many', 'fft-threads', 'table', 'rows']

/** Groups that run only when they are named. */
export const onRequest = ['table', 'rows']

/** Groups that have a name together. */
export const sets = { blas: ['gemm', 'gemm-threads', 'gemm-shapes', 'gemm-first', 'gemv'], fft: ['fft-complex', 'fft-real', 'fft-sizes', 'fft-many', 'fft-threads'] }
