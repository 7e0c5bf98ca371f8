import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useRefreshCustomers } from './customer-data.ts'
import { useText } from './text.ts'

export default function CustomerGroups() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const list = useList<Admin['CustomerGroup']>([id, 'customer-groups', 'list'], (cursor) =>
    dataOf(admin.GET('/admin/v1/customer-groups', { params: { query: { limit: 50, cursor } } })),
  )
  return (
    <>
      <PageHeader title={t('groups.title')} text={t('groups.text')}>
        {can('customers:write') && <NewGroup />}
      </PageHeader>
      <DataTable
        list={list}
        label={t('groups.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/customer-groups/${id}`}
        empty={
          <Empty title={t('groups.none')} text={t('groups.noneText')}>
            {can('customers:write') && <NewGroup />}
          </Empty>
        }
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          { key: 'code', label: t('code'), cell: ({ code }) => code },
          { key: 'since', label: t('createdAt'), cell: ({ created_at }) => format.date(created_at) },
        ]}
      />
    </>
  )
}

function NewGroup() {
  const t = useText()
  const { slug, admin } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshCustomers()
  const form = useForm({ initialValues: { name: '', code: '' } })
  const save = async (body: Admin['CustomerGroupInput']) => {
    const { id } = await dataOf(admin.POST('/admin/v1/customer-groups', { body }))
    await refresh()
    await navigate({ to: `/stores/${slug}/customer-groups/${id}` })
  }
  return (
    <FormDialog label={t('groups.new')} title={t('groups.new')} form={form} onSave={save} variant="filled">
      <GroupFields form={form} />
    </FormDialog>
  )
}

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
export function GroupFields({ form }: { form: any }) {
  const t = useText()
  return (
    <>
      <TextInput label={t('name')} required maxLength={255} data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t('code')}
        description={t('code.text')}
        attributes={LTR}
        required
        {...form.getInputProps('code')}
      />
    </>
  )
}
