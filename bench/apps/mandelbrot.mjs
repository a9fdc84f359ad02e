// The Mandelbrot set: for how many steps z → z² + c each point of a grid stays in the circle of radius 2.

// The part of the plane.
const LEFT = -2.25, RIGHT = 0.75, TOP = 1.25, BOTTOM = -1.25
// The library takes at least so many steps without looking, and so many points through them at a time, whose numbers stay in the caches.
const STEPS = 8, POINTS = 65536

function line(from, to, length) { return Float64Array.from({ length }, (_, i) => from + i * (to - from) / (length - 1)) }

function naive(xs, ys, limit) {
  const counts = new Int32Array(ys.length * xs.length)
  for (let row = 0; row < ys.length; row++) {
    for (let column = 0; column < xs.length; column++) {
      let x = 0, y = 0, count = 0
      while (count < limit && x * x + y * y <= 4) {
        const next = x * x - y * y + xs[column]
        y = 2 * x * y + ys[row]
        x = next
        count++
      }
      counts[row * xs.length + column] = count
    }
  }
  return counts
}

function step(np, z, c) { np.add(np.square(z, { out: z }), c, { out: z }) }
// Whether |z| ≤ 2. What has overflowed to NaN meanwhile is not.
function inside(np, z) { return np.scope(() => np.less_equal(np.add(np.square(np.real(z)), np.square(np.imag(z))), 4)) }
function only(a, mask) {
  const kept = a.at(mask)
  a.dispose()
  return kept
}

// Counts the steps of the points c. Now and then, and less often later on when few leave, those that have left are taken out, and go the last steps
// once more, looking each time.
function count(np, c, limit, counts) {
  let z = np.zeros_like(c), before = np.empty_like(c), index = np.arange(0, c.size, 1, 'int32')
  for (let done = 0; done < limit && z.size > 0; ) {
    const steps = Math.min(Math.max(STEPS, done >> 2), limit - done)
    np.copyto(before, z)
    for (let begin = 0; begin < z.size; begin += POINTS) np.scope(() => {
      const w = z.slice(`${begin}:${begin + POINTS}`), d = c.slice(`${begin}:${begin + POINTS}`)
      for (let i = 0; i < steps; i++) step(np, w, d)
    })
    const stay = inside(np, z)
    if (!np.all(stay)) {
      np.scope(() => {
        const left = np.logical_not(stay), w = before.at(left), d = c.at(left), last = np.full([w.size], done, 'int32')
        for (let i = 0; i < steps; i++) {
          np.add(last, inside(np, w), { out: last })
          step(np, w, d)
        }
        counts.setAt(index.at(left), last)
      })
      ;[z, c, index] = [z, c, index].map(a => only(a, stay))
      before = before.slice(`:${z.size}`)
    }
    stay.dispose()
    done += steps
  }
}

function lanewise(np, xs, ys, limit) {
  const counts = np.full([ys.size, xs.size], limit, 'int32')
  np.scope(() => {
    const c = np.empty([ys.size, xs.size], 'complex128')
    np.copyto(np.real(c), xs)
    np.copyto(np.imag(c), np.expand_dims(ys, 1))
    count(np, np.ravel(c), limit, np.ravel(counts))
  })
  return counts
}

/** @type {import('../../dist/profile/application.js').Application} */
export const mandelbrot = {
  name: 'mandelbrot',
  about: ({ columns, rows, limit }) => `the Mandelbrot set, ${columns} × ${rows} points, up to ${limit} steps`,
  sizes: { quick: { columns: 320, rows: 240, limit: 200 }, usual: { columns: 800, rows: 600, limit: 500 }, full: { columns: 1920, rows: 1440, limit: 1000 } },
  make(np, { columns, rows, limit }) {
    const x = line(LEFT, RIGHT, columns), y = line(TOP, BOTTOM, rows), xs = np.array(x), ys = np.array(y)
    return { naive: () => naive(x, y, limit), lanewise: () => lanewise(np, xs, ys, limit), dispose() { xs.dispose(); ys.dispose() } }
  },
  tolerance: {},
  because: 'the same operations on float64 in the same order',
  show(counts) { return `${(counts.data ?? counts).reduce((sum, n) => sum + n, 0)} steps in all` },
}
