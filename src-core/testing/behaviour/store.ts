import { expect, test } from 'vitest'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import { schemaVersion, storeMigrations } from '../../store/migrations/index.ts'
import { refusalOf } from '../call-as.ts'
import type { Cast } from './cast.ts'

/** The place where everything is kept, as an administrator looks at it. */
export function store(cast: Cast): void {
  /** Asks until the job is over. The job has its turn of the event loop between two questions. */
  const ended = async (id: Job['id']): Promise<Job> => {
    for (;;) {
      const job = await cast.administrator.call('jobs.get', { id })
      if (job.state !== 'running') return job
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  test('it is known where the store is, how large it is, and what is in it', async () => {
    await cast.newContact()
    const info = await cast.administrator.call('store.info', {})
    expect(info).toMatchObject({
      path: cast.trial.storePath,
      version: schemaVersion(storeMigrations),
      lastCheck: null,
      users: { exact: true },
    })
    expect(info.sizeBytes).toBeGreaterThan(100_000)
    expect(info.contacts.count).toBeGreaterThan(0)
    expect(info.auditRecords).toBeGreaterThan(5)
  })

  test('the store is checked from end to end while the desk goes on, and what was found is kept and on record', async () => {
    const { jobId } = await cast.administrator.call('store.check', {})
    expect(await refusalOf(cast.administrator.call('store.check', {}))).toMatchObject({
      code: 'CONFLICT',
      reason: 'check-running',
    })
    // Somebody's change in between is not held up, and does not disturb the check.
    await cast.newContact()
    expect(await ended(jobId)).toMatchObject({ kind: 'store-check', state: 'done', error: null })
    const { lastCheck } = await cast.administrator.call('store.info', {})
    expect(lastCheck).toMatchObject({ result: 'sound', problems: [] })
    const { rows } = await cast.administrator.call('audit.list', { action: ['store.checked'] })
    expect(rows.map(({ at, details }) => [at, details])).toEqual([[lastCheck?.at, { result: 'sound' }]])
  })

  test('a check that is cancelled leaves no record, and another one can be started', async () => {
    const before = await cast.administrator.call('audit.count', { action: ['store.checked'] })
    const { jobId } = await cast.administrator.call('store.check', {})
    await cast.administrator.call('jobs.cancel', { id: jobId })
    const job = await ended(jobId)
    // It may have been over before it heard of that.
    const more = job.state === 'done' ? 1 : 0
    expect(job.state === 'done' || job.error?.code === 'CANCELLED').toBe(true)
    expect((await cast.administrator.call('audit.count', { action: ['store.checked'] })).count).toBe(
      before.count + more,
    )
    const again = await cast.administrator.call('store.check', {})
    expect(await ended(again.jobId)).toMatchObject({ state: 'done' })
  })
}
