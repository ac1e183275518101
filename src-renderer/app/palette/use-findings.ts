import { useNavigate } from '@tanstack/react-router'
import type { Contact, User } from '../../../src-shared/schemas/people.ts'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import type { Findable } from './palette-actions.ts'

const ROWS = 5

/** The first people and tokens that match, each with the way to it. Nothing is searched until something is typed. */
export function useFindings(wanted: string): {
  readonly contacts: readonly { readonly contact: Contact; readonly action: Findable }[]
  readonly users: readonly { readonly user: User; readonly action: Findable }[]
  readonly tokens: readonly { readonly token: TokenSummary; readonly action: Findable }[]
  readonly searching: boolean
} {
  const navigate = useNavigate()
  const { may } = useSession()
  const input = { search: wanted, limit: ROWS }
  const asked = wanted !== ''
  const contacts = useDeskQuery('contacts.list', input, {
    enabled: asked && may('contacts.read'),
    keepPrevious: asked,
  })
  const users = useDeskQuery('users.list', input, { enabled: asked && may('users.read'), keepPrevious: asked })
  const tokens = useDeskQuery('tokens.list', input, { enabled: asked && may('tokens.read'), keepPrevious: asked })
  return {
    contacts: rowsOf(asked, contacts.data).map((contact) => ({
      contact,
      action: { run: () => void navigate({ to: '/contacts/$id', params: { id: contact.id } }) },
    })),
    users: rowsOf(asked, users.data).map((user) => ({
      user,
      action: {
        run: () =>
          void navigate({
            to: user.kind === 'technical' ? '/technical-users/$id' : '/users/$id',
            params: { id: user.id },
          }),
      },
    })),
    tokens: rowsOf(asked, tokens.data).map((token) => ({
      token,
      action: { run: () => void navigate({ to: '/tokens/$id', params: { id: token.id } }) },
    })),
    searching: contacts.isFetching || users.isFetching || tokens.isFetching,
  }
}

function rowsOf<Row>(asked: boolean, page: { readonly rows: readonly Row[] } | undefined): readonly Row[] {
  return asked ? (page?.rows ?? []) : []
}
