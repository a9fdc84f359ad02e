// The library's functions by name, for the profiler: where nobody has to download them (Node), or a page has them all.

import { ValueError } from './errors.js'

type Names = Readonly<Record<string, unknown>>
let all: Names | undefined

/** Makes functions known by name: the whole of what `import * as np` gives. */
export function useNames(names: Names): void { all = names }

/** The function of a name, also of `fft` and `linalg` (`fft.rfft`), or the names that there are. */
export function functionNamed(op: string, name: string): ((...args: never[]) => unknown) | readonly string[] {
  if (!all) throw new ValueError(`${op}: functions have no names in a page, which holds only what it uses; give the function itself: ${op === 'explain' ? `np.explain(np.${name}, …)` : `np.profile(() => np.${name}(…))`}`)
  const [space, inner] = name.split('.') as [string, string?], names = inner !== undefined && (space === 'fft' || space === 'linalg') ? all[space] as Names : all
  const found = names[names === all ? name : inner!]
  return typeof found === 'function' ? found as (...args: never[]) => unknown : Object.keys(names).filter(key => typeof names[key] === 'function')
}
