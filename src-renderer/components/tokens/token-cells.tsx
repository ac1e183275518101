import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { Name, When } from '../format/when.tsx'
import styles from './tokens.module.css'

/** A token's name, and the hint by which somebody who holds the secret recognises it. */
export function TokenName({ token }: { readonly token: Pick<TokenSummary, 'name' | 'hint' | 'id'> }) {
  return (
    <span className={styles.name} title={`${token.name} · ${token.id}`}>
      <span className={styles.nameText}>
        <Name>{token.name}</Name>
      </span>
      <code className={styles.hint}>{token.hint}…</code>
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
