// What most pages import.
import { add, info, init, sum } from 'lanewise'

const report = globalThis.report ?? (value => console.log(JSON.stringify(value)))
init({ threads: 2 }).then(() => report({ threads: info().threads, values: [sum(add(new Float64Array(1_000_000), 1))] }), error => report({ error: String(error) }))
