import { CircleCheck, CirclePause, CircleX, Clock, UserX } from 'lucide-react'
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

/** Of an active token whose owner is not: calls with it are refused, although nobody has changed it. */
const ownerless = { tone: 'waiting', icon: UserX } as const

/** A state as an icon beside a name; the word stands in a column of its own. */
export function TokenStatusIcon({
  status,
  ownerActive = true,
}: {
  readonly status: TokenSummary['status']
  readonly ownerActive?: boolean
}) {
  const { icon: Icon, tone } = status === 'active' && !ownerActive ? ownerless : looks[status]
  return <Icon aria-hidden size={15} className={styles[tone]} />
}

/**
 * A token's state as a word and an icon; a removed one tells its removal date (AK-6). An active one that is refused because
 * of its owner says so when it is pointed at. `brief`: in a row with a TokenStatusIcon, which has no need of a second one,
 * nor room for a date.
 */
export function TokenStatusBadge({
  token,
  brief = false,
}: {
  readonly token: Pick<TokenSummary, 'status' | 'removedAt' | 'owner'>
  readonly brief?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const isOwnerless = token.status === 'active' && !token.owner.active
  const { tone, icon } = isOwnerless ? ownerless : looks[token.status]
  const removed = token.status === 'removed' && token.removedAt !== null ? token.removedAt : null
  return (
    <StatusBadge tone={tone} icon={brief ? null : icon} title={title()}>
      {removed === null || brief
        ? t(`tokens.status.${token.status}`)
        : t('tokens.removedOn', { date: format.date(removed) })}
    </StatusBadge>
  )

  function title(): string | undefined {
    if (isOwnerless) return t('tokenDetails.ownerInactive')
    return removed === null ? undefined : t('tokens.removedOn', { date: format.full(removed) })
  }
}
