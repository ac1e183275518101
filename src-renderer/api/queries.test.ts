import { expect, test } from 'vitest'
import type { PageEvent } from '../../src-shared/contract/events.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { applyEvent, createQueryClient } from './queries.ts'

const cached = [
  'users.list',
  'contacts.get',
  'customers.list',
  'tokens.list',
  'tokens.choices',
  'audit.list',
  'policy.get',
  'installation.get',
  'modules.list',
  'store.info',
  'overview.get',
  'sessions.list',
]

function staleAfter(event: PageEvent): readonly string[] {
  const queries = createQueryClient(() => undefined)
  for (const name of cached) queries.setQueryData([name, {}], {})
  applyEvent(queries, event)
  const stale = cached.filter((name) => queries.getQueryState([name, {}])?.isInvalidated)
  queries.clear()
  return stale
}

test.each<[PageEvent['name'], readonly string[]]>([
  ['tokens.changed', ['users.list', 'contacts.get', 'tokens.list', 'tokens.choices', 'overview.get']],
  ['users.changed', ['users.list', 'customers.list', 'tokens.list', 'tokens.choices', 'overview.get']],
  ['contacts.changed', ['contacts.get', 'customers.list', 'tokens.list', 'tokens.choices']],
  ['customers.changed', ['contacts.get', 'customers.list', 'tokens.list', 'tokens.choices']],
  ['policy.changed', ['tokens.choices', 'policy.get']],
  ['installation.changed', ['tokens.choices', 'installation.get']],
  ['modules.changed', ['tokens.list', 'tokens.choices', 'modules.list']],
  ['audit.changed', ['audit.list', 'store.info']],
  ['session.changed', ['sessions.list']],
  ['session.locking', []],
  ['store.restarted', cached],
])('after %s what shows it is fetched again, and nothing else', (name, stale) => {
  expect(staleAfter({ name } as PageEvent)).toEqual(stale)
})

test('a running job is kept up to date without asking again', () => {
  const queries = createQueryClient(() => undefined)
  const job = {
    id: 'JOB-0000-0001',
    kind: 'import',
    state: 'running',
    completed: 3,
    total: 9,
    error: null,
  } as const
  applyEvent(queries, { name: 'job.changed', job })
  expect(queries.getQueryData(['jobs.get', { id: job.id }])).toEqual(job)
  queries.clear()
})

test.each(['LOCKED', 'NOT_SIGNED_IN'] as const)(
  'a list that is refused with %s leads back to the gate',
  async (code) => {
    let lost = 0
    const queries = createQueryClient(() => {
      lost += 1
    })
    const refused = queries.fetchQuery({
      queryKey: ['tokens.list', {}],
      queryFn: () => Promise.reject(new DeskError({ code, message: 'No.' })),
    })
    await expect(refused).rejects.toMatchObject({ code })
    expect(lost).toBe(1)
    queries.clear()
  },
)
