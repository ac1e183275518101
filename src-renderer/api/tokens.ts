import type { InputOf } from '../../src-shared/contract/calls.ts'
import type { PageCalls } from '../../src-shared/contract/desktop.ts'
import type { TokenId } from '../../src-shared/schemas/ids.ts'
import type { OwnerReference, TokenSummary, WithdrawalReason } from '../../src-shared/schemas/tokens.ts'
import { useDesk } from './desk.tsx'
import { type CallOutput, useDeskChange, useDeskPages, useDeskQuery } from './queries.ts'
import { useSession } from './session.tsx'

/** What can be done to a token from its row or page. */
export type TokenAction = 'disable' | 'enable' | 'remove' | 'delete'

/** What is noted beside an action. */
export interface TokenActionNotes {
  readonly disable?: Pick<InputOf<PageCalls, 'tokens.disable'>, 'reason' | 'until'>
  readonly reason?: WithdrawalReason
}

/** The tokens of one owner, newest first. */
export function useTokensOf(owner: OwnerReference) {
  return useDeskPages('tokens.list', {
    ownerId: owner.id,
    sort: { by: 'createdAt', direction: 'descending' },
    limit: 50,
  })
}

export type TokenChoices = CallOutput<'tokens.choices'>

/** What an issue form may offer to this owner. */
export function useTokenChoices(owner: OwnerReference, options: { readonly enabled?: boolean } = {}) {
  return useDeskQuery('tokens.choices', { owner, timeZone: ownTimeZone() }, options)
}

/** A contact's token is for the order status of the customer portal unless somebody says otherwise. */
export function preselected(owner: OwnerReference, choices: TokenChoices): string[] {
  if (owner.kind !== 'contact') return []
  return choices.modules.filter((module) => module.code === 'order-status').map((module) => module.code)
}

/** The instant at which a token with a date of the person's choice would end. */
export function useCustomExpiration(date: string | null) {
  const asked: InputOf<PageCalls, 'tokens.expiration'> = {
    timeZone: ownTimeZone(),
    expiration: { choice: 'custom', date: date ?? '' },
  }
  return useDeskQuery('tokens.expiration', asked, { enabled: date !== null })
}

/** Which actions to offer for a token: what the operator may do and its state allows. The desk decides again. */
export function useTokenActions(): {
  actionsFor(token: TokenSummary): readonly TokenAction[]
  /** Whether to offer Edit. */
  mayChange(token: TokenSummary): boolean
  /** Whether to offer a replacement by a new token. */
  mayRotate(token: TokenSummary): boolean
  /** Carries it out. Until when a withdrawal can be undone; null where it cannot, or there is none. */
  run(
    action: TokenAction,
    token: TokenSummary,
    notes?: TokenActionNotes,
  ): Promise<{ readonly undoableUntil: string | null }>
  /** Takes a withdrawal back. */
  reinstate(id: TokenId): Promise<TokenSummary>
} {
  const { call } = useDesk()
  const { may, operator } = useSession()
  const disable = useDeskChange('tokens.disable')
  const enable = useDeskChange('tokens.enable')
  const remove = useDeskChange('tokens.remove')
  const withdraw = useDeskChange('tokens.delete')
  const reinstate = useDeskChange('tokens.reinstate')
  return {
    actionsFor: ({ status, owner }) => {
      const actions: TokenAction[] = []
      if (may('tokens.withdraw')) {
        if (status === 'active') actions.push('disable')
        if (status === 'disabled') actions.push('enable')
        if (status !== 'removed') actions.push('remove')
      }
      if (may('tokens.deleteOfOthers') || (may('tokens.delete') && owner.id === operator.id)) actions.push('delete')
      return actions
    },
    mayChange: ({ status }) => may('tokens.issue') && status !== 'removed',
    mayRotate: ({ status, replacedBy }) => may('tokens.issue') && status !== 'removed' && replacedBy === null,
    run: async (action, { id }, { disable: note, reason } = {}) => {
      // As it is now: whatever else of the token was changed since it was drawn, this is to be done to it.
      const { version } = await call('tokens.get', { id })
      switch (action) {
        case 'disable':
          return disable.mutateAsync({ id, version, ...note })
        case 'enable':
          return enable.mutateAsync({ id, version })
        case 'remove':
          return remove.mutateAsync({ id, version, reason })
        case 'delete':
          return withdraw.mutateAsync({ id, version, reason })
      }
    },
    reinstate: (id) => reinstate.mutateAsync({ id }),
  }
}

/** The workstation's time zone, in which days end. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The day of the calendar where the workstation is, as `2026-12-31`. */
export function ownToday(): string {
  const now = new Date()
  const part = (value: number, digits: number) => String(value).padStart(digits, '0')
  return `${part(now.getFullYear(), 4)}-${part(now.getMonth() + 1, 2)}-${part(now.getDate(), 2)}`
}
