// Words and numbers of the tables that bench/report.mjs writes.

const units = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']]

export const digits = x => String(Number(x.toPrecision(3)))
/** A time of a result, or of seconds. */
export function time(seconds) {
  const [unit, name] = units.find(([u]) => seconds >= u) ?? units.at(-1)
  return `${digits(seconds / unit)} ${name}`
}
export const times = x => `${x.toFixed(x < 10 ? 2 : x < 100 ? 1 : 0)}x`
export const geometric = list => Math.exp(list.reduce((sum, x) => sum + Math.log(x), 0) / list.length)

/** A table without the columns that are empty; none without lines. */
export function table(head, lines) {
  if (lines.length === 0) return ''
  const kept = head.map((_, i) => i === 0 || lines.some(cells => cells[i] !== ''))
  return [head, head.map((_, i) => i ? '---:' : '---'), ...lines].map(cells => `| ${cells.filter((_, i) => kept[i]).join(' | ')} |`).join('\n')
}

const dtypes = /^(?:float32|float64|complex64|complex128)$/
/** A case's name without its float dtype, and that dtype. */
export function splitDtype(name) {
  const words = name.replace(/,.*$/, '').split(' '), dtype = words.find(word => dtypes.test(word))
  return { title: words.filter(word => word !== dtype).join(' '), dtype }
}

/** Rows that differ only in their float dtype, side by side: [{ title, members }], single precision first. */
export function paired(rows) {
  const found = new Map()
  for (const row of rows) {
    const { title } = splitDtype(row.name)
    found.set(title, [...found.get(title) ?? [], row])
  }
  return [...found].map(([title, members]) => ({ title, members: members.sort((a, b) => order(a) - order(b)) }))
}
const order = row => /64\b/.test(splitDtype(row.name).dtype ?? '') && !/complex64/.test(row.name) || /128/.test(row.name) ? 1 : 0

/** The cell of a pair: what each has, with a slash between; nothing where neither has. */
export function each(members, cell) {
  const list = members.map(row => cell(row) ?? '–')
  return list.every(x => x === '–') ? '' : list.join(' / ')
}
