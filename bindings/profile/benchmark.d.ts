// Benchmark.js with its libraries in one file, made by the build: it is no ES module, and bundlers do not see what it requires.
export const Benchmark: typeof import('benchmark')
