import { useTranslation } from 'react-i18next'
import { type OwnerKind, ownerKind } from '../../../src-shared/schemas/tokens.ts'
import type { CallOutput } from '../../api/queries.ts'
import { Notice } from '../../components/feedback/notice.tsx'
import { CheckboxGroupField } from '../../components/form/fields.tsx'
import { FormPart } from './form-part.tsx'

/** As many as the desk names: where there are fewer, those are all. */
export const MOST_NAMED = 5

export type KeyRingState = CallOutput<'policy.keyRing'>

/**
 * Whose new tokens keep their value (MP-10). Where there is no keychain, nobody joins, and it says why; who is on can
 * still be taken out.
 */
export function RecoverablePart({
  keyRing,
  present,
}: {
  readonly keyRing: KeyRingState | undefined
  readonly present: readonly OwnerKind[]
}) {
  const { t } = useTranslation()
  const isClosed = keyRing?.available !== true
  return (
    <FormPart title={t('settings.policy.recoverable')} hint={t('settings.policy.recoverableHint')}>
      {keyRing?.problem == null ? null : (
        <Notice>
          {t('settings.policy.noKeychain')} {t(`settings.policy.keychainProblems.${keyRing.problem}`)}
        </Notice>
      )}
      <CheckboxGroupField
        name="recoverableFor"
        label={t('settings.policy.recoverableFor')}
        empty=""
        choices={ownerKind.options.map((value) => ({
          value,
          label: t(`settings.policy.recoverableKinds.${value}`),
          disabled: isClosed && !present.includes(value),
        }))}
      />
    </FormPart>
  )
}

/** How many kept values go when these kinds of owners are no longer named, and some of whose. */
export function valuesLost(keyRing: KeyRingState, wanted: readonly OwnerKind[]) {
  const leaving = keyRing.keptValues.filter((kept) => !wanted.includes(kept.ownerKind))
  return {
    count: leaving.reduce((sum, { count }) => sum + count, 0),
    exact: leaving.every(({ exact }) => exact),
    owners: [...new Set(leaving.flatMap(({ owners }) => owners))],
    ownersAll: leaving.every(({ owners }) => owners.length < MOST_NAMED),
  }
}
