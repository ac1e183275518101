import { Copy, Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenId } from '../../../src-shared/schemas/ids.ts'
import { useDesk } from '../../api/desk.tsx'
import { Button, IconButton } from '../button/button.tsx'
import { useAnnounce } from '../feedback/announcer.tsx'
import { ErrorNotice } from '../feedback/notice.tsx'
import styles from './reveal-dialog.module.css'
import { SecretText } from './secret-text.tsx'

/** Where the value stands. It is in the page only while it is `shown`. */
type Value =
  | { readonly is: 'masked' }
  | { readonly is: 'fetching' }
  | { readonly is: 'shown'; readonly secret: string }
  | { readonly is: 'copying' }

/** The value of a token whose installation keeps it, to be shown and copied again, on record each time (MP-8, MP-10). */
export function KeptValue({ id }: { readonly id: TokenId }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const announce = useAnnounce()
  const [value, setValue] = useState<Value>({ is: 'masked' })
  const [problem, setProblem] = useState<unknown>(null)
  const busy = value.is === 'fetching' || value.is === 'copying'

  const show = async () => {
    if (busy) return
    setProblem(null)
    setValue({ is: 'fetching' })
    try {
      const { secret } = await call('tokens.showValue', { id })
      setValue({ is: 'shown', secret })
      announce(t('tokens.reveal.shownAnnouncement'))
    } catch (thrown) {
      setValue({ is: 'masked' })
      setProblem(thrown)
    }
  }
  const hide = () => {
    setValue({ is: 'masked' })
    announce(t('tokens.reveal.hiddenAnnouncement'))
  }
  const copy = async () => {
    if (busy) return
    setProblem(null)
    setValue({ is: 'copying' })
    try {
      await call('tokens.copyValue', { id })
    } catch (thrown) {
      setProblem(thrown)
    } finally {
      setValue({ is: 'masked' })
    }
  }
  return (
    <>
      <ErrorNotice error={problem} />
      <div className={styles.field}>
        <SecretText label={t('tokens.reveal.secret')} secret={value.is === 'shown' ? value.secret : null} />
        <IconButton
          icon={value.is === 'shown' ? EyeOff : Eye}
          label={value.is === 'shown' ? t('tokens.reveal.hide') : t('tokens.reveal.show')}
          onClick={value.is === 'shown' ? hide : show}
        />
        <Button icon={Copy} pending={value.is === 'copying'} onClick={copy}>
          {t('tokens.reveal.copy')}
        </Button>
      </div>
    </>
  )
}
