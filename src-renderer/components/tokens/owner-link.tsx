import { Link } from '@tanstack/react-router'
import { Bot, ContactRound, User } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useSession } from '../../api/session.tsx'
import { Name } from '../format/when.tsx'
import styles from './tokens.module.css'

export const OWNER_ICONS = { user: User, 'technical-user': Bot, contact: ContactRound } as const

/** Whose a token is: kind, name and customer, leading to the owner's tokens for whoever may look there. */
export function OwnerLink({ owner }: { readonly owner: TokenSummary['owner'] }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const kind = t(`tokens.ownerKinds.${owner.kind}`)
  const Icon = OWNER_ICONS[owner.kind]
  const name = <Name>{owner.name}</Name>
  const mayLook = may(owner.kind === 'contact' ? 'contacts.read' : 'users.read')
  return (
    <span className={styles.ownerLink} title={kind}>
      <Icon aria-hidden size={14} />
      <span className="visually-hidden">{kind}</span>
      {mayLook ? (
        <Link {...placeOf(owner)} className={styles.link}>
          {name}
        </Link>
      ) : (
        <span>{name}</span>
      )}
      {owner.customer === null ? null : (
        <span className={styles.aside}>
          <Name>{owner.customer.name}</Name>
        </span>
      )}
    </span>
  )
}

function placeOf({ kind, id }: TokenSummary['owner']) {
  const target = { params: { id }, search: { tab: 'tokens' } } as const
  if (kind === 'contact') return { to: '/contacts/$id', ...target } as const
  return kind === 'user'
    ? ({ to: '/users/$id', ...target } as const)
    : ({ to: '/technical-users/$id', ...target } as const)
}
