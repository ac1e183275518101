import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import { checkBackup } from '../../backup/restore-backup.ts'
import { refusalOf } from '../call-as.ts'
import type { WayIn } from '../desk-trial.ts'
import type { Cast } from './cast.ts'

const PASSPHRASE = 'forty herons over the Vltava'

/** Backups of the store: made where it is, by administrators. */
export function backups(cast: Cast, way: WayIn): void {
  const isHere = way === 'in this process' || way === 'in a worker thread'

  test('it is known whether backups are made from here', async () => {
    expect(await cast.administrator.call('backups.get', {})).toEqual({
      here: isHere,
      schedule: null,
      hasPassphrase: false,
      last: null,
    })
  })
  if (isHere) madeHere(cast)
  else madeByTheHost(cast)
}

const schedule = (folder: string) => ({ enabled: true, folder, every: 'day', keep: 7 }) as const

/** Where whoever asks is where the store is. */
function madeHere(cast: Cast): void {
  const ended = async (id: Job['id']): Promise<Job> => {
    for (;;) {
      const job = await cast.administrator.call('jobs.get', { id })
      if (job.state !== 'running') return job
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  test('a backup is a job: its file is whole, it is on record, and what became of it is known', async () => {
    const path = join(cast.trial.folder, 'backup.age')
    const { jobId } = await cast.administrator.call('backups.make', { path, passphrase: PASSPHRASE })
    expect(await ended(jobId)).toMatchObject({ kind: 'backup', state: 'done', error: null })
    const manifest = await checkBackup(path, PASSPHRASE)
    const { fullName } = cast.administrator.operator
    expect(manifest.madeBy).toBe(fullName)
    const { rows } = await cast.administrator.call('audit.list', { action: ['store.backed-up'] })
    expect(rows).toMatchObject([{ actor: { name: fullName }, details: { file: 'backup.age' } }])
    const { last } = await cast.administrator.call('backups.get', {})
    expect(last).toMatchObject({ file: path, error: null, madeAt: last?.at })
  })

  test('a backup that fails says why, leaves no file and no record, and is known to have failed', async () => {
    const before = await cast.administrator.call('audit.count', { action: ['store.backed-up'] })
    const path = join(cast.trial.folder, 'nowhere', 'backup.age')
    const { jobId } = await cast.administrator.call('backups.make', { path, passphrase: PASSPHRASE })
    expect(await ended(jobId)).toMatchObject({ state: 'failed', error: { reason: 'file-not-saved' } })
    expect(existsSync(path)).toBe(false)
    expect(await cast.administrator.call('audit.count', { action: ['store.backed-up'] })).toEqual(before)
    const { last } = await cast.administrator.call('backups.get', {})
    expect(last).toMatchObject({ file: null, error: { reason: 'file-not-saved' } })
  })

  test('scheduled backups are set with a passphrase, which stays until another one is given', async () => {
    const folder = cast.trial.folder
    expect(await refusalOf(cast.administrator.call('backups.schedule', schedule(folder)))).toMatchObject({
      code: 'CONFLICT',
      reason: 'no-passphrase',
    })
    await cast.administrator.call('backups.schedule', { ...schedule(folder), passphrase: PASSPHRASE })
    await cast.administrator.call('backups.schedule', { ...schedule(folder), keep: 3 })
    expect(await cast.administrator.call('backups.get', {})).toMatchObject({
      schedule: { ...schedule(folder), keep: 3 },
      hasPassphrase: true,
    })
    const { rows } = await cast.administrator.call('audit.list', { action: ['store.backups-scheduled'] })
    expect(rows[0]?.details).toEqual({ enabled: true, folder, every: 'day', keep: 3 })
    expect(JSON.stringify(rows)).not.toContain('herons')
    await cast.administrator.call('backups.schedule', { ...schedule(folder), enabled: false })
  })

  test('without a keychain no passphrase is kept', async () => {
    cast.trial.keyRing.takeAway('no-service')
    const asked = cast.administrator.call('backups.schedule', { ...schedule('/x'), passphrase: PASSPHRASE })
    expect(await refusalOf(asked)).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
    cast.trial.keyRing.bringBack()
  })

  test('that a backup is about to take the place of the store is on record', async () => {
    const madeAt = '2026-11-20T10:00:00.000Z'
    await cast.administrator.call('backups.noteReplacing', { madeAt })
    const { rows } = await cast.administrator.call('audit.list', { action: ['store.replacing'] })
    expect(rows[0]?.details).toEqual({ madeAt })
  })
}

/** Where the store is somewhere else. */
function madeByTheHost(cast: Cast): void {
  test('a service makes its own: whoever asks over the network writes no file there', async () => {
    const path = join(cast.trial.folder, 'backup.age')
    const refused = { code: 'CONFLICT', reason: 'made-by-host' }
    const { call } = cast.administrator
    expect(await refusalOf(call('backups.make', { path, passphrase: PASSPHRASE }))).toMatchObject(refused)
    expect(await refusalOf(call('backups.schedule', schedule('/tmp')))).toMatchObject(refused)
    expect(await refusalOf(call('backups.noteReplacing', { madeAt: '2026-11-20T10:00:00.000Z' }))).toMatchObject(
      refused,
    )
    expect(existsSync(path)).toBe(false)
  })
}
