import type { ReactNode, RefObject } from 'react'
import type { FieldValues } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { type DeskForm, Form } from '../form/form.tsx'
import { type Conflict, useConflict } from '../form/use-conflict.tsx'
import styles from './dialog.module.css'
import { Dialog, DialogBody, DialogFooter } from './dialog.tsx'
import { DiscardFooter, useDiscardQuestion } from './discard-question.tsx'
import { useUnsaved } from './unsaved.tsx'

/** A dialog that is a form: problems at the top, fields, Cancel and the submitting button. Enter submits. */
export function FormDialog<Values extends FieldValues, Parsed extends FieldValues>({
  title,
  description,
  form,
  conflict = null,
  submitLabel,
  submitDisabled = false,
  size,
  initialFocus,
  returnFocus,
  onClose,
  children,
}: {
  readonly title: string
  readonly description?: ReactNode
  readonly form: DeskForm<Values, Parsed>
  /** Where the form changes a record: for when somebody else has changed it meanwhile. */
  readonly conflict?: Conflict<Values> | null
  readonly submitLabel: string
  /** True while there is nothing that could be submitted. */
  readonly submitDisabled?: boolean
  readonly size?: 'small' | 'medium' | 'large'
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  const { isDirty } = form.fields.formState
  const { head } = useConflict(form, conflict)
  useUnsaved(isDirty)
  // Cancel says what it does; Escape is pressed in passing.
  const discard = useDiscardQuestion(isDirty, onClose)
  return (
    <Dialog
      title={title}
      description={description}
      busy={form.pending}
      onClose={discard.leave}
      {...(size === undefined ? {} : { size })}
      {...(initialFocus === undefined ? {} : { initialFocus })}
      {...(returnFocus === undefined ? {} : { returnFocus })}
    >
      <Form form={form} className={styles.form}>
        <DialogBody>
          {head}
          {children}
        </DialogBody>
        {discard.asking ? (
          <DiscardFooter onDiscard={onClose} onKeep={discard.keep} />
        ) : (
          <DialogFooter>
            <Button disabled={form.pending} onClick={onClose}>
              {t('actions.cancel')}
            </Button>
            <Button type="submit" variant="primary" pending={form.pending} disabled={submitDisabled}>
              {submitLabel}
            </Button>
          </DialogFooter>
        )}
      </Form>
    </Dialog>
  )
}
