import { hostname, userInfo } from 'node:os'
import type { Watching } from '../src-core/backup/make-backup.ts'
import type { BackupManifest } from '../src-core/backup/manifest.ts'
import { databaseGiven } from './service/settings.ts'
import { type CommonOptions, dataFolderOf } from './sign-in.ts'
import type { Surroundings } from './terminal.ts'

const TOLD = [
  ['users', 'users'],
  ['customers', 'customers'],
  ['contacts', 'contacts'],
  ['modules', 'modules'],
  ['tokens', 'tokens'],
  ['resource_servers', 'resource servers'],
  ['audit', 'records of the audit trail'],
] as const

/** What a backup says of itself, for a person. */
export function manifestInWords({ madeAt, madeBy, version, source, counts, audit }: BackupManifest): string {
  const lines = [
    `Made at ${madeAt} by ${madeBy}, with Token Desk ${version}, of a ${source === 'sqlite' ? 'SQLite' : 'PostgreSQL'} store:`,
    ...TOLD.map(([table, words]) => `${String(counts[table] ?? 0).padStart(9)} ${words}`),
    ...(audit.hash === '' ? [] : [`The audit trail ends with record ${audit.records}, hash ${audit.hash}.`]),
  ]
  return `${lines.join('\n')}\n`
}

/**
 * The store that a command is about: `--database`, else the data folder that it names, else what the environment names.
 * `folder` is where things lie for a moment; the store's own, where it is a SQLite store.
 */
export function placeOf(
  options: CommonOptions & { readonly database?: string },
  surroundings: Surroundings,
): { readonly store: { readonly folder: string } | { readonly database: string }; readonly folder: string } {
  const folder = dataFolderOf(options, surroundings)
  const named = options.database ?? (options.dataDir === undefined ? surroundings.environment.TOKEN_DESK_DATABASE : '')
  if (named === undefined || named === '') return { store: { folder }, folder }
  const given = databaseGiven(options.database, surroundings)
  if (given.kind === 'sqlite') return { store: { folder: given.folder }, folder: given.folder }
  return { store: { database: given.url }, folder }
}

/** As the trail names whoever works on the machine itself, where nobody signs in. */
export function whoAsks(): string {
  return `${userInfo().username} on ${hostname()}`
}

/** How long work is stopped, and how far it is told with `--verbose`. */
export function progressOn({ verbose }: CommonOptions, { interrupted, errors }: Surroundings): Watching {
  let said = -1
  return {
    signal: interrupted,
    onProgress(completed, total) {
      const percent = Math.floor((completed / Math.max(total, 1)) * 100)
      if (verbose !== true || percent <= said) return
      said = percent
      errors.write(`${percent} %\n`)
    },
  }
}
