import { ConnectDialog } from './connect-dialog.tsx'
import { ManageDialog } from './manage-dialog.tsx'
import { useStores } from './stores.tsx'
import { SwitchDialog } from './switch-dialog.tsx'

/** The dialogs about stores, whichever screen is below. */
export function StoreDialogs() {
  const { open, close } = useStores()
  if (open === null) return null
  if (open === 'connect') return <ConnectDialog onClose={close} />
  if (open === 'manage') return <ManageDialog onClose={close} />
  return <SwitchDialog to={open.switchTo} onClose={close} />
}
