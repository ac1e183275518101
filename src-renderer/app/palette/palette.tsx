import { Command } from 'cmdk'
import { Bot, ContactRound, KeyRound, type LucideIcon, User } from 'lucide-react'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../components/dialog/dialog.tsx'
import { TokenStatusBadge } from '../../components/tokens/token-status-badge.tsx'
import styles from './palette.module.css'
import { type Findable, usePaletteActions } from './palette-actions.ts'
import { useFindings } from './use-findings.ts'

/** Finds people, tokens and actions by what is typed. Open for as long as it is rendered. */
export function Palette({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const { users, contacts, tokens, searching } = useFindings(wanted)
  const actions = usePaletteActions(wanted)
  const take = (action: Findable) => {
    onClose()
    action.run()
  }
  const [selected, setSelected] = useState('')
  const ids = [
    ...contacts.map(({ contact }) => contact.id),
    ...users.map(({ user }) => user.id),
    ...tokens.map(({ token }) => token.id),
    ...actions.map(({ id }) => id),
  ]
  // What is found arrives after what is typed: the first line is chosen whenever the chosen one is not there any more.
  const chosen = ids.includes(selected) ? selected : (ids[0] ?? '')
  return (
    <Dialog title={t('palette.title')} titleHidden size="palette" onClose={onClose}>
      <Command
        value={chosen}
        onValueChange={setSelected}
        shouldFilter={false}
        loop
        label={t('palette.title')}
        className={styles.palette}
      >
        <Command.Input
          className={styles.input}
          value={text}
          onValueChange={(typed) => {
            setText(typed)
            setSelected('')
          }}
          placeholder={t('palette.placeholder')}
          maxLength={200}
          spellCheck={false}
          dir="auto"
        />
        <Command.List className={styles.list} label={t('palette.found')}>
          {ids.length > 0 ? null : (
            <p className={styles.nothing}>{searching ? t('combobox.loading') : t('listing.nothingMatches')}</p>
          )}
          <Group heading={t('navigation.contacts')}>
            {contacts.map(({ contact, action }) => (
              <Item key={contact.id} id={contact.id} icon={ContactRound} onTake={() => take(action)}>
                <bdi>{contact.fullName}</bdi>
                <span className={styles.aside}>
                  <bdi>{contact.customer.name}</bdi>
                </span>
              </Item>
            ))}
          </Group>
          <Group heading={t('navigation.users')}>
            {users.map(({ user, action }) => (
              <Item
                key={user.id}
                id={user.id}
                icon={user.kind === 'technical' ? Bot : User}
                onTake={() => take(action)}
              >
                <bdi>{user.fullName}</bdi>
                <span className={styles.aside}>{user.username}</span>
              </Item>
            ))}
          </Group>
          <Group heading={t('navigation.tokens')}>
            {tokens.map(({ token, action }) => (
              <Item key={token.id} id={token.id} icon={KeyRound} onTake={() => take(action)}>
                <bdi>{token.name}</bdi>
                <span className={styles.aside}>
                  <bdi>{token.owner.name}</bdi>
                </span>
                <TokenStatusBadge token={token} />
              </Item>
            ))}
          </Group>
          <Group heading={t('palette.actions')}>
            {actions.map((action) => (
              <Item key={action.id} id={action.id} icon={action.icon} onTake={() => take(action)}>
                {action.label}
              </Item>
            ))}
          </Group>
        </Command.List>
      </Command>
    </Dialog>
  )
}

function Group({ heading, children }: { readonly heading: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <Command.Group heading={heading} className={styles.group}>
      {children}
    </Command.Group>
  )
}

function Item({
  id,
  icon: Icon,
  onTake,
  children,
}: {
  readonly id: string
  readonly icon: LucideIcon
  onTake(): void
  readonly children: ReactNode
}) {
  return (
    <Command.Item value={id} className={styles.item} onSelect={onTake}>
      <Icon aria-hidden size={15} />
      {children}
    </Command.Item>
  )
}
