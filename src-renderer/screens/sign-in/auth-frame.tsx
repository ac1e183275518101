import { type ReactNode, useEffect, useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/button/button.tsx'
import { classes } from '../../components/classes.ts'
import { Notice } from '../../components/feedback/notice.tsx'
import { type DeskForm, Form, FormProblem } from '../../components/form/form.tsx'
import { Logo } from '../../components/logo.tsx'
import { useSecondsUntil } from '../../components/reveal/copy-countdown.tsx'
import styles from './auth-frame.module.css'

/** The frame of the screens before sign-in: one form in the middle of the window. */
export function AuthFrame<Values extends FieldValues, Parsed extends FieldValues>({
  title,
  intro,
  form,
  submitLabel,
  wide = false,
  below,
  children,
}: {
  readonly title: string
  readonly intro?: string
  readonly form: DeskForm<Values, Parsed>
  readonly submitLabel: string
  readonly wide?: boolean
  readonly below?: ReactNode
  readonly children: ReactNode
}) {
  const [waitsUntil, setWaitsUntil] = useState<string | null>(null)
  const { problem, clearProblem } = form
  useEffect(() => {
    if (problem?.code !== 'TOO_MANY_ATTEMPTS') return
    setWaitsUntil(new Date(Date.now() + (problem.retryAfterMs ?? 1000)).toISOString())
  }, [problem])
  return (
    <main className={styles.screen}>
      <div className={classes(styles.card, wide && styles.wide)}>
        <div className={styles.brand}>
          <Logo size={40} />
          <h1>{title}</h1>
          {intro === undefined ? null : <p className={styles.intro}>{intro}</p>}
        </div>
        <Form form={form} className={styles.box}>
          {waitsUntil === null ? (
            <FormProblem form={form} />
          ) : (
            <Waiting
              until={waitsUntil}
              onOver={() => {
                setWaitsUntil(null)
                clearProblem()
              }}
            />
          )}
          {children}
          <Button type="submit" variant="primary" wide pending={form.pending} disabled={waitsUntil !== null}>
            {submitLabel}
          </Button>
        </Form>
        {below === undefined ? null : <div className={styles.below}>{below}</div>}
      </div>
    </main>
  )
}

/** Counts down to the next permitted attempt. */
function Waiting({ until, onOver }: { readonly until: string; onOver(): void }) {
  const { t } = useTranslation()
  const seconds = useSecondsUntil(until)
  useEffect(() => {
    if (seconds === 0) onOver()
  }, [seconds, onOver])
  return (
    <Notice tone="warning">
      {t('errors.codes.TOO_MANY_ATTEMPTS')} {t('errors.retryIn', { count: seconds })}
    </Notice>
  )
}
