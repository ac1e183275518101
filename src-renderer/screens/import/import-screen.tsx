import { Link } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../components/assert-never.ts'
import { LeaveGuard } from '../../components/dialog/leave-guard.tsx'
import { useAnnounce } from '../../components/feedback/announcer.tsx'
import { BackWords, backLook, Page, PageHeader } from '../../components/page/page.tsx'
import { ColumnsStep } from './columns-step.tsx'
import { DoneStep } from './done-step.tsx'
import { FileStep } from './file-step.tsx'
import { PreviewStep } from './preview-step.tsx'
import { RunStep } from './run-step.tsx'
import { type StepProps, StepsBar } from './steps.tsx'
import type { ImportKind } from './upload.ts'
import { STEPS, useImport } from './use-import.ts'

/** The import of contacts or users from a CSV file: File → Columns → Preview → Import → Done. */
export function ImportScreen({ kind }: { readonly kind: ImportKind }) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const flow = useImport(kind)
  const { step } = flow.state
  const entered = useEffectEvent(() => {
    const number = STEPS.indexOf(step) + 1
    announce(t('importing.steps.announce', { number, total: STEPS.length, name: t(`importing.steps.${step}`) }))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step is announced once, as it is entered.
  useEffect(() => entered(), [step])
  return (
    <Page>
      <PageHeader
        title={t(`importing.title.${kind}`)}
        back={
          <Link to={kind === 'contacts' ? '/contacts' : '/users'} className={backLook}>
            <BackWords>{t(`importing.back.${kind}`)}</BackWords>
          </Link>
        }
      />
      <StepsBar step={step} />
      <CurrentStep kind={kind} flow={flow} />
      <LeaveGuard
        when={step === 'import' && flow.state.problem === null}
        title={t('importing.leave.title')}
        text={t('importing.leave.text')}
        confirmLabel={t('importing.leave.confirm')}
      />
    </Page>
  )
}

function CurrentStep(props: StepProps) {
  const { step } = props.flow.state
  switch (step) {
    case 'file':
      return <FileStep {...props} />
    case 'columns':
      return <ColumnsStep {...props} />
    case 'preview':
      return <PreviewStep {...props} />
    case 'import':
      return <RunStep {...props} />
    case 'done':
      return <DoneStep {...props} />
    default:
      return assertNever(step)
  }
}
