// One market, new or stored: where it is, what is paid, by what and how it is sent.
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { FormPage } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { DeleteButton } from '../../parts/record.tsx'
import { About, Hours, Payment, Prices } from './market-fields.tsx'
import { emptyMarket, type MarketValues, marketInput, marketValues } from './market-values.ts'
import { Shipping } from './shipping.tsx'
import { useText } from './text.ts'

export default function MarketPage() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const { id: marketId } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'markets', marketId],
    enabled: marketId !== undefined,
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/markets/{market_id}', { params: { path: { market_id: marketId ?? '' } } })),
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  const market = query.data
  if (marketId !== undefined && market === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={market?.name ?? t('markets.new')}
        back={{ to: `/stores/${slug}/markets`, label: t('markets.title') }}
      >
        {market && !market.is_default && can('store:write') && <Remove market={market} />}
      </PageHeader>
      <MarketForm key={marketId ?? 'new'} market={market} />
    </>
  )
}

function MarketForm({ market }: { market: Admin['Market'] | undefined }) {
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<MarketValues>({ initialValues: market ? marketValues(market) : emptyMarket() })
  const save = async (values: MarketValues) => {
    const { code, ...body } = marketInput(values)
    const saved = await (market === undefined
      ? dataOf(admin.POST('/admin/v1/markets', { body: { ...body, code } }))
      : dataOf(
          admin.PATCH('/admin/v1/markets/{market_id}', { params: { path: { market_id: market.id } }, body }),
        ))
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'markets'] })
    if (market === undefined) await navigate({ to: `/stores/${slug}/markets/${saved.id}` })
  }
  return (
    <FormPage form={form} onSave={save} isNew={market === undefined} mayWrite={can('store:write')}>
      <About form={form} isNew={market === undefined} />
      <Shipping form={form} />
      <Prices form={form} />
      <Payment form={form} />
      <Hours form={form} />
    </FormPage>
  )
}

function Remove({ market }: { market: Admin['Market'] }) {
  const t = useText()
  const { slug, admin } = useStore()
  const params = { path: { market_id: market.id } }
  return (
    <DeleteButton
      title={t('markets.delete')}
      remove={() => dataOf(admin.DELETE('/admin/v1/markets/{market_id}', { params }))}
      keys={{ one: ['markets', market.id], lists: ['markets'] }}
      to={`/stores/${slug}/markets`}
    >
      {t('markets.deleteText', { name: market.name })}
    </DeleteButton>
  )
}
