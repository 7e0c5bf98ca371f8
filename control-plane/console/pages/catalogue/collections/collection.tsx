// One collection: its fields and its products.
import { Button, Grid } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormPage } from '../../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useCurrencies, useShopUrl } from '../choices.ts'
import { CollectionFields, useCollectionForm } from './collection-fields.tsx'
import { CollectionState } from './collection-state.tsx'
import { type CollectionValues, formPaths, inputOf, valuesOf } from './collection-values.ts'
import { Members } from './members.tsx'
import { useText } from './text.ts'

type Collection = Admin['Collection']

export default function CollectionPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { currencies, isLoading } = useCurrencies()
  const query = useQuery({
    queryKey: [storeId, 'collections', 'one', id],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/collections/{collection_id}', { params: { path: { collection_id: id } } })),
    refetchInterval: ({ state }) => (state.data?.refresh.status === 'running' ? 2_000 : false),
  })
  const { data } = query
  return (
    <>
      <PageHeader
        title={data?.title ?? '…'}
        badge={data && <CollectionState collection={data} />}
        back={{ to: `/stores/${slug}/collections`, label: t('collections.title') }}
      >
        {data && <Actions collection={data} />}
      </PageHeader>
      {data === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {(query.isPending || isLoading) && <Loading />}
      {data && !isLoading && <Body key={data.id} collection={data} currency={currencies[0] ?? ''} />}
    </>
  )
}

function Body({ collection, currency }: { collection: Collection; currency: string }) {
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = useCollectionForm(() => valuesOf(collection, currency))
  const save = async (values: CollectionValues) => {
    const saved = await dataOf(
      admin.PATCH('/admin/v1/collections/{collection_id}', {
        params: { path: { collection_id: collection.id } },
        body: inputOf(values),
      }),
    )
    client.setQueryData([id, 'collections', 'one', collection.id], saved)
    tell(common('saved'))
    for (const key of ['collections', 'collection-members'])
      await client.invalidateQueries({ queryKey: [id, key] })
  }
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <FormPage form={form} onSave={save} fields={formPaths(form.values.conditions.length)}>
          <fieldset
            disabled={!can('products:write')}
            style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}
          >
            <CollectionFields form={form} />
          </fieldset>
        </FormPage>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Members collection={collection} />
      </Grid.Col>
    </Grid>
  )
}

function Actions({ collection }: { collection: Collection }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const address = useShopUrl()(`/collections/${encodeURIComponent(collection.handle)}`)
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/collections/{collection_id}', {
        params: { path: { collection_id: collection.id } },
      }),
    )
    tell(t('deleted', { name: collection.title }))
    await navigate({ to: `/stores/${slug}/collections` })
    client.removeQueries({ queryKey: [id, 'collections', 'one', collection.id] })
    await client.invalidateQueries({ queryKey: [id, 'collections'] })
  }
  return (
    <>
      {address !== undefined && (
        <Button
          component="a"
          href={address}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          {t('inShop')}
        </Button>
      )}
      {can('products:write') && (
        <ConfirmButton
          label={common('delete')}
          title={t('deleteTitle', { name: collection.title })}
          onConfirm={remove}
        >
          {t('collections.deleteText')}
        </ConfirmButton>
      )}
    </>
  )
}
