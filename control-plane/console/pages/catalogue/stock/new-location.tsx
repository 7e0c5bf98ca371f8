import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import {
  LocationFields,
  type LocationValues,
  locationInput,
  newLocation,
  useLocationForm,
} from './location-fields.tsx'
import { useText } from './text.ts'

export default function NewLocation() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useLocationForm(newLocation)
  const create = async (values: LocationValues) => {
    await dataOf(admin.POST('/admin/v1/inventory/locations', { body: locationInput(values) }))
    tell(t('location.added', { name: values.name }))
    await client.invalidateQueries({ queryKey: [id, 'locations'] })
    await navigate({ to: `/stores/${slug}/locations` })
  }
  return (
    <>
      <PageHeader
        title={t('locations.new')}
        back={{ to: `/stores/${slug}/locations`, label: t('locations.title') }}
      />
      <FormPage form={form} onSave={create} isNew>
        <LocationFields form={form} />
      </FormPage>
    </>
  )
}
