import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '../../../components/classes.ts'
import styles from './add-token.module.css'
import { type Step, steps } from './add-token-form.ts'

/** The steps of the wizard, and at which one it stands. */
export function StepList({ at }: { readonly at: Step }) {
  const { t } = useTranslation()
  return (
    <ol className={styles.steps}>
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={step === at ? 'step' : undefined}
          className={classes(styles.step, step === at && styles.here, index < steps.indexOf(at) && styles.done)}
        >
          <span aria-hidden className={styles.number}>
            {index + 1}
          </span>
          {t(`addToken.steps.${step}`)}
        </li>
      ))}
    </ol>
  )
}

/** What a step asks. */
export function StepFields({ children }: { readonly children: ReactNode }) {
  return (
    <div data-step="" className={styles.fields}>
      {children}
    </div>
  )
}
