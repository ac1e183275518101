import { type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { useDeskChange } from '../../api/queries.ts'
import { Button } from '../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { ErrorNotice } from '../feedback/notice.tsx'
import { RevealDialog } from '../reveal/reveal-dialog.tsx'

/**
 * From the question to the end of the reveal: a code, good once and for seven days, with which a person chooses a
 * password. `afterCreation` offers it for somebody who was just added; otherwise an earlier code and the person's
 * sessions end, and the question says so.
 */
export function SetupCodeFlow({
  user,
  afterCreation,
  returnFocus,
  onClose,
}: {
  readonly user: Pick<User, 'id' | 'fullName'>
  readonly afterCreation: boolean
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
}) {
  const { t } = useTranslation()
  const issue = useDeskChange('users.issueSetupCode')
  const [revealId, setRevealId] = useState<string | null>(null)
  const confirm = useRef<HTMLButtonElement>(null)
  const focusBack = returnFocus === undefined ? {} : { returnFocus }
  const name = user.fullName
  if (revealId !== null)
    return <RevealDialog kind="setup-code" revealId={revealId} name={name} {...focusBack} onClose={onClose} />
  return (
    <Dialog
      size="small"
      title={afterCreation ? t('users.setupCode.offerTitle', { name }) : t('users.setupCode.title')}
      description={
        afterCreation ? (
          t('users.setupCode.offerText', { name })
        ) : (
          <>
            <p>{t('users.setupCode.text', { name })}</p>
            <p>{t('users.setupCode.replaces', { name })}</p>
          </>
        )
      }
      initialFocus={confirm}
      {...focusBack}
      onClose={onClose}
    >
      {issue.error === null ? null : (
        <DialogBody>
          <ErrorNotice error={issue.error} />
        </DialogBody>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{afterCreation ? t('users.setupCode.later') : t('actions.cancel')}</Button>
        <Button
          ref={confirm}
          variant="primary"
          pending={issue.isPending}
          onClick={() => issue.mutate({ id: user.id }, { onSuccess: (issued) => setRevealId(issued.revealId) })}
        >
          {t('users.setupCode.issue')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
