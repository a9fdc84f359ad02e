// A pool worker, in Node, Deno, Bun and browsers: one flat file without imports, so that it runs from a file, a URL or a blob.
// It is sent { module, wide, memory, base, id, scratch, job, spin }, then takes ranges until `stop`.

interface Start { module: WebAssembly.Module; wide?: WebAssembly.Module; memory: WebAssembly.Memory; base: number; id: number; scratch: number; job: number; spin: number }

{
  const threads = (globalThis as { process?: { getBuiltinModule?(name: string): typeof import('node:worker_threads') | undefined } })
    .process?.getBuiltinModule?.('node:worker_threads')
  const port = threads?.parentPort as { postMessage(message: unknown): void; on?(event: string, f: (message: Start) => void): void; close?(): void } | null | undefined
  const send = (message: unknown): void => { if (port) port.postMessage(message); else postMessage(message) }

  // bindings/control.ts
  const TICKET = 64, EPOCH = 32, DONE = 48, PARKED = 64, WAITING = 65, FAILED = 66, ACTIVE = 67, STOP = 68, KERNEL = 80, UNITS = 81, PER_RANGE = 82, TRACE = 83
  // bindings/profile/trace.ts: of each worker a count, then so many notes of five numbers; before them, where the caller's would be, the origin of its clock
  const NOTES = 8192, NOTE = 5, THREAD = 1 + NOTES * NOTE

  const work = ({ module, wide, memory, base, id, scratch, job, spin }: Start): void => {
    const words = new Int32Array(memory.buffer, base, 256)
    // Kernels are numbered through both modules.
    const instances = (wide ? [module, wide] : [module]).map(m => new WebAssembly.Instance(m, { env: { memory } }).exports as Record<string, (...args: number[]) => number>)
    const kernels = instances.flatMap(exports => Object.values(exports))
    const claim = instances[0]!['claim']!
    for (const exports of instances) exports['attach']!(scratch)
    const noted = (kernel: number, begin: number, end: number): void => {
      const all = new Float64Array(memory.buffer, words[TRACE]! * 16, (id + 2) * THREAD), notes = all.subarray((id + 1) * THREAD), offset = performance.timeOrigin - all[0]!, since = offset + performance.now()
      kernels[kernel]!(job, begin, end)
      const n = notes[0]!++
      if (n < NOTES) notes.set([words[EPOCH]!, begin, end, since, offset + performance.now()], 1 + n * NOTE)
    }
    send({ ready: id })
    let seen = Atomics.load(words, EPOCH)
    while (Atomics.load(words, STOP) === 0) {
      if (id < Atomics.load(words, ACTIVE)) {
        let finished = 0, range: number
        while ((range = claim(base + TICKET)) >= 0) {
          const per = words[PER_RANGE]!, begin = range * per
          const end = Math.min(begin + per, words[UNITS]!)
          try { if (words[TRACE] === 0) kernels[words[KERNEL]!]!(job, begin, end); else noted(words[KERNEL]!, begin, end) } catch { Atomics.store(words, FAILED, id + 1) }
          finished++
        }
        if (finished > 0) {
          Atomics.add(words, DONE, finished)
          if (Atomics.load(words, WAITING) === 1) Atomics.notify(words, DONE)
        }
      }
      let left = spin
      while (left > 0 && Atomics.load(words, EPOCH) === seen) left--
      if (left === 0) {
        Atomics.add(words, PARKED, 1)
        Atomics.wait(words, EPOCH, seen)
        Atomics.sub(words, PARKED, 1)
      }
      seen = Atomics.load(words, EPOCH)
    }
    port?.close?.()
  }

  if (port?.on) port.on('message', work)
  else globalThis.onmessage = (event: MessageEvent<Start>) => work(event.data)
}
