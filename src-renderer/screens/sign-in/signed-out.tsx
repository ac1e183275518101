import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { sessionCalls } from '../../../src-shared/contract/sessions.ts'
import { useDesk } from '../../api/desk.tsx'
import { Button } from '../../components/button/button.tsx'
import { PasswordField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { AuthFrame } from './auth-frame.tsx'

/** Sign in, or choose a password with a setup code. */
export function SignedOut({ onDone }: { onDone(): Promise<void> }) {
  const [way, setWay] = useState<'password' | 'setup-code'>('password')
  return way === 'password' ? (
    <SignIn onDone={onDone} onHaveCode={() => setWay('setup-code')} />
  ) : (
    <SetPassword onDone={onDone} onHaveNone={() => setWay('password')} />
  )
}

function SignIn({ onDone, onHaveCode }: { onDone(): Promise<void>; onHaveCode(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const form = useDeskForm({
    schema: sessionCalls['sessions.signIn'].input,
    defaultValues: { username: '', password: '' },
    submit: async (credentials) => {
      try {
        await call('sessions.signIn', credentials)
      } catch (error) {
        form.fields.resetField('password')
        form.fields.setFocus('password')
        throw error
      }
      await onDone()
    },
  })
  return (
    <AuthFrame
      title={t('session.signIn.title')}
      form={form}
      submitLabel={t('session.signIn.submit')}
      below={
        <Button variant="link" onClick={onHaveCode}>
          {t('session.signIn.haveCode')}
        </Button>
      }
    >
      <TextField name="username" label={t('session.fields.username')} autoCapitalize="none" autoFocus />
      <PasswordField name="password" label={t('session.fields.password')} />
    </AuthFrame>
  )
}

const setPassword = sessionCalls['sessions.setPassword'].input
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

function SetPassword({ onDone, onHaveNone }: { onDone(): Promise<void>; onHaveNone(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const form = useDeskForm({
    schema: setPassword,
    defaultValues: { username: '', setupCode: '', password: '', passwordAgain: '' },
    submit: async ({ passwordAgain: _again, ...chosen }) => {
      await call('sessions.setPassword', chosen)
      await onDone()
    },
  })
  return (
    <AuthFrame
      title={t('session.setupCode.title')}
      intro={t('session.setupCode.intro')}
      form={form}
      submitLabel={t('session.setupCode.submit')}
      below={
        <Button variant="link" onClick={onHaveNone}>
          {t('session.setupCode.haveNone')}
        </Button>
      }
    >
      <TextField name="username" label={t('session.fields.username')} autoCapitalize="none" autoFocus />
      <TextField name="setupCode" label={t('session.fields.setupCode')} />
      <PasswordField name="password" label={t('session.fields.password')} hint={t('session.fields.passwordHint')} />
      <PasswordField name="passwordAgain" label={t('session.fields.passwordAgain')} />
    </AuthFrame>
  )
}
