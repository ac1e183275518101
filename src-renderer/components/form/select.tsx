import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from '../classes.ts'
import styles from './fields.module.css'

/** One choice of a few: the system's own select, drawn as the other fields are. */
export function Select({
  choices,
  ...rest
}: {
  readonly choices: readonly { readonly value: string; readonly label: string }[]
} & Omit<ComponentProps<'select'>, 'className' | 'children'>) {
  return (
    <div className={styles.selectFrame}>
      <select {...rest} className={classes(styles.control, styles.select)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden size={14} />
    </div>
  )
}
