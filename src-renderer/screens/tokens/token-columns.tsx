import { Bot, ContactRound, Copy, User } from 'lucide-react'
import { type RefObject, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { copyText } from '../../components/clipboard/copy-text.ts'
import { When } from '../../components/format/when.tsx'
import type { MenuItem } from '../../components/menu/menu.tsx'
import { RowMenu } from '../../components/menu/row-menu.tsx'
import type { Column } from '../../components/table/data-table.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { ReplacedMark, TokenExpiry, TokenModules } from '../../components/tokens/token-cells.tsx'
import { TokenLogo } from '../../components/tokens/token-logo.tsx'
import { TokenStatusBadge, TokenStatusIcon } from '../../components/tokens/token-status-badge.tsx'
import styles from './tokens-screen.module.css'

type SortKey = 'createdAt' | 'name' | 'expiresAt' | 'lastAccessAt'

/** The columns of MP-2, and the owner. `itemsFor` are the actions that a token's state allows. */
export function useTokenColumns(
  itemsFor: (token: TokenSummary) => readonly MenuItem[],
): readonly Column<TokenSummary, SortKey>[] {
  const { t } = useTranslation()
  const items = useRef(itemsFor)
  items.current = itemsFor
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('tokens.columns.token'),
        // What is left beside the others goes to the name: it is what a token is found by.
        width: 'minmax(150px, 2.2fr)',
        sortBy: 'name',
        cutsItself: true,
        cell: (token) => <TokenIdentity token={token} />,
      },
      {
        id: 'modules',
        header: t('tokens.columns.modules'),
        width: 'minmax(84px, 1.1fr)',
        hideBelow: 706,
        cell: (token) => <TokenModules modules={token.modules} />,
      },
      {
        id: 'owner',
        header: t('tokens.columns.owner'),
        width: 'minmax(100px, 1.7fr)',
        cutsItself: true,
        cell: (token) => <TokenOwner owner={token.owner} />,
      },
      {
        id: 'createdBy',
        header: t('tokens.columns.createdBy'),
        // Where not all columns fit, those go first that decide least: an expiration and a status are always in sight.
        width: 'minmax(102px, 0.8fr)',
        hideBelow: 984,
        cell: (token) => <Creator createdBy={token.createdBy} />,
      },
      {
        id: 'created',
        header: t('tokens.columns.created'),
        width: '108px',
        hideBelow: 882,
        sortBy: 'createdAt',
        cell: (token) => (
          <span className={styles.date}>
            <When instant={token.createdAt} />
          </span>
        ),
      },
      {
        id: 'lastAccess',
        header: t('tokens.columns.lastAccess'),
        width: '98px',
        hideBelow: 770,
        sortBy: 'lastAccessAt',
        cell: (token) => (
          <span className={styles.date}>
            <When instant={token.lastAccessAt} as="relative" absent={t('tokensScreen.neverUsed')} />
          </span>
        ),
      },
      {
        id: 'expiration',
        header: t('tokensScreen.columns.expiration'),
        width: '102px',
        sortBy: 'expiresAt',
        cell: (token) => (
          <span className={styles.date}>
            <TokenExpiry expiresAt={token.expiresAt} />
          </span>
        ),
      },
      {
        id: 'status',
        header: t('tokens.columns.status'),
        width: '118px',
        cutsItself: true,
        cell: (token) => <TokenStatusBadge token={token} brief />,
      },
      {
        id: 'actions',
        header: t('tokens.columns.actions'),
        width: '44px',
        headerHidden: true,
        align: 'end',
        pinned: true,
        cell: (token) => <TokenMenu token={token} itemsFor={items} />,
      },
    ],
    [t],
  )
}

/** Logo, icon by status, name and id; pointing at it tells the hint by which somebody who holds the secret recognises it. */
function TokenIdentity({ token }: { readonly token: TokenSummary }) {
  return (
    <span className={styles.identity}>
      <TokenLogo token={token} />
      <TokenStatusIcon status={token.status} ownerActive={token.owner.active} />
      <span className={styles.named} title={`${token.name} · ${token.id} · ${token.hint}…`}>
        <bdi className={styles.main}>{token.name}</bdi>
        <code className={styles.below}>{token.id}</code>
      </span>
      {token.replacedBy === null ? null : <ReplacedMark replacedBy={token.replacedBy} />}
    </span>
  )
}

const OWNER_ICONS = { user: User, 'technical-user': Bot, contact: ContactRound } as const

/** Name, kind and, for a contact, the customer. */
function TokenOwner({ owner }: { readonly owner: TokenSummary['owner'] }) {
  const { t } = useTranslation()
  const kind = t(`tokens.ownerKinds.${owner.kind}`)
  const Icon = OWNER_ICONS[owner.kind]
  const all = [owner.name, kind, owner.customer?.name].filter((part) => part !== undefined)
  return (
    <span className={styles.identity} title={all.join(' · ')}>
      <Icon role="img" aria-label={kind} size={14} className={styles.kind} />
      <span className={styles.named}>
        <bdi className={styles.main}>{owner.name}</bdi>
        {owner.customer === null ? null : <bdi className={styles.below}>{owner.customer.name}</bdi>}
      </span>
    </span>
  )
}

function Creator({ createdBy }: { readonly createdBy: TokenSummary['createdBy'] }) {
  const { t } = useTranslation()
  if (createdBy === null) return <>{t('none')}</>
  return (
    <span className={styles.named} title={`${createdBy.name} · ${createdBy.id}`}>
      <bdi className={styles.main}>{createdBy.name}</bdi>
      <code className={styles.below}>{createdBy.id}</code>
    </span>
  )
}

function TokenMenu({
  token,
  itemsFor,
}: {
  readonly token: TokenSummary
  readonly itemsFor: RefObject<(token: TokenSummary) => readonly MenuItem[]>
}) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const copyId = () => {
    const copied = copyText(token.id)
    toasts.show(
      copied
        ? { message: t('tokensScreen.idCopied', { id: token.id }) }
        : { tone: 'error', message: t('tokensScreen.idNotCopied', { id: token.id }) },
    )
  }
  return (
    <RowMenu
      label={t('actions.moreFor', { name: token.name })}
      items={() => [{ label: t('tokensScreen.copyId'), icon: Copy, onSelect: copyId }, ...itemsFor.current(token)]}
    />
  )
}
