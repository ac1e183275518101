import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import type { DefaultValues, FieldValues } from 'react-hook-form'
import { EditForm } from '../../components/form/edit-form.tsx'
import type { DeskForm } from '../../components/form/form.tsx'
import type { Conflict } from '../../components/form/use-conflict.tsx'

interface Versioned {
  readonly version: number
}

export interface SettingRecord<Stored extends Versioned> {
  /** What is stored, as far as this page has heard. */
  readonly present: Stored
  /** What the form was filled from. */
  readonly base: Stored
  setBase(stored: Stored): void
}

/**
 * The record that a form of settings is about: the version that it was made from. What somebody else changes comes in by
 * itself as long as nothing is typed.
 */
export function useBase<Stored extends Versioned>(present: Stored): SettingRecord<Stored> {
  const [base, setBase] = useState(present)
  return { present, base, setBase: (stored) => setBase(stored) }
}

/** A form over settings that is always open: Cancel puts back what is stored. */
export function SettingForm<Values extends FieldValues, Parsed extends FieldValues, Stored extends Versioned>({
  form,
  record: { present, base, setBase },
  valuesOf,
  load,
  fields,
  children,
}: {
  readonly form: DeskForm<Values, Parsed>
  readonly record: SettingRecord<Stored>
  valuesOf(stored: Stored): DefaultValues<Values>
  /** Fetches the record as it is now. */
  load(): Promise<Stored>
  /** The fields of which both versions are shown where two have changed the settings. */
  readonly fields: Conflict<Values>['fields']
  readonly children: ReactNode
}) {
  const { isDirty } = form.fields.formState
  const takeOver = (stored: Stored) => {
    setBase(stored)
    form.fields.reset(valuesOf(stored) as Values)
  }
  const follow = useEffectEvent(() => {
    if (!isDirty && !form.pending && present.version > base.version) takeOver(present)
  })
  useEffect(() => {
    if (present.version > 0) follow()
  }, [present.version])
  const cancel = () => {
    form.clearProblem()
    takeOver(present.version > base.version ? present : base)
  }
  const loadTheirs = async () => {
    const fresh = await load()
    setBase(fresh)
    return valuesOf(fresh) as Values
  }
  return (
    <EditForm form={form} onCancel={cancel} conflict={{ loadTheirs, fields }}>
      {children}
    </EditForm>
  )
}
