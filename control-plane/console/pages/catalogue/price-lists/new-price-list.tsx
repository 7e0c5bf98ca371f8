import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { FIELDS, PriceListFields, usePriceListForm } from './price-list-fields.tsx'
import { useText } from './text.ts'
import { inputOf, newPriceList, type PriceListValues } from './values.ts'

export default function NewPriceList() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = usePriceListForm(newPriceList)
  const save = async (values: PriceListValues) => {
    const { id: listId } = await dataOf(admin.POST('/admin/v1/price-lists', { body: inputOf(values) }))
    tell(t('created'))
    await client.invalidateQueries({ queryKey: [id, 'price-lists'] })
    await navigate({ to: `/stores/${slug}/price-lists/${listId}` })
  }
  return (
    <>
      <PageHeader title={t('new')} back={{ to: `/stores/${slug}/price-lists`, label: t('title') }} />
      <FormPage form={form} onSave={save} fields={FIELDS} saveLabel={t('create')} isNew>
        <PriceListFields form={form} />
      </FormPage>
    </>
  )
}
