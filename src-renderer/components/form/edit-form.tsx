import { type ReactNode, useEffect, useRef } from 'react'
import type { FieldValues } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { LeaveGuard } from '../dialog/leave-guard.tsx'
import styles from './edit-form.module.css'
import { type DeskForm, Form } from './form.tsx'
import { type Conflict, useConflict } from './use-conflict.tsx'

/** A record being edited in its viewer, with Save and Cancel. Leaving the screen with something unsaved asks first. */
export function EditForm<Values extends FieldValues, Parsed extends FieldValues>({
  form,
  conflict,
  takesFocus = false,
  onCancel,
  children,
}: {
  readonly form: DeskForm<Values, Parsed>
  readonly conflict: Conflict<Values>
  /** Whether its first field has the focus when the editing begins. */
  readonly takesFocus?: boolean
  onCancel(): void
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (takesFocus) body.current?.querySelector<HTMLElement>('input:not([readonly]), select, textarea')?.focus()
  }, [takesFocus])
  const { head, clear } = useConflict(form, conflict)
  return (
    <Form form={form} className={styles.form}>
      {head}
      <div ref={body} className={styles.form}>
        {children}
      </div>
      <LeaveGuard
        when={form.fields.formState.isDirty}
        title={t('form.unsaved')}
        text={t('form.unsavedText')}
        confirmLabel={t('form.leave')}
      />
      <div className={styles.buttons}>
        <Button
          onClick={() => {
            clear()
            onCancel()
          }}
        >
          {t('actions.cancel')}
        </Button>
        <Button type="submit" variant="primary" pending={form.pending}>
          {t('actions.save')}
        </Button>
      </div>
    </Form>
  )
}
