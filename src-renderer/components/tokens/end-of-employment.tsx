import { useEffect, useEffectEvent } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type TokenChoices, useCustomExpiration } from '../../api/tokens.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import { Notice } from '../feedback/notice.tsx'
import { useFormat } from '../format/use-format.ts'

/**
 * Says so where the token of the form around it would outlive its owner's employment, with which it ends: to be seen, and to
 * be heard.
 */
export function EndOfEmployment({ choices }: { readonly choices: TokenChoices }) {
  const { t } = useTranslation()
  const format = useFormat()
  const announce = useAnnounce()
  const endsAt = useEarlierEnd(choices)
  const words = endsAt === null ? null : t('tokens.issue.endsWithEmployment', { date: format.date(endsAt) })
  const say = useEffectEvent(announce)
  useEffect(() => {
    if (words !== null) say(words)
  }, [words])
  return words === null ? null : <Notice tone="warning">{words}</Notice>
}

/** When the employment ends, where that is before the expiration in the form; null where it is not, or not known yet. */
function useEarlierEnd({ employmentEndsAt, expirations }: TokenChoices): string | null {
  const { control } = useFormContext()
  const choice = useWatch({ control, name: 'expiration.choice' }) as string
  const date = useWatch({ control, name: 'expiration.date' }) as string
  const isDate = choice === 'custom' && z.iso.date().safeParse(date).success
  const custom = useCustomExpiration(isDate ? date : null)
  if (employmentEndsAt === null || (choice === 'custom' && custom.data === undefined)) return null
  const expiresAt =
    choice === 'custom'
      ? (custom.data?.expiresAt ?? null)
      : (expirations.find((expiration) => expiration.choice === choice)?.expiresAt ?? null)
  return expiresAt !== null && expiresAt <= employmentEndsAt ? null : employmentEndsAt
}
