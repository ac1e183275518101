import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../feedback/notice.tsx'
import type { Difference } from './conflict.ts'
import styles from './edit-form.module.css'

/** Both versions of each field that two people have made different things of, side by side, with a choice. */
export function ConflictNotice<Name extends string>({
  differences,
  fields,
  onChoose,
}: {
  readonly differences: readonly Difference<Name>[]
  readonly fields: readonly { readonly name: Name; readonly label: string; say?(value: unknown): string }[]
  onChoose(difference: Difference<Name>, which: 'mine' | 'theirs'): void
}) {
  const { t } = useTranslation()
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  // Save is at the end of a long form, and the choice at its head.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each choice is shown once, as it comes up.
  useEffect(() => place.current?.focus(), [differences])
  return (
    <div ref={place} tabIndex={-1} className={styles.choice}>
      <Notice tone="error">
        <p>{differences.length === 0 ? t('form.conflictSame') : t('form.conflict')}</p>
        {differences.map((difference) => {
          const field = fields.find(({ name }) => name === difference.name)
          const plain = (value: unknown) =>
            typeof value === 'boolean' ? t(value ? 'form.on' : 'form.off') : String(value)
          const words = (value: unknown) => (field?.say ?? plain)(value ?? '') || t('none')
          return (
            <fieldset key={`${difference.name} ${words(difference.theirs)}`} className={styles.difference}>
              <legend>{field?.label}</legend>
              {(['mine', 'theirs'] as const).map((which) => (
                <label key={which} className={styles.version}>
                  <input
                    type="radio"
                    name={`${id}-${difference.name}`}
                    defaultChecked={difference.kept === which}
                    onChange={() => onChoose(difference, which)}
                  />
                  <span className={styles.whose}>{t(`form.${which}`)}</span>
                  <bdi>{words(difference[which])}</bdi>
                </label>
              ))}
            </fieldset>
          )
        })}
      </Notice>
    </div>
  )
}
