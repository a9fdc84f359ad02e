// Products: np.matmul, einsum, and the BLAS underneath for those who want every allocation in their hands.
//   node examples/products.mjs

import * as np from 'lanewise'
import * as blas from 'lanewise/blas'

await np.init()

// Readings of 6 sensors that mostly follow two hidden movements; the covariance finds them again.
const time = np.linspace(0, 20, 5000)
const hidden = np.stack([np.sin(time), np.multiply(np.cos(np.multiply(time, 2.3)), 0.4)])     // (2, 5000)
const mixing = np.array([[1, 0.2], [0.8, -0.5], [0.3, 1], [-0.6, 0.4], [0.9, 0.9], [0.1, -1]])
const readings = np.matmul(mixing, hidden)                                                     // (6, 5000)
const centred = np.subtract(readings, np.mean(readings, { axis: 1, keepdims: true }))

// C = A Aᵀ / N. A transpose is a view and costs nothing; syrk computes one triangle only.
const covariance = np.divide(np.matmul(centred, np.transpose(centred)), centred.shape[1])
const triangle = blas.syrk(1 / centred.shape[1], centred, 0, np.zeros([6, 6]), { uplo: 'U' })
console.log('syrk agrees with matmul:', np.allclose(np.triu(covariance), triangle))

// The strongest direction by power iteration, in place: y = C x, no allocation.
let x = np.ones([6]), y = np.zeros([6])
for (let i = 0; i < 200; i++) {
  blas.gemv(1, covariance, x, 0, y)
  blas.scal(1 / blas.nrm2(y), y)
  ;[x, y] = [y, x]
}
const variance = np.einsum('i,ij,j->', x, covariance, x)
console.log(`the first of 6 directions carries ${(100 * variance / np.trace(covariance)).toFixed(1)} % of the variance`)

// What is left lies along one more direction, as the readings come from two movements: deflate, and the rank is 1.
const rest = np.subtract(covariance, np.multiply(np.outer(x, x), variance))
const next = np.linalg.matrix_power(rest, 8)
const direction = np.divide(next.slice(':', 0), blas.nrm2(next.slice(':', 0)))
console.log('two directions explain', ((100 * (variance + np.einsum('i,ij,j', direction, rest, direction))) / np.trace(covariance)).toFixed(3), '%')

// A chain of products in its cheapest order.
const [, report] = np.einsum_path('ab,bc,cd->ad', np.ones([6, 5000]), np.ones([5000, 6]), np.ones([6, 2]))
console.log(report)
np.close()
