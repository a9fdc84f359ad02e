// What must agree: the table and the kernels of both binaries, the two sides of the kernel ABI, the pool and its workers, the layers,
// the docs. Sizes: bundle.test.ts.

import { describe, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { control } from '../dist/control.js'
import { dtypes } from '../dist/dtype.js'
import { JOB, JOB_SIZE, JobWriter, MAX_NDIM, SCALARS, STATIC } from '../dist/job.js'
import { kernelEntries } from '../dist/kernels.js'
import { rows } from '../dist/table.js'

const root = new URL('../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const binary = (variant: string): Buffer => readFileSync(new URL(`dist/lanewise-${variant}.wasm`, root))

/** The names of the functions that a module exports, read from its bytes (Node 20 does not compile relaxed SIMD). */
function exportsOf(bytes: Uint8Array): string[] {
  let at = 8
  const leb = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const id = bytes[at++]!, size = leb(), end = at + size
    if (id !== 7) { at = end; continue }
    const names: string[] = []
    for (let left = leb(); left > 0; left--) {
      const length = leb(), name = Buffer.from(bytes.subarray(at, at + length)).toString('utf8')
      at += length
      if (bytes[at++] === 0) names.push(name)
      leb()
    }
    return names
  }
  throw new Error('no export section')
}

/** Exports that are no kernels of the table. */
const helpers = ['attach', 'scratchSize', 'publish', 'claim', 'layout', 'heapBase', 'fused', 'fingerprint', 'gather', 'scatter', 'count_true', 'where_true', 'compress', 'radix', 'triangle', 'segments', 'gemm_f32', 'gemm_f64', 'gemm_i32', 'gemm_i64', 'peak_f32', 'peak_f64', 'fourier_f32', 'fourier_f64', 'sosfilt', 'stream']

describe.each(['simd', 'relaxed'])('lanewise-%s.wasm', variant => {
  test('has the kernels of the table, and nothing else', () => {
    const names = kernelEntries.map(k => k.name)
    expect(new Set(names).size).toBe(names.length)
    expect(exportsOf(binary(variant)).sort()).toEqual([...names, ...helpers].sort())
  })
})

describe('rows', () => {
  const source = text('bindings/ops.ts')

  test('have names of their own', () => expect(new Set(rows.map(r => r.name)).size).toBe(rows.length))

  test('have a doc comment', () => {
    const lines = source.split('\n'), bare: string[] = []
    for (const { name, output } of rows) {
      if (output) continue                               // the function that it is a part of has one
      const at = lines.findIndex(l => new RegExp(`^export const \\w+ = (unary|binary|ternary|reduction|argReduction)\\('${name}'`).test(l))
      if (at < 0) bare.push(`${name} is not a line of ops.ts`)
      else if (!/^\/\*\* .*\. ?\*\/$/.test(lines[at - 1]!)) bare.push(`${name}: ${lines[at - 1]}`)
    }
    expect(bare).toEqual([])
  })

  test('make sense', () => {
    for (const { name, on, ulp, domain } of rows) {
      expect([name, on.length > 0, on.every(d => d in dtypes), new Set(on).size, domain[0] < domain[1], ulp.every(u => u >= 0)]).toEqual([name, true, true, on.length, true, true])
    }
  })
})

test.each(['api', 'blas', 'signal', 'worklet', 'processor'])('everything exported by %s.ts has a doc comment', name => {
  const path = new URL(`bindings/${name}.ts`, root).pathname
  const program = ts.createProgram([path], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, strict: true, skipLibCheck: true, noLib: true, types: [] })
  const checker = program.getTypeChecker(), file = program.getSourceFile(path)!
  const bare = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).filter(symbol => {
    const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    return own.getDocumentationComment(checker).length === 0
  })
  expect(bare.map(s => s.name)).toEqual([])
})

test('the Job is written as it is read', async () => {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared: true })
  const instance = await WebAssembly.instantiate(await WebAssembly.compile(new Uint8Array(binary('simd'))), { env: { memory, abort: () => undefined } })
  const layout = (instance.exports as { layout: (field: number) => number }).layout
  const [head, operands, operand, result, pad, scalars] = [0, 1, 2, 3, 4, 5].map(layout) as [number, number, number, number, number, number]
  const job = new JobWriter(memory.buffer), words = new Int32Array(memory.buffer), bytes = new Uint8Array(memory.buffer), doubles = new Float64Array(memory.buffer)
  const word = (at: number): number => words[(JOB + at) >> 2]!
  job.head(3, 2, 4, 5, 6, true, 7)
  job.extent(0, 100)
  job.extent(MAX_NDIM - 1, 101)
  job.operand(0, 1000, 'int16', 'complex64')
  job.operand(3, 1003, 'bool', 'float64')
  job.stride(3, 0, -16)
  job.stride(3, MAX_NDIM - 1, 17)
  job.results(2000, 2001)
  job.pad(Uint8Array.of(1, 2, 3, 4))
  job.scalars(0.5, -2)
  expect([0, 1, 2, 3, 4, 5, 6].map(i => word(4 * i))).toEqual([3, 2, 4, 5, 6, 1, 7])
  expect([word(head), word(head + 4 * (MAX_NDIM - 1))]).toEqual([100, 101])
  expect([0, 1, 2, 3, 4].map(i => word(operands + 4 * i))).toEqual([1000, dtypes.int16.code, dtypes.complex64.code, 2, 8])
  const last = operands + 3 * operand
  expect([0, 1, 2, 3, 4].map(i => word(last + 4 * i))).toEqual([1003, dtypes.bool.code, dtypes.float64.code, 1, 8])
  expect([word(last + 20), word(last + operand - 4)]).toEqual([-16, 17])
  expect([word(result), word(result + 4)]).toEqual([2000, 2001])
  expect([...bytes.subarray(JOB + pad, JOB + pad + 16)]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
  expect([doubles[(JOB + scalars) >> 3], doubles[(JOB + scalars + 8) >> 3]]).toEqual([0.5, -2])
  expect(JOB_SIZE).toBe(operands + 4 * operand)
  const words256 = Math.max(...Object.values(control)) * 4
  expect([words256 < 1024, JOB >= 1024, JOB + JOB_SIZE <= SCALARS, SCALARS + 4 * 16 <= STATIC]).toEqual([true, true, true, true])
  const { options } = JSON.parse(text('asconfig.json')) as { options: { memoryBase: number } }
  expect(options.memoryBase).toBe(STATIC)
  const base = (instance.exports as { heapBase: () => number }).heapBase()
  expect(base).toBeGreaterThanOrEqual(STATIC)
})

