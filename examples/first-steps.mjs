// The README's example: arrays, broadcasting, reductions, views.
import * as np from 'lanewise'

await np.init()

const x = np.linspace(0, 2 * Math.PI, 1_000_000)         // a million float64 values
const wave = np.sin(x).multiply(0.5).add(1)              // every SIMD lane, every core
console.log(wave)                                        // prints as NumPy does
console.log('mean', wave.mean(), 'max at', wave.argmax())

const grid = np.arange(12).reshape([3, 4])
console.log(String(grid.slice('::-1', '1:3')))           // a view, no copy
console.log(grid.sum(0), grid.at(np.greater(grid, 6)))   // along an axis; by a mask
