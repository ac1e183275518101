import { Copy, Save } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskError } from '../../../src-shared/errors.ts'
import type { Checkpoint } from '../../../src-shared/schemas/checkpoints.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallOutput, useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { Button, IconButton } from '../../components/button/button.tsx'
import { copyText } from '../../components/clipboard/copy-text.ts'
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog/dialog.tsx'
import { useErrorWords } from '../../components/errors/use-error-words.ts'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { Details } from '../../components/page/page.tsx'
import { QrCode } from '../../components/qr-code/qr-code.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import styles from './proof.module.css'

type Made = CallOutput<'audit.checkpoint'>

/** What the trail holds now, to be taken away: as text, as a code for a camera, or as a file. */
export function CheckpointDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const save = useSave()
  const [made, setMade] = useState<Made | DeskError | null>(null)
  // Made when the dialog opens, and not again behind the back of whoever writes it down.
  useEffect(() => {
    call('audit.checkpoint', {}).then(setMade, (error: unknown) => setMade(asDeskError(error)))
  }, [call])
  const done = made !== null && 'checkpoint' in made ? made : null
  const text = done === null ? '' : JSON.stringify(done.checkpoint)
  const copy = () =>
    toasts.show(
      copyText(text)
        ? { message: t('proof.checkpoint.copied') }
        : { tone: 'error', message: t('proof.checkpoint.notCopied') },
    )
  return (
    <Dialog title={t('proof.checkpoint.title')} description={t('proof.checkpoint.hint')} size="large" onClose={onClose}>
      <DialogBody>
        {made !== null && done === null ? <ErrorNotice error={made} /> : null}
        <div aria-live="polite" aria-busy={made === null}>
          {done === null ? null : <Shown made={done} text={text} />}
        </div>
        <OtherStores onSave={save.save} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t('actions.close')}</Button>
        <Button icon={Copy} disabled={done === null} onClick={copy}>
          {t('proof.checkpoint.copy')}
        </Button>
        <Button
          icon={Save}
          variant="primary"
          disabled={done === null}
          pending={save.pending}
          onClick={() => done !== null && save.save(done.checkpoint)}
        >
          {t('proof.checkpoint.save')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

function Shown({ made, text }: { readonly made: Made; readonly text: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { checkpoint, fingerprint, unsignedBecause } = made
  return (
    <div className={styles.checkpoint}>
      <QrCode text={text} label={t('proof.checkpoint.code')} />
      <div className={styles.facts}>
        {unsignedBecause === null ? null : (
          <Notice tone="warning">
            {t('proof.checkpoint.unsigned')} {t(`settings.policy.keychainProblems.${unsignedBecause}`)}
          </Notice>
        )}
        <Details
          items={[
            { label: t('proof.checkpoint.record'), value: format.number(checkpoint.sequence) },
            { label: t('proof.checkpoint.madeAt'), value: format.dateTime(checkpoint.at) },
            ...(fingerprint === null
              ? []
              : [{ label: t('proof.checkpoint.key'), value: <code className={styles.long}>{fingerprint}</code> }]),
            { label: t('proof.checkpoint.text'), value: <code className={styles.long}>{text}</code> },
          ]}
        />
      </div>
    </div>
  )
}

/** What workstations have handed in; nothing where none has. */
function OtherStores({ onSave }: { onSave(checkpoint: Checkpoint): void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows = useDeskQuery('audit.receivedCheckpoints', {}).data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <section className={styles.others} aria-label={t('proof.checkpoint.others')}>
      <h3>{t('proof.checkpoint.others')}</h3>
      <p className={styles.aside}>{t('proof.checkpoint.othersHint')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <div className={styles.scroll} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('proof.checkpoint.store')}</th>
              <th scope="col">{t('proof.checkpoint.record')}</th>
              <th scope="col">{t('proof.checkpoint.key')}</th>
              <th scope="col">{t('proof.checkpoint.receivedAt')}</th>
              <th scope="col">{t('proof.checkpoint.receivedFrom')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ checkpoint, fingerprint, storeName, receivedAt, receivedFrom }) => (
              <tr key={`${fingerprint} ${checkpoint.sequence}`}>
                <th scope="row">{storeName}</th>
                <td>{format.number(checkpoint.sequence)}</td>
                <td>
                  <code title={fingerprint}>{fingerprint.slice(0, 9)}…</code>
                </td>
                <td>{format.dateTime(receivedAt)}</td>
                <td>{receivedFrom.name}</td>
                <td>
                  <IconButton
                    size="small"
                    icon={Save}
                    label={t('proof.checkpoint.saveOf', {
                      store: storeName,
                      record: format.number(checkpoint.sequence),
                    })}
                    onClick={() => onSave(checkpoint)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function useSave() {
  const { t } = useTranslation()
  const toasts = useToasts()
  const wordsFor = useErrorWords()
  const saving = useDeskChange('desktop.saveCheckpoint')
  const save = (checkpoint: Checkpoint) =>
    saving.mutate(
      { checkpoint },
      {
        onSuccess: ({ path }) => {
          if (path !== null) toasts.show({ message: t('proof.checkpoint.saved', { path }) })
        },
        onError: (error) => toasts.show({ tone: 'error', message: wordsFor(error) }),
      },
    )
  return { save, pending: saving.isPending }
}