test('worker.ts repeats the numbers of control.ts', () => {
  const source = text('bindings/worker.ts'), line = /const (TICKET = \d+(?:, \w+ = \d+)*)/.exec(source)
  const repeated = Object.fromEntries(line![1]!.split(', ').map(pair => { const [name, value] = pair.split(' = '); return [name!.toLowerCase().replace(/_(\w)/g, (_, c: string) => c.toUpperCase()), Number(value)] }))
  expect(repeated).toEqual(control)
})

test('worker.ts notes ranges as a trace reads them', () => {
  const sizes = (path: string): string => /const (NOTES = \d+, NOTE = \d+)/.exec(text(path))![1]!
  expect(sizes('bindings/worker.ts')).toBe(sizes('bindings/profile/trace.ts'))
})

describe('layers', () => {
  // A file imports only from lines above its own.
  const layers = [
    ['errors', 'control', 'tracer', 'inline', 'worker-source', 'fingerprint', 'constants', 'portable', 'processor', 'ring', 'deadline', 'worklet-source'],
    ['dtype', 'worklet-script', 'profiling', 'names'],
    ['job', 'promotion', 'memory', 'npy', 'slice', 'format', 'worker', 'loading'],
    ['shape', 'pool', 'table', 'unpack'],
    ['platform'],
    ['runtime', 'platform.node', 'platform.web'],
    ['ndarray'],
    ['asarray', 'execute'],
    ['elementwise', 'radix'],
    ['reduce', 'blas-operands'],
    ['define'],
    ['ops', 'creation', 'manipulation', 'print', 'io', 'dtype-info'],
    ['statistics', 'indexing', 'windows', 'polynomial', 'text', 'conversion', 'gemm', 'inner', 'transform', 'channel'],
    ['sorting', 'comparison', 'missing', 'arranging', 'blas1', 'blas3', 'contraction', 'serve', 'spawn'],
    ['searching', 'quantiles', 'tracing', 'joining', 'grids', 'picking', 'products', 'blas2', 'fourier', 'get-window'],
    ['sets', 'histogram', 'padding', 'functional', 'calculus', 'einsum', 'blas', 'cosine', 'fft-plan', 'spectral-convolution', 'sosfilt'],
    ['methods', 'kernels', 'unbuffered', 'linalg', 'self-check', 'fft', 'convolution', 'stream-memory'],
    ['api', 'wide', 'stft'],
    ['index', 'index.web', 'index.slim', 'signal', 'processors'],
    ['streams'],
    ['worklet'],
  ]
  const level = new Map(layers.flatMap((names, i) => names.map(n => [n, i] as const)))

  test('are complete', () => {
    const files = readdirSync(new URL('bindings/', root)).filter(f => f.endsWith('.ts')).map(f => f.replace(/(\.d)?\.ts$/, ''))
    expect(files.filter(f => !level.has(f))).toEqual([])
    expect([...level.keys()].filter(f => !files.includes(f))).toEqual([])
  })

  test('are not imported upwards', () => {
    const upwards: string[] = []
    for (const [name, own] of level) {
      if (/^(inline|worker-source|worklet-source|fingerprint)$/.test(name)) continue
      for (const [, from] of text(`bindings/${name}.ts`).matchAll(/(?:from|import) '\.\/([\w.]+)\.js'/g)) {
        if (!((level.get(from!) ?? Infinity) < own)) upwards.push(`${name} imports ${from}`)
      }
    }
    expect(upwards).toEqual([])
  })

  test('of assembly/ reach only assembly/', () => {
    for (const file of readdirSync(new URL('assembly/', root))) {
      for (const [, from] of text(`assembly/${file}`).matchAll(/from ["']([^"']+)["']/g)) expect(`${file}: ${from}`).toMatch(/: \.\/[\w-]+$/)
    }
  })
})
