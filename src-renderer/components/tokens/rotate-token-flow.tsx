import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Overlap, overlap, type TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallOutput, useDeskQuery } from '../../api/queries.ts'
import { ownTimeZone } from '../../api/tokens.ts'
import { Button } from '../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { useAnnounce } from '../feedback/announcer.tsx'
import { ErrorNotice, Notice } from '../feedback/notice.tsx'
import { Field } from '../form/field.tsx'
import { Select } from '../form/select.tsx'
import { useFormat } from '../format/use-format.ts'
import { Name } from '../format/when.tsx'
import { Details } from '../page/page.tsx'
import { RevealDialog } from '../reveal/reveal-dialog.tsx'

/** From Replace to the end of the reveal: what the new token will be and when the old one ends, then the new secret. */
export function RotateTokenFlow({ token, onClose }: { readonly token: TokenSummary; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const announce = useAnnounce()
  const endWords = useEndWords()
  const preview = useDeskQuery('tokens.previewRotation', { id: token.id, timeZone: ownTimeZone() })
  const [ends, setEnds] = useState<Overlap>('7-days')
  const [state, setState] = useState<{ is: 'asking' | 'working' } | { is: 'refused'; error: unknown }>({ is: 'asking' })
  const [made, setMade] = useState<CallOutput<'tokens.rotate'> | null>(null)
  if (made !== null)
    return <RevealDialog kind="token" revealId={made.revealId} name={made.token.name} onClose={onClose} />
  const rotate = async () => {
    setState({ is: 'working' })
    try {
      const { id, version } = token
      const rotated = await call('tokens.rotate', { id, version, overlap: ends, timeZone: ownTimeZone() })
      announce(t('withdrawals.rotation.done', { name: token.name }))
      setMade(rotated)
    } catch (error) {
      setState({ is: 'refused', error: asDeskError(error) })
    }
  }
  return (
    <Dialog
      title={t('withdrawals.rotation.title')}
      description={t('withdrawals.rotation.intro')}
      busy={state.is === 'working'}
      onClose={onClose}
    >
      <DialogBody>
        {state.is === 'refused' ? <ErrorNotice error={state.error} /> : null}
        {preview.isError ? <ErrorNotice error={preview.error} /> : null}
        {preview.data === undefined ? null : <Successor token={token} preview={preview.data} />}
        <Field label={t('withdrawals.rotation.ends')} hint={t('withdrawals.rotation.endsHint')}>
          {(ties) => (
            <Select
              {...ties}
              value={ends}
              onChange={(event) => setEnds(event.target.value as Overlap)}
              choices={overlap.options.map((each) => ({ value: each, label: endWords(each, preview.data) }))}
            />
          )}
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button disabled={state.is === 'working'} onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button
          variant="primary"
          pending={state.is === 'working'}
          disabled={preview.data === undefined}
          onClick={() => void rotate()}
        >
          {t('withdrawals.rotation.confirm')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

type Preview = CallOutput<'tokens.previewRotation'>

/** When the old one would end, with its date. */
function useEndWords(): (overlap: Overlap, preview: Preview | undefined) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (each, preview) => {
    const words = t(`withdrawals.rotation.overlaps.${each}`)
    const at = preview?.overlaps.find((other) => other.overlap === each)?.endsAt
    return at === undefined || each === 'none' ? words : `${words} · ${format.dateTime(at)}`
  }
}

/** The new token as it will be. */
function Successor({ token, preview }: { readonly token: TokenSummary; readonly preview: Preview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const lost = preview.lostModules.map(({ name }) => name)
  return (
    <>
      <Details
        items={[
          { label: t('withdrawals.rotation.name'), value: <Name>{token.name}</Name> },
          { label: t('withdrawals.rotation.owner'), value: <Name>{token.owner.name}</Name> },
          {
            label: t('withdrawals.rotation.expires'),
            value: preview.expiresAt === null ? t('withdrawals.rotation.never') : format.dateTime(preview.expiresAt),
          },
        ]}
      />
      {preview.isShortened ? <Notice>{t('withdrawals.rotation.shortened')}</Notice> : null}
      {lost.length === 0 ? null : (
        <Notice tone="warning">{t('withdrawals.rotation.lost', { modules: lost.join(', ') })}</Notice>
      )}
    </>
  )
}
