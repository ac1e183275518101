import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from '../../components/dialog/confirm-dialog.tsx'

/** A question that a form asks in the middle of its saving, and goes on or not by the answer. */
export interface Question {
  readonly title: string
  readonly text: ReactNode
  readonly confirmLabel: string
  readonly tone?: 'danger' | 'primary'
}

/** `ask` resolves to whether the person confirmed; `dialog` is to be rendered. */
export function useQuestion(): {
  ask(question: Question): Promise<boolean>
  /** While a question stands, it is the person who is waited for: nothing turns a wheel. */
  readonly isOpen: boolean
  readonly dialog: ReactNode
} {
  const [open, setOpen] = useState<{ readonly question: Question; answer(confirmed: boolean): void } | null>(null)
  const ask = (question: Question) =>
    new Promise<boolean>((resolve) => {
      setOpen({
        question,
        answer: (confirmed) => {
          setOpen(null)
          resolve(confirmed)
        },
      })
    })
  const dialog =
    open === null ? null : (
      <ConfirmDialog {...open.question} onConfirm={async () => open.answer(true)} onClose={() => open.answer(false)} />
    )
  return { ask, isOpen: open !== null, dialog }
}
