import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BackWords, backLook } from '../../components/page/page.tsx'
import { type UserTab, UserViewer } from '../../components/people/user-viewer.tsx'

/** The viewer of a technical user. */
export function TechnicalUserScreen({ id, tab }: { readonly id: string; readonly tab: UserTab }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <UserViewer
      id={id}
      tab={tab}
      generateLabel={t('technicalUsers.createToken')}
      onTab={(next) =>
        void navigate({
          to: '/technical-users/$id',
          params: { id },
          search: next === 'tokens' ? { tab: 'tokens' } : {},
          replace: true,
        })
      }
      back={
        <Link to="/technical-users" className={backLook}>
          <BackWords>{t('technicalUsers.title')}</BackWords>
        </Link>
      }
    />
  )
}
