// One page of the shop, new or stored.
import { Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { HtmlInput } from '../../parts/html-input.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { DeleteButton } from '../../parts/record.tsx'
import { useText } from './text.ts'

type Page = Admin['Page']

export default function StaticPage() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const { id: pageId } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'pages', pageId],
    enabled: pageId !== undefined,
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/pages/{page_id}', { params: { path: { page_id: pageId ?? '' } } })),
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (pageId !== undefined && query.data === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={query.data?.title ?? t('pages.new')}
        back={{ to: `/stores/${slug}/pages`, label: t('pages.title') }}
      >
        {query.data && can('content:write') && <Remove page={query.data} />}
      </PageHeader>
      <PageForm key={pageId ?? 'new'} page={query.data} />
    </>
  )
}

function PageForm({ page }: { page: Page | undefined }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: {
      title: page?.title ?? '',
      handle: page?.handle ?? '',
      body: page?.body ?? '',
      status: page?.status ?? ('draft' as const),
      seo_title: page?.seo_title ?? '',
      seo_description: page?.seo_description ?? '',
    },
  })
  const save = async ({ handle, ...values }: typeof form.values) => {
    const body = { ...values, ...(handle !== '' && { handle }) }
    const saved = await (page === undefined
      ? dataOf(admin.POST('/admin/v1/pages', { body }))
      : dataOf(admin.PATCH('/admin/v1/pages/{page_id}', { params: { path: { page_id: page.id } }, body })))
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'pages'] })
    if (page === undefined) await navigate({ to: `/stores/${slug}/pages/${saved.id}` })
  }
  return (
    <FormPage form={form} onSave={save} isNew={page === undefined}>
      <Section title={t('pages.content')}>
        <Stack>
          <TextInput label={t('pages.name')} required {...form.getInputProps('title')} />
          <HtmlInput label={t('pages.body')} minRows={8} {...form.getInputProps('body')} />
          <Select
            label={t('pages.status')}
            allowDeselect={false}
            data={(['draft', 'published'] as const).map((value) => ({ value, label: t(`pages.${value}`) }))}
            {...form.getInputProps('status')}
          />
        </Stack>
      </Section>
      <Section title={t('pages.seo')}>
        <Stack>
          <TextInput
            label={t('address')}
            description={t('pages.handleHelp')}
            dir="ltr"
            {...form.getInputProps('handle')}
          />
          <TextInput label={t('pages.seoTitle')} {...form.getInputProps('seo_title')} />
          <Textarea label={t('pages.seoDescription')} autosize {...form.getInputProps('seo_description')} />
        </Stack>
      </Section>
    </FormPage>
  )
}

function Remove({ page }: { page: Page }) {
  const t = useText()
  const { slug, admin } = useStore()
  const params = { path: { page_id: page.id } }
  return (
    <DeleteButton
      title={t('pages.delete')}
      remove={() => dataOf(admin.DELETE('/admin/v1/pages/{page_id}', { params }))}
      keys={{ one: ['pages', page.id], lists: ['pages'] }}
      to={`/stores/${slug}/pages`}
    >
      {t('pages.deleteText', { title: page.title })}
    </DeleteButton>
  )
}
