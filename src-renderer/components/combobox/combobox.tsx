import { Plus } from 'lucide-react'
import { Popover as Radix } from 'radix-ui'
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '../classes.ts'
import { Field } from '../form/field.tsx'
import fieldStyles from '../form/fields.module.css'
import styles from './combobox.module.css'

export interface Choice<Id extends string = string> {
  readonly id: Id
  readonly label: string
}

/**
 * A field in which one of many records is found by typing. The parent searches: it is told what is typed and hands
 * over what matches. With `onCreate` the last line of the list makes a new record of what was typed.
 */
export function Combobox<Id extends string>({
  label,
  hint,
  error,
  value,
  text,
  choices,
  searching,
  autoFocus = false,
  filter = false,
  placeholder,
  onText,
  onChoose,
  onCreate,
}: {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  /** What is chosen, or null while nothing is. */
  readonly value: Choice<Id> | null
  /** What stands in the field. */
  readonly text: string
  readonly choices: readonly Choice<Id>[]
  readonly searching: boolean
  readonly autoFocus?: boolean
  /** For filters: the label is there for screen readers only, and the field may stay empty. */
  readonly filter?: boolean
  readonly placeholder?: string
  onText(text: string): void
  onChoose(choice: Choice<Id>): void
  onCreate?(name: string): void
}) {
  const { t, i18n } = useTranslation()
  const listId = useId()
  const [open, setOpen] = useState(false)
  const [highlighted, setHighlighted] = useState(0)
  const wanted = text.trim()
  const lower = (words: string) => words.toLocaleLowerCase(i18n.language)
  const canCreate =
    onCreate !== undefined &&
    !searching &&
    wanted !== '' &&
    !choices.some((choice) => lower(choice.label) === lower(wanted))
  const count = choices.length + (canCreate ? 1 : 0)
  const at = Math.min(highlighted, Math.max(0, count - 1))

  const take = (index: number) => {
    const choice = choices[index]
    if (choice !== undefined) onChoose(choice)
    else if (canCreate) onCreate(wanted)
    else return
    setOpen(false)
  }
  /** Enter came before the answer: what is found first is taken as soon as it is there. */
  const [taking, setTaking] = useState(false)
  const takeFound = useEffectEvent(() => {
    setTaking(false)
    if (count > 0) take(at)
  })
  useEffect(() => {
    if (taking && !searching) takeFound()
  }, [taking, searching])
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) setOpen(true)
      else setHighlighted((at + (event.key === 'ArrowDown' ? 1 : count - 1)) % Math.max(1, count))
    } else if (event.key === 'Enter' && open && (searching || count > 0)) {
      event.preventDefault()
      if (searching) setTaking(true)
      else take(at)
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation()
      event.nativeEvent.stopImmediatePropagation()
      setOpen(false)
    } else if (event.key === 'Tab') setOpen(false)
  }
  return (
    <Field label={label} hint={hint} error={error} labelHidden={filter}>
      {(ties) => (
        <Radix.Root open={open} onOpenChange={setOpen}>
          <Radix.Anchor asChild>
            <input
              {...ties}
              type="text"
              role="combobox"
              aria-expanded={open}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={open && count > 0 ? `${listId}-${at}` : undefined}
              aria-required={!filter || undefined}
              placeholder={placeholder}
              className={classes(fieldStyles.control, filter && styles.filter)}
              value={text}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              dir="auto"
              // biome-ignore lint/a11y/noAutofocus: the first field of a dialog that the person has just opened.
              autoFocus={autoFocus}
              onChange={(event) => {
                setTaking(false)
                onText(event.target.value)
                setHighlighted(0)
                setOpen(true)
              }}
              onClick={() => setOpen(true)}
              onBlur={() => {
                if (value !== null && text !== value.label) onText(value.label)
              }}
              onKeyDown={onKeyDown}
            />
          </Radix.Anchor>
          <Radix.Portal>
            <Radix.Content
              className={styles.list}
              align="start"
              sideOffset={4}
              collisionPadding={8}
              onOpenAutoFocus={(event) => event.preventDefault()}
              onCloseAutoFocus={(event) => event.preventDefault()}
              onInteractOutside={(event) => {
                if (event.target instanceof Element && event.target.getAttribute('aria-controls') === listId)
                  event.preventDefault()
              }}
            >
              <div role="listbox" id={listId} aria-label={label}>
                {choices.map((choice, index) => (
                  <Option
                    key={choice.id}
                    id={`${listId}-${index}`}
                    highlighted={index === at}
                    selected={choice.id === value?.id}
                    onTake={() => take(index)}
                    onHighlight={() => setHighlighted(index)}
                  >
                    {choice.label}
                  </Option>
                ))}
                {canCreate ? (
                  <Option
                    id={`${listId}-${choices.length}`}
                    creating
                    highlighted={at === choices.length}
                    selected={false}
                    onTake={() => take(choices.length)}
                    onHighlight={() => setHighlighted(choices.length)}
                  >
                    {t('combobox.create', { name: wanted })}
                  </Option>
                ) : null}
              </div>
              {searching ? <p className={styles.note}>{t('combobox.loading')}</p> : null}
              {!searching && count === 0 ? <p className={styles.note}>{t('combobox.nothing')}</p> : null}
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  )
}

function Option({
  id,
  highlighted,
  selected,
  creating = false,
  onTake,
  onHighlight,
  children,
}: {
  readonly id: string
  readonly highlighted: boolean
  readonly selected: boolean
  readonly creating?: boolean
  onTake(): void
  onHighlight(): void
  readonly children: string
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field, which keeps the focus.
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option.
    <div
      role="option"
      id={id}
      aria-selected={selected}
      data-highlighted={highlighted}
      className={classes(styles.option, creating && styles.creating)}
      onPointerDown={(event) => event.preventDefault()}
      onPointerMove={onHighlight}
      onClick={onTake}
    >
      {creating ? <Plus aria-hidden size={14} /> : null}
      <bdi>{children}</bdi>
    </div>
  )
}
