import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useCurrencies } from '../choices.ts'
import { CollectionFields, useCollectionForm } from './collection-fields.tsx'
import { type CollectionValues, formPaths, inputOf, newCollection } from './collection-values.ts'
import { useText } from './text.ts'

export default function NewCollection() {
  const t = useText()
  const { slug } = useStore()
  const { currencies, isLoading } = useCurrencies()
  return (
    <>
      <PageHeader
        title={t('collections.new')}
        back={{ to: `/stores/${slug}/collections`, label: t('collections.title') }}
      />
      {isLoading ? <Loading /> : <Form currency={currencies[0] ?? ''} />}
    </>
  )
}

function Form({ currency }: { currency: string }) {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useCollectionForm(() => newCollection(currency))
  const create = async (values: CollectionValues) => {
    const made = await dataOf(admin.POST('/admin/v1/collections', { body: inputOf(values) }))
    tell(t('added', { name: made.title }))
    await client.invalidateQueries({ queryKey: [id, 'collections'] })
    await navigate({ to: `/stores/${slug}/collections/${made.id}` })
  }
  return (
    <FormPage form={form} onSave={create} isNew fields={formPaths(form.values.conditions.length)}>
      <CollectionFields form={form} isNew />
    </FormPage>
  )
}
