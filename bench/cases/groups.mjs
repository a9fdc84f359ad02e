// The groups of cases, a file each, in the order in which they run. A group's module exports `about`, and `cases({ threads })`: a
// list of { name, make(), tolerance, target?, elements? }. make() gives the contenders, Lanewise's own first; elements makes the
// cells times per element.

export const groups = ['calls', 'arithmetic', 'threads', 'policy', 'layouts', 'functions', 'reductions', 'axes', 'sorting', 'indexing', 'dtypes', 'memory', 'table']

/** Groups that run only when they are named. */
export const onRequest = ['table']
