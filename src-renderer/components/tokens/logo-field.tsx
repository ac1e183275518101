import { useId, useMemo, useRef, useState } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { LOGO_FILE_LIMIT_BYTES, logoImage } from '../../../src-shared/schemas/logos.ts'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import { pngOf, useLogo } from '../../api/logos.tsx'
import { Button } from '../button/button.tsx'
import { classes } from '../classes.ts'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useProblemWords } from '../errors/use-problem-words.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import { useFileDrop } from '../file-drop/use-file-drop.ts'
import { FieldError } from '../form/field.tsx'
import fieldStyles from '../form/fields.module.css'
import styles from './logo-field.module.css'
import { LogoPicture } from './token-logo.tsx'

/** Stands in a form while a picture is on its way: what is saved then would go without it. */
const BEING_READ = 'being-read'

/** What a form says of a logo: the one that is there is kept, there is none, or a new one that the desk has made. */
export const logoChoice = z.union([z.literal('kept'), z.null(), logoImage]).refine((choice) => choice !== BEING_READ, {
  error: 'This picture is still being read. Try again in a moment.',
  params: { rule: 'logoBeingRead' },
})
type LogoChoice = z.infer<typeof logoChoice>

/** A logo inside a Form, by file or by dropping it. The desk makes it of the picture at once, or says why it does not. */
export function LogoField({
  name,
  label,
  current,
}: {
  readonly name: string
  readonly label: string
  /** The token whose logo is `kept`. */
  readonly current: Pick<TokenSummary, 'id' | 'logoVersion'>
}) {
  const { t } = useTranslation()
  const { field, fieldState } = useController({ name })
  const { clearErrors } = useFormContext()
  const value = field.value as LogoChoice
  const before = useRef(value)
  if (value !== BEING_READ) before.current = value
  const picture = usePicture(before.current, current)
  const choose = (choice: LogoChoice) => {
    field.onChange(choice)
    // What is in the form is whole again: that it was not is said no longer.
    clearErrors(name)
  }
  const reader = useLogoReader({
    onBegun: () => field.onChange(BEING_READ),
    onLogo: choose,
    onGivenUp: () => choose(before.current),
  })
  const problem = reader.problem ?? fieldState.error?.message
  const drop = useFileDrop(reader.read)
  const id = useId()
  const announce = useAnnounce()
  const takeAway = () => {
    reader.forget()
    choose(null)
    announce(t('tokenDetails.logo.removed'))
  }
  return (
    <div className={fieldStyles.field}>
      <span id={`${id}-label`} className={fieldStyles.label}>
        {label}
        <span className={fieldStyles.optional} aria-hidden>
          {' '}
          · {t('form.optional')}
        </span>
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would not lay its parts out in a line. */}
      <div
        role="group"
        aria-labelledby={`${id}-label`}
        {...drop.handlers}
        className={classes(styles.place, drop.over && styles.over)}
      >
        <LogoPicture logo={picture} size="large" />
        <div className={styles.parts}>
          <div className={styles.line}>
            <label className={styles.picker}>
              {picture === null ? t('tokenDetails.logo.choose') : t('tokenDetails.logo.chooseAnother')}
              <input
                type="file"
                accept=".png,.jpg,.jpeg,.webp,image/png,image/jpeg,image/webp"
                title=""
                aria-describedby={problem === undefined ? `${id}-limit` : `${id}-error ${id}-limit`}
                aria-invalid={problem !== undefined}
                ref={field.ref}
                onChange={(event) => {
                  const files = [...(event.target.files ?? [])]
                  // The same file may be chosen again after it was corrected.
                  event.target.value = ''
                  reader.read(files)
                }}
              />
            </label>
            {before.current === null ? (
              <span className={fieldStyles.hint}>{t('tokenDetails.logo.drop')}</span>
            ) : (
              <Button size="small" onClick={takeAway}>
                {t('tokenDetails.logo.remove')}
              </Button>
            )}
          </div>
          <span id={`${id}-limit`} className={fieldStyles.hint}>
            {reader.reading ? t('tokenDetails.logo.reading') : t('tokenDetails.logo.limit')}
          </span>
        </div>
      </div>
      <div role="alert">
        <FieldError id={`${id}-error`} error={problem} />
      </div>
    </div>
  )
}

function usePicture(value: LogoChoice, current: Pick<TokenSummary, 'id' | 'logoVersion'>): Blob | null {
  const kept = useLogo(current)
  return useMemo(() => {
    if (value === 'kept') return kept
    return value === null ? null : pngOf(value)
  }, [value, kept])
}

interface LogoReading {
  onBegun(): void
  onLogo(image: string): void
  /** The picture that was begun is none. */
  onGivenUp(): void
}

/** Reads a picture and has the desk make a logo of it. Of two that are chosen one after the other the later one counts. */
function useLogoReader({ onBegun, onLogo, onGivenUp }: LogoReading) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const announce = useAnnounce()
  const wordsFor = useErrorWords()
  const wordsForProblem = useProblemWords()
  const [problem, setProblem] = useState<string | null>(null)
  const [reading, setReading] = useState(false)
  const turn = useRef(0)

  const forget = () => {
    turn.current += 1
    setReading(false)
    setProblem(null)
  }
  const refuse = (words: string) => {
    setReading(false)
    setProblem(words)
    onGivenUp()
  }
  const read = async (files: readonly File[]) => {
    const [file] = files
    if (file === undefined) return
    forget()
    if (files.length > 1) return refuse(t('tokenDetails.logo.onlyOne'))
    if (file.size > LOGO_FILE_LIMIT_BYTES) return refuse(t('problems.logoFileTooLarge'))
    const mine = turn.current
    setReading(true)
    onBegun()
    const base64 = await base64Of(file)
    if (mine !== turn.current) return
    if (base64 === null) return refuse(t('tokenDetails.logo.unreadable'))
    try {
      const { image } = await call('logos.prepare', { file: base64 })
      if (mine !== turn.current) return
      setReading(false)
      onLogo(image)
      announce(t('tokenDetails.logo.chosen'))
    } catch (thrown) {
      if (mine !== turn.current) return
      const found = asDeskError(thrown).fields?.file
      refuse(found === undefined ? wordsFor(thrown) : wordsForProblem(found))
    }
  }
  return { problem, reading, forget, read: (files: readonly File[]) => void read(files) }
}

/** Null where the file cannot be read: moved, no right to it, or a folder. An empty one is a picture of no format. */
function base64Of(file: File): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] || 'AAAA')
    reader.onerror = () => resolve(null)
    reader.readAsDataURL(file)
  })
}
