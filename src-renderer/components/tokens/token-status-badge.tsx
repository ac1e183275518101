import { CircleCheck, CirclePause, CircleX, Clock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { StatusBadge } from '../feedback/status-badge.tsx'
import { useFormat } from '../format/use-format.ts'
import styles from './tokens.module.css'

const looks = {
  active: { tone: 'positive', icon: CircleCheck },
  expired: { tone: 'waiting', icon: Clock },
  disabled: { tone: 'neutral', icon: CirclePause },
  removed: { tone: 'negative', icon: CircleX },
} as const

/** A token's state as an icon beside its name; the word stands in a column of its own. */
export function TokenStatusIcon({ status }: { readonly status: TokenSummary['status'] }) {
  const { icon: Icon, tone } = looks[status]
  return <Icon aria-hidden size={15} className={styles[tone]} />
}

/** A token's state as a word and an icon; a removed one tells its removal date (AK-6); `brief` only when it is pointed at. */
export function TokenStatusBadge({
  token,
  brief = false,
}: {
  readonly token: Pick<TokenSummary, 'status' | 'removedAt'>
  readonly brief?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { tone, icon } = looks[token.status]
  const removed = token.status === 'removed' && token.removedAt !== null ? token.removedAt : null
  return (
    <StatusBadge
      tone={tone}
      icon={icon}
      title={removed === null ? undefined : t('tokens.removedOn', { date: format.full(removed) })}
    >
      {removed === null || brief
        ? t(`tokens.status.${token.status}`)
        : t('tokens.removedOn', { date: format.date(removed) })}
    </StatusBadge>
  )
}
