// k-means by Lloyd's algorithm: points go to the nearest centre, centres to the mean of their points, so many times.

import { bits, uniform } from './generator.mjs'

/** Points around k places, and k of them to begin with: one of each place. */
export function clusters({ points, dimensions, k }) {
  const places = uniform(k * dimensions, 1), data = new Float32Array(points * dimensions)
  for (let i = 0; i < points; i++) {
    for (let j = 0; j < dimensions; j++) data[i * dimensions + j] = places[i % k * dimensions + j] + 0.2 * (bits(1e6 + i * dimensions + j) / 2 ** 32 - 0.5)
  }
  return { data, start: data.slice(0, k * dimensions) }
}

function naive(data, start, { points, dimensions, k, rounds }) {
  const centres = Float64Array.from(start), labels = new Int32Array(points), sums = new Float64Array(k * dimensions), counts = new Int32Array(k)
  for (let round = 0; round < rounds; round++) {
    sums.fill(0)
    counts.fill(0)
    for (let i = 0; i < points; i++) {
      let nearest = 0, least = Infinity
      for (let c = 0; c < k; c++) {
        let distance = 0
        for (let j = 0; j < dimensions; j++) {
          const d = data[i * dimensions + j] - centres[c * dimensions + j]
          distance += d * d
        }
        if (distance < least) {
          least = distance
          nearest = c
        }
      }
      labels[i] = nearest
      counts[nearest]++
      for (let j = 0; j < dimensions; j++) sums[nearest * dimensions + j] += data[i * dimensions + j]
    }
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < dimensions; j++) if (counts[c] > 0) centres[c * dimensions + j] = sums[c * dimensions + j] / counts[c]
    }
  }
  return { labels, centres }
}

// |x − c|² = |x|² − 2 x·c + |c|², and |x|² is the same for all centres: a product of matrices tells the nearest one. Another one, with a row per
// centre that has a 1 for each of its points, adds up the points.
function lanewise(np, x, start, { points, k, rounds }) {
  return np.scope(() => {
    const centres = np.copy(start), labels = np.empty([points], 'int32'), distances = np.empty([points, k], 'float32'), members = np.empty([k, points], 'float32')
    const numbers = np.expand_dims(np.arange(0, k, 1, 'int32'), 1)
    for (let round = 0; round < rounds; round++) np.scope(() => {
      np.matmul(x, np.multiply(np.transpose(centres), -2), { out: distances })
      np.add(distances, np.vecdot(centres, centres), { out: distances })
      np.argmin(distances, 1, { out: labels })
      np.copyto(members, np.equal(numbers, labels))
      const counts = np.sum(members, 1, { keepdims: true })
      np.divide(np.matmul(members, x), counts, { out: centres, where: np.greater(counts, 0) })
    })
    return { labels, centres }
  })
}

/** @type {import('../../dist/profile/application.js').Application} */
export const kmeans = {
  name: 'kmeans',
  about: ({ points, dimensions, k, rounds }) => `k-means: ${points} points of ${dimensions} dimensions, ${k} clusters, ${rounds} rounds`,
  sizes: {
    quick: { points: 5000, dimensions: 8, k: 8, rounds: 5 },
    usual: { points: 100_000, dimensions: 16, k: 16, rounds: 10 },
    full: { points: 1_000_000, dimensions: 32, k: 32, rounds: 10 },
  },
  make(np, size) {
    const { data, start } = clusters(size), [x, centres] = np.scope(() => [np.array(data).reshape([size.points, size.dimensions]), np.array(start).reshape([size.k, size.dimensions])])
    return { naive: () => naive(data, start, size), lanewise: () => lanewise(np, x, centres, size), dispose() { x.dispose(); centres.dispose() } }
  },
  tolerance: { absolute: 1e-5 },
  because: 'the library sums in float32, plain loops in float64; the labels are the same',
  show({ labels }) {
    const counts = []
    for (const label of labels.data ?? labels) counts[label] = (counts[label] ?? 0) + 1
    return `clusters of ${Math.min(...counts)} to ${Math.max(...counts)} points`
  },
}
