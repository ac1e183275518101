import { useNavigate } from '@tanstack/react-router'
import { CirclePause, CirclePlay, CircleX, PanelRightOpen, Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { type TokenAction, useTokenActions } from '../../api/tokens.ts'
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx'
import { useErrorWords } from '../errors/use-error-words.ts'
import { Name } from '../format/when.tsx'
import { type MenuItem, MoreMenu } from '../menu/menu.tsx'
import { useToasts } from '../toast/toast.tsx'
import styles from './tokens.module.css'

const icons = { disable: CirclePause, enable: CirclePlay, remove: CircleX, delete: Trash2 } as const
const past = { disable: 'disabled', enable: 'enabled', remove: 'removed', delete: 'deleted' } as const
type Asked = Exclude<TokenAction, 'enable'>

/**
 * What can be done to a token from its row (`itemsFor`, `menuFor`) and from its page (`changesFor`): what withdraws it
 * asks first. Put `dialog` beside the table.
 */
export function useTokenRowActions(onDone?: (action: TokenAction, token: TokenSummary) => void): {
  readonly dialog: ReactNode
  menuFor(token: TokenSummary): ReactNode
  itemsFor(token: TokenSummary): readonly MenuItem[]
  changesFor(token: TokenSummary): readonly MenuItem[]
  /** Does it, or asks first where it is for good. */
  start(action: TokenAction, token: TokenSummary): void
} {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const toasts = useToasts()
  const wordsFor = useErrorWords()
  const { actionsFor, mayChange, run } = useTokenActions()
  const [asking, setAsking] = useState<{ action: Asked; token: TokenSummary } | null>(null)

  const perform = async (action: TokenAction, token: TokenSummary) => {
    await run(action, token)
    toasts.show({ message: t(`tokens.done.${past[action]}`, { name: token.name }) })
    onDone?.(action, token)
  }
  const start = (action: TokenAction, token: TokenSummary) => {
    if (action !== 'enable') setAsking({ action, token })
    else perform(action, token).catch((error: unknown) => toasts.show({ tone: 'error', message: wordsFor(error) }))
  }
  const open = (token: TokenSummary, search: { edit?: true }) =>
    void navigate({ to: '/tokens/$id', params: { id: token.id }, search })
  const changesFor = (token: TokenSummary): readonly MenuItem[] =>
    actionsFor(token).map((action) => ({
      label: t(`tokens.actions.${action}`),
      icon: icons[action],
      tone: action === 'remove' || action === 'delete' ? 'danger' : 'normal',
      apart: action === 'remove',
      onSelect: () => start(action, token),
    }))
  const itemsFor = (token: TokenSummary): readonly MenuItem[] => [
    { label: t('tokens.actions.view'), icon: PanelRightOpen, onSelect: () => open(token, {}) },
    ...(mayChange(token)
      ? [{ label: t('tokens.actions.edit'), icon: Pencil, onSelect: () => open(token, { edit: true }) }]
      : []),
    ...changesFor(token),
  ]
  return {
    start,
    itemsFor,
    changesFor,
    menuFor: (token) => <MoreMenu label={t('actions.moreFor', { name: token.name })} items={itemsFor(token)} />,
    dialog:
      asking === null ? null : (
        <Question {...asking} onClose={() => setAsking(null)} onConfirm={() => perform(asking.action, asking.token)} />
      ),
  }
}

/** Names the token and its owner, and says what happens to the calls made with it. */
function Question({
  action,
  token,
  onClose,
  onConfirm,
}: {
  readonly action: Asked
  readonly token: TokenSummary
  onClose(): void
  onConfirm(): Promise<unknown>
}) {
  const { t } = useTranslation()
  const { owner } = token
  return (
    <ConfirmDialog
      title={t(`tokens.${action}.title`)}
      text={
        <div className={styles.question}>
          <p>
            <strong>
              <Name>{token.name}</Name>
            </strong>
            <br />
            {t('tokens.ofOwner')} <Name>{owner.name}</Name>
            {owner.customer === null ? null : (
              <>
                {' · '}
                <Name>{owner.customer.name}</Name>
              </>
            )}
          </p>
          <p>{t(`tokens.${action}.text`)}</p>
        </div>
      }
      confirmLabel={t(`tokens.actions.${action}`)}
      tone={action === 'disable' ? 'primary' : 'danger'}
      onClose={onClose}
      onConfirm={onConfirm}
    />
  )
}
