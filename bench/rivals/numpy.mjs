// NumPy in one python3 that stays; it times itself. OpenBLAS multiplies its matrices, on so many threads. Messages are a line of JSON, with raw bytes behind it where it says so.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { typedArrays } from '../harness/data.mjs'

const expressions = {
  muladd: 'a * b + c', sum_axis0: 'np.sum(a, axis=0)', sum_axis1: 'np.sum(a, axis=1)', mask: 'a[c]',
  matmul_out: 'np.matmul(a, b, out=c)', dot_out: 'np.dot(a, b, out=c)', axpy: 'np.add(c, np.multiply(a, 1e-3, out=b), out=c)',
}
let contenders = 0
const views = { transposed: '.T', stepped: '[::2]', reversed: '[::-1]' }

/** With a `module` of another library the expressions can use that, and the version is its. */
export async function load({ threads, library = 'NumPy', module = 'numpy' }) {
  const child = spawn('python3', [fileURLToPath(new URL('numpy-child.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, OPENBLAS_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
  })
  const wire = connect(child)
  let hello
  try { hello = await wire.ask({ do: 'hello', module }) } catch { child.kill(); throw new Error(`no python3 with ${library} on this machine`) }
  return {
    version: hello.head.version,
    contender({ op, inputs, as = 'NumPy', source = undefined }) {
      const id = ++contenders, parameters = inputs.map(i => i.name).join(', ')
      let ready
      const define = () => ready ??= (async () => {
        for (const { name, dtype, shape, data, view } of inputs) await wire.ask({ do: 'put', id, name, dtype, shape, bytes: data.byteLength, view: views[view] ?? '' }, data)
        await wire.ask({ do: 'define', id, source: `lambda ${parameters}: ${source ?? expressions[op] ?? `np.${op}(${parameters})`}` })
      })()
      return {
        name: as,
        threads,
        async turn(count) { await define(); return (await wire.ask({ do: 'time', id, count })).head },
        async values() {
          await define()
          const { head, bytes } = await wire.ask({ do: 'result', id })
          const Type = typedArrays[head.dtype]
          return new Type(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
        },
        dispose: () => wire.ask({ do: 'clear', id }),
      }
    },
    close() { child.kill() },
  }
}

function connect(child) {
  let waiting, chunks = [], size = 0
  const settle = (error, reply) => { const w = waiting; waiting = undefined; if (error) w?.reject(error); else w?.resolve(reply) }
  child.on('error', error => settle(error))
  child.on('exit', code => settle(new Error(`python3 ended with ${code}`)))
  child.stdin.on('error', () => {})
  child.stdout.on('data', chunk => {
    chunks.push(chunk)
    size += chunk.length
    if (size < (waiting?.need ?? 0)) return
    const all = Buffer.concat(chunks), end = all.indexOf(10)
    chunks = [all]
    if (end < 0) return
    const head = JSON.parse(all.toString('utf8', 0, end)), need = end + 1 + (head.bytes ?? 0)
    if (all.length < need) { waiting.need = need; return }
    chunks = []
    size = 0
    if (head.error) settle(new Error(`NumPy: ${head.error}`))
    else settle(undefined, { head, bytes: all.subarray(end + 1, need) })
  })
  return {
    ask(message, data) {
      return new Promise((resolve, reject) => {
        if (child.exitCode !== null) { reject(new Error('python3 has ended')); return }
        waiting = { resolve, reject }
        child.stdin.write(`${JSON.stringify(message)}\n`)
        if (data) child.stdin.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
      })
    },
  }
}
