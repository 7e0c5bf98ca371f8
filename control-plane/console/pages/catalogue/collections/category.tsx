import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { DeleteButton, type RecordKeys, RecordPage, useSaved } from '../../../parts/record.tsx'
import {
  CategoryFields,
  type CategoryValues,
  categoryInput,
  categoryValues,
  useCategoryForm,
} from './category-fields.tsx'
import { useText } from './text.ts'

type Category = Admin['Category']

const paramsOf = (id: string) => ({ path: { category_id: id } })
const keysOf = (id: string): RecordKeys => ({ one: ['categories', 'one', id], lists: ['categories'] })

export default function CategoryPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, ...keysOf(id).one],
    queryFn: () => dataOf(admin.GET('/admin/v1/categories/{category_id}', { params: paramsOf(id) })),
  })
  return (
    <RecordPage
      query={query}
      title={({ name }) => name}
      back={{ to: `/stores/${slug}/categories`, label: t('categories.title') }}
      actions={(category) => <Actions category={category} />}
    >
      {(category) => <Form key={id} category={category} />}
    </RecordPage>
  )
}

function Form({ category }: { category: Category }) {
  const { admin, can } = useStore()
  const form = useCategoryForm(() => categoryValues(category))
  const saved = useSaved(keysOf(category.id))
  const save = async (values: CategoryValues) => {
    const [params, body] = [paramsOf(category.id), categoryInput(values)]
    await saved(await dataOf(admin.PATCH('/admin/v1/categories/{category_id}', { params, body })))
  }
  return (
    <FormPage form={form} onSave={save} mayWrite={can('products:write')}>
      <CategoryFields form={form} id={category.id} />
    </FormPage>
  )
}

function Actions({ category: { id, name } }: { category: Category }) {
  const t = useText()
  const { slug, admin, can } = useStore()
  return (
    <>
      <ButtonLink variant="default" to={`/stores/${slug}/products`} search={{ category: id } as never}>
        {t('products')}
      </ButtonLink>
      {can('products:write') && (
        <DeleteButton
          title={t('deleteTitle', { name })}
          remove={() => dataOf(admin.DELETE('/admin/v1/categories/{category_id}', { params: paramsOf(id) }))}
          done={t('deleted', { name })}
          keys={keysOf(id)}
          to={`/stores/${slug}/categories`}
        >
          {t('categories.deleteText')}
        </DeleteButton>
      )}
    </>
  )
}
