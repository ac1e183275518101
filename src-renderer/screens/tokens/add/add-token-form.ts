import { z } from 'zod'
import { contactId, userId } from '../../../../src-shared/schemas/ids.ts'
import { newToken, type OwnerReference } from '../../../../src-shared/schemas/tokens.ts'
import { expirationInForm } from '../../../components/tokens/expiration-fields.tsx'
import { logoChoice } from '../../../components/tokens/logo-field.tsx'

export const ownerChoice = z.enum(['myself', 'user', 'technical-user', 'contact'])
export type OwnerChoice = z.infer<typeof ownerChoice>

/** Who the token is for: the operator, or somebody found by typing; an empty id is nobody yet. */
const ownerInForm = z
  .strictObject({ choice: ownerChoice, id: z.string(), label: z.string() })
  .superRefine(({ id }, context) => {
    if (id === '')
      context.addIssue({
        code: 'custom',
        path: ['id'],
        message: 'Choose who the token is for.',
        params: { rule: 'ownerRequired' },
      })
  })
export type OwnerInForm = z.infer<typeof ownerInForm>

/** Everything that the wizard asks for, whichever step asks it. */
export const addTokenForm = newToken
  .pick({ name: true, description: true, modules: true })
  .extend({ owner: ownerInForm, expiration: expirationInForm, logo: logoChoice })
export type AddTokenValues = z.input<typeof addTokenForm>
export type AddTokenParsed = z.output<typeof addTokenForm>

/** The owner as the desk takes it; null while nobody is chosen. */
export function ownerOf({ choice, id }: OwnerInForm): OwnerReference | null {
  if (choice === 'contact') {
    const contact = contactId.safeParse(id)
    return contact.success ? { kind: 'contact', id: contact.data } : null
  }
  const user = userId.safeParse(id)
  return user.success ? { kind: choice === 'technical-user' ? 'technical-user' : 'user', id: user.data } : null
}

export const steps = ['general', 'modules', 'overview'] as const
export type Step = (typeof steps)[number]

/** What each step asks, so that it is left only when that is right. */
export const fieldsOf: Readonly<Record<Step, readonly (keyof AddTokenValues)[]>> = {
  general: ['owner', 'name', 'description', 'expiration', 'logo'],
  modules: ['modules'],
  overview: [],
}

/** The step that asks for the first of these fields, as the desk names them: `expiration.date`, `modules.0`. */
export function stepAsking(fields: readonly string[]): Step | null {
  const asked = fields.map((path) => path.split('.')[0])
  return steps.find((step) => fieldsOf[step].some((field) => asked.includes(field))) ?? null
}
