import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { FieldProblem } from '../../../src-shared/errors.ts'
import { type Format, useFormat } from '../format/use-format.ts'

/** The words for one field problem: in English those of the contract and the desk, which say most, else the rule's. */
export function useProblemWords(): (problem: FieldProblem) => string {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  return useCallback(
    ({ rule, message, limit }) => {
      const key = `problems.${rule}`
      if ((i18n.language === 'en' && message !== '') || !i18n.exists(key)) return message
      return (t as (key: string, values: object) => string)(key, { limit: limitInWords(limit, format) })
    },
    [t, i18n, format],
  )
}

function limitInWords(limit: FieldProblem['limit'], format: Format): string {
  if (typeof limit === 'number') return format.number(limit)
  return limit !== undefined && z.iso.date().safeParse(limit).success ? format.day(limit) : (limit ?? '')
}
