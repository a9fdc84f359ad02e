// Plain loops over typed arrays, as an ordinary developer writes them, each with an array for its result.

const loops = {
  add(a, b) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = a[i] + b[i]; return out },
  multiply(a, b) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = a[i] * b[i]; return out },
  muladd(a, b, c) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = a[i] * b[i] + c[i]; return out },
  exp(a) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = Math.exp(a[i]); return out },
  log(a) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = Math.log(a[i]); return out },
  sin(a) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = Math.sin(a[i]); return out },
  cos(a) { const out = new a.constructor(a.length); for (let i = 0; i < a.length; i++) out[i] = Math.cos(a[i]); return out },
  sum(a) { let total = 0; for (let i = 0; i < a.length; i++) total += a[i]; return total },
  mean(a) { let total = 0; for (let i = 0; i < a.length; i++) total += a[i]; return total / a.length },
  std(a) {
    let total = 0, squares = 0
    for (let i = 0; i < a.length; i++) total += a[i]
    const mean = total / a.length
    for (let i = 0; i < a.length; i++) squares += (a[i] - mean) ** 2
    return Math.sqrt(squares / a.length)
  },
  max(a) { let best = -Infinity; for (let i = 0; i < a.length; i++) if (a[i] > best) best = a[i]; return best },
  argmax(a) { let best = 0; for (let i = 1; i < a.length; i++) if (a[i] > a[best]) best = i; return best },
  cumsum(a) { const out = new a.constructor(a.length); let total = 0; for (let i = 0; i < a.length; i++) { total += a[i]; out[i] = total } return out },
}
let copies = 0

/** The loop as a contender; undefined where there is none. Each case gets its own copy, so that types seen in another do not slow it down. */
export function contender({ op, inputs }) {
  const source = loops[op]
  if (!source || inputs.some(i => i.view || i.shape.length > 1)) return undefined
  const loop = new Function(`return { ${source} }.${op} // ${copies++}`)(), [a, b, c] = inputs.map(i => i.data)
  return {
    name: 'naive JS',
    threads: 1,
    run: () => loop(a, b, c),
    values() { const result = loop(a, b, c); return typeof result === 'number' ? [result] : result },
  }
}
