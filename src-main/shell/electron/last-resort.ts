/** Where Node tells of what nobody caught. */
export type Uncaught = Pick<NodeJS.Process, 'on'>

export interface LastResort {
  /** Notes a bug. May fail itself. */
  report(error: unknown): void
  /** Ends the application in order. */
  end(exitCode: number): void
}

/**
 * What nobody caught is noted, and the application ends after what must be finished is finished: its state is not
 * known any more, and secrets must not stay behind. Without this Electron would show the error's text and go on.
 */
export function catchTheUncaught(process: Uncaught, { report, end }: LastResort): void {
  const onBug = (error: unknown): void => {
    try {
      report(error)
    } finally {
      end(1)
    }
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
}
