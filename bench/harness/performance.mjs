// What docs/performance.md says: all of it follows from results files, so that nothing is written by hand.

import { targetText } from './report.mjs'
import { digits, each, geometric, paired, table, time, times } from './markdown.mjs'

/** Libraries, in the order of their columns. Those that plan transforms beforehand are compared with plans. */
const libraries = ['numpy-ts', 'tfjs-wasm', 'jax-js', 'onnxruntime-web', 'stdlib', 'ml-matrix', 'pffft-wasm', 'kissfft-wasm', 'fft.js']
const python = ['NumPy', 'SciPy'], others = [...libraries, ...python, 'naive JS']
const planned = new Set(['pffft-wasm', 'kissfft-wasm', 'fft.js'])
const everyRow = new Set(['table', 'rows'])

/** Lanewise's result that another's is compared with, and how many times its time the other takes. */
export function against(row, who) {
  const { results } = row, own = planned.has(who) && results.plan ? 'plan' : Object.keys(results)[0], other = results[who]
  if (!other || !results[own] || own === who) return undefined
  const { median, low, high } = own === Object.keys(results)[0] ? other.ratio : { median: other.seconds / results[own].seconds }
  return { own, median, low: low ?? median, high: high ?? median }
}
const factor = (row, who) => { const found = against(row, who); return found && times(found.median) }
const seconds = (row, who) => row.results[who] && time(row.results[who].seconds)
const rate = (row, who) => row.results[who] && digits(row.flops / row.results[who].seconds / 1e9)
const first = row => Object.keys(row.results)[0]

/** The document. `runs` are the files as they were read, `rows` all their cases. */
export function performanceText({ runs, rivals, rows }) {
  const { facts } = runs[0], group = name => rows.filter(row => row.group === name && Object.keys(row.results).length > 0), groups = (...names) => names.flatMap(group), threads = `${facts.threads} threads`
  const sections = [
    ['', introduction(runs, rivals)],
    ['At a glance', glance(rows)],
    ['Applications', applications(group('applications'), threads)],
    ['Element by element, reductions, sorting', speeds(groups('arithmetic', 'functions', 'reductions', 'axes', 'sorting', 'indexing'), group('threads'), facts.threads)],
    ['Products', products(groups('gemm', 'gemm-shapes'), group('gemm-threads'), group('gemv'))],
    ['Fourier transforms', transforms(groups('fft-complex', 'fft-real', 'fft-sizes', 'fft-many'))],
    ['Threads', scaling(groups('threads', 'gemm-threads', 'fft-threads'))],
    ['Which calls are shared', policy(group('policy'))],
    ['Layouts', layouts(group('layouts'), group('rows'))],
    ['Every row of the table', everyOp(groups('rows', 'table'))],
    ['Integers, bool, complex numbers', dtypes(group('dtypes'))],
    ['Calls, starting up, memory', costs(groups('calls', 'memory', 'gemm-first'))],
    ['Where Lanewise is slower', slower(rows)],
    ['Targets that were missed', missed(rows)],
    ['Left out', leftOut(rows, rivals)],
  ].filter(([, text]) => text)
  return `# Performance\n\n${sections.map(([title, text]) => title ? `## ${title}\n${text}` : text).join('\n\n')}\n`
}

/** A run's machine in a line. */
export function machineText({ facts: { cpu, cores, memory, platform, runtime, variant, threads }, date }) {
  return `${cpu}, ${cores} cores, ${(memory / 2 ** 30).toFixed(0)} GiB, ${platform}, ${runtime}, variant ${variant}, ${threads} thread${threads > 1 ? 's' : ''}; ${date.slice(0, 10)}`
}
/** Rivals with their versions; a rival on several threads is the same one. */
export function versionsText(rivals) {
  return Object.entries(rivals).filter(([name, { version }]) => version && name !== 'wide' && !name.includes(',')).map(([name, { version }]) => `${name} ${version}`).join(', ')
}

function introduction(runs, rivals) {
  return `Measured by \`npm run bench\` and written by \`npm run bench:report\`, never by hand. How it is measured: [bench/README.md](../bench/README.md).

${runs.map(run => `- Lanewise ${run.facts.lanewise} on ${machineText(run)}; ${run.timing.rounds} rounds, turns of ${run.timing.turnSeconds * 1e3} ms${run.load > 0.5 ? `; other programs kept ${run.load.toFixed(1)} cores busy` : ''}`).join('\n')}
- Beside it ${versionsText(rivals)}, and plain loops over typed arrays (*naive JS*, [bindings/profile/naive.ts](../bindings/profile/naive.ts))

How to read it: all contenders of a case computed the same result and took turns; times are medians over the rounds. **1.50x beside another's name: it takes 1.5 times as long as Lanewise**, below 1 it is faster. Where nothing else is said all have one thread. Two figures with a slash are single and double precision. NumPy uses the machine's widest vectors, WebAssembly has 128 bits.`
}

