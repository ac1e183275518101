import type { InputOf } from '../../src-shared/contract/calls.ts'
import type { PageCalls } from '../../src-shared/contract/desktop.ts'
import type { OwnerReference, TokenSummary } from '../../src-shared/schemas/tokens.ts'
import { useDeskChange, useDeskPages, useDeskQuery } from './queries.ts'
import { useSession } from './session.tsx'

/** What can be done to a token from its row or page. */
export type TokenAction = 'disable' | 'enable' | 'remove' | 'delete'

/** The tokens of one owner, newest first. */
export function useTokensOf(owner: OwnerReference) {
  return useDeskPages('tokens.list', {
    ownerId: owner.id,
    sort: { by: 'createdAt', direction: 'descending' },
    limit: 50,
  })
}

/** What an issue form may offer to this owner. */
export function useTokenChoices(owner: OwnerReference) {
  return useDeskQuery('tokens.choices', { owner, timeZone: ownTimeZone() })
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
  run(action: TokenAction, token: TokenSummary): Promise<unknown>
} {
  const { may } = useSession()
  const disable = useDeskChange('tokens.disable')
  const enable = useDeskChange('tokens.enable')
  const remove = useDeskChange('tokens.remove')
  const withdraw = useDeskChange('tokens.delete')
  const changes = { disable, enable, remove, delete: withdraw }
  return {
    actionsFor: ({ status }) => {
      const actions: TokenAction[] = []
      if (may('tokens.withdraw')) {
        if (status === 'active') actions.push('disable')
        if (status === 'disabled') actions.push('enable')
        if (status !== 'removed') actions.push('remove')
      }
      if (may('tokens.delete')) actions.push('delete')
      return actions
    },
    run: (action, { id, version }) => changes[action].mutateAsync({ id, version }),
  }
}

/** The workstation's time zone, in which days end. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
