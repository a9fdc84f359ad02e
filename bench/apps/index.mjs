// The applications, for the profile, the tests and the examples. They import nothing of the library, which is handed to them.

import { heat } from './heat.mjs'
import { kmeans } from './kmeans.mjs'
import { mandelbrot } from './mandelbrot.mjs'
import { monitoring } from './monitoring.mjs'
import { option } from './option.mjs'
import { reverberation } from './reverb.mjs'

export const applications = [monitoring, reverberation, option, kmeans, mandelbrot, heat]