function glance(rows) {
  const lines = others.flatMap(who => {
    const found = rows.filter(row => !everyRow.has(row.group)).map(row => against(row, who)).filter(Boolean).map(f => f.median)
    if (found.length === 0) return []
    return [[who, found.length, `**${times(geometric(found))}**`, `${times(Math.min(...found))} to ${times(Math.max(...found))}`, found.filter(f => f < 1).length]]
  })
  return lines.length > 0 ? `How many times Lanewise's time the others take, over all cases below but the table's rows (geometric mean).

${table(['', 'cases', 'mean', 'from … to', 'Lanewise is slower in'], lines)}` : ''
}

function applications(rows, threads) {
  return table(['', 'naive JS', '1 thread', threads, '1 thread, times as fast', `${threads}, times as fast`], rows.map(row => {
    const { results } = row, faster = who => results[who] && results['naive JS'] ? times(results['naive JS'].seconds / results[who].seconds) : '–'
    return [`**${row.name}**: ${row.explained}`, seconds(row, 'naive JS') ?? '–', seconds(row, '1 thread') ?? '–', seconds(row, threads) ?? '–', faster('1 thread'), `**${faster(threads)}**`]
  }))
}

function speeds(rows, threaded, count) {
  const columns = ['numpy-ts', 'tfjs-wasm', 'stdlib', 'ml-matrix', 'NumPy', 'naive JS']
  const shared = row => {
    const all = row.results['all threads'] ?? threaded.find(t => t.name === `${row.name}, threads`)?.results[`${count} threads`]
    return all && time(all.seconds)
  }
  const lines = paired(rows).map(({ title, members }) => [title, each(members, row => seconds(row, first(row))), each(members, shared), ...columns.map(who => each(members, row => factor(row, who)))])
  return lines.length > 0 ? `float32 / float64. Sums along an axis are of 2048² elements.\n\n${table(['', 'Lanewise', `${count} threads`, ...columns], lines)}` : ''
}

function products(single, threaded, vectors) {
  const makers = ['numpy-ts', 'jax-js', 'tfjs-wasm', 'onnxruntime-web', 'stdlib', 'ml-matrix', 'NumPy', 'naive JS']
  const share = row => row.results.roofline && `${(100 * row.results.roofline.ratio.median).toFixed(0)} %`
  const line = threads => ({ title, members }) => [title, threads, each(members, row => rate(row, first(row))), each(members, share), each(members, row => rate(row, 'wide')), ...makers.map(who => each(members, row => factor(row, who)))]
  const head = ['', 'threads', 'GFLOP/s', 'of the limit', 'wide', ...makers]
  const matrices = table(head, [...paired(single).map(line(1)), ...paired(threaded).map(line(2))])
  const lines = paired(vectors).map(({ title, members }) => [title, each(members, row => seconds(row, first(row))), each(members, row => rate(row, first(row))), each(members, row => row.results.bandwidth && times(row.results.bandwidth.ratio.median)), ...makers.map(who => each(members, row => factor(row, who)))])
  const memory = table(['', 'Lanewise', 'GFLOP/s', 'memory alone', ...makers], lines)
  return [
    matrices && `Square unless the name says otherwise; single / double precision, all on as many threads. The limit is the most multiply-adds the machine does in 128 bits. *wide* is Lanewise with \`init({ wide: true })\`. NumPy is OpenBLAS.\n\n${matrices}`,
    memory && `Matrices and vectors are read once: *memory alone* is the time of reading (or, for axpy, reading and writing) as many bytes over Lanewise's.\n\n${memory}`,
  ].filter(Boolean).join('\n\n')
}

function transforms(rows) {
  const makers = ['pffft-wasm', 'kissfft-wasm', 'fft.js', 'numpy-ts', 'SciPy', 'naive JS']
  const lines = paired(rows).map(({ title, members }) => [title, each(members, row => seconds(row, first(row))), each(members, row => seconds(row, 'plan')), each(members, row => rate(row, row.results.plan ? 'plan' : first(row))), ...makers.map(who => each(members, row => factor(row, who)))])
  return lines.length > 0 ? `Single / double precision. *plan* is a plan executed, with which PFFFT, KISS FFT and fft.js are compared, as they have plans; the others make a new result at each call, as Lanewise does. GFLOP/s: 5 n log2 n, for real numbers half of it.\n\n${table(['', 'Lanewise', 'plan', 'GFLOP/s', ...makers], lines)}` : ''
}

