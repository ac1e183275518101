import type { Machine } from './machine.ts'

/** Whether this process may install packages of Debian or Ubuntu. */
export async function canInstallPackages(
  machine: Pick<Machine, 'platform' | 'isRoot' | 'exists' | 'read'>,
): Promise<boolean> {
  if (machine.platform !== 'linux' || !machine.isRoot || !machine.exists('/usr/bin/apt-get')) return false
  const release = (await machine.read('/etc/os-release')) ?? ''
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)
}

export interface Installation {
  readonly machine: Pick<Machine, 'run'>
  readonly packages: readonly string[]
  /** Where apt-get's own words go. */
  readonly logFile: string
  say(line: string): void
}

const installTimeoutMs = 600_000
const updateTimeoutMs = 120_000

/**
 * Installs the packages with apt-get, says so in one line, and answers whether that worked. The list of packages is
 * fetched anew only where the one at hand does not do.
 */
export async function installPackages(installation: Installation): Promise<boolean> {
  const { machine, packages, logFile, say } = installation
  say(`Installing ${packages.join(', ')} with apt-get (its log is ${logFile}).`)
  const install = () =>
    aptGet(machine, logFile, installTimeoutMs, ['install', '-y', '--no-install-recommends', ...packages])
  if (await install()) return true
  await aptGet(machine, logFile, updateTimeoutMs, ['update'])
  if (await install()) return true
  say(`apt-get could not install ${packages.join(', ')}.`)
  return false
}

async function aptGet(
  machine: Pick<Machine, 'run'>,
  logFile: string,
  timeoutMs: number,
  args: readonly string[],
): Promise<boolean> {
  const { exitCode } = await machine.run({
    file: '/usr/bin/apt-get',
    // Somebody else may be installing just now: wait a while for their lock instead of failing at once.
    args: ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args],
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs,
    logFile,
  })
  return exitCode === 0
}
