import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { ChevronsUpDown, LockKeyhole, LogOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.tsx'
import { useChord, useShortcut } from '../components/keyboard/use-shortcut.ts'
import { Logo } from '../components/logo.tsx'
import { Menu } from '../components/menu/menu.tsx'
import styles from './frame.module.css'
import { KeysSheet } from './keys-sheet.tsx'
import { accountEntries, navigationFor } from './navigation.ts'
import { Palette } from './palette/palette.tsx'

/** The frame around every screen: sidebar, account menu, and the content. */
export function Frame() {
  const { t } = useTranslation()
  const session = useSession()
  const main = useRef<HTMLElement>(null)
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  useChord('k', () => setOpen('palette'))
  useShortcut('?', () => setOpen('keys'))
  const path = useRouterState({ select: (state) => state.location.pathname })
  const entries = navigationFor(session)
  const here = entries.find((entry) => path.startsWith(entry.to))
  useEffect(() => {
    document.title = here === undefined ? t('product') : `${t(here.words)} · ${t('product')}`
  }, [here, t])
  useEffect(() => {
    // A screen that knows better has taken the focus already; otherwise the content has it, so that keys work there.
    if (path !== '' && !main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        {t('navigation.skip')}
      </button>
      <aside className={styles.sidebar}>
        <div className={styles.brand}>
          <Logo />
          <span>{t('product')}</span>
        </div>
        <nav aria-label={t('navigation.label')} className={styles.navigation}>
          {entries.map((entry) => (
            <Link
              key={entry.to}
              to={entry.to}
              className={styles.entry}
              activeProps={{ className: styles.here, 'aria-current': 'page' }}
              aria-label={t(entry.words)}
              title={t(entry.words)}
            >
              <entry.icon aria-hidden size={16} />
              <span>{t(entry.words)}</span>
            </Link>
          ))}
        </nav>
        <Account />
      </aside>
      <main ref={main} id="content" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      {open === 'palette' ? <Palette onClose={() => setOpen(null)} /> : null}
      {open === 'keys' ? <KeysSheet onClose={() => setOpen(null)} /> : null}
    </div>
  )
}

function Account() {
  const { t, i18n } = useTranslation()
  const { operator, lock, signOut } = useSession()
  const navigate = useNavigate()
  return (
    <Menu
      align="start"
      side="top"
      heading={`${operator.username} · ${t(`roles.${operator.role}`)}`}
      items={[
        ...accountEntries.map(({ to, words, icon }) => ({
          label: t(words),
          icon,
          onSelect: () => void navigate({ to }),
        })),
        { label: t('navigation.lock'), icon: LockKeyhole, onSelect: lock },
        { label: t('navigation.signOut'), icon: LogOut, onSelect: signOut },
      ]}
    >
      <button
        type="button"
        className={styles.account}
        aria-label={t('navigation.account', { name: operator.fullName })}
      >
        <span aria-hidden className={styles.initials} data-initials={initialsOf(operator.fullName, i18n.language)} />
        <span className={styles.accountName}>
          <bdi>{operator.fullName}</bdi>
        </span>
        <ChevronsUpDown aria-hidden size={14} />
      </button>
    </Menu>
  )
}

function initialsOf(fullName: string, language: string): string {
  const words = fullName.split(/\s+/u).filter((word) => word !== '')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toLocaleUpperCase(language)
}
