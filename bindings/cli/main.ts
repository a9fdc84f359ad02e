#!/usr/bin/env node
// The command line: `lanewise profile` and `lanewise info`.
import { extname } from 'node:path'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import * as np from '../index.js'
import type { DType } from '../dtype.js'
import { LanewiseError, ValueError } from '../errors.js'
import { applicationCase } from '../profile/application.js'
import { changes } from '../profile/changes.js'
import { MismatchError } from '../profile/comparison.js'
import { crossoverOf, crossoverSizes } from '../profile/crossover.js'
import { csvText } from '../profile/csv.js'
import { type Case, engineOn, profileCases, quick, usual } from '../profile/engine.js'
import { machineFacts } from '../profile/machine.js'
import { commonOps, fewOps, opCase, opNames, suggestion } from '../profile/op-cases.js'
import { readProfile } from '../profile/read.js'
import { pause } from '../profile/sampling.js'
import type { Crossover, Profile } from '../profile/schema.js'
import { record } from '../profile/trace.js'
import { bytes, count, seconds } from '../profile/units.js'
import { version } from '../profile/version.js'
import { applicationsOf, moduleCases, recordingCases, rivalsOf } from './cases.js'
import { checkWritable, reason, writeWhole } from './files.js'
import { progressOn, type Progress } from './progress.js'
import { DEFAULT_RATE, MAX_SAMPLES, readRecording, tile, type Recording } from './recording.js'
import { reportPage } from './report.js'
import { changesText, profileText } from './table.js'

const OK = 0, FAILED = 1, USAGE = 2, MISMATCH = 3, INTERRUPTED = 130
const bell = fileURLToPath(new URL('../../examples/bell.wav', import.meta.url))
const CROSSOVERS = ['add', 'exp', 'sum'], SIZES: Partial<Record<string, number[]>> = { matmul: [64, 512], fft: [1024, 65536] }, USUAL_SIZES = [1000, 1e6]

interface InitOptions { threads?: number; variant?: 'simd' | 'relaxed' }
interface ProfileFlags extends InitOptions {
  quick?: boolean; full?: boolean; dtype?: DType[]; size?: number[]; rivals: string[]; crossovers: boolean; runs?: number
  repeat?: number; samples?: number; rate: number
  json?: boolean; csv?: boolean; report?: string; trace?: string; compare?: string
}

const program = new Command('lanewise')
  .description('NumPy-style arrays for TypeScript, on WebAssembly SIMD and threads.')
  .version(version)
  .option('--debug', 'show the stack trace of an error')
  .exitOverride()
  .showHelpAfterError('(--help shows the options)')
  .addHelpText('after', `\nExit codes: ${OK} success, ${FAILED} failure, ${USAGE} wrong usage, ${MISMATCH} results differ, ${INTERRUPTED} interrupted.`)

withEngineOptions(program.command('profile'))
  .description('Compute by plain loops, on one SIMD thread, on all threads and with other libraries; compare the results, time them, and say what limits each.')
  .argument('[subjects...]', "names of ops (add, matmul, fft, …) or applications (mandelbrot, …), 'ops', 'applications', 'bell', a recording (.wav or .npy), or a module (.mjs) that exports functions (default: ops applications bell)")
  .option('--quick', 'a first look: fewer cases, fewer rounds, in less than 20 s')
  .option('--full', 'applications as large as they come')
  .option('--dtype <names>', 'dtypes of ops, with commas (default: float32)', list)
  .option('--size <numbers>', 'elements of ops, with commas (default: 1000,1e6; of matmul, rows)', text => list(text).map(whole(1, 1e9)))
  .option('--rivals <names>', "other libraries for ops, as far as they are installed, or 'none'", list, ['numpy-ts'])
  .option('--no-crossovers', 'leave out from which size on SIMD and threads win')
  .option('--runs <n>', `rounds (default: ${usual.rounds}, with --quick ${quick.rounds}; fewer where a call takes long)`, whole(2, 1000))
  .option('--repeat <n>', 'use the recording n times in a row', whole(1, MAX_SAMPLES))
  .addOption(new Option('--samples <n>', 'tile or cut the recording to n samples, all channels together (1e6 is a million)').argParser(whole(1, MAX_SAMPLES)).conflicts('repeat'))
  .option('--rate <hz>', 'sample rate of a .npy file', whole(1, 1e7), DEFAULT_RATE)
  .option('--json', 'print the profile as JSON on the standard output')
  .addOption(new Option('--csv', 'print it as CSV, a line for each time').conflicts('json'))
  .option('--report <file>', 'write a self-contained HTML page with charts')
  .option('--trace <file>', 'write a trace of one call of each case, for Perfetto (ui.perfetto.dev)')
  .option('--compare <file>', 'show what got faster or slower than in an older profile (of --json)')
  .action(runProfile)

