import type { DeskClient } from '../api/connect.ts'
import { DeskProvider } from '../api/desk.tsx'
import { UnsavedProvider } from '../components/dialog/unsaved.tsx'
import { AnnouncerProvider } from '../components/feedback/announcer.tsx'
import { FormatProvider } from '../components/format/format-provider.tsx'
import { ToastProvider } from '../components/toast/toast.tsx'
import { TooltipProvider } from '../components/tooltip/tooltip.tsx'
import { ClipboardNotice } from './clipboard-notice.tsx'
import { SessionGate } from './session-gate.tsx'

/** The page, whole. */
export function App({ client }: { readonly client: DeskClient }) {
  return (
    <DeskProvider client={client}>
      <FormatProvider>
        <AnnouncerProvider>
          <TooltipProvider delayDuration={500}>
            <ToastProvider>
              <UnsavedProvider>
                <SessionGate />
              </UnsavedProvider>
              <ClipboardNotice />
            </ToastProvider>
          </TooltipProvider>
        </AnnouncerProvider>
      </FormatProvider>
    </DeskProvider>
  )
}
