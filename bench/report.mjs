// Writes docs/performance.md and the README's tables of speeds from results files: npm run bench -- … --json FILE, then
// npm run bench:report -- FILE [FILE…]. Of a case that is in several files the last one counts. A table of the README for which there are
// no cases stays as it is.

import { readFile, writeFile } from 'node:fs/promises'
import { performanceText } from './harness/performance.mjs'
import { readmeTables } from './harness/readme-tables.mjs'

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('npm run bench:report -- results.json [more.json…]: files that npm run bench -- --json has written')
  process.exit(2)
}
const runs = await Promise.all(files.map(async file => JSON.parse(await readFile(file, 'utf8'))))
const merged = {
  runs, rivals: Object.assign({}, ...runs.map(run => run.rivals)),
  rows: [...new Map(runs.flatMap(run => run.rows).map(row => [`${row.group}: ${row.name}`, row])).values()],
}

await writeFile(new URL('../docs/performance.md', import.meta.url), performanceText(merged))
const readme = new URL('../README.md', import.meta.url)
let text = await readFile(readme, 'utf8')
for (const [name, table] of Object.entries(readmeTables(merged))) {
  if (!table) continue
  const marked = new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`)
  if (!marked.test(text)) throw new Error(`README.md has no <!-- ${name} -->`)
  text = text.replace(marked, () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`)
}
await writeFile(readme, text)
console.log(`docs/performance.md and the tables of README.md: ${merged.rows.length} cases of ${files.length} file${files.length > 1 ? 's' : ''}`)
