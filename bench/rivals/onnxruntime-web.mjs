// ONNX Runtime's wasm build: a model of one node, made here. Its operands are copied into its memory at every call, and its result out.

import { elementsOf } from '../harness/ops.mjs'

const codes = { float32: 1, float64: 11 }
const operators = { matmul: 'MatMul', dot: 'MatMul' }

export async function load({ threads }) {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web')
  env.wasm.numThreads = threads
  env.logLevel = 'error'
  return {
    version: env.versions.web,
    async contender({ op, inputs }) {
      if (!operators[op] || inputs.some(i => !codes[i.dtype] || i.view)) return undefined
      const session = await InferenceSession.create(model(operators[op], inputs), { executionProviders: ['wasm'] })
      const feeds = Object.fromEntries(inputs.map(({ name, dtype, data, shape }) => [name, new Tensor(dtype, data, shape)]))
      return {
        name: 'onnxruntime-web',
        threads,
        run: async () => { (await session.run(feeds)).result.dispose() },
        values: async () => elementsOf((await session.run(feeds)).result).slice(),
        dispose: () => session.release(),
      }
    },
  }
}

// A protocol buffer: numbers as varints, all else as bytes after their length. The field numbers are those of onnx.proto.
const varint = n => n < 128 ? [n] : [n & 127 | 128, ...varint(n >>> 7)]
function message(...fields) {
  return fields.flatMap(([number, value]) => {
    if (typeof value === 'number') return [...varint(number << 3), ...varint(value)]
    const bytes = typeof value === 'string' ? [...Buffer.from(value)] : value
    return [...varint(number << 3 | 2), ...varint(bytes.length), ...bytes]
  })
}

function model(operator, inputs) {
  const value = (name, dtype, shape) => message([1, name], [2, message([1, message([1, codes[dtype]], ...shape ? [[2, message(...shape.map(n => [1, message([1, n])]))]] : [])])])
  const node = message(...inputs.map(i => [1, i.name]), [2, 'result'], [4, operator])
  const graph = message([1, node], [2, 'graph'], ...inputs.map(i => [11, value(i.name, i.dtype, i.shape)]), [12, value('result', inputs[0].dtype)])
  return Uint8Array.from(message([1, 8], [7, graph], [8, message([1, ''], [2, 17])]))
}
