// What spawn-page.js has done in a worker.
import * as np from '../../dist/index.web.js'

np.serve({
  nothing: () => undefined,
  sum: a => np.sum(a),
  echo: a => a,
  ones: n => np.ones(n),
  work: (n, ms, { progress, signal } = {}) => {
    const start = performance.now()
    let calls = 0
    while (performance.now() - start < ms) {
      np.scope(() => { np.matmul(np.ones([n, n]), np.ones([n, n])); np.sort(np.sin(np.arange(1e6))) })
      calls++
      progress?.((performance.now() - start) / ms)
      if (signal?.aborted) return 'aborted'
    }
    return calls
  },
  end: () => { self.close() },
})
