import { Ellipsis, type LucideIcon } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import { Fragment, type ReactElement } from 'react'
import { IconButton } from '../button/button.tsx'
import { classes } from '../classes.ts'
import { useRowTabIndex } from '../table/row-context.ts'
import styles from './menu.module.css'

export interface MenuItem {
  readonly label: string
  readonly icon?: LucideIcon
  readonly tone?: 'normal' | 'danger'
  readonly disabled?: boolean
  /** Draws a line above. */
  readonly apart?: boolean
  onSelect(): void
}

/** A menu that drops down from any button. */
export function Menu({
  items,
  heading,
  align = 'end',
  side = 'bottom',
  opensAtOnce = false,
  children,
}: {
  readonly items: readonly MenuItem[]
  readonly heading?: string
  readonly align?: 'start' | 'end'
  readonly side?: 'top' | 'bottom'
  readonly opensAtOnce?: boolean
  readonly children: ReactElement
}) {
  return (
    <Radix.Root modal={false} defaultOpen={opensAtOnce}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} side={side} sideOffset={4} collisionPadding={8} loop>
          {heading === undefined ? null : <Radix.Label className={styles.label}>{heading}</Radix.Label>}
          {items.map((item) => (
            <Fragment key={item.label}>
              {item.apart === true ? <Radix.Separator className={styles.separator} /> : null}
              <Radix.Item
                className={classes(styles.item, item.tone === 'danger' && styles.danger)}
                disabled={item.disabled ?? false}
                onSelect={() => item.onSelect()}
              >
                {item.icon === undefined ? null : <item.icon aria-hidden size={15} />}
                {item.label}
              </Radix.Item>
            </Fragment>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The ••• button of a page, and of a row once it is used. `label` names what the actions are for. Nothing where there is no action. */
export function MoreMenu({
  label,
  items,
  opensAtOnce = false,
}: {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly opensAtOnce?: boolean
}) {
  const tabIndex = useRowTabIndex()
  if (items.length === 0) return null
  return (
    <Menu items={items} opensAtOnce={opensAtOnce}>
      <IconButton size="small" icon={Ellipsis} label={label} tabIndex={tabIndex} data-row-menu="" />
    </Menu>
  )
}
