import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useTokenActions } from '../../api/tokens.ts'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useToasts } from '../toast/toast.tsx'

/** One message at a time about the withdrawal of a token: that it can be undone goes once it is. */
export function withdrawalToast(id: string): string {
  return `withdrawal of ${id}`
}

/** Takes the withdrawal of a token back, and says so, or why not (BY-5). */
export function useUndo(): (token: Pick<TokenSummary, 'id' | 'name'>) => void {
  const { t } = useTranslation()
  const toasts = useToasts()
  const wordsFor = useErrorWords()
  const { reinstate } = useTokenActions()
  return ({ id, name }) => {
    reinstate(id).then(
      () => toasts.show({ id: withdrawalToast(id), message: t('withdrawals.undone', { name }) }),
      (error: unknown) => toasts.show({ tone: 'error', message: wordsFor(error) }),
    )
  }
}
