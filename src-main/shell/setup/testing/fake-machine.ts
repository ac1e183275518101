import type { Command, Machine, Outcome } from '../machine.ts'

/** A machine in memory: a test is its files, its programs and its network. */
export interface FakeMachine extends Machine {
  /** Path to text; a path that ends with a program counts as that program. */
  readonly files: Map<string, string>
  /** The commands that were run, in order. */
  readonly commands: readonly Command[]
  /** The addresses that were asked, with the time they were given. */
  readonly asked: readonly { readonly url: string; readonly timeoutMs: number }[]
  pass(durationMs: number): void
}

export interface FakeMachineOptions {
  readonly platform?: NodeJS.Platform
  readonly environment?: Readonly<Record<string, string>>
  readonly isRoot?: boolean
  readonly files?: Readonly<Record<string, string>>
  /** What a command does: an exit code, or more. Without it every command works and says nothing. */
  run?(command: Command, machine: FakeMachine): Partial<Outcome> | Promise<Partial<Outcome>>
  /** Whether an address answers. Nothing does without it. */
  reaches?(url: string): boolean
}

export function fakeMachine(options: FakeMachineOptions = {}): FakeMachine {
  const files = new Map(Object.entries(options.files ?? {}))
  const commands: Command[] = []
  const asked: { url: string; timeoutMs: number }[] = []
  let now = Date.UTC(2026, 10, 21, 12)
  const machine: FakeMachine = {
    platform: options.platform ?? 'linux',
    arch: 'x64',
    environment: options.environment ?? {},
    isRoot: options.isRoot ?? false,
    files,
    commands,
    asked,
    pass(durationMs) {
      now += durationMs
    },
    now: () => now,
    exists: (path) => files.has(path),
    read: async (path) => files.get(path) ?? null,
    write: async (path, text) => void files.set(path, text),
    remove: async (path) => void files.delete(path),
    async run(command) {
      commands.push(command)
      return { exitCode: 0, output: '', ...(await options.run?.(command, machine)) }
    },
    async reaches(url, timeoutMs) {
      asked.push({ url, timeoutMs })
      return options.reaches?.(url) ?? false
    },
  }
  return machine
}

export const debian = { '/usr/bin/apt-get': '', '/etc/os-release': 'PRETTY_NAME="Debian"\nID=debian\n' }
export const ubuntu = { '/usr/bin/apt-get': '', '/etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n' }
