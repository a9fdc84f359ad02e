// Versions of packages that do not tell them.

import { readFile } from 'node:fs/promises'

/** The version of the package that a specifier belongs to. */
export async function packageOf(specifier) {
  const file = import.meta.resolve(specifier)
  for (let folder = new URL('./', file); folder.pathname !== '/'; folder = new URL('../', folder)) {
    const text = await readFile(new URL('package.json', folder), 'utf8').catch(() => undefined), version = text && JSON.parse(text).version
    if (version) return version
  }
  return ''
}
