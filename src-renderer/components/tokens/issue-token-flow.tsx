import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnerReference } from '../../../src-shared/schemas/tokens.ts'
import { RevealDialog } from '../reveal/reveal-dialog.tsx'
import { useToasts } from '../toast/toast.tsx'
import { type IssuedToken, IssueTokenDialog } from './issue-token-dialog.tsx'

/** From Generate to the end of the reveal: the issue form, then the new secret, then back to where it began. */
export function IssueTokenFlow({
  owner,
  ownerName,
  returnFocus,
  onClose,
}: {
  readonly owner: OwnerReference
  readonly ownerName: string
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
}) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const [issued, setIssued] = useState<IssuedToken | null>(null)
  if (issued === null)
    return (
      <IssueTokenDialog
        owner={owner}
        ownerName={ownerName}
        {...(returnFocus === undefined ? {} : { returnFocus })}
        onClose={onClose}
        onIssued={(result) => {
          toasts.show({ message: t('tokens.issue.issued', { name: result.token.name }) })
          setIssued(result)
        }}
      />
    )
  return (
    <RevealDialog
      kind="token"
      revealId={issued.revealId}
      name={issued.token.name}
      {...(returnFocus === undefined ? {} : { returnFocus })}
      onClose={onClose}
    />
  )
}
