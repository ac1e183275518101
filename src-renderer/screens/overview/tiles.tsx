import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tokenStatus } from '../../../src-shared/schemas/tokens.ts'
import type { CallOutput } from '../../api/queries.ts'
import { classes } from '../../components/classes.ts'
import { Skeleton } from '../../components/feedback/skeleton.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import type { TokenListFilter } from '../../components/tokens/token-list-filter.ts'
import { TokenStatusIcon } from '../../components/tokens/token-status-badge.tsx'
import styles from './overview.module.css'

type Figures = CallOutput<'overview.get'>

/** How many tokens of each status there are, and of each owner kind where there are several. */
export function StatusTiles({ groups }: { readonly groups: Figures['byStatusAndOwnerKind'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ul className={styles.tiles}>
      {tokenStatus.options.map((status) => {
        const kinds = groups.filter((group) => group.status === status)
        const word = t(`tokens.status.${status}`)
        return (
          <li key={status} className={styles.tile}>
            <Link to="/tokens" search={{ status }} className={styles.figure}>
              <span className={styles.words}>
                <TokenStatusIcon status={status} />
                {word}
              </span>{' '}
              <span className={styles.number}>
                {format.number(kinds.reduce((total, { count }) => total + count, 0))}
              </span>
            </Link>
            {kinds.length > 1 ? (
              <ul className={styles.kinds}>
                {kinds.map(({ ownerKind, count }) => (
                  <li key={ownerKind}>
                    <Link to="/tokens" search={{ status, ownerKind }} className={styles.kind}>
                      <span>{t(`tokensScreen.ownerKinds.${ownerKind}`)}</span>{' '}
                      <span>
                        {format.number(count)}
                        <span className="visually-hidden">, {word}</span>
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

/** Active tokens that somebody should look at: they end soon, or nobody seems to need them. */
export function Attention({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation()
  const items: readonly { words: string; count: number; filter: Partial<TokenListFilter> }[] = [
    ...figures.expiringWithin.map(({ days, count }) => ({
      words: t('overview.expiring', { count: days }),
      count,
      filter: { expiring: `${days}` as const },
    })),
    { words: t('overview.neverUsed'), count: figures.neverUsed, filter: { status: 'active', use: 'never' } },
    {
      words: t('overview.unused'),
      count: figures.unusedFor90Days,
      filter: { status: 'active', use: 'unused-90-days' },
    },
  ]
  const format = useFormat()
  return (
    <ul className={classes(styles.tiles, styles.many)}>
      {items.map(({ words, count, filter }) => (
        <li key={words} className={styles.tile}>
          <Link to="/tokens" search={filter} className={styles.figure}>
            <span className={styles.words}>{words}</span> <span className={styles.number}>{format.number(count)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** Where the tiles will be. */
export function TilesAtRest({ count }: { readonly count: number }) {
  return (
    <ul className={classes(styles.tiles, count > 4 && styles.many)} aria-busy>
      {Array.from({ length: count }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <li key={place} className={styles.tile}>
          <div className={styles.figure}>
            <Skeleton width="60%" />
            <Skeleton width="40%" />
          </div>
        </li>
      ))}
    </ul>
  )
}
