// Heat in a plate: the equation u' = Δu in two dimensions by the explicit scheme of five points, with fixed temperatures at the edges.

// Time step over the square of the grid's spacing; from 1/4 on the scheme is unstable. With 1/5 the five points weigh the same.
const RATIO = 1 / 5

/** A cold plate with a hot disc and a hot upper edge. */
export function plate({ side }) {
  const u = new Float32Array(side * side), radius = side / 8
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (row === 0 || Math.hypot(row - side / 2, column - side / 3) < radius) u[row * side + column] = 100
    }
  }
  return u
}

function naive(start, { side, steps }) {
  let u = start.slice(), next = start.slice()
  for (let step = 0; step < steps; step++) {
    for (let row = 1; row < side - 1; row++) {
      for (let column = 1; column < side - 1; column++) {
        const i = row * side + column
        next[i] = u[i] + RATIO * (u[i - side] + u[i + side] + u[i - 1] + u[i + 1] - 4 * u[i])
      }
    }
    [u, next] = [next, u]
  }
  return u
}

// Points that are done at a time, for the passes over them to stay in the caches.
const POINTS = 131072

// The rows follow each other, so neighbours are the same points moved along by a row or by one: whole vectors, whatever the shape. What comes out for
// the first and the last column is not wanted, and made good.
function lanewise(np, start, { side, steps }) {
  return np.scope(() => {
    let u = np.copy(start), next = np.copy(start)
    const edges = start.slice(':', `::${side - 1}`), last = side * (side - 1)
    for (let step = 0; step < steps; step++) np.scope(() => {
      const from = np.ravel(u), to = np.ravel(next)
      for (let begin = side; begin < last; begin += POINTS) {
        const end = Math.min(begin + POINTS, last), moved = by => from.slice(`${begin + by}:${end + by}`), out = to.slice(`${begin}:${end}`)
        np.add(moved(-side), moved(side), { out })
        np.add(out, moved(-1), { out })
        np.add(out, moved(0), { out })
        np.add(out, moved(1), { out })
        np.multiply(out, RATIO, { out })
      }
      np.copyto(next.slice(':', `::${side - 1}`), edges)
      ;[u, next] = [next, u]
    })
    return u
  })
}

/** @type {import('../../dist/profile/application.js').Application} */
export const heat = {
  name: 'heat',
  about: ({ side, steps }) => `heat in a plate of ${side} × ${side} points, ${steps} steps`,
  sizes: { quick: { side: 128, steps: 50 }, usual: { side: 512, steps: 200 }, full: { side: 2048, steps: 200 } },
  make(np, size) {
    const data = plate(size), start = np.scope(() => np.array(data).reshape([size.side, size.side]))
    return { naive: () => naive(data, size), lanewise: () => lanewise(np, start, size), dispose() { start.dispose() } }
  },
  tolerance: { absolute: 1e-5 },
  because: 'the library adds in float32, plain loops in float64, and both keep float32',
  show(u) { const data = u.data ?? u; return `mean ${(data.reduce((a, b) => a + b, 0) / data.length).toFixed(3)}` },
}
