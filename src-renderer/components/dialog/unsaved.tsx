import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeaveQuestion } from '../../../src-shared/contract/desktop.ts'
import { useDesk } from '../../api/desk.tsx'

/** Notes something that is not saved, until what it answers is called. */
type Note = (question: LeaveQuestion) => () => void

const UnsavedContext = createContext<Note | null>(null)

/** Tells the desktop what is not saved, so that closing the window asks first. */
export function UnsavedProvider({ children }: { readonly children: ReactNode }) {
  const { call } = useDesk()
  const [questions, setQuestions] = useState<readonly LeaveQuestion[]>([])
  const [note] = useState(
    (): Note => (question) => {
      setQuestions((current) => [...current, question])
      return () => setQuestions((current) => current.filter((other) => other !== question))
    },
  )
  // Of several the last is what the person is at.
  const unsaved = questions.at(-1) ?? null
  useEffect(() => {
    call('desktop.setUnsaved', { unsaved }).catch(() => undefined)
  }, [call, unsaved])
  return <UnsavedContext value={note}>{children}</UnsavedContext>
}

/** Has closing the window ask first while `when` says that something would be lost, in these words unless in others. */
export function useUnsaved(
  when: boolean,
  others: { readonly [Part in 'title' | 'text' | 'leave']?: string } = {},
): void {
  const { t } = useTranslation()
  const note = useContext(UnsavedContext)
  if (note === null) throw new Error('useUnsaved is used outside UnsavedProvider.')
  const { title = t('form.unsaved'), text = t('form.unsavedText'), leave = t('form.leave') } = others
  const stay = t('form.stay')
  useEffect(() => (when ? note({ title, text, leave, stay }) : undefined), [when, note, title, text, leave, stay])
}
