import type { Plugin } from 'vite'

/** Leaves out of a bundle what opens PostgreSQL: the desktop opens SQLite alone, and asks a service for everything else. */
export function withoutPostgres(): Plugin {
  return {
    name: 'without-postgres',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/store/postgres.ts') ? STANDING_IN : null),
    load: (id) =>
      id === STANDING_IN
        ? "export async function openPostgresStore() { throw new Error('The desktop opens no PostgreSQL.') }"
        : null,
  }
}

const STANDING_IN = '\0no-postgres'
