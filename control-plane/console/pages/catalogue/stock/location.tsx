import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { DeleteButton, type RecordKeys, RecordPage, useSaved } from '../../../parts/record.tsx'
import {
  LocationFields,
  type LocationValues,
  locationInput,
  locationValues,
  useLocationForm,
} from './location-fields.tsx'
import { useText } from './text.ts'

type Location = Admin['Location']

const paramsOf = (id: string) => ({ path: { location_id: id } })
const keysOf = (id: string): RecordKeys => ({ one: ['location', id], lists: ['locations'] })

export default function LocationPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, ...keysOf(id).one],
    queryFn: () => dataOf(admin.GET('/admin/v1/inventory/locations/{location_id}', { params: paramsOf(id) })),
  })
  return (
    <RecordPage
      query={query}
      title={({ name }) => name}
      back={{ to: `/stores/${slug}/locations`, label: t('locations.title') }}
      actions={(location) => <Actions location={location} />}
    >
      {(location) => <Form key={id} location={location} />}
    </RecordPage>
  )
}

function Form({ location }: { location: Location }) {
  const { admin, can } = useStore()
  const form = useLocationForm(() => locationValues(location))
  const saved = useSaved(keysOf(location.id))
  const save = async (values: LocationValues) => {
    const [params, body] = [paramsOf(location.id), locationInput(values)]
    await saved(await dataOf(admin.PATCH('/admin/v1/inventory/locations/{location_id}', { params, body })))
  }
  return (
    <FormPage form={form} onSave={save} mayWrite={can('inventory:write')}>
      <LocationFields form={form} />
    </FormPage>
  )
}

function Actions({ location: { id, name, is_default } }: { location: Location }) {
  const t = useText()
  const { slug, admin, can } = useStore()
  return (
    <>
      <ButtonLink variant="default" to={`/stores/${slug}/stock`} search={{ location: id } as never}>
        {t('location.stock')}
      </ButtonLink>
      {can('inventory:write') && !is_default && (
        <DeleteButton
          title={t('location.deleteTitle', { name })}
          remove={() =>
            dataOf(admin.DELETE('/admin/v1/inventory/locations/{location_id}', { params: paramsOf(id) }))
          }
          done={t('location.deleted', { name })}
          keys={keysOf(id)}
          to={`/stores/${slug}/locations`}
        >
          {t('location.deleteText')}
        </DeleteButton>
      )}
    </>
  )
}
