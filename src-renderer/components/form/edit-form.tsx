import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { asDeskError } from '../../api/connect.ts'
import { Button } from '../button/button.tsx'
import { LeaveGuard } from '../dialog/leave-guard.tsx'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import { Notice } from '../feedback/notice.tsx'
import styles from './edit-form.module.css'
import { type DeskForm, Form, FormProblem } from './form.tsx'

/**
 * A record being edited in its viewer, with Save and Cancel. When somebody else has changed the record meanwhile
 * (CONFLICT, `stale-version`), it says so and offers to load that version; fields that the person changed keep what
 * was typed. Leaving the screen with something unsaved asks first.
 */
export function EditForm<Values extends FieldValues, Parsed extends FieldValues>({
  form,
  onCancel,
  onLoadNewVersion,
  children,
}: {
  readonly form: DeskForm<Values, Parsed>
  onCancel(): void
  /** Fetches the record as it is now and resets the form to it with `keepDirtyValues`. */
  onLoadNewVersion(): Promise<void>
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const wordsFor = useErrorWords()
  const reload = async () => {
    try {
      await onLoadNewVersion()
      form.clearProblem()
      announce(t('form.reloaded'))
    } catch (error) {
      announce(wordsFor(asDeskError(error)))
    }
  }
  return (
    <Form form={form} className={styles.form}>
      {form.problem?.reason === 'stale-version' ? (
        <Notice
          tone="error"
          action={
            <Button size="small" onClick={reload}>
              {t('form.conflictReload')}
            </Button>
          }
        >
          {t('form.conflict')}
        </Notice>
      ) : (
        <FormProblem form={form} />
      )}
      {children}
      <LeaveGuard
        when={form.fields.formState.isDirty}
        title={t('form.unsaved')}
        text={t('form.unsavedText')}
        confirmLabel={t('form.leave')}
      />
      <div className={styles.buttons}>
        <Button onClick={onCancel}>{t('actions.cancel')}</Button>
        <Button type="submit" variant="primary" pending={form.pending}>
          {t('actions.save')}
        </Button>
      </div>
    </Form>
  )
}
