/** What the signals of a process say. */
export interface Signals {
  /** Becomes aborted when the person wants it to stop. */
  readonly interrupted: AbortSignal
  /** Becomes aborted when the person asks again, a moment later: then nothing is waited for any more. */
  readonly insisted: AbortSignal
  /** Hears of SIGHUP, which services take as a wish to read their files again, until the returned function is called. */
  onHangUp(listener: () => void): () => void
}

/**
 * A terminal, npm and the launcher each pass the same Ctrl+C on, so what comes within this time is one wish.
 */
const ONE_WISH_MS = 500

/**
 * Listens to the signals of the process. SIGINT and SIGTERM end it, and insist the second time. So does SIGHUP where
 * nobody takes it for anything else.
 */
export function listenToSignals(process: NodeJS.Process): Signals {
  const interruption = new AbortController()
  const insistence = new AbortController()
  const hangUps = new Set<() => void>()
  let askedAt: number | undefined
  const end = () => {
    const now = performance.now()
    askedAt ??= now
    if (now - askedAt >= ONE_WISH_MS) insistence.abort(new Error('Interrupted again.'))
    interruption.abort(new Error('Interrupted.'))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
  process.on('SIGHUP', () => {
    if (hangUps.size === 0) end()
    for (const listener of hangUps) listener()
  })
  return {
    interrupted: interruption.signal,
    insisted: insistence.signal,
    onHangUp(listener) {
      hangUps.add(listener)
      return () => void hangUps.delete(listener)
    },
  }
}
