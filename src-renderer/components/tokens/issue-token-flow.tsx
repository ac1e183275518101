import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnerReference } from '../../../src-shared/schemas/tokens.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import { RevealDialog } from '../reveal/reveal-dialog.tsx'
import { type IssuedToken, IssueTokenDialog } from './issue-token-dialog.tsx'

/** From Generate to the end of the reveal: the issue form, then the new secret, then back to where it began. */
export function IssueTokenFlow({
  owner,
  ownerName,
  title,
  nameLabel,
  returnFocus,
  onClose,
}: {
  readonly owner: OwnerReference
  readonly ownerName: string
  readonly title?: string
  readonly nameLabel?: string
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
}) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const [issued, setIssued] = useState<IssuedToken | null>(null)
  if (issued === null)
    return (
      <IssueTokenDialog
        owner={owner}
        ownerName={ownerName}
        {...(title === undefined ? {} : { title })}
        {...(nameLabel === undefined ? {} : { nameLabel })}
        {...(returnFocus === undefined ? {} : { returnFocus })}
        onClose={onClose}
        onIssued={(result) => {
          announce(t('tokens.issue.issued', { name: result.token.name }))
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
