import { FileSpreadsheet, Upload } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IMPORT_FILE_LIMIT_BYTES } from '../../../src-shared/contract/imports.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import { Button } from '../../components/button/button.tsx'
import { classes } from '../../components/classes.ts'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { FilePicker } from '../../components/file-drop/file-picker.tsx'
import { useFileDrop } from '../../components/file-drop/use-file-drop.ts'
import { useSizeWords } from '../../components/format/use-size-words.ts'
import { ProgressBar } from '../../components/progress/progress-bar.tsx'
import styles from './import.module.css'
import { StepBody, StepFooter, StepHeading, type StepProps } from './steps.tsx'
import type { ImportFlow } from './use-import.ts'

/** Choosing the file: by the system's dialog or by dropping it. It is sent to the desk at once. */
export function FileStep({ kind, flow }: StepProps) {
  const { t } = useTranslation()
  const { sentBytes, inspecting, inspection } = flow.state
  const busy = sentBytes !== null || inspecting
  return (
    <>
      <StepBody>
        <StepHeading intro={t(`importing.file.intro.${kind}`)}>{t('importing.file.heading')}</StepHeading>
        <FileNotices flow={flow} />
        {busy ? <Reading flow={flow} /> : inspection === null ? <DropZone flow={flow} /> : <Chosen flow={flow} />}
      </StepBody>
      {inspection === null || busy ? null : (
        <StepFooter>
          <span className={styles.aside} />
          <Button variant="primary" onClick={() => flow.goTo('columns')}>
            {t('importing.next')}
          </Button>
        </StepFooter>
      )}
    </>
  )
}

function FileNotices({ flow }: { readonly flow: ImportFlow }) {
  const { t } = useTranslation()
  const sizeWords = useSizeWords()
  const { problem, cancelled } = flow.state
  if (problem instanceof DeskError)
    return (
      <div className={styles.narrow}>
        <ErrorNotice error={problem} />
      </div>
    )
  if (problem !== null)
    return (
      <div className={styles.narrow}>
        <Notice tone="error">
          {problem === 'too-large'
            ? t('importing.file.tooLarge', { limit: sizeWords(IMPORT_FILE_LIMIT_BYTES) })
            : t(`importing.file.${problem}`)}
        </Notice>
      </div>
    )
  if (cancelled !== 'reading') return null
  return (
    <div className={styles.narrow}>
      <Notice>{t('importing.file.cancelled')}</Notice>
    </div>
  )
}

function Reading({ flow }: { readonly flow: ImportFlow }) {
  const { t } = useTranslation()
  const { file, sentBytes, inspecting } = flow.state
  const words = inspecting
    ? t('importing.file.inspecting')
    : t('importing.file.readingProgress', { name: file?.name ?? '' })
  return (
    <div className={styles.work}>
      <div className={styles.workLine}>
        <span dir="auto">{words}</span>
        <Button size="small" onClick={flow.cancelReading}>
          {t('actions.cancel')}
        </Button>
      </div>
      <ProgressBar label={words} completed={sentBytes ?? 0} total={inspecting ? null : (file?.sizeBytes ?? null)} />
    </div>
  )
}

function Chosen({ flow }: { readonly flow: ImportFlow }) {
  const { t } = useTranslation()
  const sizeWords = useSizeWords()
  const { file } = flow.state
  const drop = useFileDrop(flow.choose)
  return (
    <div {...drop.handlers} className={classes(styles.file, drop.over && styles.dropOver)}>
      <FileSpreadsheet aria-hidden size={22} />
      <div className={styles.fileText}>
        <div>
          <bdi>{file?.name}</bdi>
        </div>
        <div className={styles.faint}>{sizeWords(file?.sizeBytes ?? 0)}</div>
      </div>
      <FilePicker label={t('importing.file.chooseAnother')} accept={ACCEPTED} quiet onFiles={flow.choose} />
    </div>
  )
}

function DropZone({ flow }: { readonly flow: ImportFlow }) {
  const { t } = useTranslation()
  const sizeWords = useSizeWords()
  const drop = useFileDrop(flow.choose)
  return (
    <div {...drop.handlers} className={classes(styles.drop, drop.over && styles.dropOver)}>
      <Upload aria-hidden size={24} />
      <FilePicker label={t('importing.file.choose')} accept={ACCEPTED} onFiles={flow.choose} />
      <span>{t('importing.file.drop')}</span>
      <span className={styles.faint}>{t('importing.file.limit', { size: sizeWords(IMPORT_FILE_LIMIT_BYTES) })}</span>
    </div>
  )
}

const ACCEPTED = '.csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values'
