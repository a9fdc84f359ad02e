// An application both ways, for the examples: what it finds, and how long it takes.

/** Frees the arrays of an outcome. */
export function free(outcome) {
  for (const part of typeof outcome.dispose === 'function' ? [outcome] : Object.values(outcome)) part.dispose?.()
}

// The outcome, and the median time of three calls after one that lets the engine compile.
function timed(run) {
  free(run())
  const times = []
  let outcome
  for (let i = 0; i < 3; i++) {
    if (outcome) free(outcome)
    const start = performance.now()
    outcome = run()
    times.push(performance.now() - start)
  }
  return { outcome, time: times.sort((a, b) => a - b)[1] }
}

/** Runs both ways: the library's outcome, to be freed, and what is to be said. */
export function compare(np, application, size) {
  const made = application.make(np, size), naive = timed(made.naive), { outcome, time } = timed(made.lanewise), { threads } = np.info()
  made.dispose()
  return {
    outcome,
    text: [
      application.about(size),
      `plain loops ${naive.time.toFixed(0)} ms: ${application.show(naive.outcome)}`,
      `Lanewise    ${time.toFixed(0)} ms: ${application.show(outcome)}`,
      `${(naive.time / time).toFixed(1)} times as fast, on ${threads} thread${threads === 1 ? '' : 's'}`,
    ].join('\n'),
  }
}
