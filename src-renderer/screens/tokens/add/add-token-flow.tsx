import { useNavigate } from '@tanstack/react-router'
import { type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../../src-shared/schemas/tokens.ts'
import { useSession } from '../../../api/session.tsx'
import { useTokenChoices } from '../../../api/tokens.ts'
import { assertNever } from '../../../components/assert-never.ts'
import { Button } from '../../../components/button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../../../components/dialog/dialog.tsx'
import { useAnnounce } from '../../../components/feedback/announcer.tsx'
import { ErrorState } from '../../../components/feedback/error-state.tsx'
import { Skeleton } from '../../../components/feedback/skeleton.tsx'
import { Name } from '../../../components/format/when.tsx'
import { RevealDialog } from '../../../components/reveal/reveal-dialog.tsx'
import { TokenLogo } from '../../../components/tokens/token-logo.tsx'
import styles from './add-token.module.css'
import type { OwnerInForm } from './add-token-form.ts'
import { type AddedToken, AddTokenWizard } from './add-token-wizard.tsx'
import { useOwnerChoices } from './owner-fields.tsx'

type Flow =
  | { readonly is: 'asking' }
  | { readonly is: 'revealing'; readonly added: AddedToken }
  | { readonly is: 'done'; readonly token: TokenSummary }

/** From Add to the summary: the wizard, the one moment to take the value, then View details and Close (MP-5). */
export function AddTokenFlow({
  returnFocus,
  onClose,
}: {
  readonly returnFocus: RefObject<HTMLElement | null>
  onClose(): void
}) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const [flow, setFlow] = useState<Flow>({ is: 'asking' })
  switch (flow.is) {
    case 'asking':
      return (
        <Asking
          onClose={onClose}
          onAdded={(added) => {
            announce(t('tokens.issue.issued', { name: added.token.name }))
            setFlow({ is: 'revealing', added })
          }}
        />
      )
    case 'revealing':
      return (
        <RevealDialog
          kind="token"
          revealId={flow.added.revealId}
          name={flow.added.token.name}
          onClose={() => setFlow({ is: 'done', token: flow.added.token })}
        />
      )
    case 'done':
      return <Summary token={flow.token} returnFocus={returnFocus} onClose={onClose} />
    default:
      return assertNever(flow)
  }
}

/** The wizard, once it is known what may be offered. */
function Asking({ onClose, onAdded }: { onClose(): void; onAdded(added: AddedToken): void }) {
  const { t } = useTranslation()
  const { operator } = useSession()
  const choices = useTokenChoices({ kind: 'user', id: operator.id })
  const [first] = useOwnerChoices()
  const firstOwner: OwnerInForm =
    first === undefined || first === 'myself'
      ? { choice: 'myself', id: operator.id, label: operator.fullName }
      : { choice: first, id: '', label: '' }
  if (choices.data !== undefined)
    return <AddTokenWizard firstOwner={firstOwner} choices={choices.data} onClose={onClose} onAdded={onAdded} />
  return (
    <Dialog title={t('addToken.title')} size="large" onClose={onClose}>
      <DialogBody>
        {choices.isError ? (
          <ErrorState compact error={choices.error} onRetry={() => void choices.refetch()} />
        ) : (
          ['40%', '100%', '30%', '90%'].map((width) => <Skeleton key={width} width={width} />)
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t('actions.cancel')}</Button>
      </DialogFooter>
    </Dialog>
  )
}

/** The end of the wizard: the token is there, and its page is one press away. */
function Summary({
  token,
  returnFocus,
  onClose,
}: {
  readonly token: TokenSummary
  readonly returnFocus: RefObject<HTMLElement | null>
  onClose(): void
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const view = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      title={t('addToken.done', { name: token.name })}
      description={t('addToken.doneText')}
      size="small"
      initialFocus={view}
      returnFocus={returnFocus}
      onClose={onClose}
    >
      <DialogBody>
        <div className={styles.added}>
          <TokenLogo token={token} size="large" />
          <div>
            <strong>
              <Name>{token.name}</Name>
            </strong>
            <br />
            <code>{token.id}</code>
          </div>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t('addToken.close')}</Button>
        <Button
          ref={view}
          variant="primary"
          onClick={() => {
            onClose()
            void navigate({ to: '/tokens/$id', params: { id: token.id } })
          }}
        >
          {t('addToken.view')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
