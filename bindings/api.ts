// Everything that `import * as np from 'lanewise'` gives.

export { init, close, info, setThreads, type Info, type InitOptions } from './runtime.js'
export { NDArray, scope } from './ndarray.js'
export * from './ops.js'
export * from './errors.js'
