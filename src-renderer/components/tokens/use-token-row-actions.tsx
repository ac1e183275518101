import { CirclePause, CirclePlay, CircleX, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { type TokenAction, useTokenActions } from '../../api/tokens.ts'
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx'
import { useErrorWords } from '../errors/use-error-words.ts'
import { type MenuItem, MoreMenu } from '../menu/menu.tsx'
import { useToasts } from '../toast/toast.tsx'

const icons = { disable: CirclePause, enable: CirclePlay, remove: CircleX, delete: Trash2 } as const
const past = { disable: 'disabled', enable: 'enabled', remove: 'removed', delete: 'deleted' } as const

/**
 * Disable, Enable, Remove and Delete for rows and pages of tokens. Put `dialog` beside the table and `menuFor(token)`
 * into the row.
 */
export function useTokenRowActions(onDone?: (action: TokenAction, token: TokenSummary) => void): {
  readonly dialog: ReactNode
  menuFor(token: TokenSummary): ReactNode
  itemsFor(token: TokenSummary): readonly MenuItem[]
} {
  const { t } = useTranslation()
  const toasts = useToasts()
  const wordsFor = useErrorWords()
  const { actionsFor, run } = useTokenActions()
  const [asking, setAsking] = useState<{ action: 'remove' | 'delete'; token: TokenSummary } | null>(null)

  const perform = async (action: TokenAction, token: TokenSummary) => {
    await run(action, token)
    toasts.show({ message: t(`tokens.done.${past[action]}`, { name: token.name }) })
    onDone?.(action, token)
  }
  const start = (action: TokenAction, token: TokenSummary) => {
    if (action === 'remove' || action === 'delete') setAsking({ action, token })
    else perform(action, token).catch((error: unknown) => toasts.show({ tone: 'error', message: wordsFor(error) }))
  }
  const itemsFor = (token: TokenSummary): readonly MenuItem[] =>
    actionsFor(token).map((action) => ({
      label: t(`tokens.actions.${action}`),
      icon: icons[action],
      tone: action === 'remove' || action === 'delete' ? 'danger' : 'normal',
      apart: action === 'remove',
      onSelect: () => start(action, token),
    }))
  return {
    itemsFor,
    menuFor: (token) => <MoreMenu label={t('actions.moreFor', { name: token.name })} items={itemsFor(token)} />,
    dialog:
      asking === null ? null : (
        <ConfirmDialog
          title={t(`tokens.${asking.action}.title`)}
          text={
            <>
              <p>
                <strong>
                  <bdi>{asking.token.name}</bdi>
                </strong>
              </p>
              <p>{t(`tokens.${asking.action}.text`)}</p>
            </>
          }
          confirmLabel={t(`tokens.actions.${asking.action}`)}
          onClose={() => setAsking(null)}
          onConfirm={() => perform(asking.action, asking.token)}
        />
      ),
  }
}
