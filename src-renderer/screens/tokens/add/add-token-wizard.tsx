import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { OwnerReference } from '../../../../src-shared/schemas/tokens.ts'
import { asDeskError } from '../../../api/connect.ts'
import { type CallOutput, useDeskChange } from '../../../api/queries.ts'
import { ownTimeZone, preselected, type TokenChoices, useTokenChoices } from '../../../api/tokens.ts'
import { assertNever } from '../../../components/assert-never.ts'
import { Button } from '../../../components/button/button.tsx'
import dialogStyles from '../../../components/dialog/dialog.module.css'
import { Dialog, DialogBody, DialogFooter } from '../../../components/dialog/dialog.tsx'
import { DiscardFooter, useDiscardQuestion } from '../../../components/dialog/discard-question.tsx'
import { useUnsaved } from '../../../components/dialog/unsaved.tsx'
import { useAnnounce } from '../../../components/feedback/announcer.tsx'
import { type DeskForm, Form, FormProblem, useDeskForm } from '../../../components/form/form.tsx'
import { expirationOf, firstExpiration } from '../../../components/tokens/expiration-fields.tsx'
import {
  type AddTokenParsed,
  type AddTokenValues,
  addTokenForm,
  fieldsOf,
  type OwnerInForm,
  ownerOf,
  type Step,
  stepAsking,
  steps,
} from './add-token-form.ts'
import { GeneralStep } from './general-step.tsx'
import { ModulesStep } from './modules-step.tsx'
import { OverviewStep } from './overview-step.tsx'
import { StepList } from './step-list.tsx'

export type AddedToken = CallOutput<'tokens.issue'>

/** General, Modules, Overview, Add. Going back loses nothing; closing it with something typed asks once. */
export function AddTokenWizard({
  firstOwner,
  choices,
  onClose,
  onAdded,
}: {
  readonly firstOwner: OwnerInForm
  /** What the operator could give to themself: the expirations are the same for everybody. */
  readonly choices: TokenChoices
  onClose(): void
  onAdded(added: AddedToken): void
}) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const issue = useDeskChange('tokens.issue')
  const [step, setStep] = useState<Step>('general')
  const goTo = (next: Step) => {
    setStep(next)
    announce(t('addToken.step', { number: steps.indexOf(next) + 1, name: t(`addToken.steps.${next}`) }))
  }
  const form = useDeskForm({
    schema: addTokenForm,
    defaultValues: {
      owner: firstOwner,
      name: '',
      description: '',
      expiration: firstExpiration(choices),
      modules: [],
      logo: null,
    },
    submit: async (given) => {
      try {
        onAdded(await issue.mutateAsync(inputOf(given)))
      } catch (thrown) {
        const back = stepAsking(Object.keys(asDeskError(thrown).fields ?? {}))
        if (back !== null) goTo(back)
        throw thrown
      }
    },
  })
  const owner = ownerOf(useWatch({ control: form.fields.control, name: 'owner' }))
  const offered = useOffered(form, owner)
  const onward = async () => {
    if (step === 'overview') return form.submit()
    form.clearProblem()
    if (!(await form.fields.trigger([...fieldsOf[step]], { shouldFocus: true }))) return
    goTo(step === 'general' ? 'modules' : 'overview')
  }
  const { isDirty } = form.fields.formState
  useUnsaved(isDirty)
  const discard = useDiscardQuestion(isDirty, onClose)
  useFocusOnStep(step, form)
  return (
    <Dialog title={t('addToken.title')} busy={form.pending} onClose={discard.leave} size="large">
      <Form form={{ ...form, submit: onward }} className={dialogStyles.form}>
        <DialogBody>
          <StepList at={step} />
          <FormProblem form={form} />
          {body()}
        </DialogBody>
        {discard.asking ? (
          <DiscardFooter onDiscard={onClose} onKeep={discard.keep} />
        ) : (
          <DialogFooter>
            <Button disabled={form.pending} onClick={discard.leave}>
              {t('actions.cancel')}
            </Button>
            {step === 'general' ? null : (
              <Button disabled={form.pending} onClick={() => goTo(step === 'overview' ? 'modules' : 'general')}>
                {t('addToken.back')}
              </Button>
            )}
            <Button type="submit" variant="primary" pending={form.pending}>
              {step === 'overview' ? t('addToken.submit') : t('addToken.continue')}
            </Button>
          </DialogFooter>
        )}
      </Form>
    </Dialog>
  )

  function body() {
    switch (step) {
      case 'general':
        return <GeneralStep choices={choices} offered={offered.data} />
      case 'modules':
        return <ModulesStep offered={offered} />
      case 'overview':
        return <OverviewStep choices={offered.data ?? choices} />
      default:
        return assertNever(step)
    }
  }
}

/**
 * What may be given to the chosen owner. With another owner come the modules that this one is given as a rule, and the
 * name that the desk suggests where nobody has typed one.
 */
function useOffered(form: DeskForm<AddTokenValues, AddTokenParsed>, owner: OwnerReference | null) {
  const nobody: OwnerReference = { kind: 'user', id: 'USR-0000-0000' }
  const offered = useTokenChoices(owner ?? nobody, { enabled: owner !== null })
  const choices = owner === null ? undefined : offered.data
  const settled = useRef<string | null>(null)
  const suggested = useRef('')
  const settle = useEffectEvent(() => {
    if (owner === null || choices === undefined || settled.current === owner.id) return
    settled.current = owner.id
    form.fields.setValue('modules', preselected(owner, choices))
    const name = form.fields.getValues('name').trim()
    if (name === '' || name === suggested.current) form.fields.setValue('name', choices.suggestedName)
    suggested.current = choices.suggestedName
  })
  useEffect(() => {
    if (choices !== undefined && owner?.id !== undefined) settle()
  }, [owner?.id, choices])
  return offered
}

/** The first field of a step takes the focus; the first wrong one where the desk has refused something. */
function useFocusOnStep(step: Step, { fields }: DeskForm<AddTokenValues, AddTokenParsed>): void {
  const shown = useRef<Step>(step)
  const focus = useEffectEvent(() => {
    const wrong = fieldsOf[step].find((name) => fields.getFieldState(name).invalid)
    if (wrong === 'expiration' || wrong === 'owner') return
    if (wrong !== undefined) fields.setFocus(wrong)
    else firstControl()?.focus()
  })
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    focus()
  }, [step])
}

/** Of the step; where it only shows something, what leads on. */
function firstControl(): HTMLElement | null {
  const dialog = document.querySelector('[role="dialog"]:has([data-step])')
  const inStep = dialog?.querySelector<HTMLElement>('[data-step] :is(input, select)')
  return inStep ?? dialog?.querySelector<HTMLElement>('[type="submit"]') ?? null
}

function inputOf({ owner, logo, expiration, ...given }: AddTokenParsed) {
  const reference = ownerOf(owner)
  if (reference === null) throw new Error('A form that was checked has an owner.')
  return {
    ...given,
    owner: reference,
    expiration: expirationOf(expiration),
    timeZone: ownTimeZone(),
    ...(logo === null || logo === 'kept' ? {} : { logo }),
  }
}
