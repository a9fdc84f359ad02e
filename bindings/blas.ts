// What `lanewise/blas` exports.

export * from './blas3.js'
