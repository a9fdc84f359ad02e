// What pages and Node are measured by alike: run(np) gives medians in milliseconds on one thread and on two, in turns.

const median = list => list.sort((a, b) => a - b)[list.length >> 1]

export async function run(np) {
  const began = performance.now()
  await np.init({ threads: 2 })
  np.sum(np.add([1], 1))
  const ready = performance.now() - began
  // What a browser does after its start takes a core.
  await new Promise(resolve => { setTimeout(resolve, 3000) })
  const [a, b, c] = Array.from({ length: 3 }, () => np.ones([512, 512], 'float32')), [x, y] = [0, 1].map(() => np.ones([1024, 1024], 'complex64')), [e, o] = [0, 1].map(() => np.ones([1e6], 'float32')), [s, t] = [0, 1].map(() => np.ones([2e5], 'float32'))
  const cases = {
    'gemm 512 float32': () => np.matmul(a, b, { out: c }),
    'fft 1024 of 1024 complex64': () => np.fft.fft(x, { out: y }),
    'exp 1e6 float32': () => np.exp(e, { out: o }),
    'exp 2e5 float32': () => np.exp(s, { out: t }),
  }
  const results = {}
  for (const [name, f] of Object.entries(cases)) {
    const times = [[], []], turn = threads => {
      np.setThreads(threads)
      for (let i = 0; i < 5; i++) f()
      const start = performance.now()
      for (let i = 0; i < 30; i++) f()
      return (performance.now() - start) / 30
    }
    for (let round = -3; round < 15; round++) for (const threads of [1, 2]) { const ms = turn(threads); if (round >= 0) times[threads - 1].push(ms) }
    results[name] = times.map(median)
  }
  return { ready, threads: np.info().threads, variant: np.info().variant, results }
}
