import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgresServer } from '../src-core/store/testing/postgres-server.ts'
import { fileClock, type SetClock } from '../src-core/testing/file-clock.ts'
import type { Choices } from './choices.ts'
import { desktopSubject } from './desktop-subject.ts'
import { type Disk, makeDisk } from './disk.ts'
import { serviceSubject } from './service-subject.ts'
import type { Subject } from './subject.ts'
import { startTrial, type Trial } from './trial.ts'

/** A subject at work, and what can be done to its surroundings. */
export interface Stage {
  readonly trial: Trial
  /** How far the clock of the subject is ahead, in milliseconds. */
  readonly ahead: SetClock
  readonly postgres: PostgresServer
}

/** Every subject, and what they stand on. */
export interface Stages {
  readonly all: readonly Stage[]
  /** How the disk of a store is filled and closed here. */
  readonly disk: Disk
  dispose(): Promise<void>
}

/** Sets up the desktop's desk and the service, on SQLite and on PostgreSQL, each in a process of its own. */
export async function setUpStages(choices: Choices): Promise<Stages> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-faults-'))
  const disks: Disk[] = []
  const subjects: Subject[] = []
  let postgres: PostgresServer | undefined

  /** Without waiting for anything: it runs where the process ends, too, however that comes about. */
  function clear(): void {
    for (const subject of subjects.splice(0)) subject.end()
    for (const disk of disks.splice(0)) disk.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
  async function dispose(): Promise<void> {
    clear()
    await postgres?.stop()
    postgres = undefined
  }
  process.once('exit', clear)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void dispose().finally(() => process.exit(130)))

  try {
    const server = await startPostgresServer()
    postgres = server
    const newDisk = (name: string): Disk => {
      const disk = makeDisk(join(folder, name))
      disks.push(disk)
      return disk
    }
    const places = ['desktop', 'service', 'database'].map((name) => {
      const own = join(folder, name)
      mkdirSync(own)
      const ahead = fileClock(own)
      ahead.set(0)
      return { own, ahead, clockFile: join(own, 'trial-clock') }
    })
    const [desktop, service, database] = places as [Place, Place, Place]
    const disk = newDisk('desktop/data')
    const servedDisk = newDisk('service/data')
    subjects.push(
      desktopSubject({ disk, clockFile: desktop.clockFile }),
      serviceSubject({
        name: 'service, SQLite',
        place: { folder: servedDisk.folder },
        disk: servedDisk,
        folder: servedDisk.folder,
        clockFile: service.clockFile,
      }),
      serviceSubject({
        name: 'service, PostgreSQL',
        place: { database: await server.newDatabase() },
        disk: null,
        folder: database.own,
        clockFile: database.clockFile,
      }),
    )
    const all: Stage[] = []
    for (const [index, subject] of subjects.entries()) {
      const { own, ahead } = places[index] as Place
      all.push({ trial: await startTrial(subject, choices.split(), own), ahead, postgres: server })
    }
    return { all, disk, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

interface Place {
  readonly own: string
  readonly ahead: SetClock
  readonly clockFile: string
}
