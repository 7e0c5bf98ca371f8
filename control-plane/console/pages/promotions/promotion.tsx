// One promotion, new or stored: its terms, what they do to a cart, its codes and how it does.
import { Alert, Grid } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useMarkets } from '../../api/choices.ts'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { localTime } from '../../i18n/local-time.ts'
import { FormPage } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { DeleteButton } from '../../parts/record.tsx'
import { Codes } from './codes.tsx'
import { Fields } from './fields.tsx'
import { Preview } from './preview.tsx'
import { PromotionStatus } from './promotion-status.tsx'
import { Statistics } from './statistics.tsx'
import { useText } from './text.ts'
import { emptyValues, fromPromotion, toInput, type Values } from './values.ts'

export default function PromotionPage() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const { id: promotionId } = useParams({ strict: false }) as { id?: string }
  const markets = useMarkets()
  const query = useQuery({
    queryKey: [id, 'promotions', promotionId],
    enabled: promotionId !== undefined,
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/promotions/{promotion_id}', {
          params: { path: { promotion_id: promotionId ?? '' } },
        }),
      ),
  })
  const failed = [query, markets].find(({ isLoadingError }) => isLoadingError)
  if (failed !== undefined) return <ProblemAlert error={failed.error} retry={() => void failed.refetch()} />
  const promotion = query.data
  if (markets.isLoading || (promotionId !== undefined && promotion === undefined)) return <Loading />
  return (
    <>
      <PageHeader
        title={promotion?.name ?? t('new')}
        badge={promotion && <PromotionStatus promotion={promotion} />}
        back={{ to: `/stores/${slug}/promotions`, label: t('title') }}
      >
        {promotion && can('promotions:write') && <Remove promotion={promotion} />}
      </PageHeader>
      <Terms key={promotionId ?? 'new'} promotion={promotion} markets={markets.data?.data ?? []} />
      {promotion && promotion.trigger === 'code' && <Codes promotionId={promotion.id} />}
      {promotion && <Statistics promotionId={promotion.id} />}
    </>
  )
}

function Terms({
  promotion,
  markets,
}: {
  promotion: Admin['Promotion'] | undefined
  markets: readonly Admin['Market'][]
}) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const currency = (markets.find(({ is_default }) => is_default) ?? markets[0])?.currency ?? 'USD'
  const stored = promotion && fromPromotion(promotion, { currency, localTime })
  const form = useForm<Values>({ initialValues: stored?.values ?? emptyValues(currency) })
  const isPlain = stored?.isPlain ?? true
  const save = async (values: Values) => {
    const { effect, conditions, currency, ...rest } = toInput(values)
    const terms = isPlain ? { effect, conditions, currency } : {}
    if (promotion === undefined) {
      const codes = values.trigger === 'code' ? values.codes : []
      const body = { ...rest, effect, conditions, currency, trigger: values.trigger, codes }
      const created = await dataOf(admin.POST('/admin/v1/promotions', { body }))
      tell(t('created'))
      await client.invalidateQueries({ queryKey: [id, 'promotions'] })
      await navigate({ to: `/stores/${slug}/promotions/${created.id}` })
      return
    }
    await dataOf(
      admin.PATCH('/admin/v1/promotions/{promotion_id}', {
        params: { path: { promotion_id: promotion.id } },
        body: { ...rest, ...terms },
      }),
    )
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'promotions'] })
  }
  const fields = {
    'effect.value.amount': 'amount',
    'effect.value.ppm': 'percent',
    'effect.filter': 'product_ids',
    'conditions.0.amount': 'min_subtotal',
  }
  return (
    <FormPage form={form} onSave={save} fields={fields} isNew={promotion === undefined}>
      <Grid>
        <Grid.Col span={{ base: 12, md: 7 }}>
          {!isPlain && (
            <Alert color="yellow" mb="md">
              {t('notPlain')}
            </Alert>
          )}
          <Fields form={form} markets={markets} isNew={promotion === undefined} isPlain={isPlain} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          {isPlain && <Preview values={form.values} promotionId={promotion?.id ?? null} markets={markets} />}
        </Grid.Col>
      </Grid>
    </FormPage>
  )
}

function Remove({ promotion }: { promotion: Admin['Promotion'] }) {
  const t = useText()
  const { slug, admin } = useStore()
  const params = { path: { promotion_id: promotion.id } }
  return (
    <DeleteButton
      title={t('delete')}
      remove={() => dataOf(admin.DELETE('/admin/v1/promotions/{promotion_id}', { params }))}
      keys={{ one: ['promotions', promotion.id], lists: ['promotions'] }}
      to={`/stores/${slug}/promotions`}
    >
      {t('deleteText', { name: promotion.name })}
    </DeleteButton>
  )
}
