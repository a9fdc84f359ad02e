// Everything that `import * as blas from 'lanewise/blas'` gives: the reference BLAS by its names, after np.init().

export {
  asum, axpy, copy, dot, dotc, dotu, dsdot, iamax, nrm2, rot, rotg, rotm, rotmg, scal, sdsdot, swap,
  type ComplexRotation, type FactorOf, type ModifiedRotation, type Rotation,
} from './blas1.js'
export {
  gbmv, gemv, ger, gerc, geru, hbmv, hemv, her, her2, hpmv, hpr, hpr2, sbmv, spmv, spr, spr2, symv, syr, syr2, tbmv, tbsv, tpmv, tpsv, trmv, trsv,
  type BandOptions, type GemvOptions, type SymmetricOptions, type Trans, type TriangularOptions, type Uplo,
} from './blas2.js'
export {
  gemm, gemmtr, hemm, her2k, herk, symm, syr2k, syrk, trmm, trsm,
  type GemmOptions, type GemmtrOptions, type HerkOptions, type SymmOptions, type SyrkOptions, type TrmmOptions,
} from './blas3.js'
export { type BlasDType, type Factor } from './blas-operands.js'
