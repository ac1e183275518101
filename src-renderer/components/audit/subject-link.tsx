import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AuditRecord } from '../../../src-shared/schemas/audit.ts'
import { contactId, tokenId, userId } from '../../../src-shared/schemas/ids.ts'
import { Name } from '../format/when.tsx'
import { useRowTabIndex } from '../table/row-context.ts'
import styles from './records.module.css'

/** What a record is about: its name and id, leading to it where it has a screen. */
export function SubjectLink({ record }: { readonly record: AuditRecord }) {
  const { t } = useTranslation()
  const tabIndex = useRowTabIndex()
  const { subject } = record
  if (subject === null) return <span className={styles.faint}>{t('none')}</span>
  const kind = t(`audit.subjects.${subject.kind}`)
  const target = targetOf(subject)
  const name = <Name>{subject.name}</Name>
  const words = {
    title: `${t('audit.detail', { label: kind, value: subject.name })} · ${subject.id}`,
    className: styles.name,
  }
  return (
    <span className={styles.subject}>
      {target === null ? (
        <span {...words}>{name}</span>
      ) : (
        <Link {...target} {...words} tabIndex={tabIndex}>
          {name}
        </Link>
      )}
      {/^[A-Z]{3}-/u.test(subject.id) ? <code className={styles.id}>{subject.id}</code> : null}
    </span>
  )
}

/** The screen of what a record is about; null where there is none. */
function targetOf({ id }: { readonly id: string }) {
  const token = tokenId.safeParse(id)
  if (token.success) return { to: '/tokens/$id', params: { id: token.data } } as const
  const user = userId.safeParse(id)
  if (user.success) return { to: '/users/$id', params: { id: user.data } } as const
  const contact = contactId.safeParse(id)
  return contact.success ? ({ to: '/contacts/$id', params: { id: contact.data } } as const) : null
}
