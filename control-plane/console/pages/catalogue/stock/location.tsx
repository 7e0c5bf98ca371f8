import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import {
  LocationFields,
  type LocationValues,
  locationInput,
  locationValues,
  useLocationForm,
} from './location-fields.tsx'
import { useText } from './text.ts'

type Location = Admin['Location']

export default function LocationPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, 'location', id],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/inventory/locations/{location_id}', { params: { path: { location_id: id } } }),
      ),
  })
  return (
    <>
      <PageHeader
        title={query.data?.name ?? '…'}
        back={{ to: `/stores/${slug}/locations`, label: t('locations.title') }}
      >
        {query.data && <Actions location={query.data} />}
      </PageHeader>
      {query.data === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && <Form key={id} location={query.data} />}
    </>
  )
}

function Form({ location }: { location: Location }) {
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = useLocationForm(() => locationValues(location))
  const save = async (values: LocationValues) => {
    const saved = await dataOf(
      admin.PATCH('/admin/v1/inventory/locations/{location_id}', {
        params: { path: { location_id: location.id } },
        body: locationInput(values),
      }),
    )
    client.setQueryData([id, 'location', location.id], saved)
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'locations'] })
  }
  return (
    <FormPage form={form} onSave={save}>
      <fieldset disabled={!can('inventory:write')} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <LocationFields form={form} />
      </fieldset>
    </FormPage>
  )
}

function Actions({ location }: { location: Location }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/inventory/locations/{location_id}', {
        params: { path: { location_id: location.id } },
      }),
    )
    tell(t('location.deleted', { name: location.name }))
    await navigate({ to: `/stores/${slug}/locations` })
    client.removeQueries({ queryKey: [id, 'location', location.id] })
    await client.invalidateQueries({ queryKey: [id, 'locations'] })
  }
  return (
    <>
      <ButtonLink variant="default" to={`/stores/${slug}/stock`} search={{ location: location.id } as never}>
        {t('location.stock')}
      </ButtonLink>
      {can('inventory:write') && !location.is_default && (
        <ConfirmButton
          label={common('delete')}
          title={t('location.deleteTitle', { name: location.name })}
          onConfirm={remove}
        >
          {t('location.deleteText')}
        </ConfirmButton>
      )}
    </>
  )
}
