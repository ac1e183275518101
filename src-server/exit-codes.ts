import type { ErrorCode } from '../src-shared/errors.ts'

/** Every way in which the command line ends. The same table is printed by `--help`. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'Done. For verify: the token is active.' },
  notActive: {
    code: 1,
    meaning: 'For verify: the token is not active. For audit verify: the trail is not whole. The answer says why.',
  },
  wrongUsage: { code: 2, meaning: 'Wrong usage: an unknown option, or a value that is not accepted.' },
  refused: { code: 3, meaning: 'Refused: sign-in, permission, policy, or the store cannot be used.' },
  interrupted: {
    code: 130,
    meaning: 'Interrupted (Ctrl+C). What was under way is finished or undone, never half done.',
  },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly meaning: string }>>

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]['code']

/** The exit code that answers a refusal of the desk. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  if (code === 'INVALID_INPUT' || code === 'UNKNOWN_CALL') return EXIT_CODES.wrongUsage.code
  if (code === 'CANCELLED') return EXIT_CODES.interrupted.code
  return EXIT_CODES.refused.code
}

/** The table as `--help` prints it. */
export function exitCodeHelp(): string {
  const lines = Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code).padEnd(4)} ${meaning}`)
  return ['Exit codes:', ...lines].join('\n')
}
