/**
 * The first switch among the arguments with which somebody could look into the application or take away what keeps
 * the page in; null where there is none. The packaged application does not start with one.
 */
export function debuggingSwitch(given: readonly string[]): string | null {
  return given.find((argument) => argument.startsWith('--remote-debugging-')) ?? null
}
