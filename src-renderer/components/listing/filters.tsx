import { ChevronDown } from 'lucide-react'
import { useId } from 'react'
import { classes } from '../classes.ts'
import styles from './listing.module.css'

export interface FilterChoice<Value extends string> {
  readonly value: Value
  readonly label: string
}

/** A filter of two to four choices, all in sight. ← and → choose. */
export function SegmentedFilter<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string
  readonly choices: readonly FilterChoice<NoInfer<Value>>[]
  readonly value: Value
  onChange(value: NoInfer<Value>): void
}) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={styles.segments}>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.segment}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}

/** A filter of many choices. The first one is "all" and has the value ''. */
export function SelectFilter<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string
  readonly choices: readonly FilterChoice<NoInfer<Value>>[]
  readonly value: Value
  onChange(value: NoInfer<Value>): void
}) {
  return (
    <span className={classes(styles.select, value !== '' && styles.chosen)}>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden size={14} />
    </span>
  )
}
