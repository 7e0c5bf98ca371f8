// One collection: its fields and its products.
import { Grid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { DeleteButton, type RecordKeys, RecordPage, useSaved } from '../../../parts/record.tsx'
import { useCurrencies } from '../choices.ts'
import { ShopLink } from '../shop-link.tsx'
import { CollectionFields, useCollectionForm } from './collection-fields.tsx'
import { CollectionState } from './collection-state.tsx'
import { type CollectionValues, formPaths, inputOf, valuesOf } from './collection-values.ts'
import { Members } from './members.tsx'
import { useText } from './text.ts'

type Collection = Admin['Collection']

const paramsOf = (id: string) => ({ path: { collection_id: id } })
const keysOf = (id: string): RecordKeys => ({
  one: ['collections', 'one', id],
  lists: ['collections', 'collection-members'],
})

export default function CollectionPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { currencies, isLoading } = useCurrencies()
  const query = useQuery({
    queryKey: [storeId, ...keysOf(id).one],
    queryFn: () => dataOf(admin.GET('/admin/v1/collections/{collection_id}', { params: paramsOf(id) })),
    refetchInterval: ({ state }) => (state.data?.refresh.status === 'running' ? 2_000 : false),
  })
  return (
    <RecordPage
      query={query}
      title={({ title }) => title}
      badge={(collection) => <CollectionState collection={collection} />}
      back={{ to: `/stores/${slug}/collections`, label: t('collections.title') }}
      actions={(collection) => <Actions collection={collection} />}
    >
      {(collection) =>
        isLoading ? <Loading /> : <Body key={id} collection={collection} currency={currencies[0] ?? ''} />
      }
    </RecordPage>
  )
}

function Body({ collection, currency }: { collection: Collection; currency: string }) {
  const { admin, can } = useStore()
  const form = useCollectionForm(() => valuesOf(collection, currency))
  const saved = useSaved(keysOf(collection.id))
  const save = async (values: CollectionValues) => {
    const [params, body] = [paramsOf(collection.id), inputOf(values)]
    await saved(await dataOf(admin.PATCH('/admin/v1/collections/{collection_id}', { params, body })))
  }
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <FormPage
          form={form}
          onSave={save}
          fields={formPaths(form.values.conditions.length)}
          mayWrite={can('products:write')}
        >
          <CollectionFields form={form} />
        </FormPage>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Members collection={collection} />
      </Grid.Col>
    </Grid>
  )
}

function Actions({ collection: { id, title, handle } }: { collection: Collection }) {
  const t = useText()
  const { slug, admin, can } = useStore()
  return (
    <>
      <ShopLink path={`/collections/${encodeURIComponent(handle)}`}>{t('inShop')}</ShopLink>
      {can('products:write') && (
        <DeleteButton
          title={t('deleteTitle', { name: title })}
          remove={() =>
            dataOf(admin.DELETE('/admin/v1/collections/{collection_id}', { params: paramsOf(id) }))
          }
          done={t('deleted', { name: title })}
          keys={keysOf(id)}
          to={`/stores/${slug}/collections`}
        >
          {t('collections.deleteText')}
        </DeleteButton>
      )}
    </>
  )
}
