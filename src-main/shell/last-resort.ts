/** Where Node tells of what nobody caught. */
export type Uncaught = Pick<NodeJS.Process, 'on'>

export interface LastResort {
  /** Takes secrets off the screen and the clipboard, without waiting for anything. May fail itself. */
  clearUp(): void
  /** Notes a bug. May fail itself. */
  report(error: unknown): void
  /** Ends the application in order. */
  end(exitCode: number): void
}

/**
 * What nobody caught is noted, and the application ends after what must be finished is finished: its state is not
 * known any more, and secrets must not stay behind. What cannot wait is done first, because the end may not come in
 * order. Without this Electron would show the error's text and go on, and Node would end with everything left as it is.
 */
export function catchTheUncaught(process: Uncaught, { clearUp, report, end }: LastResort): void {
  const onBug = (error: unknown): void => {
    try {
      clearUp()
    } finally {
      try {
        report(error)
      } finally {
        end(1)
      }
    }
  }
  process.on('uncaughtException', onBug)
  process.on('unhandledRejection', onBug)
}
