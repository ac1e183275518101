import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { sessionCalls } from '../../../src-shared/contract/sessions.ts'
import { language } from '../../../src-shared/schemas/common.ts'
import { useDesk } from '../../api/desk.tsx'
import { RestoreDialog } from '../../components/backups/restore-dialog.tsx'
import { Button } from '../../components/button/button.tsx'
import { CheckboxField, FieldRow, PasswordField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useStores } from '../../components/stores/stores.tsx'
import { AuthFrame } from './auth-frame.tsx'

const schema = sessionCalls['sessions.createAdministrator'].input
  .extend({ passwordAgain: z.string() })
  .superRefine(({ password, passwordAgain }, context) => {
    if (password !== passwordAgain)
      context.addIssue({
        code: 'custom',
        path: ['passwordAgain'],
        message: 'The two passwords differ.',
        params: { rule: 'passwordsDiffer' },
      })
  })

/** The first screen of a new store: Create the administrator. */
export function FirstRun({
  setupCodeNeeded,
  onDone,
}: {
  /** Whether the store is a service, which printed a code where it was started. */
  readonly setupCodeNeeded: boolean
  onDone(): Promise<void>
}) {
  const { t, i18n } = useTranslation()
  const { call } = useDesk()
  const { current, connect } = useStores()
  const [restoring, setRestoring] = useState(false)
  const form = useDeskForm({
    schema,
    defaultValues: {
      fullName: '',
      username: '',
      email: '',
      password: '',
      passwordAgain: '',
      sampleData: false,
      setupCode: '',
    },
    submit: async ({ passwordAgain: _again, setupCode, ...administrator }) => {
      // The screens go on in the language that they were read in so far.
      await call('sessions.createAdministrator', {
        ...administrator,
        ...(setupCodeNeeded ? { setupCode } : {}),
        preferredLanguage: language.parse(i18n.language),
      })
      await onDone()
    },
  })
  return (
    <>
      <AuthFrame
        title={t('session.firstRun.title')}
        intro={
          current.address === null
            ? t('session.firstRun.intro')
            : t('stores.emptyService', { address: current.address })
        }
        form={form}
        submitLabel={t('session.firstRun.submit')}
        wide
        below={
          <>
            <Button variant="link" onClick={connect}>
              {t('stores.connectTo')}
            </Button>
            {current.kind === 'local' ? (
              <Button variant="link" onClick={() => setRestoring(true)}>
                {t('backups.restoreOpen')}
              </Button>
            ) : null}
          </>
        }
      >
        <FieldRow>
          <TextField name="fullName" label={t('session.fields.fullName')} autoFocus />
          <TextField name="username" label={t('session.fields.username')} autoCapitalize="none" />
        </FieldRow>
        <TextField name="email" label={t('session.fields.email')} type="email" optional />
        <FieldRow>
          <PasswordField name="password" label={t('session.fields.password')} hint={t('session.fields.passwordHint')} />
          <PasswordField name="passwordAgain" label={t('session.fields.passwordAgain')} />
        </FieldRow>
        {setupCodeNeeded ? (
          <TextField
            name="setupCode"
            label={t('session.fields.setupCode')}
            hint={t('session.firstRun.setupCodeHint')}
            autoCapitalize="characters"
          />
        ) : null}
        <CheckboxField
          name="sampleData"
          label={t('session.firstRun.sampleData')}
          hint={t('session.firstRun.sampleDataHint')}
        />
      </AuthFrame>
      {restoring ? <RestoreDialog onClose={() => setRestoring(false)} /> : null}
    </>
  )
}
