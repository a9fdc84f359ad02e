// The price of an Asian call option by Monte Carlo: paths that a share may take, and what the right is worth today to buy it at the end for
// the strike price and sell it for the mean of its prices on some dates. With one date it is a European option.

import { bits } from './generator.mjs'

/** Price today, strike price, riskless interest and volatility a year, years. */
export const OPTION = { spot: 100, strike: 105, rate: 0.03, volatility: 0.25, years: 1 }
const { spot, strike, rate, volatility, years } = OPTION
const discount = Math.exp(-rate * years)
// From a date to the next the logarithm of the price grows by `drift`, and a normal number times `spread`.
function moves(dates) { return { drift: (rate - volatility ** 2 / 2) * years / dates, spread: volatility * Math.sqrt(years / dates) } }
function estimate(sum, squares, paths) {
  const price = sum / paths
  return { price, error: Math.sqrt((squares / paths - price * price) / paths) }
}

// Two random integers make two normal numbers (Box and Muller 1958), for two paths. Their counters are those of the pair, of the date and of which of the two.
function naive({ paths, dates }) {
  const { drift, spread } = moves(dates), pairs = paths / 2
  let sum = 0, squares = 0
  for (let i = 0; i < pairs; i++) {
    let a = 0, b = 0, totalA = 0, totalB = 0
    for (let date = 0; date < dates; date++) {
      const radius = Math.sqrt(-2 * Math.log((bits(2 * date * pairs + i) + 0.5) / 2 ** 32)), angle = bits((2 * date + 1) * pairs + i) * (2 * Math.PI / 2 ** 32)
      a += drift + spread * radius * Math.cos(angle)
      b += drift + spread * radius * Math.sin(angle)
      totalA += Math.exp(a)
      totalB += Math.exp(b)
    }
    for (const total of [totalA, totalB]) {
      const payoff = Math.max(total * spot / dates - strike, 0) * discount
      sum += payoff
      squares += payoff * payoff
    }
  }
  return estimate(sum, squares, paths)
}

// Pairs that are simulated at a time, for their numbers to stay in the caches.
const PAIRS = 65536

// The same integers as of `bits`, in place.
function mix(np, x, shifted) {
  np.bitwise_xor(x, np.right_shift(x, 16, { out: shifted }), { out: x })
  np.multiply(x, 0x21f0aaad, { out: x })
  np.bitwise_xor(x, np.right_shift(x, 15, { out: shifted }), { out: x })
  np.multiply(x, 0x735a2d97, { out: x })
  return np.bitwise_xor(x, np.right_shift(x, 15, { out: shifted }), { out: x })
}

function lanewise(np, { paths, dates }) {
  const { drift, spread } = moves(dates), pairs = paths / 2
  let sum = 0, squares = 0
  for (let begin = 0; begin < pairs; begin += PAIRS) np.scope(() => {
    const index = np.arange(begin, Math.min(begin + PAIRS, pairs), 1, 'int32').astype('uint32'), n = index.size, integers = np.empty_like(index), shifted = np.empty_like(index)
    const radius = np.empty([n], 'float32'), angle = np.empty_like(radius), normal = np.empty([2, n], 'float32'), logarithm = np.zeros_like(normal), total = np.zeros_like(normal)
    for (let date = 0; date < dates; date++) {
      mix(np, np.add(index, 2 * date * pairs, { out: integers }), shifted)
      np.multiply(np.add(integers, 0.5, { out: radius, dtype: 'float32' }), 2 ** -32, { out: radius })
      np.sqrt(np.multiply(np.log(radius, { out: radius }), -2 * spread ** 2, { out: radius }), { out: radius })
      mix(np, np.add(index, (2 * date + 1) * pairs, { out: integers }), shifted)
      np.multiply(integers, 2 * Math.PI / 2 ** 32, { out: angle, dtype: 'float32' })
      np.cos(angle, { out: normal.slice(0) })
      np.sin(angle, { out: normal.slice(1) })
      np.add(logarithm, np.add(np.multiply(normal, radius, { out: normal }), drift, { out: normal }), { out: logarithm })
      np.add(total, np.exp(logarithm, { out: normal }), { out: total })
    }
    const payoff = np.maximum(np.subtract(np.multiply(total, discount * spot / dates), discount * strike), 0)
    sum += np.sum(payoff)
    squares += np.sum(np.square(payoff))
  })
  return estimate(sum, squares, paths)
}

/** @type {import('../../dist/profile/application.js').Application} */
export const option = {
  name: 'option',
  about: ({ paths, dates }) => `an Asian call option on ${dates} dates by Monte Carlo, ${paths} paths`,
  sizes: { quick: { paths: 20_000, dates: 12 }, usual: { paths: 500_000, dates: 12 }, full: { paths: 4_000_000, dates: 52 } },
  make(np, size) { return { naive: () => naive(size), lanewise: () => lanewise(np, size), dispose() {} } },
  tolerance: { relative: 1e-5 },
  because: 'the library simulates in float32, plain loops in float64, as each does best; chance makes a thousand times as much',
  show({ price, error }) { return `${price.toFixed(4)} ± ${error.toFixed(4)}` },
}
