import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DeskError } from '../../../src-shared/errors.ts'
import { useSession } from '../../api/session.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { Page, PageBody, PageHeader } from '../../components/page/page.tsx'
import { Tabs } from '../../components/tabs/tabs.tsx'
import { ModulesSection } from './modules-section.tsx'
import { OrganisationSection } from './organisation-section.tsx'
import { PolicySection } from './policy-section.tsx'
import { ResourceServersSection } from './resource-servers-section.tsx'
import { StoreSection } from './store-section.tsx'

export const settingsTabs = ['policy', 'modules', 'organisation', 'resource-servers', 'store'] as const
export type SettingsTab = (typeof settingsTabs)[number]

/** What an administrator sets for the whole installation. */
export function SettingsScreen({ tab }: { readonly tab: SettingsTab }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayManage = useSession().may('policy.manage')
  if (!mayManage) return <ErrorState error={new DeskError({ code: 'FORBIDDEN', message: '' })} />
  return (
    <Page>
      <PageHeader title={t('settings.title')} />
      <PageBody>
        <Tabs
          label={t('settings.sections.label')}
          value={tab}
          onChange={(next) => void navigate({ to: '/settings', search: { tab: next }, replace: true })}
          tabs={[
            // What is being typed survives a look at another section.
            { id: 'policy', label: t('settings.sections.policy'), keepMounted: true, content: <PolicySection /> },
            { id: 'modules', label: t('settings.sections.modules'), content: <ModulesSection /> },
            {
              id: 'organisation',
              label: t('settings.sections.organisation'),
              keepMounted: true,
              content: <OrganisationSection />,
            },
            {
              id: 'resource-servers',
              label: t('settings.sections.resource-servers'),
              content: <ResourceServersSection />,
            },
            { id: 'store', label: t('settings.sections.store'), content: <StoreSection /> },
          ]}
        />
      </PageBody>
    </Page>
  )
}
