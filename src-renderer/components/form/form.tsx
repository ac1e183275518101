import { toNestErrors } from '@hookform/resolvers'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import {
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  FormProvider,
  type Path,
  type Resolver,
  type UseFormReturn,
  useForm,
} from 'react-hook-form'
import type { z } from 'zod'
import { type DeskError, type FieldProblem, problemsOf } from '../../../src-shared/errors.ts'
import { asDeskError } from '../../api/connect.ts'
import { useProblemWords } from '../errors/use-problem-words.ts'
import { ErrorNotice } from '../feedback/notice.tsx'

export interface DeskForm<Values extends FieldValues, Parsed extends FieldValues> {
  readonly fields: UseFormReturn<Values, unknown, Parsed>
  /** What the desk refused, where it is no fault of one field. */
  readonly problem: DeskError | null
  clearProblem(): void
  readonly pending: boolean
  /** Checks and submits; once, however often it is asked meanwhile. */
  submit(): Promise<void>
}

/**
 * A form over one of the contract's own schemas. What the schema refuses, and what the desk refuses by field, stands
 * beside the field, and the first such field gets the focus.
 *
 * @example
 * const form = useDeskForm({
 *   schema: newCustomer,
 *   defaultValues: { name: '', reference: '' },
 *   submit: async (customer) => { await create.mutateAsync(customer); onClose() },
 * })
 * return <FormDialog form={form} …><TextField name="name" label={t('…')} /></FormDialog>
 */
export function useDeskForm<Schema extends z.ZodType<FieldValues, FieldValues>>({
  schema,
  defaultValues,
  submit,
}: {
  readonly schema: Schema
  readonly defaultValues: DefaultValues<z.input<Schema>>
  submit(value: z.output<Schema>): Promise<unknown>
}): DeskForm<z.input<Schema>, z.output<Schema>> {
  type Values = z.input<Schema>
  type Parsed = z.output<Schema>
  const wordsFor = useProblemWords()
  const resolver = useMemo(() => contractResolver<Values, Parsed>(schema as never, wordsFor), [schema, wordsFor])
  const fields = useForm<Values, unknown, Parsed>({ resolver, defaultValues, shouldFocusError: true })
  const [problem, setProblem] = useState<DeskError | null>(null)
  const [pending, setPending] = useState(false)
  const busy = useRef(false)

  const send = async (value: Parsed) => {
    try {
      await submit(value)
    } catch (thrown) {
      const error = asDeskError(thrown)
      const known = placeProblems(fields, error, wordsFor)
      if (!known) setProblem(error)
    }
  }
  const submitOnce = async () => {
    if (busy.current) return
    busy.current = true
    setProblem(null)
    setPending(true)
    try {
      await fields.handleSubmit(send)()
    } finally {
      busy.current = false
      setPending(false)
    }
  }
  return { fields, problem, clearProblem: () => setProblem(null), pending, submit: submitOnce }
}

/** Puts the desk's field problems beside their fields. False where any of them belongs to no field of this form. */
function placeProblems<Values extends FieldValues, Parsed extends FieldValues>(
  form: UseFormReturn<Values, unknown, Parsed>,
  error: DeskError,
  wordsFor: (problem: FieldProblem) => string,
): boolean {
  const problems = Object.entries(error.fields ?? {})
  const values = form.getValues()
  let first = true
  let allPlaced = problems.length > 0
  for (const [path, problem] of problems) {
    const name = path.split('.')[0] === undefined || !hasPath(values, path) ? null : (path as Path<Values>)
    if (name === null) {
      allPlaced = false
      continue
    }
    form.setError(name, { type: problem.rule, message: wordsFor(problem) }, { shouldFocus: first })
    first = false
  }
  return allPlaced
}

function hasPath(values: unknown, path: string): boolean {
  let at = values
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(step in at)) return false
    at = (at as Record<string, unknown>)[step]
  }
  return true
}

function contractResolver<Values extends FieldValues, Parsed extends FieldValues>(
  schema: z.ZodType<Parsed, Values>,
  wordsFor: (problem: FieldProblem) => string,
): Resolver<Values, unknown, Parsed> {
  return async (values, _context, options) => {
    const parsed = await schema.safeParseAsync(values)
    if (parsed.success) return { values: parsed.data, errors: {} }
    const flat: Record<string, { type: string; message: string }> = {}
    for (const [path, problem] of Object.entries(problemsOf(parsed.error)))
      flat[path === '' ? 'root' : path] = { type: problem.rule, message: wordsFor(problem) }
    return { values: {}, errors: toNestErrors(flat as FieldErrors, options) as FieldErrors<Values> }
  }
}

/** The form element. Enter submits, as everywhere. */
export function Form<Values extends FieldValues, Parsed extends FieldValues>({
  form,
  className,
  children,
}: {
  readonly form: DeskForm<Values, Parsed>
  readonly className?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <FormProvider {...(form.fields as unknown as UseFormReturn<FieldValues>)}>
      <form
        noValidate
        className={className}
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          void form.submit()
        }}
      >
        {children}
      </form>
    </FormProvider>
  )
}

/** What the desk refused, at the top of the form. */
export function FormProblem<Values extends FieldValues, Parsed extends FieldValues>({
  form,
  action,
}: {
  readonly form: DeskForm<Values, Parsed>
  readonly action?: ReactNode
}) {
  return <ErrorNotice error={form.problem} action={action} />
}
