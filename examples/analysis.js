// What background.mjs has done in a worker. On a page this file is a module of its own too, for `new Worker(…, { type: 'module' })`.
import { arange, matmul, multiply, scope, serve, sin, sort } from 'lanewise'

/** The sorted angles of a product, `rounds` times, as a long computation. */
export function analyse(matrix, { rounds = 20, signal, progress } = {}) {
  let product = matmul(matrix, matrix)
  for (let round = 1; round < rounds; round++) {
    signal?.throwIfAborted()                             // also in a loop that never waits
    const next = scope(() => matmul(multiply(product, 1e-3), matrix))
    product.dispose()
    product = next
    progress?.(round / rounds)
  }
  return { product, angles: scope(() => sort(sin(arange(1_000_000)))) }
}

serve({ analyse })
