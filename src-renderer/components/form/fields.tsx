import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { get, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../button/button.tsx'
import { classes } from '../classes.ts'
import { Field, FieldError } from './field.tsx'
import styles from './fields.module.css'
import { Select } from './select.tsx'

interface FormFieldProps {
  /** The field's path in the form's schema. */
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  readonly optional?: boolean
}

function useFieldError(name: string): string | undefined {
  const { formState } = useFormContext()
  const error = get(formState.errors, name) as { message?: string } | undefined
  return error?.message
}

export interface TextFieldProps
  extends FormFieldProps,
    Omit<ComponentProps<'input'>, 'name' | 'form' | 'id' | 'className'> {}

/** One line of text inside a Form. */
export function TextField({ name, label, hint, optional = false, ref: focusRef, ...rest }: TextFieldProps) {
  const { register } = useFormContext()
  const error = useFieldError(name)
  const { ref, ...field } = register(name)
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ties) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          {...rest}
          {...field}
          {...ties}
          ref={(element) => {
            ref(element)
            if (typeof focusRef === 'function') focusRef(element)
            else if (focusRef !== null && focusRef !== undefined) focusRef.current = element
          }}
          aria-required={!optional || undefined}
          className={styles.control}
        />
      )}
    </Field>
  )
}

/** A password inside a Form, with an eye to check what was typed. */
export function PasswordField({ name, label, hint, ...rest }: TextFieldProps) {
  const { t } = useTranslation()
  const { register } = useFormContext()
  const error = useFieldError(name)
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} error={error}>
      {(ties) => (
        <div className={styles.secretFrame}>
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            type={shown ? 'text' : 'password'}
            {...register(name)}
            {...ties}
            aria-required
            className={styles.control}
          />
          <IconButton
            size="small"
            icon={shown ? EyeOff : Eye}
            label={shown ? t('form.hidePassword') : t('form.showPassword')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  )
}

/** Several lines of text inside a Form. */
export function TextAreaField({
  name,
  label,
  hint,
  optional = false,
  ...rest
}: FormFieldProps & Omit<ComponentProps<'textarea'>, 'name' | 'form' | 'id' | 'className'>) {
  const { register } = useFormContext()
  const error = useFieldError(name)
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ties) => (
        <textarea
          rows={2}
          dir="auto"
          {...rest}
          {...register(name)}
          {...ties}
          className={classes(styles.control, styles.area)}
        />
      )}
    </Field>
  )
}

/** One choice of a few inside a Form: the system's own select. */
export function SelectField({
  name,
  label,
  hint,
  optional = false,
  choices,
  onChangeValue,
  ...rest
}: FormFieldProps & {
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  /** Told of a choice after the form has it, where other fields depend on it. */
  onChangeValue?(value: string): void
} & Omit<ComponentProps<'select'>, 'name' | 'form' | 'id' | 'className' | 'children'>) {
  const { register } = useFormContext()
  const error = useFieldError(name)
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ties) => (
        <Select
          {...rest}
          {...register(name, { onChange: (event) => onChangeValue?.(event.target.value) })}
          {...ties}
          choices={choices}
        />
      )}
    </Field>
  )
}

/** A day of the calendar inside a Form, kept as `2026-12-31`; empty is ''. */
export function DateField({
  name,
  label,
  hint,
  optional = false,
  ...rest
}: FormFieldProps & Omit<ComponentProps<'input'>, 'name' | 'form' | 'id' | 'className' | 'type'>) {
  const { register } = useFormContext()
  const error = useFieldError(name)
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ties) => <input {...rest} type="date" {...register(name)} {...ties} className={styles.control} />}
    </Field>
  )
}

/** Yes or no inside a Form. */
export function CheckboxField({ name, label, hint }: FormFieldProps) {
  const { register } = useFormContext()
  const id = useId()
  return (
    <label className={styles.option} htmlFor={id}>
      <input
        id={id}
        type="checkbox"
        {...register(name)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <span className={styles.optionText}>
        <span>{label}</span>
        {hint === undefined ? null : (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}

/** Any number of choices inside a Form, kept as an array of their values. */
export function CheckboxGroupField({
  name,
  label,
  choices,
  empty,
}: FormFieldProps & {
  readonly choices: readonly {
    readonly value: string
    readonly label: string
    readonly hint?: string | undefined
    readonly disabled?: boolean
  }[]
  /** What to say where there is nothing to choose. */
  readonly empty: string
}) {
  const { register } = useFormContext()
  const id = useId()
  const error = useFieldError(name)
  const errorId = error === undefined ? null : `${id}-error`
  return (
    <fieldset className={styles.group} aria-describedby={errorId ?? undefined}>
      <legend>{label}</legend>
      {choices.length === 0 ? <p className={styles.hint}>{empty}</p> : null}
      <div className={styles.options}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.option}>
            <input type="checkbox" value={choice.value} {...register(name)} disabled={choice.disabled} />
            <span className={styles.optionText}>
              <span>{choice.label}</span>
              {choice.hint === undefined ? null : <span className={styles.hint}>{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={errorId} error={error} />
    </fieldset>
  )
}

/** Fields side by side where there is room. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className={styles.row}>{children}</div>
}