function scaling(rows) {
  const two = row => { const { ratio } = row.results['1 thread'] ?? {}; return ratio && `${times(ratio.median)} (${times(ratio.low)} to ${times(ratio.high)})` }
  const lines = paired(rows).map(({ title, members }) => [title, each(members, row => seconds(row, '1 thread')), each(members, row => seconds(row, '2 threads')), each(members, two)])
  return lines.length > 0 ? `Two threads against one, single / double precision; in brackets an interval that holds the true median in 95 of 100 runs.\n\n${table(['', '1 thread', '2 threads', 'times as fast'], lines)}` : ''
}

function policy(rows) {
  if (rows.length === 0) return ''
  const parsed = rows.map(({ name, results }) => { const [, op, size] = name.split(' '); return { op, size, results } }).filter(({ results }) => results.auto && results['1 thread'])
  const sizes = [...new Set(parsed.map(p => p.size))], ops = [...new Set(parsed.map(p => p.op))]
  const cell = found => {
    if (!found) return '–'
    const { auto, '1 thread': one, 'all threads': all } = found.results, best = all && all.seconds < one.seconds ? 'all threads' : '1 thread', taken = 1 / found.results[best].ratio.median
    return `${best === '1 thread' ? 'one' : 'all'}, ${taken > 1.1 ? `**${times(taken)}**` : times(taken)} (${time(auto.seconds)})`
  }
  return `Whether a call is shared among threads is decided by its estimated time. Here for float32: which is faster, one thread or all, how many times that the library's own choice takes, and its time.\n\n${table(['', ...sizes], ops.map(op => [op, ...sizes.map(size => cell(parsed.find(p => p.op === op && p.size === size)))]))}`
}

function layouts(rows, every) {
  const lines = paired(rows).map(({ title, members }) => [title, each(members, row => seconds(row, first(row))), each(members, row => row.results.contiguous && times(1 / row.results.contiguous.ratio.median)), ...['numpy-ts', 'tfjs-wasm', 'NumPy'].map(who => each(members, row => factor(row, who)))])
  const one = table(['2048² elements', 'Lanewise', 'over contiguous', 'numpy-ts', 'tfjs-wasm', 'NumPy'], lines)
  const time1 = new Map(every.filter(row => row.row && row.results['1 thread']).map(row => [keyOf(row.row, row.row.layout), row.results['1 thread'].seconds / row.elements]))
  const kinds = [...new Set(every.map(row => row.row?.layout))].filter(layout => layout && layout !== 'contiguous'), names = [...new Set(every.map(row => row.row?.dtype))].filter(Boolean)
  const mean = (dtype, layout) => {
    const found = every.filter(({ row }) => row?.dtype === dtype && row.layout === layout).map(({ row }) => time1.get(keyOf(row, layout)) / time1.get(keyOf(row, 'contiguous'))).filter(x => x > 0)
    return found.length > 0 ? times(geometric(found)) : '–'
  }
  const all = kinds.length > 0 ? table(['', ...names], kinds.map(layout => [layout, ...names.map(dtype => mean(dtype, layout))])) : ''
  return [
    one && `Operands that are no contiguous arrays, float32 / float64, one thread: how many times the time of contiguous ones.\n\n${one}`,
    all && `The same over all rows of the table (geometric mean of the time per element over that of contiguous operands):\n\n${all}`,
  ].filter(Boolean).join('\n\n')
}
const keyOf = ({ op, dtype, size }, layout) => `${op} ${dtype} ${size} ${layout}`

