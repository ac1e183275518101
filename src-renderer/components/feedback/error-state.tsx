import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { DeskError } from '../../../src-shared/errors.ts'
import { Button } from '../button/button.tsx'
import { classes } from '../classes.ts'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useProblemWords } from '../errors/use-problem-words.ts'
import styles from './feedback.module.css'

/** What stands where something could not be loaded, in words, with Try again. */
export function ErrorState({
  error,
  onRetry,
  compact = false,
}: {
  readonly error: unknown
  readonly onRetry?: () => void
  readonly compact?: boolean
}) {
  const { t } = useTranslation()
  const wordsFor = useErrorWords()
  const wordsForProblem = useProblemWords()
  // Where the question itself was wrong, what is wrong with it says more than that it was.
  const [problem] = error instanceof DeskError ? Object.values(error.fields ?? {}) : []
  return (
    <div role="alert" className={classes(styles.state, styles.failed, compact && styles.compact)}>
      <span className={styles.mark}>
        <CircleAlert aria-hidden size={20} />
      </span>
      <p className={styles.title}>{t('errors.loadTitle')}</p>
      <p className={styles.hint}>{problem === undefined ? wordsFor(error) : wordsForProblem(problem)}</p>
      {onRetry === undefined ? null : (
        <div className={styles.actions}>
          <Button onClick={onRetry}>{t('actions.tryAgain')}</Button>
        </div>
      )}
    </div>
  )
}
