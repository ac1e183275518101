import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { profileCalls } from '../../../src-shared/contract/profile.ts'
import { useDeskChange } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { LeaveGuard } from '../../components/dialog/leave-guard.tsx'
import { FieldRow, PasswordField } from '../../components/form/fields.tsx'
import { Form, FormProblem, useDeskForm } from '../../components/form/form.tsx'
import { Page, PageBody, PageHeader, Section } from '../../components/page/page.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { TokenPanel } from '../../components/tokens/token-panel.tsx'
import { OwnSessions } from './own-sessions.tsx'
import styles from './profile.module.css'

/** The operator's own password and tokens (O4-1). */
export function SecurityScreen() {
  const { t } = useTranslation()
  const { operator } = useSession()
  return (
    <Page>
      <PageHeader title={t('profile.security')} />
      <PageBody>
        <TokenPanel
          owner={{ kind: 'user', id: operator.id }}
          ownerName={operator.fullName}
          mayIssue
          title={t('profile.authentication')}
          hint={t('profile.tokensHint')}
        />
        <Section title={t('profile.password.title')} hint={t('profile.password.others')}>
          <PasswordForm />
        </Section>
        <OwnSessions />
      </PageBody>
    </Page>
  )
}

const passwordForm = profileCalls['profile.changePassword'].input
  .extend({ passwordAgain: z.string() })
  .superRefine(({ newPassword, passwordAgain }, context) => {
    if (newPassword !== passwordAgain)
      context.addIssue({
        code: 'custom',
        path: ['passwordAgain'],
        message: 'The two passwords differ.',
        params: { rule: 'passwordsDiffer' },
      })
  })

function PasswordForm() {
  const { t } = useTranslation()
  const toasts = useToasts()
  const change = useDeskChange('profile.changePassword')
  const form = useDeskForm({
    schema: passwordForm,
    defaultValues: { currentPassword: '', newPassword: '', passwordAgain: '' },
    submit: async ({ currentPassword, newPassword }) => {
      await change.mutateAsync({ currentPassword, newPassword })
      form.fields.reset()
      toasts.show({ message: t('profile.password.changed') })
    },
  })
  return (
    <Form form={form} className={styles.form}>
      <LeaveGuard
        when={form.fields.formState.isDirty && !form.pending}
        title={t('form.unsaved')}
        text={t('form.unsavedText')}
        confirmLabel={t('form.leave')}
      />
      <FormProblem form={form} />
      <FieldRow>
        <PasswordField name="currentPassword" label={t('profile.password.current')} autoComplete="current-password" />
      </FieldRow>
      <FieldRow>
        <PasswordField name="newPassword" label={t('profile.password.new')} hint={t('profile.password.hint')} />
        <PasswordField name="passwordAgain" label={t('profile.password.again')} />
      </FieldRow>
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" pending={form.pending}>
          {t('profile.password.submit')}
        </Button>
      </div>
    </Form>
  )
}
