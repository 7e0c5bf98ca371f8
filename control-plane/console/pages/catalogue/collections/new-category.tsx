import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCategories } from '../../../api/choices.ts'
import { dataOf } from '../../../api/client.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import {
  CategoryFields,
  type CategoryValues,
  categoryInput,
  newCategory,
  useCategoryForm,
} from './category-fields.tsx'
import { useText } from './text.ts'
import { childrenOf } from './tree.ts'

export default function NewCategory() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [{ parent }] = useFilters()
  const all = useCategories().data ?? []
  const form = useCategoryForm(() => newCategory(parent ?? null))
  const create = async (values: CategoryValues) => {
    // It comes last among its siblings.
    const last = childrenOf(all, values.parent_id).at(-1)
    const position = last === undefined ? 0 : last.position + 1
    await dataOf(admin.POST('/admin/v1/categories', { body: { ...categoryInput(values), position } }))
    tell(t('added', { name: values.name }))
    await client.invalidateQueries({ queryKey: [id, 'categories'] })
    await navigate({ to: `/stores/${slug}/categories` })
  }
  return (
    <>
      <PageHeader
        title={t('categories.new')}
        back={{ to: `/stores/${slug}/categories`, label: t('categories.title') }}
      />
      <FormPage form={form} onSave={create} isNew>
        <CategoryFields form={form} />
      </FormPage>
    </>
  )
}
