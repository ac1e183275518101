import { ConnectDialog } from './connect-dialog.tsx'
import { ManageDialog } from './manage-dialog.tsx'
import { useStores } from './stores.tsx'
import { SwitchDialog } from './switch-dialog.tsx'

/** The dialogs about stores, whichever screen is below. */
export function StoreDialogs() {
  const { open, close } = useStores()
  if (open === null) return null
  if (open === 'manage') return <ManageDialog onClose={close} />
  if ('connect' in open) return <ConnectDialog {...open.connect} onClose={close} />
  return <SwitchDialog to={open.switchTo} onClose={close} />
}
