import { RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { Name, When } from '../format/when.tsx'
import styles from './tokens.module.css'

/** A token's name, and the hint by which somebody who holds the secret recognises it. */
export function TokenName({ token }: { readonly token: Pick<TokenSummary, 'name' | 'hint' | 'id' | 'replacedBy'> }) {
  return (
    <span className={styles.name} title={`${token.name} · ${token.id}`}>
      <span className={styles.nameText}>
        <Name>{token.name}</Name>
      </span>
      {token.replacedBy === null ? null : <ReplacedMark replacedBy={token.replacedBy} />}
      <code className={styles.hint}>{token.hint}…</code>
    </span>
  )
}

/** The mark of a token that another one replaces (BY-2): of two with the same name it tells which one goes. */
export function ReplacedMark({ replacedBy }: { readonly replacedBy: NonNullable<TokenSummary['replacedBy']> }) {
  const { t } = useTranslation()
  const words = `${t('withdrawals.replacedBy')} ${replacedBy.name} · ${replacedBy.id}`
  return (
    <span role="img" aria-label={words} title={words} className={styles.replaced}>
      <RefreshCw aria-hidden size={13} />
    </span>
  )
}

/** The modules' number, or the module's name when there is one (MP-2). */
export function TokenModules({ modules }: { readonly modules: TokenSummary['modules'] }) {
  const { t } = useTranslation()
  const [only] = modules
  if (only === undefined) return <>{t('tokens.modulesNone')}</>
  if (modules.length === 1) return <Name>{only.name}</Name>
  return (
    <span title={modules.map((module) => module.name).join(', ')}>
      {t('tokens.modulesCount', { count: modules.length })}
    </span>
  )
}

/** When a token ends. */
export function TokenExpiry({ expiresAt }: { readonly expiresAt: string | null }) {
  const { t } = useTranslation()
  return <When instant={expiresAt} absent={t('tokens.noExpiration')} />
}
