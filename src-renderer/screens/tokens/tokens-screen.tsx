import { useNavigate } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownerKind, tokenStatus, tokenUse } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useShortcut } from '../../components/keyboard/use-shortcut.ts'
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
import { AddTokenFlow } from './add/add-token-flow.tsx'
import { useTokenColumns } from './token-columns.tsx'
import { useTokenBulk } from './use-token-bulk.tsx'

/** The listing of all API tokens that the operator may see (MP-2). */
export function TokensScreen() {
  const { t } = useTranslation()
  const { may } = useSession()
  const navigate = useNavigate()
  const actions = useTokenRowActions()
  const [filter, setFilter] = useTokenListFilter()
  const listing = useListing('tokens.list', {
    filter: askedOf(filter),
    sort: { by: 'createdAt', direction: 'descending' },
  })
  const columns = useTokenColumns(actions.itemsFor)
  const bulk = useTokenBulk(listing)
  const mayAdd = may('tokens.issue')
  const addRef = useRef<HTMLButtonElement>(null)
  const [adding, setAdding] = useState(false)
  const add = () => setAdding(true)
  useShortcut('n', mayAdd ? add : null)
  const addButton = mayAdd ? (
    <Button ref={addRef} variant="primary" icon={Plus} onClick={add} aria-keyshortcuts="n">
      {t('addToken.add')}
    </Button>
  ) : null
  return (
    <Page>
      <PageHeader title={t('tokensScreen.title')} actions={addButton} />
      <ListView
        listing={listing}
        label={t('tokensScreen.list')}
        searchLabel={t('tokensScreen.search')}
        columns={columns}
        rowId={(token) => token.id}
        selection={bulk.selection}
        muted={(token) => token.status !== 'active'}
        onOpen={({ id }) => void navigate({ to: '/tokens/$id', params: { id } })}
        filters={<TokenFilters filter={filter} onChange={setFilter} />}
        filtered={Object.values(filter).some((value) => value !== '')}
        onClearFilters={() => setFilter(EVERY_TOKEN)}
        empty={
          <EmptyState
            icon={KeyRound}
            title={t('tokensScreen.empty')}
            hint={mayAdd ? t('tokensScreen.emptyHint') : t('tokensScreen.emptyRead')}
          >
            {mayAdd ? <Button onClick={add}>{t('addToken.add')}</Button> : null}
          </EmptyState>
        }
      />
      {bulk.bar}
      {actions.dialog}
      {adding ? <AddTokenFlow returnFocus={addRef} onClose={() => setAdding(false)} /> : null}
    </Page>
  )
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
