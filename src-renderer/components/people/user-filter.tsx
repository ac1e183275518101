import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { UserId } from '../../../src-shared/schemas/ids.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { IconButton } from '../button/button.tsx'
import { type Choice, Combobox } from '../combobox/combobox.tsx'
import styles from './people.module.css'

const DEBOUNCE_MS = 150

/** A filter by one user, found by typing. Null is everybody. */
export function UserFilter({
  label,
  anybody,
  clearLabel,
  value,
  onChange,
}: {
  readonly label: string
  /** What stands in the field while nobody is chosen. */
  readonly anybody: string
  readonly clearLabel: string
  readonly value: Choice<UserId> | null
  onChange(value: Choice<UserId> | null): void
}) {
  const [text, setText] = useState(value?.label ?? '')
  const [searched, setSearched] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearched(text.trim()), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const search = searched === value?.label ? '' : searched
  const found = useDeskQuery(
    'users.list',
    { kind: 'person', limit: 20, ...(search === '' ? {} : { search }) },
    { keepPrevious: true },
  )
  const choose = (chosen: Choice<UserId> | null) => {
    setText(chosen?.label ?? '')
    onChange(chosen)
  }
  return (
    <div className={styles.filter}>
      <Combobox<UserId>
        filter
        label={label}
        placeholder={anybody}
        value={value}
        text={text}
        choices={(found.data?.rows ?? []).map((user) => ({ id: user.id, label: user.fullName }))}
        searching={found.isPending || (searched !== text.trim() && text !== value?.label)}
        // Emptying the field is choosing everybody.
        onText={(typed) => (typed === '' ? choose(null) : setText(typed))}
        onChoose={choose}
      />
      {value === null ? null : <IconButton size="small" icon={X} label={clearLabel} onClick={() => choose(null)} />}
    </div>
  )
}
