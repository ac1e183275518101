import { useNavigate } from '@tanstack/react-router'
import { CirclePause, CirclePlay, CircleX, PanelRightOpen, Pencil, RefreshCw, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary, WithdrawalReason } from '../../../src-shared/schemas/tokens.ts'
import { type TokenAction, type TokenActionNotes, useTokenActions } from '../../api/tokens.ts'
import { useErrorWords } from '../errors/use-error-words.ts'
import { type MenuItem, MoreMenu } from '../menu/menu.tsx'
import { useToasts } from '../toast/toast.tsx'
import { RotateTokenFlow } from './rotate-token-flow.tsx'
import { useUndo, withdrawalToast } from './use-undo.ts'
import { WithdrawalQuestion } from './withdrawal-question.tsx'

const icons = { disable: CirclePause, enable: CirclePlay, remove: CircleX, delete: Trash2 } as const
const past = { disable: 'disabled', enable: 'enabled', remove: 'removed', delete: 'deleted' } as const
type Asked = Exclude<TokenAction, 'enable'>

/**
 * What can be done to a token from its row (`itemsFor`, `menuFor`) and from its page (`changesFor`): what withdraws it
 * asks first, for the usual reason unless somebody chooses another. Put `dialog` beside the table.
 */
export function useTokenRowActions(
  onDone?: (action: TokenAction, token: TokenSummary) => void,
  usualReason: WithdrawalReason = 'no-longer-needed',
): {
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
  const { actionsFor, mayChange, mayRotate, run } = useTokenActions()
  const undo = useUndo()
  const [asking, setAsking] = useState<{ action: Asked; token: TokenSummary } | null>(null)
  const [rotating, setRotating] = useState<TokenSummary | null>(null)

  const perform = async (action: TokenAction, token: TokenSummary, notes: TokenActionNotes = {}) => {
    const { undoableUntil } = await run(action, token, notes)
    toasts.show({
      id: withdrawalToast(token.id),
      message: t(`tokens.done.${past[action]}`, { name: token.name }),
      ...(undoableUntil === null ? {} : { actions: [{ label: t('withdrawals.undo'), onSelect: () => undo(token) }] }),
    })
    onDone?.(action, token)
  }
  const start = (action: TokenAction, token: TokenSummary) => {
    if (action !== 'enable') setAsking({ action, token })
    else perform(action, token).catch((error: unknown) => toasts.show({ tone: 'error', message: wordsFor(error) }))
  }
  const open = (token: TokenSummary, search: { edit?: true }) =>
    void navigate({ to: '/tokens/$id', params: { id: token.id }, search })
  const changesFor = (token: TokenSummary): readonly MenuItem[] => [
    ...(mayRotate(token)
      ? [{ label: t('withdrawals.rotation.action'), icon: RefreshCw, onSelect: () => setRotating(token) }]
      : []),
    ...actionsFor(token).map(
      (action): MenuItem => ({
        label: t(`tokens.actions.${action}`),
        icon: icons[action],
        tone: action === 'remove' || action === 'delete' ? 'danger' : 'normal',
        apart: action === 'remove',
        onSelect: () => start(action, token),
      }),
    ),
  ]
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
      rotating !== null ? (
        <RotateTokenFlow token={rotating} onClose={() => setRotating(null)} />
      ) : asking === null ? null : (
        <WithdrawalQuestion
          {...asking}
          usualReason={usualReason}
          onClose={() => setAsking(null)}
          onConfirm={(notes) => perform(asking.action, asking.token, notes)}
        />
      ),
  }
}
