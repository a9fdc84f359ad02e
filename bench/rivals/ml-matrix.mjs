// ml-matrix: matrices in JavaScript, a Float64Array per row, so float64 only. An array of one axis is a row, or a column in a
// product with a matrix.

import { packageOf } from './versions.mjs'

export async function load() {
  const { Matrix } = await import('ml-matrix')
  const functions = {
    add: Matrix.add, subtract: Matrix.sub, multiply: Matrix.mul, divide: Matrix.div, maximum: Matrix.max, power: Matrix.pow,
    ...Object.fromEntries(['exp', 'log', 'sin', 'cos', 'tanh', 'sqrt'].map(name => [name, Matrix[name]])),
    absolute: Matrix.abs,
    muladd: (a, b, c) => Matrix.mul(a, b).add(c),
    matmul: (a, b) => a.mmul(b),
    dot: (a, b) => a.rows > 1 ? a.mmul(b) : a.dot(b),
    sum: a => a.sum(),
    mean: a => a.mean(),
    max: a => a.max(),
    std: a => a.standardDeviation({ unbiased: false }),
    argmax: a => a.maxIndex()[1],
    sum_axis0: a => a.sum('column'),
    sum_axis1: a => a.sum('row'),
  }
  return {
    version: await packageOf('ml-matrix'),
    contender({ op, inputs }) {
      const f = Object.hasOwn(functions, op) ? functions[op] : undefined
      if (!f || inputs.some(i => i.dtype !== 'float64' || i.view || i.shape.length > 2)) return undefined
      const product = op === 'dot' && inputs[0].shape.length > 1
      const [a, b, c] = inputs.map(({ data, shape }) => {
        const [rows, columns] = shape.length > 1 ? shape : product ? [shape[0], 1] : [1, shape[0]], matrix = new Matrix(rows, columns)
        for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix.set(i, j, data[i * columns + j])
        return matrix
      })
      const run = () => f(a, b, c)
      return { name: 'ml-matrix', threads: 1, run, values() { const result = run(); return typeof result === 'number' ? [result] : result.to1DArray?.() ?? result }, dispose() {} }
    },
  }
}
