// A day of temperatures with gaps: read as text, looked at without the missing ones, filled, summed up.
import * as np from 'lanewise'

await np.init()

// Two columns, minute and degrees, as a logger would leave them; every 97th value is missing.
const csv = Array.from({ length: 1440 }, (_, minute) => {
  const degrees = 12 - 7 * Math.cos((minute - 240) / 1440 * 2 * Math.PI) + Math.sin(minute * 0.7) / 2
  return `${minute},${minute % 97 === 50 ? '' : degrees.toFixed(2)}`
}).join('\n')

np.scope(() => {
  const [minute, degrees] = np.transpose(np.genfromtxt(csv, { delimiter: ',' })).tolist().map(column => np.array(column))
  const missing = np.isnan(degrees)
  console.log(`${np.count_nonzero(missing)} of ${degrees.size} readings are missing`)
  console.log('mean', np.nanmean(degrees).toFixed(2), 'median', np.nanmedian(degrees).toFixed(2), 'range', np.nanmin(degrees), 'to', np.nanmax(degrees))

  const known = np.logical_not(missing), filled = np.interp(minute, minute.at(known), degrees.at(known))
  const hours = filled.reshape([24, 60])
  console.log('hour by hour', String(hours.mean(1).round(1)))
  console.log('steepest hour', np.argmax(np.abs(np.diff(hours.mean(1)))))
  console.log('5 %, 50 %, 95 %', String(np.quantile(filled, [0.05, 0.5, 0.95]).round(2)))

  const [counts, edges] = np.histogram(filled, 7)
  for (let i = 0; i < counts.size; i++) console.log(`${edges.item(i).toFixed(1).padStart(5)} to ${edges.item(i + 1).toFixed(1).padStart(5)} °C ${'#'.repeat(counts.item(i) / 12)}`)
})
np.close()
