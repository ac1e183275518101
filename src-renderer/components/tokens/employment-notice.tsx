import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../feedback/announcer.tsx'
import { Notice } from '../feedback/notice.tsx'

/** Says that a token will end with its owner's employment, on this day in words: to be seen, and to be heard. */
export function EmploymentNotice({ date }: { readonly date: string }) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const words = t('tokens.issue.endsWithEmployment', { date })
  const say = useEffectEvent(announce)
  useEffect(() => say(words), [words])
  return <Notice tone="warning">{words}</Notice>
}
