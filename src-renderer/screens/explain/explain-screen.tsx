import { FileSearch, SearchX } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskQuery } from '../../api/queries.ts'
import { Button } from '../../components/button/button.tsx'
import { classes } from '../../components/classes.ts'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { FilePicker } from '../../components/file-drop/file-picker.tsx'
import { useFileDrop } from '../../components/file-drop/use-file-drop.ts'
import { Field } from '../../components/form/field.tsx'
import fields from '../../components/form/fields.module.css'
import { Select } from '../../components/form/select.tsx'
import { Page, PageBody, PageHeader, Section } from '../../components/page/page.tsx'
import { ProgressBar } from '../../components/progress/progress-bar.tsx'
import styles from './explain.module.css'
import { Findings } from './findings.tsx'
import { type Explanation, useExplanation } from './use-explanation.ts'

/**
 * Why does this token not work? (BY-1) What is pasted is looked at at once and does not stay in the field; a file of any
 * length is read piece by piece.
 */
export function ExplainScreen() {
  const { t } = useTranslation()
  const [module, setModule] = useState('')
  const { state, explainText, explainFiles, cancel } = useExplanation()
  const asked = module === '' ? null : module
  const drop = useFileDrop((files) => explainFiles(files, asked))
  const field = useRef<HTMLTextAreaElement>(null)
  const modules = useDeskQuery('modules.list', {})
  const lookAt = (text: string) => {
    if (field.current !== null) field.current.value = ''
    if (text.trim() !== '') explainText(text, asked)
  }
  return (
    <Page>
      <PageHeader title={t('explain.title')} />
      <PageBody>
        <Section title={t('explain.what')} hint={t('explain.hint')}>
          <div {...drop.handlers} className={classes(styles.source, drop.over && styles.over)}>
            <Field label={t('explain.text')} hint={t('explain.textHint')}>
              {(ties) => (
                <textarea
                  {...ties}
                  ref={field}
                  className={classes(fields.control, styles.text)}
                  rows={3}
                  spellCheck={false}
                  autoComplete="off"
                  autoCapitalize="off"
                  onPaste={(event) => {
                    event.preventDefault()
                    lookAt(event.clipboardData.getData('text/plain'))
                  }}
                  onKeyDown={(event) => {
                    if (event.key !== 'Enter' || event.shiftKey) return
                    event.preventDefault()
                    lookAt(event.currentTarget.value)
                  }}
                />
              )}
            </Field>
            <div className={styles.module}>
              <Field label={t('explain.module')} optional>
                {(ties) => (
                  <Select
                    {...ties}
                    value={module}
                    onChange={(event) => setModule(event.target.value)}
                    choices={[
                      { value: '', label: t('explain.anyModule') },
                      ...(modules.data ?? []).map(({ code, name }) => ({ value: code, label: name })),
                    ]}
                  />
                )}
              </Field>
            </div>
            <div className={styles.ways}>
              <Button variant="primary" onClick={() => lookAt(field.current?.value ?? '')}>
                {t('explain.start')}
              </Button>
              <FilePicker label={t('explain.file')} quiet onFiles={(files) => explainFiles(files, asked)} />
              <span className={styles.faint}>{t('explain.drop')}</span>
            </div>
          </div>
        </Section>
        <div aria-live="polite" className={styles.outcome}>
          <Outcome state={state} onCancel={cancel} />
        </div>
      </PageBody>
    </Page>
  )
}

function Outcome({ state, onCancel }: { readonly state: Explanation; onCancel(): void }) {
  const { t } = useTranslation()
  switch (state.is) {
    case 'none':
      return null
    case 'cancelled':
      return <Notice>{t('explain.cancelled')}</Notice>
    case 'failed':
      return typeof state.error === 'string' ? (
        <Notice tone="error">
          {state.error === 'damaged' ? t('explain.damaged') : t(`importing.file.${state.error}`)}
        </Notice>
      ) : (
        <ErrorNotice error={state.error} />
      )
    case 'reading':
    case 'asking': {
      const words =
        state.is === 'asking'
          ? t('explain.asking')
          : state.name === null
            ? t('explain.readingText')
            : t('importing.file.readingProgress', { name: state.name })
      return (
        <div className={styles.work}>
          <div className={styles.workLine}>
            <span dir="auto">{words}</span>
            <Button size="small" onClick={onCancel}>
              {t('actions.cancel')}
            </Button>
          </div>
          <ProgressBar label={words} completed={state.completed} total={state.total} />
        </div>
      )
    }
    case 'done':
      return state.findings.length === 0 ? (
        <EmptyState
          compact
          icon={state.name === null ? SearchX : FileSearch}
          title={state.name === null ? t('explain.nothing') : t('explain.nothingIn', { name: state.name })}
          hint={t('explain.nothingHint')}
        />
      ) : (
        <Findings name={state.name} findings={state.findings} beyond={state.beyond} />
      )
  }
}
