import type { StoreList } from '../../src-shared/contract/stores.ts'
import type { DeskClient } from '../api/connect.ts'
import { DeskProvider } from '../api/desk.tsx'
import { UnsavedProvider } from '../components/dialog/unsaved.tsx'
import { AnnouncerProvider } from '../components/feedback/announcer.tsx'
import { FormatProvider } from '../components/format/format-provider.tsx'
import { StoreDialogs } from '../components/stores/store-dialogs.tsx'
import { StoresProvider, useStores } from '../components/stores/stores.tsx'
import { ToastProvider } from '../components/toast/toast.tsx'
import { TooltipProvider } from '../components/tooltip/tooltip.tsx'
import { ClipboardNotice } from './clipboard-notice.tsx'
import { SessionGate } from './session-gate.tsx'
import { StoreFrame } from './store-bar.tsx'

/** The page, whole. */
export function App({ client, stores }: { readonly client: DeskClient; readonly stores: StoreList }) {
  return (
    <DeskProvider client={client}>
      <FormatProvider>
        <AnnouncerProvider>
          <TooltipProvider delayDuration={500}>
            <ToastProvider>
              <StoresProvider first={stores}>
                <UnsavedProvider>
                  <StoreFrame>
                    <CurrentStore />
                  </StoreFrame>
                  <StoreDialogs />
                </UnsavedProvider>
                <ClipboardNotice />
              </StoresProvider>
            </ToastProvider>
          </TooltipProvider>
        </AnnouncerProvider>
      </FormatProvider>
    </DeskProvider>
  )
}

/** Of one store nothing is left once the window goes over to another. */
function CurrentStore() {
  const { current } = useStores()
  return <SessionGate key={current.id} />
}
