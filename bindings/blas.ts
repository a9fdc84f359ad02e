// What `lanewise/blas` exports.

export {
  gemm, gemmtr, hemm, her2k, herk, symm, syr2k, syrk, trmm, trsm,
  type GemmOptions, type GemmtrOptions, type HerkOptions, type SymmOptions, type SyrkOptions, type TrmmOptions,
} from './blas3.js'
