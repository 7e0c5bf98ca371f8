// One price list: its prices, and its terms.
import { Grid } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { isProblem, ProblemError } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormPage } from '../../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { FIELDS, PriceListFields, usePriceListForm } from './price-list-fields.tsx'
import { PriceListState } from './price-list-state.tsx'
import { Prices } from './prices.tsx'
import { useText } from './text.ts'
import {
  afterChange,
  changesOf,
  formPath,
  inputOf,
  type ListPrice,
  type PriceList,
  type PriceListValues,
  rowsOf,
  valuesOf,
} from './values.ts'

const PAGE = 100
/** What the API writes at once. */
const MOST_AT_ONCE = 1_000

type PricePage = { data: ListPrice[]; next_cursor: string | null }

export default function PriceListPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const params = { path: { price_list_id: id } }
  const list = useQuery({
    queryKey: [storeId, 'price-lists', 'one', id],
    queryFn: () => dataOf(admin.GET('/admin/v1/price-lists/{price_list_id}', { params })),
  })
  // The form keeps what it was given: it is read anew when the page is opened, and not while prices are being edited.
  const prices = useQuery({
    queryKey: [storeId, 'price-list-prices', id],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/price-lists/{price_list_id}/prices', {
          params: { ...params, query: { limit: PAGE } },
        }),
      ),
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const error = list.error ?? prices.error
  const retry = () => void Promise.all([list.refetch(), prices.refetch()])
  return (
    <>
      <PageHeader
        title={list.data?.name ?? '…'}
        badge={list.data && <PriceListState list={list.data} />}
        back={{ to: `/stores/${slug}/price-lists`, label: t('title') }}
      >
        {list.data && <Remove list={list.data} />}
      </PageHeader>
      {error !== null && (list.data === undefined || prices.data === undefined) && (
        <ProblemAlert error={error} retry={retry} />
      )}
      {(list.isPending || prices.isPending) && <Loading />}
      {list.data && prices.data && <Form key={id} list={list.data} first={prices.data} />}
    </>
  )
}

function Form({ list, first }: { list: PriceList; first: PricePage }) {
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = usePriceListForm(() => valuesOf(list, rowsOf(first.data)))
  const [stored, setStored] = useState<readonly ListPrice[]>(first.data)
  const [cursor, setCursor] = useState(first.next_cursor)
  const params = { path: { price_list_id: list.id } }

  /** Adds stored prices to the rows, and to what is no change. */
  const bring = (prices: readonly ListPrice[]) => {
    const known = new Set(stored.map(({ id }) => id))
    const added = rowsOf(prices.filter(({ id }) => !known.has(id)))
    setStored([...stored, ...prices.filter(({ id }) => !known.has(id))])
    const initial = form.getInitialValues()
    const values = { ...initial, rows: [...initial.rows, ...added] }
    form.setInitialValues(values)
    form.resetDirty(values)
    form.setFieldValue('rows', [...form.getValues().rows, ...added])
  }
  const more = async () => {
    const query = { limit: PAGE, cursor: cursor ?? undefined }
    const page = await dataOf(
      admin.GET('/admin/v1/price-lists/{price_list_id}/prices', { params: { ...params, query } }),
    )
    setCursor(page.next_cursor)
    bring(page.data)
  }
  const save = async (values: PriceListValues) => {
    const body = inputOf(values)
    const saved = await dataOf(admin.PATCH('/admin/v1/price-lists/{price_list_id}', { params, body }))
    client.setQueryData([id, 'price-lists', 'one', list.id], saved)
    const { put, remove } = changesOf(stored, values.rows)
    let after = stored
    for (let at = 0; at < Math.max(put.length, remove.length); at += MOST_AT_ONCE) {
      const part = put.slice(at, at + MOST_AT_ONCE)
      const gone = remove.slice(at, at + MOST_AT_ONCE)
      const prices = part.map(({ price }) => price)
      try {
        const { data } = await dataOf(
          admin.PUT('/admin/v1/price-lists/{price_list_id}/prices', {
            params,
            body: { prices, remove: gone },
          }),
        )
        after = afterChange(after, { remove: gone, put: data })
        setStored(after)
      } catch (error) {
        throw isProblem(error, 'invalid_input') ? atFields(error, (path) => formPath(part, path)) : error
      }
    }
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'price-lists', 'list'] })
  }
  return (
    <FormPage form={form} onSave={save} fields={FIELDS}>
      <fieldset disabled={!can('products:write')} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Grid>
          <Grid.Col span={{ base: 12, xl: 8 }}>
            <Prices
              form={form}
              listId={list.id}
              onBring={bring}
              onMore={cursor === null ? undefined : more}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, xl: 4 }}>
            <PriceListFields form={form} />
          </Grid.Col>
        </Grid>
      </fieldset>
    </FormPage>
  )
}

const atFields = (problem: ProblemError, pathOf: (path: string) => string): ProblemError =>
  new ProblemError({
    ...problem,
    detail: problem.detail,
    errors: problem.errors.map(({ path, message }) => ({ path: pathOf(path), message })),
  })

function Remove({ list }: { list: PriceList }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  if (!can('products:write')) return null
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/price-lists/{price_list_id}', { params: { path: { price_list_id: list.id } } }),
    )
    tell(t('deleted', { name: list.name }))
    await navigate({ to: `/stores/${slug}/price-lists` })
    client.removeQueries({ queryKey: [id, 'price-lists', 'one', list.id] })
    await client.invalidateQueries({ queryKey: [id, 'price-lists'] })
  }
  return (
    <ConfirmButton label={common('delete')} title={t('deleteTitle', { name: list.name })} onConfirm={remove}>
      {t('deleteText')}
    </ConfirmButton>
  )
}
