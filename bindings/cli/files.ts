// Files that the command writes.
import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ValueError } from '../errors.js'

/** Throws ValueError if a file could not be written there: before the work whose result it is to hold. */
export function checkWritable(path: string): void {
  attempt(path, () => {
    const folder = dirname(path)
    accessSync(folder, constants.W_OK)
    if (!statSync(folder).isDirectory()) throw new ValueError(`${path} cannot be written: a part of the path is a file.`)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new ValueError(`${path} is a folder: name a file in it.`)
  })
}

/** Writes a whole file or none: to a temporary name beside it, then renamed. Synchronous, so that Ctrl-C cannot come between. */
export function writeWhole(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`)
  attempt(path, () => {
    try {
      writeFileSync(temporary, text)
      renameSync(temporary, path)
    } finally {
      rmSync(temporary, { force: true })
    }
  })
}

/** Why a file operation failed, in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  return reasons[code] ?? code
}
const reasons: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file or folder', EACCES: 'permission denied', ENOTDIR: 'a part of the path is a file', ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder', ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
}

function attempt(path: string, action: () => void): void {
  try {
    action()
  } catch (cause) {
    if (cause instanceof ValueError) throw cause
    throw new ValueError(`${path} cannot be written: ${reason(cause)}.`, { cause })
  }
}
