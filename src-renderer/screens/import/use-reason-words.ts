import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportReason } from '../../../src-shared/contract/imports.ts'
import { useProblemWords } from '../../components/errors/use-problem-words.ts'
import { useFormat } from '../../components/format/use-format.ts'

/** What is said of a line of the file, as sentences one after another; an empty text where there is nothing to say. */
export function useReasonWords(): (reasons: readonly ImportReason[]) => string {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const problemWords = useProblemWords()
  return useCallback(
    (reasons) => {
      const inWords = (reason: ImportReason): string => {
        switch (reason.is) {
          case 'problem': {
            const problem = problemWords(reason.problem)
            if (reason.field === null) return problem
            return t('importing.reasons.problem', { field: t(`importing.fields.${reason.field}`), problem })
          }
          case 'ragged':
            return t('importing.reasons.ragged', {
              values: format.number(reason.values),
              headings: format.number(reason.headings),
            })
          case 'too-long':
            return t('importing.reasons.too-long', { column: format.number(reason.column) })
          case 'same-person':
            return t('importing.reasons.same-person', { line: format.number(reason.line) })
          case 'changes': {
            const fields = reason.fields.map((field) => t(`importing.fields.${field}`))
            return t('importing.reasons.changes', { fields: new Intl.ListFormat(i18n.language).format(fields) })
          }
          case 'role':
            return t('importing.reasons.role', { role: t(`roles.${reason.role}`) })
          default:
            return t(`importing.reasons.${reason.is}`)
        }
      }
      return reasons.map(inWords).join(' ')
    },
    [t, i18n, format, problemWords],
  )
}
