#!/usr/bin/env node
// The command line: `lanewise profile` and `lanewise info`.
import { fileURLToPath } from 'node:url'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import * as np from '../index.js'
import { LanewiseError, ValueError } from '../errors.js'
import { checkWritable, writeWhole } from './files.js'
import { machineFacts, version } from './machine.js'
import { MismatchError, profile } from './profile.js'
import { progressOn, type Progress } from './progress.js'
import { DEFAULT_RATE, MAX_SAMPLES, readRecording, tile, type Recording } from './recording.js'
import { reportPage } from './report.js'
import { profileText, stepLine } from './table.js'
import { count, seconds } from '../profile/units.js'

const OK = 0, FAILED = 1, USAGE = 2, MISMATCH = 3, INTERRUPTED = 130
const bell = fileURLToPath(new URL('../../examples/bell.wav', import.meta.url))

interface InitOptions { threads?: number; variant?: 'simd' | 'relaxed' }
interface ProfileFlags extends InitOptions { repeat?: number; samples?: number; rate: number; runs?: number; json?: boolean; report?: string }

const program = new Command('lanewise')
  .description('NumPy-style arrays for TypeScript, on WebAssembly SIMD and threads.')
  .version(version)
  .option('--debug', 'show the stack trace of an error')
  .exitOverride()
  .showHelpAfterError('(--help shows the options)')
  .addHelpText('after', `\nExit codes: ${OK} success, ${FAILED} failure, ${USAGE} wrong usage, ${MISMATCH} results differ, ${INTERRUPTED} interrupted.`)

withEngineOptions(program.command('profile'))
  .description('Analyse a recording by plain loops, on one SIMD thread and on all threads; compare the results, then time them.')
  .argument('[file]', 'a WAV file, or a .npy: 1-D, or 2-D whose shorter axis is the channels (default: the struck bell that comes with the package)')
  .option('--repeat <n>', 'use the recording n times in a row', whole(1, MAX_SAMPLES))
  .addOption(new Option('--samples <n>', 'tile or cut the recording to n samples, all channels together (1e6 is a million)').argParser(whole(1, MAX_SAMPLES)).conflicts('repeat'))
  .option('--rate <hz>', 'sample rate of a .npy file', whole(1, 1e7), DEFAULT_RATE)
  .option('--runs <n>', 'samples per time (default: 3 to 25, by how long a call takes)', whole(2, 1000))
  .option('--json', 'print the profile as JSON on the standard output')
  .option('--report <file>', 'write a self-contained HTML page with charts')
  .action(runProfile)

withEngineOptions(program.command('info'))
  .description('Show the variant, the threads and the machine that Lanewise finds, and why.')
  .option('--json', 'print them as JSON')
  .action(runInfo)

let progress: Progress | undefined
process.stdout.on('error', () => process.exit(OK)) // whoever reads has gone: `| head`
process.once('SIGINT', () => {
  progress?.stop() // gives the cursor back
  process.exit(INTERRUPTED)
})

try {
  await program.parseAsync()
} catch (error) {
  progress?.stop()
  process.exitCode = failure(error)
}

async function runProfile(file: string | undefined, flags: ProfileFlags): Promise<void> {
  if (flags.report !== undefined) checkWritable(flags.report)
  await np.init(engineOptions(flags))
  const recording = sized(await readRecording(file ?? bell, flags.rate), flags)
  progress = progressOn(process.stderr, stepLine)
  const begin = performance.now()
  const result = await profile(recording, { runs: flags.runs, listener: progress })
  progress.stop()
  if (flags.report !== undefined) writeWhole(flags.report, reportPage(result))
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : profileText(result, process.stdout.columns || 120))
  if (flags.json) return
  const next = flags.report === undefined ? 'With --report FILE.html: the same with charts.' : `The report is in ${flags.report}.`
  process.stdout.write(`Took ${seconds((performance.now() - begin) / 1e3)}. ${next}\n`)
}

async function runInfo(flags: InitOptions & { json?: boolean }): Promise<void> {
  await np.init(engineOptions(flags))
  const facts = machineFacts()
  const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(12)}${name === 'memory' ? `${count(Math.round(Number(value) / 2 ** 20))} MiB` : String(value)}`)
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

function withEngineOptions(command: Command): Command {
  return command
    .option('--threads <n>', 'threads (default: one per core)', whole(1, 256))
    .addOption(new Option('--variant <name>', 'the WebAssembly binary: plain SIMD, or relaxed SIMD').choices(['simd', 'relaxed']))
}
function engineOptions({ threads, variant }: InitOptions): InitOptions { return { ...(threads && { threads }), ...(variant && { variant }) } }

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
