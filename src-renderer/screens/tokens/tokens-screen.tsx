import { useNavigate } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ownerKind, type TokenSummary, tokenStatus, tokenUse } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { SelectFilter } from '../../components/listing/filters.tsx'
import { ListView } from '../../components/listing/list-view.tsx'
import { useListing } from '../../components/listing/use-listing.ts'
import { Page, PageHeader } from '../../components/page/page.tsx'
import {
  askedOf,
  EVERY_TOKEN,
  EXPIRING_WITHIN_DAYS,
  spanOf,
  type TokenListFilter,
  useTokenListFilter,
} from '../../components/tokens/token-list-filter.ts'
import { useTokenRowActions } from '../../components/tokens/use-token-row-actions.tsx'
import { useTokenColumns } from './token-columns.tsx'
import { useTokenBulk } from './use-token-bulk.tsx'

/** The listing of all API tokens that the operator may see (MP-2). */
export function TokensScreen() {
  const { t } = useTranslation()
  const { may } = useSession()
  const openOwner = useOpenOwner()
  const actions = useTokenRowActions()
  const [filter, setFilter] = useTokenListFilter()
  const listing = useListing('tokens.list', {
    filter: askedOf(filter),
    sort: { by: 'createdAt', direction: 'descending' },
  })
  const columns = useTokenColumns(actions.itemsFor)
  const bulk = useTokenBulk(listing)
  return (
    <Page>
      <PageHeader title={t('tokensScreen.title')} />
      <ListView
        listing={listing}
        label={t('tokensScreen.list')}
        searchLabel={t('tokensScreen.search')}
        columns={columns}
        rowId={(token) => token.id}
        selection={bulk.selection}
        muted={(token) => token.status !== 'active'}
        onOpen={openOwner}
        filters={<TokenFilters filter={filter} onChange={setFilter} />}
        filtered={Object.values(filter).some((value) => value !== '')}
        onClearFilters={() => setFilter(EVERY_TOKEN)}
        empty={
          <EmptyState
            icon={KeyRound}
            title={t('tokensScreen.empty')}
            hint={may('contacts.read') ? t('tokensScreen.emptyHint') : t('tokensScreen.emptyRead')}
          />
        }
      />
      {bulk.bar}
      {actions.dialog}
    </Page>
  )
}

/** Opens the viewer of a token's owner at its API tokens. Own tokens of somebody who may not see users stay here. */
function useOpenOwner(): (token: TokenSummary) => void {
  const navigate = useNavigate()
  const { may } = useSession()
  return ({ owner }) => {
    const target = { params: { id: owner.id }, search: { tab: 'tokens' } } as const
    if (owner.kind === 'contact') {
      if (may('contacts.read')) void navigate({ to: '/contacts/$id', ...target })
    } else if (may('users.read'))
      void navigate({ to: owner.kind === 'user' ? '/users/$id' : '/technical-users/$id', ...target })
  }
}

function TokenFilters({
  filter,
  onChange,
}: {
  readonly filter: TokenListFilter
  onChange(filter: TokenListFilter): void
}) {
  const { t } = useTranslation()
  const { may } = useSession()
  const modules = useDeskQuery('modules.list', {})
  const format = useFormat()
  const week = spanOf(filter.expiring)
  return (
    <>
      <SelectFilter
        label={t('tokensScreen.filters.status')}
        value={filter.status}
        onChange={(status) => onChange({ ...filter, status })}
        choices={[
          { value: '', label: t('tokensScreen.filters.anyStatus') },
          ...tokenStatus.options.map((value) => ({ value, label: t(`tokens.status.${value}`) })),
        ]}
      />
      {may('contacts.read') ? (
        <SelectFilter
          label={t('tokensScreen.filters.ownerKind')}
          value={filter.ownerKind}
          onChange={(kind) => onChange({ ...filter, ownerKind: kind })}
          choices={[
            { value: '', label: t('tokensScreen.filters.anyOwner') },
            ...ownerKind.options.map((value) => ({ value, label: t(`tokensScreen.ownerKinds.${value}`) })),
          ]}
        />
      ) : null}
      <SelectFilter
        label={t('tokensScreen.filters.module')}
        value={filter.module}
        onChange={(module) => onChange({ ...filter, module })}
        choices={[
          { value: '', label: t('tokensScreen.filters.anyModule') },
          ...(modules.data ?? []).map(({ code, name }) => ({ value: code, label: name })),
        ]}
      />
      <SelectFilter
        label={t('tokensScreen.filters.expiring')}
        value={filter.expiring}
        onChange={(expiring) => onChange({ ...filter, expiring })}
        choices={[
          { value: '', label: t('tokensScreen.filters.anyExpiration') },
          ...EXPIRING_WITHIN_DAYS.map((value) => ({
            value,
            label: t('tokensScreen.filters.withinDays', { count: Number(value) }),
          })),
          ...(week === undefined
            ? []
            : [{ value: filter.expiring, label: t('overview.chart.week', { date: format.date(week.from) }) }]),
        ]}
      />
      <SelectFilter
        label={t('tokensScreen.filters.use')}
        value={filter.use}
        onChange={(use) => onChange({ ...filter, use })}
        choices={[
          { value: '', label: t('tokensScreen.filters.anyUse') },
          ...tokenUse.options.map((value) => ({ value, label: t(`tokensScreen.uses.${value}`) })),
        ]}
      />
    </>
  )
}
