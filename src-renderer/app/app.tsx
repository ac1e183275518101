import { useState } from 'react'
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
import { type Standing, UNKNOWN } from './standing.ts'
import { StoreFrame } from './store-bar.tsx'

/** What was asked for before anything was drawn. */
export interface KnownAtFirst {
  readonly stores: StoreList
  readonly standing: Standing
}

/** The page, whole. */
export function App({ client, first }: { readonly client: DeskClient; readonly first: KnownAtFirst }) {
  return (
    <DeskProvider client={client}>
      <FormatProvider>
        <AnnouncerProvider>
          <TooltipProvider delayDuration={500}>
            <ToastProvider>
              <StoresProvider first={first.stores}>
                <UnsavedProvider>
                  <StoreFrame>
                    <CurrentStore standing={first.standing} />
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
function CurrentStore({ standing }: { readonly standing: Standing }) {
  const { current } = useStores()
  // What was learned at first holds of the first store, and no longer once the window has left it.
  const [known, setKnown] = useState({ storeId: current.id, standing })
  if (known.storeId !== current.id) setKnown({ storeId: current.id, standing: UNKNOWN })
  return <SessionGate key={current.id} first={known.standing} />
}
