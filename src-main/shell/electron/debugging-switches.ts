import type { CommandLine } from 'electron'

/** What the refusal looks at: the arguments as they were given, and Chromium's own reading of them. */
export interface GivenSwitches {
  /** `process.argv` and `process.execArgv`, in any order. */
  readonly arguments: readonly string[]
  readonly commandLine: Pick<CommandLine, 'hasSwitch' | 'removeSwitch'>
  readonly platform: NodeJS.Platform
}

/**
 * Takes every switch away with which somebody could look into the running application, or weaken what keeps the page
 * in, and answers the first one's name; null where there is none. No fuse covers them, so the packaged application
 * ends where this answers a name: before anything is awaited, because the debugging server starts soon after.
 */
export function refuseDebugging({ arguments: given, commandLine, platform }: GivenSwitches): string | null {
  const named = given.map((argument) => switchName(argument, platform)).find((name) => name !== null && isRefused(name))
  const read = refusedSwitches.filter((name) => commandLine.hasSwitch(name))
  for (const name of read) commandLine.removeSwitch(name)
  return named ?? read[0] ?? null
}

const refusedSwitches: readonly string[] = [
  // Node's debugger in main.
  'inspect',
  'inspect-brk',
  'inspect-brk-node',
  'inspect-port',
  'inspect-publish-uid',
  'inspect-wait',
  'debug',
  'debug-brk',
  'debug-port',
  // Chromium's debugger in the page.
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs',
  // The sandbox and the separation of processes.
  'no-sandbox',
  'disable-setuid-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-gpu-sandbox',
  'no-zygote',
  'single-process',
  'in-process-gpu',
  'disable-site-isolation-trials',
  'disable-web-security',
  'allow-running-insecure-content',
  // Foreign code in the engine or around the page.
  'js-flags',
  'load-extension',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'renderer-startup-dialog',
  // Files that note what passes through.
  'log-net-log',
  'trace-startup',
]

/** Families of which new members appear from version to version. */
const refusedBeginnings: readonly string[] = ['inspect', 'remote-debugging', 'remote-allow-origins']

function isRefused(name: string): boolean {
  return refusedSwitches.includes(name) || refusedBeginnings.some((beginning) => name.startsWith(beginning))
}

/** One dash or two, a slash as well on Windows, and in any case: Chromium reads them all as the same switch. */
function switchName(argument: string, platform: NodeJS.Platform): string | null {
  const prefix = platform === 'win32' ? /^(?:--?|\/)/ : /^--?/
  if (!prefix.test(argument)) return null
  return (argument.replace(prefix, '').split('=')[0] ?? '').toLowerCase().replaceAll('_', '-')
}
