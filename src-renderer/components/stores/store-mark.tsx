import type { StoreColour } from '../../../src-shared/contract/stores.ts'
import styles from './stores.module.css'

/** A store's colour, beside its name. */
export function StoreMark({ colour }: { readonly colour: StoreColour }) {
  return <span aria-hidden className={styles.mark} data-colour={colour} />
}
