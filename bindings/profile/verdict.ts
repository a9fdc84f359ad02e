// What keeps a call from being faster, in plain words, and what to do about it.

import { PARKED_NS } from '../pool.js'
import type { Cell, Limits, Machine, Verdict, Work } from './schema.js'
import { bytes, percent, seconds as time } from './units.js'

// Shares of the time that copies, script and kernels on one thread take, and the share of the memory's speed from which on it is the limit.
const MOST_COPIES = 0.35, MOST_SCRIPT = 0.5, MOST_ALONE = 0.7, NEAR_MEMORY = 0.5
// Seconds of a kernel beneath which it is not worth sharing, and of kernels that are short.
const SHARED_FROM = PARKED_NS * 1e-9, SHORT = 20e-6

/** The verdict on a call of the library by its fastest way, one of `cells`. */
export function verdictOf({ cells, work, machine, limits }: { cells: readonly Cell[]; work: Work; machine: Machine; limits: Limits }): Verdict {
  const own = cells.filter(c => c.way === 'simd' || c.way === 'threads'), cell = own.reduce((a, b) => b.time.median <= a.time.median ? b : a)
  // At its best, as the limits are.
  const { ofMemory, ofPeak, threads } = own.map(c => {
    const better = c.time.median / Math.min(...c.rounds)
    return { threads: c.threads, ofMemory: c.ofMemory * better, ofPeak: c.ofPeak * better }
  }).reduce((a, b) => b.ofMemory > a.ofMemory ? b : a)
  const { shares } = work, seconds = cell.time.median, computing = seconds * (shares.kernels + shares.dispatch)
  if (shares.copies >= MOST_COPIES) {
    return {
      kind: 'copies', text: `${percent(shares.copies)} of the time goes into copies between JavaScript's memory and the library's (${bytes(work.copied)} a call)`,
      advice: 'Keep numbers in arrays from one call to the next: make arrays once, write into and read from their .data, and leave out np.array() and toTypedArray() where work repeats.',
    }
  }
  if (shares.script >= MOST_SCRIPT || work.kernels === 0) {
    if (work.kernels > 0 && seconds / work.kernels <= SHORT) {
      return {
        kind: 'small', text: `too small: ${work.kernels === 1 ? 'the kernel takes' : `${work.kernels} kernels take`} ${time(computing)} of ${time(seconds)}, the rest is what calls cost (${time(limits.call)} each)`,
        advice: 'Put more elements into a call: work on whole arrays or on several at once (a further axis) instead of one by one.',
      }
    }
    return {
      kind: 'script', text: `${percent(shares.script)} of the time is spent in JavaScript outside the library's kernels`,
      advice: 'Look at the function itself: loops over elements, lists and item() are better as array operations.',
    }
  }
  // By the kernel that takes longest: many short ones cannot be shared either.
  const worth = Math.max(0, ...work.top.map(({ share, calls }) => share * computing / calls)) >= SHARED_FROM
  if (machine.threads === 1 && worth && !machine.isolated) {
    return {
      kind: 'not-isolated', text: 'one thread: this page is not isolated, so browsers do not let it share memory with threads',
      advice: "Send the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp (or credentialless) with the page; docs/browsers.md has them for usual servers.",
    }
  }
  if (machine.threads === 1 && worth && machine.cores > 1) {
    return {
      kind: 'one-thread', text: `one thread of ${machine.cores} cores: ${machine.threadsWhy}`,
      advice: 'Leave the option threads of init() out, or give a larger number.',
    }
  }
  if (work.path === 'strided') {
    return {
      kind: 'strided', text: 'operands are views whose elements lie apart: they are gathered before they are computed with',
      advice: 'Copy a view that is used more than once with np.ascontiguousarray(), or lay arrays out so that the axis that is walked is the last one.',
    }
  }
  if (work.path === 'converted') {
    return {
      kind: 'converted', text: 'operands are converted from one dtype to another on the way',
      advice: 'Give all operands the dtype of the result, once: np.astype(), or the dtype of np.array().',
    }
  }
  if (machine.threads > 1 && work.alone >= MOST_ALONE) {
    if (!worth) {
      return {
        kind: 'small', text: `too small to split: ${work.kernels === 1 ? time(computing) : `${work.kernels} kernels of ${time(computing / work.kernels)}`} on one thread, where handing one to others and waiting costs ${time(limits.fork)} when they are awake and 10 µs and more when they sleep`,
        advice: 'One thread is the best choice here; with more elements in a call the others join.',
      }
    }
    return {
      kind: 'serial', text: 'runs on one thread, as each step needs the one before it, or as the work is one piece',
      advice: 'Work on several rows at once if there are any: they are shared out.',
    }
  }
  // Of what is counted, the roof that is clearly nearer.
  if (ofMemory >= NEAR_MEMORY || work.exact && ofMemory >= NEAR_MEMORY / 2 && ofMemory > 2 * ofPeak) {
    return {
      kind: 'memory', text: `limited by memory: ${percent(ofMemory)} of the bytes a second that this machine moves for ${bytes(work.footprint)} on ${threads === 1 ? 'one thread' : `${threads} threads`}`,
      advice: `Pass over memory less often: out= instead of new arrays, float32 instead of float64, blocks of rows that stay in the cache through several operations.`,
    }
  }
  return {
    kind: 'arithmetic', text: `limited by arithmetic${cell.ofPeak >= 0.1 ? `: ${percent(cell.ofPeak)} of the multiply-adds that this machine does` : ''}`,
    advice: machine.threads < machine.cores ? `More threads: ${machine.threads} of ${machine.cores} cores work.` : 'The cores are busy: fewer operations, or float32 instead of float64, which has twice the lanes.',
  }
}
