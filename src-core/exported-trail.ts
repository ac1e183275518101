import { DeskError } from '../src-shared/errors.ts'
import { type AuditRecord, auditRecord } from '../src-shared/schemas/audit.ts'
import type { TrailFinding } from '../src-shared/schemas/checkpoints.ts'
import { type TrailWalkOptions, trailWalk } from './domain/trail-walk.ts'

/** Follows what was exported of a trail as JSON Lines, handed over in pieces that end anywhere (BY-6). */
export interface ExportedTrail {
  /**
   * False once something is wrong: nothing behind that is looked at.
   *
   * @throws {DeskError} INVALID_INPUT with the reason `unreadable-file`, which names the line.
   */
  take(piece: string): boolean
  /**
   * What has been found once there are no more pieces.
   *
   * @throws {DeskError} as `take`, also where there was nothing.
   */
  finding(): TrailFinding
}

export function exportedTrail(options: TrailWalkOptions): ExportedTrail {
  const walk = trailWalk(options)
  let line = 0
  let rest = ''
  let goesOn = true

  function takeLine(text: string): void {
    line += 1
    if (text.trim() === '') return
    const record = jsonOf(text)
    if (!auditRecord.safeParse(record).success)
      throw unreadable(`Line ${line} of the export is no record of an audit trail.`)
    // As it stands there: what the schema does not name counts, too.
    goesOn = walk.take(record as AuditRecord)
  }

  return {
    take(piece) {
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LONGEST_LINE) throw unreadable(`Line ${line + 1} of the export is no record of an audit trail.`)
      for (const each of lines) if (goesOn) takeLine(each)
      return goesOn
    },
    finding() {
      if (goesOn && rest !== '') takeLine(rest)
      if (line === 0) throw unreadable('The file is empty.')
      return walk.finding()
    },
  }
}

/** Much longer than any record is. */
const LONGEST_LINE = 16 * 1024 * 1024

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(message: string): DeskError {
  return new DeskError({ code: 'INVALID_INPUT', reason: 'unreadable-file', message })
}
