// k-means: points around 16 places, and the centres that are found.
import * as np from 'lanewise'
import { compare, free } from '../bench/apps/compare.mjs'
import { kmeans } from '../bench/apps/kmeans.mjs'

await np.init()
const { outcome, text } = compare(np, kmeans, kmeans.sizes.usual)
console.log(text)
console.log('labels of the first points', String(outcome.labels.slice(':20')))
console.log('the first coordinates of the centres\n' + String(np.round(outcome.centres.slice(':', ':3'), 3)))
free(outcome)
np.close()
