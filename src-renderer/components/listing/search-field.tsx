import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../button/button.tsx'
import { KeyHint } from '../keyboard/key-hint.tsx'
import { useShortcut } from '../keyboard/use-shortcut.ts'
import styles from './listing.module.css'

/** The search of a list: `/` comes here, Enter opens the first row, ↓ goes into the rows, Escape empties it. */
export function SearchField({
  label,
  value,
  autoFocus = false,
  inputRef,
  onChange,
  onEnter,
  onDown,
}: {
  readonly label: string
  readonly value: string
  readonly autoFocus?: boolean
  readonly inputRef?: RefObject<HTMLInputElement | null>
  onChange(text: string): void
  onEnter?(): void
  onDown?(): void
}) {
  const { t } = useTranslation()
  const own = useRef<HTMLInputElement>(null)
  const input = inputRef ?? own
  const focus = () => {
    input.current?.focus()
    input.current?.select()
  }
  useShortcut('/', focus)
  useEffect(() => {
    if (autoFocus) input.current?.focus()
  }, [autoFocus, input])
  return (
    <div className={styles.search}>
      <Search aria-hidden size={15} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        value={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.()
          else if (event.key === 'ArrowDown') onDown?.()
          else if (event.key === 'Escape' && value !== '') onChange('')
          else return
          event.preventDefault()
        }}
      />
      {value === '' ? (
        <KeyHint>/</KeyHint>
      ) : (
        <IconButton
          size="small"
          icon={X}
          label={t('listing.clearSearch')}
          onClick={() => {
            onChange('')
            input.current?.focus()
          }}
        />
      )}
    </div>
  )
}
