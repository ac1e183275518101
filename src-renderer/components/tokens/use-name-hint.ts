import { useTranslation } from 'react-i18next'
import type { CallOutput } from '../../api/queries.ts'

/** What a form says of a token's name beforehand: what it is for, and which rules of the policy it has to keep. */
export function useNameHint(): (rules: CallOutput<'tokens.choices'>['nameRules']) => string {
  const { t } = useTranslation()
  return ({ minimumLength, prefix, uniqueForOwner }) =>
    [
      t('tokens.issue.nameHint'),
      ...(prefix === null ? [] : [t('tokens.nameRules.prefix', { prefix })]),
      ...(minimumLength > 1 ? [t('tokens.nameRules.minimumLength', { count: minimumLength })] : []),
      ...(uniqueForOwner ? [t('tokens.nameRules.uniqueForOwner')] : []),
    ].join(' ')
}
