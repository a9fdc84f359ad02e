// Options by Monte Carlo: a European one, whose price Black and Scholes know, and an Asian one, for which there is no formula.
import * as np from 'lanewise'
import { compare } from '../bench/apps/compare.mjs'
import { option } from '../bench/apps/option.mjs'

await np.init()
for (const dates of [1, 12]) console.log(compare(np, option, { paths: 500_000, dates }).text + '\n')
console.log('Black and Scholes 9.1218, of the European option')
np.close()
