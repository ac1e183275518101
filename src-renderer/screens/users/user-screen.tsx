import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BackWords, backLook } from '../../components/page/page.tsx'
import { type UserTab, UserViewer } from '../../components/people/user-viewer.tsx'

/** The viewer of a user, reached from the listing of everybody. */
export function UserScreen({ id, tab }: { readonly id: string; readonly tab: UserTab }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <UserViewer
      id={id}
      tab={tab}
      onTab={(next) =>
        void navigate({
          to: '/users/$id',
          params: { id },
          search: next === 'tokens' ? { tab: 'tokens' } : {},
          replace: true,
        })
      }
      back={
        <Link to="/users" className={backLook}>
          <BackWords>{t('users.title')}</BackWords>
        </Link>
      }
    />
  )
}
