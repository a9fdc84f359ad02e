// Contenders that need a fresh process each time.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a script of bench/ that prints one line of JSON, its { seconds, cpu } or its { error }. */
export async function fresh(script, argument) {
  const { stdout } = await execute(process.execPath, [fileURLToPath(new URL(`../${script}`, import.meta.url)), argument])
  const answer = JSON.parse(stdout)
  if (answer.error) throw new Error(answer.error)
  return answer
}
