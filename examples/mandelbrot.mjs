// The Mandelbrot set, drawn as text.
import * as np from 'lanewise'
import { compare, free } from '../bench/apps/compare.mjs'
import { mandelbrot } from '../bench/apps/mandelbrot.mjs'

await np.init()
const small = mandelbrot.make(np, { columns: 70, rows: 31, limit: 200 }), counts = small.lanewise()
const shades = ' .:-=+*%', shade = n => n === 200 ? '@' : shades[Math.min(shades.length - 1, Math.floor(Math.log2(n)))]
for (const row of counts.tolist()) console.log(row.map(shade).join(''))
free(counts)
small.dispose()

const { outcome, text } = compare(np, mandelbrot, mandelbrot.sizes.usual)
console.log(text)
free(outcome)
np.close()
