// Progress on the standard error stream: a bar on a terminal, a plain line per step elsewhere.
import { SingleBar } from 'cli-progress'
import type { ProfileListener, StepProfile } from './profile.js'

/** A listener that shows progress, and is told when there is no more. */
export interface Progress extends ProfileListener { stop(): void }

/** A bar with the step's name and the time left when `stream` is a terminal, else a line from `describe` for each step that is done. */
export function progressOn(stream: NodeJS.WriteStream, describe: (step: StepProfile) => string): Progress {
  return stream.isTTY && process.env.TERM !== 'dumb' ? bar(stream) : lines(stream, describe)
}

const PARTS = 1000 // of a step

function bar(stream: NodeJS.WriteStream): Progress {
  const shown = new SingleBar({
    format: '{bar} {percentage}% {step}, {eta_formatted} left', stream, barsize: Math.min(30, Math.max(5, (stream.columns || 80) - 50)),
    hideCursor: true, clearOnComplete: true, barCompleteChar: '█', barIncompleteChar: '░', etaBuffer: 200, linewrap: null,
  })
  let before = 0
  let started = false
  return {
    step(name, index, of) {
      before = index * PARTS
      if (!started) shown.start(of * PARTS, 0, { step: name })
      started = true
      shown.update(before, { step: name })
    },
    progress(part) { shown.update(before + part * PARTS) },
    stop() { if (started) shown.stop() },
  }
}

function lines(stream: NodeJS.WriteStream, describe: (step: StepProfile) => string): Progress {
  let position = ''
  return {
    step(_, index, of) { position = `[${index + 1}/${of}]` },
    done(step) { stream.write(`${position} ${describe(step)}\n`) },
    stop() {},
  }
}
