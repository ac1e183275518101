import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import type { DefaultValues, FieldValues, Path, PathValue } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { asDeskError } from '../../api/connect.ts'
import { Button } from '../button/button.tsx'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import { Notice } from '../feedback/notice.tsx'
import { type Difference, differencesBetween } from './conflict.ts'
import { ConflictNotice } from './conflict-notice.tsx'
import { type DeskForm, FormProblem } from './form.tsx'

/** What a form knows about its record's other version, for when somebody else has changed it meanwhile. */
export interface Conflict<Values extends FieldValues> {
  /** Fetches the record as it is now; the next Save is made from that version. Gives the form's values of it. */
  loadTheirs(): Promise<Values>
  /** The fields of which both versions are shown, in the form's order. */
  readonly fields: readonly {
    readonly name: Path<Values>
    readonly label: string
    /** A value in words; as it is, or as on and off, unless given. */
    say?(value: unknown): string
  }[]
}

/**
 * What stands at the head of a form over a record: its problem, and where somebody else has changed the record meanwhile
 * (CONFLICT, `stale-version`), both versions side by side, field by field, with a choice. Nothing typed is lost. Without a
 * `conflict` there is no record yet, and only the problem.
 */
export function useConflict<Values extends FieldValues, Parsed extends FieldValues>(
  form: DeskForm<Values, Parsed>,
  conflict: Conflict<Values> | null,
): { readonly head: ReactNode; clear(): void } {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const wordsFor = useErrorWords()
  const [differences, setDifferences] = useState<readonly Difference<Path<Values>>[] | null>(null)
  const { fields } = form
  const isStale = conflict !== null && form.problem?.reason === 'stale-version'

  const put = (name: Path<Values>, value: unknown) =>
    fields.setValue(name, value as PathValue<Values, Path<Values>>, { shouldDirty: true, shouldTouch: true })
  const compare = useEffectEvent(async () => {
    if (conflict === null) return
    try {
      const base = (fields.formState.defaultValues ?? {}) as Record<string, unknown>
      const theirs = await conflict.loadTheirs()
      const mine = fields.getValues()
      const found = differencesBetween(
        conflict.fields.map(({ name }) => name),
        { base, mine, theirs },
      )
      fields.reset(theirs as DefaultValues<Values> as never)
      for (const { name, kept, mine: typed } of found) if (kept === 'mine') put(name, typed)
      setDifferences(found)
      form.clearProblem()
      announce(t('form.conflict'))
    } catch (error) {
      announce(wordsFor(asDeskError(error)))
    }
  })
  useEffect(() => {
    if (isStale) void compare()
  }, [isStale])
  // A form that stays open after Save has nothing left to choose.
  const settle = useEffectEvent(() => {
    if (!fields.formState.isDirty) setDifferences(null)
  })
  useEffect(() => {
    if (!form.pending) settle()
  }, [form.pending])

  return {
    clear: () => setDifferences(null),
    head: (
      <>
        {differences === null || conflict === null ? null : (
          <ConflictNotice
            differences={differences}
            fields={conflict.fields}
            onChoose={(difference, which) => put(difference.name, difference[which])}
          />
        )}
        {isStale ? (
          <Notice
            tone="error"
            action={
              <Button size="small" onClick={() => void compare()}>
                {t('actions.tryAgain')}
              </Button>
            }
          >
            {t('form.conflict')}
          </Notice>
        ) : (
          <FormProblem form={form} />
        )}
      </>
    ),
  }
}