withEngineOptions(program.command('info'))
  .description('Show the variant, the threads and the machine that Lanewise finds, and why.')
  .option('--json', 'print them as JSON')
  .action(runInfo)

let progress: Progress | undefined
process.stdout.on('error', () => process.exit(OK)) // whoever reads has gone: `| head`
process.once('SIGINT', () => {
  progress?.stop() // gives the cursor back; files are written whole or not at all
  process.exit(INTERRUPTED)
})

try {
  await program.parseAsync()
} catch (error) {
  progress?.stop()
  process.exitCode = failure(error)
}

async function runProfile(subjects: string[], flags: ProfileFlags): Promise<void> {
  const begin = performance.now()
  for (const file of [flags.report, flags.trace]) if (file !== undefined) checkWritable(file)
  const before = flags.compare === undefined ? undefined : await olderProfile(flags.compare)
  await np.init(engineOptions(flags))
  const others = await rivalsOf(flags.rivals.filter(name => name !== 'none'))
  try {
    const plan = await planOf(subjects.length > 0 ? subjects : ['ops', 'applications', 'bell'], flags, others?.rivals)
    progress = progressOn(process.stderr)
    const profile = await run(plan, flags, others)
    progress.stop()
    const changed = before && changes(before, profile)
    if (flags.trace !== undefined) writeWhole(flags.trace, JSON.stringify(await tracesOf(plan.cases)))
    if (flags.report !== undefined) writeWhole(flags.report, reportPage(profile, changed))
    const columns = process.stdout.columns || 120
    process.stdout.write(flags.json ? `${JSON.stringify(profile)}\n` : flags.csv ? csvText(profile) : `${profileText(profile, columns)}${changed ? `\n${changesText(changed, columns)}` : ''}`)
    const failed = profile.cases.filter(one => one.failed !== undefined)
    if (failed.length > 0) process.exitCode = failed.some(one => one.failed!.startsWith(new MismatchError('').name)) ? MISMATCH : FAILED
    if (flags.json || flags.csv) return
    const next = flags.report === undefined ? 'With --report FILE.html: the same with charts.' : `The report is in ${flags.report}.`
    process.stdout.write(`Took ${seconds((performance.now() - begin) / 1e3)}. ${next}\n`)
  } finally { others?.close() }
}

// ---- What is profiled. ----

interface Plan { cases: Case[]; crossovers: { op: string; dtype: DType }[]; recording?: Recording }
type Others = NonNullable<Awaited<ReturnType<typeof rivalsOf>>>

async function planOf(subjects: readonly string[], flags: ProfileFlags, rivals: Others['rivals'] | undefined): Promise<Plan> {
  const plan: Plan = { cases: [], crossovers: [] }, known = await applicationsOf(), dtypes = flags.dtype ?? ['float32']
  const ops = (names: readonly string[], crossing: readonly string[]): void => {
    for (const op of names) {
      for (const dtype of dtypes) for (const size of flags.size ?? (SIZES[op] ?? USUAL_SIZES).slice(flags.quick ? -1 : 0)) plan.cases.push(opCase(op, dtype, size, rivals))
    }
    if (flags.crossovers) for (const op of crossing) if (op !== 'matmul' && op !== 'fft') plan.crossovers.push({ op, dtype: dtypes[0]! })
  }
  for (const subject of subjects) {
    const application = known.find(({ name }) => name === subject), extension = extname(subject).toLowerCase()
    if (subject === 'ops') ops(flags.quick ? fewOps : commonOps, flags.quick ? CROSSOVERS.slice(0, 1) : CROSSOVERS)
    else if (subject === 'applications') plan.cases.push(...known.map(one => applicationCase(one, sizeOf(flags))))
    else if (application) plan.cases.push(applicationCase(application, sizeOf(flags)))
    else if (subject === 'bell' || extension === '.wav' || extension === '.npy') {
      if (plan.recording) throw new ValueError(`one recording at a time: ${subject} is the second one`)
      plan.recording = sized(await readRecording(subject === 'bell' ? bell : subject, flags.rate), flags)
      plan.cases.push(...recordingCases(plan.recording))
    } else if (/^\.[cm]?js$/.test(extension)) plan.cases.push(...await moduleCases(subject))
    else if (opNames.includes(subject)) ops([subject], [subject])
    else throw new ValueError(`there is no op or application '${subject}', and it is no recording (.wav, .npy) or module (.mjs)${suggestion(subject, [...opNames, ...known.map(({ name }) => name), 'ops', 'applications', 'bell'])}`)
  }
  return plan
}
function sizeOf({ quick: first, full }: ProfileFlags): 'quick' | 'usual' | 'full' { return full ? 'full' : first ? 'quick' : 'usual' }

