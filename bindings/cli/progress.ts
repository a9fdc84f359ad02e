// Progress on the standard error stream: a bar on a terminal, a plain line per case elsewhere.
import { SingleBar } from 'cli-progress'
import { printable } from './layout.js'
import { caseLine } from './table.js'
import { duration } from '../profile/units.js'
import type { CaseProfile } from '../profile/schema.js'

/** Is told how far a profile is, and shows it. */
export interface Progress {
  /** A case begins. */
  case(name: string, index: number, of: number): void
  /** So much of the present case is done, of 1. */
  progress(part: number): void
  /** A case is done. */
  done(one: CaseProfile, last?: { readonly index: number; readonly of: number }): void
  /** There is no more: gives the terminal back. */
  stop(): void
}

/** A bar with the case's name and the time left when `stream` is a terminal, else a line for each case that is done. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY && process.env.TERM !== 'dumb' ? bar(stream) : lines(stream)
}

const PARTS = 1000 // of a case
const MOST_BAR = 30, BESIDE = 50, TIME = 26 // columns: of the bar, of all beside it, and of the percentage and the time left

function bar(stream: NodeJS.WriteStream): Progress {
  const columns = stream.columns || 80, barsize = Math.min(MOST_BAR, Math.max(5, columns - BESIDE))
  const shown = new SingleBar({
    format: '{bar} {percentage}% {name}{left}', stream, barsize,
    hideCursor: true, clearOnComplete: true, barCompleteChar: '█', barIncompleteChar: '░', linewrap: null,
  })
  let started = false, before = 0, began = 0, total = 0
  // By the share that is done: cases take about as long as each other.
  const update = (done: number, name?: string): void => {
    const elapsed = (performance.now() - began) / 1e3
    shown.update(done, { left: done > 0 ? `, ${duration(elapsed / done * (total - done))} left` : '', ...name === undefined ? {} : { name } })
  }
  return {
    case(name, index, of) {
      before = index * PARTS
      total = of * PARTS
      if (!started) {
        began = performance.now()
        shown.start(total, 0, { name: '', left: '' })
        started = true
      }
      update(before, fitting(printable(name), columns - barsize - TIME))
    },
    progress(part) { update(before + part * PARTS) },
    done() {},
    stop() { if (started) shown.stop() },
  }
}

function lines(stream: NodeJS.WriteStream): Progress {
  return {
    case() {},
    progress() {},
    done(one, last) { if (last) stream.write(`[${last.index + 1}/${last.of}] ${caseLine(one)}\n`) },
    stop() {},
  }
}

function fitting(text: string, columns: number): string { return text.length > columns ? `${text.slice(0, Math.max(1, columns - 1))}…` : text }
