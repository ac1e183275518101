import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoreTrust } from '../../../src-shared/contract/stores.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import type { CallInput, CallOutput } from '../../api/queries.ts'
import { Button } from '../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { ErrorNotice, Notice } from '../feedback/notice.tsx'
import { useFormat } from '../format/use-format.ts'
import styles from './stores.module.css'

/** A service that is about to be connected to. */
export type NewStore = Omit<CallInput<'desktop.addStore'>, 'trust'>
export type Shown = CallOutput<'desktop.inspectService'>

/** Is this the right server? Its fingerprint, to be compared with somebody, or the file of the authority that vouches for it. */
export function TrustDialog({
  store,
  shown,
  onBack,
  onClose,
}: {
  readonly store: NewStore
  readonly shown: Shown
  onBack(): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const format = useFormat()
  const [state, setState] = useState<{ is: 'asking' } | { is: 'working' } | { is: 'refused'; error: DeskError }>({
    is: 'asking',
  })
  // An authority stays while the certificates that it signs are renewed, and is what the service itself names.
  const compared = shown.authority ?? shown.own
  const connect = async (trust: StoreTrust) => {
    setState({ is: 'working' })
    try {
      await call('desktop.addStore', { ...store, trust })
      onClose()
    } catch (error) {
      setState({ is: 'refused', error: inOneSentence(asDeskError(error)) })
    }
  }
  const chooseFile = async (file: File | undefined) => {
    if (file === undefined) return
    await connect({ by: 'authority', authority: (await file.slice(0, LONGEST_FILE_BYTES).text()).trim() })
  }
  return (
    <Dialog title={t('stores.connect.trustTitle')} size="large" onClose={onClose}>
      <DialogBody>
        {state.is === 'refused' ? <ErrorNotice error={state.error} /> : null}
        <p>{t('stores.connect.trustIntro', { address: shown.address })}</p>
        <dl className={styles.certificate}>
          <dt>{t('stores.connect.fingerprint')}</dt>
          <dd>
            <code className={styles.fingerprint} translate="no">
              {compared.fingerprint.match(/.{1,24}/g)?.map((part) => (
                <span key={part}>{part}</span>
              ))}
            </code>
          </dd>
          <dt>{shown.authority === null ? t('stores.connect.own') : t('stores.connect.authority')}</dt>
          <dd>
            <bdi>{compared.subject}</bdi>
          </dd>
          {shown.authority === null ? (
            <>
              <dt>{t('stores.connect.issuedBy')}</dt>
              <dd>
                <bdi>{shown.own.issuer}</bdi>
              </dd>
            </>
          ) : (
            <>
              <dt>{t('stores.connect.own')}</dt>
              <dd>
                <bdi>{shown.own.subject}</bdi>
              </dd>
            </>
          )}
          <dt>{t('stores.connect.validUntil')}</dt>
          <dd>{format.date(shown.own.validTo)}</dd>
        </dl>
        <Notice tone="warning">{t('stores.connect.different')}</Notice>
      </DialogBody>
      <DialogFooter>
        <label className={styles.picker} data-aside="">
          {t('stores.connect.file')}
          <input
            type="file"
            accept=".pem,.crt,.cer,application/x-x509-ca-cert"
            title=""
            onChange={(event) => {
              const file = event.target.files?.[0]
              void chooseFile(file)
              // The same file may be chosen again after it was corrected.
              event.target.value = ''
            }}
          />
        </label>
        <Button onClick={onBack}>{t('actions.back')}</Button>
        <Button
          variant="primary"
          pending={state.is === 'working'}
          onClick={() => void connect({ by: 'fingerprint', fingerprint: compared.fingerprint })}
        >
          {t('stores.connect.same')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

/** As much as main takes. */
const LONGEST_FILE_BYTES = 64 * 1024

/** Of a refused field, what is wrong with it: here is no field that it could stand beside. */
function inOneSentence(error: DeskError): DeskError {
  const problem = Object.values(error.fields ?? {})[0]
  if (problem === undefined) return error
  return new DeskError({ code: 'INVALID_INPUT', reason: problem.rule, message: problem.message })
}
