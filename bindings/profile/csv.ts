// The profile for spreadsheets and data frames.
import type { Profile } from './schema.js'

const COLUMNS = ['group', 'case', 'op', 'dtype', 'size', 'way', 'threads', 'seconds', 'low', 'high', 'rme', 'speedup', 'bytes_per_second', 'flops_per_second', 'of_memory', 'of_peak', 'verdict']

/** The profile as CSV (RFC 4180): a line of names, then one for each way of each case. */
export function csvText({ cases }: Profile): string {
  const rows = cases.flatMap(({ group, name, op, dtype, size, cells, verdict }) => cells.map(({ label, threads, time, rme, speedup, bytesPerSecond, flopsPerSecond, ofMemory, ofPeak }) =>
    [group, name, op, dtype, size, label, threads, time.median, time.low, time.high, rme, speedup.median, bytesPerSecond, flopsPerSecond, ofMemory, ofPeak, verdict?.kind]))
  return [COLUMNS, ...rows].map(row => row.map(quoted).join(',') + '\r\n').join('')
}

function quoted(value: string | number | undefined): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
