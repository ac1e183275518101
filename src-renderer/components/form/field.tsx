import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './fields.module.css'

export interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly optional?: boolean
  /** Where its place says what it is for: the label is there for screen readers only. */
  readonly labelHidden?: boolean
  /** The control, given what ties it to its label, hint and error. */
  children(ties: {
    readonly id: string
    readonly 'aria-invalid': boolean
    readonly 'aria-describedby': string | undefined
  }): ReactNode
}

/** A label, a control, a hint and an error, tied together for a screen reader. */
export function Field({ label, hint, error, optional = false, labelHidden = false, children }: FieldProps) {
  const { t } = useTranslation()
  const id = useId()
  // A hint says beforehand what the error says afterwards: together they are once too often.
  const hintId = hint === undefined || error !== undefined ? null : `${id}-hint`
  const errorId = error === undefined ? null : `${id}-error`
  const describedBy = [errorId, hintId].filter((part) => part !== null).join(' ')
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : styles.label}>
        {label}
        {optional ? (
          <span className={styles.optional} aria-hidden>
            {' '}
            · {t('form.optional')}
          </span>
        ) : null}
      </label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': describedBy || undefined })}
      <FieldError id={errorId} error={error} />
      {hintId === null ? null : (
        <div id={hintId} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  )
}

/** What is wrong with a field, with an icon beside the colour. */
export function FieldError({ id, error }: { readonly id: string | null; readonly error: string | undefined }) {
  if (id === null || error === undefined) return null
  return (
    <div id={id} className={styles.error}>
      <CircleAlert aria-hidden size={13} />
      <span>{error}</span>
    </div>
  )
}
