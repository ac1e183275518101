import styles from './keyboard.module.css'

/** The picture of a key, beside what it does. Screen readers hear `aria-keyshortcuts` of the control instead. */
export function KeyHint({ children }: { readonly children: string }) {
  return (
    <kbd aria-hidden className={styles.key}>
      {children}
    </kbd>
  )
}
