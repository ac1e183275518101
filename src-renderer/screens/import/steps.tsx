import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '../../components/classes.ts'
import styles from './import.module.css'
import type { ImportKind } from './upload.ts'
import { type ImportFlow, STEPS, type Step } from './use-import.ts'

export interface StepProps {
  readonly kind: ImportKind
  readonly flow: ImportFlow
}

/** Where the import stands: all its steps, with those that are done marked as such. */
export function StepsBar({ step }: { readonly step: Step }) {
  const { t } = useTranslation()
  const here = STEPS.indexOf(step)
  return (
    <ol className={styles.steps} aria-label={t('importing.steps.label')}>
      {STEPS.map((name, at) => (
        <li
          key={name}
          aria-current={at === here ? 'step' : undefined}
          className={classes(styles.step, at === here && styles.stepHere, at < here && styles.stepPast)}
        >
          <span aria-hidden className={styles.stepNumber}>
            {at < here ? <Check size={12} /> : at + 1}
          </span>
          {t(`importing.steps.${name}`)}
        </li>
      ))}
    </ol>
  )
}

/** The head of a step. It takes the focus when it arrives, so that reading and Tab go on from there. */
export function StepHeading({ children, intro }: { readonly children: string; readonly intro?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div className={styles.stepHead}>
      <h2 ref={heading} tabIndex={-1}>
        {children}
      </h2>
      {intro === undefined ? null : <p className={styles.intro}>{intro}</p>}
    </div>
  )
}

/** The scrolling middle of a step. */
export function StepBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>
}

/** The buttons of a step: the way back first, the way on last. */
export function StepFooter({ children }: { readonly children: ReactNode }) {
  return <div className={styles.footer}>{children}</div>
}
