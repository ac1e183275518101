import type { z } from 'zod'
import type { desktopAuditCalls } from '../../src-shared/contract/desktop-audit.ts'
import { createTrailExport, type TrailExportOptions } from './trail-export.ts'

type AuditCalls = typeof desktopAuditCalls
type AuditHandlers = {
  readonly [N in keyof AuditCalls]: (
    input: z.output<AuditCalls[N]['input']>,
  ) => Promise<z.input<AuditCalls[N]['output']>>
}

/** The files that the page has written of the audit trail. */
export function auditHandlers(options: TrailExportOptions): AuditHandlers {
  const trailExport = createTrailExport(options)
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
  }
}
