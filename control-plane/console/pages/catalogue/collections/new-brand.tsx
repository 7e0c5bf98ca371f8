import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { BrandFields, type BrandValues, brandInput, newBrand, useBrandForm } from './brand-fields.tsx'
import { useText } from './text.ts'

export default function NewBrand() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useBrandForm(newBrand)
  const create = async (values: BrandValues) => {
    await dataOf(admin.POST('/admin/v1/brands', { body: brandInput(values) }))
    tell(t('added', { name: values.name }))
    await client.invalidateQueries({ queryKey: [id, 'brands'] })
    await navigate({ to: `/stores/${slug}/brands` })
  }
  return (
    <>
      <PageHeader title={t('brands.new')} back={{ to: `/stores/${slug}/brands`, label: t('brands.title') }} />
      <FormPage form={form} onSave={create} isNew>
        <BrandFields form={form} />
      </FormPage>
    </>
  )
}
