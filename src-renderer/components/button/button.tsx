import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from '../classes.ts'
import { Tooltip } from '../tooltip/tooltip.tsx'
import styles from './button.module.css'

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: 'primary' | 'secondary' | 'ghost' | 'danger' | 'link'
  readonly size?: 'medium' | 'small'
  readonly icon?: LucideIcon
  /** Turns a wheel and refuses further presses, without losing the focus as `disabled` would. */
  readonly pending?: boolean
  readonly wide?: boolean
}

/** A button with words. It never submits a form unless `type="submit"` says so. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon: Icon,
  pending = false,
  wide = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const shown = pending ? LoaderCircle : Icon
  return (
    <button
      type="button"
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      {...rest}
      className={classes(
        styles.button,
        styles[variant],
        size === 'small' && styles.small,
        wide && styles.wide,
        className,
      )}
      onClick={(event) => {
        if (pending) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {shown === undefined ? null : <ShownIcon icon={shown} turning={pending} />}
      {children}
    </button>
  )
}

function ShownIcon({ icon: Icon, turning }: { readonly icon: LucideIcon; readonly turning: boolean }) {
  return <Icon aria-hidden size={15} className={turning ? styles.spinner : undefined} />
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  readonly icon: LucideIcon
  /** What the button does, in words: its name for a screen reader and its tooltip. */
  readonly label: string
  readonly size?: 'medium' | 'small'
}

/** A button that shows an icon only. */
export function IconButton({ icon: Icon, label, size = 'medium', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classes(styles.button, styles.ghost, styles.icon, size === 'small' && styles.small, className)}
      >
        <Icon aria-hidden size={16} />
      </button>
    </Tooltip>
  )
}