// The largest size that was measured, of contiguous operands: per op and dtype the time per element, and how many times that plain loops take.
function everyOp(rows) {
  const dense = rows.filter(({ row, results }) => row?.layout === 'contiguous' && results['1 thread']), size = Math.max(...dense.map(({ row }) => row.size)), chosen = new Map(dense.filter(({ row }) => row.size === size).map(r => [`${r.row.op} ${r.row.dtype}`, r]))
  if (chosen.size === 0) return ''
  const list = [...chosen.values()], names = [...new Set(list.map(r => r.row.dtype))], ops = [...new Set(list.map(r => r.row.op))], threaded = Object.keys(list[0].results).find(name => /^\d+ threads$/.test(name))
  const mean = (of, who, than) => { const found = of.filter(r => r.results[who] && r.results[than]).map(r => r.results[who].seconds / r.results[than].seconds); return found.length > 0 ? `${times(geometric(found))} (${found.length})` : '–' }
  const summary = table(['', 'rows', 'naive JS', ...threaded ? [`naive JS to ${threaded}`] : [], 'numpy-ts'], names.map(dtype => {
    const of = list.filter(r => r.row.dtype === dtype)
    return [dtype, of.length, mean(of, 'naive JS', '1 thread'), ...threaded ? [mean(of, 'naive JS', threaded)] : [], mean(of, 'numpy-ts', '1 thread')]
  }))
  const cell = found => found ? `${digits(found.results['1 thread'].seconds / found.elements * 1e9)}${found.results['naive JS'] ? ` (${times(found.results['naive JS'].ratio.median)})` : ''}` : ''
  return `${size.toExponential().replace('+', '')} contiguous elements on one thread. How many times Lanewise's time plain loops and numpy-ts take: geometric means, over how many rows.

${summary}

Row by row: nanoseconds per element, and in brackets how many times that the plain loop takes.

${table(['', ...names], ops.map(op => [op, ...names.map(dtype => cell(chosen.get(`${op} ${dtype}`)))]))}`
}

function dtypes(rows) {
  const parsed = rows.map(row => { const [op, , dtype] = row.name.split(' '); return { op, dtype, row } }), ops = [...new Set(parsed.map(p => p.op))], names = [...new Set(parsed.map(p => p.dtype))]
  const cell = found => found ? `${time(found.row.results[first(found.row)].seconds)}, ${factor(found.row, 'numpy-ts') ?? '–'}, ${factor(found.row, 'NumPy') ?? '–'}` : ''
  return rows.length > 0 ? `1e6 elements on one thread: Lanewise's time, numpy-ts, NumPy.\n\n${table(['', ...ops], names.map(dtype => [dtype, ...ops.map(op => cell(parsed.find(p => p.op === op && p.dtype === dtype)))]))}` : ''
}

function costs(rows) {
  return rows.map(row => `- ${row.name}: ${Object.keys(row.results).map(who => `${who} ${seconds(row, who)}${others.includes(who) ? ` (${factor(row, who)})` : ''}`).join(', ')}`).join('\n')
}

function slower(rows) {
  const lines = others.flatMap(who => {
    const found = rows.map(row => ({ name: row.name, ...against(row, who) })).filter(f => f.median < 1).sort((a, b) => a.median - b.median), of = rows.filter(row => against(row, who)).length
    return found.length > 0 ? [`- **${who}**, ${found.length} of ${of}: ${found.map(f => `${f.name} ${times(f.median)}${f.high >= 1 ? '~' : ''}`).join(', ')}`] : []
  })
  return lines.length > 0 ? `The time of the other over Lanewise's, the worst first; with a ~ where the interval of the ratio reaches 1.\n\n${lines.join('\n')}` : ''
}

function missed(rows) {
  const judged = rows.flatMap(({ name, targets }) => targets.filter(t => t.reached).map(t => ({ name, ...t }))), having = verdict => judged.filter(t => t.reached.verdict === verdict)
  if (judged.length === 0) return ''
  const say = ({ name, reached, or, ...own }) => {
    const target = reached.byOther ? or : own
    return `${name} (${targetText(target.than ? { ...target, than: [reached.rival] } : target)}: ${target.than ? times(reached.median) : time(reached.median)})`
  }
  return `Of ${judged.length} targets ${having('met').length} were met, ${having('within noise').length} lie within the noise, ${having('missed').length} were missed${having('missed').length > 0 ? `: ${having('missed').map(say).join('; ')}` : ''}.`
}

function leftOut(rows, rivals) {
  const notes = new Map(), note = (what, where) => notes.set(what, [...notes.get(what) ?? [], where])
  for (const row of rows) {
    if (row.failed) note('failed', `${row.name} (${row.notes.join('; ')})`)
    else for (const text of row.notes) note(/^\S+ (differs|fails)/.exec(text)?.[0] ?? text, row.name)
  }
  const missing = Object.entries(rivals).filter(([, { version, missing: why }]) => !version && why).map(([name, { missing: why }]) => `- ${name}: ${why}`)
  const lines = [...missing, ...[...notes].map(([what, where]) => `- ${what}: ${where.join(', ')}`)]
  return lines.length > 0 ? `What gives another result than Lanewise, by more than the case allows, or fails, is not timed.\n\n${lines.join('\n')}` : ''
}