async function run({ cases, crossovers, recording }: Plan, flags: ProfileFlags, others: Others | undefined): Promise<Profile> {
  const shown = progress!, thoroughness = { ...flags.quick ? quick : usual, ...flags.runs !== undefined && { rounds: flags.runs } }, passes = Math.min(thoroughness.passes, thoroughness.rounds), of = passes * cases.length + crossovers.length
  const engine = engineOn({ thoroughness, listener: { ...shown, case: (name, index) => shown.case(name, index, of) } })
  const profile = await profileCases(cases, engine, {})
  const found: Crossover[] = []
  for (const [i, { op, dtype }] of crossovers.entries()) {
    shown.case(`${op} over sizes`, passes * cases.length + i, of)
    await pause()
    found.push(await crossoverOf(op, dtype, crossoverSizes(flags.quick ? 1e6 : 1e7, 2), engine))
  }
  const { name, sampleRate, channels } = recording ?? { name: '', sampleRate: 0, channels: [] }
  return { ...profile, crossovers: found, rivals: others?.report() ?? {}, ...(recording && { recording: { name, sampleRate, channels: channels.length, frames: channels[0]!.length } }) }
}

// One call of each case, a process of its own in the picture.
async function tracesOf(cases: readonly Case[]): Promise<unknown> {
  const traceEvents: unknown[] = []
  for (const [i, one] of cases.entries()) {
    const made = await one.make(), pid = i + 1
    try {
      np.scope(() => void made.lanewise())
      const { trace } = record(() => np.scope(() => void made.lanewise()))
      traceEvents.push(...trace.toJSON().traceEvents.map(event => ({ ...event, pid, ...event.name === 'process_name' && { args: { name: one.name } } })))
    } finally {
      made.dispose?.()
      for (const rival of made.rivals ?? []) await rival.dispose?.()
    }
  }
  return { displayTimeUnit: 'ns', traceEvents }
}

async function olderProfile(file: string): Promise<Profile> {
  let text: string
  try { text = await readFile(file, 'utf8') } catch (cause) { throw new ValueError(`${file} cannot be read: ${reason(cause)}.`, { cause }) }
  return readProfile(text, file)
}

async function runInfo(flags: InitOptions & { json?: boolean }): Promise<void> {
  await np.init(engineOptions(flags))
  const facts = machineFacts()
  const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(12)}${name === 'memory' ? bytes(Number(value)) : String(value)}`)
  process.stdout.write(flags.json ? `${JSON.stringify(facts)}\n` : `${lines.join('\n')}\n`)
}

function sized(recording: Recording, { repeat, samples }: ProfileFlags): Recording {
  const { length } = recording.channels
  const own = recording.channels[0]!.length
  const frames = samples !== undefined ? Math.floor(samples / length) : own * (repeat ?? 1)
  if (frames * length > MAX_SAMPLES) {
    throw new ValueError(`${count(frames)} samples in each of ${length} channels are more than ${count(MAX_SAMPLES)} in all: repeat less, or cut with --samples.`)
  }
  if (frames < 1) throw new ValueError(`--samples ${samples} is less than one sample for each of ${length} channels.`)
  return tile(recording, frames)
}

// ---- Options and errors. ----

function withEngineOptions(command: Command): Command {
  return command
    .option('--threads <n>', 'threads (default: one per core)', whole(1, 256))
    .addOption(new Option('--variant <name>', 'the WebAssembly binary: plain SIMD, or relaxed SIMD').choices(['simd', 'relaxed']))
}
function engineOptions({ threads, variant }: InitOptions): InitOptions { return { ...(threads && { threads }), ...(variant && { variant }) } }

function list<T extends string>(text: string): T[] { return text.split(',').map(part => part.trim()).filter(Boolean) as T[] }

// Parses an option that is a whole number: 1000000, 1_000_000, 1e6.
function whole(least: number, most: number): (text: string) => number {
  return text => {
    const value = /^\d[\d_]*(e\d+)?$/i.test(text) ? Number(text.replaceAll('_', '')) : NaN
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new InvalidArgumentError(`It should be a whole number from ${count(least)} to ${count(most)}.`)
    return value
  }
}

// Says what went wrong, and gives the exit code.
function failure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE // commander has said it
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const known = error instanceof LanewiseError
  const { debug } = program.opts<{ debug?: boolean }>()
  process.stderr.write(debug ? `${stack}\n` : `${name}: ${message}\n${known ? '' : '(unexpected: --debug shows where)\n'}`)
  return error instanceof MismatchError ? MISMATCH : FAILED
}
