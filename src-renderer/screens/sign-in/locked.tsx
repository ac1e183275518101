import { useTranslation } from 'react-i18next'
import type { Operator } from '../../../src-shared/contract/sessions.ts'
import { sessionCalls } from '../../../src-shared/contract/sessions.ts'
import { useDesk } from '../../api/desk.tsx'
import { Button } from '../../components/button/button.tsx'
import { PasswordField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { AuthFrame } from './auth-frame.tsx'

/** A locked desk: no token, owner or client name, only who may open it again. */
export function Locked({ operator, onDone }: { readonly operator: Operator; onDone(): Promise<void> }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const form = useDeskForm({
    schema: sessionCalls['sessions.unlock'].input,
    defaultValues: { password: '' },
    submit: async (given) => {
      try {
        await call('sessions.unlock', given)
      } catch (error) {
        form.fields.resetField('password')
        form.fields.setFocus('password')
        throw error
      }
      await onDone()
    },
  })
  const signOut = async () => {
    await call('sessions.signOut', {}).catch(() => undefined)
    await onDone()
  }
  return (
    <AuthFrame
      title={t('session.locked.title')}
      intro={t('session.locked.intro', { username: operator.username })}
      form={form}
      submitLabel={t('session.locked.submit')}
      below={
        <Button variant="link" onClick={signOut}>
          {t('navigation.signOut')}
        </Button>
      }
    >
      <PasswordField name="password" label={t('session.fields.password')} autoFocus />
    </AuthFrame>
  )
}
