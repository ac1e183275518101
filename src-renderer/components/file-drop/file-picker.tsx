import { classes } from '../classes.ts'
import styles from './file-picker.module.css'

/** A button that opens the system's dialog for a file. It stands beside every place to drop one, for the keyboard. */
export function FilePicker({
  label,
  accept,
  quiet = false,
  onFiles,
}: {
  readonly label: string
  /** As of the attribute of an input; everything where it is left out. */
  readonly accept?: string
  readonly quiet?: boolean
  onFiles(files: readonly File[]): void
}) {
  return (
    <label className={classes(styles.picker, quiet && styles.quiet)}>
      {label}
      <input
        type="file"
        accept={accept}
        title=""
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          // The same file may be chosen again after it was corrected.
          event.target.value = ''
          onFiles(files)
        }}
      />
    </label>
  )
}
