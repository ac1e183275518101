import type { z } from 'zod'
import { type ExportedTrail, exportedTrail } from '../../src-core/exported-trail.ts'
import type { desktopAuditCalls } from '../../src-shared/contract/desktop-audit.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { createTrailExport, type TrailExportOptions } from './trail-export.ts'

type AuditCalls = typeof desktopAuditCalls
type AuditHandlers = {
  readonly [N in keyof AuditCalls]: (
    input: z.output<AuditCalls[N]['input']>,
  ) => Promise<z.input<AuditCalls[N]['output']>>
}

/** The files that the page has written of the audit trail, and those that it has checked. */
export function auditHandlers(options: TrailExportOptions): AuditHandlers {
  const trailExport = createTrailExport(options)
  let followed: ExportedTrail | null = null
  const followedNow = () => {
    if (followed !== null) return followed
    throw new DeskError({ code: 'CANCELLED', message: 'No export is being checked.' })
  }
  return {
    'desktop.exportTrail': (wanted) => trailExport.start(wanted),
    'desktop.cancelExport': async () => {
      trailExport.cancel()
      return {}
    },
    'desktop.saveCheckpoint': async ({ checkpoint }) => ({
      path: await options.saveFile({
        suggestedName: `checkpoint-${checkpoint.sequence}.json`,
        bytes: Buffer.from(`${JSON.stringify(checkpoint)}\n`),
      }),
    }),
    'desktop.beginExportCheck': async ({ checkpoint: outside }) => {
      followed = exportedTrail({ outside, trusted: [] })
      return {}
    },
    'desktop.followExport': async ({ text }) => ({ goesOn: followedNow().take(text) }),
    'desktop.endExportCheck': async () => {
      const finding = followedNow().finding()
      followed = null
      return finding
    },
  }
}
