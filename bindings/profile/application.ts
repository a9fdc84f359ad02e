// What an application of bench/apps is: the same computation twice, side by side, for the profile to compare and time.

import * as np from '../api.js'
import type { Case } from './engine.js'

/** What a way computes: a number, numbers, an array, or several of these by name. */
export type Outcome = number | ArrayLike<number> | np.NDArray | { readonly [name: string]: number | ArrayLike<number> | np.NDArray }

/** An application, by size. `np` is the library, as `import * as np` gives it. */
export interface Application {
  readonly name: string
  /** What it computes, in plain words, with the size. */
  readonly about: (size: Record<string, number>) => string
  /** The numbers that it is made of: for a few seconds in all, as usual, and as large as the goal says. */
  readonly sizes: { readonly quick: Record<string, number>; readonly usual: Record<string, number>; readonly full: Record<string, number> }
  /** Makes the inputs, always the same ones. Both ways give a new result at each call; arrays in it are the caller's to dispose. */
  readonly make: (library: typeof np, size: Record<string, number>) => {
    /** As an ordinary developer writes it: plain loops over typed arrays. */
    naive(): Outcome
    lanewise(): Outcome
    dispose(): void
  }
  /** How far the two may lie apart: relative, and absolute as a share of the largest element; and why they may at all. */
  readonly tolerance: { readonly relative?: number; readonly absolute?: number }
  readonly because: string
  /** The outcome in a few words. */
  readonly show: (outcome: Outcome) => string
}

/** The case of an application at one of its sizes. */
export function applicationCase({ name, about, sizes, make, tolerance, because, show }: Application, size: keyof Application['sizes']): Case {
  return {
    name, group: 'applications', about: about(sizes[size]), tolerance, because,
    make: () => make(np, sizes[size]),
    results(lists) {
      const parts = [...lists].map(([part, list]) => [part, list.length === 1 ? Number(list[0]) : list] as const)
      return [{ of: '', values: [], text: show((parts.length === 1 && parts[0]![0] === '' ? parts[0]![1] : Object.fromEntries(parts)) as Outcome) }]
    },
  }
}
