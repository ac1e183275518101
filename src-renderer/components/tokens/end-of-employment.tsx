import { useFormContext, useWatch } from 'react-hook-form'
import { z } from 'zod'
import type { CallOutput } from '../../api/queries.ts'
import { useCustomExpiration } from '../../api/tokens.ts'
import { useFormat } from '../format/use-format.ts'
import { EmploymentNotice } from './employment-notice.tsx'

/** Says so where the token of the form around it would outlive its owner's employment, with which it ends. */
export function EndOfEmployment({ choices }: { readonly choices: CallOutput<'tokens.choices'> }) {
  const format = useFormat()
  const { control } = useFormContext()
  const choice = useWatch({ control, name: 'expiration.choice' }) as string
  const date = useWatch({ control, name: 'expiration.date' }) as string
  const isDate = choice === 'custom' && z.iso.date().safeParse(date).success
  const custom = useCustomExpiration(isDate ? date : null)
  const endsAt = choices.employmentEndsAt
  if (endsAt === null || (choice === 'custom' && custom.data === undefined)) return null
  const expiresAt =
    choice === 'custom'
      ? (custom.data?.expiresAt ?? null)
      : (choices.expirations.find((expiration) => expiration.choice === choice)?.expiresAt ?? null)
  if (expiresAt !== null && expiresAt <= endsAt) return null
  return <EmploymentNotice date={format.date(endsAt)} />
}
