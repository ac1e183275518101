import { useState } from 'react'
import buttonStyles from '../button/button.module.css'
import { classes } from '../classes.ts'
import { useRowTabIndex } from '../table/row-context.ts'
import styles from './menu.module.css'
import { type MenuItem, MoreMenu } from './menu.tsx'

/**
 * The ••• button of a table's row. Scrolling draws hundreds of rows a second, and the menu of one of them is opened: until
 * then the button is a plain one, and `items` are not asked for.
 */
export function RowMenu({ label, items }: { readonly label: string; readonly items: () => readonly MenuItem[] }) {
  const [isUsed, setIsUsed] = useState(false)
  const tabIndex = useRowTabIndex()
  if (isUsed) return <MoreMenu label={label} items={items()} opensAtOnce />
  return (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded="false"
      tabIndex={tabIndex}
      data-row-menu=""
      className={classes(buttonStyles.button, buttonStyles.ghost, buttonStyles.icon, buttonStyles.small, styles.dots)}
      onPointerEnter={(event) => {
        event.currentTarget.title = label
      }}
      onClick={() => setIsUsed(true)}
      onKeyDown={(event) => {
        if (!OPENING_KEYS.has(event.key)) return
        event.preventDefault()
        setIsUsed(true)
      }}
    >
      •••
    </button>
  )
}

const OPENING_KEYS = new Set(['Enter', ' ', 'ArrowDown'])
