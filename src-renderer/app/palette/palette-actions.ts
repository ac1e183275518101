import { useNavigate } from '@tanstack/react-router'
import { Database, FileUp, LockKeyhole, LogOut, type LucideIcon, PlugZap, Settings2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session.tsx'
import { useStoreName, useStores } from '../../components/stores/stores.tsx'
import { accountEntries, navigationFor } from '../navigation.ts'

/** What taking a line of the palette does. */
export interface Findable {
  run(): void
}

/** Something that can be done from anywhere. */
export interface PaletteAction extends Findable {
  readonly id: string
  readonly label: string
  readonly icon: LucideIcon
  /** What leads to it too, beside its label. */
  readonly alsoFoundBy?: string
}

/** The actions whose words hold everything that is typed; all of them where nothing is. */
export function usePaletteActions(wanted: string): readonly PaletteAction[] {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const session = useSession()
  const { stores, current, connect, manage, switchTo } = useStores()
  const nameOf = useStoreName()
  const actions: readonly PaletteAction[] = [
    ...[...navigationFor(session), ...accountEntries].map(({ to, words, icon }) => ({
      id: to,
      label: t('palette.open', { name: t(words) }),
      icon,
      // Who has a token that does not work asks that, and not for the screen's name.
      ...(to === '/explain' ? { alsoFoundBy: t('explain.title') } : {}),
      run: () => void navigate({ to }),
    })),
    ...(session.may('people.import')
      ? (['/import/contacts', '/import/users'] as const).map((to) => ({
          id: to,
          label: t(to === '/import/contacts' ? 'importing.title.contacts' : 'importing.title.users'),
          icon: FileUp,
          run: () => void navigate({ to }),
        }))
      : []),
    ...stores
      .filter(({ id }) => id !== current.id)
      .map((store) => ({
        id: `store-${store.id}`,
        label: t('stores.managing.use', { name: nameOf(store) }),
        icon: Database,
        run: () => switchTo(store),
      })),
    { id: 'stores-manage', label: t('stores.manage'), icon: Settings2, run: manage },
    { id: 'stores-connect', label: t('stores.connectTo'), icon: PlugZap, run: connect },
    { id: 'lock', label: t('navigation.lock'), icon: LockKeyhole, run: session.lock },
    { id: 'sign-out', label: t('navigation.signOut'), icon: LogOut, run: session.signOut },
  ]
  const words = folded(wanted, i18n.language).split(/\s+/u)
  return actions.filter(({ label, alsoFoundBy = '' }) => {
    const text = folded(`${label} ${alsoFoundBy}`, i18n.language)
    return words.every((word) => text.includes(word))
  })
}

/** Without case and accents, as the desk's own search compares. */
function folded(text: string, language: string): string {
  return text.toLocaleLowerCase(language).normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'")
}
